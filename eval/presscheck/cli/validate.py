"""`presscheck validate`: a file in, everything that is wrong with it out."""

from __future__ import annotations

import json
from typing import Literal

import click

from presscheck.cli.jobs import bar, plain_jobs_option
from presscheck.cli.outputs import Gold, Verb, format_option, texts_option
from presscheck.cli.printing import echo, echo_line
from presscheck.document import shipped as document_shipped
from presscheck.reporting.findings import causes, explained
from presscheck.validation import file, rules
from presscheck.validation.file import Report


def _explained(ctx: click.Context, _: click.Parameter, value: str | None) -> None:
    if value is not None and not ctx.resilient_parsing:
        names = list(rules.RULES) if value == "all" else [value]
        echo("\n\n".join(map(rules.explain, names)))
        ctx.exit()


@click.command("validate", cls=Verb)
@click.argument("files", nargs=-1, type=Gold(), metavar="[FILE]...")
@click.option(
    "--as",
    "kind",
    type=click.Choice(["gold", "prediction"]),
    help="Kind of the files; by default the content decides: gold has `text` or `text_sha256`, and "
    "`schema_version`.",
)
@click.option(
    "--strict/--lenient",
    default=None,
    help="Also check gold by the rules of the shipped corpus (every layer, canonical form, our "
    "labels); by default only files of the shipped corpus.",
)
@click.option(
    "--gold",
    type=Gold(),
    metavar="FILE",
    help="For predictions: the gold with their texts; by default the shipped article.",
)
@texts_option
@plain_jobs_option
@click.option(
    "--missing",
    type=click.Choice(["error", "empty"]),
    default="error",
    show_default=True,
    help="A gold document that a prediction does not have: an error, or counted as empty.",
)
@format_option(["text", "json"])
@click.option("--list", "every", is_flag=True, help="Print every finding, not one line for each cause.")
@click.option("--why", is_flag=True, help="Explain each rule that is broken, once.")
@click.option(
    "--explain",
    metavar="RULE",
    is_eager=True,
    expose_value=False,
    callback=_explained,
    help="Explain one rule, or `all`, and stop.",
)
def command(
    files: tuple[str, ...],
    *,
    kind: Literal["gold", "prediction"] | None,
    strict: bool | None,
    gold: str | None,
    missing: Literal["error", "empty"],
    jobs: int,
    form: str,
    every: bool,
    why: bool,
) -> int:
    r"""Check FILEs, corpora or predictions (JSONL): the shipped gold if none is named.

    All errors are reported at once, with their places:

    \b
        FILE:LINE DOCUMENT $.PATH: error[RULE]: what is wrong; what to do

    Findings with one cause, such as an unknown label, are one line with their
    count and first places; --list and --format json have all of them.

    An error prevents scoring, a warning does not. The exit code is 1 if there is
    an error; nothing is written.
    """
    names = files or (str(document_shipped.gold()),)
    checking = _checking(jobs)
    reports = [
        file.check_file(name, file.purpose(name, kind, strict), gold, missing, checking) for name in names
    ]
    if form == "json":
        echo(json.dumps([report.as_dict() for report in reports], ensure_ascii=False, indent=1), form=form)
    else:
        _print(reports, every=every, why=why, gold=gold)
    return int(any(report.count("error") for report in reports))


def _checking(jobs: int) -> file.Checking | None:
    """The function that checks the lines; None for this process alone."""
    if jobs == 1:
        return None
    from presscheck.distributed.validation import checking

    return checking(jobs, bar())


def _print(reports: list[Report], *, every: bool, why: bool, gold: str | None) -> None:
    findings = [finding for report in reports for finding in report.findings]
    for line in explained(findings, every=every, gold=gold):
        echo(line)
    if not every and len(causes(findings)) < len(findings):
        echo("--list prints every finding")
    if why:
        named = (f.rule for report in reports for f in report.findings)
        for rule in dict.fromkeys(rule for rule in named if rule in rules.RULES):
            echo(f"\n{rules.explain(rule)}")
        echo()
    for report in reports:
        echo_line(report.summary())
