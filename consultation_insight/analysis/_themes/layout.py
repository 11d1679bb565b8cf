"""Where themes stand on a map: near each other what is near in meaning."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["positions"]


def positions(middles: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
    """Two coordinates for each theme, by classical scaling (Torgerson 1952, Psychometrika 17:401).

    Distances are chords between middles of unit length. The larger axis is ``x``; of each axis the
    theme farthest out is on the positive side, so that the same themes give the same picture.

    Parameters
    ----------
    middles : numpy.ndarray
        One row of unit length for each theme.

    Returns
    -------
    numpy.ndarray
        Shape (themes, 2), from -1 to 1.

    Examples
    --------
    >>> import numpy as np
    >>> from consultation_insight.analysis._themes.layout import positions
    >>> places = positions(np.array([[1, 0], [0.8, 0.6], [-1, 0]], dtype=np.float32))
    >>> bool(abs(places[0] - places[1]).max() < abs(places[0] - places[2]).max())
    True
    """
    count = len(middles)
    places = np.zeros((count, 2))
    if count < 2:
        return places
    found = middles.astype(np.float64)
    found -= found.mean(axis=0)
    values, vectors = np.linalg.eigh(found @ found.T)
    for axis, place in enumerate(np.argsort(values)[::-1][:2]):
        side = vectors[:, place] * np.sqrt(max(float(values[place]), 0.0))
        places[:, axis] = side * (np.sign(side[np.abs(side).argmax()]) or 1.0)
    return np.round(places / max(float(np.abs(places).max()), 1e-9), 3)
