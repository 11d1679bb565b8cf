"""Which rows of a grid are its header, and where its records begin and end."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from consultation_insight.ingest._columns.dates import looks_like_dates
from consultation_insight.ingest._columns.names import QUESTION
from consultation_insight.ingest._table import (
    Note,
    Table,
    as_text,
    columns_of,
    text_column,
    without_blank_rows,
)
from consultation_insight.text import URL

__all__ = ["table_of", "unique"]

Merged = Sequence[tuple[tuple[int, int], tuple[int, int]]]
#: What SurveyMonkey writes below a question with one cell: no option, only filler.
_FILLER = {"response", "open-ended response", "open-ended", "offene antwort", "réponse ouverte"}
_NUMBER = re.compile(r"[-+]?\d[\d,]*(?:\.\d+)?%?")
#: What a header never is.
_DATA = (
    lambda cell: looks_like_dates([cell]) if cell else False,
    lambda cell: re.fullmatch(r"-?\d{6,}", cell) is not None,
    lambda cell: URL.fullmatch(cell) is not None,
    lambda cell: re.fullmatch(r"[^@\s]+@[^@\s]+\.\w+", cell) is not None,
)
#: Rows looked at to learn what is a header.
_LOOK = 40


def unique(names: Sequence[str]) -> list[str]:
    """Make headers unique and give blank ones a name.

    Examples
    --------
    >>> unique(["Why?", "", "Why?"])
    ['Why?', 'column 2', 'Why? (2)']
    """
    seen: set[str] = set()
    given = {" ".join(raw.split()) for raw in names}
    done = []
    for at, raw in enumerate(names, 1):
        name = " ".join(raw.split())
        count, base = 1, name or f"column {at}"
        found = base
        while found in seen or (found != name and found in given):
            count += 1
            found = f"{base} ({count})"
        seen.add(found)
        done.append(found)
    return done


@dataclass
class _Header:
    """What was found at the top: names, wordings, and the first record (counted from 0)."""

    names: list[str]
    wordings: list[str]
    body: int
    notes: list[Note] = field(default_factory=list)


def table_of(
    grid: list[list[Any]],
    file: str,
    sheet: str,
    remarks: Sequence[str] = (),
    merged: Merged = (),
    *,
    columns: list[pd.Series] | None = None,
) -> Table:
    """Make a table from the rows of a sheet or file."""
    notes = [Note(remark) for remark in remarks]
    if columns is not None:
        return _from_columns(columns, file, sheet, notes)
    end = len(grid)
    while end and not any(as_text(v).strip() for v in grid[end - 1]):
        end -= 1
    if not end:
        return Table(file, sheet, (), (), [], [], notes)
    top = [[_line(v) for v in row] for row in grid[: min(end, _LOOK)]]
    header = _header(top, merged)
    records = grid[header.body : end]
    width = _width(header.names, records, notes)
    names = unique((header.names + [""] * width)[:width])
    wordings = [
        w or n for w, n in zip((header.wordings + [""] * width)[:width], names, strict=True)
    ]
    values, rounded = columns_of(records, width)
    table = Table(
        file,
        sheet,
        tuple(names),
        tuple(wordings),
        [text_column(column) for column in values],
        range(header.body + 1, end + 1),
        notes + header.notes,
        rounded=rounded,
    )
    return without_blank_rows(table, before=len(grid) - end)


def _line(value: Any) -> str:
    return " ".join(as_text(value).split())


def _from_columns(columns: list[pd.Series], file: str, sheet: str, notes: list[Note]) -> Table:
    """Make a table of columns of text that begin with their header."""
    top = [list(row) for row in zip(*(column.iloc[:_LOOK] for column in columns), strict=True)]
    header = _header([[_line(value) for value in row] for row in top], ())
    names = unique(header.names + [""] * (len(columns) - len(header.names)))
    wordings = [w or n for w, n in zip(header.wordings + [""] * len(names), names, strict=False)]
    cells = [_tidy(column.iloc[header.body :]) for column in columns]
    rows = range(header.body + 1, header.body + 1 + len(cells[0]))
    table = Table(file, sheet, tuple(names), tuple(wordings), cells, rows, notes + header.notes)
    return without_blank_rows(table)


def _tidy(column: pd.Series) -> pd.Series:
    """Do what `tidied` does to a whole column."""
    column = column.reset_index(drop=True)
    if column.str.contains("\r", regex=False).any():
        column = column.str.replace("\r\n", "\n", regex=False).str.replace("\r", "\n", regex=False)
    return column.mask(column.str.isspace(), "")


def _header(top: list[list[str]], merged: Merged) -> _Header:
    """Find the header among the first rows."""
    start, notes = _above(top)
    first = top[start]
    second = top[start + 1] if start + 1 < len(top) else []
    below = top[start + 2 :]
    imports = next(
        (at for at in (1, 2) if start + at < len(top) and _is_import(top[start + at])), 0
    )
    if imports:
        filled = sum(bool(cell) for cell in top[start + imports])
        notes.append(Note("the row of import ids is no record", filled, "", "not used"))
        wordings = second if imports == 2 else first
        return _Header(first, wordings, start + imports + 1, notes)
    if _headless(first, top[start + 1 :]):
        notes.append(Note("there is no header; the columns are numbered"))
        names = [f"column {at}" for at in range(1, len(first) + 1)]
        return _Header(names, names, start, notes)
    spans = {row: True for (row, left), (_, right) in merged if right > left}
    if _is_second(first, second, below, grouped=start in spans):
        names, wordings = _combined(first, second)
        notes.append(Note("the header has two rows"))
        return _Header(names, wordings, start + 2, notes)
    return _Header(first, first, start + 1, notes)


def _headless(first: list[str], below: list[list[str]]) -> bool:
    """Whether the first row is a record: it holds a date, address or long number over its like.

    A file of one column has no header where its first cell is a sentence that asks nothing.
    """
    if len([cell for cell in first if cell]) == 1 and len(first) == 1:
        words = [len(row[0].split()) for row in below if row and row[0]]
        usual = sorted(words)[len(words) // 2] if words else 0
        return len(first[0].split()) >= 8 <= usual and not QUESTION.search(first[0])
    if not below:
        return False
    for at, cell in enumerate(first):
        for kind in _DATA:
            if kind(cell) and all(kind(v) for v in (r[at] for r in below if at < len(r)) if v):
                return True
    return False


def _above(top: list[list[str]]) -> tuple[int, list[Note]]:
    """Skip blank rows and a title above the table."""
    filled = [sum(bool(cell) for cell in row) for row in top]
    start = next(at for at, count in enumerate(filled) if count)
    usual = sorted(count for count in filled if count)[sum(map(bool, filled)) // 2]
    notes: list[Note] = []
    titles = 0
    for at in range(start, min(len(top), start + 12)):
        if filled[at] == 0 or (filled[at] <= 2 and usual >= 4 and _leads(top[at])):
            titles += filled[at]
            continue
        if titles and filled[at] >= 0.5 * usual:
            notes.append(Note("text above the table", titles, "", "not used"))
            return at, notes
        break
    return start, notes


def _leads(row: list[str]) -> bool:
    """Whether all that stands in a row stands at its beginning."""
    return not any(row[2:])


def _is_import(row: list[str]) -> bool:
    return any('"ImportId"' in cell or "{'ImportId'" in cell for cell in row)


def _is_second(
    first: list[str], second: list[str], below: list[list[str]], *, grouped: bool
) -> bool:
    """Whether the second row belongs to the header.

    It does where it names what the first leaves blank, or words what the first only codes, and
    the cells below are of another kind: numbers, dates or ticks under words.
    """
    filled = [cell for cell in second if cell]
    if (
        not filled
        or not below
        or any(_NUMBER.fullmatch(c) or looks_like_dates([c]) for c in filled)
    ):
        return False
    if {cell.casefold() for cell in filled} & _FILLER:
        return True
    width = max(len(first), len(second))
    first = first + [""] * (width - len(first))
    second = second + [""] * (width - len(second))
    gaps = [at for at in range(1, width) if not first[at] and second[at]]
    # Each blank in the first row must be filled by the second.
    holes = any(not first[at] and not second[at] for at in range(width))
    codes = all(re.fullmatch(r"\w{1,24}(?:[.\[\]/-]\w{0,24})*", cell) for cell in first)
    words = all(second) and sum(map(len, second)) > sum(map(len, first))
    if not ((gaps and not holes) or (codes and words)):
        return False
    kinds = [
        _other_kind(second[at], [row[at] for row in below if at < len(row)]) for at in range(width)
    ]
    if codes and words and not gaps:
        # "n/a" above numbers is a record; "Start date" above dates is a header.
        return len(below) >= 3 and all(len(c) > 3 for c in filled) and sum(kinds) >= 2
    return grouped or (len(below) >= 3 and any(kinds))


def _other_kind(name: str, values: list[str]) -> bool:
    """Whether the cells below a name are of another kind than it: numbers, dates, or ticks."""
    filled = [value for value in values if value]
    if not filled:
        return False
    if not name:
        return len(filled) == len(values)
    if all(value == name for value in filled):
        return True
    return all(_NUMBER.fullmatch(value) for value in filled) or looks_like_dates(filled)


def _combined(first: list[str], second: list[str]) -> tuple[list[str], list[str]]:
    """Join two header rows: groups reach to the right until the next one."""
    width = max(len(first), len(second))
    first = first + [""] * (width - len(first))
    second = second + [""] * (width - len(second))
    if all(first):  # codes above wordings
        return first, second
    names, wordings = [], []
    group = ""
    for at in range(width):
        group = first[at] or group
        alone = bool(first[at]) and (at + 1 == width or bool(first[at + 1]))
        own = second[at]
        if not own or own.casefold() in _FILLER or own == group:
            name = group
        elif alone and not first[at]:
            name = own
        else:
            name = f"{group} – {own}" if group else own
        names.append(name)
        wordings.append(name)
    return names, wordings


def _width(header: list[str], records: list[list[Any]], notes: list[Note]) -> int:
    """Count the columns in use; say so where records are longer than the header."""
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
