"""A corpus in partitions: facts with the coordinator, texts on the disk."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from consultation_insight.corpus import Corpus
from consultation_insight.distributed.engine import Engine, Task, read_frame, write_frame

__all__ = ["TEXTS", "Divided", "fingerprints", "part_corpus"]

#: What a response says, in partitions only; the coordinator has blanks in its stead.
TEXTS = ("text", "links")

Prints = npt.NDArray[np.uint64]


@dataclass(frozen=True, eq=False)
class Divided:
    """A corpus whose texts stand in partitions.

    Parameters
    ----------
    corpus : Corpus
        With blanks for texts and links.
    engine : Engine
    ends : tuple of int
        Where each partition ends among the responses.
    texts : str
        The name of the tables that hold the texts as they are now.
    facts : str
        The name of the tables that hold the other columns as they are now.
    """

    corpus: Corpus
    engine: Engine
    ends: tuple[int, ...]
    texts: str
    facts: str = ""

    @property
    def parts(self) -> range:
        """The numbers of the partitions."""
        return range(len(self.ends))

    def slices(self) -> list[slice]:
        """The rows of each partition."""
        return [slice(a, b) for a, b in zip((0, *self.ends), self.ends, strict=False)]

    def each(self, stage: str, task: Task, shared: Any = None) -> list[Any]:
        """Run a task for each partition."""
        return self.engine.each(stage, task, self.parts, (self.texts, self.facts, shared))

    def with_facts(self, name: str) -> Divided:
        """Write the coordinator's columns beside the texts, for tasks that need them."""
        frame = self.corpus.responses.drop(columns=list(TEXTS))
        for part, rows in zip(self.parts, self.slices(), strict=True):
            write_frame(self.engine.folder, name, part, frame.iloc[rows])
        return replace(self, facts=name)

    def once(self, name: str, make: Callable[[], Divided]) -> Divided:
        """What a step gives, or gave in an earlier try."""

        def plain() -> Divided:
            return replace(make(), engine=None)  # type: ignore[arg-type]

        found: Divided = self.engine.once(name, plain)
        return replace(found, engine=self.engine)

    def after(self, corpus: Corpus, texts: str | None = None) -> Divided:
        """The same partitions of the corpus after a step."""
        return replace(self, corpus=corpus, texts=texts or self.texts)

    def tables(self, name: str) -> pd.DataFrame:
        """Put the tables of facts that all partitions wrote under a name on top of each other."""
        frames = [read_frame(self.engine.folder, name, part) for part in self.parts]
        return pd.concat([f for f in frames if len(f)] or frames[:1], ignore_index=True)


def part_corpus(folder: Path, part: int, texts: str, facts: str) -> Corpus:
    """The responses of one partition as a corpus; questions are what they answer."""
    frame = read_frame(folder, facts, part)
    said = read_frame(folder, texts, part)
    return Corpus.from_responses(frame.assign(**{name: said[name] for name in TEXTS}))


def fingerprints(keys: Sequence[object]) -> Prints:
    """Two 64-bit numbers for each key; zeros for None."""
    found = np.zeros((len(keys), 2), dtype=np.uint64)
    for place, key in enumerate(keys):
        if key is not None:
            digest = hashlib.blake2b(repr(key).encode("utf-8", "surrogatepass"), digest_size=16)
            found[place] = np.frombuffer(digest.digest(), dtype=np.uint64)
    return found
