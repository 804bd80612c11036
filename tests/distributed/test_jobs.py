"""`--jobs`: equal to one process to the last bit, whatever dies, whatever the order of merging."""

import functools
import json
import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.helpers import generate, inside

from presscheck import api
from presscheck.distributed import counting, jobs, parts, validation
from presscheck.document.exceptions import FileError, InvalidInputError
from presscheck.scoring import problems
from presscheck.scoring.intake import Documents
from presscheck.scoring.items import Items
from presscheck.scoring.run import Asked, Run, in_order
from presscheck.validation.file import check_file


def _written(path, documents):
    path.write_text("".join(json.dumps(document) + "\n" for document in documents), encoding="utf-8")
    return str(path)


def _corpus(count, seed=7):
    rng = random.Random(seed)
    golds = [{**generate.document(rng, f"d{i}"), "publisher": rng.choice("AB")} for i in range(count)]
    return golds, [generate.prediction(rng, gold) for gold in golds]


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """Two files of 40 documents, the prediction in another order, with blank lines."""
    folder = tmp_path_factory.mktemp("jobs")
    golds, preds = _corpus(40)
    random.Random(3).shuffle(preds)
    gold, pred = _written(folder / "gold.jsonl", golds), _written(folder / "pred.jsonl", preds)
    return gold, pred


@pytest.fixture(autouse=True)
def _small_parts(monkeypatch):
    """Cut parts of a few documents."""
    monkeypatch.setattr(parts, "BYTES", 9_000)
    monkeypatch.setattr(validation, "BYTES", 5_000)


OPTIONS = {"measures": "all", "by": "publisher,type", "repeats": "first"}


@functools.cache
def _serial(gold, pred):
    return json.dumps(api.score(gold, pred, **OPTIONS).as_dict())


@pytest.mark.parametrize("n", [2, 3])
def test_the_result_is_that_of_one_process(files, n):
    """Values, intervals, breakdowns, warnings and signature: every byte of the JSON."""
    assert json.dumps(api.score(*files, counting=jobs.counting(n), **OPTIONS).as_dict()) == _serial(*files)


def test_sums_do_not_depend_on_cuts_or_on_the_tree_of_merging(files):
    """Any cut, neighbours merged in any order: the same totals, to the last bit."""
    rng = random.Random(11)
    for size in (1, 2_500, 30_000):
        run = _run(files)
        parts_ = [*parts.Places(run.golds, run.preds).cut(*files, size)]
        sums = [counting.count(run.asked, None, part).sums for part in parts_]
        while len(sums) > 1:
            i = rng.randrange(len(sums) - 1)
            sums[i].merge(sums.pop(i + 1))
        run.sums = sums[0]
        whole = _run(files)
        in_order(whole)
        now, then = run.totals(), whole.totals()
        assert (now.totals, now.slices, now.extra) == (then.totals, then.slices, then.extra)
        assert (now.units, now.vectors, now.warnings) == (then.units, then.vectors, then.warnings)
        assert str(now.signature) == str(then.signature)


def _run(files):
    from presscheck.measure.settings import Settings
    from presscheck.scoring.options import Options

    asked = Asked(Options(Settings(repeats="first"), None), "all", ("publisher",))
    return Run(asked, (Documents(files[0], "gold"), Documents(files[1], "pred")))


def test_errors_and_items_are_those_of_one_process(files):
    """Error records in their order, the confusion of types, and the items of every row."""
    serial = problems.find(*files, repeats="first")
    shared = problems.find(*files, repeats="first", counting=jobs.counting(2))
    assert shared == serial
    both = Items(), Items()
    for seen, how in zip(both, (None, jobs.counting(2)), strict=True):
        api.score(*files, repeats="first", watch=seen, counting=how)
    assert both[0].by_measure == both[1].by_measure
    [name, *_] = both[0].by_measure["mention.strict"].missed
    assert both[0].says(name) == both[1].says(name)


def test_a_watch_that_cannot_be_merged_watches_in_this_process(files):
    """Nothing that it looks for is lost."""
    seen = []
    api.score(
        *files, repeats="first", watch=lambda pair, _: seen.append(pair.gold.id), counting=jobs.counting(2)
    )
    assert seen == [f"d{i}" for i in range(40)]


@pytest.mark.parametrize(
    ("spoilt", "rule"),
    [
        (lambda gold, pred: (gold, [*pred, {"id": "odd"}]), "unknown-document"),
        (lambda gold, pred: (gold, pred[1:]), "missing-document"),
        (lambda gold, pred: (gold, [*pred, pred[3]]), "duplicate-document"),
        (lambda gold, pred: (gold, [*pred[:-1], {**pred[-1], "mentions": [{"start": 5}]}]), "offsets"),
        (lambda gold, pred: (gold, [*pred[:-1], {**pred[-1], "mention": []}]), "schema"),
        (lambda gold, pred: ([*gold[:-1], {**gold[-1], "text": None}], pred), "no-text"),
    ],
)
def test_what_is_wrong_is_said_as_by_one_process(tmp_path, spoilt, rule):
    """The same findings in the same order."""
    golds, preds = spoilt(*_corpus(20))
    both = _written(tmp_path / "gold.jsonl", golds), _written(tmp_path / "pred.jsonl", preds)
    told = []
    for n in (1, 2):
        with pytest.raises(InvalidInputError) as error:
            api.score(*both, repeats="first", counting=jobs.counting(n))
        told.append(error.value.findings)
    assert told[0] == told[1]
    assert rule in {finding.rule for finding in told[0]}


