"""From sums to totals: the signature, the states of tasks, and everything that is said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

import msgspec

from presscheck.anchoring import steps
from presscheck.document.note import Note
from presscheck.measure.counts import Counts
from presscheck.measure.measure import Measure
from presscheck.measure.signature import Signature
from presscheck.scoring import confidence
from presscheck.scoring.intake import Role
from presscheck.scoring.options import Options
from presscheck.scoring.sums import Sums
from presscheck.scoring.totals import Totals
from presscheck.version import __version__


def finished(
    signature: Signature,
    rows: tuple[Measure, ...],
    sums: Sums,
    names: Mapping[Role, str],
    by: tuple[str, ...] = (),
) -> Totals:
    """The totals that sums make.

    Args:
        signature: of the run.
        rows: the measures, hidden cells included.
        sums: over all documents.
        names: of the two files, for messages.
        by: names of further breakdowns.
    """
    notes = sums.notes
    units, vectors = sums.units.table()
    tasks = sums.tasks.states() | sums.unsolved
    remarks = _remarks(sums, tasks, names)
    totals = Totals(
        signature=signature,
        rows=rows,
        totals={cell: tally.by_label() for cell, tally in sums.tallies.items()},
        slices={key: _counts(cut.sums()) for key, cut in sums.slices.items()},
        extra={key: _numbers(numbers.sums()) for key, numbers in sums.extra.items()},
        units=units,
        vectors=vectors,
        tasks=tasks,
        anchoring={way: notes.anchoring[way] for way in steps.WAYS} if notes.anchoring else {},
        invented=notes.invented,
        label_map_lost=dict(sorted(notes.lost.items())),
        warnings=_warnings(signature, sums, remarks),
        notes=remarks,
        by=by,
        emptied=notes.emptied(),
    )
    return msgspec.structs.replace(totals, warnings=[*totals.warnings, *_late_warnings(totals)])


def counted_rows(totals: Totals) -> list[Measure]:
    """The rows that are counted for what is shown."""
    used = {cell for row in totals.shown() for cell in (row.id, *row.cells)}
    return [row for row in totals.rows if row.id in used and row.count]


def signature_of(options: Options, sums: Sums, gold: str) -> Signature:
    """The signature of a run.

    Args:
        options: of the run.
        sums: over all documents.
        gold: name and digest.
    """
    anchored = sums.notes.anchoring or options.settings.anchor is not None
    return Signature.from_settings(
        msgspec.structs.replace(
            options.settings,
            label_map=options.label_map_label,
            redirects=options.redirects.label if options.redirects is not None else None,
            anchor=options.anchor_mode if anchored else None,
            groups=str(sums.units.many) if sums.units.many else None,
        ),
        gold=gold,
        documents=sums.units.documents,
        version=__version__,
    )


def _remarks(sums: Sums, tasks: Mapping[str, str], names: Mapping[Role, str]) -> list[Note]:
    """Count the notes of both files; those of links only if they are scored."""
    ids = sums.other_ids.notes() if tasks["links"] == "scored" else ()
    return [*sums.notes.in_words(names), *sums.labels.notes(), *ids]


def _warnings(signature: Signature, sums: Sums, remarks: Iterable[Note]) -> list[str]:
    notes, tasks = sums.notes, sums.tasks
    counted = notes.counted + tasks.ignored
    return [
        *notes.emptied(),
        *filter(None, [notes.misses.told()]),
        *(f"{what} ({n}×)" for what, n in counted.items()),
        *([confidence.FITTED] if signature.min_confidence is not None else []),
        *(note.text for note in remarks),
        *tasks.partial(sums.units.documents),
    ]


def _counts(sums: Mapping[str, Iterable[float]]) -> dict[str, Counts]:
    return {label: Counts(*numbers) for label, numbers in sums.items()}


def _numbers(sums: Mapping[str, Iterable[float]]) -> Counter[str]:
    return Counter({name: number for name, (number,) in sums.items()})


def _late_warnings(totals: Totals) -> list[str]:
    """Warnings that only the sums show: means with undefined members, nothing scored at all."""
    warnings = []
    for row in totals.shown():
        undefined = [cell for cell in row.cells if totals.whole(cell).score().f1 is None]
        if row.kind == "mean" and 0 < len(undefined) < len(row.cells):
            warnings.append(
                f"{row.id}: {', '.join(undefined)} is undefined (nothing to count) "
                "and counts as 0 in the mean"
            )
    if totals.units and not totals.shown():
        warnings.append("nothing was scored: none of the requested layers is in both gold and the prediction")
    return warnings
