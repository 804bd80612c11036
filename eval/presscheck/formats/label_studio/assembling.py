"""Regions and arrows put together as records: mentions, events, quotes, marked uses (internal)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

import msgspec

from presscheck.document.canonical import canonical
from presscheck.document.model import (
    Argument,
    Document,
    Entity,
    Event,
    Frame,
    MarkedUse,
    Mention,
    Quote,
    Span,
)
from presscheck.document.spans import joined
from presscheck.formats.label_studio import carry, heads
from presscheck.formats.label_studio.controls import NOBODY, QUOTE_RELATIONS, UNTYPED, fields, roles
from presscheck.formats.label_studio.marks import Arrow, Region, Regions

T = TypeVar("T")

_ROLE = "a role"
_ENDS = {
    _ROLE: (("trigger",), ("mention", "trigger", "span")),
    "continues": (("quote", "cue", "span"), ("quote", "cue", "span")),
    "cue": (("quote",), ("cue",)),
    "source": (("quote", "cue"), ("mention", "span")),
    "addressee": (("quote", "cue", "span"), ("mention", "span")),
    "also": (("quote",), ("cue", "mention", "span")),
}


def document(marked: Regions, base: Document, spare: Sequence[Entity] = ()) -> Document:
    """The document on a sheet, canonical; what is wrong is added to `marked.findings`.

    Args:
        marked: the regions and arrows.
        base: what was pushed, with the sheet's text: gives everything that nobody can edit.
        spare: entities of other predictions on the same sheet, for keys that the base does not know.
    """
    readable = not any(finding.level == "error" for finding in marked.findings)
    for arrow in marked.arrows:
        _check_ends(arrow, marked)
    mentions = _once(marked, "mention", lambda r: _mention(r, marked))
    quotes = [_quote(parts, marked) for parts in _wholes(marked)]
    layers: dict[str, list[Any]] = {
        "mentions": mentions,
        "events": _once(marked, "trigger", lambda r: _event(r, marked)),
        "quotes": quotes,
        "marked_uses": _once(marked, "use", lambda r: MarkedUse(use=r.label, **_where(r, marked))),
    }
    if readable:  # else the arrow may be there, and unreadable
        _check_used(marked)
    # A layer that was pushed as done stays done when it is empty; another is done once something is marked.
    found: dict[str, Any] = {
        layer: records if records or getattr(base, layer) is not None else None
        for layer, records in layers.items()
    }
    return carry.carried(canonical(msgspec.structs.replace(base, **found)), base, spare, marked)


def _where(region: Region, marked: Regions) -> dict[str, Any]:
    return {"start": region.start, "end": region.end, "text": marked.text[region.start : region.end]}


def _span(region: Region, marked: Regions) -> Span:
    return Span(**_where(region, marked))


def _phrase(region: Region, marked: Regions) -> Span:
    """A cue, source or addressee, in pieces where arrows go on to further ones."""
    pieces, waiting = {region.id: region}, [region]
    while waiting:
        further = marked.drawn(waiting.pop(), "continues")
        waiting += [piece for piece in further if piece.id not in pieces]
        pieces |= {piece.id: piece for piece in further}
    return joined([_span(piece, marked) for piece in pieces.values()])


def _once(marked: Regions, control: str, make: Callable[[Region], T]) -> list[T]:
    """A record for each region; a region that repeats another in everything is reported and left out."""
    found: dict[str, Region] = {}
    records: list[T] = []
    for region in marked.in_control(control):
        record = make(region)
        key = repr((record, sorted(region.said.items())))
        first = found.setdefault(key, region)
        if first is region:
            records.append(record)
        else:
            marked.wrong("repeated", region, f"repeats region {first.id} in everything; left out", "warning")
    return records


def _mention(region: Region, marked: Regions) -> Mention:
    said = region.said
    head = said.get("head")
    place = heads.place(marked.text, (region.start, region.end), head) if head else None
    if head and place is None:
        marked.wrong("studio-field", region, f"the head {head!r} is not in the mention; copy it from there")
    return Mention(
        **_where(region, marked),
        type=None if region.label == UNTYPED else region.label,
        form=said.get("form"),
        head=place,
        entity=said.get("entity"),
    )


def _event(region: Region, marked: Regions) -> Event:
    arguments = [
        Argument(role=arrow.label, **_where(arrow.end, marked))
        for arrow in marked.arrows
        if arrow.start.id == region.id and arrow.label in roles()
    ]
    unique = list({(a.role, a.start, a.end): a for a in arguments}.values())
    said = {name: region.said.get(name) for name, field in fields().items() if field.control == "trigger"}
    said["type"] = region.said.get("type")
    return Event(**_where(region, marked), **said, arguments=unique)  # type: ignore[arg-type] # names from the table


def _wholes(marked: Regions) -> list[list[Region]]:
    """The parts of each quote, in text order, whichever way the arrows between them go."""
    whole = {region.id: [region] for region in marked.in_control("quote")}
    for arrow in marked.arrows:
        if arrow.label == "continues" and arrow.start.id in whole and arrow.end.id in whole:
            one, other = whole[arrow.start.id], whole[arrow.end.id]
            if one is not other:
                one += other
                whole.update({region.id: one for region in other})
    parts = {id(found): found for found in whole.values()}.values()
    return [sorted(found, key=lambda r: (r.start, r.end, r.id)) for found in parts]


def _quote(parts: list[Region], marked: Regions) -> Quote:
    cue = _one(parts, "cue", marked)
    source, addressee = _one(parts, "source", marked), _one(parts, "addressee", marked)
    frames = [_frame(end, marked) for part in parts for end in marked.drawn(part, "also")]
    return Quote(
        content=[_span(part, marked) for part in parts],
        cue=cue and _phrase(cue, marked),
        source=source and _phrase(source, marked),
        speaker=_speaker(parts, source, marked),
        addressee=addressee and _phrase(addressee, marked),
        also=frames,
    )


def _frame(end: Region, marked: Regions) -> Frame:
    addressee = _one([end], "addressee", marked)
    cue = end if end.control == "cue" else None
    source = _one([end], "source", marked) if cue else end
    return Frame(
        cue=cue and _phrase(cue, marked),
        source=source and _phrase(source, marked),
        addressee=addressee and _phrase(addressee, marked),
    )


def _one(parts: list[Region], label: str, marked: Regions) -> Region | None:
    """The only region that arrows with this label go to; several are an error."""
    ends = {end.id: end for part in parts for end in marked.drawn(part, label)}
    if len(ends) > 1:
        names = " and ".join(marked.place(end.id, end.start, end.end) for end in ends.values())
        way_out = "leave one, and draw `also` to the cue of a further frame"
        marked.wrong("studio-relation", parts[0], f"{label} goes to {names}; {way_out}")
    return next(iter(ends.values()), None)


def _speaker(parts: list[Region], source: Region | None, marked: Regions) -> str | None:
    said = sorted({part.said["speaker"] for part in parts if "speaker" in part.said})
    if len(said) > 1:
        marked.wrong("studio-field", parts[0], f"its parts name the speakers {said}; leave one")
    if said:
        return None if said[0] == NOBODY else said[0]
    return source.said.get("entity") if source else None


def _check_ends(arrow: Arrow, marked: Regions) -> None:
    kind = _ROLE if arrow.label in roles() else arrow.label
    starts, ends = _ENDS[kind]
    way = QUOTE_RELATIONS.get(kind, "from the trigger to the filler, a mention or another trigger")
    other_kind = kind == "continues" and arrow.start.control != arrow.end.control
    if arrow.start.control not in starts or arrow.end.control not in ends or other_kind:
        here = f"goes from a {arrow.start.control} to a {arrow.end.control}; {arrow.label} goes {way}"
        marked.wrong("studio-relation", marked.between(arrow.start.id, arrow.end.id), here)


def _check_used(marked: Regions) -> None:
    """A cue without quote and a span that nothing points at would be lost."""
    pointed = Counter(arrow.end.id for arrow in marked.arrows)
    for region in _each(marked, ("cue", "span")):
        if not pointed[region.id]:
            marked.wrong(
                "studio-relation", region, f"no arrow goes to this {region.control}: draw one, or delete it"
            )


def _each(marked: Regions, names: Iterable[str]) -> Iterable[Region]:
    return (region for name in names for region in marked.in_control(name))
