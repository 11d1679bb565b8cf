"""Tests of tables of counts: chi-square, by simulation where counts are thin, and for weights.

Pearson's chi-square as in any textbook; where an expected count is under 5 its p-value comes from
random tables with the same margins, drawn until 25 of them are as uneven as the one at hand or
10,000 were drawn (Besag and Clifford, 1991, Biometrika 78:301-304). The same table gives the same
p-value, whatever stands around it. With weights, or several responses of one person, the statistic
is divided by the mean design effect of its cells (Rao and Scott, 1984, Annals of Statistics 12:46-60).

Between steps of a scale a trend is tested beside: linear by linear (Mantel, 1963, JASA 58:690-700),
which for two rows is the test of Cochran and Armitage; by simulation, or from sums over people, where
chi-square is too.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

__all__ = [
    "THIN",
    "TREND",
    "Test",
    "chi_square",
    "of_several",
    "rao_scott",
    "trend",
    "trend_of_people",
    "two_sided",
]

#: What the tests of a trend are called; the others' effect is Cramér's V, theirs a correlation.
TREND = "linear by linear"

#: An expected count under this makes a table thin (Cochran, 1954).
THIN = 5.0
_ENOUGH = 25
_MOST = 10_000

Floats = npt.NDArray[np.float64]


class Test(NamedTuple):
    """What a test gave; ``v`` is Cramér's V, or the correlation of a trend."""

    name: str
    statistic: float
    df: float
    p: float
    v: float


def tail(statistic: float, df: float) -> float:
    """The chance that chi-square with so many degrees of freedom is as large."""
    from scipy.special import chdtrc

    return float(chdtrc(df, statistic)) if df > 0 else 1.0


def two_sided(z: Floats) -> Floats:
    """The chance that a normal deviate is as far from 0."""
    from scipy.special import ndtr

    return np.asarray(2.0 * ndtr(-np.abs(z)))


def chi_square(counts: npt.ArrayLike, *, seed: int = 20, simulate: bool = True) -> Test | None:
    """Test whether rows and columns of a table are independent; None where nothing can be tested."""
    table = np.asarray(counts, dtype=float)
    table = table[table.sum(axis=1) > 0][:, table.sum(axis=0) > 0]
    if min(table.shape, default=0) < 2:
        return None
    rows, columns, total = table.sum(axis=1), table.sum(axis=0), table.sum()
    expected = np.outer(rows, columns) / total
    statistic = float(((table - expected) ** 2 / expected).sum())
    df = (len(rows) - 1) * (len(columns) - 1)
    v = float(np.sqrt(statistic / (total * (min(table.shape) - 1))))
    if simulate and expected.min() < THIN:
        both = (tuple(sorted(rows.tolist())), tuple(sorted(columns.tolist())))
        margins = sorted(both, key=lambda margin: (len(margin), margin))
        p = _simulated(round(statistic, 9), *margins, seed)
        return Test("chi-square, simulated", statistic, df, p, v)
    return Test("chi-square", statistic, df, tail(statistic, df), v)


@lru_cache(maxsize=10_000)
def _simulated(
    statistic: float, of_rows: tuple[float, ...], of_columns: tuple[float, ...], seed: int
) -> float:
    rows, columns = np.array(of_rows), np.array(of_columns)
    key = [seed, *map(int, of_rows), 0, *map(int, of_columns)]
    random = np.random.default_rng(np.random.SeedSequence(key))
    expected = np.outer(rows, columns) / rows.sum()
    as_uneven, drawn, batch = 0, 0, 200
    while drawn < _MOST and as_uneven < _ENOUGH:
        size = min(batch, _MOST - drawn)
        tables = _random_tables(rows.astype(np.int64), columns.astype(np.int64), size, random)
        found = (tables.astype(float) ** 2 / expected).sum(axis=(1, 2)) - rows.sum()
        as_uneven += int((found >= statistic * (1 - 1e-9) - 1e-9).sum())
        drawn += size
        batch *= 2
    return (as_uneven + 1) / (drawn + 1)


