"""Choose among the places of equal strings: near the words that the record goes with (internal).

Two records *they* have equal words; the one whose entity is called *the
ministers* is the one that stands near these words. So neither the order of the
records nor the names of their ids decide.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from typing import TypeAlias, TypeVar

from presscheck.document import spans
from presscheck.document.model import Argument, Event, Mention, Offsets, Quote, Span

Word: TypeAlias = str | Offsets
"""Words that stand somewhere, or the place where they stand."""

Company: TypeAlias = tuple[tuple[Word, ...], ...]
"""Context of a record: groups of words of which the nearest counts."""

Gap: TypeAlias = Callable[[Company, Offsets], float]
"""Distance of a place from the words that a record goes with."""

_AROUND = 4
"""So many places before and after are asked which is the nearest."""

_T = TypeVar("_T")
_NOWHERE = float("inf")


def gaps(places: Callable[[str], Sequence[Offsets]]) -> Gap:
    """Measure how far a place is from the words that a record goes with: in characters, the mean over groups.

    Args:
        places: where words stand in the text.

    >>> gap = gaps({"Ann": [(0, 3)], "Bob": [(20, 23)]}.__getitem__)
    >>> gap((("Ann",), ("Bob",)), (5, 7)), gap((("Ann", "Bob"),), (5, 7))
    (7.5, 2.0)
    """
    known: dict[tuple[Word, ...], list[Offsets]] = {}

    def of(group: tuple[Word, ...]) -> list[Offsets]:
        if group not in known:
            found = (places(word) if isinstance(word, str) else [word] for word in group)
            known[group] = sorted({place for some in found for place in some})
        return known[group]

    def gap(company: Company, place: Offsets) -> float:
        near = [_nearest(some, place) for group in company if (some := of(group))]
        return sum(near) / len(near) if near else _NOWHERE

    return gap


def _nearest(places: Sequence[Offsets], place: Offsets) -> int:
    at = bisect_left(places, place)
    near = places[max(0, at - _AROUND) : at + _AROUND]
    return min(max(0, start - place[1], place[0] - end) for start, end in near)


def settled(groups: Sequence[Sequence[_T]], costs: Sequence[Sequence[float]]) -> list[tuple[_T, int]]:
    """Give places to records: the smallest cost first, each place once; of equals the earlier place.

    Args:
        groups: records of equal cost, together.
        costs: for each group, the cost of each place.

    Returns:
        records with the number of their place; records that find none are left out.

    >>> settled([["a", "b"], ["c"]], [[3, 1, 9], [0, 2, 9]])
    [('a', 1), ('b', 2), ('c', 0)]
    """
    offers = sorted((cost, at, i) for i, row in enumerate(costs) for at, cost in enumerate(row))
    given: list[list[int]] = [[] for _ in groups]
    taken: set[int] = set()
    for _, at, i in offers:
        if at not in taken and len(given[i]) < len(groups[i]):
            given[i].append(at)
            taken.add(at)
    pairs = (zip(group, sorted(some), strict=False) for group, some in zip(groups, given, strict=True))
    return [pair for some in pairs for pair in some]


def of_mentions(mentions: Sequence[Mention]) -> Callable[[Mention], Company]:
    """Return the context of a mention: the other words for its entity that no other entity has too."""
    owners: defaultdict[Word, set[Hashable]] = defaultdict(set)
    words: defaultdict[Hashable, set[Word]] = defaultdict(set)
    for m in mentions:
        owners[_word(m)].add(m.entity)
        words[m.entity].add(_word(m))

    def company(mention: Mention) -> Company:
        if not isinstance(mention.entity, str):
            return ()
        own = words[mention.entity] - {_word(mention)}
        return _company([word for word in own if len(owners[word]) == 1])

    return company


def of_event(event: Event) -> Company:
    """Return the context of an event: each of its arguments."""
    return _company(*([_word(a)] for a in event.arguments or ()))


def of_quote(quote: Quote) -> Company:
    """Return the context of a quote: each of its cues and sources."""
    named = (getattr(frame, name) for _, frame in spans.frames(quote, "") for name in ("cue", "source"))
    return _company(*([_word(s) for _, s in spans.phrase_spans(phrase, "")] for phrase in named if phrase))


def _company(*groups: Sequence[Word]) -> Company:
    return tuple(sorted((tuple(sorted(group, key=str)) for group in groups if group), key=str))


def _word(span: Span | Argument) -> Word:
    return span.text or "" if spans.nowhere(span) else (span.start, span.end)
