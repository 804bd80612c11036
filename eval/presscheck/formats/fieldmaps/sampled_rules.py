"""The rule that fits records which stand at one path: which of their keys are which of our fields (internal).

Each takes the path and the records that were seen there, and gives what a field map would say of them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

import msgspec

from presscheck.formats.fieldmaps import spellings as keys
from presscheck.formats.fieldmaps.kinds import key_step, offsets
from presscheck.formats.fieldmaps.model import (
    ArgumentRule,
    EntityRule,
    EventRule,
    Field,
    Lookup,
    MentionRule,
    QuoteRule,
    Rule,
    TokenRule,
)


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


def of_keys(
    records: Sequence[Any], names: tuple[str, ...], kinds: tuple[type, ...] = (str, int, float)
) -> str | None:
    """The keys of records that are spelt so, as alternatives of one path; None if there is none."""
    return "|".join(key_step(key) if key != "." else key for key in keys.spelt(records, names, kinds)) or None


def _span(records: Sequence[Any], names: tuple[str, ...]) -> dict[str, Any]:
    """Words, offsets and confidence: words may stand one level down."""
    words = [key_step(key) if key != "." else key for key in keys.spelt(records, names, (str,))]
    deep = [f"{key_step(key)}.text" for key in keys.spelt(records, names, (dict,)) if key != "."]
    places = offsets(records)
    return {
        "text": "|".join([*words, *deep]) or (None if places["start"] else names[0]),
        **places,
        "confidence": of_keys(records, keys.CONFIDENCES, (int, float)),
    }


def words_of(records: Sequence[Any], names: tuple[str, ...]) -> str | None:
    """The keys of records that have words, as alternatives of one path."""
    return of_keys([one for one in records if isinstance(one, dict)], names, (str,))


def token_rule(each: str, rows: Sequence[Any]) -> TokenRule | None:
    """The rule of rows that are tokens with tags, B-TYPE, I-TYPE or O; None if they are something else."""
    words = keys.spelt(rows, keys.TOKENS, (str,))
    for tag in keys.spelt(rows, keys.TAGS, (str,)) if words else ():
        tags = [row.get(tag) for row in rows if isinstance(row, dict)]
        if len(tags) == len(rows) and all(isinstance(one, str) and _TAG.fullmatch(one) for one in tags):
            sentence = of_keys(rows, keys.SENTENCES)
            return TokenRule(each=each, text=key_step(words[0]), tag=key_step(tag), sentence=sentence)
    return None


def apart(layers: dict[str, list[Any]], groups: Collection[Group]) -> dict[str, list[Any]]:
    """The rules of layers, those at one path so that no record counts in two layers."""
    paths = [group.each for group in groups if group.layer in ("mentions", "events", "quotes")]
    mixed = {path for path in paths if paths.count(path) > 1}
    if not mixed:
        return layers
    quotes = {rule.each: rule.text or rule.content.each for rule in layers["quotes"] if rule.each in mixed}
    events = {rule.each: rule.text for rule in layers["events"] if rule.each in mixed}
    new = dict(layers)
    new["events"] = [_only(rule, events.get(rule.each)) for rule in layers["events"]]
    new["quotes"] = [_only(rule, quotes.get(rule.each), events.get(rule.each)) for rule in layers["quotes"]]
    new["mentions"] = [
        _only(rule, None, *filter(None, (events.get(rule.each), quotes.get(rule.each))))
        for rule in layers["mentions"]
    ]
    return new


def by_itself(rule: MentionRule, mentions: str | None) -> MentionRule:
    """A rule of entities' own words, for those that list no mentions; the rule itself where none of them do.

    Args:
        rule: of mentions.
        mentions: path from an entity to its mentions, if there is one.
    """
    if mentions is None:
        return rule
    unless = "|".join(filter(None, (rule.unless, mentions)))
    return msgspec.structs.replace(rule, unless=unless, entity="@index")


def _only(rule: Any, given: str | None, *others: str | None) -> Any:
    """A rule for the records that have one path and none of others."""
    unless = "|".join(filter(None, others)) or None
    return msgspec.structs.replace(rule, given=given, unless=unless)


_TAG = re.compile(r"O|[BIESLU][-_]\S+")


def _mention_rule(group: Group, records: list[Any]) -> MentionRule:
    if group.label == "[2]":
        return MentionRule(each=group.each, start="[0]", end="[1]", type="[2]")
    if group.label == "[1]":
        return MentionRule(each=group.each, text="[0]", type="[1]")
    if group.label == Lookup(path="."):
        return MentionRule(each=group.each, text="@key", type=".")
    kind = of_keys(records, keys.TYPES)
    if group.each.endswith("*") and not keys.spelt(records, keys.WORDS, (str,)) and kind:
        return MentionRule(each=group.each, **{**_span(records, keys.WORDS), "text": "@key"}, type=kind)
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
    own = of_keys(records, keys.SPEAKERS, (str,))
    typed = group.label == Lookup(path="@key")
    speaker = "|".join(filter(None, (own, group.label))) if isinstance(group.label, str) else own
    return QuoteRule(
        each=group.each,
        type="@key" if typed else of_keys(records, ("quote_type", "type"), (str,)),
        speaker=speaker or (None if typed else group.label),
        **more,
    )


RULES: dict[str, Any] = {
    "mentions": _mention_rule,
    "entities": _entity_rule,
    "events": _event_rule,
    "quotes": _quote_rule,
}
