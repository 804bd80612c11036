"""`presscheck.anchor`: words without offsets as spans."""

from __future__ import annotations

from presscheck.anchoring import anchor as anchoring
from presscheck.anchoring import hints
from presscheck.anchoring.anchor import Anchored
from presscheck.document import placement
from presscheck.document.exceptions import Finding, InvalidInputError
from presscheck.document.model import Document
from presscheck.verbs.options import answered
from presscheck.verbs.sources import Held, by_text, documents, each, read


@answered
def anchor(
    pred: Held, gold: Held = None, *, mode: str = anchoring.MODES[0], drop_offsets: bool = False
) -> list[Anchored]:
    """Find the words of predictions in their texts.

    Args:
        pred: as `score` takes it.
        gold: where the texts are that `pred` does not hold; None means the shipped article.
        mode: "exact+folded+fuzzy", "exact+folded" or "exact".
        drop_offsets: forget the offsets that are given and go by the words alone.

    Returns:
        for each document: `document` with spans, and `steps`: how each string was found. `written()` is the
        document as a file holds it: invented strings stay words.

    Raises:
        InvalidInputError: a text is missing, or offsets are outside it; everything that is wrong.

    >>> [done] = anchor({"id": "d", "mentions": [{"text": "Oslo"}]}, {"id": "d", "text": "In Oslo."})
    >>> done.written().mentions[0].start
    3
    """
    texts = {doc.id: doc.text for doc in read(gold, "gold") if isinstance(doc.text, str)}
    findings: list[Finding] = []
    answers = []
    for doc in each(documents(pred, "pred", by_text(gold))):
        text = doc.text if isinstance(doc.text, str) else texts.get(doc.id)
        if text is None:
            findings.append(_finding(doc, "no-text", "$.text", "neither pred nor gold has this text"))
            continue
        answer, wrong = one(doc, text, mode=mode, drop_offsets=drop_offsets)
        findings += wrong
        answers.append(answer)
    if findings:
        raise InvalidInputError(findings)
    return answers


def one(doc: Document, text: str, *, mode: str, drop_offsets: bool) -> tuple[Anchored, list[Finding]]:
    """Anchor one document.

    Args:
        doc: the prediction.
        text: its text.
        mode: as for `anchor`.
        drop_offsets: as for `anchor`.
    """
    bare, moved = (anchoring.without_offsets(doc), []) if drop_offsets else hints.moved(doc, text, mode)
    wrong = [_finding(doc, rule, path, what) for rule, path, what in placement.misplaced(bare, text)]
    done = anchoring.anchored(bare, text, mode)
    return done._replace(steps=[*moved, *done.steps]), wrong


def _finding(doc: Document, rule: str, path: str, message: str) -> Finding:
    return Finding(rule=rule, level="error", doc=doc.id, path=path, message=message)
