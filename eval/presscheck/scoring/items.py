"""Items that are right, missed or spurious, by name: what changed between two outputs is a set difference.

Rows that pair or compare items have them; clusters have none. An item is right
if it earned all that it could. Its name holds its document and its key, so that
it is the same in every run, and a baseline can keep it.
"""

from __future__ import annotations

import json
from collections.abc import Hashable, Mapping
from typing import Any, NamedTuple

import msgspec

from presscheck.measure.cells import Cells
from presscheck.measure.error_record import context
from presscheck.measure.measure import DocumentPair


class Outcomes(msgspec.Struct):
    """The items of one measure.

    Args:
        right: gold items that the prediction got right.
        missed: gold items that it did not.
        spurious: predicted items that answer no gold item.
    """

    right: set[str] = msgspec.field(default_factory=set)
    missed: set[str] = msgspec.field(default_factory=set)
    spurious: set[str] = msgspec.field(default_factory=set)

    def wrong(self) -> dict[str, str]:
        """Every wrong item and what is wrong with it."""
        return dict.fromkeys(self.missed, "missed") | dict.fromkeys(self.spurious, "spurious")


class Items:
    """Collects the items of every case that passes: a `watch` for `api.score`.

    >>> from presscheck import api
    >>> gold = [{"id": "d", "text": "Oslo met Rome.", "mentions": [
    ...     {"start": 0, "end": 4, "type": "GPE"}, {"start": 9, "end": 13, "type": "GPE"}]}]
    >>> seen = Items()
    >>> pred = [{"id": "d", "mentions": gold[0]["mentions"][:1]}]
    >>> result = api.score(gold, pred, watch=seen)
    >>> seen.by_measure["mention.strict"].missed
    {'d [9,13,"GPE"]'}
    >>> seen.says('d [9,13,"GPE"]')
    'd: Oslo met ⟦Rome⟧. GPE'
    """

    def __init__(self) -> None:
        self.by_measure: dict[str, Outcomes] = {}
        self._texts: dict[str, str] = {}

    def __call__(self, pair: DocumentPair, counted: Mapping[str, Cells]) -> None:
        """Take in one case."""
        doc = pair.gold.id
        self._texts[doc] = pair.gold.text or ""
        for row, keys in keys_by_measure(counted).items():
            outcomes = self.by_measure.setdefault(row, Outcomes())
            for kind, some in keys._asdict().items():
                getattr(outcomes, kind).update(f"{doc} {key}" for key in some)

    def merge(self, other: Items) -> None:
        """Take in the items of other cases."""
        for row, theirs in other.by_measure.items():
            mine = self.by_measure.setdefault(row, Outcomes())
            mine.right |= theirs.right
            mine.missed |= theirs.missed
            mine.spurious |= theirs.spurious
        self._texts |= other._texts

    def says(self, name: str) -> str:
        """An item in words: its document, its spans in context, its labels; its key if no text is known."""
        doc, _, key = name.rpartition(" ")
        if doc not in self._texts:
            return f"{doc}: {_decoded(key)}"
        return f"{doc}: {phrase(parsed(key), self._texts[doc])}"


def name_of(doc: str, key: Hashable) -> str:
    """The stable name of an item.

    >>> name_of("d", (0, 4, "GPE"))
    'd [0,4,"GPE"]'
    """
    return f"{doc} {key_of(key)}"


def key_of(key: Any) -> str:
    """The part of an item's name that is not its document.

    >>> key_of([0, 4, "New York"])
    '[0,4,"New%20York"]'
    """
    return _encoded(json.dumps(plain(key), ensure_ascii=False, separators=(",", ":")))


class Keys(NamedTuple):
    """The items of one measure in one document, each by the part of its name that is not the document."""

    right: list[str]
    missed: list[str]
    spurious: list[str]


