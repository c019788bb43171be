"""A limit of time that holds on a slow or busy machine too: time is compared with plain work done beside it."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from time import process_time

# As often as this fits into a second of the quiet machine the limit was set on.
IN_A_SECOND = 20


def plain_work() -> float:
    """Seconds of processor time that the same arithmetic takes now."""
    began = process_time()
    sum(number % 7 for number in range(1_300_000))
    return process_time() - began


@contextmanager
def within_a_second() -> Iterator[None]:
    """What happens inside takes at most a second of processor time, by the measure of plain work before and after it.

    What thousands of tests before it left in memory is frozen: looking through that for garbage is not its work.
    """
    gc.collect()
    gc.freeze()
    try:
        before = plain_work()
        began = process_time()
        yield
        took = process_time() - began
    finally:
        gc.unfreeze()
    assert took < IN_A_SECOND * max(before, plain_work())
