"""`python -m tests.fuzz N`: check N random inputs, keep what breaks a promise."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from pathlib import Path

from tests.fuzz.run import FAMILIES, Failure, folded, many


def main() -> int:
    """Print how many inputs were checked and what broke; 1 if something did."""
    parser = argparse.ArgumentParser(
        prog="make fuzz", description="Check random inputs against three promises."
    )
    parser.add_argument("number", type=int, nargs="?", default=20_000, help="how many inputs")
    parser.add_argument(
        "--seed", type=int, default=0, help="the first seed; an input is made of its seed alone"
    )
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes")
    parser.add_argument(
        "--keep", type=Path, default=Path("build/fuzz"), help="folder for inputs that break one"
    )
    parser.add_argument(
        "--figures", type=Path, help="JSON that gains what was run; `docs/promises.md` reads bench/fuzz.json"
    )
    given = parser.parse_args()
    began, failures = time.monotonic(), []
    for done, new in many(given.seed, given.number, given.jobs):
        failures += new
        _progress(done, given.number, len(failures), began)
    _keep(failures, given.keep)
    if given.figures:
        seconds = round(time.monotonic() - began)
        figures = {
            "inputs": given.number,
            "seed": given.seed,
            "jobs": given.jobs,
            "seconds": seconds,
            "broken": len(failures),
        }
        given.figures.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    print(f"{given.number:,} inputs of {len(FAMILIES)} families from seed {given.seed}, "
          f"{time.monotonic() - began:,.0f} s: {len(failures) or 'no'} broken promises")  # fmt: skip
    for cause, number in folded(failures).most_common():
        example = next(failure for failure in failures if failure.cause == cause)
        print(f"  {number} x {cause}\n      seed {example.seed}: {given.keep / _name(example)}")
    return 1 if failures else 0


def _progress(done: int, number: int, broken: int, began: float) -> None:
    if sys.stderr.isatty():
        rate = done / max(time.monotonic() - began, 1e-9)
        print(f"\r{done:,} of {number:,}  {rate:,.0f} a second  {broken} broken", end="", file=sys.stderr)
        if done == number:
            print(file=sys.stderr)


def _name(failure: Failure) -> str:
    return f"{failure.input.family.replace(' ', '-')}-{failure.seed}.json"


def _keep(failures: list[Failure], folder: Path) -> None:
    for failure in failures:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / _name(failure)).write_text(failure.input.dumps(), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
