"""`presscheck convert`: other formats to ours, and ours to others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType

import click
import msgspec

from presscheck import formats
from presscheck.cli.outputs import Output, Verb
from presscheck.document import jsonl, placement, shipped
from presscheck.document.exceptions import Finding, InvalidInputError, UsageError
from presscheck.document.model import Document
from presscheck.formats.fieldmaps import model as field_maps
from presscheck.mapping import labels


@click.command(
    "convert", cls=Verb, epilog="Formats: " + "; ".join(f"{k}: {v}" for k, v in formats.FORMATS.items())
)
@click.argument("source", type=click.Path(), metavar="SOURCE")
@click.option("-o", "--output", type=Output(), required=True, metavar="FILE", help="Where it goes.")
@click.option(
    "--from", "from_", metavar="FORMAT", help="What SOURCE is; told by two signs, and said, if left out."
)
@click.option(
    "--fields",
    metavar="NAME|FILE",
    help="Field map: where records stand in a JSON, JSONL, CSV or reply of your own. "
    f"Shipped: {', '.join(field_maps.shipped())}.",
)
@click.option(
    "--id",
    "name",
    metavar="ID",
    help="The id of the document, if SOURCE holds one; a known id gives its text.",
)
@click.option("--to", default="presscheck", show_default=True, metavar="FORMAT", help="What FILE becomes.")
@click.option(
    "--texts",
    type=click.Path(),
    metavar="FILE",
    help="JSONL with the ids and texts that SOURCE is about; by default the shipped article, "
    "unless SOURCE brings words of its own.",
)
@click.option(
    "--label-map",
    metavar="NAME|FILE",
    help="Name the label map that the entity labels need; scoring goes by it.",
)
@click.option(
    "--join-parts",
    is_flag=True,
    help="conll2012: read the parts of a document as one document, not as NAME/000, NAME/001, ...",
)
def command(
    source: str,
    output: str,
    *,
    from_: str | None,
    fields: str | None,
    name: str | None,
    to: str,
    texts: str | None,
    label_map: str | None,
    join_parts: bool,
) -> None:
    r"""Convert SOURCE and write FILE.

    \b
        presscheck convert tags.conll -o pred.jsonl --from conll
        presscheck convert ../litbank -o litbank.jsonl --from litbank
        presscheck convert pred.jsonl -o brat/ --to brat
        presscheck convert reply.md -o pred.jsonl --from llm

    What a format cannot hold, and what had to be repaired, is counted on stderr.
    """
    path = Path(source)
    if not path.exists():
        raise UsageError(f"{source}: No such file or directory")
    format_, fields = _format(path, from_, fields)
    reader, writer = formats.module(format_), formats.module(to)
    if not hasattr(reader, "read"):
        known = ", ".join(formats.readable())
        raise UsageError(f"--from {format_}: this format can be written only; choose from {known}")
    if not hasattr(writer, "write"):
        known = ", ".join(formats.writable())
        raise UsageError(f"--to {to}: this format can be read only; choose from {known}")
    _check_options(format_, label_map, join_parts=join_parts)
    notes: Counter[str] = Counter()
    known_texts = _texts(texts, name)
    origin = formats.Source(path, known_texts, notes, join_parts=join_parts, fields=fields)
    documents = _read(reader, origin, default=texts is None and name is None)
    for remark in origin.remarks:
        click.echo(remark, err=True)
    documents = _with_id(documents, name, source)
    _check_ids(documents, source)
    if to not in formats.WHOLE:
        documents = _with_texts(documents, known_texts, source)
    if label_map is not None:
        documents = [msgspec.structs.replace(doc, label_map=label_map) for doc in documents]
    lost: Counter[str] = Counter()
    writer.write(Path(output), documents, lost)
    click.echo(f"{len(documents)} document{'s' if len(documents) != 1 else ''} written to {output}", err=True)
    for begin, counts in (("noted", notes), (f"{to} cannot hold", lost)):
        if counts:
            click.echo(f"{begin}: {', '.join(f'{what} ({n})' for what, n in counts.items())}", err=True)


def _format(path: Path, from_: str | None, fields: str | None) -> tuple[str, str | None]:
    """The format and the field map: those that were named, else told by the file's signs, and said."""
    if fields is not None:
        if from_ not in (None, *formats.BY_FIELDS):
            raise UsageError(f"--fields: only {', '.join(formats.BY_FIELDS)} go by a field map, not {from_}")
        field_maps.load(fields)
        return from_ or formats.BY_FIELDS[0], fields
    if from_ is not None:
        return (formats.BY_FIELDS[0], from_) if from_ in field_maps.shipped() else (from_, None)
    told = formats.recognised(path)
    option = f"--fields {told.fields}" if told.fields else f"--from {told.name}"
    what = field_maps.load(told.fields).about if told.fields else formats.FORMATS[told.name]
    click.echo(
        f"reading {path} as {told} ({what}), for it has {' and '.join(told.signs)}; `{option}` says so",
        err=True,
    )
    return told.name, told.fields


