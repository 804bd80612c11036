"""`validate` and `score` are of one mind about every file, at every size and from every kind of input."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conftest import ROOT
from tests.fuzz.mutation import in_bytes, mutated

import presscheck
from presscheck import InvalidInputError
from presscheck.document import kinds, model, schemas
from presscheck.document.exceptions import UsageError
from presscheck.validation.file import check_file

VALID = ROOT / "tests" / "cases" / "valid"
GOLD = json.loads((VALID / "gold.jsonl").read_text(encoding="utf-8").splitlines()[0])
KEYS = ("id", "meta", "mentions", "entities", "events", "quotes", "marked_uses")
PRED = {key: GOLD[key] for key in KEYS if key in GOLD} | {
    "mentions": [*GOLD["mentions"], {"text": "pact", "type": "DOC"}]
}
NAMES = sorted({*model.Document.__struct_fields__, *model.Quote.__struct_fields__, "role", "head", "x"})


def written(doc: dict[str, Any], rng: random.Random) -> bytes:
    """The document as a line, sometimes with bytes changed."""
    return in_bytes(doc, rng) + rng.choice([b"\n", b"\n", b"\r\n", b"", b"\n\n", b"\n{}\n"])


def valid(path: Path, purpose: Any, gold: Path) -> bool:
    """Return the findings of `validate`."""
    return check_file(path, purpose, gold).count("error") == 0


def accepted(gold: Any, pred: Any) -> bool:
    """Return the findings of `score`."""
    try:
        presscheck.score(gold, pred)
    except (InvalidInputError, UsageError):
        return False
    return True


@settings(max_examples=50)
@given(st.integers(0, 2**32))
def test_a_mutated_prediction_has_one_verdict(seed: int) -> None:
    """As a file, and as plain values where it can be those."""
    rng = random.Random(seed)
    doc = mutated(PRED, rng, NAMES)
    with Folder() as folder:
        gold, pred = folder / "gold.jsonl", folder / "pred.jsonl"
        gold.write_text(json.dumps(GOLD) + "\n", encoding="utf-8")
        pred.write_bytes(written(doc, rng))
        verdict = valid(pred, "prediction", gold)
        assert accepted(gold, pred) == verdict, pred.read_bytes()
        pred.write_bytes(json.dumps(doc).encode() + b"\n")
        assert accepted([GOLD], [doc]) == valid(pred, "prediction", gold) == accepted(gold, pred)


@settings(max_examples=50)
@given(st.integers(0, 2**32))
def test_a_mutated_gold_has_one_verdict(seed: int) -> None:
    """A prediction of its own id, so that nothing but the gold decides."""
    rng = random.Random(seed)
    doc = mutated({key: value for key, value in GOLD.items() if key != "schema_version"}, rng, NAMES)
    doc["id"] = GOLD["id"]
    with Folder() as folder:
        gold, pred = folder / "gold.jsonl", folder / "pred.jsonl"
        gold.write_bytes(written(doc, rng))
        pred.write_text(json.dumps({"id": GOLD["id"]}) + "\n", encoding="utf-8")
        verdict = valid(gold, "gold", gold)
        assert accepted(gold, pred) == verdict, gold.read_bytes()


class Folder:
    """A folder for one example."""

    def __enter__(self) -> Path:
        import tempfile

        self.made = tempfile.TemporaryDirectory()
        return Path(self.made.name)

    def __exit__(self, *_: object) -> None:
        self.made.cleanup()


BAD = '{"id":"d7","mentions":[{"start":0,"end":4,"type":"GPE"}],"mentions":[]}'


@pytest.mark.parametrize("size", [1, 60_000])
def test_the_verdict_does_not_depend_on_the_size(size: int, tmp_path: Path) -> None:
    """A repeated key among 4.5 MB of lines is as wrong as alone, in either file."""
    good = [f'{{"id":"d{n}","text":"Oslo","mentions":[]}}' for n in range(size)]
    bad = [*good[:-1], BAD.replace("d7", f"d{size - 1}").replace('"mentions"', '"text":"Oslo","mentions"', 1)]
    for name, lines in (("good", good), ("bad", bad)):
        (tmp_path / f"{name}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    for gold, pred in (("good", "bad"), ("bad", "good")):
        with pytest.raises(InvalidInputError) as caught:
            presscheck.score(
                tmp_path / f"{gold}.jsonl", tmp_path / f"{pred}.jsonl", measures="mention.strict"
            )
        assert [(f.rule, f.line) for f in caught.value.findings] == [("duplicate-key", size)]


@pytest.mark.parametrize("version", ["9.0.0", "2.0.0", "he", "1", "0.9.0"])
def test_an_unknown_version_is_refused_by_both(version: str, tmp_path: Path) -> None:
    """A future format is not scored as if it were understood."""
    paths = {}
    for name, doc in (("gold", GOLD), ("pred", PRED)):
        paths[name] = tmp_path / f"{name}.jsonl"
        paths[name].write_text(json.dumps({**doc, "schema_version": version}) + "\n", encoding="utf-8")
    for gold, pred in ((paths["gold"], VALID / "prediction.jsonl"), (VALID / "gold.jsonl", paths["pred"])):
        with pytest.raises(InvalidInputError, match=r"expected a version from 1\.0\.0 to"):
            presscheck.score(gold, pred)
    assert not valid(paths["gold"], "gold", paths["gold"])
    assert not valid(paths["pred"], "prediction", VALID / "gold.jsonl")
    with pytest.raises(InvalidInputError):
        presscheck.score([{**GOLD, "schema_version": version}], [PRED])
    assert schemas.version() in str(
        [*schemas.broken({"id": "d", "schema_version": version}, schemas.PREDICTION)]
    )


LINE = json.dumps({"id": GOLD["id"], "mentions": []})
ONE = f"a file has one document per line, such as {kinds.SHAPE}"
KINDS: dict[str, tuple[bytes, str]] = {
    "byte order mark": (b"\xef\xbb\xbf" + LINE.encode() + b"\n", "begins with a byte order mark"),
    "gzip": (b"\x1f\x8b\x08\x00rest\n", "the file is gzip; unpack it: gunzip -k"),
    "zip": (b"PK\x03\x04rest\n", "the file is a zip archive"),
    "UTF-16": (LINE.encode("utf-16") + b"\n", "the file is UTF-16; save it as UTF-8: iconv -f UTF-16"),
    "UTF-16 bare": (LINE.encode("utf-16-le") + b"\n", "the file is UTF-16; save it as UTF-8: iconv"),
    "UTF-32": (LINE.encode("utf-32") + b"\n", "the file is UTF-32"),
    "Latin-1": ('{"id": "d", "meta": {"a": "é"}}\n'.encode("latin-1"), "if it is Latin-1: iconv -f LATIN1"),
    "CSV": (b"id,start,end\nd,0,4\n", f"the file is a table (CSV or TSV); {ONE}"),
    "TSV": (b"id\tstart\tend\nd\t0\t4\n", "the file is a table"),
    "empty": (b"", f"the file contains no document; {ONE}"),
    "blank": (b"\n\n", "the file contains no document"),
    "list": (f"[{LINE}]\n".encode(), f"the file is one list; {ONE}"),
    "long list": (f"[\n{LINE}\n]\n".encode(), "the file is JSON over several lines; a file has one"),
    "by id": (f'{{"d": {LINE}}}\n'.encode(), "the file is an object from ids to documents; a file has"),
    "indented": (json.dumps({"id": "d"}, indent=1).encode(), "the file is JSON over several lines"),
    "not JSON": (b"hello\n", "not JSON: Expecting value at column 1"),
    "cut off": (b'{"id": "d"\n', "not JSON"),
    "half a character": (b'{"id": "\\ud800"}\n', "half a character"),
    "NaN": (b'{"id": "d", "meta": {"a": NaN}}\n', "nan is not JSON"),
    "key twice": (b'{"id": "d", "id": "e"}\n', "key `id` appears twice in one object"),
    "unknown key": (b'{"id": "d", "mentons": []}\n', "unknown key `mentons`; did you mean `mentions`?"),
    "no id": (b'{"mentions": []}\n', "the key `id` is missing"),
    "number": (b"3\n", "expected an object, got 3"),
    "deep": (b"[" * 100_000 + b"\n", "nested too deeply"),
}  # fmt: skip
"""Kind -> the file, and what every verb says of it."""

READERS = {
    "score": ["bad.jsonl"],
    "errors": ["bad.jsonl"],
    "validate": ["bad.jsonl"],
    "compare": ["good.jsonl", "bad.jsonl"],
    "gate": ["bad.jsonl", "--rules", "rules.toml"],
    "show": ["bad.jsonl"],
    "stats": ["bad.jsonl"],
    "anchor": ["bad.jsonl", "-o", "out.jsonl"],
    "push": ["bad.jsonl", "--project", "Tests"],
    "agree": ["gold.jsonl", "bad.jsonl"],
    "adjudicate": ["gold.jsonl", "bad.jsonl", "-o", "out.jsonl"],
}
UNGOLD = ("stats", "agree", "adjudicate")
"""Verbs without `--gold`."""


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a gold, a good prediction and rules."""
    monkeypatch.chdir(tmp_path)
    for name in ("gold", "good"):
        (tmp_path / f"{name}.jsonl").write_text(json.dumps(GOLD) + "\n", encoding="utf-8")
    (tmp_path / "rules.toml").write_text(
        '[[rule]]\nmeasure = "mention.strict"\nmin = 0.5\n', encoding="utf-8"
    )
    return tmp_path


