"""Records (JSON, JSON lines, Parquet, DataFrames) to columns of text; nesting becomes dots."""

from __future__ import annotations

import io
import itertools
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from consultation_insight.errors import FileProblem, RowErrors
from consultation_insight.ingest._columns.names import role_of
from consultation_insight.ingest._formats.posts import unwrapped
from consultation_insight.ingest._table import as_text

__all__ = ["Records", "from_frame", "from_json", "from_lines", "from_parquet"]

#: From so many characters on, lines are read in blocks of so many.
_LARGE, _BLOCK = 8_000_000, 20_000
#: Deeper nesting is kept as JSON text.
_DEPTH = 4


class Records:
    """Columns of text by name, in the order of first appearance."""

    def __init__(self, rows: Iterable[Mapping[str, Any]], numbers: list[int]) -> None:
        self.numbers = numbers
        self.columns: dict[str, Any] = {}  # lists of text, or columns of it
        count = 0
        for row in rows:
            for name, value in flat(row):
                column = self.columns.get(name)
                if column is None:
                    column = self.columns[name] = [""] * count
                elif len(column) > count:  # two paths of one name: both are kept
                    column[count] += " " + value
                    continue
                else:
                    column += [""] * (count - len(column))
                column.append(value)
            count += 1
        for column in self.columns.values():
            column += [""] * (count - len(column))


def flat(record: Mapping[str, Any], prefix: str = "", depth: int = 0) -> Iterable[tuple[str, str]]:
    """Flatten a record: ``{"user": {"name": "x"}}`` becomes ``user.name``.

    Examples
    --------
    >>> list(flat({"id": 7, "user": {"name": "x"}, "urls": [{"url": "a"}, {"url": "b"}]}))
    [('id', '7'), ('user.name', 'x'), ('urls.url', 'a b')]
    """
    for key, value in record.items():
        name = f"{prefix}{key}"
        if isinstance(value, Mapping):
            if depth >= _DEPTH:
                yield name, json.dumps(value, ensure_ascii=False)
            else:
                yield from flat(value, f"{name}.", depth + 1)
        elif isinstance(value, list) and value and all(isinstance(v, Mapping) for v in value):
            if depth >= _DEPTH:
                yield name, json.dumps(value, ensure_ascii=False)
                continue
            together: dict[str, list[str]] = {}
            for item in value:
                for inner, text in flat(item, f"{name}.", depth + 1):
                    together.setdefault(inner, []).append(text)
            yield from ((inner, " ".join(filter(None, texts))) for inner, texts in together.items())
        elif isinstance(value, list) and any(isinstance(v, Mapping | list) for v in value):
            yield name, json.dumps(value, ensure_ascii=False)
        else:
            yield name, as_text(value)


def from_json(text: str, file: str) -> Records:
    """Read JSON lines, or one JSON document that is a list of records (or holds one)."""
    if text.lstrip().startswith("window."):  # a part of a Twitter archive
        text = text.partition("=")[2]
    text = text.lstrip("\ufeff")
    begin = len(text) - len(text.lstrip())
    end = text.find("\n", begin)
    start, first = text[begin : begin + 1], text[begin : end if end >= 0 else None].strip()
    if start == "[" or (start == "{" and not _is_record(first)):
        return _from_document(text, file)
    if len(text) > _LARGE:
        found = _in_blocks(_lines(text), file)
        if found is not None:
            return found
    rows, numbers, failures = _parsed(enumerate(text.split("\n"), 1))
    if failures:
        raise _row_errors(failures, file)
    posts = unwrapped(rows)
    if posts is None and len(rows) == 1:  # a whole document on one line
        posts = unwrapped(rows[0]) or _envelope(rows[0])
    if posts is not None and len(posts) != len(rows):
        return Records(posts, list(range(1, len(posts) + 1)))
    return Records(posts or rows, numbers)


def _parsed(
    lines: Iterable[tuple[int, str]],
) -> tuple[list[dict[str, Any]], list[int], list[tuple[int, str]]]:
    """Records, their lines, and the lines that are none with what is wrong."""
    rows: list[dict[str, Any]] = []
    numbers: list[int] = []
    failures = []
    for number, line in lines:
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except (ValueError, RecursionError):
            failures.append((number, "is not a JSON record"))
            continue
        if not isinstance(record, dict):
            failures.append((number, "is JSON, but not a record with names"))
            continue
        rows.append(record)
        numbers.append(number)
    return rows, numbers, failures


