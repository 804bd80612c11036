"""The server of the live tests: one for all of them, and the command line that knows its address."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from presscheck.annotation.label_studio import client, server
from tests.live.studio import STUDIO, free_port


@pytest.fixture(scope="session")
def home(tmp_path_factory) -> Path:
    """A fresh copy of a database that was migrated once: the first start takes a minute, others seconds."""
    server.install(STUDIO / "venv")
    template = STUDIO / "migrated"
    ready = template / "ready"
    if not ready.exists() or ready.read_text(encoding="utf-8") != server.PACKAGE:
        shutil.rmtree(template, ignore_errors=True)
        with server.Server(template, STUDIO / "venv", free_port()) as first:
            first.add("ann@example.org")
        ready.write_text(server.PACKAGE, encoding="utf-8")
    copy = tmp_path_factory.mktemp("studio") / "home"
    shutil.copytree(template, copy)
    return copy


@pytest.fixture(scope="session")
def running(home):
    """The server, for all tests."""
    with server.Server(home, STUDIO / "venv", free_port()) as found:
        yield found


@pytest.fixture(scope="session")
def connection(running):
    """The SDK's client for the owner."""
    with client.connect(running.environment()) as found:
        yield found


@pytest.fixture
def presscheck(running, cli, tmp_path):
    """The command line with the server's address and key in its environment."""

    def run(*arguments: object) -> subprocess.CompletedProcess[str]:
        done = cli(*arguments, cwd=tmp_path, **running.environment())
        assert running.environment()[client.KEY] not in done.stdout + done.stderr
        return done

    return run


@pytest.fixture
def update(pytestconfig) -> bool:
    """Return whether recorded files are made anew."""
    return bool(pytestconfig.getoption("--update"))
