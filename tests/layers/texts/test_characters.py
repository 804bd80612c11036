"""The tables agree with a look at each character, for short and for long spans."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presscheck.layers.texts import characters
from presscheck.layers.texts.characters import EDGE, Characters

TEXTS = st.text(alphabet="ab .“»`' \n\u00a0", max_size=40)


def stripped(text: str, start: int, end: int) -> str:
    """The definition: characters taken off one by one."""
    return text[start:end].strip(EDGE + "".join(filter(str.isspace, set(text))))


@pytest.mark.parametrize("short", [1, 2, 512])
@given(text=TEXTS, one=st.integers(0, 40), two=st.integers(0, 40))
def test_tables_say_what_a_look_says(short, text, one, two):
    """Length without blanks, blank or not, trimmed edges; `short` decides which way is taken."""
    start, end = sorted((min(one, len(text)), min(two, len(text))))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(characters, "SHORT", short)
        table = Characters(text)
        assert table.visible(start, end) == sum(not c.isspace() for c in text[start:end])
        assert table.blank(start, end) == text[start:end].isspace()
        low, high = table.trimmed(start, end)
    assert start <= low <= high <= end
    assert text[low:high] == stripped(text, start, end)


def test_a_span_beyond_the_text_has_what_is_inside():
    """Characters that are not there are not counted."""
    text = "ab " * 300
    assert Characters(text).visible(897, 2000) == 2
    assert Characters(text).visible(2000, 4000) == 0
