"""From a table whose columns have roles to the parts of a corpus."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from consultation_insight.ingest._columns.choices import is_tick
from consultation_insight.ingest._columns.column import CLOSED, Column
from consultation_insight.ingest._columns.consent import agreed
from consultation_insight.ingest._columns.dates import parse_dates
from consultation_insight.ingest._columns.names import folded
from consultation_insight.ingest._respondents import known_by, who_answered
from consultation_insight.ingest._table import Table, text_column

__all__ = ["LEVELS", "Builder", "Part", "question_id", "slug"]

#: Between two levels.
LEVELS = " | "

#: Characters of an id made from a heading.
_LONGEST = 60


def slug(text: str) -> str:
    """Fold a text to letters, digits and ``_``, cut at a word.

    Examples
    --------
    >>> slug("1b. Please tell us why")
    '1b_please_tell_us_why'
    """
    whole = folded(text) or "x"
    if len(whole) <= _LONGEST:
        return whole
    return whole[: _LONGEST + 1].rsplit("_", 1)[0] if "_" in whole[:_LONGEST] else whole[:_LONGEST]


def question_id(name: str) -> str:
    """Make the id of a question from its column: the name itself where it is short and plain.

    Examples
    --------
    >>> question_id("q3_reasons"), question_id("Q3. Why not?")
    ('q3_reasons', 'q3_why_not')
    """
    return name if re.fullmatch(r"[^\W\d]\w{0,39}", name) else slug(name)


@dataclass(frozen=True, eq=False)
class Part:
    """What one table gives to the corpus; respondents are still numbers (``_key``), not ids."""

    responses: pd.DataFrame
    #: What says who answered, for each number.
    keys: pd.Series
    #: The data's own respondent id for each number; empty where one is to be made.
    own: pd.Series
    attributes: pd.DataFrame
    answers: pd.DataFrame
    #: Id, wording, type, levels in their order.
    questions: list[tuple[str, str, str, str]]
    ledger: list[tuple[str, str, str, str, str, int]]
    columns: list[Column]
    question_ids: dict[int, str]
    #: For each number, whether this respondent agreed to be quoted; None where nothing asks.
    consent: pd.Series | None = None
    #: Name, type (``scale``, ``number``, ``category``) and levels of each attribute.
    scales: list[tuple[str, str, str]] = field(default_factory=list)
    #: Addresses and the titles of their pages.
    link_titles: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class Builder:
    """Ids that must be unique over all tables of one reading."""

    questions: dict[str, str] = field(default_factory=dict)

    def name_question(self, name: str, wording: str) -> str:
        """Give a question its id; the same header with the same wording is the same question."""
        base = question_id(name)
        found, count = base, 1
        while self.questions.get(found, wording) != wording:
            count += 1
            found = f"{base}_{count}"
        self.questions[found] = wording
        return found


def build(table: Table, columns: list[Column], builder: Builder, prefix: str, scope: str) -> Part:
    """Make the parts of a corpus from one table."""
    by_role: dict[str, list[Column]] = {}
    for column in columns:
        by_role.setdefault(column.role, []).append(column)
    said_by, own, key_note = who_answered(table, by_role, scope)
    codes, people = pd.factorize(said_by)
    keys = pd.Series(codes, index=said_by.index)
    # The shorter of two is the question's name, the longer its wording.
    asked = sorted(by_role.get("question", []), key=lambda c: (c.facts.words, c.at))
    texts = [*by_role.get("open", []), *by_role.get("text", [])]
    texts.sort(key=lambda c: c.at)
    ids: dict[int, str] = {}
    questions: list[tuple[str, str, str, str]] = []
    closed = [c for c in columns if c.role in CLOSED]
    attributes, varying = _attributes(table, by_role.get("attribute", []), keys)
    for column in columns:
        kind = _kind(column, texts, closed, varying)
        if kind and not (kind == "open" and asked):
            found = builder.name_question(column.group or column.name, column.wording)
            ids[column.at] = found
            questions.append((found, column.wording, kind, _levels(column, kind)))
    shared = _shared(table, by_role)
    for role in ("likes", "weight", "created_at"):
        for column in by_role.get(role, [])[:1]:
            lost = int(((table.cells[column.at] != "") & shared[role].isna()).sum())
            if lost:
                key_note[column.at] = (
                    f"{lost} cells are no {'date' if role == 'created_at' else 'number'} and left out"
                )
    if asked:
        responses = _long(table, asked, texts[0], builder, questions)
    else:
        responses = _wide(table, texts, ids)
    rows = responses.pop("_row").to_numpy()
    for name, values in shared.items():
        responses[name] = values.take(rows).reset_index(drop=True)
    numbers = np.asarray(table.rows)[rows]
    responses["source_row"] = numbers
    ends = "-" + responses["question_id"] if len(texts) > 1 else ""
    responses["response_id"] = prefix + "-" + pd.Series(numbers).astype("str").astype("str") + ends
    responses["source_file"], responses["source_sheet"] = table.file, table.sheet
    responses["known_by"] = known_by(by_role)
    responses["_key"] = keys.take(rows).reset_index(drop=True)
    answers = _answers(table, [*closed, *varying], ids, keys)
    consent, said = _consent(table, by_role.get("consent", []), keys)
    key_note |= said
    scales = [
        (_attribute_name(column), _scale_type(column), LEVELS.join(column.facts.order))
        for column in by_role.get("attribute", [])
        if column not in varying
    ]
    ledger = _ledger(table, columns, varying, key_note)
    return Part(
        responses,
        pd.Series(people, dtype="str"),
        own[~keys.duplicated().to_numpy()].reset_index(drop=True),
        attributes,
        answers,
        questions,
        ledger,
        columns,
        ids,
        consent,
        scales,
        _link_titles(table, by_role.get("link_title", []), shared.get("links")),
    )


def _kind(column: Column, texts: list[Column], closed: list[Column], varying: list[Column]) -> str:
    """The type of question that a column answers; empty where it answers none."""
    if column in texts:
        return "open"
    if column in closed:
        return column.role
    if column in varying:
        return "number" if column.facts.numeric and column.facts.distinct > 12 else "single"
    return ""


def _levels(column: Column, kind: str) -> str:
    """The levels of a closed question in their order; empty where they have none."""
    return LEVELS.join(column.facts.order) if kind in ("single", "scale") else ""


def _attribute_name(column: Column) -> str:
    """Two names are the corpus's own."""
    taken = column.name in ("respondent_id", "_key")
    return f"{column.name} (2)" if taken else column.name


