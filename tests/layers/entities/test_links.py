"""layers/links.py, entity_level.py, redirects.py: the linking table, accuracy, whole entities."""

import json
import tomllib

import pytest
from tests.conftest import ROOT
from tests.helpers.entity_cases import document

from presscheck import InvalidInputError, score
from presscheck.document.exceptions import UsageError
from presscheck.layers.entities import links
from presscheck.mapping import wikidata
from presscheck.measure import clusters

CASES = tomllib.loads((ROOT / "tests/cases/links.toml").read_text(encoding="utf-8"))["case"]


def documents(side):
    """The documents of one side of a case."""
    return [document(notes, name) for name, notes in side.items()]


def shown(found):
    """TP of the precision side, FP, FN, as in the table."""
    return f"{found.tp_pred:g}/{found.n_pred - found.tp_pred:g}/{found.n_gold - found.tp_gold:g}"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_the_linking_table(case):
    """Neleval's counts under our names; what differs says why."""
    settings = {**case.get("settings", {}), "redirects": case.get("redirects")}
    names = ",".join(case["expected"])
    gold, pred = documents(case["gold"]), documents(case["pred"])
    if "error" in case:
        with pytest.raises(InvalidInputError) as caught:
            score(gold, pred, measures=names, **settings)
        assert case["error"] in {finding.rule for finding in caught.value.findings}
        return
    result = score(gold, pred, measures=names, **settings)
    expected = case["expected"] | case.get("ours", {})
    assert {name: shown(result.whole(name)) for name in expected} == expected


KEYS = {
    "mention_ceaf": (),
    "typed_mention_ceaf": ("type",),
    "mention_ceaf_plus": ("id",),
    "b_cubed_plus": ("id",),
}
"""The fields that a key of neleval's cluster measures has beside document and span."""


def pooled(side, fields):
    """Clusters of a whole corpus by the name after the type, as neleval makes them; `-` is a name too."""
    found = {}
    for doc, notes in side.items():
        for note in notes:
            span, kind, name = note.split()
            values = {"type": kind, "id": name if name.startswith("Q") else None}
            found.setdefault(name, set()).add((doc, span, *(values[field] for field in fields)))
    return list(found.values())


@pytest.mark.parametrize("case", [c for c in CASES if "clusters" in c], ids=lambda case: case["id"])
def test_the_linking_tables_cluster_measures(case):
    """CEAFm and B³ over keys with a type or an id: a wrong field makes an item that only one side has."""
    for name, expected in case["clusters"].items():
        table = clusters.contingency(*(pooled(case[side], KEYS[name]) for side in ("gold", "pred")))
        found = clusters.b_cubed(table) if name == "b_cubed_plus" else clusters.ceaf_m(table)
        assert shown(found) == expected, name


def test_accuracy_comes_with_its_coverage():
    """Three gold links: one span missed, of the two found one id is right."""
    gold = document(["0-2 PER Q1", "4-6 PER Q2", "8-9 PER Q3", "10-12 PER nil"])
    pred = document(["0-2 ORG Q1", "4-6 PER nil", "10-12 PER Q4"])
    entry = score([gold], [pred], measures="link.accuracy").as_dict()["measures"]["link.accuracy"]
    assert (entry["right"], entry["n"], entry["accuracy"]) == (1, 2, 0.5)
    assert (entry["coverage"], entry["linked"]) == (2 / 3, 3)


def test_null_is_an_answer_and_only_a_missing_key_is_not_done():
    """A file without the key is not attempted; with null everywhere it is scored."""
    gold = document(["0-2 PER Q1"])
    pred = document(["0-2 PER nil"])
    assert "link.strong" in score([gold], [pred]).as_dict()["measures"]
    for entity in pred["entities"]:
        del entity["wikidata"]
    assert score([gold], [pred]).as_dict()["layers"]["links"] == "not attempted"


ENTITIES = [
    # pred, typed, linked: gold is one entity of two PER mentions with Q1 and one ORG without an id
    (["0-1 PER Q1", "2-3 PER Q1", "4-5 ORG nil"], 2, 2),
    (["0-1 PER Q1", "2-3 PER Q1", "4-5 PER nil"], 1, 1),
    (["0-1 PER Q2", "2-3 PER Q2", "4-5 ORG nil"], 2, 1),
    (["0-1 PER Q1", "4-5 ORG nil"], 2 / 3 + 1, 2 / 3 + 1),
    (["0-1 PER Q1", "2-3 PER Q1", "4-5 ORG Q3"], 2, 1),
]


