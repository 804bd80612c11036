"""Our scoring, the peers' and the decode-only pass, on the same documents, taken in turn; ratios as Markdown.

    make bench, or python bench/run.py [--documents N] [--rounds N] [-o FILE] [--json FILE]

Every round runs every contender once, so that a slow moment of the machine
meets all of them; times are CPU time, ratios are taken within a round. Peers
get their own input objects ready made: only their scoring call is timed, as
only ours is. Memory is the peak of a process of its own that scores files.
"""

from __future__ import annotations

import argparse
import gc
import importlib.metadata
import json
import platform
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterable
from pathlib import Path
from statistics import median

import checkouts
import generate
import peers

from presscheck import api
from presscheck.document import jsonl
from presscheck.document.model import Document
from presscheck.document.presence import without_unset
from presscheck.layers import PARTS, TASKS
from presscheck.measure.cells import Tally
from presscheck.measure.counts import Counts
from presscheck.measure.measure import DocumentPair, Measure
from presscheck.measure.settings import Settings
from presscheck.scoring import run as scoring_run
from presscheck.scoring import selection

LAYERS = ("mentions", "coref", "links", "events", "quotes")
PEERS = ("seqeval", "nervaluate", "spacy", "scikit-learn")
MEMORY = """
import re, resource, sys
from pathlib import Path
from presscheck import api
api.score(*sys.argv[1:], resample=None)
status = Path("/proc/self/status")
if status.exists():  # ru_maxrss there begins with what the parent had
    print(int(re.search(r"VmHWM:\\s*(\\d+)", status.read_text())[1]) // 1024)
else:
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 2**20)
"""

Job = Callable[[], object]


def jobs(lines: list[tuple[bytes, bytes]], folder: Path) -> dict[str, Job]:
    """What is timed, by name."""
    documents = [(prepared(gold), prepared(pred)) for gold, pred in lines]
    files = written(lines, folder)
    found: dict[str, Job] = {
        "decode": lambda: all(jsonl.parse(line) for pair in lines for line in pair),
        "read": reading(files),
    }
    for layer in LAYERS:
        rows = [row for row in selection.select("default") if row.layer == layer]
        found[layer] = counting(documents, rows)
    for name, rows in SETS.items():
        found[name] = counting(documents, selection.select(rows))
    found |= {f"score {name}": scoring(files, wanted) for name, wanted in WHOLE.items()}
    found |= sized("snippets", generate.lines(10 * len(lines), size=generate.SNIPPET), folder)
    found |= sized("novel", generate.lines(1, size=generate.NOVEL), folder)
    return found | peers.jobs(list(generate.documents(len(lines))))


SETS = {
    "mention.strict": "mention.strict",
    "neleval's five": ",".join(peers.LINKS.values()),
    **{f"the rows of {checkout.name}": ",".join(checkout.rows) for checkout in checkouts.here()},
}
"""Rows that are compared with a peer's, by name."""

WHOLE = {"default": "default", "one row": "mention.strict", "all": "all"}
"""Measures of a whole score of two files, by name."""

AIMS = {
    "score default": ("read", 6),
    "score one row": ("read", 2.5),
    "score all": ("score default", 3),
    "snippets default": ("snippets read", 10),
    "novel all": ("novel read", None),
}
"""Contender -> what it is a multiple of, and the most that is aimed at."""


def scoring(files: tuple[Path, Path], wanted: str, resample: str | None = None) -> Job:
    """A whole score of two files."""
    return lambda: api.score(*files, resample=resample, measures=wanted)


def sized(name: str, lines: Iterable[tuple[bytes, bytes]], folder: Path) -> dict[str, Job]:
    """Reading and scoring documents of another size; one document by itself with its intervals."""
    pairs = list(lines)
    files = written(pairs, folder, name)
    rows, resample = ("all", "jackknife") if len(pairs) == 1 else ("default", None)
    return {f"{name} read": reading(files), f"{name} {rows}": scoring(files, rows, resample)}


def reading(files: tuple[Path, Path]) -> Job:
    """The decode-only pass over two files."""
    return lambda: all(jsonl.parse(line) for file in files for _, line in jsonl.lines(file))


def prepared(line: bytes) -> Document:
    """A document as it is counted: our input object, ready made as the peers' are."""
    return without_unset(jsonl.parse(line))


def counting(documents: list[tuple[Document, Document]], rows: Iterable[Measure]) -> Job:
    """Count some rows on decoded documents and add them up, nothing remembered from the last time."""
    chosen, settings, tasks = tuple(rows), Settings(), frozenset({*TASKS, *PARTS})

    def run() -> dict[str, dict[str, Counts]]:
        tallies = {row.id: Tally() for row in chosen if row.count}
        for gold, pred in documents:
            for cell, cells in scoring_run.count(
                DocumentPair(gold, pred, settings, tasks=tasks), chosen
            ).items():
                tallies[cell].add(cells)
        return {cell: tally.by_label() for cell, tally in tallies.items()}

    return run


def written(lines: list[tuple[bytes, bytes]], folder: Path, name: str = "articles") -> tuple[Path, Path]:
    """The documents as two files."""
    files = (folder / f"{name}-{len(lines)}.gold.jsonl", folder / f"{name}-{len(lines)}.pred.jsonl")
    for side, file in enumerate(files):
        file.write_bytes(b"".join(pair[side] for pair in lines))
    return files


def measured(contenders: dict[str, Job], rounds: int) -> dict[str, list[float]]:
    """CPU seconds of every contender in every round, after one that does not count."""
    times: dict[str, list[float]] = {name: [] for name in contenders}
    for number in range(rounds + 1):
        for name, job in contenders.items():
            gc.collect()
            before = time.process_time()
            job()
            if number:
                times[name].append(time.process_time() - before)
    return times


