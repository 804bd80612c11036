"""Documents in which every optional key is there: what a system that does everything would write."""

from __future__ import annotations

import json
from typing import Any

from presscheck.document import jsonl
from presscheck.document.presence import without_unset

Plain = dict[str, Any]


def whole(doc: Plain) -> Plain:
    """The same document in schema 1.1, with null for every optional key of a record that it lacks.

    Args:
        doc: plain values; layers that are missing stay null, and are not done.
    """
    complete: Plain = json.loads(jsonl.dumps(without_unset(jsonl.from_plain(doc))))
    return {**complete, "schema_version": "1.1.0"}
