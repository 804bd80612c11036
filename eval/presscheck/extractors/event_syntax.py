"""From a dependency tree to what an event needs: its slots, their extents, its attributes (internal).

Works on spaCy tokens with the English labels of its pipelines (nsubj, dobj,
prep, pobj, …). Nothing here knows an event type.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from presscheck.extractors.event_lexicon import Lexicon

PLACES = ("GPE", "LOC", "FAC")
TIMES = ("DATE", "TIME")
_NAMES = (*PLACES, "PERSON", "ORG", "NORP", *TIMES)
_NOMINAL = ("NOUN", "PROPN", "PRON", "NUM")
_CONTROLLED = ("xcomp", "conj")


class Filled(NamedTuple):
    """A syntactic slot and the token that fills it."""

    slot: str
    token: Any


def carrier(trigger: Any, lexicon: Lexicon) -> Any | None:
    """The support verb of an event noun (`hold talks`, `spoke on the call`), or None."""
    head = trigger.head
    if trigger.dep_ == "pobj":
        head = head.head
    if trigger.pos_ not in ("NOUN", "PROPN") or head.pos_ != "VERB":
        return None
    return head if trigger.dep_ in ("dobj", "nsubjpass") and head.lemma_ in lexicon.support else None


def slots(trigger: Any, support: Any | None) -> Iterator[Filled]:
    """Yield the fillers of the slots of a trigger, coordinated fillers one at a time.

    Args:
        trigger: a verb, noun or adjective.
        support: its support verb; its subject and its prepositions are the noun's.
    """
    for found in _own_slots(trigger, support):
        for token in (found.token, *_conjuncts(found.token)):
            yield Filled(found.slot, token)


def _own_slots(trigger: Any, support: Any | None) -> Iterator[Filled]:
    if trigger.pos_ == "ADJ":
        yield Filled("object", trigger.head)
    if subject := _subject(support or trigger):
        yield Filled("subject", subject)
    for child in trigger.children:
        yield from _slot(child)
    for child in support.children if support is not None else ():
        if child.dep_ in ("prep", "agent", "npadvmod"):
            yield from _slot(child)
    if trigger.dep_ == "acl" and trigger.tag_ == "VBN":
        yield Filled("object", trigger.head)


_SLOTS = {
    "dobj": "object",
    "nsubjpass": "object",
    "dative": "to",
    "poss": "possessor",
    "compound": "modifier",
    "amod": "modifier",
    "nmod": "modifier",
    "npadvmod": "when",
    "xcomp": "clause",
    "ccomp": "clause",
}


def _slot(child: Any) -> Iterator[Filled]:
    if child.dep_ in ("prep", "agent", "dative") and child.pos_ == "ADP":
        name = "by" if child.dep_ == "agent" else child.lemma_.lower()
        for inner in child.children:
            if inner.dep_ == "pobj":
                yield Filled(name, inner)
    elif (slot := _SLOTS.get(child.dep_)) and (slot != "modifier" or child.ent_type_ in _NAMES):
        yield Filled(slot, child)


def _subject(token: Any) -> Any | None:
    """The subject of a verb, or of the verb that controls it."""
    while token.pos_ in ("VERB", "AUX"):
        for child in token.children:
            if child.dep_ == "nsubj":
                return child
            if child.dep_ == "nsubjpass" and token.dep_ not in _CONTROLLED:
                return None
        if token.dep_ not in _CONTROLLED or token.head.i == token.i:
            return None
        token = token.head
    return None


def _conjuncts(token: Any) -> list[Any]:
    return [other for other in token.conjuncts if other.i > token.i]


def extent(token: Any) -> tuple[int, int] | None:
    """The mention that a token heads: a name alone, or its base noun phrase; None if it is not a mention.

    Returns:
        code points in the parsed text.
    """
    if token.pos_ not in _NOMINAL and token.ent_type_ not in _NAMES:
        return None
    for ent in token.doc.ents:
        if ent.start <= token.i < ent.end and ent.label_ in _NAMES:
            return _trimmed(ent)
    for chunk in token.doc.noun_chunks:
        if chunk.root.i == token.i:
            return int(chunk.start_char), int(chunk.end_char)
    return int(token.idx), int(token.idx + len(token))


def _trimmed(ent: Any) -> tuple[int, int]:
    """A name without its article and its possessive."""
    first, last = ent.start, ent.end - 1
    while first < last and ent.doc[first].pos_ == "DET" and ent.label_ not in TIMES:
        first += 1
    while last > first and ent.doc[last].tag_ == "POS":
        last -= 1
    return int(ent.doc[first].idx), int(ent.doc[last].idx + len(ent.doc[last]))


def governors(token: Any) -> Iterator[Any]:
    """The verbs above a token, the nearest first, within its clause and those it is a complement of."""
    while token.head.i != token.i:
        dep, token = token.dep_, token.head
        if token.pos_ in ("VERB", "AUX"):
            yield token
        if dep in ("relcl", "advcl", "parataxis"):
            return


def negated(tokens: list[Any]) -> bool:
    """Return whether one of the tokens has a negation or the determiner *no*."""
    return any(c.dep_ == "neg" or c.lower_ == "no" for token in tokens for c in token.children)


def modality(trigger: Any, lexicon: Lexicon) -> str | None:
    """The nearest local cue: an auxiliary, a governing verb, *if*; None without one."""
    if trigger.pos_ in ("VERB", "AUX") and (cue := _auxiliary(trigger, lexicon)):
        return cue
    for verb in governors(trigger):
        if cue := lexicon.modality.get(verb.lemma_) or _auxiliary(verb, lexicon):
            return cue
    return None


def _auxiliary(verb: Any, lexicon: Lexicon) -> str | None:
    for child in verb.children:
        if child.dep_ == "aux" and (cue := lexicon.auxiliaries.get(child.lower_)):
            return cue
    return "conditional" if any(c.dep_ == "mark" and c.lower_ == "if" for c in verb.children) else None


def tense(trigger: Any) -> str:
    """The tense of the trigger's own verb, else of the nearest finite verb above it."""
    own = [trigger] if trigger.pos_ in ("VERB", "AUX") else []
    for verb in (*own, *governors(trigger)):
        tags = {verb.tag_, *(c.tag_ for c in verb.children if c.dep_ in ("aux", "auxpass"))}
        if any(c.dep_ == "aux" and c.lower_ in ("will", "shall", "'ll", "’ll") for c in verb.children):
            return "future"
        if "VBD" in tags or {"VBN", "VBP"} <= tags or {"VBN", "VBZ"} <= tags:
            return "past"
        if tags & {"VBZ", "VBP"}:
            return "present"
    return "unspecified"
