"""Annotator against annotator: how sure each layer is.

Spans are compared by F1 (there is no set of negatives, so a lone kappa would
say nothing); what is decided on shared spans, by kappa. Conventions: Hripcsak &
Rothschild 2005 for F1, Cohen 1960 for kappa, Passonneau 2006 for alpha with
MASI. An undefined value is None, never 1.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from math import fsum
from typing import Any, NamedTuple, TypeAlias

import msgspec

from presscheck import api
from presscheck.annotation.adjudication import renamed
from presscheck.document.exceptions import UsageError
from presscheck.document.model import Document, Event, Mention
from presscheck.mapping.item_ids import understood
from presscheck.measure.assignment import assignment
from presscheck.measure.counts import ratio

Pair: TypeAlias = tuple[Hashable, Hashable]
Pairs: TypeAlias = list[Pair]
Docs: TypeAlias = Sequence[Document]


class Agreement(NamedTuple):
    """One line of the table.

    Args:
        layer: what was annotated.
        what: the measure, in words.
        value: between -1 (kappa, alpha) or 0 and 1; None where it is undefined.
        n: how many items it rests on: both annotators' for F1, shared ones for kappa.
        ci: its 95 % interval, where somebody asked and there is one (`intervals`).
    """

    layer: str
    what: str
    value: float | None
    n: int
    ci: tuple[float, float] | None = None


F1_ROWS: tuple[tuple[str, str, str], ...] = (
    ("mentions", "span F1", "mention.exact"),
    ("mentions", "span and type F1", "mention.strict"),
    ("coref", "CoNLL F1, all mentions", "coref.conll"),
    ("links", "span and QID F1", "link.strong"),
    ("links", "QIDs of the document F1", "link.entity"),
    ("events", "trigger F1", "event.ti"),
    ("events", "trigger and type F1", "event.tc"),
    ("events", "argument F1, end to end", "event.ac+"),
    ("events", "argument F1 by entity, end to end", "event.ac-e+"),
    ("events", "event coreference, CoNLL F1", "event.coref.conll"),
    ("quotes", "content F1, exact", "quote.exact"),
    ("quotes", "content F1, characters", "quote.chars"),
    ("quotes", "cue F1, exact", "quote.cue"),
    ("quotes", "source F1, exact", "quote.source"),
    ("quotes", "speaker accuracy", "quote.speaker"),
    ("quotes", "type accuracy", "quote.type"),
)
"""Layer, what it is called here, and the measure that it is: this very scorer, one annotator as gold."""


def agreement(a: Docs, b: Docs, keep: Callable[[int], bool] | None = None) -> list[Agreement]:
    """Measure the agreement of two annotators, layer by layer. Labels are compared without a label map.

    Args:
        a: one annotator's documents.
        b: the other's, of the same texts.
        keep: whether the word at an offset counts as one that may be marked; None: all do.

    Raises:
        UsageError: they do not have the same documents.

    >>> ann = Mention(start=0, end=3, type="PER", entity="ann")
    >>> doc = Document(id="d", text="Ann spoke.", mentions=[ann])
    >>> agreement([doc], [doc])[0]
    Agreement(layer='mentions', what='span F1', value=1.0, n=2, ci=None)
    """
    ids = [doc.id for doc in a]
    theirs = {doc.id: doc for doc in b}
    if set(ids) != set(theirs) or len(ids) != len(b):
        odd = ", ".join(sorted(set(ids) ^ set(theirs))) or "some twice"
        raise UsageError(f"the annotators do not have the same documents: {odd}")
    a, b = _unmapped(a), _unmapped(theirs[name] for name in ids)
    rows = [*_scored(a, b, F1_ROWS), *_mentions(a, b, keep), *_coref(a, b), *_links(a, b), *_events(a, b)]
    layers = [layer for layer, _, _ in F1_ROWS]
    return sorted(rows, key=lambda row: layers.index(row.layer))


def _unmapped(docs: Iterable[Document]) -> list[Document]:
    return [msgspec.structs.replace(doc, label_map=msgspec.UNSET) for doc in docs]


def _scored(a: Docs, b: Docs, table: Iterable[tuple[str, str, str]]) -> list[Agreement]:
    names = [measure for _, _, measure in table]
    result = api.score(a, b, measures=names, repeats="first", resample=None)
    entries = {row.id: result.entry(row) for row in result.rows}
    rows = []
    for layer, what, measure in table:
        row = next(row for row in result.rows if row.id == measure)
        size = max(_size(entries[name]) for name in (row.id, *row.cells))
        rows.append(Agreement(layer, what, entries[measure][row.headline], size))
    return rows


def _size(entry: dict[str, Any]) -> int:
    """Both sides' items; a mean has none of its own, but its members have (B³ every mention)."""
    if "n" in entry:
        return int(entry["n"])
    return int(entry.get("n_pred", 0) + entry.get("n_gold", 0))


