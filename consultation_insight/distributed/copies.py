"""`deduplicate` over partitions, with the same keys, the same hubs and the same comparison.

Distinct texts are brought together by ranges of the alphabet, so that a number of a text is its
place among all, whatever the partitions. Shingles are brought together by their fingerprints: of
those that share one, the hub is the best by a rank that all tasks read. Pairs are compared where
their texts are, and what is alike is joined to groups. Only numbers leave the tasks.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from consultation_insight.cleaning._copies.near import (
    PAIR,
    SHINGLE,
    Index,
    Ints,
    candidates,
    components,
    fold,
    units_of,
)
from consultation_insight.cleaning.duplicates import check, marked_copies, near_enough
from consultation_insight.config import DuplicateSettings
from consultation_insight.distributed.divided import Divided
from consultation_insight.distributed.engine import Engine, read_frame, write_frame

__all__ = ["Distinct", "SharedIndex", "deduplicate_in_parts", "distinct_texts"]

#: Characters of a text by which its range is found, and how many a partition shows for it.
_BEGINNING, _SHOWN = 40, 64

Told = tuple[str, str, Any]


class _Numbers(dict[str, int]):
    """The same number for a word in every process: a fingerprint of it."""

    def __missing__(self, unit: str) -> int:
        digest = hashlib.blake2b(unit.encode("utf-8", "surrogatepass"), digest_size=8).digest()
        number = self[unit] = int.from_bytes(digest, "little", signed=True)
        return number

    def get(self, unit: str, default: Any = None) -> Any:
        return self[unit]


class SharedIndex(Index):
    """An index whose fingerprints can be compared with those of others."""

    @cached_property
    def _flat(self) -> tuple[Ints, Ints, dict[str, int]]:
        known = _Numbers()
        units = [units_of(form) for form in self.forms]
        flat = np.fromiter((known[one] for form in units for one in form), np.int64)
        return flat, np.cumsum([len(form) for form in units], dtype=np.int64), known


@dataclass(frozen=True, eq=False)
class Distinct:
    """The distinct folded texts of a question, in ranges of the alphabet.

    Parameters
    ----------
    engine : Engine
    name : str
        What its files are called.
    ends : numpy.ndarray
        Where each range ends among the numbers of texts.
    which : pandas.Series
        The number of each live response's text, by row.
    copies : numpy.ndarray
        How many different respondents sent each.
    """

    engine: Engine
    name: str
    ends: Ints
    which: pd.Series
    copies: Ints

    def each(self, stage: str, task: Any, shared: Any = None) -> list[Any]:
        """Run a task for each range, and for each bucket of fingerprints."""
        told = self.name, self.ends, shared
        return self.engine.each(f"{stage} {self.name}", task, range(len(self.ends)), told)

    def write(self, what: str, values: npt.NDArray[Any]) -> None:
        """Write something of each text for the tasks to read."""
        np.save(self.engine.folder / f"{self.name}-{what}.npy", values)

    def __len__(self) -> int:
        return int(self.ends[-1])


def deduplicate_in_parts(divided: Divided, settings: DuplicateSettings) -> Divided:
    """Do what `consultation_insight.deduplicate` does."""
    check(settings.threshold, settings.min_words)
    divided = divided.with_facts("with languages")
    corpus = divided.corpus
    live = corpus.live
    groups: list[tuple[pd.DataFrame, Ints, Ints]] = []
    for number, (_, rows) in enumerate(live.groupby("question_id", sort=False)):
        texts = distinct_texts(divided, rows, f"q{number}")
        which = texts.which.reindex(rows.index).to_numpy(dtype=np.int64)
        groups.append((rows, which, _near(texts, settings)[which]))
    after = marked_copies(corpus, groups, settings.threshold, settings.min_words)
    return divided.after(after)


def distinct_texts(divided: Divided, rows: pd.DataFrame, name: str) -> Distinct:
    """Number the distinct texts of some responses in alphabetical order."""
    engine = divided.engine
    people = pd.factorize(rows["respondent_id"])[0]
    whose = pd.Series(people, index=rows.index)
    told = []
    for part in divided.slices():
        inside = whose.loc[part.start : part.stop - 1]
        told.append((part.start, inside.index.to_numpy(), inside.to_numpy()))
    begins = [one for some in divided.each(f"fold {name}", _fold, (name, told)) for one in some]
    begins.sort()
    count = len(divided.ends)
    cuts = sorted({begins[len(begins) * k // count] for k in range(1, count)} if begins else set())
    divided.each(f"ranges {name}", _split, (name, cuts))
    shared = name, len(divided.ends)
    engine.each(f"texts {name}", _numbered, range(len(cuts) + 1), shared)
    ranges = range(len(cuts) + 1)
    copies = [np.load(engine.folder / f"{name}-copies-{at:05d}.npy") for at in ranges]
    ends = np.cumsum([len(one) for one in copies])
    parts = [np.load(engine.folder / f"{name}-which-{at:05d}.npy") for at in ranges]
    which = pd.Series(
        np.concatenate([one[1] + end - size for one, end, size in
                        zip(parts, ends, map(len, copies), strict=True)]),
        index=np.concatenate([one[0] for one in parts]),
    )  # fmt: skip
    return Distinct(engine, name, ends, which, np.concatenate(copies))


def _fold(folder: Path, part: int, told: Told) -> list[str]:
    """Fold the texts of a partition; show where in the alphabet they stand."""
    texts, _, (name, whose) = told
    offset, rows, people = whose[part]
    said = read_frame(folder, texts, part)["text"].to_numpy(dtype=object)[rows - offset]
    frame = pd.DataFrame({"form": [fold(text) for text in said], "text": said}, dtype="str")
    frame = frame.assign(row=rows, person=people).sort_values(["form", "text"], kind="stable")
    write_frame(folder, f"{name}-folded", part, frame)
    forms = frame["form"].unique()
    return [str(form)[:_BEGINNING] for form in forms[:: max(1, len(forms) // _SHOWN)]]


def _split(folder: Path, part: int, told: Told) -> None:
    """Write the rows of each range as a group of rows of the file."""
    import pyarrow.parquet as pq

    _, _, (name, cuts) = told
    path = folder / f"{name}-folded-{part:05d}.parquet"
    table = pq.read_table(path)
    # Python compares by code points, as the numbers of texts do.
    forms = table.column("form").to_pylist()
    places = [0, *(bisect_left(forms, cut) for cut in cuts), len(forms)]
    own = folder / f"{name}-split-{part:05d}.writing"
    with pq.ParquetWriter(own, table.schema, compression="zstd") as writer:
        for a, b in pairwise(places):
            if b > a:
                writer.write_table(table.slice(a, b - a))
    np.save(folder / f"{name}-split-{part:05d}.npy", np.array(places))
    own.replace(folder / f"{name}-split-{part:05d}.parquet")


def _numbered(folder: Path, at: int, told: tuple[str, int]) -> int:
    """Bring the texts of a range together, and number the distinct ones."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    name, parts = told
    pieces = []
    for part in range(parts):
        places = np.load(folder / f"{name}-split-{part:05d}.npy")
        if places[at + 1] > places[at]:
            before = int((np.diff(places[: at + 1]) > 0).sum())
            file = pq.ParquetFile(folder / f"{name}-split-{part:05d}.parquet")
            pieces.append(file.read_row_group(before))
    if pieces:
        frame = pa.concat_tables(pieces).to_pandas()
    else:
        frame = pd.DataFrame({"form": [], "text": [], "row": [], "person": []})
    forms = sorted(set(frame["form"]))
    place = {form: number for number, form in enumerate(forms)}
    number = np.fromiter((place[form] for form in frame["form"]), np.int64, len(frame))
    once = pd.DataFrame({"number": number, "person": frame["person"]}).drop_duplicates()
    copies = np.bincount(once["number"].to_numpy(dtype=np.int64), minlength=len(forms))
    np.save(folder / f"{name}-copies-{at:05d}.npy", copies)
    rows = frame["row"].to_numpy(dtype=np.int64)
    np.save(folder / f"{name}-which-{at:05d}.npy", np.stack([rows, number]))
    write_frame(folder, f"{name}-forms", at, pd.DataFrame({"form": forms}, dtype="str"))
    spellings = frame[["text"]].assign(number=number, person=frame["person"]).drop_duplicates()
    sent = spellings.groupby(["number", "text"], sort=False).size().reset_index(name="sent")
    write_frame(folder, f"{name}-spellings", at, sent)
    return len(forms)


