"""The head of a mention as words, for a field that a person fills in, and as a span again (internal)."""

from __future__ import annotations

import re


def words(text: str, mention: tuple[int, int], head: tuple[int, int]) -> str:
    """Return the notation of a head: its words, with `#2` behind them for their second occurrence, and so on.

    Args:
        text: the document's text.
        mention: the mention's span, in code points.
        head: the head's span, inside it.

    >>> words("the chief of chiefs", (0, 19), (4, 9)), words("chiefs and chiefs", (0, 17), (11, 17))
    ('chief', 'chiefs#2')
    """
    plain = text[head[0] : head[1]]
    if place(text, mention, plain) == head:
        return plain
    starts = _occurrences(text, mention, plain)
    return f"{plain}#{starts.index(head[0]) + 1}"


def place(text: str, mention: tuple[int, int], said: str) -> tuple[int, int] | None:
    """Return the place of a head's words in their mention; None if they are not in it.

    Args:
        text: the document's text.
        mention: the mention's span, in code points.
        said: words as `words` gives them.

    >>> place("chiefs and chiefs", (0, 17), "chiefs#2"), place("chiefs", (0, 6), "leaders")
    ((11, 17), None)
    """
    parts = re.fullmatch(r"(.+?)(?:#([1-9]\d*))?", said, re.DOTALL)
    if parts is None:
        return None
    starts = _occurrences(text, mention, parts[1])
    nth = int(parts[2] or 1)
    return (starts[nth - 1], starts[nth - 1] + len(parts[1])) if nth <= len(starts) else None


def _occurrences(text: str, mention: tuple[int, int], plain: str) -> list[int]:
    """Return the starts of the words inside the mention; whole words first, as a person means them."""
    start, end = mention
    found = [at for at in range(start, end - len(plain) + 1) if text.startswith(plain, at)]
    return sorted(found, key=lambda at: (not _whole(text, at, at + len(plain), mention), at))


def _whole(text: str, start: int, end: int, mention: tuple[int, int]) -> bool:
    before = start > mention[0] and text[start - 1].isalnum() and text[start].isalnum()
    after = end < mention[1] and text[end].isalnum() and text[end - 1].isalnum()
    return not (before or after)
