"""A release of the corpus: which version a change of the data needs, and the manifest that says so.

    major   a label goes (or means something else), or a document is taken out
    minor   documents or labels are added, guidelines change
    patch   annotations are corrected

The manifest holds the digests of what was released last; what differs from it
is the change. Guidelines count without their generated examples. That a label
means something else no program can see: who changes it so takes a major step.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, TypeAlias

from presscheck.document import jsonl, schemas, shipped
from presscheck.document.exceptions import Finding, InvalidInputError, UsageError
from presscheck.document.output import replacing
from presscheck.reporting import generated, publisher
from presscheck.validation import file as validation_file

Bump: TypeAlias = Literal["major", "minor", "patch"]
BUMPS: tuple[Bump, ...] = ("major", "minor", "patch")
_VERSION = re.compile(r"(\d+)\.(\d+)\.(\d+)")
_CHANGELOG = "corpus/CHANGELOG.md"


def manifest(root: Path, version: str) -> dict[str, Any]:
    """Contents of a release: digests of the data, of each document, and of the rules that it follows.

    Args:
        root: the checkout.
        version: of the corpus.
    """
    corpus = root / "corpus"
    golds = [corpus / name for name in shipped.GOLDS["all"]]
    files = [*golds, *sorted((corpus / "passes").rglob("*.jsonl"))]
    guidelines = sorted((root / "schema" / "guidelines").glob("*.md"))
    return {
        "name": shipped.ontology()["name"],
        "version": version,
        "schema": schemas.version(),
        "ontology": shipped.ontology()["version"],
        "files": {path.relative_to(corpus).as_posix(): _file(path) for path in files},
        "labels": _labels(shipped.ontology_of(root)),
        "golds": {name: _digest(_bytes(corpus, names)) for name, names in shipped.GOLDS.items()},
        "documents": {
            doc.id: _digest(jsonl.dumps(doc).encode()) for path in golds for doc in jsonl.read(path)
        },
        "rules": {
            "ontology.json": _digest((root / "schema" / "ontology.json").read_bytes()),
            **{f"guidelines/{path.name}": _guideline(path) for path in guidelines},
        },
    }


_GROUPS = ("entity_types", "forms", "parts_of_day", "event_types", "roles", "quote_types", "marked_uses")


def _labels(ontology: dict[str, Any]) -> list[str]:
    """Every label that an annotation may have, as `group label`."""
    groups = {name: ontology[name] for name in _GROUPS}
    return sorted(
        f"{name} {label}"
        for name, labels in {**groups, **ontology["event_attributes"]}.items()
        for label in labels
    )


def _bytes(corpus: Path, names: tuple[str, ...]) -> bytes:
    return b"".join((corpus / name).read_bytes() for name in names)


def _file(path: Path) -> dict[str, Any]:
    content = path.read_bytes()
    return {"sha256": _digest(content), "bytes": len(content), "lines": content.count(b"\n")}


def _guideline(path: Path) -> str:
    return _digest(generated.stripped(path.read_text(encoding="utf-8")).encode())


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def needed(old: dict[str, Any], new: dict[str, Any]) -> Bump | None:
    """The least step in version that a change needs; None if nothing changed.

    Args:
        old: the manifest of the last release.
        new: the manifest of what is there now.

    >>> last = {"rules": {}, "labels": ["roles Agent"], "documents": {"d1": "x"}, "files": {}}
    >>> added = {**last, "documents": {"d1": "x", "d2": "y"}}
    >>> needed(last, last), needed(last, added), needed(added, last), needed(last, {**last, "labels": []})
    (None, 'minor', 'major', 'major')
    """
    gone = set(old.get("labels", ())) - set(new["labels"])
    if gone or old["documents"].keys() - new["documents"].keys():
        return "major"
    if old["rules"] != new["rules"] or new["documents"].keys() - old["documents"].keys():
        return "minor"
    return "patch" if old["documents"] != new["documents"] or old["files"] != new["files"] else None


def allowed(version: str, least: Bump) -> list[str]:
    """The versions that may follow one, the smallest step first.

    >>> allowed("1.2.3", "minor")
    ['1.3.0', '2.0.0']
    """
    major, minor, patch = _parts(version)
    steps = {
        "major": f"{major + 1}.0.0",
        "minor": f"{major}.{minor + 1}.0",
        "patch": f"{major}.{minor}.{patch + 1}",
    }
    return [steps[bump] for bump in reversed(BUMPS[: BUMPS.index(least) + 1])]


def _parts(version: str) -> tuple[int, int, int]:
    found = _VERSION.fullmatch(version)
    if found is None:
        raise UsageError(f"{version!r} is not a version; use three numbers, such as 1.0.1")
    return int(found[1]), int(found[2]), int(found[3])


def last(root: Path) -> dict[str, Any] | None:
    """The manifest of the last release, or None before the first."""
    path = root / "corpus" / "manifest.json"
    if not path.is_file():
        return None
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def stale(root: Path) -> list[Finding]:
    """Return the changes since the manifest was written: empty if the release is unchanged."""
    old = last(root)
    if old is None:
        return [_finding("corpus/manifest.json", "there is none; `make release VERSION=1.0.0` makes it")]
    new = manifest(root, old["version"])
    least = needed(old, new)
    if least is None:
        differing = [key for key in new if old.get(key) != new[key]]
        return [_finding("corpus/manifest.json", f"stale: {', '.join(differing)}")] if differing else []
    versions = " or ".join(allowed(old["version"], least))
    way_out = f"describe it in {_CHANGELOG} and run `make release VERSION=…` with {versions}"
    return [_finding("corpus/manifest.json", f"{_changed(old, new)} since {old['version']}; {way_out}")]


def _changed(old: dict[str, Any], new: dict[str, Any]) -> str:
    names = [
        name
        for part in ("files", "rules")
        for name in sorted(old[part].keys() | new[part].keys())
        if old[part].get(name) != new[part].get(name)
    ]
    return f"{', '.join(names)} changed"


def prepare(root: Path, version: str) -> dict[str, Any]:
    """The manifest of a new release, if its version and the change log fit the change.

    Args:
        root: the checkout.
        version: what the release is to be called.

    Raises:
        InvalidInputError: every reason against this release.
        UsageError: the version is none.
    """
    _parts(version)
    new = manifest(root, version)
    findings = [*_wrong_data(root), *_wrong_version(last(root), new), *_unsaid(root, version)]
    if findings:
        raise InvalidInputError(findings)
    return new


def _wrong_data(root: Path) -> Iterator[Finding]:
    corpus = root / "corpus"
    golds = (corpus / name for name in shipped.GOLDS["all"])
    for path in (*golds, *sorted((corpus / "passes").rglob("?.jsonl"))):
        yield from validation_file.check_file(path, "shipped").findings


def _wrong_version(old: dict[str, Any] | None, new: dict[str, Any]) -> Iterator[Finding]:
    if old is None:
        return
    least = needed(old, new)
    if least is None:
        if new["version"] != old["version"]:
            message = f"nothing has changed since {old['version']}, so version {new['version']} is not needed"
            yield _finding("corpus/manifest.json", message)
        return
    versions = allowed(old["version"], least)
    if new["version"] not in versions:
        step = f"{_changed(old, new)} since {old['version']}: a {least} step"
        yield _finding("corpus/manifest.json", f"{step}, so {' or '.join(versions)}, not {new['version']}")


def _unsaid(root: Path, version: str) -> Iterator[Finding]:
    """The change log begins with the version, and says at least one thing about it."""
    path = root / _CHANGELOG
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    sections = re.split(r"^## ", text, flags=re.MULTILINE)[1:]
    title, _, body = (sections[0] if sections else "").partition("\n")
    if not re.fullmatch(rf"{re.escape(version)}\b.*", title):
        yield _finding(_CHANGELOG, f"the first section is not `## {version}`; describe the changes there")
    elif not body.strip():
        yield _finding(_CHANGELOG, f"there is nothing under `## {version}`; describe the changes")


def _finding(file: str, message: str) -> Finding:
    return Finding(rule="release", level="error", message=message, file=file)


def write(root: Path, found: dict[str, Any]) -> None:
    """Write the manifest, whole or not at all."""
    with replacing(root / "corpus" / "manifest.json") as file:
        file.write(json.dumps(found, ensure_ascii=False, indent=1) + "\n")


def unfilled(root: Path) -> list[Finding]:
    """The empty entries that keep a checkout from being published, here and in CITATION.cff.

    Args:
        root: of the checkout.
    """
    filled = publisher.table(root)
    wrong = publisher.unfit(filled)
    cited = (root / "CITATION.cff").read_text(encoding="utf-8").splitlines()
    lines = {"repository": f"repository-code: {filled['repository']}", "doi": f"doi: {filled['doi']}"}
    return [
        *(_finding("pyproject.toml", f"[{publisher.TABLE}] {key}: {say}") for key, say in wrong.items()),
        *(
            _finding("CITATION.cff", f"expected the line `{line}`, as pyproject.toml has it; add it")
            for key, line in lines.items()
            if key not in wrong and line not in cited
        ),
    ]
