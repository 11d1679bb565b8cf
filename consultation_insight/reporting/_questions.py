"""One section for each question: what was ticked or said to it, in the order of the questionnaire.

Where only one question was answered in words, the sections by kind of result are about it already,
and none of these is made.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Any

from consultation_insight.reporting import _evidence, _groups, _sections, _themes
from consultation_insight.reporting._codes import codes
from consultation_insight.reporting._facts import Facts, by
from consultation_insight.reporting.blocks import Section, Text
from consultation_insight.wording import counted, shorten

__all__ = ["PARTS", "about", "home", "is_by_question", "question_sections"]

#: The parts of a report that stand in the sections of the questions.
PARTS = ("answers", "tone", "themes", "codes", "groups", "liked", "once")
_BUILD: dict[str, Callable[[Facts], Section | None]] = {
    "tone": _sections.tone,
    "themes": _themes.themes,
    "codes": codes,
    "liked": _themes.liked,
    "groups": _groups.differing,
    "once": _evidence.once,
}
#: Tables of which a row is about one question.
_TABLES = frozenset({"answers", "themes", "sentiment", "stance", "liked_themes"})
_NO_ID = re.compile(r"[^\w]+")
#: In the list of contents.
_NAME = 48


def is_by_question(facts: Facts, chosen: Collection[str]) -> bool:
    """Whether several questions were answered in words, and themes of them are to be shown."""
    return len(facts.questions) > 1 and "themes" in chosen


def question_sections(facts: Facts, chosen: Collection[str]) -> list[Section]:
    """The sections of all questions."""
    closed = dict(by(facts.records("closed"), "question")) if "answers" in chosen else {}
    made = []
    blocks: list[Any]
    parts: tuple[Section, ...]
    for question, wording in about(facts).items():
        if question in closed:
            blocks, parts = _groups.answers(facts, question, closed[question], chosen), ()
        elif question in facts.questions:
            blocks, parts = _open(facts, question, chosen)
        else:
            continue
        name = shorten(wording, _NAME)
        made.append(Section(home(question), name, wording, tuple(blocks), parts, True))
    return made


def about(facts: Facts) -> dict[str, str]:
    """All questions, closed ones too, with their wording, as they were asked."""
    known = {
        str(row["question_id"]): str(row["wording"] or row["question_id"])
        for row in facts.records("questions")
    }
    ticked = {str(row["question"]): str(row["wording"]) for row in facts.records("closed")}
    return {id_: word for id_, word in ticked.items() if id_ not in known} | known


def home(question: str) -> str:
    """The id of the section of a question: the same as long as the question is.

    Examples
    --------
    >>> home("1b_please_tell_us_why"), home("Why? (b)")
    ('question-1b_please_tell_us_why', 'question-Why-b')
    """
    return "question-" + _NO_ID.sub("-", question).strip("-")


def home_of_finding(facts: Facts, table: str, row_id: str) -> str:
    """The section of the question that a row of a table is about; empty where it is about none."""
    if table not in _TABLES:
        return ""
    found = [
        question
        for question in about(facts)
        if row_id == question or row_id.startswith((f"{question}:", f"{question};"))
    ]
    if not found:
        themes = (row for row in facts.records("themes") if row["theme_id"] == row_id)
        found = [str(row["question_id"]) for row in themes]
    return home(max(found, key=len)) if found else ""


def _open(
    facts: Facts, question: str, chosen: Collection[str]
) -> tuple[list[Any], tuple[Section, ...]]:
    """A question that was answered in words."""
    own = facts.of(question)
    parts = {name: _BUILD[name](own) for name in PARTS if name in chosen and name in _BUILD}
    tone = parts.get("tone")
    if tone is not None and tone.name == "Tone":  # a position comes first, a mere tone does not
        parts["tone"] = parts.pop("tone")
    made = tuple(
        replace(part, id=f"{home(question)}-{name}") for name, part in parts.items() if part
    )
    return [Text(_received(facts, question), tone="lead")], made


def _received(facts: Facts, question: str) -> str:
    row = next(row for row in facts.records("questions") if str(row["question_id"]) == question)
    received, base = int(row.get("received") or 0), int(row.get("base") or 0)
    if received == base or not received:
        return f"Answered in words: {counted(base, facts.noun)}."
    return f"Answered in words: {counted(received, facts.noun)}, {base:,} of them counted."
