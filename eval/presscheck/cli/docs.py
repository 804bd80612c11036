"""`presscheck docs`: fill the generated blocks of this repository's documentation."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable, Iterable
from importlib import import_module
from itertools import combinations
from pathlib import Path

import click

from presscheck.annotation import agreement as annotation_agreement
from presscheck.cli import VERBS
from presscheck.cli.outputs import Verb
from presscheck.cli.printing import echo
from presscheck.document import jsonl, shipped
from presscheck.document.exceptions import Finding, InvalidInputError, UsageError
from presscheck.document.presence import without_unset
from presscheck.formats import layouts
from presscheck.formats import reference as formats_reference
from presscheck.reporting import (
    card,
    challenge_systems,
    examples,
    fuzzed,
    generated,
    many,
    own_schemas,
    settings_reference,
    statistics,
    systems,
    tasks_reference,
)
from presscheck.text import nearest, table

FILES = (
    "*.md",
    "corpus/*.md",
    "corpus/predictions/*.md",
    "corpus/predictions/companions/*.md",
    "corpus/predictions/llm/*.md",
    "docs/*.md",
    "schema/guidelines/*.md",
    "bench/*.md",
)
"""Files that may contain blocks, relative to the root of the checkout."""


def run(verb: str, *arguments: str) -> str:
    """Return the output of a verb for these arguments, called in the root of the checkout.

    Raises:
        ValueError: there is no such verb, or it fails.
    """
    if verb not in VERBS:
        raise ValueError(f"there is no verb {verb!r}; {nearest.nearest(verb, VERBS)}")
    command: click.Command = import_module(f"presscheck.cli.{verb.replace('-', '_')}").command
    out = io.StringIO()
    try:
        with (
            contextlib.chdir(shipped.root()),
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(io.StringIO()),
        ):
            command.main(list(arguments), prog_name=f"presscheck {verb}", standalone_mode=False)
    except (InvalidInputError, UsageError, click.ClickException) as error:
        raise ValueError(f"presscheck {verb} {' '.join(arguments)}: {error}") from None
    return f"```text\n{out.getvalue().rstrip()}\n```"


def stats(name: str = "article") -> str:
    """The counts of every label of a shipped gold."""
    return statistics.markdown(list(map(without_unset, jsonl.read(shipped.gold(name)))))


def _passes(name: str) -> Path:
    """The folder of the passes that a shipped gold was made from."""
    folder = shipped.gold().parent / "passes"
    return folder if name == "article" else folder / name


def agreement(name: str = "article") -> str:
    """The passes against each other, and each against the gold, in Markdown."""
    files = {p.stem.upper(): p for p in sorted(_passes(name).glob("?.jsonl"))}
    sides = {
        side: list(map(without_unset, jsonl.read(path)))
        for side, path in (files | {"gold": shipped.gold(name)}).items()
    }
    pairs = sorted(combinations(sides, 2), key=lambda pair: "gold" in pair)
    columns = [annotation_agreement.agreement(sides[a], sides[b]) for a, b in pairs]
    body = [
        [row[0].layer, row[0].what, *(table.number(one.value) for one in row), str(row[0].n)]
        for row in zip(*columns, strict=True)
    ]
    return table.markdown(["layer", "measure", *(f"{a}–{b}" for a, b in pairs), "n"], body, left=2)


def decisions(name: str = "article") -> str:
    """Count the decisions of adjudication, by layer and by what was decided, in Markdown.

    What both passes say alike and a reader questioned is `both` if it stayed as it was.
    """
    rows = list(jsonl.rows(_passes(name) / "adjudication.jsonl"))
    for row in rows:
        row["decision"] = (
            "both" if row["a"] == row["b"] and row["decision"] in ("a", "b") else row["decision"]
        )
    layers = list(dict.fromkeys(row["layer"] for row in rows))
    kinds = sorted({row["decision"] for row in rows}, key=("a", "b", "both", "gold", "neither").index)
    body = []
    for layer in [*layers, "all"]:
        found = [row["decision"] for row in rows if layer in ("all", row["layer"])]
        body.append([layer, *(str(found.count(kind)) for kind in kinds), str(len(found))])
    return table.markdown(["layer", *kinds, "all"], body)


def reviews() -> str:
    """Count the sentences that persons have reviewed, by gold, in Markdown."""
    rows = list(jsonl.rows(shipped.gold().parent / "reviews.jsonl"))
    body = []
    for name in ("article", "companions"):
        docs = {doc.id: len(doc.sentences or ()) for doc in jsonl.read(shipped.gold(name))}
        seen = {(row["doc"], n) for row in rows if row["doc"] in docs for n in row["sentences"]}
        count = sum(row["doc"] in docs for row in rows)
        body.append([name, str(sum(docs.values())), str(len(seen)), str(count)])
    return table.markdown(["gold", "sentences", "reviewed by a person", "reviews"], body)


def card_header() -> str:
    """Configs and features of the dataset card, in YAML."""
    return card.header(shipped.GOLDS, "gold")


BLOCKS: dict[str, Callable[..., str]] = {
    **examples.BLOCKS,
    **systems.BLOCKS,
    **many.BLOCKS,
    **fuzzed.BLOCKS,
    **challenge_systems.BLOCKS,
    "run": run,
    "stats": stats,
    "agreement": agreement,
    "decisions": decisions,
    "reviews": reviews,
    "card-header": card_header,
    "settings": settings_reference.markdown,
    "tasks": tasks_reference.markdown,
    "formats": formats_reference.markdown,
    "format-names": formats_reference.names,
    "field-maps": formats_reference.maps,
    "layouts": layouts.markdown,
}
"""Blocks that a marker may name. To add a block: one function and one line."""


def files(root: Path) -> list[Path]:
    """The files of the checkout that blocks may stand in, in a fixed order."""
    return [path for pattern in FILES for path in sorted(root.glob(pattern))]


def rebuild(root: Path, paths: Iterable[Path] | None = None, *, write: bool = True) -> list[str]:
    """Fill every block; the names of the files that were stale."""
    changed = generated.rebuild(paths or files(root), BLOCKS, write=write)
    schema = root / "schema" / "scores.schema.json"
    if paths is None and settings_reference.stale(schema, write=write):
        changed.append(schema)
    if paths is None:
        changed += own_schemas.stale(root / "schema", write=write)
    return [path.relative_to(root).as_posix() for path in changed]


@click.command("docs", cls=Verb)
@click.option("--check", is_flag=True, help="Write nothing; exit code 1 if a file is stale.")
def command(check: bool) -> None:
    """Fill the generated blocks of this checkout's Markdown files.

    A block stands between `<!-- generated: NAME ARGUMENTS -->` and `<!-- end -->`;
    what is between them is computed from the gold, the ontology, the passes, or
    printed by a verb.
    """
    stale = rebuild(shipped.checkout(), write=not check)
    if check and stale:
        message = "stale; `make docs` writes it"
        raise InvalidInputError(
            [Finding(rule="generated", level="error", message=message, file=name) for name in stale]
        )
    for name in stale:
        echo(f"written: {name}")
