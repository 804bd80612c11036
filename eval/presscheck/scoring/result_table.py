"""A result as text: the table, the notes below it, the signature."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from presscheck.layers import HEADLINES
from presscheck.measure.measure import Measure
from presscheck.profiles import PROFILES
from presscheck.scoring.totals import Entries
from presscheck.text import table, wording
from presscheck.text.plural import plural
from presscheck.text.visible import visible

Ratio: TypeAlias = Callable[[float | None], str]
"""A ratio as text."""

SHOWN = 20
"""Number of invented strings that a table lists."""


def text(result: Entries) -> str:
    """The whole table, its notes and its signature."""
    wrapped = [line for note in notes(result) for line in table.wrapped(note)]
    return "\n".join([table.render(*lines(result)), *wrapped, visible(str(result.signature))])


def lines(result: Entries) -> tuple[list[str], list[list[str]]]:
    """Header and rows of the table, as text."""
    unit = " %" if ratio_of(result) is table.percent else ""
    header = ["measure", f"P{unit}", f"R{unit}", f"F1{unit}", "right", "pred", "gold"]
    if result.ci:
        header.insert(4, "95% CI")
    return header, [cells for row in _ordered(result.shown()) for cells in _lines_of(result, row)]


def _ordered(rows: Sequence[Measure]) -> list[Measure]:
    """Layer by layer, and in each the headlines first."""
    layers = list(dict.fromkeys(row.layer for row in rows))
    return sorted(rows, key=lambda row: (layers.index(row.layer), row.id not in HEADLINES))


def ratio_of(result: Entries) -> Ratio:
    """Return the format of ratios: percent under a profile whose peer prints percent."""
    profile = PROFILES.get(result.signature.profile or "")
    return table.percent if profile is not None and profile.percent else table.number


def _lines_of(result: Entries, row: Measure) -> list[list[str]]:
    """One measure, and the breakdowns that were asked for below it."""
    entry, ratio = result.entry(row), ratio_of(result)
    rows = [line(row.id, entry, ratio)]
    for name in result.by:
        for label, part in entry.get("by", {}).get(name, {}).items():
            rows.append(line(f"  {name} {label}", {"kind": row.kind, **part}, ratio))
        macro = {row.by: "macro-type", "document": "macro-doc"}.get(name, "")
        if macro in entry:
            rows.append(line(f"  {macro}", {"kind": row.kind, **entry[macro]}, ratio))
    if result.ci:
        for i, cells in enumerate(rows):
            cells.insert(4, "" if i else interval(row, result.ci.get(row.id, {}), ratio))
    return rows


def line(name: str, entry: Mapping[str, Any], ratio: Ratio = table.number) -> list[str]:
    """One row of the table: ratios, printed by `ratio`, then the counts they are made of."""
    match entry["kind"]:
        case "prf":
            ratios = [ratio(entry[key]) for key in ("precision", "recall", "f1")]
            if "tp_gold" not in entry:
                return [name, *ratios, "", "", ""]
            right, other = table.count(entry["tp_gold"]), table.count(entry["tp_pred"])
            both = right if right == other else f"{other}/{right}"
            return [name, *ratios, both, table.count(entry["n_pred"]), table.count(entry["n_gold"])]
        case "accuracy":
            right, n = table.count(entry["right"]), table.count(entry["n"])
            return [name, "", "", ratio(entry["accuracy"]), right, n, ""]
        case "mean":
            return [name, "", "", ratio(entry["f1"]), "", "", ""]
        case _:
            return [name, "", "", ratio(entry["value"]), "", "", ""]


def interval(row: Measure, ci: Mapping[str, Any], ratio: Ratio = table.number) -> str:
    """An interval for a table; a dash where there is none."""
    bounds = ci.get(row.headline)
    return "–".join(map(ratio, bounds)) if bounds else ratio(None)


def between(sizes: Sequence[int]) -> str:
    """The range of some numbers.

    >>> between([13, 18, 13]), between([20])
    ('13–18', '20')
    """
    low, high = min(sizes), max(sizes)
    return f"{low}–{high}" if low < high else str(low)


def _listed() -> str:
    return wording.either("--notes lists them", "`Result.details()` lists them")


def notes(result: Entries) -> list[str]:
    """Yield the lines below the table: what was skipped, and what was counted in a stated way."""
    skipped: dict[str, list[str]] = {}
    for name, state in result.tasks.items():
        if state != "scored" and result.tells(name):
            skipped.setdefault(state, []).append(name)
    texts = [f"{state}: {', '.join(names)}" for state, names in skipped.items()]
    if lost := result.label_map_lost:
        texts.append(f"left out by the label map: {_left_out(lost)} ({_listed()})")
    if any("/" in cells[-3] for row in result.shown() for cells in _lines_of(result, row)):
        texts.append("right a/b: precision is a/pred, recall is b/gold")
    warnings = (f"warning: {warning}" for warning in result.warnings)
    return [*map(visible, [*texts, *_commonest(result), *_strings(result), *_scope(result), *warnings])]


def _commonest(result: Entries) -> list[str]:
    """Yield the figures of always answering gold's commonest value, beside accuracies and attributes."""
    known = ((row.id, result.entry(row).get("beside", {})) for row in result.shown() if row.finish)
    texts = [
        f"{name} {table.number(share['majority'])}{' (constant in this gold)' if share['constant'] else ''}"
        for name, share in known
        if share.get("majority") is not None
    ]
    return [f"score of always giving the commonest value: {', '.join(texts)}"] if texts else []


