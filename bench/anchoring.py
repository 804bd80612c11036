"""How long anchoring takes: 2,000 strings in a text of 100 kB, and twice as much of either.

Run `python bench/anchoring.py`. The strings are spans of the text: half as
they are, a quarter with other typography, an eighth misspelt, an eighth
invented. Linear means that a ratio near 2 stands in both last lines.
"""

from __future__ import annotations

import random
import time

from presscheck.anchoring import anchor
from presscheck.document.model import Document, Mention

SYLLABLES = [
    "ka",
    "lon",
    "mer",
    "“ti",
    "os’",
    "ru",
    "vel",
    "ský",
    "tan",
    "po",
    "dra",
    "mil",
    "en",
    "gar",
    "shu",
]


def text_of(size: int, rng: random.Random) -> str:
    """Words of a language that does not exist, about as many different ones as a text of that size has."""
    vocabulary = ["".join(rng.choices(SYLLABLES, k=rng.randint(1, 4))) for _ in range(5_000)]
    words: list[str] = []
    while sum(map(len, words[-1000:])) + 1000 and len(words) * 8 < size:
        words += rng.choices(vocabulary, k=100)
    return " ".join(words)[:size]


def strings_of(text: str, count: int, rng: random.Random) -> list[str]:
    """Strings of one to six words, in four kinds."""
    words = text.split(" ")
    made = []
    for i in range(count):
        at = rng.randrange(len(words) - 8)
        said = " ".join(words[at : at + rng.randint(1, 6)])
        match i % 8:
            case 4 | 5:
                said = said.upper().replace("’", "'")
            case 6:
                said = said[:-2] + said[-1:]
            case 7:
                said = " ".join(reversed(said.split(" "))) + " not"
        made.append(said)
    return made


def seconds(size: int, count: int) -> float:
    """The best of three runs, in seconds."""
    rng = random.Random(1)  # noqa: S311 - a benchmark
    text = text_of(size, rng)
    doc = Document(id="d", mentions=[Mention(text=s) for s in strings_of(text, count, rng)])
    best = float("inf")
    for _ in range(3):
        begin = time.perf_counter()
        found = anchor.anchored(doc, text)
        best = min(best, time.perf_counter() - begin)
    print(f"{size:>8,} characters  {count:>6,} strings  {best:6.2f} s  {dict(found.counts())}")
    return best


def main() -> None:
    """Print the times and the ratios."""
    base = seconds(100_000, 2_000)
    print(f"twice the text: x{seconds(200_000, 2_000) / base:.1f}")
    print(f"twice the strings: x{seconds(100_000, 4_000) / base:.1f}")


if __name__ == "__main__":
    main()
