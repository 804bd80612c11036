"""A Label Studio server of one's own: in its own virtual environment, on loopback, silent to the outside."""

from __future__ import annotations

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import NoReturn

from presscheck.annotation.label_studio.client import KEY, URL
from presscheck.document.exceptions import UsageError
from presscheck.text import wording

PACKAGE = "label-studio>=1.23,<1.24"
HOST = "127.0.0.1"
OWNER = "studio@example.org"
START_SECONDS = 300
"""The first start makes the database, which takes one to two minutes on a slow machine."""


def installed(venv: Path) -> bool:
    """Return whether `install` has put this version of the server there.

    Args:
        venv: the environment's folder.
    """
    marker = venv / "installed"
    return marker.exists() and marker.read_text(encoding="utf-8").strip() == PACKAGE


def install(venv: Path) -> None:
    """Put the server into a virtual environment of its own (about 1 GB), once.

    Args:
        venv: the environment's folder.

    Raises:
        UsageError: pip failed; its last line says why.
    """
    if installed(venv):
        return
    for command in (
        [sys.executable, "-m", "venv", str(venv)],
        [
            str(venv / "bin" / "python"),
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            PACKAGE,
        ],
    ):
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own words
        if done.returncode:
            last = (done.stderr.strip().splitlines() or ["no message"])[-1]
            raise UsageError(f"{PACKAGE} could not be installed into {venv}: {last}")
    (venv / "installed").write_text(PACKAGE + "\n", encoding="utf-8")


class Server:
    """A server process, running while this is entered.

    Args:
        home: the folder for database, log and logins; made if it is not there.
        venv: where `install` put the server.
        port: on loopback.

    Raises:
        UsageError: the port is taken, or the server does not come up.
    """

    def __init__(self, home: Path, venv: Path, port: int) -> None:
        self.home, self.venv, self.port = home, venv, port
        self.url = f"http://{HOST}:{port}"
        self.log = home / "server.log"
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Server:
        self.home.mkdir(parents=True, exist_ok=True)
        check_free(self.port)
        command = [*self._command("start"), "--no-browser", "--internal-host", HOST, "--port", str(self.port)]
        try:
            with self.log.open("wb") as log:
                # A session of its own: an interrupt at the terminal reaches us first, and we stop it.
                self._process = subprocess.Popen(  # noqa: S603 - our own words
                    command, env=self._settings(), stdout=log, stderr=log, start_new_session=True
                )
            self._wait()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """End the process, politely first."""
        process, self._process = self._process, None
        if process is None:
            return
        for ask in (signal.SIGTERM, signal.SIGKILL):
            if process.poll() is None:
                os.killpg(process.pid, ask)
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                continue
            return

    def wait(self) -> NoReturn:
        """Until this is interrupted.

        Raises:
            UsageError: the server has ended by itself.
        """
        if self._process is not None:
            self._process.wait()
        self._failed("has stopped by itself")

    @property
    def logins(self) -> dict[str, str]:
        """E-mail -> password of everybody who may log in here; the owner's are made on first use."""
        return self._secrets()["logins"]

    def environment(self) -> dict[str, str]:
        """Return the arguments of `client.connect`."""
        return {URL: self.url, KEY: self._secrets()["token"]["key"]}

    def write_environment(self) -> Path:
        """The same as a file for a shell, readable by its owner alone."""
        path = self.home / "env"
        _write_private(path, "".join(f"{name}={value}\n" for name, value in self.environment().items()))
        return path

    def add(self, email: str) -> None:
        """Let a further person log in; nothing happens if they may already.

        Args:
            email: any that looks like one; nothing is sent to it.

        Raises:
            UsageError: the server does not take it.
        """
        from presscheck.annotation.label_studio import client

        known = self._secrets()
        if email in known["logins"]:
            return
        with client.connect(self.environment()) as connection, client.speaking(f"adding {email}"):
            connection.users.create(email=email, username=email)
        password = secrets.token_urlsafe(9)
        self._run("reset_password", "--username", email, answer=password)
        known["logins"][email] = password
        _write_private(self.home / "logins.json", json.dumps(known, indent=1))

    def _run(self, *arguments: str, answer: str) -> None:
        """One of the server's commands; it has no terminal and so reads what it asks for from its input.

        Words on the command line could be read by everybody on this machine.
        """
        done = subprocess.run(  # noqa: S603 - our own words
            [*self._command(arguments[0]), *arguments[1:]],
            env=self._settings(),
            input=f"{answer}\n".encode(),
            capture_output=True,
            start_new_session=True,
            check=False,
        )
        if done.returncode:
            raise UsageError(f"label-studio {arguments[0]} failed with exit code {done.returncode}")

    def _command(self, verb: str) -> list[str]:
        return [str(self.venv / "bin" / "label-studio"), verb]

    def _secrets(self) -> dict[str, dict[str, str]]:
        path = self.home / "logins.json"
        if not path.exists():
            made = {"token": {"key": secrets.token_hex(20)}, "logins": {OWNER: secrets.token_urlsafe(9)}}
            _write_private(path, json.dumps(made, indent=1))
        found: dict[str, dict[str, str]] = json.loads(path.read_text(encoding="utf-8"))
        return found

    def _settings(self) -> dict[str, str]:
        """The process's environment: telemetry, version checks and open sign-up are off."""
        known = self._secrets()
        ours = {
            "BASE_DATA_DIR": str(self.home.absolute() / "data"),
            "USERNAME": OWNER,
            "PASSWORD": known["logins"][OWNER],
            "USER_TOKEN": known["token"]["key"],
            "ENABLE_LEGACY_API_TOKEN": "true",
            "COLLECT_ANALYTICS": "false",
            "LATEST_VERSION_CHECK": "false",
            "SENTRY_DSN": "",
            "FRONTEND_SENTRY_DSN": "",
            "DISABLE_SIGNUP_WITHOUT_LINK": "true",
            "ALLOWED_HOSTS": f"{HOST},localhost",
        }
        inherited = {
            name: value for name, value in os.environ.items() if not name.startswith("LABEL_STUDIO_")
        }
        return inherited | {f"LABEL_STUDIO_{name}": value for name, value in ours.items()}

    def _wait(self) -> None:
        """Until the server answers."""
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            if self._process is None or self._process.poll() is not None:
                self._failed("stopped while it started")
            if _healthy(self.url):
                return
            time.sleep(0.3)
        self._failed(f"did not answer within {START_SECONDS} s")

    def _failed(self, how: str) -> NoReturn:
        lines = self.log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        raise UsageError(
            f"Label Studio {how}; the last line of {self.log} is: {lines[-1] if lines else '(none)'}"
        )


