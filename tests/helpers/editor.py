"""Changes that Label Studio's editor makes to a result list that nobody edited: they must not matter."""

from __future__ import annotations

import random
from copy import deepcopy
from typing import Any

Item = dict[str, Any]


def edited(result: list[Item], rng: random.Random) -> list[Item]:
    """The same regions as the editor may hand them back.

    Args:
        result: items as they were pushed.
        rng: decides the order, and which regions have new ids.
    """
    new = {
        item["id"]: "".join(rng.choices("abcXYZ0189_-", k=10))
        for item in result
        if "id" in item and rng.random() < 0.3
    }
    found = [_item(deepcopy(item), new) for item in result]
    rng.shuffle(found)
    return found


def _item(item: Item, new: dict[str, str]) -> Item:
    for key in ("id", "from_id", "to_id"):
        if key in item:
            item[key] = new.get(item[key], item[key])
    if item["type"] != "relation":
        item["origin"] = "prediction" if item["id"] not in new.values() else "manual"
        text = item["value"]["text"]
        if isinstance(text, str):
            item["value"]["text"] = " ".join(text.replace("\n", "\\n").split())
    return dict(reversed(item.items()))
