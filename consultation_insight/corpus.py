"""The corpus: who answered, what was asked, what they wrote, and what was done to it.

A `Corpus` is frozen. Each preparing step takes one and returns a new one through `Corpus.after`,
which can change columns but not lose, add or reorder rows: ``read = live + set aside``, always.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from consultation_insight._display import Shown
from consultation_insight._tables import empty, holds, may_hold
from consultation_insight.errors import did_you_mean

__all__ = ["OTHER_SHEET", "REASONS", "Corpus", "Source", "Step", "sheets_left"]

#: Why the ledger says that a column was not used, whose sheet looked less like responses.
OTHER_SHEET = "another sheet holds the responses; name this one with 'sheet' to read it"

#: Why a response may be set aside, and how a report says it.
REASONS: dict[str, str] = {
    "blank": "blank",
    "non_answer": "no answer in it (such as “n/a”)",
    "row_twice": "row collected twice",
    "same_text_again": "same person, same text again",
    "superseded": "replaced by a later answer of the same person",
    "asker": "written by whoever asked",
    "test": "test submission",
}

RESPONSE_COLUMNS = (
    "response_id",
    "respondent_id",
    "question_id",
    "text",
    "set_aside",
    "language",
    "duplicate_of",
    "campaign_id",
    "variant",
    "likes",
    "weight",
    "created_at",
    "links",
    "handle",
    "in_reply_to",
    "source_file",
    "source_sheet",
    "source_row",
    "source_id",
    "quotable",
)

_TEXT = (
    "response_id",
    "respondent_id",
    "question_id",
    "text",
    "set_aside",
    "language",
    "duplicate_of",
    "campaign_id",
    "variant",
    "links",
    "handle",
    "in_reply_to",
    "source_file",
    "source_sheet",
    "source_id",
)


@dataclass(frozen=True, eq=False)
class Step:
    """What was done to which responses.

    Parameters
    ----------
    name : str
        The function that did it, such as ``"clean"``.
    settings : mapping
        Its settings, as given.
    rows : pandas.DataFrame
        One row for each thing done: ``response_id``, ``change`` (what), ``start`` and ``end``
        (characters in the text after the step; missing where the whole response is meant).
        It never holds the text itself.
    """

    name: str
    settings: Mapping[str, Any]
    rows: pd.DataFrame = holds("response_id", "change", "start", "end")

    @classmethod
    def of(cls, name: str, settings: Mapping[str, Any], rows: pd.DataFrame | None = None) -> Step:
        """Make a step; ``start`` and ``end`` may be left out of ``rows``."""
        rows = empty("response_id", "change") if rows is None else rows
        for column in ("start", "end"):
            if column not in rows:
                rows = rows.assign(**{column: pd.array([pd.NA] * len(rows), dtype="Int64")})
        return cls(name, dict(settings), rows)

    def __repr__(self) -> str:
        return f"Step({self.name!r}, {len(self.rows)} changes)"


@dataclass(frozen=True)
class Source:
    """One file that was read.

    Parameters
    ----------
    file : str
        Its name, without the folder.
    sha256 : str
        Its fingerprint; empty for data that came from memory.
    rows : int
        Records in it, over all of its sheets.
    """

    file: str
    sha256: str = ""
    rows: int = 0


def sheets_left(ledger: pd.DataFrame) -> str:
    """Say which sheets of a workbook were not read because another one was; empty where none."""
    other = (ledger["why"] == OTHER_SHEET) & (ledger["cells"] >= 10)  # more than a note
    left = ledger.loc[other, "source_sheet"].drop_duplicates().tolist()
    names = ", ".join(f"“{name}”" for name in left[:5])
    more = f" and {len(left) - 5} more" if len(left) > 5 else ""
    return f"Not read: sheet{'' if len(left) == 1 else 's'} {names}{more}" if left else ""


@dataclass(frozen=True, eq=False)
class Corpus(Shown):
    """Responses with who gave them, to which question, and what was done to them.

    Parameters
    ----------
    responses : pandas.DataFrame
        One row for each response, in the order of the source. ``set_aside`` is empty or a
        reason of `REASONS`; ``likes`` and ``source_row`` are whole numbers; ``created_at`` is in
        UTC; ``links`` holds the addresses that the data gave for the response, separated by
        spaces; ``weight`` is 1 or what the data say (dot votes). ``handle`` and ``in_reply_to``
        are account names without ``@``; `redact` empties them. ``quotable`` is False where the data
        say that somebody did not agree to publication: counted, but never quoted. As `read` makes
        them, also ``known_by``: ``id`` or ``email`` where a survey's own respondent id or an e-mail
        address says who answered, else empty (accounts, notes, transcripts, numbered rows).
    respondents : pandas.DataFrame
        ``respondent_id`` and one column for each attribute.
    questions : pandas.DataFrame
        ``question_id``, ``wording``, ``type`` (``open``, ``single``, ``multiple``, ``scale``,
        ``number``); as `read` makes them, also ``levels``: those of a scale, from least to most,
        separated by `` | ``.
    answers : pandas.DataFrame
        Closed answers: ``respondent_id``, ``question_id``, ``answer``; one row for each tick.
    ledger : pandas.DataFrame
        Where the input went: ``source_file``, ``source_sheet``, ``column``, ``used_as``
        (``open``, ``single``, ``multiple``, ``attribute``, ``likes``, …, or ``not used``),
        ``why``, ``cells``.
    steps : tuple of Step
        What was done, in order.
    sources : tuple of Source
        What was read.
    attributes : pandas.DataFrame
        ``attribute`` (a column of ``respondents``), ``type`` (``scale``, ``number``, ``category``)
        and ``levels`` of a scale in their order, as in ``questions``.
    link_titles : pandas.DataFrame
        Titles of pages where the data have them: ``url``, ``title``. No page is visited.
    """

    responses: pd.DataFrame = holds(*RESPONSE_COLUMNS)
    respondents: pd.DataFrame = holds("respondent_id")
    questions: pd.DataFrame = holds("question_id", "wording", "type")
    answers: pd.DataFrame = holds("respondent_id", "question_id", "answer")
    ledger: pd.DataFrame = holds("source_file", "source_sheet", "column", "used_as", "why", "cells")
    steps: tuple[Step, ...] = ()
    sources: tuple[Source, ...] = ()
    attributes: pd.DataFrame = may_hold("attribute", "type", "levels")
    link_titles: pd.DataFrame = may_hold("url", "title")

    def __post_init__(self) -> None:
        responses = self.__dict__["responses"]
        if not responses["response_id"].is_unique:
            raise ValueError("A response_id stands twice; each must be unique.")
        for column in _TEXT:
            responses[column] = responses[column].fillna("").astype("str")
        for column in ("likes", "source_row"):
            responses[column] = responses[column].astype("Int64")
        responses["weight"] = responses["weight"].astype("float64").fillna(1.0)
        responses["created_at"] = pd.to_datetime(responses["created_at"], utc=True)
        responses["quotable"] = responses["quotable"].eq(True).fillna(False).astype("bool")

    @classmethod
    def from_responses(
        cls,
        responses: pd.DataFrame,
        *,
        respondents: pd.DataFrame | None = None,
        questions: pd.DataFrame | None = None,
        answers: pd.DataFrame | None = None,
        attributes: pd.DataFrame | None = None,
        sources: tuple[Source, ...] = (),
        ledger: pd.DataFrame | None = None,
    ) -> Corpus:
        """Make a corpus from a table with at least ``text``; what is missing gets a default.

        Examples
        --------
        >>> import pandas as pd
        >>> from consultation_insight import Corpus
        >>> Corpus.from_responses(pd.DataFrame({"text": ["More buses", ""]}))
        Corpus: 2 responses, 2 live, 0 set aside; 1 question, 2 respondents
        """
        frame = responses.reset_index(drop=True).copy(deep=False)
        count = len(frame)
        number = pd.Series(range(1, count + 1), index=frame.index, dtype="int64").astype("str")
        defaults: dict[str, Any] = {
            "response_id": "r" + number,
            "respondent_id": "p" + number,
            "question_id": "text",
            "weight": 1.0,
            "likes": pd.array([pd.NA] * count, dtype="Int64"),
            "created_at": pd.NaT,
            "source_row": pd.array(range(1, count + 1), dtype="Int64"),
            "quotable": True,
        }
        for column in RESPONSE_COLUMNS:
            if column not in frame:
                frame[column] = defaults.get(column, "")
        if respondents is None:
            respondents = frame[["respondent_id"]].drop_duplicates()
        if questions is None:
            ids = frame["question_id"].drop_duplicates()
            questions = pd.DataFrame({"question_id": ids, "wording": ids, "type": "open"})
        return cls(
            frame,
            respondents,
            questions,
            empty("respondent_id", "question_id", "answer") if answers is None else answers,
            empty("source_file", "source_sheet", "column", "used_as", "why", "cells")
            if ledger is None
            else ledger,
            sources=sources,
            attributes=empty("attribute", "type", "levels") if attributes is None else attributes,
        )

    @property
    def live(self) -> pd.DataFrame:
        """The responses to analyse: all that are not set aside, with their original index."""
        responses = self.responses
        return responses[responses["set_aside"] == ""]

    @property
    def base(self) -> int:
        """How many responses are live."""
        return int((self.__dict__["responses"]["set_aside"] == "").sum())

    def __len__(self) -> int:
        return len(self.__dict__["responses"])

    def reconcile(self) -> pd.DataFrame:
        """Say where all responses went: ``reason``, ``label``, ``responses``.

        The first row is what was received, the last what is analysed; the rows between are
        what was set aside, by reason; they add up.
        """
        aside = self.__dict__["responses"]["set_aside"]
        counts = aside[aside != ""].value_counts()
        order = [r for r in REASONS if r in counts] + sorted(set(counts.index) - set(REASONS))
        rows: list[tuple[str, str, int]] = [("received", "received", len(self))]
        rows += [(reason, REASONS.get(reason) or reason, int(counts[reason])) for reason in order]
        rows += [("analysed", "analysed", self.base)]
        return pd.DataFrame(rows, columns=["reason", "label", "responses"])

    def after(
        self,
        step: Step,
        *,
        respondents: pd.DataFrame | None = None,
        answers: pd.DataFrame | None = None,
        link_titles: pd.DataFrame | None = None,
        **columns: Any,
    ) -> Corpus:
        """Return the corpus as it is after a step.

        Parameters
        ----------
        step : Step
            What was done.
        respondents, answers : pandas.DataFrame, optional
            Replacements, with the same respondents.
        link_titles : pandas.DataFrame, optional
            Another table of titles.
        **columns
            New values for columns of ``responses``: a Series with the index of ``responses`` (all
            of it or a part), or one value for all. Rows cannot be lost, added or reordered.
        """
        responses = self.responses
        for name, values in columns.items():
            if name not in responses or name in ("response_id", "source_row", "source_file"):
                raise ValueError(f"A step may not set the column {name!r}.")
            if isinstance(values, pd.Series):
                if not values.index.isin(responses.index).all():
                    raise ValueError(f"The new {name!r} has rows which the corpus has not.")
                responses[name] = values.combine_first(responses[name]).reindex(responses.index)
            else:
                responses[name] = values
        return replace(
            self,
            responses=responses,
            respondents=self.respondents if respondents is None else respondents,
            answers=self.answers if answers is None else answers,
            link_titles=self.link_titles if link_titles is None else link_titles,
            steps=(*self.steps, step),
        )

    def set_aside(self, step: Step, reasons: pd.Series, **columns: Any) -> Corpus:
        """Set responses aside: ``reasons`` maps their index to a reason; the first reason stays."""
        now = self.responses["set_aside"]
        new = reasons[now.reindex(reasons.index) == ""]
        return self.after(step, set_aside=new, **columns)

    def filter(self, **equals: Any) -> Corpus:
        """Keep only the responses whose columns (or whose respondent's attributes) have these values.

        Examples
        --------
        >>> import pandas as pd
        >>> from consultation_insight import Corpus
        >>> corpus = Corpus.from_responses(pd.DataFrame({"text": ["a", "b"], "language": ["en", "cy"]}))
        >>> corpus.filter(language="cy").base
        1
        """
        responses = self.responses
        attributes = self.respondents.set_index("respondent_id")
        keep = pd.Series(True, index=responses.index)
        for name, value in equals.items():
            if name in responses:
                values = responses[name]
            elif name in attributes:
                values = responses["respondent_id"].map(attributes[name])
            else:
                known = [*responses.columns, *attributes.columns]
                hint = did_you_mean(name, known)
                raise KeyError(
                    f"No column or attribute {name!r}; there are {', '.join(known)}.{hint}"
                )
            wanted = value if isinstance(value, list | tuple | set) else [value]
            keep &= values.isin(list(wanted))
        return replace(self, responses=responses[keep])

    def __repr__(self) -> str:
        def counted(number: int, noun: str) -> str:
            return f"{number:,} {noun}" + ("" if number == 1 else "s")

        return (
            f"Corpus: {counted(len(self), 'response')}, {self.base:,} live, "
            f"{len(self) - self.base:,} set aside; {counted(len(self.questions), 'question')}, "
            f"{counted(len(self.respondents), 'respondent')}"
        )
