"""Results of projects with the earlier config, with the names that the config has now (internal).

Until 1.1 mentions had their type as label and their key in a field `entity`,
events their type in a field `type`, and arrows a prefix that said the layer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from presscheck.formats.label_studio.controls import TRIGGER

Item = Mapping[str, Any]


def renewed(result: Sequence[Item]) -> list[Item]:
    """A result in the names of today; one that has them already stays as it is.

    Args:
        result: items as the server returns them, in any order.

    >>> renewed([{"type": "relation", "from_id": "a", "to_id": "b", "labels": ["arg:Agent"]}])[0]["labels"]
    ['Agent']
    """
    types = {str(item.get("id")): item for item in result if item.get("from_name") == "type"}
    used: set[str] = set()
    items = []
    for item in result:
        name = str(item.get("id"))
        if item.get("type") == "relation":
            items.append(_relation(item))
        elif item.get("from_name") == "trigger" and name in types and _labels(item) == [TRIGGER]:
            used.add(name)
            items.append(_typed(item, types[name]))
        elif item.get("from_name") == "entity":
            items.append({**item, "from_name": "key"})
        else:
            items.append(item)
    return [i for i in items if i.get("from_name") != "type" or str(i.get("id")) not in used]


def _labels(item: Item) -> Any:
    value = item.get("value")
    return value.get("labels") if isinstance(value, Mapping) else None


def _typed(trigger: Item, answer: Item) -> Item:
    said = answer.get("value")
    chosen = said.get("choices") if isinstance(said, Mapping) else None
    if not chosen:
        return trigger
    return {**trigger, "value": {**trigger["value"], "labels": chosen}}


def _relation(item: Item) -> Item:
    return {**item, "labels": [_short(label) for label in item.get("labels") or ()]}


def _short(label: str) -> str:
    layer, _, name = label.partition(":")
    return name if name and layer in ("arg", "quote") else label
