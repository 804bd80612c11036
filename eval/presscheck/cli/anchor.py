"""`presscheck anchor`: words without offsets in, spans out, and how each was found."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator

import click

from presscheck.anchoring import anchor, hints
from presscheck.cli.outputs import Gold, Output, Verb, format_option, texts_option
from presscheck.cli.printing import echo
from presscheck.document import jsonl, placement, shipped, spans
from presscheck.document.exceptions import Finding, InvalidInputError
from presscheck.document.model import NOWHERE, Document
from presscheck.document.output import STANDARD_OUTPUT
from presscheck.scoring.intake import Documents
from presscheck.text.visible import visible


@click.command("anchor", cls=Verb)
@click.argument("pred", type=click.Path(), metavar="PRED")
@click.option("-o", "--output", type=Output(), required=True, metavar="FILE", help="The file to write.")
@click.option(
    "--gold",
    type=Gold(),
    metavar="FILE",
    help="File with the texts that PRED does not have (JSONL); by default the shipped article.",
)
@texts_option
@click.option("--mode", type=click.Choice(anchor.MODES), default=anchor.MODES[0], show_default=True)
@click.option("--drop-offsets", is_flag=True, help="Ignore the offsets in PRED and use the words alone.")
@format_option(["table", "json"])
def command(pred: str, output: str, gold: str | None, mode: str, drop_offsets: bool, form: str) -> None:
    """Find the words of PRED in the texts and write them to FILE as spans.

    `presscheck score` does the same; this verb shows the result. Strings that
    are not in the text stay strings in FILE and are listed as invented; scoring
    counts them as spurious. Offsets whose words are elsewhere are a hint: if
    one shift corrects most of them it is applied, else the nearest place
    counts. A second run changes nothing.
    """
    side, texts = Documents(pred, "pred"), jsonl.texts(shipped.gold(gold))
    found: list[tuple[str, anchor.Anchored]] = []
    given: dict[str, Document] = {}
    shifts = 0
    for document in side:
        text = document.text if isinstance(document.text, str) else texts.get(document.id)
        if text is None:
            side.report(_finding(document, "no-text", "$.text", "neither PRED nor --gold has this text"))
            continue
        bare, moved = (
            (anchor.without_offsets(document), []) if drop_offsets else hints.moved(document, text, mode)
        )
        for rule, path, message in placement.misplaced(bare, text):
            side.report(_finding(bare, rule, path, message))
        done = anchor.anchored(bare, text, mode)
        found.append((document.id, done._replace(steps=[*moved, *done.steps])))
        shifts += len(moved)
        if drop_offsets:
            given[document.id] = document
    if side.findings:
        raise InvalidInputError(side.findings)
    jsonl.write(output, (one.written() for _, one in found))
    if form == "json":
        echo(_as_json(found), err=output == STANDARD_OUTPUT, form="json")
        return
    mended = f"moved: {shifts} spans to the occurrences of their words that are nearest to the given offsets"
    lines = [*_lines(found), *([mended] if shifts else ()), *(_compared(found, given) if given else ())]
    echo("\n".join(map(visible, lines)), err=output == STANDARD_OUTPUT)


def _lines(found: list[tuple[str, anchor.Anchored]]) -> Iterator[str]:
    """Yield strings that were not found exactly, then those that occur elsewhere too, then counts."""
    counts: Counter[str] = Counter()
    for name, one in found:
        counts += one.counts()
        for step in one.steps:
            if step.way != "exact":
                yield f"{step.way}: {name} {step}"
        yield from (f"ambiguous: {name} {what}" for what in one.ambiguous())
        if n := one.nearest():
            yield (
                f"nearest: {name} {n} arguments, cues, sources or addressees occur more than once in the "
                "text; each was placed at the occurrence nearest its event or quote (`--format json` "
                "lists them)"
            )
    yield "anchored: " + ", ".join(f"{counts[way]} {way}" for way in anchor.WAYS)


def _compared(found: list[tuple[str, anchor.Anchored]], given: dict[str, Document]) -> Iterator[str]:
    """Of the offsets that were dropped: which came out elsewhere, and how many did not."""
    back = total = 0
    for name, one in found:
        before = {path: (span.start, span.end) for path, span in spans.walk(given[name])}
        for step in one.steps:
            if before[step.path][0] == NOWHERE:
                continue
            same = step.places == (before[step.path],)
            back, total = back + same, total + 1
            if not same:
                was = _brackets([before[step.path]])
                yield f"elsewhere: {name} {step} now {_brackets(step.places)}, was {was}"
    yield f"offsets that came back: {back} of {total}"


def _brackets(places: Iterable[tuple[int, int]]) -> str:
    return " ".join(f"[{a}, {b})" for a, b in places)


def _as_json(found: list[tuple[str, anchor.Anchored]]) -> str:
    steps = [
        {
            "id": name,
            "path": step.path,
            "text": step.string,
            "way": step.way,
            "occurs": step.occurs,
            "spans": [] if step.way == "invented" else [list(place) for place in step.places],
        }
        for name, one in found
        for step in one.steps
    ]
    return json.dumps(steps, ensure_ascii=False, indent=1)


def _finding(doc: Document, rule: str, path: str, message: str) -> Finding:
    return Finding(rule=rule, level="error", doc=doc.id, path=path, message=message)
