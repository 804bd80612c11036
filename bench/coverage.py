"""Do the intervals cover, do the tests keep their level? Simulated, and written to `coverage.json`.

Run `python bench/coverage.py` (about ten minutes; `--quick` for a look). `make
docs` puts the figures into docs/statistics.md.

Two models. The first draws counts: 12 paragraphs an article, 7 mentions a
paragraph (negative binomial), found with a logit that varies by document (sd
0.5), paragraph (0.4), and document and system (0.25); spurious mentions
likewise. The second scores generated articles (`generate.py`) of equal
difficulty, one at a time, on every default measure. Real corpora differ; which
method holds its level is the finding.
"""

from __future__ import annotations

import argparse
import json
import sys
from array import array
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
import generate

from presscheck import api
from presscheck.measure.counts import Counts
from presscheck.measure.signature import Signature
from presscheck.scoring import selection
from presscheck.scoring.result import Result
from presscheck.scoring.totals import LeaveOneOut
from presscheck.scoring.unit_counts import group_of
from presscheck.statistics import bootstrap, jackknife, paired
from presscheck.version import __version__

OUT = Path(__file__).parent / "coverage.json"
PARAGRAPHS, MENTIONS, SHAPE, SPURIOUS = 12, 7.0, 5.0, 1.4
FOUND = 1.7
BY_DOCUMENT, BY_PARAGRAPH, BY_SYSTEM = 0.5, 0.4, 0.25
DOCUMENTS = (3, 5, 10, 20, 50)
ROW = next(row for row in selection.select("mention.strict") if row.id == "mention.strict")
GROUPED = ((1_000, 32), (5_000, 1_024))
SWAPS = 1_000


def logistic(x: Any) -> Any:
    """The inverse of the logit."""
    return 1 / (1 + np.exp(-x))


def paragraphs(rng: np.random.Generator, documents: int, systems: int, effect: Any = None) -> Any:
    """Counts (systems, documents, paragraphs, 4) of systems that are equal in the population."""
    size = (documents, PARAGRAPHS)
    gold = rng.negative_binomial(SHAPE, SHAPE / (SHAPE + MENTIONS), size)
    chances = rng.negative_binomial(SHAPE, SHAPE / (SHAPE + SPURIOUS / (1 - logistic(FOUND))), size)
    shared = rng.normal(0, BY_DOCUMENT, (documents, 1)) if effect is None else np.full((documents, 1), effect)
    shared = shared + rng.normal(0, BY_PARAGRAPH, size)
    counts = []
    for _ in range(systems):
        own = rng.normal(0, BY_SYSTEM, (documents, 1)) if effect is None else 0.0
        right = logistic(FOUND + shared + own)
        found = rng.binomial(gold, right)
        predicted = found + rng.binomial(chances, 1 - right)
        counts.append(np.stack([found, predicted, found, gold], axis=-1))
    return np.array(counts, dtype=float)


def corpus(counts: Any) -> Result:
    """A result over documents, from (documents, paragraphs, 4)."""
    return _result(counts.sum(axis=1), {})


def article(counts: Any) -> Result:
    """A result over one article with its paragraphs as units, from (paragraphs, 4)."""
    bearing = counts[counts.sum(axis=1) > 0]
    left = counts.sum(axis=0) - bearing
    units = LeaveOneOut(
        ids=[str(i) for i in range(len(bearing))],
        bears={"mentions": list(range(len(bearing)))},
        left={ROW.id: array("d", left.ravel())},
        own={ROW.id: array("d", bearing.ravel())},
    )
    return _result(counts.sum(axis=0)[None], {"paragraph": units})


def _result(units: Any, within: dict[str, LeaveOneOut]) -> Result:
    return Result(
        signature=Signature(measures="mention.strict"),
        rows=(ROW,),
        totals={ROW.id: {"": Counts(*units.sum(axis=0))}},
        slices={},
        extra={},
        units=[str(i) for i in range(len(units))],
        vectors={ROW.id: array("d", units.ravel())},
        tasks={"mentions": "scored"},
        anchoring={},
        label_map_lost={},
        warnings=[],
        within=within,
    )


def truth(rng: np.random.Generator, effect: float | None = None, draws: int = 10) -> float:
    """Micro-F1 of the population, or of the article with this effect."""
    total = sum(paragraphs(rng, 20_000, 1, effect)[0].sum(axis=(0, 1)) for _ in range(draws))
    return float(Counts(*total).score().f1 or 0)


def coverage(rng: np.random.Generator, trials: int) -> list[dict[str, Any]]:
    """How often a nominal 95 % interval holds the true F1, by method and number of documents."""
    whole = truth(rng)
    rows = []
    for n in DOCUMENTS:
        results = [corpus(paragraphs(rng, n, 1)[0]) for _ in range(trials)]
        rows += _covered(results, [whole] * trials, f"{n} documents", "population")
    effects = np.linspace(-1.5, 1.5, 31)
    values = [truth(rng, effect) for effect in effects]
    drawn = rng.normal(0, BY_DOCUMENT, trials).clip(-1.5, 1.5)
    results = [article(paragraphs(rng, 1, 1, effect)[0][0]) for effect in drawn]
    return rows + _covered(results, np.interp(drawn, effects, values), "1 article", "this article")


