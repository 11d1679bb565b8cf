"""What `read` and `check` share: from what was given to parts, one for each table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from consultation_insight.corpus import Source
from consultation_insight.errors import FileProblem, UsageError
from consultation_insight.ingest._build import Builder, Part, build, slug
from consultation_insight.ingest._columns.column import Column
from consultation_insight.ingest._columns.roles import as_written, check_names, columns_with_roles
from consultation_insight.ingest._formats.files import Opened, open_frame, open_path
from consultation_insight.ingest._formats.sheets import choose, same_people
from consultation_insight.ingest._table import Table

__all__ = ["Beside", "Given", "Reading", "read_parts", "unique_prefixes"]

Given = str | Path | Sequence[str | Path] | pd.DataFrame
Line = tuple[str, str, str, str, str, int]


@dataclass(frozen=True, eq=False)
class Reading:
    """The parts of a corpus, and what the ledger says about sheets that were not used."""

    parts: list[Part]
    builder: Builder
    ledger: list[Line]
    sources: tuple[Source, ...]
    settings: dict[str, Any]


@dataclass(frozen=True, eq=False)
class Beside:
    """What the files before it decide for a file that is read by itself."""

    #: How its response ids begin.
    prefix: str
    #: Question ids that are taken, and their wordings.
    questions: Mapping[str, str]


@dataclass(frozen=True, eq=False)
class _Read:
    """A table with its roles, and how its response ids begin."""

    table: Table
    columns: list[Column]
    prefix: str

    @property
    def has_text(self) -> bool:
        return any(column.role in ("open", "text") for column in self.columns)


def read_parts(
    source: Given,
    *,
    text: str | Sequence[str] | None,
    sheet: str | None,
    columns: Mapping[str, str] | None,
    encoding: str | None,
    needs_text: bool = True,
    beside: Beside | None = None,
) -> Reading:
    """Read all tables and make the parts of the corpus.

    ``beside`` says what other files decide, where only one of several is read.
    """
    opened = _open(source, encoding)
    everything = [table for one in opened for table in one.tables]
    texts = [text] if isinstance(text, str) else text
    named = None if texts is None else [as_written(name, everything) for name in texts]
    columns = {as_written(name, everything): role for name, role in (columns or {}).items()}
    ledger: list[Line] = []
    tables: list[_Read] = []
    prefixes = unique_prefixes([one.stem for one in opened])
    for one, prefix in zip(opened, [beside.prefix] if beside else prefixes, strict=True):
        chosen, unused = choose(one, sheet, named, columns)
        ledger += unused
        read = [_Read(table, columns_with_roles(table, named, columns), prefix) for table in chosen]
        if sum(item.has_text for item in read) > 1:
            read = [replace(i, prefix=f"{prefix}-{slug(i.table.sheet)}") for i in read]
        tables += read
    check_names([item.table for item in tables], named, columns)
    builder = Builder(dict(beside.questions)) if beside else Builder()
    parts = _build(_without_clash(tables), builder, needs_text)
    given = {"text": named, "sheet": sheet, "columns": columns, "encoding": encoding}
    settings = {name: value for name, value in given.items() if value}
    return Reading(parts, builder, ledger, tuple(one.source for one in opened), settings)


def _open(source: Given, encoding: str | None) -> list[Opened]:
    if isinstance(source, pd.DataFrame):
        return [open_frame(source)]
    if isinstance(source, str | Path):
        return [open_path(Path(source), encoding)]
    if not isinstance(source, Sequence) or not source:
        raise UsageError("read needs a path, a list of paths, or a DataFrame.")
    return [open_path(Path(path), encoding) for path in source]


def unique_prefixes(stems: Sequence[str]) -> list[str]:
    """A readable beginning of response ids for each file; files of one name get a number."""
    done: list[str] = []
    wanted = [slug(stem) for stem in stems]
    for base in wanted:
        found, count = base, 1
        while found in done or (count > 1 and found in wanted):
            count += 1
            found = f"{base}_{count}"
        done.append(found)
    return done


def _without_clash(tables: list[_Read]) -> list[_Read]:
    """Two sheets may fold to one slug."""
    seen: set[str] = set()
    done = []
    for item in tables:
        found, count = item.prefix, 1
        while found in seen and item.has_text:
            count += 1
            found = f"{item.prefix}_{count}"
        seen |= {found} if item.has_text else set()
        done.append(replace(item, prefix=found))
    return done


def _build(tables: Sequence[_Read], builder: Builder, needs_text: bool) -> list[Part]:
    """Build tables with text, then those that only say more of the same respondents."""
    parts: list[Part] = []
    mains: list[tuple[_Read, str]] = []
    for item in sorted(tables, key=lambda item: not item.has_text):
        scope = next(
            (
                scope
                for main, scope in mains
                if same_people(main.table, main.columns, item.table, item.columns)
            ),
            None,
        )
        if not item.has_text and scope is None and needs_text:
            raise _no_text(item.table)
        if item.has_text:
            mains.append((item, scope or item.prefix))
        parts.append(build(item.table, item.columns, builder, item.prefix, scope or item.prefix))
        if len(tables) == 1:
            item.table.cells.clear()  # all is in the part; of a million rows, this is much
    return parts


def _no_text(table: Table) -> FileProblem:
    names = ", ".join(repr(name) for name in table.names[:12])
    more = ", …" if len(table.names) > 12 else ""
    return FileProblem(
        table.file,
        "has no column of free text",
        sheet=table.sheet or None,
        remedy="Name one: --text on the command line, text=[…] in Python, [read] text = […] in "
        f"settings. The columns are: {names}{more}.",
    )
