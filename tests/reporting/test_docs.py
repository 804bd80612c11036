"""Generated blocks: written between their markers, checked without writing, and fresh in the repository."""

import pytest

from presscheck import InvalidInputError
from presscheck.cli import docs
from presscheck.document import shipped
from presscheck.reporting import examples, generated

BLOCKS = {"two": lambda: "1\n2\n", "say": lambda *words: " ".join(words)}


def test_blocks_are_filled_and_nothing_else():
    """Only what stands between markers changes; filling again changes nothing."""
    text = "a\n<!-- generated: two -->\nold\n<!-- end -->\nb\n# generated: say 'x y' z\n# end\n"
    filled = generated.filled(text, BLOCKS)
    assert filled == (
        "a\n<!-- generated: two -->\n1\n2\n<!-- end -->\nb\n# generated: say 'x y' z\nx y z\n# end\n"
    )
    assert generated.filled(filled, BLOCKS) == filled
    assert generated.stripped(filled) == generated.stripped(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<!-- generated: to -->\n<!-- end -->\n", "did you mean two?"),
        ("<!-- generated: two -->\n", "no `end` marker"),
        ("<!-- generated: two -->\n<!-- generated: two -->\n<!-- end -->\n", "no `end` marker"),
    ],
)
def test_wrong_markers(text, said):
    """A marker that names nothing or never ends is said, and nothing is guessed."""
    with pytest.raises(ValueError, match=said):
        generated.filled(text, BLOCKS)


def test_rebuild_writes_all_or_nothing(tmp_path):
    """One file that cannot be filled keeps every file as it was; without writing only names are told."""
    good, bad = tmp_path / "good.md", tmp_path / "bad.md"
    good.write_text("<!-- generated: two -->\n<!-- end -->\n")
    bad.write_text("<!-- generated: three -->\n<!-- end -->\n")
    with pytest.raises(InvalidInputError, match=r"bad\.md"):
        generated.rebuild([good, bad], BLOCKS)
    assert "1" not in good.read_text()
    assert generated.rebuild([good], BLOCKS, write=False) == [good]
    assert "1" not in good.read_text()
    assert generated.rebuild([good, tmp_path / "none.md"], BLOCKS) == [good]
    assert generated.rebuild([good], BLOCKS) == []


def test_examples_are_quoted_from_the_gold():
    """A passage that the gold does not have once is refused; one without annotation stands as it is."""
    assert examples.brackets("mentions", "fresh “operational") == "```text\nfresh “operational\n```"
    assert "[GPE London]" in examples.brackets("mentions", "meeting” in London")
    for wrong in (
        lambda: examples.example("mentions", "no such words"),
        lambda: examples.example("mentions", "Starmer"),
        lambda: examples.example("mention", "LONDON"),
        lambda: examples.chain("londn"),
        lambda: examples.occurrence("nothing"),
        lambda: examples.labels("event_types"),
    ):
        with pytest.raises(ValueError, match=r"times in the gold|there is no|has no"):
            wrong()


def test_run_prints_what_a_verb_prints():
    """A verb runs in the root of the checkout; one that fails is a marker that cannot be filled."""
    assert "errors" in docs.run("validate", "corpus/gold.jsonl")
    with pytest.raises(ValueError, match="nowhere"):
        docs.run("validate", "nowhere.jsonl")
    with pytest.raises(ValueError, match="did you mean score"):
        docs.run("scor")


def test_corpus_and_guidelines_are_fresh(root):
    """The card, the statistics and the guidelines are what the gold says now."""
    paths = [*(root / "corpus").glob("*.md"), *(root / "schema" / "guidelines").glob("*.md")]
    assert len(paths) == 7
    assert docs.rebuild(root, paths, write=False) == []


def test_every_label_is_in_the_guidelines(root):
    """No label of the ontology is without a line in the guidelines."""
    text = "".join(p.read_text() for p in (root / "schema" / "guidelines").glob("*.md"))
    ontology = shipped.ontology()
    groups = ["entity_types", "forms", "event_types", "roles", "quote_types", "marked_uses", "realis"]
    labels = [label for group in groups for label in ontology[group]]
    labels += [value for values in ontology["event_attributes"].values() for value in values]
    assert [label for label in labels if f"`{label}`" not in text] == []
