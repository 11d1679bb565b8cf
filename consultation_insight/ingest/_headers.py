"""Which rows of a grid are its header, and where its records begin and end."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import pandas as pd

from consultation_insight.ingest._table import Note, Table, as_text, columns_of, text_column

__all__ = ["table_of", "unique"]


def unique(names: Sequence[str]) -> list[str]:
    """Make headers unique and give blank ones a name.

    Examples
    --------
    >>> unique(["Why?", "", "Why?"])
    ['Why?', 'column 2', 'Why? (2)']
    """
    seen: set[str] = set()
    done = []
    for at, raw in enumerate(names, 1):
        name = " ".join(raw.split()) or f"column {at}"
        count, base = 1, name
        while name in seen:
            count += 1
            name = f"{base} ({count})"
        seen.add(name)
        done.append(name)
    return done


def table_of(
    grid: list[list[Any]],
    file: str,
    sheet: str,
    remarks: Sequence[str] = (),
    merged: Sequence[tuple[tuple[int, int], tuple[int, int]]] = (),
    *,
    odd: set[int] | None = None,
    columns: list[pd.Series] | None = None,
) -> Table:
    """Make a table from the rows of a sheet or file, of which the first filled one is the header."""
    notes = [Note(remark) for remark in remarks]
    if columns is not None:
        headers = [str(column.iloc[0]) for column in columns]
        names = unique(headers)
        cells = [_tidy(column.iloc[1:]) for column in columns]
        count = len(cells[0])
        return Table(file, sheet, tuple(names), _wordings(headers, names), cells,
                     range(2, count + 2), notes)  # fmt: skip
    start = next((at for at, row in enumerate(grid) if any(as_text(v).strip() for v in row)), None)
    if start is None:
        return Table(file, sheet, (), (), [], [], notes)
    body = start + 1
    header = [" ".join(as_text(v).split()) for v in grid[start]]
    end = len(grid)
    while end > body and not any(as_text(v).strip() for v in grid[end - 1]):
        end -= 1
    if len(grid) > end:
        notes.append(Note(f"{len(grid) - end} wholly empty rows at the end are no records"))
    records = grid[body:end]
    width = _width(header, records, notes)
    header = (header + [""] * width)[:width]
    names = unique(header)
    values, rounded = columns_of(records, width)
    return Table(
        file,
        sheet,
        tuple(names),
        _wordings(header, names),
        [text_column(column) for column in values],
        range(body + 1, end + 1),
        notes,
        rounded=rounded,
    )


def _tidy(column: pd.Series) -> pd.Series:
    """Do what `tidied` does to a whole column."""
    column = column.reset_index(drop=True)
    if column.str.contains("\r", regex=False).any():
        column = column.str.replace("\r\n", "\n", regex=False).str.replace("\r", "\n", regex=False)
    return column.mask(column.str.isspace(), "")


def _wordings(headers: Sequence[str], names: Sequence[str]) -> tuple[str, ...]:
    return tuple(re.sub(r"\s+", " ", h).strip() or n for h, n in zip(headers, names, strict=True))


def _width(header: list[str], records: list[list[Any]], notes: list[Note]) -> int:
    """Count the columns in use; say so where records are longer or shorter than the header."""
    named = max((at for at, name in enumerate(header, 1) if name), default=0)
    used = named
    longer = 0
    for record in records:
        if len(record) > named:
            last = max((at for at, v in enumerate(record, 1) if as_text(v).strip()), default=0)
            if last > named:
                longer += 1
                used = max(used, last)
    if longer:
        notes.append(
            Note(
                f"{longer} rows have cells beyond the header; they are kept as columns without name"
            )
        )
    return used
