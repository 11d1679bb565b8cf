"""The section on time, and what is said about who holds the likes."""

from __future__ import annotations

from typing import Any

import pandas as pd

from consultation_insight.reporting._facts import Facts, by
from consultation_insight.reporting._shares import up
from consultation_insight.reporting.blocks import (
    Block,
    Column,
    Fold,
    Picture,
    Points,
    Section,
    Table,
    Text,
)
from consultation_insight.reporting.time_pictures import lorenz_svg, trend_svg
from consultation_insight.wording import MIN_BASE, counted, listed, percent, quoted

#: Lines under the columns of the picture; more would be a page of their own.
_LINES = 6
#: Sentences about themes that moved.
_SAID = 5
#: From so many likes on, who holds half of them says something.
_ENOUGH = 20


def over_time(facts: Facts) -> Section | None:
    """When it was said, what stood out, and which themes grew or shrank."""
    rows = facts.records("trends")
    volume = [row for row in rows if row["series"] == "responses"]
    if not volume:
        return None
    themes = [row for row in rows if row["series"] == "theme"]
    moved = [row for row in facts.records("trend_changes") if row["series"] == "theme"]
    points = [*_volume_points(facts, volume), *_theme_points(facts, moved)]
    blocks: list[Block] = [Points(tuple((point, "") for point in points))] if points else []
    drawn = _drawn(themes, moved)
    blocks.append(Picture(trend_svg(volume, drawn, facts.noun.many)))
    marked = any(row["burst"] for row in [*volume, *drawn])
    signs = " Orange and marked: more than chance explains." if marked else ""
    lines = " The band around a line is its 95 % interval." if drawn else ""
    blocks.append(
        Text(f"Each line has a scale of its own.{lines}{signs}" if drawn else signs.strip(), "note")
    )
    blocks = [block for block in blocks if not isinstance(block, Text) or block.text]
    blocks.append(Fold(f"{up(facts.noun.many)} by period", (_volume_table(facts, volume),)))
    if drawn:
        blocks.append(Fold("Themes by period", (_theme_table(drawn),)))
    if moved:
        blocks.append(Fold(_moved_title(facts), (_change_table(facts, moved),)))
    return Section("time", "Over time", _title(facts, volume), tuple(blocks))


def _title(facts: Facts, volume: list[dict[str, Any]]) -> str:
    """The result: when most came."""
    total = sum(int(row["n"]) for row in volume)
    best = max(volume, key=lambda row: int(row["n"]))
    share = int(best["n"]) / max(total, 1)
    if total < MIN_BASE or share < 0.2:
        return f"{up(facts.noun.many)} from {volume[0]['period']} to {volume[-1]['period']}"
    return f"{percent(share)} of the {facts.noun.many} came {_when(str(best['period']), str(best['begins']))}"


def _when(name: str, begins: str) -> str:
    """How a sentence says a period."""
    day = pd.Timestamp(begins)
    date = f"{day.day} {day:%B %Y}"
    if "W" in name:
        return f"in the week of {date}"
    if "Q" in name:
        return (
            f"in the {('first', 'second', 'third', 'last')[day.quarter - 1]} quarter of {day.year}"
        )
    said = {
        4: f"in {name}",
        7: f"in {day:%B %Y}",
        10: f"on {date}",
        16: f"in the hour from {day:%H:%M}, {date}",
    }
    return said.get(len(name), f"in {name}")


def _volume_points(facts: Facts, volume: list[dict[str, Any]]) -> list[str]:
    bursts = [row for row in facts.records("trend_bursts") if row["series"] == "responses"]
    begins = {row["period"]: str(row["begins"]) for row in volume}
    said = []
    for row in bursts[:_SAID]:
        when = _when(str(row["first"]), begins[row["first"]])
        if row["first"] != row["last"]:
            when = f"from {row['first']} to {row['last']}"
        said.append(
            f"{up(counted(int(row['n']), facts.noun))} came {when}, {float(row['times']):.1f} times as "
            "many as the other periods lead one to expect."
        )
    for row in facts.records("volume_change"):
        event = facts.setting("trends", "event", "")
        levels = f"{float(row['before']):,.1f} {row['unit']} before {event}, {float(row['after']):,.1f} from then on"
        said.append(f"{up(facts.noun.many)}: {levels} ({row['result']}).")
    missing = sum(int(row["n"]) for row in volume)
    if missing < facts.counted:
        said.append(
            f"{up(counted(facts.counted - missing, facts.noun))} without a date are not in it."
        )
    return said


