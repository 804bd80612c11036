"""A rewrite of cues: other verbs that only tell that something was said (internal)."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from random import Random

from presscheck.document import spans
from presscheck.document.model import NOWHERE, Document
from presscheck.rewrites.edits import Edit
from presscheck.rewrites.rewrite import Plan, apart, text_of


@cache
def synonyms() -> dict[str, str]:
    """Cue -> another cue.

    >>> synonyms()["said"]
    'stated'
    """
    path = Path(__file__).with_name("words.toml")
    table: dict[str, str] = tomllib.loads(path.read_text(encoding="utf-8"))["cues"]
    return table


def replaced(doc: Document, _: Random) -> Plan:
    """Every neutral cue replaced by another one, unless it is an event's trigger."""
    text = text_of(doc)
    triggers = {(event.start, event.end) for event in doc.events or ()}
    places = {
        (cue.start, cue.end)
        for quote in doc.quotes or ()
        for _, frame in spans.frames(quote, "")
        for cue in spans.pieces(frame.cue)
        if cue.start != NOWHERE
    }
    edits = []
    for start, end in places - triggers:
        old = text[start:end]
        if new := synonyms().get(old.lower()):
            edits.append(Edit(start, end, new.capitalize() if old[0].isupper() else new))
    return Plan(apart(edits))
