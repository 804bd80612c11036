"""formats/fields: every shipped map has a sample; maps of one's own; offsets in any unit."""

import json
import shutil
from collections import Counter
from pathlib import Path

import pytest
from tests.conftest import ROOT

from presscheck import formats, score
from presscheck.document import jsonl
from presscheck.document.exceptions import InvalidInputError, UsageError
from presscheck.document.model import ABSENT
from presscheck.formats import Source
from presscheck.formats.fieldmaps import model, paths

SAMPLES = ROOT / "tests" / "cases" / "formats" / "fields"
GOLD = SAMPLES / "texts.jsonl"
TEXTS = jsonl.texts(GOLD)
(TEXT,) = TEXTS.values()
NAMES = ["Ida Berg", "Bo", "Oslo"]


def sample(name):
    """The sample of a map: a file of its name, or the first in a folder of its name."""
    (path,) = (
        SAMPLES.glob(f"{name}.*") if not (SAMPLES / name).is_dir() else (SAMPLES / name).glob("quot*.csv")
    )
    return path


def read(path, fields, texts=TEXTS):
    """The documents of a file by a map, and what was noted."""
    notes = Counter()
    return list(formats.module("fields").read(Source(Path(path), texts, notes, fields=str(fields)))), notes


def own(folder, value, fields):
    """A file and a map, written into a folder."""
    (folder / "in.json").write_text(json.dumps(value))
    (folder / "map.json").write_text(json.dumps(fields))
    return folder / "in.json", folder / "map.json"


@pytest.mark.parametrize("name", model.shipped())
def test_every_shipped_map_is_told_and_read(name):
    """Two signs tell it; every span has the words that the text has at its offsets."""
    recognition = formats.recognised(sample(name))
    assert (recognition.name, recognition.fields) == ("fields", name)
    assert len(recognition.signs) > 1
    (found,), _ = read(sample(name), name)
    score(GOLD, [found])
    if found.mentions and name not in ("casie", "flair", "gap"):
        assert [m.text for m in found.mentions] == NAMES
    for mention in found.mentions or ():
        assert TEXT[mention.start : mention.end] == mention.text


@pytest.mark.parametrize(
    "name", ["azure", "google", "comprehend", "presidio", "stanza", "kaggle", "ner-tags"]
)
def test_spans_are_right_in_every_unit(name):
    """UTF-16, bytes and code points, after an emoji."""
    (found,), _ = read(sample(name), name)
    entry = score(GOLD, [found], measures="mention.exact").as_dict()["measures"]["mention.exact"]
    assert (entry["tp_pred"], entry["n_pred"], entry["n_gold"]) == (3, 3, 3)


def test_groups_are_entities_and_arguments_are_their_mentions():
    """Comprehend's events name groups; the mention nearest to the trigger fills the role."""
    (found,), _ = read(sample("comprehend"), "comprehend")
    (event,) = found.events
    assert [(a.role, a.text) for a in event.arguments] == [("PARTICIPANT", "Ida Berg"), ("PARTICIPANT", "Bo")]
    assert [m.entity for m in found.mentions] == ["0", "1", "2"]


def test_offsets_that_are_off_go_to_the_nearest_words():
    """Part of CASIE is one place off: nothing is lost, and it is counted."""
    (found,), notes = read(sample("casie"), "casie")
    assert [(e.text, e.type, [a.text for a in e.arguments]) for e in found.events] == [
        ("met", "Attack.Databreach", ["Ida Berg", "Oslo"])]  # fmt: skip
    assert notes["offsets with other words, moved to the nearest place of the words"] == 5


def test_a_table_has_its_text_beside_it():
    """PDNC: lists in cells, speakers by name."""
    (found,), _ = read(sample("pdnc"), "pdnc", {})
    assert found.text == TEXT
    (quote,) = found.quotes
    assert (quote.content[0].text, quote.speaker) == ("We go,", "Ida Berg")
    assert [(e.id, e.aliases) for e in found.entities] == [
        ("Ida Berg", ["Ida", "Ida Berg", "Miss Berg"]), ("Bo", ["Bo"])]  # fmt: skip


