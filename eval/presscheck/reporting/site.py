"""The documentation as the source of a site: the pages in their places, and pages made from code."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

from presscheck.document import jsonl
from presscheck.document.model import Document
from presscheck.validation import rules

PAGES = ("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "docs/**/*.md", "corpus/**/*.md")
PAGES_BESIDE = ("eval/MEASURES.md", "schema/guidelines/*.md", "bench/*.md")
"""The pages, seen from the root of the checkout; each keeps its place, so that its links hold."""

LINKED = (
    "schema/**/*",
    "corpus/challenge/*",
    "docs/**/*",
    "tests/cases/formats/**/*",
    "*",
    ".pre-commit-hooks.yaml",
)
"""Other targets of the pages' links: copied as they are."""

EXAMPLE = "corpus/companions.jsonl"
"""Its first document is the example that is drawn."""

_LINK = re.compile(r"(?<=\]\()(?P<path>[^)#:\s]+)(?P<anchor>#[^)\s]*)?(?=\))")


def assemble(root: Path, folder: Path, help_of: Mapping[str, str], homes: Mapping[str, str]) -> None:
    """Write the source of the site.

    Args:
        root: of the checkout.
        folder: is emptied, and then holds the pages and what they link to.
        help_of: verb -> what its `--help` prints.
        homes: name that the package promises -> module that defines it.
    """
    shutil.rmtree(folder, ignore_errors=True)
    for path in _found(root, (*PAGES, *PAGES_BESIDE)):
        _write(folder / path.relative_to(root), linked(path.read_text(encoding="utf-8"), path, root))
    for path in _found(root, LINKED):
        target = folder / path.relative_to(root)
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
    for where in _linked_folders(root):
        _write(folder / where.relative_to(root) / "index.md", _listing(where))
    _write(folder / "reference" / "api.md", _api(homes))
    _write(folder / "reference" / "rules.md", _rules())
    _write(folder / "reference" / "verbs.md", _verbs(help_of))
    _write(folder / "reference" / "drawing.md", _drawing(next(jsonl.read(root / EXAMPLE))))


def _drawing(doc: Document) -> str:
    """A document as notebooks show it: the same fragment as in the report and in `show --html`."""
    lead = "Notebooks, `presscheck show --html` and the report draw a document in this way."
    return f"# An annotated document\n\n{lead}\n\n<div>\n{doc._repr_html_()}\n</div>\n"


def _found(root: Path, patterns: tuple[str, ...]) -> Iterator[Path]:
    for pattern in patterns:
        yield from sorted(path for path in root.glob(pattern) if path.is_file())


def linked(page: str, path: Path, root: Path) -> str:
    """A page whose links to folders lead to their lists.

    Args:
        page: Markdown.
        path: where it is.
        root: of the checkout.
    """

    def changed(link: re.Match[str]) -> str:
        target = (path.parent / link["path"]).resolve()
        inside = target.is_dir() and target.is_relative_to(root.resolve())
        return link["path"].rstrip("/") + "/index.md" if inside else link[0]

    return _LINK.sub(changed, page)


def _linked_folders(root: Path) -> list[Path]:
    """The folders that pages link to."""
    folders = {
        target
        for path in _found(root, (*PAGES, *PAGES_BESIDE))
        for link in _LINK.finditer(path.read_text(encoding="utf-8"))
        if (target := (path.parent / link["path"]).resolve()).is_dir()
    }
    return sorted(folders)


def _listing(folder: Path) -> str:
    names = sorted(path.name for path in folder.iterdir() if path.is_file() and path.name != "index.md")
    return "\n".join([f"# {folder.name}", "", *(f"- [{name}]({name})" for name in names), ""])


def _write(path: Path, page: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page, encoding="utf-8")


def _api(homes: Mapping[str, str]) -> str:
    """A section for each name that the package promises, functions first."""
    parts = [
        "# Python reference",
        "",
        "Everything that `presscheck` promises. [The guide](../docs/python.md) uses it.",
    ]
    for title, capital in (("Functions", False), ("Classes", True)):
        parts += ["", f"## {title}"]
        parts += [
            f"\n::: {home}.{name}" for name, home in sorted(homes.items()) if name[0].isupper() == capital
        ]
    return "\n".join(parts) + "\n"


def _rules() -> str:
    """Every rule of `validate`, as `--explain all` prints it."""
    explained = "\n\n".join(f"## {name}\n\n```text\n{rules.explain(name)}\n```" for name in rules.RULES)
    return f"# Rules of `presscheck validate`\n\n{explained}\n"


def _verbs(help_of: Mapping[str, str]) -> str:
    shown = "\n\n".join(f"## {verb}\n\n```text\n{text.rstrip()}\n```" for verb, text in help_of.items())
    return f"# Verbs\n\nThe output of `presscheck VERB --help`.\n\n{shown}\n"
