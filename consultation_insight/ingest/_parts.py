"""What `read` and `check` share: from what was given to parts, one for each table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from consultation_insight.corpus import Source
from consultation_insight.errors import FileProblem, UsageError
from consultation_insight.ingest._build import Builder, Part, build, slug
from consultation_insight.ingest._files import Opened, open_frame, open_path
from consultation_insight.ingest._roles import check_names, columns_with_roles
from consultation_insight.ingest._sheets import choose
from consultation_insight.ingest._table import Table

__all__ = ["Given", "Reading", "read_parts"]

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


def read_parts(
    source: Given,
    *,
    text: str | Sequence[str] | None,
    sheet: str | None,
    columns: Mapping[str, str] | None,
    encoding: str | None,
) -> Reading:
    """Read all tables and make the parts of the corpus."""
    opened = _open(source, encoding)
    named = [text] if isinstance(text, str) else text
    prefixes = _prefixes(opened)
    builder = Builder()
    parts: list[Part] = []
    ledger: list[Line] = []
    tables: list[tuple[Table, str]] = []
    for one, prefix in zip(opened, prefixes, strict=True):
        chosen, unused = choose(one, sheet, named, columns)
        ledger += unused
        several = len(chosen) > 1
        tables += [
            (table, f"{prefix}-{slug(table.sheet)}" if several else prefix) for table in chosen
        ]
    check_names([table for table, _ in tables], named, columns)
    for table, prefix in _without_clash(tables):
        roles = columns_with_roles(table, named, columns)
        if any(column.role in ("open", "text") for column in roles):
            parts.append(build(table, roles, builder, prefix))
        else:
            raise _no_text(table)
    given = {"text": named, "sheet": sheet, "columns": dict(columns or {}), "encoding": encoding}
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


def _prefixes(opened: Sequence[Opened]) -> list[str]:
    """A readable beginning of response ids for each file; files of one name get a number."""
    done: list[str] = []
    wanted = [slug(one.stem) for one in opened]
    for base in wanted:
        found, count = base, 1
        while found in done or (count > 1 and found in wanted):
            count += 1
            found = f"{base}_{count}"
        done.append(found)
    return done


def _without_clash(tables: list[tuple[Table, str]]) -> list[tuple[Table, str]]:
    """Two sheets may fold to one slug."""
    seen: set[str] = set()
    done = []
    for table, prefix in tables:
        found, count = prefix, 1
        while found in seen:
            count += 1
            found = f"{prefix}_{count}"
        seen.add(found)
        done.append((table, found))
    return done


def _no_text(table: Table) -> FileProblem:
    names = ", ".join(repr(name) for name in table.names[:12])
    more = ", …" if len(table.names) > 12 else ""
    return FileProblem(
        table.file,
        "has no column of free text",
        sheet=table.sheet or None,
        remedy=f"Name one with text=[…] ([read] text = […]). The columns are: {names}{more}.",
    )
