"""Read an export's answers about regions, if this project's own set-up asks the same (internal)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from msgspec.structs import replace

from presscheck.document.model import Entity, Mention
from presscheck.formats import chains
from presscheck.formats.label_studio.controls import fields

KINDS = ("choices", "textarea", "relation")
"""Results that are about regions."""
ASKED = ("entity", "form", "wikidata")
"""Questions of our set-up that have a place in a mention, or in its entity."""


class Said(NamedTuple):
    """The answers of a task about its regions.

    Args:
        answers: id of a region -> question -> answer.
        clusters: id of a region -> its entity, by relations of coreference.
        related: whether anything says which entity a mention is.
    """

    answers: Mapping[str, Mapping[str, str]]
    clusters: Mapping[str, str]
    related: bool

    def of(self, region: object) -> dict[str, Any]:
        """The fields of a mention that a region makes."""
        answers = self.answers.get(str(region), {})
        form = {"form": answers["form"]} if "form" in answers else {}
        if not self.related:
            return form
        named = answers.get("entity") or answers.get("wikidata")
        return {**form, "entity": named or self.clusters.get(str(region))}


def read(results: Iterable[Any], notes: Counter[str]) -> Said:
    """The answers and relations among the results of an annotation; the others are counted.

    Args:
        results: of an annotation.
        notes: gains what has no place.
    """
    answers: dict[str, dict[str, str]] = {}
    pairs: list[tuple[str, str]] = []
    for one in results:
        kind = one.get("type") if isinstance(one, dict) else None
        if kind == "relation" and _is_coref(one):
            pairs.append((str(one.get("from_id")), str(one.get("to_id"))))
        elif kind == "relation":
            notes["relations left out"] += 1
        elif kind in KINDS:
            name, answer = str(one.get("from_name")), _answer(one)
            if answer is None:
                notes[f"answers to `{name}` left out"] += 1
            else:
                answers.setdefault(str(one.get("id")), {})[name.casefold()] = answer
    named = any({"entity", "wikidata"} & said.keys() for said in answers.values())
    return Said(answers, chains.clusters(pairs), related=bool(pairs) or named)


def _is_coref(relation: Mapping[str, Any]) -> bool:
    return any(str(label).upper() in chains.COREF for label in relation.get("labels") or ())


def _answer(item: Mapping[str, Any]) -> str | None:
    """The one answer to a question that we ask too; None if it is another question, or not one answer."""
    name = str(item.get("from_name")).casefold()
    value = item.get("value") if isinstance(item.get("value"), dict) else {}
    given = value.get("choices" if item.get("type") == "choices" else "text") if value else None
    values = [given] if isinstance(given, str) else given if isinstance(given, list) else []
    words = [str(one).strip() for one in values if str(one).strip()]
    if name not in ASKED or len(words) != 1:
        return None
    allowed = fields()[name].choices if name in fields() else ()
    return words[0] if not allowed or words[0] in allowed else None


def entities(mentions: Iterable[Mention], said: Said) -> list[Entity]:
    """The entities of mentions, with the links that a region of each has.

    Args:
        mentions: of the task.
        said: of its regions.
    """
    links: dict[str, str] = {}
    for answers in said.answers.values():
        if "wikidata" in answers:
            links.setdefault(answers.get("entity") or answers["wikidata"], answers["wikidata"])
    return [
        replace(one, wikidata=links[one.id]) if one.id in links else one
        for one in chains.entities(list(mentions))
    ]
