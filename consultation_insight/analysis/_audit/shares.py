"""Shares corrected for coding error, from an audited sample.

The machine has coded everybody, people have coded a sample. Among the responses that the machine
gave a code, people say how many carry it; among the others likewise; both rates are weighted by
how many responses the machine put on each side, which is known. For a yes-or-no code this is the
prediction-powered estimate with its weight tuned (Angelopoulos et al. 2023, Science 382:669-674;
Angelopoulos, Duchi and Zrnic 2023, arXiv:2311.01453), and the post-stratified estimator of survey
sampling (Särndal, Swensson and Wretman 1992, section 7.6).

Each rate gets a score interval (Wilson 1927) on its effective number of responses, and the two are
put together by the method of variance estimates recovery (Zou and Donner 2008, Stat. Med.
27:1693-1702), which keeps its promise also for small shares, where the usual interval does not.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["Corrected", "corrected_share"]

Floats = npt.NDArray[np.float64]
_Z = 1.959963984540054
#: Up to so many found, the lower bound is taken from a Poisson count.
_FEW = 3.0


@dataclass(frozen=True)
class Corrected:
    """A share between 0 and 1 with its 95 % interval."""

    share: float
    low: float
    high: float


def corrected_share(
    machine_share: float,
    human: Floats,
    machine: Floats,
    weights: Floats,
    population: float,
) -> Corrected:
    """Estimate the share that people would have found in all responses.

    Parameters
    ----------
    machine_share : float
        Share of all responses that the machine gave the code.
    human, machine : numpy.ndarray
        What people and machine said of each audited response, 0 or 1.
    weights : numpy.ndarray
        How many responses each audited one stands for.
    population : float
        How many responses there are; a sample of all of them leaves nothing uncertain.

    Examples
    --------
    >>> import numpy as np
    >>> from consultation_insight.analysis._audit.shares import corrected_share
    >>> human = np.array([1, 1, 1, 0, 0, 0, 0, 1.0] * 10)
    >>> machine = np.array([1, 1, 1, 1, 0, 0, 0, 0.0] * 10)
    >>> found = corrected_share(0.4, human, machine, np.full(80, 12.5), 1000)
    >>> round(found.share, 2)
    0.45
    """
    share, below, above = 0.0, 0.0, 0.0
    for side, part in ((1.0, machine_share), (0.0, 1.0 - machine_share)):
        if part <= 0:
            continue
        on_side = machine == side
        rate, low, high = _rate(human[on_side], weights[on_side], part * population)
        share += part * rate
        below += (part * (rate - low)) ** 2
        above += (part * (high - rate)) ** 2
    return Corrected(
        share, float(max(0.0, share - np.sqrt(below))), float(min(1.0, share + np.sqrt(above)))
    )


def _rate(human: Floats, weights: Floats, size: float) -> tuple[float, float, float]:
    """A weighted share with its score interval; nothing is known without responses."""
    total = weights.sum()
    if total <= 0:
        return 0.5, 0.0, 1.0
    rate = float(weights @ human / total)
    left = 1.0 - min(len(human) / max(size, len(human)), 1.0)
    if left <= 0:
        return rate, rate, rate
    effective = total**2 / float(weights @ weights) / left
    centre = rate + _Z**2 / (2 * effective)
    half = _Z * np.sqrt(rate * (1 - rate) / effective + _Z**2 / (4 * effective**2))
    scale = 1 + _Z**2 / effective
    low, high = (centre - half) / scale, (centre + half) / scale
    low = min(low, _rare(rate, effective))
    high = max(high, 1.0 - _rare(1.0 - rate, effective))
    return rate, float(max(0.0, low)), float(min(1.0, high))


def _rare(rate: float, effective: float) -> float:
    """The lower bound where next to nothing was found, for which the score interval's is too high.

    One-sided for a Poisson count (Brown, Cai and DasGupta 2001, Stat. Sci. 16:101-133).
    """
    from scipy.stats import chi2

    found = rate * effective
    if found <= 0 or found > _FEW:
        return rate
    return float(0.5 * chi2.ppf(0.05, 2 * found) / effective)
