"""What the rules of `findings` share: the tables read once, and the shape of a draft."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import pandas as pd

from consultation_insight.wording import REPLY, RESPONSE, Noun, quoted, shorten

#: A question's wording is quoted up to about this many characters.
_WORDING = 90


class Finding(NamedTuple):
    """One drafted sentence with its figures and where they stand."""

    statement: str
    number: int
    base: int
    table_name: str
    row_id: str
    method: str
    response_ids: tuple[str, ...] = ()
    share: float | None = None
    #: Smaller opens the report earlier; None never opens it.
    key: float | None = None


@dataclass(frozen=True)
class Facts:
    """The tables of an analysis, with the few figures that many rules need."""

    tables: Mapping[str, pd.DataFrame]
    likes_over: int = 20
    mentions_over: int = 20

    def rows(self, name: str) -> pd.DataFrame:
        """A table, empty where the analysis has none."""
        return self.tables.get(name, pd.DataFrame())

    @cached_property
    def live(self) -> pd.DataFrame:
        """The responses that were analysed."""
        responses = self.rows("responses")
        if responses.empty:
            return responses
        return responses[responses["set_aside"].fillna("") == ""]

    @cached_property
    def base(self) -> int:
        """How many responses were analysed."""
        steps = self.rows("reconciliation")
        if steps.empty:
            return len(self.live)
        counts = dict(zip(steps["reason"], steps["responses"], strict=True))
        return int(counts.get("analysed", len(self.live)))

    @cached_property
    def counted(self) -> int:
        """How many of them count, under the rule for campaigns."""
        rules = self.rows("counting")
        if rules.empty:
            return self.base
        return int(rules.loc[rules["chosen"] == "true", "base"].iloc[0])

    def counted_without(self, questions: set[str]) -> int:
        """How many count of those to other questions than these."""
        rows = self.rows("questions")
        if not questions or "base" not in rows:
            return self.counted
        return self.counted - int(rows.loc[rows["question_id"].isin(questions), "base"].sum())

    @cached_property
    def noun(self) -> Noun:
        """Replies where the data carry likes, responses elsewhere."""
        responses = self.rows("responses")
        has_likes = "likes" in responses and bool(responses["likes"].notna().any())
        return REPLY if has_likes else RESPONSE

    @cached_property
    def wordings(self) -> dict[str, str]:
        """The wording of each question."""
        questions = self.rows("questions")
        if questions.empty:
            return {}
        return dict(
            zip(questions["question_id"], questions["wording"].fillna("").astype(str), strict=True)
        )

    @cached_property
    def open_questions(self) -> list[str]:
        """The questions that were answered in words, in their order."""
        questions = self.rows("questions")
        if questions.empty:
            return []
        return [str(q) for q in questions.loc[questions["type"] == "open", "question_id"]]

    def asked(self, question_id: str) -> str:
        """The question in quotation marks, cut if it is long."""
        return quoted(shorten(self.wordings.get(question_id) or question_id, _WORDING))

    def on(self, question_id: str) -> str:
        """The opening ``On “…”, `` where there are several questions, else nothing."""
        return f"On {self.asked(question_id)}, " if len(self.open_questions) > 1 else ""

    @cached_property
    def _coded(self) -> dict[str, tuple[str, ...]]:
        coding = self.rows("coding")
        if coding.empty:
            return {}
        pairs = coding[["theme_id", "response_id"]].drop_duplicates()
        return {str(theme): tuple(ids) for theme, ids in pairs.groupby("theme_id")["response_id"]}

    def coded(self, theme_ids: Iterable[str]) -> tuple[str, ...]:
        """The responses that carry any of the themes."""
        found = {id_: None for theme in theme_ids for id_ in self._coded.get(theme, ())}
        return tuple(found)

    def ids(self, table: str, **equals: object) -> tuple[str, ...]:
        """The responses in a table whose rows have these values."""
        rows = self.rows(table)
        if rows.empty:
            return ()
        if "counted" in rows:
            rows = rows[rows["counted"] != "no"]
        for name, value in equals.items():
            wanted = value if isinstance(value, list | tuple) else [value]
            rows = rows[rows[name].isin(list(wanted))]
        return tuple(rows["response_id"].drop_duplicates())


def leaders(rows: pd.DataFrame, column: str) -> pd.DataFrame:
    """The rows that share the highest value, if it is above 0."""
    if rows.empty:
        return rows
    top = rows[column].max()
    return rows[rows[column] == top] if top > 0 else rows.iloc[:0]


def first_word_up(text: str) -> str:
    """The text with its first letter as a capital."""
    return text[:1].upper() + text[1:]


def share_of(number: int, base: int) -> float | None:
    """The share, or None where there is no base."""
    return number / base if base else None
