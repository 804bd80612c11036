"""`extract spacy`: names and times by a spaCy pipeline, direct quotes by textacy's rules over it.

Labels stay the pipeline's own; the prediction names the label map they need.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import UNSET, UnsetType

from presscheck import labelmaps
from presscheck.extractors import Text, pipeline, textacy_quotes
from presscheck.extractors.pipeline import Paragraph
from presscheck.model import Document, Mention


def extract(texts: Iterable[Text], model: str = pipeline.MODEL) -> Iterator[Document]:
    """Predictions with mentions and quotes.

    Args:
        texts: what to read.
        model: the name of an installed spaCy pipeline with `ner` and `parser`.

    Raises:
        UsageError: an extra or the pipeline is missing.
    """
    nlp = pipeline.load(model, ("ner", "parser"))
    find_quotes = textacy_quotes.finder(nlp)
    label_map = map_for(nlp.get_pipe("ner").labels)
    meta = pipeline.made_by(nlp, "spacy", "spacy", "textacy")
    for name, text in texts:
        parsed = [*pipeline.paragraphs(nlp, text)]
        yield Document(
            id=name,
            mentions=[m for paragraph in parsed for m in mentions(paragraph)],
            quotes=[q for paragraph in parsed for q in find_quotes(paragraph)],
            label_map=label_map,
            meta=meta,
        )


def mentions(paragraph: Paragraph) -> Iterator[Mention]:
    """The entities of a parsed paragraph, with the pipeline's own labels."""
    for ent in paragraph.doc.ents:
        found = pipeline.span(paragraph, ent.start_char, ent.end_char)
        yield Mention(start=found.start, end=found.end, text=found.text, type=ent.label_)


def map_for(labels: Iterable[str]) -> str | UnsetType:
    """The shipped label map that knows every one of a tool's labels; unset if none does.

    >>> map_for(["PERSON", "GPE", "ORDINAL"]), map_for(["Gene"])
    ('ontonotes', UNSET)
    """
    wanted = set(labels)
    fits = (name for name in labelmaps.shipped() if wanted <= labelmaps.load(name).types.keys())
    return next(fits, UNSET)
