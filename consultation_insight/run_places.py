"""Where a run is written: one writer at a time, beside its folder, put in place when whole.

::

    .DIR.lock          held while a run writes; the system lets go of it when the process ends
    .DIR.unfinished    what is finished of a run; a run that was killed goes on from here
    .DIR.old           the earlier run, for the moment in which the new one takes its place
"""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from consultation_insight.errors import OutputProblem

__all__ = ["disk_errors", "only_one", "put_in_place", "refuse_other_folders", "unfinished"]

#: A process that was killed a moment ago may not be gone yet; so many seconds are waited for it.
PATIENCE = 2.0
#: The byte that is locked: beyond the text of the file, which others must be able to read.
_BYTE = 1 << 20


def refuse_other_folders(out: Path, marker: str = "manifest.json") -> None:
    """Refuse a folder that holds something else than an earlier run."""
    if out.exists() and not out.is_dir():
        raise OutputProblem(f"{out} is a file; name a folder to write to.")
    if out.is_dir() and any(out.iterdir()) and not (out / marker).is_file():
        raise OutputProblem(
            f"{out} is neither empty nor an earlier run; nothing in it was touched. "
            "Name another folder."
        )


@contextmanager
def disk_errors(out: Path) -> Iterator[None]:
    """Say what the disk refused, and what can be done."""
    try:
        yield
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else type(error).__name__
        raise OutputProblem(
            f"{out} cannot be written: {reason}. Close files of it that are open elsewhere, make "
            "room, or name another folder; an earlier run in it is as it was."
        ) from None


@contextmanager
def unfinished(out: Path) -> Iterator[Path]:
    """Give the folder to write a run into.

    It may hold finished steps of a run that was killed. After an error it is taken away; whoever
    stops a run by hand finds the finished steps again.
    """
    work, old = _beside(out, "unfinished"), _beside(out, "old")
    with disk_errors(out):
        if old.exists():  # killed between two moves
            if out.exists():
                shutil.rmtree(old)
            else:
                old.rename(out)
    try:
        yield work
    except Exception:
        shutil.rmtree(work, ignore_errors=True)
        raise


def put_in_place(work: Path, out: Path) -> None:
    """Let a whole run take the place of an earlier one."""
    old = _beside(out, "old")
    work.chmod(0o755)  # until now it was for its owner alone
    if out.exists():
        out.rename(old)
    try:
        work.rename(out)
    except OSError:
        if old.exists():
            old.rename(out)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _beside(out: Path, what: str) -> Path:
    return out.with_name(f".{out.name}.{what}")


@contextmanager
def only_one(out: Path, *, patience: float | None = None) -> Iterator[None]:
    """Let one process at a time write a folder; the second is told who is at work.

    The system holds the lock and lets go of it when the process ends, so that none is left over
    from one that was killed: what is left of its lock file is taken over. The file names the
    process for people. Where the disk knows no locks (some network drives), none is held.

    Parameters
    ----------
    out : path
        The folder to write; the lock file lies beside it.
    patience : float, optional
        Seconds to wait for another process to end.

    Raises
    ------
    OutputProblem
        Another process writes the folder, or nothing can be written beside it.
    """
    path = _beside(out, "lock")
    until = time.monotonic() + (PATIENCE if patience is None else patience)
    with disk_errors(out):
        out.parent.mkdir(parents=True, exist_ok=True)
        while (handle := _taken(path)) is None:
            if time.monotonic() > until:
                raise OutputProblem(
                    f"{out} is being written by another run{_who(path)}. Wait until it is done, or "
                    "name another folder."
                )
            time.sleep(0.05)
    try:
        with suppress(OSError):  # on a full disk the lock holds without its text
            os.ftruncate(handle, 0)
            os.write(handle, f"{os.getpid()} {time.strftime('%H:%M:%S')}".encode())
        yield
    finally:
        if sys.platform == "win32":  # there an open file cannot be taken away
            os.close(handle)
        with suppress(OSError):
            path.unlink(missing_ok=True)
        if sys.platform != "win32":
            os.close(handle)


def _taken(path: Path) -> int | None:
    """The lock file with its lock, or None where another process holds it."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    held = False
    try:
        if _lock(handle):
            with suppress(FileNotFoundError):
                # Whoever held it may have taken the file away between our two calls.
                held = os.path.samestat(os.fstat(handle), path.stat())
    finally:
        if not held:
            os.close(handle)
    return handle if held else None


def _lock(handle: int) -> bool:
    """Lock without waiting; True too where the disk knows no locks."""
    try:
        if sys.platform == "win32":
            import msvcrt

            os.lseek(handle, _BYTE, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
            os.lseek(handle, 0, os.SEEK_SET)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:  # no locks on this disk
        return True
    return True


def _who(path: Path) -> str:
    with suppress(OSError, ValueError):
        number, since = path.read_text(encoding="utf-8").split()
        return f" (process {int(number)}, since {since})"
    return ""
