"""jsonl.py: reading strictly, writing canonically."""

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from presscheck.document import jsonl, strict_json
from presscheck.document.exceptions import InvalidInputError, UsageError
from presscheck.document.model import Document, Mention
from presscheck.measure.settings import Settings
from presscheck.scoring import run

SPANS = st.tuples(st.integers(0, 50), st.integers(1, 20)).map(lambda p: {"start": p[0], "end": p[0] + p[1]})
NAMES = st.none() | st.text(max_size=5)
DOCUMENTS = st.fixed_dictionaries(
    {"id": st.text(min_size=1)},
    optional={
        "text": st.none() | st.text(),
        "mentions": st.none()
        | st.lists(st.builds(lambda s, t, e: {**s, "type": t, "entity": e}, SPANS, NAMES, NAMES), max_size=5),
        "entities": st.lists(
            st.fixed_dictionaries({"id": st.text(min_size=1)}, optional={"wikidata": NAMES}), max_size=3
        ),
        "quotes": st.lists(
            st.fixed_dictionaries({"content": st.lists(SPANS, min_size=1, max_size=3)}), max_size=3
        ),
        "sentences": st.lists(st.tuples(st.integers(0, 5), st.integers(6, 9)).map(list), max_size=3),
    },
)


@settings(max_examples=200)
@given(DOCUMENTS)
def test_reading_what_was_written_is_identity(value):
    """A canonical line read and written again changes no byte."""
    line = jsonl.dumps(jsonl.from_plain(value))
    assert jsonl.dumps(jsonl.loads(line)) == line


@settings(max_examples=100)
@given(DOCUMENTS, st.randoms())
def test_the_canonical_line_does_not_depend_on_record_order(value, rng):
    """Shuffled records give the same line when their places differ."""
    places = [(m["start"], m["end"]) for m in value.get("mentions") or []]
    if len(set(places)) < len(places):
        return
    shuffled = dict(value)
    if shuffled.get("mentions"):
        shuffled["mentions"] = rng.sample(shuffled["mentions"], len(shuffled["mentions"]))
    before, after = (json.loads(jsonl.dumps(jsonl.from_plain(v))) for v in (value, shuffled))
    assert before.get("mentions") == after.get("mentions")


def test_wikidata_missing_is_not_null():
    """Only a missing key means that linking was not done, and it stays missing when written."""
    line = jsonl.dumps(jsonl.loads('{"id": "d", "entities": [{"id": "a"}, {"id": "b", "wikidata": null}]}'))
    first, second = json.loads(line)["entities"]
    assert "wikidata" not in first
    assert second["wikidata"] is None


def test_words_without_offsets_are_written_without_offsets():
    """A record that gives only its text keeps its place in the file and gains no offsets."""
    line = jsonl.dumps(jsonl.loads('{"id": "d", "mentions": [{"text": "b"}, {"text": "a"}]}'))
    assert [m["text"] for m in json.loads(line)["mentions"]] == ["b", "a"]
    assert "start" not in json.loads(line)["mentions"][0]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("[1]", "expected an object, got [1]"),
        ("{", "not JSON"),
        ('{"id": "d", "mentons": []}', "did you mean `mentions`?"),
        ('{"id": "d", "colour": 1}', "put your own data under `meta`"),
        ('{"doc_id": "d"}', "unknown key `doc_id`; did you mean `id`?"),
        ('{"id": "d", "mentions": [{"start": 0, "end": 1, "label": "PER"}]}', "did you mean `type`?"),
        ('{"id": "d", "events": [{"arguments": [{"type": "Place"}]}]}', "did you mean `role`?"),
        ('{"id": "d", "events": [{"trigger": "x"}]}', "did you mean `text`?"),
        ('{"id": "d", "entities": [{"id": "e", "start": 1}]}', "are records of `mentions`"),
        ('{"id": "d", "quotes": [{"content": [], "start": 1}]}', "are in `content`"),
        (
            '{"id": "d", "mentions": [{"start": 0.0, "end": 1}]}',
            "expected a whole number, got a decimal number",
        ),
        ('{"id": "d", "mentions": [{"start": "0"}]}', "$.mentions[0].start"),
        ('{"id": "d", "mentions": [{"start": -1}]}', "expected at least 0, got -1"),
        ('{"text": "x"}', "the key `id` is missing"),
    ],
)
def test_a_bad_line_says_what_and_where(line, expected):
    """One readable message with the JSON path."""
    with pytest.raises(InvalidInputError) as error:
        jsonl.loads(line)
    assert expected in str(error.value)


@pytest.mark.parametrize("text", ['{"a": NaN}', '{"a": 1, "a": 1}', '[{"b": 1, "b": 2}]', "[Infinity]"])
def test_strict_json_refuses_what_others_let_pass(text):
    """NaN, Infinity and repeated keys are errors."""
    with pytest.raises(ValueError, match=r"is not JSON|appears twice"):
        strict_json.loads(text)


def test_nothing_is_half_written(tmp_path):
    """A failure while writing leaves the old file as it was, and no other file."""
    target = tmp_path / "out.jsonl"
    target.write_text("old")

    def documents():
        yield Document(id="a")
        raise KeyError("interrupted")

    with pytest.raises(KeyError):
        jsonl.write(target, documents())
    assert target.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["out.jsonl"]


def test_write_then_read(tmp_path):
    """Documents come back as they went in."""
    documents = [Document(id="a", mentions=[Mention(start=0, end=1)]), Document(id="b", mentions=[])]
    path = tmp_path / "d.jsonl"
    assert jsonl.write(path, documents) == 2
    assert [*jsonl.read(path)] == documents