def test_a_table_beside_may_be_missing(tmp_path):
    """Then there are no entities, and nothing is said of them."""
    for name in ("quotation_info.csv", "novel_text.txt"):
        shutil.copy(SAMPLES / "pdnc" / name, tmp_path)
    (found,), _ = read(tmp_path / "quotation_info.csv", "pdnc", {})
    assert (len(found.quotes), found.entities) == (1, ABSENT)


def test_parts_of_quotes_may_stand_in_pieces():
    """By their places in the text."""
    (found,), _ = read(sample("gnqa"), "gnqa")
    direct, reported = found.quotes
    assert (direct.type, direct.medium, direct.frame.text, direct.source.text) == (
        "Direct", "Speech", "she said", "she")  # fmt: skip
    assert (direct.addressee, reported.addressee.text) == (None, "Bo")
    assert [part.text for part in reported.content] == ["met Bo", "Oslo"]
    assert [part.text for part in reported.cue] == ["met", "in"]
    assert [TEXT[a:b] for a, b in found.tokens[1:5]] == ["Ida", "Berg", "met", "Bo"]


def test_a_frame_in_pieces_keeps_them(tmp_path):
    """Words apart are pieces, as of a cue; speech that is not in the text has a cue alone."""
    value = {"q": [{"f": [[15, 17], [2, 5]], "c": [[11, 14]], "t": [], "m": "none"}]}
    fields = {"quotes": {"each": "q[]", "content": {"each": "t[]", "start": "[0]", "end": "[1]"},
                         "cue": {"each": "c[]", "start": "[0]", "end": "[1]"},
                         "frame": {"each": "f[]", "start": "[0]", "end": "[1]"}, "medium": "m"}}  # fmt: skip
    (found,), _ = read(*own(tmp_path, value, fields))
    (quote,) = found.quotes
    assert (quote.content, quote.cue.text, quote.medium) == ([], "met", None)
    assert [piece.text for piece in quote.frame] == ["Ida", "Bo"]
    fields["quotes"]["medium"] = {"path": "m", "values": {"none": "none"}}
    (found,), _ = read(*own(tmp_path, value, fields))
    assert found.quotes[0].medium == "none"


def test_quotes_by_words_alone_go_to_their_places():
    """Gender Gap Tracker counts a prepared text; Citron's offsets and words agree."""
    (found,), _ = read(sample("gendergaptracker"), "gendergaptracker")
    first, second = found.quotes
    assert (first.content[0].text, first.source.text, first.cue.text, first.speaker) == (
        "“We go,”", "she", "said", "she")  # fmt: skip
    assert (second.content[0].text, second.source, second.cue, second.speaker) == (
        "in Oslo",
        None,
        None,
        None,
    )
    (found,), _ = read(sample("citron"), "citron")
    (quote,) = found.quotes
    assert (quote.content[0].text, quote.source.text, quote.cue.text, quote.confidence) == (
        "“We go,”", "she", "said", 0.75)  # fmt: skip


def test_a_pronoun_and_two_names():
    """GAP: the name that is the pronoun's entity is one with it, the other is nobody's."""
    (found,), notes = read(sample("gap"), "gap", {})
    assert [(m.text, m.form, m.entity) for m in found.mentions] == [
        ("she", "pronoun", "pronoun"), ("Ida Berg", "name", "pronoun"), ("Bo", "name", None)]  # fmt: skip
    assert notes == {"`URL` left out": 1}


def test_clusters_of_events_have_arguments_by_entity():
    """MAVEN-Arg: an entity fills a role by its nearest mention, other fillers by their own place."""
    (found,), notes = read(sample("maven-arg"), "maven-arg")
    (event,) = found.events
    assert (event.text, event.type, event.event) == ("met", "Come_together", "EVENT_1")
    assert [(a.role, a.text) for a in event.arguments] == [
        ("Agent", "Ida Berg"), ("Partner", "Bo"), ("Location", "Oslo")]  # fmt: skip
    assert [m.entity for m in found.mentions] == ["ENTITY_1", "ENTITY_2", "ENTITY_3"]
    assert notes["`trigger_word` left out"] == 1


