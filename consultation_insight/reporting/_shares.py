"""Shares as bars with their table: what several sections draw."""

from __future__ import annotations

from typing import Any

from consultation_insight.reporting._facts import Facts
from consultation_insight.reporting.blocks import Bar, Bars, Column, Table
from consultation_insight.wording import MIN_BASE, counted


def up(text: str) -> str:
    """The text with its first letter as a capital."""
    return text[:1].upper() + text[1:]


def small_base_note(rows: list[dict[str, Any]]) -> str:
    """What a table says where a base is too small for percentages."""
    small = any(int(row.get("base") or 0) < MIN_BASE for row in rows)
    return f"No share is given where the base is under {MIN_BASE}." if small else ""


_VIEWS = {
    "each": "Each copy counted", "once": "Campaigns once", "outside": "Without campaigns",
}  # fmt: skip


def besides(facts: Facts, rows: list[dict[str, Any]], what: str) -> list[Column]:
    """Columns for the same figure with campaigns counted otherwise; none without campaigns."""
    holds = "share" if what == "share" else "number"
    return [Column(_VIEWS[v], holds) for v in facts.beside if rows and f"{what}_{v}" in rows[0]]


def beside(facts: Facts, row: dict[str, Any], what: str) -> tuple[Any, ...]:
    """The cells of `besides`."""
    cells = []
    for view in facts.beside:
        if f"{what}_{view}" in row:
            few = what == "share" and int(row[f"base_{view}"]) < MIN_BASE
            cells.append(None if few else row[f"{what}_{view}"])
    return tuple(cells)


def shares(
    facts: Facts,
    caption: str,
    rows: list[dict[str, Any]],
    name: str,
    *,
    noun: Any = None,
    names: dict[str, str] | None = None,
    about: str = "",
    ordered: bool = False,
) -> Bars:
    """Bars of shares with their table; the base is in the caption where all rows share it.

    ``ordered`` rows, such as those of a scale, stay in their order; others go by size.
    """
    rows = rows if ordered else sorted(rows, key=lambda row: -int(row["n"]))
    names = names or {}
    labels = [names.get(str(row[name]), str(row[name]).replace("_", " ")) for row in rows]
    bars = tuple(
        Bar(label, int(row["n"]), int(row["base"]), row.get("low"), row.get("high"))
        for label, row in zip(labels, rows, strict=True)
    )
    columns = (
        Column(up(name)), Column("Number", "number"), Column("Share", "share"),
        Column("Low", "share"), Column("High", "share"), Column("Base", "number"),
        *besides(facts, rows, "share"),
    )  # fmt: skip
    cells = []
    for label, row in zip(labels, rows, strict=True):
        enough = int(row["base"]) >= MIN_BASE
        shares = (row.get(key) if enough else None for key in ("share", "low", "high"))
        cells.append((label, row["n"], *shares, row["base"], *beside(facts, row, "share")))
    bases = {int(row["base"]) for row in rows}
    base = f" ({counted(bases.pop(), noun or facts.noun)})" if len(bases) == 1 else ""
    table = Table(about or caption, columns, tuple(cells), note=small_base_note(rows))
    return Bars(f"{caption}{base}", bars, table)
