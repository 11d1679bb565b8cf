"""From an analysis to the sections of its report, as plain data that any renderer can draw.

Summarise once, render many times: HTML, XLSX and the notebook differ in form, never in figures.
A part that was switched off has no table, and its section is left out.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

from consultation_insight.reporting import (
    _evidence,
    _groups,
    _harvest,
    _sections,
    _themes,
    _time,
)
from consultation_insight.reporting._facts import Facts, period
from consultation_insight.reporting.blocks import (
    Column,
    Fold,
    Points,
    Report,
    Section,
    Table,
    Text,
)
from consultation_insight.reporting.blocks import (
    Facts as Pairs,
)
from consultation_insight.results import Analysis
from consultation_insight.wording import MIN_BASE, QUANTITIES, counted, out_of

__all__ = ["build_report"]

#: A response longer than this is cut in the table of the page.
_LONGEST = 4_000
#: What a line of the data tells beside its words, and the head of its column.
_KNOWN = {"who": "Who", "stance": "Position", "sentiment": "Tone"}
#: Settings that name a file.
_FILES = frozenset({"edits", "allow_from", "template", "style", "catalogue"})
#: Which section a finding leads to, by the table its figures stand in.
_HOMES = {
    "reconciliation": "received",
    "references": "references",
    "terms": "words",
    "liked_themes": "liked",
    "themes": "themes",
    "answers": "answers",
    "sentiment": "tone",
    "stance": "tone",
    "links": "links",
    "campaigns": "campaigns",
    "kinds": "limits",
    "languages": "limits",
    "said_once": "once",
    "recommendations": "asked",
}


#: What can stand in a report, in the usual order; the last four only where settings ask for them.
_PARTS: dict[str, Callable[[Facts], Section | None]] = {
    "answers": _groups.closed,
    "groups": _groups.groups,
    "references": _sections.references,
    "words": _sections.words,
    "liked": _themes.liked,
    "themes": _themes.themes,
    "tone": _sections.tone,
    "time": _time.over_time,
    "asked": _sections.asked,
    "links": _evidence.links,
    "campaigns": _evidence.campaigns,
    "limits": _evidence.limits,
    "once": _evidence.once,
    "harvest": _harvest.harvest,
    "actions": _harvest.actions,
    "agreement": _harvest.agreement,
    "pages": _harvest.pages,
}
_USUAL = tuple(_PARTS)[:-4]


def build_report(analysis: Analysis) -> Report:
    """Lay out the report of an analysis.

    Parameters
    ----------
    analysis : Analysis
        Its tables may lack any part.

    Returns
    -------
    Report
        Sections of blocks; no mark-up in it.
    """
    facts = Facts(analysis)
    chosen = facts.setting("report", "sections", None) or _USUAL
    parts = [_received(facts), *(_PARTS[name](facts) for name in chosen)]
    body = [part for part in parts if part is not None]
    there = {part.id for part in body}
    findings = [
        (str(row["statement"]), _home(row, there), bool(row.get("key")))
        for row in facts.records("findings")
    ]
    key = tuple((statement, target) for statement, target, is_key in findings if is_key)[:5]
    first = _more_points(findings[len(key) :])
    sections = (*first, body[0], _how_to_read(facts), *body[1:], _method(facts), _data(facts))
    return Report(
        title=analysis.title,
        question=_question(facts),
        dates=_dates(facts),
        noun=facts.noun.many,
        strip=_strip(facts),
        key=key,
        sections=sections,
        caution=_caution(facts),
        footer=_footer(analysis),
    )


def _home(row: dict[str, Any], there: set[str]) -> str:
    home = _HOMES.get(str(row.get("table_name")), "")
    return home if home in there else ""


def _question(facts: Facts) -> str:
    asked = facts.setting("report", "question", "")
    if asked:
        return str(asked)
    wordings = [word for id_, word in facts.questions.items() if word != id_]
    return wordings[0] if len(facts.questions) == 1 and wordings else ""


def _dates(facts: Facts) -> str:
    table = facts.rows("responses")
    if "created_at" not in table:
        return ""
    dates = pd.to_datetime(table["created_at"], utc=True, errors="coerce").dropna()
    if dates.empty:
        return ""
    return period(dates.min(), dates.max())


def _strip(facts: Facts) -> tuple[tuple[int, str], ...]:
    aside = facts.received - facts.base
    said = {"each": "", "once": "counted, campaigns once", "apart": "counted, campaigns apart"}
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


def _caution(facts: Facts) -> str:
    return (
        f"The {facts.noun.many} come from people who chose to answer. They show what was said "
        "and why; they are not a vote, and shares hold for those who answered, not for the public."
    )


def _footer(analysis: Analysis) -> str:
    version = analysis.manifest.get("package") or ""
    return f"Made with consultation-insight {version}".strip() + "."


def _more_points(findings: list[tuple[str, str, bool]]) -> list[Section]:
    points = tuple((statement, target) for statement, target, _ in findings)
    return (
        [Section("points", "Further points", "Further points", (Points(points),))] if points else []
    )


def _received(facts: Facts) -> Section:
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


def _how_to_read(facts: Facts) -> Section:
    many = facts.noun.many
    scale = tuple((word, meaning) for _, word, meaning in QUANTITIES)
    likes = (
        "Likes show what readers of the thread approved of. They depend on who saw a reply, and "
        "early replies had longer to gather them."
    )
    blocks: list[Any] = [
        Text(_caution(facts)),
        Points(
            (
                (f"A share is out of its base, which is given with it{_example(facts)}.", ""),
                (
                    "A theme is a group of meaning found by the machine. One of the "
                    f"{many} can carry several themes, so shares add up to more than 100 %.",
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


def _method(facts: Facts) -> Section:
    analysis = facts.analysis
    methods = [
        (name.replace("_", " ").capitalize(), result.method)
        for name, result in analysis.results.items()
        if result.method
    ]
    blocks: list[Any] = [
        Text(
            "Everything was computed on one computer; nothing was sent elsewhere. The same input and "
            "settings give the same figures again."
        )
    ]
    if methods:
        blocks.append(Pairs(tuple(methods)))
    steps = tuple(
        (step.name.replace("_", " "), len(step.rows), _flat(step.settings))
        for step in analysis.corpus.steps
    )
    if steps:
        columns = (Column("Step"), Column("Changes", "number"), Column("Settings"))
        blocks.append(Fold("Steps", (Table("What was done before analysis", columns, steps),)))
    edits = facts.records("edits")
    if edits:
        done = tuple((row["edit"], row["what"]) for row in edits)
        named = (Column("Edit", "number"), Column("What was done", "prose"))
        table = Table("What a person changed in the themes, in order", named, done)
        blocks.append(Fold(f"Edits of themes ({len(edits):,})", (table,)))
    left_out = facts.records("edits_left_out")
    if left_out:
        cells = tuple((row["edit"], row["what"], row["why"]) for row in left_out)
        heads = (
            Column("Edit", "number"),
            Column("What was to be done", "prose"),
            Column("Why not", "prose"),
        )
        table = Table("Edits that could not be done on these responses", heads, cells)
        blocks.append(Fold(f"Edits left out ({len(left_out):,})", (table,)))
    settings = tuple(_settings_rows(analysis))
    if settings:
        columns = (Column("Section"), Column("Setting"), Column("Value"))
        blocks.append(Fold("Settings", (Table("Settings of this analysis", columns, settings),)))
    versions = dict(analysis.manifest.get("libraries") or {})
    if versions:
        versions |= {"Python": analysis.manifest.get("python", "")}
        rows = tuple((str(name), str(value)) for name, value in sorted(versions.items()))
        table = Table("Software used", (Column("Package"), Column("Version")), rows)
        blocks.append(Fold("Versions", (table,)))
    sources = tuple((s.file, s.rows, s.sha256 or None) for s in analysis.corpus.sources)
    if sources:
        columns = (Column("File"), Column("Records", "number"), Column("SHA-256", "code"))
        blocks.append(Fold("Input", (Table("Files read", columns, sources),)))
    return Section("method", "Method", "How this was made", tuple(blocks))


def _settings_rows(analysis: Analysis) -> list[tuple[str, str, str]]:
    rows = []
    for section, values in analysis.settings.items():
        values = values.model_dump() if hasattr(values, "model_dump") else values
        if isinstance(values, dict):
            # Of a file the name: where it lies is nobody's business.
            shown = {k: Path(v).name if k in _FILES and v else v for k, v in values.items()}
            rows += [(section, str(name), _value(value)) for name, value in shown.items()]
        elif section != "input":
            rows.append(("", section, _value(values)))
    return rows


def _value(value: Any) -> str:
    if value is None:
        return "not set"
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, default=str)


def _flat(settings: Any) -> str:
    return "; ".join(f"{name} = {_value(value)}" for name, value in settings.items())


def _data(facts: Facts) -> Section:
    several = len(facts.questions) > 1
    numbered = facts.long_ids
    known = [_known(facts, row) for row in facts.responses.values()]
    # A column is worth its room where it tells responses apart.
    told = [n for n in _KNOWN if len({row[n] for row in known if row[n]}) > 1]
    labels = tuple((id_, label) for id_, label in facts.labels.items())
    columns = [Column(facts.noun.one.capitalize(), "anchor")]
    columns += [Column("Row", "number")] if numbered else []
    columns += [Column("Question")] if several else []
    columns += [Column("Text", "prose"), Column("Themes", "theme", labels)]
    columns += [Column(_KNOWN[name]) for name in told]
    columns += [Column("Likes", "number")] if facts.has_likes else []
    rows = tuple(
        _data_row(facts, row, several, numbered, tuple(own[name] or None for name in told))
        for row, own in zip(facts.responses.values(), known, strict=True)
    )
    filters = (("Question",) if several else ()) + (("Themes",) if labels else ())
    note = "Row is the row of the spreadsheet that was read." if numbered else ""
    table = Table(
        f"All {facts.noun.many}",
        tuple(columns),
        rows,
        note=note,
        filters=(*filters, *(_KNOWN[name] for name in told)),
    )
    folded = Fold(f"Show, search and filter {counted(facts.received, facts.noun)}", (table,))
    text = Text(
        f"Each of the {facts.noun.many} has one line, also those set aside. The spreadsheet that "
        "comes with this report holds all tables."
    )
    return Section("data", "Data", f"The {facts.noun.many}", (text, folded))


def _known(facts: Facts, row: dict[str, Any]) -> dict[str, str]:
    """What a line says of a response beside its words; nothing of who may not be quoted."""
    aside = row.get("set_aside") or row["response_id"] in facts.closed
    stance = str(row.get("stance") or "")
    return {
        "who": "" if aside else facts.who(row),
        "stance": "" if aside or stance == "unclear" else stance,
        "sentiment": "" if aside else str(row.get("sentiment") or ""),
    }


def _data_row(
    facts: Facts, row: dict[str, Any], several: bool, numbered: bool, known: tuple[Any, ...]
) -> tuple[Any, ...]:
    reason = row.get("set_aside") or ""
    shown = f"[set aside: {facts.reason(reason)}]" if reason else facts.shown(row["response_id"])
    if len(shown) > _LONGEST:
        shown = f"{shown[:_LONGEST]} … [cut, the spreadsheet has more]"
    cells: list[Any] = [row["response_id"]]
    cells += [row.get("source_row")] if numbered else []
    cells += [row.get("question_id")] if several else []
    cells += [shown, row.get("theme_ids") or "", *known]
    cells += [row.get("likes")] if facts.has_likes else []
    return tuple(cells)