def _scale_type(column: Column) -> str:
    facts = column.facts
    if facts.numeric and facts.distinct > 12:
        return "number"
    return "scale" if facts.order else "category"


def _wide(table: Table, texts: list[Column], ids: Mapping[int, str]) -> pd.DataFrame:
    count = len(table)
    if len(texts) == 1:
        column = texts[0]
        return pd.DataFrame(
            {
                "_row": np.arange(count),
                "question_id": ids[column.at],
                "text": table.cells[column.at],
            }
        )
    width = len(texts)
    if not texts:
        none = pd.Series([], dtype="str")
        return pd.DataFrame({"_row": np.zeros(0, np.int64), "question_id": none, "text": none})
    # All cells column by column, then taken row by row.
    block = pd.concat([table.cells[column.at] for column in texts], ignore_index=True)
    by_row = np.arange(width * count).reshape(width, count).T.ravel()
    names = pd.Series([ids[column.at] for column in texts], dtype="str")
    return pd.DataFrame(
        {
            "_row": np.repeat(np.arange(count), width),
            "question_id": names.take(np.tile(np.arange(width), count)).reset_index(drop=True),
            "text": block.take(by_row).reset_index(drop=True),
        }
    )


def _long(
    table: Table,
    asked: list[Column],
    text: Column,
    builder: Builder,
    questions: list[tuple[str, str, str, str]],
) -> pd.DataFrame:
    """One row an answer: the question stands beside it, by id, by wording, or both."""
    names = table.cells[asked[0].at].str.strip()
    wordings = table.cells[asked[-1].at].str.strip()
    pairs = pd.DataFrame({"name": names, "wording": wordings}).drop_duplicates("name")
    known: dict[str, str] = {}
    for name, wording in zip(pairs["name"], pairs["wording"], strict=True):
        shown = name or text.name
        known[name] = builder.name_question(shown, wording or shown)
        questions.append((known[name], wording or shown, "open", ""))
    return pd.DataFrame(
        {
            "_row": np.arange(len(table)),
            "question_id": names.map(known),
            "text": table.cells[text.at],
        }
    )


def _shared(table: Table, by_role: Mapping[str, list[Column]]) -> dict[str, pd.Series]:
    """Columns of ``responses`` that one cell of a row gives to all its responses."""
    shared: dict[str, pd.Series] = {}
    for role in ("likes", "weight"):
        for column in by_role.get(role, [])[:1]:
            numbers = pd.to_numeric(
                table.cells[column.at].str.strip().str.replace(",", ""), errors="coerce"
            )
            shared[role] = numbers.round().astype("Int64") if role == "likes" else numbers
    for column in by_role.get("created_at", [])[:1]:
        shared["created_at"] = parse_dates(table.cells[column.at])[0]
    for role in ("handle", "in_reply_to"):
        for column in by_role.get(role, [])[:1]:
            shared[role] = table.cells[column.at].str.strip().str.lstrip("@＠")
    for column in by_role.get("id", [])[:1]:
        shared["source_id"] = table.cells[column.at].str.strip()
    links = by_role.get("links", [])
    if links:
        parts = [table.cells[c.at].str.replace(r"[\s,;|]+(?=https?:)|\s+", " ", regex=True).str.strip(" []'\"")
                 for c in links]  # fmt: skip
        joined = parts[0]
        for part in parts[1:]:
            joined = (joined + " " + part).str.strip()
        shared["links"] = joined
    return shared


