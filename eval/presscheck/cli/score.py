"""`presscheck score`: gold and a prediction in, a table out."""

from __future__ import annotations

import sys
from typing import Any

import click

from presscheck import api
from presscheck.cli.jobs import jobs_option
from presscheck.cli.options import scoring_options
from presscheck.cli.outputs import Output, Verb, format_option, output_option, say
from presscheck.cli.printing import echo_line
from presscheck.cli.sharding import SHARDING, is_sharded, sharding_options
from presscheck.document import shipped
from presscheck.document.exceptions import UsageError
from presscheck.document.output import replacing
from presscheck.reporting import formats
from presscheck.scoring import result_table
from presscheck.scoring.per_document import CountLines
from presscheck.scoring.result import Result
from presscheck.statistics import draws, intervals


@click.command("score", cls=Verb)
@click.argument("preds", type=click.Path(), metavar="PRED", nargs=-1, required=True)
@scoring_options
@jobs_option
@sharding_options
@click.option(
    "--by",
    multiple=True,
    metavar="NAME",
    help="A further breakdown, may be repeated: document, publisher, published, language, meta.KEY "
    "(a string in gold documents' `meta`), or what "
    "`presscheck measures ID` lists under `by`.",
)
@click.option(
    "--resample",
    type=click.Choice(intervals.METHODS),
    default=intervals.METHODS[0],
    show_default=True,
    help="Method of the intervals.",
)
@click.option(
    "--trials",
    type=click.IntRange(min=100),
    default=draws.TRIALS,
    show_default=True,
    help="Of the bootstrap.",
)
@click.option(
    "--seed", type=click.IntRange(min=0), default=draws.SEED, show_default=True, help="Of the bootstrap."
)
@click.option(
    "--per-document",
    type=Output(),
    metavar="FILE",
    help="Also write the counts of each document, one line of JSON each; of shards, a folder of files.",
)
@click.option("--notes", is_flag=True, help="Also list the records that the notes count.")
@format_option(formats.FORMATS)
@output_option
def command(
    preds: tuple[str, ...], gold: str | None, form: str, output: str | None, notes: bool, **settings: Any
) -> None:
    r"""Score PRED against gold: how many entities, events and quotes are right.

    PRED is JSONL, one document per line, in the schema of `prediction.schema.json`;
    a system that does only one layer gives only that layer. The smallest file
    that can be scored:

    \b
        {"id": "politico-2025-03-15-ukraine-allies",
         "mentions": [{"start": 0, "end": 6, "type": "GPE"}]}

    Next: `presscheck errors PRED` lists what is wrong, with its text.
    """
    pred = preds[0]
    if len(preds) > 1:
        raise UsageError(
            f"score takes one prediction, got {len(preds)}; `presscheck compare {' '.join(preds)}`"
        )
    sharding = {name: settings.pop(name) for name in SHARDING}
    side_file = settings.pop("per_document")
    if any(sharding.values()) or is_sharded(pred, gold):
        result = _of_shards(str(shipped.gold(gold)), pred, side_file, sharding, settings)
    else:
        result = _of_files(str(shipped.gold(gold)), pred, side_file, settings)
    for what in result.emptied:
        echo_line(f"warning: {what}", err=True)
    if output is None and form == "table" and sys.stdout is not None and sys.stdout.isatty():
        formats.print_rich(result)
    else:
        say(formats.FORMATS[form](result), output, form)
    for line in result_table.details(result) if notes else ():
        echo_line(line, err=form != "table" or output is not None)


def _of_files(gold: str, pred: str, side_file: str | None, settings: dict[str, Any]) -> Result:
    """The score of one file against another; counts of documents go to a file of their own on request."""
    if side_file is None:
        return api.score(gold, pred, **settings)
    with replacing(side_file) as file:
        return api.score(gold, pred, watch=CountLines(file), **settings)


def _of_shards(
    gold: str, pred: str, side_file: str | None, sharding: dict[str, Any], settings: dict[str, Any]
) -> Result:
    if settings.pop("counting") is not None:
        raise UsageError("--jobs is for single files; `--dask local` shares shards among processes")
    from presscheck.distributed import corpora

    return corpora.score(gold, pred, per_document=side_file, **sharding, **settings)
