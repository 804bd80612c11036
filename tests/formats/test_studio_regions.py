"""Regions: a document goes into the editor and comes back the same, and everything wrong is said."""

from __future__ import annotations

import json
import os
import random
from copy import deepcopy
from pathlib import Path

import msgspec
import pytest
from tests.conftest import ROOT
from tests.helpers import studio_documents
from tests.helpers.editor import edited

from presscheck.document import jsonl, shipped
from presscheck.document.canonical import canonical
from presscheck.document.exceptions import InvalidInputError
from presscheck.document.jsonl import from_plain
from presscheck.document.model import Document
from presscheck.document.presence import without_unset
from presscheck.formats.label_studio import controls, heads
from presscheck.formats.label_studio.regions import from_regions, to_regions, understood
from presscheck.layers.texts.mark_pairs import derived_type
from presscheck.mapping import labels as mapping_labels

LITBANK = Path(os.environ.get("LITBANK_DIR", ROOT.parent / "shared" / "data" / "litbank"))
LETTER = "The talks in Oslo failed. “We\ntried,” said Ann 🇺🇦. “All of us.” Bob met her on Friday."


def _words(text: str, start: int, end: int) -> dict:
    return {"start": start, "end": end, "text": text[start:end]}


def find(phrase: str) -> dict:
    at = LETTER.index(phrase)
    return _words(LETTER, at, at + len(phrase))


def letter(**layers) -> Document:
    """A small document with one quote over line feeds in two parts, and an event that fills another."""
    told = {"polarity": "positive", "modality": "asserted", "genericity": "specific", "tense": "past"}
    plain = {
        "id": "letter",
        "text": LETTER,
        "sentences": [[0, 25], [26, 29], [30, len(LETTER)]],
        "mentions": [
            {**find("Oslo"), "type": "GPE", "form": "name", "entity": "oslo"},
            {**find("Ann"), "type": "PER", "form": "name", "entity": "ann"},
            {**find("her"), "type": "PER", "form": "pronoun", "entity": "ann"},
            {**find("Bob"), "type": "PER", "form": "name", "entity": "bob"},
            {**find("Friday"), "type": "TIME", "form": "name", "entity": "friday"},
            {**find("The talks"), "type": "DOC", "form": "nominal", "head": [4, 9], "entity": "talks"},
        ],
        "entities": [
            {"id": "talks", "type": "DOC", "name": "the talks", "wikidata": None},
            {"id": "oslo", "type": "GPE", "name": "Oslo", "wikidata": "Q585"},
            {"id": "ann", "type": "PER", "name": "Ann Lee", "wikidata": None},
            {"id": "bob", "type": "PER", "name": "Bob", "wikidata": None},
            {"id": "friday", "type": "TIME", "name": "Friday", "wikidata": None, "value": "2025-03-21"},
        ],
        "events": [
            {**find("talks"), "type": "Contact.Meet", "event": "e1", **told},
            {**find("met"), "type": "Contact.Meet", "event": "e2", **told,
             "time": "2025-03-21", "arguments": [
                {"role": "Participant", **find("Bob")}, {"role": "Participant", **find("her")},
                {"role": "Time", **find("Friday")}, {"role": "Topic", **find("talks")}]},
        ],
        "quotes": [
            {"type": "mixed", "content": [find("“We\ntried,”"), find("“All of us.”")], "cue": find("said"),
             "source": find("Ann"), "speaker": "ann", "addressee": find("Bob"),
             "also": [{"cue": find("failed")}]},
        ],
        "marked_uses": [],
    }  # fmt: skip
    return canonical(without_unset(from_plain(plain | layers)))


@pytest.fixture(scope="module")
def sheet() -> dict:
    """The letter as it is pushed."""
    return to_regions(letter())


