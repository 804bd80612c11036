"""Locate the shipped corpus and schema: in the wheel, or in the checkout around this package."""

from __future__ import annotations

import atexit
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from presscheck.document import streams
from presscheck.document.exceptions import UsageError
from presscheck.text.nearest import nearest


@cache
def root() -> Path:
    """The folder that holds `corpus/` and `schema/`.

    Raises:
        FileNotFoundError: neither an installed copy nor a checkout is there.
    """
    here = Path(__file__).parent.parent
    for folder in (here / "_data", here.parent.parent):
        if (folder / "schema" / "ontology.json").is_file():
            return folder
    raise FileNotFoundError("presscheck's corpus and schema are missing: reinstall the package")


def checkout() -> Path:
    """The root of the checkout that this package runs from: what is generated and released is there.

    Raises:
        UsageError: the package was installed as a wheel.
    """
    if not (root() / "pyproject.toml").is_file():
        raise UsageError("this works on a checkout of presscheck's repository, not on an installed copy")
    return root()


GOLDS = {
    "article": ("gold.jsonl",),
    "companions": ("companions.jsonl",),
    "all": ("gold.jsonl", "companions.jsonl"),
}
"""Name of a shipped gold -> its files."""


def gold(source: str | os.PathLike[str] | None = None) -> Path:
    """The file of a gold: a path that exists wins; else the shipped gold of this name; else the path.

    Args:
        source: a path or a key of `GOLDS`; `article@1.0.2` is an earlier version; None is the article.

    Raises:
        UsageError: a word that is neither; it names the nearest shipped gold.

    >>> gold("article") == gold(), gold("companions").name, gold("no-such-file.jsonl").name
    (True, 'companions.jsonl', 'no-such-file.jsonl')
    """
    name, at, version = str(source).partition("@")
    if at and name == "article" and not Path(str(source)).exists():
        return _earlier(version)
    if source is None or (source in GOLDS and not Path(source).exists()):
        files = [root() / "corpus" / name for name in GOLDS[str(source or "article")]]
        return files[0] if len(files) == 1 else _joined(*files)
    return _file(os.fspath(source))


_LIKE_A_NAME = re.compile(r"[A-Za-z]+")


def _file(path: str) -> Path:
    """A file by its path; a word that is not a file is taken for a mistyped name of a shipped gold."""
    if _LIKE_A_NAME.fullmatch(path) and not Path(path).exists() and streams.stand_in(path) is None:
        say = f"{path}: No such file or directory, and no shipped gold is called so"
        raise UsageError(f"{say}; {nearest(path, GOLDS)}")
    return Path(path)


@cache
def _joined(*files: Path) -> Path:
    """One file with the lines of several."""
    return _made("all.jsonl", "all", b"".join(file.read_bytes() for file in files))


@cache
def _earlier(version: str) -> Path:
    """The article's gold as it was in an earlier version, or as it is."""
    if version == _manifest().get("version"):
        return gold()
    from presscheck.document import versions  # reads documents, which know where the schema is

    folder = root() / "corpus" / "versions"
    return _made(
        "article.jsonl", f"article@{version}", versions.restored(gold(), versions.patch(folder, version))
    )


_NAMES: dict[str, str] = {}
"""Path of a file that was made -> the name that the user gave."""


def shown(path: str) -> str:
    """The name of a file for messages: a gold that was put together has the name that it was asked for by.

    >>> shown(str(gold("all"))), shown("mine.jsonl")
    ('all', 'mine.jsonl')
    """
    return _NAMES.get(path, path)


def _made(name: str, shown_as: str, content: bytes) -> Path:
    """A file that is kept until the process ends."""
    folder = Path(tempfile.mkdtemp(prefix="presscheck-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    (folder / name).write_bytes(content)
    _NAMES[str(folder / name)] = shown_as
    return folder / name


def _manifest() -> dict[str, Any]:
    """Return the digests of the last release; empty before the first one."""
    path = root() / "corpus" / "manifest.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return found


def golds_of(ids: Iterable[str]) -> str | None:
    """The name of the smallest shipped gold that has all these documents; None if none has.

    >>> golds_of(["politico-2025-03-15-ukraine-allies"]), golds_of(["no-such-document"])
    ('article', None)
    """
    wanted = set(ids)
    for name in GOLDS:
        lines = gold(name).read_bytes().splitlines()
        if wanted <= {json.loads(line)["id"] for line in lines}:
            return name
    return None


def schema(name: str) -> Path:
    """A file of the contract, such as `document.schema.json`."""
    return root() / "schema" / name


@cache
def ontology() -> dict[str, Any]:
    """The single list of labels (`schema/ontology.json`)."""
    return ontology_of(root())


def ontology_of(folder: Path) -> dict[str, Any]:
    """The list of labels in a folder that holds `schema/`, such as another checkout."""
    labels: dict[str, Any] = json.loads((folder / "schema" / "ontology.json").read_text(encoding="utf-8"))
    return labels


def release(digest: str) -> str | None:
    """Name and version of the shipped gold with this digest, or None: an edited file is not a release.

    Args:
        digest: sha256 of the gold file's bytes, in hexadecimal.
    """
    manifest = _manifest()
    for name, known in manifest.get("golds", {}).items():
        if known == digest:
            part = "" if name == "article" else f"-{name}"
            return f"{manifest['name']}{part}-{manifest['version']}"
    for path in sorted((root() / "corpus" / "versions").glob("*.json")):
        if json.loads(path.read_text(encoding="utf-8"))["sha256"] == digest:
            return f"{manifest['name']}-{path.stem}"
    return None
