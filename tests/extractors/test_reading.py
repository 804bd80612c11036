"""A pipeline reads a text without hard wraps and odd characters, and offsets lead back."""

import textwrap
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presscheck.document import jsonl, shipped
from presscheck.extractors import reading

LONG = (
    "The harbour council has closed the old bridge, and nobody in the town knows for how long it will be so."
)
OTHER = (
    "“It is not safe,” said the engineer, who had come from the capital to look at the foundations in person."
)


@pytest.mark.parametrize("width", [40, 60, 72, 100])
def test_hard_wrapped_lines_are_one_paragraph(width):
    """Each paragraph is what it was before it was wrapped."""
    wrapped = "\n".join(textwrap.fill(line, width) for line in (LONG, OTHER, LONG))
    assert [read.text for read in reading.paragraphs(wrapped)] == [LONG, OTHER, LONG]


@pytest.mark.parametrize(
    "text", ["One.\nTwo.\nThree.\nFour.", "“Yes.”\n“No.”\n“Perhaps it is so.”\n“Well.”", LONG]
)
def test_short_lines_are_paragraphs(text):
    """Lines that end before they are full are not wrapped ones."""
    assert [read.text for read in reading.paragraphs(text)] == text.split("\n")


def test_the_article_is_read_as_it_is():
    """A clean text is given to the pipeline line by line."""
    (doc,) = jsonl.read(shipped.gold())
    assert [read.text for read in reading.paragraphs(doc.text)] == doc.text.split("\n")


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("har\u00adbour", "harbour"),
        ("Ko\u200blar", "Kolar"),
        ("oﬃce ﬂag", "office flag"),
        (unicodedata.normalize("NFD", "Zoë"), "Zoë"),
        ("a\u00a0b\u2009c  d", "a b c d"),
        ("\ufeffOne", "One"),
        ("\tOne \r", "One"),
        ("½ Ⅷ 🎉", "½ Ⅷ 🎉"),
        ("``Yes,'' she said.", "“Yes,” she said."),
        ("It is 5'11'' long.", "It is 5'11'' long."),
    ],
)
def test_what_is_no_language_is_not_read(text, read):
    """Invisible characters, ligatures, letters apart from their marks, odd blanks."""
    assert [one.text for one in reading.paragraphs(text)] == [read]


@given(st.text(alphabet="x1 \n\t\u00ad\ufb03e\u0301\u200b\u00a0.”“", max_size=60))
def test_offsets_lead_back(text):
    """Every span of a reading is a span of the text, in order, and no plain letter is lost."""
    whole = reading.paragraphs(text)
    for read in whole:
        assert len(read.starts) == len(read.ends) == len(read.text)
        places = [read.span(at, at + 1) for at in range(len(read.text))]
        assert places == sorted(places)
        assert all(0 <= start < end <= len(text) for start, end in places)
        assert all(
            text[slice(*place)] == char for place, char in zip(places, read.text, strict=True) if char in "1."
        )
    kept = "".join(read.text for read in whole)
    assert [kept.count(char) for char in "1.”"] == [text.count(char) for char in "1.”"]
