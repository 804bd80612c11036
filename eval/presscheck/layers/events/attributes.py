"""Attributes of events: polarity, modality, genericity, tense, realis, time.

Event mentions are paired one-to-one by their trigger spans. A row of each
attribute is its accuracy over pairs; a second one, `….all`, counts against all
mentions, so that a missed event is a missed value too. A gold mention without
a value leaves the denominators together with its partner. A document whose gold
has no value of an attribute at all is not asked for it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple, TypeAlias

from msgspec import UNSET

from presscheck.document.model import Document, Event
from presscheck.layers.events.alignment import Aligned, by_overlap, by_span, mentions
from presscheck.layers.events.exact import event_key
from presscheck.measure import commonest
from presscheck.measure.cells import Cells
from presscheck.measure.counts import Counts, ratio
from presscheck.measure.measure import DocumentPair, Entry, Item, Measure

Reader: TypeAlias = Callable[[Event], str | None]
Same: TypeAlias = Callable[[str, str], bool]


def realis(event: Event) -> str | None:
    """Generic if the genericity is; actual if asserted, positive and not future; else other.

    >>> realis(Event(polarity="positive", modality="planned", tense="future"))
    'other'
    >>> realis(Event()) is None
    True
    """
    if event.genericity == "generic":
        return "generic"
    if not event.polarity or not event.modality:
        return None
    happened = event.polarity == "positive" and event.modality == "asserted" and event.tense != "future"
    return "actual" if happened else "other"


NAMES = ("polarity", "modality", "genericity", "tense")
"""The attributes of an event, but for its time."""


def coarse(gold: str, pred: str) -> bool:
    """Equal, or one is the other cut off at a calendar boundary.

    >>> coarse("2025-03-20", "2025-03"), coarse("2025-03-15TMO", "2025-03-15"), coarse("2025", "2026")
    (True, True, False)
    """
    short, long = sorted((gold, pred), key=len)
    return long.startswith(short) and (len(long) == len(short) or long[len(short)] in "-T")


def _equal(gold: str, pred: str) -> bool:
    return gold == pred


class EventAttribute(NamedTuple):
    """One attribute: how it is read, when values agree, whether gold says something about a mention."""

    name: str
    read: Reader
    same: Same
    annotated: Callable[[Event], bool]
    says: str


def _field(name: str) -> EventAttribute:
    def read(event: Event) -> str | None:
        value: str | None = getattr(event, name)
        return value

    return EventAttribute(name, read, _equal, lambda e: read(e) is not None, name)


def _time(event: Event) -> str | None:
    return event.time


def _time_known(event: Event) -> bool:
    """Tense and time are annotated together: a mention with a tense and no time has none."""
    return event.time is not None or event.tense is not None


ATTRIBUTES = (
    *(_field(name) for name in ("polarity", "modality", "genericity", "tense")),
    EventAttribute(
        "realis", realis, _equal, lambda e: realis(e) is not None, "realis (actual, generic, other; derived)"
    ),
    EventAttribute("time", _time, _equal, _time_known, "normalised time"),
    EventAttribute(
        "time.coarse",
        _time,
        coarse,
        _time_known,
        "normalised time, a value cut off at a calendar boundary included",
    ),
)


def accuracy(
    attribute: EventAttribute, align: Callable[[DocumentPair], Aligned]
) -> Callable[[DocumentPair], Cells]:
    """Right pairs of all pairs in which gold has a value, by gold's value."""

    def count(pair: DocumentPair) -> Cells:
        valued = _valued(attribute, pair.once(align))
        asked = Counter(gold for gold, _ in valued)
        right = Counter(gold for gold, pred in valued if pred is not None and attribute.same(gold, pred))
        return Cells.from_counts(
            {value: Counts(float(right[value]), n, float(right[value]), n) for value, n in asked.items()}
        )

    return count


def _valued(attribute: EventAttribute, aligned: Aligned) -> list[tuple[str, str | None]]:
    both = [(attribute.read(g), attribute.read(p)) for g, p in aligned.pairs]
    return [(gold, pred) for gold, pred in both if gold is not None]


