"""`presscheck agree`: how far annotators agree, and where they do not."""

from __future__ import annotations

import json
from itertools import combinations

import click

from presscheck.annotation import adjudication, agreement
from presscheck.cli.outputs import Gold, Verb, format_option, texts_option
from presscheck.cli.printing import echo, echo_line
from presscheck.document import shipped, streams
from presscheck.document.exceptions import UsageError
from presscheck.document.model import Document
from presscheck.text import table
from presscheck.validation import file


@click.command("agree", cls=Verb)
@click.argument("files", nargs=-1, required=True, type=Gold(), metavar="A B [C ...]")
@click.option("--gold", type=Gold(), metavar="FILE", help="Also compare each annotator with this gold.")
@texts_option
@click.option("--list", "listing", is_flag=True, help="List every disagreement with its text instead.")
@format_option(["table", "json", "markdown"])
def command(files: tuple[str, ...], gold: str | None, listing: bool, form: str) -> None:
    """Compare annotation passes: A with B, every pair if there are more.

    Spans by F1, what is decided on shared spans by kappa, coreference by CoNLL
    F1 and by alpha with MASI. A dash is an undefined value (kappa where both
    use one label only).
    """
    if len(files) < 2:
        raise UsageError("agreement needs at least two files")
    passes = {name: file.corpus(path) for name, path in zip(_names(files), files, strict=True)}
    truth = file.corpus(shipped.gold(gold)) if gold is not None else None
    if listing:
        if form != "table":
            raise UsageError(f"`--list` prints text, not {form}")
        for (one, a), (two, b) in combinations(passes.items(), 2):
            _list(one, a, two, b)
        for name, docs in passes.items() if truth is not None else ():
            _list(name, docs, "gold", truth or [])
        return
    pairs = {
        f"{one}–{two}": agreement.agreement(a, b) for (one, a), (two, b) in combinations(passes.items(), 2)
    }
    mean = agreement.mean(list(pairs.values())) if len(pairs) > 1 else None
    if truth is not None:
        pairs |= {f"{name}–gold": agreement.agreement(truth, docs) for name, docs in passes.items()}
    if mean is not None:
        pairs["mean"] = mean
    echo(_FORMATS[form](pairs), form=form)


def _names(files: tuple[str, ...]) -> list[str]:
    """Name each annotator: the file's stem, else its path, else that and a number."""
    stems = [streams.stem(path) for path in files]
    for names in (stems, list(files)):
        if len(set(names)) == len(names):
            return names
    return [f"{path} ({n})" for n, path in enumerate(files, 1)]


def _list(one: str, a: list[Document], two: str, b: list[Document]) -> None:
    theirs = {doc.id: doc for doc in b}
    for doc in a:
        if doc.id not in theirs:
            raise UsageError(f"{two} has no document {doc.id!r}")
        _, differing = adjudication.compare(doc, theirs[doc.id])
        echo_line(f"{doc.id}: {one} and {two} differ in {len(differing)} item{'s' * (len(differing) != 1)}")
        for item in differing:
            echo_line(f"  {item.layer} {item.key}  {item.text}")
            echo_line(f"      {adjudication.difference(item)}")


def _table(pairs: dict[str, list[agreement.Agreement]]) -> str:
    return table.render(*_grid(pairs))


def _markdown(pairs: dict[str, list[agreement.Agreement]]) -> str:
    header, rows = _grid(pairs)
    return table.markdown(header, rows)


def _grid(pairs: dict[str, list[agreement.Agreement]]) -> tuple[list[str], list[list[str]]]:
    first, *_ = pairs.values()
    rows = []
    for i, row in enumerate(first):
        values = [table.number(found[i].value) for found in pairs.values()]
        rows.append([f"{row.layer}: {row.what}", *values, str(row.n)])
    return ["measure", *pairs, "n"], rows


def _json(pairs: dict[str, list[agreement.Agreement]]) -> str:
    plain = {name: [row._asdict() for row in found] for name, found in pairs.items()}
    return json.dumps(plain, ensure_ascii=False, indent=1)


_FORMATS = {"table": _table, "markdown": _markdown, "json": _json}
