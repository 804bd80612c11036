"""Place each string of a prediction, layer by layer (internal).

The places themselves come from `locate`; here it is decided who takes which:
records of one layer take free places, equal ones by what they stand near
(`nearness`), and what belongs to a record takes the place nearest to it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple, TypeAlias, TypeVar, cast

from presscheck.anchoring import nearness
from presscheck.anchoring.reach import Reach
from presscheck.anchoring.search import Finder, in_order, parts
from presscheck.anchoring.steps import WAYS, AnchoredString, Chain, Way
from presscheck.document import ranks, spans
from presscheck.document.model import Argument, Document, Event, MarkedUse, Mention, Offsets, Quote, Span

FEW = 32
"""Places among which the nearest is looked for one by one."""

_Taken: TypeAlias = dict[Chain, set[str | None]]


class _Head(NamedTuple):
    """A record that is placed for itself: a mention, a trigger, a marked use, the content of a quote.

    Args:
        paths: of its strings.
        strings: one; for a quote in pieces, several.
        has: the places that it has already.
        label: records with different labels may share a place, where their layer allows it.
        pieces: whether it may stay in pieces, as the content of a quote may.
        company: what it is near.
    """

    paths: tuple[str, ...]
    strings: tuple[str, ...]
    has: Chain
    label: str | None
    pieces: bool
    company: nearness.Company


class _Occurrence(NamedTuple):
    """One way to place a head: its chain, and for each place whose string it is and how it was found."""

    chain: Chain
    owners: tuple[int, ...]
    ways: tuple[Way, ...]


class Placing:
    """The strings of one prediction, placed; what was done is in `steps`, by path.

    Args:
        doc: the prediction.
        text: the document's text.
        mode: the ways that may be tried, best first, joined by `+`.
    """

    def __init__(self, doc: Document, text: str, mode: str) -> None:
        self.steps: dict[str, AnchoredString] = {}
        self._text = text
        self._ways = cast("tuple[Way, ...]", tuple(mode.split("+")))
        self._finder = Finder(text)
        self._hulls: dict[tuple[str, bool], tuple[Way, dict[Offsets, Chain], list[Offsets]]] = {}
        self._behind = max([len(text), *(span.end for _, span in spans.walk(doc))])
        self._gap = nearness.gaps(lambda words: self._best(words)[1])
        entities, events = ranks.entities(doc), ranks.events(doc)
        mentions = ranks.in_turn(
            doc.mentions, lambda m: (m.type or "", m.form or "", entities.get(m.entity or "", -1))
        )
        self._heads(_single("$.mentions", mentions, nearness.of_mentions(doc.mentions or ())), nested=True)
        uses = ranks.in_turn(doc.marked_uses, lambda use: (use.use,))
        self._heads(_single("$.marked_uses", uses, lambda _: ()))
        triggers = ranks.in_turn(
            doc.events, lambda e: (e.type or "", ranks.event(e), events.get(e.event or "", -1))
        )
        self._heads(_single("$.events", triggers, nearness.of_event), shared=True)
        for i, event in triggers:
            trigger = self._places(f"$.events[{i}]", event)
            for j, argument in ranks.in_turn(event.arguments or (), lambda a: (a.role,)):
                self._dependant(f"$.events[{i}].arguments[{j}]", argument, trigger)
        quotes = ranks.in_turn(doc.quotes, lambda q: (q.type or "", ranks.quote(q, entities)))
        self._heads([_content(f"$.quotes[{i}]", quote) for i, quote in quotes if quote.content])
        self._heads([_content(f"$.quotes[{i}]", q) for i, q in quotes if q.cue and not q.content])
        for i, quote in quotes:
            self._quote(f"$.quotes[{i}]", quote)

    def _quote(self, path: str, quote: Quote) -> None:
        contents = _parts(path, quote)
        given = tuple((part.start, part.end) for _, part in contents if not spans.nowhere(part))
        if given:
            for where, part in contents:
                self._dependant(where, part, given, pieces=True)
        content = tuple(place for where, part in contents for place in self._places(where, part))
        for where, phrase in spans.phrases(quote, path):
            for place, span in spans.phrase_spans(phrase, where):
                if place not in self.steps:
                    self._dependant(place, span, content, outside=True)

    def _places(self, path: str, span: Span | Argument) -> Chain:
        """Return the place of a span in the text, given or found; nothing for an invented one."""
        if not spans.nowhere(span):
            return ((span.start, span.end),)
        step = self.steps[path]
        return step.places if step.way != "invented" else ()

    def _heads(self, heads: list[_Head], *, shared: bool = False, nested: bool = False) -> None:
        """Place the records of one layer: exactly all that can be, then the rest folded, and so on.

        Args:
            heads: in the order of what they say.
            shared: whether records of other labels may stand at one place when no free one is left.
            nested: whether places inside a longer record are passed over while there are enough others.
        """
        taken: _Taken = {}
        reach = Reach()
        for head in heads:
            if head.has:
                taken.setdefault(head.has, set()).add(head.label)
                reach.cover(head.has)
        left = [head for head in heads if not head.has]
        for stage in (*self._ways, "parts"):
            for group in _alike(left):
                found = [*self._found(group[0], stage)]
                free = [one for one in found if one.chain not in taken]
                places = _outer(free, len(group), reach) if nested else free
                for head, one in self._given(group, places[: len(group)]):
                    taken[one.chain] = {head.label}
                    reach.cover(one.chain)
                    self._note(head, one, len(found))
            left = [head for head in left if head.paths[0] not in self.steps]
        if shared:
            left = [head for head in left if not self._share(head, taken)]
        for head in left:
            for path, string in zip(head.paths, head.strings, strict=True):
                self._alone(path, string, several=len(head.strings) > 1)

    def _given(self, group: list[_Head], places: list[_Occurrence]) -> list[tuple[_Head, _Occurrence]]:
        """Assign places to heads with equal strings: to each the one nearest to its context."""
        alike: dict[nearness.Company, list[_Head]] = {}
        for head in group:
            alike.setdefault(head.company, []).append(head)
        hulls = [(one.chain[0][0], one.chain[-1][1]) for one in places] if len(alike) > 1 else []
        if not hulls:
            return list(zip(group, places, strict=False))
        costs = [[self._gap(company, hull) for hull in hulls] for company in alike]
        return [(head, places[at]) for head, at in nearness.settled([*alike.values()], costs)]

    def _share(self, head: _Head, taken: _Taken) -> bool:
        """Give a head the first place that has no record with its label."""
        every = [found for way in self._ways for found in self._found(head, way)]
        for one in every:
            if head.label not in taken[one.chain]:
                taken[one.chain].add(head.label)
                self._note(head, one, len({found.chain for found in every}))
                return True
        return False

    def _note(self, head: _Head, found: _Occurrence, occurs: int) -> None:
        for i, (path, string) in enumerate(zip(head.paths, head.strings, strict=True)):
            mine = [k for k, owner in enumerate(found.owners) if owner == i]
            way = max((found.ways[k] for k in mine), key=WAYS.index)
            self.steps[path] = AnchoredString(path, string, way, tuple(found.chain[k] for k in mine), occurs)

    def _found(self, head: _Head, stage: str) -> Iterator[_Occurrence]:
        """Every way to place a head at one stage, in the order of the text."""
        if stage == "parts":
            yield from self._in_parts(head.strings, head.pieces)
        elif len(head.strings) == 1:
            way = cast("Way", stage)
            for place in self._finder.places(way, head.strings[0]):
                yield _Occurrence((place,), (0,), (way,))

    def _in_parts(self, strings: Sequence[str], pieces: bool) -> Iterator[_Occurrence]:
        split = [(i, part) for i, string in enumerate(strings) for part in self._split(string)]
        best = [self._best(part) for _, part in split]
        if len(best) <= 1 or not all(places for _, places in best):
            return
        owners, ways = tuple(i for i, _ in split), tuple(way for way, _ in best)
        for chain in in_order([places for _, places in best]):
            start, end = chain[0][0], chain[-1][1]
            if pieces:
                yield _Occurrence(chain, owners, ways)
            elif "\n" not in self._text[start:end]:
                yield _Occurrence(((start, end),), (0,), (max(ways, key=WAYS.index),))

    def _split(self, string: str) -> list[str]:
        return [string] if self._best(string)[1] else parts(string)

    def _best(self, string: str) -> tuple[Way, list[Offsets]]:
        for way in self._ways:
            if places := self._finder.places(way, string):
                return way, places
        return "invented", []

    def _choices(self, string: str, pieces: bool) -> tuple[Way, list[Chain]]:
        """Return the places of a string, taken by others or not: whole, else in parts."""
        way, places = self._best(string)
        if places:
            return way, [(place,) for place in places]
        found = list(self._in_parts([string], pieces))
        return (max(found[0].ways, key=WAYS.index) if found else way), [one.chain for one in found]

    def _alone(self, path: str, string: str, *, several: bool) -> None:
        """A string that found no free place: a piece that stands apart from the others, or invented."""
        way, chains = self._choices(string, pieces=True)
        if several and chains:
            self.steps[path] = AnchoredString(path, string, way, chains[0], len(chains))
        else:
            self._invent(path, string, len(chains))

    def _invent(self, path: str, string: str, occurs: int = 0) -> None:
        place = (self._behind, self._behind + len(string))
        self._behind = place[1]
        self.steps[path] = AnchoredString(path, string, "invented", (place,), occurs)

    def _dependant(
        self, path: str, span: Span | Argument, heads: Chain, *, outside: bool = False, pieces: bool = False
    ) -> None:
        """Place what belongs to a record: nearest to it, the earlier of two.

        Args:
            path: of the span.
            span: left alone if it has offsets.
            heads: the places of the record.
            outside: whether a place that does not overlap the record is better than one that does.
            pieces: whether it may stay in pieces.
        """
        if not spans.nowhere(span):
            return
        string = span.text or ""
        if (string, pieces) not in self._hulls:
            way, chains = self._choices(string, pieces)
            hulls = sorted(((chain[0][0], chain[-1][1]), chain) for chain in chains)
            self._hulls[string, pieces] = way, dict(hulls), [place for place, _ in hulls]
        way, found, places = self._hulls[string, pieces]
        if found:
            self.steps[path] = AnchoredString(
                path, string, way, found[nearest(places, heads, outside)], len(places)
            )
        else:
            self._invent(path, string)


def _alike(heads: Sequence[_Head]) -> list[list[_Head]]:
    """Heads with equal strings together, in their order; longer strings first."""
    groups: dict[tuple[str, ...], list[_Head]] = {}
    for head in heads:
        groups.setdefault(head.strings, []).append(head)
    return [groups[strings] for strings in sorted(groups, key=lambda s: (-len(s[0]), s))]


def _outer(free: list[_Occurrence], count: int, reach: Reach) -> list[_Occurrence]:
    """The first `count` places; those inside a longer record only as far as the others do not suffice.

    *Starmer* inside *Keir Starmer* is the last that a record *Starmer* takes.
    """
    inner = [one for one in free if reach.at(one.chain[0][0]) >= one.chain[0][1]]
    spare = max(0, len(free) - count)
    passed = {one.chain for one in inner[max(0, len(inner) - spare) :]}
    return [one for one in free if one.chain not in passed]


def nearest(places: Sequence[Offsets], heads: Chain, outside: bool) -> Offsets:
    """The place with the fewest characters between it and a record; the earlier of two.

    Args:
        places: to choose from, in order.
        heads: the places of the record; none if it was invented.
        outside: whether places that overlap the record come last; else only the record's own place does.

    >>> nearest([(0, 2), (14, 16)], ((4, 10),), outside=True)
    (0, 2)
    """

    def clashes(place: Offsets) -> bool:
        return any(a < place[1] and place[0] < b for a, b in heads) if outside else place in heads

    def gap(place: Offsets) -> int:
        return min((max(0, a - place[1], place[0] - b) for a, b in heads), default=0)

    def best(some: Iterable[Offsets]) -> Offsets:
        return min(some, key=lambda place: (clashes(place), gap(place), place))

    if len(places) <= FEW or not heads or any(b[1] <= a[1] for a, b in pairwise(places)):
        return best(places)
    near: list[Offsets] = []
    for start, _ in heads:  # what lies further out than a free place is further away
        at = bisect_left(places, (start, 0))
        for i in range(at - 1, -1, -1):
            near.append(places[i])
            if places[i][1] <= start and not clashes(places[i]):
                break
        for i in range(at, len(places)):
            near.append(places[i])
            if not clashes(places[i]):
                break
    return best(near)


_S = TypeVar("_S", Mention, Event, MarkedUse)


def _single(
    path: str, records: Sequence[tuple[int, _S]], company: Callable[[_S], nearness.Company]
) -> list[_Head]:
    return [
        _Head(
            paths=(f"{path}[{i}]",),
            strings=(record.text or "",),
            has=() if spans.nowhere(record) else ((record.start, record.end),),
            label=record.type if isinstance(record, Event) else None,
            pieces=False,
            company=company(record),
        )
        for i, record in records
    ]


def _content(path: str, quote: Quote) -> _Head:
    """The content of a quote; pieces without offsets beside pieces that have them are placed later."""
    parts = _parts(path, quote)
    return _Head(
        paths=tuple(where for where, _ in parts),
        strings=tuple(part.text or "" for _, part in parts),
        has=tuple((part.start, part.end) for _, part in parts if not spans.nowhere(part)),
        label=None,
        pieces=bool(quote.content) or len(parts) > 1,
        company=nearness.of_quote(quote),
    )


def _parts(path: str, quote: Quote) -> list[tuple[str, Span]]:
    """Return the spans that represent a quote: its content, or its cue if the message is not in the text."""
    content = [(f"{path}.content[{j}]", part) for j, part in enumerate(quote.content)]
    return content or [*spans.phrase_spans(quote.cue, f"{path}.cue")]
