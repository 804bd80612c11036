"""presscheck: how far an extractor's entities, events and quotes are from gold.

    >>> import presscheck
    >>> document = presscheck.loads('{"id": "d1", "text": "Starmer spoke.", "mentions": []}')
    >>> document.id, document.mentions, document.quotes
    ('d1', [], UNSET)

`read` and `loads` give documents, `score` gives a result; everything else is a
verb of the command line (`presscheck --help`). `Measure`, `Item` and
`matched_sets` make a measure of one's own (docs/own-measure.md).
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from presscheck.api import score
from presscheck.document.exceptions import InvalidInputError, UsageError
from presscheck.document.jsonl import loads, read
from presscheck.document.model import Document
from presscheck.scoring.result import Result
from presscheck.version import __version__

if TYPE_CHECKING:
    from presscheck.measure.measure import Item, Measure, matched_sets

__all__ = [
    "Document",
    "InvalidInputError",
    "Item",
    "Measure",
    "Result",
    "UsageError",
    "__version__",
    "loads",
    "matched_sets",
    "read",
    "score",
]

_ON_FIRST_USE = dict.fromkeys(("Item", "Measure", "matched_sets"), "presscheck.measure.measure")


def __getattr__(name: str) -> Any:
    if name not in _ON_FIRST_USE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_ON_FIRST_USE[name]), name)
