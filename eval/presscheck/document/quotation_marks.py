"""The one table of quotation marks: pairing, trimming, the quoted view, types, folding and rules read it.

Inches, feet, primes and bullets are not marks and have no row. Which rows are
in force in a text, where a character opens in one and closes in another, is
decided in `layers.texts.mark_styles`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

from presscheck.document.model import Document


class MarkStyle(NamedTuple):
    """A row of the table.

    Args:
        name: of the style.
        opening: the mark in front.
        closing: the mark behind.
        single: whether it marks quotes only in a document with `quotation_marks: "single"`.
    """

    name: str
    opening: str
    closing: str
    single: bool = False


STYLES = (
    MarkStyle("English", "“", "”"),
    MarkStyle("German", "„", "“"),
    MarkStyle("Polish", "„", "”"),
    MarkStyle("Swedish", "”", "”"),
    MarkStyle("guillemets", "«", "»"),
    MarkStyle("guillemets that point inwards", "»", "«"),
    MarkStyle("guillemets that point to the right", "»", "»"),
    MarkStyle("single guillemets", "‹", "›"),
    MarkStyle("single guillemets that point inwards", "›", "‹"),
    MarkStyle("corner brackets", "「", "」"),
    MarkStyle("white corner brackets", "『", "』"),
    MarkStyle("vertical", "〝", "〞"),
    MarkStyle("vertical, low", "〝", "〟"),
    MarkStyle("Penn Treebank", "``", "''"),
    MarkStyle("two apostrophes", "''", "''"),
    MarkStyle("full width", "＂", "＂"),
    MarkStyle("straight", '"', '"'),
    MarkStyle("English single", "‘", "’", single=True),
    MarkStyle("German single", "‚", "‘", single=True),
    MarkStyle("straight single", "'", "'", single=True),
)
"""Every style, the double ones first."""


def marks_of(styles: Iterable[MarkStyle]) -> frozenset[str]:
    """The opening and closing marks of some rows.

    >>> sorted(marks_of(STYLES[:1]))
    ['“', '”']
    """
    return frozenset(mark for style in styles for mark in (style.opening, style.closing))


DOUBLE = marks_of(style for style in STYLES if not style.single)
"""The marks of every document."""

SINGLE = marks_of(style for style in STYLES if style.single)
"""The marks of a document with `quotation_marks: "single"` besides."""

CHARACTERS = frozenset("".join(DOUBLE | SINGLE))
"""Every character that a mark is made of."""

SINGLE_OPENING = frozenset(style.opening for style in STYLES if style.single) - {"'"}
"""Single marks that are never an apostrophe."""


def pattern(marks: Iterable[str]) -> str:
    """A regular expression for any of some marks, marks of two characters first.

    In a run of three apostrophes the last two are the mark: one may follow a word (*the dogs'* and a mark).

    >>> re.findall(pattern(DOUBLE), "``the dogs'''"), re.findall(pattern(["``", "''"]), "`a' ''")
    (['``', "''"], ["''"])
    """
    several = sorted(mark for mark in marks if len(mark) > 1)
    bare = "".join(sorted(mark for mark in marks if len(mark) == 1))
    longer = [f"{re.escape(mark)}(?!{mark[0]}(?!{mark[0]}))" for mark in several]
    return "|".join([*longer, *([f"[{re.escape(bare)}]"] if bare else [])])


_FINAL_OR_INITIAL = frozenset(("Pi", "Pf"))


def strange(text: str) -> bool:
    """Return whether a text has a quotation mark that no row of the table has.

    >>> strange("⸂We go⸃, she said."), strange("‘We go’, she said.")
    (True, False)
    """
    others = set(text) - CHARACTERS
    return any(unicodedata.category(character) in _FINAL_OR_INITIAL for character in others)


def marks_singly(doc: Document) -> bool:
    """Return whether single marks are quotation marks in a document: its key says so.

    >>> marks_singly(Document(id="d", text="‘Yes’", quotation_marks="single"))
    True
    """
    return doc.quotation_marks == "single"
