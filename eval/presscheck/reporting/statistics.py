"""Count the contents of a corpus: every label of every layer, also those that never occur."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple, TypeAlias

from msgspec import UNSET

from presscheck.document import shipped
from presscheck.document.model import Document
from presscheck.document.presence import without_unset
from presscheck.layers.texts import mark_pairs
from presscheck.text import table

Docs: TypeAlias = Sequence[Document]


class Table(NamedTuple):
    """One table of counts.

    Args:
        name: its title, and its key in JSON.
        header: what the columns are; the first is the label.
        rows: label and counts, in the order of the ontology.
    """

    name: str
    header: tuple[str, ...]
    rows: list[tuple[str, ...]]


def tables(docs: Docs) -> list[Table]:
    """Every table about some documents.

    >>> doc = Document(id="d", text="Oslo won.", mentions=[])
    >>> tables([doc])[0].rows[:2]
    [('documents', '1'), ('lines', '1')]
    """
    docs = [*map(without_unset, docs)]
    return [
        _counted("text", _text(docs)),
        _mentions(docs),
        _counted("entities", _entities(docs)),
        _labelled("entities by type", "entity_types", (e.type for d in docs for e in d.entities or ())),
        _counted("events", _events(docs)),
        _labelled("events by type", "event_types", (e.type for d in docs for e in d.events or ())),
        *_attributes(docs),
        _roles(docs),
        _counted("quotes", _quotes(docs)),
        _labelled("quotes by type", "quote_types", (q.type for d in docs for q in d.quotes or ())),
        _counted("quotes by speaker", _speakers(docs)),
        _labelled("marked uses", "marked_uses", (m.use for d in docs for m in d.marked_uses or ())),
    ]


def _counted(name: str, counts: dict[str, int]) -> Table:
    return Table(name, (name, "n"), [(label, str(n)) for label, n in counts.items()])


def _labelled(name: str, group: str, labels: Iterable[str | None]) -> Table:
    """Counts of a group of the ontology; labels outside it, and none at all, come last."""
    return _ordered(name, shipped.ontology()[group], labels)


def _ordered(name: str, known: Iterable[str], labels: Iterable[str | None]) -> Table:
    found = Counter(label or "none" for label in labels)
    counts = {label: found.pop(label, 0) for label in known}
    return _counted(name, counts | dict(sorted(found.items())))


def _text(docs: Docs) -> dict[str, int]:
    texts = [doc.text or "" for doc in docs]
    return {
        "documents": len(docs),
        "lines": sum(text.count("\n") + 1 for text in texts if text),
        "sentences": sum(len(doc.sentences or ()) for doc in docs),
        "words": sum(len(text.split()) for text in texts),
        "code points": sum(map(len, texts)),
    }


def _mentions(docs: Docs) -> Table:
    """Mentions by type and form."""
    ontology = shipped.ontology()
    found = Counter((m.type or "none", m.form or "none") for d in docs for m in d.mentions or ())
    types = list(dict.fromkeys([*ontology["entity_types"], *sorted({t for t, _ in found})]))
    forms = list(dict.fromkeys([*ontology["forms"], *sorted({f for _, f in found})]))
    rows = [(t, *(str(found[t, f]) for f in forms), str(sum(found[t, f] for f in forms))) for t in types]
    sums = [sum(found[t, f] for t in types) for f in forms]
    return Table(
        "mentions", ("mentions", *forms, "all"), [*rows, ("all", *map(str, sums), str(found.total()))]
    )


def _entities(docs: Docs) -> dict[str, int]:
    sizes = Counter((d.id, m.entity) for d in docs for m in d.mentions or () if m.entity is not None)
    entities = [e for d in docs for e in d.entities or ()]
    return {
        "entities": len(entities),
        "with one mention": sum(n == 1 for n in sizes.values()),
        "mentions of the largest": max(sizes.values(), default=0),
        "with a Wikidata id": sum(isinstance(e.wikidata, str) for e in entities),
        "without an item": sum(e.wikidata is None and e.type != "TIME" for e in entities),
        "not judged": sum(e.wikidata is UNSET and e.type != "TIME" for e in entities),
        "times with a value": sum(e.value is not None for e in entities),
    }


def _events(docs: Docs) -> dict[str, int]:
    events = [(d, e) for d in docs for e in d.events or ()]
    fillers = [(d, a) for d, e in events for a in e.arguments]
    triggers = {(d.id, e.start, e.end) for d, e in events}
    mentions = {(d.id, m.start, m.end) for d in docs for m in d.mentions or ()}
    spans = [(d.id, a.start, a.end) for d, a in fillers]
    return {
        "event mentions": len(events),
        "occurrences": len({(d.id, e.event) for d, e in events if e.event is not None}),
        "arguments": len(fillers),
        "filled by a mention": sum(span in mentions for span in spans),
        "filled by an event": sum(span in triggers and span not in mentions for span in spans),
        "with a time": sum(e.time is not None for _, e in events),
    }


def _attributes(docs: Docs) -> list[Table]:
    events = [e for d in docs for e in d.events or ()]
    groups = shipped.ontology()["event_attributes"]
    return [_ordered(name, values, (getattr(e, name) for e in events)) for name, values in groups.items()]


def _roles(docs: Docs) -> Table:
    roles = (a.role for d in docs for e in d.events or () for a in e.arguments)
    return _labelled("arguments by role", "roles", roles)


def _quotes(docs: Docs) -> dict[str, int]:
    quotes = [q for d in docs for q in d.quotes or ()]
    return {
        "quotes": len(quotes),
        "in several parts": sum(len(q.content) > 1 for q in quotes),
        "parts": sum(len(q.content) for q in quotes),
        "characters of content": sum(p.end - p.start for q in quotes for p in q.content),
        "with a cue": sum(q.cue is not None for q in quotes),
        "with a source": sum(q.source is not None for q in quotes),
        "with a speaker": sum(q.speaker is not None for q in quotes),
        "with an addressee": sum(q.addressee is not None for q in quotes),
        "further frames": sum(len(q.also) for q in quotes),
        "pairs of double marks in the text": sum(len(mark_pairs.of(d).pairs) for d in docs),
    }


def _speakers(docs: Docs) -> dict[str, int]:
    found = Counter(q.speaker or "none" for d in docs for q in d.quotes or ())
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))


def markdown(docs: Docs) -> str:
    """All tables as Markdown, each under its name."""
    parts = (
        f"## {name.capitalize()}\n\n{table.markdown(header, rows)}" for name, header, rows in tables(docs)
    )
    return "\n\n".join(parts)


def text(docs: Docs) -> str:
    """All tables as plain text."""
    return "\n\n".join(table.render(header, rows) for _, header, rows in tables(docs))


def as_dict(docs: Docs) -> dict[str, Any]:
    """All counts as plain values: table -> label -> count, or -> column -> count."""
    return {name: {row[0]: _numbers(header, row) for row in rows} for name, header, rows in tables(docs)}


def _numbers(header: Sequence[str], row: Sequence[str]) -> int | dict[str, int]:
    if len(header) == 2:
        return int(row[1])
    return {column: int(cell) for column, cell in zip(header[1:], row[1:], strict=True)}
