"""Delimited text (CSV, TSV, …) in any encoding and with any separator, to rows of cells.

No byte is lost: a line that is not UTF-8 is read as Windows-1252, and the rows are counted.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd

from consultation_insight.errors import FileProblem
from consultation_insight.ingest._formats.encodings import guess_encoding

__all__ = ["Delimited", "decode", "read_delimited", "separator"]

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CANDIDATES = ("\t", ",", ";", "|")
#: A separator that no text holds: for files of one column, whose commas belong to the text.
_NONE = "\x1f"
#: From this size on, the compiled reader is tried first; below, it saves nothing.
_LARGE = 8_000_000


class Delimited:
    """Rows of a delimited file, with what was remarkable about it."""

    def __init__(self, grid: list[list[str]], remarks: list[str], odd: set[int]) -> None:
        self.grid, self.remarks = grid, remarks
        #: Records (counted from 0) that were not UTF-8.
        self.odd = odd
        self.columns: list[pd.Series] | None = None


def decode(data: bytes, file: str, encoding: str | None = None) -> tuple[str, list[str], set[int]]:
    """Decode a file; return its text, remarks, and the lines (from 0) that were not UTF-8."""
    remarks: list[str] = []
    if encoding:
        return _decode_as(data, file, encoding), remarks, set()
    for mark, name in _MARKS:
        if data.startswith(mark):
            if name == "utf-8":
                data = data[len(mark) :]
                break
            return _decode_as(data, file, name), [f"encoded as {name.upper()}"], set()
    else:
        wide = _wide(data)
        if wide:
            return _decode_as(data, file, wide), [f"encoded as {wide.upper()}"], set()
    nulls = data.count(b"\0")
    if nulls:
        data = data.replace(b"\0", b"")
        remarks.append(f"{nulls} NUL bytes were left out")
    try:
        return data.decode("utf-8"), remarks, set()
    except UnicodeDecodeError:
        return _by_line(data, remarks)


def _decode_as(data: bytes, file: str, encoding: str) -> str:
    try:
        codecs.lookup(encoding)
    except LookupError:
        raise FileProblem(
            file,
            f"cannot be read as {encoding!r}: there is no such encoding",
            remedy="Leave 'encoding' out, or use a name such as 'utf-8' or 'cp1252'.",
        ) from None
    try:
        return data.decode(encoding).removeprefix("\ufeff").replace("\0", "")
    except UnicodeError as error:
        at = getattr(error, "start", 0)
        raise FileProblem(
            file,
            f"is not {encoding} throughout",
            row=data.count(b"\n", 0, at) + 1,
            remedy="Leave 'encoding' out: each line is then read as what it is.",
        ) from None


def _wide(data: bytes) -> str | None:
    """Recognise UTF-16 without a mark: about every second byte of Western text is zero."""
    head = data[:2000]
    if len(head) < 4:
        return None
    odd, even = head[1::2].count(0), head[0::2].count(0)
    half = len(head) // 2
    if odd > half * 0.7 and even < half * 0.1:
        return "utf-16-le"
    if even > half * 0.7 and odd < half * 0.1:
        return "utf-16-be"
    return None


def _by_line(data: bytes, remarks: list[str]) -> tuple[str, list[str], set[int]]:
    """Decode line by line, where at least one line is not UTF-8.

    Where none of the others needs UTF-8 either, the whole file is in one other encoding; else
    it was put together from several, and Windows-1252 is by far the likeliest second one.
    """
    lines = data.split(b"\n")
    out, odd, unicode_lines = [], set(), 0
    for number, line in enumerate(lines):
        try:
            out.append(line.decode("utf-8"))
            unicode_lines += not line.isascii()
        except UnicodeDecodeError:
            odd.add(number)
            out.append("")
    encoding = "cp1252" if unicode_lines else guess_encoding(data)
    if encoding != "cp1252":
        try:
            return data.decode(encoding), [*remarks, f"it was read as {encoding}, by guess"], set()
        except UnicodeDecodeError:
            pass
    for number in odd:
        # Five bytes mean nothing in Windows-1252; Latin-1 keeps them.
        out[number] = "".join(_byte(byte) if byte > 127 else chr(byte) for byte in lines[number])
    return "\n".join(out), remarks, odd


def _byte(byte: int) -> str:
    try:
        return bytes((byte,)).decode("cp1252")
    except UnicodeDecodeError:
        return chr(byte)


def separator(text: str) -> str:
    r"""Find the separator: the one that gives the header several cells and the rows as many.

    Examples
    --------
    >>> separator("id;text\n1;yes, of course\n2;no\n"), separator("text\nyes, of course\n") == ","
    (';', False)
    """
    head = text[:200_000]
    hint = re.match(r"sep=(.)\r?\n", head)
    if hint:
        return hint[1]
    whole = len(head) == len(text)
    best, found = 0.0, _NONE
    for candidate in _CANDIDATES:
        widths = []
        try:
            for row in csv.reader(io.StringIO(head, newline=""), delimiter=candidate):
                if row:
                    widths.append(len(row))
                if len(widths) >= 300:
                    break
        except csv.Error:
            continue
        if not whole and len(widths) > 1:
            widths.pop()
        usual = max(set(widths), key=widths.count, default=1)
        width = max(usual, widths[0] if widths else 1)
        if width < 2:
            continue
        agree = sum(w == width for w in widths) / len(widths)
        if widths[0] == 1 and agree < 0.9:  # one header, and commas only in the text below
            continue
        score = agree * (1 - 1 / (2 * width))
        if score > best:
            best, found = score, candidate
    return found


@contextmanager
def _cells_of_any_size() -> Iterator[None]:
    """The csv module refuses long cells; its limit is the process's, so it is put back."""
    before = csv.field_size_limit(2**31 - 1)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def read_delimited(data: bytes, path: Path, encoding: str | None) -> Delimited:
    """Read a delimited file."""
    with _cells_of_any_size():
        return _read(data, path, encoding)


