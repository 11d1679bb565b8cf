"""Who answered: what says so in each row, and what respondents are called."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping

import pandas as pd

from consultation_insight.ingest._columns.column import SAID, Column
from consultation_insight.ingest._columns.names import PERSONAL_IDS, folded
from consultation_insight.ingest._columns.roles import is_personal_id
from consultation_insight.ingest._table import Table

__all__ = ["known_by", "respondent_ids", "who_answered"]

#: Row ids that name an act of answering: one respondent each, and fit to be shown.
_ANSWERING = re.compile(
    r"respon|submission|record|unique|case|participant|^id$|urn|entry|reference"
)
#: Headers of boards, threads and transcripts: there a person says many things beside each other.
_MANY = re.compile(
    r"(?:^|_)(?:notes?|sticky|stickies|card|cards|ideas?|suggestions?|posts?|messages?|tweets?|thread|"
    r"threads|board|frame|colou?r|speaker|turn|turns|utterances?|transcript|interviewee|interviewer|"
    r"timecode|votes?|dots?|dot_votes)(?:_id|_no|_text|_content|_number|_count)?$"
)
#: What stands where a name is withheld.
_NOBODY = frozenset(
    [
        "anonymous",
        "anon",
        "none",
        "unknown",
        "guest",
        "deleted",
        "[deleted]",
        "[removed]",
        "n/a",
        "na",
        "-",
        ".",
        "null",
        "nan",
    ]
)


def respondent_ids(own: pd.Series) -> pd.Series:
    """Name respondents: the data's own id where it has one of its own, else numbers in order.

    Examples
    --------
    >>> respondent_ids(pd.Series(["", "A7", "", "A7"], dtype="str")).tolist()
    ['P0001', 'A7', 'P0002', 'P0003']
    """
    named = (own != "") & ~own.duplicated()
    missing = int((~named).sum())
    if not missing:
        return own
    taken = set(own[named & own.str.fullmatch(r"P\d{4,}")])
    numbers = (f"P{n:04d}" for n in itertools.count(1))
    fresh = itertools.islice((n for n in numbers if n not in taken), missing)
    found = own.copy()
    found[~named] = pd.Series(list(fresh), index=own.index[~named], dtype="str")
    return found


def who_answered(
    table: Table, by_role: Mapping[str, list[Column]], within: str
) -> tuple[pd.Series, pd.Series, dict[int, str]]:
    """For each row a key that says who answered, the id to show, and the column it came from.

    A name or an e-mail address says who it was; the data's own id is what is shown, unless it
    leads to a person or account.
    """

    def rows() -> pd.Series:
        own = f"row\0{within}\0{table.file}\0{table.sheet}\0"
        return own + pd.Series(table.rows).astype("str")

    nothing = pd.Series([""] * len(table), dtype="str")
    ids = by_role.get("id", [])[:1]
    posts = any(role in by_role for role in ("handle", "likes", "in_reply_to"))
    answering = bool(ids) and not posts and bool(_ANSWERING.search(folded(ids[0].name)))
    shown = table.cells[ids[0].at].str.strip() if answering else nothing
    for role in ("respondent", "handle", "email", "id"):
        for column in by_role.get(role, [])[:1]:
            if not column.facts.cells:
                continue
            values = table.cells[column.at].str.strip()
            if role == "handle":
                values = values.str.lstrip("@＠")
            alike = values.str.casefold()
            values = values.mask(alike.isin(_NOBODY), "")
            if role == "email":
                values = values.where(values.str.contains("@", regex=False), "")
            if not values.any():
                continue
            # Row ids mean something within one table only; other ids are a person's everywhere.
            scope = within if role == "id" else ""
            keys = f"{role}\0{scope}\0" + alike
            if role == "respondent":
                shown = nothing if is_personal_id(column) else values
            filled = values != ""
            keys = keys if filled.all() else keys.where(filled, rows())
            return keys, shown, {column.at: "also says who answered"}
    return rows(), shown, {}


def known_by(by_role: Mapping[str, list[Column]]) -> str:
    """What names the people of a survey: ``id`` or ``email``; empty where a person may say more.

    On social media an account replies many times, on a board an author writes many notes, in a
    transcript a speaker has many turns; and what only numbers rows names nobody.
    """
    if any(role in by_role for role in ("handle", "likes", "in_reply_to")):
        return ""
    everything = [folded(c.name) for columns in by_role.values() for c in columns]
    if any(_MANY.search(name) for name in everything):
        return ""
    for role, found in (("respondent", "id"), ("email", "email")):
        for column in by_role.get(role, [])[:1]:
            if column.facts.cells:
                account = folded(column.name) in PERSONAL_IDS and column.why != SAID
                return "" if account else found
    return ""
