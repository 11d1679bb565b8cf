"""Cells: text that is never a formula, numbers in the format of their column."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from html import escape
from typing import Any

import pandas as pd

from consultation_insight.reporting._facts import values_of
from consultation_insight.reporting._xlsx.sheets import DECIMALS, SHARES, WIDE

#: What Excel holds in one cell.
_LONGEST = 32_767


_CUT = " … [cut: a cell holds no more]"


#: Excel's XML cannot hold these; nor can a file hold half of a surrogate pair.
REFUSED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


#: Looks like Excel's own escape for a character, and would be read as one.
_ESCAPE_LIKE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


#: Excel takes what starts so for a formula when a cell is edited; such text is marked as text.
_FORMULA = ("=", "+", "-", "@")


def cell_text(value: str) -> str:
    """A text as a cell can hold it; Excel breaks lines at one character, whatever came in."""
    if "\r" in value:
        value = value.replace("\r\n", "\n").replace("\r", "\n")
    text = REFUSED.sub("\ufffd", value)
    if "_x" in text:
        text = _ESCAPE_LIKE.sub("_x005F_", text)
    return text if len(text) <= _LONGEST else text[: _LONGEST - len(_CUT)] + _CUT


def _plain(value: Any) -> Any:
    """A value as Excel knows it: a number, or text."""
    if isinstance(value, str):
        return cell_text(value) or None
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return value if math.isfinite(value) else None
    if hasattr(value, "strftime"):
        return value.strftime("%Y-%m-%d %H:%M")
    if hasattr(value, "item"):
        return _plain(value.item())
    return cell_text(str(value)) or None


class Pen:
    """Makes the cells of one sheet; one cell for each style, used again and again."""

    def __init__(self, sheet: Any) -> None:
        from openpyxl.cell import WriteOnlyCell
        from openpyxl.styles import Alignment, Font

        self._make = lambda: WriteOnlyCell(sheet)
        self._fonts = {
            "title": Font(name="Arial", size=15, bold=True),
            "bold": Font(name="Arial", size=11, bold=True),
            "link": Font(name="Arial", size=11, underline="single", color="0563C1"),
        }
        self._wrap = Alignment(wrap_text=True, vertical="top")
        self._top = Alignment(vertical="top")
        self._cells: dict[str, Any] = {}
        self._numbers: dict[str, int] = {}

    def _styled(self, style: str) -> Any:
        if style not in self._cells:
            cell = self._make()
            if style in self._fonts:
                cell.font = self._fonts[style]
            # Each has a style: openpyxl writes on with a cell that has none, and changes it.
            wraps = style in ("wrap", "bold", "formula")
            cell.alignment = self._wrap if wraps else self._top
            if style == "formula":
                cell.quotePrefix = True
            if style == "share":
                cell.number_format = "0%"
            if style == "decimal":
                cell.number_format = "0.00"
            if style == "number":
                cell.number_format = "#,##0"
            self._cells[style] = cell
        return self._cells[style]

    def number_of(self, name: str) -> int:
        """What the workbook calls a style."""
        if name not in self._numbers:
            self._numbers[name] = self._styled(name).style_id
        return self._numbers[name]

    def text(self, value: str, style: str = "wrap") -> Any:
        """Text, whatever it looks like: never a formula, never an error value."""
        cell = self._styled(style)
        cell._value, cell.data_type = value, "s"
        return cell

    def number(self, value: float, style: str) -> Any:
        """A number in the format of its column."""
        cell = self._styled(style)
        cell._value, cell.data_type = value, "n"
        return cell

    def link(self, value: str, sheet_name: str) -> Any:
        """A link to a sheet."""
        from openpyxl.worksheet.hyperlink import Hyperlink

        cell = self._make()
        cell.font = self._fonts["link"]
        cell._value, cell.data_type = value, "s"
        cell._hyperlink = Hyperlink(ref="A1", location=f"'{sheet_name}'!A1", display=value)
        return cell


def new_sheet(book: Any, name: str) -> Any:
    sheet = book.create_sheet(name)
    # openpyxl tries each cell as a value first, which takes a third of the time of a file. Where
    # it calls this no more, it only takes longer.
    sheet._values_to_row = _in_place
    return sheet


def _in_place(cells: Iterable[Any], row: int) -> Iterator[Any]:
    """Cells with their place in a row; None leaves a cell out."""
    for column, cell in enumerate(cells, 1):
        if cell is None:
            continue
        cell.column, cell.row = column, row
        if cell.hyperlink is not None:
            cell.hyperlink.ref = cell.coordinate
        yield cell


def add_rows(sheet: Any, frame: pd.DataFrame, pen: Pen, first: int) -> None:
    """Add the rows of a table, from a row of the sheet on.

    openpyxl writes a cell in eight calls, which takes half of the time of a file; so its writer is
    given each row as one element.
    """
    from openpyxl.utils import get_column_letter
    from openpyxl.xml.functions import fromstring

    def write_row(stream: Any, cells: list[str], row: int) -> None:
        stream.write(fromstring(f'<row r="{row}">{"".join(cells)}</row>'))

    sheet._values_to_row = lambda cells, row: cells
    sheet._writer.write_row = write_row
    letters = [get_column_letter(at) for at in range(1, len(frame.columns) + 1)]
    formats = [_format(str(name)) for name in frame.columns]
    for row, values in enumerate(zip(*values_of(frame), strict=True), first):
        sheet.append(list(_as_xml(values, formats, letters, row, pen)))


def _as_xml(
    values: Iterable[Any], formats: list[str], letters: list[str], row: int, pen: Pen
) -> Iterator[str]:
    """The cells of a row, as they stand in the XML of a sheet."""
    for value, form, letter in zip(values, formats, letters, strict=True):
        plain = _plain(value)
        if isinstance(plain, str):
            style = "wrap" if form == "wrap" else "plain"
            number = pen.number_of("formula" if plain.startswith(_FORMULA) else style)
            kept = ' xml:space="preserve"' if plain != plain.strip() else ""
            yield (
                f'<c r="{letter}{row}" s="{number}" t="inlineStr">'
                f"<is><t{kept}>{escape(plain, quote=False)}</t></is></c>"
            )
        elif plain is not None:
            number = pen.number_of(form if form != "wrap" else "number")
            yield f'<c r="{letter}{row}" s="{number}" t="n"><v>{plain:.16g}</v></c>'


def _format(name: str) -> str:
    if name in SHARES:
        return "share"
    if name in DECIMALS:
        return "decimal"
    return "wrap" if name in WIDE else "number"
