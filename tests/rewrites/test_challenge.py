"""The verb: make a set, score a prediction of it, list what was lost; what is shipped of it."""

import json
import re
from importlib.metadata import version

import msgspec
import pytest
from msgspec.structs import replace
from tests.conftest import ROOT

from presscheck.cli.main import group
from presscheck.document import jsonl
from presscheck.document.exceptions import InvalidInputError, UsageError
from presscheck.measure.settings import Settings
from presscheck.reporting import challenge as report
from presscheck.rewrites import effects, losses, pairs, probe, sets
from presscheck.rewrites.table import PROBE, REWRITES
from presscheck.rewrites.undo import Undo, restored
from presscheck.rewrites.variant import parts
from presscheck.verbs.challenge import challenge

SHIPPED = ROOT / "corpus" / "challenge"
TEXT = "Ann Lund met Bo Berg in Oslo on Friday.\nLund said “we agree” and left.\nIt rained on Berg."


def record(words, nth=0, **more):
    """A span by its words."""
    start = [m.start() for m in re.finditer(re.escape(words), TEXT)][nth]
    return {"start": start, "end": start + len(words), "text": words, **more}


def mention(words, entity, kind="PER", nth=0):
    """A name."""
    return record(words, nth, type=kind, form="name", entity=entity)


