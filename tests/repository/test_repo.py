"""The repository's own rules: thin scripts, no stray paths, everything documented."""

import ast
import inspect
import re
import subprocess
import sys

import pytest
from tests.conftest import ROOT

import presscheck
from presscheck.cli import VERBS
from presscheck.layers import MEASURES
from presscheck.measure.settings import Settings

SCRIPTS = sorted((ROOT / "scripts").glob("*.py"))
PAGES = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md", "corpus/README.md")),
    *sorted((ROOT / "docs").glob("*.md")),
]
CLAUSE = re.compile(r"(?:What|Who|Which|Where|How|Whether|Why|Whose|Whom)\b")
NO_NOUN = re.compile(r"(?<![Tt]here )\b(?:is|are) no (?!longer\b|more\b)[a-z]")
HEAVY = (
    "datasets",
    "label_studio_sdk",
    "jinja2",
    "sklearn",
    "spacy",
    "pandas",
    "numpy",
    "scipy",
    "pydantic",
    "jsonschema",
    "rich",
)


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda p: p.name)
def test_a_script_is_a_docstring_two_imports_and_one_call(path):
    """The work of a script is in the package, where it is typed and tested."""
    body = ast.parse(path.read_text(encoding="utf-8")).body
    kinds = [type(node).__name__ for node in body]
    assert kinds[0] == "Expr"
    assert isinstance(body[0].value, ast.Constant)
    assert [k for k in kinds[1:] if k in ("Import", "ImportFrom")] == kinds[1:-1]
    assert len(kinds[1:-1]) <= 2
    assert isinstance(body[-1].value, ast.Call)


def test_scoring_loads_no_heavy_module(root):
    """`presscheck score` starts light; rich only on a terminal."""
    code = (
        "import sys; from presscheck.cli.main import main\n"
        "try: main(['score', 'corpus/gold.jsonl', '--measures', 'all'])\n"
        f"finally: print('loaded', [m for m in {HEAVY} if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert run.stdout.splitlines()[-1] == "loaded []"


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_help_that_explains_it(verb, cli):
    """Usage, arguments and options, without importing anything that may be missing."""
    run = cli(verb, "--help")
    assert run.returncode == 0, run.stderr
    assert run.stdout.startswith(f"Usage: presscheck {verb}")
    assert len(run.stdout.splitlines()) > 5


@pytest.mark.parametrize("row", [r for r in MEASURES if not r.hidden], ids=lambda r: r.id)
def test_every_measure_says_what_it_is_and_where_it_comes_from(row):
    """Definition and source stand in the row."""
    assert row.says.endswith(".")
    assert row.source


def test_measure_ids_are_unique():
    """An id is a JSON key."""
    ids = [row.id for row in MEASURES]
    assert len(ids) == len(set(ids))


def test_no_absolute_path_and_no_registry_stands_in_a_tracked_file(root):
    """The project runs on any machine."""
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=root, capture_output=True, text=True, check=True
    ).stdout.split("\n")
    bad = re.compile(r"(^|[^\w.~-])/(root|home|work|tmp)/\w|pypi\.org|registry\.npmjs|deb\.debian")
    for name in filter(None, tracked):
        path = root / name
        if path.suffix in {".png", ".spacy"} or not path.is_file() or name == "tests/repository/test_repo.py":
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            assert not bad.search(line), f"{name}:{number}: {line.strip()[:120]}"