def _theme_points(facts: Facts, moved: list[dict[str, Any]]) -> list[str]:
    clear = [row for row in moved if row["result"] in ("more", "less")]
    clear.sort(key=lambda row: (float(row["p_adjusted"]), str(row["name"])))
    event = facts.setting("trends", "event", None)
    sides = (
        ("before", f"from {event} on")
        if event
        else ("in the first two thirds", "in the last third")
    )
    said = []
    for row in clear[:_SAID]:
        enough = min(int(row["base_before"]), int(row["base_after"])) >= MIN_BASE
        if enough:
            first, last = percent(float(row["before"])), percent(float(row["after"]))
        else:
            first, last = (
                f"{int(row[f'n_{side}'])} of {int(row[f'base_{side}'])}"
                for side in ("before", "after")
            )
        verb = "emerged" if row["emerging"] else "grew" if row["result"] == "more" else "shrank"
        many = f" of the {facts.noun.many}" if enough else ""
        if len(facts.questions) > 1:
            many += f" to “{facts.wording(str(row['question_id']))}”"
        said.append(f"{quoted(row['label'])} {verb}: {first}{many} {sides[0]}, {last} {sides[1]}.")
    if moved and not clear:
        said.append("No theme changed by more than chance explains.")
    return said


def _moved_title(facts: Facts) -> str:
    event = facts.setting("trends", "event", None)
    return f"Themes before and from {event} on" if event else "Themes early and late"


