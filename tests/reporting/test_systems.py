"""The generated table of systems: values, intervals, and ties instead of ranks."""

import re

import pytest
from tests.conftest import ROOT

from presscheck.document import shipped
from presscheck.reporting import systems

PREDICTIONS = [path.stem for path in sorted((ROOT / "corpus" / "predictions").glob("*.jsonl"))]


def test_every_shipped_system_stands_in_one_table_under_one_label_map():
    """Held to the same gold, they can be compared; what one system does not do is an empty cell."""
    text = systems.systems("ontonotes")
    header = text.splitlines()[0]
    assert [cell.strip() for cell in header.strip("|").split("|")] == ["measure", *PREDICTIONS]
    assert text.count("\n\n`measures:default@") == 1


def test_the_table_says_what_is_proved():
    """In words, beside the ranks; on one article little is."""
    text = systems.systems("ontonotes")
    assert "\n\nOn this one article, no difference is statistically significant.\n\n" in text


def test_the_measures_of_the_table_can_be_chosen():
    """In table order, whatever the order asked for; a name that is none is refused."""
    text = systems.systems("ontonotes", "quote.overlap", "mention.strict")
    assert re.findall(r"^\| `(.*?)`", text, re.M) == ["mention.strict", "quote.overlap"]
    with pytest.raises(ValueError, match=r"mention\.strct"):
        systems.systems("ontonotes", "mention.strct")


def test_ranks_stand_only_where_there_is_something_to_rank():
    """A measure that one system alone has no rank; equal outputs share all places."""
    rows = [line for line in systems.systems("ontonotes").splitlines() if line.startswith("| `")]
    for row in rows:
        cells = [cell.strip() for cell in row.strip("|").split("|")][1:]
        ranks = [rank for cell in cells if (rank := re.search(r"\[([0-9–]+)\]$", cell))]
        assert len(ranks) == (sum(map(bool, cells)) if sum(map(bool, cells)) > 1 else 0), row


@pytest.mark.parametrize("name", ["coverage", "measure-coverage", "levels", "detectable"])
def test_the_simulations_tables_are_filled(name):
    """A header, a rule, and a row for every entry of the record."""
    lines = systems.BLOCKS[name]().splitlines()
    assert len(lines) > 5
    assert len({line.count("|") for line in lines}) == 1
    assert (shipped.root() / "bench" / "coverage.json").is_file()
