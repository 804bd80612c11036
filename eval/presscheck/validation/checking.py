"""The rules over the lines of a file, or of a part of it: findings, to be merged."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from presscheck.anchoring.anchor import anchored
from presscheck.document import placement, spans, wellformed
from presscheck.document.exceptions import Finding
from presscheck.document.model import NOWHERE, Document
from presscheck.document.presence import without_unset
from presscheck.document.rule import Violation, rule_id
from presscheck.document.shifts import Misses, counted
from presscheck.layers.texts.rules import canonical_form
from presscheck.validation.gold_side import GoldSide
from presscheck.validation.rules import ACROSS, WITHIN, Purpose, duplicate_document, level_of, text


class Checked:
    """The findings in some lines of a file, and what is needed to merge them with those of later lines.

    Args:
        name: of the file, as the user gave it.
        purpose: what it is checked as.
        gold: for a prediction, the gold that it is about.
    """

    def __init__(self, name: str, purpose: Purpose, gold: GoldSide | None) -> None:
        self.name, self.purpose, self.gold = name, purpose, gold
        self.findings: list[Finding] = []
        self.first: dict[str, int] = {}
        self.again: list[tuple[int, str]] = []
        self.maps: dict[str, None] = {}
        self.misses = Misses()

    def add(self, line: wellformed.Line) -> None:
        """Check one line."""
        self.findings += levelled(line.findings, self.purpose)
        doc = line.document
        if doc is None:
            return
        known = self.gold.text(doc.id) if self.gold is not None else None
        self.maps |= {doc.label_map: None} if isinstance(doc.label_map, str) else {}
        _add_misses(self.misses, doc, known or doc.text)
        found = _document(doc, line, known, self.purpose)
        self._take(found, line.number, doc.id)
        if self.first.setdefault(doc.id, line.number) != line.number:
            self.again.append((line.number, doc.id))

    def merge(self, other: Checked) -> None:
        """Take in what was found in the lines that come after these."""
        self.findings += other.findings
        self.again += [(line, name) for name, line in other.first.items() if name in self.first]
        self.again += other.again
        self.first = other.first | self.first
        self.maps |= other.maps
        self.misses.merge(other.misses)

    def close(self) -> list[Finding]:
        """Everything that was found in lines, in their order."""
        for line, name in sorted(self.again):
            broken = duplicate_document(Document(id=name), self.first[name])
            self._take((("duplicate-document", b) for b in broken), line, name)
        return [*_once(sorted(self.findings, key=lambda finding: finding.line or 0))]

    def _take(self, found: Iterable[tuple[str, Violation]], line: int, doc: str) -> None:
        findings = [placed(rule, broken, self.name, line, doc) for rule, broken in found]
        self.findings += levelled(findings, self.purpose)


def placed(
    rule: str, broken: Violation, file: str, line: int | None = None, doc: str | None = None
) -> Finding:
    """A violation of a rule with its place."""
    place = {"file": file, "line": line, "doc": doc, "path": broken.path}
    return Finding(rule=rule, level="error", message=broken.message, **place)  # type: ignore[arg-type]


def levelled(findings: Iterable[Finding], purpose: Purpose) -> list[Finding]:
    """The findings that matter in a file of this kind, each with how much."""
    known = ((f, level_of(f.rule, purpose)) for f in findings)
    return [msgspec.structs.replace(f, level=level) for f, level in known if level]


def _once(found: Iterable[Finding]) -> Iterator[Finding]:
    """Findings, those of `not-used-yet` only where they say something new of the file."""
    told: set[str] = set()
    for one in found:
        if one.rule != "not-used-yet" or one.message not in told:
            yield one
        told |= {one.message} if one.rule == "not-used-yet" else set()


def _add_misses(misses: Misses, doc: Document, text: Any) -> None:
    """Spans whose words do not stand where their offsets say."""
    if not isinstance(text, str):
        return
    units = counted(doc, text)
    for _, span in spans.walk(doc):
        words = span.text
        if isinstance(words, str) and NOWHERE not in (span.start, span.end):
            there = text[span.start : span.end]
            if there != words:
                misses.by_words(units, span.start, span.end, words)


def _document(
    doc: Document, line: wellformed.Line, gold: str | None, purpose: Purpose
) -> Iterator[tuple[str, Violation]]:
    if purpose == "prediction" and gold is not None:
        other = [*text(without_unset(doc), gold)]
        if other:
            yield from (("text", broken) for broken in other)
            return
        doc = msgspec.structs.replace(doc, text=gold)
    if level_of("canonical-form", purpose) and not line.findings:
        yield from (("canonical-form", b) for b in canonical_form(doc, line.raw))
    yield from of_rules(without_unset(doc), purpose)


_RECORD = re.compile(r"\$\.\w+\[\d+\]")


def of_rules(doc: Document, purpose: Purpose) -> Iterator[tuple[str, Violation]]:
    """Levels 3 and 4 over a document; records with an error at level 3 are passed over at level 4."""
    doc, in_pieces = _placed_by_words(doc)
    bad: set[str] = set()
    for check in WITHIN:
        rule = rule_id(check)
        level = level_of(rule, purpose)
        for broken in check(doc) if level else ():
            yield rule, _in_file(broken, in_pieces)
            record = _RECORD.match(broken.path)
            if record and level == "error":
                bad.add(record[0])
    for check in ACROSS:
        rule = rule_id(check)
        for broken in check(doc) if level_of(rule, purpose) else ():
            record = _RECORD.match(broken.path)
            if not record or record[0] not in bad:
                yield rule, _in_file(broken, in_pieces)


def _placed_by_words(doc: Document) -> tuple[Document, set[str]]:
    """A document whose words have the offsets that scoring finds, and the quotes that fell into more pieces.

    Words that are not in the text stay without offsets, and so do all where the text is not known or another
    record does not stand where it says.
    """
    text = doc.text
    if text is None or not placement.unanchored(doc) or any(placement.misplaced(doc, text)):
        return doc, set()
    placed = anchored(doc, text).written()
    both = enumerate(zip(doc.quotes or (), placed.quotes or (), strict=True))
    return placed, {f"$.quotes[{i}]" for i, (old, new) in both if len(old.content) != len(new.content)}


def _in_file(broken: Violation, in_pieces: set[str]) -> Violation:
    """Report an error in a part of a content that is not in the file as an error of the quote."""
    quote, part, _ = broken.path.partition(".content[")
    return broken._replace(path=quote) if part and quote in in_pieces else broken
