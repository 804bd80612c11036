"""formats/layouts: everything that is read has its line, and every line holds."""

import pytest

from presscheck import formats
from presscheck.formats.fieldmaps import model
from presscheck.formats.layouts import LAYOUTS

READERS = [(one.name, reader) for one in LAYOUTS for reader in one.readers]


@pytest.mark.parametrize(("name", "reader"), READERS)
def test_each_layout_has_a_reader_that_is_there(name, reader):
    """A format that `--from` knows, or a shipped map that loads and says what it is."""
    assert reader in formats.readable() or model.load(reader).about, name


def test_every_format_and_map_is_found_by_a_name():
    """Nothing that reads a file is missing from the table."""
    assert {reader for _, reader in READERS} == {*formats.readable(), *model.shipped()}


def test_no_name_is_both():
    """A format and a field map of one name could not be told apart in the table."""
    assert not {*formats.readable()} & {*model.shipped()}


def test_layouts_that_nothing_reads_have_a_reason():
    """And each name stands once."""
    assert all(one.note for one in LAYOUTS if not one.readers)
    names = [one.name.lower() for one in LAYOUTS]
    assert len({*names}) == len(names)
