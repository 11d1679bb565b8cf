"""`check`: what `read` makes of a file, before anything is analysed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from consultation_insight.ingest._formats.parts import Given, read_parts
from consultation_insight.ingest._toml import write_toml
from consultation_insight.ingest._view import describe, suspicions
from consultation_insight.results import Understanding

__all__ = ["check"]


def check(
    source: Given,
    *,
    text: str | Sequence[str] | None = None,
    sheet: str | None = None,
    columns: Mapping[str, str] | None = None,
    encoding: str | None = None,
) -> Understanding:
    """Say what `read` makes of a file: what each column is taken for, and why.

    Parameters
    ----------
    source, text, sheet, columns, encoding
        As for `read`.

    Returns
    -------
    Understanding
        ``table`` has one row for each column of each sheet; free text is described, never quoted.
        ``toml`` is a settings file to edit. ``base`` is the number of responses: 0 where no column
        was taken for free text, which `read` refuses.

    Raises
    ------
    DataError
        As `read` does.

    Examples
    --------
    >>> import pandas as pd
    >>> import consultation_insight as ci
    >>> table = pd.DataFrame({
    ...     "Age": ["16-24", "25-34", "16-24", "25-34"],
    ...     "Why?": ["More buses in the evening, please", "", "The shelter leaks when it rains",
    ...              "There is no way to cross the road there"]})
    >>> ci.check(table).table[["column", "used_as", "values"]]
      column    used_as                                values
    0    Age  attribute                  16-24 (2); 25-34 (2)
    1   Why?       open  3 different texts, 6 to 9 words each
    """
    reading = read_parts(
        source, text=text, sheet=sheet, columns=columns, encoding=encoding, needs_text=False
    )
    rows = []
    for part in reading.parts:
        flags = suspicions(part.columns)
        for line, column in zip(part.ledger, part.columns, strict=False):
            file, place, name, used, why, cells = line
            flag = flags.get(column.at, "")
            rows.append((file, place, name, used, part.question_ids.get(column.at, ""), why, cells,
                         describe(column, used), flag))  # fmt: skip
        for file, place, name, used, why, cells in part.ledger[len(part.columns) :]:
            rows.append((file, place, name, used, "", why, cells, "", ""))
    for file, place, name, used, why, cells in reading.ledger:
        rows.append((file, place, name, used, "", why, cells, "", ""))
    table = pd.DataFrame(
        rows,
        columns=[
            "source_file", "source_sheet", "column", "used_as", "question_id", "why", "cells",
            "values", "look_at",
        ],
    )  # fmt: skip
    files = [str(source)] if isinstance(source, str | Path) else []
    if not isinstance(source, str | Path | pd.DataFrame):
        files = [str(path) for path in source]
    return Understanding(
        base=sum(len(part.responses) for part in reading.parts),
        table=table,
        toml=write_toml(files, reading.parts, sheet, encoding),
        settings=reading.settings,
    )