def changed(sheet: dict, *items: dict, without: str = "", **values) -> dict:
    """The sheet with further items, without a region and its arrows, with values set by "id/from_name"."""
    new = deepcopy(sheet)
    gone = {without}
    new["result"] = [
        i for i in new["result"] if not gone & {i.get("id"), i.get("from_id"), i.get("to_id")} or not without
    ] + list(items)
    for place, value in values.items():
        name, control = place.split("/")
        item = next(i for i in new["result"] if i.get("id") == name and i["from_name"] == control)
        kind = {"labels": "labels", "choices": "choices"}.get(item["type"], "text")
        item["value"] |= value if isinstance(value, dict) else {kind: [value]}
    return new


def region(name: str, control: str, label: str, start: int, end: int) -> dict:
    kind = (
        "labels"
        if control in controls.controls()
        else "choices"
        if controls.fields()[control].choices
        else "text"
    )
    kinds = {"text": "textarea"}
    value = {"start": start, "end": end, kind: [label]}
    return {
        "id": name,
        "from_name": control,
        "to_name": "text",
        "type": kinds.get(kind, kind),
        "value": value,
    }


def arrow(start: str, end: str, *labels: str, direction: str = "right") -> dict:
    return {
        "type": "relation",
        "from_id": start,
        "to_id": end,
        "direction": direction,
        "labels": list(labels),
    }


def messages(sheet: dict) -> list[str]:
    with pytest.raises(InvalidInputError) as caught:
        from_regions(sheet)
    return [f"{f.path}: {f.message}" for f in caught.value.findings]


def test_the_letter_comes_back(sheet) -> None:
    """Nested and same-start spans, a quote in two parts over line feeds, an event as argument."""
    assert from_regions(sheet) == letter()
    assert from_regions(json.loads(json.dumps(sheet))) == letter()


def test_phrases_in_pieces_come_back() -> None:
    """A cue, source or addressee of several spans, of a quote and of a further frame."""
    pieces = {"cue": [find("said"), find("failed")], "source": [find("her"), find("Ann")]}
    told = {**pieces, "addressee": [find("Bob"), find("Friday")]}
    quote = {"type": "direct", "content": [find("“All of us.”")], **told, "speaker": "ann"}
    one, other = {"cue": [find("met"), find("on")], "source": find("Bob")}, {"source": pieces["source"]}
    doc = letter(quotes=[{**quote, "also": [one, other]}])
    back = from_regions(to_regions(doc))
    assert jsonl.dumps(back) == jsonl.dumps(doc)
    assert [(p.start, p.end) for p in back.quotes[0].cue.pieces] == [(18, 24), (38, 42)]


def test_the_shipped_article_comes_back() -> None:
    """Gold is what the editor gives back if nobody edits it."""
    documents = list(jsonl.read(shipped.gold()))
    assert documents
    for document in documents:
        assert from_regions(to_regions(document)) == document


@pytest.mark.parametrize("seed", range(20))
def test_generated_documents_come_back(seed) -> None:
    """Emoji, line feeds, nested spans, quotes in parts, events as arguments, empty and absent layers."""
    rng = random.Random(seed)
    for _ in range(50):
        document = studio_documents.document(rng)
        assert from_regions(to_regions(document)) == document


@pytest.mark.parametrize("seed", range(10))
def test_what_the_editor_does_to_items_changes_nothing(seed) -> None:
    r"""Other order, new keys, `\n` as two characters, ids of its own: the document is the same."""
    rng = random.Random(seed)
    for _ in range(30):
        document = studio_documents.document(rng)
        sheet = to_regions(document)
        assert from_regions({**sheet, "result": edited(sheet["result"], rng)}) == document


def test_generated_documents_try_everything() -> None:
    """The generator makes what it promises, or the tests above would prove nothing."""
    rng = random.Random(0)
    documents = [studio_documents.document(rng) for _ in range(300)]
    quotes = [q for d in documents for q in d.quotes or ()]
    spans = [[(m.start, m.end) for m in d.mentions or ()] for d in documents]
    triggers = [{(e.start, e.end) for e in d.events or ()} for d in documents]
    assert any(len(q.content) > 2 for q in quotes)
    assert any("\n" in (part.text or "") for q in quotes for part in q.content)
    assert any(frame.cue is None and frame.addressee for q in quotes for frame in q.also)
    assert any(a != b and a[0] == b[0] for places in spans for a in places for b in places)
    assert any(
        (a.start, a.end) in places and (a.start, a.end) not in named
        for d, places, named in zip(documents, triggers, map(set, spans), strict=True)
        for e in d.events or ()
        for a in e.arguments
    )
    assert any(ord(char) > 0xFFFF for d in documents for m in d.mentions or () for char in m.text or "")
    for layer in ("mentions", "entities", "events", "quotes", "marked_uses"):
        assert {None, 0} <= {None if (r := getattr(d, layer)) is None else len(r) for d in documents}, layer


