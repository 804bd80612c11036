"""formats/losses.py: whatever does not come back from a format was counted when it was written."""

from collections import Counter

import pytest

from presscheck import formats
from presscheck.document import jsonl, shipped
from presscheck.document.model import Document
from presscheck.formats import Source, losses

HARD = {
    "id": "two words/../a",
    "text": "Oslo met\u00a0Rome. \u00adShe\ufe0f said “no”.\nIt (Oslo) left.",
    "sentences": [[0, 14], [15, 31], [32, 47]],
    "mentions": [
        {"start": 0, "end": 4, "type": "my own label", "entity": "o", "head": [0, 4]},
        {"start": 8, "end": 13, "entity": "r", "meta": {"score": 1}},
        {"start": 14, "end": 15, "type": "X"},
        {"start": 20, "end": 40, "type": "A B\tC"},
        {"text": "Paris", "type": "GPE"},
        {"start": 36, "end": 40, "type": "GPE", "form": "a name", "entity": "o"},
    ],
    "entities": [{"id": "o", "type": "GPE", "name": "Oslo", "value": "x"}, {"id": "none", "type": "PER"}],
    "events": [
        {"start": 5, "end": 8, "type": "Contact.Meet", "event": "a meeting", "time": "2025",
         "arguments": [{"role": "my role", "start": 0, "end": 2}, {"role": "Place", "text": "Rome"}]},
        {"text": "spoke", "type": "Contact.Meet"},
    ],
    "quotes": [
        {"content": [{"start": 26, "end": 30}, {"text": "never"}], "cue": {"text": "told"}, "speaker": "o o"},
        {"content": [{"text": "not there"}], "source": {"text": "She"}, "also": [{}]},
    ],
    "marked_uses": [{"start": 26, "end": 30, "use": "scare"}],
}  # fmt: skip


def went_and_came(name, path, doc):
    """Return the losses that were counted, and the document as it is read back."""
    lost = Counter()
    formats.module(name).write(path, [doc], lost)
    (found,) = formats.read(name, Source(path, {doc.id: doc.text}, Counter()))
    return lost, found


def values(doc):
    """Layer -> field -> how many records have it."""
    return {
        layer: Counter(
            field
            for record in getattr(doc, layer) or ()
            for field in record.__struct_fields__
            if field not in losses._ALWAYS
            for _ in losses._values(record, field)
        )
        for layer in losses.LAYERS
    }


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("brat", "x"),
        ("spacy", "x.spacy"),
        ("spacy", "x.jsonl"),
        ("langextract", "x"),
        ("conll2012", "x"),
        ("doccano", "x"),
        ("prodigy", "x"),
        ("textee", "x"),
        ("conllu", "x"),
        ("e2e", "x"),
        ("fastcoref", "x"),
        ("neleval", "x"),
    ],
)
def test_nothing_goes_in_silence(tmp_path, name, file):
    """For every field of every layer of the article: what is missing at the end is what was counted."""
    gold = next(jsonl.read(shipped.gold()))
    lost, found = went_and_came(name, tmp_path / file, gold)
    holds, before, after = formats.module(name).HOLDS, values(gold), values(found)
    for layer, words in losses.LAYERS.items():
        if layer not in holds:
            assert lost[words] == len(getattr(gold, layer))
            continue
        for field, n in before[layer].items():
            gone = n - after[layer][field]
            named = sum(
                k for what, k in lost.items() if what.startswith(f"{losses._words(field)} of {words}")
            )
            assert gone <= 0 or named == gone, (layer, field)
    frame = {what for what in lost if what.endswith("of documents")}
    kept = {f"{losses._words(field)} of documents" for field in holds.get("document", ())}
    assert frame >= {"titles of documents", "publishers of documents", "sentences of documents"} - kept


@pytest.mark.parametrize(
    ("name", "file", "said"),
    [
        ("brat", "x", {"ids of documents that are not file names": 1,
                       "labels that had to be written with _": 3,
                       "arguments without offsets (`presscheck.anchor` gives them some)": 1,
                       "values of `event` of several words": 1, "values of `speaker` of several words": 1,
                       "values of `form` of several words": 1, "entities without mentions": 1,
                       "parts of quotes without offsets (`presscheck.anchor` gives them some)": 2,
                       "arguments that are not mentions, which come back as mentions": 1}),
        ("conll", "x", {"mentions across sentences": 1, "mentions of nothing but blanks": 1,
                        "mentions inside others": 1, "blanks at the edges of mentions": 2,
                        "labels that had to be written with _": 1,
                        "mentions without a type, written as Mention": 1}),
        ("conll2012", "x", {"mentions across sentences": 1, "mentions of nothing but blanks": 1}),
        ("spacy", "x.spacy", {"mentions without offsets (`presscheck.anchor` gives them some)": 1,
                              "mentions of nothing but blanks": 1}),
        ("langextract", "x", {"records without a type, written as Mention": 1, "arguments of events": 2}),
    ],
)  # fmt: skip
def test_what_no_file_can_hold_is_counted_and_the_file_is_sound(tmp_path, name, file, said):
    """Odd ids, labels, edges and missing offsets: counted, written soundly, read back."""
    doc = jsonl.from_plain(HARD)
    lost, found = went_and_came(name, tmp_path / file, doc)
    assert {what: lost[what] for what in said} == said
    assert any(m.start == 0 for m in found.mentions)
    assert all(m.text == doc.text[m.start : m.end] for m in found.mentions if m.start >= 0)
    assert [p for p in tmp_path.parent.iterdir() if p.suffix in (".ann", ".txt")] == []


def test_two_documents_never_share_a_file(tmp_path):
    """Ids that become the same file name get numbers."""
    docs = [Document(id=name, text="Oslo") for name in ("a/b", "a:b", "..", "a_b")]
    lost = Counter()
    formats.module("brat").write(tmp_path / "out", docs, lost)
    assert sorted(p.name for p in (tmp_path / "out").glob("*.txt")) == [
        "_.txt", "a_b-2.txt", "a_b-3.txt", "a_b.txt"]  # fmt: skip
    assert lost["ids of documents that are not file names"] == 4


def test_phrases_in_pieces_and_quotes_without_content_come_back_from_brat(tmp_path):
    """A cue in two pieces and a speech event are held; the speaker of the latter is counted."""
    doc = jsonl.from_plain(
        {
            "id": "d",
            "text": "Lee at last said she would go. He spoke.",
            "quotes": [
                {
                    "content": [{"start": 17, "end": 29}],
                    "cue": [{"start": 0, "end": 3}, {"start": 12, "end": 16}],
                    "source": {"start": 0, "end": 3},
                },
                {
                    "content": [],
                    "cue": {"start": 34, "end": 39},
                    "source": {"start": 31, "end": 33},
                    "speaker": "lee",
                },
            ],
        }
    )
    lost, found = went_and_came("brat", tmp_path / "x", doc)
    assert lost["speakers of quotes without content"] == 1
    one, other = found.quotes
    assert [(piece.start, piece.end) for piece in one.cue] == [(0, 3), (12, 16)]
    assert (other.content, other.cue.text, other.source.text) == ([], "spoke", "He")
    assert not found.events
