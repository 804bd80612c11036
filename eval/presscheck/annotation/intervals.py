"""The uncertainty of an agreement: leave out documents, or paragraphs of the one, and look at the spread.

The delete-one jackknife of the scores, over at most `BLOCKS` blocks; kappa and
alpha, which lie between -1 and 1, are moved to 0 to 1 for it and back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from presscheck.annotation.agreement import Agreement, Docs, agreement
from presscheck.document.model import Document
from presscheck.document.paragraphs import finder
from presscheck.document.presence import without_unset
from presscheck.statistics import jackknife
from presscheck.statistics.leaving_out import without

BLOCKS = 20
"""Each block costs a comparison of nearly everything: many documents are dealt into so many."""


def with_intervals(a: Docs, b: Docs) -> list[Agreement]:
    """Measure the agreement of two annotators, layer by layer, each figure with its 95 % interval.

    Args:
        a: one annotator's documents.
        b: the other's, of the same texts.

    Raises:
        UsageError: they do not have the same documents.
    """
    rows = agreement(a, b)
    rests = [*_rests(a, b)]
    return [row._replace(ci=_interval(row, [rest[i] for rest in rests])) for i, row in enumerate(rows)]


def _rests(a: Docs, b: Docs) -> Iterator[list[Agreement]]:
    """The rows without each block in turn."""
    if len(a) == 1:
        yield from _paragraphs(without_unset(a[0]), without_unset(b[0]))
        return
    names = sorted(doc.id for doc in a)
    many = min(len(names), BLOCKS)
    for block in (frozenset(names[i::many]) for i in range(many if len(names) > 1 else 0)):
        ours, theirs = ([doc for doc in docs if doc.id not in block] for docs in (a, b))
        yield agreement(ours, theirs)


def _paragraphs(ours: Document, theirs: Document) -> Iterator[list[Agreement]]:
    line = finder(ours)
    starts = {r.start for doc in (ours, theirs) for r in (*(doc.mentions or ()), *(doc.events or ()))}
    starts |= {q.content[0].start for doc in (ours, theirs) for q in doc.quotes or () if q.content}
    for number in sorted({line(start) for start in starts}):
        keep = _other_than(line, number)
        # Its words are left out too: they are not words that nobody marked.
        yield agreement([without(ours, keep)], [without(theirs, keep)], keep)


def _other_than(line: Callable[[int], int], number: int) -> Callable[[int], bool]:
    return lambda start: line(start) != number


def _interval(row: Agreement, rests: Sequence[Agreement]) -> tuple[float, float] | None:
    """The interval of one figure; None where it is undefined, or nothing varies.

    A block that the figure says nothing about leaves value and count as they are, and is not a unit.
    """
    bears = [rest.value for rest in rests if (rest.value, rest.n) != (row.value, row.n)]
    values = [value for value in bears if value is not None]
    if row.value is None or len(values) != len(bears) or len(values) < 2:
        return None
    low = -1.0 if "kappa" in row.what or "alpha" in row.what else 0.0
    scale = 1.0 - low
    error = jackknife.spread([(value - low) / scale for value in values])
    if error == 0:
        return None
    bounds = jackknife.logit_t((row.value - low) / scale, error, len(values))
    return low + scale * bounds[0], low + scale * bounds[1]


def by_group(
    a: Docs,
    b: Docs,
    group: Callable[[Document], str],
    compare: Callable[[Docs, Docs], list[Agreement]] = with_intervals,
) -> dict[str, list[Agreement]]:
    """Agreement on each group of documents, groups in the order of their names.

    Args:
        a: one annotator's documents.
        b: the other's, of the same texts.
        group: the group of a document of `a`.
        compare: with or without intervals.
    """
    theirs = {doc.id: doc for doc in b}
    groups: dict[str, list[Document]] = {}
    for doc in a:
        groups.setdefault(group(doc), []).append(doc)
    return {name: compare(docs, [theirs[doc.id] for doc in docs]) for name, docs in sorted(groups.items())}
