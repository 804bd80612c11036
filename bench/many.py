"""The cost of many documents: counting, files of counts, merging, memory; written to `many.json`.

Run `python bench/many.py` (two minutes). `make docs` puts the figures, and what follows for 10⁸ documents,
into docs/many-documents.md. Times are CPU time of one core.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
import generate

from presscheck.distributed import corpora
from presscheck.version import __version__

OUT = Path(__file__).parent / "many.json"
GROUPS = 1_024
SHARDS = 4


def small() -> dict[str, int]:
    """Sizes of a document of 80 words: a snippet, not an article."""
    return {"WORDS": 80, "MENTIONS": 8, "ENTITIES": 4, "EVENTS": 7, "QUOTES": 2}


def measured(name: str, count: int, sizes: dict[str, int]) -> dict[str, Any]:
    """The figures for documents of one size.

    Args:
        name: of the size.
        count: documents in a shard.
        sizes: module variables of `generate`.
    """
    for key, value in sizes.items():
        setattr(generate, key, value)
    with tempfile.TemporaryDirectory() as folder:
        gold, pred, counts = (Path(folder) / part for part in ("gold", "pred", "counts"))
        for side in (gold, pred):
            side.mkdir()
        for shard in range(SHARDS):
            lines = [*generate.lines(count, seed=shard)]
            for side, line in zip((gold, pred), zip(*lines, strict=True), strict=True):
                renamed = (one.replace(b'"doc-', b'"doc-%d-' % shard, 1) for one in line)
                (side / f"{shard}.jsonl").write_bytes(b"".join(renamed))
        size = sum(path.stat().st_size for side in (gold, pred) for path in side.iterdir())
        before = time.process_time()
        corpora.score(str(gold), str(pred), results=str(counts), groups=str(GROUPS), resample=None)
        counted = time.process_time() - before
        files = {str(path): path.read_bytes() for path in counts.iterdir()}
        before = time.process_time()
        corpora.merge(files)
        merged = time.process_time() - before
        return {
            "size": name,
            "documents": count * SHARDS,
            "bytes": size / (count * SHARDS),
            "cpu": counted / (count * SHARDS),
            "file": sum(map(len, files.values())) / SHARDS,
            "merge": merged / SHARDS,
        }


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="a twentieth of the documents, printed only")
    quick = parser.parse_args().quick
    rows = [
        measured("article", 20 if quick else 400, {}),
        measured("snippet", 50 if quick else 1_000, small()),
    ]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    text = json.dumps({"version": __version__, "groups": GROUPS, "peak": peak, "rows": rows}, indent=1) + "\n"
    if quick:
        print(text)
    else:
        OUT.write_text(text, encoding="utf-8")
        print(f"written: {OUT.name}")


if __name__ == "__main__":
    main()
