"""Inspect AI: `inspect eval presscheck/article --model …` asks a model and scores its answers (internal).

Inspect imports this module by its entry point; nothing else does. What a sample
scores is its counts: Inspect's own reducer averages them over epochs, and the
metric adds them up over documents and divides once. A mean of F1 values over
documents would be another number, and none at all for `coref.conll`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from inspect_ai import Task, task
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.model import ChatMessageSystem, ChatMessageUser
from inspect_ai.scorer import SampleScore, Score, Scorer, Target, metric, scorer
from inspect_ai.solver import TaskState, generate

from presscheck.document import jsonl, shipped
from presscheck.document.exceptions import UsageError
from presscheck.document.model import Document
from presscheck.harness.answers import LAYERS, Answer, from_answer, of_layers, prompt
from presscheck.measure.measure import safe_name
from presscheck.scoring.result import Result
from presscheck.scoring.tables import from_counts
from presscheck.verbs.score import score_one

_BREAK = ":"
"""Between a cell and the name of a count in the value of a sample."""

UNREADABLE = "unreadable answers"
"""The key under which replies that cannot be read are counted; they are empty predictions."""


@task
def article(
    layers: str | Sequence[str] = LAYERS,
    gold: str | None = None,
    measures: str = "default",
    guidelines: bool = True,
) -> Task:
    """Annotate the documents of a gold file, the shipped article by default.

    Args:
        layers: what is asked for: mentions, entities, events, quotes.
        gold: a gold file (JSONL).
        measures: what is scored: "default", ids, layers.
        guidelines: whether the annotation guidelines are part of the instructions.
    """
    asked = _listed(layers)
    system = prompt(asked, guidelines=guidelines)
    documents = jsonl.read(shipped.gold(gold))
    return Task(
        dataset=MemoryDataset([_sample(doc, system) for doc in documents], name="presscheck"),
        solver=generate(),
        scorer=against_gold(layers=asked, measures=measures),
    )


def _sample(doc: Document, system: str) -> Sample:
    if not isinstance(doc.text, str):
        raise UsageError(f"gold: document {doc.id!r} has no `text`; a gold document needs its text")
    messages = [ChatMessageSystem(content=system), ChatMessageUser(content=str(doc.text))]
    return Sample(id=doc.id, input=messages, metadata={"gold": jsonl.dumps(doc)})


@metric
def corpus() -> Any:
    """Add the counts of all samples and divide once: every measure by its safe name."""

    def compute(scores: list[SampleScore]) -> dict[str, float]:
        values = [score.score.as_dict() for score in scores]
        entries = from_counts(map(_counts, values))
        headlines = {safe_name(name): value for name, value in _headlines(entries)}
        return {**headlines, UNREADABLE: sum(float(value[UNREADABLE]) for value in values)}

    return compute


@scorer(metrics=[corpus()])
def against_gold(layers: str | Sequence[str] = LAYERS, measures: str = "default") -> Scorer:
    """Score a reply against the gold document in its sample's metadata.

    Args:
        layers: what was asked for.
        measures: what is scored.
    """
    asked = _listed(layers)
    rows = of_layers(measures, asked)

    async def score(state: TaskState, target: Target) -> Score:  # noqa: ARG001 - Inspect's signature
        gold = jsonl.loads(state.metadata["gold"])
        answer = from_answer(state.output.completion, gold.id, asked)
        result = score_one(gold, answer.document, measures=rows)
        value = {
            f"{cell}{_BREAK}{name}": number
            for cell, counts in result.counts().items()
            for name, number in counts.items()
        }
        value[UNREADABLE] = int(bool(answer.findings))
        return Score(value=value, answer=state.output.completion, explanation=_explained(result, answer))

    return score


def _listed(layers: str | Sequence[str]) -> tuple[str, ...]:
    """Layers as Inspect's command line gives them: joined by commas, or a list."""
    return tuple(layers.split(",")) if isinstance(layers, str) else tuple(layers)


def _counts(value: Mapping[str, Any]) -> dict[str, dict[str, float]]:
    cells: dict[str, dict[str, float]] = {}
    for key, number in value.items():
        cell, found, name = key.rpartition(_BREAK)
        if found:
            cells.setdefault(cell, {})[name] = float(number)
    return cells


def _headlines(entries: Mapping[str, Mapping[str, Any]]) -> Iterable[tuple[str, float]]:
    """The value that each measure is quoted by; undefined ones are left out."""
    for name, entry in entries.items():
        value = next((entry[key] for key in ("f1", "accuracy", "value") if key in entry), None)
        if value is not None:
            yield name, float(value)


def _explained(result: Result, answer: Answer) -> str:
    """Return the text beside a sample in the viewer: why a reply cannot be read, or the table."""
    if answer.findings:
        return "\n".join(["The answer counts as empty:", *map(str, answer.findings)])
    return f"```text\n{result}\n```"
