"""The stages of a run: how long each takes, and what of them is finished."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Protocol

from consultation_insight.config import Settings
from consultation_insight.corpus import Corpus
from consultation_insight.progress import ENDED
from consultation_insight.protocols import Progress
from consultation_insight.results import Result

__all__ = ["Keeper", "Stages"]


@dataclass
class Stages:
    """Times each stage, and tells a callback what is under way."""

    progress: Progress | None = None
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str, done: int, total: int) -> Iterator[None]:
        """Run one stage of several."""
        if self.progress:
            self.progress(name, done, total)
        start = time.perf_counter()
        yield
        self.seconds[name] = round(time.perf_counter() - start, 3)

    def end(self, total: int) -> None:
        """Say that all is done."""
        if self.progress:
            self.progress(ENDED, total, total)


class Keeper(Protocol):
    """Keeps finished steps of a run on disk, and gives those that need not be done again."""

    def begin(self, redacted: Corpus, settings: Settings) -> None:
        """Learn what the steps are made from."""

    def corpus(self) -> Corpus | None:
        """The prepared corpus, if it is finished."""

    def result(self, name: str, corpus: Corpus) -> Result | None:
        """A result, if it is finished."""

    def keep(self, name: str, thing: Corpus | Result, seconds: float) -> None:
        """Keep the prepared corpus (``corpus``) or a result."""
