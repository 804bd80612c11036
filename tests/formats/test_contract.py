"""The contract of every reader: words and offsets are compared, edges trimmed, losses counted."""

import json
import random
from collections import Counter
from itertools import pairwise

import pytest
from tests.conftest import ROOT

from presscheck import formats, score
from presscheck.document import jsonl, shipped, spans
from presscheck.document.exceptions import InvalidInputError
from presscheck.document.model import Document
from presscheck.formats import Choices, Source
from presscheck.formats.tokens import aligned, joined

TEXT = "Anna Smith met Bob in Oslo."
CASES = ROOT / "tests" / "cases" / "formats"


def read(name, path, texts=None, **choices):
    """The documents of a file, and what was noted."""
    notes = Counter()
    source = Source(path, {"a": TEXT} if texts is None else texts, notes, choices=Choices(**choices))
    return formats.read(name, source), notes


def file(tmp_path, content, name="a.json"):
    """A file with this content, JSON unless it is a string."""
    path = tmp_path / name
    path.write_bytes((content if isinstance(content, str) else json.dumps(content)).encode())
    return path


def places(doc):
    """Start, end and type of every mention."""
    return [(m.start, m.end, m.type) for m in doc.mentions]


# One span that says `Bob` where `Oslo` stands, in every format that has both words and offsets.
WRONG = {
    "huggingface": [{"entity_group": "PER", "score": 0.9, "word": "Bob", "start": 22, "end": 26}],
    "gliner": [{"start": 22, "end": 26, "text": "Bob", "label": "PER", "score": 0.9}],
    "langextract": {"text": TEXT, "extractions": [{
        "extraction_class": "PER", "extraction_text": "Bob", "alignment_status": "match_exact",
        "char_interval": {"start_pos": 22, "end_pos": 26}}]},
    "brat": "T1\tPER 22 26\tBob\n",
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_words_that_do_not_stand_at_their_offsets_are_a_question(tmp_path, name):
    """An error with both places, unless the user says which holds."""
    path = file(tmp_path, WRONG[name], "a.ann" if name == "brat" else "a.json")
    with pytest.raises(InvalidInputError, match=r"'Bob', but \[22, 26\) is 'Oslo'.*are at \[15, 18\)"):
        read(name, path)
    (kept,), notes = read(name, path, keep="offsets")
    assert places(kept) == [(22, 26, "PER")]
    (kept,), more = read(name, path, keep="words")
    assert places(kept) == [(15, 18, "PER")]
    assert sum(notes.values()) == sum(more.values()) == 1


def test_one_bad_document_keeps_nobody_else_from_being_read(tmp_path, cli):
    """Nothing is written, every bad one is named; with --skip-bad the others are, and it is still a no."""
    rows = [{"id": f"t{i}", "text": TEXT} for i in range(3)]
    texts = file(tmp_path, "".join(json.dumps(row) + "\n" for row in rows), "texts.jsonl")
    good = {"entity_group": "GPE", "score": 0.9, "word": "Oslo", "start": 22, "end": 26}
    bad = {**good, "word": "Rome"}
    path = file(tmp_path, [[good], [bad], [{**bad, "start": 5, "end": 2}]])
    said = cli("convert", path, "-o", "out", "--from", "huggingface", "--texts", texts, cwd=tmp_path)
    assert (said.returncode, said.stderr.count("error[")) == (1, 2)
    assert not (tmp_path / "out").exists()
    said = cli(
        "convert", path, "-o", "out", "--from", "huggingface", "--texts", texts, "--skip-bad", cwd=tmp_path
    )
    assert (said.returncode, [doc.id for doc in jsonl.read(tmp_path / "out")]) == (1, ["t0"])
    assert " t1 " in said.stderr


NONE = ("beside", "bad.toml", "gold.jsonl", "fields")  # `fields` has a sample of every map: test_fields
EXAMPLES = [path for path in sorted(CASES.iterdir()) if path.name not in NONE]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_what_comes_out_is_admissible(path):
    """Every example of every format scores, has no white space at the edges and only true copies."""
    gold = {doc.id: doc for doc in jsonl.read(CASES / "gold.jsonl")}
    found, _ = read(formats.told(path), path, {name: doc.text for name, doc in gold.items()})
    for doc in found:
        text = doc.text if isinstance(doc.text, str) else gold[doc.id].text
        for _, span in spans.walk(doc):
            words = text[span.start : span.end] if span.start >= 0 else span.text
            assert words == words.strip() != ""
            assert not isinstance(span.text, str) or span.start < 0 or span.text == words
        jsonl.loads(jsonl.dumps(doc))
    assert score([*gold.values()], found, missing="empty", measures="mention.exact", resample=None)


def test_outer_white_space_is_trimmed_and_counted(tmp_path):
    """Tokens that every tokeniser adds and nobody means are ignored."""
    path = file(tmp_path, [
        {"entity_group": "PER", "score": 0.9, "word": "Anna Smith", "start": 0, "end": 10},
        {"entity_group": "PER", "score": 0.9, "word": " Bob", "start": 14, "end": 18},
        {"entity_group": "GPE", "score": 0.9, "word": " Oslo", "start": 21, "end": 26}])  # fmt: skip
    (doc,), notes = read("huggingface", path)
    assert places(doc) == [(0, 10, "PER"), (15, 18, "PER"), (22, 26, "GPE")]
    assert notes == {"spans with white space at their edges, trimmed": 2}
    assert [m.confidence for m in doc.mentions] == [0.9, 0.9, 0.9]


def tokens(*rows):
    """A pipeline's tokens from (tag, word, start, end)."""
    return [
        {"entity": tag, "score": 0.5, "word": word, "start": a, "end": b, "index": i}
        for i, (tag, word, a, b) in enumerate(rows)
    ]


RIGHT = [(0, 10, "PER"), (15, 18, "PER"), (22, 26, "GPE")]


@pytest.mark.parametrize(
    ("rows", "wanted"),
    [
        ([("PER", "▁Anna", 0, 4), ("PER", "▁Smith", 5, 10), ("PER", "▁Bob", 15, 18),
          ("GPE", "▁Os", 22, 24), ("GPE", "lo", 24, 26)], RIGHT),
        ([("B-PER", "ĠAnna", 0, 4), ("I-PER", "ĠSmith", 4, 10), ("B-PER", "ĠBob", 14, 18),
          ("B-GPE", "ĠOs", 21, 24), ("B-GPE", "lo", 24, 26)], RIGHT),
        ([("B-PER", "anna", 0, 4), ("I-PER", "sm", 5, 7), ("I-PER", "##ith", 7, 10),
          ("B-PER", "[UNK]", 15, 18),
          ("B-GPE", "os", 22, 24), ("B-GPE", "##lo", 24, 26)], RIGHT),
        ([("geo-loc", "Oslo", 22, 26)], [(22, 26, "geo-loc")]),
        ([("B-O", "met", 11, 14), ("B-GPE", "Oslo", 22, 26)], [(22, 26, "GPE")]),
        ([("I-PER", "Os", 22, 24), ("I-GPE", "##lo", 24, 26)], [(22, 26, "PER")]),
        ([("B-PER", "Anna", 0, 4), ("B-PER", "Smith", 5, 10)], [(0, 4, "PER"), (5, 10, "PER")]),
    ],
)  # fmt: skip
def test_tokens_of_every_family_and_label_scheme(tmp_path, rows, wanted):
    """SentencePiece, byte-level BPE, WordPiece; labels with marks and without."""
    (doc,), _ = read("huggingface", file(tmp_path, tokens(*rows)))
    assert places(doc) == wanted


def test_tokens_without_offsets_are_spelled(tmp_path):
    """Slow tokenisers give no offsets: pieces are put together to words, which are anchored."""
    rows = [("B-PER", "▁Anna", None, None), ("I-PER", "▁Smi", None, None), ("I-PER", "th", None, None)]
    (doc,), _ = read("huggingface", file(tmp_path, tokens(*rows)))
    assert [m.text for m in doc.mentions] == ["Anna Smith"]


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        ("Anna Smith\tB-PER\nmet\tO\n", [("Anna Smith", "PER")]),
        ("10\u00a0000\tB-RES\nkroner\tO\n", [("10\u00a0000", "RES")]),
        ("Anna\tB-PER\nSm\tI-PER\n##ith\tX\nmet\tO\n", [("Anna Smith", "PER")]),
        ("word\tlabel\nAnna\tB-PER\n", [("Anna", "PER")]),
        ("Anna B_PER\nSmith I_PER\nmet O\n", [("Anna Smith", "PER")]),
        ("Anna PER-B\nSmith PER-I\nmet O\n", [("Anna Smith", "PER")]),
        ("Anna PER\nSmith PER\nmet O\n", [("Anna Smith", "PER")]),
        ("Anna B\nSmith I\nmet O\n", [("Anna Smith", None)]),
        ("en:Anna B-PER\nen:met O\n", [("Anna", "PER")]),
        ("Anna O B-PER 0.98\nmet O O 0.7\n", [("Anna", "PER")]),
        ("Anna -X- _ B-PER\nmet -X- _ O\n", [("Anna", "PER")]),
    ],
)
def test_columns_of_every_dress(tmp_path, lines, wanted):
    """Separators, schemes, headers, scores: as the whole file says."""
    (doc,), _ = read("conll", file(tmp_path, lines, "a.conll"), {})
    assert [(m.text, m.type or None) for m in doc.mentions] == wanted


