"""The tables of a run, each computed from the corpus and the results.

``results/*.csv`` hold these tables, reports print them, and `verify` computes them anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from consultation_insight.analysis._likes import like_tables
from consultation_insight.analysis._run_tables.counts import (
    NO_CONSENT,
    answers,
    asked,
    by_question,
    consent,
    languages,
    questions,
    rules,
    that_count,
    with_tone,
)
from consultation_insight.analysis._run_tables.groups import group_tables, publishable
from consultation_insight.analysis._run_tables.liked import liked, theme_links
from consultation_insight.analysis._run_tables.over_time import over_time
from consultation_insight.analysis._run_tables.quotations import (
    asks,
    campaign_words,
    most_liked,
    quotable,
    strongest_first,
    who_sent_campaigns,
    with_words,
)
from consultation_insight.analysis._run_tables.same import same_answers
from consultation_insight.corpus import Corpus
from consultation_insight.counting import OWN_WORDS, Counting
from consultation_insight.results import SENTIMENTS, STANCES, Result, Themes

__all__ = ["build_tables"]


def build_tables(
    corpus: Corpus,
    results: Mapping[str, Result],
    *,
    likes_over: int = 20,
    verbatims: int = 3,
    k_anonymity: int = 5,
    likes_cap: int | None = None,
    trends: Mapping[str, Any] | None = None,
    weights: Mapping[str, Any] | None = None,
    disclosure: str | Mapping[str, int] = "internal",
) -> dict[str, pd.DataFrame]:
    """Compute all tables of a run.

    Parameters
    ----------
    corpus : Corpus
        After all preparing steps.
    results : mapping of str to Result
        Those that were made; tables that need others are left out.
    likes_over : int
        Responses with more likes than this are ranked by likes.
    verbatims : int
        How many quotations to show for each theme, from different respondents.
    k_anonymity : int
        Fewer respondents of a campaign than this are not told apart by what they are.
    likes_cap : int, optional
        How many likes of one author count for a theme; see `consultation_insight.count_likes`.
    trends : mapping, optional
        Settings for what is followed over time; see `consultation_insight.trends`.
    weights : mapping, optional
        Settings for weighted shares beside the others; see `consultation_insight.weigh`.
    disclosure : str or mapping
        ``internal``, ``publication``, or ``min_count`` and ``rounding``: which counts of people are
        hidden. Done here, before anything is printed or said of the tables.

    Returns
    -------
    dict of str to pandas.DataFrame
        By the name of the CSV file.
    """
    counting = Counting.of(corpus)
    responses = _responses(corpus, results, counting)
    live = responses[responses["set_aside"] == ""]
    tables: dict[str, pd.DataFrame] = {
        "reconciliation": corpus.reconcile(),
        "counting": rules(counting),
        "questions": questions(corpus, counting),
        "responses": responses,
        "languages": languages(live, counting, results),
        "answers": answers(corpus, counting),
    }
    if not responses["quotable"].all():
        tables["consent"] = consent(responses)
    for name, result in results.items():
        tables |= _own_tables(name, result)
        if isinstance(result, Themes) and result.log:
            tables["edits"] = result.edits
    tables |= that_count(tables, counting)
    if "sentiment" in results:
        tables["sentiment"] = by_question(live, "sentiment", SENTIMENTS, counting)
    if "stance" in results:
        tables["stance"] = by_question(live, "stance", STANCES, counting)
    if "themes" in results:
        tables["themes"] = with_tone(tables["themes"], tables["coding"], live)
        candidates = pd.concat(
            [tables["verbatims"], strongest_first(tables["coding"])], ignore_index=True
        )
        tables["verbatims"] = quotable(candidates, corpus, live, verbatims)
        tables["said_once"] = with_words(tables["said_once"], corpus, live)
        if "links" in results:
            tables["theme_links"] = theme_links(tables, counting)
    if "recommendations" in results:
        tables["asked"] = asked(results["recommendations"].to_frame(), counting)
        tables["recommendations"] = with_words(tables["recommendations"], corpus, live)
        tables["recommendation_groups"] = asks(tables["recommendation_groups"], corpus, live)
    same = same_answers(live, corpus.responses["text"], _bases(tables["questions"]))
    if len(same):
        tables["same_answers"] = same
    if "campaigns" in results:
        tables |= campaign_words(tables, corpus, live)
        tables |= who_sent_campaigns(corpus, k_anonymity)
    tables |= group_tables(corpus, results, counting, weights=weights)
    tables |= over_time(counting, results, **(trends or {}))
    if live["likes"].notna().any():
        tables |= _on_likes(tables, live, counting, likes_over, likes_cap)
    else:
        tables = {name: _without_likes(frame) for name, frame in tables.items()}
    tables = publishable(tables, corpus, disclosure)
    return {name: _whole_offsets(frame) for name, frame in tables.items()}


def _bases(questions: pd.DataFrame) -> dict[str, int]:
    """How many responses to each open question count."""
    told = questions.dropna(subset=["base"])
    return dict(zip(told["question_id"], told["base"].astype(int), strict=True))


def _on_likes(
    tables: Mapping[str, pd.DataFrame],
    live: pd.DataFrame,
    counting: Counting,
    likes_over: int,
    likes_cap: int | None,
) -> dict[str, pd.DataFrame]:
    """Whom likes went to."""
    counted = live[counting.counted()]
    coding, themes = tables.get("coding"), tables.get("themes")
    made = {}
    if coding is not None and themes is not None:
        made = liked(themes, coding, counted, likes_over)
    if counted["likes"].fillna(0).any():
        made |= like_tables(counted, coding, themes, cap=likes_cap)
        made["most_liked"] = most_liked(made["most_liked"], live)
    return made


def _without_likes(frame: pd.DataFrame) -> pd.DataFrame:
    """Where nobody could like anything, nobody is said to have had no likes."""
    if "likes" not in frame:
        return frame
    return frame.assign(likes=pd.array([pd.NA] * len(frame), dtype="Int64"))


def _whole_offsets(frame: pd.DataFrame) -> pd.DataFrame:
    """Offsets are whole numbers also where some are missing."""
    offsets = {name: "Int64" for name in ("start", "end") if name in frame}
    return frame.astype(offsets) if offsets else frame


#: result and table of it → name of the file; the other tables of a result are not printed.
_FILES = {
    ("themes", "table"): "themes",
    ("themes", "coding"): "coding",
    ("themes", "verbatims"): "verbatims",
    ("themes", "said_once"): "said_once",
    ("themes", "subthemes"): "subthemes",
    ("themes", "subcoding"): "subcoding",
    ("themes", "shifts"): "shifts",
    ("themes", "left_out"): "edits_left_out",
    ("themes", "map"): "theme_map",
    ("terms", "table"): "terms",
    ("terms", "groups"): "term_groups",
    ("references", "table"): "references",
    ("references", "citations"): "citations",
    ("links", "table"): "links",
    ("links", "response_links"): "response_links",
    ("campaigns", "table"): "campaigns",
    ("campaigns", "members"): "campaign_members",
    ("campaigns", "additions"): "additions",
    ("campaigns", "differences"): "campaign_differences",
    ("campaigns", "perhaps_reworded"): "perhaps_reworded",
    ("kinds", "shares"): "kinds",
    ("stance", "disagree"): "disagree",
    ("recommendations", "table"): "recommendations",
    ("recommendations", "groups"): "recommendation_groups",
    ("findings", "table"): "findings",
}

#: These are written where they have rows.
_SOMETIMES = {
    ("terms", "groups"), ("campaigns", "differences"), ("campaigns", "perhaps_reworded"),
    ("stance", "disagree"),
}  # fmt: skip


def _own_tables(name: str, result: Result) -> dict[str, pd.DataFrame]:
    return {
        _FILES[name, part]: frame
        for part, frame in result.tables().items()
        if (name, part) in _FILES and (len(frame) or (name, part) not in _SOMETIMES)
    }


def _responses(corpus: Corpus, results: Mapping[str, Result], counting: Counting) -> pd.DataFrame:
    frame = corpus.responses
    ids = frame["response_id"]

    def taken(result: str, column: str) -> pd.Series:
        if result not in results:
            return pd.Series("", index=frame.index)
        values = results[result].tables()["table"].set_index("response_id")[column]
        return ids.map(values)

    lobby = taken("kinds", "lobby").map({True: "true", False: "false"})
    theme_ids = pd.Series("", index=frame.index)
    if "themes" in results:
        coding = results["themes"].tables()["coding"]
        best = coding.groupby(["response_id", "theme_id"])["strength"].max().reset_index()
        best = best.sort_values(["strength", "theme_id"], ascending=[False, True])
        theme_ids = ids.map(best.groupby("response_id")["theme_id"].agg(";".join).to_dict())
    made: dict[str, Any] = {
        "kind": taken("kinds", "kind").fillna(""),
        "lobby": lobby.fillna(""),
        "sentiment": taken("sentiment", "sentiment").fillna(""),
        "stance": taken("stance", "stance").fillna(""),
        "theme_ids": theme_ids.astype("str").fillna(""),
        "text": _published(frame),
        "counted": _how_counted(counting).reindex(frame.index, fill_value=""),
    }
    columns = [
        "response_id", "source_row", "respondent_id", "question_id", "set_aside", "language",
        "campaign_id", "variant", "duplicate_of", "kind", "lobby", "sentiment", "stance", "likes",
        "weight", "theme_ids", "created_at", "source_file", "source_sheet", "source_id", "quotable", "text",
        "counted",
    ]  # fmt: skip
    return frame.assign(**made)[columns]


def _published(responses: pd.DataFrame) -> pd.Series:
    """What people said, where they agreed that it is published."""
    text = responses["text"]
    if responses["quotable"].all():
        return text
    return text.where(responses["quotable"] | (text == ""), NO_CONSENT)


def _how_counted(counting: Counting) -> pd.Series:
    """What of each live response counts under the rule: ``whole``, ``own words`` or ``no``."""
    whole, some = counting.whole(), counting.counted()
    said = np.where(whole, "whole", np.where(some, OWN_WORDS, "no"))
    return pd.Series(said, index=counting.live.index, dtype="str")