def _row_errors(failures: Sequence[tuple[int, str]], file: str) -> RowErrors:
    return RowErrors(
        pd.DataFrame(
            {
                "file": file,
                "sheet": "",
                "row": [row for row, _ in failures],
                "column": "",
                "problem": [problem for _, problem in failures],
                "remedy": "Mend or delete the line, or fetch the file again.",
            }
        )
    )


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Numbered lines, without a second copy of the text."""
    at, number = 0, 1
    while at < len(text):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        yield number, text[at:end]
        at, number = end + 1, number + 1


def from_lines(lines: Iterable[bytes], file: str) -> Records | None:
    """Read JSON lines in UTF-8 as they come from disk, so that the file never stands in memory.

    None where they are something else, which needs the whole file to be told.
    """
    numbered = _decoded(lines)
    try:
        first = next(numbered)
        return (
            _in_blocks(itertools.chain([first], numbered), file) if _is_record(first[1]) else None
        )
    except (StopIteration, UnicodeDecodeError):
        return None


def _decoded(lines: Iterable[bytes]) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(lines, 1):
        # A NUL byte is no UTF-8 text of anybody's: the way for whole files says how many there are.
        yield (
            number,
            (line if b"\0" not in line else b"\xff").decode(
                "utf-8-sig" if number == 1 else "utf-8"
            ),
        )


def _in_blocks(lines: Iterator[tuple[int, str]], file: str) -> Records | None:
    """Read many lines block by block, so that they never stand all as objects in memory.

    None where a line is not one record, such as a page of posts.
    """
    parts: dict[str, list[pd.Series]] = {}
    numbers: list[int] = []
    failures: list[tuple[int, str]] = []
    while block := list(itertools.islice(lines, _BLOCK)):
        rows, own, bad = _parsed(block)
        failures += bad
        posts = unwrapped(rows)
        if posts is not None and len(posts) != len(rows):
            return None
        before = len(numbers)
        numbers += own
        for name, values in Records(posts or rows, own).columns.items():
            column = parts.setdefault(name, [])
            missing = before - sum(map(len, column))
            column += [pd.Series([""] * missing, dtype="str")] if missing else []
            column.append(pd.Series(values, dtype="str"))
    if failures:
        raise _row_errors(failures, file)
    if len(numbers) < 2:  # a whole document on one line
        return None
    found = Records([], numbers)
    for name, column in parts.items():
        missing = len(numbers) - sum(map(len, column))
        column += [pd.Series([""] * missing, dtype="str")] if missing else []
        found.columns[name] = pd.concat(column, ignore_index=True)
        column.clear()  # one column at a time stands twice in memory
    return found


def _envelope(record: dict[str, Any]) -> list[dict[str, Any]] | None:
    """The records inside a document that says nothing itself."""
    if any(isinstance(value, str) and role_of(name) == "text" for name, value in record.items()):
        return None
    return _longest(record) or None


def _is_record(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _from_document(text: str, file: str) -> Records:
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise FileProblem(
            file,
            "is not valid JSON",
            row=getattr(error, "lineno", None),
            remedy="Fetch or export it again; it may have been cut off.",
        ) from None
    rows = unwrapped(document) or _longest(document)
    if not rows:
        raise FileProblem(
            file, "holds no list of records", remedy="Save it as one JSON record a line."
        )
    return Records(rows, list(range(1, len(rows) + 1)))


def _longest(value: Any, depth: int = 0) -> list[dict[str, Any]]:
    """The longest list of records in a document: its data, whatever envelope is around it."""
    if isinstance(value, list):
        return [item for item in value if isinstance(item, dict)]
    if isinstance(value, dict) and depth < _DEPTH:
        return max((_longest(inner, depth + 1) for inner in value.values()), key=len, default=[])
    return []


def from_parquet(data: bytes, file: str) -> pd.DataFrame:
    """Read a Parquet file."""
    import pyarrow as pa
    import pyarrow.parquet as parquet

    try:
        return parquet.read_table(io.BytesIO(data)).to_pandas()
    except (pa.ArrowException, OSError, ValueError):
        raise FileProblem(
            file, "cannot be read as Parquet", remedy="Write it again; it may have been cut off."
        ) from None


def from_frame(frame: pd.DataFrame) -> tuple[list[str], list[pd.Series], frozenset[int]]:
    """Turn a DataFrame into names and columns of text."""
    names, columns, rounded = [], [], set()
    for at, name in enumerate(frame.columns):
        column = frame.iloc[:, at]
        names.append(" ".join(map(str, name)).strip() if isinstance(name, tuple) else str(name))
        if pd.api.types.is_float_dtype(column.dtype):
            whole = column.dropna()
            if len(whole) and (whole.abs() >= 10**15).any():
                rounded.add(at)
        if isinstance(column.dtype, pd.StringDtype):
            text = column.fillna("").astype("str")
        else:
            text = pd.Series([as_text(v) for v in column.tolist()], dtype="str")
        columns.append(text.reset_index(drop=True))
    return names, columns, frozenset(rounded)
