"""Names in the last column of CoNLL-U: `NER=B-PER` of treebanks, `ner=S-PERSON` of Stanza (internal)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from presscheck.document.model import ABSENT, Mention, Offsets
from presscheck.formats.tags import Scheme, runs


class Tags(NamedTuple):
    """The tags of names in a file.

    Args:
        scheme: that they follow.
        alone: whether the file has no coreference beside them.
    """

    scheme: Scheme
    alone: bool


class Placed(NamedTuple):
    """A text and the places of its tokens."""

    text: str
    places: Sequence[Offsets]


def tag(misc: Mapping[str, Any]) -> str:
    """The tag of a token, by what stands in its last column.

    >>> tag({"NER": "B-PER"}), tag({"SpaceAfter": "No"})
    ('B-PER', 'O')
    """
    return str(misc.get("NER") or misc.get("ner") or "O")


def mentions_by(
    tags: Sequence[str], sizes: Sequence[int], placed: Placed, how: Scheme, notes: Counter[str]
) -> list[Mention]:
    """The mentions that tags make, sentence by sentence.

    Args:
        tags: one a token.
        sizes: how many tokens each sentence has.
        placed: the text and the places of the tokens.
        how: the scheme of the tags.
        notes: gains what was repaired.
    """
    found: list[Mention] = []
    at = 0
    for size in sizes:
        for run in runs(tags[at : at + size], how, notes):
            start, end = placed.places[at + run.first][0], placed.places[at + run.last][1]
            label = run.label or ABSENT
            found.append(Mention(start=start, end=end, text=placed.text[start:end], type=label))
        at += size
    return found
