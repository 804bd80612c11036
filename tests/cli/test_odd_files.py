"""Files that no program should write, and programs do: every verb answers with a sentence and a code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

GOLD = {"id": "d", "text": "Oslo met Rome.", "schema_version": "1.1.0", "mentions": []}
NO_PLACE = {"id": "d", "text": "Oslo met Rome.", "quotes": [{"content": []}]}
FAR = {"id": "d", "mentions": [{"start": 0, "end": 10**9, "type": "GPE", "text": "Oslo"}]}


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """One odd file of each kind."""
    files = {
        "gold": GOLD,
        "no-place": NO_PLACE,
        "far": FAR,
        "object-id": {"id": {"a": 1}},
        "list-id": {"id": [1]},
    }
    for name, value in files.items():
        (tmp_path / f"{name}.jsonl").write_text(json.dumps(value) + "\n", encoding="utf-8")
    (tmp_path / "map.json").write_bytes(b'{"name": "m", "version": "1", "types": {"A\xff": "PER"}}')
    (tmp_path / "half.json").write_text('[{"id": 1, "data": {"text": "\\ud800"}, "annotations": []}]')
    return tmp_path


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["convert", "object-id.jsonl", "-o", "out.jsonl", "--from", "presscheck"], 1, "$.id"),
        (["convert", "list-id.jsonl", "-o", "out.jsonl", "--from", "presscheck"], 1, "$.id"),
        (["score", "object-id.jsonl", "--gold", "gold.jsonl"], 1, "$.id"),
        (["score", "gold.jsonl", "--gold", "gold.jsonl", "--label-map", "map.json"], 2, "not UTF-8"),
        (["score", "gold.jsonl", "--gold", "gold.jsonl", "--label-map", "x" * 5000], 2, "label map"),
        (["pull", "--from-file", "half.json"], 1, "half a character"),
        (["convert", "half.json", "-o", "out.jsonl", "--from", "labelstudio"], 1, "half a character"),
        (["anchor", "far.jsonl", "--gold", "gold.jsonl", "-o", "out.jsonl"], 0, ""),
        (["show", "no-place.jsonl"], 0, ""),
        (["show", "--textconv", "no-place.jsonl"], 0, ""),
        (["anchor", "no-place.jsonl", "--gold", "gold.jsonl", "-o", "out.jsonl"], 0, ""),
        (["errors", "no-place.jsonl", "--gold", "gold.jsonl"], 1, "expected at least one"),
    ],
    ids=lambda value: " ".join(value[:2]) if isinstance(value, list) else None,
)
def test_the_answer_is_a_sentence(cli, work, arguments, code, said):
    done = cli(*arguments, cwd=work)
    assert "Traceback" not in done.stderr
    assert done.returncode == code, done.stderr
    assert said in done.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PRESSCHECK_LLM_KEY", "é"),
        ("--timeout", "-1"),
        ("--timeout", "nan"),
        ("PRESSCHECK_LLM_URL", "ftp://x"),
    ],
)
def test_what_cannot_ask_a_model_is_said_at_once(cli, work, name, value):
    environment = {
        "PRESSCHECK_LLM_URL": "http://127.0.0.1:9",
        "PRESSCHECK_LLM_MODEL": "m",
        "PRESSCHECK_LLM_KEY": "k",
    }
    options = [name, value] if name.startswith("--") else []
    environment |= {} if options else {name: value}
    done = cli("extract", "llm", "gold.jsonl", "-o", "out.jsonl", *options, cwd=work, **environment)
    assert done.returncode == 2, done.stderr
    assert name in done.stderr or value in done.stderr
    assert "Traceback" not in done.stderr


def test_a_damaged_table_of_datasets_is_a_sentence(cli, work):
    pytest.importorskip("datasets", reason="the extra `hub` is not installed")
    assert cli("convert", "gold.jsonl", "-o", "table", "--to", "datasets", cwd=work).returncode == 0
    [arrow] = (work / "table").glob("*.arrow")
    content = bytearray(arrow.read_bytes())
    for at in range(0, len(content), len(content) // 7):
        damaged = content.copy()
        damaged[at] ^= 0xFF
        arrow.write_bytes(damaged)
        done = cli("convert", "table", "-o", "out.jsonl", "--from", "datasets", cwd=work)
        assert "Traceback" not in done.stderr
        assert done.returncode in (0, 1)
