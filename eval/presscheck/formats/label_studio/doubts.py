"""Warnings for a second look: keys that are nearly others, doubtful chains (internal)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

from presscheck.document.exceptions import Finding
from presscheck.document.model import Document, Mention
from presscheck.formats.label_studio.marks import Regions

NEAR = 2
"""Edits between two keys that are likely one, written wrongly."""


def doubts(
    document: Document, base: Collection[str], events: Collection[str], marked: Regions
) -> Iterator[Finding]:
    """Warnings about entities and events, in the order of their first mentions.

    Args:
        document: what the annotator said.
        base: entity keys that were there to choose from.
        events: event keys that were pushed.
        marked: the regions, which the findings name.
    """
    chains: dict[str, list[Mention]] = defaultdict(list)
    for mention in document.mentions or ():
        if mention.entity is not None:
            chains[mention.entity].append(mention)
    places = {key: _place(members[0], marked) for key, members in chains.items()}
    every = [*chains, *(key for key in base if key not in chains)]
    yield from _near("entity", places, base, every, marked)
    triggers: dict[str, str] = {}
    for event in document.events or ():
        if event.event is not None:
            triggers.setdefault(event.event, marked.place_of("trigger", event.start, event.end))
    yield from _near("event", triggers, events, list(triggers), marked)
    for key, members in chains.items():
        if all(m.form == "pronoun" for m in members):
            what = "its only mention is a pronoun" if len(members) == 1 else "all its mentions are pronouns"
            yield _doubt("pronouns", places[key], f"entity {key!r}: {what}; whom do they mean?", marked)
    yield from _split(document, marked)


def _place(mention: Mention, marked: Regions) -> str:
    return marked.place_of("mention", mention.start, mention.end)


def _near(
    kind: str, places: Mapping[str, str], known: Collection[str], every: Sequence[str], marked: Regions
) -> Iterator[Finding]:
    """New keys that are one or two edits from another, each pair once."""
    told: set[frozenset[str]] = set()
    for key, place in places.items():
        if key in known:
            continue
        for other in every:
            edits = distance(key, other)
            if other == key or edits > min(NEAR, len(key) - 1, len(other) - 1) or {key, other} in told:
                continue
            told.add(frozenset((key, other)))
            what = f"the new {kind} key {key!r} is {edits} edit{'s' * (edits != 1)} from {other!r}"
            yield _doubt("near-key", place, f"{what}; is it the same {kind}?", marked)


def distance(one: str, other: str) -> int:
    """Edits from one key to another, at most `NEAR` + 1: letters put in, taken out, replaced, two exchanged.

    >>> distance("kier-starmer", "keir-starmer"), distance("oslo", "rome"), distance("oslo", "olso-2")
    (1, 3, 3)
    """
    from rapidfuzz.distance import OSA

    return int(OSA.distance(one, other, score_cutoff=NEAR))


def _split(document: Document, marked: Regions) -> Iterator[Finding]:
    """Names that stand in two chains. The same weekday may be two days: times are left out."""
    named: dict[str, dict[str, Mention]] = defaultdict(dict)
    for mention in document.mentions or ():
        if mention.form == "name" and mention.entity is not None and mention.type != "TIME":
            words = " ".join(_words(document, mention).split()).casefold()
            named[words].setdefault(mention.entity, mention)
    for chains in named.values():
        (key, first), *others = chains.items()
        for other, mention in others:
            what = f"the name is in entity {other!r} here, and in {key!r} at {_place(first, marked)}"
            yield _doubt("split-name", _place(mention, marked), f"{what}; are they two?", marked)


def _words(document: Document, mention: Mention) -> str:
    return (document.text or "")[mention.start : mention.end]


def _doubt(rule: str, place: str, message: str, marked: Regions) -> Finding:
    return Finding(rule=rule, level="warning", doc=marked.doc_id, path=place, message=message)
