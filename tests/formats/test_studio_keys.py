"""Entity keys as labels: chosen, new, relabelled; doubts about chains; results of the earlier config."""

from __future__ import annotations

import random
from copy import deepcopy

import msgspec
import pytest
from tests.formats.test_studio_pull import annotation, plain, task
from tests.formats.test_studio_regions import LETTER, changed, find, letter, messages, region
from tests.helpers import studio_documents

from presscheck.document.model import Document
from presscheck.formats.label_studio import colours, exports, keys
from presscheck.formats.label_studio.regions import from_regions, to_regions, understood


@pytest.fixture
def sheet() -> dict:
    """The letter as it is pushed."""
    return to_regions(letter())


def values(sheet: dict) -> list[str]:
    return [one["value"] for one in sheet["data"]["entities"]]


def place(phrase: str) -> tuple[int, int]:
    found = find(phrase)
    return found["start"], found["end"]


def name(phrase: str) -> str:
    return "m{}-{}".format(*place(phrase))


def mentions(document: Document) -> dict[str, tuple[str | None, str | None]]:
    return {m.text: (m.type, m.entity) for m in document.mentions}


def test_a_task_offers_its_keys_spare_ones_and_types(sheet) -> None:
    """Chains first, with a colour that single entities do not have; enough spare ones for the text."""
    offered = {one["value"]: one for one in sheet["data"]["entities"]}
    assert values(sheet)[:5] == ["ann", "talks", "oslo", "bob", "friday"]
    assert {"#1", "#9", "PER", "TIME", "UNTYPED"} <= offered.keys()
    assert offered["ann"]["background"] != offered["oslo"]["background"] == colours.GREY
    assert offered["ann"]["hint"] == "PER, 2 mentions"
    empty = msgspec.structs.replace(letter(), text=LETTER * 50, mentions=[], entities=[])
    long = to_regions(msgspec.structs.replace(empty, events=[], quotes=[], sentences=None))
    assert len([v for v in values(long) if v.startswith("#")]) == len(LETTER) * 50 // keys.CHARACTERS


def test_relabelling_moves_a_mention_with_its_type(sheet) -> None:
    """One click on another entity; nobody has to choose the type again."""
    found = from_regions(changed(sheet, **{f"{name('Bob')}/mention": "oslo"}))
    assert mentions(found)["Bob"] == ("GPE", "oslo")
    assert "bob" not in {e.id for e in found.entities}


def test_a_type_that_is_not_the_entitys_is_a_choice() -> None:
    """It stands beside the key, and comes back."""
    mixed = [msgspec.structs.replace(m, type="ORG" if m.text == "her" else m.type) for m in letter().mentions]
    document = msgspec.structs.replace(letter(), mentions=mixed)
    made = to_regions(document)
    assert [i["id"] for i in made["result"] if i.get("from_name") == "type_of"] == [name("her")]
    assert from_regions(made) == document


@pytest.mark.parametrize("key", ["PER", "UNTYPED", "#1", "#12"])
def test_a_key_that_is_another_label_comes_back(key) -> None:
    """It is written beside the type, as text."""
    named = [
        msgspec.structs.replace(m, entity=key if m.entity == "bob" else m.entity) for m in letter().mentions
    ]
    known = [msgspec.structs.replace(e, id=key if e.id == "bob" else e.id) for e in letter().entities]
    document = msgspec.structs.replace(letter(), mentions=named, entities=known)
    assert from_regions(to_regions(document)) == document
    assert values(to_regions(document)).count(key) <= 1


def spare(*more: dict) -> list[dict]:
    """Two mentions of a new entity, the second the longer name."""
    we, us = place("We"), place("All of us")
    return [region("x", "mention", "#1", *we), region("y", "mention", "#1", *us), *more]


