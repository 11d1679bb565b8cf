"""Agreement and accuracy, on plain arrays."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["cohen_kappa", "f1_scores", "krippendorff_alpha"]

Floats = npt.NDArray[np.float64]


def cohen_kappa(
    first: npt.ArrayLike, second: npt.ArrayLike, weights: npt.ArrayLike | None = None
) -> float:
    """Agreement of two coders beyond chance (Cohen 1960, Educ. Psychol. Meas. 20:37-46).

    Parameters
    ----------
    first, second : array_like
        The value that each gave to each unit.
    weights : array_like, optional
        How much each unit counts.

    Returns
    -------
    float
        1 for full agreement, 0 for chance; not a number where both gave one value throughout.

    Examples
    --------
    >>> from consultation_insight.analysis._audit.measures import cohen_kappa
    >>> round(cohen_kappa([1] * 20 + [1] * 5 + [0] * 10 + [0] * 15,
    ...                   [1] * 20 + [0] * 5 + [1] * 10 + [0] * 15), 4)
    0.4
    """
    a, b = np.asarray(first), np.asarray(second)
    w = np.ones(len(a)) if weights is None else np.asarray(weights, dtype=float)
    if not len(a) or w.sum() <= 0:
        return float("nan")
    w = w / w.sum()
    observed = float(w[a == b].sum())
    values = np.unique(np.concatenate([a, b]))
    expected = float(sum(w[a == value].sum() * w[b == value].sum() for value in values))
    return float("nan") if expected >= 1 - 1e-12 else (observed - expected) / (1 - expected)


def krippendorff_alpha(values: Any) -> float:
    """Reliability of nominal codes by any number of coders, some of them missing.

    Krippendorff (2011), Computing Krippendorff's alpha-reliability.

    Parameters
    ----------
    values : array_like, shape (coders, units)
        The value each coder gave to each unit; not a number or None where there is none.

    Returns
    -------
    float
        1 for full agreement, 0 for chance; not a number where nothing varies.

    Examples
    --------
    >>> from consultation_insight.analysis._audit.measures import krippendorff_alpha
    >>> round(krippendorff_alpha([[0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]]), 3)
    0.095
    """
    table = np.array(values, dtype=object)
    given = np.array([[one is not None and one == one for one in row] for row in table], bool)
    if not given.any():
        return float("nan")
    known = sorted(set(table[given]), key=str)
    place = {value: number for number, value in enumerate(known)}
    coincidence = np.zeros((len(known), len(known)))
    for unit in range(table.shape[1]):
        counts = np.zeros(len(known))
        for value in table[given[:, unit], unit]:
            counts[place[value]] += 1
        pairable = counts.sum()
        if pairable >= 2:
            coincidence += (np.outer(counts, counts) - np.diag(counts)) / (pairable - 1)
    totals = coincidence.sum(axis=0)
    n = totals.sum()
    if n <= 1:
        return float("nan")
    disagreed = n - np.trace(coincidence)
    expected = (n**2 - (totals**2).sum()) / (n - 1)
    return float("nan") if expected <= 0 else float(1 - disagreed / expected)


def f1_scores(human: Floats, machine: Floats, weights: Floats) -> dict[str, Floats]:
    """Accuracy for many weightings at once.

    Parameters
    ----------
    human, machine : numpy.ndarray, shape (responses, codes)
        0 or 1 (``human`` may lie between, where coders differ).
    weights : numpy.ndarray, shape (draws, responses)

    Returns
    -------
    dict
        ``precision``, ``recall``, ``f1`` by code, shape (draws, codes), not a number where there is
        nothing to divide by; ``samples_f1``, ``micro_f1``, ``macro_f1`` and ``micro_precision``,
        ``micro_recall``, shape (draws,).
    """
    both = weights @ (human * machine)
    given, meant = weights @ machine, weights @ human
    with np.errstate(invalid="ignore", divide="ignore"):
        f1 = 2 * both / (given + meant)
        sizes = human.sum(axis=1) + machine.sum(axis=1)
        # A response on which both say "no code" is one on which they agree.
        own = np.where(sizes > 0, 2 * (human * machine).sum(axis=1) / np.maximum(sizes, 1e-12), 1.0)
        return {
            "precision": both / given,
            "recall": both / meant,
            "f1": f1,
            "samples_f1": (weights @ own) / weights.sum(axis=1),
            "micro_f1": 2 * both.sum(axis=1) / (given + meant).sum(axis=1),
            "micro_precision": both.sum(axis=1) / given.sum(axis=1),
            "micro_recall": both.sum(axis=1) / meant.sum(axis=1),
            # Over the codes that anybody used.
            "macro_f1": np.nansum(f1, axis=1) / np.maximum((~np.isnan(f1)).sum(axis=1), 1),
        }
