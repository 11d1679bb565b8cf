"""From a path to tables: what the file really is, whatever its ending says."""

from __future__ import annotations

import gzip
import hashlib
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import pandas as pd

from consultation_insight.corpus import Source
from consultation_insight.errors import FileProblem
from consultation_insight.ingest._columns.headers import table_of, unique
from consultation_insight.ingest._formats import records as _records
from consultation_insight.ingest._formats.delimited import decode, read_delimited
from consultation_insight.ingest._formats.notes import (
    NOTES,
    docx_table,
    is_docx,
    is_prose,
    notes_table,
)
from consultation_insight.ingest._formats.workbook import read_workbook
from consultation_insight.ingest._formats.zipped import unpacked
from consultation_insight.ingest._table import Note, Table, text_column, without_blank_rows

__all__ = ["Opened", "open_frame", "open_path"]

_JSON = {".json", ".jsonl", ".ndjson", ".jl"}
#: JSON lines of so many bytes are read from disk line by line.
_LARGE = 8_000_000
_ARCHIVE = b"window.YTD."
_KNOWN = ".csv, .tsv, .txt, .xlsx, .xlsm, .xls, .ods, .parquet, .json, .jsonl, .md, .docx, .vtt (each also as .gz, and one in a .zip)"


@dataclass(frozen=True, eq=False)
class Opened:
    """A file that was read: its fingerprint and its tables."""

    source: Source
    stem: str
    tables: list[Table]


def open_path(path: Path, encoding: str | None) -> Opened:
    """Read a file into tables."""
    streamed = _from_disk(path) if encoding is None else None
    if streamed is not None:
        return streamed
    data = _bytes(path)
    digest = hashlib.sha256(data).hexdigest()
    stem = path.stem
    if data[:2] == b"\x1f\x8b":
        data = _unzipped(data, path.name)
        if path.suffix.lower() == ".gz":
            stem = Path(stem).stem
    inner = path
    if path.suffix.lower() == ".zip" and data[:2] == b"PK":
        name, data = unpacked(data, path.name)
        inner = path.with_name(PurePosixPath(name).name)
    tables = _tables(data, inner, encoding)
    rows = sum(len(table) for table in tables)
    if not any(len(table.names) for table in tables):
        raise FileProblem(path, "is empty", remedy="Export it again, with its data.")
    if rows == 0:
        raise FileProblem(
            path, "has no rows below its header", remedy="Export it again, with its data."
        )
    return Opened(Source(path.name, digest, rows), stem, tables)


def _from_disk(path: Path) -> Opened | None:
    """Read large JSON lines without holding the file in memory; None where it is something else."""
    try:
        if path.suffix.lower() not in _JSON or path.stat().st_size < _LARGE:
            return None
        digest = hashlib.sha256()
        with path.open("rb") as lines:
            found = _records.from_lines(_hashed(lines, digest), path.name)
    except OSError:
        return None  # the way for whole files says what is wrong
    if found is None or not found.numbers:
        return None
    table = _from_records(found, path.name, [])
    return Opened(Source(path.name, digest.hexdigest(), len(table)), path.stem, [table])


def _hashed(lines: Iterable[bytes], digest: Any) -> Iterator[bytes]:
    for line in lines:
        digest.update(line)
        yield line


def _bytes(path: Path) -> bytes:
    if path.is_dir():
        raise FileProblem(
            path.resolve(), "is a folder", remedy="Name the file in it, or a list of files."
        )
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise FileProblem(
            path, "is not there", remedy="Check the spelling and the folder."
        ) from None
    except OSError as error:
        raise FileProblem(
            path,
            f"cannot be opened ({error.strerror})",
            remedy="Check that you may read it and that no other program holds it.",
        ) from None
    if len(data) < 1000 and not data.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise FileProblem(path, "is empty", remedy="Export it again, with its data.")
    return data


def _unzipped(data: bytes, file: str) -> bytes:
    try:
        return gzip.decompress(data)
    except (OSError, EOFError, zlib.error):
        raise FileProblem(
            file, "is a gzip file that is cut off", remedy="Fetch it again."
        ) from None


