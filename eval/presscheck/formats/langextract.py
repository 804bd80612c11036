"""JSONL of LangExtract: annotated documents with extractions, aligned to the text or not.

An extraction whose class is an event type of ours is an event, and attributes
named like our roles are its arguments; a class `quote` is a quote; every other
class is the type of a mention. What LangExtract could not align has its words
alone, to be anchored. Of what it aligned with other words (match_lesser,
match_fuzzy) the place counts, with `--keep words` the words.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from presscheck.document import jsonl, shipped
from presscheck.document.folding import fold
from presscheck.document.model import ABSENT, NOWHERE, Argument, Document, Event, Mention, Quote, Span
from presscheck.document.placement import same_words
from presscheck.document.presence import without_unset
from presscheck.formats import losses
from presscheck.formats.source import Source, field, optional, records

QUOTES = ("quote", "quotation")
"""Classes of quotes, in lower case."""

HOLDS = {"mentions": ("type",), "events": ("type",)}


def signs(_path: Path, begin: str) -> Iterator[str]:
    """Objects with `extractions`, and in them `extraction_class`, or beside them `document_id`."""
    rows = [row for row in records(begin) if isinstance(row.get("extractions"), list)]
    if rows:
        yield "`extractions`"
    inner = [one for row in rows for one in row["extractions"] if isinstance(one, dict)]
    if any("extraction_class" in one for one in inner):
        yield "`extraction_class`"
    if any("document_id" in row for row in rows):
        yield "`document_id`"


def read(source: Source) -> Iterator[Document]:
    """Predictions with mentions, and events if there are any.

    Raises:
        InvalidInputError: not LangExtract's JSONL.
    """
    items = [*enumerate(source.values(), 1)]
    yield from source.each(items, lambda item: _document(source, item[0], *item[1]))


def _document(source: Source, number: int, line: int, value: Any) -> Document:
    text = field(source, value, "text", str, line, "$")
    found = field(source, value, "extractions", list, line, "$")
    records = [
        record
        for i, one in enumerate(found)
        if (record := _record(source, one, text, line, f"$.extractions[{i}]"))
    ]
    events = [record for record in records if isinstance(record, Event)]
    quotes = [record for record in records if isinstance(record, Quote)]
    name = _name(source, value.get("document_id"), text, number)
    for layer, kind in (("mentions", Mention), ("events", Event)):
        for i, _ in enumerate(one for one in records if isinstance(one, kind)):
            source.origins[name, f"$.{layer}[{i}]"] = (str(source.path), line)
    return Document(
        id=name,
        text=text,
        mentions=[record for record in records if isinstance(record, Mention)],
        events=events or ABSENT,
        quotes=quotes or ABSENT,
    )


_MADE_UP = re.compile(r"doc_[0-9a-f]+")


def _name(source: Source, own: object, text: str, number: int) -> str:
    """The document's own id, unless LangExtract made it up; then that of the known text."""
    known = text in source.texts.values()
    if isinstance(own, str) and (own in source.texts or not (known and _MADE_UP.fullmatch(own))):
        return own
    return source.name_of(text, number)


def _record(source: Source, value: Any, text: str, line: int, path: str) -> Mention | Event | Quote | None:
    label = field(source, value, "extraction_class", str, line, path)
    words = field(source, value, "extraction_text", str, line, path)
    place = optional(source, value, "char_interval", dict, line, path)
    start, end = place.get("start_pos"), place.get("end_pos")
    if start is None or end is None:
        start = end = NOWHERE
        source.notes["extractions without a place, kept as words"] += 1
    elif not isinstance(start, int) or not isinstance(end, int) or not 0 <= start < end:
        source.fail(f"`char_interval` {place} is not a span", line, path=f"{path}.char_interval")
    status = value.get("alignment_status")
    there = text[start:end] if start != NOWHERE else ""
    copy: str | None = words
    if start != NOWHERE and status not in (None, "match_exact"):
        source.notes[f"extractions aligned as {status}"] += 1
        if source.choices.keep == "words" and not same_words(words, there):
            start = end = NOWHERE
        else:
            copy = ABSENT
    elif start != NOWHERE and status and _stem(words) == _stem(there):
        copy = there  # the package's own tokens are in lower case and without a plural's s
    given = optional(source, value, "attributes", dict, line, path)
    said = {key.lower(): one for key, one in given.items() if one not in (None, "", [])}
    if label.lower() in QUOTES:
        return _quote(source, Span(start=start, end=end, text=copy), said)
    if event_type(label) in shipped.ontology()["event_types"]:
        return _event(source, Span(start=start, end=end, text=copy), event_type(label), said)
    form = said.pop("form", ABSENT)
    losses.count_records(source.notes, "attributes of mentions left out", [*said])
    return Mention(start=start, end=end, text=copy, type=label, form=_one(form))


