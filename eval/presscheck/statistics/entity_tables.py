"""Tables of whole entities, and what leaving an entity's mentions out does to them (internal)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from presscheck.layers.entities import coref, links, span_keys, whole_entities
from presscheck.layers.entities.whole_entities import EntityKinds, Same, Side, Table
from presscheck.measure.clusters import ContingencyTable
from presscheck.measure.measure import DocumentPair
from presscheck.measure.subtables import LeftAlone, Subtables
from presscheck.statistics.surroundings import Part

Teller = Callable[[Part, Collection[int], int], None]
"""Tells a part what its table is: the part, the spans that go, the mentions that are alone afterwards."""


class EntityTables:
    """The tables that rows over whole entities are read off.

    Args:
        pair: one document, both sides, counted.
    """

    def __init__(self, pair: DocumentPair) -> None:
        self._pair = pair
        self._left: LeftAlone | None = None
        if pair.settings.singletons == "drop":
            self._left = LeftAlone(pair.once(coref.gold_chains).keys, pair.once(coref.pred_chains).keys)
        self._tellers: list[Teller] = [
            self._of_kinds(*compared) for compared in whole_entities.COMPARED if pair.knows(compared[0])
        ]
        if pair.knows(links.qid_table):
            self._tellers.append(self._by_qid())

    def tell(self, part: Part, gone: Collection[int], alone: int) -> None:
        """Tell a part its tables, before and after.

        Args:
            part: what a unit bears on.
            gone: the spans, packed, that leave their clusters.
            alone: how many of them the prediction still has, as mentions without an entity.
        """
        for teller in self._tellers:
            teller(part, gone, alone)

    def _by_qid(self) -> Teller:
        gold, pred = self._pair.once(links.by_qid)
        ordered = [*map(sorted, gold)], [*map(sorted, pred)]
        tables = Subtables(*ordered, self._pair.once(links.qid_table), span_keys.unpacked)

        def tell(part: Part, gone: Collection[int], alone: int) -> None:
            around = tables.around(gone)
            part.near.know(links.qid_table, around.before)
            part.rest.know(links.qid_table, _with_alone(around.after, alone))

        return tell

    def _of_kinds(self, table: Table, gold: Side, pred: Side, same: Same) -> Teller:
        pair, sides = self._pair, (gold, pred)
        golds, preds = pair.once(gold[0]), pair.once(pred[0])
        kinds = EntityKinds(pair.gold, golds), EntityKinds(pair.pred, preds)
        tables = Subtables(
            golds.keys, preds.keys, pair.once(table), span_keys.unpacked, fits=lambda cell: same(pair, *cell)
        )

        def know(case: DocumentPair, lines: Sequence[Sequence[int]], gone: Collection[int]) -> None:
            for (_, known), of, numbers in zip(sides, kinds, lines, strict=True):
                case.know(known, of.of(numbers, gone))

        def tell(part: Part, gone: Collection[int], alone: int) -> None:
            around = tables.around(gone, self._left.without(gone) if self._left else ((), ()))
            part.near.know(table, around.before)
            part.rest.know(table, _with_alone(around.after, 0 if self._left else alone))
            know(part.near, around.lines[0], ())
            know(part.rest, around.lines[1], gone)

        return tell


def _with_alone(table: ContingencyTable, mentions: int) -> ContingencyTable:
    """A table with predicted clusters of one mention besides, which gold does not have."""
    return table._replace(pred=[*table.pred, *[1] * mentions])
