"""How volume, themes, codes, tone and position change over time."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from consultation_insight.analysis._time.assembling import Volume, assemble
from consultation_insight.analysis._time.following import follow
from consultation_insight.analysis._time.periods import cut, local_times
from consultation_insight.corpus import Corpus
from consultation_insight.counting import Counting
from consultation_insight.errors import ColumnNotFound, DataError, UsageError
from consultation_insight.results import Analysis, Result
from consultation_insight.time_results import Trend

__all__ = ["trends"]

Ints = npt.NDArray[np.int64]


def trends(
    data: Analysis | Corpus | pd.DataFrame,
    *results: Result,
    period: str = "auto",
    event: str | None = None,
    timezone: str = "UTC",
    date: str | None = None,
    count: str | None = None,
    by: str | None = None,
) -> Trend:
    """Follow volume, themes, codes, tone and position over time.

    Parameters
    ----------
    data : Analysis, Corpus or pandas.DataFrame
        An analysis; a corpus, with the results to follow; or any table with dates.
    *results : Themes, Coding, Sentiment or Stance
        Of the corpus.
    period : str
        ``hour``, ``day``, ``week`` (from Monday), ``month``, ``quarter``, ``year``; ``auto`` takes
        what makes a readable number of periods, and never a finer one than the dates have.
    event : str, optional
        A date (and time), in the place's time: everything is compared before and after.
    timezone : str
        Where days begin and end. Dates without a time of day are taken as they stand.
    date : str, optional
        For a table, the column of dates: dates, ``2016-06``, or years as numbers; its index where
        not given. (This and what follows are for objects only.)
    count : str, optional
        For a table, the column with whole numbers to add up; without it each row counts one.
        (Objects only.)
    by : str, optional
        For a table, a column whose groups are followed one by one. (Objects only.)

    Returns
    -------
    Trend

    Raises
    ------
    TooFewResponses
        There are no dates, or all lie in one period.
    SettingsError
        An unknown length, place, or an event outside of the dates.

    Examples
    --------
    >>> import pandas as pd
    >>> import consultation_insight as ci
    >>> signed = pd.DataFrame({"month": [f"2016-{m:02d}" for m in range(1, 9)],
    ...                        "n": [31, 28, 35, 30, 33, 140, 29, 32]})
    >>> found = ci.trends(signed, date="month", count="n")
    >>> found.bursts[["first", "last", "n"]].to_numpy().tolist()
    [['2016-06', '2016-06', 140]]
    >>> found.period
    'month'
    """
    if isinstance(data, pd.DataFrame):
        if results:
            raise UsageError("Results are followed with the corpus that they were made from.")
        return _of_table(data, period, event, timezone, date, count, by)
    if date or count or by:
        raise UsageError("date, count and by name columns of a table; a corpus has its own dates.")
    if isinstance(data, Analysis):
        corpus, followed = data.corpus, [*data.results.values(), *results]
    else:
        corpus, followed = data, list(results)
    return follow(Counting.of(corpus), followed, period=period, event=event, timezone=timezone)


def _of_table(
    frame: pd.DataFrame, period: str, event: str | None, timezone: str,
    date: str | None, count: str | None, by: str | None,
) -> Trend:  # fmt: skip
    wanted = [name for name in (date, count, by) if name is not None and name not in frame]
    if wanted:
        raise ColumnNotFound(wanted, [str(name) for name in frame.columns])
    times = local_times(_as_dates(frame.index if date is None else frame[date]), timezone)
    number = np.ones(len(frame), dtype=np.int64) if count is None else _whole(frame[count], count)
    number = np.where(times.isna(), 0, number)
    periods = cut(times, period)
    groups = pd.Series("all", index=frame.index) if by is None else frame[by]
    codes, levels = pd.factorize(groups.astype("str").where(groups.notna()), sort=True)
    names = [str(level) for level in levels]
    cells = np.zeros((len(names), len(periods)), dtype=np.int64)
    kept = (periods.of >= 0) & (codes >= 0)
    np.add.at(cells, (codes[kept], periods.of[kept]), number[kept])
    labels = ["All"] if by is None else names
    settings = {
        "period": period, "event": event, "timezone": timezone, "date": date, "count": count, "by": by,
    }  # fmt: skip
    volume = Volume(names, labels, list(cells))
    base, silent = int(cells.sum()), int((~kept).sum())
    return assemble(volume, [], periods, event, settings, base=base, silent=silent)


def _as_dates(values: Any) -> pd.Series:
    if isinstance(values, pd.PeriodIndex) or isinstance(values.dtype, pd.PeriodDtype):
        values = pd.PeriodIndex(values).to_timestamp()
    series = pd.Series(values).reset_index(drop=True)
    if pd.api.types.is_numeric_dtype(series):
        # pandas would read 2016 as nanoseconds after 1970.
        known = series.dropna()
        if not known.between(1000, 3000).all() or (known % 1 != 0).any():
            raise DataError("Dates as numbers must be years; give others as text or as dates.")
        series = series.astype("Int64").astype("str").where(series.notna())
        return pd.to_datetime(series, format="%Y", utc=True)
    if pd.api.types.is_datetime64_any_dtype(series):
        return pd.to_datetime(series, utc=True)
    text = series.astype("str").str.strip()
    quarters = text.str.fullmatch(r"\d{4}-?Q[1-4]").fillna(False)
    if quarters.any():
        month = (3 * text[quarters].str[-1].astype("int64") - 2).astype("str").str.zfill(2)
        text = text.mask(quarters, text.str[:4] + "-" + month)
    read = pd.to_datetime(text, utc=True, format="ISO8601", errors="coerce")
    # A month by its name cannot be mistaken for a day.
    named = read.isna() & text.str.contains("[A-Za-z]{3}").fillna(False) & series.notna()
    if named.any():
        read = read.mask(
            named, pd.to_datetime(text[named], utc=True, format="mixed", errors="coerce")
        )
    lost = int((read.isna() & series.notna()).sum())
    if lost:
        # Whether 03/04 is in March or in April is not to be guessed.
        raise DataError(
            f"{lost:,} of {len(series):,} dates cannot be read; write them as 2016-06-23, 2016-06, "
            "2016-Q2 or 2016, or make them dates first."
        )
    return read


def _whole(values: pd.Series, name: str) -> Ints:
    numbers = pd.to_numeric(values, errors="coerce")
    filled = numbers.fillna(0)
    if (numbers.isna() & values.notna()).any() or (filled < 0).any() or (filled % 1 != 0).any():
        raise DataError(f"The column {name!r} must hold whole numbers of 0 or more.")
    return filled.to_numpy(dtype=np.int64)
