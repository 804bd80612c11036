"""Output for GitHub Actions: a step summary, and annotations.

A summary over 1 MiB is dropped without failing the step, so ours is cut before
that; of the annotations a step shows ten, so the verdict comes first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from presscheck.gating.decision import Decision
from presscheck.reporting.gating import LISTED, as_markdown, line
from presscheck.text.visible import block, visible

LARGEST = 900 * 1024
"""Bytes of a step summary, all that one step writes; the service takes 1 MiB."""

MOST = 10
"""Annotations of one kind that a step shows."""


def summary(decisions: Sequence[Decision], already: int = 0, most: int | None = LISTED) -> str:
    """The step summary in Markdown, cut so that the file stays within `LARGEST` bytes, with a note.

    Args:
        decisions: of one run.
        already: bytes that the step has written before.
        most: so many lost items are listed of each measure; None for all.
    """
    return cut(block(f"## presscheck gate\n\n{as_markdown(decisions, most)}\n"), already=already)


def cut(text: str, largest: int = LARGEST, already: int = 0) -> str:
    r"""Whole lines, as many as fit, and a note if some did not.

    Args:
        text: Markdown.
        largest: bytes in UTF-8, the note included.
        already: bytes of them that are taken.

    >>> print(cut("one\ntwo\nthree\n" * 40, 100).splitlines()[-1])
    *Cut at 0 KiB: 109 of 120 lines are not shown.*
    """
    if len(text.encode()) <= largest - already:
        return text
    lines = text.splitlines(keepends=True)
    note = "\n*Cut at {} KiB: {} of {} lines are not shown.*\n"
    room = largest - already - len(note.format(largest // 1024, len(lines), len(lines)).encode())
    kept, size = [], 0
    for row in lines:
        size += len(row.encode())
        if size > room:
            break
        kept.append(row)
    return "".join(kept) + note.format(largest // 1024, len(lines) - len(kept), len(lines))


def errors(decision: Decision, file: str, lines: Mapping[str, int]) -> list[str]:
    """`::error` commands: the verdict, then what did not pass, then new errors at their lines.

    Args:
        decision: of one prediction.
        file: its file, as the repository names it.
        lines: document id -> line of that file, from 1.
    """
    if decision.code == 0:
        return []
    found = [_command(file, None, decision.headline(), "presscheck gate")]
    for finding in decision.findings:
        title = f"presscheck {finding.rule}"
        found.append(_command(finding.file or file, finding.line, str(finding), title))
    bad = [check for check in decision.checks if check.verdict != "pass"]
    found += [_command(file, None, line(check), f"{check.measure} {check.condition}") for check in bad]
    for check in bad:
        for item in check.items:
            doc = item.partition(": ")[0].partition(" ")[2]
            found.append(_command(file, lines.get(doc), visible(item), f"{check.measure}: new error"))
    return found[:MOST]


def _command(file: str, number: int | None, message: str, title: str) -> str:
    place = f"file={_property(file)}" + (f",line={number}" if number else "")
    return f"::error {place},title={_property(title)}::{_data(message)}"


def _data(text: str) -> str:
    return block(text).replace("%", "%25").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
