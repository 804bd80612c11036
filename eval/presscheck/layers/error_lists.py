"""Error lists, layer by layer: what is wrong in a prediction, from the same matching as the scores."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from presscheck.layers.entities import coref_errors, links, mentions
from presscheck.layers.events import errors as event_errors
from presscheck.layers.quotes import errors as quote_errors
from presscheck.measure.error_record import ErrorRecord
from presscheck.measure.measure import DocumentPair

ERRORS: Mapping[str, Callable[[DocumentPair], Iterator[ErrorRecord]]] = {
    "mentions": mentions.errors,
    "coref": coref_errors.errors,
    "links": links.errors,
    "events": event_errors.errors,
    "quotes": quote_errors.errors,
}
"""Each layer's error list, by the part that both sides must have done; in the order in which they print."""

KINDS: Mapping[str, tuple[str, ...]] = {
    "mentions": ("missed", "spurious", "invented", "boundary", "type", "boundary and type"),
    "coref": ("split", "merged", "missed", "invented"),
    "links": ("wrong id", "spurious link", "missed link"),
    "events": (
        "missed",
        "spurious",
        "boundary",
        "type",
        "boundary and type",
        "role",
        "filler boundary",
        "attached elsewhere",
        "caused by the trigger",
    ),
    "quotes": (
        "missed",
        "spurious",
        "boundary",
        "gap filled",
        "part lost",
        "in pieces",
        "merged",
        "fragment",
        "marked use",
        "invented",
        "cue",
        "source",
        "speaker against source",
        "wrong speaker",
        "unresolved speaker",
        "missing speaker",
    ),
}
"""Kinds of errors in each layer: the `kind` of its errors."""
