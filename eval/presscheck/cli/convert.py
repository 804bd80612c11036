"""`presscheck convert`: other formats to ours, and ours to others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import click

from presscheck import formats
from presscheck.cli.outputs import Gold, Output, Texts, Verb
from presscheck.cli.printing import echo_line
from presscheck.document.exceptions import InvalidInputError
from presscheck.formats.fieldmaps import model as field_maps
from presscheck.verbs.convert import convert


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
    told: list[str] = []

    def tell(remark: str) -> None:
        told.append(remark)
        echo_line(remark, err=True)

    done = convert(
        source,
        output,
        from_=from_,
        to=to,
        fields=fields,
        texts=texts,
        label_map=label_map,
        id=id_,
        keep=keep,
        skip_bad=skip_bad,
        column=column,
        split=split,
        group=group,
        by_position=by_position,
        join_parts=join_parts,
        tell=tell,
    )
    n = len(done.documents)
    _say(f"{n} document{'s' if n != 1 else ''} written to {output}", done.notes, done.lost, to)
    for remark in done.remarks[len(told) :]:
        echo_line(remark, err=True)
    if done.findings:
        raise InvalidInputError(done.findings)


def _say(written: str, notes: Mapping[str, int], lost: Mapping[str, int], to: str) -> None:
    """Report what was done, what was changed when it was read, and what the format cannot represent."""
    echo_line(written, err=True)
    for begin, counts in (("noted", notes), (f"{to} cannot represent", lost)):
        if counts:
            echo_line(f"{begin}: {', '.join(f'{what} ({n})' for what, n in counts.items())}", err=True)
