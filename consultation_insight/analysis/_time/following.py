"""The series of a corpus and its results."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from consultation_insight.analysis._time.assembling import Group, Volume, assemble
from consultation_insight.analysis._time.periods import cut, local_times
from consultation_insight.coded_results import Coding
from consultation_insight.counting import Counting
from consultation_insight.results import SENTIMENTS, STANCES, Result, Sentiment, Stance, Themes
from consultation_insight.time_results import Trend

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


def follow(
    counting: Counting, results: Sequence[Result], *, period: str, event: str | None, timezone: str
) -> Trend:
    """Follow volume and results over time; see `consultation_insight.trends`."""
    times = local_times(counting.live["created_at"], timezone)
    counted = counting.counted()
    dated = counted & times.notna().to_numpy()
    periods = cut(times.where(dated), period)
    groups = [group for one in results for group in _groups(one, counting, dated)]
    volume = Volume(["all"], ["All responses"], [periods.counted()])
    settings = {"period": period, "event": event, "timezone": timezone}
    base = int(dated.sum())
    silent = int(counted.sum()) - base
    return assemble(volume, groups, periods, event, settings, base=base, silent=silent)


def _groups(result: Result, counting: Counting, dated: Bools) -> Iterator[Group]:
    """The series of a result, question by question."""
    live = counting.live
    asked = live["question_id"].to_numpy(dtype=object)
    if isinstance(result, Themes | Coding):
        key = "theme_id" if isinstance(result, Themes) else "code"
        pairs = result.coding
        pairs = pairs[counting.keeps(pairs["response_id"], pairs["start"], pairs["end"])]
        at = counting.places.get_indexer(pd.Index(pairs["response_id"]))
        name = pairs[key].astype("str").to_numpy(dtype=object)
        for question, rows in result.table.groupby("question_id", sort=False):
            names = rows[key].astype("str").tolist()
            parents = dict(zip(names, rows["parent"], strict=True)) if key == "code" else {}
            own = np.isin(name, names) & (asked[at] == question)
            of, where = _with_parents(name[own], at[own], parents)
            kept = dated[where] & np.isin(of, names)
            base = dated & (asked == question)
            series = "theme" if key == "theme_id" else "code"
            codes = pd.Index(names).get_indexer(pd.Index(of[kept]))
            own_code, place = np.unique(np.stack([codes, where[kept]]), axis=1)
            labels = rows["label"].tolist()
            yield Group(series, str(question), names, labels, own_code, place, base)
    elif isinstance(result, Sentiment | Stance):
        series = "sentiment" if isinstance(result, Sentiment) else "stance"
        names = list(SENTIMENTS if series == "sentiment" else STANCES)
        given = result.table.set_index("response_id")[series]
        of = pd.Index(names).get_indexer(pd.Index(live["response_id"].map(given)))
        scored = dated & (of >= 0)
        for question in dict.fromkeys(asked[scored]):
            base = scored & (asked == question)
            at = np.flatnonzero(base)
            said = [name.capitalize() for name in names]
            yield Group(series, str(question), names, said, of[at], at, base)


def _with_parents(names: Any, at: Ints, parents: dict[str, Any]) -> tuple[Any, Ints]:
    """A response that carries a code carries the code above it, too."""
    above = np.array([parents.get(name) or "" for name in names], dtype=object)
    return np.concatenate([names, above]), np.concatenate([at, at])
