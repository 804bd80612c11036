"""Count what became of a pre-annotation: kept, changed, deleted, added.

It measures how far annotators let themselves be led.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from presscheck.formats.label_studio.controls import controls
from presscheck.formats.label_studio.marks import Regions
from presscheck.text import table


class Changes(NamedTuple):
    """Regions of one kind, counted.

    Args:
        kept: as they were pushed.
        changed: with another span, label or answer.
        deleted: no longer there.
        added: not pushed.
    """

    kept: int = 0
    changed: int = 0
    deleted: int = 0
    added: int = 0

    @property
    def pushed(self) -> int:
        """The number before the annotation."""
        return self.kept + self.changed + self.deleted

    def plus(self, other: Changes) -> Changes:
        """The sum of both."""
        return Changes(*(a + b for a, b in zip(self, other, strict=True)))


ARROWS = "arrow"
"""The row of relations, which can only be kept, deleted or added."""


def changes(before: Regions, after: Regions) -> dict[str, Changes]:
    """Row of labels -> what became of its regions; relations under their own name.

    Args:
        before: the pre-annotation.
        after: the annotation that was made from it.
    """
    found = {
        name: _compared({r.id: r for r in before.in_control(name)}, {r.id: r for r in after.in_control(name)})
        for name in controls()
    }
    found[ARROWS] = _compared(_arrows(before), _arrows(after))
    return found


def _arrows(marked: Regions) -> dict[Any, Any]:
    return dict.fromkeys((arrow.start.id, arrow.end.id, arrow.label) for arrow in marked.arrows)


def _compared(before: Mapping[Any, Any], after: Mapping[Any, Any]) -> Changes:
    both = before.keys() & after.keys()
    same = sum(before[name] == after[name] for name in both)
    return Changes(same, len(both) - same, len(before) - len(both), len(after) - len(both))


def summed(many: Iterable[Mapping[str, Changes]]) -> dict[str, Changes]:
    """The changes of several documents as one.

    >>> summed([{"cue": Changes(1, 0, 0, 2)}, {"cue": Changes(2, 1, 0, 0)}])
    {'cue': Changes(kept=3, changed=1, deleted=0, added=2)}
    """
    total: dict[str, Changes] = {}
    for found in many:
        for name, change in found.items():
            total[name] = total.get(name, Changes()).plus(change)
    return total


def shown(total: Mapping[str, Changes]) -> str:
    """A table with the share of the pre-annotation that was kept, and the sum of all rows last.

    >>> print(shown({"cue": Changes(3, 1, 0, 2)}))
    pre-annotation  pushed  kept  changed  deleted  added  share kept
    cue                  4     3        1        0      2       0.750
    all                  4     3        1        0      2       0.750
    """
    rows = {**total, "all": summed({"all": change} for change in total.values()).get("all", Changes())}
    header = ["pre-annotation", "pushed", "kept", "changed", "deleted", "added", "share kept"]
    return table.render(header, [_row(name, change) for name, change in rows.items()])


def _row(name: str, change: Changes) -> list[str]:
    share = change.kept / change.pushed if change.pushed else None
    return [name, *(str(n) for n in (change.pushed, *change)), table.number(share)]
