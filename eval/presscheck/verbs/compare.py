"""`presscheck.compare`: whether the difference between systems is real."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Unpack

from presscheck.scoring.result import Result
from presscheck.statistics import compare as comparing
from presscheck.statistics.draws import SEED, TRIALS
from presscheck.verbs.options import SettingsByName, spelled_out
from presscheck.verbs.score import score
from presscheck.verbs.shown import Comparison, fields
from presscheck.verbs.sources import Held, by_name


@spelled_out(SettingsByName)
def compare(
    systems: Mapping[str, Held | Result],
    gold: Held = None,
    *,
    trials: int = TRIALS,
    seed: int = SEED,
    jobs: int = 1,
    **options: Unpack[SettingsByName],
) -> Comparison:
    """Compare systems on the same gold: differences, intervals, tests, ranks.

    Args:
        systems: name -> its result, or its prediction as `score` takes it.
        gold: as for `score`; not needed where every system is a result.
        trials: random swaps that are drawn where they cannot all be enumerated.
        seed: of the swaps.
        jobs: processes that share the documents of files.
        options: the settings of `score`, for predictions.

    Raises:
        IncomparableError: the results differ in gold, settings or documents.
        InvalidInputError: with every reason why a prediction cannot be scored.

    >>> gold = [{"id": str(i), "text": "Oslo", "mentions": [{"start": 0, "end": 4, "type": "GPE"}]}
    ...         for i in range(6)]
    >>> half = [{"id": str(i), "mentions": gold[0]["mentions"][: i % 2]} for i in range(6)]
    >>> compare({"half": half, "all": gold}, gold, measures="mention.strict").differences[0].p
    0.25
    """
    results = {
        name: held if isinstance(held, Result) else score(gold, held, jobs=jobs, **options)
        for name, held in by_name(systems, "systems", 2).items()
    }
    return Comparison(**fields(comparing.compare(results, trials=trials, seed=seed)))
