"""What part of the explained variance falls to each of several scores that go together."""

from __future__ import annotations

from itertools import combinations
from math import factorial
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

#: With more scores there are too many orders to go through.
MOST = 12


def shares_of_r2(correlations: Floats) -> Floats:
    """Divide R² over predictors, averaged over all orders in which they can come in.

    Lindeman, Merenda and Gold (1980), as in Grömping (2007, The American Statistician 61:139-147);
    the same as Shapley's value of R².

    Parameters
    ----------
    correlations : numpy.ndarray
        Shape (…, p + 1, p + 1): of the p predictors and, last, the outcome.

    Returns
    -------
    numpy.ndarray
        Shape (…, p); it adds up to R².
    """
    p = correlations.shape[-1] - 1
    r2: dict[tuple[int, ...], Any] = {(): np.zeros(correlations.shape[:-2])}
    for size in range(1, p + 1):
        for chosen in combinations(range(p), size):
            rows = np.array(chosen)
            inside = correlations[..., rows[:, None], rows[None]]
            with_y = correlations[..., rows, p]
            solved = np.linalg.solve(inside + 1e-12 * np.eye(size), with_y[..., None])[..., 0]
            r2[chosen] = (solved * with_y).sum(axis=-1)
    parts = np.zeros((*correlations.shape[:-2], p))
    for one in range(p):
        others = [place for place in range(p) if place != one]
        for size in range(p):
            share = factorial(size) * factorial(p - 1 - size) / factorial(p)
            for chosen in combinations(others, size):
                joined = tuple(sorted((*chosen, one)))
                parts[..., one] += share * (r2[joined] - r2[chosen])
    return parts


def importance(
    values: Floats, weights: Floats, clusters: Any, draws: int, seed: int
) -> tuple[Floats, Floats, Floats]:
    """Shares of the explained variance that fall to each predictor, with a bootstrap interval.

    Whole clusters are drawn, so that rows of a unit stay together.

    Parameters
    ----------
    values : numpy.ndarray
        Predictors and, last, the outcome, without effects and means.
    """
    groups = int(clusters.max()) + 1
    width = values.shape[1]
    products = (weights[:, None] * values)[:, :, None] * values[:, None, :]
    moments = np.zeros((groups, width, width))
    np.add.at(moments, clusters, products)
    random = np.random.default_rng(seed)
    times = random.multinomial(groups, np.full(groups, 1 / groups), size=draws)
    sums = np.concatenate([moments.sum(0)[None], np.einsum("dg,gab->dab", times, moments)])
    spread = np.sqrt(np.maximum(np.einsum("daa->da", sums), 1e-300))
    parts = shares_of_r2(sums / spread[:, :, None] / spread[:, None, :])
    whole = parts.sum(axis=1, keepdims=True)
    shares = parts / np.where(whole > 0, whole, np.nan)
    low, high = np.nanpercentile(shares[1:], [2.5, 97.5], axis=0)
    return shares[0], low, high