def test_a_column_can_be_named(tmp_path):
    """Gold and predicted tags in one file."""
    path = file(tmp_path, "Anna B-PER O\nOslo O B-GPE\n", "a.conll")
    assert [m.text for m in read("conll", path, {})[0][0].mentions] == ["Oslo"]
    assert [m.text for m in read("conll", path, {}, column=2)[0][0].mentions] == ["Anna"]


def test_several_documents_stay_apart(tmp_path):
    """Ids are the file's, else the user's, else counted."""
    path = file(tmp_path, "-DOCSTART- -X- O\n\nAnna O\n\n-DOCSTART- (10 Israel)\n\nOslo B-GPE\n"
                          "\n-DOCSTART-\n\nBob B-PER\n", "x.conll")  # fmt: skip
    assert [doc.id for doc in read("conll", path, {})[0]] == ["x-1", "10 Israel", "x-2"]
    assert [doc.id for doc in read("conll", path, {}, id="mine")[0]] == ["mine-1", "10 Israel", "mine-2"]


def test_an_unknown_token_is_what_stands_between_its_neighbours(tmp_path):
    """One token that the tokeniser did not know stops nothing."""
    path = file(tmp_path, "Anna B-PER\n[UNK] I-PER\nmet O\nBob B-PER\nin O\nOslo B-GPE\n. O\n", "a.conll")
    (doc,), notes = read("conll", path)
    assert places(doc) == RIGHT
    assert notes == {"tokens that the tokeniser did not know": 1}


