"""`presscheck gate`: predictions held to their baselines, for CI."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from presscheck import baseline, gate_rules, gating, items, jsonl
from presscheck.baseline import Baseline
from presscheck.checks import TOLERANCE
from presscheck.compare import disagreements
from presscheck.gate import Decision
from presscheck.model import InvalidInputError, UsageError
from presscheck.report import github, junit
from presscheck.report.gating import FORMATS
from presscheck.table import number
from presscheck.verbs.inputs import names
from presscheck.verbs.options import scoring_options


@click.command("gate")
@click.argument("given", type=click.Path(), metavar="PRED...", nargs=-1, required=True)
@click.option(
    "--baseline",
    "where",
    type=click.Path(),
    metavar="FILE|FOLDER",
    help="What to compare with: a file, or a folder with one STEM.json for each PRED.",
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
@click.option("--junit", "xml", type=click.Path(), metavar="FILE", help="Also write JUnit XML.")
@click.option("--summary", type=click.Path(), metavar="FILE", help="Also append a GitHub step summary.")
@click.option("--annotations", is_flag=True, help="Also print GitHub `::error` lines (on stderr).")
@click.option("--format", "form", type=click.Choice(list(FORMATS)), default="table", show_default=True)
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

    Exit codes: 0 passed; 1 failed; 2 wrong usage or configuration; 3 the
    comparison cannot be made (other gold or settings, a measure or document
    missing, invalid input).
    """
    try:
        return _run([pred for path in given for pred in _files(path)], where, options)
    except InvalidInputError as error:
        click.echo(f"{error}\ngate: CANNOT BE DECIDED: invalid input", err=True)
        return 3


def _files(path: str) -> list[str]:
    if not Path(path).is_dir():
        return [path]
    found = sorted(str(file) for file in Path(path).glob("*.jsonl"))
    if not found:
        raise UsageError(f"{path}: no *.jsonl in this folder, so nothing would be checked")
    return found


def _run(preds: Sequence[str], where: str | None, options: dict[str, Any]) -> int:
    own = {key: options.pop(key) for key in _OWN}
    paths = _baselines(preds, where)
    if own["update"]:
        return _update(preds, paths, own, options)
    decisions = [
        gating.held(pred, against=path, rules=own["rules_file"], name=name, **options)
        for name, pred, path in zip(names(preds), preds, paths, strict=True)
    ]
    click.echo(FORMATS[own["form"]](decisions))
    _report(preds, decisions, own)
    return max((d.code for d in decisions), default=3)


_OWN = ("rules_file", "update", "force", "xml", "summary", "annotations", "form")


def _baselines(preds: Sequence[str], where: str | None) -> list[str | None]:
    if where is None:
        return [None] * len(preds)
    if Path(where).is_dir():
        found = [str(Path(where) / f"{Path(pred).stem}.json") for pred in preds]
        if len(set(found)) < len(found):
            raise UsageError(f"{where}: two predictions have one name, so they would share a baseline")
        return list(found)
    if len(preds) > 1:
        raise UsageError(
            f"{where}: for several predictions give a folder that exists; it holds STEM.json for each"
        )
    return [where]


def _report(preds: Sequence[str], decisions: Sequence[Decision], own: dict[str, Any]) -> None:
    if own["xml"]:
        with jsonl.replacing(own["xml"]) as file:
            file.write(junit.xml(decisions))
    if own["summary"]:
        with Path(own["summary"]).open("a", encoding="utf-8") as summary:
            summary.write(github.summary(decisions))
    if own["annotations"]:
        for pred, decision in zip(preds, decisions, strict=True):
            for said in github.errors(decision, pred, _lines(pred)):
                click.echo(said, err=True)


def _lines(pred: str) -> dict[str, int]:
    return {jsonl.parse(text, pred, n).id: n for n, text in jsonl.lines(pred)}


def _update(
    preds: Sequence[str], paths: Sequence[str | None], own: dict[str, Any], options: dict[str, Any]
) -> int:
    found = gate_rules.load(own["rules_file"]) if own["rules_file"] else []
    if found and options["measures"] == "default":
        options["measures"] = gate_rules.measures(found)
    new = []
    for pred, path in zip(preds, paths, strict=True):
        if path is None:
            raise UsageError("--update needs --baseline: where to write")
        seen = items.Items()
        result = gating.scored(pred, seen, **options)
        new.append((pred, path, baseline.of(result, seen.by_measure)))
    old = {path: baseline.read(path) for _, path, _ in new if Path(path).exists()}
    changed = [
        f"{path}: signature: {key}"
        for _, path, now in new
        if path in old
        for key in disagreements(old[path].result, now.result)
    ]
    for pred, path, now in new:
        click.echo(f"{pred} → {path}")
        for said in _difference(old.get(path), now):
            click.echo(f"  {said}")
    if changed and not own["force"]:
        click.echo("\n".join(changed), err=True)
        click.echo(
            "not updated: the numbers above are not of the same thing; --force replaces them", err=True
        )
        return 3
    for _, path, now in new:
        with jsonl.replacing(path) as file:
            file.write(baseline.dumps(now))
    return 0


def _difference(old: Baseline | None, new: Baseline) -> list[str]:
    if old is None:
        return ["new baseline"]
    said = []
    for measure in dict.fromkeys([*old.measures, *new.measures]):
        before, now = old.value(measure), new.value(measure)
        if (before is None) != (now is None) or abs((now or 0) - (before or 0)) > TOLERANCE:
            said.append(f"{measure}: {number(before, 4)} → {number(now, 4)}")
    return said or ["no value changes"]
