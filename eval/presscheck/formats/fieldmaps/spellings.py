"""Names that people and models use for our fields, the likeliest first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from presscheck.document import shipped
from presscheck.mapping import labels

WORDS = ("text", "name", "entity", "value", "mention", "span", "word", "phrase", "surface", "string",
         "entity_text", "entity_name", "extraction_text", ".")  # fmt: skip
TYPES = ("type", "label", "category", "cat", "entity_type", "class", "tag", "kind", "entity_group", "ner")
QUOTES = ("quote", "quotation", "content", "quote_text", "utterance", "statement")
SPEAKERS = ("speaker", "speaker_name", "said_by", "attributed_to", "who")
CUES = ("cue", "verb", "reporting_verb", "cue_verb")
TOKENS = ("token", "word", "form")
TAGS = ("tag", "ner", "ner_tag", "bio", "iob", "label")
PIECES = ("sentences", "paragraphs", "segments", "chunks")
PIECE_TEXTS = ("text", "sentence", "paragraph", "segment", "chunk", "content", "sentence_text")
SENTENCES = ("sentence_id", "sent_id", "sentence", "sent")
ADDRESSEES = ("addressee", "recipient", "listener")
TRIGGERS = ("trigger", "trigger_word", "trigger_text", "event_trigger", "anchor", "nugget")
EVENT_TYPES = ("event_type", *TYPES, "event", "name")
ARGUMENTS = ("arguments", "participants", "args", "roles")
ROLES = ("role", "argument_role", "type", "label")
FILLERS = ("text", "entity", "value", "name", "argument", "filler", "word", "span", ".")
STARTS = (
    "start",
    "start_offset",
    "begin",
    "start_char",
    "start_pos",
    "offset",
    "begin_offset",
    "char_start",
    "begin_char",
)
ENDS = ("end", "end_offset", "end_char", "stop", "end_pos", "char_end")
LENGTHS = ("length", "len")
PLACES = ("span", "offsets", "offset", "position", "location", "loc", "range")
CONFIDENCES = ("confidence", "score", "probability")
DOCUMENTS = ("doc_id", "document_id", "docid", "doc_key", "article_id", "doc", "docname", "doc_name",
             "document_name", "file", "filename", "file_name", "text_id", "story_id",
             "document", "article")  # fmt: skip
IDS = ("id", *DOCUMENTS[:-2], "uid")
TEXTS = ("text", "content", "document", "article", "document_text", "full_text", "body")

_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")

CONTAINERS = {
    **dict.fromkeys(("entities", "mentions", "named_entities", "entity", "ner", "ents", "spans"), "mentions"),
    **dict.fromkeys(("events", "event", "event_mentions", "triggers"), "events"),
    **dict.fromkeys(("quotes", "quotations", "quote", "statements", "direct_quotes"), "quotes"),
}
"""A key -> the layer that stands under it."""

OTHER = {
    *("relations", "relationships", "relation_extraction", "triples", "reasoning", "explanation", "thinking"),
    *("thoughts", "analysis", "summary", "notes", "note", "meta", "metadata", "usage", "tokens", "sentences"),
    *("paragraphs", "coreference_groups", "clusters", "coreference", "corefs"),
    *("keywords", "topics", "warnings", "errors"),
}
"""Keys under which strings are not mentions."""


def plain(key: str) -> str:
    """A key without case and with one sign between its words.

    >>> plain("Named-Entities"), plain("startOffset"), plain("GPE")
    ('named_entities', 'start_offset', 'gpe')
    """
    apart = _HUMP.sub("_", key.strip())
    return apart.casefold().replace("-", "_").replace(" ", "_")


def spelt(
    records: Iterable[Any], names: tuple[str, ...], kinds: tuple[type, ...] = (str, int, float)
) -> list[str]:
    """The keys of records that are spelt one of these ways and have a value of some kind, likeliest first.

    >>> spelt([{"Name": "Oslo"}, {"text": "Rome"}], WORDS)
    ['text', 'Name']
    """
    keys: dict[str, str] = {}
    for record in records:
        if isinstance(record, Mapping):
            for key, value in record.items():
                if isinstance(value, kinds) and not isinstance(value, bool):
                    keys.setdefault(key, plain(key))
        elif isinstance(record, str):
            keys.setdefault(".", ".")
    return sorted(
        (key for key, name in keys.items() if name in names), key=lambda key: names.index(keys[key])
    )


@cache
def known_labels() -> frozenset[str]:
    """Every entity label of ours and of the shipped label maps, without case."""
    theirs = [label for name in labels.shipped() for label in labels.load(name).types]
    return frozenset(plain(label) for label in (*shipped.ontology()["entity_types"], *theirs))
