"""The nearest known name for one that is unknown."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

MANY = 40
"""So many names are listed; of more, the first `FEW`."""

FEW = 8


def nearest(name: str, names: Iterable[str]) -> str:
    """Return the addition to "there is no X": the nearest name, or all of them.

    >>> nearest("mention.strct", ["mention.strict", "coref.muc"])
    'did you mean mention.strict?'
    >>> nearest("x", ["a", "b"])
    'choose from a, b'
    >>> nearest("person", ["PER", "ORG"])
    'did you mean PER?'
    >>> nearest("x", [])
    'there are none'
    >>> nearest("x", map(str, range(100, 200)))
    'choose from 100, 101, 102, 103, 104, 105, 106, 107, … (100 in all)'
    """
    known = list(names)
    folded = {one.casefold(): one for one in reversed(known)}
    near = difflib.get_close_matches(name.casefold(), folded, 1)
    if near:
        return f"did you mean {folded[near[0]]}?"
    if len(known) > MANY:
        return f"choose from {', '.join(known[:FEW])}, … ({len(known)} in all)"
    return f"choose from {', '.join(known)}" if known else "there are none"
