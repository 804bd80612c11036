"""Generated blocks about the challenge set: what the shipped systems break on."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from presscheck.document import shipped
from presscheck.reporting.challenge import SHORT, change_of, counts_of, rewrites
from presscheck.text import table

NOTABLE = 0.02
"""Rewrites that change every figure by less are only named."""


def _stored(name: str, folder: str = "systems") -> dict[str, Any]:
    """The record of `make challenge-systems` about one system."""
    path: Path = shipped.root() / "corpus" / "challenge" / folder / f"{name}.json"
    values: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return values


def _changes(values: dict[str, Any]) -> dict[str, dict[str, float | None]]:
    return {row["rewrite"]: row["change"] for row in values["rewrites"]}


def systems(*names: str) -> str:
    """Every rewrite that changes a figure by much: systems and measures across, the worst first.

    Args:
        names: files in `corpus/challenge/systems`.
    """
    stored = {name: _stored(name) for name in names}
    columns = [(name, measure) for name, values in stored.items() for measure in values["measures"]]
    changes = {name: _changes(values) for name, values in stored.items()}
    order = list(dict.fromkeys(row["rewrite"] for values in stored.values() for row in values["rewrites"]))
    worst = {one: min(changes[name][one][m] or 0.0 for name, m in columns) for one in order}
    notable = sorted((one for one in order if worst[one] <= -NOTABLE), key=lambda one: worst[one])
    first = ["original", *(table.number(stored[name]["original"][m]) for name, m in columns)]
    rows = [[f"`{one}`", *(change_of(changes[name][one][m]) for name, m in columns)] for one in notable]
    heads = ["rewrite", *(f"{name}: {SHORT.get(m, m)}" for name, m in columns)]
    rest = ", ".join(f"`{one}`" for one in order if one not in notable)
    return f"{table.markdown(heads, [first, *rows])}\n\nLess than {NOTABLE} everywhere: {rest}."


def phenomena(*names: str) -> str:
    """Minimal pairs with both sides right, phenomenon by phenomenon.

    Args:
        names: as for `systems`.
    """
    found = {name: _attempted(_stored(name)) for name in names}
    kinds = dict.fromkeys(pair["phenomenon"] for pairs in found.values() for pair in pairs)
    rows = [[kind, *(_both(pairs, kind) for pairs in found.values())] for kind in kinds]
    return table.markdown(
        ["minimal pairs", *names], [*rows, ["all", *(_both(p, None) for p in found.values())]]
    )


def _attempted(values: dict[str, Any]) -> list[dict[str, Any]]:
    """The minimal pairs that a system attempts."""
    return [pair for pair in values["pairs"] if pair["right"] is not None]


def _both(pairs: list[dict[str, Any]], kind: str | None) -> str:
    counts = Counter(all(pair["right"]) for pair in pairs if kind in (None, pair["phenomenon"]))
    return f"{counts[True]} of {counts.total()}" if counts else ""


def repair(name: str) -> str:
    """List the effects of a repair: each rewrite that cost less afterwards, before and after.

    Args:
        name: a file in `corpus/challenge/before` and in `corpus/challenge/systems`.
    """
    before, after = _stored(name, "before"), _stored(name)
    olds, news = _changes(before), _changes(after)
    rows = []
    for one, old in olds.items():
        gains = {m: (news[one][m] or 0.0) - (old[m] or 0.0) for m in after["measures"]}
        if max(gains.values()) >= NOTABLE:
            cells = (f"{change_of(old[m])} → {change_of(news[one][m])}" for m in after["measures"])
            rows.append([f"`{one}`", *("·" if cell == "· → ·" else cell for cell in cells)])
    return table.markdown(["rewrite", *(SHORT.get(m, m) for m in after["measures"])], rows)


def summary(name: str) -> str:
    """Three lines on one system.

    Args:
        name: as for `systems`.
    """
    values = _stored(name)
    worst = ", ".join(f"`{row['rewrite']}` {_lost(row, values)}" for row in values["rewrites"][:4])
    pairs = _attempted(values)
    right, many = sum(all(pair["right"]) for pair in pairs), len(pairs)
    probe = values["probe"]
    bounds = f" ({probe['interval'][0]:+.3f} to {probe['interval'][1]:+.3f})" if probe["interval"] else ""
    rows = values["rewrites"]
    free = sum(min(v or 0.0 for v in row["change"].values()) > -NOTABLE for row in rows)
    said = [
        f"`{name}` breaks on {worst}; {free} of {len(rows)} rewrites cost it less than {NOTABLE}.",
        f"Of {counts_of(many, 'minimal pair')} it gets both sides right in {right}.",
        f"Other names, countries and dates change its mean by {probe['change']:+.3f}{bounds}.",
    ]
    return "\n".join(f"- {line}" for line in said)


def _lost(row: dict[str, Any], values: dict[str, Any]) -> str:
    """The measure that loses most, from where to where."""
    measure = min(values["measures"], key=lambda m: row["change"][m] or 0.0)
    return f"({measure} {table.number(row['before'][measure])} → {table.number(row['after'][measure])})"


BLOCKS: dict[str, Callable[..., str]] = {
    "challenge-rewrites": rewrites,
    "challenge-systems": systems,
    "challenge-pairs": phenomena,
    "challenge-repair": repair,
    "challenge-summary": summary,
}
"""Blocks that a marker may name."""
