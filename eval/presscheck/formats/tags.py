"""Tags of tokens: which scheme they follow, and the mentions that they make.

Prefixes (B-PER, B_PER), suffixes (PER-B), bare marks (B, I, O) and bare labels
(PER, O) are told apart over a whole file; `X` goes on a word, as O does outside.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, TypeAlias

BEGINS = ("B", "S", "U")
ENDS = ("E", "L", "S", "U")
_MARKS = "BIESLUM"
_OUTSIDE = ("O", "X", "_", "-X-")
_PREFIX = re.compile(rf"([{_MARKS}])[-_](\S.*)")
_SUFFIX = re.compile(rf"(\S.*)[-_]([{_MARKS}])")
_LABEL = re.compile(r"[^\W\d][\w.:/-]*")
FEW = 100
"""Labels in a column of bare labels: more are words, not labels."""

Parsed: TypeAlias = tuple[str, str]
"""A mark (O outside, X for a further piece of a word, "" for a bare label) and a label."""


class Run(NamedTuple):
    """Consecutive tokens of one mention.

    Args:
        label: its type; empty where the tags have marks alone.
        first: index of its first token.
        last: of its last.
    """

    label: str
    first: int
    last: int


class Scheme(NamedTuple):
    """Way to read tags.

    Args:
        name: what to call it; empty for the common one.
        parsed: a tag's mark and label, None if it is not a tag of this scheme.
    """

    name: str
    parsed: Callable[[str], Parsed | None]


def prefixed(tag: str) -> Parsed | None:
    """A tag of the common scheme.

    >>> prefixed("B-geo-loc"), prefixed("I_PER"), prefixed("O"), prefixed("PER")
    (('B', 'geo-loc'), ('I', 'PER'), ('O', ''), None)
    """
    match = _PREFIX.fullmatch(tag)
    return (match[1], match[2]) if match else _outside(tag)


def _suffixed(tag: str) -> Parsed | None:
    match = _SUFFIX.fullmatch(tag)
    return (match[2], match[1]) if match else _outside(tag)


def _marks(tag: str) -> Parsed | None:
    return (tag, "") if len(tag) == 1 and tag in _MARKS else _outside(tag)


def _labels(tag: str) -> Parsed | None:
    return _outside(tag) or (("", tag) if _LABEL.fullmatch(tag) else None)


def _outside(tag: str) -> Parsed | None:
    return ("X" if tag == "X" else "O", "") if tag in _OUTSIDE else None


SCHEMES = (
    Scheme("", prefixed),
    Scheme("marks after the label (PER-B)", _suffixed),
    Scheme("marks without labels", _marks),
)
BARE = Scheme("labels without marks, read as one mention each run", _labels)


def scheme(tags: Sequence[str]) -> Scheme | None:
    """The scheme that all tags of a column follow; None if there is none.

    >>> scheme(["O", "PER-B", "PER-I"]).name, scheme(["O", "PER"]).name, scheme(["0.9"])
    ('marks after the label (PER-B)', 'labels without marks, read as one mention each run', None)
    """
    kinds = set(tags)
    for one in SCHEMES:
        if all(one.parsed(tag) for tag in kinds):
            return one
    bare = "O" in kinds and len(kinds) <= FEW and all(_labels(tag) for tag in kinds)
    return BARE if bare else None


def followed(tags: Sequence[str], notes: Counter[str]) -> Scheme | None:
    """The scheme of a column, as `scheme` has it, and a note where it is not the common one."""
    how = scheme(tags)
    if how is not None and how.name:
        notes[f"tags: {how.name}"] += 1
    return how


def runs(tags: Sequence[str], how: Scheme, notes: Counter[str]) -> Iterator[Run]:
    """The mentions of one sentence; what no scheme allows is read in the nearest way and noted.

    Args:
        tags: of its tokens.
        how: their scheme.
        notes: gains what was repaired.
    """
    parsed = [how.parsed(tag) or ("O", "") for tag in tags]
    strict = any(mark in BEGINS for mark, _ in parsed)
    label, first = "", -1
    for i, (mark, kind) in enumerate([*parsed, ("O", "")]):
        if mark == "X" and first >= 0:
            continue
        if first >= 0 and (mark in ("O", "X", *BEGINS) or kind != label):
            yield Run(label, first, i - 1)
            first = -1
        if mark in ("O", "X"):
            continue
        if first < 0:
            if mark not in ("", *BEGINS) and (mark != "I" or strict):
                notes[f"mentions that begin with {mark}-"] += 1
            label, first = kind, i
        if mark in ENDS:
            yield Run(label, first, i)
            first = -1
