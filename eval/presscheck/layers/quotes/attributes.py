"""Attributes of a quote by which its scores are broken down (internal)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from presscheck.document import spans
from presscheck.document.model import Document, Span
from presscheck.layers.entities import pairing
from presscheck.layers.quotes.alignment import NormalQuote
from presscheck.layers.quotes.person_names import PRONOUNS

QuoteAttribute: TypeAlias = Callable[["Forms", NormalQuote], str]

LENGTHS = ((20, "1–20"), (80, "21–80"), (200, "81–200"))
"""The most characters, white space aside, of each class of length; the last class has no end."""


class Forms:
    """The form of any source span: the document's own mention there, else gold's, else by its words.

    Args:
        own: the document that the quote is of.
        gold: the gold document with all its mentions.
    """

    def __init__(self, own: Document, gold: Document) -> None:
        self.text = gold.text or ""
        mentions = (m for doc in (gold, own) for m in reversed(pairing.in_order(doc)))
        self._known = {(m.start, m.end): m.form for m in mentions if m.form}

    def form(self, source: Span | None) -> str:
        """The form of a source, `none` where there is none."""
        if source is None:
            return "none"
        parts = spans.pieces(source)
        known = (self._known.get((piece.start, piece.end)) for piece in reversed(parts))
        return next(filter(None, known), None) or form_by_words(spans.words(source, self.text))


def form_by_words(words: str) -> str:
    """A pronoun by its word, a name by the capital of its last word, else a nominal.

    >>> [form_by_words(words) for words in ("She", "Fiona Hill", "The prime minister")]
    ['pronoun', 'name', 'nominal']
    """
    if PRONOUNS.fullmatch(words.casefold()):
        return "pronoun"
    last = words.split()[-1:]
    return "name" if last and last[0][0].isupper() else "nominal"


def source_form(forms: Forms, said: NormalQuote) -> str:
    """Return how the frame names the speaker: name, nominal, pronoun, none."""
    return forms.form(said.quote.source)


def continuity(_: Forms, said: NormalQuote) -> str:
    """One part or several; none where the message is not in the text."""
    whole = said.content
    if not said.quote.content:
        return "none"
    return "discontinuous" if len(whole.parts) + len(whole.invented) > 1 else "contiguous"


def explicitness(forms: Forms, said: NormalQuote) -> str:
    """PDNC's three: explicit (a name in the frame), anaphoric (pronoun or nominal), implicit (nobody)."""
    form = forms.form(said.quote.source)
    return {"none": "implicit", "name": "explicit"}.get(form, "anaphoric")


def length(_: Forms, said: NormalQuote) -> str:
    """Characters other than white space, in four classes; none where the message is not in the text."""
    if not said.quote.content:
        return "none"
    return next((name for most, name in LENGTHS if said.content.size <= most), f">{LENGTHS[-1][0]}")


def cue_place(_: Forms, said: NormalQuote) -> str:
    """Return the position of the cue: before the content, inside it (between or in its parts), after it."""
    cue = said.quote.cue
    if cue is None or not said.quote.content:
        return "none"
    parts = spans.pieces(cue)
    if parts[-1].end <= said.content.start:
        return "before"
    return "after" if parts[0].start >= said.content.end else "inside"


ATTRIBUTES: Mapping[str, QuoteAttribute] = {
    "source-form": source_form,
    "continuity": continuity,
    "explicitness": explicitness,
    "length": length,
    "cue-place": cue_place,
}
"""Name of the breakdown -> what it is; the type is every row's own breakdown."""
