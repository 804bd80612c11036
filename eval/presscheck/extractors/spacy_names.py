"""`extract spacy`: every layer but links from one pass of a spaCy pipeline.

Names and times are the pipeline's entities, quotes textacy's rules, events the
lexicon of `extract events`, entities and pronouns the matching of `coref`.
Labels stay the pipeline's own; the prediction names the label map they need.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import UNSET, UnsetType

from presscheck.document.model import Document, Mention
from presscheck.extractors import Text, coref, event_lexicon, events, pipeline, textacy_quotes
from presscheck.extractors.pipeline import Paragraph
from presscheck.mapping import labels as mapping_labels


def extract(texts: Iterable[Text], model: str = pipeline.MODEL) -> Iterator[Document]:
    """Predictions with mentions, entities, events and quotes.

    Args:
        texts: what to read.
        model: the name of an installed spaCy pipeline with `ner`, `parser` and a lemmatizer.

    Raises:
        UsageError: an extra or the pipeline is missing.
    """
    nlp = pipeline.load(model, ("ner", "parser", "lemmatizer"))
    find_quotes = textacy_quotes.finder(nlp)
    lexicon = event_lexicon.load()
    label_map = map_for(nlp.get_pipe("ner").labels)
    meta = pipeline.made_by(nlp, "spacy", "spacy", "textacy")
    for name, text in texts:
        parsed = [*pipeline.paragraphs(nlp, text)]
        said = [q for paragraph in parsed for q in find_quotes(paragraph)]
        found = coref.resolve(parsed, [m for paragraph in parsed for m in mentions(paragraph)], said)
        yield Document(
            id=name,
            mentions=found.mentions,
            entities=found.entities,
            events=[e for paragraph in parsed for e in events.events(paragraph, lexicon)],
            quotes=said,
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

    One that also has pronouns is better, because coreference finds them.

    >>> map_for(["PERSON", "GPE", "ORDINAL"]), map_for(["PER", "MISC"]), map_for(["Gene"])
    ('ontonotes-pronouns', 'conll', UNSET)
    """
    wanted = set(labels)
    maps = [mapping_labels.load(name) for name in mapping_labels.of_tools()]
    fits = [one for one in maps if wanted <= one.types.keys()]
    with_pronouns = [one for one in fits if one.forms is not None and "pronoun" in one.forms]
    return next((one.name for one in [*with_pronouns, *fits]), UNSET)