def test_a_missing_file_is_the_users_question(tmp_path):
    """It is named, and no traceback follows."""
    with pytest.raises(UsageError, match=r"nowhere\.jsonl"):
        next(jsonl.read(tmp_path / "nowhere.jsonl"))


def test_line_separators_inside_strings_do_not_cut_lines(tmp_path):
    """U+2028 and U+0085 are characters like others."""
    path = tmp_path / "d.jsonl"
    jsonl.write(path, [Document(id="a", text="x\u2028y\u0085z")])
    assert next(jsonl.read(path)).text == "x\u2028y\u0085z"


def test_rows_go_through_jsonlines_strictly(tmp_path):
    """Plain rows come back, and a repeated key names its line."""
    path = tmp_path / "r.jsonl"
    jsonl.write_rows(path, [{"a": 1}, {"b": "é"}])
    assert [*jsonl.rows(path)] == [{"a": 1}, {"b": "é"}]
    path.write_text('{"a": 1}\n{"a": 1, "a": 2}\n')
    with pytest.raises(InvalidInputError, match=r"r\.jsonl:2"):
        list(jsonl.rows(path))


PAIRS = st.lists(
    st.tuples(st.sampled_from(["a", "b:", '":', "\u00e9"]), st.sampled_from([1, ":", "x: y"])), max_size=4
)


@settings(max_examples=300, deadline=None)
@given(PAIRS, PAIRS, st.booleans(), st.sampled_from(["", "\\u003a", "\\u201c"]))
def test_bytes_are_read_as_strictly_as_text(outer, inner, spaced, escape):
    """The quick look at bytes lets no repeated key pass, and finds none that is not there."""

    def written(pairs):
        return [f"{json.dumps(key)}{' ' * spaced}: {json.dumps(value)}" for key, value in pairs]

    meta = ", ".join([*written(outer), f'"in": {{{", ".join(written(inner))}}}'])
    line = f'{{"id": "d{escape}", "meta": {{{meta}}}}}'
    twice = any(len({key for key, _ in pairs}) < len(pairs) for pairs in (outer, inner))
    for text in (line, line.encode()):
        if twice:
            with pytest.raises(InvalidInputError, match="appears twice"):
                jsonl.loads(text)
        else:
            assert jsonl.loads(text) == jsonl.parse(line)


def test_a_key_that_stands_twice_is_an_error(tmp_path):
    """Reading never takes the last of two values in silence, at any depth."""
    for line in ('{"id": "d", "id": "e"}', '{"id": "d", "meta": {"a": 1, "a": 2}}'):
        with pytest.raises(InvalidInputError, match=r"error\[duplicate-key\]: key `\w+` appears twice"):
            jsonl.loads(line)
    path = tmp_path / "docs.jsonl"
    path.write_text('{"id": "d"}\n{"id": "e", "text": "x", "text": "y"}\n')
    with pytest.raises(InvalidInputError, match=r"docs\.jsonl:2 e"):
        list(jsonl.read(path))


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("# a heading", "json-syntax"),
        ("123 words", "json-syntax"),
        ('"gold.jsonl": {', "json-syntax"),
        ('{"id": 3} and more', "json-syntax"),
        ('{"id": "d", "meta": ' + "[" * 100_000, "json-syntax"),
        ("123", "schema"),
        ('{"id": 3}', "schema"),
    ],
)
def test_any_line_is_a_document_or_a_finding(line, rule):
    """Whatever stands in a file, what is said of it is a finding and no traceback."""
    with pytest.raises(InvalidInputError) as error:
        jsonl.loads(line)
    assert [finding.rule for finding in error.value.findings] == [rule]


HARD = (
    '{"id":"d","text":"10:30, \\":\\" and \\u003a","mentions":[{"text":"a:b"},{"start":0,"end":2}]}',
    '{"id" : "d", "meta": {"a": {"start": -1, "b": [{"c": ":"}]}}, "quotes": [{"content": [], "cue": null}]}',
    '{"id":"d","events":[{"text":"met","arguments":[{"role":"Agent","text":"Ann"}]}],"entities":[{"id":"a"}]}',
)


@pytest.mark.parametrize("line", HARD)
def test_a_key_is_found_twice_wherever_it_stands(line):
    """The quick test on lines never lets one pass that the exact one finds, nor stops another."""
    assert jsonl.loads(line.encode()) == jsonl.parse(line.encode())
    for at, key in ((m.start(), m.group()) for m in re.finditer(r'"\w+" ?:', line)):
        value = json.JSONDecoder().raw_decode(line[at + len(key) :].lstrip())[0]
        twice = f"{line[:at]}{key}{json.dumps(value)},{line[at:]}"
        with pytest.raises(InvalidInputError, match="appears twice"):
            jsonl.loads(twice.encode())


def test_a_key_that_stands_twice_is_an_error_in_a_large_file_too(tmp_path):
    """The meaning of a file does not depend on its size."""
    text = "word " * 900_000
    files = [tmp_path / name for name in ("gold.jsonl", "pred.jsonl")]
    files[0].write_text(json.dumps({"id": "d", "text": text, "mentions": []}) + "\n", encoding="utf-8")
    twice = f'{{"id":"d","text":{json.dumps(text)},"mentions":[{{"start":0,"end":4}}],"mentions":[]}}\n'
    files[1].write_text(twice, encoding="utf-8")
    with pytest.raises(InvalidInputError, match="key `mentions` appears twice"):
        run.score(*files, Settings())