def _read(data: bytes, path: Path, encoding: str | None) -> Delimited:
    if len(data) >= _LARGE and encoding in (None, "utf-8", "utf8"):
        columns = _compiled(data)
        if columns is not None:
            done = Delimited([], [], set())
            done.columns = columns
            return done
    text, remarks, odd_lines = decode(data, path.name, encoding)
    delimiter = separator(text)
    if text.startswith("sep=") and len(text) > 4 and text[4] == delimiter:
        text = text.split("\n", 1)[1]
        remarks.append("the line 'sep=' names the separator")
        odd_lines = {line - 1 for line in odd_lines}
    del data
    grid, odd, unclosed = _tolerant(text, delimiter, odd_lines, path.name)
    remarks += [
        f"row {at + 1} opens a quotation mark that is never closed; it is read as a character"
        for at in unclosed
    ]
    at = _after_closing(text, delimiter)
    if at is not None and not unclosed:
        remarks.append(
            f"row {at + 1} has text after a closing quotation mark: check that and the next rows"
        )
    remarks += [
        f"row {at + 1} has a cell that holds what look like several rows: check its quotation marks"
        for at in _swallowing(grid, delimiter)
    ]
    if odd:
        remarks.append(f"{len(odd)} rows were not UTF-8 and were read as Windows-1252")
    return Delimited(grid, remarks, odd)


