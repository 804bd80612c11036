"""Find the text of an .ann file: beside it or in a folder beside, with or without an annotator's mark."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple


class Annotated(NamedTuple):
    """An .ann file and its text.

    Args:
        file: the .ann file.
        text: the .txt file; None if there is none.
        name: the document's id: that of the text, with `@` and the annotator where several annotated it.
    """

    file: Path
    text: Path | None
    name: str


def annotated(path: Path) -> list[Annotated]:
    """The .ann files of a folder, of one folder in it or one a document, or a single one; each with its text.

    Projects keep annotations and texts in two folders, and name the annotator at the end of a file's name:
    `attributions/walk_ef2d.ann` is about `text/walk.txt`, as PolNeAR has it.

    Args:
        path: a folder, or an .ann file.
    """
    files = sorted(path.glob("*.ann")) if path.is_dir() else [path]
    if not files:
        inside = [
            folder for folder in sorted(path.iterdir()) if folder.is_dir() and any(folder.glob("*.ann"))
        ]
        files = sorted(inside[0].glob("*.ann")) if len(inside) == 1 else _apart(inside)
    if not files:
        return []
    folder = files[0].parent
    texts = {one.stem: one for one in sorted(folder.parent.glob("*/*.txt"))}
    texts |= {one.stem: one for file in files for one in sorted(file.parent.glob("*.txt"))}
    bases = {file: _base(file.stem, texts) for file in files}
    times = Counter(bases.values())
    return [
        Annotated(file, texts.get(base), base if times[base] == 1 else _marked(file.stem, base))
        for file, base in bases.items()
    ]


def _apart(folders: Iterable[Path]) -> list[Path]:
    """The .ann files of folders that hold a document each, unless two texts have one name."""
    held = [(sorted(one.glob("*.ann")), [text.stem for text in one.glob("*.txt")]) for one in folders]
    names = [name for _, texts in held for name in texts]
    one_each = all(len(texts) == 1 for _, texts in held) and len(set(names)) == len(names)
    return [file for files, _ in held for file in files] if one_each else []


def _base(stem: str, texts: Iterable[str]) -> str:
    """The name of the text that a file is about: its own, or without what follows the last `_`."""
    before = stem.rpartition("_")[0]
    return before if stem not in texts and before in texts else stem


def _marked(stem: str, base: str) -> str:
    """The id of one annotation of several.

    >>> _marked("walk_ef2d", "walk"), _marked("walk", "walk")
    ('walk@ef2d', 'walk')
    """
    mark = stem.removeprefix(base).lstrip("_")
    return f"{base}@{mark}" if mark else base
