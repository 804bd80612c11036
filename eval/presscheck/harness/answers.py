"""The question to a language model and its answer, for any harness."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from presscheck.document.exceptions import Finding, InvalidInputError, UsageError
from presscheck.document.model import Document
from presscheck.extractors import llm_prompt
from presscheck.formats.llm import answered
from presscheck.scoring.selection import select
from presscheck.text.kinds import kind
from presscheck.text.nearest import nearest

LAYERS = llm_prompt.LAYERS
"""Layers that can be asked for."""


_MEASURED = {"entities": "coref"}
"""Layer of a document -> layer of the measures that it is scored by; links are not asked for."""


class Answer(NamedTuple):
    """The result of a model's reply.

    Args:
        document: the prediction; empty in every layer where the reply cannot be read, so that its gold stays
            in the denominator.
        findings: why it cannot be read; empty where it can.
    """

    document: Document
    findings: list[Finding]


def prompt(layers: Sequence[str] = LAYERS, *, guidelines: bool = True) -> str:
    """Write the instructions for a language model; the text of a document is the user's message.

    Args:
        layers: what is asked for, of "mentions", "entities", "events" and "quotes".
        guidelines: whether the annotation guidelines follow the list of labels.

    Raises:
        UsageError: there is no such layer.

    >>> prompt(["mentions"], guidelines=False).splitlines()[0]
    'You annotate news text. Answer with one JSON object that has the keys `mentions`.'
    """
    return llm_prompt.system(_known(layers), guidelines=guidelines)


def answer_schema(layers: Sequence[str] = LAYERS) -> dict[str, Any]:
    """Make the JSON Schema of an answer, strict as structured output asks for.

    Args:
        layers: what is asked for.

    Raises:
        UsageError: there is no such layer.

    >>> answer_schema(["mentions"])["required"]
    ['mentions']
    """
    return llm_prompt.answer_schema(_known(layers))


def from_answer(text: str, id: str, layers: Sequence[str] = LAYERS) -> Answer:  # noqa: A002 - the document's id
    """Read a model's reply: fenced or bare JSON, our keys or the usual ones.

    Args:
        text: the reply.
        id: of the document that it is about.
        layers: what was asked for.

    Returns:
        the prediction, and findings where the reply cannot be read: it is then an empty prediction.

    Raises:
        UsageError: there is no such layer.

    >>> reply = '{"mentions": [{"text": "Oslo", "type": "GPE"}]}'
    >>> from_answer(reply, "d", ["mentions"]).document.mentions[0].text
    'Oslo'
    >>> [finding.rule for finding in from_answer("Sorry, no.", "d").findings]
    ['llm']
    """
    known = _known(layers)
    for what, given in (("text", text), ("id", id)):
        if not isinstance(given, str):
            raise UsageError(f"{what}: expected a string, got {kind(given)}")
    try:
        return Answer(answered(text, id, known), [])
    except InvalidInputError as error:
        findings = error.findings
    except ValueError as error:
        findings = [Finding(rule="llm", level="error", doc=id, message=f"the reply cannot be read: {error}")]
    empty: dict[str, Any] = {layer: [] for layer in known}
    return Answer(Document(id=id, **empty), findings)


def of_layers(measures: str, layers: Sequence[str] = LAYERS) -> list[str]:
    """Pick the measures that an answer about some layers can be scored by.

    Args:
        measures: "default", "all", ids and layers, joined by commas.
        layers: what was asked for.

    Raises:
        UsageError: there is no such layer or measure, or none of the measures is about the layers.

    >>> of_layers("default", ["mentions"])
    ['mention.strict', 'mention.exact', 'mention.soft']
    """
    about = {_MEASURED.get(layer, layer) for layer in _known(layers)}
    ids = [row.id for row in select(measures) if not row.hidden and row.layer in about]
    if not ids:
        raise UsageError(f"measures: expected some about {', '.join(layers)}, got {measures!r}")
    return ids


def _known(layers: Sequence[str]) -> tuple[str, ...]:
    if not isinstance(layers, Iterable):
        raise UsageError(f"layers: expected names of layers, got {kind(layers)}")
    names = tuple(layers.split(",")) if isinstance(layers, str) else tuple(layers)
    for name in names:
        if name not in LAYERS:
            raise UsageError(
                f"layers: expected one of {', '.join(LAYERS)}, got {name!r}; {nearest(str(name), LAYERS)}"
            )
    return names
