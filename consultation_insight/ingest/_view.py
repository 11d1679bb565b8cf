"""Columns described for people, without quoting anyone."""

from __future__ import annotations

import re
from collections.abc import Sequence

from consultation_insight.ingest._columns.column import SAID, Column
from consultation_insight.ingest._columns.consent import asks
from consultation_insight.ingest._columns.dates import parse_dates
from consultation_insight.ingest._columns.names import QUESTION
from consultation_insight.ingest._columns.profile import words_in
from consultation_insight.ingest._table import text_column

__all__ = ["describe", "suspicions"]

_LEVELS = 8
#: Roles that are counted by their levels.
_COUNTED = ("single", "multiple", "scale", "attribute")
#: A closed question rarely offers more answers than so many.
_FEW = 7
#: What is answered in words, mostly.
_IN_WORDS = re.compile(
    r"^[\W\d]*(?:q\d+\w?\W+)?(?:what|why|how (?:could|would|can|should|do|did)|which|where|who|please|describe|explain|"
    r"tell us|any(?:thing)?\b|in what|is there|are there|do you have any)\b"
    r"|\b(?:why|comments?|suggest\w*|thoughts|feedback|reasons?|describe|explain|your own words|ideas?)\b",
    re.IGNORECASE,
)
#: What may be listed: levels that return, never words of one's own.
_LISTED = ("single", "multiple", "scale", "attribute", "question", "consent")


def describe(column: Column, used_as: str) -> str:
    """Describe the cells of a column.

    Levels are listed where they return; free text, names and the like are only counted.
    """
    facts = column.facts
    if not facts.cells:
        return "all blank"
    if used_as == "open":
        lengths = [round(words_in(value)) or 1 for value in facts.sample]
        return f"{facts.distinct} different texts, {min(lengths)} to {max(lengths)} words each"
    if used_as == "created_at":
        times = parse_dates(text_column(facts.sample))[0].dropna()
        return f"{times.min():%d %B %Y} to {times.max():%d %B %Y}" if len(times) else "no dates"
    if facts.numeric and len(facts.numbers) and facts.distinct > 2 * _LEVELS:
        if used_as in ("id", "respondent"):
            return f"{facts.distinct} different numbers"
        return f"numbers from {facts.numbers.min():g} to {facts.numbers.max():g}"
    if used_as == "multiple" and facts.parts:
        options = facts.parts[1]
        shown = "; ".join(_short(option) for option in options[:_LEVELS])
        return f"{len(options)} options: {shown}" + ("; …" if len(options) > _LEVELS else "")
    if (
        used_as in _LISTED
        and (facts.closed or facts.distinct <= 2 or facts.numeric)
        and facts.words < 15
    ):
        if facts.cells == facts.distinct and not facts.numeric and facts.cells > 2:
            return f"{facts.distinct} different values"
        most = 2 * _LEVELS if facts.order else _LEVELS
        # What stands once only may be words of somebody's own.
        again = [str(value) for value, count in facts.counts.items() if count > 1]
        top = facts.order or again or [str(value) for value in facts.counts.index[:2]]
        shown = "; ".join(f"{_short(value)} ({facts.counts[value]})" for value in top[:most])
        rest = facts.distinct - len(top[:most])
        return shown + (f"; {rest} more" if rest else "")
    return f"{facts.distinct} different values"


def _short(value: str) -> str:
    value = re.sub(r"(?<=\d)\.0+$", "", " ".join(value.split()))
    return value if len(value) <= 40 else value[:39] + "…"


def suspicions(columns: Sequence[Column]) -> dict[int, str]:
    """What a person should look at, by position of the column."""
    found: dict[int, str] = {}
    for column in columns:
        facts = column.facts
        notes = []
        if column.role in ("name", "email", "personal"):
            notes.append("personal")
        if facts.distinct == 1 and facts.cells > 1:
            notes.append("the same in every row")
        if facts.cells and facts.cells < 0.05 * facts.rows:
            notes.append("nearly all blank")
        if (
            column.role == "attribute"
            and not facts.numeric
            and facts.repeats < 2
            and facts.distinct > 20
        ):
            notes.append("many different values; personal?")
        if not facts.numeric and 0.2 < _numeric_share(facts.sample) < 0.95:
            notes.append("numbers and words mixed")
        if column.role in _COUNTED and _may_be_open(column):
            notes.append(
                f"taken as {column.role}, though it asks for words and has {facts.distinct} different "
                "answers: if people wrote freely, say that it is open"
            )
        if column.role == "open" and facts.words < 3 and not QUESTION.search(column.wording):
            notes.append("very short texts")
        if column.role not in ("consent", "open", "not used") and asks(
            (column.name, column.wording)
        ):
            notes.append("does it say who may be quoted? then its role is consent")
        if notes:
            found[column.at] = "; ".join(notes)
    return found


def _may_be_open(column: Column) -> bool:
    """Whether a question that was taken for a closed one asks for words, and got many."""
    facts = column.facts
    if column.why == SAID or facts.numeric or facts.likert or facts.parts:
        return False
    own = int((facts.counts == 1).sum())
    many = facts.distinct > _FEW or (own > 1 and facts.distinct > 3)
    return many and bool(_IN_WORDS.search(column.wording))


def _numeric_share(values: list[str]) -> float:
    hits = sum(value.replace(".", "", 1).replace(",", "").isdigit() for value in values)
    return hits / len(values) if values else 0.0
