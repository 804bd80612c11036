"""Coreference, diagnosed: which gold entities were split, merged, missed or invented, and by which links."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from presscheck.document.model import Document
from presscheck.layers.entities import coref, span_keys, whole_entities
from presscheck.measure.error_record import ErrorRecord, context, place
from presscheck.measure.measure import DocumentPair


class Link(NamedTuple):
    """Two neighbouring mentions of one entity that the other side does not put together.

    Args:
        first: span of the earlier mention.
        second: span of the later mention.
    """

    first: int
    second: int


def broken(cluster: list[int], owner: dict[int, int]) -> list[Link]:
    """The links that an entity loses on the other side: one for each part after its first.

    A part is what one entity of the other side holds of it; mentions that the other side does not have
    are passed over. Each part hangs by the link from the last mention before it to its own first one.

    Args:
        cluster: spans in text order.
        owner: span -> entity of the other side.

    >>> broken([1, 2, 3, 4, 5], {1: 0, 2: 1, 4: 1, 5: 2})
    [Link(first=1, second=2), Link(first=4, second=5)]
    """
    seen: set[int] = set()
    links: list[Link] = []
    before: int | None = None
    for key in cluster:
        part = owner.get(key)
        if part is None:
            continue
        if part not in seen and before is not None:
            links.append(Link(before, key))
        seen.add(part)
        before = key
    return links


def errors(pair: DocumentPair) -> Iterator[ErrorRecord]:
    """Entities split, merged, missed, invented.

    A split entity stands in several predicted ones, a merged predicted entity holds several gold ones;
    of a missed entity no mention was found, of an invented one no mention is in gold.

    Args:
        pair: one document, both sides.
    """
    gold, pred = pair.once(coref.gold_chains), pair.once(coref.pred_chains)
    gold_of = {key: i for i, keys in enumerate(gold.keys) for key in keys}
    pred_of = {key: j for j, keys in enumerate(pred.keys) for key in keys}
    for keys, name, kind in zip(gold.keys, *_told(pair, pair.gold, gold), strict=True):
        if links := broken(keys, pred_of):
            yield _error(pair, "split", keys, name, kind, links=links)
        elif len(keys) > 1 and not any(key in pred_of for key in keys):
            yield _error(pair, "missed", keys, name, kind)
    for keys, name, kind in zip(pred.keys, *_told(pair, pair.pred, pred), strict=True):
        if links := broken(keys, gold_of):
            yield _error(pair, "merged", keys, name, kind, links=links, gold=False)
        elif len(keys) > 1 and not any(key in gold_of for key in keys):
            yield _error(pair, "invented", keys, name, kind, gold=False)


def _told(pair: DocumentPair, doc: Document, found: coref.Chains) -> tuple[list[str], list[str | None]]:
    """Name and type of each entity; one without a name is called by its first words, as ids say nothing."""
    named = {e.id: e.name for e in doc.entities or () if e.name}
    text = pair.gold.text or ""
    names = [
        named.get(entity or "") or " ".join(text[slice(*span_keys.unpacked(keys[0]))].split())
        for keys, entity in zip(*found, strict=True)
    ]
    known = whole_entities.gold_kinds if doc is pair.gold else whole_entities.pred_kinds
    return names, pair.once(known).types


def _error(
    pair: DocumentPair,
    what: str,
    keys: list[int],
    name: str,
    kind: str | None,
    *,
    links: list[Link] | None = None,
    gold: bool = True,
) -> ErrorRecord:
    text = pair.gold.text or ""
    first, second = links[0] if links else (keys[0], keys[0])
    here = place(text, *span_keys.unpacked(second), label=name)
    return ErrorRecord(
        layer="coref",
        kind=what,
        doc=pair.gold.id,
        gold=here if gold else None,
        pred=None if gold else here,
        says=_says(text, what, keys, links or []),
        context=_context(text, first, second),
        cost=len(links) if links else len(keys) - 1,
        group=kind or "no type",
    )


def _says(text: str, kind: str, keys: list[int], links: list[Link]) -> str:
    """The links that break, in words; for a whole entity its mentions."""
    if not links:
        shown = ", ".join(_words(text, key) for key in keys[:5])
        more = f" and {len(keys) - 5} more" if len(keys) > 5 else ""
        return f"{len(keys)} mentions: {shown}{more}"
    how = "not linked" if kind == "split" else "wrongly linked"
    shown = "; ".join(f"{_words(text, a)} – {_words(text, b)}" for a, b in links)
    return f"{len(links) + 1} parts, {how}: {shown}"


def _words(text: str, key: int) -> str:
    start, end = span_keys.unpacked(key)
    return f"{' '.join(text[start:end].split())!r} [{start}, {end})"


def _context(text: str, first: int, second: int) -> str:
    """The words around both ends of the first link."""
    later = context(text, *span_keys.unpacked(second))
    return later if first == second else f"{context(text, *span_keys.unpacked(first), 15)} | {later}"
