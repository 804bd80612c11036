"""The errors that a baseline knows, document by document; and those of a prediction that it does not know."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from fnmatch import fnmatch
from typing import Any, TypeAlias

import msgspec

from presscheck.document.rule import Violation
from presscheck.layers import MEASURES
from presscheck.measure.cells import Cells
from presscheck.measure.counts import Counts
from presscheck.measure.measure import DocumentPair
from presscheck.scoring.items import Keys, Outcomes, keys_by_measure, parsed, phrase
from presscheck.scoring.plain_values import own_rows
from presscheck.scoring.result import Result


class KnownItems(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """The items of one measure in one document, each by the part of its name that is not the document.

    Args:
        missed: gold items that the prediction did not get right, with blanks between them.
        spurious: predicted items that answer no gold item.
        right: gold items that it got right, in place of those that are missed: where these take more room,
            where the prediction decides which gold items count, and in files of 0.1.0.
    """

    missed: str = ""
    spurious: str = ""
    right: str | None = None

    @classmethod
    def of(cls, measure: str, keys: Keys) -> KnownItems:
        """The items with these keys, in little room."""
        right, missed, spurious = map(" ".join, keys)
        if len(missed) <= len(right) and measure in _OF_GOLD:
            return cls(missed=missed, spurious=spurious)
        return cls(right=right, spurious=spurious)

    def __bool__(self) -> bool:
        """Tell whether anything is wrong."""
        return bool(self.missed or self.spurious) or self.right is not None

    def new(self, now: Keys) -> tuple[list[str], list[str]]:
        """The keys of gold items that were right and are not now, and of spurious items that are new."""
        if self.right is not None:
            lost = {*_parted(self.right)} - {*now.right}
        else:
            lost = {*now.missed} - {*_parted(self.missed)}
        return sorted(lost), sorted({*now.spurious} - {*_parted(self.spurious)})


def _parted(keys: str) -> list[str]:
    return keys.split(" ") if keys else []


_OF_PAIRS = ("quote.type", "quote*.speaker", "quote*.source*", "event.trigger-cost.*")
"""Rows that count the gold items of what is aligned: the prediction decides which."""

_OF_GOLD = {row.id for row in MEASURES if not any(fnmatch(row.id, pattern) for pattern in _OF_PAIRS)}
"""Rows with the same gold items for every prediction; of a user's own rows that is not known."""

ByMeasure: TypeAlias = dict[str, KnownItems]
"""Measure -> its items in one document; in a file, measures with the same items as one, with commas."""

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(ByMeasure).decode
_NOTHING = KnownItems()


