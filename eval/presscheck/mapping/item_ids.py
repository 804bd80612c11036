"""Ids of knowledge-base items: one form for every spelling of a Wikidata id, null for every spelling of none.

An id that is not Wikidata's (a title, an id of another base) stays as it is
written. Scoring and validation read ids through `understood`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from operator import attrgetter

from presscheck.document.model import Document
from presscheck.document.note import Note

_QID = re.compile(r"Q[1-9][0-9]*")
_SPELT = re.compile(
    r"<?https?://(?:\w+\.)?wikidata\.org/(?:wiki/(?:Special:Entity(?:Data|Page)/)?|entity/)"
    r"(?P<address>Q[1-9][0-9]*)(?:\.\w+)?/?(?:[?#]\S*)?>?"
    r"|(?:(?:wd|wikidata):)?(?P<bare>Q[1-9][0-9]*)",
    re.IGNORECASE | re.ASCII,
)
_NIL = re.compile(r"(?:NIL(?:[_:-]?[0-9]+)?)?", re.IGNORECASE | re.ASCII)


@lru_cache(maxsize=4096)
def is_item(name: str) -> bool:
    """Return whether an id is a Wikidata id in its own form.

    >>> is_item("Q84"), is_item("q84"), is_item("London")
    (True, False, False)
    """
    return _QID.fullmatch(name) is not None


def understood(name: str | None) -> str | None:
    """The id that is meant: `Q84` for every spelling of it, None for none.

    Args:
        name: as the file gives it: a QID, an address of Wikidata, `NIL` with or without a number, any other
            id, or None.

    >>> understood("https://www.wikidata.org/wiki/Q84"), understood(" q84"), understood("NIL0001")
    ('Q84', 'Q84', None)
    >>> understood("Paris_(city)"), understood("NILsson"), understood("Q1|Q2")
    ('Paris_(city)', 'NILsson', 'Q1|Q2')
    """
    if name is None or is_item(name):
        return name
    bare = name.strip()
    if _NIL.fullmatch(bare):
        return None
    spelt = _SPELT.fullmatch(bare)
    return (spelt["address"] or spelt["bare"]).upper() if spelt else bare


def given(doc: Document) -> list[str]:
    """The ids that the entities of a document have, as they are written; none for null and for no key."""
    return [name for name in map(_WIKIDATA, doc.entities or ()) if isinstance(name, str)]


_WIKIDATA = attrgetter("wikidata")


class OtherIds:
    """The ids of both sides that are not Wikidata's, to say once that they are compared as they are.

    >>> from presscheck.document.model import Entity
    >>> others = OtherIds()
    >>> others.add(Document(id="d"), Document(id="d", entities=[Entity(id="e", wikidata="Paris_(city)")]))
    >>> print(others.notes()[0].text)
    links: predicted ids that are not Wikidata's are compared as they are written (1×: `Paris_(city)`)
    """

    def __init__(self) -> None:
        self.sides: dict[str, Counter[str]] = {"gold": Counter(), "pred": Counter()}

    def add(self, gold: Document, pred: Document) -> None:
        """Take in one document of both sides, its ids `understood`."""
        for ids, doc in zip(self.sides.values(), (gold, pred), strict=True):
            if names := [name for name in given(doc) if not is_item(name)]:
                ids.update(names)

    def merge(self, other: OtherIds) -> None:
        """Take in the ids of other documents."""
        for side, ids in other.sides.items():
            self.sides[side].update(ids)

    def notes(self) -> list[Note]:
        """One note for each side that has such ids."""
        return [_note(side, ids) for side, ids in self.sides.items() if ids]


def _note(side: str, ids: Counter[str]) -> Note:
    n = ids.total()
    whose = "predicted" if side == "pred" else side
    told = (
        f"links: {whose} ids that are not Wikidata's are compared as they are written ({n}×: {_sample(ids)})"
    )
    return Note(id="wikidata-form", side=side, layer="entities", count=n, text=told)


def _sample(ids: Iterable[str]) -> str:
    first, *rest = sorted(ids)
    return f"`{first}`{', …' if rest else ''}"
