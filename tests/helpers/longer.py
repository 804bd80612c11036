"""Duration of the guards over all rows: as long as `make test` waits, or many times that (`.ci/run`)."""

import os

VARIABLE = "PRESSCHECK_TIMES"
"""The environment variable that says how many times as many random documents the guards look at."""


def times(number: int) -> int:
    """So many random examples, or a multiple of them where a longer run is asked for.

    >>> times(40) >= 40
    True
    """
    return number * int(os.environ.get(VARIABLE, "1"))