@pytest.mark.skipif(not LITBANK.is_dir(), reason=f"LitBank is not at {LITBANK.name} (set LITBANK_DIR)")
def test_litbank_comes_back() -> None:
    """A hundred real documents with nested mentions, coreference, triggers and attributed quotations."""
    names = sorted(path.stem for path in (LITBANK / "text").glob("*.txt"))
    assert len(names) == 100
    for name in names:
        document = litbank(name)
        assert len(document.mentions) > 50
        assert from_regions(to_regions(document)) == document


def litbank(name: str) -> Document:
    """One document of LitBank in our form."""
    text = (LITBANK / "text" / f"{name}.txt").read_text(encoding="utf-8").rstrip("\n")
    places, at = [], 0
    for line in text.split("\n"):
        tokens = []
        for token in line.split(" "):
            tokens.append((at, at + len(token)))
            at += len(token) + 1
        places.append(tokens)
    types = mapping_labels.load("litbank").types
    forms = {"PROP": "name", "NOM": "nominal", "PRON": "pronoun"}
    rows = _rows(LITBANK / "coref" / f"{name}.ann")
    entity = {row[1]: row[2] for row in rows if row[0] == "COREF"}
    mentions = {}
    for _, key, line, first, last_line, last, _, kind, form in (row for row in rows if row[0] == "MENTION"):
        start, end = places[int(line)][int(first)][0], places[int(last_line)][int(last)][1]
        mentions[start, end, types.get(kind)] = {
            **_words(text, start, end),
            "form": forms[form],
            "type": types.get(kind),
            "entity": entity.get(key),
        }
    rows = _rows(LITBANK / "quotations" / f"{name}.ann")
    speaker = {row[1]: row[2] for row in rows if row[0] == "ATTRIB"}
    quotes = []
    for _, key, line, first, last_line, last, _ in (row for row in rows if row[0] == "QUOTE"):
        start, end = places[int(line)][int(first)][0], places[int(last_line)][int(last)][1]
        content = [_words(text, start, end)]
        quotes.append({"type": "direct", "content": content, "speaker": speaker.get(key)})
    events = {}
    for row in _rows(LITBANK / "events" / f"{name}.ann"):
        label, *offsets = row[1].split(" ")
        if label == "EVENT":
            start, end = map(int, offsets)
            events[start, end] = _words(text, start, end)
    layers = {"mentions": list(mentions.values()), "quotes": quotes, "events": list(events.values())}
    return canonical(without_unset(from_plain({"id": name, "text": text, **layers})))


def _rows(path: Path) -> list[list[str]]:
    return [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]


def test_offsets_are_code_points(sheet) -> None:
    """A flag takes two code points, and spans behind it count them so."""
    flag = LETTER.index("🇺🇦")
    assert LETTER[flag : flag + 2] == "🇺🇦"
    bob = next(i for i in sheet["result"] if i["from_name"] == "mention" and i["value"]["text"] == "Bob")
    assert LETTER[bob["value"]["start"] : bob["value"]["end"]] == "Bob"


def test_words_beside_offsets_are_not_believed(sheet) -> None:
    """The editor shortens blanks and writes line breaks its own way: the text decides."""
    mention = next(i["id"] for i in sheet["result"] if i["value"]["text"] == "Bob")
    assert from_regions(changed(sheet, **{f"{mention}/mention": {"text": "anything"}})) == letter()


