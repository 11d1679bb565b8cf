"""A frozen holder for a table: declared columns, copies out.

Dataclasses of tables have two traps: ``frozen=True`` does not stop ``holder.table.loc[...] = x``,
and a table that lacks a column fails far from where it was made. `holds` closes both: it checks
the columns when it is set, and every read hands out a copy (a cheap one: pandas copies on write).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import FrozenInstanceError
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd


class _Table:
    def __init__(self, columns: tuple[str, ...], *, optional: bool = False) -> None:
        self.columns = columns
        self.optional = optional

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, holder: object, owner: type | None = None) -> pd.DataFrame:
        if holder is None:  # dataclasses read the class attribute as a default
            if self.optional:
                return None  # type: ignore[return-value]  # made to an empty table when set
            raise AttributeError(self.name)
        return holder.__dict__[self.name].copy(deep=False)

    def __set__(self, holder: object, value: pd.DataFrame | None) -> None:
        if self.name in holder.__dict__:
            raise FrozenInstanceError(f"cannot assign to field {self.name!r}")
        if value is None and self.optional:
            value = empty(*self.columns)
        if value is None:
            raise TypeError(f"{type(holder).__name__} needs the table {self.name!r}.")
        missing = [column for column in self.columns if column not in value.columns]
        if missing:
            raise ValueError(
                f"{type(holder).__name__}.{self.name} lacks the column(s) {', '.join(missing)}; "
                f"it must have {', '.join(self.columns)}."
            )
        rest = [column for column in value.columns if column not in self.columns]
        order = [*self.columns, *rest]
        if list(value.columns) != order:
            value = value[order]
        holder.__dict__[self.name] = value.reset_index(drop=True)


def holds(*columns: str) -> Any:
    """Declare a field that holds a table with at least these columns, in this order."""
    return _Table(columns)


def may_hold(*columns: str) -> Any:
    """Declare a field that holds such a table, or an empty one where none is given."""
    return _Table(columns, optional=True)


def empty(*columns: str) -> pd.DataFrame:
    """Make a table without rows that has these columns."""
    return pd.DataFrame({column: pd.Series(dtype="object") for column in columns})


def among(names: pd.Series | pd.Index, wanted: Iterable[str]) -> npt.NDArray[np.bool_]:
    """Which names are among many others.

    ``isin`` makes a scalar of Arrow of each of the others first: fifty times the work.
    """
    those = frozenset(wanted.tolist() if isinstance(wanted, pd.Series) else wanted)
    return np.fromiter((name in those for name in names.tolist()), bool, len(names))


def rows_of(frame: pd.DataFrame) -> Iterator[Any]:
    """Go through the rows of a table, each with its columns as attributes."""
    yield from frame.itertuples(index=False)
