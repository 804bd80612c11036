"""Names as strings: which gold entity a predicted name means (internal)."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable

from presscheck.document.model import Document

PERSON = "PER"
"""The entity type whose names may be cut to their last word."""

PRONOUNS = re.compile(
    r"i|me|my|mine|we|us|our|ours|you|your|yours|he|him|his|she|her|hers|it|its|they|them|their|theirs|"
    r"(?:my|your|him|her|it)self|(?:our|your|them)selves|who|whom|whose|which|that|this|these|those|one"
)
"""Words, in lower case, that name nobody by themselves."""

_TITLES = re.compile(
    r"(?:(?:the|mr|mrs|ms|miss|mx|dr|prof|professor|sir|dame|lord|lady|president|vice president|"
    r"prime minister|chancellor|foreign minister|minister|secretary-general|secretary|general|senator|"
    r"governor|mayor|king|queen|prince|princess|pope)\.?\s+)+"
)
_POSSESSIVE = re.compile(r"(?<=\w)(?:['’]s|(?<=s)['’])$")


class Names:
    """The names of gold entities, and which entity a string means.

    Args:
        gold: the gold document with all its mentions.
    """

    def __init__(self, gold: Document) -> None:
        self.whole: defaultdict[str, set[str]] = defaultdict(set)
        self.last: defaultdict[str, set[str]] = defaultdict(set)
        kinds = {e.id: e.type for e in gold.entities or ()}
        for entity, name in _aliases(gold):
            alias = plain_name(name)
            if not alias:
                continue
            self.whole[alias].add(entity)
            if kinds.get(entity) == PERSON:
                self.last[alias.split()[-1]].add(entity)

    def find(self, name: str) -> set[str]:
        """The entities that a string may mean: by a whole name, else by the last word of a person's."""
        alias = plain_name(name)
        if not alias or PRONOUNS.fullmatch(alias):
            return set()
        return self.whole.get(alias) or self.last.get(alias.split()[-1]) or set()


def _aliases(gold: Document) -> Iterable[tuple[str, str]]:
    known = set()
    for e in gold.entities or ():
        known.add(e.id)
        if e.name:
            yield e.id, e.name
    for m in gold.mentions or ():
        if m.entity is not None:
            known.add(m.entity)
            if m.form in ("name", None):
                yield m.entity, m.text or (gold.text or "")[m.start : m.end]
    # A gold without entities may give its speakers by name.
    for quote in gold.quotes or ():
        if quote.speaker is not None and quote.speaker not in known:
            yield quote.speaker, quote.speaker


def plain_name(name: str) -> str:
    """A name for comparison: case folded, accents kept, without titles and possessive *'s*.

    >>> plain_name("President  Macron’s"), plain_name("Recep Tayyip Erdoğan")
    ('macron', 'recep tayyip erdoğan')
    """
    folded = " ".join(unicodedata.normalize("NFKC", name).casefold().split())
    bare = _POSSESSIVE.sub("", folded)
    untitled = _TITLES.match(bare)
    return bare[untitled.end() :] if untitled else bare