def test_tags_without_a_text_make_one():
    """A sentence a line, mentions by the tags; what nobody asks for is counted."""
    (found,), notes = read(sample("kaggle"), "kaggle", {})
    assert found.text.split("\n")[0] == "😀 Ida Berg met Bo in Oslo ."
    assert [m.text for m in found.mentions] == NAMES
    assert notes["`POS` left out"] == 13


UNITS = [
    ("code points", False, (21, 25)),
    ("code points", True, (21, 24)),
    ("UTF-16", False, (22, 26)),
    ("bytes", False, (24, 28)),
]


@pytest.mark.parametrize(("unit", "inclusive", "place"), UNITS)
@pytest.mark.parametrize("words", [True, False])
def test_units_of_offsets(tmp_path, unit, inclusive, place, words):
    """With and without words beside them."""
    value = [{"a": place[0], "b": place[1], "w": "Oslo"}]
    rule = {"each": "[]", "start": "a", "end": "b", **({"text": "w"} if words else {})}
    path, fields = own(tmp_path, value, {"unit": unit, "inclusive": inclusive, "mentions": rule})
    (found,), _ = read(path, fields)
    assert [(m.start, m.end, m.text) for m in found.mentions] == [(21, 25, "Oslo")]


def test_offsets_in_tokens(tmp_path):
    """Document tokens, the last one inside."""
    value = {"words": ["Ida", "Berg", "met", "Bo"], "ner": [[0, 1, "PER"], [3, 3, "PER"]]}
    fields = {"unit": "tokens", "inclusive": True, "tokens": {"each": "words[]", "text": "."},
              "mentions": {"each": "ner[]", "start": "[0]", "end": "[1]", "type": "[2]"}}  # fmt: skip
    (found,), _ = read(*own(tmp_path, value, fields), texts={})
    assert (found.id, found.text) == ("in", "Ida Berg met Bo")
    assert [m.text for m in found.mentions] == ["Ida Berg", "Bo"]


@pytest.mark.parametrize(
    ("value", "says"),
    [
        (
            [{"a": 1, "b": 5, "w": "Oslo"}],
            r"the words are 'Oslo', but \[1, 5\) .* is ' Ida'; they are at \[21, 25\)",
        ),
        ([{"a": 40, "b": 99, "w": "Rome"}], "is nothing; they are not in the text"),
        ([{"a": 40, "b": 99}], r"\[40, 99\) in code points is not a place in a text of 45 code points"),
        ([{"a": "x", "b": 2}], "'a' is 'x'; expected a whole number"),
    ],
)
def test_what_does_not_fit_is_told_with_both_places(tmp_path, value, says):
    """Offsets and words are two witnesses: none is dropped in silence."""
    fields = {"mentions": {"each": "[]", "start": "a", "end": "b", "text": "w"}}
    with pytest.raises(InvalidInputError, match=says):
        read(*own(tmp_path, value, fields))


def test_a_number_of_thousands_of_digits_is_no_offset(tmp_path):
    """Python would refuse to make one of it."""
    fields = {"mentions": {"each": "[]", "start": "a", "end": "b"}}
    with pytest.raises(InvalidInputError, match="'b' is '9999"):
        read(*own(tmp_path, [{"a": 1, "b": "9" * 5000}], fields))


def test_white_space_at_the_edges_is_trimmed_and_counted(tmp_path):
    """White space that every tokeniser adds is trimmed."""
    fields = {"mentions": {"each": "[]", "start": "a", "end": "b"}}
    (found,), notes = read(*own(tmp_path, [{"a": 20, "b": 25}], fields))
    assert [m.text for m in found.mentions] == ["Oslo"]
    assert notes == {"white space at the edges of spans, trimmed": 1}


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"mentions": {"each": "[]", "txt": "w"}}, "unknown key `txt`"),
        ({"mentions": {"each": "a[", "text": "w"}}, r"path 'a\[': '\[' is not a step"),
        ({"unit": "feet", "mentions": {"each": "[]"}}, "unit"),
        ({"name": "x"}, "it names no tokens, mentions, events or quotes"),
    ],
)
def test_a_wrong_map_is_told(tmp_path, fields, says):
    """The key or the path, and how a map looks."""
    with pytest.raises(UsageError, match=says):
        read(*own(tmp_path, [], fields))
    with pytest.raises(UsageError, match="neither a file nor a shipped map; did you mean azure"):
        model.load("azur")


