"""Findings for a reader: what has one cause is one line, with its count and its first places."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from presscheck.document.exceptions import Finding
from presscheck.formats import UNREADABLE, hint
from presscheck.text.visible import visible

BY_LABEL = ("entity-label", "event-label", "quote-label", "role-of-type")
"""Rules whose message names a label: each label is a cause."""

FEW = 3
"""So many findings of one rule in a file are each told in their words; of more, the rule is the cause."""

SCHEMA_WORDINGS = 10
"""So many messages of `schema`, which speaks of many things, are each a cause; the rest is one together."""

PLACES = 3
"""Places that are named of one cause, the first one included."""


class Cause(NamedTuple):
    """Findings that one change of the file's maker would mend.

    Args:
        findings: in their order, at least one.
        alike: whether all have the same message.
    """

    findings: list[Finding]
    alike: bool

    def __str__(self) -> str:
        first, *others = self.findings
        if not others:
            return str(first)
        more = ", ".join(map(_place, others[: PLACES - 1])) + (", …" if len(others) >= PLACES else "")
        count = f"{len(self.findings)} {'times' if self.alike else 'of this rule'}"
        return f"{first} ({count}; also {visible(more)})"


def causes(findings: Iterable[Finding]) -> list[Cause]:
    """Findings by file, level, rule and what they say, in the order in which each cause comes first.

    Args:
        findings: of any files.

    >>> wrong = [Finding(rule="entity-label", level="warning", message=f"no entity type {label!r}", path=path)
    ...          for label, path in (("X", "$.mentions[0].type"), ("Y", "$.mentions[1].type"),
    ...                              ("X", "$.mentions[2].type"))]
    >>> for cause in causes(wrong): print(cause)
    - $.mentions[0].type: warning[entity-label]: no entity type 'X' (2 times; also $.mentions[2].type)
    - $.mentions[1].type: warning[entity-label]: no entity type 'Y'
    """
    listed = [*findings]
    times = Counter(map(_rule, listed))
    messages: dict[tuple[str | None, str, str], dict[str, int]] = {}
    found: dict[tuple[object, ...], list[Finding]] = {}
    for finding in listed:
        rule = _rule(finding)
        known = messages.setdefault(rule, {})
        number = known.setdefault(finding.message, len(known))
        found.setdefault((*rule, _cause(finding, times[rule], number)), []).append(finding)
    return [Cause(group, len({f.message for f in group}) == 1) for group in found.values()]


def _rule(finding: Finding) -> tuple[str | None, str, str]:
    return finding.file, finding.level, finding.rule


def _cause(finding: Finding, times: int, number: int) -> str:
    """Return the cause that findings of one rule share: their message, or only the rule.

    What is said of the whole file is about no line, and is a cause of its own.

    Args:
        finding: any finding.
        times: how many of its rule its file has.
        number: of its message among those of the rule, from 0, in the order of the file.
    """
    if finding.rule in BY_LABEL or (finding.line, finding.doc) == (None, None):
        return finding.message
    if finding.rule == "schema":
        return finding.message if number < SCHEMA_WORDINGS else ""
    return finding.message if times <= FEW else ""


def _place(finding: Finding) -> str:
    where = [str(part) for part in (finding.line, finding.doc) if part is not None]
    return " ".join([*where, finding.path])


def explained(findings: Iterable[Finding], *, every: bool = False, gold: str | None = None) -> Iterator[str]:
    """One line a cause, or every finding, and what would help.

    Of a file in another format only the first line that cannot be read is told, and how to convert it.

    Args:
        findings: of any files.
        every: whether each finding has its own line.
        gold: the file with the texts of predictions, if it is not the shipped one.
    """
    listed = [*findings]
    hints: dict[str, str | None] = {}
    for cause in [Cause([f], alike=True) for f in listed] if every else causes(listed):
        first = cause.findings[0]
        name = first.file if _is_foreign(first) else None
        if name is None:
            yield str(cause)
        elif name not in hints:
            hints[name] = hint(Path(name)) if Path(name).is_file() else None
            yield str(Cause([first], alike=True)) if hints[name] else str(cause)
            yield from map(visible, filter(None, [hints[name]]))
        elif hints[name] is None or every:
            yield str(cause)
    yield from _to_anchor(listed, gold)


def hints(findings: Iterable[Finding]) -> list[str]:
    """Say of files in another format how to convert them.

    Args:
        findings: of any files.
    """
    unread = {Path(f.file): None for f in findings if _is_foreign(f) and f.file is not None}
    return [visible(way_out) for path in unread if path.is_file() and (way_out := hint(path))]


def _to_anchor(findings: Iterable[Finding], gold: str | None) -> Iterator[str]:
    """Suggest a remedy for offsets that do not fit their words."""
    times = Counter(f.file for f in findings if f.rule == "text-copy" and f.file is not None)
    for name in (name for name, many in times.items() if many > 1):
        command = f"presscheck anchor {name} -o FILE" + (f" --gold {gold}" if gold else "")
        yield visible(f"{name}: to move the spans to their words: {command}")


def _is_foreign(finding: Finding) -> bool:
    """Return whether a line of documents may be in another format; our own files have no lines."""
    return finding.rule in UNREADABLE and finding.line is not None
