"""The section on weights: what they do to each group, and to each share."""

from __future__ import annotations

from typing import Any

from consultation_insight.reporting._facts import Facts, by
from consultation_insight.reporting._shares import small_base_note
from consultation_insight.reporting.blocks import Column, Fold, Section, Table, Text
from consultation_insight.wording import MIN_BASE, listed, quoted

__all__ = ["weights"]

_WHAT = {
    "answers": "Answers", "themes": "Themes", "codes": "Codes", "stance": "Positions",
    "sentiment": "Tone",
}  # fmt: skip


def weights(facts: Facts) -> Section | None:
    """Weighted shares beside unweighted ones, with design effect and effective base."""
    rows = facts.records("weights")
    if not rows:
        return None
    over_all, margins = rows[0], rows[1:]
    names = list(dict.fromkeys(str(row["attribute"]) for row in margins))
    meant = f"so that {listed(quoted(name) for name in names)} " if names else "as the data say"
    like = f"{'are' if len(names) > 1 else 'is'} as in the population" if names else ""
    people, effective = int(over_all["n"]), round(float(over_all["effective_base"]))
    text = (
        f"Respondents were weighted {meant}{like}. This makes the variance of a share "
        f"{over_all['design_effect']:.2f} times larger (design effect): {people:,} respondents tell as "
        f"much as {effective:,} without weights would (effective base). Weights mend what is known to "
        "differ. They do not make people who chose to answer a sample of those who did not. All other "
        "sections count each respondent once."
    )
    blocks: list[Any] = [Text(text)]
    if margins:
        columns = (
            Column("Group"), Column("Level"), Column("Respondents", "number"),
            Column("Share", "share"), Column("Population", "share"), Column("Weighted", "share"),
        )  # fmt: skip
        cells = tuple(
            (row["attribute"], row["level"], row["n"], row["share"], row["target"], row["after"])
            for row in margins
        )
        blocks.append(Table("What weights do to groups", columns, cells))
    blocks += _beside(facts)
    return Section("weights", "Weights", "Weighted to the population", tuple(blocks))


def _beside(facts: Facts) -> list[Fold]:
    made = []
    rows = facts.records("weighted")
    several = len({row["question"] for row in rows}) > 1
    wordings = facts.questions | {
        str(row["question_id"]): str(row["wording"]) for row in facts.records("questions")
    }
    columns = (
        *((Column("Question"),) if several else ()), Column("Said or ticked"),
        Column("Number", "number"), Column("Base", "number"), Column("Share", "share"),
        Column("Weighted share", "share"), Column("From", "share"), Column("To", "share"),
    )  # fmt: skip
    for kind, lines in by(rows, "rows"):
        cells = []
        for row in lines:
            few = row["base"] is not None and int(row["base"]) < MIN_BASE
            figures = [row[n] for n in ("share", "share_weighted", "low_weighted", "high_weighted")]
            question = (wordings.get(str(row["question"]), row["question"]),) if several else ()
            cells.append(
                (*question, row["row"], row["n"], row["base"], *([None] * 4 if few else figures))
            )
        name = _WHAT.get(kind, kind)
        note = "From and to: the 95 % interval of the weighted share, on its effective base."
        small = small_base_note([row for row in lines if row["base"] is not None])
        table = Table(f"{name}, weighted beside unweighted", columns, tuple(cells), note=f"{note} {small}".strip())  # fmt: skip
        made.append(Fold(f"{name} ({len(lines):,})", (table,)))
    return made