def test_a_key_on_one_mention_moves_the_whole_chain(sheet) -> None:
    """Typed once: every mention and every speaker of the entity is the other one; also over several steps."""
    ann = region(name("Ann"), "key", "bob", *place("Ann"))
    found = from_regions(changed(sheet, ann))
    assert {mentions(found)[word] for word in ("Ann", "her", "Bob")} == {("PER", "bob")}
    assert found.quotes[0].speaker == "bob"
    assert "ann" not in {e.id for e in found.entities}
    bob = region(name("Bob"), "key", "oslo", *place("Bob"))
    found = from_regions(changed(sheet, ann, bob))
    assert {mentions(found)[word] for word in ("Ann", "her", "Bob", "Oslo")} == {("GPE", "oslo")}
    assert from_regions(changed(sheet, region(name("Ann"), "key", "ann", *place("Ann")))) == letter()


def test_chains_that_move_in_a_circle_or_two_ways_are_told(sheet) -> None:
    """Each is another's, or one is of two: nothing is guessed."""
    ann, bob = (region(name(a), "key", b, *place(a)) for a, b in (("Ann", "bob"), ("Bob", "ann")))
    (line,) = messages(changed(sheet, ann, bob))
    assert "'bob' is 'ann', and that is 'bob'; leave one" in line
    her = region(name("her"), "key", "oslo", *place("her"))
    (line,) = messages(changed(sheet, ann, her))
    assert "ann has two keys, ['bob', 'oslo']; leave one" in line


def test_a_spare_label_makes_an_entity_by_its_key(sheet) -> None:
    """Typed once, and the type chosen once, on any of its mentions."""
    more = [
        region("x", "key", "delegation", *place("We")),
        region("y", "type_of", "PER", *place("All of us")),
    ]
    found = mentions(from_regions(changed(sheet, *spare(*more))))
    assert found["We"] == found["All of us"] == ("PER", "delegation")


def test_a_spare_label_without_a_key_is_named_by_its_longest_name(sheet) -> None:
    """A name that is taken already gets a number: nothing is put together silently."""
    more = [region("y", "type_of", "PER", *place("All of us"))]
    assert mentions(from_regions(changed(sheet, *spare(*more))))["We"] == ("PER", "all-of-us")
    again = changed(sheet, region("x", "type_of", "GPE", *place("Oslo")), **{f"{name('Oslo')}/mention": "#3"})
    again["result"] = [{**i, "id": name("Oslo")} if i.get("id") == "x" else i for i in again["result"]]
    assert mentions(from_regions(again))["Oslo"] == ("GPE", "oslo-2")


def test_a_spare_label_may_speak(sheet) -> None:
    """In a speaker field `#1` means the key that it is given in the end."""
    start, end = letter().quotes[0].content[0].start, letter().quotes[0].content[0].end
    more = [region("x", "type_of", "PER", *place("We")), region("x", "key", "team", *place("We"))]
    speaker = region(f"q{start}-{end}", "speaker", "#1", start, end)
    assert from_regions(changed(sheet, *spare(*more), speaker)).quotes[0].speaker == "team"


def test_what_cannot_be_told_is_an_error(sheet) -> None:
    """Two keys on one spare label, a key beside a chosen entity, a label that the task does not have."""
    two = [region("x", "key", "a-team", *place("We")), region("y", "key", "the-team", *place("All of us"))]
    assert "#1 has two keys, ['a-team', 'the-team']; leave one" in messages(changed(sheet, *spare(*two)))[0]
    both = [region(name("Bob"), "key", "robert", *place("Bob"))]
    assert (
        "is labelled 'bob' and has the key 'robert', which is not in the list"
        in messages(changed(sheet, *both))[0]
    )
    (line,) = messages(changed(sheet, **{f"{name('Bob')}/mention": "bobb"}))
    assert "labelled ['bobb']; did you mean bob?" in line


