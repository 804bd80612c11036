"""Fixtures of several test files: the repository, small documents, the command line."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).parent.parent

settings.register_profile("no clock", deadline=None)
settings.load_profile("no clock")


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository."""
    return ROOT


TERMINAL = os.environ.get("PRESSCHECK_TERMINAL", "utf-8")
"""The encoding of the streams that `cli` gives to `presscheck`."""


@pytest.fixture
def cli():
    """Run `presscheck` as a user does: a process of its own, returned with its output."""

    def run(*arguments: object, cwd: Path | None = None, **env: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "presscheck", *map(str, arguments)]
        streams = {} if TERMINAL == "utf-8" else {"PYTHONIOENCODING": TERMINAL}
        full = {**os.environ, **streams, **env}
        done = subprocess.run(command, cwd=cwd, env=full, capture_output=True, check=False)
        out, err = (_read(raw, streams) for raw in (done.stdout, done.stderr))
        return subprocess.CompletedProcess(command, done.returncode, out, err)

    return run


def _read(raw: bytes, streams: dict[str, str]) -> str:
    """Output as a reader of such a terminal understands it: a character that it lacks is written out.

    Documents are UTF-8 also on standard output (`-o -`).
    """
    if not streams or not raw.isascii():
        try:
            return raw.decode("utf-8").replace("\r\n", "\n")
        except UnicodeDecodeError:
            if not streams:
                raise
    text = raw.decode(TERMINAL).replace("\r\n", "\n")
    return re.sub(r"\\u([0-9a-f]{4})|\\U([0-9a-f]{8})", _character, text)


def _character(written: re.Match[str]) -> str:
    """A character for its code, unless it is one that presscheck writes out on every terminal."""
    character = chr(int(written[1] or written[2], 16))
    return character if unicodedata.category(character)[0] not in "CZ" else written[0]


@contextmanager
def heeded(number: signal.Signals) -> Iterator[None]:
    """Let a signal do what it does by default, here and in what is started: it may be ignored outside."""
    outside = signal.signal(number, signal.SIG_DFL)
    try:
        yield
    finally:
        signal.signal(number, outside)


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--update` rewrites golden files instead of comparing with them."""
    parser.addoption("--update", action="store_true", help="rewrite golden files")
