"""Facts that only a publisher knows, and their place in the package index (internal).

The build reads this file alone (`hatch_build.py`), before the package and what it needs are there: it
imports nothing but the standard library.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

EXPECTED: dict[str, tuple[str, str]] = {
    "name": (r"\S.*", "who publishes: a person or a body"),
    "contact": (r"[^@\s]+@[^@\s]+\.\w+|https://\S+", "an e-mail address or a page (https://) that answers"),
    "repository": (r"https://\S+[^/\s]", "the repository's address (https://, without a slash at its end)"),
    "documentation": (r"https://\S+", "the address of the documentation's site (https://)"),
    "doi": (r"10\.\d{4,9}/\S+", "the DOI of the release, such as 10.NNNN/…, without an address in front"),
}
"""Key of the table -> how a value looks, and what it is."""

TABLE = "tool.publisher"
"""The table of `pyproject.toml`."""


def table(root: Path) -> dict[str, str]:
    """The entries of this checkout's publisher; an empty string means nothing.

    Args:
        root: of the checkout.
    """
    with (root / "pyproject.toml").open("rb") as file:
        given: Mapping[str, Any] = tomllib.load(file).get("tool", {}).get("publisher", {})
    return {key: str(given.get(key, "")).strip() for key in EXPECTED}


def unfit(filled: Mapping[str, str]) -> dict[str, str]:
    """The keys that keep a package from being published, with what is expected.

    Args:
        filled: the table.

    >>> unfit({**dict.fromkeys(EXPECTED, ""), "name": "A Press", "doi": "10.1234/x"}).keys()
    dict_keys(['contact', 'repository', 'documentation'])
    """
    return {
        key: f"expected {what}, got {filled[key]!r}"
        for key, (form, what) in EXPECTED.items()
        if not re.fullmatch(form, filled[key])
    }


def urls(filled: Mapping[str, str]) -> dict[str, str]:
    """`[project.urls]`, as far as it is filled.

    >>> urls({**dict.fromkeys(EXPECTED, ""), "repository": "https://git.example/p"})["Changelog"]
    'https://git.example/p/blob/HEAD/CHANGELOG.md'
    """
    home = filled["repository"]
    named = {
        "Repository": home,
        "Documentation": filled["documentation"],
        "Changelog": home and f"{home}/blob/HEAD/CHANGELOG.md",
        "Issues": home and f"{home}/issues",
        "DOI": filled["doi"] and f"https://doi.org/{filled['doi']}",
    }
    return {name: address for name, address in named.items() if address}


def maintainers(filled: Mapping[str, str]) -> list[dict[str, str]]:
    """The publisher, as `[project]` names people; nobody while the name is empty.

    >>> maintainers({**dict.fromkeys(EXPECTED, ""), "name": "A Press", "contact": "desk@press.example"})
    [{'name': 'A Press', 'email': 'desk@press.example'}]
    """
    mail = {"email": filled["contact"]} if "@" in filled["contact"] else {}
    return [{"name": filled["name"], **mail}] if filled["name"] else []


_TARGET = r"\]\()(?P<path>[^)#:\s]+)(?P<anchor>#[^)\s]*)?(?=\))"
_IMAGE, _LINK = re.compile(rf"(?P<before>!\[[^\[\]]*{_TARGET}"), re.compile(rf"(?P<before>{_TARGET}")


def readme(page: str, filled: Mapping[str, str], version: str, is_folder: Callable[[str], bool]) -> str:
    """The README as the package index shows it: links to files lead to the repository.

    Args:
        page: Markdown.
        filled: the table; while it has no repository the page stays as it is.
        version: of the package, whose tag the links name.
        is_folder: whether a path, seen from the root of the checkout, is a folder.

    >>> there = {"repository": "https://git.example/p"}
    >>> readme("[a](docs/a.md#b), [c](https://c.example), [d](#d)", there, "1.0.0", lambda path: False)
    '[a](https://git.example/p/blob/v1.0.0/docs/a.md#b), [c](https://c.example), [d](#d)'
    """
    if not filled["repository"]:
        return page

    def address(link: re.Match[str], kind: str) -> str:
        target = f"{link['path']}{link['anchor'] or ''}"
        return f"{link['before']}{filled['repository']}/{kind}/v{version}/{target}"

    page = _IMAGE.sub(lambda link: address(link, "raw"), page)
    return _LINK.sub(lambda link: address(link, "tree" if is_folder(link["path"]) else "blob"), page)
