"""Find a string in a text: exactly, after folding, or nearly.

Nearly means the same words in the same order, where a long word may carry one
typing error and punctuation may differ. What changes the meaning is never
near: another number, an inserted *not*, a word that is another word. Nor
is a place ever half a number or a verb without its *n't*.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from itertools import pairwise, takewhile
from typing import NamedTuple

from presscheck.document.folding import JOINED, Folded, fold
from presscheck.document.model import Offsets

SIMILAR = 90.0
"""Percent that a near string must have in common with what stands in the text (rapidfuzz's `ratio`)."""

LONG, LONGEST = 5, 100
"""Letters from which on, and up to which, a word may carry one typing error."""

# Blocks of Unicode, not a list of quotation marks: folding has made one sign of those that it knows.
_PUNCTUATION = (
    r"!\"'()*,\-./:;?\[\\\]`{}\u00a1\u00ab\u00b6\u00b7\u00bb\u00bf\u0300-\u036f"
    r"\u2010-\u2027\u2032-\u205e\u3001-\u3003\u3008-\u3011\u3014-\u301f\ufe00-\ufe0f"
)
_TOKEN = re.compile(
    r"(?:(?<!\w)-(?=\d))?\d[^\W_]*(?:[.,:/]\d[^\W_]*)*"  # numbers, with what makes them another number
    r"|[^\W\d_][^\W_]*(?:’[^\W_]+)*"
    r"|[^\w\s" + _PUNCTUATION + "]"  # signs that are not punctuation: %, $, →
)
_NUMBER = re.compile(
    r"one|two|three|third|four|five|fif|six|seven|eigh|nine|nint|ten|eleven|twel|twen|thir|fort"
    r"|hundred|thousand|million|billion|trillion|half|quarter|dozen|score"
)
_NEGATION = re.compile(
    r"never|nothing|nobody|nowhere|neither|cannot|without|hardly|scarcely|barely|rarely|seldom|unless|except"
    r"|.*n’t$"
)
# Signs that are written for the apostrophe of *can’t*, an accent too; no quotation mark is meant.
_CUT = re.compile(r"(?<=\d)[.,]\d|(?<=\w)['’‘`]t(?!\w)", re.IGNORECASE)
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]"
)
_RUN = re.compile(rf"(?:(?!{_UNSPACED.pattern})[^\W_])+")
_ELLIPSIS = re.compile(r"[\[(]\s*(?:…|\.\s?\.\s?\.)\s*[\])]|…|\.\s?\.\s?\.")


class Token(NamedTuple):
    """A word, number or symbol of a folded text."""

    text: str
    start: int
    end: int


def parts(string: str) -> list[str]:
    """A string split at its ellipses.

    >>> parts("a deal […] without U.S. cover ... today")
    ['a deal', 'without U.S. cover', 'today']
    """
    first, *others = _ELLIPSIS.split(string)
    if not others:
        return [string] if string.strip() else []
    pieces = [first.rstrip(), *map(str.strip, others[:-1]), others[-1].lstrip()]
    return [piece for piece in pieces if piece.strip()]


