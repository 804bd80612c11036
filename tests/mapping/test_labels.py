"""labelmaps.py: other tools' labels, and labels that nobody knows."""

import json

import pytest
from tests.conftest import ROOT

from presscheck import score
from presscheck.document import shipped
from presscheck.document.exceptions import UsageError
from presscheck.mapping import event_levels
from presscheck.mapping import labels as mapping_labels

TEXT = "Keir Starmer met NATO in London on Friday; he and British troops left the bridge."
PLACES = {
    "Keir Starmer": ("PER", "name"),
    "NATO": ("ORG", "name"),
    "London": ("GPE", "name"),
    "Friday": ("TIME", "name"),
    "he": ("PER", "pronoun"),
    "British": ("GPE", "demonym"),
    "the bridge": ("FAC", "nominal"),
}


def mentions(**labels):
    """Mentions by their words; spaces are underscores."""
    found = []
    for name, label in labels.items():
        words = name.replace("_", " ")
        start = TEXT.index(f"{words} ") if f"{words} " in TEXT else TEXT.index(words)
        found.append({"start": start, "end": start + len(words), "type": label})
    return found


GOLD = [
    {
        "id": "d",
        "text": TEXT,
        "mentions": [
            {**mentions(**{words.replace(" ", "_"): kind})[0], "form": form}
            for words, (kind, form) in PLACES.items()
        ],
    }
]


def scored(found, **settings):
    return score(GOLD, [{"id": "d", "mentions": found}], measures="mention.strict", **settings)


def counts(result):
    entry = result.as_dict()["measures"]["mention.strict"]
    return entry["tp_pred"], entry["n_pred"], entry["n_gold"]


def test_ontonotes_compares_names_and_times_alone():
    """Gold loses pronouns, demonyms and nominals; the prediction loses what ours cannot express."""
    found = mentions(Keir_Starmer="PERSON", NATO="ORG", London="GPE", Friday="DATE", British="NORP")
    result = scored(found, label_map="ontonotes")
    assert counts(result) == (4, 4, 4)
    assert result.label_map_lost == {
        "gold FAC nominal": 1, "gold GPE demonym": 1, "gold PER pronoun": 1, "pred NORP": 1}  # fmt: skip
    assert result.signature.label_map.startswith("ontonotes-1.0.0@")
    assert "left out by the label map: 3 gold mentions, 1 predicted mention" in str(result)


def test_conll_does_not_tell_places_apart():
    """GPE and FAC count as LOC on both sides; MISC and times are left out."""
    result = scored(mentions(Keir_Starmer="PER", London="LOC", British="MISC"), label_map="conll")
    assert counts(result) == (2, 2, 3)
    assert set(result.totals["mention.strict"]) == {"PER", "LOC", "ORG"}


def test_ace_keeps_every_form():
    """ACE annotates pronouns and nominals too."""
    assert counts(scored(mentions(he="PER", the_bridge="FAC"), label_map="ace")) == (2, 2, 6)


def test_a_form_that_the_map_does_not_find_is_left_out_on_both_sides():
    """A pronoun of a system whose map says names is dropped and counted, as gold's are."""
    found = [*mentions(NATO="ORG"), {**mentions(he="PERSON")[0], "form": "pronoun"}]
    result = scored(found, label_map="ontonotes")
    assert counts(result) == (1, 1, 4)
    assert result.label_map_lost["pred PER pronoun"] == 1