def test_a_new_entity_without_a_type_is_said(sheet) -> None:
    """It comes back, and somebody should choose."""
    document, findings = understood(changed(sheet, *spare()))
    assert mentions(document)["We"] == (None, "all-of-us")
    assert [f.message for f in findings] == ["#1 has no type; choose it on one mention"]


def test_switches_of_the_display_say_nothing(sheet) -> None:
    """The editor stores them as a result of the task."""
    view = {
        "id": "v",
        "from_name": "view",
        "to_name": "text",
        "type": "choices",
        "value": {"choices": ["arrows"]},
    }
    assert from_regions({**sheet, "result": [view, *sheet["result"]]}) == letter()


def as_older(sheet: dict) -> dict:
    """A sheet with the names that the config had before keys were labels."""
    old = deepcopy(sheet)
    kinds = old["meta"].pop("types")
    del old["data"]["entities"]
    said = {(i.get("id"), i.get("from_name")): i for i in old["result"]}
    items = []
    for item in old["result"]:
        if item["type"] == "relation":
            quote = {"continues", "cue", "source", "addressee", "also"}
            labels = [f"quote:{w}" if w in quote else f"arg:{w}" for w in item["labels"]]
            items.append({**item, "labels": labels})
        elif item["from_name"] == "trigger":
            (kind,) = item["value"]["labels"]
            items.append({**item, "value": {**item["value"], "labels": ["TRIGGER"]}})
            if kind != "TRIGGER":
                items.append(_field(item, "type", "choices", kind))
        elif item["from_name"] == "mention" and not keys.is_reserved(item["value"]["labels"][0]):
            (key,) = item["value"]["labels"]
            typed = said.get((item["id"], "type_of"))
            kind = typed["value"]["choices"][0] if typed else kinds.get(key) or "UNTYPED"
            items.append({**item, "value": {**item["value"], "labels": [kind]}})
            items.append(_field(item, "entity", "text", key))
        elif item["from_name"] != "type_of":
            items.append({**item, "from_name": "entity" if item["from_name"] == "key" else item["from_name"]})
    return {**old, "result": items}


def _field(item: dict, name: str, kind: str, value: str) -> dict:
    return {**item, "from_name": name, "type": kind, "value": {**item["value"], kind: [value]}}


@pytest.mark.parametrize("seed", range(10))
def test_results_of_the_earlier_config_are_read(seed) -> None:
    """Types as labels, typed keys, prefixed arrows: the same document."""
    rng = random.Random(seed)
    for document in (letter(), *(studio_documents.document(rng) for _ in range(30))):
        assert from_regions(as_older(to_regions(document))) == document


def warnings(result: list[dict], *rules: str, **more) -> list[str]:
    found = exports.pull([task(annotation(result=result, **more))])
    return [f"{f.path}: {f.message}" for f in found.warnings if f.rule in rules]


def test_a_key_that_is_nearly_another_is_said(sheet) -> None:
    """One or two edits, two letters exchanged among them; said once, with the region."""
    typed = [region("x", "key", "onslo", *place("We")), region("x", "type_of", "GPE", *place("We"))]
    (line,) = warnings(changed(sheet, *spare(*typed))["result"], "near-key")
    assert line == (
        f"region x [{place('We')[0]}, {place('We')[1]}) 'We': "
        "the new entity key 'onslo' is 1 edit from 'oslo'; is it the same entity?"
    )
    typed[0] = region("x", "key", "brussels", *place("We"))
    assert warnings(changed(sheet, *spare(*typed))["result"], "near-key") == []
    event = changed(sheet, **{"t4-9/event": "e22"})
    (line,) = warnings(event["result"], "near-key")
    assert "the new event key 'e22' is 1 edit from 'e2'" in line


def test_a_key_is_compared_with_one_that_lost_its_mentions(sheet) -> None:
    """`olso` in place of `oslo` on its only mention: the entity is gone, and its key is still near."""
    typed = changed(
        sheet, region(name("Oslo"), "key", "olso", *place("Oslo")), **{f"{name('Oslo')}/mention": "GPE"}
    )
    assert "'olso' is 1 edit from 'oslo'" in warnings(typed["result"], "near-key")[0]


