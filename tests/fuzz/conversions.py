"""Conversions: samples of every format, changed; and documents of ours, written as every format."""

from __future__ import annotations

import json
import random
from functools import lru_cache
from pathlib import Path
from typing import Any

from presscheck.formats import FORMATS, detection
from presscheck.validation.file import check_file
from tests.conftest import ROOT
from tests.fuzz.documents import NAMES, documents
from tests.fuzz.inputs import Family, Input, promise, run
from tests.fuzz.mutation import damaged, garbled, in_bytes, mutated

CASES = ROOT / "tests" / "cases" / "formats"
WRITERS = (
    "conll",
    "conll2012",
    "brat",
    "doccano",
    "prodigy",
    "textee",
    "conllu",
    "e2e",
    "fastcoref",
    "neleval",
)
"""Formats that are written without a large library."""

SLOW = ("spacy", "datasets")
"""Formats whose reader loads one."""


@lru_cache
def samples() -> list[tuple[str, dict[str, bytes], list[str]]]:
    """The path to convert, the files, and the arguments that say what it is: every sample of the tests."""
    made: list[tuple[str, dict[str, bytes], list[str]]] = []
    for path in sorted(CASES.iterdir()):
        if path.name.startswith("example.") or path.name.endswith(".huggingface.json"):
            made.append((path.name, {path.name: path.read_bytes()}, []))
        elif path.name in ("brat", "booknlp"):
            inside = [file for file in sorted(path.rglob("*")) if file.is_file()]
            made.append((path.name, {str(f.relative_to(CASES)): f.read_bytes() for f in inside}, []))
    by_map = [path for path in sorted((CASES / "fields").glob("*.*")) if path.name != "texts.jsonl"]
    return made + [(path.name, {path.name: path.read_bytes()}, ["--fields", path.stem]) for path in by_map]


def make(rng: random.Random) -> Input:
    """A changed sample to read, or a document to write."""
    return _to_write(rng) if rng.random() < 0.3 else _to_read(rng)


def _to_read(rng: random.Random) -> Input:
    source, sample, told = rng.choice(samples())
    files = dict(sample)
    changed = rng.choice(list(files))
    files[changed] = _changed(files[changed], rng)
    files["texts.jsonl"] = (CASES / "gold.jsonl").read_bytes()
    options = list(told)
    if not told and rng.random() < 0.15:
        options += ["--from", rng.choice([name for name in FORMATS if name not in SLOW])]
    if rng.random() < 0.2:
        options += rng.choice((["--keep", "words"], ["--keep", "offsets"], ["--skip-bad"], ["--id", "d"]))
    return Input("conversions", files, ["read", source, *options])


def _changed(raw: bytes, rng: random.Random) -> bytes:
    text = raw.decode()
    if rng.random() < 0.6:
        try:
            return in_bytes(mutated(json.loads(text), rng, _keys(json.loads(text))), rng)
        except (ValueError, AttributeError):
            lines = text.splitlines()
            at = rng.randrange(len(lines))
            try:
                line: Any = json.loads(lines[at])
                lines[at] = json.dumps(mutated(line, rng, _keys(line)))
                return damaged("\n".join(lines).encode(), rng, 0.1)
            except ValueError:
                pass
    for _ in range(rng.choice((1, 1, 2, 4))):
        text = garbled(text, rng)
    return damaged(text.encode("utf-8", "surrogatepass"), rng, 0.1)


def _keys(value: Any) -> list[str]:
    """The keys of a value's objects, so that a changed value has another's in the wrong place."""
    if isinstance(value, dict):
        return sorted({*value, *(key for child in value.values() for key in _keys(child))})
    return sorted({key for child in value for key in _keys(child)}) if isinstance(value, list) else []


def _to_write(rng: random.Random) -> Input:
    gold, pred = documents(rng)
    doc = {**gold, **(pred if rng.random() < 0.5 else {})}
    doc = mutated(doc, rng, NAMES) if rng.random() < 0.5 else doc
    return Input("conversions", {"doc.jsonl": in_bytes(doc, rng) + b"\n"}, ["write", rng.choice(WRITERS)])


def check(given: Input, folder: Path) -> None:
    """A written file is admissible, or there is none; a file of ours comes back."""
    how, *rest = given.arguments
    (_read if how == "read" else _written)(folder, *rest)


def _read(folder: Path, source: str, *options: str) -> None:
    if (told := detection_of(folder / source)) in SLOW:
        return
    code, _, _ = run(
        "convert", source, "-o", "out.jsonl", "--texts", "texts.jsonl", *options, codes=(0, 1, 2)
    )
    out = folder / "out.jsonl"
    if code and "--skip-bad" not in options:
        promise(not out.exists(), f"{told}: exit code {code}, and a file")
    if code == 0:
        _admissible(out, folder / "texts.jsonl")


def detection_of(path: Path) -> str | None:
    """The format that a file is taken for, or None."""
    try:
        return detection.told(path).name
    except Exception:
        return None


def _admissible(out: Path, texts: Path) -> None:
    """Documents whose text is known or their own; the text of another one cannot be told."""
    known = {d["id"]: d["text"] for d in map(json.loads, texts.read_bytes().splitlines())}
    documents_ = [json.loads(line) for line in out.read_bytes().splitlines()]
    told = [doc for doc in documents_ if "text" in doc or doc["id"] in known]
    gold = [{"id": doc["id"], "text": doc.get("text", known.get(doc["id"]))} for doc in told]
    for path, lines in ((out, told), (texts, gold)):
        path.write_text("".join(json.dumps(doc) + "\n" for doc in lines), encoding="utf-8")
    findings = check_file(out, "prediction", texts) if told else None
    promise(not findings or not findings.count("error"), f"convert wrote what validate refuses: {findings}")


def _written(folder: Path, name: str) -> None:
    code, _, _ = run("convert", "doc.jsonl", "--to", name, "-o", "out", codes=(0, 1, 2))
    promise(code == 0 or not (folder / "out").exists(), f"{name}: exit code {code}, and a file")
    try:
        doc = json.loads((folder / "doc.jsonl").read_bytes().decode())
    except ValueError:
        return  # it was read as something else than our format
    if code == 0 and isinstance(doc, dict):
        text = json.dumps({"id": doc["id"], "text": doc["text"]})
        (folder / "texts.jsonl").write_text(text, encoding="utf-8")
        words = ("out", "--from", name, "-o", "back.jsonl", "--texts", "texts.jsonl")
        back, _, err = run("convert", *words, codes=(0, 1, 2))
        first = err.strip().splitlines()[0].partition("error[")[2] if back else ""
        promise(back == 0, f"{name}: what was written does not come back: {first}")


FAMILY = Family("conversions", 25, make, check)
