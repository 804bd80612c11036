"""The sums of a shard as a file: exact, so that what is added up later is what was counted (internal)."""

from __future__ import annotations

from array import array
from collections import Counter
from typing import Any, Final, Literal, TypeAlias

import msgspec

from presscheck.document.exceptions import InvalidInputError
from presscheck.document.rule import Violation
from presscheck.document.shifts import Misses
from presscheck.measure.exact_sums import ExactSums
from presscheck.measure.signature import Signature
from presscheck.scoring.stored_form import refusal
from presscheck.scoring.sums import Sums
from presscheck.scoring.tasks import Answered
from presscheck.scoring.unit_counts import GroupCounts, UnitCounts, extended, no_numbers
from presscheck.text import wording

FORMAT: Final = "presscheck-shard-1"

Rows: TypeAlias = dict[str, list[tuple[int | float, ...]]]
Pairs: TypeAlias = list[tuple[Any, int]]


class StoredAnswers(msgspec.Struct, forbid_unknown_fields=True):
    """The tasks that documents of one file answer: (task, answer) and layer -> documents."""

    documents: list[tuple[tuple[str, str], int]]
    bearing: dict[str, int]


class StoredTasks(msgspec.Struct, forbid_unknown_fields=True):
    """The fields of `scoring.tasks.TaskRecord`."""

    gold: StoredAnswers
    pred: StoredAnswers
    attempted: list[str]
    predicted: dict[str, int]
    ignored: dict[str, int]


class StoredNotes(msgspec.Struct, forbid_unknown_fields=True):
    """The fields of `scoring.notes.Notes`."""

    anchoring: dict[str, int]
    invented: list[str]
    lost: dict[str, int]
    counted: dict[str, int]
    noted: list[tuple[tuple[str, str, str], int]]
    misses: int
    mended: list[tuple[str | int, int]]
    restricted: list[tuple[tuple[str, str], tuple[int, int]]]


class StoredUnits(msgspec.Struct, forbid_unknown_fields=True):
    """The fields of `scoring.unit_counts.UnitCounts`."""

    documents: int
    ids: list[str]
    vectors: dict[str, list[int | float]]
    groups: dict[str, tuple[int, list[int], Rows]] | None


class StoredSums(msgspec.Struct, forbid_unknown_fields=True):
    """The fields of `scoring.sums.Sums`; of floats all parts of their exact sums."""

    units: StoredUnits
    totals: dict[str, Rows]
    slices: list[tuple[tuple[str, str], Rows]]
    extra: list[tuple[tuple[str, str], Rows]]
    unsolved: dict[str, str]
    tasks: StoredTasks
    notes: StoredNotes
    gold_labels: dict[str, list[str | None]]
    pred_labels: dict[str, list[tuple[str | None, int]]]
    other_ids: dict[str, dict[str, int]]