DOC = {
    "schema_version": "1.1.0",
    "id": "d",
    "title": "Ann Lund meets Bo Berg",
    "published": "2030-05-04",
    "text": TEXT,
    "mentions": [
        mention("Ann Lund", "ann"),
        mention("Bo Berg", "bo"),
        mention("Oslo", "oslo", "GPE"),
        mention("Friday", "friday", "TIME"),
        mention("Lund", "ann", nth=1),
        mention("Berg", "bo", nth=1),
    ],
    "entities": [
        {"id": "ann", "type": "PER", "name": "Ann Lund", "wikidata": "Q1"},
        {"id": "bo", "type": "PER", "name": "Bo Berg", "wikidata": "Q2"},
        {"id": "oslo", "type": "GPE", "name": "Oslo", "wikidata": "Q585"},
        {"id": "friday", "type": "TIME", "name": "Friday", "value": "2030-05-03"},
    ],
    "events": [
        {
            **record("met"),
            "type": "Contact.Meet",
            "event": "e",
            "time": "2030-05-03",
            "arguments": [
                {"role": "Time", **record("Friday")},
                {"role": "Participant", **record("Bo Berg")},
            ],
        }
    ],
    "quotes": [
        {
            "type": "direct",
            "content": [record("“we agree”")],
            "cue": record("said"),
            "source": record("Lund", 1),
            "speaker": "ann",
            "also": [],
        }
    ],
    "marked_uses": [],
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A set of one small document in a folder."""
    where = tmp_path_factory.mktemp("set")
    gold = where / "gold.jsonl"
    jsonl.write(gold, [jsonl.from_plain(DOC)])
    run("challenge", "make", "--gold", gold, "-o", where / "C", "--pairs")
    return where


def run(*arguments):
    """A verb in this process."""
    return group.main([*map(str, arguments)], standalone_mode=False)


def damaged(folder, rewrite):
    """A copy of the set's gold that finds nothing after one rewrite."""
    path = folder / f"without-{rewrite}.jsonl"
    empty = {"mentions": [], "entities": [], "events": [], "quotes": []}
    docs = jsonl.read(folder / "C" / sets.GOLD)
    jsonl.write(path, [replace(doc, **empty) if parts(doc.id)[1] == rewrite else doc for doc in docs])
    return path


def test_a_set_is_gold_texts_edits_and_a_card(folder):
    """Ids agree, texts are gold's, and the stored way back leads to the gold that was given."""
    gold = {doc.id: doc for doc in jsonl.read(folder / "C" / sets.GOLD)}
    texts = {row["id"]: row["text"] for row in jsonl.rows(folder / "C" / sets.TEXTS)}
    assert {name: doc.text for name, doc in gold.items()} == texts
    made = {parts(name)[1] for name in gold if parts(name)[0] == "d"} - {"original"}
    assert made >= {"upper-case", "names-invented", "dates", "countries", PROBE, "no-marks"}
    (original,) = jsonl.read(folder / "gold.jsonl")
    for row in jsonl.rows(folder / "C" / sets.EDITS):
        way = msgspec.convert(row["undo"], Undo)
        assert jsonl.dumps(restored(gold[row["id"]], way)) == jsonl.dumps(original), row["id"]
    card = (folder / "C" / sets.CARD).read_text(encoding="utf-8")
    assert all(f"`{name}`" in card for name in made)
    assert "`no-dateline`: it finds nothing to edit" in card


def test_a_set_is_the_same_bytes_each_time(folder, tmp_path):
    """Whoever makes it, wherever."""
    run("challenge", "make", "--gold", folder / "gold.jsonl", "-o", tmp_path / "C", "--pairs")
    for name in (sets.GOLD, sets.TEXTS, sets.EDITS, sets.CARD):
        assert (tmp_path / "C" / name).read_bytes() == (folder / "C" / name).read_bytes()


def test_a_perfect_copy_loses_nothing(folder):
    """No difference anywhere, every pair right, and a probe of 0."""
    challenge = sets.read(folder / "C")
    found = effects.effects(challenge, folder / "C" / sets.GOLD)
    assert {m: v for m, v in found.original.items() if v != 1} == {}
    assert {e.rewrite for e in found.rewrites if e.worst != 0} == set()
    assert len(found.pairs) == len(pairs.load())
    assert all(all(pair.right) for pair in found.pairs)
    probed = probe.probe(challenge, folder / "C" / sets.GOLD)
    assert (probed.change, probed.original, probed.unit) == (0, 1, "paragraph")


def test_a_shipped_gold_is_rewritten_by_its_name(tmp_path):
    """As `score` takes it, without the pairs."""
    run("challenge", "make", "--gold", "article", "-o", tmp_path / "C", "--rewrite", "tabs")
    names = [row["id"] for row in jsonl.rows(tmp_path / "C" / sets.TEXTS)]
    assert [parts(name)[1] for name in names] == ["original", "tabs"]
    assert [row["id"] for row in challenge("article", rewrites="tabs").texts] == names


def test_a_set_where_a_file_is_wanted_is_told(folder):
    """With the verb that reads it."""
    with pytest.raises(UsageError, match=r"a challenge set; `presscheck challenge score` reads it"):
        run("score", folder / "C" / sets.GOLD, "--gold", folder / "C")


def test_the_worst_rewrite_stands_first(folder):
    """A system that finds nothing in capitals loses everything there and nothing elsewhere."""
    found = effects.effects(sets.read(folder / "C"), damaged(folder, "upper-case"))
    worst, second = found.rewrites[:2]
    assert worst.rewrite == "upper-case"
    assert (worst.after["mention.strict"], worst.change("mention.strict"), worst.kept) == (0, -1, 1)
    assert second.worst == 0


def test_a_pair_is_right_if_both_sides_are(folder):
    """Everything right on one side is half a pair."""
    found = effects.effects(sets.read(folder / "C"), damaged(folder, "b"))
    assert {pair.right[0] for pair in found.pairs} == {True}
    wrong = {pair.phenomenon for pair in found.pairs if not pair.right[1]}
    assert wrong >= {"negation", "speaker swap", "chains"}
    assert "no event" in {pair.phenomenon for pair in found.pairs if pair.right[1]}


def test_the_probe_is_what_renaming_costs(folder):
    """With every other rewrite untouched."""
    probed = probe.probe(sets.read(folder / "C"), damaged(folder, PROBE))
    assert probed.change == -1
    assert probed.measures == ["mention.strict", "coref.conll", "event.tc", "quote.overlap", "quote.e2e"]
    assert probe.probe(sets.read(folder / "C"), [], Settings()) is None


@pytest.mark.parametrize("form", ["table", "json", "markdown"])
def test_score_is_printed(folder, capsys, form):
    """In 80 columns and on one screen, or whole."""
    run("challenge", "score", damaged(folder, "upper-case"), "--gold", folder / "C", "--format", form)
    out = capsys.readouterr().out
    if form == "json":
        values = json.loads(out)
        assert values["rewrites"][0]["change"]["mention.strict"] == -1
        assert values["probe"]["change"] == 0
        return
    assert "upper-case" in out
    assert "Contamination probe: +0.000" in out
    if form == "table":
        lines = out.splitlines()
        assert max(map(len, lines)) <= 80
        assert len(lines) <= 40
        assert lines[2].split() == ["upper-case", "100%", *["-1.000"] * 5]


def test_errors_shows_both_texts(folder, capsys):
    """An item that was right is missed in capitals."""
    path = damaged(folder, "upper-case")
    run("challenge", "errors", path, "--gold", folder / "C", "--rewrite", "upper-case", "--layer", "mentions")
    out = capsys.readouterr().out
    assert "  before  Ann Lund met Bo Berg in ⟦Oslo⟧" in out
    assert "  after   ANN LUND MET BO BERG IN ⟦OSLO⟧" in out
    assert out.endswith("6 items right in the original and wrong in the rewrite.\n")
    assert max(map(len, out.splitlines())) <= 80
    found = losses.losses(sets.read(folder / "C"), folder / "C" / sets.GOLD, "upper-case")
    assert (found.items, found.skipped) == ([], {})
    run("challenge", "errors", path, "--gold", folder / "C", "--rewrite", "upper-case", "--format", "jsonl")
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {row["layer"] for row in rows} >= {"mentions", "events", "quotes"}


def test_pairs_that_are_not_right_are_listed(folder, capsys):
    """With both texts, and which side is wrong."""
    run("challenge", "errors", damaged(folder, "b"), "--gold", folder / "C", "--pairs")
    out = capsys.readouterr().out
    assert "negation: negation-resign\n  right   He did not resign as leader of the People’s League.\n" in out
    assert "  wrong   He did resign as leader of the People’s League. (event.tc)\n" in out
    assert max(map(len, out.splitlines())) <= 80


def test_what_was_wrong_before_is_no_loss(folder):
    """An error that the original has too is not counted again; a missed item that had a wrong boundary is."""
    challenge = sets.read(folder / "C")
    gold = {doc.id: doc for doc in challenge.documents.values()}
    pred = []
    for name in ("d~original", "d~upper-case"):
        first, *rest = gold[name].mentions
        kept = [replace(first, end=first.end - 1, text=None), *rest[1:]] if name == "d~original" else rest[1:]
        pred.append(replace(gold[name], mentions=kept))
    found = [
        loss.error
        for loss in losses.losses(challenge, pred, "upper-case").items
        if loss.error.layer == "mentions"
    ]
    assert [(error.kind, error.words) for error in found] == [("missed", "ANN LUND")]


def test_rewrites_that_a_prediction_lacks_are_left_out(folder, tmp_path, capsys):
    """Told by name; a rewrite of which some documents are missing is an error."""
    docs = [d for d in jsonl.read(folder / "C" / sets.GOLD) if parts(d.id)[1] in ("original", "tabs")]
    jsonl.write(tmp_path / "some.jsonl", docs)
    found = effects.effects(sets.read(folder / "C"), tmp_path / "some.jsonl")
    assert [effect.rewrite for effect in found.rewrites] == ["tabs"]
    assert "upper-case" in found.left_out
    run("challenge", "score", tmp_path / "some.jsonl", "--gold", folder / "C")
    assert "Not in the prediction:" in " ".join(capsys.readouterr().out.split())
    assert found.left_out[-1] == "pairs"
    half = [d for d in jsonl.read(folder / "C" / sets.GOLD) if d.id != "chain-himself~a"]
    with pytest.raises(InvalidInputError, match="chain-himself~a"):
        effects.effects(sets.read(folder / "C"), half)
    first = [d for d in jsonl.read(folder / "C" / sets.GOLD) if parts(d.id)[1] in ("original", "a")]
    with pytest.raises(InvalidInputError, match="chain-himself~b"):
        effects.effects(sets.read(folder / "C"), first)


def quotes_only(folder):
    """A copy of the set's quotes and who said them, with no other layer."""
    path = folder / "quotes.jsonl"
    rows = [json.loads(jsonl.dumps(doc)) for doc in jsonl.read(folder / "C" / sets.GOLD)]
    named = [(row, {entity["id"]: entity["name"] for entity in row["entities"]}) for row in rows]
    quotes = [
        [{**quote, "speaker": names.get(quote["speaker"])} for quote in row["quotes"]] for row, names in named
    ]
    jsonl.write_rows(path, ({"id": row["id"], "quotes": q} for row, q in zip(rows, quotes, strict=True)))
    return path


def test_what_is_not_attempted_is_told_and_is_not_right(folder, capsys):
    """In the table, in Markdown, in JSON, in the lists of errors: with counts."""
    pred, challenge = quotes_only(folder), sets.read(folder / "C")
    found = effects.effects(challenge, pred)
    assert found.measures == ["quote.overlap", "quote.e2e"]
    missing = ["mention.strict", "coref.conll", "event.tc"]
    assert found.not_scored == dict.fromkeys(missing, "not attempted")
    states = {pair.phenomenon: pair.right for pair in found.pairs}
    assert (states["negation"], states["frame"]) == (None, (True, True))
    missed = sum(pair.right is None for pair in found.pairs)
    asked = [pair for pair in pairs.load() if pair.asks[0].split(".")[0] != "quote"]
    assert missed == len(asked) > 0
    run("challenge", "score", pred, "--gold", folder / "C")
    out = " ".join(capsys.readouterr().out.split())
    assert f"Not attempted: {', '.join(missing)}." in out
    many = len(found.pairs) - missed
    assert f"Minimal pairs with both sides right: {many} of {many}." in out
    assert f"Minimal pairs that are not attempted: {missed} (negation " in out
    run("challenge", "score", pred, "--gold", folder / "C", "--format", "json")
    values = json.loads(capsys.readouterr().out)
    assert values["phenomena"]["frame"] == {"both": 6, "one": 0, "none": 0, "not attempted": 0}
    assert values["phenomena"]["negation"]["not attempted"] >= 3
    run("challenge", "score", pred, "--gold", folder / "C", "--format", "markdown")
    assert "| minimal pairs | both | one | none | not attempted |" in capsys.readouterr().out
    run("challenge", "errors", pred, "--gold", folder / "C", "--pairs")
    told = f"0 of {many} minimal pairs not right on both sides. {missed} minimal pairs not attempted.\n"
    assert capsys.readouterr().out == told
    run("challenge", "errors", pred, "--gold", folder / "C", "--pairs", "--format", "jsonl")
    assert capsys.readouterr().err.endswith(told)
    run("challenge", "errors", pred, "--gold", folder / "C", "--rewrite", "tabs")
    assert "events: not attempted\n" in capsys.readouterr().err


def test_a_prediction_that_attempts_nothing_is_told(folder, tmp_path, capsys):
    """In place of a table without columns."""
    path = tmp_path / "nothing.jsonl"
    jsonl.write_rows(path, [{"id": name} for name in sets.read(folder / "C").documents])
    run("challenge", "score", path, "--gold", folder / "C")
    out = capsys.readouterr().out
    assert out.startswith("Nothing was scored: none of the measures is in both gold and the prediction.\n")
    assert "Minimal pairs with" not in out


def test_pairs_of_another_version_are_told(folder, tmp_path):
    """A set in a folder holds the pairs that there were when it was made."""
    path = tmp_path / "old.jsonl"
    jsonl.write(path, [d for d in jsonl.read(folder / "C" / sets.GOLD) if parts(d.id)[0] != "chain-himself"])
    with pytest.raises(UsageError, match="the minimal pairs of this set are of another version"):
        effects.effects(sets.read(path), path)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("score", "{gold}", "--gold", "{set}"), "no document ID~original of this challenge set"),
        (("score", "{set}/gold.jsonl", "--gold", "{gold}"), "no document is called ID~original"),
        (
            ("errors", "{set}/gold.jsonl", "--gold", "{set}", "--rewrite", "upper"),
            "there is no rewrite 'upper'",
        ),
        (("errors", "{set}/gold.jsonl", "--gold", "{set}"), "give --rewrite NAME or --pairs"),
        (
            ("errors", "{set}/gold.jsonl", "--gold", "{set}", "--rewrite", "tabs", "--layer", "quote"),
            "no layer",
        ),
        (("score", "{set}/gold.jsonl", "--gold", "{set}", "--profile", "textee"), "our own measures"),
        (("make", "--gold", "{gold}", "-o", "{gold}/C"), "Not a directory"),
        (("make", "--gold", "companion", "-o", "{set}/x"), "did you mean companions?"),
        (("make", "--gold", "{gold}", "-o", "{set}/.."), "this folder holds other files"),
        (("make", "--gold", "{gold}", "-o", "{set}/x", "--rewrite", "upper"), "there is no rewrite 'upper'"),
    ],
)
def test_a_wrong_question_is_told(folder, arguments, says):
    """With what to do."""
    filled = [word.format(set=folder / "C", gold=folder / "gold.jsonl") for word in arguments]
    with pytest.raises(UsageError, match=re.escape(says)):
        run("challenge", *filled)


