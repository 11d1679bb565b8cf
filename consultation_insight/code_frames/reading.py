"""Read a code frame from CSV, XLSX, JSON, TOML or REFI-QDA."""

from __future__ import annotations

import csv
import io
import json
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from consultation_insight.code_frames.checking import HEADINGS, ROW, SHEET, cell, named
from consultation_insight.code_frames.frame import CodeFrame
from consultation_insight.errors import FileProblem

__all__ = ["read_code_frame", "read_rows"]

_CHILDREN = ("children", "subcodes", "sub_codes", "codes")


def read_code_frame(path: str | Path, *, name: str = "", version: str = "") -> CodeFrame:
    r"""Read a code frame.

    Tables (CSV, XLSX) have columns ``code``, ``label``, ``description``, ``parent`` and, if
    wanted, ``question_id`` (empty: all questions), ``opposite`` and ``examples``; their case,
    spaces and usual other names do not matter, and further columns are passed over. JSON and TOML
    hold a list of such rows, or lists keyed by question. ``.qdc`` and ``.qdpx`` are code books and
    projects of the REFI-QDA exchange format.

    Parameters
    ----------
    path : path
    name, version : str
        What the frame is called; the file's own name and version if left out.

    Returns
    -------
    CodeFrame

    Raises
    ------
    FileProblem
        The file is missing, or is not what its ending says.
    RowErrors
        Codes are wrong; all of them at once.

    Examples
    --------
    >>> import consultation_insight as ci
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder) / "frame.csv"
    ...     _ = path.write_text("Code,Label\nBUS,Evening buses\n", encoding="utf-8")
    ...     ci.read_code_frame(path).codes
    ['BUS']
    """
    path = Path(path)
    if not path.is_file():
        raise FileProblem(path, "is not there", remedy="Name the file of the code frame.")
    ending = path.suffix.lower()
    if ending in (".qdc", ".qdpx"):
        from consultation_insight.code_frames.refi import read_code_book

        rows, own = read_code_book(path)
        return CodeFrame.of(rows, name=name or own, version=version, source=path.name)
    rows = read_rows(path)
    said = _said(path) if ending in (".json", ".toml") else {}
    return CodeFrame.of(
        rows,
        name=name or cell(said.get("name")),
        version=version or cell(said.get("version")),
        source=path.name,
    )


def _said(path: Path) -> Mapping[str, Any]:
    """What a JSON or TOML file says of itself beside its codes."""
    text = _text(path)
    data = json.loads(text) if path.suffix.lower() == ".json" else tomllib.loads(text)
    return data if isinstance(data, Mapping) else {}


def read_rows(path: Path) -> list[dict[str, Any]]:
    """Read the rows of a table file, each with the number of its row.

    Raises
    ------
    FileProblem
        The file cannot be read, or its ending is unknown.
    """
    read = _READERS.get(path.suffix.lower())
    if read is None:
        raise FileProblem(
            path,
            "is of no kind that is read here",
            remedy=f"Save it as one of {', '.join(_READERS)}.",
        )
    if not path.is_file():
        raise FileProblem(path, "is not there", remedy="Mend its name.")
    return read(path)


def _text(path: Path) -> str:
    data = path.read_bytes()
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")  # what Excel saves as plain "CSV"


def _read_csv(path: Path) -> list[dict[str, Any]]:
    text = _text(path)
    first = text.lstrip().split("\n", 1)[0]
    separator = max(",;\t|", key=first.count) if path.suffix.lower() != ".tsv" else "\t"
    lines = [
        (number, row)
        for number, row in enumerate(csv.reader(io.StringIO(text), delimiter=separator), start=1)
        if any(value.strip() for value in row)
    ]
    if not lines:
        raise FileProblem(path, "is empty", remedy="Give a heading and one row for each code.")
    headings = [value.strip() for value in lines[0][1]]
    return [{**dict(zip(headings, row, strict=False)), ROW: number} for number, row in lines[1:]]


