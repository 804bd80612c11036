"""Tokens and texts: tokens of a file to their places in a text, a text to tokens that respect spans."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

from presscheck.document.folding import Folded, fold
from presscheck.document.model import Document, Mention, Offsets
from presscheck.formats import losses
from presscheck.formats.source import Source

BRACKETS = {"-LRB-": "(", "-RRB-": ")", "-LSB-": "[", "-RSB-": "]", "-LCB-": "{", "-RCB-": "}"}
"""Penn Treebank codes of brackets."""

UNKNOWN = ("[UNK]", "<unk>", "<UNK>", "@@UNKNOWN@@")
"""Words that tokenisers write for an unknown token."""

SIGNS = ("##", "▁", "Ġ")
"""Marks that tokenisers put before a piece of a word, or before the first one."""

FAR = 200
"""Code points of the text that may stand between two tokens without a token of their own."""

_TOKEN = re.compile(r"\w+(?:[’']\w+)*|[^\w\s]")
_WORD = re.compile(r"\s*\S+")


class Line(NamedTuple):
    """One line of a column file.

    Args:
        number: counted from 1.
        cells: its columns.
    """

    number: int
    cells: list[str]


def joined(words: Iterable[str]) -> tuple[str, list[Offsets]]:
    """A text made of tokens, where no other is known, and their places; pieces of a word stand together.

    >>> joined(["Oslo", "calls"])
    ('Oslo calls', [(0, 4), (5, 10)])
    >>> joined(["Sm", "##ith"])[0]
    'Smith'
    """
    text, places = "", []
    for word in words:
        piece = word.startswith("##") and len(word) > len("##") and bool(text)
        start = len(text) + (0 if piece or not text else 1)
        text += " " * (start - len(text)) + (word[2:] if piece else word)
        places.append((start, len(text)))
    return text, places


def aligned(words: Sequence[tuple[int, str]], text: str, source: Source) -> list[Offsets]:
    """Return the places of tokens in a text, one after the other; typography may differ, nothing else.

    Each token is looked for by its exact characters, and folded only where these are not next. A token that
    a tokeniser did not know ([UNK]) is what the text has between its neighbours.

    Args:
        words: line numbers and tokens.
        text: the document's text.
        source: for messages; notes what of the text has no token, and tokens that are not known.

    Raises:
        InvalidInputError: a token does not stand where it must; names its line.
    """
    places: list[Offsets] = []
    unknown: list[int] = []
    at = 0
    for number, word in words:
        if word in UNKNOWN:
            unknown.append(len(places))
            places.append((at, at))
            continue
        place = _next(word, text, at)
        if place is None:
            before = text[max(0, at - 20) : at]
            source.fail(f"token {word!r} is not in the text after {before!r}", number)
        if unknown and unknown[-1] == len(places) - 1:
            places[-1] = _gap(text, at, place[0])
        elif text[at : place[0]].strip() and fold(text[at : place[0]]).text.strip():
            source.notes["stretches of text without tokens"] += 1
        places.append(place)
        at = place[1]
    if unknown and unknown[-1] == len(places) - 1:
        places[-1] = _gap(text, at, _word_end(text, at))
    losses.count_records(source.notes, "tokens that the tokeniser did not know", unknown)
    return places


def _gap(text: str, at: int, end: int) -> Offsets:
    """Return the characters between two places without white space; the first place if there are none."""
    start, stop = _stripped(text, at, end)
    return (start, stop) if start < stop else (at, at)


def _word_end(text: str, at: int) -> int:
    """The end of the word that is next in a text."""
    match = _WORD.match(text, at)
    return match.end() if match else at


def _next(word: str, text: str, at: int) -> Offsets | None:
    """Return the place of a token that is next in a text or follows untokenised text; None if absent.

    >>> _next(".", "wait...", 4), _next("``", "said “no”", 4), _next("ish", "\ufb01sh", 1)
    ((4, 5), (5, 6), None)
    """
    start = at + len(text[at : at + FAR]) - len(text[at : at + FAR].lstrip())
    spellings = [word, *(plain for plain in _plain(word) if plain and plain != word)]
    for spelling in spellings:
        if text.startswith(spelling, start):
            return start, start + len(spelling)
    window = text[at : at + FAR + 2 * len(word)]
    folded = fold(window)
    wanted = [fold(spelling).text.strip() for spelling in spellings]
    begin = len(folded.text) - len(folded.text.lstrip())
    for one in wanted:
        if one and folded.text.startswith(one, begin):
            place = folded.original(begin, begin + len(one))
            if place:
                return at + place[0], at + place[1]
    places = [(text.find(spelling, at, at + FAR + len(word)), len(spelling)) for spelling in spellings]
    exact = [(begin, begin + size) for begin, size in places if begin >= 0]
    return min(exact, default=None) or _folded(folded, wanted, at)


def _folded(folded: Folded, wanted: Iterable[str], at: int) -> Offsets | None:
    """The first place of a folded window in which one of the spellings stands whole."""
    for one in wanted:
        begin = folded.text.find(one) if one else -1
        while begin >= 0:
            if place := folded.original(begin, begin + len(one)):
                return at + place[0], at + place[1]
            begin = folded.text.find(one, begin + 1)
    return None


def _plain(word: str) -> Iterator[str]:
    """A token without what treebanks and tokenisers put instead of characters, or before them.

    >>> list(_plain("-LRB-")), list(_plain("##ith")), list(_plain("\u2581Anna"))
    (['('], ['ith'], ['Anna'])
    """
    if word in BRACKETS:
        yield BRACKETS[word]
    for sign in SIGNS:
        if word.startswith(sign) and len(word) > len(sign):
            yield word.removeprefix(sign)
    if "\\/" in word or "\\*" in word:  # the Penn Treebank's escapes
        yield word.replace("\\/", "/").replace("\\*", "*")


def sentences(
    sizes: Iterable[int], places: Sequence[Offsets], text: str, source: Source
) -> list[Offsets] | None:
    """The sentences that blank lines make of tokens; None where they make none.

    What stands between two tokens without a token of its own belongs to the sentence before it, on its line.

    Args:
        sizes: how many tokens each block between blank lines has.
        places: of all tokens.
        text: the document's text.
        source: notes blocks that run over the end of a paragraph, which then are not sentences.
    """
    if not places:
        return None
    ends = [*accumulate(size for size in sizes if size)]
    borders = [0, *(_border(text, places[end - 1][1], places[end][0]) for end in ends[:-1]), len(text)]
    found = [_stripped(text, start, end) for start, end in pairwise(borders)]
    if any("\n" in text[start:end] or start >= end for start, end in found):
        source.notes["documents whose blank lines do not part sentences"] += 1
        return None
    return found


def _border(text: str, end: int, start: int) -> int:
    """Return the end of a sentence whose last token ends at `end`, if the next token begins at `start`."""
    return text.rfind("\n", end, start) + 1 or start


def _stripped(text: str, start: int, end: int) -> Offsets:
    """A stretch of a text without white space at its ends."""
    words = text[start:end]
    return start + len(words) - len(words.lstrip()), start + len(words.rstrip())


def tokenised(doc: Document, spans: Iterable[Offsets]) -> list[list[Offsets]]:
    """A text as sentences of tokens, none of which crosses the border of a span.

    Args:
        doc: a document with `text`; sentences are its own, else its lines.
        spans: borders that tokens must respect.
    """
    text = doc.text or ""
    borders = sorted({border for span in spans for border in span})
    sentences = sorted(doc.sentences or ()) or _lines(text)
    return [[p for m in _TOKEN.finditer(text, a, b) for p in _cut(m.span(), borders)] for a, b in sentences]


def _cut(place: Offsets, borders: list[int]) -> list[Offsets]:
    inner = borders[bisect_left(borders, place[0] + 1) : bisect_left(borders, place[1])]
    edges = [place[0], *inner, place[1]]
    return list(pairwise(edges))


def within(mentions: Iterable[Mention], sentence: Sequence[Offsets]) -> list[Mention]:
    """The mentions that begin in a sentence of tokens."""
    return [m for m in mentions if sentence and sentence[0][0] <= m.start < sentence[-1][1]]


def outermost(mentions: Iterable[Mention]) -> list[Mention]:
    """Mentions without those inside others, or across them.

    Args:
        mentions: by start, the longer ones first.
    """
    kept: list[Mention] = []
    for mention in mentions:
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
    return kept


def _lines(text: str) -> list[Offsets]:
    return [m.span() for m in re.finditer(r"[^\n]+", text)]


def covered(tokens: Sequence[Offsets], span: Offsets) -> tuple[int, int] | None:
    """The tokens that make up a span, as first and last index; None if they do not.

    >>> covered([(0, 4), (5, 9), (9, 10)], (5, 10)), covered([(0, 4)], (0, 3))
    ((1, 2), None)
    """
    first = next((i for i, (start, _) in enumerate(tokens) if start == span[0]), None)
    last = next((i for i, (_, end) in enumerate(tokens) if end == span[1]), None)
    return (first, last) if first is not None and last is not None and first <= last else None
