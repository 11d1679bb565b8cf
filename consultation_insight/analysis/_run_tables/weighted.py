"""Weighted shares beside unweighted ones, as tables of a run whose settings give weights."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from consultation_insight.analysis._groups.material import Material, RowSet
from consultation_insight.group_results import Weights
from consultation_insight.statistics import effective_base, wilson_interval

__all__ = ["protected", "weighted_tables"]

_COLUMNS = (
    "question", "rows", "row", "n", "base", "share", "low", "high", "share_weighted",
    "low_weighted", "high_weighted", "effective_base", "design_effect", "row_id",
)  # fmt: skip


def weighted_tables(
    material: Material, weights: Weights, which: tuple[str, ...]
) -> dict[str, pd.DataFrame]:
    """``weights`` (what they do to each group) and ``weighted`` (what they do to each share)."""
    of_people = material.weights(weights)
    if of_people is None:
        return {}
    lines = [line for rows in material.row_sets(which) for line in _lines(rows, of_people)]
    over_all = {
        "attribute": "", "level": "", "n": weights.base, "share": np.nan, "target": np.nan,
        "after": np.nan, "design_effect": weights.design_effect,
        "effective_base": weights.effective_base,
    }  # fmt: skip
    margins = pd.concat(
        [pd.DataFrame([over_all]), weights.margins.astype({"attribute": "str", "level": "str"})],
        ignore_index=True,
    )
    made = pd.DataFrame(lines, columns=list(_COLUMNS))
    return {"weights": margins.reindex(columns=list(over_all)), "weighted": made}


def _lines(rows: RowSet, of_people: Any) -> list[tuple[Any, ...]]:
    w = of_people[rows.who]
    there = ~np.isnan(w)
    w, member, who = w[there], rows.member[there], rows.who[there]
    base = len(w)
    if not base or not w.sum() > 0:
        return []
    # Several responses of one person count as one voice.
    effective = effective_base(np.bincount(np.unique(who, return_inverse=True)[1], w))
    n, share = member.sum(axis=0), w @ member / w.sum()
    low, high = wilson_interval(n, base)
    ends = wilson_interval(share * effective, effective)
    return [
        (
            rows.question, rows.rows, label, int(n[at]), base, n[at] / base, min(low[at], n[at] / base),
            high[at], share[at], min(ends[0][at], share[at]), ends[1][at], effective,
            base / effective, id_,
        )
        for at, (id_, label) in enumerate(zip(rows.ids, rows.labels, strict=True))
    ]  # fmt: skip


def protected(tables: dict[str, pd.DataFrame], least: int) -> dict[str, pd.DataFrame]:
    """The same for publication: whole percentages only, and no question that hides a count.

    Counts and unrounded shares would tell hidden counts; so would the other answers of a question.
    """
    made = dict(tables)
    if "weights" in made:
        margins = made["weights"].copy()
        named = margins["attribute"] != ""
        margins["n"] = margins["n"].astype("Int64").mask(named)
        margins["share"] = margins["share"].mask(named)
        margins["after"] = margins["after"].round(2)
        made["weights"] = margins
    if "weighted" in made:
        table = made["weighted"]
        few = (table["n"] < least) | (table["base"] - table["n"] < least)
        closed = table["rows"].isin(["answers", "stance"])
        told = few.groupby([table["question"], table["rows"]]).transform("any")
        table = table[~(closed & told)].reset_index(drop=True)
        for name in ("share", "low", "high", "share_weighted", "low_weighted", "high_weighted"):
            table[name] = table[name].round(2)
        for name in ("n", "base"):
            table[name] = pd.array([pd.NA] * len(table), dtype="Int64")
        made["weighted"] = table.assign(effective_base=np.nan, design_effect=np.nan)
    return made