def test_predictions_that_are_missing_may_count_as_empty(tmp_path):
    """A part may have no prediction at all."""
    golds, preds = _corpus(20)
    both = _written(tmp_path / "gold.jsonl", golds), _written(tmp_path / "pred.jsonl", preds[15:])
    one, two = (api.score(*both, missing="empty", repeats="first", counting=jobs.counting(n)) for n in (1, 2))
    assert one.as_dict() == two.as_dict()


def test_a_killed_process_changes_nothing(files, tmp_path, monkeypatch):
    """Its part is done again, by another one."""
    count, mark = counting.count, tmp_path / "killed"

    def killed(asked, watch, part):
        if part.golds[0][0] > 9_000 and not mark.exists():
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return count(asked, watch, part)

    monkeypatch.setattr(jobs, "count", killed)
    shared = json.dumps(api.score(*files, counting=jobs.counting(2), **OPTIONS).as_dict())
    assert mark.exists()
    assert shared == _serial(*files)


def test_a_process_that_always_dies_is_an_error(files, monkeypatch):
    """It is not tried for ever."""
    monkeypatch.setattr(jobs, "count", lambda *_: os.kill(os.getpid(), signal.SIGKILL))
    with pytest.raises(FileError, match="fewer `jobs`"):
        api.score(*files, counting=jobs.counting(2), **OPTIONS)


def test_progress_is_told_part_by_part(files):
    """As many parts as there are, each once."""
    told = []
    api.score(*files, counting=jobs.counting(2, lambda *numbers: told.append(numbers)), **OPTIONS)
    n = told[0][1]
    assert told == [(i, n) for i in range(1, n + 1)]
    assert n > 3


def test_packed_files_and_streams_are_shared_too(files, tmp_path):
    """They are unpacked once; the digest is that of the content."""
    import gzip

    packed = tmp_path / "gold.jsonl.gz"
    packed.write_bytes(gzip.compress(Path(files[0]).read_bytes()))
    assert json.dumps(api.score(packed, files[1], counting=jobs.counting(2), **OPTIONS).as_dict()) == _serial(
        *files
    )


SLOW = r"""
import os, signal, sys, time
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell may have told its background to ignore it
from presscheck.distributed import counting, jobs, parts, validation
parts.BYTES = 9_000
count = counting.count
def slow(*words):
    os.write(2, b"begun\n")  # one write: two workers begin at once, and print writes a line in two
    time.sleep(60)
jobs.count = slow
from presscheck.cli.main import main
main(sys.argv[1:])
"""


@pytest.mark.parametrize(
    ("sent", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGKILL, -9)]
)
def test_an_interrupted_run_ends_at_once_with_all_its_processes(files, tmp_path, sent, code):
    """No process is left, and nothing is written."""
    out = tmp_path / "result.json"
    words = ["score", files[1], "--gold", files[0], "--jobs", "2", "--repeats", "first", "-o", str(out)]
    command = [sys.executable, "-c", SLOW, *words]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True) as process:
        assert process.stderr is not None
        assert process.stderr.readline() == "begun\n"
        process.send_signal(sent)
        rest = process.stderr.read()  # ends when every process that holds the stream has ended
        assert process.wait(30) == code
    assert "Traceback" not in rest
    assert [*tmp_path.iterdir()] == []


def test_validation_is_that_of_one_process(tmp_path):
    """Findings in their order, with the lines of the file; an id that comes again is told of the first."""
    golds, preds = _corpus(20)
    odd = [*preds[:5], {**preds[2], "mentions": None}, *preds[5:], {"id": "x", "mentions": [{"start": "1"}]}]
    gold = _written(tmp_path / "gold.jsonl", golds)
    pred = _written(tmp_path / "pred.jsonl", [*odd, preds[0], {"id": "not in gold"}])
    for file, kind in ((gold, "gold"), (pred, "prediction")):
        serial, shared = (check_file(file, kind, gold, checking=validation.checking(n)) for n in (1, 3))
        assert serial.findings == shared.findings
        assert serial == shared
        assert len(serial.findings) > 20


@pytest.mark.parametrize(
    "words",
    [
        ("score", "PRED", "--gold", "GOLD", "--format", "result"),
        ("score", "PRED", "--gold", "GOLD", "--format", "json", "--by", "publisher", "--resample", "none"),
        ("errors", "PRED", "--gold", "GOLD"),
        ("errors", "PRED", "--gold", "GOLD", "--list", "--worst", "5", "--confusion"),
        ("errors", "PRED", "--gold", "GOLD", "--format", "jsonl"),
        ("compare", "PRED", "GOLD", "--gold", "GOLD", "--format", "json", "--changed", "mention.strict"),
        ("compare", "PRED", "GOLD", "--gold", "GOLD", "--changed", "event.tc"),
        ("validate", "PRED", "--gold", "GOLD", "--format", "json"),
        ("gate", "PRED", "--gold", "GOLD", "--rules", "RULES", "--format", "json"),
    ],
    ids=" ".join,
)
def test_a_verb_prints_the_same_with_any_number_of_jobs(files, tmp_path, words):
    """Every byte, on both streams, and the exit code."""
    rules = tmp_path / "rules.toml"
    rules.write_text("[[rule]]\nmeasure = 'default'\nmin = 0.5\n", "utf-8")
    names = {"GOLD": files[0], "PRED": files[1], "RULES": str(rules)}
    settings = () if words[0] == "validate" else ("--repeats", "first")
    command = [*(names.get(word, word) for word in words), *settings]
    one, *others = [inside.run(*command, "--jobs", str(n)) for n in (1, 2, 3)]
    assert one[1]
    assert others == [one, one]
