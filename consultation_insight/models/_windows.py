"""What three word pieces in a row say: a small convolution over the own static vectors.

Single words and pairs do not tell "not bad at all" from "not at all bad"; filters over three
neighbouring word pieces do. Each filter's strongest answer in a text counts, and beside it the sum
of the pieces. What a filter makes of a word piece is worked out once for all texts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from consultation_insight.models._files import whole_rows
from consultation_insight.models.embeddings import embedder

__all__ = ["PIECES_AT_ONCE", "Windows", "exact_product", "rounded_product"]

#: The filters learnt from runs of so many word pieces; a longer text is read run by run, and the
#: runs' answers are averaged by length.
PIECES_AT_ONCE = 48
_TAPS = 3
_BATCH = 32  # runs whose windows are worked out at once: few enough for the processor's cache

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Windows:
    """Filters over runs of three word pieces, and what their answers mean.

    All numbers that are multiplied are whole and at most 127, so that sums are exact in 32 bits and
    a text's scores do not depend on what stands beside it.

    Parameters
    ----------
    pieces, step : numpy.ndarray, float
        A row of whole numbers (int8) for each word piece, and what one step is worth.
    filters, filter_steps, filter_bias : numpy.ndarray
        Weights (int8, 3 × dimensions × filters), what one step of each filter is worth, and its bias.
    out, bias : numpy.ndarray
        From the filters' answers, then the sum of the pieces, to the classes.
    """

    pieces: npt.NDArray[np.int8]
    step: np.float32
    filters: npt.NDArray[np.int8]
    filter_steps: npt.NDArray[np.float32]
    filter_bias: npt.NDArray[np.float32]
    out: npt.NDArray[np.float32]
    bias: npt.NDArray[np.float32]

    def logits(self, texts: Sequence[str]) -> Floats:
        """One row a text, one column a class."""
        if not len(texts):
            return np.zeros((0, len(self.bias)))
        static: Any = embedder("static")
        coded, lengths = static.pieces_of(texts)
        owner, sizes = _runs(lengths)
        known, coded = np.unique(coded, return_inverse=True)
        rows = self.pieces[np.minimum(known, len(self.pieces) - 1)].astype(np.float32)
        rows = np.vstack([rows, np.zeros((1, rows.shape[1]), np.float32)])  # last: beyond the text
        answers = [rows @ tap.astype(np.float32) for tap in self.filters]
        found = np.zeros((len(sizes), len(self.bias)))
        ends = np.cumsum(sizes)
        for first in range(0, len(sizes), _BATCH):
            some = slice(first, first + _BATCH)
            start = ends[first] - sizes[first]
            part = coded[start : ends[some][-1]]
            found[some] = self._of_runs(part, sizes[some], rows, answers)
        shares = sizes / np.maximum(lengths, 1)[owner]
        shares[lengths[owner] == 0] = 1.0
        return _summed(found * shares[:, None], owner, len(texts))

    def _of_runs(
        self,
        coded: npt.NDArray[np.int64],
        sizes: npt.NDArray[np.int64],
        rows: npt.NDArray[np.float32],
        answers: list[npt.NDArray[np.float32]],
    ) -> Floats:
        """Scores of runs that stand one after the other in ``coded``."""
        beyond = len(rows) - 1
        starts = np.cumsum(sizes) - sizes
        apart = _TAPS - 1  # places beyond the text between runs
        stream = np.full(len(coded) + apart * (len(sizes) + 1), beyond, dtype=np.int64)
        run = np.repeat(np.arange(len(sizes)), sizes)
        stream[np.arange(len(coded)) + apart * (run + 1)] = coded
        width = len(stream) - apart
        windows = answers[0][stream[:width]]
        for tap in range(1, _TAPS):
            windows += answers[tap][stream[tap : tap + width]]
        best = np.maximum.reduceat(windows, starts + apart * np.arange(len(sizes)), axis=0)
        # A window wholly beyond the text answers zero, and learning has seen it at every text.
        best = np.maximum(best, 0.0) * (self.filter_steps * self.step) + self.filter_bias
        sums = _summed(rows[coded], run, len(sizes))
        sums *= (self.step / np.sqrt(np.maximum(sizes, 1)))[:, None]
        both = np.hstack([np.maximum(best, 0.0), sums])
        return exact_product(both, self.out) + self.bias


def exact_product(left: npt.NDArray[np.floating], right: npt.NDArray[np.float32]) -> Floats:
    """Multiply so that a row's result does not depend on how many rows there are.

    BLAS picks other kernels for other sizes, and the last digits follow; `einsum` does not.
    """
    return np.asarray(np.einsum("ij,jk->ik", left.astype(np.float64), right.astype(np.float64)))


def rounded_product(left: Floats, right: npt.NDArray[np.float32]) -> Floats:
    """The same for many columns: both sides rounded to whole numbers, whose sums are exact."""
    rows, steps = whole_rows(left.astype(np.float32))
    most = np.maximum(np.abs(right).max(axis=0), np.float32(1e-9)) / np.float32(127)
    return np.asarray((rows @ np.rint(right / most)) * steps * most, dtype=np.float64)


def _runs(
    lengths: npt.NDArray[np.int64],
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Cut texts in runs of nearly the same size: whose each is, and how long."""
    counts = np.maximum(-(-lengths // PIECES_AT_ONCE), 1)
    owner = np.repeat(np.arange(len(lengths)), counts)
    place = np.arange(len(owner)) - np.repeat(np.cumsum(counts) - counts, counts)
    whole, rest = lengths // counts, lengths % counts
    return owner, whole[owner] + (place < rest[owner])


def _summed(values: npt.NDArray[np.floating], owner: npt.NDArray[np.int64], count: int) -> Floats:
    """Sum rows by owner, in their order."""
    sums = np.zeros((count, values.shape[1]))
    if len(values):
        first = np.flatnonzero(np.diff(owner, prepend=-1))
        sums[owner[first]] = np.add.reduceat(values, first, axis=0)
    return sums
