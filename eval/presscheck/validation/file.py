"""Is this file what it should be? Four levels of rules, every finding at once.

1 JSON and encoding · 2 JSON Schema · 3 one document · 4 across its layers.
A line that fails level 1 or 2 is not a document and is not asked more; a record
with an error at level 3 is passed over at level 4. Words without offsets are
looked up first, so that rules on places judge the places that scoring finds.

How much a rule matters depends on what the file is for: see `rules`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Literal

import msgspec
from msgspec import UNSET

from presscheck.anchoring.anchor import anchored
from presscheck.document import jsonl, placement, shipped, spans, streams, wellformed
from presscheck.document.exceptions import Finding, InvalidInputError, Severity
from presscheck.document.model import NOWHERE, Document
from presscheck.document.presence import without_unset
from presscheck.document.rule import Violation, rule_id
from presscheck.document.shifts import Misses, counted
from presscheck.layers.texts.rules import canonical_form
from presscheck.validation.gold_side import GoldSide, of_maps
from presscheck.validation.rules import (
    ACROSS,
    ONCE,
    RULES,
    WITHIN,
    Purpose,
    duplicate_document,
    empty_file,
    level_of,
    text,
)


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """The findings in one file.

    Args:
        file: as the user named it.
        purpose: what it was checked as.
        documents: how many lines are documents.
        findings: in the order of lines; errors and warnings.
    """

    file: str
    purpose: Purpose
    documents: int
    findings: list[Finding]

    @property
    def valid(self) -> bool:
        """Return whether there is no error; warnings pass."""
        return not self.count("error")

    def count(self, level: Severity) -> int:
        """Return the number of findings of this level."""
        return sum(f.level == level for f in self.findings)

    def summary(self) -> str:
        """One line: what was checked, and how much was found."""
        what = {"shipped": "gold, strict", "gold": "gold", "prediction": "prediction"}[self.purpose]
        counts = (self.documents, self.count("error"), self.count("warning"))
        words = ("document", "error", "warning")
        said = [f"{n} {word}{'' if n == 1 else 's'}" for n, word in zip(counts, words, strict=True)]
        return f"{self.file} ({what}): {', '.join(said)}"

    def as_dict(self) -> dict[str, Any]:
        """The report as plain values, for JSON."""
        plain: dict[str, Any] = msgspec.to_builtins(self)
        return {**plain, "errors": self.count("error"), "warnings": self.count("warning")}


def check_file(
    path: str | os.PathLike[str],
    purpose: Purpose | None = None,
    gold: str | os.PathLike[str] | None = None,
    missing: Literal["error", "empty"] = "error",
) -> Report:
    """Everything that is wrong in a file.

    Args:
        path: a JSONL file.
        purpose: what it is for; by default told by place and content (`purpose_of`).
        gold: for a prediction, the gold with its texts; by default the shipped one.
        missing: what a gold document is that a prediction does not have, as for a score.

    Raises:
        UsageError: a file cannot be opened.
        InvalidInputError: the gold cannot be read.
    """
    with streams.kept():
        return _checked(path, purpose or purpose_of(path), shipped.gold(gold), missing)


def _checked(
    path: str | os.PathLike[str], purpose: Purpose, gold: str | os.PathLike[str], missing: str
) -> Report:
    against = GoldSide(gold) if purpose == "prediction" else None
    texts = against.texts if against is not None else {}
    kind: wellformed.Kind = "prediction" if purpose == "prediction" else "gold"
    findings: list[Finding] = []
    first: dict[str, int] = {}
    told: set[str] = set()
    maps: dict[str, None] = {}
    misses = Misses()
    for line in wellformed.lines(path, kind):
        findings += _levelled(line.findings, purpose)
        if line.document is not None:
            doc = line.document
            maps |= {doc.label_map: None} if isinstance(doc.label_map, str) else {}
            _add_misses(misses, doc, texts.get(doc.id) or doc.text)
            found = [*_once(_document(doc, line, texts.get(doc.id), purpose), told)]
            if first.setdefault(doc.id, line.number) != line.number:
                found += [("duplicate-document", b) for b in duplicate_document(doc, first[doc.id])]
            placed = [_placed(rule, broken, os.fspath(path), line, doc.id) for rule, broken in found]
            findings += _levelled(placed, purpose)
    shifts = [Violation("$", shifted)] if (shifted := misses.told()) else []
    findings += _levelled([_placed("text-copy", b, os.fspath(path), None, None) for b in shifts], purpose)
    documents = len(first)
    unread = any(f.rule in _UNREAD for f in findings)
    broken = [] if unread else [*empty_file(documents)]
    findings += _levelled([_placed("empty-file", b, os.fspath(path), None, None) for b in broken], purpose)
    if against is not None:
        findings += [_placed("label-map", b, os.fspath(path), None, None) for b in of_maps(maps)]
        if documents and not unread:
            findings += against.unpaired(first, os.fspath(path), missing)
    return Report(file=os.fspath(path), purpose=purpose, documents=documents, findings=told_once(findings))


_UNREAD = frozenset(rule for rule, (level, _) in RULES.items() if level <= 2) - wellformed.MENDABLE
"""Rules after which nothing is reported about the documents of a line, which cannot be read."""


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


def told_once(findings: Iterable[Finding]) -> list[Finding]:
    """The same findings, with one warning a file for each rule of `ONCE`: its first, and how many there are.

    >>> found = [Finding(rule="wikidata-form", level="warning", message=f"{n!r} is odd") for n in "ab"]
    >>> [finding.message for finding in told_once(found)]
    ["'a' is odd (and 1 more in this file)"]
    """
    kept: list[Finding] = []
    places: dict[str, list[int]] = {}
    for finding in findings:
        if finding.level == "warning" and finding.rule in ONCE:
            places.setdefault(finding.rule, []).append(len(kept))
            if len(places[finding.rule]) > 1:
                continue
        kept.append(finding)
    for first, *rest in places.values():
        if rest:
            more = f"{kept[first].message} (and {len(rest)} more in this file)"
            kept[first] = msgspec.structs.replace(kept[first], message=more)
    return kept


def corpus(path: str | os.PathLike[str]) -> list[Document]:
    """The documents of an annotated file, or everything that stops it from being scored as gold.

    Args:
        path: a JSONL file with texts.

    Raises:
        InvalidInputError: with every error; warnings pass.
        UsageError: the file cannot be opened.
    """
    errors = [finding for finding in check_file(path, "gold").findings if finding.level == "error"]
    if errors:
        raise InvalidInputError(errors)
    return list(jsonl.read(path))


def check_document(doc: Document, purpose: Purpose = "gold") -> list[Finding]:
    """Levels 3 and 4 over one document that is not a line of a file.

    >>> [f.rule for f in check_document(Document(id="d", text="Oslo", sentences=[(0, 2)]))]
    ['sentence-cover']
    """
    found = [*_rules(without_unset(doc), purpose)]
    plain = [Finding(rule=r, level="error", doc=doc.id, path=b.path, message=b.message) for r, b in found]
    return _levelled(plain, purpose)


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
    yield from _rules(without_unset(doc), purpose)


def _once(found: Iterable[tuple[str, Violation]], told: set[str]) -> Iterator[tuple[str, Violation]]:
    """Findings, those of `not-used-yet` only where they say something new of the file."""
    for rule, broken in found:
        if rule == "not-used-yet" and broken.message in told:
            continue
        told |= {broken.message} if rule == "not-used-yet" else set()
        yield rule, broken


_RECORD = re.compile(r"\$\.\w+\[\d+\]")


def _rules(doc: Document, purpose: Purpose) -> Iterator[tuple[str, Violation]]:
    """Levels 3 and 4; records with an error at level 3 are passed over at level 4."""
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


def _levelled(findings: Iterable[Finding], purpose: Purpose) -> list[Finding]:
    known = ((f, level_of(f.rule, purpose)) for f in findings)
    return [msgspec.structs.replace(f, level=level) for f, level in known if level]


def _placed(
    rule: str, broken: Violation, file: str, line: wellformed.Line | None, doc: str | None
) -> Finding:
    return Finding(
        rule=rule,
        level="error",
        message=broken.message,
        file=file,
        line=line.number if line else None,
        doc=doc,
        path=broken.path,
    )


def purpose_of(path: str | os.PathLike[str]) -> Purpose:
    """Return the purpose of a file, by its place and its first document.

    Files in the shipped `corpus/` and its `passes/` are the shipped corpus. A
    document with `text` (or `text_sha256`) and `schema_version`, and without
    `label_map`, is gold;
    anything else is a prediction.

    Raises:
        UsageError: the file cannot be opened.
    """
    if in_corpus(path):
        return "shipped"
    with jsonl.opened(path) as file:
        for line in file:
            try:
                doc = without_unset(jsonl.decoded(line))
            except jsonl.UNDECODED:
                continue
            own = doc.label_map is UNSET or doc.label_map is None
            about = doc.text is not None or doc.text_sha256 is not None
            ours = about and doc.schema_version is not None and own
            return "gold" if ours else "prediction"
    return "prediction"


def purpose(
    name: str | os.PathLike[str], kind: Literal["gold", "prediction"] | None, strict: bool | None
) -> Purpose:
    """Return the kind that a file is checked as.

    Args:
        name: its path.
        kind: as the user says, or None to be told by content.
        strict: whether gold is held to the shipped corpus's rules, or None to be told by place.
    """
    told = kind or purpose_of(name)
    if told == "prediction":
        return told
    shipped = strict if strict is not None else in_corpus(name)
    return "shipped" if shipped else "gold"


def in_corpus(path: str | os.PathLike[str]) -> bool:
    """Return whether a file is the shipped gold or one of the passes that it was made from."""
    corpus = shipped.gold().parent.resolve()
    folders = (corpus, corpus / "passes", corpus / "passes" / "companions")
    return not streams.is_stream(path) and Path(path).resolve().parent in folders
