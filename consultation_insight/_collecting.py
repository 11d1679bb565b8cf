"""How often Python looks for circular garbage, in processes that are the package's own.

A run makes many lists that stay, and few circles; searching them again and again took a tenth of
its time. Two million objects more are allowed between two searches: at most some hundred megabytes.
Never done on import or in a function of the library, because other people's processes are theirs.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["collect_rarely", "collecting_rarely"]

_OBJECTS = 2_000_000


def collect_rarely() -> None:
    """Search for garbage rarely, from now on."""
    gc.set_threshold(_OBJECTS, *gc.get_threshold()[1:])


@contextmanager
def collecting_rarely() -> Iterator[None]:
    """Search for garbage rarely while this lasts."""
    before = gc.get_threshold()
    collect_rarely()
    try:
        yield
    finally:
        gc.set_threshold(*before)
