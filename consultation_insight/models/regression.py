"""Linear regression with errors that hold for groups, by statsmodels and linearmodels (an extra).

This is the only module that imports them.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from consultation_insight.errors import DataError, ModelNotAvailable

__all__ = ["Fit", "fit", "fit_panel"]

Floats = npt.NDArray[np.float64]


class Fit(NamedTuple):
    """Coefficients in the order of the columns, with 95 % intervals and two-sided p-values."""

    estimates: Floats
    errors: Floats
    low: Floats
    high: Floats
    p_values: Floats
    r2: float
    method: str


def fit(
    y: Floats,
    x: pd.DataFrame,
    *,
    weights: Floats | None = None,
    clusters: npt.NDArray[np.int64] | None = None,
    robust: bool = True,
) -> Fit:
    """Fit by least squares.

    Parameters
    ----------
    y : numpy.ndarray
    x : pandas.DataFrame
        Without a constant; one is added, and is the last coefficient.
    weights : numpy.ndarray, optional
    clusters : numpy.ndarray of int, optional
        Rows that belong together: errors are clustered, with t of as many degrees of freedom as
        there are clusters, less one.
    robust : bool
        Without clusters: HC3 (MacKinnon and White, 1985), else the classical errors.

    Raises
    ------
    ModelNotAvailable
        Where statsmodels is not installed.
    """
    try:
        import statsmodels.api as sm
    except ImportError:
        raise ModelNotAvailable.for_extra("Regression", "statistics") from None
    design = np.column_stack([x.to_numpy(dtype=float), np.ones(len(x))])
    model = sm.OLS(y, design) if weights is None else sm.WLS(y, design, weights=weights)
    kinds: dict[str, Any] = {"cov_type": "HC3" if robust else "nonrobust"}
    method = "heteroskedasticity-robust errors (HC3)" if robust else "classical errors"
    if clusters is not None:
        kinds = {"cov_type": "cluster", "cov_kwds": {"groups": clusters}}
        method = f"errors clustered in {len(np.unique(clusters)):,} groups"
    found = model.fit(use_t=True, **kinds)
    bounds = np.asarray(found.conf_int(0.05))
    return Fit(
        np.asarray(found.params), np.asarray(found.bse), bounds[:, 0], bounds[:, 1],
        np.asarray(found.pvalues), float(found.rsquared), f"least squares with {method}",
    )  # fmt: skip


def fit_panel(
    y: Floats,
    x: pd.DataFrame,
    units: npt.NDArray[np.int64],
    years: npt.NDArray[np.int64],
    *,
    weights: Floats | None = None,
) -> Fit:
    """Fit with an effect for each unit and each year, errors clustered by unit.

    Raises
    ------
    ModelNotAvailable
        Where linearmodels is not installed.
    DataError
        A column does not change over time, so that the effects of units take it up.
    """
    try:
        from linearmodels.panel import PanelOLS
        from linearmodels.panel.utility import AbsorbingEffectError
    except ImportError:
        raise ModelNotAvailable.for_extra("Regression over time", "statistics") from None
    from scipy.special import stdtr, stdtrit

    index = pd.MultiIndex.from_arrays([units, years], names=["unit", "year"])
    frame = x.set_axis([f"x{place}" for place in range(x.shape[1])], axis=1).set_index(index)
    outcome = pd.Series(y, index=index, name="y")
    given = None if weights is None else pd.Series(weights, index=index, name="w")
    try:
        model = PanelOLS(outcome, frame, entity_effects=True, time_effects=True, weights=given)
        found = model.fit(cov_type="clustered", cluster_entity=True)
    except (AbsorbingEffectError, ValueError):
        raise DataError(
            "A score does not change over time within the units, or is a sum of others, so nothing "
            "can be said about it over time; leave it out."
        ) from None
    estimates, errors = found.params.to_numpy(), found.std_errors.to_numpy()
    groups = len(np.unique(units))
    half = stdtrit(groups - 1, 0.975) * errors
    return Fit(
        estimates, errors, estimates - half, estimates + half,
        2 * stdtr(groups - 1, -np.abs(estimates / errors)), float(found.rsquared_within),
        f"least squares with effects of unit and year, errors clustered by {groups:,} units",
    )  # fmt: skip