def test_a_new_mention_makes_its_entity(sheet) -> None:
    """Its key is new: named and typed by its mention, without item."""
    start = LETTER.index("us")
    new = [
        region("aB3dE6gH9k", "mention", "PER", start, start + 2),
        region("aB3dE6gH9k", "entity", "us", start, start + 2),
    ]
    found = from_regions(changed(sheet, *new))
    (entity,) = [e for e in found.entities if e.id == "us"]
    assert (entity.type, entity.name, entity.wikidata) == ("PER", "us", None)
    assert len(found.mentions) == len(letter().mentions) + 1


def test_fields_change_entities(sheet) -> None:
    """An item is replaced, `NIL` takes it away, a value goes to the entity and to the event's time."""
    oslo, friday = (next(m for m in letter().mentions if m.entity == key) for key in ("oslo", "friday"))
    names = [f"m{m.start}-{m.end}" for m in (oslo, friday)]
    found = from_regions(changed(sheet, **{f"{names[0]}/wikidata": "Q1", f"{names[1]}/value": "2025-03-28"}))
    entities = {e.id: e for e in found.entities}
    assert entities["oslo"].wikidata == "Q1"
    assert entities["friday"].value == "2025-03-28"
    assert [e.time for e in found.events] == [None, "2025-03-28"]
    found = from_regions(changed(sheet, **{f"{names[0]}/wikidata": controls.NOBODY}))
    assert {e.id: e for e in found.entities}["oslo"].wikidata is None


def test_an_entity_without_mentions_goes(sheet) -> None:
    """Delete its only mention, and its record is gone; one that never had a mention stays."""
    oslo = next(m for m in letter().mentions if m.entity == "oslo")
    found = from_regions(changed(sheet, without=f"m{oslo.start}-{oslo.end}"))
    assert [e.id for e in found.entities] == ["talks", "ann", "bob", "friday"]


def test_relabelled_mentions_take_their_entity_along(sheet) -> None:
    """If all mentions of an entity have another type now, so has the entity."""
    oslo = next(m for m in letter().mentions if m.entity == "oslo")
    found = from_regions(changed(sheet, **{f"m{oslo.start}-{oslo.end}/mention": "FAC"}))
    assert {e.id: e.type for e in found.entities}["oslo"] == "FAC"


def test_a_changed_quote_has_its_type_derived(sheet) -> None:
    """Nobody chooses the type: leave a part out, and the rule gives what the rest is."""
    assert [q.type for q in letter().quotes] == ["mixed"]
    part = letter().quotes[0].content[1]
    alone = changed(sheet, without=f"q{part.start}-{part.end}")
    assert [q.type for q in from_regions(alone).quotes] == ["mixed"]
    first = letter().quotes[0].content[0]
    alone = changed(sheet, without=f"q{first.start}-{first.end}")
    alone["result"] = [i for i in alone["result"] if i.get("from_name") != "cue"]
    found = from_regions(alone)
    assert [q.type for q in found.quotes] == ["direct"] == [derived_type(found, found.quotes[0])]


def test_what_follows_by_rule_is_filled_in() -> None:
    """A system that leaves quote types and event times out gets them: nobody could enter them."""
    bare = letter()
    quotes = [msgspec.structs.replace(q, type=None) for q in bare.quotes]
    events = [msgspec.structs.replace(e, time=None) for e in bare.events]
    assert from_regions(to_regions(msgspec.structs.replace(bare, quotes=quotes, events=events))) == letter()


def test_the_source_gives_the_speaker(sheet) -> None:
    """Draw the source to another mention, and the speaker follows; a typed speaker wins."""
    quote = next(i["id"] for i in sheet["result"] if i.get("from_name") == "quote")
    bob = next(f"m{m.start}-{m.end}" for m in letter().mentions if m.entity == "bob")
    moved = deepcopy(sheet)
    next(i for i in moved["result"] if i.get("labels") == ["quote:source"])["to_id"] = bob
    assert from_regions(moved).quotes[0].speaker == "bob"
    start, end = (letter().quotes[0].content[0].start, letter().quotes[0].content[0].end)
    moved["result"].append(region(quote, "speaker", "talks", start, end))
    assert from_regions(moved).quotes[0].speaker == "talks"