def _mentions(a: Docs, b: Docs, keep: Callable[[int], bool] | None) -> list[Agreement]:
    pairs = [pair for x, y in zip(a, b, strict=True) for pair in _shared(x.mentions, y.mentions)]
    tokens = Counter(pair for x, y in zip(a, b, strict=True) for pair in _tokens(x, y, keep))
    marked = Counter({pair: times for pair, times in tokens.items() if pair != ("O", "O")})
    return [
        relaxed("mentions", a, b),
        _kappa("mentions", "type kappa, shared spans", [(m.type, n.type) for m, n in pairs]),
        _kappa("mentions", "form kappa, shared spans", [(m.form, n.form) for m, n in pairs]),
        _kappa("mentions", "token kappa, all tokens", tokens),
        _kappa("mentions", "token kappa, tokens marked by either", marked),
    ]


def relaxed(layer: str, a: Docs, b: Docs) -> Agreement:
    """F1 where any overlap is enough: the most one-to-one pairs of overlapping mentions."""
    n = sum(len(doc.mentions or ()) for docs in (a, b) for doc in docs)
    right = sum(_most_pairs(x.mentions or [], y.mentions or []) for x, y in zip(a, b, strict=True))
    return Agreement(layer, "span F1, any overlap", ratio(2 * right, n), n)


def _most_pairs(a: Sequence[Mention], b: Sequence[Mention]) -> int:
    """Size of a maximum one-to-one pairing of overlapping spans."""
    cells = {
        (i, j): 1 for i, x in enumerate(a) for j, y in enumerate(b) if x.start < y.end and y.start < x.end
    }
    return len(assignment(cells))


def _shared(a: Sequence[Any] | None, b: Sequence[Any] | None) -> list[tuple[Any, Any]]:
    theirs = {(r.start, r.end): r for r in b or ()}
    return [(r, theirs[r.start, r.end]) for r in a or () if (r.start, r.end) in theirs]


def _tokens(x: Document, y: Document, keep: Callable[[int], bool] | None) -> Pairs:
    """Each word or sign with both annotators' label: the type of the outermost mention over it, else O."""
    every = (match.span() for match in re.finditer(r"\w+|[^\w\s]", x.text or ""))
    places = [place for place in every if keep is None or keep(place[0])]
    return list(zip(_labels(x, places), _labels(y, places), strict=True))


def _labels(doc: Document, places: list[tuple[int, int]]) -> list[str]:
    longest = sorted(doc.mentions or (), key=lambda m: (m.start - m.end, m.start, m.type or ""), reverse=True)
    over: dict[int, str] = {}
    for mention in longest:
        over.update(dict.fromkeys(range(mention.start, mention.end), mention.type or "-"))
    return [over.get(start, "O") for start, _ in places]


def _kappa(layer: str, what: str, pairs: Pairs | Counter[Pair]) -> Agreement:
    counts = Counter(pairs)
    return Agreement(layer, what, kappa(counts), counts.total())


def _accuracy(layer: str, what: str, pairs: Pairs) -> Agreement:
    return Agreement(layer, what, ratio(sum(x == y for x, y in pairs), len(pairs)), len(pairs))


def kappa(pairs: Pairs | Counter[Pair]) -> float | None:
    """Cohen's kappa by scikit-learn; None for no pairs or a single label, where chance explains everything.

    Args:
        pairs: both labels of each item, as a list or counted.

    >>> kappa([("a", "a"), ("a", "b"), ("b", "b"), ("b", "b")])
    0.5
    >>> kappa([("a", "a"), ("a", "a")])
    """
    counts = Counter(pairs)
    labels = {str(label) for pair in counts for label in pair}
    if len(labels) < 2:
        return None
    from sklearn.metrics import cohen_kappa_score

    ours, theirs = ([str(label) for label in side] for side in zip(*counts, strict=True))
    value: float = cohen_kappa_score(ours, theirs, sample_weight=[*counts.values()])
    return float(value)


def _coref(a: Docs, b: Docs) -> list[Agreement]:
    ours, theirs = zip(*(_on_shared(x, y) for x, y in zip(a, b, strict=True)), strict=True) if a else ((), ())
    (conll,) = _scored(ours, theirs, [("coref", "CoNLL F1, shared mentions", "coref.conll")])
    n = sum(len(doc.mentions or ()) for doc in ours)
    chains = [value for x, y in zip(a, b, strict=True) for value in _chains(x, y)]
    return [conll._replace(n=n), Agreement("coref", "alpha with MASI, shared mentions", alpha(chains), n)]


def _on_shared(x: Document, y: Document) -> tuple[Document, Document]:
    pairs = _shared(x.mentions, y.mentions)
    replace = msgspec.structs.replace
    return replace(x, mentions=[m for m, _ in pairs]), replace(y, mentions=[n for _, n in pairs])


Chain: TypeAlias = frozenset[tuple[str, int, int]]


def _chains(x: Document, y: Document) -> list[tuple[Chain, Chain]]:
    ours, theirs = _on_shared(x, y)
    left, right = _chain_of(ours), _chain_of(theirs)
    return [(left[m.start, m.end], right[m.start, m.end]) for m in ours.mentions or ()]


