"""What each column of a table is for: by what the caller says, by its name, by its values."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from consultation_insight.errors import ColumnNotFound, SettingsError
from consultation_insight.ingest._columns.choices import grouped, other_text
from consultation_insight.ingest._columns.column import ROLES, SAID, Column
from consultation_insight.ingest._columns.consent import is_consent
from consultation_insight.ingest._columns.names import (
    ASKS_FOR_WORDS,
    ATTRIBUTE,
    OPINION,
    PERSONAL_IDS,
    POSITION,
    QUESTION,
    folded,
    rank_of,
    role_of,
)
from consultation_insight.ingest._columns.profile import Profile, profile
from consultation_insight.ingest._table import Table

__all__ = ["as_written", "check_names", "columns_with_roles", "is_personal_id"]

_ID = re.compile(r"(?:^|_)(?:id|no|nr|ref|reference|number|code|key)$|[a-z]id$")
_HEADINGS = ("title", "subject", "heading", "headline")
#: Of these there can be one in a table.
_ONE = ("id", "respondent", "likes", "weight", "created_at", "handle", "in_reply_to", "question")


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


def as_written(name: str, tables: Sequence[Table]) -> str:
    """Find the header that a name means: exactly, or but for case, spaces and line breaks."""
    headers = dict.fromkeys(h for table in tables for h in (*table.names, *table.wordings))
    if name in headers:
        return name
    alike = [h for h in headers if _plain(h) == _plain(name)]
    return alike[0] if len(alike) == 1 else name


def _plain(name: str) -> str:
    """A header without what one does not see: case, double spaces, line breaks."""
    return " ".join(name.split()).casefold()


def columns_with_roles(
    table: Table,
    text: Sequence[str] | None = None,
    columns: Mapping[str, str] | None = None,
) -> list[Column]:
    """Say what each column of a table is for."""
    said = dict(columns or {})
    known = {name: role for name, role in table.known.items() if name not in said}
    guessed = [
        _guess(table, at, said.get(table.names[at]) or said.get(table.wordings[at]), known)
        for at in range(len(table.names))
    ]
    social = any(c.role in ("likes", "in_reply_to", "handle") for c in guessed) or any(
        folded(c.name).startswith("tweet") for c in guessed
    )
    done = grouped([_settle(column, social) for column in guessed])
    done = _own_addresses(table, _one_of_each(table, done))
    done = _texts(table, done, text, social)
    return _unclear(_long(done))


def _guess(table: Table, at: int, said: str | None, known: Mapping[str, str]) -> Column:
    facts = profile(table.cells[at])
    name, wording = table.names[at], table.wordings[at]
    if said:
        role = "not used" if said == "ignore" else said
        return Column(at, name, wording, role, SAID, facts)
    if name in known:
        return Column(at, name, wording, known[name], "by the file's format", facts)
    role, why = role_of(name), "by its name"
    if not role and wording != name:
        role = role_of(wording)
    if not role and is_consent((name, wording), facts.levels):
        return Column(at, name, wording, "consent", "it says who agreed to be quoted", facts)
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
    if column.why == SAID or role == "not used":
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
    if short in ("user", "member") and facts.handles:
        return replace(column, role="handle", why="by name and values")
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
    if facts.records:
        return _unused(column, "its cells are lists or records, not words")
    if facts.periods:
        return _unused(column, "its cells are periods of time")
    if facts.numeric:
        return _numbers(column)
    if other_text(column) and facts.wordy:
        return replace(column, role="open", why="what people wrote beside 'other'")
    parts = facts.parts
    if parts and column.role != "text":
        return replace(column, role="multiple", why=f"cells combine {len(parts[1])} options")
    if facts.tagged and column.role != "text" and not QUESTION.search(column.wording):
        return _unused(column, "its cells are tags")
    if facts.open:
        return replace(column, role="open", why="long cells, nearly each different")
    return _levels(column)


def _numbers(column: Column) -> Column:
    facts = column.facts
    asks = bool(QUESTION.search(column.wording)) and not _describes(column)
    if facts.distinct == facts.cells > 1 and all(re.fullmatch(r"\d{15,}", v) for v in facts.sample):
        return replace(column, role="id", why="long numbers, each different")
    if _counts_rows(facts) and not asks:
        return _unused(column, "it numbers the rows")
    if (
        facts.whole
        and facts.distinct <= 11
        and facts.numbers.min() >= 0
        and facts.numbers.max() <= 10
    ):
        return replace(column, role="scale" if asks else "attribute", why="a few whole numbers")
    return replace(column, role="number" if asks else "attribute", why="its cells are numbers")


def _counts_rows(facts: Profile) -> bool:
    """Whether a column counts 0, 1, 2 or 1, 2, 3 and so on."""
    if facts.distinct != facts.rows or facts.rows < 5 or not facts.whole:
        return False
    low = facts.numbers.min()
    step = (facts.numbers.max() - low) / (facts.rows - 1)
    return bool(low in (0, 1) and step == 1)


def _levels(column: Column) -> Column:
    """Closed answers and attributes: short cells."""
    facts = column.facts
    levels = f"{facts.distinct} different values"
    if facts.told and ASKS_FOR_WORDS.search(column.wording) and facts.wordy:
        return replace(column, role="open", why="it asks for words of one's own")
    if facts.sides and POSITION.fullmatch(column.wording.strip()):
        return replace(column, role="single", why="for or against")
    if facts.likert and not _describes(column):
        return replace(column, role="scale", why=f"steps of a scale, {levels}")
    if facts.closed:
        asks = bool(QUESTION.search(column.wording))
        if asks and len(facts.order) > 2 and not _describes(column):
            return replace(column, role="scale", why=f"a question, {levels} in order")
        if asks and not _describes(column):
            return replace(column, role="single", why=f"a question, {levels}")
        return replace(column, role="attribute", why=levels)
    if column.role == "text" and facts.wordy:
        return replace(column, role="open", why="by its name; its cells are words")
    if QUESTION.search(column.wording) and facts.words >= 2 and not _describes(column):
        return replace(column, role="open", why="a question, answered in different words")
    if facts.distinct == facts.cells > 1 and facts.words == 1 and _ID.search(folded(column.name)):
        return replace(column, role="id", why="by its name; each cell is different")
    if facts.names and not _describes(column):
        return replace(column, role="name", why="its cells look like names")
    why = f"short cells, {levels}"
    if _describes(column) or facts.repeats >= 2:
        return replace(column, role="attribute", why=why)
    return replace(column, role="", why=why)


def _unclear(columns: list[Column]) -> list[Column]:
    """Short cells, nearly each different, are neither levels nor text: titles, names, codes.

    They are not analysed unless the caller says what they are.
    """
    return [
        replace(c, role="not used", why=f"{c.why}; say what it is with 'columns' to use it")
        if c.role == ""
        else c
        for c in columns
    ]


def _describes(column: Column) -> bool:
    """Whether the header asks who answers: short, and of a thing that people are."""
    wording = column.wording
    if len(wording) > 80 or OPINION.search(wording):
        return False
    return bool(ATTRIBUTE.search(wording))


def _priority(column: Column) -> tuple[bool, float, int, int]:
    """Said by the caller, well filled, a sure name, early in the table: in this order."""
    blank = 1 - column.facts.cells / max(1, column.facts.rows)
    return column.why != SAID, round(blank, 1), rank_of(column.name), column.at


def _one_of_each(table: Table, columns: list[Column]) -> list[Column]:
    done = list(columns)
    for role in _ONE:
        same = [c for c in done if c.role == role and (c.facts.cells or c.why == SAID)]
        if not same:
            continue
        best = min(same, key=_priority)
        if role == "question":
            best = min(same, key=lambda c: (c.facts.words, c.at))
        for column in same:
            if column is best or (column.why == SAID and role == "question"):
                continue
            if role == "question" and _words_it(table, best, column):
                done[column.at] = replace(column, why=f"the wording of {best.name!r}")
            else:
                done[column.at] = _unused(column, f"{best.name!r} is used instead")
    return done


def _unused(column: Column, why: str) -> Column:
    return replace(column, role="not used", why=why)


def _own_addresses(table: Table, columns: list[Column]) -> list[Column]:
    """The address of the post itself is no link that it gives, and holds the account's name."""
    done = list(columns)
    ids = [c for c in columns if c.role == "id"]
    for column in columns:
        if column.role != "links" or column.why == SAID or not column.facts.cells:
            continue
        full = column.facts.distinct == column.facts.rows > 1
        own = full and folded(column.name) in ("url", "link", "href", "permalink", "uri", "address")
        if ids and not own:
            pairs = zip(table.cells[ids[0].at][:500], table.cells[column.at][:500], strict=True)
            seen = [i in address for i, address in pairs if i and address]
            own = bool(seen) and sum(seen) > 0.8 * len(seen)
        if own:
            done[column.at] = _unused(column, "the address of the post itself")
    return done