def test_several_documents_stay_apart(tmp_path):
    """By a path to documents; ids and texts are the file's own."""
    value = {"docs": [{"key": "a", "body": "Oslo", "x": ["Oslo"]}, {"key": "b", "body": "Rome", "x": []}]}
    fields = {"documents": {"each": "docs[]", "id": "key", "text": "body"},
              "mentions": {"each": "x[]", "text": ".", "type": {"value": "GPE"}}}  # fmt: skip
    found, _ = read(*own(tmp_path, value, fields), texts={})
    assert [(doc.id, doc.text, len(doc.mentions)) for doc in found] == [("a", "Oslo", 1), ("b", "Rome", 0)]


def test_what_was_understood_can_be_given_back(cli, tmp_path):
    """The printed map reads the file as it was read without one."""
    (tmp_path / "in.json").write_text(
        json.dumps({"things": [{"Name": "Oslo", "Category": "GPE", "why": "x"}]})
    )
    first = cli("convert", "in.json", "--from", "fields", "--texts", GOLD, "-o", "a.jsonl", cwd=tmp_path)
    assert first.returncode == 0, first.stderr
    assert "`why` left out (1)" in first.stderr
    (line,) = [line for line in first.stderr.splitlines() if line.startswith("understood as the field map ")]
    (tmp_path / "map.json").write_text(line.removeprefix("understood as the field map "))
    second = cli("convert", "in.json", "--fields", "map.json", "--texts", GOLD, "-o", "b.jsonl", cwd=tmp_path)
    assert second.returncode == 0, second.stderr
    assert (tmp_path / "a.jsonl").read_bytes() == (tmp_path / "b.jsonl").read_bytes()
    assert "Oslo" in (tmp_path / "a.jsonl").read_text()


TAGS = [
    ("B-PER I-PER O B-PER O B-LOC O", ""),
    ("B_PER I_PER O B_PER O B_LOC O", ""),
    ("I-PER I-PER O I-PER O I-LOC O", ""),
    ("B-PER E-PER O S-PER O S-LOC O", ""),
    ("B-PER L-PER O U-PER O U-LOC O", ""),
    ("PER-B PER-I O PER-B O LOC-B O", "marks after the label (PER-B)"),
    ("PER-B PER-E O PER-S O LOC-S O", "marks after the label (PER-B)"),
    ("PER PER O PER O LOC O", "labels without marks, read as one mention each run"),
    ("B I O B O B O", "marks without labels"),
]


@pytest.mark.parametrize(("tags", "noted"), TAGS)
@pytest.mark.parametrize("dress", ["conll", "kaggle", "ner-tags", "own"])
def test_tags_follow_the_same_schemes_everywhere(tmp_path, dress, tags, noted):
    """The readers of columns, of tables and of maps of one's own read one tagging alike."""
    words = ["Ida", "Berg", "met", "Bo", "in", "Oslo", "."]
    rows = [*zip(words, tags.split(), strict=True)]
    path = tmp_path / ("x.csv" if dress == "kaggle" else "x")
    if dress == "conll":
        path.write_text("".join(f"{word}\t{tag}\n" for word, tag in rows))
    elif dress == "kaggle":
        path.write_text("Sentence #,Word,POS,Tag\n" + "".join(f",{word},X,{tag}\n" for word, tag in rows))
    elif dress == "ner-tags":
        path.write_text(json.dumps({"id": "d", "tokens": words, "ner_tags": tags.split()}))
    else:
        path.write_text(json.dumps({"rows": [{"w": word, "t": tag} for word, tag in rows]}))
        own_map = {"tokens": {"each": "rows[]", "text": "w", "tag": "t"}}
        (tmp_path / "map.json").write_text(json.dumps(own_map))
    notes = Counter()
    fields = {"own": str(tmp_path / "map.json"), "conll": None}.get(dress, dress)
    name = "conll" if dress == "conll" else "fields"
    (found,) = formats.read(name, Source(path, {}, notes, fields=fields))
    assert [m.text for m in found.mentions] == NAMES
    labels = [m.type for m in found.mentions if isinstance(m.type, str)]
    assert labels == ([] if tags.startswith("B I") else ["PER", "PER", "LOC"])
    assert [what for what in notes if what.startswith("tags")] == ([f"tags: {noted}"] if noted else [])