def _near(texts: Distinct, settings: DuplicateSettings) -> Ints:
    """The group of near copies of each distinct text."""
    number = len(texts)
    if settings.threshold >= 1 or not number:
        return np.arange(number)
    texts.each("shingles", _shingles, settings.min_words)
    shared = np.zeros(number, dtype=np.int64)
    texts.each("shared", _shared_by_some)
    for bucket in range(len(texts.ends)):
        some = np.load(texts.engine.folder / f"{texts.name}-shared-{bucket:05d}.npy")
        shared += np.bincount(some[0], minlength=number)
    texts.write("rank", ranked(texts.copies, shared))
    texts.each("candidates", _pairs)
    alike = texts.each("compare", _compare, (settings.threshold, settings.min_words))
    return components(number, [pair for some in alike for pair in some.tolist()])


def ranked(copies: Ints, shared: Ints) -> Ints:
    """Rank the texts as hubs, as `near.ranking` does."""
    order = np.lexsort((np.arange(len(copies)), -shared, -copies))
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    return rank


def _start(ends: Ints, at: int) -> int:
    return int(ends[at - 1]) if at else 0


def index_of(folder: Path, name: str, ends: Ints, at: int) -> SharedIndex:
    """The texts of a range, ready to be compared."""
    forms = read_frame(folder, f"{name}-forms", at)["form"].tolist()
    return SharedIndex(forms, np.load(folder / f"{name}-copies-{at:05d}.npy"))