def _tables(data: bytes, path: Path, encoding: str | None) -> list[Table]:
    file, suffix = path.name, path.suffix.lower()
    head = data[:8]
    if head.startswith(b"PAR1"):
        return [_from_frame(_records.from_parquet(data, file), file, first=1)]
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0")):
        if is_docx(data):
            return [docx_table(data, file)]
        return [table_of(s.grid, file, s.name, s.remarks, s.merged) for s in read_workbook(data, file)]  # fmt: skip
    if suffix == ".toml":
        raise FileProblem(
            file,
            "holds settings, not data",
            remedy=f"Run it with 'consultation-insight run {file} --out FOLDER'.",
        )
    _refuse(data, file)
    start = data[:2000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if (
        suffix in _JSON
        or start.startswith(_ARCHIVE)
        or (start[:1] in (b"{", b"[") and _looks_like_json(start))
    ):
        text, remarks, _ = decode(data, file, encoding)
        return [_from_records(_records.from_json(text, file), file, remarks)]
    if suffix in NOTES or data[:10].lstrip(b"\xef\xbb\xbf").startswith(b"WEBVTT"):
        text, remarks, _ = decode(data, file, encoding)
        return [notes_table(text, file, remarks)]
    read = read_delimited(data, path, encoding)
    if suffix == ".txt" and read.columns is None and is_prose(read.grid):
        text, remarks, _ = decode(data, file, encoding)
        return [notes_table(text, file, remarks)]
    if read.columns is not None:
        return [table_of([], file, "", read.remarks, columns=read.columns)]
    return [table_of(read.grid, file, "", read.remarks)]


def _looks_like_json(start: bytes) -> bool:
    rest = start[1:].lstrip()
    return rest[:1] in (b"{", b'"', b"}", b"]") and (start[:1] == b"{" or rest[:1] == b"{")


def _refuse(data: bytes, file: str) -> None:
    """Say so where a file is of a kind that cannot hold a table."""
    lower = data[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    kinds = (
        (b"%pdf", "is a PDF", "Export the responses as a spreadsheet or CSV."),
        (b"{\\rtf", "is an RTF document", "Copy the responses into a spreadsheet."),
        (b"\x89png", "is a picture", "Export the responses as a spreadsheet or CSV."),
        (b"\xff\xd8\xff", "is a picture", "Export the responses as a spreadsheet or CSV."),
    )
    for mark, what, remedy in kinds:
        if lower.startswith(mark):
            raise FileProblem(file, what, remedy=remedy)
    if lower.startswith((b"<!doctype html", b"<html", b"<head", b"<table", b"<?xml")):
        raise FileProblem(
            file,
            f"is a web page or XML, whatever its ending says ({Path(file).suffix or 'none'})",
            remedy="It may be a login page: export again. Or open it in a spreadsheet program and "
            "save it as XLSX or CSV.",
        )
    sample = data[:4000]
    strange = sum(byte < 9 or 13 < byte < 32 for byte in sample if byte)
    if strange > len(sample) * 0.02:  # a text has next to none; random bytes have a tenth
        raise FileProblem(file, "is not a table", remedy=f"Files that can be read: {_KNOWN}.")


def _from_records(records: _records.Records, file: str, remarks: list[str]) -> Table:
    names = tuple(records.columns)
    table = Table(
        file,
        "",
        names,
        names,
        [text_column(values) for values in records.columns.values()],
        records.numbers,
        [Note(remark) for remark in remarks],
    )
    return without_blank_rows(table)


def _from_frame(frame: pd.DataFrame, file: str, first: int) -> Table:
    headers, columns, rounded = _records.from_frame(frame)
    names = tuple(unique(headers))
    wordings = tuple(
        " ".join(header.split()) or name for header, name in zip(headers, names, strict=True)
    )
    rows = range(first, first + len(frame))
    table = Table(file, "", names, wordings, columns, rows, rounded=rounded)
    # A list of texts is one column: a blank among them is somebody's who left it blank.
    return without_blank_rows(table) if len(names) > 1 else table


def open_frame(frame: pd.DataFrame) -> Opened:
    """Take a DataFrame as a table; its first record counts as row 2, as if it had been saved."""
    if frame.shape[1] == 0 or len(frame) == 0:
        raise FileProblem("DataFrame", "has no rows or no columns", remedy="Give one with data.")
    table = _from_frame(frame, "DataFrame", first=2)
    return Opened(Source("DataFrame", "", len(frame)), "data", [table])
