"""`presscheck.Scorer`: gold read once, predictions as they come, epochs averaged within a document."""

from __future__ import annotations

import copy
import os
from collections.abc import Iterable
from typing import Any, Self, Unpack

from msgspec.structs import replace

from presscheck import api
from presscheck.document import jsonl
from presscheck.document.exceptions import Finding, InvalidInputError, UsageError
from presscheck.document.model import Document
from presscheck.measure.settings import Settings
from presscheck.measure.signature import Signature
from presscheck.scoring import run
from presscheck.scoring.intake import Documents
from presscheck.scoring.result import Result
from presscheck.scoring.tasks import TaskRecord
from presscheck.scoring.totals import Totals
from presscheck.statistics import intervals
from presscheck.statistics.merge import added, averaged
from presscheck.text.nearest import nearest
from presscheck.verbs.options import SettingsByName, spelled_out
from presscheck.verbs.sources import Held, by_text, documents, named


class Scorer:
    """Score predictions of one gold as they come: in a loop, over epochs, in several processes.

    A document that comes more than once (epochs, samples) counts once, with the mean of its counts: documents
    stay the unit of every interval.

    Args:
        gold: as for `score`; it is read and checked once.
        options: the settings of `score`, and `resample`.

    Raises:
        InvalidInputError: with every reason why gold cannot be read.
        UsageError: an unknown name or option.

    >>> gold = [{"id": name, "text": "Oslo", "mentions": [{"start": 0, "end": 4, "type": "GPE"}]}
    ...         for name in ("a", "b")]
    >>> scorer = Scorer(gold, measures="mention.strict")
    >>> scorer.add(gold[0]).add({"id": "b", "mentions": []}).add(gold[1]).result()["mention.strict"]["recall"]
    0.75
    """

    @spelled_out(SettingsByName)
    def __init__(
        self, gold: Held = None, *, resample: str | None = "jackknife", **options: Unpack[SettingsByName]
    ) -> None:
        side = Documents(documents(named(gold), "gold"), "gold")
        self._golds = {document.id: document for document in side}
        if side.findings:
            raise InvalidInputError(side.findings)
        given: dict[str, Any] = dict(options)
        self._measures, self._redirects = given.pop("measures", None), given.pop("redirects", None)
        self._settings = replace(Settings.from_options(given), resample=intervals.method(resample))
        self._label = side.label
        self._added: dict[str, list[Result]] = {}
        self._tasks = TaskRecord()
        self._only: Document | None = None

    def add(self, pred: Held) -> Self:
        """Take in one prediction, or several.

        Args:
            pred: as for `score`.

        Raises:
            InvalidInputError: it cannot be scored, or gold has no such document; nothing of it is added then.
        """
        new = [jsonl.from_plain(one) for one in self._documents(pred)]
        counted = [(document.id, self._scored(document)) for document in new]
        for document, (name, result) in zip(new, counted, strict=True):
            self._tasks.add(self._golds[name], document)
            self._only = document if len(self._golds) == 1 else None
            self._added.setdefault(name, []).append(result)
        return self

    def merge(self, other: Scorer) -> Self:
        """Take in what another scorer of the same gold has added, as if it had been added here.

        Args:
            other: made with the same gold and the same options.

        Raises:
            UsageError: gold or options differ.
        """
        mine, theirs = (
            (scorer._label, scorer._settings, scorer._measures, scorer._redirects) for scorer in (self, other)
        )
        if mine != theirs:
            raise UsageError("merge: expected a Scorer with the same gold and the same options; these differ")
        for name, results in other._added.items():
            self._added.setdefault(name, []).extend(results)
        self._tasks.merge(other._tasks)
        self._only = self._only or other._only
        return self

    def result(self) -> Result:
        """Everything that was added, as `score` would give it.

        Raises:
            InvalidInputError: gold documents have no prediction, unless `missing="empty"`; all of them.
        """
        absent = [name for name in self._golds if name not in self._added]
        if absent and self._settings.missing == "error":
            say = 'nothing was added for this document; missing="empty" counts it as empty'
            rule = {"rule": "missing-document", "level": "error", "message": say, "file": "gold"}
            raise InvalidInputError([Finding(**rule, doc=name) for name in absent])  # type: ignore[arg-type]
        if self._only is not None and sum(map(len, self._added.values())) == 1:
            [gold] = self._golds.values()
            whole = api.score([gold], [self._only], self._settings, **self._tables())
            return replace(whole, signature=self._signature(whole))
        tasks = copy.deepcopy(self._tasks)
        for name in absent:
            tasks.add(self._golds[name], Document(id=name))
        totals = added([self._averaged(name) for name in self._golds])
        said = {"tasks": tasks.states(), "signature": self._signature(totals)}
        return intervals.completed(replace(totals, **said))

    def _averaged(self, name: str) -> Totals:
        """The counts of a document; the mean over its predictions, nothing where there is none."""
        results = self._added.get(name)
        return averaged(results) if results else self._scored(Document(id=name))

    def _documents(self, pred: Held) -> Iterable[Any]:
        source = documents(pred, "pred", by_text(list(self._golds.values())))
        return jsonl.read(source) if isinstance(source, str | os.PathLike) else source

    def _scored(self, document: Document) -> Result:
        gold = self._golds.get(document.id)
        if gold is None:
            say = f"the gold has no document {document.id!r}; {nearest(document.id, self._golds)}"
            rule = "unknown-document"
            raise InvalidInputError([Finding(rule=rule, level="error", message=say, doc=document.id)])
        asked = replace(self._settings, resample=None)
        return intervals.completed(run.score([gold], [document], asked, **self._tables()))

    def _tables(self) -> dict[str, Any]:
        return {"measures": self._measures, "redirects": self._redirects}

    def _signature(self, whole: Totals) -> Signature:
        return replace(
            whole.signature, gold=self._label, documents=len(self._golds), resample=self._settings.resample
        )
