"""Names as strings: titles, given names, last name, and what contradicts another name (internal)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

_TITLES = re.compile(
    r"\b(?:(?:the|mr|mrs|ms|miss|mx|dr|prof|professor|sir|dame|lord|lady|president|vice president|"
    r"prime minister|chancellor|foreign minister|minister|secretary-general|secretary|general|senator|"
    r"governor|mayor|king|queen|prince|princess|pope)\.?\s+)+"
)
_POSSESSIVE = re.compile(r"(?<=\w)(?:['’]s|(?<=s)['’])$")
_POSSESSIVE_ENDS = ("'s", "’s", "'", "’")

_MEN, _WOMEN = ("mr", "lord", "sir"), ("mrs", "miss", "lady", "dame")
CONTRADICTING = frozenset(
    frozenset(pair)
    for pair in (
        *((man, woman) for man in _MEN for woman in _WOMEN),
        ("mrs", "miss"),
        ("king", "queen"),
        ("prince", "princess"),
    )
)
"""Titles that one person does not bear both; every other pair of titles contradicts nothing."""

_BEARING = frozenset().union(*CONTRADICTING)
_PARTICLES = frozenset(
    ["al", "ben", "bin", "da", "de", "del", "den", "der", "di", "dos", "du", "el", "ibn", "la", "le"]
) | {"van", "von", "zu"}
_LINKING = frozenset(["at", "by", "for", "from", "in", "of", "on", "to", "with"])
_SUFFIXES = frozenset(["jr", "sr", "ii", "iii", "iv"])


class PersonName(NamedTuple):
    """A name in its parts, case folded.

    Args:
        whole: the name, white space and possessive *'s* aside.
        plain: the same without the titles in front.
        titles: those of its titles that contradict some other title.
        given: the words before the last name, particles aside.
        last: the last name; empty where the words are not a person's name.
    """

    whole: str
    plain: str
    titles: frozenset[str]
    given: tuple[str, ...]
    last: str

    @classmethod
    @lru_cache(maxsize=4096)  # intervals of one article ask for its names once for each paragraph
    def of(cls, words: str) -> PersonName:
        """Take a name apart.

        >>> PersonName.of("British Prime Minister Sir Keir Starmer’s")[2:]
        (frozenset({'sir'}), ('keir',), 'starmer')
        """
        cased = as_written(words)
        whole = cased.casefold()
        front = _TITLES.match(whole)
        plain = whole[front.end() :] if front else whole
        given, last = _parts(cased)
        return cls(whole, plain, _titles(whole), given, last)


def as_written(words: str) -> str:
    """A name in its own letters, white space and possessive *'s* aside.

    >>> as_written("Ann  Lee’s")
    'Ann Lee'
    """
    plain = " ".join(unicodedata.normalize("NFKC", words).split())
    return _POSSESSIVE.sub("", plain) if plain.endswith(_POSSESSIVE_ENDS) else plain


def _titles(whole: str) -> frozenset[str]:
    return _BEARING & {word.rstrip(".") for word in whole.split()[:-1]}


def _parts(cased: str) -> tuple[tuple[str, ...], str]:
    """Given names and last name: the words after every title and after words that begin in lower case."""
    name = cased.split()
    name = name[:-1] if len(name) > 1 and name[-1].casefold().strip(".") in _SUFFIXES else name
    titled = [*_TITLES.finditer(" ".join(name).casefold())]
    name = name[len(titled[-1].string[: titled[-1].end()].split()) :] if titled else name
    if any(word[0].isupper() for word in name):
        at = max((i + 1 for i, word in enumerate(name) if _is_common(word)), default=0)
        if at and name[at - 1] in _LINKING:
            return (), ""
        name = name[at:] or name
    words = [word.casefold() for word in name]
    return tuple(w for w in words[:-1] if w not in _PARTICLES), words[-1] if words else ""


def _is_common(word: str) -> bool:
    return word[0].islower() and word not in _PARTICLES


def titles_contradict(some: Iterable[str], others: Iterable[str]) -> bool:
    """Return whether two sets of titles are not one person's; a title that both have settles it.

    >>> titles_contradict({"miss"}, {"mrs"}), titles_contradict({"miss"}, {"mrs", "miss"})
    (True, False)
    """
    ours, theirs = set(some), set(others)
    return not ours & theirs and any(frozenset((a, b)) in CONTRADICTING for a in ours for b in theirs)


def given_agree(a: str, b: str) -> bool:
    """Return whether two given names may be one: equal, or one is an initial or a prefix of the other.

    >>> given_agree("a.", "ann"), given_agree("j.k.", "joanne"), given_agree("joe", "ann")
    (True, True, False)
    """
    ours, theirs = _initial(a), _initial(b)
    return ours.startswith(theirs) or theirs.startswith(ours)


def _initial(given: str) -> str:
    letters = given.replace(".", "")
    return letters[:1] if "." in given.rstrip(".") else letters