def test_a_file_that_brings_its_text_is_not_put_on_the_shipped_article(tmp_path, cli):
    """Columns of one's own need no --texts; tasks of one export are parted by blank lines."""
    path = file(tmp_path, "-DOCSTART- -X- O\nAnna -X- _ B-PER\nleft -X- _ O\n\n"
                "Bob -X- _ B-PER\nsat -X- _ O\n", "mine.conll")  # fmt: skip
    run = cli("convert", path, "-o", "out", cwd=tmp_path)
    assert run.returncode == 0, run.stderr
    (doc,) = jsonl.read(tmp_path / "out")
    assert (doc.id, doc.text) == ("mine", "Anna left Bob sat")
    found, _ = read("conll", path, {"b": "Anna left", "c": "Bob sat"})
    assert [(doc.id, places(doc)) for doc in found] == [("b", [(0, 4, "PER")]), ("c", [(0, 3, "PER")])]
    assert len(read("conll", path, {}, split="blank")[0]) == 2


@pytest.mark.parametrize("name", ["conll", "conll2012"])
def test_tokens_are_paired_by_position(tmp_path, cli, name):
    """As the peers pair them: whatever the prediction's tokens say."""
    rows = {
        "conll": ("&\tO\ngt\tB-X\n", "&\tO\nget\tB-X\n"),
        "conll2012": (
            "#begin document (n);\nn 0 0 a (1)\n\n#end document\n",
            "#begin document (n);\nn 0 0 b (2)\n\n#end document\n",
        ),
    }
    for side, content in zip(("gold", "pred"), rows[name], strict=True):
        file(tmp_path, content, f"{side}.conll")
    assert cli("convert", "gold.conll", "-o", "gold.jsonl", "--from", name, cwd=tmp_path).returncode == 0
    for known in ("gold.jsonl", "gold.conll"):
        run = cli(
            "convert", "pred.conll", "-o", "pred.jsonl", "--from", name, "--by-position", known, cwd=tmp_path
        )
        assert run.returncode == 0, run.stderr
        gold, pred = (jsonl.read(tmp_path / f"{side}.jsonl") for side in ("gold", "pred"))
        (mine,), (its,) = [*gold], [*pred]
        assert (its.text, places(its)) == (mine.text, places(mine))


CRLF = "Anna Smith met Bob.\r\nBob left Oslo.\r\n"


def brat(tmp_path, text, ann, **choices):
    """The document of a folder with one text and its annotations."""
    file(tmp_path, text, "d.txt")
    file(tmp_path, ann, "d.ann")
    (doc,), notes = read("brat", tmp_path, {}, **choices)
    return doc, notes


def test_brat_counts_a_line_break_once(tmp_path):
    """Of a text with CRLF: what makes every copy fit is read, and said."""
    doc, notes = brat(tmp_path, CRLF, "T2\tPER 20 23\tBob\nT3\tGPE 29 33\tOslo\n")
    assert [m.text for m in doc.mentions] == ["Bob", "Oslo"]
    assert notes == {"texts with CRLF whose line breaks count once": 1}
    doc, notes = brat(tmp_path, CRLF, "T2\tPER 21 24\tBob\n")
    assert ([m.text for m in doc.mentions], notes) == (["Bob"], {})


def test_brat_offsets_that_are_off_name_their_line(tmp_path):
    """No silent shifts."""
    with pytest.raises(InvalidInputError, match=r"d.ann:1 .*'Anna Smith', but \[1, 11\) is 'nna Smith '"):
        brat(tmp_path, TEXT, "T1\tPER 1 11\tAnna Smith\n")


def test_what_brat_has_and_we_do_not_keep_is_counted_by_kind(tmp_path):
    """Relations, attributes, references; BioNLP's flags are polarity and modality."""
    doc, notes = brat(tmp_path, TEXT, "T1\tPER 0 10\tAnna Smith\nT2\tContact_Meet 11 14\tmet\n"
                      "T3\tGPE 22 26\tOslo\nE1\tContact_Meet:T2 Participant:T1\nA1\tNegation E1\n"
                      "A2\tSpeculation E1\nA3\tSure T1\nR1\tLocated Arg1:T1 Arg2:T3\n"
                      "N1\tReference T3 Wikipedia:534366\tOslo\n")  # fmt: skip
    assert (doc.events[0].polarity, doc.events[0].modality) == ("negative", "uncertain")
    assert {what: n for what, n in notes.items() if "left out" in what} == {
        "Located relations left out": 1,
        "Sure attributes left out": 1,
        "references to Wikipedia left out": 1,
    }


POLNEAR = "“We go,” Lee, 40, said, “now.”"


