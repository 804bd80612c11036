"""levels.py: event types at another ontology's grain."""

import pytest
from tests.helpers.event_cases import event
from tests.helpers.scoring import score

from presscheck.document import shipped
from presscheck.document.exceptions import UsageError
from presscheck.mapping import event_levels, labels

TYPES = shipped.ontology()["event_types"]


def run(gold, pred, level, measures="events"):
    """One document's result, events in notation."""
    return score(
        [{"id": "d", "text": "w" * 80, "events": [event(e) for e in gold]}],
        [{"id": "d", "events": [event(e) for e in pred]}],
        level=level,
        measures=measures,
    )


def f1(gold, pred, level, row="event.tc"):
    """One row's F1."""
    result = run(gold, pred, level)
    return result.as_dict()["measures"][row]["f1"]


def test_withdraw_deploy_and_travel_are_one_class():
    """They share ACE's Movement.Transport, which names the class."""
    level = event_levels.load("ace05")
    assert {level.group(t) for t in ("Conflict.Withdraw", "Force.Deploy", "Movement.Travel")} == {
        "Movement.Transport"
    }
    gold, pred = ["Conflict.Withdraw[0,1) Place[4,5)"], ["Movement.Travel[0,1) Place[4,5)"]
    assert f1(gold, pred, None) == 0.0
    assert f1(gold, pred, "ace05") == 1.0
    assert f1(gold, pred, "ace05", "event.ac+") == 1.0


def test_a_class_is_named_by_what_its_types_share():
    """All three share the person's if Rich ERE splits transport."""
    assert event_levels.load("rich_ere").group("Force.Deploy") == "Movement.Transport-Person"
    assert event_levels.load("ace05").group("Personnel.Start") == "Personnel.Elect"
    assert event_levels.load("ace05").group("Politics.Vote") == "Personnel.Elect"


def test_classes_are_a_partition_by_shared_targets():
    """Two types are in one class if and only if a chain of shared targets joins them."""
    for name in ("ace05", "rich_ere"):
        level = event_levels.load(name)
        targets = {label: set(entry["mappings"][name]) for label, entry in TYPES.items()}
        for a in TYPES:
            assert (level.group(a) is None) == (not targets[a])
            for b in TYPES:
                if targets[a] & targets[b]:
                    assert level.group(a) == level.group(b)
        for chosen in {level.group(a) for a in TYPES if targets[a]}:
            _check_connected([targets[a] for a in TYPES if level.group(a) == chosen])


def _check_connected(sets):
    reached, rest = set(sets[0]), sets[1:]
    while rest:
        near = [s for s in rest if s & reached]
        assert near
        reached |= set().union(*near)
        rest = [s for s in rest if not s & reached]


def test_a_prediction_in_the_targets_own_labels_is_scored():
    """An ACE-trained system's Movement.Transport is right for our Force.Deploy."""
    assert f1(["Force.Deploy[0,1)"], ["Movement.Transport[0,1)"], "ace05") == 1.0
    assert f1(["Aid.Provide[0,1)"], ["Transaction.Transfer-Money[0,1)"], "ace05") == 1.0


def test_targets_belong_to_the_class_of_their_types():
    """No label of ours is by accident the target of another class."""
    for name in ("ace05", "rich_ere"):
        level = event_levels.load(name)
        for label, entry in TYPES.items():
            assert all(level.group(target) == level.group(label) for target in entry["mappings"][name])


def test_what_maps_to_nothing_leaves_both_sides_and_is_counted():
    """Types without a counterpart are neither missed nor spurious, and the report says how many."""
    gold = ["Act.Warn[0,1)", "Act.Warn[2,3)", "Contact.Meet[4,5)"]
    result = run(gold, ["Act.Commit[6,7)", "Contact.Meet[4,5)"], "ace05")
    entry = result.as_dict()["measures"]["event.tc"]
    assert (entry["tp_pred"], entry["n_pred"], entry["n_gold"]) == (1, 1, 1)
    assert "level ace05: gold events of type Act.Warn left out: no class for it (2×)" in result.warnings
    assert any("pred events of type Act.Commit" in said for said in result.warnings)


def test_unheard_of_labels_stay_spurious():
    """Only types of the ontology can be beyond a level; any other label counts."""
    entry = run(["Contact.Meet[0,1)"], ["Contact.Meet[0,1)", "Nobody.Knows[4,5)"], "ace05").as_dict()
    assert entry["measures"]["event.tc"]["n_pred"] == 2


def test_group_is_the_part_before_the_point():
    """All conflict is one class."""
    assert f1(["Conflict.Attack[0,1)"], ["Conflict.Ceasefire[0,1)"], "group") == 1.0
    assert f1(["Conflict.Attack[0,1)"], ["Contact.Meet[0,1)"], "group") == 0.0


