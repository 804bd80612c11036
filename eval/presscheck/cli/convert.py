"""`presscheck convert`: other formats to ours, and ours to others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import click
import msgspec

from presscheck import formats
from presscheck.cli.outputs import Gold, Output, Texts, Verb
from presscheck.cli.printing import echo_line
from presscheck.document import jsonl, placement, shipped, streams
from presscheck.document.exceptions import Finding, InvalidInputError, UsageError
from presscheck.document.model import Document
from presscheck.formats import positions, reference
from presscheck.formats.fieldmaps import model as field_maps
from presscheck.layers.texts import rules
from presscheck.mapping import labels, unknown_labels


@click.command(
    "convert", cls=Verb, epilog="Formats: " + "; ".join(f"{k}: {v}" for k, v in formats.FORMATS.items())
)
@click.argument("source", type=Gold(), metavar="SOURCE")
@click.option("-o", "--output", type=Output(), required=True, metavar="FILE", help="The file to write.")
@click.option(
    "--from", "from_", metavar="FORMAT", help="Format of SOURCE; by default it is recognised and printed."
)
@click.option(
    "--fields",
    metavar="NAME|FILE",
    help="Field map: the places of records in a JSON, JSONL, CSV or reply of your own. "
    f"Shipped: {', '.join(field_maps.shipped())}.",
)
@click.option("--to", default="presscheck", show_default=True, metavar="FORMAT", help="Format of FILE.")
@click.option(
    "--texts",
    type=Texts(),
    metavar="FILE",
    help="JSONL with the ids and texts that SOURCE is about; by default the shipped article, "
    "unless SOURCE has words of its own.",
)
@click.option(
    "--label-map",
    metavar="NAME|FILE",
    help="Label map that the labels need; scoring uses it.",
)
@click.option(
    "--id",
    "id_",
    metavar="NAME",
    help="The id of a document that has none; several are numbered; a known id gives its text.",
)
@click.option(
    "--keep",
    type=click.Choice(["offsets", "words"]),
    help="What to keep if words do not match their offsets; by default it is an error.",
)
@click.option(
    "--skip-bad", is_flag=True, help="Write the documents that can be read; name the others, exit 1."
)
@click.option(
    "--column", type=click.IntRange(min=2), metavar="N", help="conll: the column of the tags, from 1."
)
@click.option("--split", type=click.Choice(["blank"]), help="conll: blank lines separate documents.")
@click.option("--group", metavar="NAME", help="spacy: the group of spans with the mentions.")
@click.option(
    "--by-position",
    type=click.Path(),
    metavar="GOLD",
    help="conll, conll2012: the tokens of SOURCE are those of GOLD, one for one, whatever their words.",
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
    to: str,
    texts: str | None,
    label_map: str | None,
    id_: str | None,
    keep: Literal["offsets", "words"] | None,
    skip_bad: bool,
    column: int | None,
    split: Literal["blank"] | None,
    group: str | None,
    by_position: str | None,
    join_parts: bool,
) -> None:
    r"""Convert SOURCE and write FILE.

    \b
        presscheck convert tags.conll -o pred.jsonl --from conll
        presscheck convert ../litbank -o litbank.jsonl --from litbank
        presscheck convert pred.jsonl -o brat/ --to brat
        presscheck convert reply.md -o pred.jsonl --from llm

    Losses and repairs are counted on stderr.
    """
    path = Path(source)
    if not path.exists() and not streams.is_stream(source):
        raise UsageError(f"{source}: No such file or directory")
    format_, fields = _format(path, from_, fields)
    reader, writer = formats.module(format_), formats.module(to)
    if not hasattr(reader, "read"):
        known = ", ".join(formats.readable())
        raise UsageError(f"--from {format_}: this format can only be written; choose from {known}")
    if not hasattr(writer, "write"):
        known = ", ".join(formats.writable())
        raise UsageError(f"--to {to}: this format can only be read; choose from {known}")
    _check_options(format_, label_map, join_parts=join_parts)
    notes: Counter[str] = Counter()
    known_texts, said = _texts(texts, id_)
    choices = formats.Choices(
        keep=keep,
        id=id_,
        skip_bad=skip_bad,
        assumed=not said,
        column=column,
        split=split,
        group=group,
        tokens=positions.known(by_position, format_) if by_position else (),
        quotes=labels.load(label_map).quotes if label_map is not None else {},
    )
    read = formats.Source(path, known_texts, notes, join_parts=join_parts, fields=fields, choices=choices)
    documents = _read(format_, read)
    for remark in read.remarks:
        echo_line(remark, err=True)
    _check_ids(documents, source, read.bad)
    if to not in formats.WHOLE:
        documents = _with_texts(documents, known_texts, source)
    if label_map is not None:
        documents = [msgspec.structs.replace(doc, label_map=label_map) for doc in documents]
    lost: Counter[str] = Counter()
    writer.write(Path(output), documents, lost)
    _say(
        f"{len(documents)} document{'s' if len(documents) != 1 else ''} written to {output}", notes, lost, to
    )
    if to in formats.WHOLE and (say := _matching(documents, format_)):
        echo_line(say, err=True)
    if read.bad:
        raise InvalidInputError(read.bad)


def _say(written: str, notes: Counter[str], lost: Counter[str], to: str) -> None:
    """Report what was done, what was changed when it was read, and what the format cannot represent."""
    echo_line(written, err=True)
    for begin, counts in (("noted", notes), (f"{to} cannot represent", lost)):
        if counts:
            echo_line(f"{begin}: {', '.join(f'{what} ({n})' for what, n in counts.items())}", err=True)


def _matching(documents: list[Document], format_: str) -> str | None:
    """The label map that matches the labels of documents, unless they name one."""
    named = any(isinstance(doc.label_map, str) for doc in documents)
    return None if named else unknown_labels.matching(documents, reference.ABOUT[format_].label_map)


def _format(path: Path, from_: str | None, fields: str | None) -> tuple[str, str | None]:
    """The format and the field map: those that were named, else told by the file's signs, and said."""
    if fields is not None:
        if from_ not in (None, *formats.BY_FIELDS):
            raise UsageError(f"--fields: only {', '.join(formats.BY_FIELDS)} use a field map, not {from_}")
        field_maps.load(fields)
        return from_ or formats.BY_FIELDS[0], fields
    if from_ is not None:
        return (formats.BY_FIELDS[0], from_) if from_ in field_maps.shipped() else (from_, None)
    told = formats.recognised(path)
    option = f"--fields {told.fields}" if told.fields else f"--from {told.name}"
    what = field_maps.load(told.fields).about if told.fields else formats.FORMATS[told.name]
    echo_line(
        f"reading {path} as {told} ({what}){told.why}; `{option}` selects it",
        err=True,
    )
    return told.name, told.fields


