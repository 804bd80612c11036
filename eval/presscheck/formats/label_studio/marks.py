"""Regions and arrows on one sheet, and what is wrong with them, for a reader (internal)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import msgspec

from presscheck.document.exceptions import Finding, Severity


def offsets(start: Any, end: Any, text: str) -> bool:
    """Return whether two values are a span of a text."""
    return type(start) is int and type(end) is int and 0 <= start < end <= len(text)


class Region(NamedTuple):
    """The marks of one person, and the answers about them.

    Args:
        id: the region's id.
        control: the row its label is from, such as "mention".
        label: the label.
        start: first code point.
        end: one past the last code point.
        said: what the panel's fields hold.
    """

    id: str
    control: str
    label: str
    start: int
    end: int
    said: Mapping[str, str]


class Arrow(NamedTuple):
    """A labelled arrow between two regions."""

    start: Region
    end: Region
    label: str


class Regions(msgspec.Struct, gc=False):
    """Everything on one sheet.

    Args:
        doc_id: the document's id, for findings.
        text: the document's text.
        undecided: region id -> its labels that say what is open.
        decided: region id -> what an adjudicator said of a difference there, and why.
    """

    doc_id: str
    text: str
    regions: dict[str, Region] = {}
    arrows: list[Arrow] = []
    findings: list[Finding] = []
    undecided: dict[str, list[str]] = {}
    decided: dict[str, dict[str, str]] = {}

    def in_control(self, control: str) -> list[Region]:
        """The regions of one row of labels, in text order."""
        found = [region for region in self.regions.values() if region.control == control]
        return sorted(found, key=lambda r: (r.start, r.end, r.label, r.id))

    def drawn(self, start: Region, label: str) -> list[Region]:
        """Return the ends of the arrows with this label from a region, in text order."""
        ends = [arrow.end for arrow in self.arrows if arrow.start.id == start.id and arrow.label == label]
        return sorted(ends, key=lambda r: (r.start, r.end, r.id))

    def place(self, name: str, start: Any, end: Any) -> str:
        """A region for a reader: its id, its offsets and its words."""
        if not offsets(start, end, self.text):
            return f"region {name} [{start}, {end})"
        words = self.text[start:end]
        shown = words if len(words) <= 40 else f"{words[:37]}..."
        return f"region {name} [{start}, {end}) {shown!r}"

    def place_of(self, control: str, start: int, end: int) -> str:
        """The region of a row at a span, for a reader; without one, the span and its words."""
        there = [r for r in self.regions.values() if (r.control, r.start, r.end) == (control, start, end)]
        if there:
            return self.place(min(r.id for r in there), start, end)
        return f"[{start}, {end}) {self.text[start:end]!r}"

    def between(self, start: str, end: str) -> str:
        """A relation for a reader: both its regions."""
        ends = [self.regions.get(name) for name in (start, end)]
        shown = [
            self.place(r.id, r.start, r.end) if r else name
            for r, name in zip(ends, (start, end), strict=True)
        ]
        return f"relation from {shown[0]} to {shown[1]}"

    def wrong(self, rule: str, where: Region | str, message: str, level: Severity = "error") -> None:
        """Note a finding about a region, or about a place in words."""
        path = where if isinstance(where, str) else self.place(where.id, where.start, where.end)
        self.findings.append(Finding(rule=rule, level=level, doc=self.doc_id, path=path, message=message))
