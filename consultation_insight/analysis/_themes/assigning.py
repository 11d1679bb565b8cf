"""Coding of responses, here or there, by the themes that a sample has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from consultation_insight.analysis._themes.coding import may_be_quoted
from consultation_insight.analysis._themes.holding import Coded, Held

__all__ = ["Assigned", "Told", "assigned"]

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Told:
    """What is needed to code responses.

    Parameters
    ----------
    held : sequence of Held
    standing : frozenset of str
        The responses that stand for their campaign.
    listed : mapping
        The passages that the sample says once, by question: whose they are, and where they stand.
    """

    held: Sequence[Held]
    standing: frozenset[str]
    listed: dict[str, tuple[list[str], Any]]


@dataclass(frozen=True, eq=False)
class Assigned:
    """What was found in some responses: two tables that stay where they are, and what is told of them.

    Parameters
    ----------
    coding, quotable : pandas.DataFrame
    uncoded : numpy.ndarray
        The places of the responses that carry no theme.
    passages, without : int
        How many can be judged, and how many of these carry none.
    nearest : numpy.ndarray
        Of each passage listed as said once, how near the nearest of another response is.
    """

    coding: pd.DataFrame
    quotable: pd.DataFrame
    uncoded: Ints
    passages: int
    without: int
    nearest: Any


def assigned(live: pd.DataFrame, told: Told) -> Assigned:
    """Code some live responses.

    Parameters
    ----------
    live : pandas.DataFrame
        Its index says where they stand.
    told : Told
    """
    uncoded: list[Ints] = []
    codings, quoted, nearest = [], [], []
    passages = without = 0
    for one in told.held:
        rows = live[live["question_id"] == one.question]
        index = rows.index.to_numpy()
        rows = rows.reset_index(drop=True)
        ids, once = told.listed[one.question]
        coded = one.coded(rows["text"].tolist())
        if coded is None:
            nearest.append(np.zeros(len(ids), dtype=np.float32))
            continue
        coding = coded.coding
        codings.append(_named(coding, rows, one))
        quoted.append(_quotable(coded, rows, one, told.standing))
        nearest.append(_nearest(coded, rows, ids, once))
        carried = np.zeros(len(coded.passages), dtype=bool)
        carried[coding["passage"].to_numpy(dtype=int)] = True
        passages += int(coded.enough.sum())
        without += int((coded.enough & ~carried).sum())
        judged = np.unique(coded.passages.response[coded.enough])
        uncoded.append(index[np.setdiff1d(judged, coding["response"].to_numpy(dtype=int))])
    places = np.sort(np.concatenate([*uncoded, np.zeros(0, dtype=np.int64)]))
    return Assigned(
        _stacked(codings), _stacked(quoted), places, passages, without, np.concatenate(nearest)
    )


def _stacked(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame({"theme_id": []})


def _named(coding: pd.DataFrame, rows: pd.DataFrame, held: Held) -> pd.DataFrame:
    ids = np.array(held.ids, dtype=object)
    return pd.DataFrame(
        {
            "response_id": rows["response_id"].to_numpy()[coding["response"].to_numpy(dtype=int)],
            "start": coding["start"].to_numpy(),
            "end": coding["end"].to_numpy(),
            "theme_id": pd.Series(ids[coding["group"].to_numpy(dtype=int)], dtype="str"),
            "strength": coding["strength"].to_numpy(),
        }
    )


def _quotable(
    coded: Coded, rows: pd.DataFrame, held: Held, standing: frozenset[str]
) -> pd.DataFrame:
    """The best passages here for each theme, with what they are compared by."""
    ids = rows["response_id"]
    own = ((rows["campaign_id"] == "") | ids.isin(standing)).to_numpy(dtype=bool)
    shapes = coded.enough & own[coded.passages.response]
    coding = coded.coding
    picked = may_be_quoted(rows, coded.passages, coding, shapes)
    best = coding.loc[picked.index]
    at = best["passage"].to_numpy(dtype=int)
    return _named(best, rows, held).assign(
        central=best["central"].to_numpy(),
        words=pd.Series([coded.passages.words[place] for place in at], dtype="str"),
        shapes=shapes[at],
    )


def _nearest(coded: Coded, rows: pd.DataFrame, ids: Sequence[str], once: Any) -> Any:
    """How near each listed passage is to the nearest of another response here."""
    found = np.zeros(len(ids), dtype=np.float32)
    if not len(ids):
        return found
    places = {id_: row for row, id_ in enumerate(rows["response_id"])}
    owners = np.array([places.get(id_, -1) for id_ in ids])
    whose = coded.passages.response
    for start in range(0, len(coded.features), 20_000):
        similar = coded.features[start : start + 20_000] @ once.T
        # A distinct text is its owner's alone only if no other response has it.
        others = np.zeros(similar.shape, dtype=bool)
        inside = (coded.of >= start) & (coded.of < start + len(similar))
        for column, owner in enumerate(owners.tolist()):
            others[coded.of[inside & (whose != owner)] - start, column] = True
        found = np.maximum(found, np.where(others, similar, 0.0).max(axis=0))
    return found
