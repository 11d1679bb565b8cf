"""What is found over time, in likes and in survey scores: frozen holders of tidy tables."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from consultation_insight._tables import holds, may_hold
from consultation_insight.results import Result

__all__ = ["Likes", "Trend"]


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Trend(Result):
    """Volume, themes, codes, tone and position by period.

    ``table``: one row for each series and period. ``series`` is ``responses`` (volume), ``theme``,
    ``code``, ``sentiment`` or ``stance``; ``name`` the theme, code or class, for volume ``all`` or
    a group. Volume has no ``base``: ``low`` and ``high`` are the 95 % interval of ``n`` (by chance
    alone); elsewhere ``share`` is out of the ``base`` responses of the period, and they are its
    interval. ``covered`` is the part of the period that lies between the first and the last date;
    ``expected`` what the other periods lead one to expect; ``burst`` marks what is above it by more
    than chance.
    ``bursts``: the same in stretches; ``times`` is ``n`` out of ``expected``.
    ``changes``: each series before and after ``event`` or, without one, in the first two thirds of
    the responses and in the last (volume only with an event). ``unit`` is ``share`` or, for volume,
    ``per day`` and the like, with whole periods as ``base``; ``result`` is ``more``, ``less`` or
    ``no difference found``; ``emerging`` marks themes and codes that at least doubled.
    """

    table: pd.DataFrame = holds(
        "series", "question_id", "name", "label", "period", "begins", "covered", "n", "base", "share",
        "low", "high", "expected", "p_value", "p_adjusted", "burst",
    )  # fmt: skip
    bursts: pd.DataFrame = holds(
        "series", "question_id", "name", "label", "first", "last", "n", "base", "expected", "times",
        "p_adjusted",
    )  # fmt: skip
    changes: pd.DataFrame = holds(
        "series", "question_id", "name", "label", "unit", "n_before", "base_before", "before",
        "n_after", "base_after", "after", "change", "low", "high", "p_value", "p_adjusted", "result",
        "emerging",
    )  # fmt: skip
    period: str = ""
    event: str = ""

    def wide(self, series: str = "responses", values: str = "n") -> pd.DataFrame:
        """One column of ``table`` with a row for each period and a column for each label."""
        rows = self.table
        rows = rows[rows["series"] == series]
        wide = rows.pivot_table(values, "begins", "label", sort=False, dropna=False, observed=True)
        return wide.rename_axis(columns=None)


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Likes(Result):
    """Likes by theme, by response and by author.

    ``table``: each theme by ``responses``, ``respondents``, ``likes`` and ``likes_capped`` (at most
    so many of one author), with its rank by each; empty without themes. ``spread``, one row:
    ``half`` is the fewest responses that hold half of all likes, ``share`` is that out of ``base``;
    ``gini`` runs from 0 (even) towards 1; ``authors_half`` as ``half``, for authors; ``capped``
    authors have more likes than the ``cap``. ``most_liked``: the responses with most likes.
    ``curve``: which share of the likes the least liked share of the responses holds (Lorenz).
    """

    table: pd.DataFrame = may_hold(
        "question_id", "theme_id", "label", "responses", "respondents", "likes", "likes_capped",
        "rank_responses", "rank_respondents", "rank_likes", "rank_likes_capped",
    )  # fmt: skip
    spread: pd.DataFrame = holds(
        "base", "likes", "with_likes", "half", "share", "gini", "authors", "authors_half",
        "top_author", "top_author_share", "cap", "capped",
    )  # fmt: skip
    most_liked: pd.DataFrame = holds(
        "rank", "response_id", "likes", "share_of_likes", "share_so_far"
    )
    curve: pd.DataFrame = holds("responses_share", "likes_share")

    @property
    def half(self) -> int:
        """The fewest responses that hold half of all likes."""
        return int(self.spread["half"].iloc[0])

    @property
    def gini(self) -> float:
        """How unevenly likes lie over responses: 0 (even) towards 1 (one has all)."""
        return float(self.spread["gini"].iloc[0])
