"""How far the share of each theme among late responses is from what it was before."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from consultation_insight.counting import VIEWS, Counting
from consultation_insight.results import Themes
from consultation_insight.statistics import difference_interval

__all__ = ["shifts_of"]

_FIGURES = (
    "n_before", "base_before", "share_before", "n_late", "base_late", "share_late", "change",
    "low", "high",
)  # fmt: skip


def shifts_of(themes: Themes, counting: Counting, old: set[str]) -> pd.DataFrame:
    """The share of each theme before and among late responses, and how much it moved.

    Under the rule for campaigns; the same figures in each view stand behind, named by it. The interval of
    the difference is Newcombe's (1998, Stat. Med. 17:873-890, method 10).

    Parameters
    ----------
    themes : Themes
        Over all responses.
    counting : Counting
        Of their corpus.
    old : set of str
        The responses that are not late.
    """
    table = themes.table[["theme_id", "question_id", "label", "emerging"]]
    views = {view: _moved(table, themes, counting, old, rule) for view, rule in VIEWS.items()}
    beside = [frame.add_suffix(f"_{view}") for view, frame in views.items()]
    return pd.concat([table, views[counting.view], *beside], axis=1)


def _moved(
    table: pd.DataFrame, themes: Themes, counting: Counting, old: set[str], rule: str
) -> pd.DataFrame:
    counted = counting.live.loc[counting.counted(rule), ["response_id", "question_id"]]
    coding = themes.coding
    kept = counting.keeps(coding["response_id"], coding["start"], coding["end"], rule=rule)
    pairs = coding.loc[kept, ["response_id", "theme_id"]].drop_duplicates()
    made: dict[str, npt.NDArray[np.float64] | pd.Series] = {}
    for when, of_all, of_pairs in (
        ("before", counted["response_id"].isin(old), pairs["response_id"].isin(old)),
        ("late", ~counted["response_id"].isin(old), ~pairs["response_id"].isin(old)),
    ):
        n = table["theme_id"].map(pairs.loc[of_pairs, "theme_id"].value_counts())
        base = table["question_id"].map(counted.loc[of_all, "question_id"].value_counts())
        n, base = n.fillna(0).astype("int64"), base.fillna(0).astype("int64")
        share = (n / base.clip(lower=1)).astype("float64")
        made |= {f"n_{when}": n, f"base_{when}": base, f"share_{when}": share}
    low, high = difference_interval(
        made["n_before"], made["base_before"], made["n_late"], made["base_late"]
    )
    made |= {"change": made["share_late"] - made["share_before"], "low": low, "high": high}
    return pd.DataFrame(made, index=table.index)[list(_FIGURES)]
