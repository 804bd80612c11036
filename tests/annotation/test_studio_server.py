"""The server's process: started, asked, stopped; a stand-in for Label Studio is enough to see that."""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
from pathlib import Path

import pytest
from tests.conftest import heeded

from presscheck.annotation.label_studio import client, server
from presscheck.document.exceptions import UsageError

STAND_IN = """#!{python}
import http.server, json, os, sys
if sys.argv[1] != "start":
    sys.exit(3)
print("starting", flush=True)
if os.environ.get("STAND_IN") == "dies":
    sys.exit("no such table: user")
class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps({{"status": "UP"}}).encode())
    def log_message(self, *_):
        pass
with open(os.environ["LABEL_STUDIO_BASE_DATA_DIR"] + ".json", "w") as seen:
    json.dump([sys.argv[1:], dict(os.environ)], seen)
host = sys.argv[sys.argv.index("--internal-host") + 1]
http.server.HTTPServer((host, int(sys.argv[-1])), Answer).serve_forever()
"""


@pytest.fixture
def venv(tmp_path) -> Path:
    """An environment with a stand-in that answers as a healthy server does."""
    program = tmp_path / "venv" / "bin" / "label-studio"
    program.parent.mkdir(parents=True)
    program.write_text(STAND_IN.format(python=sys.executable), encoding="utf-8")
    program.chmod(0o755)
    return tmp_path / "venv"


@pytest.fixture
def port() -> int:
    """One that nobody has."""
    with socket.socket() as probe:
        probe.bind((server.HOST, 0))
        return probe.getsockname()[1]


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((server.HOST, port)) == 0


def test_it_runs_while_it_is_entered(venv, port, tmp_path) -> None:
    """On loopback, silent to the outside, with credentials of its own; afterwards it is gone."""
    with server.Server(tmp_path / "home", venv, port) as running:
        assert listens(port)
        environment = running.environment()
        assert environment[client.URL] == f"http://127.0.0.1:{port}"
        assert len(environment[client.KEY]) == 40
        assert list(running.logins) == [server.OWNER]
    assert not listens(port)
    arguments, seen = json.loads((tmp_path / "home" / "data.json").read_text(encoding="utf-8"))
    assert arguments == ["start", "--no-browser", "--internal-host", "127.0.0.1", "--port", str(port)]
    assert seen["LABEL_STUDIO_USER_TOKEN"] == environment[client.KEY]
    for silent in ("COLLECT_ANALYTICS", "LATEST_VERSION_CHECK"):
        assert seen[f"LABEL_STUDIO_{silent}"] == "false"
    assert seen["LABEL_STUDIO_SENTRY_DSN"] == seen["LABEL_STUDIO_FRONTEND_SENTRY_DSN"] == ""
    assert client.KEY not in seen


def test_logins_stay_and_are_private(venv, port, tmp_path) -> None:
    """The next start has the same ones; nobody else may read the files."""
    with server.Server(tmp_path / "home", venv, port) as running:
        first = running.logins, running.environment()
        env = running.write_environment()
    with server.Server(tmp_path / "home", venv, port) as running:
        assert (running.logins, running.environment()) == first
    assert env.read_text(encoding="utf-8").splitlines() == [f"{k}={v}" for k, v in first[1].items()]
    for path in (env, tmp_path / "home" / "logins.json"):
        assert path.stat().st_mode & 0o077 == 0


def test_a_taken_port_is_said(venv, port, tmp_path) -> None:
    """Label Studio itself would take the next one, and nobody would find it."""
    second = server.Server(tmp_path / "other", venv, port)
    said = f"port {port} is taken on 127.0.0.1; choose another: `port=N`"
    with server.Server(tmp_path / "home", venv, port), pytest.raises(UsageError, match=said):
        second.__enter__()


def test_a_start_that_fails_shows_the_log(venv, port, tmp_path, monkeypatch) -> None:
    """Its last line, and where the rest is."""
    monkeypatch.setenv("STAND_IN", "dies")
    with pytest.raises(UsageError, match="stopped while it started") as caught:
        server.Server(tmp_path / "home", venv, port).__enter__()
    assert str(caught.value).endswith("server.log is: no such table: user")


def test_a_server_that_ends_by_itself_is_said(venv, port, tmp_path) -> None:
    """Somebody killed it; nobody should go on waiting for it."""
    with server.Server(tmp_path / "home", venv, port) as running:
        (number,) = (
            int(path.parent.name)
            for path in Path("/proc").glob("[0-9]*/cmdline")
            if path.read_bytes().endswith(f"\0{port}\0".encode())
        )
        os.kill(number, signal.SIGKILL)
        with pytest.raises(UsageError, match="has stopped by itself") as caught:
            running.wait()
    assert str(caught.value).endswith("server.log is: starting")


def test_a_start_that_takes_too_long_is_stopped(venv, port, tmp_path, monkeypatch) -> None:
    """Nothing is left running."""
    monkeypatch.setattr(server, "START_SECONDS", 0)
    waiting = server.Server(tmp_path / "home", venv, port)
    with pytest.raises(UsageError, match="did not answer within 0 s"):
        waiting.__enter__()
    assert not listens(port)


def test_a_password_that_cannot_be_set_is_said(venv, port, tmp_path) -> None:
    """The stand-in knows no users."""
    with (
        server.Server(tmp_path / "home", venv, port) as running,
        pytest.raises(UsageError, match="adding ann@"),
    ):
        running.add("ann@example.org")


def test_what_is_installed_is_not_installed_again(tmp_path) -> None:
    """The marker is written when pip has ended well, and believed."""
    (tmp_path / "installed").write_text(server.PACKAGE + "\n", encoding="utf-8")
    server.install(tmp_path)
    assert list(tmp_path.iterdir()) == [tmp_path / "installed"]


@pytest.mark.parametrize("content", [None, "label-studio>=1.0,<1.1\n"])
def test_another_version_is_not_the_one(tmp_path, content) -> None:
    """An environment from before an upgrade, or one whose installation was interrupted, is made good."""
    if content is not None:
        (tmp_path / "installed").write_text(content, encoding="utf-8")
    assert not server.installed(tmp_path)


def test_a_failed_installation_is_one_line(tmp_path) -> None:
    """The last word of what failed; the next call tries again."""
    (tmp_path / "file").touch()
    with pytest.raises(UsageError) as caught:
        server.install(tmp_path / "file" / "venv")
    assert f"could not be installed into {tmp_path / 'file' / 'venv'}: " in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("asked", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda s: s.name)
def test_a_signal_ends_it_quietly(asked) -> None:
    """Each is an interrupt while the block runs, a second one disturbs nothing, and all are back after."""
    reached = []
    with heeded(asked):
        with server.until_told():
            try:
                os.kill(os.getpid(), asked)
                reached.append("beyond")
            finally:
                os.kill(os.getpid(), asked)
                reached.append("stopped in peace")
        assert signal.getsignal(asked) is signal.SIG_DFL
    assert reached == ["stopped in peace"]


def test_a_signal_that_was_to_be_ignored_is() -> None:
    """`nohup make studio` outlives its terminal."""
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with server.until_told():
            os.kill(os.getpid(), signal.SIGHUP)
            reached = True
        assert reached
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)
