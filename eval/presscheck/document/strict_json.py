"""JSON without repeated keys, NaN or Infinity: what other readers take in silence is an error."""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

import msgspec

from presscheck.document.model import NOWHERE, Document

_encode = msgspec.json.Encoder().encode


def loads(text: str | bytes) -> Any:
    """JSON without duplicate keys, NaN or Infinity.

    Raises:
        ValueError: with what is wrong.

    >>> loads('{"a": 1, "a": 2}')
    Traceback (most recent call last):
    ValueError: key `a` appears twice in one object
    """
    try:
        value = json.loads(text, object_pairs_hook=_without_repeats, parse_constant=_no_constant)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if _HALF.search(text.decode("utf-8", "replace") if isinstance(text, bytes) else text):
        _check_halves(value)
    return value


_HALF = re.compile(r"\\u[dD][89a-fA-F]")
_HALF_OR_COLON = re.compile(rb"\\u(?:[dD][89a-fA-F]|003[aA])")


def surely(line: bytes, document: Document) -> bool:
    """Return whether a line that was read has no key twice: a quick `loads`, without a reason.

    What stands twice is gone when the document is written again. A line in another form than ours has as many
    colons as that, for every key has one; offsets that it does not have are written as `NOWHERE`.
    """
    try:
        again = _encode(document)
    except RecursionError:
        return False
    if line.startswith(again):
        return True
    keys = again.count(b":") - again.count(_NOWHERE)
    return line.count(b":") == keys and not _HALF_OR_COLON.search(line)


_NOWHERE = f'":{NOWHERE}'.encode()


def _check_halves(value: Any) -> None:
    """Escapes of UTF-16 halves must come in pairs: half a character can be written nowhere."""
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise ValueError(f"{error.object[error.start]!a} is half a character (a lone surrogate)") from None


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise ValueError(f"key `{key}` appears twice in one object")
            seen.add(key)
    return found


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