def against_all(
    attribute: EventAttribute, align: Callable[[DocumentPair], Aligned]
) -> Callable[[DocumentPair], Cells]:
    """Right pairs of all mentions: precision by the predicted value, recall by gold's.

    A predicted mention without a value is a wrong one, unless its document
    gives no attribute at all; a predicted mention without a time says nothing,
    because most mentions have none.
    """

    def count(pair: DocumentPair) -> Cells:
        aligned, timed = pair.once(align), attribute.read is _time
        kept = [(g, p) for g, p in aligned.pairs if attribute.annotated(g)]
        gold = [g for g, _ in kept] + [g for g in aligned.gold if attribute.annotated(g)]
        pred = [p for _, p in kept] + aligned.pred if pair.answers(TASK) or timed else []
        right = [match for match in kept if _agree(attribute, *match)]
        return Cells.from_labels(
            [attribute.read(p) or "" for _, p in right],
            [attribute.read(p) or "" for p in pred if not timed or attribute.read(p) is not None],
            [attribute.read(g) or "" for g, _ in right],
            [attribute.read(g) or "" for g in gold if attribute.read(g) is not None],
        )

    return count


def _agree(attribute: EventAttribute, gold: Event, pred: Event) -> bool:
    a, b = attribute.read(gold), attribute.read(pred)
    return a is not None and b is not None and attribute.same(a, b)


def confusion(
    attribute: EventAttribute, align: Callable[[DocumentPair], Aligned]
) -> Callable[[DocumentPair], Mapping[str, float]]:
    """Count the pairs of gold's and predicted values, as `gold > pred`."""

    def count(pair: DocumentPair) -> Mapping[str, float]:
        return Counter(f"{gold} > {pred or 'none'}" for gold, pred in _valued(attribute, pair.once(align)))

    return count


def paired_values(
    attribute: EventAttribute, align: Callable[[DocumentPair], Aligned]
) -> Callable[[DocumentPair], Mapping[str, float]]:
    """Count each value of gold in the pairs."""
    return lambda pair: Counter(gold for gold, _ in _valued(attribute, pair.once(align)))


def gold_values(attribute: EventAttribute) -> Callable[[DocumentPair], Mapping[str, float]]:
    """Count each value in gold."""

    def count(pair: DocumentPair) -> Mapping[str, float]:
        values = map(attribute.read, pair.once(mentions)[0])
        return Counter(value for value in values if value is not None)

    return count


def paired_times(
    attribute: EventAttribute, align: Callable[[DocumentPair], Aligned]
) -> Callable[[DocumentPair], Mapping[str, float]]:
    """Count the pairs whose time in gold is the document's commonest, and those with another."""

    def count(pair: DocumentPair) -> Mapping[str, float]:
        return commonest.of_document(gold for gold, _ in _valued(attribute, pair.once(align)))

    return count


def gold_times(attribute: EventAttribute) -> Callable[[DocumentPair], Mapping[str, float]]:
    """Count the same for all times of gold."""
    return lambda pair: commonest.of_document(map(attribute.read, pair.once(mentions)[0]))


def beside(entry: Entry) -> Entry:
    """Derive from the confusion matrix: accuracy of always choosing gold's commonest value; macro-F1.

    >>> beside({"confusion": {"actual > actual": 2, "other > actual": 1}, "n": 3})
    {'beside': {'majority': 0.6666666666666666, 'constant': 0, 'macro-f1': 0.4}}
    """
    gold: Counter[str] = Counter()
    pred: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for match, times in entry.get("confusion", {}).items():
        a, b = match.split(" > ")
        gold[a] += times
        pred[b] += times
        right[a] += times * (a == b)
    values = [Counts(right[v], pred[v], right[v], gold[v]).score().f1 or 0.0 for v in gold]
    known = commonest.beside(gold, entry.get(commonest.VALUES, gold))
    return {"beside": {**known, "macro-f1": ratio(sum(values), len(values))}}


