"""The tables of an analysis as a spreadsheet that people and screen readers can use.

Follows the UK guidance on publishing statistics in spreadsheets: a cover with contents, notes, one
marked table a sheet with its title in A1, no merged cells, no empty rows, text that is never a
formula. The same analysis gives the same bytes.
"""

from __future__ import annotations

import warnings
from dataclasses import replace
from typing import Any

import pandas as pd

from consultation_insight.reporting._facts import Facts
from consultation_insight.reporting._questions import about
from consultation_insight.reporting._xlsx.archive import THEN, to_bytes
from consultation_insight.reporting._xlsx.cells import Pen, add_rows, cell_text, new_sheet
from consultation_insight.reporting._xlsx.frames import frame_of
from consultation_insight.reporting._xlsx.sheets import HEADERS, SHEETS, WIDE, Sheet
from consultation_insight.reporting.blocks import Points, Report
from consultation_insight.reporting.language import Words
from consultation_insight.results import Analysis
from consultation_insight.wording import MIN_BASE, QUANTITIES

__all__ = ["render_xlsx"]

#: What is said and ticked of each question, and the column that names the question.
_ASKED = {"closed": "question", "themes": "question_id"}


def render_xlsx(analysis: Analysis, report: Report) -> bytes:
    """Draw the tables of an analysis as a spreadsheet.

    Parameters
    ----------
    analysis : Analysis
    report : Report
        From `build_report`; gives the cover and the notes.

    Returns
    -------
    bytes
        An XLSX file.
    """
    from openpyxl import Workbook

    facts = Facts(analysis)
    book = Workbook(write_only=True)
    book.properties.title = cell_text(report.title)
    book.properties.creator = "consultation-insight"
    book.properties.created = book.properties.modified = THEN
    sheets = [(sheet, frame) for sheet in SHEETS if len(frame := frame_of(facts, sheet))]
    apart = _by_question(facts, sheets)
    after = 1 + max((at for at, (one, _) in enumerate(sheets) if one.table in _ASKED), default=-1)
    sheets[after:after] = apart
    _cover(book, report, [(sheet.name, sheet.title, len(frame)) for sheet, frame in sheets])
    _notes(book, report)
    for place, (sheet, frame) in enumerate(sheets, 1):
        _sheet(book, sheet, frame, place, report.words)
    return to_bytes(book)


def _by_question(
    facts: Facts, sheets: list[tuple[Sheet, pd.DataFrame]]
) -> list[tuple[Sheet, pd.DataFrame]]:
    """A sheet for each question, where there are several: its themes, or its answers."""
    asked = about(facts)
    if len(asked) < 2:
        return []
    made = []
    for number, (question, wording) in enumerate(asked.items(), 1):
        for sheet, frame in sheets:
            column = _ASKED.get(sheet.table)
            if column not in frame:
                continue
            own = frame[frame[column] == question].drop(
                columns=[column, "wording"], errors="ignore"
            )
            own = own.dropna(axis="columns", how="all").reset_index(drop=True)
            if len(own):
                made.append((replace(sheet, name=f"Question {number}", title=wording), own))
    return made


def _cover(book: Any, report: Report, sheets: list[tuple[str, str, int]]) -> None:
    sheet = new_sheet(book, "Cover")
    sheet.column_dimensions["A"].width = 30
    sheet.column_dimensions["B"].width = 90
    pen, say = Pen(sheet), report.words
    sheet.append([pen.text(cell_text(report.title), "title")])
    if report.question:
        sheet.append([pen.text(say("Asked"), "bold"), pen.text(cell_text(report.question))])
    if report.dates:
        sheet.append([pen.text(say("Dates"), "bold"), pen.text(report.dates)])
    for number, name in report.strip:
        sheet.append([pen.text(name.capitalize(), "bold"), pen.number(number, "number")])
    sheet.append([pen.text(say("How to read this"), "bold"), pen.text(report.caution)])
    sheet.append([pen.text(say("Made with"), "bold"), pen.text(report.footer)])
    sheet.append([pen.text(say("Contents"), "title")])
    sheet.append([pen.link("Notes", "Notes"), pen.text(say("How to read the tables"))])
    for name, title, rows in sheets:
        sheet.append(
            [
                pen.link(name, name),
                Pen(sheet).text(f"{say(title)} ({rows:,} {say('row' if rows == 1 else 'rows')})"),
            ]
        )


def _notes(book: Any, report: Report) -> None:
    sheet = new_sheet(book, "Notes")
    sheet.column_dimensions["A"].width = 110
    pen, say = Pen(sheet), report.words
    sheet.append([pen.text(say("Notes"), "title")])
    reading = next((part for part in report.sections if part.id == "reading"), None)
    for block in reading.blocks if reading else ():
        if isinstance(block, Points):
            for sentence, _ in block.items:
                sheet.append([pen.text(sentence)])
    words = "; ".join(f"{word}: {meaning}" for _, word, meaning in QUANTITIES)
    sheet.append([pen.text(f"Words for quantities. {words}.")])
    for note in (
        "Shares run from 0 to 1 and are shown as percentages; low and high are the ends of the "
        f"95 % interval. They are left out where the base is under {MIN_BASE}.",
        "An empty cell says that there is nothing to say. Columns that would be empty are left out.",
        "Theme ids are separated by semicolons, the strongest first. Times are in UTC.",
        "The table of terms ends after the 500 most used; the others are in results/terms.csv.",
    ):
        sheet.append([pen.text(say(note))])


def _heads(columns: list[str], say: Words) -> list[str]:
    """The heads of a table; where two would be the same words, which Excel refuses, English."""
    heads: list[str] = []
    for column in columns:
        english = HEADERS.get(column, column.replace("_", " ").capitalize())
        said = say(english)
        heads.append(english if said in heads else said)
    return heads


def _sheet(book: Any, spec: Sheet, frame: pd.DataFrame, place: int, say: Words) -> None:
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.filters import AutoFilter
    from openpyxl.worksheet.table import Table, TableColumn, TableStyleInfo

    sheet = new_sheet(book, spec.name)
    names = _heads([str(name) for name in frame.columns], say)
    for at, (name, header) in enumerate(zip(frame.columns, names, strict=True), 1):
        width = WIDE.get(name, max(11, min(len(header) + 4, 24)))
        sheet.column_dimensions[get_column_letter(at)].width = width
    sheet.freeze_panes = "A4"
    pen = Pen(sheet)
    sheet.append([pen.text(say(spec.title), "title")])
    sheet.append([pen.link(say("Back to the contents"), "Cover")])
    sheet.append(pen.text(name, "bold") for name in names)
    add_rows(sheet, frame, pen, 4)
    last = get_column_letter(len(names))
    table = Table(displayName=f"table_{place:02d}", ref=f"A3:{last}{len(frame) + 3}")
    table.name = table.displayName
    table.tableColumns = [TableColumn(id=i, name=name) for i, name in enumerate(names, 1)]
    table.autoFilter = AutoFilter(ref=table.ref)
    table.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=False)
    with warnings.catch_warnings():
        # Said whenever a table is added in this mode; its columns were named above.
        warnings.simplefilter("ignore", UserWarning)
        sheet.add_table(table)