@pytest.mark.parametrize(("pred", "typed", "linked"), ENTITIES)
def test_whole_entities_need_type_and_id(pred, typed, linked):
    """φ4 counts only where types agree, and for linked where QIDs (or their absence) agree too."""
    gold = document(["0-1 PER Q1", "2-3 PER Q1", "4-5 ORG nil"])
    result = score([gold], [document(pred)], measures="entity.ceafe-typed,entity.ceafe-linked")
    assert result.whole("entity.ceafe-typed").tp_gold == pytest.approx(typed)
    assert result.whole("entity.ceafe-linked").tp_gold == pytest.approx(linked)


def test_an_entitys_own_type_comes_before_its_mentions():
    """A type in the entity record decides; without one the first typed mention does."""
    gold = document(["0-1 PER x", "2-3 PER x"])
    pred = document(["0-1 ORG x", "2-3 ORG x"])
    name = "entity.ceafe-typed"
    assert score([gold], [pred], measures=name).whole(name).tp_gold == 0
    pred["entities"][0]["type"] = "PER"
    assert score([gold], [pred], measures=name).whole(name).tp_gold == 1


def test_error_kinds():
    """Wrong id, spurious link, missed link, each on a span that both sides have."""
    gold = document(["0-2 PER Q1", "4-6 PER Q2", "8-9 PER nil", "10-12 PER Q4"])
    pred = document(["0-2 PER Q9", "4-6 PER nil", "8-9 PER Q3", "10-12 PER Q4"])
    found = []
    score([gold], [pred], watch=lambda case, _: found.extend(links.errors(case)))
    assert [(e.kind, e.labels, e.cost) for e in found] == [
        ("wrong id", "Q1 > Q9", 2),
        ("missed link", "Q2 > no id", 1),
        ("spurious link", "no id > Q3", 1),
    ]


@pytest.mark.parametrize("content", ['{"Q2": "Q1"}', "Q2\tQ1\n", "\nQ2\tQ1\nQ2\tQ1\n"])
def test_a_redirect_table_is_json_or_two_columns_and_stands_in_the_signature(content, tmp_path):
    """Both sides' ids become canonical; the table's name and digest make the score another one."""
    path = tmp_path / "moved.tsv"
    path.write_text(content, encoding="utf-8")
    gold, pred = [document(["0-2 PER Q1"])], [document(["0-2 PER Q2"])]
    before = score(gold, pred, measures="link.strong")
    after = score(gold, pred, measures="link.strong", redirects=path)
    assert (before.whole("link.strong").tp_gold, after.whole("link.strong").tp_gold) == (0, 1)
    assert str(after.signature).count("redirects:moved@") == 1
    assert "redirects" in before.signature.differences(after.signature)


BAD = [
    ("Q1 Q2", "an id, a tab and its canonical id"),
    ("Q1\tQ2\nQ2\tQ3\nQ3\tQ1\n", "in a circle"),
    ("Q1\tQ2\nQ1\tQ3\n", "two canonical ids"),
    ('{"Q1": "Q2", "Q1": "Q3"}', "stands twice"),
    ('{"Q1": 2}', "Expected `str`"),
]


@pytest.mark.parametrize(("content", "message"), BAD)
def test_a_bad_redirect_table_is_refused_with_the_reason(content, message, tmp_path):
    """What is wrong and in which file; nothing is scored."""
    path = tmp_path / "bad.tsv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InvalidInputError, match=message) as caught:
        wikidata.load(path)
    assert "bad.tsv" in str(caught.value)


def test_a_redirect_table_that_does_not_exist_is_a_usage_error(cli, tmp_path):
    """Exit 2, one message, no traceback."""
    with pytest.raises(UsageError, match=r"nothing\.tsv"):
        wikidata.load(tmp_path / "nothing.tsv")
    run = cli("score", "corpus/gold.jsonl", "--redirects", tmp_path / "nothing.tsv", cwd=ROOT)
    assert run.returncode == 2
    assert "Traceback" not in run.stderr


def test_redirects_on_the_command_line(cli, tmp_path):
    """`--redirects FILE` changes the score and the signature that is printed."""
    table, gold, pred = (tmp_path / name for name in ("t.json", "gold.jsonl", "pred.jsonl"))
    table.write_text('{"Q2": "Q1"}', encoding="utf-8")
    gold.write_text(json.dumps(document(["0-2 PER Q1"])) + "\n", encoding="utf-8")
    pred.write_text(json.dumps(document(["0-2 PER Q2"])) + "\n", encoding="utf-8")
    run = cli(
        "score", pred, "--gold", gold, "--measures", "link.strong", "--redirects", table, "--format", "json"
    )
    found = json.loads(run.stdout)
    assert found["measures"]["link.strong"]["f1"] == 1
    assert found["signature"]["redirects"].startswith("t@")
