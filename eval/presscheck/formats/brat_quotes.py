"""Quotes in brat: our own `Quote` annotations, and event lines whose roles are content, cue and source."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from presscheck.document.model import ABSENT, Quote, Span
from presscheck.formats.brat_out import PARTS, QUOTE
from presscheck.formats.brat_sheet import Frame, Sheet
from presscheck.formats.source import Source

ROLES = {"content": "content", "cue": "cue", "source": "source", "addressee": "addressee"}
"""Role of an event line, or label of what it names, in lower case -> the part of a quote that it is."""


def part(label: str, mine: Mapping[str, str]) -> str | None:
    """The part of a quote that a role or a label means, by the user's map or the common names.

    >>> part("Content2", {}), part("Holder", {"Holder": "source"}), part("Agent", {})
    ('content', 'source', None)
    """
    plain = label.rstrip("0123456789")
    return mine.get(label) or mine.get(plain) or ROLES.get(plain.lower())


def is_quote(frame: Frame, found: Sheet, source: Source) -> bool:
    """Return whether an event line is a quote: every role is a part of one, and content or cue is among them.

    An event with an argument that is called Content only, as ours may have one, is a quote if that
    argument's own label says so too.
    """
    mine = source.choices.quotes
    parts = [part(role, mine) for role, _ in frame.arguments]
    if not parts or None in parts or not {"content", "cue"} & set(parts):
        return False
    labels = [found.bound[target].label for _, target in frame.arguments if target in found.bound]
    return "cue" in parts or "source" in parts or any(part(label, mine) for label in labels)


def is_bare(frame: Frame, quotes: Iterable[Frame]) -> bool:
    """Return whether an event line would be a quote with parts: no arguments, under a label of quotes.

    >>> is_bare(Frame("Attribution-no-source", "T1", [], 1), []), is_bare(Frame("Attack", "T1", [], 1), [])
    (True, False)
    """
    labels = {"Attribution", *(quote.label for quote in quotes)}
    return not frame.arguments and (frame.label in labels or frame.label.startswith("Attribution-"))


def framed(frame: Frame, found: Sheet, text: str, source: Source) -> Quote:
    """The quote of an event line.

    Args:
        frame: the line.
        found: the file.
        text: of the document.
        source: with the user's map; notes sources and cues beyond the first.
    """
    parts: dict[str, list[list[Span]]] = {}
    for role, target in frame.arguments:
        kind = part(role, source.choices.quotes) or ""
        if target in found.bound:
            parts.setdefault(kind, []).append(spans_of(found, target, text))
        else:
            source.notes["events that are parts of quotes left out"] += 1
    content = [span for group in parts.get("content", []) for span in group]
    named: dict[str, Any] = {}
    for kind in ("cue", "source", "addressee"):
        groups = parts.get(kind, [])
        if len(groups) > 1:
            source.notes[f"{kind}s of a quote beyond its first left out"] += len(groups) - 1
        if groups:
            named[kind] = groups[0][0] if len(groups[0]) == 1 else groups[0]
        elif kind != "addressee":
            named[kind] = None
    return Quote(content=sorted(content, key=lambda span: span.start), **named)


def spans_of(found: Sheet, name: str, text: str) -> list[Span]:
    """The pieces of an annotation; words are compared where it is one run."""
    one = found.bound[name]
    if len(one.places) == 1 and one.words is not None:
        ((start, end),) = one.places
        return [Span(start=start, end=end, text=one.words)]
    return [Span(start=a, end=b, text=text[a:b]) for a, b in sorted(one.places)]


def own(found: Sheet, text: str) -> list[Quote]:
    """The quotes of our own `Quote` annotations, with what relations lead to."""
    return [_own(found, name, text) for name, one in found.bound.items() if one.label == QUOTE]


def _own(found: Sheet, name: str, text: str) -> Quote:
    parts: dict[str, Any] = {}
    for kind, a, b, _ in found.pairs:
        if a == name and kind in PARTS and b in found.bound:
            spans = spans_of(found, b, text)
            parts[kind.lower()] = spans[0] if len(spans) == 1 else spans
    attributes = {key.lower(): value for key, value in found.attributes.get(name, {}).items()}
    for key in ("type", "speaker"):
        parts[key] = attributes.get(key, ABSENT)
    return Quote(content=spans_of(found, name, text), **parts)