def test_a_file_of_ones_own(tmp_path):
    """Free labels are mapped by a user's file; the prediction may name it."""
    own = {"name": "mine", "version": "3", "forms": None, "types": {"politician": "PER", "other": None}}
    path = tmp_path / "mine.json"
    path.write_text(json.dumps(own))
    result = scored(mentions(Keir_Starmer="politician", NATO="other"), label_map=str(path))
    assert counts(result) == (1, 1, 2)
    assert result.signature.label_map.startswith("mine-3@")
    pred = [{"id": "d", "mentions": mentions(he="politician"), "label_map": str(path)}]
    assert counts(score(GOLD, pred, measures="mention.strict")) == (1, 1, 2)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('{"name": "x", "version": "1", "forms": null, "types": {"a": "PERS"}}', "did you mean PER"),
        ('{"name": "x", "version": "1", "forms": ["names"], "types": {}}', "did you mean name"),
        ('{"name": "x", "version": "1", "forms": null, "typs": {}}', "typs"),
        ("no", "label map .*bad.json: not JSON"),
        ('{"labels": {}}', r'unknown key `labels`; .*; a map is \{"name": "mine"'),
        (
            '{"name": "x", "version": "1", "forms": null, "types": {"a": ["PER"]}}',
            "expected a str",
        ),
    ],
)
def test_a_bad_map_is_told_apart(tmp_path, content, message):
    """A map that names labels we do not have, or is not a map, is a question that went wrong."""
    path = tmp_path / "bad.json"
    path.write_text(content)
    with pytest.raises(UsageError, match=message):
        mapping_labels.load(str(path))


def test_an_unknown_map_names_the_nearest_or_all_shipped_ones():
    """Neither a file nor a name."""
    with pytest.raises(UsageError, match=r"did you mean ontonotes\?"):
        mapping_labels.load("ontonots")
    with pytest.raises(UsageError, match=r"ace, ace05, aida_rams, common, conll, .*, rich_ere"):
        mapping_labels.load("mine")


def test_an_unknown_label_is_spurious_and_named_with_the_map_that_helps():
    """Labels that neither gold nor the ontology has are warned of; known ones are not."""
    result = scored(mentions(Keir_Starmer="PERSON", he="PERSON", NATO="Alliance", London="GPE"))
    assert counts(result) == (1, 4, 7)
    first, second = result.warnings
    assert first.startswith("mentions: predicted label `PERSON` (2×) is in neither gold nor the ontology")
    assert "as spurious; `label_map=" in first
    assert "ontonotes" in first
    assert second.startswith("mentions: predicted label `Alliance` (1×) is in neither")
    assert second.endswith(
        '`label_map=FILE`) can translate it: "types": {"Alliance": …}, with one of '
        "PER, ORG, GPE, LOC, FAC, WEA, RES, DOC, TIME, PRD, GRP, QTY, JOB, OFN"
    )


@pytest.mark.parametrize(
    ("label", "says"),
    [
        ("NORP", '`label_map="ontonotes"` has it, and ontonotes-pronouns too'),
        ("PERSON", '`label_map="ontonotes"` has it, and corenlp, gum, ontonotes-pronouns too'),
        ("Person", '`label_map="ontonotes"` has it, and corenlp, gum, ontonotes-pronouns too'),
        ("Organization", '`label_map="corenlp"` has it'),
        ("work of art", '`label_map="ontonotes"` has it, and ontonotes-pronouns too'),
        ("Per", "the ontology writes it `PER`, and labels are compared as they are written"),
        ("per", '; `label_map="ace"` reads any spelling'),
        (
            "B-PER",
            '`presscheck.convert(FILE, from_="conll")` makes mentions of tags, and the type here is `PER`',
        ),
        (
            "politician",
            'a label map of your own (`label_map=FILE`) can translate it: "types": {"politi',
        ),
    ],
)
def test_what_helps_depends_on_the_label(label, says):
    """A tag, another spelling, another tool's label and a free one each have a way out of their own."""
    (warning,) = scored(mentions(NATO=label)).warnings
    assert says in warning


@pytest.mark.parametrize(
    ("labels", "name"),
    [
        (("PERSON", "GPE", "ORG"), "ontonotes"),
        (("PERSON", "DATE"), "ontonotes"),
        (("PERSON", "CITY", "ORGANIZATION"), "corenlp"),
        (("person", "place", "abstract"), "gum"),
    ],
)
def test_the_map_that_knows_most_of_what_is_predicted_is_named_first(labels, name):
    """Labels that are ours as well (GPE) count too; the rest is decided by how many people use a map."""
    words = ("Keir_Starmer", "NATO", "London")
    result = scored(mentions(**dict(zip(words, labels, strict=False))))
    assert f'; `label_map="{name}"` has it' in result.warnings[0]


def test_the_types_of_gum():
    """Places count as such, whether they have a government or not."""
    found = mapping_labels.load("gum")
    assert (found.types["person"], found.merged["GPE"], found.types["abstract"]) == ("PER", "LOC", None)


