"""`presscheck.stats`: what is in a corpus."""

from __future__ import annotations

from typing import Any

from presscheck.reporting import statistics
from presscheck.verbs.options import answered
from presscheck.verbs.sources import Held, read


@answered
def stats(held: Held = None) -> dict[str, Any]:
    """Count the labels of every layer of a corpus.

    Args:
        held: documents, as `score` takes gold; None means the shipped gold.

    Returns:
        table -> label -> how often, as `presscheck stats --format json`.

    >>> stats({"id": "d", "text": "Oslo won.", "mentions": []})["text"]["documents"]
    1
    """
    return statistics.as_dict([*read(held, "documents")])
