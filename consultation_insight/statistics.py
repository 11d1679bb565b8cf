"""Intervals for shares and for their differences, and p-values of many tests at once."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = [
    "difference_interval",
    "effective_base",
    "false_discovery_adjusted",
    "wilson_interval",
]

_Z95 = 1.959963984540054


def wilson_interval(
    count: npt.ArrayLike, base: npt.ArrayLike
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Give the 95 % score interval of a share (Wilson, 1927, JASA 22:209-212).

    Parameters
    ----------
    count, base : array_like of int
        Counts and what they are out of. A base of 0 gives (0, 1): nothing is known.

    Returns
    -------
    low, high : numpy.ndarray
        Shares between 0 and 1.

    Examples
    --------
    >>> from consultation_insight.statistics import wilson_interval
    >>> low, high = wilson_interval(34, 1525)
    >>> round(float(low), 4), round(float(high), 4)
    (0.016, 0.031)
    """
    n = np.asarray(base, dtype=float)
    k = np.asarray(count, dtype=float)
    safe = np.where(n > 0, n, 1.0)
    share = k / safe
    centre = share + _Z95**2 / (2 * safe)
    half = _Z95 * np.sqrt(share * (1 - share) / safe + _Z95**2 / (4 * safe**2))
    scale = 1 + _Z95**2 / safe
    low = np.where(n > 0, np.clip((centre - half) / scale, 0.0, 1.0), 0.0)
    high = np.where(n > 0, np.clip((centre + half) / scale, 0.0, 1.0), 1.0)
    return low, high


def difference_interval(
    first_count: npt.ArrayLike,
    first_base: npt.ArrayLike,
    second_count: npt.ArrayLike,
    second_base: npt.ArrayLike,
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Give the 95 % interval of how much the second share is above the first.

    Newcombe (1998, Statistics in Medicine 17:873-890), method 10: from the score intervals of both.

    Parameters
    ----------
    first_count, first_base, second_count, second_base : array_like of int
        Counts and what they are out of. A base of 0 counts as a share of 0 of which nothing is known.

    Returns
    -------
    low, high : numpy.ndarray
        Differences of shares, -1 to 1.

    Examples
    --------
    >>> from consultation_insight.statistics import difference_interval
    >>> low, high = difference_interval(48, 80, 56, 70)
    >>> round(float(low), 4), round(float(high), 4)
    (0.0524, 0.3339)
    """
    shares, lows, highs = [], [], []
    for count, base in ((first_count, first_base), (second_count, second_base)):
        low, high = wilson_interval(count, base)
        shares.append(np.asarray(count, float) / np.maximum(np.asarray(base, float), 1.0))
        lows.append(low)
        highs.append(high)
    change = shares[1] - shares[0]
    down = np.sqrt((shares[1] - lows[1]) ** 2 + (highs[0] - shares[0]) ** 2)
    up = np.sqrt((highs[1] - shares[1]) ** 2 + (shares[0] - lows[0]) ** 2)
    return change - down, change + up


def false_discovery_adjusted(p_values: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Adjust p-values for the false discovery rate (Benjamini and Hochberg, 1995, JRSS B 57:289-300).

    Parameters
    ----------
    p_values : array_like of float
        Of all tests that were made, also of those that are not shown.

    Returns
    -------
    numpy.ndarray
        In the same order; what is at most 0.05 is a discovery at a rate of 5 %.

    Examples
    --------
    >>> from consultation_insight.statistics import false_discovery_adjusted
    >>> false_discovery_adjusted([0.01, 0.04, 0.03, 0.9]).round(4).tolist()
    [0.04, 0.0533, 0.0533, 0.9]
    """
    p = np.asarray(p_values, dtype=float)
    order = np.argsort(p, kind="stable")[::-1]
    ranks = np.arange(len(p), 0, -1)
    adjusted = np.empty(len(p))
    adjusted[order] = np.minimum.accumulate(p[order] * len(p) / ranks)
    return np.minimum(adjusted, 1.0)


def effective_base(weights: npt.ArrayLike) -> float:
    """Give the number of equally weighted answers that would be as precise (Kish, 1965).

    Parameters
    ----------
    weights : array_like of float
        One weight for each respondent, or how many answers each of them gave.

    Returns
    -------
    float
        ``sum(w)² / sum(w²)``; 0 where there is no weight. The design effect is the number of
        weights divided by it.

    Examples
    --------
    >>> from consultation_insight.statistics import effective_base
    >>> effective_base([1, 1, 1, 1]), round(effective_base([2, 1, 1]), 3)
    (4.0, 2.667)
    """
    w = np.asarray(weights, dtype=float)
    squares = float((w**2).sum())
    return float(w.sum() ** 2 / squares) if squares > 0 else 0.0
