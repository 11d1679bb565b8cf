"""Write a code frame to the files that people use."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from consultation_insight.errors import OutputProblem, SettingsError

if TYPE_CHECKING:
    from consultation_insight.code_frames.frame import CodeFrame

__all__ = ["write_frame"]

#: How wide a spreadsheet shows each column, in characters.
_WIDTHS = {
    "code": 16, "label": 36, "description": 70, "parent": 16, "question_id": 20, "opposite": 16,
    "examples": 60,
}  # fmt: skip


def write_frame(frame: CodeFrame, path: Path) -> None:
    """Write by the ending of the name."""
    make = _MAKERS.get(path.suffix.lower())
    if make is None:
        raise SettingsError.from_value("path", "write", f"named {', '.join(_MAKERS)}", path.name)
    data = make(frame)
    try:
        path.write_bytes(data)
    except OSError as error:
        raise OutputProblem(f"{path} cannot be written: {error.strerror}.") from None


def _rows(frame: CodeFrame) -> list[dict[str, str]]:
    table = frame.table
    return [
        {str(name): str(value) for name, value in row.items()} for row in table.to_dict("records")
    ]


def _csv(frame: CodeFrame) -> bytes:
    text = io.StringIO(newline="")
    names = [str(name) for name in frame.table.columns]
    writer = csv.DictWriter(text, names, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(_rows(frame))
    return text.getvalue().encode("utf-8-sig")  # with the mark by which Excel knows UTF-8


def _lean(frame: CodeFrame) -> list[dict[str, Any]]:
    """Without what is empty; examples as a list."""
    lean = []
    for row in _rows(frame):
        kept: dict[str, Any] = {name: value for name, value in row.items() if value}
        kept.setdefault("parent", None)
        if "examples" in kept:
            kept["examples"] = kept["examples"].split("\n")
        lean.append(kept)
    return lean


def _json(frame: CodeFrame) -> bytes:
    facts: Any = _lean(frame)
    if frame.name or frame.version:
        facts = {"name": frame.name, "version": frame.version, "codes": facts}
    return (json.dumps(facts, indent=1, ensure_ascii=False) + "\n").encode("utf-8")


def _toml(frame: CodeFrame) -> bytes:
    import tomli_w

    rows = [{k: v for k, v in row.items() if v is not None} for row in _lean(frame)]
    facts = {"name": frame.name, "version": frame.version}
    return tomli_w.dumps({**{k: v for k, v in facts.items() if v}, "codes": rows}).encode("utf-8")


def _xlsx(frame: CodeFrame) -> bytes:
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font

    book = Workbook()
    sheet = book.active
    assert sheet is not None  # noqa: S101  # a new workbook has a sheet
    sheet.title = "Code frame"
    names = [str(name) for name in frame.table.columns]
    for column, name in enumerate(names, start=1):
        sheet.cell(1, column, name).font = Font(bold=True)
        letter = sheet.cell(1, column).column_letter
        sheet.column_dimensions[letter].width = _WIDTHS.get(name, 16)
    for number, row in enumerate(_rows(frame), start=2):
        for column, name in enumerate(names, start=1):
            cell = sheet.cell(number, column)
            cell.value = row[name]
            cell.data_type = "s"  # never a formula
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "A2"
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def _qdc(frame: CodeFrame) -> bytes:
    from consultation_insight.code_frames.refi import code_book

    return code_book(frame)


_MAKERS: dict[str, Callable[[Any], bytes]] = {
    ".csv": _csv,
    ".xlsx": _xlsx,
    ".json": _json,
    ".toml": _toml,
    ".qdc": _qdc,
}
