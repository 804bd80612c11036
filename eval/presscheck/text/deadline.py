"""A time limit for the whole of an answer: the client's own starts again with every byte that comes."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from typing import Any

BEGAN = "presscheck.began"
"""The key of a request's extension: when it was sent, in seconds of the monotonic clock."""


def began(request: Any) -> None:
    """Note when a request is sent: a hook of an httpx client.

    Args:
        request: of httpx.
    """
    request.extensions[BEGAN] = time.monotonic()


class Limit:
    """A hook of an httpx client: an answer whose body takes too long is lost.

    Args:
        seconds: from the request to the last byte.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds

    def __call__(self, response: Any) -> None:
        """Watch the body of a response while it is read."""
        # A client brings its own httpx, under whatever name: the stream and the error have to be of that.
        http: Any = sys.modules[type(response).__module__.partition(".")[0]]
        body, request = response.stream, response.request
        end = request.extensions.get(BEGAN, time.monotonic()) + self.seconds

        class Watched(http.SyncByteStream):  # type: ignore[misc]
            def __iter__(self) -> Iterator[bytes]:
                for part in body:
                    if time.monotonic() > end:
                        raise http.ReadTimeout("the answer takes too long", request=request)
                    yield part

            def close(self) -> None:
                body.close()

        response.stream = Watched()
