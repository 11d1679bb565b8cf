"""Tables of counts that are added up in a tree, and people who are in several of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from consultation_insight.counting import VIEWS
from consultation_insight.distributed.divided import Divided
from consultation_insight.distributed.engine import read_frame, write_frame

__all__ = ["once_each", "tree"]

#: Tables that are added up at a time.
_ADDED = 8


def tree(divided: Divided, name: str, keys: Sequence[str]) -> pd.DataFrame:
    """Add up the tables of all partitions, some at a time, until one is left."""
    level, count = 0, len(divided.parts)
    while True:
        level, before = level + 1, count
        count = -(-before // _ADDED)
        told = name, level, before, list(keys)
        divided.engine.each(f"{name} {level}", _added, range(count), told)
        if count == 1:
            return read_frame(divided.engine.folder, f"{name} {level}", 0)


def _added(folder: Path, at: int, told: tuple[str, int, int, list[str]]) -> None:
    name, level, before, keys = told
    parts = range(at * _ADDED, min((at + 1) * _ADDED, before))
    frames = [read_frame(folder, f"{name} {level - 1}", part) for part in parts]
    filled = [frame for frame in frames if len(frame)] or frames[:1]
    table = pd.concat(filled, ignore_index=True)
    sums = table.groupby(keys, sort=True, observed=True).sum(numeric_only=True)
    write_frame(folder, f"{name} {level}", at, sums.reset_index()[list(table.columns)])


def once_each(
    table: pd.DataFrame, again: Sequence[pd.DataFrame], keys: list[str], view: str
) -> pd.DataFrame:
    """Count people of several partitions once, however many of them they used a term in."""
    seen = pd.concat([frame for frame in again if len(frame)] or again[:1], ignore_index=True)
    if not len(seen):
        return table
    every = seen.groupby([*keys, "view"]).size()
    once = seen.drop_duplicates().groupby([*keys, "view"]).size()
    surplus = {name: rows.droplevel("view") for name, rows in (every - once).groupby("view")}
    at = pd.MultiIndex.from_frame(table[keys])
    columns = {"respondents": view} | {f"respondents_{one}": one for one in VIEWS}
    changed = {
        column: table[column] - surplus[one].reindex(at, fill_value=0).to_numpy(dtype=np.int64)
        for column, one in columns.items()
        if column in table and one in surplus
    }
    return table.assign(**changed)