def test_the_changelog_speaks_of_this_version(root):
    """A release is announced where users look."""
    from presscheck import __version__

    assert f"## {__version__}" in (root / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"version: {__version__}" in (root / "CITATION.cff").read_text(encoding="utf-8")


def test_every_dependency_has_its_reason_in_contributing(root):
    """Each package is named in CONTRIBUTING.md."""
    import tomllib

    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [
        *project["dependencies"],
        *(d for extra in project["optional-dependencies"].values() for d in extra),
    ]
    contributing = (root / "CONTRIBUTING.md").read_text(encoding="utf-8")
    for requirement in wanted:
        name = re.match(r"[\w-]+", requirement)[0]
        assert name == "presscheck" or f"`{name}`" in contributing, name


def test_every_target_is_phony_and_explained(root):
    """A folder named like a target (`docs`) never makes it up to date, and `make` lists each one."""
    text = (root / "Makefile").read_text(encoding="utf-8").replace("\\\n", " ")
    targets = re.findall(r"^([a-z-]+):", text, flags=re.MULTILINE)
    assert set(re.search(r"^\.PHONY: (.*)$", text, flags=re.MULTILINE)[1].split()) == set(targets)
    assert re.findall(r"^([a-z-]+):.*## \S", text, flags=re.MULTILINE) == targets


def test_contributing_describes_every_folder(root):
    """The table of folders names what is there, and nothing else."""
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=root, capture_output=True, text=True, check=True
    ).stdout.split("\n")
    folders = {f"{name.partition('/')[0]}/" for name in tracked if "/" in name}
    contributing = (root / "CONTRIBUTING.md").read_text(encoding="utf-8")
    named = re.findall(r"^\| `([\w.]+/)[\w/]*` \|", contributing, flags=re.MULTILINE)
    assert set(named) == folders


def test_the_library_is_what_is_promised():
    """`score` shows its keywords; each is an option of the command line by the same name."""
    from presscheck.cli import score as verb

    parameters = inspect.signature(presscheck.score).parameters
    promised = {
        "measures": "default",
        "profile": None,
        "missing": "error",
        "repeats": "error",
        "singletons": "keep",
        "window": "document",
        "label_map": None,
    }
    assert list(parameters)[:2] == ["gold", "pred"]
    assert {name: parameters[name].default for name in promised} == promised
    assert all(parameters[name].kind is inspect.Parameter.KEYWORD_ONLY for name in promised)
    assert set(parameters) >= set(Settings.__struct_fields__)
    options = {option.name for option in verb.command.params}
    assert set(parameters) - {"settings", "watch", "pred"} <= options
    assert "preds" in options  # the command line answers a second prediction with `compare`
    assert list(inspect.signature(presscheck.read).parameters) == ["path"]
    assert list(inspect.signature(presscheck.loads).parameters) == ["line"]


def written_in(path):
    """Yield each docstring of a module as (line, text, True), each other string as (line, text, False)."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    alone = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, " ".join(node.value.split()), id(node) in alone


def prose(page):
    """Yield the sentences of a page, cells of tables apart, without code, headings and generated blocks."""
    text = page.read_text(encoding="utf-8")
    text = re.sub(
        r"<!-- generated.*?<!-- end -->|^```.*?^```$|^---$.*?^---$|^#.*?$", "", text, flags=re.M | re.S
    )
    for block in re.split(r"\n\s*\n|^\s*(?:[*-]|\d+\.) |\|", text, flags=re.M):
        plain = re.sub(r"[*_`]", "", re.sub(r'"[^"]*"', "", " ".join(block.split())))
        yield from re.split(r"(?<=[.?!:;]) (?=[A-Z])", plain)


@pytest.mark.parametrize("folder", ["eval", "scripts", "tests"])
def test_docstrings_and_messages_are_plain_english(folder):
    """No docstring begins with a question word unless it is a question, and no text has "is no X"."""
    bad = []
    for path in sorted((ROOT / folder).rglob("*.py")):
        for line, text, alone in written_in(path):
            question = alone and CLAUSE.match(text) and "?" not in text.partition(". ")[0]
            if (question or NO_NOUN.search(text)) and path.name != "test_repo.py":
                bad.append(f"{path.relative_to(ROOT)}:{line}: {text[:90]}")
    assert not bad, "\n".join(bad)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_pages_are_plain_english(page):
    """No sentence begins with a question word unless it is a question, and none has "is no X"."""
    bad = [s for s in prose(page) if (CLAUSE.match(s) and "?" not in s) or NO_NOUN.search(s)]
    assert not bad, "\n".join(bad)


@pytest.mark.parametrize("row", MEASURES, ids=lambda row: row.id)
def test_definitions_of_measures_are_plain_english(row):
    """The rules for pages hold for definitions too."""
    sentences = re.split(r"(?<=[.]) (?=[A-Z])", row.says)
    assert not [s for s in sentences if CLAUSE.match(s) or NO_NOUN.search(s)]
