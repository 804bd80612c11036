"""The gold entity that a string means: by a whole name, else by a last or first name (internal)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Set
from functools import cached_property, partial
from typing import NamedTuple, TypeAlias

from presscheck.document.model import Document, Mention
from presscheck.layers.quotes.name_parts import PersonName, as_written, given_agree, titles_contradict

PERSON = "PER"
"""The entity type whose names may be cut to their last or first word."""

PRONOUNS = re.compile(
    r"i|me|my|mine|we|us|our|ours|you|your|yours|he|him|his|she|her|hers|it|its|they|them|their|theirs|"
    r"(?:my|your|him|her|it)self|(?:our|your|them)selves|who|whom|whose|which|that|this|these|those|one"
)
"""Words, in lower case, that name nobody by themselves."""

NOBODY = ("", "unknown", "none", "n/a", "_")
"""Words for a speaker, after folding, that is not stated."""

Index: TypeAlias = dict[str, set[str]]
"""Words -> the entities that are called so."""

_NO_ONE: frozenset[str] = frozenset()


class Names:
    """The names of gold's entities, and which entity a string means.

    Args:
        called: every name, once.
        persons: tells the entities that are persons, or may be.
        others: the names of all other entities.
        renamed: the entities whose names are `called` alone, and not among the others.
    """

    def __init__(
        self,
        called: Iterable[Name],
        persons: Callable[[], Set[str]],
        others: Names | None = None,
        renamed: Collection[str] = (),
    ) -> None:
        self._names = [*called]
        self._ask_persons = persons
        self._others, self._renamed = others, frozenset(renamed)
        self._called: dict[str, set[PersonName]] = {}
        self._answers: dict[str, set[str]] = {}

    @classmethod
    def of(cls, gold: Document) -> Names:
        """The names of a gold document with all its mentions."""
        return cls(dict.fromkeys(names(gold)), partial(_persons, gold))

    def but(self, renamed: Collection[str], called: Iterable[Name], persons: Mapping[str, bool]) -> Names:
        """The names where some entities are called otherwise.

        Args:
            renamed: these entities.
            called: every name that they have.
            persons: those of which it is not known any more that they are persons, or that they are not.
        """

        def kept() -> Set[str]:
            return self._persons - persons.keys() | {e for e, is_one in persons.items() if is_one}

        return Names(called, kept if persons else lambda: self._persons, self, renamed)

    @cached_property
    def _persons(self) -> Set[str]:
        return self._ask_persons()

    @cached_property
    def _written(self) -> list[tuple[str, Name]]:
        return [(as_written(name.words).casefold(), name) for name in self._names]

    @cached_property
    def own(self) -> Index:
        """By the names that records give, as they are written."""
        return _index([(words, name.entity) for words, name in self._written if name.own])

    @cached_property
    def full(self) -> Index:
        """By all names, as they are written."""
        return _index([(words, name.entity) for words, name in self._written])

    @cached_property
    def having(self) -> Index:
        """By every word of their names, titles too: names are taken apart only where a word is the same."""
        return _index([(word, e) for name, of in self.full.items() for word in name.split() for e in of])

    @cached_property
    def _words(self) -> dict[str, list[str]]:
        """Entity -> its names."""
        words: dict[str, list[str]] = {}
        for name in self._names:
            words.setdefault(name.entity, []).append(name.words)
        return words

    def called(self, entity: str) -> set[PersonName]:
        """Every name of an entity, taken apart when somebody asks for them."""
        if self._others is not None and entity not in self._renamed:
            return self._others.called(entity)
        if entity not in self._called:
            parts = map(PersonName.of, self._words[entity])
            self._called[entity] = {name for name in parts if name.plain}
        return self._called[entity]

    def _entities(self, index: str, words: str) -> Set[str]:
        """The entities that an index has under some words."""
        own: Index = getattr(self, index)
        here = own.get(words, _NO_ONE)
        return here if self._others is None else here | self._others._entities(index, words) - self._renamed

    def find(self, words: str) -> set[str]:
        """The entities that a string may mean: by a whole name, else by the last or first name of persons.

        Entities whose titles or given names contradict the string are left out.

        Args:
            words: a speaker as a prediction gives it.
        """
        if words not in self._answers:
            self._answers[words] = self._found(PersonName.of(words))
        return self._answers[words]

    def _found(self, name: PersonName) -> set[str]:
        if not name.plain or PRONOUNS.fullmatch(name.plain):
            return set()
        for entities in self._wholes(name):
            if found := {e for e in entities if not contradicts(name, self.called(e))}:
                return found
        return self._in_part(name)

    def _wholes(self, name: PersonName) -> Iterator[Set[str]]:
        """The entities that have a whole name, the surest first."""
        yield self._entities("own", name.whole)
        yield self._entities("full", name.whole)
        near = self._entities("having", name.plain.split()[-1])
        yield {e for e in near if any(other.plain == name.plain for other in self.called(e))}

    def _in_part(self, name: PersonName) -> set[str]:
        """Persons by the last name, or by the first where it says who is meant and the last does not."""
        words = [word for word in (name.last, *name.given[:1]) if word]
        near = set().union(*(self._entities("having", word) for word in words)) & self._persons
        left = {e: self.called(e) for e in near if not contradicts(name, self.called(e))}
        by_last = {e for e, of in left.items() if _is_last(name, of)}
        if len(by_last) == 1:
            return by_last
        by_first = {e for e, of in left.items() if _is_first(name, of)}
        return by_first if len(by_first) == 1 else by_last | by_first


def _index(called: Iterable[tuple[str, str]]) -> Index:
    index: Index = {}
    for words, entity in called:
        index.setdefault(words, set()).add(entity)
    return index


def contradicts(name: PersonName, others: set[PersonName]) -> bool:
    """Return whether a name is none of somebody's who is called by others: by its title or its given name.

    Args:
        name: any name.
        others: every name of the other; one of them that agrees settles it.

    >>> contradicts(PersonName.of("Joe Lee"), {PersonName.of("Ann Lee")})
    True
    >>> contradicts(PersonName.of("Joe Lee"), {PersonName.of("Ann Lee"), PersonName.of("Joe")})
    False
    """
    if titles_contradict(name.titles, {title for other in others for title in other.titles}):
        return True
    given = {word for other in others for word in other.given}
    if not name.given or not given or any(other.plain == name.plain for other in others):
        return False
    lasts = {other.last for other in others if other.given}
    given |= {other.last for other in others if not other.given} - lasts
    return not any(given_agree(a, b) for a in name.given for b in given)


def _is_last(name: PersonName, others: set[PersonName]) -> bool:
    """Return whether somebody has the last name; a name of one word may be a first name as well."""
    alone = {other.given[0] for other in others if other.given} if not name.given else set()
    return name.last in {other.last for other in others} | alone


def _is_first(name: PersonName, others: set[PersonName]) -> bool:
    """Return whether somebody has the first name, and the last one where both are known."""
    if not name.given:
        return False
    lasts = {other.last for other in others if other.given or other.titles}
    firsts = {(*other.given, other.last)[0] for other in others if not other.titles or other.given}
    return name.given[0] in firsts and (not lasts or name.last in lasts)


def _persons(gold: Document) -> set[str]:
    """The entities that are persons, or of which gold does not say what they are."""
    kinds: dict[str, str | None] = {}
    for m in in_turn(gold.mentions or ()):
        if m.entity is not None:
            kinds[m.entity] = kinds.get(m.entity) or m.type
    for e in gold.entities or ():
        kinds[e.id] = e.type or kinds.get(e.id)
    return {entity for entity, kind in kinds.items() if kind in (PERSON, None)}


def in_turn(mentions: Iterable[Mention]) -> list[Mention]:
    """Mentions in the order in which they tell what their entity is."""
    return sorted(mentions, key=lambda m: (m.start, m.end, m.type or ""))


class Name(NamedTuple):
    """One name of an entity.

    Args:
        entity: whose it is.
        words: as they are written.
        own: whether its record calls it so.
    """

    entity: str
    words: str
    own: bool


def names(gold: Document) -> Iterator[Name]:
    """Every name of every entity, as often as it is given."""
    of_records = [*names_of_records(gold)]
    yield from of_records
    yield from mention_names(gold.mentions or (), gold.text or "")
    # An entity that has neither is known by its id alone; a gold without entities gives speakers by name.
    named = {m.entity for m in gold.mentions or ()} | {name.entity for name in of_records}
    bare = [*(e.id for e in gold.entities or ()), *(q.speaker for q in gold.quotes or () if q.speaker)]
    yield from (Name(name, name, own=True) for name in bare if name not in named)


def mention_names(mentions: Iterable[Mention], text: str) -> Iterator[Name]:
    """The names that mentions give; those that have no form may be names."""
    for m in mentions:
        if m.entity is not None and m.form in ("name", None):
            yield Name(m.entity, m.text or text[m.start : m.end], own=False)


def names_of_records(gold: Document) -> Iterator[Name]:
    """The names that the records of entities give."""
    for e in gold.entities or ():
        yield from (Name(e.id, alias, own=False) for alias in aliases(e.aliases))
        if e.name:
            yield Name(e.id, e.name, own=True)


def aliases(given: object) -> list[str]:
    """The aliases of an entity, none where it gives none.

    >>> aliases(None), aliases(["Annie"])
    ([], ['Annie'])
    """
    return given if isinstance(given, list) else []


def plain_name(name: str) -> str:
    """A name for comparison: case folded, accents kept, without titles and possessive *'s*.

    >>> plain_name("President  Macron’s"), plain_name("Recep Tayyip Erdoğan")
    ('macron', 'recep tayyip erdoğan')
    """
    return PersonName.of(name).plain


def stated(speaker: object) -> str | None:
    """A speaker that says who it is; None for one that is missing, empty or says that nobody is known.

    >>> stated("Ann Lee"), stated(" N/A "), stated(None)
    ('Ann Lee', None, None)
    """
    if not isinstance(speaker, str):
        return None
    folded = " ".join(unicodedata.normalize("NFKC", speaker).casefold().split())
    return None if folded in NOBODY else speaker
