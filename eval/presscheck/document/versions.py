"""Earlier versions of the article's gold, as what they had differently from today's (internal).

A file of `corpus/versions` is one version: `sha256` of its bytes, keys of the document that had another
value, and entities by id with the keys that had another value (`wikidata`, most of all).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec

from presscheck.document import jsonl
from presscheck.document.exceptions import UsageError
from presscheck.text.nearest import nearest


def names(folder: Path) -> list[str]:
    """The versions that a folder of patches has."""
    return sorted(path.stem for path in folder.glob("*.json"))


def patch(folder: Path, version: str) -> dict[str, Any]:
    """Differences of an earlier version.

    Raises:
        UsageError: there is no such version.
    """
    known = names(folder)
    if version not in known:
        hint = nearest(version, known)
        raise UsageError(f"there is no version {version!r} of the article besides today's; {hint}")
    found: dict[str, Any] = json.loads((folder / f"{version}.json").read_text(encoding="utf-8"))
    return found


def restored(today: Path, changes: dict[str, Any]) -> bytes:
    """The file of an earlier version, to the byte.

    Args:
        today: the gold of one document.
        changes: what the version had differently, from `patch`.
    """
    (document,) = jsonl.read(today)
    plain = msgspec.to_builtins(document)
    plain |= changes["document"]
    old = changes["entities"]
    plain["entities"] = [entity | old.get(entity["id"], {}) for entity in plain["entities"]]
    return jsonl.dumps(jsonl.from_plain(plain)).encode() + b"\n"