def test_outer_blanks_are_left_out_and_said(sheet) -> None:
    """The mouse takes a blank along; the span comes back without it, with a warning that shows the place."""
    bob = next(m for m in letter().mentions if m.entity == "bob")
    wide = changed(sheet, **{f"m{bob.start}-{bob.end}/mention": {"start": bob.start - 1, "end": bob.end + 1}})
    document, findings = understood(wide)
    assert document == letter()
    (said,) = map(str, findings)
    assert said.startswith(
        f"- letter region m{bob.start}-{bob.end} [{bob.start - 1}, {bob.end + 1}) ' Bob ': "
    )
    assert said.endswith(f"warning[blanks]: outer blanks left out: now [{bob.start}, {bob.end})")


def test_an_exact_repeat_is_left_out_and_said(sheet) -> None:
    """A second click makes a second region; it counts once."""
    bob = next(m for m in letter().mentions if m.entity == "bob")
    again = [
        region("zzzzzzzzzz", name, value, bob.start, bob.end)
        for name, value in (("mention", "PER"), ("entity", "bob"), ("form", "name"))
    ]
    document, findings = understood(changed(sheet, *again))
    assert document == letter()
    assert [f.rule for f in findings] == ["repeated"]
    assert "region zzzzzzzzzz" in findings[0].path


def test_arrows_may_point_the_other_way(sheet) -> None:
    """The editor can turn an arrow round; the direction it shows is the one that counts."""
    turned = deepcopy(sheet)
    for item in turned["result"]:
        if item["type"] == "relation":
            item.update(from_id=item["to_id"], to_id=item["from_id"], direction="left")
    assert from_regions(turned) == letter()


MENTION = region("x", "mention", "PER", 0, 3)
TRIGGER = region("x", "trigger", "TRIGGER", 0, 3)
CUE = region("x", "cue", "CUE", 0, 3)
OSLO = region("x", "entity", "oslo", 0, 3)
ITEM = region("x", "wikidata", "Q1", 0, 3)
BROKEN = [
    ("no label", [region("x", "form", "name", 0, 3)], "region x: has no label"),
    ("unknown label", [region("x", "mention", "PERSON", 0, 3)], "labelled ['PERSON']; did you mean"),
    ("unknown control", [region("x", "form", "name", 0, 3) | {"from_name": "frm"}], "did you mean form?"),
    (
        "past the end",
        [region("x", "mention", "PER", 80, 990)],
        "region x [80, 990): is not a span of a text of",
    ),
    ("no length", [region("x", "mention", "PER", 3, 3)], "is not a span of a text of"),
    ("no number", [region("x", "mention", "PER", "0", 3)], "is not a span of a text of"),
    ("a blank", [region("x", "mention", "PER", 3, 4)], "covers nothing but blanks"),
    ("two labels", [MENTION, CUE], "labels from two rows"),
    ("wrong choice", [TRIGGER, region("x", "tense", "pst", 0, 3)], "did you mean past?"),
    ("wrong field", [CUE, region("x", "form", "name", 0, 3)], "a cue has no form"),
    ("head elsewhere", [MENTION, region("x", "head", "Bob", 0, 3)], "is not in the mention"),
    ("item without key", [MENTION, ITEM], "needs an entity key"),
    ("two items", [MENTION, OSLO, ITEM], "'oslo' has two"),
    ("loose cue", [CUE], "no arrow goes to this cue"),
    ("loose span", [region("x", "span", "SPAN", 0, 3)], "no arrow goes to this span"),
    ("dangling", [arrow("o", "m13-17", "arg:Agent")], "from o to region m13-17 [13, 17) 'Oslo': there is no"),
    (
        "no arrow label",
        [arrow("t4-9", "m13-17")],
        "[4, 9) 'talks' to region m13-17 [13, 17) 'Oslo': has no label",
    ),
    ("unknown role", [arrow("t4-9", "m13-17", "arg:Plaze")], "did you mean arg:Place?"),
    ("both ways", [arrow("t4-9", "m13-17", "arg:Place", direction="bi")], "goes both ways"),
    ("from a mention", [arrow("m13-17", "m0-9", "arg:Place")], "from a mention to a mention; arg: goes from"),
    ("cue of a mention", [arrow("m13-17", "t4-9", "quote:cue")], "a mention to a trigger; quote:cue goes"),
]


