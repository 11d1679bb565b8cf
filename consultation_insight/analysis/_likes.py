"""How likes lie over responses, authors and themes."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]

#: Without a cap of one's own: what this share of the authors who have any likes stays under.
_USUAL = 0.95


def like_tables(
    counted: pd.DataFrame,
    coding: pd.DataFrame | None,
    themes: pd.DataFrame | None,
    *,
    cap: int | None = None,
    most: int = 20,
) -> dict[str, pd.DataFrame]:
    """Compute the tables of `consultation_insight.count_likes`.

    Parameters
    ----------
    counted : pandas.DataFrame
        The live responses that count; those of which likes are not known are left out.
    coding, themes : pandas.DataFrame, optional
        Of `Themes`; only what counts.
    cap, most
        See there.
    """
    known = counted[counted["likes"].notna()]
    likes = known["likes"].to_numpy(dtype=np.int64)
    people, authors = pd.factorize(known["respondent_id"])
    by_author = np.bincount(people, weights=likes, minlength=len(authors)).astype(np.int64)
    if cap is None:
        cap = _usual_cap(by_author)
    made = {
        "likes_spread": _spread(likes, by_author, cap),
        "likes_curve": _curve(likes),
        "most_liked": _most_liked(known, likes, most),
    }
    if coding is not None and themes is not None:
        made["theme_likes"] = _by_theme(known, likes, people, coding, themes, cap)
    return made


def _usual_cap(by_author: npt.NDArray[np.int64]) -> int:
    some = by_author[by_author > 0]
    return int(np.quantile(some, _USUAL, method="nearest")) if len(some) else 0


def _spread(
    likes: npt.NDArray[np.int64], by_author: npt.NDArray[np.int64], cap: int
) -> pd.DataFrame:
    total = int(likes.sum())
    half = holding_half(likes)
    top = int(by_author.max(initial=0))
    row = {
        "base": len(likes), "likes": total, "with_likes": int((likes > 0).sum()), "half": half,
        "share": half / max(len(likes), 1), "gini": gini(likes), "authors": len(by_author),
        "authors_half": holding_half(by_author), "top_author": top,
        "top_author_share": top / max(total, 1), "cap": cap, "capped": int((by_author > cap).sum()),
    }  # fmt: skip
    return pd.DataFrame([row])


def holding_half(likes: npt.NDArray[np.int64]) -> int:
    """The fewest that hold half of all."""
    if not likes.sum():
        return 0
    held = np.cumsum(np.sort(likes)[::-1])
    return int(np.searchsorted(held, likes.sum() / 2)) + 1


def gini(likes: npt.NDArray[np.int64]) -> float:
    """Gini's (1912) coefficient: 0 where all have as many, towards 1 where one has all."""
    total, number = likes.sum(), len(likes)
    if not total:
        return float("nan")
    ranks = np.arange(1, number + 1)
    return float(2 * (ranks * np.sort(likes)).sum() / (number * total) - (number + 1) / number)


def _curve(likes: npt.NDArray[np.int64]) -> pd.DataFrame:
    """Lorenz's (1905) curve: the least liked responses first."""
    steps = np.linspace(0, 1, 101)
    held = np.append(0.0, np.cumsum(np.sort(likes)) / max(likes.sum(), 1))
    at: Floats = np.interp(steps * len(likes), np.arange(len(likes) + 1), held)
    return pd.DataFrame({"responses_share": steps.round(2), "likes_share": at})


def _most_liked(known: pd.DataFrame, likes: Any, most: int) -> pd.DataFrame:
    total = max(int(likes.sum()), 1)
    # As many as the last of them, or more; only these need an order.
    least = np.sort(likes)[-most] if 0 < most < len(likes) else 0
    rows = np.flatnonzero(likes >= max(least, 1))
    top = pd.DataFrame({"likes": likes[rows], "response_id": known["response_id"].to_numpy()[rows]})
    # The same order whatever the order of rows.
    top = top.sort_values(["likes", "response_id"], ascending=[False, True]).head(most)
    shares = top["likes"].to_numpy(dtype=float) / total
    return pd.DataFrame(
        {
            "rank": np.arange(1, len(top) + 1),
            "response_id": top["response_id"].to_numpy(),
            "likes": top["likes"].to_numpy(dtype=np.int64),
            "share_of_likes": shares,
            "share_so_far": np.cumsum(shares),
        }
    )


def _by_theme(
    known: pd.DataFrame, likes: Any, people: Any, coding: pd.DataFrame, themes: pd.DataFrame,
    cap: int,
) -> pd.DataFrame:  # fmt: skip
    """Each theme by responses, by respondents, by likes, and by likes under the cap."""
    names = pd.Index(themes["theme_id"])
    of = names.get_indexer(pd.Index(coding["theme_id"]))
    at = pd.Index(known["response_id"]).get_indexer(pd.Index(coding["response_id"]))
    of, at = np.unique(np.stack([of, at])[:, (of >= 0) & (at >= 0)], axis=1)
    width = len(names)
    pairs, place = np.unique(np.stack([of, people[at]]), axis=1, return_inverse=True)
    sums = np.bincount(place.ravel(), weights=likes[at], minlength=pairs.shape[1])
    frame = themes[["question_id", "theme_id", "label"]].reset_index(drop=True)
    frame = frame.assign(
        responses=np.bincount(of, minlength=width),
        respondents=np.bincount(pairs[0], minlength=width),
        likes=np.bincount(of, weights=likes[at], minlength=width).astype(np.int64),
        likes_capped=np.bincount(pairs[0], weights=np.minimum(sums, cap), minlength=width).astype(
            np.int64
        ),
    )
    asked = frame["question_id"].to_numpy(dtype=object)
    same = asked[:, None] == asked[None]
    ranks = {}
    for name in ("responses", "respondents", "likes", "likes_capped"):
        values = frame[name].to_numpy()
        # As many as are above in the question, and one.
        ranks[f"rank_{name}"] = (same & (values[None] > values[:, None])).sum(axis=1) + 1
    frame = frame.assign(**ranks)
    order = ["question_id", "likes", "theme_id"]
    return frame.sort_values(order, ascending=[True, False, True], ignore_index=True)
