"""The file of replies, and beside it where the search stands.

A page is appended and flushed before the state says so. Stopped in between, the page comes again
and what is there already is left out by its id: nothing is lost, nothing stands twice.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from consultation_insight.errors import FileProblem, OutputProblem

__all__ = ["State", "Store"]


@dataclass
class State:
    """Where a search stands. It holds numbers of posts, never words.

    A sweep runs from the newest reply back to ``since_id``.
    """

    tweet_id: str
    archive: bool = False
    #: A sweep is under way, or was stopped.
    open: bool = False
    #: The sweep goes back to this post; empty: as far as the search reaches.
    since_id: str = ""
    newest: str = ""
    oldest: str = ""
    next_token: str = ""
    #: The newest reply of the last whole sweep.
    whole_to: str = ""
    #: The search did not reach back to `since_id`: older replies may be missing.
    gap: bool = False
    #: Bytes of the file that this is said of.
    size: int = 0
    #: What is not to be had: kind → numbers.
    gone: dict[str, list[str]] = field(default_factory=dict)


class Store:
    """A file of replies that can be gone on with.

    Parameters
    ----------
    path : path
        JSON lines. Missing, or from an earlier call for the same post.
    tweet_id : str
        The post that is replied to.
    archive : bool
        Whether the full archive is searched: a sweep of recent replies says nothing about it.

    Raises
    ------
    FileProblem
        The file holds something else.
    OutputProblem
        It cannot be written.
    """

    def __init__(self, path: Path, tweet_id: str, *, archive: bool) -> None:
        self.path, self.beside = path, path.with_name(path.name + ".state.json")
        self.tweet_id = tweet_id
        self.ids: set[int] = set()
        self.direct = self.withheld = 0
        self.state = State(tweet_id, archive)
        try:
            self._load_state(archive)
            if path.exists():
                self._load()
            else:
                self.state = State(tweet_id, archive)
            path.touch()
        except OSError as error:
            raise _refused(path, error) from None

    def _load_state(self, archive: bool) -> None:
        if not self.beside.exists():
            return
        try:
            state = State(**json.loads(self.beside.read_text(encoding="utf-8")))
        except (ValueError, TypeError):
            return  # torn or of another make: the sweep begins anew, and repeats nothing
        if state.tweet_id != self.tweet_id:
            raise self._other(f"holds the replies to another post ({state.tweet_id})")
        if state.archive == archive:
            self.state = state
        elif not (state.open or state.gap):  # whole so far, whichever way it was searched
            self.state.whole_to, self.state.gone = state.whole_to, state.gone

    def _load(self) -> None:
        """Count what is there; cut off a last line that was not written whole."""
        whole = 0
        with self.path.open("rb") as file:
            for number, line in enumerate(file, 1):
                if not line.endswith(b"\n"):
                    # Another's file is left as it is.
                    if not (whole or line.startswith(b'{"id": "') or self.beside.exists()):
                        raise self._other("is not a file of replies", number)
                    break
                try:
                    self._count(json.loads(line))
                except (ValueError, KeyError, TypeError, AttributeError):
                    raise self._other("is not a file of replies", number) from None
                whole += len(line)
        if whole < self.path.stat().st_size:
            os.truncate(self.path, whole)
        if whole < self.state.size:  # somebody or a failing disk took replies out: sweep anew
            self.state = State(self.tweet_id, self.state.archive, gone=self.state.gone)

    def _other(self, problem: str, row: int | None = None) -> FileProblem:
        return FileProblem(self.path, problem, row=row, remedy="Name another file to write.")

    def _count(self, record: dict[str, Any]) -> None:
        self.ids.add(int(record["id"]))
        self.direct += record["in_reply_to_id"] == self.tweet_id
        self.withheld += "withheld" in record

    def add(self, records: Iterable[dict[str, Any]]) -> int:
        """Append the records that are not there yet; say how many."""
        fresh = []
        for record in records:
            if int(record["id"]) not in self.ids and record["id"] != self.tweet_id:
                self._count(record)
                fresh.append(json.dumps(record, ensure_ascii=False))
        if fresh:
            try:
                with self.path.open("a", encoding="utf-8", newline="\n") as file:
                    file.write("\n".join(fresh) + "\n")
                    file.flush()
                    os.fsync(file.fileno())
            except OSError as error:
                raise _refused(self.path, error) from None
        return len(fresh)

    def save(self) -> None:
        """Write where the search stands, whole or not at all."""
        new = self.beside.with_name(self.beside.name + ".new")
        try:
            self.state.size = self.path.stat().st_size
            new.write_text(json.dumps(asdict(self.state)), encoding="utf-8")
            new.replace(self.beside)
        except OSError as error:
            raise _refused(self.beside, error) from None


def _refused(path: Path, error: OSError) -> OutputProblem:
    reason = error.strerror or type(error).__name__
    return OutputProblem(f"{path.name} cannot be written: {reason}. Name another file or folder.")
