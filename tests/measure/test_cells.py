"""measure/cells.py and measure/measure.py: ways to make cells, one way to read them."""

import functools

import pytest

from presscheck import score
from presscheck.document.model import Document
from presscheck.measure.cells import PENDING, Cells, Tally
from presscheck.measure.counts import Counts
from presscheck.measure.measure import DocumentPair, Measure
from presscheck.measure.settings import Settings
from presscheck.scoring.items import Items

GOLD = {(0, 2): "PER", (5, 6): "ORG", (9, 12): "ORG"}
PRED = {(0, 2): "PER", (5, 6): "ORG", (20, 22): "GPE"}
COUNTS = {"PER": Counts(1, 1, 1, 1), "ORG": Counts(1, 1, 1, 2), "GPE": Counts(0, 1, 0, 0)}
RIGHT = ["PER", "ORG"]


def columns(side):
    """Keys that hold their labels, column by column."""
    starts, ends = zip(*side, strict=True)
    return [starts, ends, [*side.values()]]


MADE = {
    "counts": Cells.from_counts(COUNTS),
    "labels": Cells.from_labels(RIGHT, [*PRED.values()], RIGHT, [*GOLD.values()]),
    "labels and counts": Cells.from_labels(
        ["PER"], ["PER", "GPE"], ["PER"], ["PER", "ORG"], more={"ORG": Counts(1, 1, 1, 1)}
    ),
    "keys": Cells.from_keys(GOLD, PRED),
    "columns": Cells.from_columns(columns(GOLD), columns(PRED), 2, lambda key: key[:2]),
    "repeated columns": Cells.from_columns(
        columns(GOLD), [[*column, column[0]] for column in columns(PRED)], 2, lambda key: key[:2]
    ),
}


@pytest.mark.parametrize("name", MADE)
def test_cells_read_the_same_however_they_were_made(name):
    """The whole, the labels and the sums over documents."""
    cells = MADE[name]
    assert cells.whole == Counts(2, 3, 2, 3)
    assert cells.by_label() == COUNTS
    tally = Tally()
    assert [tally.add(cells) for _ in range(3)] == [cells.whole] * 3
    assert tally.by_label() == {label: Counts(*(3 * n for n in counts)) for label, counts in COUNTS.items()}


@pytest.mark.parametrize("name", ["keys", "columns", "repeated columns"])
def test_items_of_set_matching_are_its_keys(name):
    """Right on both sides, missed in gold, spurious in the prediction."""
    gold, pred = MADE[name].items()
    assert {key[:2]: right for key, right in gold} == {(0, 2): True, (5, 6): True, (9, 12): False}
    assert {key[:2]: right for key, right in pred} == {(0, 2): True, (5, 6): True, (20, 22): False}


def test_sets_without_labels_are_one_number():
    """They have the label that is none, and are named when they are listed."""
    cells = Cells.from_sets({1, 2}, {2, 3, 4}, str)
    assert cells.by_label() == {"": Counts(1, 3, 1, 2)} == {"": cells.whole}
    assert sorted(cells.items()[0]) == [("1", False), ("2", True)]
    assert Cells.from_columns([[1, 2]], [[2, 3, 4]], None, str).by_label() == cells.by_label()
    assert not Cells.from_sets(set(), set())


def test_items_without_a_label_are_counted_under_none():
    """A missing label and an empty one are the same."""
    cells = Cells.from_labels([None], [None, ""], [""], ["", "PER"])
    assert cells.by_label() == {"": Counts(1, 2, 1, 1), "PER": Counts(0, 0, 0, 1)}


def test_cells_without_items_say_so_and_items_are_named_when_asked():
    """None is not an empty list: a row without items is left out of what changed."""
    assert MADE["counts"].items() is None
    asked = []
    cells = Cells.from_counts({}, lambda: (asked.append(1) or [], []))
    assert cells.whole == Counts()
    assert (cells.by_label(), asked) == ({}, [])
    assert (cells.items(), asked) == (([], []), [1])


def test_many_labels_are_counted_before_they_fill_the_memory():
    """A tally holds no more labels than it says, and loses none."""
    tally = Tally()
    few = Cells.from_labels(["A"] * 900, ["A"] * 1000, ["B"] * 900, ["B"] * 1000)
    for _ in range(100):
        tally.add(few)
        assert len(tally._n_pred) + len(tally._n_gold) <= PENDING
    assert tally.by_label() == {"A": Counts(90_000, 100_000, 0, 0), "B": Counts(0, 0, 90_000, 100_000)}


def test_a_measure_of_ones_own_needs_counts_by_label_alone():
    """It is scored and broken down like any other, and has no items."""

    def count(pair):
        many = len(pair.gold.text.split())
        return Cells.from_counts({"long": Counts(1, 2, 1, many), "short": Counts(0, 1, 0, 1)})

    own = Measure(id="mine.words", layer="mentions", says="Words.", count=count, by="length")
    gold = [{"id": "a", "text": "Oslo met Rome.", "language": "en", "mentions": []}]
    items = Items()
    result = score(gold, [{"id": "a", "mentions": []}], measures=[own], by=["language"], watch=items)
    entry = result.as_dict()["measures"]["mine.words"]
    assert [entry[key] for key in ("tp_pred", "n_pred", "tp_gold", "n_gold")] == [1, 3, 1, 4]
    assert entry["by"]["length"]["long"]["recall"] == pytest.approx(1 / 3)
    assert entry["by"]["language"]["en"]["n_gold"] == 4
    assert items.by_measure == {}


def test_work_is_remembered_by_the_function_of_a_module():
    """It is done once; what is made anew for each call would be done each time, and is refused."""
    pair = DocumentPair(Document(id="d"), Document(id="d"), Settings())
    assert pair.once(fresh) is pair.once(fresh)
    for work in (lambda _: [], functools.partial(fresh), functools.partial(len)):
        with pytest.raises(TypeError, match="expected a function of a module"):
            pair.once(work)


def fresh(_):
    """Something that is not itself when it is made again."""
    return []
