"""Rewrites of letters: case, normal form, invisible characters, ligatures, noise (internal)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from random import Random

from presscheck.document.model import Document
from presscheck.rewrites.edits import Edit
from presscheck.rewrites.rewrite import Plan, Plans, apart, letters, names, text_of

_WORD_START = re.compile(r"(?<![^\W_])(?<![^\W_]['’])[^\W\d_]")
_LONG_WORD = re.compile(r"[^\W\d_]{8,}")
_CONFUSED = {"rn": "m", "m": "rn", "l": "1", "I": "l", "o": "0", "e": "c", "h": "b", "cl": "d", "d": "cl"}
_CONFUSABLE = re.compile("rn|cl|[mlIoehd]")
_LIGATURES = re.compile("ffi|ffl|fi|fl|ff")
_LIGATURE = {"ffi": "ﬃ", "ffl": "ﬄ", "fi": "ﬁ", "fl": "ﬂ", "ff": "ﬀ"}


def lower(doc: Document, _: Random) -> Plan:
    """Small letters, where a letter has one of one character."""
    return Plan(letters(text_of(doc), lambda char: char.lower() if len(char.lower()) == 1 else char))


def upper(doc: Document, _: Random) -> Plan:
    """Capital letters; ß becomes SS."""
    return Plan(letters(text_of(doc), str.upper))


def title(doc: Document, _: Random) -> Plan:
    """A capital at the start of every word."""
    text = text_of(doc)
    found = ((match.start(), match[0].title()) for match in _WORD_START.finditer(text))
    return Plan([Edit(at, at + 1, new, len(new) == 1) for at, new in found if new != text[at]])


def decomposed(doc: Document, _: Random) -> Plan:
    """Letters with marks as letters and marks (NFD)."""
    return Plan(letters(text_of(doc), lambda char: unicodedata.normalize("NFD", char)))


def zero_width(doc: Document, _: Random) -> Plan:
    """A zero-width space inside every word of a name."""
    return Plan([Edit(at, at, "\u200b") for at in sorted(set(_inside_names(doc)))])


def _inside_names(doc: Document) -> Iterator[int]:
    text = text_of(doc)
    for name in names(doc):
        for word in re.finditer(r"[^\W\d_]{2,}", text[name.start : name.end]):
            yield name.start + word.start() + len(word[0]) // 2


def soft_hyphens(doc: Document, _: Random) -> Plan:
    """A soft hyphen inside every long word."""
    places = (word.start() + len(word[0]) // 2 for word in _LONG_WORD.finditer(text_of(doc)))
    return Plan([Edit(at, at, "\u00ad") for at in places])


def byte_order_mark(_: Document, __: Random) -> Plan:
    """A byte order mark in front of the text."""
    return Plan([Edit(0, 0, "\ufeff")])


def ligatures(doc: Document, _: Random) -> Plan:
    """Ligatures of f, i and l, as a PDF has them."""
    return Plan([Edit(*f.span(), _LIGATURE[f[0]]) for f in _LIGATURES.finditer(text_of(doc))])


def noise(rate: float, *, in_names: bool = False) -> Plans:
    """Letters taken for others, as a scanner takes them.

    Args:
        rate: the share of the letters that can be taken for others.
        in_names: whether inside names, else outside them; the links of such names are no longer judged.
    """

    def plan(doc: Document, rng: Random) -> Plan:
        from presscheck.rewrites.links import unjudged

        inside = {at for name in names(doc) for at in range(name.start, name.end)}
        places = [m for m in _CONFUSABLE.finditer(text_of(doc)) if (m.start() in inside) == in_names]
        drawn = [m for m in places if rng.random() < rate]
        edits = apart(Edit(*m.span(), _CONFUSED[m[0]]) for m in drawn)
        return Plan(edits, change=unjudged(doc, edits) if in_names else None)

    return plan
