"""Block of the page on promises: the most random inputs that were checked in one run."""

from __future__ import annotations

import json
from collections.abc import Callable

from presscheck.document import shipped


def figures() -> str:
    """Tell in a sentence what the longest run of `make fuzz` found."""
    path = shipped.root() / "bench" / "fuzz.json"
    run: dict[str, int] = json.loads(path.read_text(encoding="utf-8"))
    broken = f"{run['broken']:,}" if run["broken"] else "none"
    minutes = f"{run['seconds'] / 60:.0f} minutes of {run['jobs']} processes"
    return (
        f"The longest run: {run['inputs']:,} inputs from seed {run['seed']:,} in {minutes}; "
        f"{broken} of them broke a promise."
    )


BLOCKS: dict[str, Callable[..., str]] = {"fuzz-figures": figures}
"""Blocks that a marker may name."""
