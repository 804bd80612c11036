"""signature.py: one line that parses back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presscheck.anchoring.steps import MODES
from presscheck.document.exceptions import UsageError
from presscheck.measure.settings import Settings, fields
from presscheck.measure.signature import Signature

TEXT = st.none() | st.text(min_size=1)


@given(
    values=st.fixed_dictionaries(
        dict.fromkeys(("profile", "label_map", "resample", "level", "redirects"), TEXT)
    ),
    gold=st.text(),
    documents=st.integers(min_value=0),
)
def test_a_printed_signature_parses_back(values, gold, documents):
    """`Signature.parse(str(s)) == s`, whatever the values hold."""
    signature = Signature(gold=gold, documents=documents, version="0.1.0", **values)
    assert Signature.parse(str(signature)) == signature


def test_differences_leave_out_the_version_and_the_measures_only():
    """Two versions of the toolkit may be compared, and what was asked for is seen in the results."""
    one = Signature(gold="a@1", documents=1, version="1")
    two = Signature(gold="b@2", documents=1, version="2", singletons="drop")
    assert one.differences(two) == ["gold", "singletons"]
    assert one.differences(Signature(gold="a@1", documents=1, version="9", measures="all@12345678")) == []


CHOICES = {name: field.choices for name, field in fields().items() if field.choices}


def test_the_anchoring_modes_are_those_that_exist():
    """Settings and anchoring do not import each other: the list is written twice, and held together here."""
    assert CHOICES["anchor"] == MODES


@pytest.mark.parametrize("name", CHOICES)
def test_a_setting_outside_its_choices_is_a_usage_error(name):
    """The message names the choices."""
    with pytest.raises(UsageError, match=CHOICES[name][-1].replace("+", "[+]")):
        Settings(**{name: "nonsense"})


@pytest.mark.parametrize("line", ["nonsense", "unknown:1"])
def test_what_is_no_signature_is_refused(line):
    """A broken line is named, not guessed at."""
    with pytest.raises(UsageError, match=line):
        Signature.parse(line)