def _words_it(table: Table, question: Column, column: Column) -> bool:
    """Whether a column gives one wording to each question."""
    if column is question or column.facts.distinct > question.facts.distinct:
        return False
    pairs = set(zip(table.cells[question.at], table.cells[column.at], strict=True))
    return len(pairs) == question.facts.distinct


def _texts(
    table: Table, columns: list[Column], text: Sequence[str] | None, social: bool
) -> list[Column]:
    """Settle which columns are open text."""
    done = list(columns)
    if text is not None:
        for column in columns:
            if column.name in text or column.wording in text:
                done[column.at] = replace(column, role="open", why=SAID)
            elif column.role in ("open", "text") and column.why != SAID:
                done[column.at] = _unused(column, "not among the text columns you named")
        return done
    opens = [c for c in done if c.role in ("open", "text")]
    if not opens:
        for column in _last_resort(done):
            done[column.at] = replace(column, role="open", why="the only column of words")
        return done
    if len(opens) > 1:
        for column in _beside(table, opens, social):
            done[column.at] = column
    return done


def _last_resort(columns: list[Column]) -> list[Column]:
    """The column that may be text where none surely is."""
    wordy = [c for c in columns if c.facts.wordy and c.why != SAID and not c.facts.likert]
    named = [c for c in wordy if role_of(c.name) == "text"]
    if named or len(columns) == 1:
        return (named or wordy)[:1]
    unclear = [c for c in wordy if c.role == "" and c.facts.words >= 1.5]
    return sorted(unclear, key=lambda c: -c.facts.words)[:1]


