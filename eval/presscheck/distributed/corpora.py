"""Scores of sharded corpora: on this machine, on a cluster, or share by share on any machines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial, reduce
from pathlib import Path
from typing import Any, Protocol

import msgspec

from presscheck.distributed import shard_counts
from presscheck.distributed.cluster import cluster
from presscheck.distributed.shard_counts import Counted, Folders, Joined
from presscheck.distributed.shards import Shard, chosen, everywhere, shards
from presscheck.distributed.stored_sums import broken, loads, restored
from presscheck.document.exceptions import Finding, InvalidInputError, UsageError
from presscheck.document.output import not_written
from presscheck.mapping import event_levels, labels, wikidata
from presscheck.measure.measure import Measure
from presscheck.measure.settings import Settings
from presscheck.scoring.finishing import finished
from presscheck.scoring.result import Result
from presscheck.scoring.run import asked_for
from presscheck.scoring.selection import Wanted, select
from presscheck.scoring.sums import Sums
from presscheck.statistics.draws import SEED, TRIALS
from presscheck.statistics.intervals import completed, method
from presscheck.text import wording


class Workers(Protocol):
    """Whoever counts shards."""

    def each(self, work: Callable[[Shard], Any], shards: Sequence[Shard]) -> list[Any]:
        """The result of every shard, in order."""

    def added(self, work: Callable[[Shard], Counted], shards: Sequence[Shard]) -> Counted:
        """The results of all shards, added up in order."""


class _Here:
    """This process, shard by shard."""

    def each(self, work: Callable[[Shard], Any], shards: Sequence[Shard]) -> list[Any]:
        return [*map(work, shards)]

    def added(self, work: Callable[[Shard], Counted], shards: Sequence[Shard]) -> Counted:
        whole = Counted(None)
        for shard in shards:
            whole = shard_counts.added([whole, work(shard)])
        return whole


def score(
    gold: str,
    pred: str,
    *,
    dask: str | None = None,
    results: str | None = None,
    share: tuple[int, int] | None = None,
    skip_bad: bool = False,
    per_document: str | None = None,
    measures: Wanted = None,
    by: str | Iterable[str] = (),
    redirects: wikidata.Given | None = None,
    resample: str | None = "jackknife",
    trials: int = TRIALS,
    seed: int = SEED,
    **options: Any,
) -> Result:
    """Score a corpus that is in several files, each with a file of predictions of the same name.

    Args:
        gold: a folder, a pattern, or a URL of either.
        pred: likewise.
        dask: address of a scheduler, or "local"; None for this process alone.
        results: folder for one file of counts a shard; shards whose file is there and fits are not counted.
        share: i and n: only every n-th shard, from the i-th on.
        skip_bad: whether shards with something wrong are left out and named, instead of being an error.
        per_document: folder for one file a shard with the counts of each of its documents.
        measures: as for `api.score`, and so are the others.
        by: names of further breakdowns.
        redirects: ids and their canonical ids.
        resample: "jackknife", "bootstrap" or None.
        trials: corpora drawn by the bootstrap.
        seed: of the bootstrap.
        options: the fields of `Settings` by name.

    Raises:
        InvalidInputError: with everything that is wrong, by shard and line.
        UsageError: shards do not fit together, a name is unknown, Dask is missing.
    """
    every = shards(gold, pred)
    mine = chosen(every, share) if share is not None else every
    if not mine:
        number = share[0] if share else 0
        raise UsageError(f"{wording.name('shard')}: expected one of {len(every)} shards, got {number}")
    asked = Settings.from_options(options)
    asked = msgspec.structs.replace(asked, resample=method(resample, trials, seed))
    if dask is not None:
        mine = [*map(everywhere, mine)]
    with _workers(dask) as workers:
        question = asked_for(asked, measures, redirects, by)
        if asked.label_map is None:
            named = workers.each(shard_counts.label_maps, mine)
            question.options.label_map = labels.one_map(
                dict.fromkeys(name for some in named for name in some)
            )
        folders = Folders(_folder(results), _folder(per_document))
        whole = workers.added(partial(shard_counts.counted, question, folders), mine)
    if whole.joined is None or (whole.findings and not skip_bad):
        raise InvalidInputError([*whole.findings])
    return _result(question.rows(), question.by, whole.joined, whole.bad)


def merge(files: Mapping[str, bytes]) -> Result:
    """The score of shards whose files of counts these are; their order does not matter.

    Args:
        files: name -> content.

    Raises:
        InvalidInputError: one is not such a file, was scored with other settings, or shares a document.
    """
    read = sorted((loads(content, name) for name, content in files.items()), key=lambda file: file.name)
    first = read[0]
    if odd := next((file for file in read if (file.asked, file.by) != (first.asked, first.by)), None):
        raise broken(odd.name, f"it was scored with other settings, or by another version, than {first.name}")
    rows = select(first.rows, first.signature.profile)
    level = event_levels.load(first.signature.level) if first.signature.level is not None else None
    try:
        parts = [Joined.of(file, restored(file.sums, Sums(rows, level))) for file in read]
    except ValueError as error:
        raise broken(first.name, str(error)) from None
    return _result(rows, tuple(first.by), reduce(Joined.merge, parts), ())


def _result(
    rows: tuple[Measure, ...],
    by: tuple[str, ...],
    joined: Joined,
    bad: Sequence[str],
) -> Result:
    if twice := [name for name, n in Counter(joined.sums.units.ids).items() if n > 1]:
        say = "in two shards; each document belongs to one"
        found = [Finding(rule="duplicate-document", level="error", message=say, doc=name) for name in twice]
        raise InvalidInputError(found)
    totals = finished(joined.whole(), rows, joined.sums, {"gold": "gold", "pred": "pred"}, by)
    if bad:
        n = len(bad)
        say = f"{n} shard{'s' * (n != 1)} could not be read and {'are' if n != 1 else 'is'} left out: "
        totals = msgspec.structs.replace(totals, warnings=[say + ", ".join(bad), *totals.warnings])
    return completed(totals)


def _folder(results: str | None) -> str | None:
    """The whole path of a folder, which is made if it is not there."""
    if results is not None:
        try:
            Path(results).mkdir(parents=True, exist_ok=True)
        except FileExistsError:
            raise UsageError(f"{results}: this is a file; shards need a folder") from None
        except OSError as error:
            raise not_written(results, error) from None
        return str(Path(results).resolve())
    return None


@contextmanager
def _workers(address: str | None) -> Iterator[Workers]:
    if address is None:
        yield _Here()
        return
    with cluster(address) as workers:
        yield workers