def test_types_that_become_one_on_one_trigger_are_one_event():
    """Rewriting first, sets afterwards."""
    gold = ["Force.Deploy[0,1)", "Movement.Travel[0,1)"]
    assert run(gold, gold, "ace05").as_dict()["measures"]["event.tc"]["n_gold"] == 1


def test_the_level_is_in_the_signature():
    """Two levels are two questions."""
    assert "level:group" in str(run([], [], "group").signature)
    assert "level" not in str(run([], [], None).signature)


def test_fillers_that_are_events_beyond_the_level_still_resolve():
    """Arguments are resolved through the whole gold."""
    gold = ["Act.Warn[0,1) event=w", "Act.Warn[2,3) event=w", "Contact.Meet[4,5) Participant[0,1)"]
    assert f1(gold, ["Contact.Meet[4,5) Participant[2,3)"], "ace05", "event.ac-e") == 1.0


def test_an_unknown_level_is_a_wrong_question():
    """With the nearest name."""
    with pytest.raises(UsageError, match="did you mean ace05"):
        run([], [], "ace5")


@pytest.mark.parametrize("level", event_levels.LEVELS)
def test_gold_against_itself_is_perfect_at_every_level(level):
    """All 32 types, each once."""
    gold = [f"{label}[{i},{i + 1})" for i, label in enumerate(TYPES)]
    assert f1(gold, gold, level) == 1.0


def test_the_command_line_takes_a_level(cli, tmp_path):
    """`presscheck score --level` and its refusal of another name."""
    line = '{"id":"d","text":"wwww","events":[{"start":0,"end":1,"type":"Force.Deploy"}]}\n'
    (tmp_path / "gold.jsonl").write_text(line, encoding="utf-8")
    (tmp_path / "pred.jsonl").write_text(line.replace("Force.Deploy", "Movement.Travel"), encoding="utf-8")
    asked = ["score", "pred.jsonl", "--gold", "gold.jsonl", "--measures", "event.tc"]
    assert "1.000" in cli(*asked, "--level", "ace05", cwd=tmp_path).stdout
    refused = cli(*asked, "--level", "ace", cwd=tmp_path)
    assert refused.returncode == 2
    assert "did you mean ace05" in refused.stderr


SCHEMES = ("ace05", "rich_ere", "aida_rams", "plover2")


@pytest.mark.parametrize("name", SCHEMES)
def test_a_scheme_of_the_ontology_is_a_level_and_a_map_with_one_partition(name):
    """Our types are one in the map if and only if they are one at the level; every target is in the map."""
    assert set(SCHEMES) == shipped.ontology()["mappings"].keys()
    level, scheme = event_levels.load(name), labels.load(name)
    of_map = {label: scheme.event_labels.merged(label) for label in TYPES}
    for a in TYPES:
        assert (level.group(a) is not None) == scheme.event_labels.reaches(of_map[a])
        for target in TYPES[a]["mappings"][name]:
            assert scheme.event_labels.type(target) == of_map[a]
        for b in TYPES:
            if level.group(a) is not None:
                assert (level.group(a) == level.group(b)) == (of_map[a] == of_map[b])


@pytest.mark.parametrize("name", SCHEMES)
def test_our_roles_mean_the_same_on_both_sides_of_a_map_and_at_the_level(name):
    """Our roles are not roles of the scheme with another meaning, and each of the scheme's reaches ours."""
    level, scheme = event_levels.load(name), labels.load(name).event_labels
    for kind, entry in TYPES.items():
        merged = scheme.merged(kind)
        for role in entry["roles"]:
            ours = scheme.merged_role(merged, role)
            if scheme.reaches(merged) and scheme.expresses(merged, ours):
                assert level.role(kind, role) == ours


@pytest.mark.parametrize("name", SCHEMES)
def test_what_a_scheme_calls_a_role_is_a_role_of_the_type_that_it_becomes(name):
    """No table sends a role to one that no type of its class has."""
    level, table = event_levels.load(name), labels.load(name)
    for kind, roles in table.roles.items():
        if isinstance(roles, dict):
            allowed = {
                role for t in TYPES if level.group(t) == level.group(kind) for role in TYPES[t]["roles"]
            }
            assert {role for role in roles.values() if role} <= allowed, kind