def _texts(path: str | None, id_: str | None) -> tuple[dict[str, str], bool]:
    """The texts that a file may be about, and whether the user said so.

    An id that is known names its text; another one says that the shipped article is not meant.
    """
    texts = jsonl.texts(shipped.gold(path))
    if id_ in texts:
        return {id_: texts[id_]}, True
    return (texts if path is not None or id_ is None else {}), path is not None


def _read(format_: str, origin: formats.Source) -> list[Document]:
    """The documents of a file; one that is not about the shipped article is read with its own words."""
    try:
        return formats.read(format_, origin)
    except (InvalidInputError, UsageError) as error:
        if not origin.choices.assumed or not origin.texts:
            raise
        own = formats.Source(
            *(origin.path, {}, Counter()),
            join_parts=origin.join_parts,
            fields=origin.fields,
            choices=origin.choices,
        )
        try:
            documents = formats.read(format_, own)
        except (InvalidInputError, UsageError):
            raise error from None
        if not documents or not all(isinstance(doc.text, str) for doc in documents):
            raise
        why = error.findings[0].message if isinstance(error, InvalidInputError) else str(error)
        origin.notes.clear()
        origin.notes.update(own.notes)
        origin.bad = own.bad
        say = f"this is not about the shipped article ({why}): texts are made from its own words"
        origin.remarks = [f"{say}; `--texts FILE` puts them into yours", *own.remarks]
        return documents


def _check_options(format_: str, label_map: str | None, *, join_parts: bool) -> None:
    if join_parts and format_ not in formats.IN_PARTS:
        raise UsageError(f"--join-parts: only {', '.join(formats.IN_PARTS)} has parts, not {format_}")
    if label_map is not None:
        labels.load(label_map)


_DIVISIONS = (rules.sentence_offsets, rules.sentence_overlap, rules.paragraph_offsets)
"""Rules for the parts of a text, which are written one after the other."""


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
            findings.append(
                _finding(source, doc, "no-text", "$.text", "neither SOURCE nor --texts has its text")
            )
            continue
        wrong = placement.misplaced(doc, text)
        findings += [_finding(source, doc, rule, path, message) for rule, path, message in wrong]
        full = msgspec.structs.replace(doc, text=text)
        findings += [
            _finding(source, doc, rule.__name__.replace("_", "-"), violation.path, violation.message)
            for rule in _DIVISIONS
            for violation in rule(full)
        ]
        whole.append(full)
    if findings:
        raise InvalidInputError(findings)
    return whole


def _check_ids(documents: list[Document], source: str, bad: list[Finding]) -> None:
    if not documents and bad:
        raise InvalidInputError(bad)
    if not documents:
        message = "it contains no document"
        raise InvalidInputError([Finding(rule="format", level="error", message=message, file=source)])
    times = Counter(doc.id for doc in documents)
    twice = [doc for doc in {doc.id: doc for doc in documents}.values() if times[doc.id] > 1]
    if twice:
        raise InvalidInputError(
            [_finding(source, doc, "duplicate-document", "$.id", "this id appears twice") for doc in twice]
        )


def _finding(source: str, doc: Document, rule: str, path: str, message: str) -> Finding:
    return Finding(rule=rule, level="error", file=source, doc=doc.id, path=path, message=message)
