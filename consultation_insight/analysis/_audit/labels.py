"""Who gave which code to which response, as arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

__all__ = ["Labels", "by_coder", "labels_of", "majority"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Labels:
    """0 or 1 for each response (row) and code (column)."""

    responses: list[str]
    codes: list[str]
    given: Floats


def labels_of(rows: pd.DataFrame, responses: Sequence[str], codes: Sequence[str]) -> Labels:
    """Mark the codes of some responses."""
    place = {name: number for number, name in enumerate(responses)}
    column = {code: number for number, code in enumerate(codes)}
    values = np.zeros((len(place), len(column)))
    for response, code in zip(rows["response_id"], rows["code"], strict=True):
        if response in place and code in column:
            values[place[response], column[code]] = 1.0
    return Labels(list(responses), list(codes), values)


def by_coder(rows: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The rows of each coder; a coder without a name is ``person``."""
    names = rows["assigned_by"] if "assigned_by" in rows else pd.Series("person", rows.index)
    names = names.fillna("").replace("", "person").astype("str")
    return {name: rows[names == name] for name in sorted(set(names))}


def majority(rows: pd.DataFrame, responses: Sequence[str], codes: Sequence[str]) -> Labels:
    """What at least half of the coders who read a response gave it."""
    given = np.zeros((len(responses), len(codes)))
    read = np.zeros(len(responses))
    for part in by_coder(rows).values():
        given += labels_of(part, responses, codes).given
        read += np.isin(responses, part["response_id"].to_numpy())
    values = (given > 0) & (given >= read[:, None] / 2)
    return Labels(list(responses), list(codes), values.astype(float))
