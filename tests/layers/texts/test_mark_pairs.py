"""Quotation marks pair as the table of cases says, and whatever the text."""

import itertools
import tomllib

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.conftest import ROOT

from presscheck.document.model import Document, Quote, Span
from presscheck.document.quotation_marks import STYLES
from presscheck.layers.texts import mark_pairs, mark_styles
from presscheck.layers.texts.characters import Characters

CASES = tomllib.loads((ROOT / "tests" / "cases" / "marks.toml").read_text(encoding="utf-8"))
TEXTS = st.text(alphabet="ab6 ,‘’“”„«»‹›「」`'＂\"\n", max_size=40)
DOUBLE = [style for style in STYLES if not style.single]
OPENING = tuple(style.opening for style in DOUBLE)
CLOSING = tuple(style.closing for style in DOUBLE)


def spans_of(text: str, words: list[str]) -> list[tuple[int, int]]:
    """Return the place of each string, one after the other."""
    found, at = [], 0
    for word in words:
        start = text.index(word, at)
        at = start + len(word)
        found.append((start, at))
    return found


@pytest.mark.parametrize("case", CASES["case"], ids=lambda case: case["name"])
def test_pairs(case):
    """Each text has the pairs that its case names."""
    text = case["text"]
    shown = [
        " / ".join(text[start:end] for start, end in pair.parts) + ("" if pair.closed else "+")
        for pair in mark_pairs.pairs(text, case.get("single", False))
    ]
    assert shown == case["pairs"]


@pytest.mark.parametrize("case", CASES["type"], ids=lambda case: case["name"])
def test_quote_type(case):
    """Each content has the type that follows from its marks."""
    text = case["text"]
    spans = spans_of(text, case["content"])
    marks = mark_pairs.Marks(text, case.get("single", False))
    assert (marks.quote_type(spans) or "") == case["type"]
    assert mark_pairs.quote_type(text, spans, marks.inside) == (case["type"] or "indirect")
    if "inside" in case:
        visible = Characters(text).visible
        assert sum(visible(*part) for span in spans for part in marks.clipped(*span)) == case["inside"]


def counted_inside(text: str, opening: str, closing: str) -> set[int]:
    """Marks counted from the start of each paragraph: what stands where more have opened than closed."""
    found: set[int] = set()
    at = 0
    for line in text.split("\n"):
        depth = 0
        for i, character in enumerate(line, at):
            closes = character == closing and depth > 0
            depth += character == opening and not (closes and opening == closing)
            if depth and not character.isspace():
                found.add(i)
            depth -= closes
        at += len(line) + 1
    return found


@pytest.mark.parametrize(("opening", "closing"), ["“”", "«»", '""'])
@given(text=st.text(alphabet="ab ([])\n", max_size=30))
def test_inside_is_what_counting_the_marks_says(text: str, opening: str, closing: str):
    """Of one kind of mark that is read in its usual direction, nested and unbalanced ones included."""
    text = "".join({"(": opening, "[": opening, ")": closing, "]": closing}.get(c, c) for c in text)
    force = mark_styles.force(mark_styles.standing(text, single=False), single=False)
    assume(closing in force.closers.get(opening, ()) and (closing == opening or closing not in force.closers))
    within = {i for start, end in mark_pairs.inside(text) for i in range(start, end) if not text[i].isspace()}
    assert within == counted_inside(text, opening, closing)


@given(TEXTS)
def test_pairs_hold_their_marks(text):
    """Whatever the text: parts are spans within one line, in order, and begin with an opening mark."""
    for pair in mark_pairs.pairs(text):
        assert [*pair.parts] == sorted(pair.parts)
        for start, end in pair.parts:
            assert 0 <= start < end <= len(text)
            assert "\n" not in text[start:end]
            assert text.startswith(OPENING, start)
        assert not pair.closed or text[: pair.parts[-1][1]].endswith(CLOSING)


@given(TEXTS)
def test_pairs_never_cross(text):
    """Two parts are apart or one lies inside the other."""
    parts = [part for pair in mark_pairs.pairs(text) for part in pair.parts]
    for a in parts:
        for b in parts:
            assert not a[0] < b[0] < a[1] < b[1]


@pytest.mark.parametrize("case", [c for c in CASES["case"] if c["name"] == "plain pairs in a row"])
def test_curly_and_straight_pair_alike(case):
    """Balanced flat marks pair the same when they are made straight."""
    text = case["text"]
    assert mark_pairs.pairs(text.replace("“", '"').replace("”", '"')) == mark_pairs.pairs(text)


@given(TEXTS)
def test_inside_is_a_disjoint_union(text):
    """The spans inside marks come in order and without overlaps, and are covered by some pair."""
    within = mark_pairs.inside(text)
    assert all(a[1] < b[0] for a, b in itertools.pairwise(within))
    covered = {i for pair in mark_pairs.pairs(text) for start, end in pair.parts for i in range(start, end)}
    assert {i for start, end in within for i in range(start, end)} == covered


def test_derived_type_needs_text_and_offsets():
    """A quote without offsets, or in a document without text, has no derived type."""
    placed = Quote(content=[Span(start=0, end=3)])
    document = Document(id="d", text="“a”", quotes=[placed])
    assert mark_pairs.derived_type(document, placed) == "direct"
    assert mark_pairs.derived_type(document, Quote(content=[Span(text="“a”")])) is None
    assert mark_pairs.derived_type(document, Quote(content=[])) is None
    assert mark_pairs.derived_type(Document(id="d"), placed) is None