def test_the_map_that_knows_most_is_named_first():
    """PERSON alone could be many tools'; with WORK_OF_ART it is OntoNotes."""
    result = scored(mentions(Keir_Starmer="PERSON", NATO="WORK_OF_ART"))
    assert all('`label_map="ontonotes"` has it' in warning for warning in result.warnings)


def test_labels_of_a_foreign_gold_are_known():
    """A label that gold itself uses is not unknown, though the ontology lacks it."""
    gold = [{"id": "d", "text": "Oslo", "mentions": [{"start": 0, "end": 4, "type": "VEH"}]}]
    assert score(gold, gold).warnings == []


def test_unknown_event_types_and_roles_are_named():
    """Events are warned of likewise."""
    gold = [{"id": "d", "text": "Oslo met", "events": []}]
    event = {"start": 5, "end": 8, "type": "Meeting", "arguments": [{"role": "Who", "start": 0, "end": 4}]}
    warnings = score(gold, [{"id": "d", "events": [event]}]).warnings
    assert [w.split(" (")[0] for w in warnings] == [
        "events: predicted label `Meeting`", "roles: predicted label `Who`"]  # fmt: skip


@pytest.mark.parametrize("name", mapping_labels.shipped())
def test_shipped_maps_are_what_they_say(name):
    """The name inside is the file's; every target is a type of the ontology; it says what it is."""
    found = mapping_labels.load(name)
    assert found.name == name
    assert found.about
    assert {t for t in found.types.values() if t} <= shipped.ontology()["entity_types"].keys()


def test_types_of_entities_are_mapped_like_those_of_mentions():
    """In entity.ceafe-typed an entity's own type counts: PERSON is PER there too, and GPE is LOC to CoNLL."""
    for name, person, place in (("ontonotes", "PERSON", "GPE"), ("conll", "PER", "LOC")):
        gold, pred = [], []
        for side, kinds in ((gold, ("PER", "GPE")), (pred, (person, place))):
            found = mentions(Keir_Starmer=kinds[0], London=kinds[1])
            entities = [{"id": f"e{i}", "type": kind} for i, kind in enumerate(kinds)]
            side.append({"id": "d", "mentions": found, "entities": [*entities, {"id": "x", "type": "NORP"}]})
            for mention, entity in zip(found, entities, strict=True):
                mention |= {"entity": entity["id"], "form": "name"}
        gold[0]["text"] = TEXT
        found = score(gold, pred, measures="entity.ceafe-typed", label_map=name)
        assert found["entity.ceafe-typed"]["f1"] == 1, name


EVENTS = {
    "name": "x", "version": "1",
    "events": {"Clash": "Conflict.Attack", "Chat": "Contact.Meet", "Party": None},
    "roles": {"Where": "Place", "Who": "Agent", "Chat": {"Who": "Participant", "Mood": None}},
}  # fmt: skip
EVENT_GOLD = [{
    "id": "d", "text": "Ann met Bob in Oslo, and clashed, and warned.",
    "mentions": [{"start": 0, "end": 3, "type": "PER", "form": "name"}],
    "events": [
        {"start": 4, "end": 7, "type": "Contact.Meet", "arguments": [
            {"role": "Participant", "start": 0, "end": 3}, {"role": "Topic", "start": 8, "end": 11},
            {"role": "Place", "start": 15, "end": 19}]},
        {"start": 25, "end": 32, "type": "Conflict.Attack", "arguments": [
            {"role": "Agent", "start": 0, "end": 3}]},
        {"start": 38, "end": 44, "type": "Act.Warn", "arguments": []},
    ],
}]  # fmt: skip


