"""Shards: the files of a corpus that are counted one by one, each with the predictions for it (internal)."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from presscheck.document import streams
from presscheck.document.exceptions import UsageError

ENDS = (".jsonl", ".jsonl.gz")
"""The ends of names of the files in a folder that are shards."""


class Shard(NamedTuple):
    """One file of gold and the predictions for its documents.

    Args:
        name: of both, without folders and endings; also of its file of counts.
        gold: path or URL.
        pred: path or URL.
        share: i and n, if it is only the i-th of n parts of these files.
    """

    name: str
    gold: str
    pred: str
    share: tuple[int, int] | None = None


def shards(gold: str, pred: str) -> list[Shard]:
    """The shards of a corpus, in order of name.

    Args:
        gold: a folder, a pattern such as `gold/*.jsonl`, or a URL of either that fsspec reads; or one file.
        pred: likewise; each file has the name of the gold file whose documents it is about.

    Raises:
        UsageError: there are none, a file has no counterpart, or a folder is a challenge set.
    """
    golds, preds = _by_name(gold), _by_name(pred)
    if len(golds) == len(preds) == 1:
        (name, path), (_, other) = *golds.items(), *preds.items()
        return [Shard(name, path, other)]
    for mine, theirs, where in ((golds, preds, pred), (preds, golds, gold)):
        if lacking := sorted(mine.keys() - theirs.keys()):
            more = f" (and {len(lacking) - 1} more)" if len(lacking) > 1 else ""
            raise UsageError(f"{where}: no shard has the name of {mine[lacking[0]]}{more}; name both alike")
    return [Shard(name, golds[name], preds[name]) for name in sorted(golds)]


def chosen(every: Sequence[Shard], share: tuple[int, int]) -> list[Shard]:
    """Every n-th shard, from the i-th on; of a single one the i-th of n parts.

    Args:
        every: all shards.
        share: i, from 1, and n.

    >>> [shard.name for shard in chosen([Shard(name, "", "") for name in "abcde"], (2, 2))]
    ['b', 'd']
    """
    i, n = share
    if len(every) == 1:
        return [every[0]._replace(name=f"{every[0].name}-{i:0{len(str(n))}}-of-{n}", share=share)]
    return [*every[i - 1 :: n]]


def everywhere(shard: Shard) -> Shard:
    """A shard under names that hold in every folder: workers may run in another one."""
    gold, pred = (p if "://" in p else str(Path(p).resolve()) for p in (shard.gold, shard.pred))
    return shard._replace(gold=gold, pred=pred)


def _by_name(where: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for path in _files(where):
        name = streams.stem(path)
        if name in found:
            raise UsageError(f"{path}: {found[name]} has the same name without its ending; rename one")
        found[name] = path
    if not found:
        raise UsageError(f"{where}: there are no shards; expected files that end in {' or '.join(ENDS)}")
    return found


def _files(where: str) -> list[str]:
    """The files that are meant by a folder, a pattern, a file or a URL."""
    if "://" in where:
        return _remote(where)
    if Path(where).is_dir():
        streams.refuse_set(where)
        return [str(path) for path in sorted(Path(where).iterdir()) if path.name.endswith(ENDS)]
    if Path(where).exists():
        return [where]
    return sorted(glob.glob(where, recursive=True))  # noqa: PTH207 - a pattern may begin at the root


def _remote(where: str) -> list[str]:
    system, path = _fsspec().core.url_to_fs(where)
    if any(sign in path for sign in "*?["):
        paths = system.glob(path)
    elif system.isdir(path):
        paths = [name for name in system.ls(path, detail=False) if name.endswith(ENDS)]
    else:
        paths = [path] if system.exists(path) else []
    return sorted(system.unstrip_protocol(name) for name in paths)


def _fsspec() -> Any:
    try:
        import fsspec
    except ImportError:
        raise UsageError("URLs need fsspec, which `pip install presscheck[dask]` installs") from None
    return fsspec


@contextmanager
def at_hand(shard: Shard) -> Iterator[None]:
    """Files of a shard that are elsewhere are read from copies, under their own names."""
    remote = [path for path in (shard.gold, shard.pred) if "://" in path]
    if not remote:
        yield
        return
    with TemporaryDirectory(prefix="presscheck-") as folder:
        copies = {}
        for number, path in enumerate(remote):
            copy = Path(folder) / f"{number}{''.join(Path(path).suffixes)}"
            system, name = _fsspec().core.url_to_fs(path)
            system.get(name, os.fspath(copy))
            copies[str(Path(path))] = copy
        with streams.standing_in(copies):
            yield
