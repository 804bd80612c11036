"""Blocks of the page on many documents: what `bench/many.py` measured, and what follows from it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from presscheck.document import shipped
from presscheck.text import table

DOCUMENTS = 10**8
SHARD = 10**5
CORES = 64


def costs() -> str:
    """The measured cost of a document and of a shard, in Markdown."""
    rows = [
        [
            row["size"],
            f"{row['bytes'] / 1e3:.1f} kB",
            f"{1e3 * row['cpu']:.2f} ms",
            f"{row['file'] / 1e3:.0f} kB",
            f"{1e3 * row['merge']:.0f} ms",
        ]
        for row in _measured()["rows"]
    ]
    header = ["document", "both files", "CPU per document", "file of counts", "merging a file"]
    return table.markdown(header, rows, written=True)


def extrapolated() -> str:
    """Times and sizes of 10⁸ documents by these figures, in Markdown."""
    shards = DOCUMENTS // SHARD
    rows = []
    for row in _measured()["rows"]:
        hours = DOCUMENTS * row["cpu"] / 3600
        rows.append(
            [
                row["size"],
                f"{DOCUMENTS * row['bytes'] / 1e12:.1f} TB",
                f"{hours:,.0f} h",
                f"{hours / CORES:.1f} h",
                f"{shards * row['file'] / 1e6:,.0f} MB",
                f"{shards * row['merge'] / 60:.1f} min",
            ]
        )
    header = ["documents", "read", "CPU", f"on {CORES} cores", f"{shards:,} files of counts", "merging"]
    return table.markdown(header, rows, written=True)


def _measured() -> dict[str, Any]:
    path = shipped.root() / "bench" / "many.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


BLOCKS: dict[str, Callable[..., str]] = {"many-costs": costs, "many-extrapolated": extrapolated}
"""Blocks that a marker may name."""
