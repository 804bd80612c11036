"""The rule that fits records which stand at one path: which of their keys are which of our fields (internal).

Each takes the path and the records that were seen there, and gives what a field map would say of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from presscheck.formats.fieldmaps import spellings as keys
from presscheck.formats.fieldmaps.model import (
    ArgumentRule,
    EntityRule,
    EventRule,
    Field,
    Lookup,
    MentionRule,
    QuoteRule,
    Rule,
)

_SIGNS = set('.[]|"^$*@')


class Group(NamedTuple):
    """Records that stand at one path.

    Args:
        layer: what they are.
        each: the path.
        label: what their type is, if their place says it.
    """

    layer: str
    each: str
    label: Field | None = None


def key_step(key: str) -> str:
    """A key as a step of a path."""
    return f'"{key}"' if _SIGNS & set(key) or key != key.strip() else key


def of_keys(
    records: Sequence[Any], names: tuple[str, ...], kinds: tuple[type, ...] = (str, int, float)
) -> str | None:
    """The keys of records that are spelt so, as alternatives of one path; None if there is none."""
    return "|".join(key_step(key) if key != "." else key for key in keys.spelt(records, names, kinds)) or None


def _span(records: Sequence[Any], names: tuple[str, ...]) -> dict[str, Any]:
    """Words, offsets and confidence: words may stand one level down."""
    words = [key_step(key) if key != "." else key for key in keys.spelt(records, names, (str,))]
    deep = [f"{key_step(key)}.text" for key in keys.spelt(records, names, (dict,)) if key != "."]
    starts, ends = of_keys(records, keys.STARTS, (int,)), of_keys(records, keys.ENDS, (int,))
    return {
        "text": "|".join([*words, *deep]) or names[0],
        "start": starts if ends else None,
        "end": ends if starts else None,
        "confidence": of_keys(records, keys.CONFIDENCES, (int, float)),
    }


def _mention_rule(group: Group, records: list[Any]) -> MentionRule:
    if group.label == "[1]":
        return MentionRule(each=group.each, text="[0]", type="[1]")
    if group.label == Lookup(path="."):
        return MentionRule(each=group.each, text="@key", type=".")
    kind = of_keys(records, keys.TYPES)
    names: tuple[str, ...] = keys.WORDS
    more: dict[str, Any] = {"form": of_keys(records, ("form",))}
    both = [one for one in records if keys.spelt([one], ("text",), (str,)) and keys.spelt([one], ("entity",))]
    if both:
        names = tuple(name for name in names if name != "entity")
        own = of_keys(both, ("entity",))
        if own and not kind and _are_labels(records, own):
            kind = own
        else:
            more["entity"] = own
    elif not kind and len(keys.spelt(records, names, (str,))) > 1 and _are_labels(records, "entity"):
        names, kind = tuple(name for name in names if name != "entity"), "entity"
    if group.each.endswith("mentions[]") and isinstance(group.label, str) and group.label.startswith("^"):
        more["entity"] = "^@index"
    return MentionRule(each=group.each, **_span(records, names), type=kind or group.label, **more)


def _are_labels(records: Sequence[Any], key: str) -> bool:
    said = [one[key] for one in records if isinstance(one, dict) and isinstance(one.get(key), str)]
    return bool(said) and all(keys.plain(word) in keys.known_labels() for word in said)


def _entity_rule(group: Group, records: list[Any]) -> EntityRule:
    clusters = bool(keys.spelt(records, ("mentions",), (list,)))
    return EntityRule(
        each=group.each,
        id="@index" if clusters else "id",
        name=of_keys(records, ("name", *keys.WORDS)),
        type=of_keys(records, keys.TYPES),
        wikidata=of_keys(records, ("wikidata", "qid"), (str,)),
        aliases=of_keys(records, ("aliases",), (list,)),
    )


def _event_rule(group: Group, records: list[Any]) -> EventRule:
    names = keys.TRIGGERS if keys.spelt(records, keys.TRIGGERS, (str, dict)) else keys.WORDS
    taken = set(keys.spelt(records, names, (str, dict)))
    kinds = [key for key in keys.spelt(records, keys.EVENT_TYPES, (str,)) if key not in taken]
    attributes = {
        name: of_keys(records, (name,), (str,))
        for name in ("polarity", "modality", "genericity", "tense", "time")
    }
    named = [key for key in kinds if keys.plain(key) not in ("event", "name")]
    if named and "event" in kinds:
        attributes["event"] = "event"
    arguments = [
        rule
        for key in keys.spelt(records, keys.ARGUMENTS, (list, dict))
        for rule in _argument_rules(records, key)
    ]
    return EventRule(
        each=group.each,
        **_span(records, names),
        type="|".join(map(key_step, named or kinds[:1])) or group.label,
        **attributes,
        arguments=arguments,
    )


def _argument_rules(records: Sequence[Any], key: str) -> list[ArgumentRule]:
    """Arguments as a list of records, or as role -> words, one or several."""
    values = [one[key] for one in records if isinstance(one, dict) and key in one]
    lists = [inner for value in values if isinstance(value, list) for inner in value]
    found = []
    if lists or any(value == [] for value in values):
        role = of_keys(lists, keys.ROLES) or "role"
        fillers = tuple(name for name in keys.FILLERS if name != role)
        found.append(ArgumentRule(each=f"{key_step(key)}[]", role=role, **_span(lists, fillers)))
    inner = [one for value in values if isinstance(value, dict) for one in value.values()]
    single = [one for one in inner if not isinstance(one, list)]
    several = [one for some in inner if isinstance(some, list) for one in some]
    for each, some in (("*", single), ("*[]", several)):
        if some:
            found.append(
                ArgumentRule(each=f"{key_step(key)}.{each}", role="@key", **_span(some, keys.FILLERS))
            )
    return found


def _quote_rule(group: Group, records: list[Any]) -> QuoteRule:
    names = (*keys.QUOTES, *keys.WORDS)
    more: dict[str, Any] = {}
    parts = keys.spelt(records, keys.QUOTES, (list,))
    if parts:
        inside = [one for record in records if isinstance(record, dict) for one in record.get(parts[0]) or ()]
        more["content"] = Rule(each=f"{key_step(parts[0])}[]", **_span(inside, keys.WORDS))
    else:
        more |= _span(records, names)
    for name, spelt in (("source", ("source",)), ("cue", keys.CUES), ("addressee", keys.ADDRESSEES)):
        at = keys.spelt(records, spelt, (str, dict))
        if at:
            inside = [one[key] for one in records if isinstance(one, dict) for key in at if key in one]
            more[name] = Rule(each="|".join(map(key_step, at)), **_span(inside, keys.WORDS))
    return QuoteRule(
        each=group.each,
        type=of_keys(records, ("quote_type", "type"), (str,)),
        speaker=of_keys(records, keys.SPEAKERS, (str,)),
        **more,
    )


RULES: dict[str, Any] = {
    "mentions": _mention_rule,
    "entities": _entity_rule,
    "events": _event_rule,
    "quotes": _quote_rule,
}
