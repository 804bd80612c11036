"""formats/llm: what people have of a language model's reply is read, and what cannot be read is told."""

import json
from collections import Counter

import pytest
from tests.conftest import ROOT

from presscheck import formats, score
from presscheck.document import jsonl
from presscheck.document.exceptions import InvalidInputError
from presscheck.formats import Source

GOLD = ROOT / "tests" / "cases" / "formats" / "fields" / "texts.jsonl"
TEXTS = jsonl.texts(GOLD)
ENTITIES = [{"entity": "Ida Berg", "category": "Person"}, {"entity": "Oslo", "category": "City"}]
PLAIN = json.dumps({"entities": ENTITIES})


def chat(content, **more):
    """A chat completion."""
    return {"id": "c", "choices": [{"message": {"role": "assistant", "content": content, **more}}]}


def read(folder, content, texts=TEXTS, name="reply"):
    """The documents of a reply, and its source."""
    (folder / name).write_text(content if isinstance(content, str) else json.dumps(content))
    source = Source(folder / name, texts, Counter())
    return list(formats.module("llm").read(source)), source


SHAPES = {
    "bare": PLAIN,
    "fence": f"Sure!\n```json\n{json.dumps({'entities': ENTITIES}, indent=2)}\n```\nAnything else?",
    "fence without a language": f"```\n{PLAIN}\n```",
    "prose": f"The entities [1] are {PLAIN} as asked.",
    "trailing commas": PLAIN.replace("}]", "},]"),
    "comments": PLAIN.replace("[{", '[ // people, and "places"\n{'),
    "python": str({"entities": ENTITIES}),
    "thoughts": f'<think>Is it {{"entities": [{{"entity": "Bo", "category": "Dog"}}]}}?</think>{PLAIN}',
    "list": json.dumps(ENTITIES),
    "lines": "\n".join(map(json.dumps, ENTITIES)),
    "lines in a fence": "```\n" + "\n".join(map(json.dumps, ENTITIES)) + "\n```",
    "nested": {"output": {"answer": {"named_entities": ENTITIES}}},
    "types": {"Person": ["Ida Berg"], "City": ["Oslo"]},
    "types under a key": {"entities": {"Person": ["Ida Berg"], "City": ["Oslo"], "Date": []}},
    "types of records": {"entities": {"Person": [{"name": "Ida Berg"}], "City": [{"name": "Oslo"}]}},
    "labels of strings": {"entities": {"Ida Berg": "PER", "Oslo": "GPE"}},
    "pairs": [["Ida Berg", "PER"], ["Oslo", "GPE"]],
    "two spellings": [{"text": "Ida Berg", "label": "PER"}, {"value": "Oslo", "type": "GPE"}],
    "chat": chat(PLAIN),
    "chat with parts": chat([{"type": "text", "text": PLAIN}]),
    "chat with a tool": chat(None, tool_calls=[{"function": {"name": "f", "arguments": PLAIN}}]),
    "responses": {"output": [{"type": "reasoning"}, {"type": "message", "content": [{"text": PLAIN}]}]},
    "messages": {"role": "assistant", "content": [{"type": "tool_use", "input": {"entities": ENTITIES}}]},
    "candidates": {"candidates": [{"content": {"parts": [{"text": PLAIN}]}}]},
    "local": {"model": "m", "message": {"role": "assistant", "content": PLAIN}, "done": True},
    "conversation": [{"role": "user", "content": "?"}, {"role": "assistant", "content": PLAIN}],
    "batch": json.dumps({"custom_id": "walk", "response": {"body": chat(PLAIN)}, "error": None}),
    "batch of results": json.dumps(
        {
            "custom_id": "walk",
            "result": {"type": "succeeded", "message": {"role": "assistant", "content": PLAIN}},
        }
    ),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_of_a_reply_gives_the_same_mentions(tmp_path, shape):
    """Found in the text, right in span and, by the map that is named, in type."""
    (found,), _ = read(tmp_path, SHAPES[shape])
    assert found.id == "walk"
    measures = score(GOLD, [found], measures="mention.strict").as_dict()["measures"]
    assert [measures["mention.strict"][key] for key in ("tp_pred", "n_pred", "n_gold")] == [2, 2, 3]


@pytest.mark.parametrize("shape", ["bare", "fence", "prose", "types under a key", "chat", "batch", "list"])
def test_a_reply_is_told(tmp_path, shape):
    """By two signs."""
    read(tmp_path, SHAPES[shape])
    assert formats.told(tmp_path / "reply") == "llm"


def test_events_and_quotes_come_along(tmp_path):
    """Triggers, arguments in a list or by role, quotes with speaker or source."""
    roles = {"Participant": ["Ida Berg", "Bo"]}
    said = {"trigger": {"text": "said"}, "type": "X", "arguments": [{"role": "Agent", "name": "she"}]}
    events = [{"trigger": "met", "event_type": "Contact.Meet", "participants": roles}, said]
    quotes = [
        {"quotation": "“We go,”", "speaker": "Ida Berg", "verb": "said"},
        {"content": "We go", "source": "she"},
    ]
    (found,), _ = read(tmp_path, {"events": events, "quotes": quotes})
    assert [(e.text, e.type, [(a.role, a.text) for a in e.arguments]) for e in found.events] == [
        ("met", "Contact.Meet", [("Participant", "Ida Berg"), ("Participant", "Bo")]),
        ("said", "X", [("Agent", "she")]),
    ]
    first, second = found.quotes
    assert (first.content[0].text, first.speaker, first.cue.text, first.source) == (
        "“We go,”",
        "Ida Berg",
        "said",
        None,
    )
    assert (second.content[0].text, second.source.text, second.speaker) == ("We go", "she", None)


def test_layers_that_are_empty_are_answered_and_others_are_not(tmp_path):
    """Looked and found nothing is not the same as not asked."""
    (found,), _ = read(tmp_path, {"entities": [], "quotes": []})
    assert (found.mentions, found.quotes) == ([], [])
    assert not found.events


def test_clusters_are_entities(tmp_path):
    """An entity with its mentions: each is one, with the entity."""
    (found,), _ = read(
        tmp_path, {"entities": [{"name": "Ida Berg", "type": "PER", "mentions": ["Ida Berg", "she"]}]}
    )
    assert [(m.text, m.type, m.entity) for m in found.mentions] == [
        ("Ida Berg", "PER", "0"),
        ("she", "PER", "0"),
    ]
    assert [(e.id, e.name) for e in found.entities] == [("0", "Ida Berg")]


def test_offsets_of_a_model_count_where_its_words_stand(tmp_path):
    """Others are dropped and counted; the words stay."""
    records = [
        {"text": "Ida Berg", "type": "PER", "start": 0, "end": 8},
        {"text": "Oslo", "type": "GPE", "start": 21, "end": 25},
    ]
    (found,), source = read(tmp_path, records)
    assert [(m.start, m.text) for m in found.mentions] == [(-1, "Ida Berg"), (21, "Oslo")]
    assert source.notes == {"offsets with other words, dropped": 1}


def test_strings_that_name_no_occurrence_are_counted(tmp_path):
    """They take their places in order."""
    texts = {"d": "Bo met Bo and Ida."}
    (found,), source = read(tmp_path, {"PER": ["Bo", "Bo"], "X": ["Ida"]}, texts)
    assert len(found.mentions) == 3
    assert source.notes == {"strings that occur more than once in the text, placed by order": 2}


def test_empty_strings_are_no_records(tmp_path):
    """They are counted and stop nothing."""
    (found,), source = read(tmp_path, [{"text": "", "type": "PER"}, {"text": "Oslo", "type": "GPE"}])
    assert [m.text for m in found.mentions] == ["Oslo"]
    assert source.notes == {"mentions without words": 1}


def test_a_reply_that_was_cut_off_keeps_its_whole_records(tmp_path):
    """And says so."""
    (found,), source = read(tmp_path, "```json\n" + PLAIN[: PLAIN.index("Oslo")])
    assert [m.text for m in found.mentions] == ["Ida Berg"]
    assert source.notes == {"replies cut off, read up to the last whole record": 1}


def test_a_batch_is_a_document_a_line(tmp_path):
    """Ids are the questions'; one that failed is named with its line, and nothing is given."""
    lines = [{"custom_id": name, "response": {"body": chat(PLAIN)}} for name in ("a", "b")]
    found, _ = read(tmp_path, "\n".join(map(json.dumps, lines)), {})
    assert [doc.id for doc in found] == ["a", "b"]
    lines[1]["response"]["body"] = chat("I cannot.")
    with pytest.raises(
        InvalidInputError, match=r"reply:2 b .*no JSON in the reply, which begins 'I cannot.'"
    ):
        read(tmp_path, "\n".join(map(json.dumps, lines)), {})


def test_labels_that_no_map_knows_are_named(tmp_path):
    """The labels stay as they are."""
    (found,), source = read(tmp_path, [{"text": "Oslo", "type": "Burg"}])
    assert found.mentions[0].type == "Burg"
    assert any("labels that are not ours: Burg" in remark for remark in source.remarks)


def test_a_messy_reply_reaches_a_score_in_two_commands(cli, tmp_path):
    """Convert, score; no script between."""
    (tmp_path / "reply.md").write_text(SHAPES["fence"])
    run = cli("convert", "reply.md", "-o", "pred.jsonl", "--texts", GOLD, cwd=tmp_path)
    assert run.returncode == 0, run.stderr
    assert "as llm (replies of language models" in run.stderr
    assert "need the label map `common`, which is named in the file" in run.stderr
    run = cli("score", "pred.jsonl", "--gold", GOLD, "--measures", "mention.strict", cwd=tmp_path)
    assert run.returncode == 0, run.stderr
    assert "label_map:common-" in run.stdout


@pytest.mark.parametrize("piece", ["[", "[x", '{"a":', '"[', "[{"])
def test_brackets_that_lead_to_nothing_are_gone_through_a_bounded_number_of_times(piece, monkeypatch):
    """The work on a hostile reply is a multiple of its length: what the parsers are handed is counted."""
    from presscheck.formats.replies import json_in_text

    handed = []
    for name in ("_value", "_cut_off"):
        work = getattr(json_in_text, name)
        monkeypatch.setattr(
            json_in_text, name, lambda text, notes, work=work: handed.append(len(text)) or work(text, notes)
        )
    for n in (200, 400):
        handed.clear()
        text = piece * n
        list(json_in_text.values(text, Counter()))
        assert sum(handed) <= 62 * len(text)


LAYERED = {
    "two fences": '```json\n[{"name": "Ida Berg", "type": "PER"}]\n```\nand\n'
    '```json\n[{"quote": "We go", "speaker": "Ida Berg"}]\n```',
    "two objects": '{"entities": [{"name": "Ida Berg", "type": "PER"}]}\n\n{"quotes": '
    '[{"text": "We go", "speaker": "Ida Berg"}]}',
    "one list": [{"text": "Ida Berg", "type": "PER"}, {"quote": "We go", "speaker": "Ida Berg"}],
    "under the entity": {"entities": [{"name": "Ida Berg", "type": "PER", "quotes": ["We go"]}]},
    "records under the entity": {
        "entities": [{"name": "Ida Berg", "type": "PER", "quotes": [{"text": "We go", "verb": "said"}]}]
    },
    "under the speaker": {
        "entities": {"PER": ["Ida Berg"]}, "speakers": [{"name": "Ida Berg", "quotes": ["We go"]}]
    },
    "by speaker": {"entities": {"PER": ["Ida Berg"]}, "quotes": {"Ida Berg": ["We go"]}},
}  # fmt: skip


@pytest.mark.parametrize("layout", LAYERED)
def test_layers_of_one_answer_come_out_wherever_they_are(tmp_path, layout):
    """Each record in its own layer, the quotes with their speaker, and nothing without words."""
    (found,), source = read(tmp_path, LAYERED[layout])
    assert [(m.text, m.type) for m in found.mentions] == [("Ida Berg", "PER")]
    assert [(q.content[0].text, q.speaker) for q in found.quotes] == [("We go", "Ida Berg")]
    assert not any("without" in note or "left out" in note for note in source.notes)


def test_quotes_under_their_types_have_types(tmp_path):
    """Direct and indirect are not speakers."""
    (found,), _ = read(tmp_path, {"quotes": {"direct": [{"text": "We go", "speaker": "Bo"}], "indirect": []}})
    assert [(q.type, q.speaker) for q in found.quotes] == [("direct", "Bo")]


def test_events_under_an_entity_do_not_hide_it(tmp_path):
    """Both come out."""
    events = [{"trigger": "met", "type": "Contact.Meet"}]
    (found,), _ = read(tmp_path, {"entities": [{"name": "Ida Berg", "type": "PER", "events": events}]})
    assert ([m.text for m in found.mentions], [e.text for e in found.events]) == (["Ida Berg"], ["met"])


MESSY = {
    "typographic marks": "{“entities”: [{“text”: “Ida Berg”, “type”: “PER”}]}",
    "bare keys": '{entities: [{text: "Ida Berg", type: "PER"},]}',
    "single marks": "{'entities': [{'text': 'Ida Berg', 'type': 'PER'}]}",
    "comments": '{"entities": [ // people\n{"text": "Ida Berg", "type": "PER"}]}',
    "words with their records": '{"Ida Berg": {"type": "PER"}}',
    "ids of records": '{"entities": [{"id": "e1", "text": "Ida Berg", "type": "PER"}]}',
    "cut off": '{"entities": [{"text": "Ida Berg", "type": "PER"}, {"text": "Os',
    "keys in humps": '[{"entityName": "Ida Berg", "entityType": "PER"}]',
}


@pytest.mark.parametrize("mess", MESSY)
def test_a_reply_that_is_nearly_json_is_read(tmp_path, mess):
    """The record comes out as it would from JSON."""
    (found,), _ = read(tmp_path, MESSY[mess])
    assert [(m.text, m.type) for m in found.mentions] == [("Ida Berg", "PER")]


def test_answers_with_ids_in_one_reply_are_documents(tmp_path):
    """Several fences, each about a document."""
    answer = '```json\n{{"id": "{}", "entities": [{{"text": "Oslo", "type": "GPE"}}]}}\n```\n'
    found, _ = read(tmp_path, answer.format("a") + answer.format("b"), {})
    assert [doc.id for doc in found] == ["a", "b"]


def test_entities_that_list_mentions_leave_the_others_mentions(tmp_path):
    """An entity without the key, or with an empty list, is a mention by its own words."""
    reply = {
        "entities": [
            {"text": "Bergen", "label": "GPE", "mentions": []},
            {"text": "Jon Vik", "label": "PERSON", "mentions": ["Jon Vik", "Vik"]},
            {"text": "NRK", "label": "ORG"},
        ]
    }
    path = tmp_path / "reply.md"
    path.write_text(json.dumps(reply), encoding="utf-8")
    texts = {"d": "Jon Vik left Bergen. Vik works for NRK."}
    (doc,) = formats.read("llm", Source(path, texts, Counter()))
    words = {(m.text, m.type) for m in doc.mentions}
    assert words == {("Bergen", "GPE"), ("Jon Vik", "PERSON"), ("Vik", "PERSON"), ("NRK", "ORG")}
    ids = {m.text: m.entity for m in doc.mentions}
    assert ids["Vik"] == ids["Jon Vik"] != ids["NRK"] != ids["Bergen"]


INNER = {
    "words": ('{"entities": [{"text": "the "Iron" Lady", "type": "PER"}, OSLO]}', 'the "Iron" Lady'),
    "one mark": ('{"entities": [{"text": "a 5" gun", "type": "WEA"}, OSLO]}', 'a 5" gun'),
    "comma behind": ('{"entities": [{"text": "She said "no", and left", "type": "X"}, OSLO]}',
                     'She said "no", and left'),
    "at both ends": ('{"entities": [{"text": ""No"", "type": "X"}, OSLO]}', '"No"'),
    "last in its record": ('{"entities": [{"type": "X", "text": "so "so""}, OSLO]}', 'so "so"'),
    "list of words": ('{"X": ["the "Iron" Lady", "Bo"], "GPE": ["Oslo"]}', 'the "Iron" Lady'),
    "a record a line": ('{"text": "the "Iron" Lady", "type": "PER"}\nOSLO', 'the "Iron" Lady'),
    "in a fence": ('Sure:\n```json\n[{"text": "the "Iron" Lady", "type": "PER"},\n OSLO]\n```',
                   'the "Iron" Lady'),
}  # fmt: skip


@pytest.mark.parametrize("name", INNER)
def test_quotation_marks_in_strings_are_mended(tmp_path, name):
    """No record is lost for marks that are not escaped, and it is told."""
    reply, words = INNER[name]
    reply = reply.replace("OSLO", '{"text": "Oslo", "type": "GPE"}')
    (found,), source = read(tmp_path, reply, {"walk": f"{words} of Oslo and Bo"})
    assert [m.text for m in found.mentions if m.text != "Bo"] == [words, "Oslo"]
    assert source.notes["JSON with quotation marks in strings that are not escaped"] == 1


def test_a_record_that_cannot_be_mended_is_named_and_the_others_are_read(tmp_path):
    """With its line."""
    bad = '{"text": "Bo" is, "type": a dog}'
    reply = f'[{{"text": "Ida Berg", "type": "PER"}},\n {bad},\n {{"text": "Oslo", "type": "GPE"}}]'
    (found,), source = read(tmp_path, reply)
    assert [m.text for m in found.mentions] == ["Ida Berg", "Oslo"]
    (note,) = [note for note in source.notes if "left out" in note]
    assert (
        note == 'a record that is not JSON left out, in line 2 of the reply: {"text": "Bo" is, "type": a dog}'
    )


def test_character_references_are_decoded_where_the_text_has_the_characters(tmp_path):
    """Words that the text has as they are stay as they are; so does what neither way is in it."""
    text = "Bo “Max” Ek of R&amp;D met Ida & Co."
    reply = {"PER": ["Bo &quot;Max&quot; Ek", "Ann &quot;A&quot; Ost"], "ORG": ["R&amp;D", "Ida &amp; Co"]}
    (found,), source = read(tmp_path, reply, {"walk": text})
    assert [m.text for m in found.mentions] == ['Bo "Max" Ek', "Ann &quot;A&quot; Ost", "R&amp;D", "Ida & Co"]
    assert next(iter(source.notes.values())) == 2
