"""`find_campaigns` over partitions.

Tasks count who uses which shingle, and hand over, as numbers, only those that enough people use. The
grouping is that of one computer, on these numbers. Texts are read where they are when a group is
looked at: at most those of one campaign stand in one place.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from consultation_insight.cleaning._copies.evidence import Marks, marks_in
from consultation_insight.cleaning._copies.near import SHINGLE, Ints, fold
from consultation_insight.cleaning._copies.passages import Numbers, Passages, once
from consultation_insight.cleaning._copies.question import Question
from consultation_insight.cleaning.campaigns import check_settings, marked_by
from consultation_insight.config import CampaignSettings
from consultation_insight.distributed.copies import (
    Distinct,
    SharedIndex,
    bucket_of,
    distinct_texts,
    gather,
    index_of,
    scatter,
)
from consultation_insight.distributed.divided import Divided
from consultation_insight.distributed.engine import read_frame

__all__ = ["find_campaigns_in_parts"]

Told = tuple[str, str, Any]


def find_campaigns_in_parts(divided: Divided, settings: CampaignSettings) -> Divided:
    """Do what `consultation_insight.find_campaigns` does."""
    chosen = settings.keywords()
    check_settings(**chosen)
    divided = divided.with_facts("with copies")
    corpus = divided.corpus
    wordings = corpus.questions["wording"].tolist()
    size, words = settings.min_size, settings.min_words

    def questions() -> Iterator[Question]:
        for number, (_, rows) in enumerate(corpus.live.groupby("question_id", sort=False)):
            texts = distinct_texts(divided, rows, f"q{number}")
            made = _Texts(divided, rows.index)
            marks = Marks(_marks(divided, rows.index, f"marks q{number}"))
            shared = _shared_passages(texts, rows.index, wordings, size)
            yield QuestionInParts(rows, wordings, size, words, (made, marks, shared))

    return divided.after(marked_by(corpus, questions(), **chosen))


@dataclass(eq=False)
class QuestionInParts(Question):
    """A question whose texts stand in partitions."""

    found_in_parts: tuple[Sequence[str], Marks, Passages]

    def read(self) -> None:
        """Take what the partitions told."""
        self.texts, self.marks, self.passages = self.found_in_parts


class _Texts(Sequence[str]):
    """The texts of some responses, read from the disk when they are asked for."""

    def __init__(self, divided: Divided, rows: pd.Index) -> None:
        self._divided, self._rows = divided, rows.to_numpy()
        self._part = lru_cache(maxsize=2)(self._read)

    def _read(self, part: int) -> npt.NDArray[Any]:
        frame = read_frame(self._divided.engine.folder, self._divided.texts, part)
        return frame["text"].to_numpy(dtype=object)

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, place: Any) -> Any:
        row = int(self._rows[place])
        part = bisect_right(self._divided.ends, row)
        return self._part(part)[row - (self._divided.ends[part - 1] if part else 0)]


def _marks(divided: Divided, rows: pd.Index, stage: str) -> dict[int, set[str]]:
    """The hashtags and links of the responses that have any, by their places in a question."""
    told = divided.each(stage, _marks_in)
    marked = {part.start + row: marks for part, some in zip(divided.slices(), told, strict=True)
              for row, marks in some.items()}  # fmt: skip
    places = rows.get_indexer(pd.Index(list(marked), dtype=np.int64)).tolist()
    return {
        place: marks for place, marks in zip(places, marked.values(), strict=True) if place >= 0
    }


def _marks_in(folder: Path, part: int, told: Told) -> dict[int, set[str]]:
    frame = read_frame(folder, told[0], part)
    return marks_in(frame["text"].tolist(), frame["links"].tolist())


class _Gathered(SharedIndex):
    """What is known of all distinct texts but their words."""

    @property
    def characters(self) -> npt.NDArray[np.bool_]:  # type: ignore[override]
        """Which texts are compared by characters."""
        return self.of_characters

    of_characters: npt.NDArray[np.bool_]

    @property
    def _flat(self) -> tuple[Ints, Ints, dict[str, int]]:  # type: ignore[override]
        return SharedIndex([], self.copies[:0])._flat


class _GatheredPassages(Passages):
    """Passages from what the tasks found."""

    def __init__(
        self, index: SharedIndex, which: Ints, known: Ints, users: Ints, places: Ints,
        run_rows: Numbers, run_codes: Numbers,
    ) -> None:  # fmt: skip
        self.index, self.which, self.known, self.users = index, which, known, users
        self.places, self.run_rows, self.run_codes = places, run_rows, run_codes
        self.rows, self.codes = once(run_rows, run_codes, len(known))


def _shared_passages(
    texts: Distinct, rows: pd.Index, wordings: Sequence[str], min_size: int
) -> Passages:
    texts.each("runs", _runs)
    used = texts.each("users", _users, min_size)
    both = np.concatenate(used, axis=1)
    both = both[:, np.argsort(both[0], kind="stable")]
    known, users = both
    asked = SharedIndex([], np.zeros(0, np.int64))
    common = np.ones(len(known), dtype=bool)
    for wording in wordings:
        common &= ~np.isin(known, asked.codes_of(fold(wording), SHINGLE))
    sizes = texts.each("passages", _in_common, known[common])
    folder = texts.engine.folder
    places, run_rows, run_codes, characters = [], [], [], []
    before = 0
    for at, size in enumerate(sizes):
        found = np.load(folder / f"{texts.name}-common-{at:05d}.npy")
        places.append(found[0] + before)
        run_rows.append(found[1].astype(np.int32))
        run_codes.append(np.searchsorted(known, found[2]).astype(np.int32))
        characters.append(np.load(folder / f"{texts.name}-in-characters-{at:05d}.npy"))
        before += size
    index = _Gathered(range(len(texts)), texts.copies)  # type: ignore[arg-type]
    object.__setattr__(index, "of_characters", np.concatenate(characters))
    which = texts.which.reindex(rows).to_numpy(dtype=np.int64)
    gathered = (np.concatenate(some) for some in (places, run_rows, run_codes))
    return _GatheredPassages(index, which, known, users, *gathered)


def _runs(folder: Path, at: int, told: tuple[str, Ints, None]) -> None:
    """Write the shingles of a range in the order of the texts, and each once by fingerprint."""
    name, ends, _ = told
    index = index_of(folder, name, ends, at)
    rows, codes = index.runs(SHINGLE)
    np.save(folder / f"{name}-runs-{at:05d}.npy", np.stack([rows, codes]))
    np.save(folder / f"{name}-in-characters-{at:05d}.npy", index.characters)
    rows, codes = index.shingles(SHINGLE)
    values = np.stack([codes, index.copies[rows]])
    scatter(folder, f"{name}-used", at, bucket_of(codes, len(ends)), values, len(ends))


def _users(folder: Path, bucket: int, told: tuple[str, Ints, int]) -> Ints:
    """The shingles that enough people use, and how many these are."""
    name, ends, min_size = told
    codes, copies = gather(folder, f"{name}-used", bucket, len(ends))
    known, back = np.unique(codes, return_inverse=True)
    users = np.bincount(back, weights=copies, minlength=len(known)).astype(np.int64)
    return np.stack([known, users])[:, users >= min_size]


def _in_common(folder: Path, at: int, told: tuple[str, Ints, Ints]) -> int:
    """Keep the shingles that are shared, with their places; say how many places there are."""
    name, ends, common = told
    rows, codes = np.load(folder / f"{name}-runs-{at:05d}.npy")
    start = int(ends[at - 1]) if at else 0
    places = np.flatnonzero(np.isin(codes, common))
    found = np.stack([places, rows[places] + start, codes[places]])
    np.save(folder / f"{name}-common-{at:05d}.npy", found)
    return len(rows)
