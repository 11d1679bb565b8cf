"""The section on codes: how many responses carry each code of an approved frame."""

from __future__ import annotations

from typing import Any

from consultation_insight.reporting._facts import Facts
from consultation_insight.reporting._shares import small_base_note, up
from consultation_insight.reporting.blocks import Bar, Bars, Column, Section, Table, Text
from consultation_insight.wording import MIN_BASE, counted, out_of, quoted

__all__ = ["codes"]


def codes(facts: Facts) -> Section | None:
    """The codes of a question, or of the only one; nothing where responses were not coded."""
    rows = [row for row in facts.records("codes") if row["n"]]
    if not rows:
        return None
    rows.sort(key=lambda row: (-int(row["n"]), str(row["code"])))
    headings = {(row["question_id"], row["parent"]) for row in rows if row["parent"]}
    own = [row for row in rows if (row["question_id"], row["code"]) not in headings]
    drawn = own or rows
    base = int(drawn[0]["base"])
    bars = tuple(
        Bar(str(row["label"]), int(row["n"]), int(row["base"]), row.get("low"), row.get("high"))
        for row in drawn
    )
    caption = f"Codes, share of {counted(base, facts.noun)}"
    blocks = (_caution(facts, rows), Bars(caption, bars, _table(facts, rows)))
    return Section("codes", "Codes", _title(facts, drawn), blocks)


def _title(facts: Facts, rows: list[dict[str, Any]]) -> str:
    """The result, where it can be trusted as it stands."""
    top = rows[0]
    tied = len(rows) > 1 and int(rows[1]["n"]) == int(top["n"])
    if tied or top.get("caution"):
        return "Codes of the code frame"
    said = out_of(int(top["n"]), int(top["base"]), facts.noun)
    return f"The code given most is {quoted(str(top['label']))}: {said}"


def _caution(facts: Facts, rows: list[dict[str, Any]]) -> Text:
    """How the codes came about, and how far they can be trusted."""
    one = facts.noun.one
    said = f"Counted by an approved list of codes; one {one} can carry several, or none."
    doubtful = sum(bool(row.get("caution")) for row in rows)
    if doubtful and all("was coded by a person" in str(row["caution"]) for row in rows):
        return Text(
            f"{said} No example was coded by a person, so about half of the codes are wrong or "
            "missing: no share should be published without an audit."
        )
    if doubtful:
        said += " Where a figure is doubtful as it stands, the table says why."
    return Text(said)


def _table(facts: Facts, rows: list[dict[str, Any]]) -> Table:
    labels = {row["code"]: str(row["label"]) for row in rows}
    columns = [Column("Code"), Column("Under")]
    if not any(row["parent"] for row in rows):
        columns.pop()
    columns += [
        Column(up(facts.noun.many), "number"), Column("Share", "share"), Column("Low", "share"),
        Column("High", "share"), Column("Base", "number"),
    ]  # fmt: skip
    told = {str(row.get("caution") or "") for row in rows}
    # That no example taught any of them is said above the table.
    doubtful = any(told) and told != {"no example was coded by a person"}
    columns += [Column("Why to doubt it")] if doubtful else []
    cells = []
    for row in rows:
        enough = int(row["base"]) >= MIN_BASE
        shares = (row.get(key) if enough else None for key in ("share", "low", "high"))
        under = (labels.get(row["parent"], row["parent"] or None),)
        cells.append(
            (
                row["label"], *(under if columns[1].name == "Under" else ()), row["n"], *shares,
                row["base"],
                *((row["caution"] or None,) if doubtful else ()),
            )
        )  # fmt: skip
    return Table("Codes of the code frame", tuple(columns), tuple(cells), note=small_base_note(rows))  # fmt: skip