PERFECT = [
    ("Contact.Meet Participant[0,1) Topic[2,3) Place[4,5) Time[6,7)",
     "Contact:Meet Entity[0,1) Place[4,5) Time-Within[6,7)"),
    ("Contact.Call Participant[0,1) Topic[2,3)", "Phone-Write Entity[0,1)"),
    ("Conflict.Attack Agent[0,1) Target[2,3) Instrument[4,5)",
     "conflict.attack attacker[0,1) target[2,3) INSTRUMENT[4,5)"),
    ("Justice.Detain Person[0,1) Charge[2,3)", "Justice.ArrestJail Person[0,1) Crime[2,3)"),
    ("Justice.Proceed Agent[0,1) Target[2,3)", "Justice:Convict Adjudicator[0,1) Defendant[2,3)"),
    ("Justice.Proceed Target[0,1)", "Justice:Extradite Person[0,1) Destination[2,3)"),
    ("Force.Deploy Force[0,1) Destination[2,3)",
     "Movement:Transport Artifact[0,1) Destination[2,3) Price[4,5)"),
    ("Movement.Travel Person[0,1)", "Transport Artifact[0,1)"),
    ("Politics.Vote Target[0,1)", "Personnel_Elect Person[0,1)"),
    ("Aid.Provide Recipient[0,1)", "Transfer-Money Beneficiary[0,1)"),
]  # fmt: skip


@pytest.mark.parametrize("how", [{"level": "ace05"}, {"label_map": "ace05"}])
@pytest.mark.parametrize(("ours", "theirs"), PERFECT)
def test_a_perfect_output_in_the_labels_of_ace_is_right(ours, theirs, how):
    """In ACE's spelling, OneIE's, or as a bare subtype: types and roles are right."""
    gold, pred = (line.replace(" ", "[9,10) ", 1) for line in (ours, theirs))
    result = score(
        [{"id": "d", "text": "w" * 40, "events": [event(gold)]}],
        [{"id": "d", "events": [event(pred)]}],
        measures="event.tc,event.ai,event.ac,event.ac+",
        **how,
    )
    assert {entry["f1"] for entry in result.as_dict()["measures"].values()} == {1.0}
    assert not [said for said in result.warnings if "predicted label" in said]


@pytest.mark.parametrize(
    "label", ["Justice:Arrest-Jail", "Arrest-Jail", "Justice.ArrestJail", "Justice.Arrest-Jail"]
)
def test_a_type_of_ace_is_read_in_every_spelling(label):
    """ACE's, the bare subtype, and those of TextEE and OneIE; nothing is left to say."""
    result = run(["Justice.Detain[0,1)"], [f"{label}[0,1)"], "ace05")
    assert result.as_dict()["measures"]["event.tc"]["f1"] == 1.0
    assert not result.warnings


@pytest.mark.parametrize(
    ("level", "ours", "theirs"),
    [
        ("rich_ere", "Act.Request[0,1) Recipient[2,3)", "Contact:Broadcast[0,1) Audience[2,3)"),
        ("rich_ere", "Force.Deploy[0,1) Force[2,3)", "TransportArtifact[0,1) Artifact[2,3)"),
        ("aida_rams", "Conflict.Attack[0,1) Agent[2,3)", "conflict.attack.bombing[0,1) attacker[2,3)"),
        ("aida_rams", "Conflict.Attack[0,1) Target[2,3)", "Conflict.Attack[0,1) Target[2,3)"),
        ("aida_rams", "Contact.Negotiate[0,1) Participant[2,3)",
         "contact.negotiate.n/a[0,1) PARTICIPANT[2,3)"),
        ("aida_rams", "Movement.Travel[0,1) Person[2,3)",
         "movement.transportperson.hide[0,1) passenger[2,3)"),
        ("aida_rams", "Act.Commit[0,1) Recipient[2,3)",
         "contact.commitmentpromiseexpressintent.meet[0,1) recipient[2,3)"),
        ("plover2", "Contact.Call[0,1) Participant[2,3)", "consult[0,1) recipient[2,3)"),
        ("plover2", "Conflict.Attack[0,1) Target[2,3)", "ASSAULT[0,1) Recipient[2,3)"),
        ("group", "Contact.Meet[0,1) Participant[2,3)", "contact:meet[0,1) participant[2,3)"),
    ],
)  # fmt: skip
def test_other_schemes_are_read_in_their_own_labels(level, ours, theirs):
    """Types and roles, in any spelling."""
    assert f1([ours], [theirs], level, "event.ac+") == 1.0


