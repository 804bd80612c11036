"""TextEE's layout, written: a sentence a line (internal)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from presscheck.document import jsonl
from presscheck.document.model import Argument, Document, Event, Mention, Offsets
from presscheck.document.presence import without_unset
from presscheck.formats import losses
from presscheck.formats.tokens import covered, tokenised
from presscheck.formats.windows import FORMS

HOLDS = {
    "mentions": ("type", "entity", "form"),
    "entities": (),
    "events": ("type", "event", "arguments"),
    "document": ("language",),
}
_FORMS = {ours: theirs for theirs, ours in FORMS.items()}


class _Sentence(NamedTuple):
    """A sentence of a document.

    Args:
        text: of the document.
        tokens: their spans.
    """

    text: str
    tokens: list[Offsets]

    def words(self) -> list[str]:
        """The tokens as strings."""
        return [self.text[a:b] for a, b in self.tokens]

    def place(self, start: int, end: int) -> dict[str, Any] | None:
        """A span by tokens, the end excluded; None if it is not in the sentence."""
        found = covered(self.tokens, (start, end))
        if found is None:
            return None
        first, last = found
        return {"text": " ".join(self.words()[first : last + 1]), "start": first, "end": last + 1}


class _Sheet(NamedTuple):
    """The parts of a document to write.

    Args:
        doc: the document.
        mentions: with offsets, without blanks at their ends.
        events: with offsets.
        mention_ids: the id of each mention.
        event_ids: the id of each event.
        lost: gains what cannot be written.
    """

    doc: Document
    mentions: list[Mention]
    events: list[Event]
    mention_ids: list[str]
    event_ids: list[str]
    lost: Counter[str]


def write(path: Path, documents: Iterable[Document], lost: Counter[str]) -> None:
    """A sentence a line; tokens do not cross the border of a span."""
    sheets = [_sheet(without_unset(doc), lost) for doc in documents]
    jsonl.write_rows(path, [row for sheet in sheets for row in _rows(sheet)])


def _sheet(doc: Document, lost: Counter[str]) -> _Sheet:
    losses.count(doc, HOLDS, lost)
    mentions = losses.trimmed(doc, lost)
    events = losses.placed(doc, Counter()).events or []  # `trimmed` has counted what has no place
    mention_ids = _ids(doc.id, "E", [m.entity for m in mentions])
    event_ids = _ids(doc.id, "EV", [e.event for e in events])
    return _Sheet(doc, mentions, events, mention_ids, event_ids, lost)


def _ids(document: str, letters: str, groups: Sequence[str | None]) -> list[str]:
    """Ids that name the group of each record, if any record has one, and number the records.

    >>> _ids("d", "E", ["x", None, "x"]), _ids("d", "E", [None])
    (['d-E1-0', 'd-E3-1', 'd-E1-2'], ['d-0'])
    """
    names = {name: n for n, name in enumerate(dict.fromkeys(filter(None, groups)), 1)}
    if not names:
        return [f"{document}-{i}" for i in range(len(groups))]
    alone = len(names) + 1
    return [
        f"{document}-{letters}{names[group] if group else alone + i}-{i}" for i, group in enumerate(groups)
    ]


def _rows(sheet: _Sheet) -> Iterator[dict[str, Any]]:
    text = sheet.doc.text or ""
    fillers = [argument for event in sheet.events for argument in event.arguments]
    spans = [(span.start, span.end) for span in [*sheet.mentions, *sheet.events]]
    spans += [(filler.start, filler.end) for filler in fillers]
    written: Counter[str] = Counter()
    for number, tokens in enumerate(filter(None, tokenised(sheet.doc, spans))):
        row = _row(sheet, _Sentence(text, tokens), number)
        written.update({key: len(row[key]) for key in ("entity_mentions", "event_mentions") if key in row})
        yield row
    for key, records in (("entity_mentions", sheet.mentions), ("event_mentions", sheet.events)):
        if missing := len(records) - written[key]:
            sheet.lost[f"{key.replace('_', ' ')} across sentences"] += missing


def _row(sheet: _Sheet, sentence: _Sentence, number: int) -> dict[str, Any]:
    doc = sheet.doc
    row: dict[str, Any] = {
        "doc_id": doc.id,
        "wnd_id": f"{doc.id}-{number}",
        "text": sentence.text[sentence.tokens[0][0] : sentence.tokens[-1][1]],
        "lang": doc.language or "",
        "tokens": sentence.words(),
    }
    if doc.mentions is not None:
        row["entity_mentions"] = [*_mentions(sheet, sentence)]
    if doc.events is not None:
        row["event_mentions"] = [*_events(sheet, sentence)]
    return row


def _mentions(sheet: _Sheet, sentence: _Sentence) -> Iterator[dict[str, Any]]:
    for mention, name in zip(sheet.mentions, sheet.mention_ids, strict=True):
        place = sentence.place(mention.start, mention.end)
        if place is None:
            continue
        if mention.type is None:
            sheet.lost["mentions without a type, written as Mention"] += 1
        form = _FORMS.get(mention.form or "")
        if form is None and mention.form is not None:
            sheet.lost["forms of mentions, other than name, nominal, pronoun"] += 1
        kind = {"entity_type": mention.type or "Mention"} | ({"mention_type": form} if form else {})
        yield {"id": name, **kind, **place}


def _events(sheet: _Sheet, sentence: _Sentence) -> Iterator[dict[str, Any]]:
    """The events whose triggers stand in a sentence."""
    mention_at = {(m.start, m.end): name for m, name in zip(sheet.mentions, sheet.mention_ids, strict=True)}
    for event, name in zip(sheet.events, sheet.event_ids, strict=True):
        trigger = sentence.place(event.start, event.end)
        if trigger is None:
            continue
        if event.type is None:
            sheet.lost["events without a type, written as Event"] += 1
        listed = [_argument(sheet, sentence, argument, mention_at) for argument in event.arguments]
        arguments = [argument for argument in listed if argument is not None]
        yield {"id": name, "event_type": event.type or "Event", "trigger": trigger, "arguments": arguments}


def _argument(
    sheet: _Sheet, sentence: _Sentence, argument: Argument, mention_at: dict[Offsets, str]
) -> dict[str, Any] | None:
    place = sentence.place(argument.start, argument.end)
    if place is None:
        sheet.lost["arguments of events, in another sentence than their trigger"] += 1
        return None
    at = (argument.start, argument.end)
    return {"entity_id": mention_at.get(at, f"{sheet.doc.id}-{at[0]}"), "role": argument.role, **place}
