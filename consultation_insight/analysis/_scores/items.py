"""Answers to closed questions as points from 0 to 100."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from consultation_insight.corpus import Corpus
from consultation_insight.errors import ColumnNotFound, DataError, SettingsError

Floats = npt.NDArray[np.float64]
Scale = tuple[float, float] | Sequence[str] | None
Levels = Mapping[str, Sequence[str]]


def wide(corpus: Corpus) -> tuple[pd.DataFrame, Levels]:
    """One row a respondent: attributes, and closed answers by question; and the levels of scales."""
    asked, answers, people = corpus.questions, corpus.answers, corpus.respondents
    # Several ticks are no point on a scale.
    several = asked.loc[asked["type"] == "multiple", "question_id"]
    answers = answers[~answers["question_id"].isin(several)]
    table = answers.pivot_table("answer", "respondent_id", "question_id", aggfunc="first")
    # A question wins over an attribute of the same name.
    people = people.drop(columns=[name for name in people if name in table.columns])
    frame = people.join(table, on="respondent_id")
    levels: dict[str, list[str]] = {}
    if "levels" in asked:
        for question, text in zip(asked["question_id"], asked["levels"].fillna(""), strict=True):
            if text:
                levels[str(question)] = str(text).split(" | ")
    return frame, levels


def points(frame: pd.DataFrame, item: str, scale: Scale, levels: Levels) -> tuple[Floats, int]:
    """The answers to an item from 0 to 100, and how many are no level of its scale."""
    if item not in frame:
        raise ColumnNotFound([item], [str(name) for name in frame.columns])
    values = frame[item]
    if isinstance(values.dtype, pd.CategoricalDtype) and values.cat.ordered:
        return _ranked(values.astype("object"), [*values.cat.categories])
    if scale is not None and all(isinstance(level, str) for level in scale):
        return _ranked(values, [str(level) for level in scale])
    if scale is None and item in levels:
        return _ranked(values, levels[item])
    numbers = pd.to_numeric(values, errors="coerce")
    if scale is None:
        raise SettingsError(
            f"The 'scale' of {item!r} is not known: give (1, 5) or (0, 100) for numbers, or the words "
            "of its levels from least to most."
        )
    low, high = (float(level) for level in scale)  # type: ignore[arg-type]
    if not high > low:
        raise SettingsError.from_value("scale", "score_index", "from least to most", scale)
    outside = int((~numbers.dropna().between(low, high)).sum())
    if outside:
        raise DataError(
            f"{item!r} has {outside:,} values outside of its scale, {low:g} to {high:g}."
        )
    no_level = int((numbers.isna() & values.notna() & (values.astype("str") != "")).sum())
    scaled = 100 * (numbers.to_numpy(dtype=float, na_value=np.nan) - low) / (high - low)
    return np.asarray(scaled, dtype=np.float64), no_level


def _ranked(values: pd.Series, levels: Sequence[object]) -> tuple[Floats, int]:
    if len(levels) < 2:
        raise SettingsError("A scale needs two levels at least.")
    step = 100 / (len(levels) - 1)
    known = {str(level).strip().casefold(): place * step for place, level in enumerate(levels)}
    said = values.astype("str").str.strip().str.casefold().where(values.notna())
    found = said.map(known).astype(float)
    no_level = int((found.isna() & said.notna() & (said != "")).sum())
    scaled: Floats = np.asarray(found, dtype=np.float64)
    return scaled, no_level


def alpha(items: Floats) -> tuple[int, float, float, float]:
    """Cronbach's (1951) alpha over complete rows, with Feldt's (1965) 95 % interval."""
    from scipy.special import fdtri

    whole = items[~np.isnan(items).any(axis=1)]
    n, k = whole.shape
    if k < 2 or n < 3:
        return n, np.nan, np.nan, np.nan
    total = whole.sum(axis=1).var(ddof=1)
    if total == 0:
        return n, np.nan, np.nan, np.nan
    value = k / (k - 1) * (1 - whole.var(axis=0, ddof=1).sum() / total)
    first, second = n - 1, (n - 1) * (k - 1)
    low = 1 - (1 - value) * fdtri(first, second, 0.975)
    high = 1 - (1 - value) * fdtri(first, second, 0.025)
    return n, float(value), float(low), float(high)


def rest_correlation(items: Floats, place: int) -> float:
    """How an item goes with the mean of the others."""
    whole = items[~np.isnan(items).any(axis=1)]
    if items.shape[1] < 2 or len(whole) < 3:
        return float("nan")
    rest = np.delete(whole, place, axis=1).mean(axis=1)
    if not whole[:, place].std() or not rest.std():
        return float("nan")
    return float(np.corrcoef(whole[:, place], rest)[0, 1])