def _compiled(data: bytes) -> list[pd.Series] | None:
    """Read a large, clean UTF-8 file with Arrow, without decoding it; None where it is not clean.

    Decoded by Python, a file with one emoji takes four bytes a character.
    """
    import pyarrow as pa
    from pyarrow import csv as arrow

    if b"\0" in data or data.startswith((b"sep=", b"\xff\xfe", b"\xfe\xff")):
        return None
    head = data[:200_000].decode("utf-8-sig", errors="ignore")
    delimiter = separator(head)
    width = len(next(csv.reader(io.StringIO(head, newline=""), delimiter=delimiter), []))
    if not width or delimiter == _NONE:
        return None
    names = [f"f{at}" for at in range(width)]
    start = len(codecs.BOM_UTF8) if data.startswith(codecs.BOM_UTF8) else 0
    try:
        table = arrow.read_csv(
            pa.py_buffer(memoryview(data)[start:]),
            read_options=arrow.ReadOptions(column_names=names, block_size=1 << 24),
            parse_options=arrow.ParseOptions(
                delimiter=delimiter, newlines_in_values=True, ignore_empty_lines=False
            ),
            convert_options=arrow.ConvertOptions(
                column_types=dict.fromkeys(names, pa.large_string()),
                strings_can_be_null=False,
                check_utf8=True,
            ),
        )
    except pa.ArrowException:
        return None
    kind = {pa.large_string(): pd.StringDtype(na_value=float("nan"))}
    columns = []
    for name in names:
        columns.append(table.column(name).to_pandas(types_mapper=kind.get))
        table = table.drop_columns(name)
    return columns


def _tolerant(
    text: str, delimiter: str, odd_lines: set[int], file: str
) -> tuple[list[list[str]], set[int], list[int]]:
    """Read record by record; a quotation mark that is never closed is a character like others.

    Returns
    -------
    grid : list of list of str
        The records.
    odd : set of int
        Records that hold a line of ``odd_lines``.
    unclosed : list of int
        Records that open a quotation mark which nothing closes.
    """
    grid: list[list[str]] = []
    odd: set[int] = set()
    unclosed: list[int] = []
    lines = io.StringIO(text, newline="")
    done = 0
    while True:
        start, before = lines.tell(), done
        reader = csv.reader(lines, delimiter=delimiter)
        try:
            for record in reader:
                after = done + reader.line_num
                if odd_lines and any(line in odd_lines for line in range(before, after)):
                    odd.add(len(grid))
                last, before = before, after
                grid.append(record)
        except csv.Error as error:
            raise FileProblem(
                file,
                f"cannot be read as a table: {error}",
                row=len(grid) + 1,
                remedy="Save it again as CSV UTF-8 from a spreadsheet program.",
            ) from None
        if (
            before - last < 2
            or text.count('"', start) % 2 == 0
            or not _is_open(text, last, delimiter)
        ):
            break
        # The last record ran to the end of the file: take its first line alone, then go on.
        grid.pop()
        odd.discard(len(grid))
        unclosed.append(len(grid))
        lines.seek(0)
        for _ in range(last):
            lines.readline()
        line = lines.readline().rstrip("\r\n")
        grid.append(next(csv.reader([line], delimiter=delimiter, quoting=csv.QUOTE_NONE)))
        if last in odd_lines:
            odd.add(len(grid) - 1)
        done = last + 1
    while grid and not grid[-1]:
        grid.pop()
    return grid, odd, unclosed


def _after_closing(text: str, delimiter: str) -> int | None:
    """The first record in which a quoted cell goes on after its quotation mark."""
    count = 0
    try:
        for _ in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            count += 1
    except csv.Error as error:
        return count if "expected after" in str(error) else None
    return None


def _swallowing(grid: list[list[str]], delimiter: str) -> list[int]:
    """Records with a cell of several lines that each have as many separators as a record."""
    if not grid or len(grid[0]) < 4:
        return []
    needed = len(grid[0]) - 1
    return [
        at
        for at, record in enumerate(grid)
        for cell in record
        if cell.count("\n") >= 3
        and all(line.count(delimiter) >= needed for line in cell.split("\n")[1:-1])
    ]


def _is_open(text: str, line: int, delimiter: str) -> bool:
    """Whether the record that begins at a line is still open at the end of the text."""
    lines = io.StringIO(text, newline="")
    for _ in range(line):
        lines.readline()
    try:
        for _ in csv.reader(lines, delimiter=delimiter, strict=True):
            pass
    except csv.Error as error:
        return "end of data" in str(error)
    return False
