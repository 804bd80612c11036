"""Names for the files that a verb was given."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path


def names(paths: Sequence[str]) -> list[str]:
    """Short names that tell files apart: stems, else whole paths, numbered where a file comes twice.

    >>> names(["runs/a.jsonl", "runs/b.json"]), names(["x/a.json", "y/a.json"]), names(["a", "a"])
    (['a', 'b'], ['x/a.json', 'y/a.json'], ['a', 'a#2'])
    """
    stems = [Path(path).stem for path in paths]
    found = stems if len(set(stems)) == len(stems) else list(paths)
    return [n if found.index(n) == i else f"{n}#{found[: i + 1].count(n)}" for i, n in enumerate(found)]
