"""`presscheck stats`: a corpus in, counts of every label out."""

from __future__ import annotations

import json
from collections.abc import Callable

import click

from presscheck.cli.outputs import Gold, Verb, format_option, texts_option
from presscheck.cli.printing import echo
from presscheck.document import jsonl, shipped
from presscheck.document.presence import without_unset
from presscheck.reporting import statistics
from presscheck.reporting.statistics import Docs


def _json(docs: Docs) -> str:
    return json.dumps(statistics.as_dict(docs), ensure_ascii=False, indent=1)


_FORMATS: dict[str, Callable[[Docs], str]] = {
    "table": statistics.text,
    "markdown": statistics.markdown,
    "json": _json,
}


@click.command("stats", cls=Verb)
@click.argument("file", required=False, type=Gold(), metavar="[FILE]")
@texts_option
@format_option(_FORMATS)
def command(file: str | None, form: str) -> None:
    """Count the labels of every layer of FILE (the shipped gold).

    Every label of the ontology is listed, also those that never occur; labels
    outside it come last. This verb makes corpus/STATS.md.
    """
    echo(_FORMATS[form](list(map(without_unset, jsonl.read(shipped.gold(file))))), form=form)
