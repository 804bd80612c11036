"""`presscheck agree`: how far annotators agree, and where they do not."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from itertools import combinations
from typing import TypeAlias

import click

from presscheck.annotation import adjudication, agreement, passes, wording
from presscheck.annotation import intervals as annotation_intervals
from presscheck.cli.outputs import Gold, Verb, format_option, texts_option
from presscheck.cli.printing import echo, echo_line
from presscheck.document import shipped, streams
from presscheck.document.exceptions import UsageError
from presscheck.document.model import Document
from presscheck.formats.label_studio import provenance
from presscheck.scoring.selection import DOCUMENT, META
from presscheck.text import table
from presscheck.text.nearest import nearest


@click.command("agree", cls=Verb)
@click.argument("files", nargs=-1, required=True, type=Gold(), metavar="A B [C ...]")
@click.option("--gold", type=Gold(), metavar="FILE", help="Also compare each annotator with this gold.")
@texts_option
@click.option(
    "--by",
    metavar="NAME",
    help="Also each group of documents on its own: document, publisher, published, language, meta.KEY.",
)
@click.option("--intervals/--no-intervals", default=True, help="95 % intervals, or only the figures.")
@click.option("--list", "listing", is_flag=True, help="List every disagreement with its text instead.")
@format_option(["table", "json", "markdown"])
def command(
    files: tuple[str, ...], *, gold: str | None, by: str | None, intervals: bool, listing: bool, form: str
) -> None:
    """Compare annotation passes: A with B, every pair if there are more.

    Spans by F1, what is decided on shared spans by kappa, coreference by CoNLL
    F1 and by alpha with MASI. A dash is an undefined value (kappa where both
    use one label only). Intervals leave out each document in turn, or each
    paragraph of the one. --list says everything that is open, with the words,
    both versions, and the tasks in Label Studio where it can be changed.
    """
    if len(files) < 2:
        raise UsageError("agreement needs at least two files")
    names = _names(files)
    every = passes.read(
        dict(zip((*names, "gold"), (*files, str(shipped.gold(gold))), strict=True))
        if gold
        else dict(zip(names, files, strict=True))
    )
    pairs = [*combinations(names, 2), *((name, "gold") for name in names if gold)]
    if listing:
        if form != "table":
            raise UsageError(f"`--list` prints text, not {form}")
        for one, two in pairs:
            _list(one, every[one], two, every[two])
        return
    group = _group(by) if by is not None else None
    compare = annotation_intervals.with_intervals if intervals else agreement.agreement
    columns = {f"{one}–{two}": _compared(every, one, two, compare, group) for one, two in pairs}
    between = [columns[f"{one}–{two}"] for one, two in combinations(names, 2)]
    if len(between) > 1:
        columns["mean"] = {name: agreement.mean([rows[name] for rows in between]) for name in between[0]}
    echo(_FORMATS[form](columns, by), form=form)


Rows: TypeAlias = list[agreement.Agreement]
Groups: TypeAlias = dict[str, Rows]
"""Group of documents -> its rows; `ALL` are all of them."""

ALL = ""


def _compared(
    every: passes.Passes,
    one: str,
    two: str,
    compare: Callable[[Sequence[Document], Sequence[Document]], Rows],
    group: Callable[[Document], str] | None,
) -> Groups:
    """The rows of all documents, and of each group; the first annotator is the gold where there is none."""
    a, b = (two, one) if two == "gold" else (one, two)
    found = {ALL: compare(every[a], every[b])}
    if group is not None:
        found |= annotation_intervals.by_group(every[a], every[b], group, compare)
    return found


def _group(by: str) -> Callable[[Document], str]:
    """The group of a document.

    Raises:
        UsageError: documents have no such attribute.
    """
    if by.startswith(META) and by != META:
        key = by.removeprefix(META)
        return lambda doc: _meta(doc, key) or f"no {by}"
    if by not in DOCUMENT:
        raise UsageError(f"--by: documents have no {by!r}; {nearest(by, [*DOCUMENT, f'{META}KEY'])}")
    return lambda doc: str(getattr(doc, DOCUMENT[by]) or f"no {by}")


def _meta(doc: Document, key: str) -> str | None:
    value = doc.meta.get(key) if isinstance(doc.meta, dict) else None
    return value if isinstance(value, str) else None


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
        _, differing = adjudication.compare(doc, theirs[doc.id])
        echo_line(f"{doc.id}: {one} and {two} differ in {len(differing)} item{'s' * (len(differing) != 1)}")
        for name, side in ((one, doc), (two, theirs[doc.id])):
            if task := provenance.of(side).get("task"):
                echo_line(f"  {name}'s task: {task}")
        for item in differing:
            echo_line(f"  {item.layer} {item.key}  {item.text}")
            echo_line(f"      {wording.difference(item)}")


def _table(columns: dict[str, Groups], by: str | None) -> str:
    header, rows = _grid(columns, by)
    return table.render(header, rows, left=1 + (by is not None))


def _markdown(columns: dict[str, Groups], by: str | None) -> str:
    header, rows = _grid(columns, by)
    return table.markdown(header, rows, left=1 + (by is not None))


def _grid(columns: dict[str, Groups], by: str | None) -> tuple[list[str], list[list[str]]]:
    first, *_ = columns.values()
    rows = []
    for name in first:
        for i, row in enumerate(first[name]):
            cells = [_cell(groups[name][i]) for groups in columns.values()]
            group = [name or "all"] if by is not None else []
            rows.append([*group, f"{row.layer}: {row.what}", *cells, str(row.n)])
    return [*([by] if by is not None else []), "measure", *columns, "n"], rows


def _cell(row: agreement.Agreement) -> str:
    value = table.number(row.value)
    return value if row.ci is None else f"{value} [{row.ci[0]:.2f}, {row.ci[1]:.2f}]"


def _json(columns: dict[str, Groups], by: str | None) -> str:
    plain = {
        pair: {name: [row._asdict() for row in rows] for name, rows in groups.items()}
        for pair, groups in columns.items()
    }
    if by is None:
        return json.dumps({pair: groups[ALL] for pair, groups in plain.items()}, ensure_ascii=False, indent=1)
    named = {pair: {"all": groups.pop(ALL), by: groups} for pair, groups in plain.items()}
    return json.dumps(named, ensure_ascii=False, indent=1)


_FORMATS = {"table": _table, "markdown": _markdown, "json": _json}