def test_what_a_scheme_has_and_ours_has_not_is_left_out():
    """A vigil is an event of AIDA's that gold cannot have; a price of transport a role that ours lacks."""
    gold, vigil = ["Contact.Meet[0,1) Participant[2,3)"], "contact.funeralvigil.meet[6,7)"
    result = run(gold, [*gold, vigil], "aida_rams")
    assert result.as_dict()["measures"]["event.ac+"]["f1"] == 1.0
    assert any("contact.funeralvigil.meet left out: no class for it" in said for said in result.warnings)
    pred = ["Movement:Transport[0,1) Artifact[2,3) Price[4,5)"]
    result = run(["Movement.Travel[0,1) Person[2,3)"], pred, "ace05")
    assert result.as_dict()["measures"]["event.ac+"]["f1"] == 1.0
    assert "level ace05: pred arguments of role Price left out: no role for it (1×)" in result.warnings


def test_a_role_of_ours_that_a_scheme_lacks_leaves_both_sides():
    """ACE has no topic of a meeting."""
    gold = ["Contact.Meet[0,1) Participant[2,3) Topic[4,5)"]
    result = run(gold, gold, "ace05")
    entry = result.as_dict()["measures"]["event.ac"]
    assert (entry["tp_pred"], entry["n_pred"], entry["n_gold"]) == (1, 1, 1)
    assert "level ace05: gold arguments of role Topic left out: no role for it (1×)" in result.warnings


@pytest.mark.parametrize(
    ("level", "label", "says"),
    [
        ("ace05", "Justice.Arest-Jail", "nor the level ace05 and counts as spurious; did you mean Justice"),
        ("rich_ere", "Contact.Corespondence", "did you mean Contact.Correspondence?"),
        (None, "Contact:Meet", "the ontology writes it `Contact.Meet`, and labels are compared as"),
        (None, "Justice:Arrest-Jail", '`label_map="ace05"` has it, and rich_ere too; so does `level='),
        (None, "Contact.Meat", "did you mean Contact.Meet?"),
        (None, "Zzz", '"events": {"Zzz": …}'),
    ],
)  # fmt: skip
def test_an_unknown_event_type_is_named_with_the_nearest_at_every_level(level, label, says):
    """A level switches no warning off."""
    (warning,) = [
        w for w in run(["Contact.Meet[0,1)"], [f"{label}[0,1)"], level).warnings if "predicted" in w
    ]
    assert says in warning


@pytest.mark.parametrize(
    ("level", "role", "says"),
    [
        ("ace05", "Entitty", "roles: predicted label `Entitty` (1×)"),
        (None, "participant", "the ontology writes it `Participant`"),
        (None, "Attacker", '`label_map="ace05"` has it, and aida_rams, rich_ere too'),
    ],
)
def test_an_unknown_role_is_named_at_every_level(level, role, says):
    """Roles have a way out too."""
    result = run(["Conflict.Attack[0,1)"], [f"Conflict.Attack[0,1) {role}[2,3)"], level)
    (warning,) = [w for w in result.warnings if "predicted" in w]
    assert says in warning


def _in_their_labels(table, kind, role):
    """An event type and a role of a scheme that are those of ours, or None."""
    scheme = table.event_labels
    ours = scheme.merged(kind)
    for theirs in [k for k in table.events if scheme.type(k) == ours]:
        own = table.roles.get(theirs, {})
        for name in [*own, *(r for r, target in table.roles.items() if not isinstance(target, dict))]:
            if scheme.role(theirs, name) == scheme.merged_role(ours, role):
                return theirs.replace("*", "unspecified"), name
    return None


@pytest.mark.parametrize("name", SCHEMES)
@pytest.mark.parametrize("option", ["level", "label_map"])
def test_a_perfect_output_in_the_labels_of_a_scheme_is_right_for_every_type_and_role(name, option):
    """Nothing of gold is left that no label of the scheme reaches."""
    gold, pred = [], []
    table = labels.load(name)
    for kind, role in [(label, role) for label, entry in TYPES.items() for role in entry["roles"]]:
        start = 4 * len(gold)
        trigger, filler = f"[{start},{start + 1}) ", f"[{start + 2},{start + 3})"
        gold.append(event(f"{kind}{trigger}{role}{filler}"))
        if theirs := _in_their_labels(table, kind, role):
            pred.append(event(f"{theirs[0]}{trigger}{theirs[1]}{filler}"))
        elif bare := [
            k for k in table.events if table.event_labels.type(k) == table.event_labels.merged(kind)
        ]:
            pred.append(event(f"{bare[0].replace('*', 'unspecified')}{trigger}"))
    documents = [{"id": "d", "text": "w" * 4 * len(gold), "events": gold}], [{"id": "d", "events": pred}]
    result = score(*documents, measures="event.tc,event.ai,event.ac,event.ac+", **{option: name})
    entries = result.as_dict()["measures"]
    assert {entry["f1"] for entry in entries.values()} == {1.0}
    assert entries["event.ac"]["n_gold"] > 10