def _drawn(themes: list[dict[str, Any]], moved: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The series of the themes that moved most, then of the largest."""
    order = {
        str(row["name"]): float(row["p_adjusted"])
        for row in moved
        if row["result"] in ("more", "less")
    }
    groups = dict(by(themes, "name"))
    size = {name: sum(int(row["n"]) for row in rows) for name, rows in groups.items()}
    chosen = sorted(groups, key=lambda name: (order.get(name, 2.0), -size[name], name))[:_LINES]
    return [row | {"_key": name} for name in chosen for row in groups[name]]


def _volume_table(facts: Facts, volume: list[dict[str, Any]]) -> Table:
    columns = (
        Column("Period"),
        Column(up(facts.noun.many), "number"),
        Column("Expected", "decimal"),
        Column("Marked"),
    )
    rows = tuple(
        (row["period"], row["n"], row["expected"], "more than chance" if row["burst"] else "")
        for row in volume
    )
    return Table(f"{up(facts.noun.many)} by period", columns, rows,
                 note="Expected: what the other periods lead one to expect.")  # fmt: skip


def _theme_table(drawn: list[dict[str, Any]]) -> Table:
    columns = (
        Column("Theme"), Column("Period"), Column("Number", "number"), Column("Base", "number"),
        Column("Share", "share"), Column("Low", "share"), Column("High", "share"), Column("Marked"),
    )  # fmt: skip
    rows = []
    for row in drawn:
        enough = int(row["base"]) >= MIN_BASE
        shares = (row[name] if enough else None for name in ("share", "low", "high"))
        marked = "more than chance" if row["burst"] else ""
        rows.append((row["label"], row["period"], row["n"], row["base"], *shares, marked))
    note = f"No share is given where the base is under {MIN_BASE}."
    small = any(int(row["base"]) < MIN_BASE for row in drawn)
    return Table("Themes by period", columns, tuple(rows), note=note if small else "")


def _change_table(facts: Facts, moved: list[dict[str, Any]]) -> Table:
    several = len(facts.questions) > 1
    columns = [Column("Question")] if several else []
    columns += [
        Column("Theme"), Column("Before", "share"), Column("Base before", "number"),
        Column("After", "share"), Column("Base after", "number"),
        Column("Change, points", "decimal"), Column("Low", "decimal"), Column("High", "decimal"),
        Column("Result"),
    ]  # fmt: skip
    rows = []
    for row in moved:
        enough = min(int(row["base_before"]), int(row["base_after"])) >= MIN_BASE
        shares = [row[name] if enough else None for name in ("before", "after")]
        points = (
            round(100 * float(row[name]), 1) if enough else None
            for name in ("change", "low", "high")
        )
        cells: list[Any] = [facts.wording(str(row["question_id"]))] if several else []
        cells += [
            row["label"],
            shares[0],
            row["base_before"],
            shares[1],
            row["base_after"],
            *points,
        ]
        rows.append((*cells, "new or doubled" if row["emerging"] else row["result"]))
    note = "Results hold after a control of false discoveries at 5 %."
    return Table(_moved_title(facts), tuple(columns), tuple(rows), note=note)


def likes(facts: Facts) -> tuple[Block, ...]:
    """How few hold half of the likes, themes by likes beside responses, and the most liked."""
    spread = facts.records("likes_spread")
    if not spread or int(spread[0]["likes"]) < _ENOUGH:
        return ()
    row, noun = spread[0], facts.noun
    half, base = int(row["half"]), int(row["base"])
    share = f" ({percent(half / base)})" if base >= MIN_BASE else ""
    words = (
        f"Half of all {int(row['likes']):,} likes went to {half:,} of {counted(base, noun)}{share}. "
        f"Gini's coefficient is {float(row['gini']):.2f}: 0 where all have as many likes, 1 where one has all."
    )
    curve = Picture(lorenz_svg(facts.records("likes_curve"), half / base, noun.many))
    blocks: list[Block] = [
        Text(words),
        Fold("How unevenly likes lie", (curve, _curve_table(facts))),
    ]
    themes = facts.records("theme_likes")
    if themes:
        blocks += [
            *_on_authors(themes),
            Fold(
                "Themes by likes, by authors and by number",
                (_likes_table(facts, themes, int(row["cap"])),),
            ),
        ]
    listed_ = [
        one for one in facts.records("most_liked") if one["response_id"] not in facts.withheld
    ]
    if listed_:
        columns = (
            Column("Rank", "number"),
            Column("Likes", "number"),
            Column("Text", "prose"),
            Column("Themes", "theme"),
        )
        rows = tuple(
            (r["rank"], r["likes"], facts.shown(r["response_id"]), r.get("theme_ids") or "")
            for r in listed_
        )
        blocks.append(
            Fold(
                f"The most liked {noun.many}",
                (Table(f"The most liked {noun.many}", columns, rows),),
            )
        )
    return tuple(blocks)


def _on_authors(themes: list[dict[str, Any]]) -> list[Block]:
    """Themes whose first place is owed to a few authors."""
    fallen = [row for row in themes if int(row["rank_likes"]) <= 3 < int(row["rank_likes_capped"])]
    if not fallen:
        return []
    names = listed(quoted(row["label"]) for row in fallen)
    verb = "owes its place" if len(fallen) == 1 else "owe their places"
    return [Text(f"{names} {verb} among the first three to a few well-liked authors.")]


def _likes_table(facts: Facts, themes: list[dict[str, Any]], cap: int) -> Table:
    columns = (
        Column("Theme"), Column(up(facts.noun.many), "number"), Column("Authors", "number"),
        Column("Likes", "number"), Column("Likes, capped", "number"),
        Column("Rank by number", "number"), Column("Rank by likes", "number"),
        Column("Rank by capped likes", "number"),
    )  # fmt: skip
    names = (
        "label",
        "responses",
        "respondents",
        "likes",
        "likes_capped",
        "rank_responses",
        "rank_likes",
        "rank_likes_capped",
    )
    rows = tuple(tuple(row[name] for name in names) for row in themes)
    return Table("Themes by likes beside number and authors", columns, rows,
                 note=f"Capped: at most {cap:,} likes of one author count for a theme.")  # fmt: skip


def _curve_table(facts: Facts) -> Table:
    columns = (
        Column(f"Least liked share of the {facts.noun.many}", "share"),
        Column("Share of likes", "share"),
    )
    rows = tuple(
        (row["responses_share"], row["likes_share"])
        for place, row in enumerate(facts.records("likes_curve"))
        if place % 10 == 0
    )
    return Table("Share of the likes", columns, rows)
