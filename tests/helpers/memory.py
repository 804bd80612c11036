"""Memory that a call needs at its worst moment, as Python's own allocator counts it."""

import gc
import tracemalloc
from collections.abc import Callable


def peak(call: Callable[[], object]) -> int:
    """Return the greatest number of bytes that a call holds at one time, beside what there was before."""
    usual = gc.get_threshold()
    gc.collect()
    gc.set_threshold(50, 2, 2)  # garbage in cycles is not what is held
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        call()
        _, greatest = tracemalloc.get_traced_memory()
        return greatest - before
    finally:
        tracemalloc.stop()
        gc.set_threshold(*usual)


def growth(call: Callable[[int], object], n: int) -> float:
    """Return the bytes by which the peak of a call of size 2n is above that of size n, divided by n."""
    call(n)
    return (peak(lambda: call(2 * n)) - peak(lambda: call(n))) / n
