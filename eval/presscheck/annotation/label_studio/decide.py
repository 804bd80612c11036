"""Read an adjudicator's decisions off the document that came back: a log for `presscheck adjudicate`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal, NamedTuple, TypeAlias

import msgspec

from presscheck.annotation.adjudication import Decision, Items, assembled, compare, items, renamed
from presscheck.annotation.label_studio.differences import Place, digest, places
from presscheck.document.exceptions import UsageError
from presscheck.document.model import Document
from presscheck.formats.label_studio import provenance
from presscheck.formats.label_studio.controls import DECISIONS

RecordKey = tuple[str, str]
Side: TypeAlias = Literal["a", "b", "neither"]


class _Answers(NamedTuple):
    """The adjudicator's answers in the editor.

    Args:
        said: place of a region -> its `decide` and its `reason`.
        waiting: places whose mark was left.
        sides: answer of `decide` -> the pass that it takes; what is marked counts after any other answer.
            Empty if the document was not pushed as two versions.
    """

    said: Mapping[Place, Mapping[str, Any]]
    waiting: set[Place]
    sides: Mapping[str, Side]

    def of(self, marked: Iterable[Place]) -> Mapping[str, Any]:
        """Return the answer about a difference that may be marked at some places."""
        return next((self.said[place] for place in marked if place in self.said), {})


def decided(
    a: Document, b: Document, third: Document, log: Iterable[Decision], reason: str
) -> list[Decision]:
    """A decision for every item that the two passes and the adjudicated document do not share.

    A version that was chosen in `decide` is taken; else what is marked.

    Args:
        a: one pass; `third` has its ids.
        b: the other pass.
        third: the document as adjudicated.
        log: earlier decisions; one that is the same keeps its reason.
        reason: for the others, unless the adjudicator gave one in the editor.

    Returns:
        the decisions, those about items on which both passes agree last; open ones where the adjudicator
        left the mark of a difference and chose nothing.

    Raises:
        UsageError: the texts differ, the passes are not in the order of the push, or a version was chosen
            and something else was marked; names every place.
    """
    compare(a, third)
    same, differing = compare(a, b)
    marks = items(third)
    known = {(d.layer, d.key): d for d in log if d.doc == a.id}
    answers = _answered(a, b, third)
    ours, theirs = items(a), items(renamed(a, b))
    both = assembled(a, {**theirs, **ours})
    taken: list[Decision] = []
    unclear: list[str] = []
    start = items(both)
    for d in differing:
        place, marked = (d.layer, d.key), places(d, both)[:1]
        answer = answers.of(marked)
        side = answers.sides.get(answer.get("decide", ""))
        if side == "neither" and d.layer == "entities":
            side = None
        given = answer.get("reason", reason)
        if side is not None:
            if marks.get(place) not in (start.get(place), wanted := _wanted(d, side)):
                unclear.append(f"{d.place}: {answer['decide']!r} was chosen, and something else was marked")
            taken.append(_decision(d, wanted, known, given))
        elif "decide" not in answer and answers.waiting & {*marked}:
            taken.append(d)
        else:
            taken.append(_decision(d, marks.get(place), known, given))
    if unclear:
        raise UsageError("; ".join([*unclear, f"choose {DECISIONS[1]!r}, or mark it as it was"]))
    named = _mentioned([*ours.values(), *theirs.values(), *marks.values()])
    if answers.sides:
        taken = [*_with_entities(taken, same, named, reason)]
    differ = {(d.layer, d.key) for d in differing}
    for layer, key in sorted({*same, *marks} - differ):
        item, agreed = marks.get((layer, key)), same.get((layer, key))
        if item != agreed:
            amended = Decision(doc=a.id, layer=layer, key=key, text="", a=agreed, b=agreed)
            taken.append(_decision(amended, item, known, reason))
    return taken


def _wanted(d: Decision, side: Side) -> dict[str, Any] | None:
    return {"a": d.a, "b": d.b, "neither": None}[side]


def _answered(a: Document, b: Document, third: Document) -> _Answers:
    made = provenance.of(third)
    names = [str(one["name"]) for one in made.get("versions") or []]
    digests = [one.get("digest") for one in made.get("versions") or []]
    if digests and digests[0] != digests[1] and digests == [digest(b), digest(a)]:
        raise UsageError(
            f"{a.id}: {names[0]} was pushed first and {names[1]} second; give them in this order"
        )
    order: tuple[Side, Side] = ("a", "b")
    sides: dict[str, Side] = (
        {**dict(zip(names, order, strict=True)), DECISIONS[0]: "neither"} if names else {}
    )
    said = {_place(one): one for one in made.get("decisions") or []}
    return _Answers(said, _open(third), sides)


def _with_entities(
    taken: Sequence[Decision], same: Items, named: set[str], reason: str
) -> Iterator[Decision]:
    """The decisions, with the record of each entity that is mentioned after them, and of no other.

    A version that is taken for a mention brings its entity along, although it is not marked anywhere.
    An entity that no version mentions stays as it is.
    """
    chosen = {**same, **{(d.layer, d.key): d.chosen for d in taken if d.decision is not None}}
    after = _mentioned(chosen.values())
    for d in taken:
        if d.layer != "entities" or d.decision is None:
            yield d
        elif d.decision == "neither" and d.key in after:
            yield msgspec.structs.replace(d, decision="b" if d.a is None else "a", reason=reason)
        elif d.decision != "neither" and d.key in named - after:
            yield msgspec.structs.replace(d, decision="neither", gold=None, reason=reason)
        else:
            yield d


def _mentioned(chosen: Iterable[Mapping[str, Any] | None]) -> set[str]:
    """The entities that mentions and quotes name."""
    values = (item.get(name) for item in chosen if item for name in ("entity", "speaker"))
    return {value for value in values if isinstance(value, str)}


def _open(third: Document) -> set[Place]:
    return {_place(one) for one in provenance.of(third).get("open") or []}


def _place(said: Mapping[str, Any]) -> Place:
    return str(said.get("row")), int(said.get("start", -1)), int(said.get("end", -1))


def _decision(
    open_one: Decision,
    item: dict[str, Any] | None,
    known: Mapping[RecordKey, Decision],
    reason: str,
) -> Decision:
    old = known.get((open_one.layer, open_one.key))
    if (
        old is not None
        and old.decision is not None
        and (old.a, old.b, old.chosen) == (open_one.a, open_one.b, item)
    ):
        return old
    if item is None:
        return msgspec.structs.replace(open_one, decision="neither", reason=reason)
    if item in (open_one.a, open_one.b):
        return msgspec.structs.replace(open_one, decision="a" if item == open_one.a else "b", reason=reason)
    return msgspec.structs.replace(open_one, decision="gold", gold=item, reason=reason)
