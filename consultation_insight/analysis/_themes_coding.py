"""From strengths to the tables of the result: coding, counts, verbatims, what was said once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from consultation_insight.analysis._themes_labels import Naming
from consultation_insight.analysis._themes_passages import Passages
from consultation_insight.models import graph
from consultation_insight.statistics import wilson_interval

__all__ = ["code", "pick_verbatims", "said_once", "table_of"]

#: A passage has one main theme; a second counts if it is nearly as strong.
_SECOND = 0.8
_VERBATIMS = 5
_READABLE = (40, 280)
_ONCE_WORDS = 6
_ONCE_SHARE = 0.03


def code(
    passages: Passages, strength: npt.NDArray[np.float64], min_strength: float
) -> pd.DataFrame:
    """Give each passage its theme, and a second where it is nearly as strong.

    Returns
    -------
    pandas.DataFrame
        ``passage``, ``response``, ``start``, ``end``, ``group``, ``strength``; in the order of
        the text, strongest first.
    """
    if not strength.shape[1]:
        rows = columns = np.zeros(0, dtype=int)
    else:
        best = strength.max(axis=1, keepdims=True)
        # Nearly as strong, and more than half of what can be: two subjects, not two doubts.
        enough = (strength >= min_strength) & (
            (strength == best) | ((strength >= _SECOND * best) & (strength >= 0.5))
        )
        rows, columns = np.nonzero(enough)
        order = np.lexsort((columns, -strength[rows, columns], rows))
        rows, columns = rows[order], columns[order]
    return pd.DataFrame(
        {
            "passage": rows,
            "response": passages.response[rows],
            "start": passages.start[rows],
            "end": passages.end[rows],
            "group": columns,
            "strength": np.round(strength[rows, columns], 3),
        }
    )


def table_of(
    live: pd.DataFrame,
    question: str,
    coding: pd.DataFrame,
    stability: npt.NDArray[np.float64],
    names: Sequence[Naming],
    verbatims: pd.DataFrame,
) -> tuple[pd.DataFrame, list[int]]:
    """Count each theme; largest first. A theme that no response carries is left out."""
    base = len(live)
    pairs = coding[["response", "group"]].drop_duplicates()
    rows = pairs["response"].to_numpy(dtype=int)
    likes = live["likes"].fillna(0).to_numpy(dtype=int)[rows]
    campaign = live["campaign_id"].to_numpy()[rows]
    person = np.where(campaign == "", live["response_id"].to_numpy()[rows], campaign)
    pairs = pairs.assign(likes=likes, person=person)
    grouped = pairs.groupby("group")
    counts = pd.DataFrame(
        {"n": grouped.size(), "likes": grouped["likes"].sum(), "once": grouped["person"].nunique()}
    )
    counts = counts.sort_index().sort_values("n", ascending=False, kind="stable")
    order = [int(group) for group in counts.index]
    low, high = wilson_interval(counts["n"].to_numpy(), base)
    first = verbatims.drop_duplicates("group").set_index("group")
    texts = live["text"].tolist()

    def described(group: int) -> str:
        if group not in first.index:
            return ""
        row: Any = first.loc[group]
        return " ".join(texts[int(row["response"])][int(row["start"]) : int(row["end"])].split())

    table = pd.DataFrame(
        {
            "question_id": question,
            "label": [names[group].label for group in order],
            "description": [described(group) for group in order],
            "keywords": [", ".join(names[group].keywords) for group in order],
            "n": counts["n"].to_numpy(dtype=int),
            "share": counts["n"].to_numpy(dtype=int) / max(base, 1),
            "low": low,
            "high": high,
            "base": base,
            "likes": counts["likes"].to_numpy(dtype=int),
            "stability": stability[order],
            "n_once": counts["once"].to_numpy(dtype=int),
        }
    )
    return table, order


def pick_verbatims(
    live: pd.DataFrame, passages: Passages, coding: pd.DataFrame, shapes: npt.NDArray[np.bool_]
) -> pd.DataFrame:
    """Pick for each theme the passages that show it best, each from another respondent.

    Of equal strength, whole sentences of readable length come first. A campaign is quoted once.
    """
    people = live["respondent_id"].to_numpy()
    campaigns = live["campaign_id"].to_numpy()
    texts = live["text"].tolist()
    value = coding["strength"].to_numpy(dtype=float).copy()
    length = (coding["end"] - coding["start"]).to_numpy()
    value -= np.where((length < _READABLE[0]) | (length > _READABLE[1]), 0.5, 0.0)
    value -= np.where(shapes[coding["passage"].to_numpy(dtype=int)], 0.0, 0.4)
    value -= [
        0.0 if _is_whole(texts[row], start, end) else 0.3
        for row, start, end in zip(coding["response"], coding["start"], coding["end"], strict=True)
    ]
    words = np.array(passages.words, dtype=object)[coding["passage"].to_numpy(dtype=int)]
    # Equals in alphabetical order, so that the order of the rows does not matter.
    order = np.lexsort((words.astype(str), -value, coding["group"].to_numpy()))
    chosen: list[int] = []
    seen: dict[int, set[str]] = {}
    counts: dict[int, int] = {}
    groups, rows = coding["group"].to_numpy(dtype=int), coding["response"].to_numpy(dtype=int)
    for place in order:
        group, row = int(groups[place]), int(rows[place])
        if counts.get(group, 0) == _VERBATIMS:
            continue
        marks = {f"person {people[row]}", f"words {words[place]}"}
        if campaigns[row]:
            marks.add(f"campaign {campaigns[row]}")
        if marks & seen.setdefault(group, set()):
            continue
        seen[group] |= marks
        counts[group] = counts.get(group, 0) + 1
        chosen.append(int(place))
    return coding.iloc[chosen][["group", "response", "start", "end"]]


def _is_whole(text: str, start: int, end: int) -> bool:
    """Whether a passage begins like a sentence and ends like one, or with its response."""
    ends = end >= len(text.rstrip()) or text[end - 1] in ".!?…\"'”’)"
    return ends and not text[start : start + 1].islower()


def said_once(
    live: pd.DataFrame,
    question: str,
    passages: Passages,
    of: npt.NDArray[np.int64],
    chosen: npt.NDArray[np.int64],
    vectors: npt.NDArray[np.float32],
) -> pd.DataFrame:
    """List the passages that are farthest from everything that others said.

    Parameters
    ----------
    of : numpy.ndarray
        For each passage, the number of its distinct text.
    chosen, vectors : numpy.ndarray
        The distinct texts that shape themes, and their meanings.
    """
    first = np.full(int(of.max()) + 1, -1)
    first[of[::-1]] = np.arange(len(of))[::-1]
    often = np.bincount(of)
    long = np.array([len(passages.words[place].split()) >= _ONCE_WORDS for place in first[chosen]])
    rows = np.flatnonzero(long & (often[chosen] == 1))
    _, cosines = graph.neighbours(vectors, 1)
    nearest = cosines[rows].max(axis=1, initial=-1.0)
    most = max(3, round(_ONCE_SHARE * len(rows)))
    kept = first[chosen[rows[np.argsort(nearest, kind="stable")[:most]]]]
    return pd.DataFrame(
        {
            "question_id": question,
            "response_id": live["response_id"].to_numpy()[passages.response[kept]],
            "start": passages.start[kept],
            "end": passages.end[kept],
        }
    )
