"""What the analysing functions return: frozen holders of tidy tables.

Every result has a ``base`` (how many responses its shares are out of) and the ``settings`` that
made it. Tables come out as copies; a result cannot be changed, only replaced.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, ClassVar

import pandas as pd

from consultation_insight._display import Shown
from consultation_insight._tables import holds, may_hold
from consultation_insight.corpus import Corpus
from consultation_insight.editing.log import Edit
from consultation_insight.editing.methods import Editable
from consultation_insight.editing.theme import Theme

if TYPE_CHECKING:
    from consultation_insight.code_frames.frame import CodeFrame

__all__ = [
    "KINDS",
    "SENTIMENTS",
    "STANCES",
    "UNSTABLE",
    "Analysis",
    "Campaigns",
    "Fetched",
    "Findings",
    "Harvest",
    "Kinds",
    "Leaks",
    "Recommendations",
    "Result",
    "Sentiment",
    "Stance",
    "Theme",
    "Themes",
    "Understanding",
]

#: A theme of which less than this is found again, when it is sought anew, is marked: Hennig (2007) calls
#: clusters under it not to be trusted.
UNSTABLE = 0.6
#: The kinds of response; what is blank or by the asker is set aside and has no kind.
KINDS: tuple[str, ...] = ("substantive", "campaign", "political", "abuse", "off_topic", "spam")
SENTIMENTS: tuple[str, ...] = ("positive", "neutral", "negative", "mixed")
STANCES: tuple[str, ...] = ("for", "against", "conditional", "unclear")


@dataclass(frozen=True, eq=False, kw_only=True)
class Result(Shown):
    """What all results share.

    Which copies of a campaign the figures count says the ``count`` of `find_campaigns`. Tables
    with counts give beside them the same figures with each copy (``…_each``), with each campaign
    once (``…_once``) and without campaigns (``…_outside``); see `consultation_insight.counting`.

    Parameters
    ----------
    base : int
        How many responses the shares are out of.
    settings : mapping
        The settings that made the result; the report's method note prints them.
    method : str
        One sentence: the method and the model, with its version.
    """

    base: int
    settings: Mapping[str, Any] = field(default_factory=dict)
    method: str = ""

    #: The table that the result shows of itself.
    main: ClassVar[str] = "table"

    def tables(self) -> dict[str, pd.DataFrame]:
        """All tables of the result, by name."""
        return {
            item.name: value
            for item in fields(self)
            if isinstance(value := getattr(self, item.name), pd.DataFrame)
        }

    def to_frame(self) -> pd.DataFrame:
        """The main table, as a DataFrame of your own."""
        frame: pd.DataFrame = getattr(self, self.main)
        return frame.copy()

    def __len__(self) -> int:
        return len(getattr(self, self.main))

    def __repr__(self) -> str:
        shown = self.to_frame().head(12).to_string(index=False, max_colwidth=48)
        return f"{type(self).__name__} (base {self.base:,}, {len(self):,} rows)\n{shown}"


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Understanding(Result):
    """What `check` made of a file.

    ``table``: one row for each column of each sheet; ``used_as`` as in ``Corpus.ledger``;
    ``values`` describes the cells without quoting free text.
    """

    table: pd.DataFrame = holds(
        "source_file", "source_sheet", "column", "used_as", "question_id", "why", "cells", "values"
    )
    toml: str = ""

    def sections(self) -> dict[str, pd.DataFrame]:
        """The table in parts, as a person reads it: what was asked, who answered, the rest.

        ``base`` is the number of cells that are filled; levels of a scale stand in their order.
        """
        table = self.to_frame().rename(columns={"cells": "base", "used_as": "type"})
        place = ["source_sheet"] if len(set(table["source_sheet"])) > 1 else []
        kind = table["type"]
        closed = kind.isin(["single", "multiple", "scale", "number"])
        parts = {
            "Open questions": (kind.isin(["open", "question"]), ["column", "question_id", "base", "values"]),
            "Closed questions": (closed, ["column", "question_id", "type", "base", "values"]),
            "About those who answered": (kind == "attribute", ["column", "base", "values"]),
            "Not used": (kind == "not used", ["column", "base", "why"]),
            "Remarks": (kind == "note", ["why"]),
        }  # fmt: skip
        taken = pd.concat([mask for mask, _ in parts.values()], axis=1).any(axis=1)
        parts["What else is used"] = (~taken, ["column", "type", "base", "values", "why"])
        if "look_at" in table:
            parts["Look at these"] = (table["look_at"] != "", ["column", "look_at"])
        found = {
            title: table.loc[rows, place + columns].reset_index(drop=True)
            for title, (rows, columns) in parts.items()
        }
        return {title: frame for title, frame in found.items() if len(frame)}


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Fetched(Result):
    """What `fetch_replies` brought, and what it could not.

    ``table``: ``what`` was counted and ``n``; it holds no words of replies. ``base`` is the number
    of replies in ``file``, ``new`` of them from this call; ``direct`` answer the post itself,
    which says that it has ``reply_count``; ``coverage`` is the one out of the other. ``complete``:
    the search went as far back as the post.
    """

    table: pd.DataFrame = holds("what", "n")
    file: str = ""
    new: int = 0
    direct: int = 0
    reply_count: int | None = None
    complete: bool = False
    notes: tuple[str, ...] = ()

    @property
    def coverage(self) -> float | None:
        """Direct replies in the file out of those that the post says it has, if it says."""
        return self.direct / self.reply_count if self.reply_count else None


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Campaigns(Result):
    """Organised texts and their variants, read from a corpus that `find_campaigns` marked.

    ``table``: one row a campaign; counts by variant; ``template`` is the recovered text.
    ``members``: each response of a campaign with its ``variant`` (``word_for_word``, ``edited``,
    ``extended``, ``reworded``) and its likeness to the template (0 to 1).
    ``additions``: what supporters wrote beside the template, by offsets into the response.
    ``differences``: word by word, what edited and extended copies changed: ``operation`` is
    ``added``, ``removed`` or ``changed``, ``position`` the word of the template (from 1) at which it
    was done, ``start`` and ``end`` the place in the response (empty where words were removed).
    ``perhaps_reworded``: responses outside that may say the same in other words, to be looked at;
    ``likeness`` in standard deviations above what is usual, ``nearer`` other responses are more
    like it, ``rare_words``, ``marks`` (hashtags, links) and a ``burst_day`` in common.
    """

    table: pd.DataFrame = holds(
        "campaign_id", "n", "word_for_word", "edited", "extended", "reworded",
        "strength", "why", "template", "first", "last", "likes",
    )  # fmt: skip
    members: pd.DataFrame = holds("campaign_id", "response_id", "variant", "likeness")
    additions: pd.DataFrame = holds("campaign_id", "response_id", "start", "end", "text")
    differences: pd.DataFrame = may_hold(
        "campaign_id", "response_id", "position", "operation", "template_words", "response_words",
        "start", "end",
    )  # fmt: skip
    perhaps_reworded: pd.DataFrame = may_hold(
        "campaign_id", "response_id", "likeness", "strength", "nearer", "rare_words", "marks",
        "burst_day",
    )  # fmt: skip


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Themes(Editable, Result):
    """Themes, and which words of which responses carry them.

    ``themes["T03"]`` is one of them; ``rename``, ``merge``, ``split``, ``move``, ``drop`` and
    ``set_description`` return edited ones.

    ``table``: one row a theme, largest first. ``n`` responses carry it; ``share`` is out of
    ``base`` responses to ``question_id``, ``low`` and ``high`` its 95 % interval; ``n_each``,
    ``n_once`` and ``n_outside`` count each copy of a campaign, each campaign once (and what its
    supporters added as their own), and what stands outside campaigns; ``description`` is a
    sentence of a response; ``keywords`` are separated by ``, ``; ``stability`` runs from 0 to 1,
    and a theme under `UNSTABLE` is marked.
    ``coding``: ``start`` and ``end`` count characters of ``text``; ``strength`` runs from 0 to 1;
    ``assigned_by`` is ``machine`` or a person.
    ``verbatims``: the passages that show each theme best, from different respondents.
    ``said_once``: passages that resemble nothing else.
    ``subthemes`` and ``subcoding``: what themes divide into (`with_subthemes`), with the same
    columns; ``of_theme`` is the share of the theme's responses.
    ``shifts``: after `update`, how the share of each theme among late responses differs from what it
    was before (``change``, with its 95 % interval); ``emerging`` themes are new.
    ``map``: where each theme stands in a picture, -1 to 1; only nearness means anything.
    ``left_out``: edits that could not be replayed.

    Parameters
    ----------
    corpus : Corpus, optional
        Where they were found. It is a reference, not a copy, and is not saved with the result.
    embedder : object, optional
        What was given as embedder, if it was an object rather than a name.
    log : tuple of Edit
        What a person did to them, in order; ``edits`` shows it as a table.
    before : Themes, optional
        As they were before the last edit.
    """

    table: pd.DataFrame = holds(
        "theme_id", "question_id", "label", "description", "keywords",
        "n", "share", "low", "high", "base", "likes", "stability", "n_once",
    )  # fmt: skip
    coding: pd.DataFrame = holds(
        "response_id", "start", "end", "theme_id", "strength", "stance", "assigned_by"
    )
    verbatims: pd.DataFrame = holds("theme_id", "response_id", "start", "end")
    said_once: pd.DataFrame = holds("question_id", "response_id", "start", "end")
    subthemes: pd.DataFrame = may_hold(
        "subtheme_id", "theme_id", "question_id", "label", "keywords", "n", "share", "low", "high",
        "base", "of_theme", "likes", "stability", "n_once",
    )  # fmt: skip
    subcoding: pd.DataFrame = may_hold(
        "response_id", "start", "end", "theme_id", "subtheme_id", "strength"
    )
    shifts: pd.DataFrame = may_hold(
        "theme_id", "question_id", "label", "emerging", "n_before", "base_before", "share_before",
        "n_late", "base_late", "share_late", "change", "low", "high",
    )  # fmt: skip
    map: pd.DataFrame = may_hold("theme_id", "question_id", "x", "y")
    left_out: pd.DataFrame = may_hold("edit", "verb", "what", "why")
    corpus: Corpus | None = field(default=None, repr=False)
    embedder: Any = field(default=None, repr=False)
    log: tuple[Edit, ...] = ()
    before: Themes | None = field(default=None, repr=False)

    def tables(self) -> dict[str, pd.DataFrame]:
        """All tables of the result, by name; of those that may be missing, the ones that are not."""
        optional = {"subthemes", "subcoding", "shifts", "map", "left_out"}
        tables = {
            name: frame
            for name, frame in super().tables().items()
            if len(frame) or name not in optional
        }
        if "map" in tables:  # a theme that was merged or dropped is on it no more
            tables["map"] = tables["map"][tables["map"]["theme_id"].isin(self.table["theme_id"])]
        return tables

    def to_code_frame(self, *, name: str = "") -> CodeFrame:
        """Make a code frame of the themes, with sub-themes under them, to edit and approve."""
        from consultation_insight.code_frames.from_themes import frame_of_themes

        return frame_of_themes(self, name=name)


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Sentiment(Result):
    """Tone of each response: one of `SENTIMENTS`, empty where not scored.

    ``table``: ``probability`` of the given class; ``positive``, ``neutral``, ``negative`` are the
    model's probabilities; ``why_not`` says why a response was not scored.
    ``sentences``: the same for each sentence, by offsets.
    """

    table: pd.DataFrame = holds(
        "response_id", "sentiment", "probability", "positive", "neutral", "negative", "why_not"
    )
    sentences: pd.DataFrame = holds("response_id", "start", "end", "sentiment", "probability")


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Stance(Result):
    """Position towards a proposal: one of `STANCES`, empty where the question has none.

    ``source`` is ``closed answer``, ``model`` or ``person``. ``disagree``: responses whose closed
    answer (``ticked``) and words (``worded``, with their probability) say opposite things.
    """

    table: pd.DataFrame = holds("response_id", "stance", "probability", "source")
    disagree: pd.DataFrame = may_hold("response_id", "ticked", "worded", "probability")


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Kinds(Result):
    """What kind of response each is (one of `KINDS`), and whether an organised interest speaks.

    ``table``: one row a live response. ``shares``: one row a kind, and one for ``lobby``.
    """

    table: pd.DataFrame = holds("response_id", "kind", "probability", "lobby", "lobby_probability")
    shares: pd.DataFrame = holds("kind", "n", "share", "low", "high", "base")
    main: ClassVar[str] = "shares"


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Recommendations(Result):
    """Sentences that ask for something.

    ``answers`` is ``who`` (should be listened to), ``what`` (should be asked), ``where`` (it
    worked) or ``do`` (what should be done); a sentence that answers several has several rows.
    ``groups``: asks of two or more responses. ``ask`` is whom or what they name, empty where they
    are alike in their words; ``response_id``, ``start``, ``end`` are an example; ``response_ids``
    (separated by ``;``) all ``n`` responses.
    """

    table: pd.DataFrame = holds("response_id", "start", "end", "answers")
    groups: pd.DataFrame = holds(
        "group_id", "answers", "ask", "n", "likes", "response_ids", "response_id", "start", "end"
    )


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Harvest(Result):
    """What the notes of a board would leave, keep and change.

    ``table``: one row a note; ``role`` is ``leave``, ``keep``, ``change`` or empty; ``action`` is
    ``agreed`` or ``proposed``, or empty; ``place`` is the table where it was written.
    ``agreement``: one row a theme; it was raised at ``places`` ``of_places`` tables.
    """

    table: pd.DataFrame = holds(
        "response_id", "role", "action", "owner", "by_when", "place", "votes"
    )
    agreement: pd.DataFrame = holds("theme_id", "label", "notes", "votes", "places", "of_places")

    @property
    def actions(self) -> pd.DataFrame:
        """The notes that propose a step."""
        table = self.table
        return table[table["action"] != ""].reset_index(drop=True)


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Leaks(Result):
    """Personal data found in files: ``kind`` and ``place`` of the first, and how many ``hits``.

    ``base`` is the number of files searched. The table never holds what was found.
    """

    table: pd.DataFrame = holds("file", "kind", "place", "hits")


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Findings(Result):
    """Statements of the report, each with its numbers and where they stand.

    ``statement`` is a sentence; ``number``, ``share`` and ``base`` are its main figures;
    ``table_name`` and ``row_id`` say which table holds them; ``response_ids`` (separated by ``;``)
    are the evidence; ``method`` is how it was found; ``rank`` orders them, ``key`` marks the few
    that open the report.
    """

    table: pd.DataFrame = holds(
        "finding_id", "statement", "number", "share", "base", "table_name", "row_id",
        "response_ids", "method", "rank", "key",
    )  # fmt: skip


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Analysis(Shown):
    """All that a renderer sees: the redacted corpus, the results and the tables of the report.

    Parameters
    ----------
    title : str
    corpus : Corpus
        After `redact`; quotations are cut from it by offsets, so they cannot differ from it.
    results : mapping of str to Result
        By name: ``campaigns``, ``themes``, ``sentiment``, ``stance``, ``kinds``, ``terms``,
        ``references``, ``links``, ``recommendations``, ``findings``; one that was switched off is
        missing.
    tables : mapping of str to pandas.DataFrame
        What ``results/*.csv`` hold and reports print; each is computed from the results.
    settings : mapping
        Settings by section.
    manifest : mapping
        Inputs with fingerprints, versions, seed, counts, seconds by step.
    """

    title: str
    corpus: Corpus
    results: Mapping[str, Result]
    tables: Mapping[str, pd.DataFrame]
    settings: Mapping[str, Any]
    manifest: Mapping[str, Any] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Any:
        results = self.__dict__.get("results", {})
        if name in results:
            return results[name]
        raise AttributeError(
            f"This analysis has no {name!r}; it has {', '.join(results) or 'no results'}."
        )

    def __dir__(self) -> list[str]:
        return sorted({*object.__dir__(self), *self.results})

    def quote(self, response_id: str, start: int | None = None, end: int | None = None) -> str:
        """The words of a response between two offsets, from the redacted corpus."""
        texts = self.__dict__.get("_texts")
        if texts is None:
            responses = self.corpus.responses
            texts = dict(zip(responses["response_id"], responses["text"], strict=True))
            self.__dict__["_texts"] = texts
        return str(texts[response_id][start:end])

    def __repr__(self) -> str:
        return (
            f"Analysis {self.title!r}: {len(self.corpus):,} responses received, "
            f"{self.corpus.base:,} analysed; {', '.join(self.results)}"
        )