def _covered(results: list[Result], truths: Any, corpus_size: str, target: str) -> list[dict[str, Any]]:
    rows = []
    for name, intervals in (("jackknife", jackknife.intervals), ("bootstrap", _percentile)):
        bounds = [intervals(result)[ROW.id].get("f1") for result in results]
        kept = [(b, t) for b, t in zip(bounds, truths, strict=True) if b]
        rows.append(
            {
                "corpus": corpus_size,
                "target": target,
                "method": name,
                "coverage": sum(low <= t <= high for (low, high), t in kept) / len(kept),
                "width": sum(high - low for (low, high), _ in kept) / len(kept),
                "trials": len(kept),
            }
        )
    return rows


def _percentile(result: Result) -> dict[str, Any]:
    return bootstrap.intervals(result, trials=SWAPS)


def grouped(trials: int) -> list[dict[str, Any]]:
    """How often a nominal 95 % interval over groups of documents holds the true F1 of the population.

    Documents are dealt to groups by their ids, so that groups are of unequal size.
    """
    rng = np.random.Generator(np.random.PCG64(20_250_316))
    whole = truth(rng, draws=100)  # intervals are narrow, so the truth has to be known better
    rows = []
    for documents, groups in GROUPED:
        kept = []
        for _ in range(trials):
            units = np.zeros((groups, 4))
            places = [group_of(f"{rng.integers(1 << 60)}", groups) for _ in range(documents)]
            np.add.at(units, places, paragraphs(rng, documents, 1)[0].sum(axis=1))
            if bounds := jackknife.intervals(_result(units, {}))[ROW.id].get("f1"):
                kept.append(bounds)
        rows.append(
            {
                "documents": documents,
                "groups": groups,
                "coverage": sum(low <= whole <= high for low, high in kept) / len(kept),
                "width": sum(high - low for low, high in kept) / len(kept),
                "trials": len(kept),
            }
        )
    return rows


def levels(rng: np.random.Generator, trials: int) -> list[dict[str, Any]]:
    """How often two equal systems are told apart at a nominal 5 %, by test and number of documents."""
    rows = []
    for n in DOCUMENTS:
        found = []
        for _ in range(trials):
            a, b = paragraphs(rng, n, 2)
            found.append(paired.paired(ROW, ("a", corpus(a)), ("b", corpus(b)), trials=SWAPS))
        tests = {"randomisation": [d.p for d in found], "paired t": [d.p_t for d in found]}
        for name, ps in tests.items():
            made = [p for p in ps if p is not None]
            rate = sum(p < 0.05 for p in made) / len(made) if made else None
            rows.append({"documents": n, "test": name, "rate": rate, "trials": len(made)})
    return rows


def effects(rng: np.random.Generator, trials: int) -> list[dict[str, Any]]:
    """The smallest difference that would be found four times in five, by number of documents."""
    rows = []
    for n in (*DOCUMENTS, 100, 200):
        few = max(20, trials // 10)
        found = []
        for _ in range(few):
            a, b = paragraphs(rng, n, 2)
            found.append(paired.paired(ROW, ("a", corpus(a)), ("b", corpus(b)), test=False).detectable or 0)
        rows.append({"documents": n, "detectable": sum(found) / few, "trials": few})
    return rows


def every_measure(trials: int) -> list[dict[str, Any]]:
    """Coverage on one generated article, for every default measure; the truth is the mean over articles."""
    results = [api.score([gold], [pred]) for gold, pred in generate.documents(trials, seed=2025)]
    rows = []
    for row in results[0].shown():
        values = [result.value(row) or 0.0 for result in results]
        true = sum(values) / trials
        kept = [b for result in results if (b := result.ci[row.id][row.headline])]
        if kept:
            rows.append(
                {
                    "measure": row.id,
                    "unit": jackknife.unit_of(row),
                    "coverage": sum(low <= true <= high for low, high in kept) / len(kept),
                    "width": sum(high - low for low, high in kept) / len(kept),
                    "trials": len(kept),
                }
            )
    return rows


def main() -> None:
    """Simulate and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="a twentieth of the trials, printed only")
    quick = parser.parse_args().quick
    trials, articles = (100, 20) if quick else (1_500, 300)
    rng = np.random.Generator(np.random.PCG64(20_250_315))
    found = {
        "version": __version__,
        "coverage": coverage(rng, trials),
        "levels": levels(rng, trials),
        "effects": effects(rng, trials),
        "measures": every_measure(articles),
        "groups": grouped(trials),
    }
    text = json.dumps(found, indent=1, sort_keys=True) + "\n"
    if quick:
        print(text)
    else:
        OUT.write_text(text, encoding="utf-8")
        print(f"written: {OUT.name}")


if __name__ == "__main__":
    main()
