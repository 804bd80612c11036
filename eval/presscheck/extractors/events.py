"""`extract events`: triggers from a lexicon, arguments from the dependency tree, attributes from local cues.

A straw man that a reader can follow: every word of `event_lexicon.toml` is a
trigger, the fillers of its syntactic slots get the roles that stand beside it,
and mentions of one type with one lemma are one event. Whatever it gets wrong
can be traced to a line of the lexicon or a parse.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from presscheck.document import shipped
from presscheck.document.model import Argument, Document, Event
from presscheck.extractors import Text, event_syntax, pipeline
from presscheck.extractors.event_lexicon import Lexicon, Sense, load
from presscheck.extractors.pipeline import Paragraph

_PLACE_WORDS = ("in", "at", "near")
_TIME_WORDS = ("on", "in", "at", "during", "since", "until", "for", "when", "possessor", "modifier")


class Trigger(NamedTuple):
    """A word that the lexicon knows.

    Args:
        token: the spaCy token.
        end: the code point after it, or after its particle if that follows at once.
        sense: what it triggers.
    """

    token: Any
    end: int
    sense: Sense


def extract(texts: Iterable[Text], model: str = pipeline.MODEL) -> Iterator[Document]:
    """Predictions with events alone.

    Args:
        texts: what to read.
        model: the name of an installed spaCy pipeline with `ner`, `parser` and a lemmatizer.

    Raises:
        UsageError: an extra or the pipeline is missing.
    """
    nlp = pipeline.load(model, ("ner", "parser", "lemmatizer"))
    lexicon = load()
    meta = pipeline.made_by(nlp, "events", "spacy")
    for name, text in texts:
        parsed = pipeline.paragraphs(nlp, text)
        yield Document(id=name, events=[e for p in parsed for e in events(p, lexicon)], meta=meta)


def events(paragraph: Paragraph, lexicon: Lexicon) -> Iterator[Event]:
    """The events of one parsed paragraph."""
    found = {t.i: trigger for t in paragraph.doc if (trigger := _trigger(t, lexicon))}
    for trigger in found.values():
        yield _event(paragraph, trigger, found, lexicon)


def _trigger(token: Any, lexicon: Lexicon) -> Trigger | None:
    part = "NOUN" if token.pos_ == "PROPN" else token.pos_
    lemma = token.lemma_.lower()
    if part == "VERB":
        for particle in (c for c in token.children if c.dep_ in ("prt", "prep", "advmod")):
            if sense := lexicon.words.get((part, f"{lemma} {particle.lower_}")):
                joined = particle.i == token.i + 1 and particle.dep_ != "prep"
                return Trigger(token, _end(particle if joined else token), sense)
    if token.dep_ == "compound" or _in_a_compound_word(token):
        return None
    sense = lexicon.words.get((part, lemma)) or lexicon.words.get((part, token.lower_))
    return Trigger(token, _end(token), sense) if sense else None


def _in_a_compound_word(token: Any) -> bool:
    """Return whether the token is part of a hyphenated word."""
    near = (token.doc[i] for i in (token.i - 1, token.i + 1) if 0 <= i < len(token.doc))
    return any(t.text in ("-", "‑") for t in near)


def _end(token: Any) -> int:
    return int(token.idx + len(token))


def _event(paragraph: Paragraph, trigger: Trigger, found: dict[int, Trigger], lexicon: Lexicon) -> Event:
    token, sense = trigger.token, trigger.sense
    support = event_syntax.carrier(token, lexicon)
    held = [token, *([support] if support is not None else [])]
    modality = event_syntax.modality(token, lexicon) or "asserted"
    where = pipeline.span(paragraph, token.idx, trigger.end)
    return Event(
        start=where.start,
        end=where.end,
        text=where.text,
        type=sense.type,
        event=f"{sense.type}-{token.lemma_}".lower().replace(".", "-"),
        polarity="negative" if event_syntax.negated(held) else "positive",
        modality=modality,
        genericity="specific",
        tense="future" if modality in ("planned", "demanded") else event_syntax.tense(token),
        arguments=[*_arguments(paragraph, trigger, support, found)],
    )


def _arguments(
    paragraph: Paragraph, trigger: Trigger, support: Any | None, found: dict[int, Trigger]
) -> Iterator[Argument]:
    allowed = shipped.ontology()["event_types"][trigger.sense.type]["roles"]
    seen: set[tuple[str, int, int]] = set()
    for slot, token in event_syntax.slots(trigger.token, support):
        role = _role(slot, token, trigger.sense)
        place = _extent(slot, token, found)
        if role is None or role not in allowed or place is None or (role, *place) in seen:
            continue
        seen.add((role, *place))
        where = pipeline.span(paragraph, *place)
        yield Argument(role=role, start=where.start, end=where.end, text=where.text)


def _role(slot: str, token: Any, sense: Sense) -> str | None:
    """Times and places by what they are, everything else by its slot."""
    if token.ent_type_ in event_syntax.TIMES:
        return "Time" if slot in _TIME_WORDS else None
    if slot in _PLACE_WORDS and token.ent_type_ in event_syntax.PLACES:
        return "Place"
    return sense.roles.get(slot)


def _extent(slot: str, token: Any, found: dict[int, Trigger]) -> tuple[int, int] | None:
    """Another event's trigger, or a mention; a clause is an event or nothing."""
    if inner := found.get(token.i):
        return int(token.idx), inner.end
    return None if slot == "clause" else event_syntax.extent(token)
