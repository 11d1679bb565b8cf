"""What a file says, whatever its format: pieces of text, each with its place."""

from __future__ import annotations

import gzip
import html
import io
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import PurePath
from typing import Any

__all__ = ["pieces"]

_TAG = re.compile(r"<[^<>]*>")
#: Tags that end a line, and those that end a cell, an item or a paragraph of HTML, DOCX and XLSX: what
#: stands behind belongs to something else. All others may stand inside a name.
_LINE = re.compile(r"<(?:br|w:br|w:cr|w:tab|tspan)\b[^<>]*>", re.I)
_ENDS = re.compile(
    r"</(?:t[dhr]|li|d[dt]|p|div|h[1-6]|summary|caption|option|label|button|blockquote|figcaption|title|"
    r"text|section|article|header|footer|legend|pre|a:p|w:p|w:tc|si|row|c|is)\s*>",
    re.I,
)
_DRAWN = re.compile(
    r"<(?:style|script|path|polyline|polygon)\b[^>]*?(?:/>|>.*?</(?:style|script|path)>)",
    re.S | re.I,
)
_BASE64 = re.compile(r"data:[\w/+.-]+;base64,[A-Za-z0-9+/=\s]+")
#: The fonts and colours of a workbook or document; a font may be called like a person.
_FONTS = re.compile(r"(?:^|/)theme/theme\d*\.xml$")
_PICTURES = frozenset({".png", ".jpg", ".jpeg", ".gif", ".webp", ".ico", ".woff", ".woff2", ".ttf"})
#: A word that nothing asks for: "Ben" in one row and "White" in the next are no Ben White.
_BETWEEN_CELLS = "\n_\n"
#: Bytes of a CSV, and cells of a column, that are read as text at a time.
_BLOCK, _CELLS = 4_000_000, 10_000
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def pieces(name: str, content: bytes) -> Iterator[tuple[str, str]]:
    """Read a file as text.

    Parameters
    ----------
    name : str
        Its name; the ending tells the format, the first bytes overrule it.
    content : bytes

    Yields
    ------
    place : str
        Such as a member of an archive or a column; empty for the whole file.
    text : str
        With entities and escapes undone.
    """
    suffix = PurePath(name).suffix.lower()
    if suffix in _PICTURES:
        return
    if content[:2] == b"PK":
        yield from _archive(content)
    elif content[:4] == b"PAR1":
        yield from _parquet(content)
    elif content[:2] == b"\x1f\x8b":
        for place, text in pieces(PurePath(name).stem, gzip.decompress(content)):
            yield place or PurePath(name).stem, text
    elif suffix == ".csv" and len(content) > _BLOCK and content[:2] not in _UTF_16:
        for line, block in _blocks(content):
            yield f"after line {line}" if line else "", _decoded(block)
    else:
        yield from _text(suffix, _decoded(content))


def _blocks(content: bytes) -> Iterator[tuple[int, bytes]]:
    """A huge CSV some rows at a time, with the lines before them; no cell is cut in two."""
    start = line = 0
    while start < len(content):
        end = start + _BLOCK
        quotes = content.count(b'"', start, end)
        while end < len(content):
            after = content.find(b"\n", end) + 1 or len(content)
            quotes += content.count(b'"', end, after)
            end = after
            if quotes % 2 == 0:
                break
        yield line, content[start:end]
        line += content.count(b"\n", start, end)
        start = end


def _decoded(content: bytes) -> str:
    if content[:2] in _UTF_16:
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def _text(suffix: str, text: str) -> Iterator[tuple[str, str]]:
    if suffix in (".json", ".jsonl", ".ipynb"):
        yield from _json(text)
    elif suffix in (".html", ".htm", ".xml", ".svg", ".rels", ".md") or text.lstrip()[:1] == "<":
        yield from _markup(text)
    else:
        yield "", text


def _markup(text: str) -> Iterator[tuple[str, str]]:
    text = _BASE64.sub(" ", text)
    # Twice: as it stands, for what is in attributes and scripts; and without tags, because a name
    # may be cut in two by one.
    yield "", html.unescape(text)
    if "<" in text:
        text = _LINE.sub("\n", _ENDS.sub(_BETWEEN_CELLS, _DRAWN.sub(" ", text)))
        text = _TAG.sub("", text)
    yield "text", html.unescape(text)


def _json(text: str) -> Iterator[tuple[str, str]]:
    decoder = json.JSONDecoder()
    at = 0
    try:
        while at < len(text):
            value, at = decoder.raw_decode(text, at)
            while text[at : at + 1].isspace():
                at += 1
            for piece in _strings(value):
                yield from _markup(piece) if "<" in piece or "&" in piece else iter([("", piece)])
    except ValueError:
        yield "", text


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield str(key)
            yield from _strings(inner)
    elif isinstance(value, list):
        if all(isinstance(inner, str) for inner in value):  # the lines of a notebook's cell
            yield "".join(value)
        for inner in value:
            yield from _strings(inner)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield str(value)


def _archive(content: bytes) -> Iterator[tuple[str, str]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for member in archive.namelist():
            yield "", member
            if _FONTS.search(member):
                continue
            for place, text in pieces(member, archive.read(member)):
                yield f"{member} {place}".strip(), text


def _parquet(content: bytes) -> Iterator[tuple[str, str]]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    file = pq.ParquetFile(pa.BufferReader(content))
    for key, value in (file.schema_arrow.metadata or {}).items():
        yield f"metadata {key.decode(errors='replace')}", value.decode(errors="replace")
    for name in file.schema_arrow.names:
        for batch in file.iter_batches(batch_size=_CELLS, columns=[name]):
            yield f"column {name}", _cells(batch.column(0))


def _cells(column: Any) -> str:
    import pyarrow as pa

    kind = column.type
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
        column = column.cast(kind)
    if pa.types.is_boolean(kind):
        return ""
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        # Several times faster than as a list.
        return _BETWEEN_CELLS.join(column.drop_null().to_numpy(zero_copy_only=False))
    # Lists and structs say the same as their printed form.
    return _BETWEEN_CELLS.join(map(str, column.drop_null().to_pylist()))
