"""How a report opens: what was received and analysed, and how to read what follows."""

from __future__ import annotations

from typing import Any

from consultation_insight.reporting._facts import Facts
from consultation_insight.reporting.blocks import Column, Points, Section, Table, Text
from consultation_insight.wording import MIN_BASE, QUANTITIES, counted, out_of

__all__ = ["caution", "how_to_read", "received", "strip"]


def strip(facts: Facts) -> tuple[tuple[int, str], ...]:
    """The way from received to analysed."""
    aside = facts.received - facts.base
    said = {
        "each": "", "once": "counted, each campaign once", "apart": "counted, campaigns left out",
    }  # fmt: skip
    rest = ((facts.counted, said[facts.rule]),) if facts.rule != "each" and facts.beside else ()
    if not aside:
        return ((facts.received, f"{_noun(facts, facts.received)} received and analysed"), *rest)
    return (
        (facts.received, f"{_noun(facts, facts.received)} received"),
        (aside, "set aside"),
        (facts.base, "analysed"),
        *rest,
    )


def _noun(facts: Facts, number: int) -> str:
    return facts.noun.one if number == 1 else facts.noun.many


def caution(facts: Facts) -> str:
    """What the data can and cannot show."""
    return (
        f"The {facts.noun.many} come from people who chose to answer. They show what was said "
        "and why; they are not a vote, and shares hold for those who answered, not for the public."
    )


def received(facts: Facts) -> Section:
    """What came in, and what became of it."""
    received, base, noun = facts.received, facts.base, facts.noun
    title = f"All {received:,} {noun.many} received were analysed"
    if received != base:
        title = f"{base:,} of {counted(received, noun)} were analysed"
    if received == 1:
        title = f"1 {noun.one} was received"
    rows = tuple(
        (
            {"received": "Received", "analysed": "Analysed"}.get(
                row["reason"], f"Set aside: {row['label']}"
            ),
            int(row["responses"]),
        )
        for row in facts.records("reconciliation")
    )
    blocks: list[Any] = [
        Table(
            f"What became of the {noun.many}",
            (Column("What"), Column(noun.many.capitalize(), "number")),
            rows,
            note="Nothing is deleted: what was set aside stands in the data with its reason. "
            "The rows add up.",
        )
    ]
    blocks += [Text(consent) for consent in _consent(facts)]
    if facts.beside:
        blocks.append(
            Table(
                "How the copies of campaigns can count",
                (
                    Column("Rule"),
                    Column(f"{noun.many.capitalize()} that count", "number"),
                    Column("Used here"),
                ),
                tuple(
                    (
                        str(row["meaning"]).capitalize(),
                        row["base"],
                        "yes" if row["chosen"] == "true" else "",
                    )
                    for row in facts.records("counting")
                ),
            )
        )
    if len(facts.questions) > 1:
        asked = {row["question_id"]: row for row in facts.records("questions")}
        blocks.append(
            Table(
                "Questions answered in words",
                (Column("Question"), Column("Received", "number"), Column("Analysed", "number")),
                tuple(
                    (word, asked[id_].get("received"), asked[id_].get("base"))
                    for id_, word in facts.questions.items()
                ),
            )
        )
    return Section("received", "What was received", title, tuple(blocks))


def _consent(facts: Facts) -> list[str]:
    """How many may be quoted, where the data say who agreed to it."""
    return [
        f"{out_of(int(row['n']), int(row['base']), facts.noun)} that were {row['responses']} may be "
        "quoted: who wrote them agreed to it. The others count in every figure, but no words of "
        "theirs are shown."
        for row in facts.records("consent")
        if row["responses"] == "analysed"
    ]


def how_to_read(facts: Facts) -> Section:
    """What shares, themes, intervals and quotations mean."""
    many = facts.noun.many
    scale = tuple((word, meaning) for _, word, meaning in QUANTITIES)
    likes = (
        "Likes show what readers of the thread approved of. They depend on who saw a reply, and "
        "early replies had longer to gather them."
    )
    blocks: list[Any] = [
        Text(caution(facts)),
        Points(
            (
                (f"A share is out of its base, which is given with it{_example(facts)}.", ""),
                (
                    "A theme is a group of meaning found by the machine. One "
                    f"{facts.noun.one} can carry several themes, so shares add up to more than 100 %.",
                    "",
                ),
                (
                    "The thin line at a bar is the 95 % interval: how far the share could lie from "
                    "this by chance alone. It says nothing about who chose to answer.",
                    "",
                ),
                (
                    f"Percentages are whole. Where the base is under {MIN_BASE}, only numbers are "
                    "given.",
                    "",
                ),
                *(((likes, ""),) if facts.has_likes else ()),
                (
                    f"Quotations are cut from the {many} letter by letter after personal data were "
                    "masked; each leads to its line in the data. Abusive ones are never quoted.",
                    "",
                ),
            )
        ),
        Table(
            "What the words for quantities mean",
            (Column("Word"), Column(f"Share of the {many}")),
            (("none", "0 %"), *scale, ("all", "100 %")),
        ),
    ]
    return Section("reading", "How to read this", "How to read this", tuple(blocks))


def _example(facts: Facts) -> str:
    """A share of this report with its base; nothing where it has none."""
    for name, word in (("references", "responses"), ("themes", "n"), ("kinds", "n")):
        for row in facts.records(name):
            base = int(row.get("base") or facts.counted)
            if 0 < int(row.get(word) or 0) < base:
                return f", for instance {out_of(int(row[word]), base, facts.noun)}"
    return ""