@pytest.mark.parametrize(
    ("labels", "choices"),
    [(("Source", "Cue", "Content"), {}),
     (("Holder", "Verb", "What"), {"quotes": {"Holder": "source", "Verb": "cue", "What": "content"}})],
)  # fmt: skip
def test_event_lines_of_quotes_are_quotes(tmp_path, labels, choices):
    """PARC and PolNeAR as they are, others by a map: contents in pieces, no mention, no event."""
    source, cue, content = labels
    doc, notes = brat(tmp_path, POLNEAR, f"E1\tAttribution:T4 {content}:T3 {cue}:T2 {source}:T1\n"
                      f"T1\t{source} 9 12\tLee\nT2\t{cue} 18 22\tsaid\n"
                      f"T3\t{content} 0 8;24 30\t“We go,” “now.”\nT4\tAttribution 18 22\tsaid\n",
                      **choices)  # fmt: skip
    (quote,) = doc.quotes
    assert [part.text for part in quote.content] == ["“We go,”", "“now.”"]
    assert (quote.cue.text, quote.source.text) == ("said", "Lee")
    assert not doc.mentions
    assert not doc.events
    assert not notes


def test_a_source_in_pieces_stays_in_pieces(tmp_path):
    """One phrase with something between; a quote without content is a speech event."""
    doc, _ = brat(tmp_path, POLNEAR, "T1\tSource 9 12;14 16\tLee 40\nT2\tCue 18 22\tsaid\n"
                  "T4\tAttribution 18 22\tsaid\nE1\tAttribution:T4 Cue:T2 Source:T1\n")  # fmt: skip
    (quote,) = doc.quotes
    assert (quote.content, [piece.text for piece in quote.source]) == ([], ["Lee", "40"])


ATTRIBUTION = (
    "T1\tSource 9 12\tLee\nT2\tCue 18 22\tsaid\nT3\tContent 0 8;24 30\t“We go,” “now.”\n"
    "T4\tAttribution 18 22\tsaid\nE1\tAttribution:T4 Content:T3 Cue:T2 Source:T1\n"
)


@pytest.mark.parametrize("given", ["", "attributions", "attributions/walk_ef2d.ann"])
def test_annotations_and_texts_in_two_folders(tmp_path, given):
    """As PolNeAR has them, with the annotator at the end of the name; several of one text stay apart."""
    for name in ("attributions", "text", "corenlp"):
        (tmp_path / name).mkdir()
    file(tmp_path, POLNEAR, "text/walk.txt")
    file(tmp_path, POLNEAR, "text/two_words.txt")
    bare = "T5\tAttribution-no-source 9 12\tLee\nE2\tAttribution-no-source:T5\n"
    file(tmp_path, ATTRIBUTION + bare, "attributions/walk_ef2d.ann")
    for who in ("a1", "b2"):
        file(tmp_path, ATTRIBUTION, f"attributions/two_words_{who}.ann")
    path = tmp_path / given
    assert formats.told(path) == "brat"
    found, notes = read("brat", path, {})
    assert notes == {"Attribution-no-source lines without parts left out": 1}
    assert not any(doc.events for doc in found)
    names = ["walk"] if given.endswith(".ann") else ["two_words@a1", "two_words@b2", "walk"]
    assert [doc.id for doc in found] == names
    assert all([part.text for part in doc.quotes[0].content] == ["“We go,”", "“now.”"] for doc in found)


def test_words_over_several_lines_are_one_copy(tmp_path):
    """A span over a line break has one in its words; a line that is not standoff is still an error."""
    text = "Anna said:\n\nWe go.\nNow."
    doc, notes = brat(tmp_path, text, "T1\tPER 0 18\tAnna said:\n\nWe go.\nT2\tPER 19 22\tNow\n")
    assert ([m.text for m in doc.mentions], notes) == (["Anna said:\n\nWe go.", "Now"], {})
    with pytest.raises(InvalidInputError, match=r"d.ann:2 .*'stray' is not a T, E"):
        brat(tmp_path, text, "T1\tPER 0 4\tAnna\nstray\n")


ODD = [
    "...",
    "--",
    "''",
    "``",
    "o\u0304",
    "\ufb01sh",
    "a\u00a0b",
    "Oslo",
    "(",
    "’s",
    "\u00ad",
    "É",
    "#",
    "😀",
    "…",
    "x",
    "1,5",
    "-LRB-",
]


def random_text(rng):
    """Odd pieces and words, with blanks, line breaks or nothing between."""
    return "".join(
        rng.choice(ODD) + rng.choice(["", " ", " ", "\n", "  "]) for _ in range(rng.randint(1, 30))
    ).strip()


def test_a_text_always_aligns_with_its_own_tokens():
    """However it is cut: runs of points, dashes, marks split in two, combining marks."""
    rng = random.Random(4)
    for _ in range(500):
        text = random_text(rng)
        cuts = sorted({0, len(text), *(rng.randrange(len(text) + 1) for _ in range(20))})
        places = []
        for start, end in pairwise(cuts):
            words = text[start:end]
            if words.strip():
                places.append(
                    (start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip()))
                )
        source = Source(CASES / "x", {}, Counter())
        assert aligned([(1, text[a:b]) for a, b in places], text, source) == places
        assert not source.notes
    assert joined([]) == ("", [])


