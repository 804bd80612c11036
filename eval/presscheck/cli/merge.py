"""`presscheck merge`: results of a corpus's shards in, one result out."""

from __future__ import annotations

import click

from presscheck.cli.outputs import Verb, format_option, output_option, say
from presscheck.document import jsonl
from presscheck.document.exceptions import UsageError
from presscheck.reporting import formats
from presscheck.scoring import stored
from presscheck.statistics import stored_results
from presscheck.statistics.merge import merge


@click.command("merge", cls=Verb)
@click.argument("results", type=click.Path(), metavar="RESULT...", nargs=-1, required=True)
@format_option(formats.FORMATS)
@output_option
def command(results: tuple[str, ...], form: str, output: str | None) -> None:
    """Add up RESULTs of different documents: shards that other machines scored.

    `presscheck score PRED --gold SHARD --format result -o FILE` writes each of
    them; `--format result` makes a file of the same kind again. Counts are
    added and divided once, so the scores are those of the whole corpus. The
    files of `presscheck score --results FOLDER` are added up exactly.
    """
    if counts := _of_shards(results):
        from presscheck.distributed import corpora

        say(formats.FORMATS[form](corpora.merge(counts)), output, form)
        return
    shards = {}
    for path in results:
        values = stored.read(path)
        if values is None:
            raise UsageError(
                f"{path}: this is not a result; `presscheck score PRED --format result -o FILE` writes one"
            )
        if path in shards:
            raise UsageError(f"{path} is given twice")
        shards[path] = stored_results.result(values, path)
    say(formats.FORMATS[form](merge(shards)), output, form)


def _of_shards(results: tuple[str, ...]) -> dict[str, bytes]:
    """The contents of files of shards' counts; empty if these are results."""
    from presscheck.distributed.shard_counts import ENDING

    ours = [path for path in results if path.endswith(ENDING)]
    if ours and len(ours) < len(results):
        raise UsageError(f"expected results or files that end in {ENDING}, got both; merge them in two steps")
    contents = {}
    for path in ours:
        with jsonl.opened(path) as file:
            contents[path] = file.read()
    return contents
