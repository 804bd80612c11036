"""A server that outlived its `presscheck studio`: known by what its start wrote, and stopped (internal)."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import time
from contextlib import suppress
from pathlib import Path

SECONDS = 20
"""Time that a server gets to end by itself."""


def record(home: Path, process: int) -> None:
    """Write down which process is the server.

    Args:
        home: the server's folder.
        process: its number.
    """
    keeper = os.getpid()
    said = {"server": process, "keeper": keeper, "since": _since(keeper)}
    _path(home).write_text(json.dumps(said) + "\n", encoding="utf-8")


def forget(home: Path) -> None:
    """The server has ended."""
    _path(home).unlink(missing_ok=True)


def stop(home: Path, program: Path, port: int) -> bool:
    """End the server of an earlier start that was killed: only a process that runs our program on this port.

    One that somebody still keeps is left alone.

    Args:
        home: the server's folder.
        program: the server's program.
        port: on loopback.

    Returns:
        whether there was one.
    """
    try:
        said = json.loads(_path(home).read_text(encoding="utf-8"))
        process, keeper, since = int(said["server"]), int(said["keeper"]), str(said["since"])
    except (OSError, ValueError, KeyError, TypeError):
        return False
    if _since(keeper) == since or not _is_ours(process, program, port):
        return False
    for ask in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(process, ask)
        end = time.monotonic() + SECONDS
        while time.monotonic() < end and (_is_ours(process, program, port) or _held(port)):
            time.sleep(0.1)
    forget(home)
    return True


def _is_ours(process: int, program: Path, port: int) -> bool:
    """A number may have been given to another process since: what it runs decides."""
    words = _command(process).split()
    return str(program) in words and words[-2:] == ["--port", str(port)]


def _held(port: int) -> bool:
    """Return whether anything answers there: threads of a server may outlive its first one."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _command(process: int) -> str:
    return _alive(process, "command=")


def _since(process: int) -> str:
    """When a process was started, which tells it from a later one of its number; nothing if it has ended."""
    return _alive(process, "lstart=")


def _alive(process: int, column: str) -> str:
    """A column about a process; nothing if it has ended, also if nobody has asked how it ended."""
    asked = ["ps", "-ww", "-p", str(process), "-o", "stat=", "-o", column]
    try:
        done = subprocess.run(asked, capture_output=True, text=True, check=False)  # noqa: S603 - our own words
    except OSError:  # a machine without `ps`
        return ""
    state, _, told = done.stdout.strip().partition(" ")
    return "" if state.startswith("Z") else told.strip()


def _path(home: Path) -> Path:
    return home / "server.pid"
