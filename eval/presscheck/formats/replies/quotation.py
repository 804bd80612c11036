"""Strings of JSON whose inner quotation marks are not escaped, as models write them (internal)."""

from __future__ import annotations

import re

_SIGNS = re.compile(r'["\[\]{}:,]')
_MARKS = re.compile(r'\\.|"', re.DOTALL)
_KEY = re.compile(r'\s*"[^"\\\n]*"\s*:')
_VALUE = re.compile(r'\s*(?:["\[{\d\-]|true\b|false\b|null\b)')
_END = re.compile(r"\s*(?:[\]}]|\Z)")
_BRACES = re.compile(r"[{}]")
_CLOSES = {"{": "}", "[": "]"}


def escaped(text: str, begin: int) -> tuple[str, int] | None:
    r"""The object or list that begins at a bracket, its inner quotation marks escaped, and where it ends.

    A mark ends a string if a bracket, a colon behind a key, or a comma with another member stands behind it.

    Args:
        text: of a reply.
        begin: the place of the bracket.

    >>> escaped('{"text": "the "Iron" Lady", "type": "PER"} or so', 0)
    ('{"text": "the \\"Iron\\" Lady", "type": "PER"}', 42)
    >>> escaped('["no" end', 0) is None
    True
    """
    parts: list[str] = []
    stack: list[str] = []
    at, key = begin, False
    while (sign := _SIGNS.search(text, at)) is not None:
        parts.append(text[at : sign.start()])
        at = sign.end()
        if sign[0] == '"':
            string = _string(text, at, key=key, in_object=stack[-1] == "}")
            if string is None:
                return None
            words, at = string
            parts.append(words)
            continue
        parts.append(sign[0])
        if sign[0] in _CLOSES:
            stack.append(_CLOSES[sign[0]])
        elif sign[0] in "]}" and sign[0] != stack.pop():
            return None
        if not stack:
            return "".join(parts), at
        key = sign[0] in "{," and stack[-1] == "}"
    return None


def _string(text: str, begin: int, *, key: bool, in_object: bool) -> tuple[str, int] | None:
    """The string behind a mark, the marks inside it escaped, and its end; None if it would hold records."""
    parts: list[str] = []
    last = begin
    for mark in _MARKS.finditer(text, begin):
        if mark[0] != '"':
            continue
        parts.append(text[last : mark.start()])
        last = mark.end()
        if _ends(text, last, key=key, in_object=in_object):
            words = '\\"'.join(parts)
            return None if len(parts) > 1 and _BRACES.search(words) else (f'"{words}"', last)
    return None


def _ends(text: str, at: int, *, key: bool, in_object: bool) -> bool:
    """Return whether a mark in front of a place ends its string."""
    rest = text[at : at + 200]
    sign = rest.lstrip()[:1]
    if key:
        return sign == ":"
    if sign == ",":
        behind = rest[rest.index(",") + 1 :]
        more = _KEY if in_object else _VALUE
        return more.match(behind) is not None or _END.match(behind) is not None
    return sign in ("", "}" if in_object else "]")
