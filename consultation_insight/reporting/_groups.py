"""The sections on closed questions and on differences between groups."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from consultation_insight.reporting._facts import Facts, by
from consultation_insight.reporting._shares import shares
from consultation_insight.reporting.blocks import Column, Fold, Points, Section, Table, Text
from consultation_insight.wording import (
    MIN_BASE,
    counted,
    listed,
    percent,
    quoted,
    shorten,
)

__all__ = ["answers", "closed", "differing", "differing_in", "groups"]

#: What is said of a break beside whether its groups differ, each in a sentence of its own.
_MORE = re.compile(r" (?=Rising with it: |Falling with it: |They overlap: )")
#: How a sentence about a group names its question.
_OWN_QUESTION = re.compile(r" \(question “.*”\)\.$")
#: Sentences about groups in the section of a question.
_NAMED = 6
#: Lines of a table of differences; the spreadsheet has all.
_MOST = 20
#: What is said of a row that is neither an answer nor a theme.
_WHAT = {"codes": "code", "stance": "position", "sentiment": "tone", "kinds": "kind"}


def closed(facts: Facts) -> Section | None:
    """Closed questions, scales in their order, with the net of their two sides."""
    rows = facts.records("closed")
    if not rows:
        return None
    inner = []
    for place, (question, lines) in enumerate(by(rows, "question"), 1):
        wording = str(lines[0]["wording"] or question)
        blocks = _answered(facts, question, lines)
        inner.append(Section(f"answers-{place}", wording, wording, tuple(blocks), (), True))
    title = "Answers to closed questions" if len(inner) > 1 else "Answers to the closed question"
    return Section("answers", "Closed questions", title, _rounded(facts), tuple(inner))


def answers(
    facts: Facts, question: str, lines: list[dict[str, Any]], chosen: Collection[str]
) -> list[Any]:
    """What the section of a closed question holds."""
    blocks = [*_rounded(facts), *_answered(facts, question, lines)]
    own = differing(facts, question) if "groups" in chosen else None
    return blocks + ([Text(own.title, tone="lead"), *own.blocks] if own else [])


def _answered(facts: Facts, question: str, lines: list[dict[str, Any]]) -> list[Any]:
    views = {(row["question_id"], row["answer"]): row for row in facts.records("answers")}
    wording = str(lines[0]["wording"] or question)
    group = [
        views.get((question, row["answer"]), {}) | {**row, "answer": row["answer"]}
        for row in lines
        if row["kind"] == "answer" and row["n"] is not None
    ]
    blocks: list[Any] = [Text(said) for said in _net(lines)]
    if group:
        scale = str(lines[0]["type"]) in ("scale", "number")
        blocks.append(
            shares(facts, "Answers", group, "answer", noun="respondent", about=wording,
                   ordered=scale)
        )  # fmt: skip
    notes = dict.fromkeys(str(row["note"]) for row in lines if row["note"])
    return blocks + [Text(f"{note[:1].upper()}{note[1:]}.", tone="note") for note in notes]


def differing(facts: Facts, question: str = "") -> Section | None:
    """Which groups differ in what they said or ticked to one question."""
    question = question or facts.question
    lines = [row for row in facts.records("differences") if str(row["question"]) == question]
    if not lines:
        return None
    kept = _without_parts(lines)
    first = {(row["break"], row["rows"], row["row"]): row for row in reversed(kept)}
    shown = [row for row in kept if first[row["break"], row["rows"], row["row"]] is row]
    points = Points(tuple((_by_break(facts, row), "") for row in shown[:_NAMED]))
    rest = len(shown) - len(points.items)
    more = (Text(f"{rest:,} more stand under “Differences between groups”.", "note"),)
    title = f"Groups differ in {counted(len(shown), 'way')}"
    return Section("groups", "Groups that differ", title, (points, *(more if rest else ())))


def _by_break(facts: Facts, row: dict[str, Any]) -> str:
    """A sentence about a group under its break, without the question, which stands over it."""
    said = _OWN_QUESTION.sub(".", _under_its_break(facts, row))
    return f"{quoted(shorten(_label(facts, str(row['break'])), 40))}: {said[:1].lower()}{said[1:]}"


def differing_in(facts: Facts, theme_id: str) -> tuple[tuple[str, str, str], ...]:
    """The groups that raise a theme more or less than all others do, with what they and others do."""
    found: dict[str, list[tuple[str, str, str]]] = {}
    for row in facts.records("differences"):
        if row["rows"] == "themes" and str(row["row_id"]) == theme_id:
            own = f"{int(row['n']):,} of {int(row['base']):,}"
            if int(row["base"]) >= MIN_BASE:
                own = f"{percent(row['share'], short=True)} ({own})"
            others = percent(row["share_others"], short=True)
            found.setdefault(str(row["break"]), []).append((str(row["level"]), own, others))
    told: list[tuple[str, str, str]] = []
    for name, ((level, own, others), *more) in found.items():
        # A break is named once, before the first of its groups.
        asked = quoted(shorten(_label(facts, name), 40))
        told += [(f"{asked}: {level}", own, others), *more]
    return tuple(told)


def _net(lines: list[dict[str, Any]]) -> list[str]:
    """The two sides of a scale, and how far one is ahead."""
    sides = [row for row in lines if row["kind"] == "side"]
    net = next((row for row in lines if row["kind"] == "net"), None)
    if net is None or len(sides) != 2 or int(net["base"] or 0) < MIN_BASE:
        return []
    said = listed(f"{_either(row['answer'])} {percent(row['share'])}" for row in sides)
    ends = f"95 % interval {_points(net['low'])} to {_points(net['high'])}"
    return [
        f"{said}: net {_points(net['share'])} points ({ends}; base {int(net['base']):,} respondents)."
    ]


def _either(answers: str) -> str:
    return " or ".join(quoted(name) for name in str(answers).split(" or "))


def _points(share: float) -> str:
    whole = round(share * 100)
    return f"+{whole}" if whole > 0 else f"{whole}".replace("-", "\N{MINUS SIGN}")


def groups(facts: Facts) -> Section | None:
    """Which groups differ in what, and between which no difference was found."""
    breaks = facts.records("breaks")
    if not breaks:
        return None
    found = facts.records("differences")
    labels = {row["break"]: _label(facts, str(row["break"])) for row in breaks}
    tests = sum(int(row["tests"] or 0) for row in breaks)
    title = _title(
        [labels[row["break"]] for row in breaks if int(row["found"] or 0)],
        [labels[row["break"]] for row in breaks if row["tests"] and not int(row["found"] or 0)],
    )
    inner = [
        Section(
            f"groups-{place}",
            labels[name],
            f"By {quoted(labels[name])}",
            _differences(facts, lines),
        )
        for place, (name, lines) in enumerate(_in_order(found, list(labels)), 1)
    ]
    if not tests:
        points = Points(tuple((str(row["said"]), "") for row in breaks))
        few = "Too few answers to compare groups"
        return Section("groups", "Differences between groups", few, (points,))
    text = Text(
        f"All that was said and ticked was compared between groups, in {counted(tests, 'test')}. "
        "The figures are adjusted for this number: of the differences that are named, 5 % at most "
        "are expected to be chance. Groups under 10 are not tested. That no difference was found "
        "does not show that there is none; small groups can hide one."
    )
    said = Points(tuple((one, "") for row in breaks for one in _said(facts, row)))
    blocks = (text, *_voices(facts), *_rounded(facts), said)
    return Section("groups", "Differences between groups", title, blocks, tuple(inner))


def _said(facts: Facts, row: dict[str, Any]) -> list[str]:
    """What is said of a break, each sentence so that it can be read by itself."""
    of = quoted(shorten(_label(facts, str(row["break"])), 60))
    along = {"Rising with it: ": "more", "Falling with it: ": "less"}
    told = []
    for one in _MORE.split(str(row["said"])):
        for opening, how in along.items():
            if one.startswith(opening):
                one = f"The higher the answer to {of}, the {how} often: {one[len(opening) :]}"
        told.append(one)
    return told


def _voices(facts: Facts) -> tuple[Text, ...]:
    """That tests count a campaign once, where the shares count its copies."""
    if facts.rule != "each" or not facts.beside:
        return ()
    return (Text("Shares count each copy of a campaign; tests count each campaign once.", "note"),)


def _rounded(facts: Facts) -> tuple[Text, ...]:
    """What was done to counts, where the report is for publication."""
    if facts.setting("report", "disclosure", "internal") == "internal":
        return ()
    said = (
        "To protect people, small counts of closed questions and groups are not given, nor others "
        "from which they could be computed. Counts are rounded, and shares are computed from "
        "rounded counts."
    )
    return (Text(said, tone="note"),)


def _title(differ: list[str], alike: list[str]) -> str:
    """The result: by what groups differ, and by what no difference was found."""
    if not differ:
        return "No difference between groups was found"
    none = f"; none found by {_few(alike)}" if alike else ""
    return f"Groups differ by {_few(differ)}{none}"


def _few(names: list[str]) -> str:
    shown = [quoted(shorten(name, 40)) for name in names[: 2 if len(names) > 3 else 3]]
    rest = len(names) - len(shown)
    return listed([*shown, *([f"{rest} more"] if rest else [])])


def _in_order(
    found: list[dict[str, Any]], names: list[str]
) -> list[tuple[str, list[dict[str, Any]]]]:
    groups = dict(by(found, "break"))
    return [(name, groups[name]) for name in names if name in groups]


def _label(facts: Facts, name: str) -> str:
    wordings = {row["question_id"]: row["wording"] for row in facts.records("questions")}
    return str(wordings.get(name) or name)


def _under_its_break(facts: Facts, row: dict[str, Any]) -> str:
    """The sentence on a group without its break, where that stands before it."""
    by_what = f" ({quoted(shorten(_label(facts, str(row['break'])), 40))}), "
    return str(row["said"]).replace(by_what, ", ", 1)


def _without_parts(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Without “agree” where “agree or strongly agree” says it of the same group."""
    sides = {
        (row["question"], row["level"], part)
        for row in lines
        for part in str(row["row_id"]).split(" | ")
        if " | " in str(row["row_id"])
    }
    return [row for row in lines if (row["question"], row["level"], row["row_id"]) not in sides]