class KnownErrors:
    """The wrong items of every document: a `watch` that collects them, packed.

    Args:
        measures: those that have items.
        documents: id -> the items of each measure that has any, as `stored` gives them.

    >>> known = KnownErrors(["m"], {"d": {"m": KnownItems(missed="[0,4]")}})
    >>> known.new("m", Outcomes(missed={"d [0,4]", "d [5,9]"}))
    ['missed d [5,9]']
    """

    def __init__(
        self, measures: Iterable[str] = (), documents: Mapping[str, Mapping[str, KnownItems]] | None = None
    ) -> None:
        self.measures = {*measures}
        self._packed: dict[str, bytes] = {}
        for doc, stored in (documents or {}).items():
            self._add(doc, {row: items for rows, items in stored.items() for row in rows.split(",")})

    @classmethod
    def from_outcomes(cls, items: Mapping[str, Outcomes]) -> KnownErrors:
        """The errors that were collected measure by measure."""
        documents: dict[str, ByMeasure] = {}
        for measure, outcomes in items.items():
            for doc, keys in by_document(outcomes).items():
                documents.setdefault(doc, {})[measure] = KnownItems.of(measure, keys)
        return cls(items, documents)

    def __call__(self, pair: DocumentPair, counted: Mapping[str, Cells]) -> None:
        """Take in one pair."""
        keys = keys_by_measure(counted)
        self.measures.update(keys)
        self._add(pair.gold.id, {row: KnownItems.of(row, some) for row, some in keys.items()})

    def _add(self, doc: str, items: Mapping[str, KnownItems]) -> None:
        alike: dict[tuple[str, str, str | None], list[str]] = {}
        for row in sorted(row for row, some in items.items() if some):
            alike.setdefault(msgspec.structs.astuple(items[row]), []).append(row)
        if alike:
            self._packed[doc] = _encode({",".join(rows): items[rows[0]] for rows in alike.values()})

    def merge(self, other: KnownErrors) -> None:
        """Take in the errors of other documents."""
        self.measures |= other.measures
        self._packed |= other._packed

    def of(self, doc: str) -> ByMeasure:
        """The items of a document."""
        return {row: items for rows, items in self._of(doc).items() for row in rows.split(",")}

    def _of(self, doc: str) -> ByMeasure:
        packed = self._packed.get(doc)
        return _decode(packed) if packed is not None else {}

    def of_measures(self, measures: Collection[str]) -> KnownErrors:
        """The errors of some measures."""
        kept = KnownErrors(self.measures & {*measures})
        for doc, items in self.documents():
            kept._add(doc, {row: some for row, some in items.items() if row in kept.measures})
        return kept

    def documents(self) -> Iterator[tuple[str, ByMeasure]]:
        """Every document that has any, in the order of their ids."""
        return ((doc, self.of(doc)) for doc in sorted(self._packed))

    def stored(self) -> dict[str, ByMeasure]:
        """As a file has them, by document: measures with the same items are named together."""
        return {doc: self._of(doc) for doc in sorted(self._packed)}

    def new(self, measure: str, now: Outcomes) -> list[str]:
        """The names of items that are wrong now and were not, each after what is wrong with it."""
        if isinstance(now, NewItems):
            lost, odd = now.missed, now.spurious
        else:
            lost, odd = set(), set()
            keys = by_document(now)
            for doc in {*keys, *self._packed}:
                new = self.of(doc).get(measure, _NOTHING).new(keys.get(doc, Keys([], [], [])))
                for names, some in zip((lost, odd), new, strict=True):
                    names |= {f"{doc} {key}" for key in some}
        return [*(f"missed {name}" for name in sorted(lost)), *(f"spurious {name}" for name in sorted(odd))]


class NewItems(Outcomes):
    """The items of one measure that a baseline does not know as wrong."""


def by_document(outcomes: Outcomes) -> dict[str, Keys]:
    """Document -> the keys of its items."""
    found: dict[str, Keys] = {}
    for place, names in enumerate((outcomes.right, outcomes.missed, outcomes.spurious)):
        for name in sorted(names):
            doc, _, key = name.rpartition(" ")
            found.setdefault(doc, Keys([], [], []))[place].append(key)
    return found


class NewErrors:
    """The wrong items of a prediction that a baseline does not know: a `watch`.

    Args:
        known: the baseline's.
    """

    def __init__(self, known: KnownErrors) -> None:
        self._known = known
        self.by_measure: dict[str, NewItems] = {}
        self._says: dict[str, str] = {}

    def __call__(self, pair: DocumentPair, counted: Mapping[str, Cells]) -> None:
        """Take in one pair."""
        doc, text = pair.gold.id, pair.gold.text or ""
        before = self._known.of(doc)
        for row, items in keys_by_measure(counted).items():
            outcomes = self.by_measure.setdefault(row, NewItems())
            if row not in self._known.measures:
                continue
            keys = before.get(row, _NOTHING).new(items)
            for names, new in zip((outcomes.missed, outcomes.spurious), keys, strict=True):
                names |= {f"{doc} {key}" for key in new}
                self._says |= {f"{doc} {key}": f"{doc}: {phrase(parsed(key), text)}" for key in new}

    def merge(self, other: NewErrors) -> None:
        """Take in the errors of other documents."""
        for row, theirs in other.by_measure.items():
            mine = self.by_measure.setdefault(row, NewItems())
            mine.missed |= theirs.missed
            mine.spurious |= theirs.spurious
        self._says |= other._says

    def says(self, name: str) -> str:
        """An item in words: its document, its spans in context, its labels."""
        return self._says[name]

    def __getstate__(self) -> dict[str, Any]:
        """Leave out what the baseline knows, once something was looked at: another process has that too."""
        known = KnownErrors() if self.by_measure else self._known
        return {**self.__dict__, "_known": known}


