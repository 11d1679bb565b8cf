"""Index scores from several closed questions, by group and by year."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from consultation_insight.analysis._scores.items import (
    Scale,
    alpha,
    points,
    rest_correlation,
    wide,
)
from consultation_insight.corpus import Corpus
from consultation_insight.errors import ColumnNotFound, SettingsError
from consultation_insight.statistics import false_discovery_adjusted
from consultation_insight.time_results import Scores

__all__ = ["score_index"]

Floats = npt.NDArray[np.float64]
_EVERYBODY = "All"


def score_index(
    data: Corpus | pd.DataFrame,
    indices: Mapping[str, Sequence[str] | Mapping[str, float]],
    *,
    scale: Scale = None,
    reverse: Sequence[str] = (),
    kind: str = "mean",
    min_items: float = 0.5,
    by: str | None = None,
    year: str | None = None,
    unit: str | None = None,
    weight: str | None = None,
) -> Scores:
    """Make index scores of 0 to 100 from several closed questions.

    Each answer becomes points from 0 (the lowest level) to 100 (the highest), evenly; an index is
    the weighted mean of its items.

    Parameters
    ----------
    data : Corpus or pandas.DataFrame
        A corpus with closed questions on ordered scales; or a table with a column for each item,
        one row for each respondent, or for each organisation and year.
    indices : mapping
        Name of an index → its items, or a mapping of item → weight.
    scale : (low, high) or sequence of str, optional
        The ends of numbers, or the words of the levels from least to most. Not needed for ordered
        categories, nor for scales which `read` recognised.
    reverse : sequence of str
        Items in which more means less.
    kind : str
        ``mean``, or ``positive``: the share of the items answered above the middle of the scale.
    min_items : float
        Which share of an index's items, by weight, must be answered for a score; the mean is taken
        over those that were. 1 asks for all of them.
    by : str, optional
        A column of groups; everybody together is always there.
    year : str, optional
        A column of years, or whatever orders the surveys.
    unit : str, optional
        What was drawn, or comes again each year, such as ``organisation``: rows of one unit are
        not independent, and changes are taken within units that are in both years.
    weight : str, optional
        A column of weights of rows (such as how many answered).

    Returns
    -------
    Scores

    Raises
    ------
    SettingsError
        The scale is not known; an index has no items.
    ColumnNotFound
        A named column is not there.
    DataError
        Values lie outside of the scale.

    Examples
    --------
    >>> import pandas as pd
    >>> import consultation_insight as ci
    >>> answers = pd.DataFrame({"q1": [5, 4, 1, None], "q2": [5, 3, 2, None]})
    >>> scores = ci.score_index(answers, {"leadership": ["q1", "q2"]}, scale=(1, 5))
    >>> scores.scores["leadership"].tolist()
    [100.0, 62.5, 12.5, nan]
    >>> scores.table[["n", "score"]].round(1).to_numpy().tolist()
    [[3.0, 58.3]]
    """
    if kind not in ("mean", "positive"):
        raise SettingsError.from_value("kind", "score_index", "'mean' or 'positive'", kind)
    if not 0 <= min_items <= 1:
        raise SettingsError.from_value("min_items", "score_index", "0 to 1", min_items)
    frame, levels = wide(data) if isinstance(data, Corpus) else (data.reset_index(drop=True), {})
    missing = [name for name in (by, year, unit, weight) if name and name not in frame]
    if missing:
        raise ColumnNotFound(missing, [str(name) for name in frame.columns])
    made: dict[str, Floats] = {}
    items, alphas = [], []
    for name, chosen in indices.items():
        weights = dict(chosen) if isinstance(chosen, Mapping) else dict.fromkeys(chosen, 1.0)
        if not weights or min(weights.values()) <= 0:
            raise SettingsError(f"The index {name!r} needs items, each with a weight above 0.")
        columns = []
        for item, value in weights.items():
            scaled, no_level = points(frame, item, scale, levels)
            scaled = 100 - scaled if item in reverse else scaled
            columns.append(scaled)
            items.append([name, item, value, int((~np.isnan(scaled)).sum()), no_level])
        answered = np.column_stack(columns)
        for place in range(len(weights)):
            row = items[len(items) - len(weights) + place]
            row += [_mean(answered[:, place]), rest_correlation(answered, place)]
        alphas.append((name, len(weights), *alpha(answered)))
        if kind == "positive":
            answered = np.where(np.isnan(answered), np.nan, 100.0 * (answered > 50))
        made[name] = _index(answered, np.array(list(weights.values()), float), min_items)
    kept = [name for name in dict.fromkeys(["respondent_id", unit, year, by, weight]) if name]
    kept = [name for name in kept if name in frame]
    scores = frame[kept].assign(**made)
    cells = list(_cells(scores, list(made), by, year, unit, weight))
    changes = _changes(scores, list(made), by, year, unit, weight) if year else []
    moved = pd.DataFrame(changes, columns=_CHANGES)
    known = moved["p_value"].notna()
    moved["p_adjusted"] = np.nan
    moved.loc[known, "p_adjusted"] = false_discovery_adjusted(moved.loc[known, "p_value"])
    clear = moved["p_adjusted"] <= 0.05
    said = np.where(moved["change"] > 0, "higher", "lower")
    unclear = np.where(known, "no difference found", "too few to compare")
    moved["result"] = np.where(clear, said, unclear)
    table = ["index", "group", "year", "n", "units", "score", "low", "high", "spread"]
    return Scores(
        table=pd.DataFrame(cells, columns=table),
        changes=moved,
        alphas=pd.DataFrame(alphas, columns=["index", "items", "n", "alpha", "low", "high"]),
        items=pd.DataFrame(
            items,
            columns=["index", "item", "weight", "n", "no_level", "mean", "rest_correlation"],
        ),
        scores=scores,
        unit=unit or "",
        year=year or "",
        base=len(frame),
        settings={
            "indices": {name: list(chosen) for name, chosen in indices.items()}, "scale": scale,
            "reverse": list(reverse), "kind": kind, "min_items": min_items, "by": by, "year": year,
            "unit": unit, "weight": weight,
        },
        method=f"{'Mean points (0 to 100)' if kind == 'mean' else 'Share of items answered above the middle'} "
        f"over the items answered, where {min_items:.0%} of an index's items or more are; 95 % intervals "
        "by t" + (f", rows of one {unit} taken together" if unit else "") + ".",
    )  # fmt: skip


_CHANGES = [
    "index", "group", "year", "year_before", "n", "paired", "change", "low", "high", "p_value",
]  # fmt: skip


def _mean(values: Floats) -> float:
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else float("nan")


def _index(answered: Floats, weights: Floats, min_items: float) -> Floats:
    there = ~np.isnan(answered)
    held = (there * weights).sum(axis=1)
    sums = (np.where(there, answered, 0.0) * weights).sum(axis=1)
    # 0.5 of three items with a weight of a third each must not fail by rounding.
    enough = (held > 0) & (held >= min_items * weights.sum() - 1e-9)
    return np.where(enough, sums / np.maximum(held, 1e-12), np.nan)


def _groups(scores: pd.DataFrame, by: str | None) -> Iterator[tuple[str, pd.DataFrame]]:
    yield _EVERYBODY, scores
    if by:
        for name, rows in scores.groupby(by, sort=True, observed=True):
            yield str(name), rows


def _cells(
    scores: pd.DataFrame, names: Sequence[str], by: str | None, year: str | None,
    unit: str | None, weight: str | None,
) -> Iterator[tuple[Any, ...]]:  # fmt: skip
    for name in names:
        for group, rows in _groups(scores, by):
            spans = rows.groupby(year, sort=True, observed=True) if year else [("", rows)]
            for when, some in spans:
                yield (name, group, when, *_estimate(some, name, unit, weight))


def _estimate(
    rows: pd.DataFrame, name: str, unit: str | None, weight: str | None
) -> tuple[Any, ...]:
    """Number, units, mean, its interval and the spread of the scores."""
    from scipy.special import stdtrit

    some = rows[rows[name].notna()]
    x = some[name].to_numpy(dtype=float)
    w = _weights(some, weight)
    if not len(x) or not w.sum():
        return 0, 0, np.nan, np.nan, np.nan, np.nan
    mean = float((w * x).sum() / w.sum())
    codes = pd.factorize(some[unit])[0] if unit else np.arange(len(x))
    sums = np.bincount(codes, weights=w * (x - mean))
    groups = len(sums)
    spread = float(np.sqrt((w * (x - mean) ** 2).sum() / w.sum()))
    if groups < 2:
        return len(x), groups, mean, np.nan, np.nan, spread
    error = float(np.sqrt((sums**2).sum() * groups / (groups - 1)) / w.sum())
    half = float(stdtrit(groups - 1, 0.975)) * error
    return len(x), groups, mean, max(mean - half, 0.0), min(mean + half, 100.0), spread


def _weights(rows: pd.DataFrame, weight: str | None) -> Floats:
    if weight is None:
        return np.ones(len(rows))
    return rows[weight].fillna(0).to_numpy(dtype=float)


def _changes(
    scores: pd.DataFrame, names: Sequence[str], by: str | None, year: str | None,
    unit: str | None, weight: str | None,
) -> list[tuple[Any, ...]]:  # fmt: skip
    rows = []
    for name in names:
        for group, own in _groups(scores, by):
            years = sorted(own[year].dropna().unique())
            for before, after in pairwise(years):
                two = [own[(own[year] == when) & own[name].notna()] for when in (before, after)]
                found = (_within if unit else _between)(two, name, unit or "", weight)
                rows.append((name, group, after, before, *found))
    return rows


def _within(
    two: Sequence[pd.DataFrame], name: str, unit: str, weight: str | None
) -> tuple[Any, ...]:
    """Change within the units that are in both years, each counting as one."""
    from scipy.special import stdtr, stdtrit

    means = []
    for rows in two:
        w = _weights(rows, weight)
        sums = (
            pd.DataFrame({"unit": rows[unit].to_numpy(), "w": w, "x": w * rows[name]})
            .groupby("unit")
            .sum()
        )
        means.append(sums["x"] / sums["w"].where(sums["w"] > 0))
    apart = (means[1] - means[0]).dropna().to_numpy(dtype=float)
    n = len(apart)
    if n < 2:
        return n, True, float(apart.mean()) if n else np.nan, np.nan, np.nan, np.nan
    change, error = float(apart.mean()), float(apart.std(ddof=1)) / np.sqrt(n)
    half = float(stdtrit(n - 1, 0.975)) * error
    p = 2 * float(stdtr(n - 1, -abs(change) / error)) if error else float(change == 0)
    return n, True, change, change - half, change + half, p


def _between(
    two: Sequence[pd.DataFrame], name: str, unit: str, weight: str | None
) -> tuple[Any, ...]:
    """Change between two years of different rows (Welch)."""
    from scipy.special import stdtr, stdtrit

    parts = []
    for rows in two:
        x, w = rows[name].to_numpy(dtype=float), _weights(rows, weight)
        n = len(x)
        mean = float((w * x).sum() / w.sum()) if w.sum() else np.nan
        error = float(((w * (x - mean)) ** 2).sum()) * n / max(n - 1, 1) / max(w.sum(), 1e-12) ** 2
        parts.append((n, mean, error))
    n = parts[0][0] + parts[1][0]
    change = parts[1][1] - parts[0][1]
    if min(part[0] for part in parts) < 2:
        return n, False, change, np.nan, np.nan, np.nan
    error = float(np.sqrt(sum(part[2] for part in parts)))
    if not error:
        return n, False, change, change, change, float(change == 0)
    freedom = error**4 / sum(part[2] ** 2 / (part[0] - 1) for part in parts)
    half = float(stdtrit(freedom, 0.975)) * error
    return (
        n,
        False,
        change,
        change - half,
        change + half,
        2 * float(stdtr(freedom, -abs(change) / error)),
    )