def open_workbook(path: Path) -> Any:
    """Open a workbook for reading, its formulas as their values."""
    from zipfile import BadZipFile

    from openpyxl import load_workbook

    try:
        return load_workbook(path, read_only=True, data_only=True)
    except (BadZipFile, KeyError, ValueError, OSError) as error:
        raise FileProblem(
            path, f"is not a workbook ({type(error).__name__})", remedy="Save it as XLSX again."
        ) from None


def _read_xlsx(path: Path) -> list[dict[str, Any]]:
    book = open_workbook(path)
    best: list[dict[str, Any]] = []
    try:
        for sheet in book.worksheets:
            rows = _rows_of_sheet(sheet)
            if rows and (not best or _fits(rows) > _fits(best)):
                best = rows
    finally:
        book.close()
    return best


def _rows_of_sheet(sheet: Any) -> list[dict[str, Any]]:
    headings: list[str] = []
    rows = []
    for number, values in enumerate(sheet.iter_rows(values_only=True), start=1):
        texts = [cell(value) for value in values]
        if not any(texts):
            continue
        if not headings:
            headings = texts
            continue
        pairs = {name: text for name, text in zip(headings, texts, strict=False) if name}
        rows.append({**pairs, ROW: number, SHEET: sheet.title})
    return rows


def _fits(rows: list[dict[str, Any]]) -> int:
    """How many of the columns wanted here a sheet has: the best one is read."""
    return len(named([name for name in rows[0] if not name.startswith("__")], HEADINGS))


def _read_json(path: Path) -> list[dict[str, Any]]:
    text = _text(path)
    try:
        if path.suffix.lower() in (".jsonl", ".ndjson"):
            data: Any = [json.loads(line) for line in text.splitlines() if line.strip()]
        else:
            data = json.loads(text)
    except json.JSONDecodeError as error:
        raise FileProblem(
            path, f"is not valid JSON (line {error.lineno})", remedy="Mend that line."
        ) from None
    return _flattened(path, data)


def _read_toml(path: Path) -> list[dict[str, Any]]:
    try:
        data = tomllib.loads(_text(path))
    except tomllib.TOMLDecodeError as error:
        raise FileProblem(path, f"is not valid TOML: {error}", remedy="Mend that line.") from None
    return _flattened(path, data)


def _flattened(path: Path, data: Any) -> list[dict[str, Any]]:
    """Rows of a list, or of lists keyed by question (``codes`` and ``code`` name no question)."""
    rows: list[dict[str, Any]] = []
    if isinstance(data, Mapping) and isinstance(data.get("questions"), Mapping):
        data = data["questions"]
    lists: Mapping[str, Any] = data if isinstance(data, Mapping) else {"": data}
    for key, items in lists.items():
        if isinstance(items, Mapping) and isinstance(items.get("codes"), list):
            items = items["codes"]
        if not isinstance(items, list) or not all(isinstance(item, Mapping) for item in items):
            if isinstance(data, Mapping) and not isinstance(items, list):
                continue  # a name, a version, a remark beside the lists
            raise FileProblem(
                path,
                "holds no list of codes",
                remedy='Write [{"code": …, "label": …}, …], or such lists keyed by question.',
            )
        question = "" if key in ("code", "codes", "code_frame", "frame", "themes") else key
        _add(rows, items, question, "")
    return rows


def _add(rows: list[dict[str, Any]], items: list[Any], question: str, parent: str) -> None:
    for item in items:
        row = {name: value for name, value in item.items() if name not in _CHILDREN}
        if question and not cell(row.get("question_id")):
            row["question_id"] = question
        if parent and not cell(row.get("parent")):
            row["parent"] = parent
        row[ROW] = len(rows) + 1
        rows.append(row)
        for name in _CHILDREN:
            if isinstance(item.get(name), list):
                own = cell(item.get("code")) or cell(item.get("label")) or cell(item.get("name"))
                _add(rows, item[name], question, own)


_READERS: dict[str, Callable[[Path], list[dict[str, Any]]]] = {
    ".csv": _read_csv,
    ".tsv": _read_csv,
    ".txt": _read_csv,
    ".xlsx": _read_xlsx,
    ".xlsm": _read_xlsx,
    ".json": _read_json,
    ".jsonl": _read_json,
    ".ndjson": _read_json,
    ".toml": _read_toml,
}
