"""Pulling: which annotation counts, what is checked, what became of the pre-annotation; recorded exports."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from copy import deepcopy

import msgspec
import pytest
from tests.conftest import ROOT
from tests.formats.test_studio_regions import LETTER, arrow, letter, region
from tests.helpers import generate
from tests.helpers.editor import edited

from presscheck.annotation.label_studio import decide
from presscheck.document import jsonl
from presscheck.document.canonical import canonical
from presscheck.document.exceptions import InvalidInputError
from presscheck.document.model import Document
from presscheck.formats.label_studio import exports, kept, provenance
from presscheck.formats.label_studio.reading import read
from presscheck.formats.label_studio.regions import offered, to_regions

CASES = ROOT / "tests" / "cases" / "studio"


def task(*annotations: dict, **more) -> dict:
    sheet = to_regions(letter())
    return {"id": 7, "data": sheet["data"], "meta": sheet["meta"], "annotations": list(annotations), **more}


def annotation(who: object = 1, result: list | None = None, **more) -> dict:
    made = {"completed_by": who, "result": to_regions(letter())["result"] if result is None else result}
    return {"id": 1, "was_cancelled": False, "ground_truth": False, **made, **more}


def plain(document: Document) -> Document:
    """A pulled document without what its `meta` says of its making."""
    assert set(document.meta) == {provenance.KEY}
    return msgspec.structs.replace(document, meta=msgspec.UNSET)


def findings(*tasks: dict, **settings) -> list[str]:
    with pytest.raises(InvalidInputError) as caught:
        exports.pull(tasks, **settings)
    return [f"{f.rule}: {f.message}" for f in caught.value.findings if f.level == "error"]


def test_the_only_annotation_counts() -> None:
    """One person, one document."""
    found = exports.pull([task(annotation())])
    assert [(plain(one.document), one.annotator) for one in found.pulled] == [(letter(), "1")]


def test_the_ground_truth_counts_before_others() -> None:
    """Whoever marked it."""
    found = exports.pull([task(annotation(1, []), annotation(2, ground_truth=True))])
    assert [one.annotator for one in found.pulled] == ["2"]
    assert plain(found.pulled[0].document) == letter()


@pytest.mark.parametrize("who", ["ann@example.org", "2"])
def test_an_annotator_can_be_named(who) -> None:
    """By e-mail or number; theirs counts even if another one is ground truth."""
    ann, bob = ({"id": i, "email": f"{name}@example.org"} for i, name in ((2, "ann"), (3, "bob")))
    both = task(annotation(ann), annotation(bob, [], ground_truth=True))
    assert plain(exports.pull([both], annotator=who).pulled[0].document) == letter()


def test_several_without_a_choice_are_an_error() -> None:
    """Everybody is named, with how often."""
    many = task(annotation({"id": 2, "email": "ann@example.org"}), annotation(3), annotation(3))
    (line,) = findings(many)
    assert "has 3 annotations, by 3 (2), ann@example.org: name one annotator, or mark one" in line


def test_skipped_annotations_never_count() -> None:
    """Alone they are warned of; beside another they are nothing."""
    skipped = annotation(2, was_cancelled=True)
    assert exports.pull([task(skipped, annotation(1))]).pulled[0].annotator == "1"
    other = {**task(skipped), "data": {**task()["data"], "doc_id": "other"}}
    found = exports.pull([other, task(annotation())])
    assert [(f.doc, f.message) for f in found.warnings] == [("other", "was skipped; left out")]


def test_drafts_are_warned_of() -> None:
    """A draft that was not submitted is left out."""
    found = exports.pull([task(annotation(), drafts=[3])], file="x.json")
    (warning,) = found.warnings
    assert (
        str(warning)
        == "x.json letter $: warning[draft]: has a draft that was not submitted; it does not count"
    )


def test_nothing_submitted_is_an_error() -> None:
    """There is nothing to write."""
    assert findings(task()) == ["annotation: no task has an annotation that counts; submit one in the editor"]
    assert findings(task(annotation(1)), annotator="9") == findings(task())


def test_another_text_is_an_error() -> None:
    """The server lets anybody change it under the annotations."""
    changed = deepcopy(task(annotation()))
    changed["data"]["text"] = LETTER.replace("Oslo", "Rome")
    assert findings(changed) == [
        "text: the text on the server is not the one that was pushed; offsets mean nothing in it"
    ]


def test_a_document_twice_is_an_error() -> None:
    """Label Studio lets a document be imported twice."""
    assert "task 7 repeats a document" in findings(task(annotation()), task(annotation()))[0]


def test_a_task_from_elsewhere_is_an_error() -> None:
    """Without document id nobody knows what it is."""
    (line,) = findings({"id": 9, "data": {"text": "x"}, "annotations": [annotation()]})
    assert "task 9 has no `doc_id` and `text`" in line


def test_a_task_made_by_hand_is_read() -> None:
    """Text and id are enough; what was never pushed is unknown, and said."""
    bare = {**task(annotation()), "meta": {}}
    found = exports.pull([bare])
    assert found.pulled[0].document.mentions == letter().mentions
    assert {entity.id for entity in found.pulled[0].document.entities} == {e.id for e in letter().entities}
    assert found.warnings[0].message.startswith("was not pushed from here")


def test_rules_for_gold_are_asked_and_name_regions() -> None:
    """A fault that does not prevent scoring is a warning; one span in two entities does prevent it."""
    oslo = LETTER.index("Oslo")
    second = [region("x", "mention", "GPE", oslo, oslo + 4), region("x", "key", "rome", oslo, oslo + 4)]
    wrong = task(annotation(result=to_regions(letter())["result"] + second))
    with pytest.raises(InvalidInputError) as caught:
        exports.pull([wrong])
    errors = [f for f in caught.value.findings if f.level == "error"]
    assert errors
    assert all(f.path.endswith(f"[{oslo}, {oslo + 4}) 'Oslo'") for f in errors)
    place = arrow("t4-9", f"m{oslo}-{oslo + 4}", "Victim")
    found = exports.pull([task(annotation(result=[*to_regions(letter())["result"], place]))])
    (warning,) = found.warnings
    assert "Contact.Meet has no Victim" in warning.message
    assert warning.path == "relation from region t4-9 [4, 9) 'talks' to region m13-17 [13, 17) 'Oslo'"


def test_everything_wrong_in_any_task_is_said() -> None:
    """And nothing is returned."""
    broken = [region("x", "mention", "PERSON", 0, 3)]
    other = {**task(annotation(result=broken)), "data": {**task()["data"], "doc_id": "other"}}
    assert len(findings(task(annotation(result=broken)), other)) == 2


def test_changes_are_counted() -> None:
    """Kept, changed, deleted, added: by region, whatever the editor calls their origin."""
    before = to_regions(letter())["result"]
    after = deepcopy(before)
    start = LETTER.index("Bob")
    for item in after:
        if item.get("id") == f"m{start}-{start + 3}" and item["from_name"] == "mention":
            item["value"]["labels"] = ["ann"]
    gone = f"m{LETTER.index('Oslo')}-{LETTER.index('Oslo') + 4}"
    after = [item for item in after if item.get("id") != gone] + [region("x", "mention", "PER", 0, 3)]
    found = kept.changes(
        *(read(one, "letter", LETTER, offered(to_regions(letter()))) for one in (before, after))
    )
    assert found["mention"] == kept.Changes(kept=4, changed=1, deleted=1, added=1)
    assert found["trigger"] == kept.Changes(kept=2)
    assert found["mention"].pushed == 6
    same = read(before, "d", LETTER, offered(to_regions(letter())))
    unchanged = kept.changes(same, same)
    assert sum(c.changed + c.deleted + c.added for c in unchanged.values()) == 0


def test_without_pre_annotation_there_is_no_share() -> None:
    """An annotation from scratch has nothing to be led by."""
    assert exports.pull([task(annotation())]).pulled[0].changes is None
    led = annotation(prediction={"result": to_regions(letter())["result"]})
    assert exports.pull([task(led)]).pulled[0].changes["mention"].kept == 6


@pytest.mark.parametrize("seed", range(3))
def test_order_of_items_changes_nothing(seed) -> None:
    """Nor does what else the editor does to them."""
    noisy = edited(to_regions(letter())["result"], random.Random(seed))
    assert plain(exports.pull([task(annotation(result=noisy))]).pulled[0].document) == letter()


def test_a_recorded_export_of_two_annotators() -> None:
    """Two people and a skipped one, as the real server returns them: by number."""
    tasks = exports.exported(CASES / "two-people.json")
    assert len(tasks[0]["annotations"]) == 3
    people = {a["completed_by"] for a in tasks[0]["annotations"]}
    (line,) = findings(*tasks)
    assert "has 2 annotations" in line
    documents = [plain(exports.pull(tasks, annotator=str(who)).pulled[0].document) for who in sorted(people)]
    assert documents[0] == letter()
    assert [len(d.quotes) for d in documents] == [1, 0]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("[", "not JSON"),
        ('{"a": 1, "a": 2}', "appears twice"),
        ('{"data": {}}', "no export in the format JSON"),
        ('[{"id": 1, "text": "x"}]', "JSON_MIN has none"),
    ],
)
def test_a_file_that_is_no_export_says_so(tmp_path, content, message) -> None:
    """JSON_MIN and others lose the regions."""
    path = tmp_path / "e.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InvalidInputError, match=message) as caught:
        exports.exported(path)
    assert str(path) in str(caught.value)


def test_the_verb_pulls_from_a_file(cli, tmp_path) -> None:
    """Lines on standard output, tables beside; with -o the other way round."""
    (tmp_path / "e.json").write_text(json.dumps([task(annotation())]), encoding="utf-8")
    piped = cli("pull", "--from-file", "e.json", cwd=tmp_path)
    assert piped.returncode == 0, piped.stderr
    assert plain(jsonl.loads(piped.stdout)) == letter()
    written = cli("pull", "--from-file", "e.json", "-o", "out.jsonl", cwd=tmp_path)
    assert written.returncode == 0
    assert (tmp_path / "out.jsonl").read_text(encoding="utf-8") == piped.stdout
    assert "letter" in written.stdout


def test_the_verb_writes_nothing_half(cli, tmp_path) -> None:
    """One broken task of two, and there is no file."""
    broken = {**task(annotation(result=[region("x", "mention", "PERSON", 0, 3)]))}
    broken["data"] = {**broken["data"], "doc_id": "other"}
    (tmp_path / "e.json").write_text(json.dumps([task(annotation()), broken]), encoding="utf-8")
    run = cli("pull", "--from-file", "e.json", "-o", "out.jsonl", cwd=tmp_path)
    assert run.returncode == 1
    assert "e.json other region x [0, 3) 'The': error[studio-label]" in run.stderr
    assert not (tmp_path / "out.jsonl").exists()


@pytest.mark.parametrize(
    "arguments", [[], ["--project", "x", "--from-file", "e.json"], ["--from-file", "none.json"]]
)
def test_the_verb_wants_one_source(cli, tmp_path, arguments) -> None:
    """Neither, both, or a file that is not there: the question was wrong."""
    assert cli("pull", *arguments, cwd=tmp_path).returncode == 2


def test_a_file_needs_neither_server_nor_sdk(tmp_path) -> None:
    """An air-gapped team pulls with the bare package."""
    (tmp_path / "e.json").write_text(json.dumps([task(annotation())]), encoding="utf-8")
    code = (
        "import sys; sys.modules['label_studio_sdk'] = None; sys.modules['httpx'] = None\n"
        "from presscheck.cli.main import main\n"
        "main(['pull', '--from-file', 'e.json', '-o', 'out.jsonl'])"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr


def test_adjudicated_documents_become_decisions() -> None:
    """a, b, neither, something else, a change to what both agreed on: settled, they give that document."""
    from presscheck.annotation import adjudication

    rng = random.Random(5)
    seen = set()
    for i in range(60):
        plain = generate.document(rng, f"d{i}")
        a, third = (canonical(jsonl.from_plain(p)) for p in (plain, _other(rng, plain)))
        b = adjudication.renamed(a, canonical(jsonl.from_plain(_other(rng, plain))))
        log = decide.decided(a, b, third, [], "said so")
        gold, _ = adjudication.settled(a, b, log)
        assert adjudication.items(gold) == adjudication.items(third)
        seen |= {(d.decision, d.a == d.b) for d in log}
        assert decide.decided(a, b, third, log, "another reason") == log
    assert seen >= {("a", False), ("b", False), ("neither", False), ("gold", False), ("neither", True)}


def _other(rng: random.Random, plain: dict) -> dict:
    """The same document with mentions left out and retyped: what a second person makes of it."""
    mentions = [
        {**m, "type": "ORG" if rng.random() < 0.2 else m["type"]}
        for m in plain["mentions"]
        if rng.random() < 0.8
    ]
    return {**plain, "mentions": mentions}


def test_two_people_on_one_task_are_kept_apart(cli, tmp_path) -> None:
    """A file for each, with their own annotation; one person twice must still be chosen from."""
    ann, bob = ({"id": i, "email": f"{name}@example.org"} for i, name in ((2, "ann"), (3, "bob")))
    both = task(annotation(ann), annotation(bob, [], ground_truth=True), annotation(4, was_cancelled=True))
    (tmp_path / "e.json").write_text(json.dumps([both]), encoding="utf-8")
    done = cli("pull", "--from-file", "e.json", "--each", "-o", "{annotator}.jsonl", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert {p.name for p in tmp_path.glob("*.jsonl")} == {"ann@example.org.jsonl", "bob@example.org.jsonl"}
    (hers,) = jsonl.read(tmp_path / "ann@example.org.jsonl")
    (his,) = jsonl.read(tmp_path / "bob@example.org.jsonl")
    assert (plain(hers), his.mentions) == (letter(), [])
    theirs = ["-o", "{annotator}.jsonl", "--annotator", "2"]
    for wrong in ([], ["-o", "x.jsonl"], theirs):
        assert cli("pull", "--from-file", "e.json", "--each", *wrong, cwd=tmp_path).returncode == 2
    twice = task(annotation(ann), annotation(ann))
    (tmp_path / "e.json").write_text(json.dumps([twice]), encoding="utf-8")
    done = cli("pull", "--from-file", "e.json", "--each", "-o", "{annotator}.jsonl", cwd=tmp_path)
    assert done.returncode == 1
    assert "has 2 annotations, by ann@example.org (2)" in done.stderr