def test_several_documents_are_added_up():
    """A rewrite is compared with the documents that have it; the probe leaves out one document at a time."""
    gold = [jsonl.from_plain({**DOC, "id": f"d{i}"}) for i in range(3)]
    gold.append(
        jsonl.from_plain({"schema_version": "1.1.0", "id": "bare", "text": "It rained.", "mentions": []})
    )
    made = sets.made(gold, with_pairs=False)
    docs = list(made.documents())
    challenge = sets.ScoredSet({doc.id: doc for doc in docs}, {doc.id: 1.0 for doc in docs})
    found = effects.effects(challenge, docs)
    by_name = {effect.rewrite: effect for effect in found.rewrites}
    assert (by_name["upper-case"].documents, by_name["names-invented"].documents) == (4, 3)
    lines = {line.split()[0]: line.split() for line in report.text(found, None, None).splitlines() if line}
    assert lines["rewrite"][:4] == ["rewrite", "docs", "kept", "mention"]
    assert (lines["original"][1], lines["names-invented"][1]) == ("4", "3")
    assert probe.probe(challenge, docs).unit == "document"


def test_the_shipped_pairs_are_what_the_notation_says(request):
    """Byte for byte; `--update` writes them."""
    lines = "".join(f"{jsonl.dumps(doc)}\n" for pair in pairs.load() for doc in pair.documents)
    path = SHIPPED / "pairs.jsonl"
    if request.config.getoption("--update"):
        path.write_text(lines, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == lines


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*/*.json")), ids=lambda p: f"{p.parent.name}-{p.stem}")
def test_what_is_stored_of_systems_is_of_this_table(path):
    """Every rewrite, and every pair unless it is from before a repair; originals are the shipped scores."""
    values = json.loads(path.read_text(encoding="utf-8"))
    assert {row["rewrite"] for row in values["rewrites"]} == set(REWRITES)
    names = {pair.name for pair in pairs.load()}
    assert {pair["name"] for pair in values["pairs"]} == (names if path.parent.name == "systems" else set())
    stored = json.loads((ROOT / "corpus" / "baselines" / f"{path.stem}.json").read_text(encoding="utf-8"))
    for measure, value in values["original"].items():
        assert value == pytest.approx(stored["measures"][measure]["f1"])


def test_a_stored_figure_is_what_the_baseline_does():
    """The spaCy baseline on two rewrites of the article, made again."""
    from presscheck.extractors import Text, spacy_names

    given = json.loads((ROOT / "corpus" / "predictions" / "spacy.jsonl").read_text(encoding="utf-8"))["meta"]
    if any(version(name) != given[name] for name in ("spacy", "textacy")):
        pytest.skip("the shipped figures were made with other versions")
    made = sets.made(sets.gold_of(sets.shipped_gold()[0]), ["hard-wrap-60", "upper-case"], with_pairs=False)
    docs = list(made.documents())
    pred = list(spacy_names.extract(Text(doc.id, doc.text) for doc in docs))
    found = effects.effects(sets.ScoredSet({d.id: d for d in docs}, {d.id: 1.0 for d in docs}), pred)
    stored = json.loads((SHIPPED / "systems" / "spacy.json").read_text(encoding="utf-8"))
    after = {row["rewrite"]: row["after"] for row in stored["rewrites"]}
    for effect in found.rewrites:
        assert effect.after == pytest.approx(after[effect.rewrite])


def test_the_shipped_edits_of_the_companions_are_made_again(request):
    """Every variant of the companions by its edits alone; `--update` writes them."""
    gold = sets.shipped_gold()[1:]
    if not gold:
        pytest.skip("this copy has no companions")
    made = sets.made(sets.gold_of(gold[0]), with_pairs=False)
    lines = [
        {"id": one.document.id, "edits": [[*edit[: 3 + edit.letters]] for edit in one.edits]}
        for one in made.variants
    ]
    path = SHIPPED / "companions.edits.jsonl"
    if request.config.getoption("--update"):
        jsonl.write_rows(path, lines)
    assert list(jsonl.rows(path)) == lines
