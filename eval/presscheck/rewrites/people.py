"""Rewrites of names of people: other names, two that change places, names for pronouns (internal)."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping
from functools import cache, partial
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from msgspec import UNSET
from msgspec.structs import replace

from presscheck.document.model import Document, Entity, Mention
from presscheck.rewrites.edits import Edit
from presscheck.rewrites.links import touched
from presscheck.rewrites.rewrite import Plan, Plans, apart, names, text_of

_GENDER = {
    "he": "male", "him": "male", "his": "male", "himself": "male",
    "she": "female", "her": "female", "hers": "female", "herself": "female",
}  # fmt: skip


class Name(NamedTuple):
    """Names of a person.

    Args:
        full: the first time.
        short: after that.
        given: among friends.
    """

    full: str
    short: str
    given: str


class _Person(NamedTuple):
    """An entity with names.

    Args:
        id: of the entity.
        name: its fullest name, and what is used after that.
        mentions: the mentions that are names.
        gender: what its pronouns show; empty if they show nothing.
    """

    id: str
    name: Name
    mentions: list[Mention]
    gender: str


@cache
def _lists() -> dict[str, Any]:
    path = Path(__file__).with_name("names.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


def people(doc: Document) -> list[_Person]:
    """The people of a document that have names, the most often named first."""
    text = text_of(doc)
    named: dict[str, list[Mention]] = {}
    for mention in names(doc):
        if mention.type == "PER" and isinstance(mention.entity, str):
            named.setdefault(mention.entity, []).append(mention)
    shown: dict[str, str] = {}
    for mention in doc.mentions or ():
        gender = _GENDER.get(text[mention.start : mention.end].lower())
        if gender and isinstance(mention.entity, str):
            shown.setdefault(mention.entity, gender)
    found = [
        _Person(name, _called(text, mentions), mentions, shown.get(name, ""))
        for name, mentions in named.items()
    ]
    return sorted(found, key=lambda p: (-len(p.mentions), p.mentions[0].start))


def _called(text: str, mentions: list[Mention]) -> Name:
    forms = [" ".join(text[m.start : m.end].split()) for m in mentions]
    full = max(forms, key=lambda form: (len(form.split()), len(form)))
    ends = [form for form in forms if form != full and _folded(full).endswith(f" {_folded(form)}")]
    short = Counter(ends).most_common(1)[0][0] if ends else full.split()[-1]
    return Name(full, short, full.split()[0])


def _folded(name: str) -> str:
    return name.casefold()


def called(old: Name, new: Name, words: str) -> str:
    """The new name in the form in which the old one stands.

    >>> old, new = Name("Anna Kolar", "Kolar", "Anna"), Name("Vera Delmar", "Delmar", "Vera")
    >>> [called(old, new, words) for words in ("Anna Kolar", "Kolar", "Anna", "KOLAR")]
    ['Vera Delmar', 'Delmar', 'Vera', 'DELMAR']
    """
    bare = _folded(" ".join(words.split()))
    if bare in (_folded(old.full), "") or old.full == old.short:
        form = new.full
    elif bare == _folded(old.given):
        form = new.given
    else:
        form = new.short if _folded(old.full).endswith(bare) else new.full
    return form.upper() if words.isupper() and len(words) > 1 else form


def swapped(origin: str) -> Plans:
    """Every person's name replaced by one of an origin, the same one each time; links are no longer judged.

    Args:
        origin: a table of `names.toml`.
    """

    def plan(doc: Document, rng: Random) -> Plan:
        everyone = people(doc)
        new = dict(zip((p.id for p in everyone), _drawn(origin, everyone, text_of(doc), rng), strict=True))
        edits = apart(
            Edit(m.start, m.end, called(p.name, new[p.id], text_of(doc)[m.start : m.end]))
            for p in everyone
            for m in p.mentions
        )
        change = partial(_with_names, doc, edits, everyone, new)
        return Plan(edits, _titled(doc, everyone, new), change, _ids(doc, new))

    return plan


def _drawn(origin: str, everyone: list[_Person], text: str, rng: Random) -> list[Name]:
    """A new name for each person; people with one family name keep one."""
    table = _lists()[origin]
    free = {key: _shuffled(table[key], text, rng) for key in ("male", "female", "family")}
    families: dict[str, str] = {}
    drawn = []
    for person in everyone:
        gender = person.gender or rng.choice(("male", "female"))
        given = _next(free[gender])
        family = families.setdefault(_folded(person.name.short), _next(free["family"]))
        drawn.append(_named(table, given, family))
    return drawn


def _shuffled(pool: list[str], text: str, rng: Random) -> list[str]:
    fresh = [name for name in pool if name not in text] or [*pool]
    return rng.sample(fresh, len(fresh))


def _next(pool: list[str]) -> str:
    """The next name of a pool, which begins again at its end with names that tell themselves apart."""
    name = pool.pop(0)
    pool.append(f"{name}-{name}" if "-" not in name else name.partition("-")[0])
    return name


def _named(table: Mapping[str, Any], given: str, family: str) -> Name:
    full = {"given": f"{given} {family}", "family": f"{family} {given}", "one": given}[table["order"]]
    return Name(full, {"given": given, "family": family, "one": given}[table["short"]], given)


def _titled(doc: Document, everyone: list[_Person], new: Mapping[str, Name]) -> dict[str, Any]:
    """The title with the new names."""
    if not isinstance(doc.title, str):
        return {}
    title = doc.title
    for person in everyone:
        for old in (person.name.full, person.name.short):
            title = re.sub(rf"(?<!\w){re.escape(old)}(?!\w)", called(person.name, new[person.id], old), title)
    return {"title": title}


def _with_names(
    doc: Document, edits: list[Edit], everyone: list[_Person], new: Mapping[str, Name], moved: Document
) -> Document:
    """Entities under their new names, and without links where their words have changed."""
    gone = touched(doc, edits)
    by_id = {person.id: person for person in everyone}

    def changed(entity: Entity) -> Entity:
        if entity.id in by_id:
            return _entity(entity, by_id[entity.id].name, new[entity.id])
        return replace(entity, wikidata=UNSET) if entity.id in gone else entity

    return replace(moved, entities=[*map(changed, moved.entities)]) if moved.entities else moved


def _ids(doc: Document, new: Mapping[str, Name]) -> dict[str, str]:
    """New ids of people, made of their new names."""
    taken = {entity.id for entity in doc.entities or ()}
    return {old: _slug(name.full, taken) for old, name in new.items()}


def _entity(entity: Entity, old: Name, new: Name) -> Entity:
    changed: dict[str, Any] = {"wikidata": UNSET}
    if isinstance(entity.name, str):
        changed["name"] = new.full
    if isinstance(entity.aliases, list):
        changed["aliases"] = [called(old, new, alias) for alias in entity.aliases]
    return replace(entity, **changed)


def _slug(name: str, taken: set[str]) -> str:
    """An id that nothing else has."""
    plain = unicodedata.normalize("NFKD", name.casefold().replace("þ", "th").replace("ð", "d"))
    slug = re.sub(r"[^a-z0-9]+", "-", plain.encode("ascii", "ignore").decode()).strip("-") or "person"
    free = next(s for n in range(1, len(taken) + 2) if (s := slug if n == 1 else f"{slug}-{n}") not in taken)
    taken.add(free)
    return free


def exchanged(of: Callable[[Document], list[_Person]]) -> Plans:
    """Two people change places: each stands where the other stood, and their links go with them.

    Args:
        of: the people to take the two from, the first ones that fit.
    """

    def plan(doc: Document, _: Random) -> Plan:
        pair = _fitting(of(doc))
        if not pair:
            return Plan([])
        a, b = pair
        text, other = text_of(doc), {a.id: b, b.id: a}
        edits = apart(
            Edit(m.start, m.end, called(p.name, other[p.id].name, text[m.start : m.end]))
            for p in pair
            for m in p.mentions
        )
        new = {p.id: other[p.id].name for p in pair}
        return Plan(edits, _titled_at_once(doc, pair, new), ids={a.id: b.id, b.id: a.id})

    return plan


def _fitting(everyone: list[_Person]) -> tuple[_Person, _Person] | None:
    """The first two whose pronouns do not contradict and whose names share nothing."""
    for i, a in enumerate(everyone):
        for b in everyone[i + 1 :]:
            strangers = {*a.name.full.split()}.isdisjoint(b.name.full.split())
            if strangers and (not a.gender or not b.gender or a.gender == b.gender):
                return a, b
    return None


def _titled_at_once(doc: Document, pair: tuple[_Person, _Person], new: Mapping[str, Name]) -> dict[str, Any]:
    if not isinstance(doc.title, str):
        return {}
    forms = {old: called(p.name, new[p.id], old) for p in pair for old in (p.name.full, p.name.short)}
    pattern = "|".join(re.escape(form) for form in sorted(forms, key=len, reverse=True))
    return {"title": re.sub(rf"(?<!\w)(?:{pattern})(?!\w)", lambda m: forms[m[0]], doc.title)}


def speakers(doc: Document) -> list[_Person]:
    """The people of a document who are quoted, the most often quoted first."""
    quoted = Counter(q.speaker for q in doc.quotes or () if isinstance(q.speaker, str))
    return sorted((p for p in people(doc) if quoted[p.id]), key=lambda p: -quoted[p.id])


def for_pronouns(doc: Document, _: Random) -> Plan:
    """Short names in place of *he* and *she*, outside of what people say."""
    text = text_of(doc)
    short = {person.id: person.name.short for person in people(doc)}
    said = [(part.start, part.end) for q in doc.quotes or () for part in q.content]
    places = {
        (m.start, m.end): short[m.entity]
        for m in doc.mentions or ()
        if m.entity in short
        and text[m.start : m.end].lower() in ("he", "she")
        and not any(start <= m.start < end for start, end in said)
    }
    edits = [Edit(*place, name) for place, name in places.items()]

    def change(new: Document) -> Document:
        olds = doc.mentions or []
        now = [replace(m, form="name") if (old.start, old.end) in places and isinstance(m.form, str) else m
               for old, m in zip(olds, new.mentions or (), strict=True)]  # fmt: skip
        return replace(new, mentions=now) if now else new

    return Plan(edits, change=change)
