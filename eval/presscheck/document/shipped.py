"""Locate the shipped corpus and schema: in the wheel, or in the checkout around this package."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from presscheck.document.exceptions import UsageError


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


def gold() -> Path:
    """The shipped gold article."""
    return root() / "corpus" / "gold.jsonl"


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
    path = root() / "corpus" / "manifest.json"
    if not path.is_file():
        return None
    manifest = json.loads(path.read_text(encoding="utf-8"))
    known = manifest["files"]["gold.jsonl"]["sha256"]
    return f"{manifest['name']}-{manifest['version']}" if known == digest else None