def spread(values: Iterable[float], digits: int = 1) -> str:
    """Least, median and greatest.

    >>> spread([3, 1, 2])
    '1.0 – **2.0** – 3.0'
    """
    found = sorted(values)
    return f"{found[0]:.{digits}f} – **{median(found):.{digits}f}** – {found[-1]:.{digits}f}"


def ratios(times: dict[str, list[float]], over: str, under: str) -> list[float]:
    """How many times as long one contender took as another, round by round."""
    return [a / b for a, b in zip(times[over], times[under], strict=True)]


def peak(count: int, folder: Path) -> int:
    """Peak memory in MB of a process that scores so many documents."""
    files = written(list(generate.lines(count)), folder)
    run = [sys.executable, "-c", MEMORY, *map(str, files)]
    return int(subprocess.run(run, capture_output=True, text=True, check=True).stdout)  # noqa: S603 - our own


def disagreement(job: Callable[[], dict[str, float]], pairs: list[tuple[bytes, bytes]]) -> float:
    """The greatest difference between a peer's F1 and ours, over its rows."""
    theirs = job()
    sides = ([jsonl.parse(pair[side]) for pair in pairs] for side in (0, 1))
    ours = api.score(*sides, measures=",".join(theirs), resample=None)
    return max(abs(ours[row]["f1"] - value) for row, value in theirs.items())


def report(
    times: dict[str, list[float]], memory: dict[int, int], documents: int, differences: dict[str, float]
) -> str:
    """The results as Markdown: nothing in it is typed but the aims."""
    per = {name: [1e6 * value / documents for value in values] for name, values in times.items()}
    neleval = peers.NELEVAL in times

    def against(name: str, ours: str) -> tuple[str, str]:
        return spread(per[name], 0), spread(ratios(times, name, ours))

    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in PEERS)
    cpu = f"Python {platform.python_version()}, {platform.system()} {platform.machine()}"
    parts = [
        "# Benchmarks",
        (
            f"{documents} generated documents, {len(times['decode'])} rounds, {cpu}; {versions}. "
            "Microseconds of CPU time a document (least – **median** – greatest); ratios are taken within a "
            "round. Made by `make bench`."
        ),
        "## A layer's default measures against the decode-only pass",
        grid(
            ["contender", "µs a document", "times the decode-only pass"],
            [
                [name, spread(per[name], 0), spread(ratios(times, name, "decode"))]
                for name in ("decode", *LAYERS)
            ],
        ),
        "## Mentions against the peers' scoring call",
        (
            "One call of a peer against our three default measures of mentions, and against `mention.strict` "
            "alone; the aim is 10 times the fastest peer. Quotes have no peer."
        ),
        grid(
            ["peer", "µs a document", "times all of ours", "times mention.strict"],
            [
                [
                    name,
                    spread(per[name], 0),
                    spread(ratios(times, name, "mentions")),
                    spread(ratios(times, name, "mention.strict")),
                ]
                for name in PEERS
            ],
        ),
        "## Links, coreference and events against the peers' scoring call",
        (
            "Five measures of neleval against our rows link.strong, link.nil, link.all, link.typed and "
            "link.entity (the aim is 8); MUC, B³, CEAFe and LEA of coval and corefud-scorer (10), and the "
            "six scores of TextEE (1) against our rows of the same. Difference: the greatest between its F1 "
            "and ours."
        ),
        grid(
            ["peer", "µs a document", "times ours", "difference"],
            [
                *([[peers.NELEVAL, *against(peers.NELEVAL, "neleval's five"), "–"]] if neleval else []),
                *(
                    [c.name, *against(c.name, f"the rows of {c.name}"), f"{differences[c.name]:.0e}"]
                    for c in checkouts.here()
                ),
                *([name, why, "–", "–"] for name, why in peers.skipped().items()),
            ],
        ),
        "## A whole score of files",
        (
            "`presscheck.score` on files, validated and admitted, as a multiple of reading and decoding the "
            "same files, of all measures as a multiple of the default ones. Snippets have 8 mentions; the "
            "novel has 120,000 characters and 550 quotes, and is scored with intervals."
        ),
        grid(
            ["contender", "over", "times", "aim"],
            [
                [name, over, spread(ratios(times, name, over)), str(aim or "–")]
                for name, (over, aim) in AIMS.items()
            ],
        ),
        "## Memory",
        grid(["documents", "peak MB"], [[str(n), str(mb)] for n, mb in memory.items()]),
    ]
    return "\n\n".join(parts) + "\n"


def grid(header: list[str], rows: list[list[str]]) -> str:
    """A Markdown table."""
    lines = [header, ["---", *["--:"] * (len(header) - 1)], *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--documents", type=int, default=400)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--memory", type=int, nargs="*", default=[100, 1000, 5000])
    parser.add_argument("-o", "--output", type=Path)
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        lines = list(generate.lines(asked.documents))
        times = measured(jobs(lines, folder), asked.rounds)
        pairs = list(generate.documents(asked.documents))
        differences = {c.name: disagreement(c.ready(pairs), lines) for c in checkouts.here()}
        memory = {count: peak(count, folder) for count in asked.memory}
    text = report(times, memory, asked.documents, differences)
    if asked.json:
        asked.json.write_text(
            json.dumps({"seconds": times, "memory": memory, "differences": differences}, indent=1) + "\n",
            encoding="utf-8",
        )
    if asked.output:
        asked.output.write_text(text, encoding="utf-8")
    print(text, end="")


if __name__ == "__main__":
    main()
