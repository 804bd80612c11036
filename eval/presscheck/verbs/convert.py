"""`presscheck convert`: other formats to ours, and ours to others."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import click
import msgspec

from presscheck import data, formats, jsonl, labelmaps
from presscheck.model import Document, Finding, InvalidInputError, UsageError


@click.command("convert", epilog="Formats: " + "; ".join(f"{k}: {v}" for k, v in formats.FORMATS.items()))
@click.argument("source", type=click.Path(), metavar="SOURCE")
@click.option("-o", "--output", type=click.Path(), required=True, metavar="FILE", help="Where it goes.")
@click.option(
    "--from", "from_", metavar="FORMAT", help="What SOURCE is; told by its looks, and said, if left out."
)
@click.option("--to", default="presscheck", show_default=True, metavar="FORMAT", help="What FILE becomes.")
@click.option(
    "--texts",
    type=click.Path(),
    metavar="FILE",
    help="JSONL with the ids and texts that SOURCE is about; by default the shipped article.",
)
@click.option(
    "--label-map",
    metavar="NAME|FILE",
    help="Name the label map that the entity labels need; scoring goes by it.",
)
def command(
    source: str, output: str, from_: str | None, to: str, texts: str | None, label_map: str | None
) -> None:
    r"""Convert SOURCE and write FILE.

    \b
        presscheck convert tags.conll -o pred.jsonl --from conll
        presscheck convert ../litbank -o litbank.jsonl --from litbank
        presscheck convert pred.jsonl -o brat/ --to brat

    What a format cannot hold, and what had to be repaired, is counted on stderr.
    """
    path = Path(source)
    name = from_ or formats.told(path)
    if from_ is None:
        click.echo(f"reading {source} as {name} ({formats.FORMATS[name]}); `--from {name}` says so", err=True)
    reader, writer = formats.module(name), formats.module(to)
    if not hasattr(writer, "write"):
        raise UsageError(
            f"--to {to}: this format can be read only; choose from {', '.join(formats.writable())}"
        )
    notes: Counter[str] = Counter()
    known = {doc.id: doc.text for doc in jsonl.read(texts or data.gold()) if doc.text is not None}
    documents = [*reader.read(formats.Source(path, known, notes))]
    if label_map is not None:
        labelmaps.load(label_map)
        documents = [msgspec.structs.replace(doc, label_map=label_map) for doc in documents]
    _check_ids(documents, source)
    lost: Counter[str] = Counter()
    writer.write(Path(output), documents, lost)
    click.echo(f"{len(documents)} document{'s' if len(documents) != 1 else ''} written to {output}", err=True)
    for what, n in notes.items():
        click.echo(f"{n} {what}", err=True)
    for what, n in lost.items():
        click.echo(f"{to} cannot hold: {n} {what}", err=True)


def _check_ids(documents: list[Document], source: str) -> None:
    times = Counter(doc.id for doc in documents)
    twice = [name for name, n in times.items() if n > 1]
    if twice:
        raise InvalidInputError(
            [
                Finding(
                    rule="duplicate-document",
                    level="error",
                    message="this id comes twice",
                    file=source,
                    doc=name,
                )
                for name in twice
            ]
        )