class Finder:
    """All places of strings in one text; each string is looked up once.

    Args:
        text: the document's text.

    >>> finder = Finder("The talks failed. “Talks never fail,” he said.")
    >>> finder.exact("talks"), finder.folded("talks")
    ([(4, 9)], [(4, 9), (19, 24)])
    >>> finder.near("Talcks never fail he said"), finder.near("Talks never not fail he said")
    ([(19, 45)], [])
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self._known: dict[tuple[str, str], list[Offsets]] = {}

    @cached_property
    def _folded(self) -> Folded:
        return fold(self.text)

    @cached_property
    def _words(self) -> Words:
        return Words(self._folded.text)

    def places(self, way: str, string: str) -> list[Offsets]:
        """Return the occurrences of a string, in order.

        Args:
            way: "exact", "folded" or "fuzzy".
            string: what to look for; an empty one is nowhere.
        """
        look = {"exact": self.exact, "folded": self.folded, "fuzzy": self.near}[way]
        return look(string) if string else []

    def exact(self, string: str) -> list[Offsets]:
        """Return the exact occurrences of the string, in order.

        Args:
            string: not empty.
        """
        return self._once("exact", string, lambda s: list(_occurrences(self.text, s)))

    def folded(self, string: str) -> list[Offsets]:
        """Return the occurrences but for typography, in order; exact ones are among them."""
        return self._once("folded", string, self._find_folded)

    def near(self, string: str) -> list[Offsets]:
        """Return the places of nearly the same words, in order."""
        return self._once("near", string, self._find_near)

    def _once(self, how: str, string: str, work: Callable[[str], list[Offsets]]) -> list[Offsets]:
        key = (how, string)
        if key not in self._known:
            self._known[key] = work(string)
        return self._known[key]

    def _find_folded(self, string: str) -> list[Offsets]:
        needle = fold(string).text.strip()
        if not needle:
            return []
        spots = (self._folded.original(*place) for place in _occurrences(self._folded.text, needle))
        return [spot for spot in spots if spot is not None and not JOINED.match(self.text, spot[1])]

    def _find_near(self, string: str) -> list[Offsets]:
        from rapidfuzz import fuzz

        needle = fold(string).text.strip()
        found = []
        for start, end in self._words.same(needle):
            spot = self._folded.original(start, end)
            if (
                spot
                and not JOINED.match(self.text, spot[1])
                and fuzz.ratio(needle, self._folded.text[start:end]) >= SIMILAR
            ):
                found.append(spot)
        return found


def _occurrences(text: str, string: str) -> Iterator[Offsets]:
    """Every place of a string that no letter or digit touches, where the string ends in one itself.

    Nor does a place cut a number or a negation in two: *5 million* is not in
    *2.5 million*, *we can* not in *we can’t*. Nor does it part a letter from
    its marks: *Jose* is not in a decomposed *José* as it is.
    """
    size, first, last = len(string), _joins(string[:1]), _joins(string[-1:])
    digit = string[:1].isdigit()
    at = text.find(string)
    while at >= 0:
        end = at + size
        if not (
            (first and _joins(text[at - 1 : at]))
            or (last and (_joins(text[end : end + 1]) or _CUT.match(text, end)))
            or (digit and _CUT.match(text, at - 1))
            or JOINED.match(text, end)
            or (at and JOINED.match(text, at))
        ):
            yield at, end
        touched = _RUN.match(text, at) if first and at and _joins(text[at - 1]) else None
        at = text.find(string, touched.end() if touched else at + 1)


def _joins(char: str) -> bool:
    """Return whether a character is part of a word; scripts without spaces have no such thing."""
    return char.isalnum() and not _UNSPACED.match(char)


class Words:
    """The words of a folded text, indexed for sequences of nearly equal words.

    Args:
        text: a folded text.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = _tokens(text)
        self._places: dict[str, list[int]] = {}
        for i, token in enumerate(self.tokens):
            self._places.setdefault(token.text, []).append(i)
        self._without_one: dict[str, tuple[str, ...]] = {}
        for word in filter(_may_err, self._places):
            for shorter in _shortened(word):
                self._without_one[shorter] = (*self._without_one.get(shorter, ()), word)

    def same(self, needle: str) -> Iterator[Offsets]:
        """Return the places of a folded string's words, as folded spans with the marks around them."""
        wanted = _tokens(needle)
        accepted = [self._accepted(token.text) for token in wanted]
        if not accepted or not all(accepted):
            return
        rarest = min(range(len(accepted)), key=lambda i: sum(len(self._places[w]) for w in accepted[i]))
        begins = sorted(i - rarest for word in accepted[rarest] for i in self._places[word])
        for begin in begins:
            here = self.tokens[max(begin, 0) : begin + len(wanted)]
            if begin >= 0 and len(here) == len(wanted) and _fit(here, accepted):
                yield self._with_marks(here, needle[: wanted[0].start], needle[wanted[-1].end :])

    def _accepted(self, word: str) -> set[str]:
        """The text's words that may stand for this one: itself, else those one typing error away."""
        if word in self._places:
            return {word}
        if not _may_err(word):
            return set()
        close: set[str] = set()
        for shorter in _shortened(word):
            close.update(self._without_one.get(shorter, ()))
        return {other for other in close if one_edit(word, other)}

    def _with_marks(self, here: list[Token], before: str, after: str) -> Offsets:
        start, end = here[0].start, here[-1].end
        start -= _alike(reversed(before), map(self.text.__getitem__, range(start - 1, -1, -1)))
        end += _alike(after, map(self.text.__getitem__, range(end, len(self.text))))
        inner = self.text[start:end]
        return start + len(inner) - len(inner.lstrip()), end - len(inner) + len(inner.rstrip())


def _alike(marks: Iterable[str], there: Iterable[str]) -> int:
    """Return the number of characters that two strings share before the first difference."""
    return sum(1 for _ in takewhile(lambda both: both[0] == both[1], zip(marks, there, strict=False)))


def _tokens(text: str) -> list[Token]:
    return [Token(m[0], m.start(), m.end()) for m in _TOKEN.finditer(text)]


def _fit(here: list[Token], accepted: list[set[str]]) -> bool:
    return all(token.text in words for token, words in zip(here, accepted, strict=True))


def _may_err(word: str) -> bool:
    """Return whether a word may carry a typing error: long, no digits, no word for a number, no negation."""
    letters = word.replace("’", "")
    long = LONG <= len(letters) <= LONGEST and letters.isalpha()
    return long and not _NUMBER.match(word) and not _NEGATION.match(word)


def _shortened(word: str) -> Iterator[str]:
    """The word, and the word without one of its letters, the first always kept; each once."""
    yield word
    for i in range(1, len(word)):
        if word[i] != word[i - 1] or i == 1:
            yield word[:i] + word[i + 1 :]


def one_edit(a: str, b: str) -> bool:
    """Return whether two words differ by one letter put in, left out or replaced, the first letter apart.

    The first letter is what tells *million* from *billion*, *could* from
    *would* and *moral* from *amoral*.

    >>> one_edit("zelensky", "zelenskyy"), one_edit("million", "billion"), one_edit("talks", "tasks")
    (True, False, True)
    """
    if a[:1] != b[:1] or abs(len(a) - len(b)) > 1:
        return False
    short, long = sorted((a, b), key=len)
    i = next((i for i, (x, y) in enumerate(zip(short, long, strict=False)) if x != y), len(short))
    return short[i + (len(short) == len(long)) :] == long[i + 1 :]


def in_order(places: list[list[Offsets]]) -> Iterator[tuple[Offsets, ...]]:
    """The tightest ways to take one place of each list so that none starts before the last has ended.

    Args:
        places: for each part, its places in order.

    >>> list(in_order([[(0, 1), (4, 5)], [(7, 8), (9, 10)]]))
    [((4, 5), (7, 8))]
    """
    chains = (_chain(first, places[1:]) for first in places[0])
    whole = [chain for chain in chains if len(chain) == len(places)]
    for chain, after in pairwise([*whole, ()]):
        if chain[1:] != after[1:] or len(places) == 1:
            yield chain


def _chain(first: Offsets, rest: list[list[Offsets]]) -> tuple[Offsets, ...]:
    chain = [first]
    for choices in rest:
        at = bisect_left(choices, (chain[-1][1], 0))
        if at == len(choices):
            break
        chain.append(choices[at])
    return tuple(chain)
