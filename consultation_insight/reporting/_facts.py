"""What the builders of sections share: the tables of an analysis, and what may be quoted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import pandas as pd

from consultation_insight.corpus import REASONS
from consultation_insight.reporting._speakers import speakers
from consultation_insight.reporting.blocks import Quote
from consultation_insight.results import STANCES, Analysis
from consultation_insight.text import comparable
from consultation_insight.wording import REPLY, RESPONSE, Noun

#: Stands where the words of an abusive response would.
WITHHELD = "[abusive, not shown]"
#: Stands where the words of somebody would who did not agree to be quoted.
NO_CONSENT = "[no consent to publish, not shown]"

#: A quotation is cut after about this many characters.
_LONGEST = 600

#: An id longer than this is not shown at a quotation.
_SHORT_ID = 16

#: Under this share of clear positions, a question is taken to ask for none.
_TAKES_SIDES = 0.2
#: Tables of which a view on one question holds only the rows of that question.
_BY_QUESTION = frozenset({"themes", "codes", "liked_themes", "sentiment", "stance", "said_once"})
#: What a view on one question takes over: it is made from all responses.
_READ_ONCE = (
    "responses",
    "_texts",
    "closed",
    "withheld",
    "noun",
    "_speakers",
    "long_ids",
    "_sides",
    "_alike",
)

#: That a model takes a reply for party politics is too often wrong to be said of one person.
_KIND_SPEAKERS = {"campaign": "campaign supporter"}


#: Positions are those of an earlier question where so many people took the same one again.
_REPEATED = 0.9
_TAKEN = ("for", "against")


@dataclass(frozen=True, eq=False)
class Facts:
    """An analysis as the builders read it; with ``question``, what is about that question."""

    analysis: Analysis
    question: str = ""

    def of(self, question: str) -> Facts:
        """The same analysis, of which only what is about one question is read."""
        view = replace(self, question=question)
        view.__dict__.update({name: getattr(self, name) for name in _READ_ONCE})
        return view

    def rows(self, name: str) -> pd.DataFrame:
        """A table of the analysis; empty where it has none."""
        table = self.analysis.tables.get(name)
        return pd.DataFrame() if table is None else table

    def records(self, name: str) -> list[dict[str, Any]]:
        """A table as plain records, missing values as None."""
        rows = records(self.rows(name))
        if self.question and name in _BY_QUESTION:
            return [row for row in rows if str(row["question_id"]) == self.question]
        return rows

    def setting(self, section: str, name: str, default: Any) -> Any:
        """One setting of the analysis."""
        values: Any = self.analysis.settings.get(section)
        if hasattr(values, "model_dump"):
            values = values.model_dump()
        value = values.get(name) if isinstance(values, Mapping) else None
        return default if value is None else value

    @cached_property
    def responses(self) -> dict[str, dict[str, Any]]:
        """The table of responses by response_id, each with its redacted ``text``."""
        texts = self._texts
        found = {}
        for row in self.records("responses"):
            row["text"] = texts.get(row["response_id"], "")
            found[row["response_id"]] = row
        return found

    @cached_property
    def _texts(self) -> dict[str, str]:
        frame = self.analysis.corpus.responses
        return dict(zip(frame["response_id"], frame["text"], strict=True))

    @cached_property
    def closed(self) -> frozenset[str]:
        """Responses of people who did not agree to be quoted."""
        frame = self.analysis.corpus.responses
        return frozenset(frame.loc[~frame["quotable"] & (frame["text"] != ""), "response_id"])

    @cached_property
    def withheld(self) -> frozenset[str]:
        """Responses that are never quoted: no consent, abusive ones, and copies of these."""
        abusive = [id_ for id_, row in self.responses.items() if row.get("kind") == "abuse"]
        texts = {comparable(self._texts.get(id_, "")) for id_ in abusive} - {""}
        copies = (
            id_ for id_, row in self.responses.items() if texts and comparable(row["text"]) in texts
        )
        return self.closed.union(abusive, copies)

    def shown(self, response_id: str) -> str:
        """The text of a response as a report may show it."""
        if response_id in self.closed:
            return NO_CONSENT
        if response_id in self.withheld:
            return WITHHELD
        return str(self._texts.get(response_id, ""))

    @cached_property
    def noun(self) -> Noun:
        """Replies where the data carry likes, responses elsewhere."""
        table = self.rows("responses")
        return REPLY if "likes" in table and bool(table["likes"].notna().any()) else RESPONSE

    @cached_property
    def has_likes(self) -> bool:
        """Whether the data carry likes."""
        return self.noun is REPLY

    @cached_property
    def received(self) -> int:
        """How many responses came in."""
        return self._step("received", len(self.analysis.corpus))

    @cached_property
    def base(self) -> int:
        """How many responses were analysed."""
        return self._step("analysed", self.analysis.corpus.base)

    @cached_property
    def counted(self) -> int:
        """How many of them count, under the rule for campaigns."""
        rules = self.rows("counting")
        return self.base if rules.empty else int(self._rules["base"])

    @cached_property
    def _rules(self) -> dict[str, Any]:
        return next(row for row in self.records("counting") if row["chosen"] == "true")

    @cached_property
    def rule(self) -> str:
        """The rule for campaigns: ``each``, ``once`` or ``apart``."""
        return "each" if self.rows("counting").empty else str(self._rules["count"])

    @cached_property
    def beside(self) -> tuple[str, ...]:
        """The views that a table shows beside its own figures: none where there is no campaign."""
        if self.rows("campaigns").empty:
            return ()
        own = "outside" if self.rule == "apart" else self.rule
        return tuple(view for view in ("each", "once", "outside") if view != own)

    def _step(self, reason: str, default: int) -> int:
        steps = self.rows("reconciliation")
        if steps.empty:
            return default
        return int(dict(zip(steps["reason"], steps["responses"], strict=True)).get(reason, default))

    @cached_property
    def questions(self) -> dict[str, str]:
        """The open questions that have responses, with their wording."""
        found = {}
        asked = {row["question_id"] for row in self.responses.values()}
        for row in self.records("questions"):
            if row.get("type") == "open" and (row["question_id"] in asked or not asked):
                found[str(row["question_id"])] = str(row["wording"] or row["question_id"])
        return {id_: word for id_, word in found.items() if self.question in ("", id_)}

    def reason(self, reason: str) -> str:
        """How a report says why a response was set aside."""
        return REASONS.get(reason) or reason.replace("_", " ")

    def wording(self, question_id: str) -> str:
        """How a question was put."""
        return self.questions.get(question_id, question_id)

    @cached_property
    def labels(self) -> dict[str, str]:
        """The label of each theme."""
        return {str(row["theme_id"]): str(row["label"]) for row in self.records("themes")}

    @cached_property
    def _sides(self) -> dict[str, Counter[str]]:
        """How many responses of each theme take which position."""
        sides = {id_: str(row.get("stance") or "") for id_, row in self.responses.items()}
        pairs = {(row["theme_id"], row["response_id"]) for row in self.records("coding")}
        found: dict[str, Counter[str]] = {}
        for theme, response in pairs:
            if side := sides.get(response, ""):
                found.setdefault(str(theme), Counter())[side] += 1
        return found

    @cached_property
    def _positions(self) -> list[dict[str, Any]]:
        return self.records("stance")

    @cached_property
    def _alike(self) -> dict[str, list[tuple[str, int]]]:
        """Which answers several gave in the same words to each theme, and how many of them carry it."""
        alike = self.records("same_answers")
        members: dict[str, set[str]] = {}
        for row in self.records("coding") if alike else ():
            members.setdefault(str(row["theme_id"]), set()).add(str(row["response_id"]))
        found: dict[str, list[tuple[str, int]]] = {}
        for row in alike:
            own = set(str(row["response_ids"]).split(";"))
            for theme, ids in members.items():
                if number := len(own & ids):
                    found.setdefault(theme, []).append((str(row["answer"]), number))
        return found

    def same_words(self, theme_id: str, n: int) -> list[tuple[str, int]]:
        """The two answers at most of which a tenth of a theme or more consists, word for word."""
        rows = [row for row in self._alike.get(theme_id, []) if row[1] * 10 >= n]
        return sorted(rows, key=lambda row: -row[1])[:2]

    def takes_sides(self, question: str) -> bool:
        """Whether enough responses to a question take a position for positions to say anything."""
        rows = [row for row in self._positions if str(row["question_id"]) == question]
        sides = sum(int(row["n"]) for row in rows if row["stance"] not in ("", None, "unclear"))
        return sides > 0 and sides >= _TAKES_SIDES * sum(int(row["n"]) for row in rows)

    def repeats_positions(self, question: str) -> bool:
        """Whether nearly all took the same position where an earlier question shows it."""
        order = [str(row["question_id"]) for row in records(self.rows("questions"))]
        earlier = set(order[: order.index(question)] if question in order else ())
        before: dict[str, str] = {}
        same = []
        rows = sorted(self.responses.values(), key=lambda row: str(row["response_id"]))
        for row in rows:
            if str(row["question_id"]) in earlier and row.get("stance") in _TAKEN:
                before[str(row.get("respondent_id"))] = str(row["stance"])
        for row in rows:
            person, side = str(row.get("respondent_id")), str(row.get("stance") or "")
            if str(row["question_id"]) == question and side in _TAKEN and person in before:
                same.append(before[person] == side)
        return bool(same) and sum(same) >= _REPEATED * len(same)

    def positions(self, theme_id: str, question: str) -> tuple[tuple[str, int], ...]:
        """The positions of the responses that carry a theme, in the order of `STANCES`."""
        counts = self._sides.get(theme_id, Counter()) if self.takes_sides(question) else Counter()
        return tuple((side, counts[side]) for side in STANCES if counts[side])

    @cached_property
    def _speakers(self) -> dict[str, str]:
        """What may be said of each respondent beside a quotation."""
        return speakers(
            self.analysis.corpus.respondents,
            self.setting("report", "speakers", None),
            int(self.setting("report", "k_anonymity", 5)),
        )

    @cached_property
    def _places(self) -> dict[str, str]:
        """At which table each note of a harvest was written."""
        rows = records(self.rows("harvest"))
        return {str(row["response_id"]): str(row["place"]) for row in rows if row["place"]}

    @cached_property
    def long_ids(self) -> bool:
        """Whether quotations name rows because some ids are too long to read."""
        return any(len(id_) > _SHORT_ID for id_ in self.responses)

    def who(self, row: Mapping[str, Any]) -> str:
        """Who speaks: a type, never a name."""
        told = self._speakers.get(str(row.get("respondent_id")), "")
        if told:
            return told
        if str(row.get("lobby")).casefold() == "true":
            return "organised interest"
        speaker = _KIND_SPEAKERS.get(str(row.get("kind")), "")
        speaker = speaker or self._places.get(str(row.get("response_id")), "")
        return speaker or ("individual reply" if self.has_likes else "respondent")

    def own_words(self, description: str | None, quotes: list[Quote]) -> str:
        """A description, unless it only repeats what is quoted or may not be quoted."""
        text = str(description or "").strip()
        if not text:
            return ""
        said = [quote.text for quote in quotes] + [self._texts[id_] for id_ in self.withheld]
        return "" if any(text.rstrip(".…") in words for words in said) else text

    def quote(
        self, response_id: str, start: int | None = None, end: int | None = None
    ) -> Quote | None:
        """The words of a response between two offsets, or None where they may not be shown."""
        row = self.responses.get(response_id)
        if row is None or response_id in self.withheld:
            return None
        whole = row["text"]
        start, end = _bounds(whole, start, end)
        if end - start > _LONGEST:
            space = whole.rfind(" ", start, start + _LONGEST)
            end = space if space > start else start + _LONGEST
        text = whole[start:end]
        if not text.strip():
            return None
        return Quote(
            text=text,
            response_id=response_id,
            line=_line(row),
            who=self.who(row),
            likes=None if row.get("likes") is None else int(row["likes"]),
            language=str(row.get("language") or ""),
            before=bool(whole[:start].strip()),
            after=bool(whole[end:].strip()),
        )


def _line(row: Mapping[str, Any]) -> str:
    """What a reader calls a response: its id, or the row of the spreadsheet where that is long."""
    id_, number = str(row["response_id"]), row.get("source_row")
    return id_ if len(id_) <= _SHORT_ID or number is None else f"row {int(number):,}"


def period(first: Any, last: Any) -> str:
    """Say from when to when, without saying a month or year twice; empty where not known."""
    start = pd.to_datetime(first, utc=True, errors="coerce")
    end = pd.to_datetime(last, utc=True, errors="coerce")
    if pd.isna(start) or pd.isna(end):
        return ""
    said = f"{end.day} {end:%B} {end.year}"
    if start.date() == end.date():
        return said
    opening = str(start.day)
    if (start.year, start.month) != (end.year, end.month):
        opening += f" {start:%B}"
    if start.year != end.year:
        opening += f" {start.year}"
    return f"{opening} to {said}"


def _bounds(text: str, start: int | None, end: int | None) -> tuple[int, int]:
    first = 0 if start is None else max(int(start), 0)
    last = len(text) if end is None else min(int(end), len(text))
    return first, max(first, last)


def values_of(table: pd.DataFrame) -> list[list[Any]]:
    """The columns of a table as plain lists; whatever is missing is None."""
    return [_listed(column) for _, column in table.items()]


def _listed(column: pd.Series) -> list[Any]:
    values = column.tolist()
    missing = column.array.isna()
    if not missing.any():
        return values
    return [None if gone else v for v, gone in zip(values, missing, strict=True)]


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """A table as a list of plain records; whatever is missing is None."""
    names = [str(name) for name in table.columns]
    return [dict(zip(names, row, strict=True)) for row in zip(*values_of(table), strict=True)]


def by(rows: list[dict[str, Any]], name: str) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Records in groups, in the order in which the groups first appear."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        groups.setdefault(str(row[name]), []).append(row)
    yield from groups.items()
