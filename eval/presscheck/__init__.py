"""presscheck: how far an extractor's entities, events and quotes are from gold.

    >>> import presscheck
    >>> document = presscheck.loads('{"id": "d1", "text": "Starmer spoke.", "mentions": []}')
    >>> document.id, document.mentions, document.quotes
    ('d1', [], UNSET)

`read` and `loads` give documents, `score` gives a result. The other verbs of the
command line are functions too: `adjudicate`, `agree`, `anchor`, `challenge`, `compare`,
`convert`, `errors`, `extract`, `gate`, `measures`, `merge`, `pull`, `push`, `report`, `show`,
`stats`, `strip` (with `fill`), `studio` and `validate`. `Scorer` scores predictions as
they come; `prompt`, `answer_schema` and `from_answer` are for harnesses of language
models; `Measure`, `Item` and `matched_sets` make a measure of one's own.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from presscheck.version import __version__

if TYPE_CHECKING:
    from presscheck.document.exceptions import InvalidInputError, UsageError
    from presscheck.document.jsonl import loads
    from presscheck.document.model import Document
    from presscheck.harness.answers import answer_schema, from_answer, prompt
    from presscheck.measure.measure import Item, Measure, matched_sets
    from presscheck.scoring.entry_types import MeasureEntry
    from presscheck.scoring.result import Result
    from presscheck.scoring.tables import from_counts
    from presscheck.statistics.compare import IncomparableError
    from presscheck.verbs.adjudicate import adjudicate
    from presscheck.verbs.agree import agree
    from presscheck.verbs.anchor import anchor
    from presscheck.verbs.challenge import challenge
    from presscheck.verbs.compare import compare
    from presscheck.verbs.convert import convert
    from presscheck.verbs.errors import errors
    from presscheck.verbs.extract import extract
    from presscheck.verbs.gate import gate
    from presscheck.verbs.measures import measures
    from presscheck.verbs.merge import merge
    from presscheck.verbs.pull import pull
    from presscheck.verbs.push import push
    from presscheck.verbs.reading import read
    from presscheck.verbs.report import report
    from presscheck.verbs.score import score, score_one
    from presscheck.verbs.scorer import Scorer
    from presscheck.verbs.show import show
    from presscheck.verbs.stats import stats
    from presscheck.verbs.strip import fill, strip
    from presscheck.verbs.studio import studio
    from presscheck.verbs.validate import validate

_HOMES = {
    "presscheck.document.exceptions": ("InvalidInputError", "UsageError"),
    "presscheck.document.jsonl": ("loads",),
    "presscheck.document.model": ("Document",),
    "presscheck.harness.answers": ("answer_schema", "from_answer", "prompt"),
    "presscheck.measure.measure": ("Item", "Measure", "matched_sets"),
    "presscheck.scoring.entry_types": ("MeasureEntry",),
    "presscheck.scoring.result": ("Result",),
    "presscheck.scoring.tables": ("from_counts",),
    "presscheck.statistics.compare": ("IncomparableError",),
    "presscheck.verbs.adjudicate": ("adjudicate",),
    "presscheck.verbs.agree": ("agree",),
    "presscheck.verbs.anchor": ("anchor",),
    "presscheck.verbs.challenge": ("challenge",),
    "presscheck.verbs.compare": ("compare",),
    "presscheck.verbs.convert": ("convert",),
    "presscheck.verbs.errors": ("errors",),
    "presscheck.verbs.extract": ("extract",),
    "presscheck.verbs.gate": ("gate",),
    "presscheck.verbs.measures": ("measures",),
    "presscheck.verbs.merge": ("merge",),
    "presscheck.verbs.pull": ("pull",),
    "presscheck.verbs.push": ("push",),
    "presscheck.verbs.reading": ("read",),
    "presscheck.verbs.report": ("report",),
    "presscheck.verbs.score": ("score", "score_one"),
    "presscheck.verbs.scorer": ("Scorer",),
    "presscheck.verbs.show": ("show",),
    "presscheck.verbs.stats": ("stats",),
    "presscheck.verbs.strip": ("fill", "strip"),
    "presscheck.verbs.studio": ("studio",),
    "presscheck.verbs.validate": ("validate",),
}
_ON_FIRST_USE = {name: module for module, names in _HOMES.items() for name in names}
"""Modules of the names; a module is imported when one of its names is used, so importing is fast."""

__all__ = [
    "Document",
    "IncomparableError",
    "InvalidInputError",
    "Item",
    "Measure",
    "MeasureEntry",
    "Result",
    "Scorer",
    "UsageError",
    "__version__",
    "adjudicate",
    "agree",
    "anchor",
    "answer_schema",
    "challenge",
    "compare",
    "convert",
    "errors",
    "extract",
    "fill",
    "from_answer",
    "from_counts",
    "gate",
    "loads",
    "matched_sets",
    "measures",
    "merge",
    "prompt",
    "pull",
    "push",
    "read",
    "report",
    "score",
    "score_one",
    "show",
    "stats",
    "strip",
    "studio",
    "validate",
]


def __getattr__(name: str) -> Any:
    if name not in _ON_FIRST_USE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(_ON_FIRST_USE[name]), name)
    return value


def __dir__() -> list[str]:
    """The promise, and nothing else."""
    return list(__all__)
