"""Dask: shards counted by the workers of a cluster, and added up in a tree (internal)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from presscheck.distributed.shard_counts import Counted, added
from presscheck.distributed.shards import Shard
from presscheck.document.exceptions import UsageError
from presscheck.text import wording

LOCAL = "local"
"""The address that means a cluster of processes on this machine, for as long as it is needed."""

DEATHS = 5
"""So many workers may die over one shard."""

ARITY = 8
"""Partial sums that are added up at one place."""


class Cluster:
    """Workers that map and reduce.

    Args:
        client: of `distributed`.
    """

    def __init__(self, client: Any) -> None:
        self._client = client

    def each(self, work: Callable[[Shard], Any], shards: Sequence[Shard]) -> list[Any]:
        """The result of every shard, in order."""
        results: list[Any] = self._client.gather(self._map(work, shards))
        return results

    def added(self, work: Callable[[Shard], Counted], shards: Sequence[Shard]) -> Counted:
        """The results of all shards, neighbours added up first."""
        futures = self._map(work, shards)
        while len(futures) > 1:
            groups = [futures[i : i + ARITY] for i in range(0, len(futures), ARITY)]
            futures = [self._client.submit(added, group, pure=False) for group in groups]
        result: Counted = futures[0].result()
        return result

    def _map(self, work: Callable[[Shard], Any], shards: Sequence[Shard]) -> list[Any]:
        futures: list[Any] = self._client.map(work, [*shards], pure=False)
        return futures


@contextmanager
def cluster(address: str) -> Iterator[Cluster]:
    """The workers at an address.

    Args:
        address: of a scheduler, such as `tcp://10.0.0.1:8786`; or `local`.

    Raises:
        UsageError: Dask is not installed, or nobody answers.
    """
    try:
        import dask
        from distributed import Client, LocalCluster
    except ImportError:
        raise UsageError(f"{wording.name('dask')} needs Dask: pip install presscheck[dask]") from None
    with dask.config.set({"distributed.scheduler.allowed-failures": DEATHS}):
        if address == LOCAL:
            with LocalCluster(threads_per_worker=1, dashboard_address=None) as local, Client(local) as client:
                yield Cluster(client)
            return
        try:
            remote = Client(address, timeout=10)
        except (OSError, ValueError, TimeoutError) as error:
            raise UsageError(
                f"{wording.option('dask', address)}: no scheduler answers there: {error}"
            ) from None
        with remote as client:
            yield Cluster(client)