def _beside(table: Table, opens: list[Column], social: bool) -> list[Column]:
    """Columns that only repeat or head the text beside them."""
    guessed = [c for c in opens if c.why != SAID]
    why = "a heading of the text beside it; name it with 'text' to analyse it"
    headings = [c for c in guessed if folded(c.name) in _HEADINGS]
    if len(headings) == len(opens):
        return []
    found = [_unused(c, why) for c in headings]
    if social:
        texts = sorted((c for c in opens if c not in headings), key=_priority)
        first = table.cells[texts[0].at].str.strip()
        found += [
            _unused(column, f"the same text as {texts[0].name!r}")
            for column in texts[1:]
            if column in guessed and (table.cells[column.at].str.strip() == first).mean() >= 0.5
        ]
    return found


def _long(columns: list[Column]) -> list[Column]:
    """A column of questions needs exactly one column of text beside it."""
    questions = [c for c in columns if c.role == "question"]
    texts = [c for c in columns if c.role in ("open", "text")]
    if questions and len(texts) != 1:
        done = list(columns)
        for column in questions:
            if column.why != SAID:
                done[column.at] = replace(column, role="attribute", why="a few values")
        return done
    return columns


def is_personal_id(column: Column) -> bool:
    """Whether an id leads to an account or person."""
    return (
        folded(column.name) in PERSONAL_IDS
        or bool(column.facts.personal)
        or any(value.startswith("@") for value in column.facts.sample[:50])
    )
