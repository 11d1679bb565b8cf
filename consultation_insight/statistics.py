"""Intervals for shares, used wherever a share is shown."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["wilson_interval"]

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
