"""Exports that come as a ZIP: the one table inside, or what is in the way."""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import PurePosixPath

from consultation_insight.errors import FileProblem

__all__ = ["unpacked"]

#: Endings of files that may hold responses.
_TABLES = {".csv", ".tsv", ".tab", ".xlsx", ".xlsm", ".xls", ".ods", ".parquet", ".json", ".jsonl", ".ndjson",
           ".js", ".md", ".docx", ".vtt", ".srt", ".txt"}  # fmt: skip
#: The posts of a Twitter archive; all else in it is about the account.
_POSTS = ("data/tweets.js", "data/tweet.js", "tweets.js", "tweet.js")
#: More than this, unpacked, is no export of responses.
_LARGEST = 4_000_000_000


def unpacked(data: bytes, file: str) -> tuple[str, bytes]:
    """Take the one table out of a ZIP: its name and its bytes."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = {info.filename: info for info in archive.infolist() if _is_table(info)}
            name = _chosen(list(members), file)
            if members[name].flag_bits & 1:
                raise FileProblem(
                    file,
                    "is a ZIP that is protected by a password",
                    remedy="Unpack it with its password, and read the file inside.",
                )
            if members[name].file_size > _LARGEST:
                raise FileProblem(
                    file, "holds more than 4 GB", remedy="Unpack it, and read it in parts."
                )
            return name, archive.read(name)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError):
        raise FileProblem(
            file, "is a ZIP that cannot be unpacked", remedy="Fetch it again, or unpack it first."
        ) from None


def _is_table(info: zipfile.ZipInfo) -> bool:
    path = PurePosixPath(info.filename)
    hidden = any(part.startswith((".", "__MACOSX")) for part in path.parts)
    return not info.is_dir() and not hidden and path.suffix.lower() in _TABLES


def _chosen(names: list[str], file: str) -> str:
    posts = [name for name in names if name.endswith(_POSTS)]
    # A readme beside a table is no second table.
    tables = posts[:1] or [n for n in names if not n.lower().endswith((".txt", ".md"))] or names
    if len(tables) == 1:
        return tables[0]
    if not tables:
        raise FileProblem(file, "holds no table", remedy="Unpack it, and look what is inside.")
    listed = ", ".join(repr(name) for name in sorted(tables)[:8])
    more = ", …" if len(tables) > 8 else ""
    raise FileProblem(
        file,
        f"holds {len(tables)} files",
        remedy=f"Unpack it and name those to read: {listed}{more}.",
    )
