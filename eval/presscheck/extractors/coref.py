"""Resolve coreference simply: equal names are one entity, a pronoun is the nearest fitting name (internal).

A straw man like the other baselines: names match when they are equal, when one
is the last word of a person's longer name, or when one is the other's initials;
*he* and *she* take the latest person that is a subject, *it* and *its* the
latest organisation or place, *I* in a quote its speaker, *who* what it follows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import msgspec

from presscheck.document.model import Entity, Mention, Quote
from presscheck.extractors import pipeline
from presscheck.extractors.pipeline import Paragraph

HE = {"he": "he", "him": "he", "his": "he", "himself": "he", "she": "she", "her": "she", "hers": "she",
      "herself": "she"}  # fmt: skip
"""Third person pronouns of people, with the gender that they show."""

IT = ("it", "its", "itself")
SPEAKER = ("i", "me", "my", "myself", "mine")
RELATIVE = ("who", "whom", "whose", "which")
PEOPLE = ("PERSON", "PER")
BODIES = ("ORG", "GPE", "LOC", "FAC", "NORP")
AMOUNTS = ("CARDINAL", "ORDINAL", "PERCENT", "QUANTITY", "MONEY")
"""Labels of a pipeline whose equal words are not the same thing."""

_SUBJECT = ("nsubj", "nsubjpass", "csubj")


class Candidate(NamedTuple):
    """Resolve the coreference of the names of a text.

    Args:
        mentions: the names with their entities, and the pronouns that found one.
        entities: named by their longest mention.
    """

    mentions: list[Mention]
    entities: list[Entity]


class _Someone(msgspec.Struct):
    """An entity while the text is read.

    Args:
        id: a slug, unique in the text.
        label: the pipeline's label.
        names: what it was called, folded.
        longest: its longest name as written.
        gender: what its pronouns show.
    """

    id: str
    label: str
    names: set[str]
    longest: str
    gender: str | None = None


def resolve(
    paragraphs: Sequence[Paragraph], names: Iterable[Mention], quotes: Iterable[Quote] = ()
) -> Candidate:
    """Entities of names, and pronouns with theirs.

    Args:
        paragraphs: the parsed text.
        names: mentions with the pipeline's labels, in the order of the text.
        quotes: with the spans of their sources, for *I*.
    """
    run = _Run([*names], [*quotes])
    for paragraph in paragraphs:
        run.read(paragraph)
    entities = [Entity(id=one.id, type=one.label, name=one.longest) for one in run.everyone]
    return Candidate(sorted(run.mentions, key=lambda m: (m.start, m.end)), entities)


class _Run:
    def __init__(self, names: list[Mention], quotes: list[Quote]) -> None:
        self.names = {name.start: name for name in names}
        self.quotes = quotes
        self.mentions: list[Mention] = []
        self.everyone: list[_Someone] = []
        self.latest: list[tuple[_Someone, bool]] = []
        self.at: dict[tuple[int, int], _Someone] = {}

    def read(self, paragraph: Paragraph) -> None:
        """Go through a paragraph token by token: names become known, pronouns look back."""
        for token in paragraph.doc:
            if name := self.names.get(paragraph.reading.starts[token.idx]):
                self._name(name, token)
            elif token.pos_ in ("PRON", "DET") or token.lower_ in HE:
                self._pronoun(paragraph, token)

    def _name(self, name: Mention, token: Any) -> None:
        if name.type in AMOUNTS:
            self.mentions.append(name)
            return
        someone = self._known(name) or self._new(name)
        words = name.text or ""
        someone.names.add(folded(words))
        someone.longest = max(someone.longest, words, key=len)
        subject = token.dep_ in _SUBJECT or token.head.dep_ in _SUBJECT
        self.latest.append((someone, subject))
        self.at[name.start, name.end] = someone
        self.mentions.append(msgspec.structs.replace(name, entity=someone.id, form="name"))

    def _known(self, name: Mention) -> _Someone | None:
        """The latest entity that has this name, or a longer or shorter one for it."""
        for someone in reversed(self.everyone):
            if _akin(someone.label, name.type or "") and any(
                same_name(known, folded(name.text or ""), someone.label) for known in someone.names
            ):
                return someone
        return None

    def _new(self, name: Mention) -> _Someone:
        slug = re.sub(r"[^a-z0-9]+", "-", folded(name.text or "")).strip("-") or "entity"
        taken = {one.id for one in self.everyone}
        free = next(
            s for n in range(1, len(taken) + 2) if (s := slug if n == 1 else f"{slug}-{n}") not in taken
        )
        someone = _Someone(free, name.type or "", set(), "")
        self.everyone.append(someone)
        return someone

    def _pronoun(self, paragraph: Paragraph, token: Any) -> None:
        word = token.lower_
        where = pipeline.span(paragraph, token.idx, token.idx + len(token))
        someone = None
        if word in HE:
            someone = self._person(HE[word])
        elif word in IT:
            someone = self._latest(BODIES)
        elif word in SPEAKER:
            someone = self._speaker(where.start)
        elif word in RELATIVE and token.dep_ in (*_SUBJECT, "poss", "dobj", "pobj"):
            someone = self._before(token.idx, paragraph)
        if someone is not None:
            self.mentions.append(
                Mention(
                    start=where.start,
                    end=where.end,
                    text=where.text,
                    type=someone.label,
                    form="pronoun",
                    entity=someone.id,
                )
            )

    def _person(self, gender: str) -> _Someone | None:
        people = [(one, subject) for one, subject in self.latest if one.label in PEOPLE]
        fits = [(one, subject) for one, subject in people if one.gender in (None, gender)]
        found = next((one for one, subject in reversed(fits[-3:]) if subject), fits[-1][0] if fits else None)
        if found is not None:
            found.gender = gender
        return found

    def _latest(self, labels: tuple[str, ...]) -> _Someone | None:
        return next((one for one, _ in reversed(self.latest) if one.label in labels), None)

    def _speaker(self, at: int) -> _Someone | None:
        """Return the speaker of the quote that a place is in."""
        for quote in self.quotes:
            if quote.source and any(part.start <= at < part.end for part in quote.content):
                source = (quote.source.start, quote.source.end)
                inside = [
                    one for place, one in self.at.items() if source[0] <= place[0] and place[1] <= source[1]
                ]
                return inside[-1] if inside else None
        return None

    def _before(self, at: int, paragraph: Paragraph) -> _Someone | None:
        """The name that ends right before a place of the paragraph, a comma apart."""
        size = len(paragraph.doc.text[:at].rstrip(" ,"))
        place = paragraph.reading.ends[size - 1] if size else -1
        return next((one for (_, end), one in self.at.items() if end == place), None)


def folded(name: str) -> str:
    """A name without article, possessive, dots and case.

    >>> folded("the U.K.’s"), folded("Keir Starmer")
    ('uk', 'keir starmer')
    """
    bare = re.sub(r"[’']s?$", "", name.strip()).replace(".", "").lower()
    return bare.removeprefix("the ")


def same_name(known: str, name: str, label: str) -> bool:
    """Return whether two folded names may be one entity's.

    >>> same_name("keir starmer", "starmer", "PERSON"), same_name("european union", "eu", "ORG")
    (True, True)
    >>> same_name("new york", "york", "GPE"), same_name("keir starmer", "keir rodney starmer", "PERSON")
    (False, True)
    """
    if known == name:
        return True
    short, long = sorted((known.split(), name.split()), key=len)
    if label in PEOPLE:
        return bool(short) and short[-1] == long[-1] and (len(short) == 1 or short[0] == long[0])
    return len(short) == 1 and len(long) > 1 and short[0] == "".join(word[0] for word in long if word != "of")


def _akin(one: str, other: str) -> bool:
    """Return whether two labels may be one entity's: pipelines mix up bodies, and take surnames for firms."""
    return one == other or (one in BODIES and other in BODIES) or (one in PEOPLE and other == "ORG")
