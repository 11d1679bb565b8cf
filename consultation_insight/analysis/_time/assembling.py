"""From counts by period to the tables of a `Trend`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from consultation_insight.analysis._time.bursts import (
    count_bursts,
    share_bursts,
    two_sided,
    welch_interval,
)
from consultation_insight.analysis._time.periods import Periods
from consultation_insight.errors import SettingsError, TooFewResponses
from consultation_insight.statistics import (
    difference_interval,
    false_discovery_adjusted,
    wilson_interval,
)
from consultation_insight.time_results import Trend

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
#: A table as arrays by name.
Columns = dict[str, Any]

#: Of all tests of a family, at most this share of those that are marked is marked by chance.
_FALSE = 0.05
#: A theme emerges when its share has at least grown so many times.
_GROWN = 2.0
#: Without an event, the share of responses that counts as before.
_EARLIER = 2 / 3
_SERIES = ("series", "question_id", "name", "label")


class Group(NamedTuple):
    """Series with a base in common: which responses (places) carry which name."""

    series: str
    question: str
    names: Sequence[str]
    labels: Sequence[str]
    of: Ints
    at: Ints
    base: Bools


class Volume(NamedTuple):
    """Counts by period, group by group."""

    names: Sequence[str]
    labels: Sequence[str]
    counts: Sequence[Ints]


def assemble(
    volume: Volume,
    groups: Sequence[Group],
    periods: Periods,
    event: str | None,
    settings: dict[str, Any],
    *,
    base: int,
    silent: int,
) -> Trend:
    """Put all series in tables, with what stands out and what changed.

    ``silent`` says how many were left out because they have no date or group.
    """
    if len(periods) < 2:
        raise TooFewResponses(
            f"All dates lie in one {periods.length} ({periods.names[0]}), so there is nothing to "
            "compare; choose shorter periods."
        )
    when = _event(event, periods)
    counted = _volume(periods, *volume)
    shares = [_shares(group, periods) for group in groups]
    changes = _changes(groups, periods, when)
    if when is not None:
        changes = [_rates(counted, periods, when), *changes]
    return _trend([counted, *shares], changes, periods, when, settings, base, silent)


def _event(event: str | None, periods: Periods) -> pd.Timestamp | None:
    if event is None:
        return None
    try:
        when = pd.Timestamp(event)
    except (ValueError, TypeError):
        raise SettingsError.from_value("event", "trends", "a date", event) from None
    when = when.tz_localize(None)
    first, last = periods.times.min(), periods.times.max()
    if not first < when <= last:
        raise SettingsError.from_value(
            "event", "trends", f"a date after {first:%Y-%m-%d} and up to {last:%Y-%m-%d}", event
        )
    return when


def _counts(group: Group, periods: Periods) -> tuple[Ints, Ints]:
    """How many carry each name, and out of how many, by period."""
    width = len(periods)
    flat = np.bincount(group.of * width + periods.of[group.at], minlength=len(group.names) * width)
    return flat.reshape(len(group.names), width), periods.counted(group.base)


def _volume(
    periods: Periods, names: Sequence[str], labels: Sequence[str], counts: Sequence[Ints]
) -> Columns:
    from scipy.special import gammaincinv

    n = np.concatenate(counts)
    found = [count_bursts(one, periods.covered) for one in counts]
    return _rows("responses", "", names, labels, periods) | {
        "n": n,
        "base": np.full(len(n), np.nan),
        "share": np.full(len(n), np.nan),
        # Garwood (1936), Biometrika 28:437-442: the exact interval of a Poisson count.
        "low": np.where(n > 0, gammaincinv(np.maximum(n, 1), 0.025), 0.0),
        "high": gammaincinv(n + 1.0, 0.975),
        "expected": np.concatenate([expected for expected, _ in found]),
        "p_value": np.concatenate([p for _, p in found]),
    }


def _rows(
    series: str, question: str, names: Sequence[str], labels: Sequence[str], periods: Periods
) -> Columns:
    width = len(periods)
    return {
        "series": np.full(width * len(names), series, dtype=object),
        "question_id": np.full(width * len(names), question, dtype=object),
        "name": np.repeat(np.asarray(names, dtype=object), width),
        "label": np.repeat(np.asarray(labels, dtype=object), width),
        "period": np.tile(np.asarray(periods.names, dtype=object), len(names)),
        "begins": np.tile(periods.starts.to_numpy(), len(names)),
        "covered": np.tile(periods.covered, len(names)),
    }


def _shares(group: Group, periods: Periods) -> Columns:
    counts, bases = _counts(group, periods)
    expected, p = share_bursts(counts, bases)
    n, base = counts.ravel(), np.tile(bases, len(group.names))
    low, high = wilson_interval(n, base)
    none = base == 0
    return _rows(group.series, group.question, group.names, group.labels, periods) | {
        "n": n,
        "base": base.astype(float),
        "share": np.where(none, np.nan, n / np.maximum(base, 1)),
        "low": np.where(none, np.nan, low),
        "high": np.where(none, np.nan, high),
        "expected": expected.ravel(),
        "p_value": p.ravel(),
    }


def _joined(parts: Sequence[Columns], names: Sequence[str]) -> Columns:
    """Parts under each other; arrays are quicker than small tables."""
    if not parts:
        return {name: np.zeros(0, dtype=object) for name in names}
    return {name: np.concatenate([part[name] for part in parts]) for name in names}


def _changes(groups: Sequence[Group], periods: Periods, when: pd.Timestamp | None) -> list[Columns]:
    """Shares before and after a moment."""
    times = periods.times
    if when is None:
        known = np.sort(times.dropna().to_numpy())
        when = pd.Timestamp(known[min(int(len(known) * _EARLIER), len(known) - 1)])
    after = (times >= when).to_numpy()
    parts = []
    for group in groups:
        sizes = [int((group.base & side).sum()) for side in (~after, after)]
        if not all(sizes):
            continue
        width = len(group.names)
        n = [np.bincount(group.of[side[group.at]], minlength=width) for side in (~after, after)]
        bases = [np.full(width, size) for size in sizes]
        low, high = difference_interval(n[0], bases[0], n[1], bases[1])
        shares = [number / base for number, base in zip(n, bases, strict=True)]
        p = two_sided(n[0], bases[0], n[1], bases[1])
        parts.append(
            {
                "series": np.full(width, group.series, dtype=object),
                "question_id": np.full(width, group.question, dtype=object),
                "name": np.asarray(group.names, dtype=object),
                "label": np.asarray(group.labels, dtype=object),
                "unit": np.full(width, "share", dtype=object),
                "n_before": n[0], "base_before": bases[0], "before": shares[0],
                "n_after": n[1], "base_after": bases[1], "after": shares[1],
                "change": shares[1] - shares[0], "low": low, "high": high, "p_value": p,
            }
        )  # fmt: skip
    return parts


def _rates(volume: Columns, periods: Periods, when: pd.Timestamp) -> Columns:
    """Volume before and after: means of whole periods, with Welch's interval of their difference.

    The period in which the event lies counts on neither side, unless it begins with it.
    """
    whole = periods.covered > 0.999
    late = np.asarray(periods.starts >= when)
    # Whole periods follow each other without a gap, so one ends where the next begins.
    early = np.append(np.asarray(periods.starts[1:] <= when), False)
    sides = [whole & early, whole & late]
    width = len(periods)
    rows: list[tuple[Any, ...]] = []
    for place in range(0, len(volume["n"]), width):
        key = [volume[name][place] for name in _SERIES]
        n = volume["n"][place : place + width].astype(float)
        before, after = (n[side] for side in sides)
        means = [float(part.mean()) if len(part) else np.nan for part in (before, after)]
        rows.append(
            (
                *key, f"per {periods.length}", int(before.sum()), len(before), means[0],
                int(after.sum()), len(after), means[1], means[1] - means[0],
                *welch_interval(before, after),
            )
        )  # fmt: skip
    names = [*_SERIES, *_CHANGE]
    return {
        name: np.array(values) for name, values in zip(names, zip(*rows, strict=True), strict=True)
    }


_TABLE = (
    *_SERIES, "period", "begins", "covered", "n", "base", "share", "low", "high", "expected", "p_value",
)  # fmt: skip
_CHANGE = (
    "unit", "n_before", "base_before", "before", "n_after", "base_after", "after", "change", "low",
    "high", "p_value",
)  # fmt: skip


def _trend(
    parts: Sequence[Columns], changes: Sequence[Columns], periods: Periods,
    when: pd.Timestamp | None, settings: dict[str, Any], base: int, silent: int,
) -> Trend:  # fmt: skip
    table = _joined(parts, _TABLE)
    table["p_adjusted"] = _adjusted(table)
    table["burst"] = table["p_adjusted"] <= _FALSE
    lost = f" {silent:,} without a date or group are left out." if silent else ""
    compared = (
        f"compared before and after {_said(when)}" if when is not None
        else "compared between the first two thirds of the responses and the last third"
    )  # fmt: skip
    return Trend(
        table=_framed(table),
        bursts=_framed(_stretches(table)),
        changes=_framed(_judged(_joined(changes, (*_SERIES, *_CHANGE)))),
        period=periods.length,
        event=_said(when),
        base=base,
        settings=settings,
        method=f"Counts by {periods.length}. Bursts of volume: negative binomial with a robust mean and "
        "dispersion (after Noufaily and others, 2013); bursts of shares: Fisher's exact test of a period "
        "against all others; false discovery rate 5 % within each kind of series (Benjamini and "
        f"Hochberg, 1995). Shares are {compared}: Newcombe's interval (1998, method 10), exact test.{lost}",
    )


def _said(when: pd.Timestamp | None) -> str:
    if when is None:
        return ""
    return f"{when:%Y-%m-%d}" if when == when.normalize() else f"{when:%Y-%m-%d %H:%M}"


def _judged(moved: Columns) -> Columns:
    """Say of each change whether it is more than chance."""
    moved["p_adjusted"] = _adjusted(moved)
    clear = moved["p_adjusted"] <= _FALSE
    known = ~np.isnan(moved["p_value"].astype(float))
    said = np.where(moved["change"].astype(float) > 0, "more", "less")
    unclear = np.where(known, "no difference found", "too few to compare")
    moved["result"] = np.where(clear, said, unclear).astype(object)
    grown = moved["after"].astype(float) >= _GROWN * moved["before"].astype(float)
    moved["emerging"] = clear & grown & np.isin(moved["series"].astype(str), ["theme", "code"])
    return moved


def _adjusted(table: Columns) -> Any:
    """Within each kind of series."""
    p, series = table["p_value"].astype(float), table["series"]
    adjusted = np.full(len(p), np.nan)
    for one in dict.fromkeys(series):
        rows = np.flatnonzero((series == one) & ~np.isnan(p))
        adjusted[rows] = false_discovery_adjusted(p[rows])
    return adjusted


def _stretches(table: Columns) -> Columns:
    """Bursts that follow each other as one."""
    hot = np.flatnonzero(table["burst"])
    stretches: list[list[int]] = []
    for row in hot.tolist():
        last = stretches[-1][-1] if stretches else -2
        same = row == last + 1 and all(table[name][row] == table[name][last] for name in _SERIES)
        stretches[-1].append(row) if same else stretches.append([row])
    first = [rows[0] for rows in stretches]
    found: Columns = {name: table[name][first] for name in _SERIES}
    found["first"] = table["period"][first]
    found["last"] = table["period"][[rows[-1] for rows in stretches]]
    for name in ("n", "base", "expected"):
        found[name] = np.array([table[name][rows].sum() for rows in stretches])
    found["times"] = found["n"] / np.maximum(found["expected"], 1e-9)
    found["p_adjusted"] = np.array([table["p_adjusted"][rows].min() for rows in stretches])
    return found


def _framed(columns: Columns) -> pd.DataFrame:
    made: Columns = {}
    for name, values in columns.items():
        if name in _WHOLE:
            numbers = np.asarray(values, dtype=float)
            missing = np.isnan(numbers)
            whole = np.where(missing, 0, numbers).astype(np.int64)
            made[name] = pd.arrays.IntegerArray(whole, missing)
        else:
            made[name] = np.asarray(values, dtype=float) if name in _NUMBERS else values
    return pd.DataFrame(made)


_WHOLE = {"n", "base", "n_before", "base_before", "n_after", "base_after"}
_NUMBERS = {
    "share", "low", "high", "expected", "p_value", "p_adjusted", "times", "before", "after", "change",
}  # fmt: skip
