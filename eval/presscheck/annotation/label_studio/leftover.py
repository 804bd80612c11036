"""A server that outlived its `presscheck studio`: known by what its start wrote, and stopped (internal)."""

from __future__ import annotations

import json
import os
import signal
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
        while time.monotonic() < end and _is_ours(process, program, port):
            time.sleep(0.1)
    forget(home)
    return True


def _is_ours(process: int, program: Path, port: int) -> bool:
    """A number may have been given to another process since: what it runs decides."""
    words = _command(process).split()
    return str(program) in words and words[-2:] == ["--port", str(port)]


def _command(process: int) -> str:
    state, _, command = _asked(process, "stat=", "command=").partition(" ")
    return "" if state.startswith("Z") else command


def _since(process: int) -> str:
    """When a process was started, which tells it from a later one of its number; nothing if it has ended."""
    return _asked(process, "lstart=")


def _asked(process: int, *columns: str) -> str:
    asked = ["ps", "-ww", "-p", str(process), *(word for column in columns for word in ("-o", column))]
    try:
        done = subprocess.run(asked, capture_output=True, text=True, check=False)  # noqa: S603 - our own words
    except OSError:  # a machine without `ps`
        return ""
    return done.stdout.strip()


def _path(home: Path) -> Path:
    return home / "server.pid"
