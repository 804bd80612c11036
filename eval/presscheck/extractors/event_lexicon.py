"""Lexicon of `extract events`: `event_lexicon.toml`, ready for look-up (internal)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple


class Sense(NamedTuple):
    """Event that a word may trigger.

    Args:
        type: the event type.
        roles: syntactic slot -> role.
    """

    type: str
    roles: Mapping[str, str]


class Lexicon(NamedTuple):
    """The lexicon by what is looked up in it.

    Args:
        words: (coarse part of speech, lemma) -> what it triggers; a verb with its particle is one lemma.
        support: verbs that lend their subject to an event noun.
        modality: lemma of a governing verb -> modality.
        auxiliaries: lemma of an auxiliary -> modality.
    """

    words: Mapping[tuple[str, str], Sense]
    support: frozenset[str]
    modality: Mapping[str, str]
    auxiliaries: Mapping[str, str]


_KINDS = {"verbs": "VERB", "nouns": "NOUN", "adjectives": "ADJ"}


@cache
def load() -> Lexicon:
    """The shipped lexicon.

    >>> load().words["NOUN", "summit"].type
    'Contact.Meet'
    """
    path = Path(__file__).with_name("event_lexicon.toml")
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    words: dict[tuple[str, str], Sense] = {}
    for label, entry in table["types"].items():
        for kind, part_of_speech in _KINDS.items():
            for lemma in entry.get(kind, ()):
                words[part_of_speech, lemma] = Sense(label, entry["roles"])
    modality, auxiliaries = (_turned(table[name]) for name in ("modality", "auxiliaries"))
    return Lexicon(words, frozenset(table["support_verbs"]), modality, auxiliaries)


def _turned(lists: Mapping[str, list[str]]) -> dict[str, str]:
    return {lemma: value for value, lemmas in lists.items() for lemma in lemmas}