def test_the_scheme_is_that_of_the_whole_file(tmp_path):
    """A document of one bare label alone is read as the others are; what is not a tag is told."""
    rows = [
        {"id": "a", "tokens": ["Ida", "met", "Bo"], "ner_tags": ["PER", "O", "PER"]},
        {"id": "b", "tokens": ["Oslo"], "ner_tags": ["LOC"]},
    ]
    path = tmp_path / "x.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    found, _ = read(path, "ner-tags", {})
    assert [[m.type for m in doc.mentions] for doc in found] == [["PER", "PER"], ["LOC"]]
    rows[1]["ner_tags"] = ["0.97"]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    with pytest.raises(InvalidInputError, match=r"'0.97' is not a tag: expected O and B-TYPE"):
        read(path, "ner-tags", {})


@pytest.mark.parametrize(
    "value",
    [
        {
            "text": "Ida met Bo.",
            "entities": [{"start": 0, "end": 3, "text": "Ida", "label": "PER", "score": 0.9}],
        },
        [{"id": "a", "body": "x", "text": "Ida met Bo.", "mentions": [{"surface": "Ida", "kind": "PER"}]}],
        {
            "doc_id": "b",
            "article": "Ida met Bo.",
            "result": {"ner": [{"value": "Ida", "class": "PER"}]},
            "text": "Ida met Bo.",
        },
    ],
)
def test_a_json_of_ones_own_is_told(cli, tmp_path, value):
    """Texts with records by the usual spellings of keys need no option; what was understood is said."""
    (tmp_path / "in.json").write_text(json.dumps(value))
    run = cli("convert", "in.json", "-o", "out.jsonl", cwd=tmp_path)
    assert run.returncode == 0, run.stderr
    assert "as fields (" in run.stderr
    assert "for it has records under the usual names and their text beside them" in run.stderr
    assert "understood as the field map " in run.stderr
    (doc,) = jsonl.read(tmp_path / "out.jsonl")
    assert [(m.text, m.type) for m in doc.mentions] == [("Ida", "PER")]


def test_a_place_in_a_list_has_nine_digits_at_most():
    """A longer number is not a step, and not an error of Python's."""
    with pytest.raises(UsageError, match="is not a step"):
        paths.parsed(f"entities[{'9' * 5000}]")


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"mentionz": {}}, r"\$: unknown key `mentionz`; did you mean `mentions`\?"),
        ({"mentions": {"typ": "x"}}, r"\$.mentions: unknown key `typ`; did you mean `type`\?"),
        ({"mentions": [{"zz": "x"}]}, r"`zz`; choose from confidence, each, end, .*, unless; a map is"),
        ({"quotes": {"cue": {"role": "x"}}}, r"cue: unknown key `role`; choose from [^;]{,90}; a map is"),
        ({"mentions": {"type": {"zz": "x"}}}, r"`zz`; choose from join, path, value, values, with; a map is"),
    ],
)
def test_an_unknown_key_names_those_of_its_place(tmp_path, fields, says):
    """Or the nearest; and where all of them are."""
    (tmp_path / "map.json").write_text(json.dumps(fields))
    with pytest.raises(UsageError, match=says) as error:
        model.load(str(tmp_path / "map.json"))
    assert "docs/field-maps.md lists every key" in str(error.value)