def _chain_of(doc: Document) -> dict[tuple[int, int], Chain]:
    members: dict[Hashable, set[tuple[str, int, int]]] = {}
    for m in doc.mentions or ():
        members.setdefault(m.entity or (m.start, m.end), set()).add((doc.id, m.start, m.end))
    return {(start, end): frozenset(chain) for chain in members.values() for _, start, end in chain}


def masi(a: frozenset[Any], b: frozenset[Any]) -> float:
    """Passonneau's distance of two sets: 1 - Jaccard times monotonicity.

    >>> masi(frozenset({1, 2}), frozenset({1, 2, 3})) == 1 - (2 / 3) * (2 / 3)
    True
    """
    both = len(a & b)
    monotonicity = 1.0 if a == b else 2 / 3 if both in (len(a), len(b)) else 1 / 3 if both else 0.0
    return 1 - monotonicity * both / len(a | b)


def alpha(
    pairs: Sequence[tuple[frozenset[Any], frozenset[Any]]],
    distance: Callable[[frozenset[Any], frozenset[Any]], float] = masi,
) -> float | None:
    """Krippendorff's alpha of two annotators with a distance of values.

    Args:
        pairs: both values of each item.
        distance: 0 for equal values, 1 for values that share no member.

    >>> a = [{1, 2, 3}, {1, 2, 3}, {1, 2, 3}, {4, 5}, {4, 5}, {6}]
    >>> b = [{1, 2}, {1, 2}, {3, 4, 5}, {3, 4, 5}, {3, 4, 5}, {6}]
    >>> round(alpha([(frozenset(x), frozenset(y)) for x, y in zip(a, b)]), 2)
    0.32
    """
    values = Counter(value for pair in pairs for value in pair)
    n = values.total()
    expected = n * n - sum(times * times for times in values.values())
    near = 2 * fsum(values[x] * values[y] * (1 - distance(x, y)) for x, y in _meeting(values))
    if not expected - near:
        return None
    observed = fsum(distance(x, y) for x, y in pairs) / len(pairs)
    return 1 - observed / ((expected - near) / (n * (n - 1)))


def _meeting(values: Iterable[frozenset[Any]]) -> Iterator[tuple[frozenset[Any], frozenset[Any]]]:
    """Each pair of values that share a member: all others are at the distance 1."""
    having: dict[Any, list[int]] = {}
    every = [*values]
    for i, value in enumerate(every):
        others = {j for member in value for j in having.get(member, ())}
        yield from ((every[j], value) for j in others)
        for member in value:
            having.setdefault(member, []).append(i)


def _links(a: Docs, b: Docs) -> list[Agreement]:
    pairs = [pair for x, y in zip(a, b, strict=True) for pair in _linked(x, y)]
    return [
        _accuracy("links", "QID accuracy, paired entities (none is a value)", pairs),
        _kappa("links", "QID kappa, paired entities", pairs),
    ]


def _linked(x: Document, y: Document) -> Pairs:
    """Both QIDs of each pair of entities that share mentions, paired by most shared mentions first."""
    theirs = {e.id: e.wikidata or None for e in renamed(x, y).entities or ()}
    pairs = ((e.wikidata or None, theirs[e.id]) for e in x.entities or () if e.id in theirs)
    return [(understood(ours), understood(other)) for ours, other in pairs]


def _events(a: Docs, b: Docs) -> list[Agreement]:
    shared = [pair for x, y in zip(a, b, strict=True) for pair in _shared(x.events, y.events)]
    rows = [_kappa("events", "type kappa, shared triggers", [(x.type, y.type) for x, y in shared])]
    for name in ("polarity", "modality", "genericity", "tense", "time"):
        pairs: Pairs = [(getattr(x, name), getattr(y, name)) for x, y in shared]
        rows.append(_accuracy("events", f"{name} accuracy, shared triggers", pairs))
        rows.append(_kappa("events", f"{name} kappa, shared triggers", pairs))
    ours, theirs = (
        zip(*(_on_triggers(x, y) for x, y in zip(a, b, strict=True)), strict=True) if a else ((), ())
    )
    return rows + _scored(ours, theirs, [("events", "argument F1, shared triggers and types", "event.ac+")])


def _on_triggers(x: Document, y: Document) -> tuple[Document, Document]:
    def same(pair: tuple[Event, Event]) -> bool:
        return pair[0].type == pair[1].type

    pairs = [pair for pair in _shared(x.events, y.events) if same(pair)]
    replace = msgspec.structs.replace
    return replace(x, events=[e for e, _ in pairs]), replace(y, events=[e for _, e in pairs])


def mean(pairs: Sequence[Sequence[Agreement]]) -> list[Agreement]:
    """The mean over pairs of annotators, row by row; undefined values are left out.

    >>> one, two = Agreement("mentions", "span F1", 0.5, 4), Agreement("mentions", "span F1", 1.0, 6)
    >>> mean([[one], [two], [one._replace(value=None)]])
    [Agreement(layer='mentions', what='span F1', value=0.75, n=14, ci=None)]
    """
    rows = []
    for same in zip(*pairs, strict=True):
        values = [row.value for row in same if row.value is not None]
        value = sum(values) / len(values) if values else None
        rows.append(same[0]._replace(value=value, n=sum(row.n for row in same), ci=None))
    return rows
