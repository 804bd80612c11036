"""Count one part: the function that every process, shard and cluster calls (internal)."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import NamedTuple, Protocol, Self, runtime_checkable

from presscheck.distributed.parts import Part
from presscheck.measure.cells import Cells
from presscheck.measure.measure import DocumentPair
from presscheck.scoring.intake import Documents
from presscheck.scoring.run import Asked, Run, in_order
from presscheck.scoring.sums import Sums


@runtime_checkable
class MergeableWatch(Protocol):
    """A `Watch` that can be made of several, each of which watched a part."""

    def __call__(self, pair: DocumentPair, counted: Mapping[str, Cells]) -> None:
        """Look at a pair and its counts."""

    def merge(self, other: Self) -> None:
        """Take in what another one saw of the documents that come after these."""


class Partial(NamedTuple):
    """The counts of a part.

    Args:
        sums: to be merged in the order of the parts.
        watch: what watched, or None.
    """

    sums: Sums
    watch: MergeableWatch | None


def count(asked: Asked, watch: MergeableWatch | None, part: Part) -> Partial | None:
    """Count a part.

    Args:
        asked: settings and measures.
        watch: one that has seen nothing; a copy of it watches.
        part: some documents of both sides.

    Returns:
        the sums, or None where something is wrong with a document: then the files are read in order.
    """
    watching = copy.deepcopy(watch)
    sides = Documents(part.gold, "gold", part.golds), Documents(part.pred, "pred", part.preds)
    run = Run(asked, sides, watching)
    in_order(run)
    return None if run.failed else Partial(run.sums, watching)
