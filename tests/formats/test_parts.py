"""CoNLL-2012: parts are documents, as the reference scorer has them; blank lines part sentences."""

from collections import Counter

import pytest
from msgspec import UNSET

from presscheck import formats, score
from presscheck.document import jsonl
from presscheck.document.exceptions import InvalidInputError
from presscheck.formats import Source


def column(begin, *sentences):
    """One part from "word/bracket word ..." for each sentence."""
    lines = [f"#begin document {begin}"]
    for sentence in sentences:
        for number, token in enumerate(sentence.split()):
            word, _, cell = token.partition("/")
            lines.append(f"n 0 {number} {word} {cell or '-'}")
        lines.append("")
    return "\n".join([*lines, "#end document", ""])


def read(tmp_path, content, *, texts=None, join_parts=False, name="conll2012"):
    """The documents of a file, and what was noted."""
    path = tmp_path / "file"
    path.write_text(content, encoding="utf-8")
    notes = Counter()
    source = Source(path, texts or {}, notes, join_parts=join_parts)
    return formats.read(name, source), notes


GOLD = column("(n); part 000", "Oslo/(1) it/(1) Rome/(2)") + column(
    "(n); part 001", "Paris/(1) it/(1) she/(2)"
)
PRED = column("(n); part 000", "Oslo/(1) it/(2) Rome/(2)") + column(
    "(n); part 001", "Paris/(1) it/(2) she/(2)"
)


@pytest.mark.parametrize(
    ("join_parts", "ids", "blanc"), [(False, ["n/000", "n/001"], 0.25), (True, ["n"], 11 / 26)]
)
def test_links_across_parts_are_none_unless_parts_are_joined(tmp_path, join_parts, ids, blanc):
    """The reference scorer prints 25.00 for two parts; as one document they are 42.31."""
    gold, pred = (read(tmp_path, side, join_parts=join_parts)[0] for side in (GOLD, PRED))
    assert [doc.id for doc in gold] == ids
    found = score(gold, pred, profile="conll2012", resample=None)
    assert found["conll2012.blanc"]["f1"] == pytest.approx(blanc)
    assert found["conll2012.muc"]["f1"] == 0


def test_entities_of_parts_are_apart(tmp_path):
    """One number in two parts is two entities, joined or not."""
    apart, _ = read(tmp_path, GOLD)
    assert [[m.entity for m in doc.mentions] for doc in apart] == [["1", "1", "2"], ["1", "1", "2"]]
    ((joined,), _) = read(tmp_path, GOLD, join_parts=True)
    assert [m.entity for m in joined.mentions] == ["1", "1", "2", "1-1", "1-1", "1-2"]


@pytest.mark.parametrize(
    ("begin", "name"),
    [
        ("(bc/n_01); part 000", "bc/n_01/000"),
        ("(bc/n_01); part 012", "bc/n_01/012"),
        ("(bc/n_01); part 7", "bc/n_01/007"),
        ("(bc/n_01);part 000", "bc/n_01/000"),
        ("(bc/n_01); part 000 ", "bc/n_01/000"),
        ("(bc/n_01); ", "bc/n_01"),
        ("(bc/n_01);", "bc/n_01"),
        ("(bc/n_01)", "bc/n_01"),
        ("(bc/n_01) ", "bc/n_01"),
        ("bc/n_01", "bc/n_01"),
        ("bc/n_01; part 001", "bc/n_01/001"),
        ("(a (b)); part 000", "a (b)/000"),
    ],
)
def test_names_and_parts(tmp_path, begin, name):
    """With and without part, parentheses, and what is left of them."""
    ((doc,), _) = read(tmp_path, column(begin, "Oslo/(1)"))
    assert doc.id == name
    ((doc,), _) = read(tmp_path, column(begin, "Oslo/(1)"), join_parts=True)
    assert doc.id == name.removesuffix(f"/{name[-3:]}" if "part" in begin else "")


def test_the_only_part_of_a_known_document_is_that_document(tmp_path):
    """A text under the name alone is the text of the part, and what is written comes back under its id."""
    content = column("(n); part 000", "Ida/(1) left/- ./-")
    ((doc,), _) = read(tmp_path, content, texts={"n": "Ida left."})
    assert (doc.id, doc.text, [(m.start, m.end) for m in doc.mentions]) == ("n", UNSET, [(0, 3)])
    ((doc,), _) = read(tmp_path, content, texts={"n": "Other.", "n/000": "Ida left."})
    assert (doc.id, doc.text) == ("n/000", UNSET)


def test_several_parts_of_one_known_text_want_to_be_joined(tmp_path):
    """They cannot each be put into the whole text, and the message says what can be done."""
    with pytest.raises(InvalidInputError, match="2 parts; `join_parts=True` reads them as one"):
        read(tmp_path, GOLD, texts={"n": "Oslo it Rome Paris it she"})
    ((doc,), _) = read(tmp_path, GOLD, texts={"n": "Oslo it Rome Paris it she"}, join_parts=True)
    assert doc.mentions[-1].text == "she"


def test_a_part_that_comes_twice_is_told_with_its_line(tmp_path):
    """Two documents cannot have one id."""
    with pytest.raises(InvalidInputError, match=r"file:6 .*'n/000' appears twice"):
        read(tmp_path, column("(n); part 000", "Oslo/- ./-") + column("(n); part 000", "Rome/-"))


