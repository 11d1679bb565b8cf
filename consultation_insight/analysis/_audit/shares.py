"""Shares corrected for coding error, from an audited sample.

The machine has coded everybody, people have coded a sample. Among the responses that the machine
gave a code, people say how many carry it; among the others likewise; both rates are weighted by
how many responses the machine put on each side, which is known. For a yes-or-no code this is the
prediction-powered estimate with its weight tuned (Angelopoulos et al. 2023, Science 382:669-674;
Angelopoulos, Duchi and Zrnic 2023, arXiv:2311.01453), and the post-stratified estimator of survey
sampling (Särndal, Swensson and Wretman 1992, section 7.6).

What was read is known. How many of the unread responses of each side carry the code has a
beta-binomial distribution, as the finite population has it that Ericson (1969, JRSS B 31:195-233)
drew from a sample: around the side's rate, with half a response added to those that carry the code
and half to those that do not (Jeffreys' prior), or, where none or all of those read carry it, with
mid-p limits (Brown, Cai and DasGupta 2001, Stat. Sci. 16:101-133, modify it so); as wide as the
variance of the stratified sample asks (an effective size: Korn and Graubard 1998, Surv. Methodol.
24:193-201). The two sides are independent, so their sum has the convolution of both; the interval is
what its tails leave, each number counted half in its own tail (mid-p: Lancaster 1961, JASA 56:223-234).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["ENOUGH", "Corrected", "corrected_share"]

Floats = npt.NDArray[np.float64]
_TAIL = 0.025
#: Added to the responses that carry a code and to those that do not.
_PRIOR = 0.5
#: A cell of a stratum is drawn to the rate of its side by so many responses.
_DRAWN = 8.0
#: So many are few.
_FEW = 3.0
#: In so many audited responses people should have found a code. Of fewer, counts are so few whole
#: numbers that no interval holds 95 % exactly (see docs/methods-coding.md).
ENOUGH = 10


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
    if population <= 0:
        return Corrected(0.0, 0.0, 0.0)
    cells = np.zeros(len(human), dtype=np.int64)
    if strata is not None:
        cells = np.unique(np.asarray(strata), return_inverse=True)[1]
    share, read, unread = 0.0, 0.0, np.ones(1)
    for side, part in ((1.0, machine_share), (0.0, 1.0 - machine_share)):
        if part <= 0:
            continue
        on = machine == side
        size = max(round(part * population), int(on.sum()))
        rate, chances = _side(human[on], weights[on], size, cells[on])
        share += part * rate
        read += float(human[on].sum())
        unread = _summed(unread, chances)
    fewest, most = _between(unread)
    low, high = (read + fewest) / population, (read + most) / population
    return Corrected(share, max(min(low, share), 0.0), min(max(high, share), 1.0))


def _side(
    human: Floats, weights: Floats, size: int, cells: npt.NDArray[np.int64]
) -> tuple[float, Floats]:
    """The rate of a side, and the chance of each number of carriers among those not read."""
    unread = size - len(human)
    total = float(weights.sum())
    if total <= 0:  # nothing is known: from none to all
        chances = np.zeros(unread + 1)
        chances[0] += 0.5
        chances[-1] += 0.5
        return 0.5, chances
    rate = float(weights @ human / total)
    if unread <= 0:
        return rate, np.ones(1)
    expected = min(max((rate * size - float(human.sum())) / unread, 0.0), 1.0)
    worth = _worth(human, weights, cells, rate, size)
    if human.all() or not human.any():  # halfway between limits exact from above and from below
        carry, lack = expected * worth, (1.0 - expected) * worth
        return rate, _mean(unread, [(carry, lack + 1.0), (carry + 1.0, lack)])
    likely = {expected}
    # Of few, each may stand for more than it should: as many as were found is as likely.
    if (number := _number(human, weights)) <= _FEW:
        likely.add(min(expected, number / len(human)))
    if (number := _number(1.0 - human, weights)) <= _FEW:
        likely.add(max(expected, 1.0 - number / len(human)))
    return rate, _mean(
        unread, [(one * worth + _PRIOR, (1.0 - one) * worth + _PRIOR) for one in sorted(likely)]
    )


def _mean(unread: int, shapes: Sequence[tuple[float, float]]) -> Floats:
    return np.asarray(np.mean([_beta_binomial(unread, *shape) for shape in shapes], axis=0))


def _number(found: Floats, weights: Floats) -> float:
    """How many equal ones are worth as much as those that were found."""
    return float(weights @ found) ** 2 / float(weights**2 @ found)


def _worth(
    human: Floats, weights: Floats, cells: npt.NDArray[np.int64], rate: float, size: int
) -> float:
    """How many responses of a simple random sample would tell as much of those not read."""
    read, many = len(human), int(cells.max()) + 1
    counts = np.bincount(cells, minlength=many)
    there = counts > 0
    n = counts[there].astype(float)
    stand_for = np.bincount(cells, weights, minlength=many)[there]
    given = np.asarray(np.bincount(cells, human, minlength=many)[there], dtype=float)
    # With half a response on each side, so that where nothing was found something may be.
    rate = (rate * read + _PRIOR) / (read + 2 * _PRIOR)
    found = (given * read + _PRIOR * n) / (read + 2 * _PRIOR)
    of_cell = (found + _DRAWN * rate) / (n + _DRAWN)
    left = 1.0 - np.minimum(n / stand_for, 1.0)
    variance = float((stand_for**2 * of_cell * (1 - of_cell) / n * left).sum())
    variance *= (size / float(weights.sum())) ** 2
    # A beta-binomial of m has the variance m·p·q·(1 + (m - 1) / (a + b + 1)).
    unread = size - read
    more = (variance / (unread * rate * (1 - rate)) - 1.0) / max(unread - 1, 1)
    return max(1.0 / max(more, 1e-6) - 1.0 - 2 * _PRIOR, _PRIOR)


def _beta_binomial(number: int, first: float, second: float) -> Floats:
    from scipy.special import gammaln

    if first <= 0 or second <= 0:  # none carries it, or all do
        return np.eye(1, number + 1, 0 if first <= 0 else number)[0]
    k = np.arange(number + 1, dtype=float)
    ways = gammaln(number + 1) - gammaln(k + 1) - gammaln(number - k + 1)
    chance = gammaln(k + first) + gammaln(number - k + second) - gammaln(number + first + second)
    whole = gammaln(first + second) - gammaln(first) - gammaln(second)
    return np.asarray(np.exp(ways + chance + whole))


def _summed(one: Floats, other: Floats) -> Floats:
    """The chances of the sum of two independent numbers."""
    if min(len(one), len(other)) < 100:
        return np.asarray(np.convolve(one, other))
    size = len(one) + len(other) - 1
    product = np.fft.rfft(one, size) * np.fft.rfft(other, size)
    return np.clip(np.fft.irfft(product, size), 0.0, None)


def _between(chances: Floats) -> tuple[int, int]:
    """The least and the largest number whose tails, half of itself in each, are not too small."""
    below = (np.cumsum(chances) - 0.5 * chances) / chances.sum()
    inside = np.flatnonzero((below > _TAIL) & (below < 1.0 - _TAIL))
    if not len(inside):
        most = int(chances.argmax())
        return most, most
    return int(inside[0]), int(inside[-1])
