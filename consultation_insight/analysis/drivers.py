"""Which scores go with an outcome: across units, and over time within them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from consultation_insight.analysis._scores.importance import MOST, importance
from consultation_insight.errors import ColumnNotFound, DataError, SettingsError, TooFewResponses
from consultation_insight.models.regression import Fit, fit, fit_panel
from consultation_insight.statistics import false_discovery_adjusted
from consultation_insight.time_results import Drivers, Scores

__all__ = ["drivers"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
#: Rows (or clusters) for each coefficient; under it errors say little.
_FEWEST = 5


class _Data(NamedTuple):
    y: Floats
    x: pd.DataFrame
    units: Ints
    years: Ints
    weights: Floats | None


def drivers(
    data: Scores | pd.DataFrame,
    outcome: str,
    on: Sequence[str],
    *,
    unit: str | None = None,
    year: str | None = None,
    controls: Sequence[str] = (),
    weight: str | None = None,
    step: float = 10.0,
    draws: int = 500,
    seed: int = 20,
) -> Drivers:
    """Estimate how far scores go with an outcome, other scores being equal.

    Regression on what was observed: it says what goes together, not what would happen if a score
    were raised. Two models where units (organisations) come again over years:

    ``across``
        Units compared in the same year (effects of years), errors clustered by unit.
    ``over time``
        Units compared with themselves, beyond what changed for all (effects of units and of years),
        errors clustered by unit. What stays the same about a unit plays no part.

    Without years, or with one, only ``across``: heteroskedasticity-robust errors (HC3).

    Parameters
    ----------
    data : Scores or pandas.DataFrame
        From `score_index`, or a table with a column for each score.
    outcome : str
    on : sequence of str
        The scores. All are taken together.
    unit, year : str, optional
        Columns; where left out, those that the scores were made with.
    controls : sequence of str
        Columns of numbers that are held equal but not reported.
    weight : str, optional
        A column of weights of rows.
    step : float
        For how many points more an estimate holds.
    draws, seed : int
        Of the bootstrap for relative importance.

    Returns
    -------
    Drivers

    Raises
    ------
    ModelNotAvailable
        Without the extra ``statistics``.
    TooFewResponses
        Fewer than five whole rows, or units, for each score.
    DataError
        A score does not change over time.

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> import consultation_insight as ci
    >>> random = np.random.default_rng(1)
    >>> panel = pd.DataFrame({"leadership": random.uniform(30, 80, 90),
    ...                       "inclusion": random.uniform(30, 80, 90)})
    >>> panel["career"] = 10 + 0.4 * panel["leadership"] + random.normal(0, 5, 90)
    >>> found = ci.drivers(panel, "career", ["leadership", "inclusion"])
    >>> print(found.table["sentence"][0])
    A 10-point higher “leadership” goes with a 4.5-point higher “career” (95 % interval 3.8 to 5.3), the other scores being equal.
    >>> found.importance["driver"].tolist()
    ['leadership', 'inclusion']
    """
    if isinstance(data, Scores):
        unit, year, frame = unit or data.unit or None, year or data.year or None, data.scores
    else:
        frame = data
    names = [*on, *controls]
    wanted = [name for name in (outcome, *names, unit, year, weight) if name]
    if gone := [name for name in wanted if name not in frame]:
        raise ColumnNotFound(gone, [str(name) for name in frame.columns])
    if not on or len({outcome, *names}) < len(names) + 1:
        raise SettingsError(
            "drivers needs one or more scores, each once, and not the outcome itself."
        )
    whole = frame.dropna(subset=list(dict.fromkeys(wanted)))
    if weight:
        whole = whole[whole[weight] > 0]
    taken = _Data(
        whole[outcome].to_numpy(dtype=float),
        whole[names].astype(float).reset_index(drop=True),
        pd.factorize(whole[unit])[0] if unit else np.arange(len(whole)),
        pd.factorize(whole[year])[0] if year else np.zeros(len(whole), dtype=np.int64),
        whole[weight].to_numpy(dtype=float) if weight else None,
    )
    _enough(taken)
    again = bool(unit) and len(np.unique(taken.units)) < len(taken.y)
    rows, parts, models = [], [], []
    for model in ("across", "over time") if again and taken.years.any() else ("across",):
        kept = _that_come_again(taken) if model == "over time" else taken
        held = _without_effects(model, kept)
        _distinct(held[:, :-1], names, model)
        made = _fitted(model, kept, again)
        fitted = list(_table(model, made, kept, held, list(on), outcome, unit, again, step))
        rows += fitted
        parts += _parts(model, held, kept, len(on), list(on), draws, seed)
        counts = (len(kept.y), len(np.unique(kept.units)), len(np.unique(kept.years)))
        models.append((model, *counts, made.r2, made.method))
    table = pd.DataFrame(rows, columns=_COLUMNS)
    order = [name for name in (*_COLUMNS, "p_adjusted") if name != "sentence"]
    table["p_adjusted"] = table.groupby("model", sort=False)["p_value"].transform(
        false_discovery_adjusted
    )
    lost = len(frame) - len(whole)
    return Drivers(
        table=table[[*order, "sentence"]],
        importance=pd.DataFrame(parts, columns=["model", "driver", "share", "low", "high", "rank"]),
        models=pd.DataFrame(models, columns=["model", "n", "units", "years", "r2", "method"]),
        outcome=outcome,
        base=len(whole),
        settings={
            "outcome": outcome, "on": list(on), "unit": unit, "year": year, "controls": list(controls),
            "weight": weight, "step": step, "draws": draws, "seed": seed,
        },
        method="Linear regression of the outcome on all scores together: "
        + "; ".join(f"{row[0]}, {row[-1]}" for row in models)
        + ". Relative importance by averaging over orders (Lindeman, Merenda and Gold, 1980), interval by "
        f"bootstrap of units. {lost:,} rows with gaps are left out. What goes together need not be cause "
        "and consequence.",
    )  # fmt: skip


_COLUMNS = [
    "model", "driver", "step", "estimate", "low", "high", "p_value", "vif", "n", "units", "sentence",
]  # fmt: skip


def _enough(data: _Data) -> None:
    units, needed = len(np.unique(data.units)), _FEWEST * data.x.shape[1]
    if units < needed:
        raise TooFewResponses(
            f"{units:,} units or rows without gaps are too few for {data.x.shape[1]} scores; {needed} "
            "are the least."
        )


def _that_come_again(data: _Data) -> _Data:
    """Over time only units that come again say something."""
    if pd.DataFrame({"unit": data.units, "year": data.years}).duplicated().any():
        raise SettingsError(
            "A unit stands twice in a year: give one row for each, or leave the unit out."
        )
    kept = np.bincount(data.units)[data.units] > 1
    data = _Data(
        data.y[kept],
        data.x[kept].reset_index(drop=True),
        np.unique(data.units[kept], return_inverse=True)[1],
        np.unique(data.years[kept], return_inverse=True)[1],
        None if data.weights is None else data.weights[kept],
    )
    _enough(data)
    return data


def _distinct(values: Floats, names: Sequence[str], model: str) -> None:
    """Refuse scores of which nothing is left, or that are made of others."""
    spread = values.std(axis=0)
    where = "over time within the units" if model == "over time" else "between the rows of a year"
    # Taking means off leaves rounding, not nothing.
    if flat := [name for name, one in zip(names, spread, strict=True) if one < 1e-7]:
        other = ", or give no year" if model == "over time" else ""
        raise DataError(
            f"{', '.join(map(repr, flat))} does not differ {where}; leave it out{other}."
        )
    scaled = values / spread
    ranks = [np.linalg.matrix_rank(scaled[:, : place + 1], tol=1e-6 * np.sqrt(len(scaled)))
             for place in range(scaled.shape[1])]  # fmt: skip
    if ranks[-1] < len(names):
        at = next(place for place, rank in enumerate(ranks) if rank <= place)
        raise DataError(
            f"{names[at]!r} can be computed from the other scores {where}; leave it out."
        )


def _fitted(model: str, data: _Data, again: bool) -> Fit:
    if model == "over time":
        return fit_panel(data.y, data.x, data.units, data.years, weights=data.weights)
    design = data.x
    if data.years.any():
        dummies = pd.get_dummies(pd.Series(data.years), prefix="year", drop_first=True, dtype=float)
        design = pd.concat([data.x, dummies], axis=1)
    clusters = data.units if again else None
    return fit(data.y, design, weights=data.weights, clusters=clusters)


def _without_effects(model: str, data: _Data) -> Floats:
    """Scores, controls and outcome (last) without the means of years and, over time, of units."""
    values = np.column_stack([data.x.to_numpy(dtype=float), data.y])
    weights = np.ones(len(values)) if data.weights is None else data.weights
    codes = [data.years] if model == "across" else [data.units, data.years]
    for _ in range(1 if len(codes) == 1 else 200):
        before = values
        for code in codes:
            sums = np.zeros((int(code.max()) + 1, values.shape[1]))
            np.add.at(sums, code, weights[:, None] * values)
            held = np.bincount(code, weights=weights)
            values = values - (sums / np.maximum(held, 1e-300)[:, None])[code]
        if np.abs(values - before).max() < 1e-10:
            break
    return values


def _parts(
    model: str, held: Floats, data: _Data, count: int, names: list[str], draws: int, seed: int
) -> list[tuple[Any, ...]]:
    if count > MOST:
        return []
    weights = np.ones(len(held)) if data.weights is None else data.weights
    values = np.column_stack([held[:, :count], held[:, -1]])
    if (extra := held[:, count:-1]).shape[1]:
        root = np.sqrt(weights)[:, None]
        values = values - extra @ np.linalg.lstsq(root * extra, root * values, rcond=None)[0]
    clusters = np.unique(data.units, return_inverse=True)[1]
    shares, low, high = importance(values, weights, clusters, draws, seed)
    order = sorted(range(count), key=lambda place: (-shares[place], place))
    return [
        (model, names[place], float(shares[place]), float(low[place]), float(high[place]), rank)
        for rank, place in enumerate(order, 1)
    ]


def _table(
    model: str, made: Fit, data: _Data, held: Floats, names: list[str], outcome: str,
    unit: str | None, again: bool, step: float,
) -> list[tuple[Any, ...]]:  # fmt: skip
    vif = _inflation(held[:, :-1])
    rows = []
    for place, name in enumerate(names):
        estimate, low, high = (
            step * float(part[place]) for part in (made.estimates, made.low, made.high)
        )
        equal = _held_equal(model, unit, again and bool(data.years.any()), data.x.shape[1] > 1)
        rows.append(
            (
                model, name, step, estimate, low, high, float(made.p_values[place]), float(vif[place]),
                len(data.y), len(np.unique(data.units)),
                _sentence(name, outcome, estimate, low, high, step, equal),
            )
        )  # fmt: skip
    return rows


def _held_equal(model: str, unit: str | None, by_year: bool, others: bool) -> str:
    """What an estimate holds equal, for the end of a sentence."""
    parts = []
    if model == "over time":
        parts.append(f"within the same {unit} from year to year")
    elif by_year:
        parts.append(f"comparing one {unit} with another in the same year")
    if others:
        parts.append("the other scores being equal")
    return "".join(f", {part}" for part in parts)


def _inflation(values: Floats) -> Floats:
    """Variance inflation factors."""
    correlations = np.atleast_2d(np.corrcoef(values, rowvar=False))
    inverse: Floats = np.diag(np.linalg.pinv(correlations))
    return inverse


def _sentence(
    name: str, outcome: str, estimate: float, low: float, high: float, step: float, equal: str
) -> str:
    """Say an estimate in plain words: what goes together, and how surely."""
    more = f"A {step:g}-point higher “{name}”"
    if low <= 0 <= high:
        return (
            f"No link between “{name}” and “{outcome}” was found: {more[0].lower()}{more[1:]} goes with "
            f"between {_signed(low)} and {_signed(high)} “{outcome}” (95 % interval){equal}."
        )
    way = "higher" if estimate > 0 else "lower"
    first, last = sorted((abs(low), abs(high)))
    article = "an" if f"{abs(estimate):.1f}".startswith(("8", "11.", "18.")) else "a"
    return (
        f"{more} goes with {article} {abs(estimate):.1f}-point {way} “{outcome}” "
        f"(95 % interval {first:.1f} to {last:.1f}){equal}."
    )


def _signed(points: float) -> str:
    return f"{abs(points):.1f} points {'lower' if points < 0 else 'higher'}"
