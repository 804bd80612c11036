"""Quotes whose parts are tokens of a role: what SpkAtt-2023 and GePaDe share (internal)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from presscheck.document.model import Quote, Span
from presscheck.formats.laid import Laid

ASIDE = ("Topic", "Medium", "Evidence", "PTC")
"""Roles that have no place in a quote of ours."""


def quote(laid: Laid, roles: Mapping[str, Sequence[int]]) -> Quote | None:
    """A quote of the tokens of each role; None where none is of content or cue.

    Args:
        laid: the tokens of the document; its notes gain the roles that are left out.
        roles: name of a role -> indexes of tokens of the document.
    """
    for name in ASIDE:
        if roles.get(name):
            laid.source.notes[f"`{name}` of quotes left out"] += 1
    content = [*_runs(laid, roles.get("Message", ()))]
    cue = _phrase(laid, roles.get("Cue", ()))
    if not content and cue is None:
        laid.source.notes["quotes with neither content nor cue left out"] += 1
        return None
    source, addressee = (_phrase(laid, roles.get(name, ())) for name in ("Source", "Addr"))
    return Quote(content=content, cue=cue, source=source, addressee=addressee)


def _runs(laid: Laid, tokens: Iterable[int]) -> Iterator[Span]:
    """A span of each run of tokens that follow one another."""
    for _, run in groupby(enumerate(sorted(set(tokens))), lambda pair: pair[1] - pair[0]):
        indexes = [index for _, index in run]
        start, end = laid.places[indexes[0]][0], laid.places[indexes[-1]][1]
        yield Span(start=start, end=end, text=laid.text[start:end])


def _phrase(laid: Laid, tokens: Iterable[int]) -> Any:
    """A span, or its pieces; None of nothing."""
    spans = [*_runs(laid, tokens)]
    return spans[0] if len(spans) == 1 else spans or None