def test_chains_of_pronouns_are_said(sheet) -> None:
    """Nobody knows whom they mean; a chain with one name in it is none."""
    moved = changed(sheet, **{f"{name('her')}/mention": "bob"})
    assert warnings(moved["result"], "pronouns") == []
    forms = changed(sheet, **{f"{name('Ann')}/form": "pronoun"})
    (line,) = warnings(forms["result"], "pronouns")
    assert "entity 'ann': all its mentions are pronouns" in line


def test_one_name_in_two_chains_is_said() -> None:
    """Both places, whatever the case of the letters."""
    document = letter()
    twice = msgspec.structs.replace(document, text=document.text.replace("Bob", "ANN"))
    renamed = [
        msgspec.structs.replace(m, text="ANN" if m.entity == "bob" else m.text) for m in document.mentions
    ]
    made = to_regions(
        msgspec.structs.replace(twice, mentions=renamed, quotes=[], events=[], marked_uses=None)
    )
    found = exports.pull([{"id": 1, **made, "annotations": [annotation(result=made["result"])]}])
    (line,) = [f.message for f in found.warnings if f.rule == "split-name"]
    assert line.startswith("the name is in entity 'bob' here, and in 'ann' at region ")


def test_a_pulled_document_says_how_it_was_made(sheet) -> None:
    """The annotator, the pre-annotation (none: an empty sheet), the share that was kept, the seconds."""
    led = {"prediction": {"model_version": "spacy", "result": sheet["result"]}, "lead_time": 12.84}
    (pulled,) = exports.pull([task(annotation("ann", **led))]).pulled
    made = {"annotator": "ann", "pre_annotation": "spacy", "kept": 1.0, "seconds": 12.8}
    assert pulled.document.meta["label_studio"] == made
    listed = [{"id": 5, "model_version": "gold", "result": sheet["result"]}]
    other = (
        exports.pull([task(annotation("ann", parent_prediction=5), predictions=listed)]).pulled[0].document
    )
    assert other.meta["label_studio"]["pre_annotation"] == "gold"
    bare = exports.pull([task(annotation("ann"))]).pulled[0].document
    assert bare.meta["label_studio"] == {"annotator": "ann", "pre_annotation": None}
    assert plain(bare) == letter()


@pytest.mark.parametrize(("seconds", "hasty"), [(59.9, True), (60, False), (None, False)])
def test_a_pre_annotation_that_was_nodded_through_is_said(sheet, seconds, hasty) -> None:
    """More than 98 % kept in less than a minute."""
    led = {"prediction": {"model_version": "spacy", "result": sheet["result"]}, "lead_time": seconds}
    assert bool(warnings(sheet["result"], "hasty", **led)) == hasty
    changed_one = changed(sheet, **{f"{name('Bob')}/mention": "oslo"})["result"]
    assert warnings(changed_one, "hasty", **led) == []


def test_colours_can_be_read_and_told_apart() -> None:
    """Computed: 4.5 to 1 on white; the ground of twelve chains, every row and grey looks different."""
    first = [*colours.ROWS.values(), *colours.chain_colours(list("abcdefghijkl")).values()]
    assert all(colours.contrast(colour, "#ffffff") >= colours.READABLE for colour in [*first, colours.GREY])
    grounds = [colours.fill(colour) for colour in [*first, colours.GREY]]
    pairs = [(a, b) for i, a in enumerate(grounds) for b in grounds[i + 1 :]]
    assert min(colours.distance(*pair) for pair in pairs) > 0.035
    many = colours.chain_colours([str(n) for n in range(80)])
    assert len({many[str(n)] for n in range(24)}) == 24
    assert not {many[str(n)] for n in range(24, 80)} & {many[str(n)] for n in range(12)}
