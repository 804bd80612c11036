"""The files that a verb was given, and names for them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from presscheck.document import streams
from presscheck.document.exceptions import UsageError


def files(paths: Sequence[str]) -> list[str]:
    """The files that are meant: a folder means its *.jsonl files, in order of name.

    Raises:
        UsageError: a folder has none.
    """
    found: list[str] = []
    for path in paths:
        inside = _inside(Path(path)) if Path(path).is_dir() else [path]
        if not inside:
            raise UsageError(f"{path}: no *.jsonl in this folder")
        found += inside
    return found


def _inside(folder: Path) -> list[str]:
    return sorted(str(file) for end in ("", streams.GZIP) for file in folder.glob(f"*.jsonl{end}"))


def names(paths: Sequence[str]) -> list[str]:
    """Short names that tell files apart: stems, else whole paths, numbered where a file comes twice.

    >>> names(["runs/a.jsonl", "runs/b.json"]), names(["x/a.json", "y/a.json"]), names(["a", "a"])
    (['a', 'b'], ['x/a.json', 'y/a.json'], ['a', 'a#2'])
    """
    stems = [streams.stem(path) for path in paths]
    found = stems if len(set(stems)) == len(stems) else list(paths)
    return [n if found.index(n) == i else f"{n}#{found[: i + 1].count(n)}" for i, n in enumerate(found)]
