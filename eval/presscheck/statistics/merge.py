"""Results of a corpus's shards, added up: counts are sums, so nothing is scored again."""

from __future__ import annotations

import hashlib
import re
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import fsum

import msgspec

from presscheck.document.exceptions import Finding, InvalidInputError
from presscheck.measure.counts import Counts
from presscheck.scoring.notes import summed
from presscheck.scoring.result import Result
from presscheck.scoring.totals import Totals
from presscheck.statistics import intervals

_OF_A_SHARD = ("gold", "documents")
"""Keys of the signature in which shards may differ."""


def merge(shards: Mapping[str, Result]) -> Result:
    """One result from several over different documents.

    Args:
        shards: name -> result with counts per unit; their order does not matter.

    Raises:
        InvalidInputError: they were scored with other settings, or share a document: runs over the same
            documents are not independent, and adding them up would feign certainty.

    >>> from presscheck import api
    >>> def shard(name):
    ...     return [{"id": name, "text": "Oslo", "mentions": [{"start": 0, "end": 4, "type": "GPE"}]}]
    >>> both = merge({name: api.score(shard(name), shard(name)) for name in ("a", "b")})
    >>> both.units, both.whole("mention.strict")
    (['a', 'b'], Counts(tp_pred=2, n_pred=2, tp_gold=2, n_gold=2))
    """
    _check(shards)
    return intervals.completed(added(sorted(shards.values(), key=lambda r: r.units)))


def added(parts: Sequence[Totals]) -> Totals:
    """The totals of different documents as those of one run, in this order.

    Args:
        parts: scored with the same settings.
    """
    first, grouped = parts[0], parts[0].signature.groups is not None
    notes = summed(note for r in parts for note in r.notes)
    texts = {note.text: whole.text for note, whole in notes.items()}
    gold = hashlib.sha256("\n".join(sorted(r.signature.gold for r in parts)).encode()).hexdigest()
    signature = msgspec.structs.replace(
        first.signature,
        gold=first.signature.gold if len(parts) == 1 else f"merged-{len(parts)}@{gold[:8]}",
        documents=sum(r.signature.documents for r in parts),
    )
    return Totals(
        signature=signature,
        rows=first.rows,
        totals={cell: _labels(r.totals[cell] for r in parts) for cell in first.totals},
        slices={key: _labels(r.slices[key] for r in parts) for key in _shared([r.slices for r in parts])},
        extra={key: _numbers(r.extra[key] for r in parts if key in r.extra) for key in _any(parts)},
        units=first.units if grouped else [name for r in parts for name in r.units],
        vectors={cell: _vectors([r.vectors[cell] for r in parts], grouped) for cell in first.vectors},
        tasks={
            task: _state([r.tasks.get(task, "scored") for r in parts])
            for task in dict.fromkeys(task for r in parts for task in r.tasks)
        },
        anchoring=dict(_numbers(r.anchoring for r in parts)),
        invented=[what for r in parts for what in r.invented],
        label_map_lost=dict(sorted(_numbers(r.label_map_lost for r in parts).items())),
        warnings=_told(texts.get(said, said) for r in parts for said in dict.fromkeys(r.warnings)),
        notes=list(dict.fromkeys(notes.values())),
        within=first.within if len(parts) == 1 else {},
        by=first.by,
        emptied=[what for what in first.emptied if all(what in r.emptied for r in parts)],
    )


def _vectors(vectors: Sequence[array[float]], grouped: bool) -> array[float]:
    """Counts of different units one after the other; of the same groups, added up."""
    if grouped:
        return array("d", map(fsum, zip(*vectors, strict=True)))
    return array("d", (x for vector in vectors for x in vector))


_TIMES = re.compile(r"(.*) \((\d+)×\)", re.DOTALL)


def _told(warnings: Iterable[str]) -> list[str]:
    """Every warning once; where warnings differ in their last count alone, their counts are added.

    >>> _told(["left out (1×)", "beside it", "left out (2×)", "beside it"])
    ['left out (3×)', 'beside it']
    """
    times: dict[str, int] = {}
    for warning in warnings:
        counted = _TIMES.fullmatch(warning)
        what, n = (counted[1], int(counted[2])) if counted else (warning, 0)
        times[what] = times.get(what, 0) + n
    return [f"{what} ({n}×)" if n else what for what, n in times.items()]


