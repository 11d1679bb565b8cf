"""Where a written report differs from what the analysis gives."""

from __future__ import annotations

import io
import re
import zipfile

__all__ = ["first_difference", "parts"]

_CELL = re.compile(rb"<c r=\"([A-Z]+[0-9]+)\"")


def first_difference(form: str, written: bytes, expected: bytes) -> str:
    r"""Say where two files of a format begin to differ; empty where they are the same.

    Examples
    --------
    >>> first_difference("md", b"one\ntwo", b"one\ntoo"), first_difference("md", b"a", b"a")
    ('line 2', '')
    """
    if written == expected:
        return ""
    if form in ("html", "md"):
        return f"line {_line(written, expected)}"
    try:
        with zipfile.ZipFile(io.BytesIO(written)) as mine:
            found = {info.filename: mine.read(info.filename) for info in mine.infolist()}
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError):
        return "which cannot be opened"
    except Exception as error:
        if type(error).__module__ != "zlib":
            raise
        return "which cannot be opened"
    with zipfile.ZipFile(io.BytesIO(expected)) as right:
        for info in right.infolist():
            data = right.read(info.filename)
            own = found.pop(info.filename, None)
            if own is None:
                return f"of which the part {info.filename} is missing,"
            if own != data:
                return _place(info.filename, own, data)
    return f"part {sorted(found)[0]}" if found else "which was packed anew"


def _line(one: bytes, two: bytes) -> int:
    for place, (mine, right) in enumerate(zip(one.split(b"\n"), two.split(b"\n"), strict=False), 1):
        if mine != right:
            return place
    return min(one.count(b"\n"), two.count(b"\n")) + 1


def _place(name: str, one: bytes, two: bytes) -> str:
    """The cell of a sheet, or the part of a document."""
    at = next(
        (n for n, (a, b) in enumerate(zip(one, two, strict=False)) if a != b),
        min(len(one), len(two)),
    )
    cells = _CELL.findall(two[:at])
    sheet = re.search(r"sheet(\d+)\.xml$", name)
    if sheet and cells:
        return f"sheet {sheet.group(1)}, cell {cells[-1].decode()}"
    return f"part {name}"


def parts(form: str, data: bytes) -> int:
    """How many lines, sheets or parts a file has."""
    if form in ("html", "md"):
        return data.count(b"\n")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
    return sum("worksheets/sheet" in name for name in names) if form == "xlsx" else len(names)
