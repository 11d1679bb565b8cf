"""What each column of a table is for: by what the caller says, by its name, by its values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from consultation_insight.errors import ColumnNotFound, SettingsError
from consultation_insight.ingest._names import (
    ATTRIBUTE,
    OWN_WORDS,
    QUESTION,
    folded,
    rank_of,
    role_of,
)
from consultation_insight.ingest._profile import Profile, profile
from consultation_insight.ingest._table import Table

__all__ = ["CLOSED", "ROLES", "Column", "check_names", "columns_with_roles"]

#: What `columns` may say.
ROLES = (
    "open", "single", "multiple", "scale", "number", "attribute", "respondent", "id", "likes",
    "weight", "created_at", "links", "handle", "name", "in_reply_to", "email", "personal",
    "question", "text", "ignore",
)  # fmt: skip
CLOSED = ("single", "multiple", "scale", "number")
#: Of these there can be one in a table.
_ONE = ("id", "respondent", "likes", "weight", "created_at", "handle", "in_reply_to", "question")
_SAID = "as you said"


@dataclass(frozen=True, eq=False)
class Column:
    """A column of a table and what it is for."""

    at: int
    name: str
    wording: str
    role: str
    why: str
    facts: Profile


def check_names(
    tables: Sequence[Table], text: Sequence[str] | None, columns: Mapping[str, str] | None
) -> None:
    """Refuse names that no table has, and roles that do not exist."""
    for name, role in (columns or {}).items():
        if role not in ROLES:
            raise SettingsError.from_value(f"columns[{name!r}]", "read", f"one of {', '.join(ROLES)}", role)  # fmt: skip
    known = [name for table in tables for name in table.names]
    wordings = {wording for table in tables for wording in table.wordings}
    wanted = {*(text or ()), *(columns or {})}
    missing = wanted - set(known) - wordings
    if missing:
        files = ", ".join(dict.fromkeys(table.file for table in tables))
        raise ColumnNotFound(missing, list(dict.fromkeys(known)), file=files)


def columns_with_roles(
    table: Table,
    text: Sequence[str] | None = None,
    columns: Mapping[str, str] | None = None,
) -> list[Column]:
    """Say what each column of a table is for."""
    said = dict(columns or {})
    guessed = [
        _guess(table, at, said.get(table.names[at]) or said.get(table.wordings[at]))
        for at in range(len(table.names))
    ]
    social = any(c.role in ("likes", "in_reply_to", "handle") for c in guessed) or any(
        folded(c.name).startswith("tweet") for c in guessed
    )
    done = [_settle(column, social) for column in guessed]
    done = _one_of_each(done)
    done = _texts(table, done, text, social)
    return _long(done)


def _guess(table: Table, at: int, said: str | None) -> Column:
    facts = profile(table.cells[at])
    name, wording = table.names[at], table.wordings[at]
    if said:
        role = "not used" if said == "ignore" else said
        return Column(at, name, wording, role, _SAID, facts)
    role, why = role_of(name), "by its name"
    if not role and wording != name:
        role = role_of(wording)
    rounded = at in table.rounded or facts.rounded
    if role in ("id", "respondent") and rounded:
        return Column(at, name, wording, "not used",
                      "its long numbers have lost digits in the file", facts)  # fmt: skip
    if role and not _possible(role, facts):
        role = ""
    return Column(at, name, wording, role, why if role else "", facts)


def _possible(role: str, facts: Profile) -> bool:
    """Whether the values can be what the name says."""
    if not facts.cells:
        return True
    if role in ("likes", "weight"):
        return facts.numeric
    if role == "created_at":
        return facts.dates or (
            facts.numeric and bool(len(facts.numbers)) and facts.numbers.min() > 1e8
        )
    if role == "email":
        return facts.personal == "e-mail addresses" or facts.words < 3
    if role == "handle":
        return facts.words < 1.5
    if role == "name":
        return facts.words < 6 and not facts.numeric
    if role in ("id", "respondent"):
        return facts.words < 2.5 and not facts.dates
    if role == "links":
        return facts.links
    if role == "question":
        return facts.repeats >= 2
    return True


def _settle(column: Column, social: bool) -> Column:
    """Turn what the name says into a role, or guess by the values."""
    role, facts = column.role, column.facts
    if column.why == _SAID or role == "not used":
        return column
    if role == "platform":
        if social or not facts.closed:
            return replace(column, role="not used", why="the platform's own counts and marks")
        role = ""
    short = folded(column.name)
    if social and short in ("lang", "tweet_lang", "legacy_lang", "language", "record_langs"):
        return replace(column, role="not used", why="the platform's guess; languages are detected")
    if short == "author" and facts.cells:
        return replace(column, role="handle" if facts.handles else "name", why="by name and values")
    if role == "handle" and column.facts.personal == "e-mail addresses":
        role = "email"
    if role and role != "text":
        return replace(column, role=role)
    return _by_values(column, social)


def _by_values(column: Column, social: bool) -> Column:
    facts = column.facts
    if not facts.cells:
        return replace(column, role="not used", why="no cell is filled")
    if facts.personal:
        role = "email" if facts.personal == "e-mail addresses" else "personal"
        return replace(column, role=role, why=f"most cells are {facts.personal}")
    if facts.dates:
        return replace(column, role="created_at", why="its cells are dates")
    if facts.links:
        return replace(column, role="links" if social else "not used",
                       why="its cells are web addresses")  # fmt: skip
    if facts.numeric:
        return _numbers(column)
    parts = facts.parts
    if parts and column.role != "text":
        return replace(column, role="multiple", why=f"cells combine {len(parts[1])} options")
    if facts.open:
        return replace(column, role="open", why="long cells, nearly each different")
    return _levels(column)


def _numbers(column: Column) -> Column:
    facts = column.facts
    asks = bool(QUESTION.search(column.wording)) and not _describes(column)
    if (
        facts.whole
        and facts.distinct <= 11
        and facts.numbers.min() >= 0
        and facts.numbers.max() <= 10
    ):
        return replace(column, role="scale" if asks else "attribute", why="a few whole numbers")
    return replace(column, role="number" if asks else "attribute", why="its cells are numbers")


def _levels(column: Column) -> Column:
    """Closed answers and attributes: short cells."""
    facts = column.facts
    levels = f"{facts.distinct} different values"
    if facts.likert and not _describes(column):
        return replace(column, role="scale", why=f"steps of a scale, {levels}")
    if facts.closed:
        asks = bool(QUESTION.search(column.wording))
        if asks and not _describes(column):
            return replace(column, role="single", why=f"a question, {levels}")
        return replace(column, role="attribute", why=levels)
    if column.role == "text" and facts.wordy:
        return replace(column, role="open", why="by its name; its cells are words")
    asks = bool(QUESTION.search(column.wording))
    if asks and facts.words >= 2 and not _describes(column):
        return replace(column, role="open", why="a question, answered in different words")
    return replace(column, role="attribute", why=f"short cells, {levels}")


def _describes(column: Column) -> bool:
    """Whether the header asks who answers: short, and of a thing that people are."""
    return len(column.wording) <= 70 and bool(ATTRIBUTE.search(column.wording))


def _priority(column: Column) -> tuple[bool, int, int]:
    return column.why != _SAID, rank_of(column.name), column.at


def _one_of_each(columns: list[Column]) -> list[Column]:
    done = list(columns)
    for role in _ONE:
        same = [c for c in done if c.role == role and (c.facts.cells or c.why == _SAID)]
        if not same:
            continue
        best = min(same, key=_priority)
        for column in same:
            if column is not best and column.why != _SAID:
                done[column.at] = replace(
                    column, role="not used", why=f"{best.name!r} is used instead"
                )
    return done


def _texts(
    table: Table, columns: list[Column], text: Sequence[str] | None, social: bool
) -> list[Column]:
    """Settle which columns are open text."""
    done = list(columns)
    if text is not None:
        for column in columns:
            if column.name in text or column.wording in text:
                done[column.at] = replace(column, role="open", why=_SAID)
            elif column.role in ("open", "text") and column.why != _SAID:
                done[column.at] = replace(column, role="not used", why="not among the text columns you named")  # fmt: skip
        return done
    opens = [c for c in done if c.role in ("open", "text")]
    if not opens:
        wordy = [
            c for c in done if role_of(c.name) == "text" and c.facts.wordy and not c.facts.likert
        ]
        lone = [c for c in done if c.facts.wordy and not c.facts.closed]
        pick = wordy or (lone if len(columns) == 1 else [])
        for column in pick[:1]:
            done[column.at] = replace(column, role="open", why="the only column of words")
    if social and len(opens) > 1:
        opens.sort(key=_priority)
        first = table.cells[opens[0].at].str.strip()
        for column in opens[1:]:
            same = (table.cells[column.at].str.strip() == first).mean()
            if column.why != _SAID and same >= 0.5:
                done[column.at] = replace(column, role="not used", why=f"the same text as {opens[0].name!r}")  # fmt: skip
    return done


def _long(columns: list[Column]) -> list[Column]:
    """A column of questions needs exactly one column of text beside it."""
    questions = [c for c in columns if c.role == "question"]
    texts = [c for c in columns if c.role in ("open", "text")]
    if questions and len(texts) != 1:
        done = list(columns)
        for column in questions:
            if column.why != _SAID:
                done[column.at] = replace(column, role="attribute", why="a few values")
        return done
    return columns


def is_personal_id(column: Column) -> bool:
    """Whether an id leads to an account or person."""
    return (
        folded(column.name) in OWN_WORDS
        or bool(column.facts.personal)
        or any(value.startswith("@") for value in column.facts.sample[:50])
    )
