"""Shares corrected for coding error, from an audited sample.

The machine has coded everybody, people have coded a sample. Among the responses that the machine
gave a code, people say how many carry it; among the others likewise; both rates are weighted by
how many responses the machine put on each side, which is known. For a yes-or-no code this is the
prediction-powered estimate with its weight tuned (Angelopoulos et al. 2023, Science 382:669-674;
Angelopoulos, Duchi and Zrnic 2023, arXiv:2311.01453), and the post-stratified estimator of survey
sampling (Särndal, Swensson and Wretman 1992, section 7.6).

Each rate gets a score interval (Wilson 1927) on its effective number of responses: from the variance
of a stratified sample, whose cells are drawn towards the rate of their side because they are small
(Korn and Graubard 1998, Surv. Methodol. 24:193-201, count so). Where next to nothing was found, or
next to nothing was missing, the interval reaches at least to the mid-p limits of a sample without
replacement from so many responses (hypergeometric). The two sides are put together by the method of
variance estimates recovery (Zou and Donner 2008, Stat. Med. 27:1693-1702), which keeps its promise
also for small shares, where the usual interval does not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

__all__ = ["Corrected", "corrected_share"]

Floats = npt.NDArray[np.float64]
_Z = 1.959963984540054
_TAIL = 0.025
#: Up to so many found, the limits are those of counts.
_FEW = 3.0
#: A cell of a stratum is drawn to the rate of its side by so many responses.
_DRAWN = 8.0


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
    strata: Sequence[str] | None = None,
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
    strata : sequence of str, optional
        The stratum of each audited response; a simple random sample where not given.

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
    cells = None if strata is None else np.unique(np.asarray(strata), return_inverse=True)[1]
    share, below, above = 0.0, 0.0, 0.0
    for side, part in ((1.0, machine_share), (0.0, 1.0 - machine_share)):
        if part <= 0:
            continue
        on = machine == side
        own = None if cells is None else cells[on]
        rate, low, high = _rate(human[on], weights[on], part * population, own)
        share += part * rate
        below += (part * (rate - low)) ** 2
        above += (part * (high - rate)) ** 2
    return Corrected(
        share, float(max(0.0, share - np.sqrt(below))), float(min(1.0, share + np.sqrt(above)))
    )


def _rate(
    human: Floats, weights: Floats, size: float, cells: npt.NDArray[np.intp] | None
) -> tuple[float, float, float]:
    """A weighted share with its interval; nothing is known without responses."""
    total = float(weights.sum())
    if total <= 0:
        return 0.5, 0.0, 1.0
    rate = float(weights @ human / total)
    left = 1.0 - min(len(human) / max(size, len(human)), 1.0)
    if left <= 0:
        return rate, rate, rate
    alike = total**2 / float(weights @ weights)
    variance = 0.0 if cells is None else _variance(human, weights, cells, rate)
    effective = rate * (1 - rate) / variance if variance > 0 else alike / left
    low, high = _score(rate, effective)
    few = _few(human, weights, alike, size)
    if few:
        low, high = min(low, few[0]), max(high, few[1])
    many = _few(1.0 - human, weights, alike, size)
    if many:
        low, high = min(low, 1.0 - many[1]), max(high, 1.0 - many[0])
    return rate, max(min(low, rate), 0.0), min(max(high, rate), 1.0)


def _score(rate: float, effective: float) -> tuple[float, float]:
    centre = rate + _Z**2 / (2 * effective)
    half = _Z * float(np.sqrt(rate * (1 - rate) / effective + _Z**2 / (4 * effective**2)))
    scale = 1 + _Z**2 / effective
    return (centre - half) / scale, (centre + half) / scale


def _variance(human: Floats, weights: Floats, cells: npt.NDArray[np.intp], rate: float) -> float:
    """Of a rate from a stratified sample; 0 where all are alike."""
    many = int(cells.max()) + 1
    n = np.bincount(cells, minlength=many)
    there = n > 0
    n = n[there]
    stand_for = np.bincount(cells, weights, minlength=many)[there]
    found = np.bincount(cells, human, minlength=many)[there]
    of_cell = (found + _DRAWN * rate) / (n + _DRAWN)
    unread = 1.0 - np.minimum(n / stand_for, 1.0)
    part = stand_for / weights.sum()
    return float((part**2 * of_cell * (1 - of_cell) / n * unread).sum())


def _few(found: Floats, weights: Floats, alike: float, size: float) -> tuple[float, float] | None:
    """The limits where next to nothing was found; None where enough was."""
    sums = float(weights @ found)
    number = sums**2 / float(weights**2 @ found) if sums > 0 else 0.0
    if number > _FEW:
        return None
    there = max(round(size), len(found), 1)
    read = max(min(round(alike), there), 1)
    low, high = _limits(round(number, 2), read, there)
    # What was found may stand for more or fewer than the average does.
    heavy = sums / weights.sum() / (number / read) if number > 0 else 1.0
    return low * min(heavy, 1.0), high * heavy


@lru_cache(maxsize=10_000)
def _limits(number: float, read: int, there: int) -> tuple[float, float]:
    """Mid-p limits of the share in ``there`` responses of which ``number`` of ``read`` carry a code.

    A number that is not whole lies between those of its neighbours.
    """
    from scipy.stats import hypergeom

    possible = np.arange(min(there, 20 + int(np.ceil(14 * there / read))) + 1)

    def beyond(count: int) -> Floats:
        more = hypergeom.sf(count, there, possible, read)
        return np.asarray(more + 0.5 * hypergeom.pmf(count, there, possible, read))

    whole = int(number)
    part = number - whole
    chance = (1 - part) * beyond(whole) + (part * beyond(whole + 1) if part else 0.0)
    inside = possible[(chance > _TAIL) & (chance < 1 - _TAIL)]
    if not len(inside):
        return number / read, number / read
    return float(inside[0] / there), float(inside[-1] / there)
