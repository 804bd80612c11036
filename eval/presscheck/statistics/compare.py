"""Is one system better than another: paired differences, tests, and the ties they leave.

Holm's procedure adjusts for every test of the comparison. A rank is a range: the
places that no test has ruled out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

import msgspec

from presscheck.layers import definitions
from presscheck.measure.measure import Measure
from presscheck.scoring.items import Changes
from presscheck.scoring.result import Result
from presscheck.statistics import draws, jackknife
from presscheck.statistics.draws import SEED, TRIALS
from presscheck.statistics.paired import Difference, paired
from presscheck.text import wording
from presscheck.text.visible import visible


def _way_out(key: str) -> str:
    """Say what makes two results alike in one key of their signatures."""
    if key == "gold":
        return "score them against one gold"
    if key == "anchor":
        mode = wording.option("anchor", "exact+folded+fuzzy")
        return f"{mode}, or another mode, sets one for all of them"
    if key == "label_map":
        return f"{wording.option('label_map', 'NAME')} sets one map for all of them"
    return "score them with the same options"


class IncomparableError(ValueError):
    """The comparison cannot be made; the message says why."""


class Rank(msgspec.Struct):
    """The places that a system may hold on one measure: `best` to `worst`, from 1."""

    best: int
    worst: int

    def __str__(self) -> str:
        return f"{self.best}–{self.worst}" if self.best < self.worst else str(self.best)


class Comparison(msgspec.Struct, kw_only=True):
    """The result of `compare`.

    Args:
        names: the systems, in the order given.
        signature: of all of them, but for the toolkit's version.
        values: measure -> system -> value.
        differences: of every pair, measure by measure.
        ranks: measure -> system -> the ranks that the tests leave open.
        family: how many tests Holm's procedure adjusted for.
        documents: how many there are.
        notes: what was left out, and why.
        changed: measure -> "before → after" -> the items that changed, where they were asked for.
    """

    names: list[str]
    signature: str
    values: dict[str, dict[str, float | None]]
    differences: list[Difference]
    ranks: dict[str, dict[str, Rank]]
    family: int
    documents: int
    notes: list[str]
    changed: dict[str, dict[str, Changes]] = {}


def compare(systems: Mapping[str, Result], *, trials: int = TRIALS, seed: int = SEED) -> Comparison:
    """Compare two or more systems scored on the same gold.

    Args:
        systems: name -> result from `api.score`.
        trials: swaps drawn where they cannot all be enumerated.
        seed: of the draws.

    Raises:
        UsageError: `trials` or `seed` is not such a number.
        IncomparableError: their signatures, documents or measures do not fit together.

    >>> from presscheck import score
    >>> gold = [{"id": str(i), "text": "Oslo", "mentions": [{"start": 0, "end": 4, "type": "GPE"}]}
    ...         for i in range(6)]
    >>> pred = [{"id": str(i), "mentions": gold[0]["mentions"][: i % 3]} for i in range(6)]
    >>> found = compare({"a": score(gold, pred), "b": score(gold, gold)})
    >>> found.differences[0].delta, found.differences[0].p
    (0.19999999999999996, 0.5)
    """
    draws.check(trials, seed)
    check(systems)
    pairs = list(combinations(systems, 2))
    differences = [
        paired(row, (a, systems[a]), (b, systems[b]), trials=trials, seed=seed)
        for row in _rows(systems)
        for a, b in pairs
        if {row.id} <= _attempted(systems[a]) & _attempted(systems[b])
    ]
    adjusted = jackknife.holm({i: d.p for i, d in enumerate(differences) if d.p is not None})
    for i, p in adjusted.items():
        differences[i].p_holm = p
    first = next(iter(systems.values()))
    return Comparison(
        names=list(systems),
        signature=str(first.signature),
        values={row.id: _values(row, systems) for row in _rows(systems)},
        differences=differences,
        ranks={row.id: ranks(row.id, systems, differences) for row in _rows(systems)},
        family=len(adjusted),
        documents=len(first.units),
        notes=_notes(systems),
    )


def check(systems: Mapping[str, Result]) -> None:
    """Refuse what cannot be compared.

    Raises:
        IncomparableError: with every reason.
    """
    (name, first), *others = systems.items()
    reasons = []
    ways_out: dict[str, None] = {}
    for other, result in others:
        keys = disagreements(first, result)
        if keys:
            reasons.append(f"{name} and {other} were not scored alike: {'; '.join(keys)}")
            differ = first.signature.differences(result.signature)
            ways_out |= dict.fromkeys(map(_way_out, differ))
        elif set(first.units) != set(result.units):
            odd = sorted(set(first.units) ^ set(result.units))
            reasons.append(f"{name} and {other} were not scored on the same documents: {', '.join(odd[:5])}")
    if reasons:
        raise IncomparableError("\n".join(map(visible, [*reasons, *ways_out])))


def disagreements(a: Result, b: Result) -> list[str]:
    """The keys in which two signatures differ, the toolkit's version aside, with both values."""
    mine, theirs = (msgspec.structs.asdict(r.signature) for r in (a, b))
    return [f"{key} is {mine[key]} and {theirs[key]}" for key in a.signature.differences(b.signature)]


def ranks(measure: str, systems: Mapping[str, Result], differences: Sequence[Difference]) -> dict[str, Rank]:
    """The places every system may hold: only what a test has proved, after Holm, takes one away.

    Args:
        measure: its id.
        systems: name -> result.
        differences: of every pair, with `p_holm`.
    """
    mine = [d for d in differences if d.measure == measure]
    names = dict.fromkeys(name for d in mine for name in (d.before, d.after))
    found = {name: Rank(1, len(names)) for name in systems if name in names}
    for d in mine:
        if d.proved:
            winner, loser = (d.after, d.before) if d.gain > 0 else (d.before, d.after)
            found[loser].best += 1
            found[winner].worst -= 1
    return found


def _attempted(result: Result) -> set[str]:
    return {row.id for row in result.attempted()}


def _rows(systems: Mapping[str, Result]) -> list[Measure]:
    """The rows that at least two systems have, in table order."""
    every = {row.id: row for result in systems.values() for row in result.rows}
    return [row for row in every.values() if sum(row.id in _attempted(r) for r in systems.values()) > 1]


def _values(row: Measure, systems: Mapping[str, Result]) -> dict[str, float | None]:
    return {name: r.value(row) for name, r in systems.items() if row.id in _attempted(r)}


def _notes(systems: Mapping[str, Result]) -> list[str]:
    versions = sorted({result.signature.version for result in systems.values()})
    said = definitions.changed(versions[0], versions[-1], [row.id for row in _rows(systems)])
    rows = {name: [row.id for row in result.rows if not row.hidden] for name, result in systems.items()}
    every = dict.fromkeys(row for ids in rows.values() for row in ids)
    for name, ids in rows.items():
        if lacking := [row for row in every if row not in ids]:
            said.append(f"{name} was not scored for {', '.join(lacking)}")
    for name, result in systems.items():
        asked = {row.task for row in result.rows if not row.hidden}
        missing = [
            p
            for p, state in result.tasks.items()
            if p in asked and state == "not attempted" and result.tells(p)
        ]
        if missing:
            said.append(f"{name} did not attempt {', '.join(missing)}")
    return said
