"""Notes on the preparation of documents: counts by kind and layer, and their words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

import msgspec

from presscheck.document.exceptions import Finding
from presscheck.document.model import Document
from presscheck.document.note import Note
from presscheck.document.repeats import Repeats
from presscheck.document.rule import Violation
from presscheck.document.shifts import Misses
from presscheck.scoring.intake import Role
from presscheck.scoring.tasks import TaskRecord
from presscheck.text.plural import plural

Noted: TypeAlias = Counter[tuple[str, Role, str]]
"""(id, side, layer) -> records."""

_RECORDS = {
    "mentions": "mention",
    "entities": "entity",
    "events": "event",
    "arguments": "argument",
    "quotes": "quote",
    "cues": "cue",
    "sources": "source",
    "addressees": "addressee",
    "marked_uses": "marked use",
}
"""The word for a record of each layer."""

_KINDS = {
    "mentions": "duplicate-mention",
    "entities": "duplicate-entity",
    "events": "duplicate-event",
    "arguments": "duplicate-argument",
    "quotes": "duplicate-quote",
    "marked_uses": "duplicate-marked-use",
}
"""The rule that says so of a file, by layer."""

_TEXTS = {
    "span-edges": "with white space at the ends, compared without it",
    "copy-folded": "whose `text` differs from the text only in white space, case, normal form or typography",
    "invalid-record": "that do not fit the text, counted as spurious",
    "head-inside": "with a head outside it, compared as it is",
    "content-overlap": "with parts of the content that overlap",
    **dict.fromkeys(_KINDS.values(), "that repeat another in every key; counted once"),
    "conflicting-mention": "with span and type of another and other fields; counted once",
    "conflicting-entity": "with the id of another and other fields; counted once",
    "conflicting-event": "with span and type of another and other fields; the trigger counts once, "
    "arguments are united",
    "conflicting-quote": "with the content of another and other fields; kept, so that one of them is "
    "spurious",
}
"""Id -> what is said of so many records."""


class Notes:
    """Notes on the preparation of pairs: of all of them, or of some, to be merged.

    Args:
        tasks: which tasks both files answer, noted while they pass.
    """

    def __init__(self, tasks: TaskRecord) -> None:
        self.tasks = tasks
        self.findings: list[tuple[Role, Finding]] = []
        self.anchoring: Counter[str] = Counter()
        self.invented: list[str] = []
        self.lost: Counter[str] = Counter()
        self.counted: Counter[str] = Counter()
        self.noted: Noted = Counter()
        self.misses = Misses()
        self.restricted: dict[tuple[str, str], list[int]] = {}

    def merge(self, other: Notes) -> None:
        """Take in the notes on other pairs of the same files; tasks are merged by whoever holds them."""
        self.findings += other.findings
        self.anchoring.update(other.anchoring)
        self.invented += other.invented
        self.lost.update(other.lost)
        self.counted.update(other.counted)
        self.noted.update(other.noted)
        self.misses.merge(other.misses)
        for key, (before, after) in other.restricted.items():
            counts = self.restricted.setdefault(key, [0, 0])
            counts[0] += before
            counts[1] += after

    def restrict(self, by: str, layer: str, before: Document, after: Document) -> None:
        """Count the gold records of a layer before and after a restriction."""
        counts = self.restricted.setdefault((by, layer), [0, 0])
        counts[0] += len(getattr(before, layer) or ())
        counts[1] += len(getattr(after, layer) or ())

    def emptied(self) -> list[str]:
        """Restrictions that leave no gold in a layer that had some, in words."""
        return [
            f"{by} leaves none of gold's {before} {layer}: the scores there do not measure the system"
            for (by, layer), (before, after) in self.restricted.items()
            if before and not after
        ]

    def in_words(self, names: Mapping[Role, str]) -> Iterator[Note]:
        """One note for each id, side and layer, in the order in which they were met.

        Args:
            names: of the two files.
        """
        for (kind, side, layer), n in self.noted.items():
            yield _worded(names[side], kind, side, layer, n)


def unknown_layers(notes: Sequence[Note]) -> Iterator[Violation]:
    """Notes of a file on unknown layers: there are no words for their records.

    Args:
        notes: as the file has them.
    """
    for i, note in enumerate(notes):
        if note.id in _TEXTS and note.layer not in _RECORDS:
            layers = ", ".join(_RECORDS)
            yield Violation(f"$.notes[{i}].layer", f"expected one of {layers}, got {note.layer!r}")


def _worded(name: str, kind: str, side: str, layer: str, n: int) -> Note:
    word = _RECORDS[layer]
    text = f"{name}: {kind}: {n} {word if n == 1 else plural(word)} {_TEXTS[kind]}"
    return Note(id=kind, side=side, layer=layer, count=n, text=text)


def summed(notes: Iterable[Note]) -> dict[Note, Note]:
    """The notes of several runs -> those of one run over all their documents, whose counts are the sums.

    Notes on one label, or on all records of one side and layer, are one; files of several names are called
    by their side.

    Args:
        notes: in the order of the runs.

    >>> runs = [_worded("a.jsonl", "span-edges", "pred", "mentions", n) for n in (1, 2)]
    >>> print(*{note.text for note in summed(runs).values()})
    a.jsonl: span-edges: 3 mentions with white space at the ends, compared without it
    """
    alike: dict[tuple[str, str, str, str], list[Note]] = {}
    for note in notes:
        alike.setdefault((note.id, note.side, note.layer, _subject(note)), []).append(note)
    return {note: _sum(some) for some in alike.values() for note in some}


def _subject(note: Note) -> str:
    """Return the topic of a note besides its side and layer: the words before its count, as in `(n×)`."""
    return "" if note.id in _TEXTS else note.text.partition(f"({note.count}×")[0]


def _sum(notes: Sequence[Note]) -> Note:
    first, n = notes[0], sum(note.count for note in notes)
    if first.id in _TEXTS:
        names = {note.text.partition(f": {note.id}: ")[0] for note in notes}
        name = names.pop() if len(names) == 1 else first.side
        return _worded(name, first.id, first.side, first.layer, n)
    text = first.text.replace(f"({first.count}×", f"({n}×", 1)
    return msgspec.structs.replace(first, count=n, text=text)


def of_repeats(repeats: Repeats, side: Role) -> Noted:
    """Count the records that occur more than once in a document.

    >>> noted = of_repeats(Repeats(Counter(events=2), Counter(events=1)), "pred")
    >>> [key[0] for key in noted], noted["duplicate-event", "pred", "events"]
    (['duplicate-event', 'conflicting-event'], 2)
    """
    noted: Noted = Counter({(_KINDS[layer], side, layer): n for layer, n in repeats.exact.items()})
    for layer, n in repeats.other.items():
        noted[_KINDS[layer].replace("duplicate", "conflicting"), side, layer] += n
    return noted
