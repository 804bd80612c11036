"""Messages for a key or a value that a document has no place for."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence

from presscheck.document import model
from presscheck.document.spans import PHRASES

_HERE: dict[str, type[model.Record]] = {
    "mentions": model.Mention,
    "entities": model.Entity,
    "events": model.Event,
    "arguments": model.Argument,
    "quotes": model.Quote,
    "also": model.Frame,
    "marked_uses": model.MarkedUse,
    "content": model.Span,
    **dict.fromkeys(PHRASES, model.Span),
}
"""The key under which a record stands -> what it is; anywhere else is the document."""

_THEIRS = {
    "id": ("doc_id", "docid", "document_id", "doc"),
    "type": ("label", "tag", "ner", "category", "entity_type", "event_type"),
    "role": ("type", "label"),
    "start": ("begin", "from", "offset"),
    "end": ("stop", "to"),
    "text": ("word", "string", "surface", "trigger", "span"),
    "mentions": ("ents", "ner", "spans"),
    "quotes": ("quotations",),
    "speaker": ("said_by", "speaker_id"),
    "wikidata": ("qid", "kb_id"),
}
"""A key of ours -> what other tools call it."""


def readable(message: str, known: Iterable[str] | None = None) -> tuple[str, str]:
    """Msgspec's message as (what is wrong, JSON path).

    Args:
        message: of a `msgspec.ValidationError`.
        known: the keys that may stand there, if this is not a part of a document.

    >>> readable("Expected `int`, got `float` - at `$.mentions[...].start`")
    ('expected a whole number, got a decimal number', '$.mentions[...].start')
    """
    what, _, path = message.partition(" - at `")
    path = path.rstrip("`") or "$"
    unknown = re.fullmatch(r"Object contains unknown field `(.*)`", what)
    if unknown:
        what = unknown_key(unknown[1], _keys_at(path)) if known is None else _no_key(unknown[1], [*known])
    elif wrong := re.fullmatch(r"Expected `(.*)`, got `(.*)`", what):
        wanted, got = (
            " or ".join(_KINDS.get(kind, kind) for kind in side.split(" | ")) for side in wrong.groups()
        )
        what = f"expected {wanted}, got {got}"
    return what, path


_KINDS = {
    "object": "an object",
    "array": "a list",
    "str": "a string",
    "int": "a whole number",
    "float": "a decimal number",
    "bool": "true or false",
}
"""Msgspec's words for the kinds of values -> JSON's."""


def _keys_at(path: str) -> tuple[str, ...]:
    names = re.findall(r"\.(\w+)", path)
    return _HERE.get(names[-1] if names else "", model.Document).__struct_fields__


def _no_key(key: str, known: Sequence[str]) -> str:
    near = difflib.get_close_matches(key, known, 1)
    return f"unknown key `{key}`; " + (
        f"did you mean `{near[0]}`?" if near else f"choose from {', '.join(known)}"
    )


def unknown_key(key: str, known: Iterable[str]) -> str:
    """Return the message for an unknown key: the nearest one, its name here, or its right place.

    Args:
        key: as it was written.
        known: the keys that may stand there.

    >>> unknown_key("label", ["start", "end", "type"])
    'unknown key `label`; did you mean `type`?'
    """
    names = [*known]
    near = difflib.get_close_matches(key, names, 1) or _ours(key, names)
    hint = f"did you mean `{near[0]}`?" if near else _place_of(key, names)
    return f"unknown key `{key}`; {hint}"


def one_of(names: Sequence[str], value: object) -> str:
    """The values of which one belongs somewhere, and the one that a value is nearest to.

    Args:
        names: every value that may stand there.
        value: what is there instead.

    >>> one_of(["cues", "sources"], "source")
    'one of cues, sources (did you mean `sources`?)'
    >>> one_of(["single"], "double")
    '`single` or null'
    """
    if len(names) == 1:
        return f"`{names[0]}` or null"
    near = difflib.get_close_matches(value, names, 1) if isinstance(value, str) else []
    hint = f" (did you mean `{near[0]}`?)" if near else ""
    return f"one of {', '.join(names)}{hint}"


def _ours(key: str, known: Sequence[str]) -> list[str]:
    return [ours for ours, theirs in _THEIRS.items() if ours in known and key.casefold() in theirs][:1]


def _place_of(key: str, known: Sequence[str]) -> str:
    span = key in model.Span.__struct_fields__
    if span and "content" in known:
        return "the spans of a quote are in `content`, a list of objects"
    if span and "wikidata" in known:
        return "an entity has no offsets; its occurrences in the text are records of `mentions`"
    return "put your own data under `meta`"