_PARTLY = ("mention.soft", "mention.partial", "quote*.chars")
"""Rows whose items may earn a part: those that earned everything are right."""

_GOLD_ALONE = ("quote.type", "quote*.speaker")
"""Accuracies over pairs, which are named by their gold item."""


_NESTED = 50
"""Brackets of a key: no item of ours has a tenth of them."""


def contradictions(known: KnownErrors, result: Result) -> Iterator[Violation]:
    """Items that the counts of the same file do not know.

    Args:
        known: the items.
        result: of the same file.
    """
    rows = {row.id for row in result.rows}
    ours = rows - {row.id for row in own_rows(result.rows)}
    for measure in sorted(known.measures & (rows - result.vectors.keys())):
        yield Violation(f"$.errors.measures.{measure}", "items of a measure that has no counts of its own")
    units = {doc: i for i, doc in enumerate(result.units)}
    counted = sorted(known.measures & result.vectors.keys())
    for doc, items in known.documents():
        path = f"$.errors.documents.{doc}"
        if doc not in units:
            yield Violation(path, "the file has no counts of this document")
        for measure, kept in items.items():
            if measure not in known.measures:
                yield Violation(f"{path}.{measure}", "is not among `measures`")
            yield from _named_once(f"{path}.{measure}", kept, ours=measure in ours)
    for doc, i in units.items():
        items = known.of(doc)
        for measure in counted:
            if measure in ours:
                counts = Counts(*result.vectors[measure][4 * i : 4 * i + 4])
                yield from _as_counted(doc, measure, items.get(measure, _NOTHING), counts)


def _named_once(path: str, kept: KnownItems, *, ours: bool) -> Iterator[Violation]:
    """Every item is there once, and under a key that can be read: of our own measures a list or a string."""
    for keys in (kept.missed, kept.spurious, kept.right):
        for key, times in Counter(_parted(keys or "")).items():
            if times > 1 or not _readable(key, ours=ours):
                say = "appears twice" if times > 1 else "is not the name of an item"
                yield Violation(path, f"{key!r} {say}")


def _readable(key: str, *, ours: bool) -> bool:
    try:
        values = parsed(key) if key.count("[") <= _NESTED else None
        return isinstance(values, list | str) if ours else values is not None
    except ValueError:
        return False


def _as_counted(doc: str, measure: str, kept: KnownItems, counts: Counts) -> Iterator[Violation]:
    missed, spurious = counts.n_gold - counts.tp_gold, counts.n_pred - counts.tp_pred
    known = [len(_parted(keys or "")) for keys in (kept.missed, kept.spurious, kept.right)]
    if any(fnmatch(measure, pattern) for pattern in _PARTLY):
        fits = _fits_partly(kept, counts)
    else:
        alone = any(fnmatch(measure, pattern) for pattern in _GOLD_ALONE)
        lost = known[0] if kept.right is None else counts.n_gold - known[2]
        fits = (lost, known[1]) == (missed, 0 if alone else spurious)
    if not fits:
        what = f"{known[0]} missed" if kept.right is None else f"{known[2]} right"
        say = f"{what} and {known[1]} spurious items of {measure}, where the counts give"
        yield Violation(f"$.errors.documents.{doc}", f"{say} {missed:g} missed and {spurious:g} spurious")


def _fits_partly(kept: KnownItems, counts: Counts) -> bool:
    """Some are wrong exactly where not everything was earned."""
    everything = counts.tp_gold >= counts.n_gold - _ROUNDING
    nothing_wrong = counts.tp_pred >= counts.n_pred - _ROUNDING
    if (not kept.spurious) != nothing_wrong:
        return False
    if kept.right is None:
        return (not kept.missed) == everything
    enough = bool(kept.right) or not everything or counts.n_gold == 0
    return len(_parted(kept.right)) <= counts.tp_gold + _ROUNDING and enough


_ROUNDING = 1e-9
