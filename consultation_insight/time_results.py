"""What is found over time, in likes and in survey scores: frozen holders of tidy tables."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from consultation_insight._tables import holds, may_hold
from consultation_insight.results import Result

__all__ = ["Drivers", "Likes", "Scores", "Trend"]


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


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Scores(Result):
    """Index scores from 0 to 100, made of several closed questions.

    ``table``: the mean of each index by ``group`` (``All`` is everybody) and ``year``, with its 95 %
    interval; ``units`` are what can be taken as drawn apart (organisations, or rows).
    ``changes``: from a year to the next one; ``paired`` where the same units are compared; ``result``
    is ``higher``, ``lower``, ``no difference found`` or ``too few to compare``. ``alphas``:
    Cronbach's alpha with its 95 % interval (Feldt, 1965). ``items``: each question with its mean,
    how many answers were no level of the scale, and its correlation with the others of its index.
    ``scores``: one row for each row of the data, one column for each index, to go on with.
    """

    table: pd.DataFrame = holds(
        "index", "group", "year", "n", "units", "score", "low", "high", "spread"
    )
    changes: pd.DataFrame = holds(
        "index", "group", "year", "year_before", "n", "paired", "change", "low", "high", "p_value",
        "p_adjusted", "result",
    )  # fmt: skip
    alphas: pd.DataFrame = holds("index", "items", "n", "alpha", "low", "high")
    items: pd.DataFrame = holds(
        "index", "item", "weight", "n", "no_level", "mean", "rest_correlation"
    )
    scores: pd.DataFrame = holds()
    unit: str = ""
    year: str = ""


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Drivers(Result):
    """Which scores go with an outcome, other scores being equal; never why.

    ``table``: for each ``model`` (``across`` units, ``over time`` within them) and score:
    ``estimate`` is how many points higher the outcome is where the score is ``step`` points higher,
    ``low`` and ``high`` its 95 % interval, ``vif`` how far the score can be told from the others
    (over 5: hardly), ``sentence`` the same in words. ``importance``: what part of the explained
    variance falls to each (Lindeman, Merenda and Gold), with a bootstrap interval. ``models``: how
    each was computed, and the share of variance explained.
    """

    table: pd.DataFrame = holds(
        "model", "driver", "step", "estimate", "low", "high", "p_value", "p_adjusted", "vif", "n",
        "units", "sentence",
    )  # fmt: skip
    importance: pd.DataFrame = holds("model", "driver", "share", "low", "high", "rank")
    models: pd.DataFrame = holds("model", "n", "units", "years", "r2", "method")
    outcome: str = ""