def _texts(path: str | None, name: str | None) -> dict[str, str]:
    """The texts that a file may be about: all, or the one that `--id` names."""
    texts = jsonl.texts(path or shipped.gold())
    if name is None:
        return texts
    return {name: texts[name]} if name in texts else {}


def _read(reader: ModuleType, origin: formats.Source, *, default: bool) -> list[Document]:
    """The documents of a file; one that is not about the shipped article is read with its own words."""
    try:
        return [*reader.read(origin)]
    except (InvalidInputError, UsageError) as error:
        if not default:
            raise
        own = formats.Source(origin.path, {}, Counter(), join_parts=origin.join_parts, fields=origin.fields)
        try:
            documents = [*reader.read(own)]
        except (InvalidInputError, UsageError):
            raise error from None
        if not all(isinstance(doc.text, str) for doc in documents):
            raise
        why = error.findings[0].message if isinstance(error, InvalidInputError) else str(error)
        origin.notes.clear()
        origin.notes.update(own.notes)
        say = f"this is not about the shipped article ({why}): texts are made of its own words"
        origin.remarks = [f"{say}; `--texts FILE` puts them into yours", *own.remarks]
        return documents


def _with_id(documents: list[Document], name: str | None, source: str) -> list[Document]:
    """The document under the id that was asked for.

    Raises:
        UsageError: there are several documents.
    """
    if name is None:
        return documents
    if len(documents) != 1:
        raise UsageError(f"--id {name}: {source} holds {len(documents)} documents; an id names one")
    return [msgspec.structs.replace(documents[0], id=name)]


def _check_options(format_: str, label_map: str | None, *, join_parts: bool) -> None:
    if join_parts and format_ not in formats.IN_PARTS:
        raise UsageError(f"--join-parts: only {', '.join(formats.IN_PARTS)} has parts, not {format_}")
    if label_map is not None:
        labels.load(label_map)


def _with_texts(documents: list[Document], known: Mapping[str, str], source: str) -> list[Document]:
    """The documents with their texts, in which every span stands: other formats are made of both.

    Raises:
        InvalidInputError: a text is nowhere, or a span is not in it.
    """
    findings: list[Finding] = []
    whole = []
    for doc in documents:
        text = doc.text if isinstance(doc.text, str) else known.get(doc.id)
        if text is None:
            findings.append(_finding(source, doc, "no-text", "$.text", "neither SOURCE nor --texts has it"))
            continue
        wrong = placement.misplaced(doc, text)
        findings += [_finding(source, doc, rule, path, message) for rule, path, message in wrong]
        whole.append(msgspec.structs.replace(doc, text=text))
    if findings:
        raise InvalidInputError(findings)
    return whole


def _check_ids(documents: list[Document], source: str) -> None:
    if not documents:
        message = "there is no document in it"
        raise InvalidInputError([Finding(rule="format", level="error", message=message, file=source)])
    times = Counter(doc.id for doc in documents)
    twice = [doc for doc in {doc.id: doc for doc in documents}.values() if times[doc.id] > 1]
    if twice:
        raise InvalidInputError(
            [_finding(source, doc, "duplicate-document", "$.id", "this id comes twice") for doc in twice]
        )


def _finding(source: str, doc: Document, rule: str, path: str, message: str) -> Finding:
    return Finding(rule=rule, level="error", file=source, doc=doc.id, path=path, message=message)
