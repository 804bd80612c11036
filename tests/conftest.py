"""Fixtures of several test files: the repository, small documents, the command line."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
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


@pytest.fixture
def cli():
    """Run `presscheck` as a user does: a process of its own, returned with its output."""

    def run(*arguments: object, cwd: Path | None = None, **env: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "presscheck", *map(str, arguments)]
        return subprocess.run(
            command,
            cwd=cwd,
            env={**os.environ, **env},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )

    return run


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
