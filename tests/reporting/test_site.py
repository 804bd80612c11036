"""The source of the site: every page is there, and every link of every page leads somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from tests.conftest import ROOT

import presscheck
from presscheck.document import jsonl
from presscheck.reporting import site

HOMES = {name: "presscheck.home" for name in presscheck.__all__ if not name.startswith("__")}
LINK = re.compile(r"\]\(([^)#:\s]+)(#[^)\s]*)?\)")


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    site.assemble(ROOT, folder, {"score": "Usage: presscheck score PRED"}, HOMES)
    return folder


def test_every_relative_link_leads_to_a_file(source: Path) -> None:
    broken = [
        f"{page.relative_to(source)}: {target}"
        for page in source.rglob("*.md")
        for target, _ in LINK.findall(page.read_text(encoding="utf-8"))
        if not (page.parent / target).is_file()
    ]
    assert broken == []


def test_every_page_of_the_menu_is_there(source: Path) -> None:
    loader = type("Loader", (yaml.SafeLoader,), {})
    menu = yaml.load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"), Loader=loader)["nav"]  # noqa: S506 - safe
    pages = [
        page
        for entry in menu
        for value in entry.values()
        for page in ([value] if isinstance(value, str) else [p for one in value for p in one.values()])
    ]
    assert [page for page in pages if not (source / page).is_file()] == []


def test_every_page_of_docs_is_in_the_menu() -> None:
    menu = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    assert [path.name for path in (ROOT / "docs").glob("*.md") if f"docs/{path.name}" not in menu] == []


def test_the_reference_has_every_promised_name(source: Path) -> None:
    page = (source / "reference" / "api.md").read_text(encoding="utf-8")
    assert [name for name in HOMES if f".{name}\n" not in page] == []


def test_the_example_is_drawn_as_in_notebooks(source: Path) -> None:
    doc = next(jsonl.read(ROOT / site.EXAMPLE))
    page = (source / "reference" / "drawing.md").read_text(encoding="utf-8")
    assert doc._repr_html_() in page
    assert "<script" not in page


def test_the_folder_is_emptied_first(tmp_path: Path) -> None:
    left = tmp_path / "old.md"
    left.write_text("old")
    site.assemble(ROOT, tmp_path, {}, HOMES)
    assert not left.exists()
