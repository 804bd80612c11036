"""Pieces of words as tokenisers write them: what they spell, and whether that is what stands in a text."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cache

from presscheck.document.folding import fold
from presscheck.formats.tokens import UNKNOWN

WORD_STARTS = ("▁", "Ġ", " ")
"""Marks that SentencePiece, byte-level BPE and pipelines put before the first piece of a word."""

FURTHER = "##"
"""Mark that WordPiece puts before every other piece."""


def is_piece(word: str, *, joins: bool) -> bool:
    """Return whether a token is a further piece of the word before it.

    Args:
        word: as the tokeniser writes it.
        joins: whether it begins where the token before it ends.

    >>> is_piece("##lo", joins=False), is_piece("lo", joins=True), is_piece("▁lo", joins=True)
    (True, True, False)
    """
    if word.startswith(FURTHER) and len(word) > len(FURTHER):
        return True
    wide = unicodedata.east_asian_width(word[:1] or " ") in "WF"  # scripts that write no blanks
    return joins and not word.startswith(WORD_STARTS) and word[:1].isalnum() and not wide


def spelled(words: Sequence[str], *, whole: bool) -> str:
    """The words that tokens spell.

    Args:
        words: of one mention, as the tokeniser writes them.
        whole: whether they are not tokens but words.

    >>> spelled(["▁Anna", "▁Smi", "th"], whole=False), spelled(["Anna", "Sm", "##ith"], whole=False)
    ('Anna Smith', 'Anna Smith')
    """
    if whole:
        return " ".join(words).strip()
    marked = any(word.startswith(WORD_STARTS) for word in words)
    out = ""
    for word in words:
        plain = _bytes(word)
        if word.startswith(FURTHER):
            out += word[len(FURTHER) :]
        elif word.startswith(WORD_STARTS):
            out += f" {plain[1:] if plain[:1] in WORD_STARTS else plain}"
        else:
            out += plain if marked or not out else f" {plain}"
    return " ".join(out.split())


def agree(word: str, there: str) -> bool:
    """Return whether a tokeniser may have made a word of a string: letters and digits, case aside.

    >>> agree("##ävez", "ÁVEZ"), agree("ĠMÃ¼nchen", " München"), agree("[UNK]", "漢"), agree("Bob", "Ann")
    (True, True, True, False)
    """
    if any(unknown in word for unknown in UNKNOWN) or word == there:
        return True
    mine, its = _letters(word.removeprefix(FURTHER)), _letters(there)
    return mine == its or _letters(_bytes(word)) == its


def _letters(word: str) -> str:
    """Letters and digits without marks; where there are none, what else stands there."""
    folded = fold(word.replace("▁", " ").replace("Ġ", " ")).text
    plain = unicodedata.normalize("NFKD", folded)
    letters = "".join(c for c in plain if c.isalnum())
    return letters or "".join(plain.split())


def _bytes(word: str) -> str:
    """Decode byte-level BPE, which has a character for each byte; a word of other characters is unchanged."""
    table = _table()
    try:
        return bytes(table[c] for c in word).decode("utf-8")
    except (KeyError, UnicodeDecodeError):
        return word


@cache
def _table() -> dict[str, int]:
    """The byte for which each character stands: printable ones for themselves, the others from U+0100 on."""
    printable = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [byte for byte in range(256) if byte not in printable]
    return {chr(byte): byte for byte in printable} | {chr(256 + i): byte for i, byte in enumerate(others)}
