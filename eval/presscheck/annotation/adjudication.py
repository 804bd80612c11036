"""From two annotation passes to one gold: what both agree on is taken, the rest is decided on record.

Entity and event ids mean nothing across annotators, so pass B's ids are first
renamed: entities and events of the two passes are paired one-to-one by the
spans they share. Then items are compared by place; each that differs becomes a
`Decision` that an adjudicator fills in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Literal, TypeAlias, get_args

import msgspec

from presscheck.annotation.logged_items import problems
from presscheck.document import unknown_keys
from presscheck.document.canonical import canonical
from presscheck.document.exceptions import Finding, InvalidInputError, UsageError
from presscheck.document.jsonl import dumps, from_plain
from presscheck.document.model import Document
from presscheck.document.rule import Violation
from presscheck.formats.label_studio import provenance

Plain: TypeAlias = dict[str, Any]
Choice: TypeAlias = Literal["a", "b", "neither", "gold"]
Items: TypeAlias = dict[tuple[str, str], Plain]
"""(layer, key) -> the item as plain values. The key is the item's place, or an entity's id."""

LAYERS = ("sentences", "mentions", "entities", "events", "arguments", "quotes", "marked_uses")


class Decision(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """One disagreement, and what was decided.

    Args:
        doc: the document's id.
        layer: one of `LAYERS`.
        key: the item's place in code points, as `start-end`, or an entity's id.
        text: the words there, in context.
        a: pass A's item, or None where it has none.
        b: pass B's item (its ids renamed to A's), or None.
        decision: "a", "b", "neither", "gold" (the item under `gold`), or None while open.
        gold: the adjudicator's own item, for decision "gold".
        reason: why, with the guideline that it rests on.
    """

    doc: str
    layer: str
    key: str
    text: str
    a: Plain | None = None
    b: Plain | None = None
    decision: Choice | None = None
    gold: Plain | None = None
    reason: str | None = None

    @property
    def chosen(self) -> Plain | None:
        """The item that goes into gold, or None."""
        return {"a": self.a, "b": self.b, "gold": self.gold}.get(self.decision or "")

    @property
    def without_item(self) -> str | None:
        """Return the error if the decision names an item that is not there."""
        if self.decision in (None, "neither") or self.chosen is not None:
            return None
        fact = f"{self.place}: decision {self.decision!r}, but `{self.decision}` is null"
        return f'{fact}; use "neither" to leave the item out of the gold'

    @property
    def place(self) -> str:
        """Document, layer and key, for messages."""
        return f"{self.doc} {self.layer} {self.key}"


def renamed(a: Document, b: Document) -> Document:
    """Pass B with A's names for the entities and events that the two share.

    Args:
        a: the pass whose ids stay.
        b: the other pass over the same text.
    """
    entities = _names(_entities(a), _entities(b))
    events = _names(_members(a.events or (), "event"), _members(b.events or (), "event"))
    replace = msgspec.structs.replace
    return replace(
        b,
        mentions=b.mentions and [replace(m, entity=_renamed(m.entity, entities)) for m in b.mentions],
        entities=b.entities and [replace(e, id=entities.get(e.id, e.id)) for e in b.entities],
        events=b.events and [replace(e, event=_renamed(e.event, events)) for e in b.events],
        quotes=b.quotes and [replace(q, speaker=_renamed(q.speaker, entities)) for q in b.quotes],
    )


def _renamed(name: str | None, names: Mapping[str, str]) -> str | None:
    return names.get(name, name) if name is not None else None


def _members(records: Iterable[Any], field: str) -> dict[str, set[tuple[int, int]]]:
    found: dict[str, set[tuple[int, int]]] = {}
    for record in records:
        if (name := getattr(record, field)) is not None:
            found.setdefault(name, set()).add((record.start, record.end))
    return found


def _entities(doc: Document) -> dict[str, set[tuple[int, int]]]:
    listed: dict[str, set[tuple[int, int]]] = {e.id: set() for e in doc.entities or ()}
    return listed | _members(doc.mentions or (), "entity")


def _names(
    ours: Mapping[str, set[tuple[int, int]]], theirs: Mapping[str, set[tuple[int, int]]]
) -> dict[str, str]:
    """B's id -> the id it gets: that of A's cluster with most shared spans, one-to-one; else a free one."""
    shared = {(x, y): both for x in ours for y in theirs if (both := ours[x] & theirs[y])}
    names: dict[str, str] = {}
    used: set[str] = set()
    for x, y in sorted(shared, key=lambda pair: (-len(shared[pair]), min(shared[pair]))):
        if y not in names and x not in used:
            names[y] = x
            used.add(x)
    for y in theirs:
        if y not in names and y in ours:
            names[y] = f"{y}-b"
    return names


def items(document: Document) -> Items:
    """Every item of a document by layer and place, as plain values."""
    plain = msgspec.json.decode(dumps(document))
    found: Items = {}
    for layer, key in _KEYS.items():
        for record in plain.get(layer) or ():
            value = {"span": record} if layer == "sentences" else dict(record)
            if layer == "events":
                found |= _arguments(value, _span_key(record))
            place = key(record)
            found[layer, place if (layer, place) not in found else f"{place} again"] = value
    return found


def _arguments(event: Plain, place: str) -> Items:
    arguments = event.pop("arguments")
    return {("arguments", f"{place} {a['role']} {_span_key(a)}"): {"event": place, **a} for a in arguments}


def _span_key(record: Plain) -> str:
    return f"{record['start']}-{record['end']}"


_KEYS: dict[str, Callable[[Any], str]] = {
    "sentences": lambda s: f"{s[0]}-{s[1]}",
    "mentions": _span_key,
    "entities": lambda e: str(e["id"]),
    "events": _span_key,
    "quotes": lambda q: " ".join(_span_key(part) for part in q["content"]),
    "marked_uses": _span_key,
}


def compare(a: Document, b: Document) -> tuple[Items, list[Decision]]:
    """Return what two passes agree on, and an open decision for each item on which they differ.

    Args:
        a: one pass.
        b: the other pass over the same text.

    Raises:
        UsageError: the texts differ.
    """
    if a.text != b.text:
        raise UsageError(f"{a.id}: the two passes have different texts")
    named = renamed(a, b)
    ours, theirs = items(a), items(named)
    same = {place: item for place, item in ours.items() if theirs.get(place) == item}
    differing = sorted({*ours, *theirs} - {*same}, key=_order)
    return same, [
        Decision(
            doc=a.id,
            layer=layer,
            key=key,
            text=_context(layer, key, a if (layer, key) in ours else named),
            a=ours.get((layer, key)),
            b=theirs.get((layer, key)),
        )
        for layer, key in differing
    ]


def _order(place: tuple[str, str]) -> tuple[int, int, str]:
    layer, key = place
    start = key.partition("-")[0]
    return LAYERS.index(layer), int(start) if start.isdigit() else 0, key


def _context(layer: str, key: str, doc: Document) -> str:
    """The words at a place between brackets, with some of what stands around them."""
    text = doc.text or ""
    if layer == "entities":
        spans = sorted((m.start, m.end) for m in doc.mentions or () if m.entity == key)
        return " · ".join(text[start:end] for start, end in spans[:3])
    (start, end), *more = [(int(low), int(high)) for low, high in re.findall(r"(\d+)-(\d+)", key)]
    shown = f"{text[max(0, start - 30) : start]}[{text[start:end]}]{text[end : end + 30]}"
    return "".join([shown, *(f" … [{text[low:high]}]" for low, high in more)]).replace("\n", " ")


def agreed(a: Document, b: Document) -> Document:
    """The document with only what both passes agree on.

    Args:
        a: one pass; the result has its ids.
        b: the other pass over the same text.
    """
    same, _ = compare(a, b)
    return assembled(a, same)


def assembled(frame: Document, found: Items) -> Document:
    """A document from its items.

    Args:
        frame: gives id, text and the other keys that are not annotated.
        found: items by layer and place; arguments whose event is missing are left out.
    """
    layers: dict[str, list[Any]] = {layer: [] for layer in LAYERS if layer != "arguments"}
    events: dict[str, Plain] = {}
    for (layer, key), item in found.items():
        if layer == "sentences":
            layers[layer].append(item["span"])
        elif layer == "events":
            events[key] = {**item, "arguments": []}
        elif layer != "arguments":
            layers[layer].append(item)
    for (layer, _), item in found.items():
        if layer == "arguments" and item["event"] in events:
            events[item["event"]]["arguments"].append({k: v for k, v in item.items() if k != "event"})
    layers["events"] = list(events.values())
    plain = msgspec.to_builtins(frame)
    if isinstance(plain.get("meta"), dict):
        # How one pass was made is not how the gold was.
        plain["meta"] = {key: value for key, value in plain["meta"].items() if key != provenance.KEY}
        plain = {key: value for key, value in plain.items() if key != "meta" or value}
    return canonical(from_plain({**plain, **layers}))


def settled(a: Document, b: Document, log: Iterable[Decision]) -> tuple[Document | None, list[Decision]]:
    """Gold from two passes and the adjudicator's log; None while something is open.

    Args:
        a: one pass.
        b: the other pass over the same text.
        log: decisions so far. One whose items are no longer what the passes say counts as open again;
            one about an item on which both agree amends it.

    Returns:
        the gold document or None, and the decisions: one for each difference (the log's where it still holds,
        else an open one), then the amendments.

    Raises:
        UsageError: decisions name items that are not there; says which.
    """
    same, differing = compare(a, b)
    known = {(d.layer, d.key): d for d in log if d.doc == a.id}
    decided = [_carried(d, known.pop((d.layer, d.key), None)) for d in differing]
    decided += known.values()
    if any(d.decision is None for d in decided):
        return None, decided
    if empty := [d.without_item for d in decided if d.without_item]:
        raise UsageError("; ".join(empty))
    gold = dict(same)
    for d in decided:
        gold.pop((d.layer, d.key), None)
        if d.chosen is not None:
            gold[d.layer, d.key] = d.chosen
    return assembled(a, gold), decided


def _carried(new: Decision, old: Decision | None) -> Decision:
    if old is None or (old.a, old.b) != (new.a, new.b):
        return new
    return old


def decisions(rows: Iterable[Any], file: str | None = None) -> list[Decision]:
    """Decision records from plain rows.

    Args:
        rows: of a log, in the order of its lines.
        file: the log's name, for messages.

    Raises:
        InvalidInputError: with every row that is not a decision record.

    >>> row = {"doc": "d", "layer": "mentions", "key": "0-3", "text": "", "decision": "c"}
    >>> decisions([row], "log")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    presscheck.document.exceptions.InvalidInputError: log:1 $.decision: ... 'c' is not one of a, b, ...
    """
    found: list[Decision] = []
    findings: list[Finding] = []
    first: dict[str, int] = {}
    for number, row in enumerate(rows, 1):
        for path, what in _unfit(row, found, first, number):
            findings.append(
                Finding(rule="decision", level="error", message=what, file=file, line=number, path=path)
            )
    if findings:
        raise InvalidInputError(findings)
    return found


def _unfit(row: Any, found: list[Decision], first: dict[str, int], number: int) -> Iterator[Violation]:
    """Return the error in a row; a valid decision is added to the others."""
    try:
        decision = msgspec.convert(row, Decision)
    except msgspec.ValidationError as error:
        what, path = unknown_keys.readable(str(error), Decision.__struct_fields__)
        if path == "$.decision":
            what = f"{row['decision']!r} is not one of {', '.join(get_args(Choice))}"
        yield Violation(path, what)
        return
    found.append(decision)
    yield from problems(decision.layer, {"a": decision.a, "b": decision.b, "gold": decision.gold})
    if (known := first.setdefault(decision.place, number)) != number:
        yield Violation("$.key", f"{decision.place} is decided here and in line {known}; keep one of them")
