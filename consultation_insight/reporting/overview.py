"""The page that leads to the reports of a batch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from consultation_insight.reporting.blocks import Column, Section, Table
from consultation_insight.reporting.html import render_page

__all__ = ["render_overview"]


def render_overview(
    name: str, rows: Sequence[Mapping[str, Any]], total: int, version: str = ""
) -> str:
    """Draw the list of runs of a batch: those that failed first, each other with its report.

    Parameters
    ----------
    name : str
        Of the batch.
    rows : sequence of mappings
        As in `Batch.table`, of the runs that have ended.
    total : int
        How many runs there are.
    version : str
        Of the package.

    Returns
    -------
    str
        HTML; it loads nothing.
    """
    failed = [row for row in rows if row["state"] == "failed"]
    whole = [row for row in rows if row["state"] != "failed"]
    sections = []
    if failed:
        heads = (Column("Run"), Column("Input"), Column("What was wrong"))
        cells = tuple((row["run"], row["input"], row["error"]) for row in failed)
        title = f"{_runs(len(failed))} failed"
        sections.append(Section("failed", title, title, (Table("", heads, cells),)))
    if whole:
        columns = (
            Column("Report", "page"), Column("Question"), Column("Received", "number"),
            Column("Analysed", "number"), Column("Themes", "number"), Column("Largest theme"),
            Column("Seconds", "number"), Column("Look at"),
        )  # fmt: skip
        table = Table("", columns, tuple(_cells(row) for row in whole))
        title = f"{_runs(len(whole))} {'is' if len(whole) == 1 else 'are'} whole"
        sections.append(Section("whole", title, title, (table,)))
    left = total - len(rows)
    strip = [(len(whole), "whole"), (len(failed), "failed"), (left, "still to do")]
    return render_page(
        "overview.html",
        title=f"Reports: {name}",
        strip=[part for part in strip if part[0] or part[1] == "whole"],
        sections=sections,
        footer=f"Made with consultation-insight {version}".strip() + ".",
    )


def _cells(row: Mapping[str, Any]) -> tuple[Any, ...]:
    seconds = row["seconds"]
    return (
        (row["report"], row["run"]),
        row["question"] or None,
        row["received"],
        row["analysed"],
        row["themes"],
        row["largest"] or None,
        round(seconds) if seconds == seconds else None,
        row["warnings"] or None,
    )


def _runs(number: int) -> str:
    return f"{number:,} run" + ("" if number == 1 else "s")
