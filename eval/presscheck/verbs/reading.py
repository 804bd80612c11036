"""`presscheck.read`: the documents of a file, or of what is shipped."""

from __future__ import annotations

import os
from collections.abc import Iterator

from presscheck.document import jsonl, shipped
from presscheck.document.model import Document
from presscheck.verbs.options import answered


@answered
def read(path: str | os.PathLike[str] | None = None) -> Iterator[Document]:
    """Read the documents of a file, one at a time.

    Args:
        path: a JSONL file in UTF-8, or the name of a shipped gold (article, companions, all); None means the
            article.

    Raises:
        InvalidInputError: at the first line that is not a document.
        UsageError: the file cannot be opened.

    >>> [article] = read("article")
    >>> article.publisher, len(list(read("companions")))
    ('Politico', 21)
    """
    return jsonl.read(path if path is not None and not isinstance(path, str) else shipped.gold(path))
