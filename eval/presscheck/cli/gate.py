"""`presscheck gate`: predictions held to their baselines, for CI."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from presscheck.cli.inputs import files, names
from presscheck.cli.options import scoring_options
from presscheck.cli.outputs import Output, Verb, format_option
from presscheck.document import jsonl
from presscheck.document.exceptions import InvalidInputError, UsageError
from presscheck.document.output import STANDARD_OUTPUT, refuse_inputs, replacing
from presscheck.gating import baseline
from presscheck.gating import decision as gating_decision
from presscheck.gating import rules as gate_rules
from presscheck.gating import run as gate_run
from presscheck.gating.baseline import Baseline
from presscheck.gating.decision import Decision
from presscheck.reporting import github, junit
from presscheck.reporting.gating import FORMATS
from presscheck.scoring import items
from presscheck.statistics.compare import disagreements
from presscheck.text.table import number


@click.command("gate", cls=Verb)
@click.argument("given", type=click.Path(), metavar="PRED...", nargs=-1, required=True)
@click.option(
    "--baseline",
    "where",
    type=click.Path(),
    metavar="FILE|FOLDER",
    help="What to compare with: a file, or a folder with one STEM.json for each PRED. "
    "It also says which measures, if neither --measures nor the rules do.",
)
@click.option(
    "--rules",
    "rules_file",
    type=click.Path(),
    metavar="FILE",
    help="TOML; without it, no default measure may drop.",
)
@click.option("--update", is_flag=True, help="Write the baselines, and print what changes.")
@click.option("--force", is_flag=True, help="Update even where the signature changed.")
@click.option("--junit", "xml", type=Output(), metavar="FILE", help="Also write JUnit XML.")
@click.option("--summary", type=Output(), metavar="FILE", help="Also append a GitHub step summary.")
@click.option("--annotations", is_flag=True, help="Also print GitHub `::error` lines (on stderr).")
@format_option(FORMATS)
@scoring_options
def command(given: tuple[str, ...], where: str | None, **options: Any) -> int:
    r"""Hold PRED to a baseline and to floors: may this build pass?

    PRED is a prediction, or a folder whose *.jsonl files are predictions.

    First make the baseline and commit it: presscheck gate PRED --baseline
    FILE --update. Then, in CI, the same without --update. A rules file says
    more than "nothing may drop":

    \b
        [[rule]]
        measure = "mention.strict"
        min = 0.80
        max_new_errors = 0

    With rewrite = "title-case" (or "any") a rule is about a prediction of a
    challenge set (--gold FOLDER), and max_drop is its drop against the original.

    Exit codes: 0 passed; 1 failed; 2 wrong usage or configuration; 3 the
    comparison cannot be made (other gold or settings, a measure or document
    missing, invalid input).
    """
    try:
        return _run(files(given), where, options)
    except InvalidInputError as error:
        click.echo(f"{error}\ngate: CANNOT BE DECIDED: invalid input", err=True)
        return 3


def _run(preds: Sequence[str], where: str | None, options: dict[str, Any]) -> int:
    own = {key: options.pop(key) for key in _OWN}
    paths = _baselines(preds, where, make=own["update"])
    if own["update"]:
        return _update(preds, paths, own, options)
    decisions = [
        _decided(pred, path, name, own["rules_file"], options)
        for name, pred, path in zip(names(preds), preds, paths, strict=True)
    ]
    _report(preds, decisions, own)
    for finding in (f for d in decisions for f in d.findings):
        click.echo(str(finding), err=True)
    click.echo(FORMATS[own["form"]](decisions))
    return max((d.code for d in decisions), default=3)


def _decided(pred: str, path: str | None, name: str, rules: str | None, options: dict[str, Any]) -> Decision:
    try:
        return gate_run.held(pred, against=path, rules=rules, name=name, **options)
    except InvalidInputError as error:
        return gating_decision.undecided(name, error.findings)


_OWN = ("rules_file", "update", "force", "xml", "summary", "annotations", "form")


def _baselines(preds: Sequence[str], where: str | None, *, make: bool) -> list[str | None]:
    if where is None:
        return [None] * len(preds)
    if make and where.endswith("/"):
        _make(where)
    if Path(where).is_dir():
        found = [str(Path(where) / f"{Path(pred).stem}.json") for pred in preds]
        if len(set(found)) < len(found):
            raise UsageError(f"{where}: two predictions have one name, so they would share a baseline")
        return list(found)
    if len(preds) > 1:
        raise UsageError(
            f"{where}: several predictions need a folder that exists; it holds STEM.json for each "
            "(`--update --baseline FOLDER/` makes it)"
        )
    return [where]


def _make(folder: str) -> None:
    try:
        Path(folder).mkdir(exist_ok=True)
    except OSError as error:
        raise UsageError(f"{folder}: {error.strerror or error}") from None


def _report(preds: Sequence[str], decisions: Sequence[Decision], own: dict[str, Any]) -> None:
    if own["xml"]:
        with replacing(own["xml"]) as file:
            file.write(junit.xml(decisions))
    if own["summary"]:
        _append(Path(own["summary"]), decisions)
    if own["annotations"]:
        for pred, decision in zip(preds, decisions, strict=True):
            for said in github.errors(decision, pred, _lines(pred, decision)):
                click.echo(said, err=True)


def _append(path: Path, decisions: Sequence[Decision]) -> None:
    if str(path) == STANDARD_OUTPUT:
        click.echo(github.summary(decisions, 0))
        return
    try:
        already = path.stat().st_size if path.exists() else 0
        with path.open("a", encoding="utf-8", newline="\n") as file:
            file.write(github.summary(decisions, already))
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror or error}") from None


def _lines(pred: str, decision: Decision) -> dict[str, int]:
    """Document id -> line, where new errors are to be shown; a stored result lists none."""
    if not any(check.items for check in decision.checks):
        return {}
    return {jsonl.parse(text, pred, n).id: n for n, text in jsonl.lines(pred)}


def _update(
    preds: Sequence[str], paths: Sequence[str | None], own: dict[str, Any], options: dict[str, Any]
) -> int:
    rules = gate_rules.load(own["rules_file"]) if own["rules_file"] else []
    refuse_inputs(paths, [*preds, options.get("gold"), own["rules_file"]])
    old: dict[str, Baseline] = {}
    new = []
    for pred, path in zip(preds, paths, strict=True):
        if path is None:
            raise UsageError("--update needs --baseline: where to write")
        if Path(path).exists() and not own["force"]:
            old[path] = baseline.read(path)
        settings = dict(options)
        if settings["measures"] == "default":
            settings["measures"] = gate_run.measures(rules, old.get(path))
        seen = items.Items()
        result = gate_run.scored(pred, seen, **settings)
        for what in result.emptied:
            click.echo(f"warning: {what}", err=True)
        new.append((pred, path, baseline.from_result(result, seen.by_measure)))
    changed = [
        f"{path}: signature: {key}"
        for _, path, now in new
        if path in old
        for key in disagreements(old[path].result, now.result)
    ]
    for pred, path, now in new:
        click.echo(f"{pred} → {path}")
        unread = own["force"] and Path(path).exists()
        for said in ["replaced without reading the old one"] if unread else _difference(old.get(path), now):
            click.echo(f"  {said}")
    if changed and not own["force"]:
        click.echo("\n".join(changed), err=True)
        click.echo(
            "not updated: the numbers above are not of the same thing; --force replaces them", err=True
        )
        return 3
    for _, path, now in new:
        with replacing(path) as file:
            file.write(baseline.dumps(now))
    return 0


def _difference(old: Baseline | None, new: Baseline) -> list[str]:
    out = [f"left out: {row}: gold has nothing to count" for row in baseline.unfounded(new.result)]
    if old is None:
        return ["new baseline", *out]
    said = out
    for measure in dict.fromkeys([*old.measures, *new.measures]):
        before, now = old.value(measure), new.value(measure)
        if not baseline.same(before, now):
            said.append(f"{measure}: {number(before, 4)} → {number(now, 4)}")
    return said or ["no value changes"]
