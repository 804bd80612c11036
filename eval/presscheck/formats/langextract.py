"""JSONL of LangExtract: annotated documents with extractions, aligned to the text or not.

An extraction whose class is an event type of ours is an event without
arguments; every other class is the type of a mention. What LangExtract could
not align has its words alone, to be anchored.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from presscheck.document import jsonl, shipped
from presscheck.document.model import ABSENT, NOWHERE, Document, Event, Mention
from presscheck.document.presence import without_unset
from presscheck.formats import losses
from presscheck.formats.source import Source, field, optional, parsed_head, records_of

HOLDS = {"mentions": ("type",), "events": ("type",)}


def signs(_path: Path, begin: str) -> Iterator[str]:
    """Objects with `extractions`, and `text` or `extraction_class` in them."""
    value = records_of(parsed_head(begin))
    if value is None or not isinstance(value.get("extractions"), list):
        return
    yield "`extractions`"
    inner = value["extractions"]
    if "document_id" in value or (inner and isinstance(inner[0], dict) and "extraction_class" in inner[0]):
        yield "`extraction_class` or `document_id`"


def read(source: Source) -> Iterator[Document]:
    """Predictions with mentions, and events if there are any.

    Raises:
        InvalidInputError: not LangExtract's JSONL.
    """
    for number, (line, value) in enumerate(source.values(), 1):
        text = field(source, value, "text", str, line, "$")
        found = field(source, value, "extractions", list, line, "$")
        records = [_record(source, one, line, f"$.extractions[{i}]") for i, one in enumerate(found)]
        events = [record for record in records if isinstance(record, Event)]
        yield Document(
            id=_name(source, value.get("document_id"), text, number),
            text=text,
            mentions=[record for record in records if isinstance(record, Mention)],
            events=events or ABSENT,
        )


def _name(source: Source, own: object, text: str, number: int) -> str:
    """The id of the known text; LangExtract makes up ids for documents that have none."""
    if text in source.texts.values() or not isinstance(own, str):
        return source.name_of(text, number)
    return own


def _record(source: Source, value: Any, line: int, path: str) -> Mention | Event:
    label = field(source, value, "extraction_class", str, line, path)
    words = field(source, value, "extraction_text", str, line, path)
    place = optional(source, value, "char_interval", dict, line, path)
    start, end = place.get("start_pos"), place.get("end_pos")
    if start is None or end is None:
        start = end = NOWHERE
        source.notes["extractions without a place, kept as words"] += 1
    elif not isinstance(start, int) or not isinstance(end, int) or not 0 <= start < end:
        source.fail(f"`char_interval` {place} is no span", line, path=f"{path}.char_interval")
    if value.get("alignment_status") not in (None, "match_exact"):
        words_of_text = ABSENT
        source.notes[f"extractions aligned as {value['alignment_status']}"] += 1
    else:
        words_of_text = words
    said = words if start == NOWHERE else words_of_text
    if label in shipped.ontology()["event_types"]:
        return Event(start=start, end=end, text=said, type=label)
    return Mention(start=start, end=end, text=said, type=label)


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