def _differences(facts: Facts, lines: list[dict[str, Any]]) -> tuple[Any, ...]:
    lines = _without_parts(lines)
    first = {(row["rows"], row["row"]): row for row in reversed(lines)}
    shown = [row for row in lines if first[row["rows"], row["row"]] is row]
    shown.sort(key=lambda row: row["rows"] not in ("answers", "stance"))  # positions come first
    points = Points(tuple((_under_its_break(facts, row), "") for row in shown[:3]))
    several = len({row["question"] for row in lines}) > 1
    columns = [
        Column("Group"), Column("Said or ticked"), *([Column("Question")] if several else []),
        Column("Number", "number"), Column("Base", "number"), Column("Share", "share"),
        Column("All others", "share"), Column("Points apart", "number"),
    ]  # fmt: skip
    cells = []
    for row in lines[:_MOST]:
        few = int(row["base"]) < MIN_BASE
        kind = _WHAT.get(str(row["rows"]), "")
        cells.append(
            (
                row["level"], f"{row['row']} ({kind})" if kind else row["row"],
                *((shorten(_label(facts, str(row["question"])), 40),) if several else ()),
                row["n"], row["base"], None if few else row["share"], row["share_others"],
                None if few else round(row["effect"] * 100),
            )
        )  # fmt: skip
    small = any(int(row["base"]) < MIN_BASE for row in lines[:_MOST])
    note = f"No share is given where the base is under {MIN_BASE}." if small else ""
    if len(lines) > _MOST:
        note = f"{note} The spreadsheet lists all {len(lines):,}.".strip()
    table = Table(
        "Differences beyond chance, largest first", tuple(columns), tuple(cells), note=note
    )
    return points, Fold(f"All differences ({len(lines):,})", (table,))
