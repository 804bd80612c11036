"""`presscheck show`: documents in, their annotation inline out."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import click
import msgspec

from presscheck.cli.outputs import Gold, Output, Verb, texts_option
from presscheck.cli.printing import echo, echo_line
from presscheck.document import jsonl, shipped
from presscheck.document.exceptions import InvalidInputError, UsageError
from presscheck.document.model import Document
from presscheck.document.output import replacing
from presscheck.document.presence import without_unset
from presscheck.reporting import inline
from presscheck.text.nearest import nearest

_STYLES: dict[str, dict[str, object]] = {"head": {"bold": True}, "label": {"fg": "cyan"}}


@click.command("show", cls=Verb)
@click.argument("file", required=False, type=Gold(), metavar="[FILE]")
@click.option("--doc", "names", multiple=True, metavar="ID", help="Only this document; may be repeated.")
@click.option(
    "--layer",
    "layers",
    multiple=True,
    type=click.Choice(inline.LAYERS),
    help="Only this layer; may be repeated. By default everything.",
)
@click.option("--sentences", metavar="N[-M]", help="Only these sentences, counted from 1.")
@click.option("--lines", metavar="N[-M]", help="Only sentences of these lines of the text, counted from 1.")
@click.option("--gold", type=Gold(), metavar="FILE", help="Gold file with the text of a prediction.")
@texts_option
@click.option(
    "--html",
    "page",
    type=Output(),
    metavar="FILE",
    help="Write a page in place of text: entities are chosen by click or key.",
)
@click.option(
    "--textconv",
    is_flag=True,
    help="For git: a line that is not a document is printed as it is, and is not an error.",
)
def command(
    *,
    file: str | None,
    names: tuple[str, ...],
    layers: tuple[inline.Layer, ...],
    sentences: str | None,
    lines: str | None,
    gold: str | None,
    page: str | None,
    textconv: bool,
) -> None:
    """Print the documents of FILE (the shipped gold) with their annotation inline.

    Under each sentence every layer is shown with its spans in brackets, then one
    line per record, for proof-reading and comparing. After `make setup`,
    `git diff` shows changes of the gold in this form.
    """
    chosen, numbers, rows = layers or inline.LAYERS, _range(sentences), _range(lines)
    if page is not None:
        _write(file, names, gold, page)
        return
    seen: list[str] = []
    sizes = [0, 0]
    styled = sys.stdout is not None and sys.stdout.isatty()
    paint = _paint if styled else inline.plain
    for found in _documents(str(shipped.gold(file)), gold, textconv):
        if isinstance(found, str):
            echo_line(found)
            continue
        seen.append(found.id)
        if not names or found.id in names:
            if len(seen) > 1 and not names:
                echo()
            sizes = [max(*pair) for pair in zip(sizes, inline.sizes(found), strict=True)]
            for line in inline.document(found, chosen, sentences=numbers, lines=rows, paint=paint):
                echo(line, styled=styled)
    _check(names, seen)
    for what, asked, size in zip(("sentence", "line"), (numbers, rows), sizes, strict=True):
        if seen and asked and asked.start > size:
            raise UsageError(f"there is no {what} {asked.start}; the last is {size}")


def _check(names: Sequence[str], seen: Sequence[str]) -> None:
    """Every document that was asked for is there."""
    unknown = [name for name in names if name not in seen]
    if unknown:
        raise UsageError(f"there is no document {unknown[0]!r}; {nearest(unknown[0], seen)}")


def _write(file: str | None, names: Sequence[str], gold: str | None, page: str) -> None:
    """The page of a file's documents, or of some of them."""
    from presscheck.reporting.pages import build

    path = str(shipped.gold(file))
    found = [doc for doc in _documents(path, gold, False) if isinstance(doc, Document)]
    _check(names, [doc.id for doc in found])
    html = build.annotation([doc for doc in found if not names or doc.id in names], Path(path).name)
    with replacing(page) as output:
        output.write(html.encode("utf-8", "replace").decode("utf-8"))


def _documents(path: str, gold: str | None, textconv: bool) -> Iterator[Document | str]:
    """The documents of a file with their text; for git, what is none as the line that it is."""
    texts: dict[str, str] | None = None
    for number, line in _lines(path) if textconv else jsonl.lines(path):
        try:
            doc = without_unset(jsonl.checked(line, path, number))
        except InvalidInputError:
            if not textconv:
                raise
            yield line.decode("utf-8", "backslashreplace").rstrip("\n")
            continue
        if doc.text is None:
            if texts is None:
                texts = jsonl.texts(shipped.gold(gold))
            doc = msgspec.structs.replace(doc, text=texts.get(doc.id))
        yield doc


def _lines(path: str) -> Iterator[tuple[int, bytes]]:
    """The lines of any file."""
    with jsonl.opened(path) as file:
        yield from enumerate(file, 1)


def _range(words: str | None) -> range | None:
    if words is None:
        return None
    found = re.fullmatch(r"(\d+)(?:-(\d+))?", words)
    chosen = range(int(found[1]), int(found[2] or found[1]) + 1) if found else range(0)
    if not chosen or chosen.start == 0:
        raise UsageError(f"{words!r} is not a range. Use a number, such as 3, or a range, such as 3-5.")
    return chosen


def _paint(style: str, words: str) -> str:
    return click.style(words, **_STYLES[style])  # type: ignore[arg-type]  # a table of keywords