def trend(
    counts: npt.ArrayLike, of_rows: npt.ArrayLike, of_columns: npt.ArrayLike, *, seed: int = 20,
    simulate: bool = True,
) -> Test | None:  # fmt: skip
    """Test whether columns with a place on a scale go with rows that have one.

    Parameters
    ----------
    counts : array_like, shape (rows, columns)
    of_rows, of_columns : array_like
        The place of each row and column.

    Returns
    -------
    Test or None
        ``v`` is the correlation: above 0 where both rise together.
    """
    table = np.asarray(counts, dtype=float)
    some = table.sum(axis=1) > 0, table.sum(axis=0) > 0
    table = table[some[0]][:, some[1]]
    y, x = np.asarray(of_rows, float)[some[0]], np.asarray(of_columns, float)[some[1]]
    rows, columns, total = table.sum(axis=1), table.sum(axis=0), table.sum()
    if min(table.shape, default=0) < 2:
        return None
    y, x = y - y @ rows / total, x - x @ columns / total
    spread = float((y**2 @ rows) * (x**2 @ columns))
    if spread <= 0:
        return None
    product = float(y @ table @ x)
    r = product / spread**0.5
    statistic = (total - 1) * r**2
    if simulate and float(np.outer(rows, columns).min()) / total < THIN:
        places = tuple(y.round(9).tolist()), tuple(x.round(9).tolist())
        margins = tuple(rows.tolist()), tuple(columns.tolist())
        p = _simulated_trend(round(abs(product), 6), *margins, *places, seed)
        return Test(f"{TREND}, simulated", statistic, 1, p, r)
    return Test(TREND, statistic, 1, tail(statistic, 1), r)


@lru_cache(maxsize=10_000)
def _simulated_trend(
    product: float, of_rows: tuple[float, ...], of_columns: tuple[float, ...],
    y: tuple[float, ...], x: tuple[float, ...], seed: int,
) -> float:  # fmt: skip
    rows, columns = (np.array(margin, dtype=np.int64) for margin in (of_rows, of_columns))
    random = np.random.default_rng(np.random.SeedSequence([seed, *rows.tolist(), 1, *columns.tolist()]))  # fmt: skip
    as_steep, drawn, batch = 0, 0, 200
    while drawn < _MOST and as_steep < _ENOUGH:
        size = min(batch, _MOST - drawn)
        tables = _random_tables(rows, columns, size, random).astype(float)
        found = np.abs(np.einsum("i,nij,j->n", np.array(y), tables, np.array(x)))
        as_steep += int((found >= product - 1e-6).sum())
        drawn += size
        batch *= 2
    return (as_steep + 1) / (drawn + 1)


def trend_of_people(y: Floats, x: Floats, weights: Floats, who: Any) -> Test | None:
    """Test a trend from units with weights, of which one person may have given several.

    The sum of products with its variance over people, as a score test has it (Binder, 1983).
    """
    total, places = weights.sum(), np.unique(who, return_inverse=True)[1]
    people = int(places.max()) + 1 if len(places) else 0
    if people < 2:
        return None
    y, x = y - weights @ y / total, x - weights @ x / total
    spread = float((weights @ y**2) * (weights @ x**2))
    if spread <= 0:
        return None
    sums = np.zeros(people)
    np.add.at(sums, places, weights * y * x)
    product = float(sums.sum())
    # Under no trend the mean of the sums is 0; what is found is taken off, as a sample's variance does.
    variance = people / (people - 1) * float(((sums - sums.mean()) ** 2).sum())
    statistic = product**2 / variance if variance > 0 else 0.0
    return Test(f"{TREND}, over people", statistic, 1, tail(statistic, 1), product / spread**0.5)


