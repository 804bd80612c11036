"""`presscheck.extract`: predictions of a baseline system."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Literal

from presscheck.document import shipped
from presscheck.document.exceptions import UsageError
from presscheck.document.model import Document
from presscheck.extractors import Extractor, Text, llm_prompt, pipeline
from presscheck.extractors import texts as texts_of
from presscheck.text import wording
from presscheck.text.nearest import nearest
from presscheck.verbs.options import answered
from presscheck.verbs.sources import Held, read

SYSTEMS = ("spacy", "quotes", "events", "llm")
"""The baseline systems."""


@answered
def extract(
    system: str,
    texts: Held = None,
    *,
    model: str | None = None,
    layers: str | Sequence[str] = llm_prompt.LAYERS,
    per: Literal["document", "paragraph"] = "document",
    guidelines: bool = True,
    cache: str | os.PathLike[str] | None = None,
    max_tokens: int | None = None,
    timeout: float = 120.0,
) -> list[Document]:
    """Run a baseline system over texts; it reads nothing but their ids and texts.

    Args:
        system: "spacy" (every layer but links), "quotes", "events", or "llm" (a model behind an
            OpenAI-compatible endpoint, whose address and key come from the environment: PRESSCHECK_LLM_URL,
            PRESSCHECK_LLM_MODEL, PRESSCHECK_LLM_KEY).
        texts: a JSONL file with `id` and `text` in each line, a .txt file, or documents; None means the
            shipped article.
        model: a spaCy pipeline; for "llm" the model's name, in place of the environment's.
        layers: what a language model is asked for.
        per: unit of one request to a language model.
        guidelines: whether it is sent the annotation guidelines.
        cache: folder of its answers; by default the user's cache.
        max_tokens: of one answer; by default the server's limit.
        timeout: seconds until a request counts as lost.

    Returns:
        the predictions, in the order of the texts.

    Raises:
        InvalidInputError: a text cannot be read, or the model gave no usable answer about it.
        UsageError: there is no such system, or its packages are not installed.

    >>> extract("spacey")
    Traceback (most recent call last):
    presscheck.document.exceptions.UsageError: there is no system 'spacey'; did you mean spacy?
    """
    if system not in SYSTEMS:
        raise UsageError(f"there is no system {system!r}; {nearest(str(system), SYSTEMS)}")
    given = _texts(texts)
    if system != "llm":
        return [*by_pipeline(system, model or pipeline.MODEL)(given)]
    from presscheck.extractors import llm, llm_client

    environment = {**os.environ, **({llm_client.MODEL: model} if model else {})}
    asked = llm_client.settings(environment, max_tokens=max_tokens, timeout=timeout)
    client = llm_client.Client(asked, Path(cache) if cache is not None else llm_client.default_cache())
    wanted = known_layers(layers)
    return [*llm.extract(given, client, model=asked.model, layers=wanted, per=per, guidelines=guidelines)]


def by_pipeline(system: str, model: str) -> Extractor:
    """A baseline system over a spaCy pipeline.

    Args:
        system: spacy, quotes or events.
        model: the pipeline.
    """
    if system == "spacy":
        from presscheck.extractors import spacy_names

        return lambda found: spacy_names.extract(found, model)
    if system == "quotes":
        from presscheck.extractors import textacy_quotes

        return lambda found: textacy_quotes.extract(found, model)
    from presscheck.extractors import events

    return lambda found: events.extract(found, model)


def known_layers(layers: str | Iterable[str]) -> tuple[str, ...]:
    """The layers that a language model is asked for.

    Args:
        layers: names, as a list or joined by commas.

    Raises:
        UsageError: there is no such layer.
    """
    names = tuple(name.strip() for name in (layers.split(",") if isinstance(layers, str) else layers))
    for name in names:
        if name not in llm_prompt.LAYERS:
            say = f"no layer {name!r}; {nearest(name, llm_prompt.LAYERS)}"
            raise UsageError(f"{wording.name('layers')}: {say}")
    return names


def _texts(held: Held) -> Sequence[Text]:
    if held is None or isinstance(held, str | os.PathLike):
        return texts_of.read(str(shipped.gold(held)))
    given = [*read(held, "texts")]
    if wanting := [doc.id for doc in given if not isinstance(doc.text, str)]:
        raise UsageError(f"texts: document {wanting[0]!r} has no `text`")
    return [Text(doc.id, str(doc.text)) for doc in given]
