"""levels.py: event types at another ontology's grain."""

import pytest
from tests.helpers.event_cases import event
from tests.helpers.scoring import score

from presscheck.document import shipped
from presscheck.document.exceptions import UsageError
from presscheck.mapping import event_levels

TYPES = shipped.ontology()["event_types"]


def run(gold, pred, level, measures="events"):
    """One document's result, events in notation."""
    return score(
        [{"id": "d", "text": "w" * 40, "events": [event(e) for e in gold]}],
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
    """Where Rich ERE splits transport, all three still share the person's."""
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
    gold = ["Act.Warn[0,1) event=w", "Act.Warn[2,3) event=w", "Contact.Meet[4,5) Topic[0,1)"]
    assert f1(gold, ["Contact.Meet[4,5) Topic[2,3)"], "ace05", "event.ac-e") == 1.0


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