def _left_out(lost: Mapping[str, int]) -> str:
    """Return the number of records that a label map leaves out, by side and kind.

    >>> _left_out({"gold GPE nominal": 3, "gold PER pronoun": 2, "pred NORP": 1, "pred event Meet": 4})
    '5 gold mentions, 1 predicted mention, 4 predicted events'
    """
    kinds: dict[tuple[str, str], int] = {}
    for label, n in lost.items():
        side, what, *_ = label.split(" ")
        kind = ("gold" if side == "gold" else "predicted", what if what in ("event", "role") else "mention")
        kinds[kind] = kinds.get(kind, 0) + n
    return ", ".join(f"{n} {side} {kind}{'s' * (n != 1)}" for (side, kind), n in kinds.items())


def details(result: Entries) -> list[str]:
    """Yield the lists that the notes only count: the labels that the label map leaves out.

    Args:
        result: what was scored.
    """
    lost = sorted(result.label_map_lost.items(), key=lambda item: (-item[1], item[0]))
    if not lost:
        return []
    parts = ", ".join(f"{n} {label}" for label, n in lost)
    return [visible(f"label map {result.signature.label_map} cannot express: {parts}")]


def _strings(result: Entries) -> list[str]:
    """Yield how strings without offsets were found, and the first records that are not in the text."""
    ways = ", ".join(f"{n} {way}" for way, n in result.anchoring.items())
    texts = [f"anchored: {ways}"] if ways else []
    texts += [f"invented: {what}" for what in result.invented[:SHOWN]]
    more = len(result.invented) - SHOWN
    return [*texts, f"invented: {more} more (JSON lists all)"] if more > 0 else texts


def _scope(result: Entries) -> list[str]:
    """Yield the scope of the intervals, and the reasons why some are missing."""
    intervals = [result.ci[row.id] | {"id": row.id} for row in result.shown() if row.id in result.ci]
    sizes: dict[str, list[int]] = {}
    for ci in intervals:
        if "reason" not in ci:
            sizes.setdefault(ci["unit"], []).append(ci["units"])
    texts = []
    if sizes:
        scope = "this article only" if len(result.units) == 1 else "documents like these"
        units = ", ".join(f"{between(n)} {plural(unit)}" for unit, n in sizes.items())
        texts.append(f"95% CI: {scope}; {result.signature.resample} over {units}")
    why: dict[str, list[str]] = {}
    for ci in intervals:
        if "reason" in ci:
            why.setdefault(ci["reason"], []).append(ci["id"])
    return texts + [f"no interval: {', '.join(ids)}: {reason}" for reason, ids in why.items()]
