"""`presscheck challenge`: one gold, rewritten in all layers, and what a system loses by it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import click
import msgspec

from presscheck.cli.options import setting_options
from presscheck.cli.outputs import Gold, Verb, Verbs, format_option, output_option, say, texts_option
from presscheck.cli.printing import echo_line
from presscheck.document.exceptions import UsageError
from presscheck.layers.error_lists import ERRORS
from presscheck.reporting import challenge as report
from presscheck.rewrites import effects, losses, probe, sets
from presscheck.text.nearest import nearest
from presscheck.verbs.challenge import ChallengeResult, told_by

Command = Callable[..., Any]

TOP = 14
"""Rewrites that fit a screen beside everything else."""

_set_option = click.option(
    "--gold",
    type=click.Path(),
    metavar="FOLDER",
    help="The folder that `challenge make` wrote; by default the set of the shipped gold, made again.",
)


@click.group("challenge", cls=Verbs)
def command() -> None:
    r"""Rewrite gold in all its layers, and see what a system breaks on.

    \b
        presscheck challenge make -o C
        presscheck extract spacy C/texts.jsonl -o P
        presscheck challenge score P
        presscheck challenge errors P --rewrite hard-wrap-72
        presscheck challenge errors P --pairs

    Typography, wrapping, noise and names change; the annotation goes with
    them. Minimal pairs change what gold says.
    """


@command.command("make", cls=Verb)
@click.option(
    "--gold",
    type=Gold(),
    metavar="FILE|NAME",
    help="Gold to rewrite (JSONL), or a shipped one by name: article, companions; by default both.",
)
@texts_option
@click.option(
    "-o", "--output", type=click.Path(), metavar="FOLDER", required=True, help="Where to write the set."
)
@click.option("--rewrite", "names", multiple=True, metavar="NAME", help="Only this rewrite; may be repeated.")
@click.option(
    "--pairs/--no-pairs", "pairs", default=None, help="Minimal pairs; by default only with the shipped gold."
)
def make(gold: str | None, output: str, names: tuple[str, ...], *, pairs: bool | None) -> None:
    """Write a challenge set: gold, texts for an extractor, edits, a card.

    A document is called ID~original there, its variants ID~REWRITE. A variant
    that would break a rule of validation is not made, and the card says so.
    """
    made = sets.made(sets.gold_of(gold), names, with_pairs=gold is None if pairs is None else pairs)
    sets.write(output, made, report.card(made))
    numbers = ((made.originals, "document"), (made.variants, "variant"), (made.pairs, "minimal pair"))
    echo_line(", ".join(report.counts_of(len(given), what) for given, what in numbers) + f" in {output}")
    echo_line(f"{output}/{sets.TEXTS} is for an extractor, {output}/{sets.CARD} says what is there", err=True)


@command.command("score", cls=Verb)
@click.argument("pred", type=click.Path(), metavar="PRED")
@click.option("--all", "every", is_flag=True, help="Every rewrite, not only the worst.")
@format_option(["table", "json", "markdown"])
@output_option
@_set_option
@setting_options
def score(pred: str, gold: str | None, form: str, output: str | None, *, every: bool, **options: Any) -> None:
    """Show what PRED loses by each rewrite, the worst first.

    PRED is made from the set's `texts.jsonl`; rewrites that it has no document
    of are left out. A minimal pair is right if both of its sides are. The last
    line is the contamination probe.
    """
    settings, measures = told_by(options)
    challenge = sets.read(gold)
    found = ChallengeResult(
        effects.effects(challenge, pred, settings, measures),
        probe.probe(challenge, pred, settings, measures),
    )
    top = None if every or form != "table" else TOP
    if form == "json":
        say(json.dumps(found.as_dict(), ensure_ascii=False, indent=1), output)
        return
    say((report.markdown if form == "markdown" else report.text)(*found, top), output)


@command.command("errors", cls=Verb)
@click.argument("pred", type=click.Path(), metavar="PRED")
@click.option("--rewrite", metavar="NAME", help="Which rewrite.")
@click.option("--pairs", is_flag=True, help="The minimal pairs that are not right, in place of a rewrite.")
@click.option("--layer", "layers", multiple=True, metavar="NAME", help="Only this layer; may be repeated.")
@format_option(["text", "jsonl"])
@output_option
@_set_option
@setting_options
def errors(
    pred: str,
    gold: str | None,
    rewrite: str | None,
    layers: tuple[str, ...],
    form: str,
    output: str | None,
    *,
    pairs: bool,
    **options: Any,
) -> None:
    """List what is right in the original and wrong in a rewrite, with both texts."""
    settings, measures = told_by(options)
    if pairs == (rewrite is not None):
        raise UsageError("give --rewrite NAME or --pairs")
    for name in layers:
        if name not in ERRORS:
            raise UsageError(f"there is no layer {name!r}; {nearest(name, ERRORS)}")
    challenge = sets.read(gold)
    if rewrite is None:
        found = effects.effects(challenge, pred, settings, measures).pairs
        rows = (
            json.dumps(msgspec.to_builtins(pair), ensure_ascii=False) for pair in report.wrong_pairs(found)
        )
        say("\n".join(rows) if form == "jsonl" else report.pairs_listed(found), output)
        if form == "jsonl":
            echo_line(report.pairs_told(found), err=True)
        return
    lost = losses.losses(challenge, pred, rewrite, settings)
    kept = [loss for loss in lost.items if not layers or loss.error.layer in layers]
    if form == "jsonl":
        plain = ({**loss.error.plain(), "before": loss.before, "after": loss.after} for loss in kept)
        say("\n".join(json.dumps(one, ensure_ascii=False) for one in plain), output)
    else:
        say(report.listed(kept), output)
    for layer, why in lost.skipped.items():
        if not layers or layer in layers:
            echo_line(f"{layer}: {why}", err=True)