@pytest.mark.parametrize(
    ("name", "suffix"),
    [
        *(("conll2012", ""), ("conll", ""), ("brat", ""), ("langextract", ""), ("doccano", "")),
        *(("prodigy", ""), ("textee", ""), ("conllu", ""), ("spacy", ""), ("spacy", ".spacy")),
    ],
)
def test_every_export_comes_back(tmp_path, name, suffix):
    """Random texts and the article: the same mentions, whatever the characters."""
    rng = random.Random(7)
    documents = [next(jsonl.read(shipped.gold()))]
    for i in range(60):
        text = random_text(rng)
        points = sorted({k for k, c in enumerate(text) if not c.isspace()})
        spans_ = sorted({tuple(sorted(rng.sample(points, 2))) for _ in range(4)}) if len(points) > 1 else []
        mentions = [
            {"start": a, "end": b + 1, "type": "PER", "entity": f"e{a}-{b}"}
            for a, b in spans_ if "\n" not in text[a : b + 1]
        ]  # fmt: skip
        mentions = mentions[:1] if name == "conll" else mentions
        documents.append(jsonl.from_plain({"id": f"d{i}", "text": text, "mentions": mentions}))
    if name == "conll":
        documents = documents[1:]
    path = tmp_path / f"out{suffix}"
    formats.module(name).write(path, documents, Counter())
    found, notes = read(name, path, {doc.id: doc.text for doc in documents})
    back = {doc.id: {m[:2] for m in places(doc)} for doc in found}
    for doc in documents:
        assert back.get(doc.id, set()) == {(m.start, m.end) for m in doc.mentions}, doc.id
    assert not {what for what in notes if "without tokens" in what}
    assert isinstance(found[0], Document)


def corenlp(*words, **keys):
    """A CoreNLP document of words from (word, begin, end, tag), without `before`."""
    row = [
        {
            "index": i,
            "word": word,
            "originalText": word,
            "characterOffsetBegin": a,
            "characterOffsetEnd": b,
            "ner": tag,
        }
        for i, (word, a, b, tag) in enumerate(words, 1)
    ]
    return {**keys, "sentences": [{"index": 0, "tokens": row}]}


def test_corenlp_without_entity_mentions_has_its_tags(tmp_path):
    """`ner` alone says something; the document's own id counts."""
    words = [
        ("Anna", 0, 4, "PERSON"),
        ("Smith", 5, 10, "PERSON"),
        ("met", 11, 14, "O"),
        ("Bob", 15, 18, "PERSON"),
    ]
    (doc,), _ = read("corenlp", file(tmp_path, corenlp(*words, docId="mine")), {})
    assert (doc.id, places(doc)) == ("mine", [(0, 10, "PERSON"), (15, 18, "PERSON")])


@pytest.mark.parametrize("shift", [0, 1])
def test_corenlp_offsets_are_checked(tmp_path, shift):
    """UTF-16 units as CoreNLP counts, or code points; neither is an error."""
    text = "😀 Anna met"
    words = [
        ("😀", 0, 1 + shift, "O"),
        ("Anna", 2 + shift, 6 + shift, "PERSON"),
        ("met", 7 + shift, 10 + shift, "O"),
    ]
    (doc,), notes = read("corenlp", file(tmp_path, corenlp(*words)), {"e": text})
    assert (doc.id, [m.text for m in doc.mentions]) == ("e", ["Anna"])
    assert ("documents whose offsets count code points, not UTF-16 units" in notes) == (not shift)


def test_corenlp_speakers_fall_back(tmp_path):
    """The other id is the answer if the canonical one is unknown."""
    value = corenlp(("Go", 0, 2, "O"), quotes=[
        {"beginIndex": 0, "endIndex": 2, "speaker": "Papa", "canonicalSpeaker": "Unknown"}])  # fmt: skip
    (doc,), _ = read("corenlp", file(tmp_path, value), {})
    assert doc.quotes[0].speaker == "Papa"


def extraction(label, words, place, **keys):
    """One extraction of LangExtract."""
    interval = {"start_pos": place[0], "end_pos": place[1]} if place else None
    return {"extraction_class": label, "extraction_text": words, "char_interval": interval, **keys}


def test_langextract_has_attributes_arguments_and_quotes(tmp_path):
    """Case and stem of an exact match do not matter; roles, attributes and speakers come along."""
    row = {"text": TEXT, "document_id": "mine", "extractions": [
        extraction("PER", "bob", (15, 18), alignment_status="match_exact",
                   attributes={"form": "name", "x": "y"}),
        extraction("Contact.Meet", "met", (11, 14),
                   attributes={"participant": ["Bob", "Anna Smith"], "tense": "past"}),
        extraction("quote", "in Oslo", (19, 26),
                   attributes={"speaker": "Anna Smith", "cue": "met"})]}  # fmt: skip
    (doc,), notes = read("langextract", file(tmp_path, row))
    assert (doc.id, [(m.text, m.form) for m in doc.mentions]) == ("mine", [("Bob", "name")])
    assert [(a.role, a.text) for a in doc.events[0].arguments] == [
        ("Participant", "Bob"),
        ("Participant", "Anna Smith"),
    ]
    assert (doc.events[0].tense, doc.quotes[0].speaker, doc.quotes[0].cue.text) == (
        "past",
        "Anna Smith",
        "met",
    )
    assert notes["attributes of mentions left out"] == 1


