"""A text with marks: nothing of it is lost, and every mark is drawn from its first character to its last."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.helpers import pages

from presscheck.drawing import escape
from presscheck.drawing.fragment import fragment
from presscheck.drawing.lanes import lanes
from presscheck.drawing.marks import VERDICTS, Mark, Tag, clipped
from presscheck.drawing.page_text import draw
from presscheck.drawing.pieces import cut, segments
from presscheck.drawing.style import Palette, sheet

TEXTS = st.text(
    st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"), min_size=1, max_size=60
)


@st.composite
def drawings(draw_from):
    """A text and marks on it: nested, crossing, in parts."""
    text = draw_from(TEXTS)
    spans = st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).map(sorted).map(tuple)
    marks = []
    for parts in draw_from(st.lists(st.lists(spans, min_size=1, max_size=3), max_size=12)):
        kept = clipped(parts, len(text))
        apart = tuple(p for i, p in enumerate(kept) if not i or p[0] >= max(q[1] for q in kept[:i]))
        if apart:
            side = draw_from(st.sampled_from(["gold", "pred"]))
            verdict = draw_from(st.sampled_from(sorted(VERDICTS)))
            marks.append(Mark(draw_from(st.sampled_from("meq")), side, verdict, apart, len(marks) + 1))
    return text, marks


def shown(text, marks, tags=()):
    """The `textContent` of a drawing."""
    drawn = draw(text, marks, tags, Palette(), places=range(0, len(text), 3), lines={1: "l1"})
    (found,) = pages.texts(f"<div class=t>{drawn.html}</div>", "t")
    return found


@given(drawings())
def test_the_text_is_the_text(case):
    """Whatever is drawn on it, letter for letter."""
    text, marks = case
    tags = [Tag("m", "m", mark.hull[1], "#e1", "missed") for mark in marks]
    assert shown(text, marks, tags) == text


@given(drawings())
def test_every_mark_is_drawn_where_it_stands(case):
    """Piece by piece, its numbers are those of its parts; lanes of one side never share a character."""
    text, marks = case
    found = segments(marks)
    for piece in cut(text, found):
        inside = {m.item for m in marks for a, z in m.parts if a <= piece.start < z}
        assert set(piece.items) == inside
        rows = [(s.layer, s.side, s.lane) for s in piece.strokes]
        assert len(rows) == len(set(rows))
    pieces = list(cut(text, found))
    assert "".join(text[p.start : p.end] for p in pieces) == text


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 20)).map(lambda t: (t[0], t[0] + t[1]))))
def test_lanes_keep_spans_apart_and_inner_ones_near(spans):
    """No two spans of one lane overlap; a span inside another is nearer to the words."""
    found = lanes(spans)
    for i, (a, z) in enumerate(spans):
        for j, (b, y) in enumerate(spans[:i]):
            if a < y and b < z:
                assert found[i] != found[j]
                if (a, z) != (b, y) and b <= a and z <= y:
                    assert found[i] < found[j]


@pytest.mark.parametrize(
    "text", ["</p></div><script>alert(1)</script>", "a\u202eb\u2066c", "x" * 5000, "a\rb\r\nc", "&amp; &#13;"]
)
def test_hostile_text_is_text(text):
    """Markup is written out, marks of direction are named, and nothing is lost."""
    assert shown(text, [Mark("m", "gold", "right", ((0, len(text)),))]) == text
    assert "<script" not in escape.words(text)


def test_what_cannot_be_seen_is_named():
    """Controls and marks of direction; a joiner inside a word or an emoji is left as it is."""
    assert escape.words("\u200b\u061c\x07").count("<u data-c=") == 3
    assert escape.words("می\u200cخواهم \u200d") == "می\u200cخواهم \u200d"
    assert escape.words("\0\ud800") == '<u data-c="U+0000">\ufffd</u><u data-c="U+D800">\ufffd</u>'


def test_a_class_is_a_combination_of_lines():
    """A right mention has one class for both sides; a hundred of them have no more."""
    palette = Palette()
    marks = [Mark("m", side, "right", ((3 * i, 3 * i + 2),)) for i in range(100) for side in ("gold", "pred")]
    html = draw("ab " * 100, marks, (), palette).html
    assert set(re.findall(r"<i class=([^ >]+)", html)) == {"A"}
    assert len(re.findall(r"\.[A-Z]+\{", palette.css())) == 1


def test_lines_that_look_alike_share_a_class():
    """The ends of a dashed line change nothing of it."""
    palette = Palette()
    html = draw("abcdef", [Mark("m", "gold", "boundary", ((0, 6),))], (), palette, places=[2, 4]).html
    assert re.findall(r"<i class=(\w+)", html) == ["A"] * 3
    assert re.findall(r">(\w+)</i>", html) == ["ab", "cd", "ef"]


def test_every_variable_of_a_class_is_declared():
    """The targets of the classes are in the sheet or beside them."""
    palette = Palette()
    marks = [
        Mark(layer, side, verdict, ((0, 2), (4, 6)))
        for layer in "mequ"
        for side in ("gold", "pred")
        for verdict in VERDICTS
    ]
    draw("abcdefg", marks, [Tag("m", "m", 2, "#e1", "missed")], palette)
    css = sheet() + palette.css()
    used = set(re.findall(r"var\((--\w+)\)", css))
    assert not used - set(re.findall(r"(--\w+):", css))


def test_no_style_attribute():
    """A policy that allows none would otherwise drop it."""
    marks = [Mark("q", "gold", "boundary", ((0, 2), (5, 7)))]
    assert "style=" not in draw("abcdefgh", marks, [Tag("q", "1-2", 2, "", "part 1 of 2")], Palette()).html


def test_fragments_do_not_touch_each_other():
    """Two in one page have styles of their own, and the same input gives the same bytes."""
    marks = [Mark("m", "gold", "plain", ((0, 4),))]
    one, two = fragment("Oslo.", marks), fragment("Rome.", marks)
    names = [re.search(r"<div id=(\S+?)>", html)[1] for html in (one, two)]
    assert names[0] != names[1]
    assert fragment("Oslo.", marks) == one
    (css,) = pages.blocks(one, "style")
    rules = [rule for rule in re.findall(r"(?:^|\})\s*([^{}@]+)\{", css) if rule.strip()]
    assert all(f"#{names[0]}" in rule for rule in rules), rules
