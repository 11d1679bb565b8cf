"""Which sheets of a workbook hold the responses."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

from consultation_insight.corpus import OTHER_SHEET
from consultation_insight.errors import FileProblem, did_you_mean
from consultation_insight.ingest._columns.column import Column
from consultation_insight.ingest._columns.names import folded
from consultation_insight.ingest._columns.roles import columns_with_roles
from consultation_insight.ingest._formats.files import Opened
from consultation_insight.ingest._table import Table

__all__ = ["alike", "choose", "numbers_people", "same_people", "who"]

_SPECIFIC = re.compile(r"respon|particip|submission|person|case|user|author|panel|member")

Line = tuple[str, str, str, str, str, int]


def choose(
    opened: Opened,
    sheet: str | None,
    text: Sequence[str] | None,
    columns: Mapping[str, str] | None,
) -> tuple[list[Table], list[Line]]:
    """Choose the sheets to read; the cells of the others go into the ledger as not used."""
    tables = opened.tables
    if sheet is not None:
        chosen = [table for table in tables if table.sheet == sheet]
        if not chosen:
            there = ", ".join(repr(table.sheet) for table in tables if table.sheet)
            hint = did_you_mean(sheet, [table.sheet for table in tables])
            raise FileProblem(
                opened.source.file,
                f"has no sheet {sheet!r}",
                remedy=f"Its sheets are: {there}.{hint}"
                if there
                else "It has no sheets; leave it out.",
            )
        why = "another sheet was named"
    elif len([table for table in tables if len(table)]) <= 1:
        chosen = [table for table in tables if len(table)]
        why = "the sheet has no records"
    else:
        best = max(tables, key=lambda table: _worth(table, text, columns))
        roles = columns_with_roles(best, text, columns)
        chosen = [
            table
            for table in tables
            if len(table)
            and (
                table.names == best.names
                or same_people(best, roles, table, columns_with_roles(table, text, columns))
            )
        ]
        why = OTHER_SHEET
    kept = {id(table) for table in chosen}
    lines = [line for table in tables if id(table) not in kept for line in _unused(table, why)]
    return chosen, lines


def same_people(
    table: Table, columns: Sequence[Column], other: Table, others: Sequence[Column]
) -> bool:
    """Whether another table says more of the respondents of a table, by the same column of ids.

    A bare "ID" proves nothing: lists of anything are numbered.
    """
    one, two = who(columns), who(others)
    if one is None or two is None or folded(one.name) != folded(two.name):
        return False
    if not numbers_people(one):
        return False
    first = set(table.cells[one.at].str.strip().str.casefold()) - {""}
    second = set(other.cells[two.at].str.strip().str.casefold()) - {""}
    return alike(first, second)


def numbers_people(column: Column) -> bool:
    """Whether the name of a column of ids says that it numbers those who answered."""
    return bool(_SPECIFIC.search(folded(column.name)))


def alike(first: AbstractSet[str], second: AbstractSet[str]) -> bool:
    """Whether most ids of one table stand in the other."""
    return len(first & second) >= 0.8 * min(len(first), len(second)) > 0


def who(columns: Sequence[Column]) -> Column | None:
    """The column of ids that says who answered, if it is the one that does."""
    for role in ("respondent", "handle", "email", "id"):
        for column in columns:
            if column.role == role and column.facts.cells:
                return column if role in ("respondent", "id") else None
    return None


def _worth(
    table: Table, text: Sequence[str] | None, columns: Mapping[str, str] | None
) -> tuple[int, int, int]:
    """How much a sheet looks like responses: named columns, records with open text, all cells."""
    named = len({*(text or ()), *(columns or {})} & {*table.names, *table.wordings})
    roles = columns_with_roles(table, text, columns)
    opens = sum(c.facts.cells for c in roles if c.role in ("open", "text"))
    notes = len(table.names) <= 2 and len(table) < 30
    return named, 0 if notes else opens, sum(c.facts.cells for c in roles)


def _unused(table: Table, why: str) -> list[Line]:
    lines: list[Line] = []
    for name, cells in zip(table.names, table.cells, strict=True):
        filled = int((cells.str.strip() != "").sum())
        lines.append((table.file, table.sheet, name, "not used", why, filled))
    lines += [
        (table.file, table.sheet, note.column, note.used_as, note.why, note.cells)
        for note in table.notes
    ]
    if not table.names:
        lines.append((table.file, table.sheet, "", "not used", "the sheet is empty", 0))
    return lines
