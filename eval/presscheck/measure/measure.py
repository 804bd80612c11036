"""A measure is a row: what is counted in one document, and how a reader may check it.

`DocumentPair` is one document seen from both sides. Whatever several rows need (views,
a pairing, a contingency table) is worked out once per case by `DocumentPair.once`, so
scores, error lists and confusion tables come from the same matching.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any, Literal, NamedTuple, TypeAlias, TypeVar, cast

import msgspec

from presscheck.document.model import Document
from presscheck.measure.cells import Cells, compared
from presscheck.measure.counts import Counts
from presscheck.measure.settings import Settings

T = TypeVar("T")


Layer: TypeAlias = Literal["mentions", "coref", "links", "events", "quotes"]


class DocumentPair:
    """One gold document, the prediction for it, the settings, and a memory.

    Args:
        gold: the gold document; under a label map, with only the mentions that the map can express.
        pred: the predicted document (empty layers where the system found nothing), labels mapped.
        settings: what was asked for.
        whole_gold: the gold document with every mention (what speakers and fillers are resolved by).
        whole_pred: likewise the predicted one.
    """

    __slots__ = ("_memo", "gold", "pred", "settings", "whole_gold", "whole_pred")

    def __init__(
        self,
        gold: Document,
        pred: Document,
        settings: Settings,
        whole_gold: Document | None = None,
        whole_pred: Document | None = None,
    ) -> None:
        self.gold = gold
        self.pred = pred
        self.settings = settings
        self.whole_gold = whole_gold or gold
        self.whole_pred = whole_pred or pred
        self._memo: dict[Callable[[DocumentPair], Any], Any] = {}

    def once(self, work: Callable[[DocumentPair], T]) -> T:
        """The result of `work(self)`, worked out at the first call only."""
        memo = self._memo
        if work not in memo:
            memo[work] = work(self)
        return cast("T", memo[work])


class Item(NamedTuple):
    """What set matching compares: a key, the label it is counted under."""

    key: Hashable
    label: str


class Task(NamedTuple):
    """Something a system may do or leave undone.

    Args:
        annotated: whether a gold document has it; if not, the document is left out.
        attempted: whether a document shows that its file does it; one is enough for a file.
    """

    annotated: Callable[[Document], bool]
    attempted: Callable[[Document], bool]


Entry: TypeAlias = dict[str, Any]
"""One measure in the scores JSON, without breakdowns."""


class Measure(msgspec.Struct, frozen=True, kw_only=True):
    """One row of a layer's table.

    Args:
        id: the JSON key, `layer.name`.
        layer: the layer it belongs to.
        says: definition, one or two sentences, for the user.
        formula: how the four counts come about.
        source: where the convention is published.
        example: a worked example, for the user; checked by a test.
        count: the counts of one case by label; None for a composed row.
        cells: for a composed row, the cells (ids of rows, hidden ones included) it is a function of.
        compose: for a composed row, its entry from the corpus totals of its `cells` (labels added up).
        headline: the key of the entry that is the value of the measure ("f1", "accuracy", "value").
        kind: which shape the entry has in the scores JSON.
        by: what the labels are ("type", "role", ...), or None if there are none.
        default: computed and printed unless asked otherwise.
        hidden: a cell only, never printed as a measure of its own.
        needs: the task that both files must have attempted: a key of `layers.TASKS`, by default the layer.
        symmetric: swapping gold and prediction swaps precision and recall.
        slices: further breakdowns on request, name -> counts of one case by label.
        extra: what the entry shows beside its counts, from one case; dicts of numbers, summed over cases.
        finish: what the entry shows that follows from the rest of it, its `extra` sums above all.
    """

    id: str
    layer: Layer
    says: str
    formula: str = ""
    source: str = ""
    example: str = ""
    count: Callable[[DocumentPair], Cells] | None = None
    cells: tuple[str, ...] = ()
    compose: Callable[[Mapping[str, Counts]], Entry] | None = None
    headline: str = "f1"
    kind: Literal["prf", "accuracy", "mean", "distance"] = "prf"
    by: str | None = None
    default: bool = False
    hidden: bool = False
    needs: str = ""
    symmetric: bool = True
    slices: Mapping[str, Callable[[DocumentPair], Cells]] = {}
    extra: Mapping[str, Callable[[DocumentPair], Mapping[str, float]]] = {}
    finish: Callable[[Entry], Entry] | None = None

    @property
    def task(self) -> str:
        """The key of `layers.TASKS` that decides whether the row is scored."""
        return self.needs or self.layer


def matched_sets(view: Callable[[Document], Iterable[Item]]) -> Callable[[DocumentPair], Cells]:
    """The `count` of a row that compares sets of keys.

    Args:
        view: the items of one document.
    """

    def count(pair: DocumentPair) -> Cells:
        return compared(dict(view(pair.gold)), dict(view(pair.pred)))

    return count
