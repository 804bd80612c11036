"""The patch language of `cases/invalid.toml`: each statement does what it says or is refused."""

import json

import pytest
from tests.helpers.patches import PatchError, patched

BASE = {
    "id": "d1",
    "text": "Eva saw Ole.",
    "events": [{"type": "X", "arguments": [{"role": "A", "text": "Eva"}, {"role": "B", "text": "Ole"}]}],
    "entities": [{"id": "eva", "name": "Eva", "also": None}, {"id": "ole", "name": "Ole", "also": None}],
}


@pytest.fixture
def base(tmp_path):
    """A file of two documents."""
    path = tmp_path / "base.jsonl"
    path.write_text(f'{json.dumps(BASE)}\n{{"id": "d2"}}\n', encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("patch", "look", "value"),
    [
        ("set id = 7", lambda d: d["id"], 7),
        ("set events[0].arguments[1].role = null", lambda d: d["events"][0]["arguments"][1]["role"], None),
        ('set entities["ole"].also = [[0, 3]]', lambda d: d["entities"][1]["also"], [[0, 3]]),
        ('set events[0].arguments["Ole"].role = "é"', lambda d: d["events"][0]["arguments"][1]["role"], "é"),
        ("add quotes = []", lambda d: list(d)[-1], "quotes"),
        ('add text = " Hm."', lambda d: d["text"], "Eva saw Ole. Hm."),
        ("add entities = {}", lambda d: d["entities"][2:], [{}]),
        ('add entities["ole"] = {}', lambda d: [e.get("id") for e in d["entities"]], ["eva", None, "ole"]),
        ("delete text", lambda d: "text" in d, False),
        ("delete events[0].arguments[0]", lambda d: len(d["events"][0]["arguments"]), 1),
        (
            'repeat entities["eva"]\nset entities[1].id = "eve"',
            lambda d: [e["id"] for e in d["entities"]],
            ["eva", "eve", "ole"],
        ),
        ("swap id with text", lambda d: (d["id"], d["text"]), ("Eva saw Ole.", "d1")),
        ("swap entities[0] with entities[1]", lambda d: [e["id"] for e in d["entities"]], ["ole", "eva"]),
        ("\n  set id = 1\n\n  set text = 2\n", lambda d: (d["id"], d["text"]), (1, 2)),
        ('set id = "a = b"', lambda d: d["id"], "a = b"),
    ],
)
def test_statements(base, patch, look, value):
    """The first document is changed at the place that is named, the others stay."""
    first, second = patched(base, patch).decode().splitlines()
    assert look(json.loads(first)) == value
    assert second == '{"id":"d2"}'


def test_documents_and_bytes(base):
    """`$` is the line; `raw` changes what is written in the end."""
    assert patched(base, "delete $") == b'{"id":"d2"}\n'
    assert patched(base, "repeat $").count(b'{"id":"d1"') == 2
    assert patched(base, 'delete $\nraw b"d2" = b"\\xff\\n"') == b'{"id":"\xff\n"}\n'
    assert patched(base, 'delete $\nadd text = "»"\nraw b"}\\n" = b"}"') == '{"id":"d2","text":"»"}'.encode()


@pytest.mark.parametrize(
    ("patch", "message"),
    [
        ("set nothing = 1", "nothing is not there"),
        ("set entities[2].name = 1", "[2] is not there"),
        ("set entities.name = 1", "name is looked up in [{"),
        ("set id[0] = 1", '[0] is looked up in "d1"'),
        ('set entities["bob"].name = 1', "no record has the id or text 'bob'"),
        ("set events[0] arguments = []", "is not a path"),
        ("set .id = 1", "is not a path"),
        ("set [0] = 1", "is not a path"),
        ('set id = "d1"', "it has this value already"),
        ("set id = d7", "Expecting value"),
        ("set id", "expected PATH = JSON"),
        ("add entities[5] = {}", "[5] is not there"),
        ("add entities[0].also = 1", "neither a list nor a string"),
        ("delete nothing", "nothing is not there"),
        ("delete entities[2]", "[2] is not there"),
        ("repeat id", "only an element of a list"),
        ("repeat entities[2]", "[2] is not there"),
        ("swap id with nothing", "nothing is not there"),
        ("swap id", "is not a path"),
        ("move id", "expected set, add, delete, repeat, swap or raw"),
        ("set", "expected set, add, delete, repeat, swap or raw"),
        ('raw b"d9" = b""', "0 times, not once"),
        ('raw b"name" = b""', "2 times, not once"),
        ('raw "d1" = "d2"', 'expected raw b"…" = b"…"'),
        ('raw b"d1"', 'expected raw b"…" = b"…"'),
        ('raw b"d1" = b"d3"\nset id = 1', "comes after every other statement"),
    ],
)
def test_what_cannot_be_applied_is_refused(base, patch, message):
    """A patch that would change nothing, or something else than it names, is an error."""
    with pytest.raises(PatchError) as error:
        patched(base, patch)
    assert message in str(error.value)


def test_a_name_of_two_records_is_refused(base):
    """A quoted name in brackets means one record."""
    with pytest.raises(PatchError, match="2 records have"):
        patched(base, 'repeat entities["eva"]\nset entities["eva"].name = "E"')
