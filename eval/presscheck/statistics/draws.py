"""Draws of the bootstrap and of the randomisation test: how many, and from which seed."""

from __future__ import annotations

from presscheck.document.exceptions import UsageError

TRIALS = 10_000
SEED = 13


def check(trials: int, seed: int) -> None:
    """Refuse numbers of draws and seeds that no generator takes.

    Args:
        trials: draws; at least 1.
        seed: of the bit generator; at least 0.

    Raises:
        UsageError: one of them is another value.

    >>> check(100, 0)
    """
    for name, value, least in (("trials", trials, 1), ("seed", seed, 0)):
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            raise UsageError(f"{name}: expected a whole number from {least} on, got {value!r}")