def averaged(epochs: Sequence[Totals]) -> Totals:
    """Several answers about the same documents as one: the mean of every count.

    Args:
        epochs: scored with the same settings, over the same documents.

    >>> from presscheck import api
    >>> gold = [{"id": "d", "text": "Oslo", "mentions": [{"start": 0, "end": 4, "type": "GPE"}]}]
    >>> epochs = [api.score(gold, gold), api.score(gold, [{"id": "d", "mentions": []}])]
    >>> averaged(epochs).whole("mention.strict")
    Counts(tp_pred=0.5, n_pred=0.5, tp_gold=0.5, n_gold=1)
    """
    first, n = epochs[0], len(epochs)
    if n == 1:
        return first
    return msgspec.structs.replace(
        added(epochs),
        signature=first.signature,
        units=first.units,
        totals={cell: _means(e.totals[cell] for e in epochs) for cell in first.totals},
        slices={key: _means(e.slices[key] for e in epochs) for key in first.slices},
        extra={key: _shares(e.extra.get(key, {}) for e in epochs) for key in _any(epochs)},
        vectors={
            cell: array(
                "d", (fsum(four) / n for four in zip(*(e.vectors[cell] for e in epochs), strict=True))
            )
            for cell in first.vectors
        },
        within={},
    )


def _means(tables: Iterable[Mapping[str, Counts]]) -> dict[str, Counts]:
    """The mean of every count; whole numbers stay whole."""
    listed = [*tables]
    labels = dict.fromkeys(label for table in listed for label in table)
    return {
        label: Counts(*(_mean(c) for c in zip(*(t.get(label, Counts()) for t in listed), strict=True)))
        for label in labels
    }


def _mean(numbers: Sequence[float]) -> float:
    mean = fsum(numbers) / len(numbers)
    return int(mean) if mean.is_integer() else mean


def _shares(tables: Iterable[Mapping[str, float]]) -> Counter[str]:
    listed = [*tables]
    means = {name: number / len(listed) for name, number in _numbers(listed).items()}
    return Counter(means)


def _check(shards: Mapping[str, Result]) -> None:
    (name, first), *others = shards.items()
    problems = []
    for other, result in others:
        keys = [key for key in first.signature.differences(result.signature) if key not in _OF_A_SHARD]
        if [row.id for row in first.rows] != [row.id for row in result.rows]:
            keys.insert(0, "measures")
        if keys:
            problems.append((other, f"scored with other settings than {name}: {', '.join(keys)} differ"))
    seen: dict[str, str] = {}
    for other, result in shards.items():
        for doc in result.units if result.signature.groups is None else [result.signature.gold]:
            if (known := seen.setdefault(doc, other)) != other:
                say = f"document {doc!r} is in {known} too; runs over the same documents are not shards"
                problems.append((other, say))
    if problems:
        raise InvalidInputError(
            [Finding(rule="merge", level="error", message=say, file=file) for file, say in problems]
        )


def _labels(tables: Iterable[Mapping[str, Counts]]) -> dict[str, Counts]:
    sums: dict[str, Counts] = {}
    for table in tables:
        for label, counts in table.items():
            sums[label] = sums.get(label, Counts()) + counts
    return sums


def _numbers(tables: Iterable[Mapping[str, float]]) -> Counter[str]:
    sums: Counter[str] = Counter()
    for table in tables:
        for name, number in table.items():
            sums[name] += number  # type: ignore[assignment]  # extras may be fractions; the stub knows integers
    return sums


def _shared(tables: Sequence[Mapping[tuple[str, str], object]]) -> list[tuple[str, str]]:
    """Breakdowns that every shard was asked for."""
    return [key for key in tables[0] if all(key in table for table in tables)]


def _any(parts: Sequence[Totals]) -> list[tuple[str, str]]:
    return list(dict.fromkeys(key for r in parts for key in r.extra))


def _state(states: Sequence[str]) -> str:
    """A file attempts what any of its documents attempts; a row that is not solved in one is not solved."""
    known = ("scored", "not attempted", "not in gold")
    return next((s for s in states if s not in known), next((s for s in known if s in states), known[-1]))
