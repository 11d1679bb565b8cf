"""Stages over partitions: what was done is on disk, so that a stage goes on where it stopped.

A task reads and writes files of its own partition and returns something small, such as counts or
a few numbers for each response. Nothing that it returns may be large: `Engine.each` measures it.
"""

from __future__ import annotations

import errno
import os
import pickle
import shutil
import time
from asyncio import CancelledError
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from consultation_insight.errors import (
    ClusterProblem,
    InsightError,
    ModelNotAvailable,
    OutputProblem,
    UsageError,
)
from consultation_insight.protocols import Progress

__all__ = ["Engine", "cluster", "load", "read_frame", "save", "write_frame"]

#: What a task may hand over, in bytes; more would be texts or something of their size.
MOST_RETURNED = 64_000_000
#: Seconds to wait for a scheduler.
PATIENCE = 10
#: How often a task may lose its worker before the run gives up.
RETRIES = 3
#: Seconds without any worker after which a run gives up: time for a new one to start.
WITHOUT_WORKERS = 120
#: For a cluster on this computer. A worker that is away is given up when ten minutes have passed after it
#: was lost: Dask's 15 seconds are too few for one that is lost twice, or that starts on a busy computer. And one
#: that says nothing for long is not given up at all: it died if its connection ended, and else the computer slept.
LOCAL = {
    "distributed.deploy.lost-worker-timeout": "10 minutes",
    "distributed.scheduler.worker-ttl": None,
}
#: The file that says what a folder's partitions depend on, and the ending of what was made of all of them.
KEY, ONCE = "key", ".once"
#: Seconds without a result after which workers are counted.
WATCHED = 20

Task = Callable[[Path, int, Any], Any]


@contextmanager
def cluster(scheduler: str | None, client: Any, workers: int) -> Iterator[Any]:
    """Give a client: the caller's own, one for a scheduler's address, or one for a local cluster."""
    try:
        import dask
        import distributed
    except ImportError:
        raise ModelNotAvailable.for_extra("backend='dask'", "dask") from None
    if client is not None:
        if not isinstance(client, distributed.Client):
            raise UsageError("client must be a distributed.Client.")
        yield client
        return
    if scheduler is None:
        with dask.config.set(LOCAL), _cluster_here(workers) as own:
            yield own
        return
    try:
        own = distributed.Client(scheduler, timeout=PATIENCE)
    except (OSError, TimeoutError, ValueError) as error:
        raise ClusterProblem(
            f"There is no scheduler at {scheduler} ({type(error).__name__}); start one "
            "(dask scheduler) or leave --scheduler out for a cluster on this computer."
        ) from None
    with own:
        yield own


def _cluster_here(workers: int) -> Any:
    from distributed import Client

    return Client(n_workers=workers, threads_per_worker=1, processes=True, dashboard_address=":0")


