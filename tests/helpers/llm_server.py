"""A server that speaks the chat protocol on this machine, and misbehaves as it is told."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple

KEY = "sk-secret-5f2a9c"
"""A secret that must never be printed."""

Reply = dict[str, Any]


def answer(value: Any, finish: str = "stop", **message: Any) -> Reply:
    """A reply with this content, JSON unless it is a string."""
    content = value if isinstance(value, str) or value is None else json.dumps(value, ensure_ascii=False)
    return {
        "id": "c1",
        "object": "chat.completion",
        "created": 1,
        "model": "m",
        "choices": [
            {
                "index": 0,
                "finish_reason": finish,
                "message": {"role": "assistant", "content": content, **message},
            }
        ],
        "usage": {"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15},
    }


def status(code: int, message: str = "no", **headers: str) -> Reply:
    """A reply with an HTTP status."""
    return {"status": code, "headers": headers, "body": {"error": {"message": message}}}


class Drip(NamedTuple):
    """A reply that comes byte by byte.

    Args:
        reply: as a server sends it at once.
        pause: seconds between two bytes.
    """

    reply: Reply
    pause: float


class Server:
    """The replies of the server, and the requests to it.

    Args:
        replies: one for each request; the last one is repeated. A float waits so many seconds
            first; bytes are sent as they are.
    """

    def __init__(self, *replies: Any) -> None:
        self.replies = list(replies)
        self.asked: list[dict[str, Any]] = []
        self.keys: list[str | None] = []
        self.url = ""

    def next(self) -> Any:
        """The next reply; the last one for ever."""
        return self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]


@contextmanager
def serving(*replies: Any) -> Iterator[Server]:
    """A running server on a free port of this machine; stopped at the end."""
    server = Server(*replies)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            size = int(self.headers["Content-Length"])
            server.asked.append(json.loads(self.rfile.read(size)))
            server.keys.append(self.headers.get("Authorization"))
            said = server.next()
            if isinstance(said, float):
                time.sleep(said)
                said = server.next()
            self._send(said)

        def _send(self, said: Any) -> None:
            pause, said = (said.pause, said.reply) if isinstance(said, Drip) else (0.0, said)
            code, headers, body = 200, {}, said
            if isinstance(said, dict) and "status" in said:
                code, headers, body = said["status"], said["headers"], said["body"]
            raw = body if isinstance(body, bytes) else json.dumps(body).encode()
            try:
                self.send_response(code)
                for name, value in headers.items():
                    self.send_header(name.replace("_", "-"), value)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(raw)))
                self.end_headers()
                size = 1 if pause else max(len(raw), 1)
                for at in range(0, len(raw), size):
                    time.sleep(pause)
                    self.wfile.write(raw[at : at + size])
            except OSError:  # the client has gone: that is what a slow server sees
                self.close_connection = True

        def log_message(self, *_: Any) -> None:
            """Nothing."""

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    http.daemon_threads = True
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    server.url = f"http://127.0.0.1:{http.server_address[1]}/v1"
    try:
        yield server
    finally:
        http.shutdown()
        http.server_close()
        thread.join()