def keys_of(cells: Cells) -> Keys | None:
    """The keys of items, in order; None if the row has no items.

    >>> keys_of(Cells.from_keys({(0, 4): "PER"}, {(5, 9): "PER"}))
    Keys(right=[], missed=['[0,4]'], spurious=['[5,9]'])
    """
    items = cells.items()
    if items is None:
        return None
    gold, pred = ([(key_of(key), right) for key, right in side] for side in items)
    return Keys(
        right=sorted({key for key, right in gold if right}),
        missed=sorted({key for key, right in gold if not right}),
        spurious=sorted({key for key, right in pred if not right}),
    )


def keys_by_measure(counted: Mapping[str, Cells]) -> dict[str, Keys]:
    """The keys of every measure that has items, in one document."""
    return {row: keys for row, cells in counted.items() if (keys := keys_of(cells)) is not None}


def place_of(name: str) -> tuple[str, int]:
    """The document of an item and the code point where it stands: the first offset in its key, else 0.

    >>> place_of('d [9,13,"GPE"]'), place_of('d [0,[9,13,"GPE"],"Place"]')
    (('d', 9), ('d', 9))
    """
    doc, _, key = name.rpartition(" ")
    return doc, _start(parsed(key)) or 0


def _start(key: Any) -> int | None:
    """The start of the first span in a key."""
    if not isinstance(key, list):
        return None
    if len(key) >= 2 and all(isinstance(part, int) for part in key[:2]):
        return int(key[0])
    return next((start for part in key if (start := _start(part)) is not None), None)


def parsed(key: str) -> Any:
    """The values in the key of a name.

    Raises:
        ValueError: it is not the key of any name.

    >>> parsed('[0,4,"New%20York"]')
    [0, 4, 'New York']
    """
    return json.loads(_decoded(key))


def _encoded(text: str) -> str:
    return text.replace("%", "%25").replace(" ", "%20")


def _decoded(text: str) -> str:
    return text.replace("%20", " ").replace("%25", "%")


def plain(key: Any) -> Any:
    """A key as JSON values; sets in order.

    >>> plain((0, frozenset({"b", "a"}), None))
    [0, ['a', 'b'], None]
    """
    if isinstance(key, frozenset | set):
        return sorted((plain(part) for part in key), key=repr)
    if isinstance(key, tuple | list):
        return [plain(part) for part in key]
    return key if isinstance(key, str | int | float | None) else repr(key)


def phrase(key: Any, text: str) -> str:
    """A key in words: spans as their text in context, labels as they are.

    Args:
        key: as `plain` gives it.
        text: the document's text; positions are code points of it.

    >>> phrase([0, [9, 13, "GPE"], "Place"], "Oslo met Rome.")
    'Oslo met ⟦Rome⟧. GPE Place'
    """
    if not isinstance(key, list):
        return "" if key is None or isinstance(key, int | float) else str(key)
    if len(key) >= 2 and all(isinstance(part, int) for part in key[:2]) and 0 <= key[0] < key[1] <= len(text):
        parts = [context(text, key[0], key[1]), *(phrase(part, text) for part in key[2:])]
    else:
        parts = [phrase(part, text) for part in key]
    return " ".join(part for part in parts if part)


class Changes(msgspec.Struct):
    """Return the changes of one measure's items between two outputs: item -> missed or spurious.

    Args:
        fixed: wrong before, not wrong now.
        broken: wrong now, not wrong before.
        still: wrong in both.
    """

    fixed: dict[str, str]
    broken: dict[str, str]
    still: dict[str, str]


def changes(before: Outcomes, now: Outcomes) -> Changes:
    """Fixed, broken, and still wrong items.

    >>> changes(Outcomes(right={"a"}, missed={"b"}), Outcomes(right={"b"}, missed={"a"}, spurious={"c"}))
    Changes(fixed={'b': 'missed'}, broken={'a': 'missed', 'c': 'spurious'}, still={})
    """
    old, new = before.wrong(), now.wrong()
    return Changes(
        fixed={name: old[name] for name in sorted(old.keys() - new.keys())},
        broken={name: new[name] for name in sorted(new.keys() - old.keys())},
        still={name: new[name] for name in sorted(new.keys() & old.keys())},
    )
