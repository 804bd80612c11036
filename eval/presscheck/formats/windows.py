"""Records by tokens: what readers of TextEE, OneIE, DyGIE++ and the like share (internal).

A file has windows (a sentence, or a document of sentences); the windows of one
document are joined in the order of the file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from msgspec.structs import replace

from presscheck.document.model import ABSENT, Argument, Confidence, Document, Event, Mention
from presscheck.document.presence import given
from presscheck.formats import chains
from presscheck.formats.laid import Laid, Word, lay
from presscheck.formats.source import Source, field

FORMS = {"NAM": "name", "NOM": "nominal", "PRO": "pronoun"}
"""ACE's mention types in our forms."""


class Window(NamedTuple):
    """A stretch of a document with a value of the file.

    Args:
        document: the id that the file gives.
        line: of the file.
        path: JSON path of the value.
        value: the JSON object.
        sentences: of tokens.
        text: the window's text, if the file has it.
    """

    document: str
    line: int
    path: str
    value: dict[str, Any]
    sentences: list[list[str]]
    text: str | None = None


class Placed(NamedTuple):
    """A window in its laid document.

    Args:
        window: the window.
        laid: the whole document.
        first: index of the window's first token.
    """

    window: Window
    laid: Laid
    first: int

    def span(self, first: object, after: object, words: object, path: str) -> dict[str, Any]:
        """The fields of a span by tokens of the window, the end excluded; as `Laid.span`."""
        window = self.window
        size = sum(map(len, window.sentences))
        whole = [n for n in (first, after) if isinstance(n, int) and not isinstance(n, bool)]
        if len(whole) < 2 or not 0 <= whole[0] < whole[1] <= size:
            self.laid.source.fail(
                f"tokens {first!r} to before {after!r}: expected a span within 0 and {size}",
                window.line,
                path=path,
            )
        return self.laid.span(self.first + whole[0], self.first + whole[1], words, window.line, path)


def objects(source: Source) -> Iterator[tuple[int, str, Any]]:
    """The JSON values of a file, or of a list in it: line, path and value."""
    for line, value in source.values():
        if isinstance(value, list):
            yield from ((line, f"$[{i}]", one) for i, one in enumerate(value))
        else:
            yield line, "$", value


def tokens(source: Source, value: Any, line: int, path: str, key: str = "tokens") -> list[str]:
    """A list of strings.

    Raises:
        InvalidInputError: it is missing, or something in it is not a string with a letter or sign.
    """
    listed: list[str] = field(source, value, key, list, line, path)
    for i, token in enumerate(listed):
        if not isinstance(token, str) or not token.strip():
            source.fail(f"token {token!r}; expected a string with words", line, path=f"{path}.{key}[{i}]")
    return listed


def sentences(source: Source, value: Any, line: int, path: str, key: str = "sentences") -> list[list[str]]:
    """A list of lists of strings.

    Raises:
        InvalidInputError: as `tokens`.
    """
    rows = field(source, value, key, list, line, path)
    named = {f"[{i}]": row for i, row in enumerate(rows)}
    return [tokens(source, named, line, f"{path}.{key}", index) for index in named]


def lists(source: Source, value: Any, key: str, line: int, path: str) -> list[list[Any]]:
    """A list of lists.

    Raises:
        InvalidInputError: it is missing, or something else.
    """
    rows: list[Any] = field(source, value, key, list, line, path)
    for i, row in enumerate(rows):
        if not isinstance(row, list):
            source.fail(f"expected a list, not {type(row).__name__}", line, path=f"{path}.{key}[{i}]")
    return rows


def wholes(source: Source, windows: Iterable[Window]) -> Iterator[Placed]:
    """The documents of a file that has each of them in one window.

    Raises:
        InvalidInputError: a document comes twice; a token does not stand where it must.
    """
    for name, members in placed(source, windows):
        if len(members) > 1:
            line, path = members[1].window.line, members[1].window.path
            source.fail(f"document {name!r} comes twice; expected one line a document", line, path=path)
        yield members[0]


def placed(source: Source, windows: Iterable[Window]) -> Iterator[tuple[str, list[Placed]]]:
    """The documents of a file: id, and windows in their places.

    Raises:
        InvalidInputError: a token does not stand where it must; there is no token in a document.
    """
    documents: dict[str, list[Window]] = {}
    for window in windows:
        documents.setdefault(window.document, []).append(window)
    for name, members in documents.items():
        laid = _laid(source, name, members)
        found, first = [], 0
        for window in members:
            found.append(Placed(window, laid, first))
            first += sum(map(len, window.sentences))
        yield name, found


def _laid(source: Source, name: str, windows: Sequence[Window]) -> Laid:
    blocks: list[list[Word]] = [
        [(window.line, token) for token in sentence] for window in windows for sentence in window.sentences
    ]
    if not any(blocks):
        source.fail(f"document {name!r} has no token", windows[0].line, path=windows[0].path)
    texts = [window.text for window in windows]
    written = [text for text in texts if text is not None]
    whole = len(written) == len(windows)
    parts = [[(w.line, token) for sentence in w.sentences for token in sentence] for w in windows]
    return lay(source, name, blocks, written if whole else None, parts)


def document(name: str, laid: Laid, mentions: list[Mention] | None, events: list[Event] | None) -> Document:
    """A document of what was read; a layer that is None was not done.

    Args:
        name: its id.
        laid: its tokens.
        mentions: in the order of the file.
        events: in the order of the file.
    """
    kept = chains.admissible(mentions, laid.source.notes) if mentions is not None else None
    coref = kept is not None and chains.answered(kept)
    if coref and kept is not None:
        kept = [m if given(m, "entity") else replace(m, entity=None) for m in kept]
    return Document(
        id=name,
        text=laid.made,
        sentences=laid.sentences if laid.sentences is not None else ABSENT,
        mentions=kept if kept is not None else ABSENT,
        entities=chains.entities(kept) if coref and kept is not None else ABSENT,
        events=sorted(_unique(laid.source, events), key=lambda e: (e.start, e.end))
        if events is not None
        else ABSENT,
    )


def _unique(source: Source, events: Iterable[Event]) -> list[Event]:
    kept: list[Event] = []
    for event in events:
        if event in kept:
            source.notes["repeated events"] += 1
        else:
            kept.append(event)
    return kept


def arguments(source: Source, listed: Iterable[Argument]) -> list[Argument]:
    """Arguments without repeats, which are counted."""
    every = list(listed)
    kept = list({(a.role, a.start, a.end): a for a in reversed(every)}.values())[::-1]
    if len(kept) < len(every):
        source.notes["repeated arguments"] += len(every) - len(kept)
    return kept


def sure(value: object) -> Confidence | Any:
    """A score as a confidence; unset if it is not a number from 0 to 1.

    >>> sure(0.5), sure(7.1) is ABSENT
    (0.5, True)
    """
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return value if number and 0 <= value <= 1 else ABSENT  # type: ignore[operator]
