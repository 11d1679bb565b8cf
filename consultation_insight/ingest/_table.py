"""One table as it stands in a file: cells as text, with the rows and names the spreadsheet shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np
import pandas as pd

__all__ = ["Note", "Table", "as_text", "columns_of", "text_column", "tidied", "without_blank_rows"]

#: Above this, a spreadsheet's number no longer holds each digit (a double has 15 sure ones).
SURE_DIGITS = 10**15


@dataclass(frozen=True)
class Note:
    """Something about a table that the ledger must say; ``cells`` that it takes out of the data."""

    why: str
    cells: int = 0
    column: str = ""
    used_as: str = "note"


@dataclass(frozen=True, eq=False)
class Table:
    """Cells of one sheet below its header.

    Parameters
    ----------
    file, sheet : str
        Where it stands; ``sheet`` is empty for files without sheets.
    names : tuple of str
        Headers, made unique.
    wordings : tuple of str
        What each header asks: the second header row where there are two.
    cells : list of pandas.Series
        One column of text for each name; blank is ``""``.
    rows : sequence of int
        The row of each record as the spreadsheet shows it.
    notes : list of Note
        What the ledger must say about it.
    rounded : frozenset of int
        Positions of columns whose long numbers have lost digits.
    known : mapping of str to str
        Roles of columns that the file's format leaves no doubt about.
    """

    file: str
    sheet: str
    names: tuple[str, ...]
    wordings: tuple[str, ...]
    cells: list[pd.Series]
    rows: Sequence[int]
    notes: list[Note] = field(default_factory=list)
    rounded: frozenset[int] = frozenset()
    known: Mapping[str, str] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.rows)


def text_column(values: Iterable[str]) -> pd.Series:
    """Make a column of text, each cell tidied as far as only the file format is concerned."""
    return pd.Series([tidied(value) for value in values], dtype="str")


def tidied(value: str) -> str:
    r"""Make line ends ``\n`` and white space alone blank: they say only which program wrote."""
    if not value or value.isspace():
        return ""
    if "\r" in value:
        return value.replace("\r\n", "\n").replace("\r", "\n")
    return value


def as_text(value: Any) -> str:
    """Write a typed cell as people would: whole numbers without ``.0``, dates in ISO order.

    Examples
    --------
    >>> import datetime
    >>> [as_text(value) for value in (3.0, 2.5, True, datetime.datetime(2021, 6, 7), None)]
    ['3', '2.5', 'True', '2021-06-07', '']
    """
    if isinstance(value, str):
        return value
    if hasattr(value, "tolist"):  # numpy's own kinds
        value = value.tolist()
    if isinstance(value, list | tuple | set):
        return " ".join(as_text(item) for item in value)
    if value is None or value is pd.NA or value is pd.NaT or value != value:
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        bare = not (value.hour or value.minute or value.second or value.microsecond)
        return value.date().isoformat() if bare and value.tzinfo is None else value.isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return str(value)


def columns_of(grid: Sequence[Sequence[Any]], width: int) -> tuple[list[list[str]], frozenset[int]]:
    """Turn rows into columns of text; say which columns hold numbers that have lost digits."""
    columns: list[list[str]] = []
    rounded = set()
    for at in range(width):
        values = [row[at] if at < len(row) else "" for row in grid]
        if any(type(value) is float and abs(value) >= SURE_DIGITS for value in values):
            rounded.add(at)
        columns.append([v if type(v) is str else as_text(v) for v in values])
    return columns, frozenset(rounded)


def without_blank_rows(table: Table, before: int = 0) -> Table:
    """Pass over the rows of which all cells are empty, and say how many: nobody answered there.

    The others keep the row that the spreadsheet shows. ``before`` counts those that were passed
    over already.
    """
    blank = np.ones(len(table), dtype=bool)
    for column in table.cells:
        if not blank.any():
            break
        blank &= column.eq("").to_numpy(dtype=bool)
    count = int(blank.sum())
    if not count + before:
        return table
    rows = "1 blank row was" if count + before == 1 else f"{count + before:,} blank rows were"
    note = Note(f"{rows} passed over: all cells are empty, so nobody answered there")
    if not count:
        return replace(table, notes=[*table.notes, note])
    kept = np.flatnonzero(~blank)
    return replace(
        table,
        cells=[column.take(kept).reset_index(drop=True) for column in table.cells],
        rows=np.asarray(table.rows)[kept].tolist(),
        notes=[*table.notes, note],
    )