class Engine:
    """Runs tasks for all partitions on a cluster, and remembers which are done.

    Parameters
    ----------
    client : distributed.Client
    folder : Path
        On a disk that all workers see.
    key : str
        What the results depend on; a folder of another key is emptied.
    progress : callable, optional
        Called as ``progress(stage, done, total)``.
    """

    def __init__(
        self, client: Any, folder: Path, key: str, progress: Progress | None = None
    ) -> None:
        self.client, self.folder, self.progress = client, folder.resolve(), progress
        #: Bytes that came back from tasks, by stage: in all, and the most from one.
        self.gathered: dict[str, tuple[int, int]] = {}
        #: Tasks that were done in an earlier try, by stage.
        self.resumed: dict[str, int] = {}
        try:
            known = folder / KEY
            if folder.exists() and (not known.is_file() or known.read_text() != key):
                shutil.rmtree(folder)
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            known.write_text(key)
        except OSError as error:
            raise OutputProblem(_disk_says(folder, error)) from None

    def each(self, stage: str, task: Task, parts: Sequence[int], shared: Any = None) -> list[Any]:
        """Run a task for each partition; its results in their order.

        Parameters
        ----------
        stage : str
            Unique in a run, and a name for a file.
        task : callable
            Called as ``task(folder, part, shared)`` on a worker; a function of a module.
        parts : sequence of int
        shared : object
            What all need to know; it is written to the folder once.
        """
        done = {part: result for part in parts if (result := self._known(stage, part)) is not None}
        self.resumed[stage] = len(done)
        todo = [part for part in parts if part not in done]
        if todo:
            self._save(f"{stage}.shared", shared)
            for part, result in self._run(stage, task, todo):
                done[part] = result
                if self.progress:
                    self.progress(self._shown(stage), len(done), len(parts))
        sizes = [len(done[part]) for part in parts]
        self.gathered[stage] = sum(sizes), max(sizes, default=0)
        return [pickle.loads(done.pop(part)) for part in parts]  # noqa: S301

    def _known(self, stage: str, part: int) -> bytes | None:
        path = done_path(self.folder, stage, part)
        return path.read_bytes() if path.is_file() else None

    def _shown(self, stage: str) -> str:
        try:
            number = len(self.client.nthreads())
        except (OSError, AttributeError):  # the next task says that the scheduler is gone
            return stage
        return f"{stage} on {number} worker{'' if number == 1 else 's'}"

    def _run(self, stage: str, task: Task, todo: Sequence[int]) -> Iterator[tuple[int, bytes]]:
        from distributed.comm.core import CommClosedError
        from distributed.scheduler import KilledWorker

        futures: dict[Any, int] = {}
        try:
            for part in todo:
                future = self.client.submit(
                    _do, task, str(self.folder), stage, part, pure=False, retries=RETRIES
                )
                futures[future] = part
            for future in self._as_completed(stage, futures):
                # What is done is on the disk, also where its worker has died since.
                known = self._known(stage, futures[future])
                if known is not None:
                    yield futures.pop(future), known
                    continue
                if future.cancelled() or future.status in ("lost", "pending"):
                    raise _gone(stage, self.folder)
                result = future.result()
                if isinstance(result, _Failed):
                    raise result.error
                yield futures.pop(future), result
        except KilledWorker:
            raise ClusterProblem(
                f"Workers were lost again and again in the stage {stage!r}: they need more memory, "
                "or smaller partitions (partition_rows). What was done stays: the same command goes "
                "on from there."
            ) from None
        except InsightError:
            raise
        except Exception as error:
            away = CommClosedError, TimeoutError, CancelledError
            if isinstance(error, away) or self.client.status != "running":
                raise _gone(stage, self.folder) from None
            raise
        finally:
            with suppress(Exception):
                self.client.cancel(list(futures))

    def _as_completed(self, stage: str, futures: Mapping[Any, int]) -> Iterator[Any]:
        """Futures as they are done; a scheduler without workers would wait for ever."""
        from distributed import as_completed

        since: float | None = None
        while futures:
            coming = as_completed(list(futures), timeout=WATCHED)
            while True:
                try:
                    future = next(coming)
                except StopIteration:
                    return
                except TimeoutError:
                    break
                since = None
                yield future
            if self.client.nthreads():
                since = None
                continue
            since = since or time.monotonic() - WATCHED
            if time.monotonic() - since >= WITHOUT_WORKERS:
                raise ClusterProblem(
                    f"The cluster has had no worker for {WITHOUT_WORKERS} seconds, in the stage "
                    f"{stage!r}. What was done is in {self.folder}: start workers and repeat the "
                    "command, and it goes on from there."
                )

    def once(self, name: str, make: Callable[[], Any]) -> Any:
        """Make something with the coordinator, or take it from an earlier try."""
        path = self.folder / f"{name}{ONCE}"
        if path.is_file():
            return load(path)
        made = make()
        self._save(path.name, made)
        return made

    def _save(self, name: str, thing: Any) -> None:
        try:
            save(self.folder / name, thing)
        except OSError as error:
            raise OutputProblem(_disk_says(self.folder, error)) from None

    def forget(self, *names: str) -> None:
        """Delete files of the folder that nothing needs any more, such as texts before redaction."""
        for name in names:
            for path in self.folder.glob(name):
                path.unlink(missing_ok=True)

    def close(self) -> None:
        """Delete the folder: the run is written."""
        shutil.rmtree(self.folder, ignore_errors=True)


class _Failed:
    """An error of ours: another try would come to the same."""

    def __init__(self, error: InsightError) -> None:
        self.error = error


def _gone(stage: str, folder: Path) -> ClusterProblem:
    return ClusterProblem(
        f"The scheduler went away in the stage {stage!r}. What was done is in {folder}: start the "
        "cluster again and repeat the command, and it goes on from there."
    )


def _do(task: Task, folder: str, stage: str, part: int) -> bytes | _Failed:
    """One task on a worker: done once, whole or not at all."""
    home = Path(folder)
    path = done_path(home, stage, part)
    if path.is_file():
        return path.read_bytes()
    try:
        shared = _shared(
            str(home / f"{stage}.shared"), (home / f"{stage}.shared").stat().st_mtime_ns
        )
        content = pickle.dumps(task(home, part, shared), protocol=5)
        if len(content) > MOST_RETURNED:
            raise ClusterProblem(
                f"A task of the stage {stage!r} would hand over {len(content):,} bytes; "
                "take smaller partitions (partition_rows)."
            )
        _put(path, content)
    except InsightError as error:
        return _Failed(error)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES):
            return _Failed(OutputProblem(_disk_says(home, error)))
        raise
    return content


def _disk_says(folder: Path, error: OSError) -> str:
    return (
        f"The folder for partitions, {folder}, cannot be written: {error.strerror}. Make room, and "
        "repeat the command: it goes on from what is done."
    )


@lru_cache(maxsize=2)
def _shared(path: str, _stamp: int) -> Any:
    return load(Path(path))


def done_path(folder: Path, stage: str, part: int) -> Path:
    """Where the result of a task is kept."""
    return folder / f"{stage}-{part:05d}.done"


def _put(path: Path, content: bytes) -> None:
    own = path.with_name(f"{path.name}.{os.getpid()}.writing")
    own.write_bytes(content)
    own.replace(path)


def save(path: Path, thing: Any) -> None:
    """Write an object, whole or not at all."""
    _put(path, pickle.dumps(thing, protocol=5))


def load(path: Path) -> Any:
    """Read an object that this run wrote."""
    return pickle.loads(path.read_bytes())  # noqa: S301


def write_frame(folder: Path, name: str, part: int, frame: pd.DataFrame) -> None:
    """Write the table of a partition, whole or not at all."""
    path = folder / f"{name}-{part:05d}.parquet"
    own = path.with_name(f"{path.name}.{os.getpid()}.writing")
    frame.to_parquet(own, index=False, compression="zstd")
    own.replace(path)


def read_frame(folder: Path, name: str, part: int) -> pd.DataFrame:
    """Read the table of a partition."""
    return pd.read_parquet(folder / f"{name}-{part:05d}.parquet")