def test_spacy_docbin_keeps_links_groups_and_sentences(tmp_path):
    """Keys that `Doc.to_json` leaves out are there; a document without entities stops nothing."""
    spacy = pytest.importorskip("spacy")
    from spacy.tokens import DocBin, Span

    blank = spacy.blank("en")
    one, other = blank("Anna met Bob."), blank("Nobody came.")
    one.ents = [Span(one, 0, 1, "PER", kb_id="Q1"), Span(one, 2, 3, "PER")]
    one.spans["sc"] = [Span(one, 0, 3, "WHO")]
    path = tmp_path / "x.spacy"
    DocBin(docs=[one, other]).to_disk(path)
    (doc, empty), notes = read("spacy", path, {})
    assert (places(doc), places(empty)) == ([(0, 4, "PER"), (9, 12, "PER")], [])
    assert [(e.id, e.wikidata) for e in doc.entities] == [("Q1", "Q1")]
    assert notes["spans of the group 'sc' left out"] == 1
    assert places(read("spacy", path, {}, group="sc")[0][0]) == [(0, 12, "WHO")]
    gold = next(jsonl.read(shipped.gold()))
    formats.module("spacy").write(path, [gold], Counter())
    (back,), _ = read("spacy", path, {gold.id: gold.text})
    assert back.sentences == gold.sentences
    linked = {e.id: e.wikidata for e in gold.entities if isinstance(e.wikidata, str)}
    assert {m.entity for m in back.mentions if isinstance(m.entity, str)} == set(linked.values())


def test_spacy_training_pairs_are_read(tmp_path):
    """A text and its entities, as version 2 was trained with."""
    path = file(tmp_path, [[TEXT, {"entities": [[15, 18, "PER"]]}], ["Oslo", {"entities": []}]])
    assert formats.told(path) == "spacy"
    (doc, _), _ = read("spacy", path)
    assert (doc.id, places(doc)) == ("a", [(15, 18, "PER")])


def test_spacy_training_json_is_read(tmp_path):
    """Paragraphs of sentences of tokens with BILUO tags; `raw` is the text, else the tokens make one."""
    rows = [("Anna", "B-PER"), ("Smith", "L-PER"), ("met", "-"), ("Bob", "U-PER"), ("in", "O"),
            ("Oslo", "U-GPE"), (".", "O")]  # fmt: skip
    tokens = [{"id": i, "orth": word, "tag": "X", "ner": tag} for i, (word, tag) in enumerate(rows)]
    raw = {"raw": TEXT, "sentences": [{"tokens": tokens, "brackets": []}], "cats": []}
    bare = {"sentences": [{"tokens": tokens[:3]}, {"tokens": tokens[3:]}]}
    path = file(tmp_path, [{"id": 0, "paragraphs": [raw, bare]}])
    assert formats.told(path) == "spacy"
    (one, two), notes = read("spacy", path)
    assert (one.id, places(one)) == ("a", RIGHT)
    assert (two.text, places(two)[-1]) == ("Anna Smith met Bob in Oslo .", (22, 26, "GPE"))
    assert two.sentences == [(0, 14), (15, 28)]
    assert notes["tokens of which nothing is known, read as outside"] == 2


LEFT = [
    ("conll", "a.txt", "Anna NNP x B-PER\nmet _ - O\n", {"columns besides token and tag left out": 2}),
    ("conll2012", "a.txt", "#begin document (d);\nd 0 0 Anna NNP - - - - sp * (1)\n\n#end document\n",
     {"columns besides token, name and coreference left out": 2}),
    ("conllu", "a.txt", "1\tAnna\tanna\tPROPN" + "\t_" * 5 + "\tEntity=(e1)|Gloss=x\n\n",
     {"`Gloss` of words left out": 1, "columns besides form and misc left out": 2}),
    ("prodigy", "a.jsonl", {"text": "Anna", "label": "NEWS", "accept": ["NEWS"], "answer": "accept"},
     {"`label` of tasks left out": 1, "`accept` of tasks left out": 1}),
    ("gliner", "a.json", [{"start": 0, "end": 4, "text": "Anna", "label": "x", "score": 0.5, "vector": [1]}],
     {"`vector` of entities left out": 1}),
    ("huggingface", "a.json", [{"entity_group": "PER", "word": "Anna", "start": 0, "end": 4, "why": "x"}],
     {"`why` of entities left out": 1}),
    ("spacy", "a.json", {"text": "Anna", "ents": [], "cats": {"a": 1},
                         "tokens": [{"id": 0, "start": 0, "end": 4, "pos": "X"}]},
     {"`cats` of documents left out": 1, "`pos` of tokens left out": 1}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "file_name", "content", "left"), LEFT, ids=[row[0] for row in LEFT])
def test_what_a_file_holds_beyond_is_counted_by_kind(tmp_path, name, file_name, content, left):
    """Columns and keys that a document of ours has no place for."""
    _, notes = read(name, file(tmp_path, content, file_name), {})
    assert notes == left


