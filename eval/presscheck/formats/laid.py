"""Tokens laid out in a text, and spans taken from it (internal)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple, NoReturn

from presscheck.document.folding import fold
from presscheck.document.model import ABSENT, Offsets
from presscheck.document.spans import no_span
from presscheck.formats.source import Source
from presscheck.formats.tokens import aligned, joined, sentences

Word = tuple[int, str]
"""The line that a token is on, and the token."""


_DIGITS = 18
"""Digits of the longest number that may be an offset."""


class Laid(NamedTuple):
    """The tokens of a document in their places.

    Args:
        source: for messages and notes.
        text: the document's text.
        made: the text if it was made here; unset where the known one is used.
        places: token -> its span in code points.
        sentences: of the document; None where the blocks make none.
    """

    source: Source
    text: str
    made: Any
    places: list[Offsets]
    sentences: list[Offsets] | None

    def span(self, first: object, after: object, words: object, line: int, path: str) -> dict[str, Any]:
        """From one token to before another.

        Args:
            first: index of its first token.
            after: index of the token after its last.
            words: what the file has there; anything but a string is not compared.
            line: for messages.
            path: JSON path, for messages.

        Raises:
            InvalidInputError: there are no such tokens, or other words stand there.
        """
        a, b = whole(first), whole(after)
        if a is None or b is None or not a < b <= len(self.places):
            self.source.fail(
                f"tokens {first!r} to before {after!r}: expected whole numbers from 0 to {len(self.places)}",
                line,
                path=path,
            )
        start, end = self.places[a][0], self.places[b - 1][1]
        return span(Where(self.source, line, path), self.text, start, end, words)


class Where(NamedTuple):
    """A place in a file, for messages.

    Args:
        source: the file; its notes gain what was repaired.
        line: counted from 1.
        path: JSON path.
    """

    source: Source
    line: int
    path: str

    def fail(self, message: str) -> NoReturn:
        """Stop, as `Source.fail`."""
        self.source.fail(message, self.line, path=self.path)


def whole(value: object) -> int | None:
    """A JSON value if it is a whole number from 0.

    >>> whole(3), whole(True), whole(-1)
    (3, None, None)
    """
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def decimal(value: object) -> int | None:
    """A whole number from 0, or the digits of one, as tables and XML have them.

    >>> decimal("12"), decimal(12), decimal("-1"), decimal("9" * 5000)
    (12, 12, None, None)
    """
    if isinstance(value, str):
        return int(value) if value.isascii() and value.isdecimal() and len(value) <= _DIGITS else None
    return whole(value)


def confidence(score: Any) -> float | None:
    """A score as the confidence of a record; None where it is none between 0 and 1.

    >>> confidence(0.5), confidence(-3.1), confidence(None)
    (0.5, None, None)
    """
    number = isinstance(score, (int, float)) and not isinstance(score, bool)
    return score if number and 0 <= score <= 1 else None


def span(where: Where, text: str, start: object, end: object, words: object) -> dict[str, Any]:
    """The fields of a span, without white space at its ends, compared with the words beside it.

    Args:
        where: its place in the file; its notes say what was trimmed.
        text: the document's text.
        start: first code point.
        end: code point after the last.
        words: what the file has there; anything but a string is not compared.

    Raises:
        InvalidInputError: it is not a span of the text, is white space alone, or other words stand there.
    """
    first, after = whole(start), whole(end)
    if first is None or after is None:
        where.fail(f"`start` {start!r} and `end` {end!r}: expected whole numbers from 0")
    if not first < after <= len(text):
        where.fail(no_span(first, after, text))
    there = text[first:after]
    if isinstance(words, str) and not same_words(words, there):
        where.fail(f"the words are {words!r}, but the text at [{first}, {after}) is {there!r}")
    if not there.strip():
        where.fail(f"[{first}, {after}) is white space alone; expected words")
    if there != there.strip():
        where.source.notes["spans with white space at their ends, trimmed"] += 1
        first, after = first + len(there) - len(there.lstrip()), first + len(there.rstrip())
    return {"start": first, "end": after, "text": there.strip()}


def same_words(first: str, second: str) -> bool:
    r"""Return whether two strings differ in typography and white space alone.

    >>> same_words("Ida 's “ own ”", 'Ida\'s "own"'), same_words("Ida", "Idas")
    (True, False)
    """
    return first == second or _bare(first) == _bare(second)


def _bare(words: str) -> str:
    return re.sub(r"\s", "", fold(re.sub(r"\s", "", words)).text)


def lay(
    source: Source,
    name: str,
    blocks: Sequence[Sequence[Word]],
    written: Sequence[str] | None = None,
    parts: Sequence[Sequence[Word]] | None = None,
) -> Laid:
    """The tokens of a document in its known text, else in a text made of the sentences or of the tokens.

    Args:
        source: with the texts.
        name: the document's id.
        blocks: sentences of tokens.
        written: the text of each block, if the file has them; they are joined by a blank.
        parts: the tokens of each text in `written`, where that is not a block's.

    Raises:
        InvalidInputError: a token does not stand where it must.
    """
    words = [word for block in blocks for word in block]
    known = source.texts.get(name)
    if known is not None:
        text, places = known, aligned(words, known, source)
    elif written is not None:
        text, places = _written(source, parts or blocks, written)
    else:
        text, places = joined(token for _, token in words)
    borders = sentences(map(len, blocks), places, text, source)
    return Laid(source, text, ABSENT if known is not None else text, places, borders)


def _written(
    source: Source, blocks: Sequence[Sequence[Word]], written: Sequence[str]
) -> tuple[str, list[Offsets]]:
    places: list[Offsets] = []
    at = 0
    for block, text in zip(blocks, written, strict=True):
        places += [(start + at, end + at) for start, end in aligned(block, text, source)]
        at += len(text) + 1
    return " ".join(written), places