def _random_tables(
    rows: npt.NDArray[np.int64], columns: npt.NDArray[np.int64], size: int, random: Any
) -> npt.NDArray[np.int64]:
    """Tables with these margins, each with the chance that independence gives it."""
    left = np.repeat(columns[None, :], size, axis=0)
    tables = np.zeros((size, len(rows), len(columns)), dtype=np.int64)
    for row in range(len(rows) - 1):
        to_place = np.full(size, rows[row])
        after = left.sum(axis=1)
        for column in range(len(columns) - 1):
            after = after - left[:, column]
            drawn = random.hypergeometric(left[:, column], after, to_place)
            tables[:, row, column] = drawn
            to_place = to_place - drawn
        tables[:, row, -1] = to_place
        left = left - tables[:, row]
    tables[:, -1] = left
    return tables


def rao_scott(rows: Floats, columns: Floats, weights: Floats, who: Any) -> Test | None:
    """Test independence from units with weights, of which one person may have given several.

    Parameters
    ----------
    rows, columns : numpy.ndarray
        Units by categories, 1 in the category that a unit has and 0 elsewhere.
    weights : numpy.ndarray
        One for each unit.
    who : numpy.ndarray of int
        The person of each unit.
    """
    keep_r, keep_c = (weights @ rows) > 0, (weights @ columns) > 0
    rows, columns = rows[:, keep_r], columns[:, keep_c]
    if min(rows.shape[1], columns.shape[1]) < 2:
        return None
    total, places = weights.sum(), np.unique(who, return_inverse=True)[1]
    people = int(places.max()) + 1
    if people < 2:
        return None

    def shares(units: Floats) -> tuple[Floats, Floats]:
        """Weighted shares, and how many times more they vary than in a simple sample."""
        share = weights @ units / total
        sums = np.zeros((people, units.shape[1]))
        np.add.at(sums, places, weights[:, None] * (units - share))
        variance = people / (people - 1) * (sums**2).sum(axis=0) / total**2
        simple = share * (1 - share) / len(weights)
        return share, np.divide(variance, simple, out=np.zeros_like(variance), where=simple > 0)

    of_rows, of_columns = shares(rows), shares(columns)
    cells = shares((rows[:, :, None] * columns[:, None, :]).reshape(len(rows), -1))
    shape = (rows.shape[1], columns.shape[1])
    share, effect = cells[0].reshape(shape), cells[1].reshape(shape)
    expected = np.outer(of_rows[0], of_columns[0])
    statistic = len(weights) * float(((share - expected) ** 2 / expected).sum())
    df = (shape[0] - 1) * (shape[1] - 1)
    mean_effect = (
        float((share * (1 - share) / expected * effect).sum())
        - float(((1 - of_rows[0]) * of_rows[1]).sum())
        - float(((1 - of_columns[0]) * of_columns[1]).sum())
    ) / df
    v = float(np.sqrt(statistic / (len(weights) * (min(shape) - 1))))
    adjusted = statistic / mean_effect if mean_effect > 0 else statistic
    return Test("Rao-Scott", adjusted, df, tail(adjusted, df), v)


def of_several(member: Floats, tests: list[Test | None], levels: int) -> Test | None:
    """Test a table whose rows overlap as a whole, from the tests of its rows.

    The sum of the rows' statistics, with the moments that the correlation of the rows gives it
    (Bilder and Loughin, 2004, Biometrics 60:241-248); where some were simulated, Bonferroni.
    """
    made = [test for test in tests if test is not None]
    if len(made) < 2:
        return made[0] if made else None
    v = float(np.sqrt(np.mean([test.v**2 for test in made])))
    statistic = float(sum(test.statistic for test in made))
    if any(test.name != "chi-square" for test in made):
        p = min(1.0, len(made) * min(test.p for test in made))
        return Test("Bonferroni over rows", statistic, sum(t.df for t in made), p, v)
    tested = member[:, [test is not None for test in tests]]
    squares = float((np.corrcoef(tested, rowvar=False) ** 2).sum())
    scale = len(made) / squares
    df = (levels - 1) * len(made) * scale
    return Test("chi-square of several rows", statistic * scale, df, tail(statistic * scale, df), v)