@pytest.mark.parametrize(
    ("items", "message"), [case[1:] for case in BROKEN], ids=[case[0] for case in BROKEN]
)
def test_what_is_wrong_is_said_with_its_place(sheet, items, message) -> None:
    """The server takes anything; the reader names the region, its offsets, its words and the way out."""
    found = messages(changed(sheet, *items))
    assert any(message in line for line in found), found


def test_two_cues_are_an_error(sheet) -> None:
    """A quote has one cue; the way out is a further frame."""
    quote = next(i["id"] for i in sheet["result"] if i.get("from_name") == "quote")
    items = [region("x", "cue", "CUE", 13, 17), arrow(quote, "x", "quote:cue")]
    (line,) = messages(changed(sheet, *items))
    assert "quote:cue goes to region x [13, 17) 'Oslo' and region c" in line
    assert "quote:also" in line


def test_everything_wrong_is_said_at_once(sheet) -> None:
    """One run shows all there is to mend."""
    items = [item for _, items, _ in BROKEN[:6] for item in items]
    named = [item | {"id": f"{item['id']}{i}"} for i, item in enumerate(items)]
    assert len(messages(changed(sheet, *named))) >= 6


@pytest.mark.parametrize(
    ("layers", "message"),
    [
        ({"text": None}, "there is no text"),
        ({"mentions": [{**find("Bob"), "type": "PERSON"}]}, "the ontology has no mention type 'PERSON'"),
        ({"mentions": [{**find("Bob"), "entity": " bob"}]}, "cannot be typed into a field"),
        ({"mentions": [{**find("Bob"), "entity": "NIL"}]}, "cannot be typed into a field"),
        ({"mentions": [{**find("Bob"), "head": [0, 3]}]}, "does not lie inside the mention"),
        ({"mentions": [{"text": "Bob"}]}, "has no offsets; `presscheck.anchor` finds them"),
        ({"mentions": [{"start": 5, "end": 500}]}, "is not a span of a text of"),
        (
            {"events": [{**find("met"), "arguments": [{"role": "Plaze", **find("Oslo")}]}]},
            "did you mean Place?",
        ),
        ({"events": [{**find("met"), "tense": "pst"}]}, "did you mean past?"),
        ({"marked_uses": [{**find("met"), "use": "terms"}]}, "did you mean term?"),
        ({"quotes": [{"content": []}]}, "a quote without content"),
        (
            {"quotes": [{"content": [find("met")], "also": [{"addressee": find("Bob")}]}]},
            "without cue and source",
        ),
    ],
)
def test_what_cannot_be_shown_is_not_pushed(layers, message) -> None:
    """A document that the editor would lose something of is refused, with the JSON path."""
    with pytest.raises(InvalidInputError) as caught:
        to_regions(letter(**layers))
    assert message in str(caught.value)
    assert "letter $." in str(caught.value)


@pytest.mark.parametrize("seed", range(5))
def test_heads_come_back_from_their_words(seed) -> None:
    """Whichever part of a mention is the head, its words say which."""
    rng = random.Random(seed)
    for _ in range(200):
        text = "".join(rng.choice("ab #2") for _ in range(rng.randrange(2, 14)))
        start, end = sorted(rng.sample(range(len(text) + 1), 2))
        head = tuple(sorted(rng.sample(range(start, end + 1), 2)))
        assert heads.place(text, (start, end), heads.words(text, (start, end), head)) == head


def test_no_head_is_found_in_nothing() -> None:
    """An empty field and an occurrence too many are not a head."""
    assert heads.place("chief", (0, 5), "") is None
    assert heads.place("chief", (0, 5), "chief#2") is None
