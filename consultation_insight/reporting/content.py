"""From an analysis to the sections of its report, as plain data that any renderer can draw.

Summarise once, render many times: HTML, XLSX and the notebook differ in form, never in figures.
A part that was switched off has no table, and its section is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd

from consultation_insight.reporting import (
    _annex,
    _evidence,
    _groups,
    _harvest,
    _opening,
    _questions,
    _sections,
    _themes,
    _time,
)
from consultation_insight.reporting._codes import codes
from consultation_insight.reporting._facts import Facts, period
from consultation_insight.reporting._weights import weights
from consultation_insight.reporting.blocks import Points, Report, Section
from consultation_insight.results import Analysis

__all__ = ["build_report"]

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
    "weights": weights,
    "references": _sections.references,
    "words": _sections.words,
    "liked": _themes.liked,
    "themes": _themes.themes,
    "codes": codes,
    "tone": _sections.tone,
    "time": _time.over_time,
    "asked": _sections.asked,
    "links": _evidence.links,
    "campaigns": _evidence.campaigns,
    "same": _evidence.same,
    "limits": _evidence.limits,
    "once": _evidence.once,
    "harvest": _harvest.harvest,
    "actions": _harvest.actions,
    "agreement": _harvest.agreement,
    "pages": _harvest.pages,
}
_USUAL = tuple(_PARTS)[:-4]


def _nothing(facts: Facts) -> None:
    return None


#: Sections of a harvest whose titles are findings.
_OPENING = ("agreement", "actions")
#: What is left of a part where each question has a section of its own.
_ACROSS: dict[str, Callable[[Facts], Section | None]] = {
    "answers": _nothing,
    "themes": _nothing,
    "codes": _nothing,
    "tone": _nothing,
    "once": _nothing,
    "liked": _themes.likes_across,
}


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
    body = _body(facts, chosen)
    there = {"received", *(part.id for part in body)}
    findings = [
        (str(row["statement"]), _home(facts, row, there), bool(row.get("key")))
        for row in facts.records("findings")
        if _is_told(row, chosen)
    ]
    # A harvest opens with what is to be done and where tables agree.
    opens = [(f"{part.title}.", part.id, True) for part in body if part.id in _OPENING]
    findings = opens + findings
    key = tuple((statement, target) for statement, target, is_key in findings if is_key)[:5]
    first = _more_points([one for one in findings if one[:2] not in key])
    opening = (*first, _opening.received(facts), _opening.how_to_read(facts))
    sections = (*opening, *body, _annex.method(facts), _annex.data(facts))
    return Report(
        title=analysis.title,
        question=_question(facts),
        dates=_dates(facts),
        noun=facts.noun.many,
        strip=_opening.strip(facts),
        key=key,
        sections=sections,
        caution=_opening.caution(facts),
        footer=_footer(analysis),
    )


def _is_told(row: dict[str, Any], chosen: Sequence[str]) -> bool:
    """Whether the report shows what a finding is about: a part left out is not talked of either."""
    part = _HOMES.get(str(row.get("table_name")), "")
    return part not in _PARTS or part in chosen or (part == "themes" and "pages" in chosen)


def _body(facts: Facts, chosen: Sequence[str]) -> list[Section]:
    """The sections between the opening and the method, in the order that was chosen."""
    if not _questions.is_by_question(facts, chosen):
        parts = [_PARTS[name](facts) for name in chosen]
        return [part for part in parts if part is not None]
    made: list[Section] = []
    asked = False
    for name in chosen:
        if name in _questions.PARTS and not asked:
            made += _questions.question_sections(facts, chosen)
            asked = True
        part = _ACROSS.get(name, _PARTS[name])(facts)
        if part is not None:
            made.append(part)
    return made


def _home(facts: Facts, row: dict[str, Any], there: set[str]) -> str:
    table = str(row.get("table_name"))
    home = _HOMES.get(table, "")
    if home == "themes" and "pages" in there:
        home = "pages"
    if home not in there:
        home = _questions.home_of_finding(facts, table, str(row.get("row_id") or ""))
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


def _footer(analysis: Analysis) -> str:
    version = analysis.manifest.get("package") or ""
    return f"Made with consultation-insight {version}".strip() + "."


def _more_points(findings: list[tuple[str, str, bool]]) -> list[Section]:
    points = tuple((statement, target) for statement, target, _ in findings)
    return (
        [Section("points", "Further points", "Further points", (Points(points),))] if points else []
    )
