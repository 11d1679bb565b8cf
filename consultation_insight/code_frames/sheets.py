"""A coding sheet: responses with their codes as drop-down lists, for people who code in Excel."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from consultation_insight._tables import rows_of
from consultation_insight.code_frames.checking import ROW, cell, failures_of, folded
from consultation_insight.code_frames.frame import CodeFrame
from consultation_insight.code_frames.reading import open_workbook
from consultation_insight.corpus import Corpus
from consultation_insight.errors import ColumnNotFound, FileProblem, OutputProblem, SettingsError

__all__ = ["export_coding_sheet", "import_coding_sheet"]

#: What a coder chooses who has read a response and finds none of the codes in it.
NONE_FITS = "(read: no code fits)"
_SHEET, _BOOK, _ABOUT, _LISTS = "Responses", "Code book", "About", "Lists"
_CODED = ["response_id", "question_id", "code", "start", "end", "strength", "assigned_by"]
_HELP = (
    ("Coder", ""),
    ("What to do", "Write your name beside Coder. For each response choose up to {columns} codes."),
    ("Nothing fits", f"Choose “{NONE_FITS}”. A row left empty counts as not yet read."),
    ("Codes", "The sheet “Code book” says what each code means."),
    ("Please keep", "The column response_id: by it your codes find their response again."),
)


def export_coding_sheet(
    path: str | Path,
    corpus: Corpus,
    frame: CodeFrame,
    *,
    responses: Sequence[str] | pd.DataFrame | None = None,
    coding: Any = None,
    columns: int = 5,
    coder: str = "",
) -> None:
    """Write a workbook in which people code responses.

    Parameters
    ----------
    path : path
        Ending in ``.xlsx``.
    corpus : Corpus
    frame : CodeFrame
        Its codes become the lists to choose from, for each question its own.
    responses : sequence of str or pandas.DataFrame, optional
        Which, in this order: an audit sample's ``table``, what `suggest_next` gave, or ids. All live
        responses to the frame's questions if left out.
    coding : Coding, optional
        Codes to fill in. Left out, the sheet is blind: nothing of the machine's stands in it.
    columns : int
        How many codes a response may get.
    coder : str
        Whose sheet it is; it can also be written into the sheet.

    Raises
    ------
    OutputProblem
        The file cannot be written.
    """
    if columns < 1:
        raise SettingsError.from_value("columns", "export_coding_sheet", "at least 1", columns)
    from openpyxl import Workbook

    rows = _chosen(corpus, frame, responses)
    book = Workbook()
    sheet = book.active
    sheet.title = _SHEET
    lists = _lists(book.create_sheet(_BOOK), book.create_sheet(_LISTS), frame, rows)
    _fill(sheet, rows, _given(coding), columns)
    _validate(sheet, rows, lists, columns)
    about = book.create_sheet(_ABOUT)
    for number, (name, text) in enumerate(_HELP, start=1):
        _write(about, number, 1, name, bold=True)
        _write(about, number, 2, coder if name == "Coder" else text.format(columns=columns))
    about.column_dimensions["A"].width, about.column_dimensions["B"].width = 16, 90
    book[_LISTS].sheet_state = "hidden"
    try:
        book.save(Path(path))
    except OSError as error:
        raise OutputProblem(f"{path} cannot be written: {error.strerror}.") from None


def _chosen(corpus: Corpus, frame: CodeFrame, responses: Any) -> pd.DataFrame:
    live = corpus.live
    if responses is None:
        keep = [bool(len(frame.for_question(one))) for one in live["question_id"]]
        return live[keep]
    ids = responses["response_id"] if isinstance(responses, pd.DataFrame) else list(responses)
    order = {str(one): place for place, one in enumerate(ids)}
    found = live[live["response_id"].isin(order)]
    unknown = [one for one in order if one not in set(found["response_id"])]
    if unknown:
        raise SettingsError.from_value(
            "responses", "export_coding_sheet", "ids of live responses", unknown[0]
        )
    return found.iloc[found["response_id"].map(order).argsort()]


def _write(
    sheet: Any, row: int, column: int, value: Any, *, bold: bool = False, wrap: bool = True
) -> Any:
    from openpyxl.styles import Alignment, Font

    one = sheet.cell(row, column)
    one.value = cell(value)
    one.data_type = "s"  # never a formula
    one.alignment = Alignment(wrap_text=wrap, vertical="top")
    if bold:
        one.font = Font(bold=True)
    return one


def _choice(row: Any) -> str:
    """How a code stands in its list: with its label, at most as long as Excel shows."""
    return f"{row.code}: {row.label}"[:250] if row.code != row.label else row.code[:250]


def _lists(book: Any, hidden: Any, frame: CodeFrame, rows: pd.DataFrame) -> dict[str, str]:
    """Write the code book and the hidden lists; give for each question the range of its list."""
    names = ["code", "label", "description", "parent", "question_id", "opposite", "examples"]
    for column, name in enumerate(names, start=1):
        _write(book, 1, column, name, bold=True)
    for number, row in enumerate(rows_of(frame.table), start=2):
        for column, name in enumerate(names, start=1):
            _write(book, number, column, getattr(row, name))
    for letter, width in zip("ABCDEFG", (16, 36, 70, 14, 20, 14, 50), strict=True):
        book.column_dimensions[letter].width = width
    book.freeze_panes = "A2"
    ranges = {}
    for column, question in enumerate(dict.fromkeys(rows["question_id"]), start=1):
        choices = [_choice(row) for row in rows_of(frame.for_question(question).table)]
        for number, text in enumerate([NONE_FITS, *choices], start=1):
            one = _write(hidden, number, column, text, wrap=False)
        letter = one.column_letter
        ranges[question] = f"'{_LISTS}'!${letter}$1:${letter}${len(choices) + 1}"
    return ranges


def _given(coding: Any) -> dict[str, list[str]]:
    if coding is None:
        return {}
    labels = {(row.question_id, row.code): _choice(row) for row in rows_of(coding.frame)}
    found: dict[str, list[str]] = {}
    for row in rows_of(coding.coding.drop_duplicates(["response_id", "code"])):
        text = labels.get((row.question_id, row.code)) or labels.get(("", row.code), row.code)
        found.setdefault(row.response_id, []).append(text)
    return found


def _fill(sheet: Any, rows: pd.DataFrame, given: dict[str, list[str]], columns: int) -> None:
    heads = [
        "response_id",
        "question_id",
        "text",
        *(f"code {n + 1}" for n in range(columns)),
        "note",
    ]
    for column, name in enumerate(heads, start=1):
        one = _write(sheet, 1, column, name, bold=True)
        wide = {"response_id": 14, "question_id": 18, "text": 80, "note": 40}.get(name, 32)
        sheet.column_dimensions[one.column_letter].width = wide
    for number, row in enumerate(rows_of(rows), start=2):
        _write(sheet, number, 1, row.response_id, wrap=False)
        _write(sheet, number, 2, row.question_id)
        _write(sheet, number, 3, row.text[:32_000])
        for place in range(columns):
            codes = given.get(row.response_id, [])
            _write(sheet, number, 4 + place, codes[place] if place < len(codes) else "")
    sheet.freeze_panes = "D2"
    sheet.auto_filter.ref = sheet.dimensions
    sheet.page_setup.orientation = "landscape"
    sheet.print_title_rows = "1:1"


def _validate(sheet: Any, rows: pd.DataFrame, lists: dict[str, str], columns: int) -> None:
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    first, last = get_column_letter(4), get_column_letter(3 + columns)
    for question, source in lists.items():
        rule = DataValidation(type="list", formula1=source, allow_blank=True, showErrorMessage=True)
        rule.errorTitle, rule.error = "Not a code", "Choose a code from the list."
        for number, asked in enumerate(rows["question_id"], start=2):
            if asked == question:
                rule.add(f"{first}{number}:{last}{number}")
        sheet.add_data_validation(rule)


def import_coding_sheet(
    path: str | Path | Sequence[str | Path],
    corpus: Corpus,
    frame: CodeFrame,
    *,
    coder: str | None = None,
) -> pd.DataFrame:
    """Read coding sheets that people filled in; check all of them, and put them together.

    Parameters
    ----------
    path : path or sequence of path
        One sheet or several: of one coder after the other, or of several coders.
    corpus : Corpus
    frame : CodeFrame
    coder : str, optional
        Who coded; the name in the sheet if left out, else the file's name.

    Returns
    -------
    pandas.DataFrame
        As ``Coding.coding``: to be given to `apply_code_frame` as examples, or to `audit`. A
        response that was read and got no code has one row with an empty code.

    Raises
    ------
    RowErrors
        Codes or responses that are not there, responses that stand twice; all at once.
    """
    paths = [path] if isinstance(path, str | Path) else list(path)
    rows: list[tuple[Any, ...]] = []
    faults: list[dict[str, Any]] = []
    known = {row.response_id: row for row in rows_of(corpus.responses)}
    seen: dict[tuple[str, str], str] = {}
    for one in map(Path, paths):
        who, sheet = _sheet_of(one)
        who = coder or who or one.stem
        for raw in sheet:
            _one_row(one.name, raw, who, known, frame, seen, rows, faults)
    if faults:
        raise failures_of(faults)
    return pd.DataFrame(rows, columns=_CODED).astype(
        {"start": "int64", "end": "int64", "strength": "float64"}
    )


def _one_row(
    file: str,
    raw: dict[str, Any],
    who: str,
    known: dict[str, Any],
    frame: CodeFrame,
    seen: dict[tuple[str, str], str],
    rows: list[tuple[Any, ...]],
    faults: list[dict[str, Any]],
) -> None:
    def fault(column: str, problem: str, remedy: str) -> None:
        place = {"file": file, "sheet": _SHEET, "row": raw[ROW]}
        faults.append({**place, "column": column, "problem": problem, "remedy": remedy})

    chosen = [text for name, text in raw.items() if name.startswith("code") and text]
    if not chosen:
        return  # not yet read
    response = known.get(raw.get("response_id", ""))
    if response is None:
        name = raw.get("response_id", "")
        fault("response_id", f"there is no response {name!r}", "Do not change response_id.")
        return
    earlier = seen.setdefault((response.response_id, who), f"{file}, row {raw[ROW]}")
    if earlier != f"{file}, row {raw[ROW]}":
        fault("response_id", f"{who} coded it before, in {earlier}", "Leave one of them empty.")
    if len(chosen) > 1 and NONE_FITS in chosen:
        fault("code", "says both that no code fits and a code", "Leave one of them empty.")
    meant = _meanings(frame, response.question_id)
    codes = [] if NONE_FITS in chosen else [meant.get(folded(text), "") for text in chosen]
    for text, code in zip(chosen, codes, strict=False):
        if not code:
            fault("code", f"{text!r} is not in the frame", "Choose a code from the list.")
    own = (response.response_id, response.question_id)
    length = len(response.text)
    rows += [(*own, code, 0, length, 1.0, who) for code in dict.fromkeys(codes) or [""]]


def _meanings(frame: CodeFrame, question: str) -> dict[str, str]:
    meant: dict[str, str] = {}
    table = list(rows_of(frame.for_question(question).table))
    for spell in (_choice, lambda row: row.code, lambda row: row.label):
        for row in table:
            meant.setdefault(folded(spell(row)), row.code)
    return meant


def _sheet_of(path: Path) -> tuple[str, list[dict[str, Any]]]:
    if not path.is_file():
        raise FileProblem(path, "is not there", remedy="Name a coding sheet.")
    book = open_workbook(path)
    try:
        sheet = book[_SHEET] if _SHEET in book.sheetnames else book.worksheets[0]
        rows = [[cell(value) for value in row] for row in sheet.iter_rows(values_only=True)]
        coder = ""
        if _ABOUT in book.sheetnames:
            for row in book[_ABOUT].iter_rows(values_only=True, max_col=2):
                if len(row) == 2 and cell(row[0]).casefold() == "coder":
                    coder = cell(row[1])
    finally:
        book.close()
    heads = [" ".join(name.casefold().split()) for name in rows[0]] if rows else []
    if "response_id" not in heads:
        raise ColumnNotFound(["response_id"], heads, file=path.name)
    return coder, [
        {**dict(zip(heads, row, strict=False)), ROW: number}
        for number, row in enumerate(rows[1:], start=2)
        if any(row)
    ]
