"""The sections of a harvest: leave, keep and change; actions; agreement; a page a theme."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from consultation_insight.reporting._facts import Facts, by
from consultation_insight.reporting._shares import up
from consultation_insight.reporting.blocks import (
    Bar,
    Bars,
    Column,
    Quote,
    Quotes,
    Section,
    Table,
    Text,
)
from consultation_insight.wording import quoted, shorten

__all__ = ["actions", "agreement", "harvest", "pages"]

#: What becomes of a note, and how a report says it.
_ROLES = {"leave": "To leave behind", "keep": "To keep", "change": "To do differently"}
#: So many notes of each stand on the page of the harvest.
_MOST = 12


def harvest(facts: Facts) -> Section | None:
    """The notes with most votes, by what their heading asked for."""
    rows = facts.records("harvest")
    inner = []
    for role, title in _ROLES.items():
        own = _by_votes(row for row in rows if row["role"] == role)
        quotes = _quotes(facts, own, _MOST)
        if quotes:
            more = len(own) - len(quotes)
            note = [Text(f"{more:,} more stand in the data.", "note")] if more > 0 else []  # fmt: skip
            inner.append(Section(f"harvest-{role}", title, title, (Quotes(quotes), *note)))
    if not inner:
        return None
    title = "What to leave behind, keep and do differently"
    lead = Text("By the heading that each note stands under; most votes first.")
    return Section("harvest", "Leave, keep, change", title, (lead,), tuple(inner))


def actions(facts: Facts) -> Section | None:
    """What is to be done, by whom and by when."""
    rows = _by_votes(row for row in facts.records("harvest") if row["action"])
    shown = [(row, facts.quote(row["response_id"])) for row in rows]
    told = [(row, quote) for row, quote in shown if quote]
    if not told:
        return None
    agreed = sum(1 for row, _ in told if row["action"] == "agreed")
    cells = tuple(
        (quote.text, row["owner"] or None, row["by_when"] or None,
         "agreed" if row["action"] == "agreed" else "proposed", row["place"] or None, _votes(row))
        for row, quote in sorted(told, key=lambda pair: pair[0]["action"] != "agreed")
    )  # fmt: skip
    columns = (
        Column("Action", "prose"), Column("Owner"), Column("By when"), Column("State"),
        Column("Where"), Column("Votes", "number"),
    )  # fmt: skip
    title = up(_counted(len(told), "action"))
    if 0 < agreed < len(told):
        title += f": {agreed:,} agreed, {len(told) - agreed:,} proposed"
    else:
        was = "was" if len(told) == 1 else "were"
        title += f" {was} agreed" if agreed else f" {was} proposed"
    text = Text(
        "Found by their wording: a step, a practice or an arrangement. One is called agreed where "
        "the note says who does it, or that it will be done."
    )
    return Section("actions", "Actions", title, (text, Table("Actions", columns, cells)))


def agreement(facts: Facts) -> Section | None:
    """At how many tables each theme was raised."""
    rows = [row for row in facts.records("agreement") if row["of_places"]]
    if not rows:
        return None
    total = int(rows[0]["of_places"])
    columns = (
        Column("Theme"), Column("Tables", "number"), Column("Notes", "number"),
        Column("Votes", "number"), Column("Leave", "number"), Column("Keep", "number"),
        Column("Change", "number"), Column("Actions", "number"),
    )  # fmt: skip
    label = _told_apart(facts, rows)
    names = ("places", "notes", "votes", "leave", "keep", "change", "actions")
    table = Table(f"Themes by tables, of {total:,}", columns, tuple((label(row), *(row[n] for n in names)) for row in rows))  # fmt: skip
    bars = tuple(
        Bar(label(row), int(row["places"]), target=f"theme-{row['theme_id']}") for row in rows
    )
    most = rows[0]
    places = int(most["places"])
    title = f"{quoted(label(most))} was raised at {places:,} of {total:,} tables"
    if sum(int(row["places"]) == places for row in rows) > 1:
        title = f"Several themes were raised at {places:,} of {total:,} tables"
    return Section("agreement", "Where tables agree", title, (Bars("Tables that raised a theme", bars, table),))  # fmt: skip


def _told_apart(facts: Facts, rows: list[dict[str, Any]]) -> Callable[[dict[str, Any]], str]:
    """How a theme is called: with its question, where themes of two questions share a label."""
    times = Counter(str(row["label"]) for row in rows)
    asked = {row["theme_id"]: facts.wording(row["question_id"]) for row in facts.records("themes")}

    def label(row: dict[str, Any]) -> str:
        name = str(row["label"])
        question = asked.get(row["theme_id"], "")
        return f"{name} ({shorten(question, 40)})" if times[name] > 1 and question else name

    return label


def pages(facts: Facts) -> Section | None:
    """One page a theme: all of its notes as they were written, by what is to become of them."""
    notes = {row["response_id"]: row for row in facts.records("harvest")}
    members = {
        theme: list(dict.fromkeys(row["response_id"] for row in rows))
        for theme, rows in by(facts.records("coding"), "theme_id")
    }
    inner = []
    for theme in facts.records("themes"):
        own = _by_votes(notes[id_] for id_ in members.get(theme["theme_id"], ()) if id_ in notes)
        parts = tuple(
            Section(f"theme-{theme['theme_id']}-{role or 'other'}", name, name, (Quotes(quotes),))
            for role, name in {**_ROLES, "": "Also said"}.items()
            if (quotes := _quotes(facts, [row for row in own if row["role"] == role], len(own)))
        )
        votes = sum(_votes(row) for row in own)
        tables = len({row["place"] for row in own if row["place"]})
        said = [_counted(len(own), "note"), _counted(votes, "vote")]
        said += [_counted(tables, "table")] if tables else []
        label = str(theme["label"])
        if parts:
            lead = Text(f"{', '.join(said)}. {facts.wording(theme['question_id'])}", "lead")
            inner.append(Section(f"theme-{theme['theme_id']}", label, label, (lead,), parts, True))
    if not inner:
        return None
    title = f"{_counted(len(inner), 'theme')}, a page each"
    return Section("pages", "Themes", title, (), tuple(inner))


def _by_votes(rows: Any) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda row: -_votes(row))


def _votes(row: dict[str, Any]) -> int:
    return int(row["votes"] or 0)


def _quotes(facts: Facts, rows: Sequence[dict[str, Any]], most: int) -> tuple[Quote, ...]:
    quotes = []
    for row in rows:
        quote = facts.quote(row["response_id"])
        if quote is not None:
            who = [str(row["place"])] if row["place"] else []
            who += [_counted(_votes(row), "vote")] if _votes(row) else []
            quotes.append(replace(quote, who=", ".join(who), likes=None))
        if len(quotes) == most:
            break
    return tuple(quotes)


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + ("" if number == 1 else "s")
