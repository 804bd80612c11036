"""Minimal pairs: valid gold in our schema, one change apart, written in the notation."""

import pytest

from presscheck import api
from presscheck.document import jsonl
from presscheck.layers import MEASURES
from presscheck.rewrites import pairs
from presscheck.validation.file import check_file

PAIRS = pairs.load()
KINDS = {row.id: row.kind for row in MEASURES}


def test_there_are_enough_of_them():
    """At least forty, no name twice."""
    assert len(PAIRS) >= 40
    assert len({pair.name for pair in PAIRS}) == len(PAIRS)


def test_they_are_as_valid_as_the_shipped_corpus(tmp_path):
    """Every finding at once."""
    path = tmp_path / "gold.jsonl"
    jsonl.write(path, (doc for pair in PAIRS for doc in pair.documents))
    assert check_file(path, "shipped").findings == []


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.name)
def test_a_pair_asks_what_tells_its_sides_apart(pair):
    """A question counts spurious items too, and one side's gold is wrong for the other."""
    assert KINDS[pair.asks[0]] in ("prf", "mean")
    a, b = pair.documents
    assert a.text != b.text
    for doc in (a, b):
        result = api.score([doc], [doc], measures=",".join(pair.asks), resample=None)
        assert {result.value(row) for row in result.shown()} <= {1.0, None}


def test_a_notation_that_is_wrong_is_told_with_the_name_of_the_pair():
    """A label without an entity."""
    text = (
        '[entities]\n[[pair]]\nname = "odd"\nphenomenon = "x"\nasks = []\na.text = "[Ann|ann]"\nb.text = ""'
    )
    with pytest.raises(ValueError, match="pair 'odd': KeyError: 'ann'"):
        pairs.read(text)
