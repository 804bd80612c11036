"""`extract quotes`: direct quotes with cue and speaker by textacy's rules, paragraph by paragraph.

textacy pairs quotation marks of every kind in the order in which they stand
and gives up on a text with an odd number of them; a paragraph at a time, one
odd paragraph does not cost the others. It returns tokens: the quoted words
with their marks, the reporting verb with its auxiliaries, and the subject's
head noun with its compounds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from presscheck.document.exceptions import UsageError
from presscheck.document.model import Document, Quote, Span
from presscheck.extractors import Text, pipeline
from presscheck.extractors.pipeline import Paragraph


def extract(texts: Iterable[Text], model: str = pipeline.MODEL) -> Iterator[Document]:
    """Predictions with quotes alone.

    Args:
        texts: what to read.
        model: the name of an installed spaCy pipeline with `parser`.

    Raises:
        UsageError: an extra or the pipeline is missing, or textacy has no rules for its language.
    """
    nlp = pipeline.load(model, ("parser",))
    find_quotes = finder(nlp)
    meta = pipeline.made_by(nlp, "quotes", "spacy", "textacy")
    for name, text in texts:
        parsed = pipeline.paragraphs(nlp, text)
        yield Document(id=name, quotes=[q for p in parsed for q in find_quotes(p)], meta=meta)


def finder(nlp: Any) -> Callable[[Paragraph], Iterator[Quote]]:
    """A function that finds the quotes of one parsed paragraph.

    Args:
        nlp: the pipeline that parses.

    Raises:
        UsageError: textacy is not installed, or has no rules for the pipeline's language.
    """
    try:
        from textacy.constants import REPORTING_VERBS
        from textacy.extract.triples import direct_quotations
    except ImportError:
        raise UsageError(pipeline.INSTALL) from None
    if nlp.lang not in REPORTING_VERBS:
        known = ", ".join(sorted(REPORTING_VERBS))
        raise UsageError(f"textacy finds quotes in these languages: {known}; the pipeline's is {nlp.lang!r}")

    def find(paragraph: Paragraph) -> Iterator[Quote]:
        if sum(token.is_quote for token in paragraph.doc) % 2 == 0:
            for said in direct_quotations(paragraph.doc):
                yield _quote(paragraph, said)

    return find


def _quote(paragraph: Paragraph, said: Any) -> Quote:
    content = pipeline.span(paragraph, said.content.start_char, said.content.end_char)
    return Quote(content=[content], cue=_around(paragraph, said.cue), source=_around(paragraph, said.speaker))


def _around(paragraph: Paragraph, tokens: list[Any]) -> Span:
    """From the first of some tokens to the last, whatever stands between."""
    last = tokens[-1]
    return pipeline.span(paragraph, tokens[0].idx, last.idx + len(last))
