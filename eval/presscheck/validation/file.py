"""Is this file what it should be? Four levels of rules, every finding at once.

1 JSON and encoding · 2 JSON Schema · 3 one document · 4 across its layers.
A line that fails level 1 or 2 is not a document and is not asked more; a record
with an error at level 3 is passed over at level 4. Words without offsets are
looked up first, so that rules on places judge the places that scoring finds.

How much a rule matters depends on what the file is for: see `rules`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Literal, TypeAlias

import msgspec
from msgspec import UNSET

from presscheck.document import jsonl, shipped, streams, wellformed
from presscheck.document.exceptions import Finding, InvalidInputError, Severity
from presscheck.document.model import Document
from presscheck.document.presence import without_unset
from presscheck.document.rule import Violation
from presscheck.validation.checking import Checked, levelled, of_rules, placed
from presscheck.validation.gold_side import GoldSide, of_maps
from presscheck.validation.rules import ONCE, RULES, Purpose, empty_file


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
    checking: Checking | None = None,
) -> Report:
    """Everything that is wrong in a file.

    Args:
        path: a JSONL file.
        purpose: what it is for; by default told by place and content (`purpose_of`).
        gold: for a prediction, the gold with its texts; by default the shipped one.
        missing: what a gold document is that a prediction does not have, as for a score.
        checking: checks the lines; by default one after the other, in this process.

    Raises:
        UsageError: a file cannot be opened.
        InvalidInputError: the gold cannot be read.
    """
    with streams.kept():
        return _checked(path, purpose or purpose_of(path), shipped.gold(gold), missing, checking)


def _checked(
    path: str | os.PathLike[str],
    purpose: Purpose,
    gold: str | os.PathLike[str],
    missing: str,
    checking: Checking | None,
) -> Report:
    against = GoldSide(gold) if purpose == "prediction" else None
    name = os.fspath(path)
    checked = Checked(name, purpose, against)
    (checking or in_order)(checked)
    findings = checked.close()
    shifts = [Violation("$", shifted)] if (shifted := checked.misses.told()) else []
    findings += levelled([placed("text-copy", broken, name) for broken in shifts], purpose)
    unread = any(f.rule in _UNREAD for f in findings)
    documents = len(checked.first)
    empty = [] if unread else [*empty_file(documents)]
    findings += levelled([placed("empty-file", broken, name) for broken in empty], purpose)
    if against is not None:
        findings += [placed("label-map", broken, name) for broken in of_maps(checked.maps)]
        if documents and not unread:
            findings += against.unpaired(checked.first, name, missing)
    return Report(file=name, purpose=purpose, documents=documents, findings=told_once(findings))


Checking: TypeAlias = Callable[[Checked], None]
"""Something that checks all lines of a file."""


def in_order(checked: Checked) -> None:
    """Check all lines of a file, one after the other."""
    for line in wellformed.lines(checked.name, kind_of(checked.purpose)):
        checked.add(line)


def kind_of(purpose: Purpose) -> wellformed.Kind:
    """The schema of the documents of a file."""
    return "prediction" if purpose == "prediction" else "gold"


_UNREAD = frozenset(rule for rule, (level, _) in RULES.items() if level <= 2) - wellformed.MENDABLE
"""Rules after which nothing is reported about the documents of a line, which cannot be read."""


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
    found = of_rules(without_unset(doc), purpose)
    plain = [Finding(rule=r, level="error", doc=doc.id, path=b.path, message=b.message) for r, b in found]
    return levelled(plain, purpose)


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
