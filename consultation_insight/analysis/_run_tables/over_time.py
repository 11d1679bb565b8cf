"""Volume, themes, tone and position by period, where responses have dates."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from consultation_insight.analysis._time.following import follow
from consultation_insight.counting import Counting
from consultation_insight.errors import TooFewResponses
from consultation_insight.results import Result

#: Of so many live responses at least a run must know the date.
_DATED = 0.5
#: What is followed; a coding is added to a run later, and has tables of its own.
_FOLLOWED = ("themes", "sentiment", "stance")


def over_time(
    counting: Counting,
    results: Mapping[str, Result],
    *,
    period: str = "auto",
    event: str | None = None,
    timezone: str = "UTC",
) -> dict[str, pd.DataFrame]:
    """The tables of `consultation_insight.trends`.

    None where all dates lie in one period, nor where most responses have none: what is known of the
    others need not hold for all.
    """
    dated = counting.live["created_at"].notna()
    if not dated.any() or dated.mean() < _DATED:
        return {}
    followed = [results[name] for name in _FOLLOWED if name in results]
    try:
        found = follow(counting, followed, period=period, event=event, timezone=timezone)
    except TooFewResponses:
        return {}
    form = "%Y-%m-%d %H:%M" if found.period == "hour" else "%Y-%m-%d"
    table = found.table
    made = {"trends": table.assign(begins=table["begins"].dt.strftime(form))}
    if len(found.bursts):
        made["trend_bursts"] = found.bursts
    volume = found.changes["series"] == "responses"
    for name, rows in (("trend_changes", ~volume), ("volume_change", volume)):
        if rows.any():
            made[name] = found.changes[rows].reset_index(drop=True)
    return made