def test_a_part_goes_out_and_comes_back(tmp_path):
    """The id is split into name and part again."""
    documents, _ = read(tmp_path, GOLD)
    formats.module("conll2012").write(tmp_path / "out", documents, Counter())
    again, _ = read(tmp_path, (tmp_path / "out").read_text())
    assert [doc.id for doc in again] == ["n/000", "n/001"]
    assert score(documents, again, measures="coref.conll", resample=None)["coref.conll"]["f1"] == 1
    assert "#begin document (n); part 001\nn 1 0 Paris" in (tmp_path / "out").read_text()


@pytest.mark.parametrize("name", ["conll", "conll2012"])
def test_blank_lines_part_sentences(tmp_path, name):
    """With a text of tokens and with a known one; what has no token belongs to the sentence before it."""
    tokens = ["Ida left .", "She came back ."]
    if name == "conll2012":
        content = column("(n)", *tokens)
    else:
        blocks = ["\n".join(f"{word} O" for word in block.split()) for block in tokens]
        content = "# id = n\n\n" + "\n\n".join(blocks) + "\n"
    ((doc,), notes) = read(tmp_path, content, name=name)
    assert [doc.text[start:end] for start, end in doc.sentences] == tokens
    text = "“Ida left.” \n “She came back.” (sic)\n"
    ((doc,), notes) = read(tmp_path, content, texts={"n": text}, name=name)
    assert [text[start:end] for start, end in doc.sentences] == ["“Ida left.”", "“She came back.” (sic)"]
    assert notes == {"stretches of text without tokens": 2}


@pytest.mark.parametrize("name", ["conll", "conll2012"])
def test_blank_lines_that_part_no_sentences(tmp_path, name):
    """A file without any has no sentences, nor has a document in which a block runs over a line feed."""
    words = ["Ida", "left", ".", "She", "came", "back", "."]
    lines = [f"n 0 0 {word} -" if name == "conll2012" else f"{word} O" for word in words]
    begin, end = (
        ("#begin document (n)\n", "\n#end document\n") if name == "conll2012" else ("# id = n\n", "\n")
    )
    ((doc,), _) = read(tmp_path, begin + "\n".join(lines) + end, name=name)
    assert doc.sentences is None
    content = begin + "\n".join(lines[:5]) + "\n\n" + "\n".join(lines[5:]) + end
    ((doc,), notes) = read(tmp_path, content, texts={"n": "Ida left.\nShe came back."}, name=name)
    assert doc.sentences is None
    assert notes == {"documents whose blank lines do not part sentences": 1}


def test_a_document_of_one_sentence_beside_others(tmp_path):
    """Blank lines may separate sentences in one document of a file and not in another."""
    content = column("(a)", "Ida left .", "She ran .") + column("(b)", "Ole stayed .")
    documents, _ = read(tmp_path, content)
    assert [len(doc.sentences) for doc in documents] == [2, 1]


def test_the_command_joins_parts(cli, tmp_path):
    """`--join-parts` is about formats with parts, and refused elsewhere."""
    path = tmp_path / "in.conll"
    path.write_text(GOLD)
    done = cli("convert", path, "-o", tmp_path / "a.jsonl", "--from", "conll2012")
    assert done.returncode == 0, done.stderr
    done = cli("convert", path, "-o", tmp_path / "b.jsonl", "--from", "conll2012", "--join-parts")
    assert done.returncode == 0, done.stderr
    ids = [[doc.id for doc in jsonl.read(tmp_path / name)] for name in ("a.jsonl", "b.jsonl")]
    assert ids == [["n/000", "n/001"], ["n"]]
    done = cli("convert", tmp_path / "a.jsonl", "-o", tmp_path / "c", "--from", "presscheck", "--join-parts")
    assert (done.returncode, "only conll2012 has parts" in done.stderr) == (2, True)


CROSSED = {
    "id": "d",
    "text": "a b c d e",
    "mentions": [
        {"start": 0, "end": 5, "entity": "x", "type": "PER"},
        {"start": 2, "end": 7, "entity": "x", "type": "ORG"},
        {"start": 2, "end": 9, "entity": "y", "type": "GPE"},
        {"start": 4, "end": 9, "entity": "z"},
    ],
}


@pytest.mark.parametrize("name", ["conll2012", "conllu"])
def test_mentions_that_cross_are_held_unless_they_are_one_entity(tmp_path, name):
    """Brackets have names: those of one name only nest, so one of two that cross is left out and counted."""
    doc, lost = jsonl.from_plain(CROSSED), Counter()
    formats.module(name).write(tmp_path / "x", [doc], lost)
    assert lost["mentions that cross another one of their entity"] == 1
    (found,) = formats.read(name, Source(tmp_path / "x", {"d": doc.text}, Counter()))
    assert sorted((m.start, m.end) for m in found.mentions) == [(0, 5), (2, 9), (4, 9)]
    assert len({m.entity for m in found.mentions}) == 3


def test_documents_without_names_are_numbered(tmp_path):
    """As GUM's OntoNotes edition has them; what is written of them can be read."""
    content = "# begin document \n0\tIda\t(1)\n1\tmet\t_\n# end document\n"
    (one,), _ = read(tmp_path, content)
    assert one.id == "file"
    two, _ = read(tmp_path, content * 2)
    assert [doc.id for doc in two] == ["file-1", "file-2"]
    formats.module("conll2012").write(tmp_path / "x", two, Counter())
    back = formats.read("conll2012", Source(tmp_path / "x", {doc.id: doc.text for doc in two}, Counter()))
    assert [(doc.id, [m.text for m in doc.mentions]) for doc in back] == [
        ("file-1", ["Ida"]),
        ("file-2", ["Ida"]),
    ]
