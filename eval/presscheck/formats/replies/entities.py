"""Character references of HTML in a reply (`&quot;`, `&amp;`), where the text has the characters."""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Collection
from functools import lru_cache
from typing import Any

from presscheck.document.folding import fold

_DECODED = "words with character references of HTML (&quot;), decoded as the text has them"


def decoded(value: Any, texts: Collection[str], notes: Counter[str]) -> Any:
    """A value with its references decoded in the strings that only then are in a text.

    Args:
        value: of a reply.
        texts: the known ones.
        notes: gain how many strings were changed.

    >>> decoded({"PER": ["Bo &quot;Max&quot; Ek", "R&amp;D"]}, ["Bo “Max” Ek"], Counter())
    {'PER': ['Bo "Max" Ek', 'R&amp;D']}
    """
    if isinstance(value, dict):
        return {key: decoded(one, texts, notes) for key, one in value.items()}
    if isinstance(value, list):
        return [decoded(one, texts, notes) for one in value]
    if not isinstance(value, str) or "&" not in value:
        return value
    plain = html.unescape(value)
    if plain == value or _among(value, texts) or not _among(plain, texts):
        return value
    notes[_DECODED] += 1
    return plain


def _among(words: str, texts: Collection[str]) -> bool:
    wanted = fold(words).text
    return any(words in text or wanted in _folded(text) for text in texts)


@lru_cache(maxsize=64)
def _folded(text: str) -> str:
    return fold(text).text
