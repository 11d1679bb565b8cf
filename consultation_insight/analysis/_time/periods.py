"""Dates in periods of a length that fits them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from consultation_insight.errors import SettingsError, TooFewResponses, UsageError

#: Length → how pandas calls it, and up to how many days of data it is chosen.
_LENGTHS: dict[str, tuple[str, float]] = {
    "hour": ("h", 3),
    "day": ("D", 62),
    "week": ("W-SUN", 400),
    "month": ("M", 2_000),
    "quarter": ("Q", 5_500),
    "year": ("Y", float("inf")),
}
PERIODS = tuple(_LENGTHS)
#: So many are still a picture; where one stray date asks for more, a coarser length is taken.
_READABLE = 400
#: More than this is a mistake in the dates or in what was asked.
_MOST = 5_000

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Periods:
    """Dates in periods without gaps.

    ``of`` is the place of each date's period, -1 where there is no date; ``covered`` the part of
    each period that lies between the first and the last date.
    """

    length: str
    starts: pd.DatetimeIndex
    names: list[str]
    of: Ints
    covered: Floats
    times: pd.Series

    def __len__(self) -> int:
        return len(self.starts)

    def counted(self, chosen: npt.NDArray[np.bool_] | None = None) -> Ints:
        """How many dates lie in each period."""
        of = self.of if chosen is None else self.of[chosen]
        return np.bincount(of[of >= 0], minlength=len(self))


def local_times(dates: pd.Series, timezone: str) -> pd.Series:
    """Dates as the clocks of a place show them; dates without a time of day stay what they are."""
    dates = pd.Series(pd.to_datetime(dates, utc=True)).reset_index(drop=True)
    try:
        local = dates.dt.tz_convert(timezone).dt.tz_localize(None)
    except Exception:  # zoneinfo and pytz have errors of their own
        raise SettingsError.from_value(
            "timezone", "trends", "a place such as 'Europe/London'", timezone
        ) from None
    plain = dates.dt.tz_localize(None)
    known = plain.dropna()
    return plain if (known == known.dt.normalize()).all() else local


def cut(times: pd.Series, length: str = "auto") -> Periods:
    """Cut local times in periods of a length, or of the one that fits their span."""
    if length not in ("auto", *PERIODS):
        raise SettingsError.from_value(
            "period", "trends", f"'auto' or one of {', '.join(map(repr, PERIODS))}", length
        )
    known = times.dropna()
    if known.empty:
        raise TooFewResponses("There are no dates, so nothing can be said about time.")
    finest = _resolution(known)
    if length == "auto":
        length = _fitting(known, finest)
    code = _LENGTHS[length][0]
    spans = known.dt.to_period(code)
    ordinals = spans.array.asi8
    first, number = ordinals.min(), int(ordinals.max() - ordinals.min()) + 1
    if number > _MOST:
        raise UsageError(
            f"The dates run from {known.min():%Y-%m-%d} to {known.max():%Y-%m-%d}: {number:,} periods "
            f"of {'an' if length == 'hour' else 'a'} {length}. Choose longer ones, or mend the dates."
        )
    of = np.full(len(times), -1, dtype=np.int64)
    of[times.notna().to_numpy()] = ordinals - first
    index = pd.period_range(spans.min(), periods=number, freq=code)
    starts, ends = index.start_time, index.end_time
    return Periods(
        length, starts, _names(index, length), of, _covered(known, starts, ends, finest), times
    )


def _resolution(known: pd.Series) -> str:
    """How fine the dates are: ``hour`` stands for exact times."""
    days = known.drop_duplicates()
    # One time of day for all, midnight or another, is none.
    clock = days - days.dt.normalize()
    if (clock != clock.iloc[0]).any():
        return "hour"
    if len(days) < 2 or not (days.dt.day == 1).all():
        return "day"
    months = days.dt.month
    if (months == 1).all():
        return "year"
    return "quarter" if len(days) > 3 and ((months - 1) % 3 == 0).all() else "month"


def _fitting(known: pd.Series, finest: str) -> str:
    """The length that makes a readable number of periods of nearly all dates."""
    low, high = map(pd.Timestamp, known.quantile([0.01, 0.99], interpolation="nearest"))
    days = (high - low) / pd.Timedelta(days=1)
    chosen = next(place for place, (_, most) in enumerate(_LENGTHS.values()) if days <= most)
    chosen = max(chosen, PERIODS.index(finest))
    span = (known.max() - known.min()) / pd.Timedelta(days=1)
    days_in = (1 / 24, 1, 7, 30, 91, 365)
    while chosen < len(PERIODS) - 1 and span / days_in[chosen] > _READABLE:
        chosen += 1
    return PERIODS[chosen]


def _covered(
    known: pd.Series, starts: pd.DatetimeIndex, ends: pd.DatetimeIndex, finest: str
) -> Floats:
    covered = np.ones(len(starts))
    first, last = known.min(), known.max()
    if finest != "hour":
        code = _LENGTHS[finest][0]
        first, last = first.to_period(code).start_time, last.to_period(code).end_time
    length = (ends - starts) / pd.Timedelta(seconds=1)
    before = max((first - starts[0]) / pd.Timedelta(seconds=1), 0.0)
    after = max((ends[-1] - last) / pd.Timedelta(seconds=1), 0.0)
    covered[0] -= before / length[0]
    covered[-1] -= after / length[-1]
    return np.clip(covered, 1e-3, 1.0)


def _names(index: pd.PeriodIndex, length: str) -> list[str]:
    form = {"hour": "%Y-%m-%d %H:%M", "day": "%Y-%m-%d", "month": "%Y-%m", "year": "%Y"}
    if length == "quarter":
        return [f"{period.year}-Q{period.quarter}" for period in index]
    if length == "week":
        return [f"{day:%G}-W{day:%V}" for day in index.start_time]
    return [str(name) for name in index.strftime(form[length])]
