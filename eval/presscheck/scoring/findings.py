"""Everything that is wrong with both sides of a score, at once."""

from __future__ import annotations

import msgspec

from presscheck.document import wellformed
from presscheck.document.exceptions import Finding, InvalidInputError
from presscheck.document.placement import IMPOSSIBLE
from presscheck.scoring.intake import Documents
from presscheck.text import wording

_UNPAIRED = ("missing-document", "unknown-document")
_UNREAD = (
    "encoding",
    "byte-order-mark",
    "file-shape",
    "json-syntax",
    *("duplicate-key", "not-finite", "surrogate", "schema"),
)
"""The rules by which the fast reader refuses a line; the slow one finds everything in it."""


def refuse(golds: Documents, preds: Documents, shift: str | None) -> None:
    """Check that nothing was found that stops the score.

    Args:
        golds: one side.
        preds: the other.
        shift: what would mend many spans of the documents that cannot be scored, in words.

    Raises:
        InvalidInputError: with all findings; of lines that are not documents not only the first, and nothing
            that follows from them.
    """
    if not golds.findings and not preds.findings:
        return
    unreadable = {side.role: _of_lines(side) for side in (golds, preds)}
    empty = any(f.rule == "empty-file" for side in (golds, preds) for f in side.findings)
    unread = empty or any(unreadable.values()) or any(_no_documents(side) for side in (golds, preds))
    findings: list[Finding] = []
    for side in (golds, preds):
        lines = {f.line for f in unreadable[side.role]}
        rest = [f for f in side.findings if f.line not in lines and not (unread and f.rule in _UNPAIRED)]
        findings += sorted(unreadable[side.role] + rest, key=lambda f: f.line or 0)
    raise InvalidInputError(_with_way_out(findings, preds, shift))


def _with_way_out(findings: list[Finding], preds: Documents, shift: str | None) -> list[Finding]:
    """The findings, the first predicted record that no text can hold with what else may become of it."""
    told = list(findings)
    for i, finding in enumerate(findings):
        if finding.rule in IMPOSSIBLE and finding.file == preds.name:
            way_out = f"{wording.option('invalid', 'count')} counts such records of a system as spurious"
            message = "; ".join(filter(None, [finding.message, shift, way_out]))
            told[i] = msgspec.structs.replace(finding, message=message)
            break
    return told


def _no_documents(side: Documents) -> bool:
    """Return whether some plain values of a side are not documents."""
    return side.file is None and any(f.doc not in side.lines for f in side.findings)


def _of_lines(side: Documents) -> list[Finding]:
    if side.file is None or not any(f.rule in _UNREAD for f in side.findings):
        return []
    with side.opened() as file:
        return wellformed.findings(file, side.file, "gold" if side.role == "gold" else "prediction")