@pytest.mark.parametrize("kind", KINDS)
def test_one_kind_of_bad_file_has_one_message(kind: str, work: Path) -> None:
    """In every verb that reads documents."""
    from tests.helpers.inside import run

    content, says = KINDS[kind]
    (work / "bad.jsonl").write_bytes(content)
    for verb, arguments in READERS.items():
        code, out, err = run(verb, *arguments, *([] if verb in UNGOLD else ["--gold", "gold.jsonl"]))
        assert code == (3 if verb in ("gate", "compare") else 1), (verb, out, err)
        assert says in out + err, (verb, out, err)


def fed(path: Path, content: bytes) -> threading.Thread:
    """A named pipe with this content for whoever opens it first."""
    os.mkfifo(path)
    thread = threading.Thread(target=path.write_bytes, args=(content,), daemon=True)
    thread.start()
    return thread


INPUTS = ["path", "-", "/dev/stdin", "pipe"]


@pytest.mark.parametrize("how", INPUTS)
@pytest.mark.parametrize("verb", ["score", "validate", "errors", "compare", "gate", "show", "anchor"])
@pytest.mark.parametrize("bad", [False, True])
def test_every_kind_of_input_has_the_same_verdict(how: str, verb: str, bad: bool, work: Path) -> None:
    """A file, standard input by either name, a pipe; documents in another order than gold's."""
    docs = [{**GOLD, "id": name} for name in "abc"]
    (work / "gold.jsonl").write_text("".join(json.dumps(d) + "\n" for d in docs), encoding="utf-8")
    lines = [json.dumps({**doc, **({"x": 1} if bad else {})}) + "\n" for doc in reversed(docs)]
    content = "".join(lines).encode()
    (work / "pred.jsonl").write_bytes(content)
    (work / "bad.jsonl").write_bytes(content)
    name = {"path": "pred.jsonl", "pipe": "pipe"}.get(how, how)
    if how == "pipe":
        fed(work / "pipe", content)
    given_ = {"compare": [name, "gold.jsonl"], "gate": [name, "--rules", "rules.toml"]}.get(verb, [name])
    more = ["-o", "out.jsonl"] if verb == "anchor" else []
    command = [sys.executable, "-m", "presscheck", verb, *given_, "--gold", "gold.jsonl", *more]
    options = ["--as", "prediction"] if verb == "validate" else []
    done = subprocess.run([*command, *options], input=content, capture_output=True, check=False, timeout=60)
    wrong = 3 if verb in ("gate", "compare") else 1
    assert done.returncode == (wrong if bad else 0), done.stderr.decode()
    assert ("unknown key `x`" in (done.stdout + done.stderr).decode()) is bad


def test_standard_input_is_one_file(work: Path) -> None:
    """It cannot be gold and prediction at once."""
    from tests.helpers.inside import run

    code, _, err = run("score", "-", "--gold", "-")
    assert (code, err) == (2, "Error: `-` is given twice; standard input can be only one of the files\n")
    assert (work / "gold.jsonl").exists()


def test_objects_have_the_verdict_of_their_file(work: Path) -> None:
    """An iterator of documents is read once, as a file is."""
    assert accepted(iter([GOLD]), iter([PRED]))
    assert accepted(work / "gold.jsonl", [PRED])
    assert not accepted([GOLD], [{**PRED, "x": 1}])
