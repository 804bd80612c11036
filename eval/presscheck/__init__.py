"""presscheck: how far an extractor's entities, events and quotes are from gold.

    >>> import presscheck
    >>> document = presscheck.loads('{"id": "d1", "text": "Starmer spoke.", "mentions": []}')
    >>> document.id, document.mentions, document.quotes
    ('d1', [], UNSET)

`read` and `loads` give documents, `score` gives a result; everything else is a
verb of the command line (`presscheck --help`).
"""

from presscheck.api import score
from presscheck.document.exceptions import InvalidInputError, UsageError
from presscheck.document.jsonl import loads, read
from presscheck.document.model import Document
from presscheck.scoring.result import Result
from presscheck.version import __version__

__all__ = ["Document", "InvalidInputError", "Result", "UsageError", "__version__", "loads", "read", "score"]
