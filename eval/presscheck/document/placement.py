"""Check every document before it is scored: errors stop the run, warnings are reported.

An error here means that a number would be meaningless (an offset outside the
text, another text); a warning means that something was counted in a stated way.
"""

from __future__ import annotations

from collections.abc import Iterator

from presscheck.document.columns import Columns
from presscheck.document.folding import fold
from presscheck.document.model import NOWHERE, Argument, Document, Span
from presscheck.document.spans import no_span, walk
from presscheck.text import wording


def misplaced(doc: Document, text: str) -> Iterator[tuple[str, str, str]]:
    """Spans that do not stand where they say: (rule, path, message).

    Args:
        doc: any document; spans without offsets are passed over if they have words.
        text: the text the offsets count in.
    """
    size = len(text)
    for path, span in walk(doc):
        start, end = span.start, span.end
        if start == NOWHERE and end == NOWHERE:
            if not (span.text or "").strip():
                yield "no-place", path, _no_words(span)
        elif NOWHERE in (start, end):
            yield "offsets", path, f"`{'end' if end == NOWHERE else 'start'}` is missing; a span needs both"
        elif not 0 <= start < end <= size:
            yield "offsets", path, no_span(start, end, text)
        elif text[start:end].isspace():
            yield (
                "blank-span",
                path,
                f"[{start}, {end}) contains only white space, {text[start:end]!r}; leave it out",
            )
        elif isinstance(span.text, str) and not same_words(text[start:end], span.text):
            there = text[start:end]
            yield (
                "text-copy",
                path,
                f"`text` is {span.text!r}, but [{start}, {end}) is {there!r}{_shift(text, span)}",
            )


IMPOSSIBLE = ("no-place", "offsets", "blank-span")
"""The rules that a record breaks which no text can hold."""


def folded_copies(doc: Document, text: str) -> Iterator[tuple[str, str]]:
    """Spans whose words differ from the text by folding alone: (path, message).

    Args:
        doc: any document; spans that are misplaced are passed over.
        text: the text the offsets count in.
    """
    for path, span in walk(doc):
        start, end = span.start, span.end
        if isinstance(span.text, str) and 0 <= start < end <= len(text) and text[start:end] != span.text:
            there = text[start:end]
            if same_words(there, span.text) and not there.isspace():
                what = "only in white space, case, normal form or typography"
                yield path, f"`text` is {span.text!a}, but [{start}, {end}) is {there!a}; they differ {what}"


def same_words(there: str, words: str) -> bool:
    r"""Return whether words are those of the text, but for what folding makes equal.

    Args:
        there: what is in the text.
        words: the copy beside the offsets.

    >>> same_words("John\nSmith ", "John Smith"), same_words("John", "Joan")
    (True, False)
    """
    return there == words or fold(there).text.strip() == fold(words).text.strip()


def _no_words(span: Span | Argument) -> str:
    """Return the error of a span that has no offsets and no words."""
    way_out = "a span needs `start` and `end`, or its words as `text`"
    if not isinstance(span.text, str):
        return way_out
    what = "white space alone" if span.text else "empty"
    return f"`text` is {what} ({span.text!r}), and there are no offsets; {way_out}"


def _shift(text: str, span: Span | Argument) -> str:
    """Return the real place of the words, if they are in the text, and the likely unit of the offsets."""
    words = span.text or ""
    if text[span.start : span.end + 1] == words:
        return f"; `end` is the place after the last character: [{span.start}, {span.end + 1})"
    near = [at for at in (text.rfind(words, 0, span.end), text.find(words, span.start)) if at >= 0 and words]
    if not near:
        return ""
    unit, at = _other_unit(text, span, words)
    if not unit:
        at = min(near, key=lambda place: abs(place - span.start))
    ours = f"in Unicode code points, not {unit}" if unit else "half-open, in Unicode code points"
    return f"; the words are at [{at}, {at + len(words)}) (offsets are {ours})"


_OTHER_UNITS = {"bytes": ("utf-8", 1), "UTF-16 units": ("utf-16-le", 2)}


def _other_unit(text: str, span: Span | Argument, words: str) -> tuple[str, int]:
    """The unit in which the offsets would be right, and the words' first code point; ("", 0) if none."""
    for name, (encoding, size) in _OTHER_UNITS.items():
        raw = text.encode(encoding, "surrogatepass")
        if raw[span.start * size : span.end * size] == words.encode(encoding, "surrogatepass"):
            return name, len(raw[: span.start * size].decode(encoding, "replace"))
    return "", 0


def text_difference(gold: str, pred: str) -> str | None:
    """The first place where two texts differ, in words; None if they are equal."""
    if gold == pred:
        return None
    at = next(
        (i for i, (a, b) in enumerate(zip(gold, pred, strict=False)) if a != b), min(len(gold), len(pred))
    )
    ours, theirs = gold[at : at + 20], pred[at : at + 20]
    return f"`text` differs from gold's at code point {at}: {theirs!r}, gold has {ours!r}"


def repeated_in_entities(doc: Document) -> Iterator[tuple[str, str]]:
    """Spans that stand in two entities: (path, message naming both places)."""
    seen: dict[tuple[int, int], tuple[int, str]] = {}
    for i, m in enumerate(doc.mentions or ()):
        if not isinstance(m.entity, str) or m.start == NOWHERE:
            continue
        j, entity = seen.setdefault((m.start, m.end), (i, m.entity))
        if entity != m.entity:
            here = f"span [{m.start}, {m.end}) is in entity {m.entity!r} here and in {entity!r}"
            first = wording.option("repeats", "first")
            way_out = f"a span is in one entity only ({first} uses the one whose mentions begin first)"
            yield f"$.mentions[{i}]", f"{here} at $.mentions[{j}]; {way_out}"


def unanchored(doc: Document) -> bool:
    """Return whether some record gives its words without offsets."""
    return Columns(doc).unanchored()
