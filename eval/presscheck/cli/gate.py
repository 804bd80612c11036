"""`presscheck gate`: predictions held to their baselines, for CI."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from presscheck.cli.inputs import files, names
from presscheck.cli.jobs import jobs_option
from presscheck.cli.options import scoring_options
from presscheck.cli.outputs import Output, Verdict, format_option
from presscheck.cli.printing import command_line, echo, echo_line
from presscheck.document import jsonl, streams
from presscheck.document.exceptions import Finding, InvalidInputError, UsageError
from presscheck.document.output import STANDARD_OUTPUT, not_written, refuse_inputs, replacing
from presscheck.gating import decision as gating_decision
from presscheck.gating import run as gate_run
from presscheck.gating import update
from presscheck.gating.decision import Decision
from presscheck.reporting import baseline_changes, github, junit
from presscheck.reporting.findings import explained
from presscheck.reporting.gating import FORMATS


class Most(click.ParamType):  # type: ignore[type-arg]  # generic in the stubs alone
    """Number of items to list, or all of them."""

    name = "N|all"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int | None:
        """A number, or None for all."""
        if value is None or value == "all":
            return None
        if not str(value).isdigit():
            self.fail(f"expected a number or `all`, got {value!r}", param, ctx)
        return int(value)


@click.command("gate", cls=Verdict)
@click.argument("given", type=click.Path(), metavar="PRED...", nargs=-1, required=True)
@click.option(
    "--baseline",
    "where",
    type=click.Path(),
    metavar="FILE|FOLDER",
    help="The baseline: a file, or a folder with one STEM.json for each PRED. "
    "It also decides the measures, if neither --measures nor the rules do.",
)
@click.option(
    "--rules",
    "rules_file",
    type=click.Path(),
    metavar="FILE",
    help="Rules (TOML); without them, no default measure may drop.",
)
@click.option("--update", is_flag=True, help="Write the baselines, and print the changes.")
@click.option("--force", is_flag=True, help="Update even where the signature changed.")
@click.option("--junit", "xml", type=Output(), metavar="FILE", help="Also write JUnit XML.")
@click.option("--summary", type=Output(), metavar="FILE", help="Also append a GitHub step summary.")
@click.option(
    "--list",
    "most",
    type=Most(),
    default="20",
    show_default=True,
    metavar="N|all",
    help="Number of lost items to list for each measure that did not pass; `--format json` has all.",
)
@click.option("--annotations", is_flag=True, help="Also print GitHub `::error` lines (on stderr).")
@format_option(FORMATS)
@scoring_options
@jobs_option
def command(given: tuple[str, ...], where: str | None, **options: Any) -> int:
    r"""Check PRED against a baseline and floors, to decide whether a build may pass.

    PRED is a prediction, or a folder whose *.jsonl files are predictions.

    First make the baseline and commit it: presscheck gate PRED --baseline
    FILE --update. Then, in CI, the same without --update. A rules file
    sets other conditions than "nothing may drop":

    \b
        [[rule]]
        measure = "mention.strict"
        min = 0.80
        max_new_errors = 0

    With rewrite = "title-case" (or "any") a rule is about a prediction of a
    challenge set (--gold FOLDER), and max_drop is its drop against the original.

    Exit codes: 0 passed; 1 failed; 2 wrong usage or configuration; 3 the
    comparison cannot be made (other gold or settings, a measure, document or
    prediction missing, invalid input, a damaged baseline).
    """
    try:
        return _run(files(given), where, options, whole=any(Path(path).is_dir() for path in given))
    except InvalidInputError as error:
        why = explained(error.findings, gold=options.get("gold"))
        echo("\n".join([*why, "gate: CANNOT BE DECIDED: invalid input"]), err=True)
        return 3


def _run(preds: Sequence[str], where: str | None, options: dict[str, Any], *, whole: bool) -> int:
    """Decide on every prediction; where a whole folder is meant, on what vanished from it too."""
    own = {key: options.pop(key) for key in _OWN}
    paths = _baselines(preds, where, make=own["update"])
    if own["update"]:
        return _update(preds, paths, own, options)
    decisions = [
        _decided(pred, path, name, own["rules_file"], options)
        for name, pred, path in zip(names(preds), preds, paths, strict=True)
    ]
    alone = _without_prediction(preds, where)
    if not whole:
        for path in alone:
            echo_line(f"{path}: not checked: its prediction was not named", err=True)
        alone = []
    decisions += [_missing(path) for path in alone]
    _report([*preds, *alone], decisions, own)
    for told in explained([f for d in decisions for f in d.findings], gold=options.get("gold")):
        echo(told, err=True)
    echo(FORMATS[own["form"]](decisions, own["most"]), form=own["form"])
    return max((d.code for d in decisions), default=3)


def _decided(pred: str, path: str | None, name: str, rules: str | None, options: dict[str, Any]) -> Decision:
    try:
        return gate_run.held(pred, against=path, rules=rules, name=name, **options)
    except InvalidInputError as error:
        return gating_decision.undecided(name, error.findings)


def _without_prediction(preds: Sequence[str], where: str | None) -> list[str]:
    """The baselines of a folder that no prediction was given for: what vanished must not pass."""
    if where is None or not Path(where).is_dir():
        return []
    given = {streams.stem(pred) for pred in preds}
    return [str(path) for path in sorted(Path(where).glob("*.json")) if path.stem not in given]


def _missing(path: str) -> Decision:
    message = (
        f"this baseline has no prediction: expected {Path(path).stem}.jsonl in the folder; "
        "put it back, name the predictions that are to be held, or delete this file"
    )
    finding = Finding(rule=gating_decision.MISSING, level="error", message=message, file=path)
    return gating_decision.undecided(Path(path).stem, [finding])


_OWN = ("rules_file", "update", "force", "xml", "summary", "annotations", "form", "most")


def _baselines(preds: Sequence[str], where: str | None, *, make: bool) -> list[str | None]:
    if where is None:
        return [None] * len(preds)
    if make and where.endswith("/"):
        _make(where)
    if Path(where).is_dir():
        found = [str(Path(where) / f"{streams.stem(pred)}.json") for pred in preds]
        if len(set(found)) < len(found):
            raise UsageError(
                f"{where}: two predictions have the same name, so they would share a baseline; rename one"
            )
        return list(found)
    if len(preds) > 1:
        raise UsageError(
            f"{where}: several predictions need an existing folder with STEM.json for each "
            "(`--update --baseline FOLDER/` makes it)"
        )
    return [where]


def _make(folder: str) -> None:
    try:
        Path(folder).mkdir(exist_ok=True)
    except OSError as error:
        raise not_written(folder, error) from None


def _report(preds: Sequence[str], decisions: Sequence[Decision], own: dict[str, Any]) -> None:
    if own["xml"]:
        with replacing(own["xml"]) as file:
            file.write(junit.xml(decisions, most=own["most"]))
    if own["summary"]:
        _append(Path(own["summary"]), decisions, own["most"])
    if own["annotations"]:
        for pred, decision in zip(preds, decisions, strict=True):
            for said in github.errors(decision, pred, _lines(pred, decision)):
                command_line(said)


def _append(path: Path, decisions: Sequence[Decision], most: int | None) -> None:
    if str(path) == STANDARD_OUTPUT:
        echo(github.summary(decisions, 0, most))
        return
    try:
        already = path.stat().st_size if path.exists() else 0
        with path.open("a", encoding="utf-8", newline="\n") as file:
            file.write(github.summary(decisions, already, most))
    except OSError as error:
        raise not_written(path, error) from None


def _lines(pred: str, decision: Decision) -> dict[str, int]:
    """Document id -> line, where new errors are to be shown; a stored result lists none."""
    if not any(check.items for check in decision.checks):
        return {}
    return {jsonl.parse(text, pred, n).id: n for n, text in jsonl.lines(pred)}


def _update(
    preds: Sequence[str], paths: Sequence[str | None], own: dict[str, Any], options: dict[str, Any]
) -> int:
    refuse_inputs(paths, [*preds, options.get("gold"), own["rules_file"]])
    updates = []
    for pred, path in zip(preds, paths, strict=True):
        if path is None:
            raise UsageError("--update needs --baseline FILE, the file to write")
        made = update.prepared(pred, path, rules=own["rules_file"], force=own["force"], **options)
        for what in made.new.result.emptied:
            echo_line(f"warning: {what}", err=True)
        updates.append(made)
    for pred, made in zip(preds, updates, strict=True):
        echo_line(f"{pred} → {made.path}")
        for said in [made.unread] if made.unread else baseline_changes.lines(made.old, made.new):
            echo_line(f"  {said}")
    changed = [f"{made.path}: {key}" for made in updates for key in made.differences]
    if changed and not own["force"]:
        echo("\n".join(changed), err=True)
        echo(
            "Not updated: the settings differ, so these numbers are not comparable. "
            "Use --force to replace the baseline anyway.",
            err=True,
        )
        return 3
    for made in updates:
        made.write()
    return 0