def _healthy(url: str) -> bool:
    try:
        # No proxy of the environment stands between us and loopback.
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(f"{url}/health", timeout=5) as answer:
            said: Mapping[str, str] = json.load(answer)
            return said.get("status") == "UP"
    except (OSError, ValueError):
        return False


def check_free(port: int) -> None:
    """Label Studio itself would quietly take the next port, and nobody would find it.

    Args:
        port: on loopback.

    Raises:
        UsageError: the port is taken, or this user may not have it.
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            what = "is not for this user" if isinstance(error, PermissionError) else "is taken"
            way_out = f"choose another: {wording.either('`--port N`, or `make studio PORT=N`', '`port=N`')}"
            raise UsageError(f"port {port} {what} on {HOST}; {way_out}") from None


def _write_private(path: Path, content: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(content)


@contextmanager
def until_told() -> Iterator[None]:
    """Let SIGTERM and a closed terminal end the block as an interrupt does, and let all end it quietly.

    What is already ending is not interrupted again: a second Ctrl-C would leave a process behind.
    """

    def stop(_number: int, _frame: object) -> NoReturn:
        for number in before:
            signal.signal(number, signal.SIG_IGN)
        raise KeyboardInterrupt

    asks = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    # What was started to be left alone (nohup, &) stays so.
    heeded = [number for number in asks if signal.getsignal(number) is not signal.SIG_IGN]
    before = {number: signal.signal(number, stop) for number in heeded}
    try:
        yield
    except KeyboardInterrupt:
        pass
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
