"""`presscheck compare`: two or more systems in, differences and their certainty out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any

import click

from presscheck.cli.inputs import files, names
from presscheck.cli.jobs import jobs_option
from presscheck.cli.options import scoring_options
from presscheck.cli.outputs import Verdict, format_option, output_option, say
from presscheck.cli.printing import echo
from presscheck.document.exceptions import InvalidInputError, UsageError
from presscheck.gating import run as gate_run
from presscheck.gating.known_errors import KnownErrors, NewErrors
from presscheck.reporting import comparison
from presscheck.reporting.findings import explained
from presscheck.scoring import items
from presscheck.statistics import compare
from presscheck.text.nearest import nearest
from presscheck.text.visible import markdown, visible


@click.command("compare", cls=Verdict)
@click.argument("systems", type=click.Path(), metavar="A B [C ...]", nargs=-1)
@scoring_options
@jobs_option
@click.option(
    "--trials",
    type=click.IntRange(min=100),
    default=10_000,
    show_default=True,
    help="Number of random swaps.",
)
@click.option(
    "--seed", type=click.IntRange(min=0), default=13, show_default=True, help="Seed of the random swaps."
)
@click.option(
    "--changed",
    multiple=True,
    metavar="MEASURE",
    help="List the items fixed, broken and still wrong on this measure; may be repeated.",
)
@format_option(comparison.FORMATS)
@output_option
def command(
    systems: tuple[str, ...],
    *,
    gold: str | None,
    trials: int,
    seed: int,
    changed: tuple[str, ...],
    form: str,
    output: str | None,
    **settings: Any,
) -> None:
    """Compare systems on the same gold: differences, intervals, tests, ties.

    A, B, ... are predictions (JSONL), folders of them, or results with
    counts per unit (`presscheck score PRED --format result -o FILE`). Exit
    code 3: the comparison cannot be made; the message gives the reason.
    """
    systems = tuple(files(systems))
    if len(systems) < 2:
        raise UsageError("compare needs two or more systems: presscheck compare A.jsonl B.jsonl")
    named = names(systems)
    seen = {name: NewErrors(KnownErrors(changed)) for name in named}
    try:
        results = {
            name: gate_run.scored(path, seen[name] if changed else None, gold, **settings)
            for name, path in zip(named, systems, strict=True)
        }
        found = compare.compare(results, trials=trials, seed=seed)
    except (InvalidInputError, compare.IncomparableError) as error:
        why = explained(error.findings) if isinstance(error, InvalidInputError) else [str(error)]
        echo("\n".join([*why, "the comparison cannot be made"]), err=True)
        raise click.exceptions.Exit(3) from None
    found.changed = {measure: _changed(measure, seen) for measure in changed}
    text = comparison.FORMATS[form](found)
    if form != "json":
        listed = _listed(found, seen)
        text = "\n\n".join([text, *(map(_in_markdown, listed) if form == "markdown" else listed)])
    say(text, output, form)


def _changed(measure: str, seen: Mapping[str, NewErrors]) -> dict[str, items.Changes]:
    found = {}
    for (a, before), (b, after) in combinations(seen.items(), 2):
        known = before.by_measure.keys() & after.by_measure.keys()
        if measure not in known:
            way_out = nearest(measure, sorted(known)) if known else "clusters and stored results have none"
            raise UsageError(
                f"--changed: {measure!r} is not a measure of {a} and {b} that has items; {way_out}"
            )
        found[f"{a} → {b}"] = items.changes(before.by_measure[measure], after.by_measure[measure])
    return found


def _in_markdown(text: str) -> str:
    return "\n".join(map(markdown, text.split("\n")))


def _listed(found: compare.Comparison, seen: Mapping[str, NewErrors]) -> Iterator[str]:
    pairs = list(combinations(seen.values(), 2))
    for measure, by_pair in found.changed.items():
        for (pair, changes), (before, after) in zip(by_pair.items(), pairs, strict=True):
            yield f"{visible(pair)}  {comparison.changed(measure, changes, before, after)}"