class ShardFile(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A shard's file.

    Args:
        format: says what it is.
        name: of the shard.
        signature: of its score.
        asked: digest of everything that was asked, and the toolkit's version.
        rows: ids of the measures.
        by: names of further breakdowns.
        gold: sha256 of the file with gold.
        pred: sha256 of the file with the prediction.
        sums: what was counted.
    """

    format: Literal["presscheck-shard-1"] = FORMAT
    name: str
    signature: Signature
    asked: str
    rows: list[str]
    by: list[str]
    gold: str
    pred: str
    sums: StoredSums


def dumps(file: ShardFile) -> bytes:
    """The content of a shard's file."""
    return msgspec.json.encode(file) + b"\n"


def loads(content: bytes, name: str) -> ShardFile:
    """Read a shard's file.

    Raises:
        InvalidInputError: it is not one.
    """
    try:
        return msgspec.json.decode(content, type=ShardFile)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise broken(name, str(error)) from None


def broken(name: str, what: str) -> InvalidInputError:
    """The error for a file that is not a shard's."""
    again = wording.option("results", "FOLDER")
    way_out = f"delete it; {wording.verb('score')} with {again} writes it anew"
    return refusal("shard", name, [Violation("$", what)], "this is not the file of a shard", way_out)


def stored(sums: Sums) -> StoredSums:
    """Sums as a file holds them."""
    tasks, notes = sums.tasks, sums.notes
    return StoredSums(
        units=_units(sums.units),
        totals={cell: tally.rows() for cell, tally in sums.tallies.items()},
        slices=[(key, part.rows()) for key, part in sums.slices.items()],
        extra=[(key, part.rows()) for key, part in sums.extra.items()],
        unsolved=sums.unsolved,
        tasks=StoredTasks(
            gold=_answers(tasks.gold),
            pred=_answers(tasks.pred),
            attempted=sorted(tasks.attempted),
            predicted=dict(tasks.predicted),
            ignored=dict(tasks.ignored),
        ),
        notes=StoredNotes(
            anchoring=dict(notes.anchoring),
            invented=notes.invented,
            lost=dict(notes.lost),
            counted=dict(notes.counted),
            noted=[*notes.noted.items()],
            misses=notes.misses.n,
            mended=[*notes.misses.mended.items()],
            restricted=[(key, (before, after)) for key, (before, after) in notes.restricted.items()],
        ),
        gold_labels={layer: sorted(names, key=str) for layer, names in sums.labels.gold.items()},
        pred_labels={layer: [*names.items()] for layer, names in sums.labels.pred.items()},
        other_ids={side: dict(ids) for side, ids in sums.other_ids.sides.items()},
    )


def _units(units: UnitCounts) -> StoredUnits:
    groups = units.groups
    return StoredUnits(
        documents=units.documents,
        ids=units.ids,
        vectors={cell: vector.tolist() for cell, vector in units.vectors.items()},
        groups={cell: (group.many, group.whole.tolist(), group.rest.rows()) for cell, group in groups.items()}
        if groups is not None
        else None,
    )


def _answers(answered: Answered) -> StoredAnswers:
    return StoredAnswers([*answered.documents.items()], dict(answered.bearing))


def restored(stored: StoredSums, empty: Sums) -> Sums:
    """The sums that a file holds.

    Args:
        stored: as `stored` made it.
        empty: sums of the same measures, which take it in.

    Raises:
        ValueError: it holds other cells than the measures have.
    """
    _restore_units(stored.units, empty.units)
    if stored.totals.keys() != empty.tallies.keys():
        raise ValueError("it holds other measures")
    for cell, rows in stored.totals.items():
        empty.tallies[cell].take(rows)
    empty.slices = {key: ExactSums.of(rows) for key, rows in stored.slices}
    empty.extra = {key: ExactSums.of(rows) for key, rows in stored.extra}
    empty.unsolved = stored.unsolved
    _restore_tasks(stored.tasks, empty)
    _restore_notes(stored.notes, empty)
    empty.labels.gold.update((layer, set(names)) for layer, names in stored.gold_labels.items())
    empty.labels.pred.update((layer, Counter(dict(names))) for layer, names in stored.pred_labels.items())
    empty.other_ids.sides.update((side, Counter(ids)) for side, ids in stored.other_ids.items())
    return empty


def _restore_units(stored: StoredUnits, units: UnitCounts) -> None:
    cells = units.vectors.keys()
    if stored.vectors.keys() != cells or (stored.groups is not None and stored.groups.keys() != cells):
        raise ValueError("it holds other measures")
    if any(len(vector) != 4 * len(stored.ids) for vector in stored.vectors.values()):
        raise ValueError("not every document has its four counts")
    units.documents, units.ids = stored.documents, stored.ids
    units.vectors = {cell: extended(no_numbers(), vector) for cell, vector in stored.vectors.items()}
    if stored.groups is None:
        return
    units.groups = {}
    for cell, (many, whole, rest) in stored.groups.items():
        if len(whole) != 4 * many:
            raise ValueError("not every group has its four counts")
        units.groups[cell] = GroupCounts(many)
        units.groups[cell].whole = array("q", whole)
        units.groups[cell].rest.merge(ExactSums.of(rest))


def _restore_tasks(stored: StoredTasks, sums: Sums) -> None:
    for side, answers in ((sums.tasks.gold, stored.gold), (sums.tasks.pred, stored.pred)):
        side.documents.update(dict(answers.documents))  # type: ignore[arg-type]  # answers are strings
        side.bearing.update(answers.bearing)
    sums.tasks.attempted.update(stored.attempted)
    sums.tasks.predicted.update(stored.predicted)
    sums.tasks.ignored.update(stored.ignored)


def _restore_notes(stored: StoredNotes, sums: Sums) -> None:
    notes = sums.notes
    notes.anchoring.update(stored.anchoring)
    notes.invented += stored.invented
    notes.lost.update(stored.lost)
    notes.counted.update(stored.counted)
    notes.noted.update(dict(stored.noted))  # type: ignore[arg-type]  # sides are strings
    notes.misses = Misses(stored.misses, Counter(dict(stored.mended)))
    notes.restricted = {key: [*counts] for key, counts in stored.restricted}
