"""document/folding.py: marks, tatweel and dots of the i are dropped; folding twice is folding once."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presscheck.anchoring import anchor
from presscheck.anchoring.search import Finder
from presscheck.document.folding import JOINED, fold
from presscheck.document.model import Document, Mention

ODD = (
    "aeiouIıİёЁйéñßﬁ…․.‥ -—︱''``’\"¨゛ガカ\u3099"
    "\u0301\u0307\u0308\u064b\u0651\u05b8\u0640\u200d\ufe0f\u2764\u00adأمحד한ᄀㅏﷺ½ \n"
)
TEXTS = st.text() | st.text(alphabet=ODD, max_size=20)

EQUAL = [
    ("محمد", "مُحَمَّد"),
    ("محمد", "محـــمد"),
    ("שלום", "שָׁלוֹם"),
    ("Королёв", "Королев"),
    ("Королёв", "Королев"),
    ("İstanbul", "istanbul"),
    ("Isparta", "ısparta"),
    ("Jose", "José"),
    ("Jose", "José"),
    ("José", "José"),
    ("\u2764", "\u2764\ufe0f"),
    ("\u845b", "\u845b\U000e0100"),
]
OTHER = [("ガ", "カ"), ("कु", "क"), ("ก็", "ก"), ("Rosé", "Rode")]


@pytest.mark.parametrize(("one", "other"), EQUAL)
def test_marks_are_no_difference(one, other):
    """Whichever side has them, and in whichever normal form."""
    forms = {fold(unicodedata.normalize(form, word)).text for form in ("NFC", "NFD") for word in (one, other)}
    assert len(forms) == 1


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_other_letters_are_other_letters(one, other):
    """A vowel sign or a voiced kana is another letter, not another way to write one."""
    assert fold(one).text != fold(other).text


@given(TEXTS)
def test_folding_twice_is_folding_once(text):
    """Whatever compatibility forms bring in is folded too."""
    once = fold(text).text
    assert fold(once).text == once


@given(TEXTS)
def test_the_way_back_is_monotone_and_keeps_letters_whole(text):
    """Starts and ends never go back, and no original span ends inside a letter."""
    folded = fold(text)
    assert len(folded.text) == len(folded.starts) == len(folded.ends)
    assert folded.starts == sorted(folded.starts)
    assert folded.ends == sorted(folded.ends)
    assert all(0 <= a < b <= len(text) for a, b in zip(folded.starts, folded.ends, strict=True))


PLACED = [
    ("زار مُحَمَّد أوسلو", "محمد", (4, 12)),
    ("שָׁלוֹם רב", "שלום", (0, 7)),
    ("Сергей Королёв там", "Королев", (7, 14)),
    ("Сергей Королев там", "Королёв", (7, 14)),
    ("İzmir is near", "Izmir", (0, 5)),
    ("In İzmir, here", "izmir", (3, 8)),
    ("Jose\u0301 met Ann.", "Jose", (0, 5)),
    ("Jose\u0301 met Ann.", "José", (0, 5)),
    ("José met Ann.", "Jose", (0, 4)),
    ("زار محـــمد أوسلو", "محمد", (4, 11)),
    ("Near Diyarbakır.", "Diyarbakir", (5, 15)),
    ("Near Diyarbakir.", "Diyarbakır", (5, 15)),
    ("I \u2764\ufe0f Oslo", "\u2764", (2, 4)),
    ("Leeds met Lee.", "Lee", (10, 13)),
]


@pytest.mark.parametrize(("text", "words", "place"), PLACED)
def test_words_without_marks_are_found_with_them(text, words, place):
    """The whole word, its last letter's marks included."""
    doc = Document(id="d", mentions=[Mention(text=words)])
    (found,) = anchor.anchored(doc, text).document.mentions
    assert (found.start, found.end) == place


@given(TEXTS, st.data())
def test_no_place_parts_a_letter_from_its_marks(text, data):
    """Whatever is looked for: no place ends before a mark, and no exact one begins with one."""
    if not text:
        return
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    finder = Finder(text)
    for way in ("exact", "folded"):
        for a, b in finder.places(way, text[start:end]):
            assert not JOINED.match(text, b)
            assert not a or way == "folded" or not JOINED.match(text, a)


@given(st.lists(st.text(alphabet="aeéiñمحמ한カガ", min_size=1, max_size=4), min_size=1, max_size=8))
def test_own_words_always_come_back(words):
    """In either normal form: each word has its own place among the exact ones."""
    for form in ("NFC", "NFD"):
        text = unicodedata.normalize(form, " ".join(words))
        finder, at = Finder(text), 0
        for word in text.split(" "):
            assert (at, at + len(word)) in finder.exact(word)
            assert (at, at + len(word)) in finder.folded(word)
            at += len(word) + 1
