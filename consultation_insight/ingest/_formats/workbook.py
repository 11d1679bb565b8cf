"""Workbooks (XLSX, XLS, ODS, XLSB) to rows of cells, sheet by sheet.

Calamine reads all four in one go, about ten times as fast as openpyxl; it drops what a formula or
an error cell says, so that sheets of an XLSX with either are read by openpyxl.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from dataclasses import dataclass, field
from typing import Any

from consultation_insight.errors import FileProblem

__all__ = ["Sheet", "read_workbook"]

#: What Excel shows in a cell whose formula failed.
ERRORS = frozenset(
    {"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#GETTING_DATA", "#SPILL!"}
)
_SPECIAL = re.compile(rb"<f[ >/]|\bt=\"e\"")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass
class Sheet:
    """One sheet: its rows, from the first, and what was remarkable."""

    name: str
    grid: list[list[Any]]
    remarks: list[str] = field(default_factory=list)
    merged: list[tuple[tuple[int, int], tuple[int, int]]] = field(default_factory=list)


def read_workbook(data: bytes, file: str) -> list[Sheet]:
    """Read all sheets of a workbook."""
    import python_calamine as calamine

    try:
        book = calamine.load_workbook(io.BytesIO(data))
        special = _special(data) if data[:2] == b"PK" else set()
        sheets = []
        for meta in book.sheets_metadata:
            if meta.typ != calamine.SheetTypeEnum.WorkSheet:
                continue
            part = book.get_sheet_by_name(meta.name)
            sheet = Sheet(meta.name, part.to_python(skip_empty_area=False))
            sheet.merged = list(part.merged_cell_ranges or [])
            if meta.visible != calamine.SheetVisibleEnum.Visible:
                sheet.remarks.append("the sheet is hidden")
            sheets.append(sheet)
    except calamine.PasswordError:
        raise _protected(file) from None
    except (calamine.CalamineError, ValueError, OSError) as error:
        if b"EncryptedPackage" in data or b"E\0n\0c\0r\0y\0p\0t\0e\0d" in data:
            raise _protected(file) from None
        raise FileProblem(
            file,
            f"cannot be read as a workbook ({type(error).__name__})",
            remedy="Open it in a spreadsheet program, save it again, and read that.",
        ) from None
    if special:
        try:
            _reread(data, sheets)
        except Exception:  # openpyxl fails on charts and the like in many ways of its own
            why = "formulas and error cells could not be looked at; what was computed is kept"
            for sheet in sheets:
                sheet.remarks.append(why)
    for sheet in sheets:
        _unescape(sheet)
    return sheets


def _protected(file: str) -> FileProblem:
    return FileProblem(
        file,
        "is protected by a password",
        remedy="Open it, remove the password (File, Info, Protect Workbook), and save it again.",
    )


def _special(data: bytes) -> set[str]:
    """Parts of an XLSX that hold formulas or error cells."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {
            name
            for name in archive.namelist()
            if name.startswith("xl/worksheets/") and _SPECIAL.search(archive.read(name))
        }


def _reread(data: bytes, sheets: list[Sheet]) -> None:
    """Read with openpyxl what Calamine would drop: error cells, and formulas never computed."""
    import openpyxl

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        values = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        formulas = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=False)
        for sheet in sheets:
            broken = uncomputed = 0
            rows = zip(
                values[sheet.name].iter_rows(values_only=True),
                formulas[sheet.name].iter_rows(values_only=True),
                strict=False,
            )
            for at, (shown, written) in enumerate(rows):
                if at >= len(sheet.grid):
                    sheet.grid += [[] for _ in range(at + 1 - len(sheet.grid))]
                row = sheet.grid[at]
                row += [""] * (len(written) - len(row))
                for position, source in enumerate(written):
                    value = shown[position] if position < len(shown) else None
                    is_formula = isinstance(source, str) and source.startswith("=")
                    if isinstance(value, str) and value in ERRORS:
                        # "- more buses" typed into Excel is a formula that fails: keep the words.
                        row[position] = source if is_formula else value
                        broken += 1
                    elif value is None and is_formula and row[position] == "":
                        row[position] = source
                        uncomputed += 1
            if broken:
                sheet.remarks.append(f"{broken} cells hold an error; what was typed is kept")
            if uncomputed:
                sheet.remarks.append(f"{uncomputed} formulas were never computed; kept as typed")
        values.close()
        formulas.close()


def _unescape(sheet: Sheet) -> None:
    """Undo Excel's way of writing control characters (``_x000D_``)."""
    for row in sheet.grid:
        for at, value in enumerate(row):
            if type(value) is str and "_x" in value:
                row[at] = _ESCAPED.sub(lambda match: _character(match[1]), value)


def _character(code: str) -> str:
    character = chr(int(code, 16))
    return "" if character == "\0" else character
