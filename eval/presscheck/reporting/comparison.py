"""A comparison as a table, as Markdown, as JSON; and the items that changed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from itertools import groupby

import msgspec

from presscheck.gating.known_errors import NewErrors
from presscheck.scoring.items import Changes
from presscheck.statistics.compare import Comparison
from presscheck.statistics.paired import Difference
from presscheck.text import table
from presscheck.text.plural import plural
from presscheck.text.visible import code, markdown, visible

Grid = tuple[list[str], list[list[str]]]


NONE_SIGNIFICANT = "no difference is statistically significant"


def systems(found: Comparison) -> Grid:
    """Every system's value and, in brackets, the ranks that the tests leave open."""
    header = ["measure", *found.names]
    rows = []
    for measure, values in found.values.items():
        ranks = found.ranks[measure]
        cells = [_ranked(values[n], str(ranks.get(n, ""))) if n in values else "" for n in found.names]
        rows.append([measure, *cells])
    return header, rows


def systems_down(found: Comparison) -> Grid:
    """The same with a line for each system, where side by side they do not fit a terminal."""
    rows = []
    for measure, values in found.values.items():
        ranks = found.ranks[measure]
        rows.append([measure, "", ""])
        rows += [
            [f"  {n}", table.number(values[n]), str(ranks.get(n, ""))] for n in found.names if n in values
        ]
    return ["measure", "F1", "rank"], rows


def _ranked(value: float | None, rank: str) -> str:
    return f"{table.number(value)} ({rank})" if rank else table.number(value)


_COLUMNS = ("measure", "pair", "difference", "95% CI", "p", "p (t)", "p (Holm)", "detectable", "units")


def differences(found: Comparison) -> Grid:
    """Every difference with its interval, p-values and the smallest difference that could be found.

    Which pair it is stands in a column only where there are several.
    """
    keep = [name for name in _COLUMNS if name != "pair" or len(found.names) > 2]
    rows = [dict(zip(_COLUMNS, _row(d), strict=True)) for d in found.differences]
    return keep, [[row[name] for name in keep] for row in rows]


def _row(d: Difference) -> list[str]:
    pair = f"{d.before} → {d.after}"
    ci = "–" if d.interval is None else f"{signed(d.interval[0])} to {signed(d.interval[1])}"
    ps = [probability(p) for p in (d.p, d.p_t, d.p_holm)]
    return [
        d.measure,
        pair,
        signed(d.delta),
        ci,
        *ps,
        table.number(d.detectable),
        f"{d.units} {plural(d.unit)}",
    ]


def signed(value: float | None) -> str:
    """A difference for a table.

    >>> signed(0.05), signed(-0.05), signed(0.0), signed(None)
    ('+0.050', '-0.050', '0.000', '–')
    """
    if value is None:
        return table.number(None)
    return f"{value:+.3f}" if round(value, 3) else "0.000"


def probability(p: float | None) -> str:
    """A p-value for a table: small ones keep a digit that says so.

    >>> probability(1.0), probability(0.0312), probability(0.0001), probability(None)
    ('1.000', '0.031', '0.0001', '–')
    """
    return table.number(p) if p is None or p >= 0.001 else f"{p:.1g}"


def notes(found: Comparison) -> list[str]:
    """Return the notes for a reader: significant differences, the scope, what was not tested and why."""
    scope = "this article only" if found.documents == 1 else f"{found.documents} documents"
    units = " and ".join(dict.fromkeys(f"{d.unit}s" for d in found.differences))
    scope += f"; units are {units}" if units else ""
    better = proved(found)
    said = [
        f"proved: {better}" if better else NONE_SIGNIFICANT,
        "in brackets: the ranks that the tests cannot rule out",
    ]
    if len(found.names) == 2:
        said.append("difference: {} → {}, the second less the first".format(*found.names))
    said.append(f"scope: {scope}; p by randomisation, adjusted by Holm over {_tests(found.family)}")
    if any(d.detectable is not None for d in found.differences):
        said.append("detectable: the smallest true difference that such a test finds four times in five")
    why = sorted((d.reason, d.measure) for d in found.differences if d.reason)
    for reason, group in groupby(why, key=lambda pair: pair[0]):
        said.append(f"{', '.join(dict.fromkeys(m for _, m in group))}: {reason}")
    return [*map(visible, [*said, *found.notes])]


def proved(found: Comparison) -> str:
    """The differences that the tests bear out after Holm's adjustment, in words; empty if there is none.

    >>> proved(Comparison(names=["a", "b"], signature="", values={}, differences=[], ranks={}, family=0,
    ...                   documents=1, notes=[]))
    ''
    """
    better: dict[str, list[str]] = {}
    for d in found.differences:
        if d.proved:
            pair = (d.after, d.before) if d.gain > 0 else (d.before, d.after)
            better.setdefault("{} better than {}".format(*pair), []).append(d.measure)
    return "; ".join(f"{who} on {', '.join(what)}" for who, what in better.items())


def _tests(n: int) -> str:
    return "1 test" if n == 1 else f"{n} tests"


def as_table(found: Comparison) -> str:
    """Plain text, no wider than a terminal but for the signature."""
    across = table.render(*systems(found))
    said = [line for note in notes(found) for line in table.wrapped(note)]
    return "\n\n".join(
        [
            across if table.fits(across) else table.render(*systems_down(found)),
            *_by_pair(found),
            "\n".join([*said, visible(found.signature)]),
        ]
    )


_NARROW = {"difference": "diff", "p (Holm)": "Holm", "detectable": "detect"}
"""Shorter names of columns, where each pair has a table of its own."""


def _by_pair(found: Comparison) -> Iterator[str]:
    """The differences, pair by pair; the notes say what the units are."""
    for (before, after), group in groupby(
        sorted(found.differences, key=lambda d: (d.before, d.after)), key=lambda d: (d.before, d.after)
    ):
        header = ["measure", "difference", "95% CI", "p", "p (t)", "p (Holm)", "detectable", "units"]
        rows = []
        for d in group:
            cells = dict(zip(_COLUMNS, _row(d), strict=True))
            rows.append([cells[name] for name in header[:-1]] + [str(d.units)])
        text = table.render([_NARROW.get(name, name) for name in header], rows)
        yield f"{visible(before)} → {visible(after)}\n{text}"


def as_markdown(found: Comparison) -> str:
    """Markdown tables."""
    grids = [table.markdown(*systems(found)), table.markdown(*differences(found))]
    said = "\n".join(f"- {markdown(note)}" for note in notes(found))
    return "\n\n".join([*grids, said, code(found.signature)])


def as_json(found: Comparison) -> str:
    """Everything, with full precision."""
    return json.dumps(msgspec.to_builtins(found), ensure_ascii=False, indent=1)


FORMATS: dict[str, Callable[[Comparison], str]] = {
    "table": as_table,
    "markdown": as_markdown,
    "json": as_json,
}


def changed(measure: str, found: Changes, before: NewErrors, after: NewErrors) -> str:
    """The items that changed from one output to the next, in words.

    Args:
        measure: its id.
        found: from `items.changes`.
        before: what was collected from the first output.
        after: what was collected from the second.
    """
    lines = [
        f"{measure}: {len(found.fixed)} fixed, {len(found.broken)} broken, {len(found.still)} still wrong"
    ]
    for title, part, words in (
        ("fixed", found.fixed, before),
        ("broken", found.broken, after),
        ("still wrong", found.still, after),
    ):
        lines += [f"  {title}  {what}  {words.says(name)}" for name, what in part.items()]
    return "\n".join(map(visible, lines))
