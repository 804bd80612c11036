"""The benchmark runs, on few documents, and says something of every contender; no test looks at its clock."""

import re
import subprocess
import sys

from tests.conftest import ROOT


def test_the_benchmark_measures_every_contender(tmp_path):
    """Each layer and each peer has a row; FILE holds what is printed."""
    out = tmp_path / "results.md"
    run = [
        sys.executable,
        "bench/run.py",
        "--documents",
        "5",
        "--rounds",
        "1",
        "--memory",
        "5",
        "-o",
        str(out),
    ]
    done = subprocess.run(run, capture_output=True, text=True, check=True, cwd=ROOT)
    assert out.read_text(encoding="utf-8") == done.stdout
    rows = {
        line.split(" | ")[0].strip("| "): line for line in done.stdout.splitlines() if line.startswith("| ")
    }
    layers = {"decode", "mentions", "coref", "links", "events", "quotes"}
    assert layers | {"seqeval", "nervaluate", "spacy", "scikit-learn"} <= rows.keys()
    spread = re.compile(r"[\d.]+ – \*\*[\d.]+\*\* – [\d.]+")
    assert all(spread.search(rows[name]) for name in layers)
    assert re.fullmatch(r"\| 5 \| \d+ \|", rows["5"])


def test_generated_documents_are_of_an_articles_size_and_the_same_each_time():
    """The benchmark runs on seeded, valid gold."""
    sys.path.insert(0, str(ROOT / "bench"))
    try:
        import generate
    finally:
        sys.path.pop(0)
    from presscheck import api

    first, again = list(generate.documents(2)), list(generate.documents(2))
    assert first == again
    gold, pred = first[0]
    assert 4_000 < len(gold["text"]) < 6_000
    assert [len(gold[layer]) for layer in ("mentions", "events", "quotes")] == [80, 30, 15]
    result = api.score([gold], [pred], measures="all")
    assert 0.6 < result["mention.strict"]["f1"] < 0.95