def test_a_map_of_ones_own_has_events_and_roles(tmp_path):
    """Roles go by the event where the map says so, gold is restricted, and mentions are left alone."""
    path = tmp_path / "own.json"
    path.write_text(json.dumps(EVENTS))
    pred = [{"id": "d", "mentions": EVENT_GOLD[0]["mentions"], "events": [
        {"start": 4, "end": 7, "type": "chat", "arguments": [
            {"role": "WHO", "start": 0, "end": 3}, {"role": "where", "start": 15, "end": 19},
            {"role": "Mood", "start": 0, "end": 3}]},
        {"start": 25, "end": 32, "type": "Clash", "arguments": [{"role": "Who", "start": 0, "end": 3}]},
        {"start": 38, "end": 44, "type": "PARTY", "arguments": []},
    ]}]  # fmt: skip
    result = score(EVENT_GOLD, pred, measures="mention.strict,event.tc,event.ac+", label_map=str(path))
    entries = result.as_dict()["measures"]
    assert {name: (entry["f1"], entry["n_gold"]) for name, entry in entries.items()} == {
        "mention.strict": (1.0, 1), "event.tc": (1.0, 2), "event.ac+": (1.0, 3)}  # fmt: skip
    assert result.label_map_lost == {
        "gold event Act.Warn": 1, "gold role Topic of Contact.Meet": 1, "pred event PARTY": 1,
        "pred role Mood of chat": 1}  # fmt: skip


@pytest.mark.parametrize(
    ("patch", "message"),
    [
        (
            {"types": {"per": "PER", "P.E.R": "ORG"}},
            "'per' and 'P.E.R' are one label .* 'PER' and 'ORG'",
        ),
        ({"types": {"per": "PER", "PER": None}}, "'per' and 'PER' are one label"),
        ({"events": {"A:B": "Contact.Meet", "a b": "Contact.Call"}}, "'A:B' and 'a b' are one label"),
        ({"roles": {"Who": "Agent", "who": "Person"}}, "'Who' and 'who' are one label"),
        ({"roles": {"X": {"Who": "Agent", "w-h-o": None}}}, "'Who' and 'w-h-o' are one label"),
        ({"roles": {"X.Y": {"Who": "Agent"}, "xy": {}}}, "'X.Y' and 'xy' are one label"),
        ({"events": {"A": "Contact.Meat"}}, "'A' goes to 'Contact.Meat'; did you mean Contact.Meet"),
        ({"roles": {"A": "Agents"}}, "did you mean Agent"),
        ({"roles": {"A": {"B": "Plaice"}}}, "did you mean Place"),
        ({"merged_events": {"Act.Warn": "Act.Wan"}}, "did you mean Act.Warn"),
        ({"merged_roles": {"Act.Warn": {"Agent": "Recipent"}}}, "did you mean Recipient"),
    ],
)
def test_a_map_with_two_meanings_or_unknown_targets_is_refused(tmp_path, patch, message):
    """The error comes when the map is read, with both keys or the nearest label."""
    path = tmp_path / "bad.json"
    path.write_text(json.dumps({"name": "x", "version": "1", **patch}))
    with pytest.raises(UsageError, match=message):
        mapping_labels.load(str(path))


def test_two_spellings_of_one_target_are_no_clash(tmp_path):
    """The same thing said twice."""
    path = tmp_path / "twice.json"
    path.write_text(json.dumps({"name": "x", "version": "1", "types": {"per": "PER", "PER": "PER"}}))
    assert mapping_labels.load(str(path)).ours("Per") == "PER"


@pytest.mark.parametrize("spelt", ["person", "Per-Son", "PER_SON"])
def test_labels_are_read_in_any_spelling_inside_a_map_only(spelt):
    """With the map the mention is right; without one it is spurious, and named."""
    found = mentions(Keir_Starmer=spelt)
    assert counts(scored(found, label_map="ontonotes")) == (1, 1, 4)
    bare = scored(found)
    assert counts(bare) == (0, 1, 7)
    assert len(bare.warnings) == 1


def test_the_page_about_maps_shows_a_map_and_names_all_that_are_shipped(tmp_path):
    """Its example is read, and its table is whole."""
    page = (ROOT / "docs" / "label-maps.md").read_text(encoding="utf-8")
    path = tmp_path / "mine.json"
    path.write_text(page.split("```json\n")[1].split("```")[0], encoding="utf-8")
    example = mapping_labels.load(str(path))
    assert all(
        getattr(example, key) for key in ("forms", "types", "merged", "events", "roles", "merged_roles")
    )
    assert all(f"`{name}`" in page for name in (*mapping_labels.shipped(), *event_levels.LEVELS))
