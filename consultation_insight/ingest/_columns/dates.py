"""Dates as people and tools write them. Day or month first is decided by the whole column."""

from __future__ import annotations

import re
import warnings
from typing import Any

import pandas as pd

__all__ = ["looks_like_dates", "parse_dates"]

_DATE = re.compile(
    r"\d{4}-\d\d?-\d\d?(?:[T ]\d.*)?|\d{4}/\d\d?/\d\d?(?:[T ]\d.*)?|\d{8}T\d{6}Z?"
    r"|\d\d?([/.\-])\d\d?\1\d{2,4}(?:,?[ T]+\d.*)?"
    r"|(?:[A-Za-z]{3,9},? )?\d\d?(?:st|nd|rd|th)?[ \-][A-Za-z]{3,9}\.?,?[ \-]\d{2,4}(?:,?(?: at)? \d.*)?"
    r"|[A-Za-z]{3,9}\.? \d\d?(?:st|nd|rd|th)?,? \d{4}(?:,?(?: at)? \d.*)?"
    r"|[A-Z][a-z]{2} [A-Z][a-z]{2} \d\d \d\d:\d\d:\d\d (?:[+\-]\d{4}|[A-Z]{2,5}) \d{4}"
)
_NUMERIC = re.compile(r"(\d\d?)[/.\-](\d\d?)[/.\-]\d{2,4}")
#: Seconds or milliseconds since 1970.
_SECONDS = r"\d{9,14}(?:\.\d+)?"


def looks_like_dates(values: list[str]) -> bool:
    """Whether nearly all values are dates (never bare years or numbers).

    Examples
    --------
    >>> looks_like_dates(["07/06/2021 08:52", "13/06/2021 09:00"]), looks_like_dates(["2021", "7"])
    (True, False)
    """
    hits = sum(_DATE.fullmatch(value.strip()) is not None for value in values)
    return hits > 0 and hits >= 0.95 * len(values)


def day_first(values: pd.Series) -> bool | None:
    """Whether the day stands first; None where the column does not say."""
    parts = values.str.extract(_NUMERIC.pattern)
    first, second = (pd.to_numeric(parts[at], errors="coerce") for at in (0, 1))
    if not first.notna().any():
        return None
    over_first, over_second = int((first > 12).sum()), int((second > 12).sum())
    if over_first != over_second:
        return over_first > over_second
    return None


def parse_dates(values: pd.Series) -> tuple[pd.Series, str]:
    """Parse a column of text to UTC times; say how it was read.

    Returns
    -------
    times : pandas.Series
        UTC; NaT for what is blank or no date.
    how : str
        ``day first``, ``month first``, ``day first (not certain: …)``, or empty.

    Examples
    --------
    >>> times, how = parse_dates(pd.Series(["07/06/2021 08:52", "13/06/2021 09:00"], dtype="str"))
    >>> str(times[0]), how
    ('2021-06-07 08:52:00+00:00', 'day first')
    """
    text = values.str.strip()
    distinct = text[text != ""].drop_duplicates()
    how, first = "", True
    numeric = distinct[distinct.str.match(_NUMERIC.pattern)]
    if len(numeric):
        known = day_first(numeric)
        first = True if known is None else known
        how = "day first" if first else "month first"
        if known is None:
            how += " (not certain: no value tells day from month; write ISO dates to be sure)"
    parsed = _parse(distinct, first)
    return text.map(dict(zip(distinct, parsed, strict=True))).pipe(_as_utc), how


def _as_utc(values: pd.Series) -> pd.Series:
    return pd.to_datetime(values, utc=True)


def _parse(text: pd.Series, day: bool) -> pd.Series:
    done = pd.Series(pd.NaT, index=text.index, dtype="datetime64[ns, UTC]")
    cleaned = text.str.replace(r"(?<=\d)(?:st|nd|rd|th)\b", "", regex=True)
    cleaned = cleaned.str.replace(
        r"\b(?:at|um|à)\b|\b(?:GMT|UTC|BST)\b(?:[+\-]\d+)?", " ", regex=True
    )
    year_first = cleaned.str.match(r"\d{4}[/-]")
    cleaned = cleaned.mask(year_first, cleaned.str.replace("/", "-", regex=False))
    everywhere = pd.Series(True, index=text.index)
    attempts: tuple[tuple[pd.Series, dict[str, Any]], ...] = (
        (everywhere, {"format": "ISO8601"}),
        (everywhere, {"format": "%a %b %d %H:%M:%S %z %Y"}),
        (year_first, {"format": "mixed"}),
        (~year_first & ~cleaned.str.fullmatch(_SECONDS), {"format": "mixed", "dayfirst": day}),
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for where, keywords in attempts:
            left = done.isna() & where
            if left.any():
                times = pd.to_datetime(cleaned[left], errors="coerce", utc=True, **keywords)  # type: ignore[call-overload]
                done[left] = times.astype("datetime64[ns, UTC]")
        left = done.isna() & cleaned.str.fullmatch(_SECONDS)
        numbers = pd.to_numeric(cleaned[left])
        for low, high, unit in ((1e8, 1e11, "s"), (1e11, 1e14, "ms")):
            fits = numbers[(numbers >= low) & (numbers < high)]
            times = pd.to_datetime(fits, unit=unit, utc=True)  # type: ignore[call-overload]
            done[fits.index] = times.astype("datetime64[ns, UTC]")
    return done
