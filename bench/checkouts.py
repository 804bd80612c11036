"""Scorers that are on no package index, run from checkouts that environment variables name.

    COVAL_DIR=~/coval COREFUD_DIR=~/corefud-scorer TEXTEE_DIR=~/TextEE make bench

Each is given its own input objects, made beforehand; its call returns F1 by the id of our row.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import generate

Pairs = list[tuple[generate.Plain, generate.Plain]]
Scored = Callable[[], dict[str, float]]

CLUSTERS = {"muc": "coref.muc", "b_cubed": "coref.b3", "ceafe": "coref.ceafe", "lea": "coref.lea"}
EVENTS = {
    "trigger_id": "event.ti",
    "trigger_cls": "event.tc",
    "argument_id": "event.ai",
    "argument_cls": "event.ac",
    "argument_attached_id": "event.ai+",
    "argument_attached_cls": "event.ac+",
}


class Checkout(NamedTuple):
    """A scorer in a checkout.

    Args:
        name: of the scorer.
        variable: the environment variable that names the checkout.
        repository: where a checkout comes from.
        module: what is imported.
        rows: ids of our rows for its measures.
        job: makes its call, from the module and the documents.
    """

    name: str
    variable: str
    repository: str
    module: str
    rows: tuple[str, ...]
    job: Callable[[ModuleType, Pairs], Scored]

    @property
    def folder(self) -> str | None:
        """The checkout, if there is one."""
        return os.environ.get(self.variable) or None

    @property
    def lacking(self) -> str:
        """Say how it comes to be in a run."""
        return f"not run: set {self.variable} to a checkout of {self.repository}"

    def ready(self, documents: Pairs) -> Scored:
        """Its call on documents."""
        folder = str(Path(self.folder or "").expanduser())
        sys.modules.setdefault("ipdb", ModuleType("ipdb"))  # a debugger that one of them imports
        sys.path.insert(0, folder)
        try:
            module = importlib.import_module(self.module)
        finally:
            sys.path.remove(folder)
        return self.job(module, documents)


def _clusters(
    mention: Callable[[int, int], Any], documents: Pairs, more: tuple[Any, ...] = ()
) -> dict[str, tuple[Any, ...]]:
    """Document -> the clusters of both sides, and the cluster of each mention on the other side."""
    found = {}
    for gold, pred in documents:
        sides = []
        for doc in (gold, pred):
            clusters: dict[str, list[Any]] = {}
            for m in doc["mentions"]:
                clusters.setdefault(m["entity"], []).append(mention(m["start"], m["end"]))
            sides.append([*clusters.values()])
        theirs = [{m: i for i, cluster in enumerate(side) for m in cluster} for side in sides]
        held = [
            {m: theirs[1 - s][m] for cluster in sides[s] for m in cluster if m in theirs[1 - s]}
            for s in (0, 1)
        ]
        found[gold["id"]] = (*sides, *held, *more)
    return found


def _scored(module: ModuleType, infos: dict[str, tuple[Any, ...]]) -> Scored:
    return lambda: {
        row: module.evaluate_documents(infos, getattr(module, name))[2] for name, row in CLUSTERS.items()
    }


def _coval(module: ModuleType, documents: Pairs) -> Scored:
    return _scored(module, _clusters(lambda start, end: (start, end), documents))


def _corefud(module: ModuleType, documents: Pairs) -> Scored:
    def mention(start: int, end: int) -> Any:
        return module.UAMention([start], [end - 1], None, True)

    return _scored(module, _clusters(mention, documents, ({},)))


def _textee(module: ModuleType, documents: Pairs) -> Scored:
    def plain(name: str, events: list[generate.Plain]) -> generate.Plain:
        made = []
        for event in events:
            arguments = [(a["start"], a["end"], a["role"], "") for a in event["arguments"]]
            trigger = (event["start"], event["end"], event["type"], "")
            made.append({"trigger": trigger, "arguments": arguments})
        return {"doc_id": name, "wnd_id": name, "events": made}

    golds = [plain(gold["id"], gold["events"]) for gold, _ in documents]
    preds = [plain(gold["id"], pred["events"]) for gold, pred in documents]

    def run() -> dict[str, float]:
        scores = module.compute_scores(preds, golds, "E2E")
        return {row: scores[name]["f1"] / 100 for name, row in EVENTS.items()}

    return run


ALL = (
    Checkout(
        "coval",
        "COVAL_DIR",
        "github.com/ns-moosavi/coval",
        "coval.eval.evaluator",
        tuple(CLUSTERS.values()),
        _coval,
    ),
    Checkout(
        "corefud-scorer",
        "COREFUD_DIR",
        "github.com/ufal/corefud-scorer",
        "scorer.eval.evaluator",
        tuple(CLUSTERS.values()),
        _corefud,
    ),
    Checkout(
        "TextEE",
        "TEXTEE_DIR",
        "github.com/ej0cl6/TextEE",
        "TextEE.scorer",
        tuple(EVENTS.values()),
        _textee,
    ),
)
"""To add one: one row."""


def here() -> list[Checkout]:
    """Those that this run has."""
    return [checkout for checkout in ALL if checkout.folder]
