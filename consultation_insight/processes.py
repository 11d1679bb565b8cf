"""The second process of a run."""

from __future__ import annotations

import atexit
import os
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from importlib import import_module
from multiprocessing import get_context, parent_process

from consultation_insight._collecting import collect_rarely

__all__ = ["end_with_parent", "nothing_begun", "second_process"]

#: Whether this process may be copied, once: see `nothing_begun`.
_nothing_begun = False


def nothing_begun() -> None:
    """Say that this process is the package's own, and that no library has worked in it yet.

    The second process may then be a copy of it, which need not load everything anew.
    """
    global _nothing_begun
    _nothing_begun = True


@contextmanager
def second_process(workers: int) -> Iterator[Executor | None]:
    """Give a second process that loads its libraries while the first one reads; or none.

    Started anew rather than forked, so that no thread of a library is torn in two; but on Linux
    forked where no library has begun any.
    """
    if workers < 2:
        yield None
        return
    way = "fork" if _may_fork() else "spawn"
    if way == "fork":  # both will need it
        _read_vectors()
    context = get_context(way)
    with ProcessPoolExecutor(1, mp_context=context, initializer=end_with_parent) as pool:
        pool.submit(_warm_up)
        yield pool


def _may_fork() -> bool:
    global _nothing_begun
    first, _nothing_begun = _nothing_begun, False
    return first and sys.platform == "linux" and threading.active_count() == 1


def end_with_parent() -> None:
    """Let this process end when the one that started it is killed, rather than wait for ever."""
    parent = parent_process()

    def wait() -> None:
        if parent:
            parent.join()
            os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


def _warm_up() -> None:
    # Its results are sent by the time it ends: the system takes its memory back faster than Python.
    atexit.register(os._exit, 0)
    collect_rarely()
    _read_vectors()
    import_module("consultation_insight.analysis.themes")


def _read_vectors() -> None:
    from consultation_insight.models.embeddings import embedder

    embedder("static")
