"""The memory of a verb does not grow with what it only passes through."""

import random

import pytest
from tests.helpers import generate, inside, memory

from presscheck.cli import outputs
from presscheck.document import jsonl
from presscheck.measure import cells
from presscheck.scoring import error_log, problems
from presscheck.scoring.error_log import ErrorLog

N = 40
"""Documents; twice as many are compared with them."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Gold and a prediction of N and of 2 N documents."""
    made = tmp_path_factory.mktemp("memory")
    rng = random.Random(5)
    golds = [generate.document(rng, f"document-{i}") for i in range(2 * N)]
    preds = [generate.prediction(rng, gold) for gold in golds]
    for n in (N, 2 * N):
        for name, docs in (("gold", golds), ("pred", preds)):
            jsonl.write(made / f"{name}-{n}.jsonl", map(jsonl.from_plain, docs[:n]))
    return made


@pytest.fixture(autouse=True)
def _little_in_memory(monkeypatch):
    """Errors go to a file soon, labels are counted and lines printed soon."""
    monkeypatch.setattr(error_log, "MEMORY", 10_000)
    monkeypatch.setattr(cells, "PENDING", 100)
    monkeypatch.setattr(outputs, "LINES", 10)


@pytest.mark.parametrize("view", [(), ("--list", "--worst", "9"), ("--format", "jsonl")])
def test_errors(folder, view):
    """No error stays in memory, however they are shown; those of a document need thirty thousand bytes."""

    def run(n):
        files = (str(folder / f"pred-{n}.jsonl"), "--gold", str(folder / f"gold-{n}.jsonl"))
        code, _, err = inside.run("errors", *files, "--repeats", "first", *view, "-o", str(folder / "out"))
        assert (code, err) == (0, "")

    assert memory.growth(run, N) < 5_000


def test_a_log_reads_as_it_was_written(monkeypatch):
    """In memory or in a file, whole or of parts, read twice at a time: the same records."""
    rng = random.Random(9)
    gold = [generate.document(rng, f"d{i}") for i in range(8)]
    errors = problems.find(gold, [generate.prediction(rng, doc) for doc in gold], repeats="first").errors
    assert len(errors) > 50
    for memory_ in (1, 100, 1 << 20):
        monkeypatch.setattr(error_log, "MEMORY", memory_)
        whole, rest = ErrorLog(), ErrorLog()
        whole.add(errors[:20])
        rest.add(errors[20:])
        whole.merge(rest)
        assert [*whole] == errors
        assert [pair for pair in zip(whole, whole, strict=True) if pair[0] != pair[1]] == []
        assert [type(error.cost) for error in whole] == [type(error.cost) for error in errors]
