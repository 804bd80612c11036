"""`presscheck.adjudicate`: gold from two annotation passes and the decisions between them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, TypeAlias

import msgspec

from presscheck.annotation import adjudication
from presscheck.annotation.adjudication import Decision
from presscheck.annotation.label_studio import decide
from presscheck.document import jsonl
from presscheck.document.exceptions import UsageError
from presscheck.document.model import Document
from presscheck.verbs.options import answered
from presscheck.verbs.sources import Held, corpus

Log: TypeAlias = str | os.PathLike[str] | Iterable[Decision | Mapping[str, Any]]
"""Decisions: a file of them (JSONL), or records."""


class Adjudication(NamedTuple):
    """The result of `adjudicate`.

    Args:
        gold: the documents in which nothing is open.
        decisions: every disagreement, decided or open; set `decision` and `reason`, and adjudicate again.
    """

    gold: list[Document]
    decisions: list[Decision]

    def __repr__(self) -> str:
        said = f"{len(self.waiting)} of {len(self.decisions)} decisions are open"
        return f"<Adjudication: {len(self.gold)} documents of gold; {said}>"

    @property
    def waiting(self) -> list[Decision]:
        """The decisions that are open."""
        return [record for record in self.decisions if record.decision is None]


@answered
def adjudicate(a: Held, b: Held, decisions: Log = (), *, settled: Held = None) -> Adjudication:
    """Make gold from two annotation passes: what both agree on is taken, the rest is decided on record.

    Args:
        a: one annotator's documents, as `score` takes gold.
        b: the other's, of the same texts.
        decisions: what was decided before.
        settled: an adjudicated pass, from which every decision is taken.

    Raises:
        InvalidInputError: a pass cannot be scored as gold, or a decision cannot be carried out.
        UsageError: the passes hold different documents.

    >>> doc = {"id": "d", "text": "Ann spoke.", "mentions": [{"start": 0, "end": 3, "type": "PER"}]}
    >>> done = adjudicate(doc, {**doc, "mentions": []})
    >>> [record.key for record in done.waiting], done.gold
    (['0-3'], [])
    >>> done.decisions[0].decision, done.decisions[0].reason = "a", "a name"
    >>> len(adjudicate(doc, {**doc, "mentions": []}, done.decisions).gold[0].mentions)
    1
    """
    ours, theirs = _by_id(a, "a"), _by_id(b, "b")
    third = _by_id(settled, "settled") if settled is not None else ours
    _same(ours, theirs, _name(a, "a"), _name(b, "b"))
    _same(ours, third, _name(a, "a"), _name(settled, "settled"))
    old = _records(decisions)
    gold: list[Document] = []
    records: list[Decision] = []
    for name, one in ours.items():
        known = old
        if settled is not None:
            why = f"as adjudicated in {_name(settled, 'settled')}"
            known = decide.decided(one, theirs[name], third[name], old, why)
        document, decided = adjudication.settled(one, theirs[name], known)
        records += decided
        gold += [document] if document else []
    return Adjudication(gold, records + [record for record in old if record.doc not in ours])


def _records(log: Log) -> list[Decision]:
    if isinstance(log, str | os.PathLike):
        return adjudication.decisions(jsonl.rows(log), os.fspath(log))
    plain = [msgspec.to_builtins(one) if isinstance(one, Decision) else dict(one) for one in log]
    return adjudication.decisions(plain, "decisions")


def _by_id(held: Held, name: str) -> dict[str, Document]:
    return {doc.id: doc for doc in corpus(held, name)}


def _name(held: Held, name: str) -> str:
    return os.fspath(held) if isinstance(held, str | os.PathLike) else name


def _same(ours: dict[str, Document], theirs: dict[str, Document], a: str, b: str) -> None:
    if odd := sorted(ours.keys() ^ theirs.keys()):
        raise UsageError(f"{a} and {b} do not have the same documents: {', '.join(odd)}")
