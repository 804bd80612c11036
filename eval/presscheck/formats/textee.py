"""TextEE: JSONL of windows (sentences) with entity and event mentions by tokens of the window.

OneIE's training files have the same layout and are read too; ids such as
`DOC-E12-34` and `DOC-EV3-1` say which entity and event a mention is.
Predictions in the layout of TextEE's scorer (`events`, or `trigger` and
`arguments`) are read where they bring their `tokens`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from presscheck.document.model import ABSENT, Argument, Document, Event, Mention
from presscheck.formats import losses, textee_out, windows
from presscheck.formats.source import Source, field, optional, records
from presscheck.formats.windows import FORMS, Placed, Window

HOLDS = textee_out.HOLDS
write = textee_out.write
SIGNS = ("wnd_id", "sent_id")
"""Keys that number a window: TextEE's, OneIE's."""
EVENTS = ("event_mentions", "events", "triggers", "trigger")
"""Keys that hold events, of which a window has one."""
LANGUAGES = {"english": "en", "chinese": "zh", "arabic": "ar", "spanish": "es"}
LEFT_OUT = ("relation_mentions", "relations", "pred_relations")
_GROUP = re.compile(r"([A-Z]+\d+)-\d+")


def signs(_path: Path, begin: str) -> Iterator[str]:
    """A window's number and its tokens, and events or entity mentions; without OneIE's `graph`."""
    rows = [row for row in records(begin) if "tokens" in row and "graph" not in row]
    yield from (f"`{key}` and `tokens`" for key in SIGNS if any(key in row for row in rows))
    layers = ("entity_mentions", *EVENTS)
    yield from [f"`{key}`" for key in layers if any(key in row for row in rows)][:1]


def read(source: Source) -> Iterator[Document]:
    """Documents with mentions and events, as far as the file has them.

    Raises:
        InvalidInputError: not TextEE's layout; says where.
    """
    for name, members in windows.placed(source, _windows(source)):
        laid = members[0].laid
        tables = [mentions(member, name) for member in members if "entity_mentions" in member.window.value]
        with_events = [m for m in members if m.window.value.keys() & set(EVENTS)]
        document = windows.document(
            name,
            laid,
            [mention for table in tables for mention in table.values()] if tables else None,
            [event for member in with_events for event in events(member, name)] if with_events else None,
        )
        yield _with_language(document, members[0].window.value)


def _with_language(document: Document, value: Mapping[str, Any]) -> Document:
    language = value.get("lang")
    if not isinstance(language, str) or not language:
        return document
    return replace(document, language=LANGUAGES.get(language.lower(), language))


def _windows(source: Source) -> Iterator[Window]:
    for line, path, value in windows.objects(source):
        name = field(source, value, "doc_id", str, line, path)
        words = windows.tokens(source, value, line, path)
        text = value.get("text", value.get("sentence"))
        yield Window(name, line, path, value, [words], text if isinstance(text, str) else None)


def _group(identifier: object, document: str) -> Any:
    """The entity or event that the id of a mention names; unset if it names none.

    >>> _group("d-E12-34", "d"), _group("d-T7", "d") is ABSENT
    ('E12', True)
    """
    match = _GROUP.fullmatch(str(identifier).removeprefix(f"{document}-"))
    return match[1] if match else ABSENT


def mentions(placed: Placed, document: str) -> dict[str, Mention]:
    """The entity mentions of a window by their ids."""
    source, window = placed.laid.source, placed.window
    table: dict[str, Mention] = {}
    for i, value in enumerate(field(source, window.value, "entity_mentions", list, window.line, window.path)):
        path = f"{window.path}.entity_mentions[{i}]"
        label = field(source, value, "entity_type", str, window.line, path)
        place = placed.span(value.get("start"), value.get("end"), value.get("text"), path)
        name = str(value.get("id", i))
        if value.get("entity_subtype"):
            source.notes["subtypes of mentions left out"] += 1
        form: Any = FORMS.get(str(value.get("mention_type")), ABSENT)
        table[name] = Mention(**place, type=label, form=form, entity=_group(value.get("id"), document))
    for key in LEFT_OUT:
        listed = optional(source, window.value, key, list, window.line, window.path)
        losses.count_records(source.notes, "relations left out", listed)
    return table


def events(placed: Placed, document: str) -> Iterator[Event]:
    """The events of a window, whatever key they stand under."""
    source, window = placed.laid.source, placed.window
    key = next(key for key in EVENTS if key in window.value)
    if key != "event_mentions":
        yield from _predicted(placed, key)
        return
    entities = _mentions_of(window)
    for i, value in enumerate(field(source, window.value, key, list, window.line, window.path)):
        path = f"{window.path}.{key}[{i}]"
        label = field(source, value, "event_type", str, window.line, path)
        trigger = field(source, value, "trigger", dict, window.line, path)
        place = placed.span(trigger.get("start"), trigger.get("end"), trigger.get("text"), f"{path}.trigger")
        listed: Any = ABSENT
        if "arguments" in value:
            given = optional(source, value, "arguments", list, window.line, path)
            listed = windows.arguments(
                source,
                (_argument(placed, one, entities, f"{path}.arguments[{j}]") for j, one in enumerate(given)),
            )
        yield Event(**place, type=label, event=_group(value.get("id"), document), arguments=listed)


def _mentions_of(window: Window) -> dict[str, Any]:
    """Id of an entity mention -> the mention as the file has it."""
    listed = window.value.get("entity_mentions")
    every = listed if isinstance(listed, list) else []
    return {str(one.get("id")): one for one in every if isinstance(one, dict)}


def _argument(placed: Placed, value: Any, mentions: Mapping[str, Any], path: str) -> Argument:
    """An argument at its own place, else at that of the mention that it names."""
    source, window = placed.laid.source, placed.window
    role = field(source, value, "role", str, window.line, path)
    at = value if "start" in value and "end" in value else mentions.get(str(value.get("entity_id")))
    if at is None:
        source.fail(
            f"`entity_id` {value.get('entity_id')!r} is not in `entity_mentions`, and there is no `start`",
            window.line,
            path=path,
        )
    return Argument(**placed.span(at.get("start"), at.get("end"), value.get("text"), path), role=role)


def _predicted(placed: Placed, key: str) -> Iterator[Event]:
    """Events in the layout of the scorer: lists of start, end (excluded) and label."""
    source, window = placed.laid.source, placed.window
    value, path = window.value, f"{window.path}.{key}"
    if key == "trigger":
        yield _listed(placed, value[key], value.get("arguments"), path)
        return
    for i, one in enumerate(field(source, value, key, list, window.line, window.path)):
        where = f"{path}[{i}]"
        if key == "triggers":
            yield _listed(placed, one, None, where)
        else:
            trigger = field(source, one, "trigger", list, window.line, where)
            yield _listed(placed, trigger, one.get("arguments"), where)


def _listed(placed: Placed, trigger: Any, listed: Any, path: str) -> Event:
    label, place = _triple(placed, trigger, path)
    filled: Any = ABSENT
    if isinstance(listed, list):
        triples = [_triple(placed, one, f"{path}.arguments[{i}]") for i, one in enumerate(listed)]
        filled = windows.arguments(placed.laid.source, (Argument(**at, role=role) for role, at in triples))
    return Event(**place, type=label, arguments=filled)


def _triple(placed: Placed, value: Any, path: str) -> tuple[str, dict[str, Any]]:
    if not isinstance(value, list) or len(value) < len(("start", "end", "label")):
        placed.laid.source.fail(f"{value!r}; expected [start, end, label]", placed.window.line, path=path)
    if not isinstance(value[2], str):
        placed.laid.source.fail(f"label {value[2]!r}; expected a string", placed.window.line, path=path)
    return value[2], placed.span(value[0], value[1], None, path)
