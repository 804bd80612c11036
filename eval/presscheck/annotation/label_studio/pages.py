"""Pages beside the editor, on loopback: the guidelines, and each document as it is marked now."""

from __future__ import annotations

import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from urllib.parse import quote, unquote, urlsplit

from presscheck.annotation.label_studio import push
from presscheck.document.exceptions import InvalidInputError, UsageError

HOST = "127.0.0.1"
GUIDELINES, PROOF = "guidelines", "proof"


class Pages:
    """A server of pages that can only be read, running while this is entered.

    Args:
        port: on loopback.
        word: stands first in every address; whoever does not know it sees nothing.
        guidelines: the folder with the guidelines.
        proof: title of a project and a document's id -> its page, made anew.

    Raises:
        OSError: the port is taken.
    """

    def __init__(self, port: int, word: str, guidelines: Path, proof: Callable[[str, str], str]) -> None:
        self.address = f"http://{HOST}:{port}/{word}"
        self.port, self.word, self.guidelines, self.proof = port, word, guidelines, proof
        self._server = ThreadingHTTPServer((HOST, port), _handler(self))
        self._server.daemon_threads = True

    def __enter__(self) -> Pages:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def links(self, title: str) -> push.Links:
        """Addresses for the tasks of a project.

        Args:
            title: of the project.
        """
        proof = f"{self.address}/{PROOF}/{quote(title, safe='')}"
        return push.Links(f"{self.address}/{GUIDELINES}", proof)

    def page(self, path: str) -> tuple[int, str, str]:
        """Status, kind and words of the page at a path.

        Args:
            path: as it is asked for.
        """
        match [unquote(part) for part in urlsplit(path).path.split("/")]:
            case ["", word, kind, name] if (word, kind) == (self.word, GUIDELINES):
                known = {path.name: path for path in self.guidelines.glob("*.md")}
                if name in known:
                    return 200, "text/plain", known[name].read_text(encoding="utf-8")
            case ["", word, kind, title, name] if (word, kind) == (self.word, PROOF):
                return self._proof(title, name.removesuffix(".html"))
        return 404, "text/plain", "There is no such page."

    def _proof(self, title: str, doc_id: str) -> tuple[int, str, str]:
        try:
            return 200, "text/html", self.proof(title, doc_id)
        except InvalidInputError as error:
            return 200, "text/plain", "\n".join(map(str, error.findings))
        except UsageError as error:
            return 404, "text/plain", str(error)


def _handler(pages: Pages) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            port = pages.port
            here = self.headers.get("Host") in (f"{HOST}:{port}", f"localhost:{port}")
            status, kind, words = pages.page(self.path) if here else (403, "text/plain", "Not from here.")
            content = words.encode("utf-8", "replace")
            self.send_response(status)
            self.send_header("Content-Type", f"{kind}; charset=utf-8")
            self.send_header("Content-Length", str(len(content)))
            self.send_header("Cache-Control", "no-store")
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *_: object) -> None:  # noqa: A002 - the base class's name
            """Print nothing: the terminal is the person's."""

    return Handler