def test_tags_of_a_docbin_are_counted(tmp_path):
    """A document of a pipeline says more than we keep."""
    spacy = pytest.importorskip("spacy")
    from spacy.tokens import Doc, DocBin

    doc = Doc(spacy.blank("en").vocab, ["Anna", "met"], pos=["PROPN", "VERB"], ents=["B-PER", "O"])
    doc.cats = {"news": 1.0}
    DocBin(docs=[doc], store_user_data=True).to_disk(tmp_path / "x.spacy")
    (found,), notes = read("spacy", tmp_path / "x.spacy", {})
    assert places(found) == [(0, 4, "PER")]
    assert notes["`POS` of documents left out"] == 1


def test_litbank_as_published(tmp_path):
    """Folders by kind of file: the same document as from flat folders."""
    rows = {"coref/tsv/a_brat.txt": "Ida met Bob .\n", "events/brat/a_brat.ann": "T1\tEVENT 4 7\tmet\n",
            "coref/tsv/a_brat.ann": "MENTION\tT1\t0\t0\t0\t0\tIda\tPER\tPROP\nCOREF\tT1\tida\n",
            "quotations/tsv/a_brat.ann": "QUOTE\tQ1\t0\t1\t0\t2\tmet Bob\nATTRIB\tQ1\tida\n"}  # fmt: skip
    for name, content in rows.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        file(tmp_path, content, name)
    assert formats.told(tmp_path) == "litbank"
    (doc,), _ = read("litbank", tmp_path, {})
    assert (doc.id, len(doc.mentions), len(doc.events), doc.quotes[0].speaker) == ("a", 1, 1, "ida")


def region(start, end, words, *labels, kind="labels"):
    """One region of Label Studio."""
    value = {"start": start, "end": end, "text": words, kind: list(labels)}
    return {"id": "r", "from_name": "label", "to_name": "body", "type": kind, "value": value}


def task(data, *results, key="annotations"):
    """One task with one annotation."""
    annotation = {"id": 1, "completed_by": 1, "was_cancelled": False, "result": [*results]}
    return {"id": 7, "data": data, key: [annotation]}


@pytest.mark.parametrize("key", ["annotations", "completions"])
@pytest.mark.parametrize("data", [{"text": TEXT}, {"body": TEXT, "author": "x"}, {"review": TEXT}])
def test_label_studio_exports_of_any_project(tmp_path, key, data):
    """Whatever the text is called; relations are counted, labels stay."""
    relation = {"type": "relation", "from_id": "r", "to_id": "r"}
    path = file(tmp_path, [task(data, region(15, 18, "Bob", "Person"), relation, key=key)])
    assert formats.told(path) == "labelstudio"
    (doc,), notes = read("labelstudio", path)
    assert (doc.id, places(doc)) == ("a", [(15, 18, "Person")])
    assert notes == {"relations left out": 1}


def test_brat_with_a_folder_for_each_document(tmp_path):
    """Each with its own text; two of one name are not taken for one another."""
    for name, words in {"a": "Oslo won.", "b": "Rome won."}.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / f"{name}.txt").write_text(words, encoding="utf-8")
        (tmp_path / name / f"{name}_x1.ann").write_text(f"T1\tGPE 0 4\t{words[:4]}\n", encoding="utf-8")
    assert formats.told(tmp_path) == "brat"
    docs, _ = read("brat", tmp_path, {})
    assert [(doc.id, doc.text) for doc in docs] == [("a", "Oslo won."), ("b", "Rome won.")]
    (tmp_path / "b" / "b.txt").rename(tmp_path / "b" / "a.txt")
    assert read("brat", tmp_path, {})[0] == []


def test_the_text_of_a_task_has_the_words_of_its_regions(tmp_path):
    """Beside other strings, under any key; `text` that has other words is another string; of JSON_MIN too."""
    data = {"slug": "a-1", "article": TEXT, "text": "A heading"}
    there = {"id": "r", "from_name": "n", "to_name": "t", "type": "labels",
             "value": {"start": 15, "end": 18, "text": "Bob", "labels": ["Person"]}}  # fmt: skip
    path = file(tmp_path, [task(data, there), task({**data, "article": f"{TEXT} Again."})])
    docs, _ = read("labelstudio", path)
    assert [doc.text for doc in docs] == [TEXT, f"{TEXT} Again."]
    assert places(docs[0]) == [(15, 18, "Person")]
    row = {**data, "label": [there["value"]], "annotator": 1, "annotation_id": 2, "lead_time": 1.5}
    assert read("labelstudio", file(tmp_path, [row]))[0][0].text == TEXT


def test_known_texts_say_which_string_is_the_text(tmp_path):
    """A text without annotation, of which every string could be it."""
    path = file(tmp_path, [task({"slug": "a-1", "article": TEXT})])
    with pytest.raises(InvalidInputError, match=r"`texts=FILE`.* says which it is"):
        read("labelstudio", path, {})
    (doc,), _ = read("labelstudio", path, {"known": TEXT})
    assert (doc.id, doc.text) == ("known", TEXT)


def test_label_studio_rows_of_json_min(tmp_path):
    """Flat, with the regions under the name of their control."""
    row = {"id": 3, "review": TEXT, "label": [{"start": 22, "end": 26, "text": "Oslo", "labels": ["City"]}],
           "annotator": 1, "annotation_id": 2, "created_at": "x", "lead_time": 1.5}  # fmt: skip
    path = file(tmp_path, [row])
    assert formats.told(path) == "labelstudio"
    assert places(read("labelstudio", path)[0][0]) == [(22, 26, "City")]


