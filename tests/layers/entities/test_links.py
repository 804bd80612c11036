"""layers/links.py, entity_level.py, redirects.py: the linking table, accuracy, whole entities."""

import json
import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conftest import ROOT
from tests.helpers.entity_cases import document
from tests.helpers.generate import corpus

from presscheck import InvalidInputError, score
from presscheck.document.exceptions import UsageError
from presscheck.layers.entities import links, whole_entities
from presscheck.mapping import wikidata
from presscheck.measure import clusters
from presscheck.scoring.problems import find

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
    ('{"Q1": "Q2", "Q1": "Q3"}', "appears twice"),
    ('{"Q1": 2}', "Expected `str`"),
]


@pytest.mark.parametrize(("content", "message"), BAD)
def test_a_bad_redirect_table_is_refused_with_the_reason(content, message, tmp_path):
    """The error is named with its file; nothing is scored."""
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


ROWS = [row for row in (*links.MEASURES, *whole_entities.MEASURES) if not row.hidden]


def states(*entities):
    """A gold document of one-character mentions: `A Q1`, `B nil`, `C ?` (no key), `D TIME`, `D TIME Q5`."""
    mentions, records = [], []
    for at, (name, state, *more) in enumerate(note.split() for note in entities):
        kind = "TIME" if state == "TIME" else "PER"
        item = more[0] if more else state
        mentions.append({"start": 2 * at, "end": 2 * at + 1, "type": kind, "entity": name})
        record = {"id": name, "type": kind}
        if item != "?":
            record["wikidata"] = item if item.startswith("Q") else None
        if record not in records:
            records.append(record)
    return {"id": "d", "text": "x" * 60, "mentions": mentions, "entities": records}


GOLD = states("A Q1", "B nil", "C ?", "D TIME", "E Q2", "E Q2")
STATES = [
    # prediction; then strong, nil, all, entity, ceafm: TP of the precision side/FP/FN; links left out
    (GOLD, "3/0/0 1/0/0 4/0/0 2/0/0 4/0/0", 0),
    (states("A Q1", "B nil", "C Q7", "D Q8", "E Q2", "E Q2"), "3/0/0 1/0/0 4/0/0 2/0/0 4/0/0", 2),
    (states("A Q1", "B Q9", "C Q7", "D TIME", "E Q2", "E Q2"), "3/1/0 0/0/1 3/1/1 2/1/0 4/0/0", 1),
    (states("A ?", "B ?", "C ?", "D ?", "E Q2", "E Q2"), "2/0/1 1/1/0 3/1/1 1/0/1 4/0/0", 0),
    (states("A nil", "B nil", "C nil", "D nil", "E Q2", "E Q2"), "2/0/1 1/1/0 3/1/1 1/0/1 4/0/0", 0),
    # Q7 on a judged mention too: it counts in the set of QIDs
    (states("A Q7", "B nil", "F Q7", "D TIME", "E Q2", "E Q2"), "2/1/1 1/0/0 3/1/1 1/1/1 4/0/0", 1),
    # a link on a span that is not a gold mention is spurious as ever
    (states("A Q1", "B nil", "C ?", "D TIME", "E Q2", "E Q2", "G Q3"), "3/1/0 1/0/0 4/1/0 2/1/0 4/1/0", 0),
]


@pytest.mark.parametrize(("pred", "expected", "left_out"), STATES)
def test_gold_says_an_item_or_none_or_nothing(pred, expected, left_out):
    """Links on mentions that gold does not judge are neither right nor wrong, and a note counts them."""
    names = ("link.strong", "link.nil", "link.all", "link.entity", "link.ceafm")
    result = score([GOLD], [pred], measures=",".join(names))
    assert [shown(result.whole(name)) for name in names] == expected.split()
    said = [line for line in result.as_dict()["warnings"] if "does not judge" in line]
    told = f"links: predicted ids left out where gold does not judge the entity ({left_out}×)"
    assert said == ([told] if left_out else [])