def _stem(words: str) -> list[str]:
    return [re.sub(r"(?<=[^s]{3})s$", "", word) for word in fold(words).text.split()]


def _one(value: Any) -> Any:
    return value if isinstance(value, str) or value is ABSENT else ABSENT


def event_type(label: str) -> str:
    """The type of ours that a class names, whatever stands for its dot; other classes as they are.

    >>> event_type("Contact:Meet"), event_type("person")
    ('Contact.Meet', 'person')
    """
    dotted = label.replace(":", ".").replace("_", ".")
    return dotted if dotted in shipped.ontology()["event_types"] else label


def _event(source: Source, span: Span, kind: str, said: dict[str, Any]) -> Event:
    """An event; attributes that are ours say how it is told, those named like a role who takes part."""
    roles = {role.lower(): role for role in shipped.ontology()["roles"]}
    known = shipped.ontology()["event_attributes"]
    attributes: dict[str, Any] = {key: said.pop(key) for key in known if said.get(key) in known[key]}
    arguments = []
    for key in [key for key in said if key in roles]:
        fillers = said.pop(key)
        every = fillers if isinstance(fillers, list) else [fillers]
        arguments += [Argument(role=roles[key], text=str(filler)) for filler in every]
    losses.count_records(source.notes, "attributes of events left out", [*said])
    if arguments:
        attributes["arguments"] = arguments
    return Event(start=span.start, end=span.end, text=span.text, type=kind, **attributes)


def _quote(source: Source, span: Span, said: dict[str, Any]) -> Quote:
    """A quote; its attributes name the speaker, and the words of cue and source."""
    named: dict[str, Any] = {}
    for key in ("cue", "source", "addressee"):
        if isinstance(said.get(key), str):
            named[key] = Span(text=said.pop(key))
    for key in ("speaker", "type"):
        if isinstance(said.get(key), str):
            named[key] = said.pop(key)
    losses.count_records(source.notes, "attributes of quotes left out", [*said])
    return Quote(content=[span], **named)


def write(path: Path, documents: Iterable[Document], lost: Counter[str]) -> None:
    """One document a line: mentions and event triggers as extractions."""
    jsonl.write_rows(path, [_row(without_unset(doc), lost) for doc in documents])


def _row(doc: Document, lost: Counter[str]) -> dict[str, Any]:
    records: list[Mention | Event] = [*(doc.mentions or ()), *(doc.events or ())]
    losses.count(doc, HOLDS, lost)
    return {
        "extractions": [_extraction(doc.text or "", record, i, lost) for i, record in enumerate(records)],
        "text": doc.text,
        "document_id": doc.id,
    }


def _extraction(text: str, record: Mention | Event, index: int, lost: Counter[str]) -> dict[str, Any]:
    placed = record.start != NOWHERE
    label = record.type
    if label is None:
        lost["records without a type, written as Mention"] += 1
        label = "Mention"
    elif isinstance(record, Event) and label not in shipped.ontology()["event_types"]:
        lost["events of other types than ours, which come back as mentions"] += 1
    return {
        "extraction_class": label,
        "extraction_text": text[record.start : record.end] if placed else record.text,
        "char_interval": {"start_pos": record.start, "end_pos": record.end} if placed else None,
        "alignment_status": "match_exact" if placed else None,
        "extraction_index": index + 1,
        "group_index": index,
        "description": None,
        "attributes": None,
    }