def _link_titles(
    table: Table, columns: list[Column], links: pd.Series | None
) -> list[tuple[str, str]]:
    """Titles of pages with their addresses: lines of "address title", or a title beside one link."""
    found = []
    for column in columns:
        cells: list[str] = table.cells[column.at].str.strip().tolist()
        beside: list[str] = links.tolist() if links is not None else [""] * len(cells)
        for cell, addresses in zip(cells, beside, strict=True):
            given = addresses.split() if cell else []
            lines = [line.partition(" ") for line in cell.splitlines()]
            if not all(re.match(r"https?://", address) for address, _, _ in lines):
                lines = [(given[0], " ", cell)] if len(set(given)) == 1 else []
            found += [(address, " ".join(title.split())) for address, _, title in lines if title]
    return found


def _consent(
    table: Table, columns: list[Column], keys: pd.Series
) -> tuple[pd.Series | None, dict[int, str]]:
    """For each respondent, whether all that asks for consent says yes; and what the ledger must say.

    A blank cell is no consent, unless another row of the same respondent gives it.
    """
    if not columns:
        return None, {}
    gives = pd.Series(True, index=keys.index)
    notes = {}
    for column in columns:
        names = (column.name, column.wording)
        cells = table.cells[column.at].str.strip()
        levels = {cell: agreed(cell, names) for cell in cells.unique()}
        said = cells.map(levels)
        unclear = int(((cells != "") & said.isna()).sum())
        yes = said.eq(True).fillna(False).groupby(keys).transform("any")
        no = said.eq(False).fillna(False).groupby(keys).transform("any")
        gives &= (yes & ~no).astype("bool")
        notes[column.at] = f"{int((yes & ~no).sum())} of {len(cells)} rows agree to be quoted"
        if unclear:
            notes[column.at] += f"; {unclear} cells say neither yes nor no and count as no"
    return gives.groupby(keys).all(), notes


def _attributes(
    table: Table, columns: list[Column], keys: pd.Series
) -> tuple[pd.DataFrame, list[Column]]:
    """Attributes by respondent; columns that differ within a respondent are no attributes."""
    frame = pd.DataFrame({"_key": keys})
    varying = []
    alone = keys.is_unique
    for column in columns:
        values = table.cells[column.at].str.strip()
        if not alone:
            filled = values != ""
            different = pd.DataFrame(
                {"key": keys[filled], "value": values[filled]}
            ).drop_duplicates()
            if different["key"].duplicated().any():
                varying.append(column)
                continue
        frame[_attribute_name(column)] = values
    if not alone:
        names = [str(name) for name in frame if name != "_key"]
        frame[names] = frame[names].mask(frame[names] == "")
        frame = frame.groupby("_key", sort=False, as_index=False).first()
        frame[names] = frame[names].fillna("")
    return frame, varying


def _answers(
    table: Table, columns: list[Column], ids: Mapping[int, str], keys: pd.Series
) -> pd.DataFrame:
    """Closed answers, one row for each tick."""
    blocks = []
    for column in columns:
        values = table.cells[column.at].str.strip()
        values = values[values != ""]
        parts = column.facts.parts if column.role == "multiple" and not column.option else None
        if column.option:
            values = values[[is_tick(value, column.option) for value in values]]
            values = values.mask(values.notna(), column.option)
        elif parts:
            values = values.str.split(parts[0], regex=False).explode().str.strip()
            values = values[values != ""].astype("str")
        blocks.append(
            pd.DataFrame(
                {
                    "_key": keys.to_numpy()[values.index],
                    "question_id": ids[column.at],
                    "answer": values,
                }
            )
        )
    if not blocks:
        none = pd.Series([], dtype="str")
        return pd.DataFrame({"_key": none.astype("int64"), "question_id": none, "answer": none})
    return pd.concat(blocks, ignore_index=True)


_SAID_WHY = {
    "name": "personal: a name",
    "email": "personal: an e-mail address",
    "personal": "personal",
}


def _ledger(
    table: Table, columns: list[Column], varying: list[Column], notes: Mapping[int, str]
) -> list[tuple[str, str, str, str, str, int]]:
    rows = []
    for column in columns:
        used, why = column.role, column.why
        if used in _SAID_WHY:
            used, why = "not used", f"{_SAID_WHY[used]} ({why})"
        if used == "text":
            used = "open"
        if column in varying:
            used = _kind(column, [], [], varying)
            why = f"differs within a respondent; {why}"
        if column.role == "created_at" and column.facts.cells:
            how = parse_dates(text_column(column.facts.sample[:2000]))[1]
            why = f"{why}; {how}" if how else why
        if column.at in notes:
            why = f"{why}; {notes[column.at]}"
        rows.append((table.file, table.sheet, column.name, used, why, column.facts.cells))
    return rows + [
        (table.file, table.sheet, note.column, note.used_as, note.why, note.cells)
        for note in table.notes
    ]