EMOJI = f"😀 é {TEXT}"
ONE, TWO = EMOJI.index("Anna"), EMOJI.index("Oslo")


def counted(name, unit):
    """Anna Smith and Oslo in the text with an emoji, their offsets in some unit; words say what they are."""
    sizes = {"UTF-16 units": [1 + (c > "\uffff") for c in EMOJI], "bytes": [len(c.encode()) for c in EMOJI]}
    a, b, c, d = (sum(sizes[unit][:at]) for at in (ONE, ONE + 10, TWO, TWO + 4))
    if name == "labelstudio":
        return [task({"text": EMOJI}, region(a, b, "Anna Smith", "PER"), region(c, d, "Oslo", "GPE"))]
    if name == "own":
        regions = [
            {**region(*place, label), "from_name": "mention", "id": label}
            for *place, label in ((a, b, "Anna Smith", "PER"), (c, d, "Oslo", "GPE"))
        ]
        return [task({"doc_id": "a", "text": EMOJI}, *regions)]
    if name == "langextract":
        return {"text": EMOJI, "extractions": [
            extraction("PER", "Anna Smith", (a, b), alignment_status="match_exact"),
            extraction("GPE", "Oslo", (c, d), alignment_status="match_exact")]}  # fmt: skip
    keys = {"huggingface": ("entity_group", "word"), "gliner": ("label", "text")}[name]
    rows = (("PER", "Anna Smith", a, b), ("GPE", "Oslo", c, d))
    return [
        {keys[0]: label, keys[1]: words, "start": i, "end": j, "score": 1.0} for label, words, i, j in rows
    ]


@pytest.mark.parametrize("unit", ["UTF-16 units", "bytes"])
@pytest.mark.parametrize("name", ["huggingface", "gliner", "langextract", "labelstudio", "own"])
def test_offsets_in_other_units_become_code_points(tmp_path, name, unit):
    """Offsets are converted, and counted, if every copy of words fits that unit and not code points."""
    path = file(tmp_path, counted(name, unit))
    (doc,), notes = read("labelstudio" if name == "own" else name, path, {"a": EMOJI})
    assert places(doc) == [(ONE, ONE + 10, "PER"), (TWO, TWO + 4, "GPE")]
    assert any(unit in note and "turned into code points" in note for note in notes)


@pytest.mark.parametrize("name", ["labelstudio", "own"])
def test_label_studio_regions_with_other_words_are_a_question(tmp_path, name):
    """The same for a project of one's own as for any other; line breaks are written as a backslash and n."""
    text = "Anna\nmet Bob."
    wrong = region(9, 12, "Anna", "PER") | {"id": "w"}
    right = region(0, 8, "Anna\\nmet", "PER")
    data = {"doc_id": "a", "text": text} if name == "own" else {"text": text}
    path = file(tmp_path, [task(data, *({**one, "from_name": "mention"} for one in (wrong, right)))])
    with pytest.raises(InvalidInputError, match=r"'Anna', but \[9, 12\) is 'Bob'; .* are at \[0, 4\)"):
        read("labelstudio", path, {})
    for keep, place in (("offsets", (9, 12)), ("words", (0, 4))):
        (doc,), notes = read("labelstudio", path, {}, keep=keep)
        assert {m[:2] for m in places(doc)} == {place, (0, 8)}
        assert any(f"the {keep} were kept" in note for note in notes)


def test_attributes_of_regions_that_we_have_are_read(tmp_path):
    """Under the names of this project's own set-up; relations of coreference; the rest is counted by name."""

    def of(name, words, kind="textarea"):
        value = {"text": [words]} if kind == "textarea" else {"choices": [words]}
        return {"id": "r", "from_name": name, "to_name": "body", "type": kind, "value": value}

    other = {**region(15, 18, "Bob", "PER"), "id": "s"}
    third = {**region(22, 26, "Oslo", "GPE"), "id": "t"}
    results = [region(0, 10, "Anna Smith", "PER"), other, third, of("entity", "anna"), of("wikidata", "Q1"),
               of("form", "name", "choices"), of("mood", "glad", "choices"),
               {**of("form", "odd", "choices"), "id": "t"}]  # fmt: skip
    path = file(tmp_path, [task({"text": TEXT}, *results)])
    (doc,), notes = read("labelstudio", path)
    assert next((m.entity, m.form) for m in doc.mentions) == ("anna", "name")
    assert [(e.id, e.type, e.wikidata) for e in doc.entities] == [("anna", "PER", "Q1")]
    assert notes == {"answers to `mood` left out": 1, "answers to `form` left out": 1}
    arrow = {"type": "relation", "from_id": "r", "to_id": "s", "labels": ["coref"], "direction": "right"}
    path = file(tmp_path, [task({"text": TEXT}, *results[:3], arrow, {**arrow, "labels": ["knows"]})])
    (doc,), notes = read("labelstudio", path)
    assert [m.entity for m in doc.mentions] == ["1", "1", None]
    assert notes == {"relations left out": 1}
