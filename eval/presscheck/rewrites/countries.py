"""Rewrites of countries: unlike ones in their place, with their demonyms and capitals (internal)."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from msgspec import UNSET
from msgspec.structs import replace

from presscheck.document.model import NOWHERE, Document, Entity
from presscheck.rewrites.edits import Edit
from presscheck.rewrites.links import touched
from presscheck.rewrites.rewrite import Plan, apart, text_of


@cache
def forms() -> dict[str, str]:
    """Every name, adjective and capital that is replaced, and what stands for it.

    >>> forms()["Kyiv"], forms()["U.K."], forms()["French"]
    ('Lima', 'Laos', 'Zambian')
    """
    path = Path(__file__).with_name("countries.toml")
    table: dict[str, str] = {}
    for row in tomllib.loads(path.read_text(encoding="utf-8"))["swap"]:
        old, new = row["from"], row["to"]
        table |= {old[key]: new[key] for key in ("name", "demonym", "capital")}
        table |= dict.fromkeys(old.get("forms", ()), new["name"])
    return table


@cache
def _pattern() -> re.Pattern[str]:
    known = sorted(forms(), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, known))})(?!\w)")


def other(words: str) -> str:
    """Words with every country replaced.

    >>> other("the Ukrainian army in Paris")
    'the Peruvian army in Lusaka'
    """
    return _pattern().sub(lambda found: forms()[found[0]], words)


def swapped(doc: Document, _: Random) -> Plan:
    """Countries, their people and their capitals replaced wherever they are mentioned."""
    text = text_of(doc)
    edits = apart([edit for mention in doc.mentions or () for edit in _edits(text, mention)])
    edits = [*edits, *_articles(text, edits)]
    gone = touched(doc, edits)

    def change(new: Document) -> Document:
        entities = [_entity(e) if e.id in gone else e for e in new.entities or ()]
        return replace(new, entities=entities) if entities else new

    title = {"title": other(doc.title)} if isinstance(doc.title, str) else {}
    return Plan(edits, title, change)


def _edits(text: str, mention: Any) -> list[Edit]:
    words = text[mention.start : mention.end] if mention.start != NOWHERE else ""
    if mention.type not in ("GPE", "LOC") or not isinstance(mention.entity, str):
        return []
    new = forms().get(words) or (forms().get(words.title(), "").upper() if words.isupper() else "")
    return [Edit(mention.start, mention.end, new)] if new else []


def _articles(text: str, edits: list[Edit]) -> list[Edit]:
    """*a* and *an* before a word that begins otherwise now."""
    changed = []
    for edit in edits:
        before = re.search(r"\b([Aa])(n?) \Z", text[max(0, edit.start - 4) : edit.start])
        if before:
            article = before[1] + ("n" if edit.text[0] in "AEIO" else "")
            start = edit.start - len(before[0])
            old = before[1] + before[2]
            changed += [Edit(start, start + len(old), article)] if article != old else []
    return changed


def _entity(entity: Entity) -> Entity:
    """An entity under its new names, without a link."""
    changed: dict[str, Any] = {"wikidata": UNSET}
    if isinstance(entity.name, str):
        changed["name"] = other(entity.name)
    if isinstance(entity.aliases, list):
        changed["aliases"] = [other(alias) for alias in entity.aliases]
    return replace(entity, **changed)
