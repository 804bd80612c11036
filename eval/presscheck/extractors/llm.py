"""`extract llm`: mentions, entities, events and quotes by any OpenAI-compatible chat endpoint.

The model returns strings; `presscheck score` finds them in the text and counts
those that are not there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from presscheck.anchoring import anchor
from presscheck.document.exceptions import Finding, InvalidInputError
from presscheck.document.model import Document
from presscheck.document.spans import nowhere, replaced, walk
from presscheck.extractors import Text, llm_prompt
from presscheck.extractors.llm_client import Client, GivenUpError
from presscheck.formats.llm import answered

_LINE = re.compile(r"[^\n]+")
_WORD = re.compile(r"\w")


def _lines(text: str) -> list[tuple[int, str]]:
    """The lines of a text that have a word, each with its first code point."""
    return [(m.start(), m[0]) for m in _LINE.finditer(text) if _WORD.search(m[0])]


def extract(
    texts: Iterable[Text],
    client: Client,
    *,
    model: str,
    layers: tuple[str, ...] = llm_prompt.LAYERS,
    per: str = "document",
    guidelines: bool = True,
) -> Iterator[Document]:
    """Predictions; a text that fails does not stop the others, whose answers are kept.

    Args:
        texts: what to read.
        client: the endpoint.
        model: its model, for `meta`.
        layers: what to ask for.
        per: "document", or "paragraph" for one request per line of the text.
        guidelines: whether the guidelines are part of the instructions.

    Raises:
        InvalidInputError: at the end, with every text that got no usable answer.
    """
    system = llm_prompt.system(layers, guidelines=guidelines)
    schema = llm_prompt.answer_schema(layers)
    failed: list[Finding] = []
    for name, text in texts:
        parts = [(0, text)] if per == "document" else _lines(text)
        found: list[Document] = []
        good = len(failed)
        for at, part in parts:
            messages = [{"role": "system", "content": system}, {"role": "user", "content": part}]
            try:
                answer = client.ask(messages, schema, lambda said: _wrong(said, layers))
            except GivenUpError as error:
                where = f"paragraph at code point {at}: " if per != "document" else ""
                failed.append(Finding(rule="llm", level="error", doc=name, message=f"{where}{error}"))
                continue
            document = answered(answer, name, layers)
            found.append(document if per == "document" else _shifted(document, part, at))
        if len(failed) == good:
            yield _joined(name, found, layers, {"extractor": "llm", "model": model, "per": per})
    if failed:
        raise InvalidInputError(failed)


def _wrong(answer: str, layers: tuple[str, ...]) -> str | None:
    """Describe the errors in an answer, for the model and the user."""
    try:
        document = answered(answer, "answer", layers)
    except InvalidInputError as error:
        return "; ".join(f"{finding.path}: {finding.message}" for finding in error.findings)
    except ValueError as error:
        return str(error)
    bare = [path for path, span in walk(document) if nowhere(span) and not isinstance(span.text, str)]
    return f"{bare[0]}: a record needs its `text`" if bare else None


def _shifted(document: Document, part: str, at: int) -> Document:
    """The answer for one paragraph with offsets in the whole text; what is not in it stays words."""
    found = anchor.anchored(document, part).written()

    def change(_path: str, span: Any) -> list[Any]:
        moved = {} if nowhere(span) else {"start": span.start + at, "end": span.end + at}
        return [msgspec.structs.replace(span, **moved)]

    return replaced(found, change)


def _joined(name: str, found: list[Document], layers: tuple[str, ...], meta: dict[str, str]) -> Document:
    """One prediction of several; an entity that several paragraphs name is one."""
    whole: dict[str, Any] = {layer: [] for layer in layers}
    for document in found:
        for layer in layers:
            whole[layer] += getattr(document, layer) or []
    if "entities" in whole:
        whole["entities"] = list({entity.id: entity for entity in reversed(whole["entities"])}.values())[::-1]
    return Document(id=name, **whole, meta=meta)


def report(client: Client) -> str:
    """Report the usage, in one line.

    Args:
        client: after its work.
    """
    used = client.used
    return (
        f"{used['requests']} requests, {used['from the cache']} answers from the cache, "
        f"{used['tokens in']} tokens in, {used['tokens out']} tokens out"
    )
