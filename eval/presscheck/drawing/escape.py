"""Words of others as HTML: every character is text, and one that cannot be seen is named."""

from __future__ import annotations

import re
from html import escape

_CONTROL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)
"""Characters without a shape of their own: controls, marks of direction, zero-width ones, halves of pairs."""

_WORD = re.compile(r"[A-Za-z0-9#._-]+")
"""A value of an attribute that needs no quotation marks."""


def words(text: str) -> str:
    r"""Text as HTML with the same `textContent`; what has no shape is shown by its number beside it.

    Marks of direction stand in an element of their own, so that they turn nothing around. A NUL and half a
    surrogate pair cannot stand in a page: U+FFFD takes their place.

    >>> words("a < b"), words("\u202eb")
    ('a &lt; b', '<u data-c="U+202E">\u202e</u>b')
    """
    return _CONTROL.sub(_shown, escape(text, quote=False))


def _shown(found: re.Match[str]) -> str:
    char = found[0]
    lost = char == "\0" or "\ud800" <= char <= "\udfff"
    written = {"\r": "&#13;"}.get(char, "\ufffd" if lost else char)
    return f'<u data-c="U+{ord(char):04X}">{written}</u>'


def attribute(text: str) -> str:
    r"""Text as the value of an attribute; what has no shape is left out of it.

    It stands in quotation marks unless it is a plain word.

    >>> attribute('say "x"\u202e'), attribute("missed")
    ('"say &quot;x&quot;"', 'missed')
    """
    shown = escape(_CONTROL.sub("", text))
    return shown if _WORD.fullmatch(shown) else f'"{shown}"'
