"""How a report ends: how it was made, and the line of each response."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from consultation_insight.reporting._facts import Facts
from consultation_insight.reporting._shares import up
from consultation_insight.reporting.blocks import Column, Fold, Section, Table, Text
from consultation_insight.reporting.blocks import Facts as Pairs
from consultation_insight.results import Analysis
from consultation_insight.wording import counted, language_name

__all__ = ["data", "method"]

#: A response longer than this is cut in the table of the page.
_LONGEST = 4_000
#: What a line of the data tells beside its words, and the head of its column.
_KNOWN = {"who": "Who", "stance": "Position", "sentiment": "Tone"}
#: Of the table of languages: how many responses each model had a say on.
_JUDGED = {"with_sentiment": "Tone", "with_kinds": "Kind", "with_stance": "Position"}
#: Settings that name a file.
_FILES = frozenset({"edits", "allow_from", "template", "style", "catalogue"})


def method(facts: Facts) -> Section:
    """What was done, with which settings and versions, to which files."""
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
    blocks += _judged_languages(facts)
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


def _judged_languages(facts: Facts) -> list[Fold]:
    """How many in each language each model had a say on."""
    rows = facts.records("languages")
    known = {name: head for name, head in _JUDGED.items() if rows and name in rows[0]}
    if not known:
        return []
    heads = (up(facts.noun.many), *known.values())
    table = Table(
        "What was scored, by language",
        (Column("Language"), *(Column(head, "number") for head in heads)),
        tuple((_language(row["language"]), row["n"], *map(row.get, known)) for row in rows),
        note="How many each model had a say on. Words are judged in English only; a closed answer "
        "tells a position in every language.",
    )
    return [Fold("Languages: what was scored in each", (table,))]


def _language(code: str | None) -> str:
    return "could not be told" if code in (None, "", "und") else language_name(code)


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


def data(facts: Facts) -> Section:
    """One line for each response."""
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
