"""Predictions that give words without offsets: where in the text they stand.

A string is looked for exactly, then after folding (`fold`), then nearly
(`locate`), then in the parts between its ellipses. Records of a layer with the
same string take its first free places, each the one that is nearest to what it
goes with (`nearness`), whatever the order of the file; places inside a longer
mention (*Starmer* in *Keir Starmer*) are passed over while others suffice. What
belongs to a record (an argument, a cue, a source) takes the place nearest to
it. A string that finds no place is *invented*: it gets a span behind the end of
the text, so that it stays in the denominators and matches nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec

from presscheck.anchoring.placing import Placing
from presscheck.anchoring.steps import MODES, WAYS, AnchoredString, known
from presscheck.document import spans
from presscheck.document.model import ABSENT, NOWHERE, Document, Mention

__all__ = ["MODES", "WAYS", "Anchored", "AnchoredString", "anchored", "known", "without_offsets"]


_HEAD = re.compile(r"\$\.\w+\[\d+\](?:\.content\[\d+\])?")


class Anchored(NamedTuple):
    """A prediction with offsets for every record, and what was done for them.

    Args:
        document: the prediction; `text` of what was found is now the text's own words.
        steps: one for each string that had no offsets, in the order of the document.
    """

    document: Document
    steps: list[AnchoredString]

    def __repr__(self) -> str:
        said = ", ".join(f"{n} {way}" for way, n in self.counts().items()) or "nothing to find"
        return f"<Anchored {self.document.id!r}: {said}>"

    def counts(self) -> Counter[str]:
        """Return the number of strings that were found each way."""
        return Counter(step.way for step in self.steps)

    def ambiguous(self) -> Iterator[str]:
        """Strings that stand in the text more often than they were predicted: which was meant is open.

        Only records that are placed for themselves: an argument, a cue or a source takes the nearest.
        """
        heads = [step for step in self.steps if _HEAD.fullmatch(step.path) and step.way != "invented"]
        times = Counter((_layer(step), step.string) for step in heads)
        for step in {(_layer(step), step.string): step for step in heads}.values():
            records = times[_layer(step), step.string]
            if step.occurs > records:
                yield f"{_layer(step)} {step.string!r}: {records} predicted, {step.occurs} in the text"

    def nearest(self) -> int:
        """Count the strings inside records that occur more than once in the text; the nearest is taken."""
        heads = (_HEAD.fullmatch(step.path) for step in self.steps)
        return sum(step.occurs > 1 for step, head in zip(self.steps, heads, strict=True) if not head)

    def written(self) -> Document:
        """The prediction as a file holds it: invented strings without their made-up offsets."""
        lost = {(p, step.string) for step in self.steps if step.way == "invented" for p in step.places}

        def change(_path: str, span: Any) -> list[Any]:
            made_up = ((span.start, span.end), span.text) in lost
            return [msgspec.structs.replace(span, start=NOWHERE, end=NOWHERE) if made_up else span]

        return spans.replaced(self.document, change)


def anchored(doc: Document, text: str, mode: str = MODES[0]) -> Anchored:
    """The same prediction with offsets for every record; those that have offsets keep them.

    Args:
        doc: a prediction whose spans have offsets, or else a `text`.
        text: the document's text.
        mode: one of `MODES`.

    >>> said = [Mention(text="nato"), Mention(text="Nato’s chief"), Mention(text="UN")]
    >>> found = anchored(Document(id="d", mentions=said), "NATO's chief left NATO.")
    >>> [(m.start, m.end, m.text) for m in found.document.mentions]
    [(18, 22, 'NATO'), (0, 12, "NATO's chief"), (23, 25, 'UN')]
    >>> dict(found.counts())
    {'folded': 2, 'invented': 1}
    """
    done = Placing(doc, text, known(mode)).steps
    steps = [done[path] for path, span in spans.walk(doc) if spans.nowhere(span)]

    def change(path: str, span: Any) -> list[Any]:
        step = done.get(path)
        if step is None:
            return [span]
        words = [step.string if step.way == "invented" else text[a:b] for a, b in step.places]
        pairs = zip(step.places, words, strict=True)
        return [msgspec.structs.replace(span, start=a, end=b, text=said) for (a, b), said in pairs]

    return Anchored(spans.replaced(doc, change), steps)


def _layer(step: AnchoredString) -> str:
    return step.path[2:].partition("[")[0]


def without_offsets(doc: Document) -> Document:
    """The same document with words only: what a system that returns strings would have said.

    Args:
        doc: a document with `text`, or with `text` in every record. Heads go too: they are offsets.

    >>> without_offsets(Document(id="d", text="Oslo.", mentions=[Mention(start=0, end=4)])).mentions[0].text
    'Oslo'
    """

    def change(_path: str, span: Any) -> list[Any]:
        words = span.text or (doc.text or "")[span.start : span.end] or span.text
        bare: dict[str, Any] = {"start": NOWHERE, "end": NOWHERE, "text": words}
        if isinstance(span, Mention):
            bare["head"] = ABSENT
        return [msgspec.structs.replace(span, **bare)]

    return spans.replaced(doc, change)