def beside_all(entry: Entry) -> Entry:
    """Derive the F1 of always choosing gold's commonest value, with the pairs and the events as they are.

    >>> values = {"paired_values": {"past": 3, "future": 1}, "gold_values": {"past": 5}}
    >>> beside_all({**values, "n_pred": 4, "n_gold": 5})
    {'beside': {'majority': 0.6666666666666666, 'constant': 1}}
    """
    known = commonest.beside({}, entry.get(commonest.VALUES, {}))
    most = max(entry.get("paired_values", {}).values(), default=0)
    return {"beside": {**known, "majority": ratio(2 * most, entry["n_pred"] + entry["n_gold"])}}


def _with_realis(pair: DocumentPair) -> Cells:
    golds, preds = pair.once(mentions)
    unsaid = {event_key(e) for e in golds if realis(e) is None}
    gold = (e for e in golds if event_key(e) not in unsaid)
    pred = (e for e in preds if pair.answers(TASK) and event_key(e) not in unsaid)
    return Cells.from_keys(dict(map(_realis_item, gold)), dict(map(_realis_item, pred)))


def _realis_item(event: Event) -> Item:
    return Item((event_key(event), realis(event)), realis(event) or "")


def given(name: str) -> Callable[[Document], bool]:
    """Return whether any event of a document, as it was read, has a value of an attribute.

    >>> given("tense")(Document(id="d", events=[Event(tense=None), Event(tense="past")]))
    True
    """
    read = next(attribute.read for attribute in ATTRIBUTES if attribute.name == name)
    nothing: tuple[Any, ...] = (None, UNSET)
    return lambda doc: any(read(event) not in nothing for event in doc.events or ())


TASK = "event-attributes"


def part(name: str) -> str:
    """Return what a row of one attribute needs in gold besides the task."""
    return f"{TASK}.{name}"


PARTS = {part(name): given(name) for name in (*NAMES, "realis")}
"""Need of each attribute's rows in gold -> whether a gold document has it."""

_SOURCE = "TempEval-3 (attributes against all mentions); TAC KBP event nuggets (realis)"


def _rows(prefix: str, align: Callable[[DocumentPair], Aligned], how: str) -> Iterable[Measure]:
    for a in ATTRIBUTES:
        has_time = a.read is _time
        task, also = ("event-times", ()) if has_time else (TASK, (part(a.name),))
        yield Measure(
            id=f"{prefix}.{a.name}",
            layer="events",
            says=f"Accuracy of {a.says} over event mentions paired by {how}, where gold has a value; "
            "a prediction without one is wrong.",
            formula="right pairs / pairs in which gold has a value",
            source=_SOURCE,
            count=accuracy(a, align),
            by="value",
            kind="accuracy",
            headline="accuracy",
            needs=task,
            also=also,
            extra={commonest.PAIRED: paired_times(a, align), commonest.VALUES: gold_times(a)}
            if has_time
            else {"confusion": confusion(a, align), commonest.VALUES: gold_values(a)},
            finish=commonest.beside_own if has_time else beside,
            symmetric=False,
        )
        yield Measure(
            id=f"{prefix}.{a.name}.all",
            layer="events",
            says=f"As {prefix}.{a.name}, against all event mentions: a missed event is a missed value, "
            "a spurious one a wrong value.",
            formula="precision = right pairs / predicted mentions"
            + (" with a time" if has_time else "")
            + ", recall = right pairs / gold mentions with a value",
            source=_SOURCE,
            count=against_all(a, align),
            by="value",
            needs=task,
            also=also,
            extra={}
            if has_time
            else {"paired_values": paired_values(a, align), commonest.VALUES: gold_values(a)},
            finish=None if has_time else beside_all,
            symmetric=False,
        )


MEASURES = (
    *_rows("event", by_span, "equal trigger spans"),
    Measure(
        id="event.tc-realis",
        layer="events",
        says="As event.tc, and the realis is the same too.",
        formula="tp = |G ∩ P| over (document, start, end, type, realis)",
        source="TAC KBP event nuggets, type and realis",
        count=_with_realis,
        by="realis",
        needs=TASK,
        also=(part("realis"),),
        symmetric=False,
    ),
    *_rows("event.overlap", by_overlap, "overlapping triggers (greatest total Dice)"),
)
