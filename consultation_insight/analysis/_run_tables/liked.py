"""Themes by likes and by links."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from consultation_insight.counting import Counting


def liked(
    themes: pd.DataFrame, coding: pd.DataFrame, live: pd.DataFrame, likes_over: int
) -> dict[str, pd.DataFrame]:
    """Rank themes by the likes of the responses with many likes; each counts for all its themes."""
    liked = live[live["likes"].fillna(0) > likes_over]
    pairs = coding[["response_id", "theme_id"]].drop_duplicates()
    pairs = pairs.merge(liked[["response_id", "likes"]], on="response_id")
    sums = pairs.groupby("theme_id")["likes"].agg(n="size", likes="sum")
    frame = themes[["question_id", "theme_id", "label"]].join(sums, on="theme_id", how="inner")
    frame = frame.sort_values(["question_id", "likes", "theme_id"], ascending=[True, False, True])
    grouped = frame.groupby("question_id", sort=False)
    frame["rank"] = grouped.cumcount() + 1
    following = grouped["likes"].shift(-1).astype("Float64")
    frame["times_next"] = frame["likes"].astype("Float64") / following
    columns = ["question_id", "rank", "theme_id", "label", "n", "likes", "times_next"]
    summary = pd.DataFrame(
        {
            "threshold": [likes_over],
            "n": [len(liked)],
            "likes": [int(liked["likes"].sum())],
            "base": [len(live)],
        }
    )
    return {"liked_themes": frame[columns].reset_index(drop=True), "liked": summary}


def theme_links(tables: Mapping[str, pd.DataFrame], counting: Counting) -> pd.DataFrame:
    """Which links stand in the responses of which theme."""
    pairs = tables["coding"][["response_id", "theme_id"]].drop_duplicates()
    pairs = pairs.merge(tables["response_links"], on="response_id")
    both = list(zip(pairs["theme_id"], pairs["url"], strict=True))
    counts = counting.cited(both, pairs["response_id"])
    frame = counts.drop(columns=[name for name in counts if "mentions" in str(name)])
    frame["theme_id"] = [theme for theme, _ in counts.index]
    frame["url"] = [url for _, url in counts.index]
    frame = frame[frame["responses"] > 0].reset_index(drop=True)
    frame["domain"] = frame["url"].map(tables["links"].set_index("url")["domain"])
    frame = frame.sort_values(
        ["theme_id", "responses", "likes", "url"], ascending=[True, False, False, True]
    )
    first = ["theme_id", "url", "domain", "responses", "likes"]
    order = [*first, *(column for column in frame if column not in first)]
    return frame[order].reset_index(drop=True)
