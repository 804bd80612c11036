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

from presscheck.version import __version__

if TYPE_CHECKING:
    from presscheck.api import score
    from presscheck.document.exceptions import InvalidInputError, UsageError
    from presscheck.document.jsonl import loads, read
    from presscheck.document.model import Document
    from presscheck.measure.measure import Item, Measure, matched_sets
    from presscheck.scoring.result import Result

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

_HOMES = {
    "presscheck.api": ("score",),
    "presscheck.document.exceptions": ("InvalidInputError", "UsageError"),
    "presscheck.document.jsonl": ("loads", "read"),
    "presscheck.document.model": ("Document",),
    "presscheck.measure.measure": ("Item", "Measure", "matched_sets"),
    "presscheck.scoring.result": ("Result",),
}
_ON_FIRST_USE = {name: module for module, names in _HOMES.items() for name in names}
"""Where each name is defined; a module is imported when one of its names is used: importing stays light."""


def __getattr__(name: str) -> Any:
    if name not in _ON_FIRST_USE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(_ON_FIRST_USE[name]), name)
    return value


def __dir__() -> list[str]:
    """The promise, and nothing else."""
    return list(__all__)
