"""A value of a wrong type anywhere in a file is a finding or is left out: it never ends in an exception."""

import contextlib
import copy
import json
from collections import Counter

import pytest
from tests.fuzz import conversions

from presscheck import formats
from presscheck.document import jsonl
from presscheck.document.exceptions import InvalidInputError, UsageError
from presscheck.formats import Source

WRONG = (7, -1, True, None, "x", [], [7], {}, {"x": [7]})
SAMPLES = {path: (files[path], options) for path, files, options in conversions.samples() if path in files}
JSON = sorted(path for path in SAMPLES if path.endswith((".json", ".jsonl")))


def rows(raw):
    """The JSON of a file, or of its first line."""
    try:
        return json.loads(raw), ""
    except ValueError:
        first, _, rest = raw.decode().partition("\n")
        return json.loads(first), rest


def places(value, path=()):
    """One place of each kind: of the records of a list only the first."""
    if path:
        yield path
    if isinstance(value, list):
        value = dict(enumerate(value[:1]))
    for key, part in value.items() if isinstance(value, dict) else ():
        yield from places(part, (*path, key))


def changed(value, path, wrong):
    """The value with another one in one place."""
    new = copy.deepcopy(value)
    here = new
    for key in path[:-1]:
        here = here[key]
    here[path[-1]] = wrong
    return new


@pytest.mark.parametrize("sample", JSON)
def test_any_value_may_be_wrong(sample, tmp_path):
    """Every kind of place in every sample, with every kind of value."""
    raw, options = SAMPLES[sample]
    name = "fields" if options else sample.split(".")[1]
    if name not in formats.FORMATS:
        pytest.skip("told by its content alone: `tests/fuzz` changes it")
    fields = options[1] if options else None
    known = conversions.CASES / ("fields/texts.jsonl" if options else "gold.jsonl")
    texts = {doc.id: doc.text for doc in jsonl.read(known)}
    value, rest = rows(raw)
    file = tmp_path / sample
    file.write_bytes(raw)
    assert formats.read(name, Source(file, texts, Counter(), fields=fields))
    for path in places(value):
        for wrong in WRONG:
            file.write_text(f"{json.dumps(changed(value, path, wrong))}\n{rest}", encoding="utf-8")
            try:
                documents = formats.read(name, Source(file, texts, Counter(), fields=fields))
            except (InvalidInputError, UsageError):
                continue
            for doc in documents:
                jsonl.loads(jsonl.dumps(doc))


@pytest.mark.parametrize("column", range(10))
@pytest.mark.parametrize("blank", ["", " ", "_"])
def test_any_column_of_a_word_may_be_blank(column, blank, tmp_path):
    """One column of CoNLL-U, or all from it to the last."""
    lines = (conversions.CASES / "example.conllu").read_text(encoding="utf-8").split("\n")
    texts = {doc.id: doc.text for doc in jsonl.read(conversions.CASES / "gold.jsonl")}
    at = next(i for i, line in enumerate(lines) if line.startswith("1\t"))
    for end in (column + 1, 10):
        cells = lines[at].split("\t")
        cells[column:end] = [blank] * (end - column)
        file = tmp_path / "example.conllu"
        file.write_text("\n".join([*lines[:at], "\t".join(cells), *lines[at + 1 :]]), encoding="utf-8")
        with contextlib.suppress(InvalidInputError):
            formats.read("conllu", Source(file, texts, Counter()))


@pytest.mark.parametrize(
    "wrong", ["b'x'", "(1, 2)", "{1, 2}", "1j", "...", "None", "{b'k': 1}", "{(1, 2): 'x'}"]
)
@pytest.mark.parametrize("place", ["key", "value", "record"])
def test_a_reply_may_be_any_python_literal(wrong, place, tmp_path):
    """A string for a key, and null for a value, where JSON has nothing like it."""
    key = wrong if place == "key" else "'text'"
    value = wrong if place == "value" else "'Oslo'"
    record = wrong if place == "record" else f"{{{key}: {value}, 'type': 'GPE'}}"
    file = tmp_path / "reply.md"
    file.write_text(f"{{'mentions': [{record}, {{'text': 'Oslo', 'type': 'GPE'}}]}}", encoding="utf-8")
    with contextlib.suppress(InvalidInputError):
        formats.read("llm", Source(file, {"d": "Oslo won."}, Counter()))
