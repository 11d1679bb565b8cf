"""How strongly two words, or a word and a group, belong together. Formulas only, vectorised."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["log_dice", "log_likelihood", "normalised_pmi", "pmi", "two_by_two"]

Floats = npt.NDArray[np.float64]


def two_by_two(a: npt.ArrayLike, b: npt.ArrayLike, c: npt.ArrayLike, d: npt.ArrayLike) -> Floats:
    """Log-likelihood ratio (G²) of tables [[a, b], [c, d]] (Dunning, 1993, CL 19:61-74)."""
    cells = [np.asarray(cell, dtype=float) for cell in (a, b, c, d)]
    rows = [cells[0] + cells[1]] * 2 + [cells[2] + cells[3]] * 2
    columns = [cells[0] + cells[2], cells[1] + cells[3]] * 2
    total = rows[0] + rows[2]
    ratio = np.zeros(np.broadcast(*cells).shape)
    with np.errstate(divide="ignore", invalid="ignore"):
        for cell, row, column in zip(cells, rows, columns, strict=True):
            part = cell * np.log(cell * total / (row * column))
            ratio = ratio + np.where(cell > 0, part, 0.0)
    return 2 * np.maximum(ratio, 0.0)


def log_likelihood(
    both: npt.ArrayLike, first: npt.ArrayLike, second: npt.ArrayLike, total: int
) -> Floats:
    """G² of two words standing together ``both`` times, of ``first`` and ``second`` uses."""
    both, first, second = (np.asarray(x, dtype=float) for x in (both, first, second))
    rest = np.maximum(total - first - second + both, 0.0)
    return two_by_two(both, np.maximum(first - both, 0), np.maximum(second - both, 0), rest)


def pmi(both: npt.ArrayLike, first: npt.ArrayLike, second: npt.ArrayLike, total: int) -> Floats:
    """Pointwise mutual information in bits (Church and Hanks, 1990, CL 16:22-29)."""
    both, first, second = (np.asarray(x, dtype=float) for x in (both, first, second))
    value: Floats = np.log2(both * total / (first * second))
    return value


def normalised_pmi(
    both: npt.ArrayLike, first: npt.ArrayLike, second: npt.ArrayLike, total: int
) -> Floats:
    """PMI divided by its greatest possible value: 1 where one never stands without the other."""
    share = np.asarray(both, dtype=float) / total
    with np.errstate(divide="ignore"):
        greatest = -np.log2(share)
    value = pmi(both, first, second, total) / np.where(greatest > 0, greatest, 1.0)
    return np.where(greatest > 0, value, 1.0)


def log_dice(both: npt.ArrayLike, first: npt.ArrayLike, second: npt.ArrayLike) -> Floats:
    """LogDice, 14 at most, not dependent on corpus size (Rychlý, 2008, RASLAN 6-9)."""
    both, first, second = (np.asarray(x, dtype=float) for x in (both, first, second))
    value: Floats = 14 + np.log2(2 * both / (first + second))
    return value
