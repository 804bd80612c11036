"""`presscheck strip`: gold in, the same gold without the words of its texts out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

import click
import msgspec

from presscheck.cli.outputs import Gold, Output, Verb
from presscheck.cli.printing import echo_line
from presscheck.document import jsonl, shipped, standoff
from presscheck.document.exceptions import Finding, InvalidInputError
from presscheck.document.model import Document


@click.command("strip", cls=Verb)
@click.argument("gold", type=Gold(), metavar="GOLD")
@click.option("-o", "--output", type=Output(), required=True, metavar="FILE", help="Where it goes.")
def command(gold: str, output: str) -> None:
    """Write GOLD to FILE without its words: for texts that may not be passed on.

    Neither `text` nor a copy of words beside offsets stays; `text_sha256` and
    `text_length` say which text is meant. Whoever has the texts gives them to
    any verb that reads gold: `--texts FILE`, JSONL with `id` and `text`. They
    are held to the digest, and scores and signatures are those of GOLD.

    What is not a copy stays: titles, names of entities, `meta`. Those that
    repeat five words of the text in a row are listed.
    """
    path = str(shipped.gold(gold))
    left: Counter[str] = Counter()
    count = jsonl.write(output, _stripped(jsonl.lines(path), path, left))
    for where, times in left.items():
        say = f"{where}: {standoff.RUN} or more words of the text in a row stay"
        echo_line(f"note: {say}" + (f" ({times} times)" if times > 1 else ""), err=True)
    echo_line(f"{output}: {count} document{'s' if count != 1 else ''} without words", err=True)


def _stripped(lines: Iterable[tuple[int, bytes]], path: str, left: Counter[str]) -> Iterator[Document]:
    """The documents without words.

    Args:
        lines: of the gold, numbered.
        path: its name, for messages.
        left: where strings stay that quote the text is counted here.

    Raises:
        InvalidInputError: a document is not fit for it; everything that is wrong.
    """
    findings: list[Finding] = []
    for number, line in lines:
        doc = jsonl.checked(line, path, number)
        try:
            bare = standoff.stripped(doc)
        except InvalidInputError as error:
            findings += [msgspec.structs.replace(f, file=path, line=number) for f in error.findings]
            continue
        quoting = standoff.quoting(bare, doc.text) if isinstance(doc.text, str) else []
        left.update(re.sub(r"\d+", "", where) for where in quoting)
        yield bare
    if findings:
        raise InvalidInputError(findings)
