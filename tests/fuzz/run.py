"""The families, and a run of many inputs over the machine's cores."""

from __future__ import annotations

import os
import random
import signal
import tempfile
import traceback
import warnings
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple, NoReturn

from tests.fuzz import conversions, documents, options, own_files, relations
from tests.fuzz.inputs import BrokenPromiseError, Family, Input

FAMILIES: dict[str, Family] = {
    module.FAMILY.name: module.FAMILY for module in (documents, conversions, own_files, options, relations)
}
"""Name -> family."""

LIMIT = 20.0
"""Seconds of work after which an input counts as one that does not end: a thousand times what one takes."""

WAIT = 300.0
"""Seconds on the wall after which it does: a loaded machine is slow, and a wait has no end."""

MEMORY = Path("/dev/shm")  # noqa: S108 - the folder in it has a random name
"""Files in memory, where there are such."""

CHUNK = 250
"""Inputs that a process takes at a time."""


class Failure(NamedTuple):
    """An input that broke a promise: its seed, the input, and a text."""

    seed: int
    input: Input
    text: str

    @property
    def cause(self) -> str:
        """The last line without what differs from input to input."""
        last = self.text.strip().splitlines()[-1]
        return f"{self.input.family}: {''.join('0' if c.isdigit() else c for c in last)[:110]}"


def made(seed: int) -> Input:
    """The input of a seed; its family is drawn by the families' shares.

    >>> made(3) == made(3)
    True
    """
    rng = random.Random(seed)
    shares = [family.share for family in FAMILIES.values()]
    (name,) = rng.choices(list(FAMILIES), shares)
    return FAMILIES[name].make(rng)


@contextmanager
def _limited() -> Iterator[None]:
    def stop(*_: object) -> NoReturn:
        raise BrokenPromiseError(f"does not end within {LIMIT:.0f} s of work or {WAIT:.0f} s")

    limits = ((signal.SIGPROF, signal.ITIMER_PROF, LIMIT), (signal.SIGALRM, signal.ITIMER_REAL, WAIT))
    before = [signal.signal(number, stop) for number, _, _ in limits]
    for _, timer, seconds in limits:
        signal.setitimer(timer, seconds)
    try:
        yield
    finally:
        for (number, timer, _), old in zip(limits, before, strict=True):
            signal.setitimer(timer, 0)
            signal.signal(number, old)


def broken(given: Input, folder: Path) -> str | None:
    """Check an input in an empty folder; a text if it breaks a promise."""
    here = Path.cwd()
    given.unpack(folder)
    os.chdir(folder)
    try:
        with _limited(), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            FAMILIES[given.family].check(given, folder)
    except BrokenPromiseError as error:
        return f"{error}"
    except Exception:
        return traceback.format_exc(limit=-6)
    finally:
        os.chdir(here)
    return None


def some(seeds: range) -> list[Failure]:
    """Check the inputs of some seeds."""
    failures = []
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as name:
        for seed in seeds:
            given = made(seed)
            if text := broken(given, Path(name)):
                failures.append(Failure(seed, given, text))
    return failures


def many(first: int, number: int, jobs: int) -> Iterator[tuple[int, list[Failure]]]:
    """Check `number` inputs from a seed on; gives how many are done, and the failures among the new ones."""
    chunks = [range(at, min(at + CHUNK, first + number)) for at in range(first, first + number, CHUNK)]
    done = 0
    with ProcessPoolExecutor(jobs) as pool:
        for chunk, failures in zip(chunks, pool.map(some, chunks), strict=True):
            done += len(chunk)
            yield done, failures


def folded(failures: list[Failure]) -> Counter[str]:
    """Cause -> how many inputs have it."""
    return Counter(failure.cause for failure in failures)
