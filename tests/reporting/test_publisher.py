"""The table that a publisher fills in, and everything that is made of it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
import yaml

from presscheck.reporting import publisher, release

FILLED = {
    "name": "A Press",
    "contact": "desk@press.example",
    "repository": "https://git.example/press/check",
    "documentation": "https://press.example/docs/",
    "doi": "10.1234/press.5",
}


def _checkout(folder: Path, filled: dict[str, str], cited: str = "") -> Path:
    lines = [f'{key} = "{value}"' for key, value in filled.items()]
    (folder / "pyproject.toml").write_text("\n".join(["[tool.publisher]", *lines, ""]), encoding="utf-8")
    (folder / "CITATION.cff").write_text(cited, encoding="utf-8")
    return folder


@pytest.mark.parametrize("key", FILLED)
def test_an_empty_or_missing_key_is_named(key: str, tmp_path: Path) -> None:
    cited = f"repository-code: {FILLED['repository']}\ndoi: {FILLED['doi']}\n"
    without = {name: value for name, value in FILLED.items() if name != key}
    assert release.unfilled(_checkout(tmp_path, FILLED, cited)) == []
    for filled in ({**FILLED, key: ""}, {**FILLED, key: "  "}, without):
        (finding,) = release.unfilled(_checkout(tmp_path, filled, cited))
        assert finding.message.startswith(f"[tool.publisher] {key}: expected ")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("contact", "write to us"),
        ("repository", "git.example/press/check"),
        ("repository", "https://git.example/press/check/"),
        ("doi", "https://doi.org/10.1234/press.5"),
    ],
)
def test_a_value_of_another_form_is_refused(key: str, value: str) -> None:
    assert [*publisher.unfit({**FILLED, key: value})] == [key]


def test_the_citation_says_the_same(tmp_path: Path) -> None:
    findings = release.unfilled(_checkout(tmp_path, FILLED))
    assert [finding.file for finding in findings] == ["CITATION.cff", "CITATION.cff"]


def test_this_repository_has_the_table_with_these_keys(root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["tool"]["publisher"].keys() == publisher.EXPECTED.keys() == FILLED.keys()
    assert {"readme", "urls", "maintainers"} <= set(project["project"]["dynamic"])


def test_what_releases_asks_for_it(root: Path) -> None:
    """The workflow and `make release PUBLISH=1` go by the same target."""
    workflow = yaml.safe_load((root / ".github" / "workflows" / "release.yml").read_text(encoding="utf-8"))
    runs = [step.get("run", "") for step in workflow["jobs"]["build"]["steps"]]
    asked = next(n for n, run in enumerate(runs) if "publishable" in run.split())
    assert asked < next(n for n, run in enumerate(runs) if "python -m build" in run)
    makefile = (root / "Makefile").read_text(encoding="utf-8")
    assert re.search(r"^publishable:.*\n\t.*release\.py --publishable$", makefile, re.M)
    body = re.split(r"^release:.*\n", makefile, flags=re.M)[1].split("\n\n")[0]
    assert body.index("--publishable") < body.index("-m build")


def test_no_relative_link_is_left_in_the_readme_of_the_index(root: Path) -> None:
    page = (root / "README.md").read_text(encoding="utf-8")
    shown = publisher.readme(page, FILLED, "1.2.3", lambda path: (root / path).is_dir())
    before, after = (re.findall(r"\]\(([^)\s]+)\)", text) for text in (page, shown))
    assert len(before) == len(after) > 10
    assert all(target.startswith(("https://", "#")) for target in after)
    base = re.escape(FILLED["repository"])
    paths = [
        m[1] for target in after if (m := re.match(rf"{base}/(?:blob|tree|raw)/v1\.2\.3/([^#]+)", target))
    ]
    assert paths
    assert all((root / path).exists() for path in paths)
    assert publisher.readme(page, {**FILLED, "repository": ""}, "1.2.3", lambda _: False) == page


def test_an_image_and_a_folder_have_their_own_addresses() -> None:
    page = "[![seen](docs/a.png)](docs/b.md), [all](docs)"
    shown = publisher.readme(page, FILLED, "2.0.0", lambda path: path == "docs")
    at = FILLED["repository"]
    assert shown == (
        f"[![seen]({at}/raw/v2.0.0/docs/a.png)]({at}/blob/v2.0.0/docs/b.md), [all]({at}/tree/v2.0.0/docs)"
    )


def test_the_citation_has_the_licences_of_the_package(root: Path) -> None:
    """CFF has no expressions: each part is a reference with its own licence."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    cited = yaml.safe_load((root / "CITATION.cff").read_text(encoding="utf-8"))
    given = [part.get("license") for part in (cited, *cited["references"])]
    parts = project["license"].split(" AND ")
    assert [part for part in given if part] == [part for part in parts if not part.startswith("LicenseRef-")]
    assert given.count(None) == 1
