"""A column of a table, with the role it plays."""

from __future__ import annotations

from dataclasses import dataclass

from consultation_insight.ingest._columns.profile import Profile

__all__ = ["CLOSED", "ROLES", "SAID", "Column"]

#: What `columns` may say.
ROLES = (
    "open", "single", "multiple", "scale", "number", "attribute", "respondent", "id", "likes",
    "weight", "created_at", "links", "link_title", "handle", "name", "in_reply_to", "email",
    "personal", "question", "text", "consent", "ignore",
)  # fmt: skip
CLOSED = ("single", "multiple", "scale", "number")
#: Why a column has a role that the caller gave it.
SAID = "as you said"


@dataclass(frozen=True, eq=False)
class Column:
    """A column of a table and what it is for."""

    at: int
    name: str
    wording: str
    role: str
    why: str
    facts: Profile
    #: Of a multiple choice in several columns: the question's name, and this column's option.
    group: str = ""
    option: str = ""