def scatter(folder: Path, name: str, at: int, to: Ints, values: Ints, count: int) -> None:
    """Write columns of numbers by where they go, for `gather`."""
    order = np.argsort(to, kind="stable")
    ends = np.cumsum(np.bincount(to, minlength=count))
    np.save(folder / f"{name}-{at:05d}.npy", values[:, order])
    np.save(folder / f"{name}-{at:05d}-ends.npy", ends)


def gather(folder: Path, name: str, to: int, count: int) -> Ints:
    """What all tasks wrote for one of them."""
    pieces = []
    for at in range(count):
        ends = np.load(folder / f"{name}-{at:05d}-ends.npy")
        values = np.load(folder / f"{name}-{at:05d}.npy", mmap_mode="r")
        pieces.append(np.asarray(values[:, _start(ends, to) : ends[to]]))
    return np.concatenate(pieces, axis=1)


def bucket_of(codes: Ints, count: int) -> Ints:
    """Which bucket fingerprints go to."""
    return (codes.view(np.uint64) % np.uint64(count)).astype(np.int64)


def _shingles(folder: Path, at: int, told: tuple[str, Ints, int]) -> None:
    """Write the shingles of long texts by fingerprint, and the short ones for comparing."""
    name, ends, min_words = told
    index = index_of(folder, name, ends, at)
    rows, codes = index.shingles(SHINGLE)
    keep = (index.words >= min_words)[rows]
    rows, codes = rows[keep] + _start(ends, at), codes[keep]
    scatter(folder, f"{name}-codes", at, bucket_of(codes, len(ends)),
            np.stack([rows, codes]), len(ends))  # fmt: skip
    rows, codes = index.shingles(PAIR)
    np.save(folder / f"{name}-fine-{at:05d}.npy", codes)
    np.save(folder / f"{name}-fine-ends-{at:05d}.npy",
            np.cumsum(np.bincount(rows, minlength=len(index.forms))))  # fmt: skip
    np.save(folder / f"{name}-characters-{at:05d}.npy", index.characters)


def _shared_by_some(folder: Path, bucket: int, told: tuple[str, Ints, None]) -> None:
    """Keep the shingles of a bucket that more than one text has."""
    name, ends, _ = told
    both = gather(folder, f"{name}-codes", bucket, len(ends))
    _, back, used = np.unique(both[1], return_inverse=True, return_counts=True)
    np.save(folder / f"{name}-shared-{bucket:05d}.npy", both[:, used[back] > 1])


def _pairs(folder: Path, bucket: int, told: tuple[str, Ints, None]) -> None:
    """Pair each text with the hub of each of its shingles."""
    name, ends, _ = told
    rows, codes = np.load(folder / f"{name}-shared-{bucket:05d}.npy")
    rank = np.load(folder / f"{name}-rank.npy", mmap_mode="r")
    pairs = candidates(rows, codes, np.asarray(rank[rows]), int(ends[-1]), 1)
    to = np.searchsorted(ends, pairs[:, 0], side="right")
    scatter(folder, f"{name}-pairs", bucket, to, pairs.T, len(ends))


class _Fine:
    """The short shingles of texts, wherever they are."""

    def __init__(self, folder: Path, name: str, ends: Ints) -> None:
        self.folder, self.name, self.all_ends = folder, name, ends
        self.of = lru_cache(maxsize=20_000)(self._of)
        self._file = lru_cache(maxsize=None)(self._load)

    def _load(self, at: int) -> tuple[Any, Any, Any]:
        def mapped(what: str) -> Any:
            return np.load(self.folder / f"{self.name}-{what}-{at:05d}.npy", mmap_mode="r")

        return mapped("fine"), mapped("fine-ends"), mapped("characters")

    def _of(self, text: int) -> tuple[frozenset[int], bool]:
        at = int(np.searchsorted(self.all_ends, text, side="right"))
        codes, ends, characters = self._file(at)
        local = text - _start(self.all_ends, at)
        here = codes[_start(ends, local) : ends[local]]
        return frozenset(here.tolist()), bool(characters[local])


def _compare(folder: Path, at: int, told: tuple[str, Ints, tuple[float, int]]) -> Ints:
    """The pairs whose first text is in a range and which are near copies."""
    name, ends, (threshold, min_words) = told
    pairs = np.unique(gather(folder, f"{name}-pairs", at, len(ends)).T, axis=0)
    # By hub, so that one is read once for all that are held to it.
    pairs = pairs[np.argsort(pairs[:, 1], kind="stable")]
    fine = _Fine(folder, name, ends)
    alike = []
    for one, other in pairs.tolist():
        (a, characters), (b, _) = fine.of(one), fine.of(other)
        if near_enough(len(a & b), len(a) + len(b), characters, threshold, min_words):
            alike.append((one, other))
    return np.array(alike, dtype=np.int64).reshape(-1, 2)
