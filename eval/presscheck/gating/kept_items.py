"""The items that a baseline keeps: by document, and as many as its counts say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from fnmatch import fnmatch
from typing import TypeAlias

import msgspec

from presscheck.document.rule import Violation
from presscheck.measure.counts import Counts
from presscheck.scoring.items import Outcomes, parsed
from presscheck.scoring.plain_values import own_rows
from presscheck.scoring.result import Result

ByDocument: TypeAlias = dict[str, list[str]]

_PARTLY = ("mention.soft", "mention.partial", "quote*.chars")
"""Rows whose items may earn a part: those that earned everything are right."""

_GOLD_ALONE = ("quote.type", "quote*.speaker")
"""Accuracies over pairs, which are named by their gold item."""


class KeptItems(msgspec.Struct, forbid_unknown_fields=True):
    """The items of one measure.

    Args:
        right: document -> gold items that the prediction got right.
        spurious: document -> predicted items that answer no gold item.
    """

    right: ByDocument
    spurious: ByDocument

    def outcomes(self) -> Outcomes:
        """The items by their stable names."""
        return Outcomes(right=_named(self.right), spurious=_named(self.spurious))


def _named(by_document: Mapping[str, list[str]]) -> set[str]:
    return {f"{doc} {key}" for doc, keys in by_document.items() for key in keys}


def contradictions(items: Mapping[str, KeptItems], result: Result) -> Iterator[Violation]:
    """Items that the counts of the same file do not know.

    Args:
        items: measure -> its items.
        result: of the same file.
    """
    rows = {row.id for row in result.rows}
    ours = rows - {row.id for row in own_rows(result.rows)}
    for measure, kept in items.items():
        path = f"$.items.{measure}"
        if measure not in result.vectors:
            if measure in rows:
                yield Violation(path, "items of a measure that has no counts of its own")
            continue
        yield from _placed(path, kept, result)
        if measure in ours:
            yield from _as_counted(path, measure, kept, result)


def _placed(path: str, kept: KeptItems, result: Result) -> Iterator[Violation]:
    """Every item is in a document of the file, once, and under a key that can be read."""
    for kind, by_document in (("right", kept.right), ("spurious", kept.spurious)):
        for doc, keys in by_document.items():
            place = f"{path}.{kind}.{doc}"
            if doc not in result.units:
                yield Violation(place, "the file has no counts of this document")
            for key, times in Counter(keys).items():
                if times > 1 or not _readable(key):
                    say = "appears twice" if times > 1 else "is not the name of an item"
                    yield Violation(place, f"{key!r} {say}")


def _readable(key: str) -> bool:
    if " " in key or key.count("[") > _NESTED:
        return False
    try:
        parsed(key)
    except ValueError:
        return False
    return True


_NESTED = 50
"""Brackets of a key: no item of ours has a tenth of them."""


def _as_counted(path: str, measure: str, kept: KeptItems, result: Result) -> Iterator[Violation]:
    for doc, counts in zip(result.units, result.per_unit(measure), strict=True):
        right, spurious = len(kept.right.get(doc, ())), len(kept.spurious.get(doc, ()))
        if any(fnmatch(measure, pattern) for pattern in _PARTLY):
            fits = _fits_partly(right, spurious, counts)
        elif any(fnmatch(measure, pattern) for pattern in _GOLD_ALONE):
            fits = (right, spurious) == (counts.tp_gold, 0)
        else:
            fits = (right, spurious) == (counts.tp_gold, counts.n_pred - counts.tp_pred)
        if not fits:
            wrong = counts.n_pred - counts.tp_pred
            say = f"{right} right and {spurious} spurious items in {doc}, where the counts give"
            yield Violation(path, f"{say} {counts.tp_gold:g} right and {wrong:g} spurious")


def _fits_partly(right: int, spurious: int, counts: Counts) -> bool:
    """Some are wrong exactly where not everything was earned."""
    everything = counts.tp_gold >= counts.n_gold - 1e-9
    nothing_wrong = counts.tp_pred >= counts.n_pred - 1e-9
    enough = right > 0 or not everything or counts.n_gold == 0
    return right <= counts.tp_gold + 1e-9 and enough and (spurious == 0) == nothing_wrong