@pytest.mark.parametrize("gold", [GOLD, states("A TIME Q5", "B Q1"), states("A ?", "B nil", "C Q4")])
def test_a_perfect_linker_scores_one_whatever_gold_leaves_open(gold):
    """A copy of gold, and one that also links what gold does not judge: 1 in every row, no error."""
    bold = [{**e, "wikidata": e.get("wikidata") or f"Q9{i}"} for i, e in enumerate(gold["entities"])]
    judged = {e["id"] for e in gold["entities"] if "wikidata" in e and e["type"] != "TIME"}
    eager = [e if e["id"] in judged else new for e, new in zip(gold["entities"], bold, strict=True)]
    for entities in (gold["entities"], eager):
        pred = {**gold, "entities": entities}
        result = score([gold], [pred], measures="all")
        for row in ROWS:
            entry = result.entry(row)
            values = {entry.get(key) for key in ("f1", "accuracy", "precision", "recall", "coverage")}
            assert values <= {1, None}, row.id
        assert not [error for error in find([gold], [pred]).errors if error.layer == "links"]
    assert score([gold], [{**gold, "entities": bold}], measures="link.strong").whole("link.strong").n_gold


def test_an_entity_without_a_type_has_its_first_mentions():
    """The order of the file does not decide whether an entity is a TIME."""
    gold = states("A nil", "B Q1")
    gold["mentions"].append({"start": 10, "end": 11, "type": "TIME", "entity": "A"})
    gold["entities"][0].pop("type")
    turned = {**gold, "mentions": gold["mentions"][::-1]}
    assert {score([doc], [doc], measures="link.nil").whole("link.nil").n_gold for doc in (gold, turned)} == {
        2
    }


def test_a_gold_mention_of_an_entity_that_gold_does_not_list_is_not_judged():
    """No record, no key: what a prediction links there is not counted; a span judged once is judged."""
    gold = states("A Q1", "B nil")
    gold["mentions"] += [{"start": 20, "end": 21, "type": "PER"}, {"start": 0, "end": 1, "type": "ORG"}]
    pred = states("A Q1", "B nil", *("C nil",) * 8, "D Q4")
    assert shown(score([gold], [pred], measures="link.strong").whole("link.strong")) == "1/0/0"


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000))
def test_where_gold_judges_everything_swapping_sides_swaps_precision_and_recall(seed):
    """Only what is left open tells the sides of a row of links apart."""
    gold, pred = corpus(seed, 2)
    texts = [{**p, "text": g["text"]} for g, p in zip(gold, pred, strict=True)]
    one = score(gold, pred, measures="links").as_dict()["measures"]
    two = score(texts, gold, measures="links").as_dict()["measures"]
    for name in one.keys() & two.keys() - {"link.accuracy"}:
        assert one[name]["precision"] == pytest.approx(two[name]["recall"]), name


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.randoms())
def test_what_a_prediction_says_where_gold_does_not_judge_changes_no_row_of_links(seed, rng):
    """Any item, or none, on mentions of entities that gold leaves open: the same numbers."""
    gold, _ = corpus(seed, 1)
    entities = [e if rng.random() < 0.5 else {"id": e["id"], "type": "PER"} for e in gold[0]["entities"]]
    gold = [{**gold[0], "entities": entities}]
    bold = [e if "wikidata" in e else {**e, "wikidata": f"Q10{i}"} for i, e in enumerate(entities)]
    names = ",".join(row.id for row in ROWS if row.id != "entity.ceafe-typed")
    values = [
        score(gold, [{**gold[0], "entities": said, "attempted": ["links"]}], measures=names).as_dict()[
            "measures"
        ]
        for said in (entities, bold)
    ]
    assert values[0].keys() <= values[1].keys()
    assert all(values[0][name] == values[1][name] for name in values[0])
