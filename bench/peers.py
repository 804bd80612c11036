"""The peers' scoring calls on generated documents, their own input objects made beforehand."""

from __future__ import annotations

import collections
import collections.abc
import importlib.util
from collections.abc import Callable
from typing import Any

import checkouts
import generate

Pairs = list[tuple[generate.Plain, generate.Plain]]
Spans = list[tuple[int, int, str]]


NELEVAL, NIL = "neleval", "NIL"
LINKS = {
    "strong_link_match": "link.strong",
    "strong_nil_match": "link.nil",
    "strong_all_match": "link.all",
    "strong_typed_link_match": "link.typed",
    "entity_match": "link.entity",
}
"""The measures of neleval that are timed, and our rows for them."""


def skipped() -> dict[str, str]:
    """The peers that this run does not have, and how to have them."""
    lacking = {} if importlib.util.find_spec(NELEVAL) else {NELEVAL: "not run: it is not installed"}
    return lacking | {c.name: c.lacking for c in checkouts.ALL if not c.folder}


def jobs(documents: Pairs) -> dict[str, Callable[[], object]]:
    """One call each of seqeval (strict), nervaluate, spaCy, scikit-learn (tokens), and of what is there."""
    sides = [
        [tokens(gold["text"], doc["mentions"]) for gold, doc in zip(golds, docs, strict=True)]
        for golds, docs in _columns(documents)
    ]
    linking: dict[str, Callable[[], object]] = {} if NELEVAL in skipped() else {NELEVAL: _neleval(documents)}
    linking |= {checkout.name: checkout.ready(documents) for checkout in checkouts.here()}
    return linking | {
        "seqeval": _seqeval(sides, documents),
        "nervaluate": _nervaluate(sides),
        "spacy": _spacy(sides, documents),
        "scikit-learn": _scikit_learn(sides, documents),
    }


def _columns(documents: Pairs) -> list[tuple[list[generate.Plain], list[generate.Plain]]]:
    golds, preds = [gold for gold, _ in documents], [pred for _, pred in documents]
    return [(golds, golds), (golds, preds)]


def tokens(text: str, mentions: list[generate.Plain]) -> Spans:
    """Mentions in words instead of code points, flat: none that overlaps an earlier one."""
    starts, at = {}, 0
    for number, word in enumerate(text.split()):
        at = text.index(word, at)
        starts[at] = number
        at += len(word)
    found: Spans = []
    for m in sorted(mentions, key=lambda m: (m["start"], m["end"])):
        first = starts[m["start"]]
        last = first + len(text[m["start"] : m["end"]].split())
        if not found or found[-1][1] <= first:
            found.append((first, last, m["type"]))
    return found


def bio(spans: Spans, size: int) -> list[str]:
    """A tag a word."""
    tags = ["O"] * size
    for first, last, kind in spans:
        tags[first:last] = [f"B-{kind}"] + [f"I-{kind}"] * (last - first - 1)
    return tags


def _tags(sides: list[list[Spans]], documents: Pairs) -> list[list[list[str]]]:
    sizes = [len(gold["text"].split()) for gold, _ in documents]
    return [[bio(spans, size) for spans, size in zip(side, sizes, strict=True)] for side in sides]


def _seqeval(sides: list[list[Spans]], documents: Pairs) -> Callable[[], object]:
    from seqeval.metrics.v1 import precision_recall_fscore_support
    from seqeval.scheme import IOB2

    gold, pred = _tags(sides, documents)
    return lambda: precision_recall_fscore_support(gold, pred, average="micro", scheme=IOB2, zero_division=0)


def _nervaluate(sides: list[list[Spans]]) -> Callable[[], object]:
    from nervaluate import Evaluator

    kinds = sorted({kind for side in sides for spans in side for _, _, kind in spans})
    gold, pred = (
        [[{"label": kind, "start": a, "end": b - 1} for a, b, kind in spans] for spans in side]
        for side in sides
    )
    evaluator = Evaluator(gold, pred, tags=kinds, loader="dict")
    return evaluator.evaluate


def _spacy(sides: list[list[Spans]], documents: Pairs) -> Callable[[], object]:
    import spacy
    from spacy.scorer import Scorer
    from spacy.tokens import Doc, Span
    from spacy.training import Example

    vocab = spacy.blank("en").vocab

    def doc(spans: Spans, text: str) -> Any:
        made = Doc(vocab, words=text.split())
        made.set_ents([Span(made, a, b, label=kind) for a, b, kind in spans])
        return made

    texts = [gold["text"] for gold, _ in documents]
    pairs = zip(*sides, texts, strict=True)
    examples = [Example(doc(pred, text), doc(gold, text)) for gold, pred, text in pairs]
    return lambda: Scorer.score_spans(examples, "ents")


def _scikit_learn(sides: list[list[Spans]], documents: Pairs) -> Callable[[], object]:
    from sklearn.metrics import precision_recall_fscore_support

    gold, pred = ([tag for tags in side for tag in tags] for side in _tags(sides, documents))
    labels = sorted({tag for tag in gold + pred if tag != "O"})
    return lambda: precision_recall_fscore_support(
        gold, pred, labels=labels, average="micro", zero_division=0
    )


def _neleval(documents: Pairs) -> Callable[[], object]:
    """Five measures of linked mentions; neleval still looks for names that Python has moved."""
    collections.Sequence = collections.abc.Sequence  # type: ignore[attr-defined]
    from neleval.annotation import Annotation, Candidate
    from neleval.document import Document
    from neleval.evaluate import Evaluate

    def document(name: str, side: generate.Plain) -> Any:
        linked = {e["id"]: e["wikidata"] or NIL for e in side["entities"]}
        mentions = ((m["start"], m["end"], linked.get(m["entity"], NIL), m["type"]) for m in side["mentions"])
        made = (Annotation(name, a, b, [Candidate(item, 1.0, kind)]) for a, b, item, kind in mentions)
        return Document(name, made)

    gold = [document(gold["id"], gold) for gold, _ in documents]
    pred = [document(gold["id"], pred) for gold, pred in documents]
    return Evaluate(pred, gold, measures=[*LINKS])
