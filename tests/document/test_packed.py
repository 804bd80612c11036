"""Files that are packed with gzip, told by their names, and streams: read once, by every verb."""

import gzip
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.helpers import generate

import presscheck
from presscheck.document import jsonl, output, shipped, streams
from presscheck.document.exceptions import FileError

GOLD = shipped.gold()
PRED = GOLD.parent / "predictions" / "spacy.jsonl"


@pytest.fixture
def packed(tmp_path):
    """The gold and a prediction, packed."""
    for path in (GOLD, PRED):
        with output.replacing_bytes(tmp_path / f"{path.name}.gz") as file:
            file.write(path.read_bytes())
    return tmp_path / "gold.jsonl.gz", tmp_path / "spacy.jsonl.gz"


def test_what_is_written_is_packed_and_always_the_same(packed, tmp_path):
    """No time and no name is in the file, so that equal content is equal bytes."""
    assert gzip.decompress(packed[0].read_bytes()) == GOLD.read_bytes()
    with output.replacing_bytes(tmp_path / "again.jsonl.gz") as file:
        file.write(GOLD.read_bytes())
    assert (tmp_path / "again.jsonl.gz").read_bytes() == packed[0].read_bytes()


def test_a_packed_file_is_scored_as_its_content(packed):
    """The same values and the same signature."""
    assert presscheck.score(*packed).as_dict() == presscheck.score(GOLD, PRED).as_dict()


@pytest.mark.parametrize(
    "words",
    [
        ["score"],
        ["errors"],
        ["validate"],
        ["show"],
        ["gate", "--baseline", str(GOLD.parent / "baselines" / "spacy.json")],
        ["convert", "-o", "out.jsonl.gz"],
    ],
)
def test_every_verb_reads_packed_files_and_pipes(words, packed, tmp_path):
    """Standard output is that of the plain file."""
    verb, *more = words
    command = [sys.executable, "-m", "presscheck", verb]
    told = []
    for name, given in ((PRED, None), (packed[1], None), ("-", PRED.read_bytes())):
        done = subprocess.run(
            [*command, str(name), *more], input=given, capture_output=True, cwd=tmp_path, check=True
        )
        told.append(done.stdout.decode().replace(str(name), "FILE" if given is None else "-"))
    assert told[0] == told[1]
    assert verb in ("validate", "gate") or told[0] == told[2]  # these name their files
    if verb == "convert":
        assert [*presscheck.read(tmp_path / "out.jsonl.gz")] == [*presscheck.read(PRED)]


def test_a_damaged_packed_file_is_a_sentence(packed, tmp_path):
    """Cut off, spoilt, or not packed at all."""
    whole = packed[0].read_bytes()
    for content in (whole[:-20], whole[:200] + b"\0" * 50 + whole[250:], b"{}\n", b""):
        path = tmp_path / "odd.jsonl.gz"
        path.write_bytes(content)
        if content:
            with pytest.raises(FileError, match="gzip"):
                presscheck.score(path, PRED)


def test_a_stream_is_read_once_and_its_copy_is_gone_afterwards(monkeypatch):
    """Whatever is read twice comes from the copy."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(GOLD.read_bytes())))
    with streams.kept():
        copy = streams.real("-")
        assert [*jsonl.read("-")] == [*jsonl.read("-")] == [*jsonl.read(GOLD)]
        assert copy.read_bytes() == GOLD.read_bytes()
    assert not copy.exists()


def test_a_packed_prediction_in_another_order_is_found(tmp_path):
    """Documents are taken from the copy by their places."""
    import random

    golds = [generate.document(random.Random(i), f"d{i}") for i in range(8)]
    path = tmp_path / "pred.jsonl.gz"
    path.write_bytes(gzip.compress("".join(json.dumps(g) + "\n" for g in reversed(golds)).encode()))
    result = presscheck.score(golds, path, measures="mention.strict", repeats="first", resample=None)
    assert result.value(result.rows[0]) == 1.0
    assert Path(path).exists()
