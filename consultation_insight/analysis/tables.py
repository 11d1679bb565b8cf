"""The tables of a run, each computed from the corpus and the results.

``results/*.csv`` hold these tables, reports print them, and `verify` computes them anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from consultation_insight.analysis._quoting import UNQUOTED
from consultation_insight.corpus import Corpus
from consultation_insight.results import SENTIMENTS, STANCES, Result, Themes
from consultation_insight.statistics import wilson_interval

__all__ = ["build_tables"]

#: Stands where the words of somebody would who did not agree to be quoted.
NO_CONSENT = "[no consent to publish, not shown]"
#: An answer that fewer respondents gave, none of whom agreed to be quoted, is somebody's words.
_LEVEL = 5
#: A response of up to so many characters (a post on a social network) is quoted whole.
WHOLE = 280


def build_tables(
    corpus: Corpus,
    results: Mapping[str, Result],
    *,
    likes_over: int = 20,
    verbatims: int = 3,
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

    Returns
    -------
    dict of str to pandas.DataFrame
        By the name of the CSV file.
    """
    responses = _responses(corpus, results)
    tables: dict[str, pd.DataFrame] = {
        "reconciliation": corpus.reconcile(),
        "questions": _questions(corpus),
        "responses": responses,
        "languages": _shares(responses, "language"),
        "answers": _answers(corpus),
    }
    if not responses["quotable"].all():
        tables["consent"] = _consent(responses)
    for name, result in results.items():
        tables |= _own_tables(name, result)
        if isinstance(result, Themes) and result.log:
            tables["edits"] = result.edits
    live = responses[responses["set_aside"] == ""]
    if "sentiment" in results:
        tables["sentiment"] = _by_question(live, "sentiment", SENTIMENTS)
    if "stance" in results:
        tables["stance"] = _by_question(live, "stance", STANCES)
    if "themes" in results:
        tables["themes"] = _with_tone(tables["themes"], tables["coding"], live)
        candidates = pd.concat(
            [tables["verbatims"], _strongest_first(tables["coding"])], ignore_index=True
        )
        tables["verbatims"] = _quotable(candidates, corpus, live, verbatims)
        tables["said_once"] = _quoted(tables["said_once"], corpus, live)
        if live["likes"].notna().any():
            tables |= _liked(tables["themes"], tables["coding"], live, likes_over)
        if "links" in results:
            tables["theme_links"] = _theme_links(tables, live)
    if "recommendations" in results:
        tables["recommendations"] = _quoted(tables["recommendations"], corpus, live)
        tables["recommendation_groups"] = _asks(tables["recommendation_groups"], corpus, live)
    if "campaigns" in results:
        quoted = _quoted(tables["additions"].drop(columns="text"), corpus, live)
        tables["additions"] = quoted[["campaign_id", "response_id", "start", "end", "text"]]
    if not live["likes"].notna().any():
        tables = {name: _without_likes(frame) for name, frame in tables.items()}
    return {name: _whole_offsets(frame) for name, frame in tables.items()}


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
    ("kinds", "shares"): "kinds",
    ("recommendations", "table"): "recommendations",
    ("recommendations", "groups"): "recommendation_groups",
    ("findings", "table"): "findings",
}


def _own_tables(name: str, result: Result) -> dict[str, pd.DataFrame]:
    return {
        _FILES[name, part]: frame
        for part, frame in result.tables().items()
        if (name, part) in _FILES and (len(frame) or (name, part) != ("terms", "groups"))
    }


def _responses(corpus: Corpus, results: Mapping[str, Result]) -> pd.DataFrame:
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
        "text": frame["text"].where(frame["quotable"] | (frame["text"] == ""), NO_CONSENT),
    }
    columns = [
        "response_id", "source_row", "respondent_id", "question_id", "set_aside", "language",
        "campaign_id", "variant", "duplicate_of", "kind", "lobby", "sentiment", "stance", "likes",
        "weight", "theme_ids", "created_at", "source_file", "source_sheet", "source_id", "quotable", "text",
    ]  # fmt: skip
    return frame.assign(**made)[columns]


def _questions(corpus: Corpus) -> pd.DataFrame:
    questions, responses = corpus.questions, corpus.responses
    received = responses["question_id"].value_counts()
    base = corpus.live["question_id"].value_counts()
    answered = corpus.answers.groupby("question_id")["respondent_id"].nunique()
    count = questions["question_id"].map
    return questions.assign(
        received=count(received.add(answered, fill_value=0)).fillna(0).astype("int64"),
        base=count(base.add(answered, fill_value=0)).fillna(0).astype("int64"),
    )


def _with_shares(frame: pd.DataFrame, base: Any) -> pd.DataFrame:
    low, high = wilson_interval(frame["n"], base)
    share = (frame["n"] / base).fillna(0.0)
    return frame.assign(share=share, low=low, high=high, base=base)


def _shares(responses: pd.DataFrame, column: str) -> pd.DataFrame:
    live = responses[responses["set_aside"] == ""]
    counts = live[column].value_counts().sort_index().sort_values(ascending=False, kind="stable")
    frame = pd.DataFrame({column: counts.index, "n": counts.to_numpy()})
    return _with_shares(frame, len(live))


def _by_question(live: pd.DataFrame, column: str, values: tuple[str, ...]) -> pd.DataFrame:
    """Counts of each value for each question, out of the responses that have one."""
    parts = []
    for question_id, group in live.groupby("question_id", sort=False):
        scored = group[group[column] != ""]
        if scored.empty:
            continue
        counts = scored[column].value_counts().reindex(list(values), fill_value=0)
        frame = pd.DataFrame(
            {"question_id": question_id, column: list(values), "n": counts.to_numpy()}
        )
        parts.append(_with_shares(frame, len(scored)))
    columns = ["question_id", column, "n", "share", "low", "high", "base"]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)


def _answers(corpus: Corpus) -> pd.DataFrame:
    """Closed answers with their counts, out of the respondents who answered the question."""
    answers = corpus.answers
    columns = ["question_id", "wording", "answer", "n", "share", "low", "high", "base"]
    if answers.empty:
        return pd.DataFrame(columns=columns)
    once = answers.drop_duplicates(["respondent_id", "question_id", "answer"])
    once = once.assign(answer=_shown_answers(once, corpus))
    counted = once.groupby(["question_id", "answer"], sort=False).size().reset_index(name="n")
    base = counted["question_id"].map(answers.groupby("question_id")["respondent_id"].nunique())
    counted = _with_shares(counted, base)
    wording = corpus.questions.set_index("question_id")["wording"]
    counted["wording"] = counted["question_id"].map(wording)
    order = {
        question_id: place for place, question_id in enumerate(corpus.questions["question_id"])
    }
    counted["_place"] = counted["question_id"].map(order)
    counted = counted.sort_values(["_place", "n", "answer"], ascending=[True, False, True])
    return counted[columns].reset_index(drop=True)


def _shown_answers(once: pd.DataFrame, corpus: Corpus) -> pd.Series:
    """Answers as they may be shown: what only people typed who did not agree is no level."""
    responses = corpus.responses
    closed = set(responses.loc[~responses["quotable"], "respondent_id"])
    if not closed:
        return once["answer"]
    groups = once.assign(open=~once["respondent_id"].isin(closed)).groupby(
        ["question_id", "answer"]
    )
    hidden = ~groups["open"].transform("any") & (groups["answer"].transform("size") < _LEVEL)
    return once["answer"].mask(hidden, NO_CONSENT)


def _consent(responses: pd.DataFrame) -> pd.DataFrame:
    """How many responses may be quoted, of those received and of those analysed."""
    live = responses[responses["set_aside"] == ""]
    rows = [
        (name, int(part["quotable"].sum()), len(part))
        for name, part in (("received", responses), ("analysed", live))
    ]
    return pd.DataFrame(rows, columns=["responses", "n", "base"])


def _with_tone(themes: pd.DataFrame, coding: pd.DataFrame, live: pd.DataFrame) -> pd.DataFrame:
    """Add how many of each theme's responses have which tone."""
    pairs = coding[["response_id", "theme_id"]].drop_duplicates()
    tone = pairs["response_id"].map(live.set_index("response_id")["sentiment"])
    counts = pd.crosstab(pairs["theme_id"], tone)
    for sentiment in SENTIMENTS:
        values = counts[sentiment] if sentiment in counts else pd.Series(dtype="int64")
        themes[sentiment] = themes["theme_id"].map(values).fillna(0).astype("int64")
    first = [
        "theme_id", "label", "keywords", "n", "share", "low", "high", "likes", *SENTIMENTS,
    ]  # fmt: skip
    return themes[[*first, *(column for column in themes if column not in first)]]


def _strongest_first(coding: pd.DataFrame) -> pd.DataFrame:
    length = coding["end"] - coding["start"]
    readable = coding[length.between(40, 280)]
    order = ["theme_id", "strength", "response_id", "start"]
    ordered = readable.sort_values(order, ascending=[True, False, True, True])
    return ordered[["theme_id", "response_id", "start", "end"]]


def _quoted(places: pd.DataFrame, corpus: Corpus, live: pd.DataFrame) -> pd.DataFrame:
    """Add the words at each place; places in responses that are not to be quoted fall away."""
    speakable = live[~live["kind"].isin(UNQUOTED) & live["quotable"]]
    places = places[places["response_id"].isin(speakable["response_id"])]
    texts = corpus.responses.set_index("response_id")["text"]
    whole = texts.reindex(places["response_id"])
    words = [
        text[int(start) : int(end)]
        for text, start, end in zip(whole, places["start"], places["end"], strict=True)
    ]
    return places.assign(text=pd.Series(words, index=places.index, dtype="str")).reset_index(
        drop=True
    )


def _asks(groups: pd.DataFrame, corpus: Corpus, live: pd.DataFrame) -> pd.DataFrame:
    """Name each group of asks; where it names nobody, by the words of its example."""
    alike = _quoted(groups[groups["ask"] == ""], corpus, live)
    texts = dict(zip(alike["group_id"], alike["text"], strict=True))
    asks = [
        ask or texts.get(group_id, "")
        for ask, group_id in zip(groups["ask"], groups["group_id"], strict=True)
    ]
    named = groups.assign(ask=pd.Series(asks, index=groups.index, dtype="str"))
    return named[named["ask"] != ""].reset_index(drop=True)


def _with_context(places: pd.DataFrame, corpus: Corpus) -> pd.DataFrame:
    """Quote a short response whole: a sentence torn out of it says less, or something else."""
    length = places["response_id"].map(corpus.responses.set_index("response_id")["text"].str.len())
    whole = length <= WHOLE
    return places.assign(
        start=places["start"].mask(whole, 0), end=places["end"].mask(whole, length)
    )


def _quotable(
    candidates: pd.DataFrame, corpus: Corpus, live: pd.DataFrame, most: int
) -> pd.DataFrame:
    """The first few candidates of each theme, from different respondents, in different words."""
    quoted = _quoted(_with_context(candidates, corpus), corpus, live)
    facts = live.set_index("response_id")[["respondent_id", "likes", "sentiment", "campaign_id"]]
    quoted = quoted.join(facts, on="response_id")
    # A campaign speaks once, however its copies differ.
    quoted["_same"] = quoted["campaign_id"].where(
        quoted["campaign_id"] != "", quoted["text"].str.casefold()
    )
    for column in ("respondent_id", "_same"):
        quoted = quoted.drop_duplicates(["theme_id", column])
    quoted = quoted.sort_values("theme_id", kind="stable").groupby("theme_id").head(most)
    columns = [
        "theme_id", "response_id", "respondent_id", "start", "end", "text", "likes", "sentiment",
    ]  # fmt: skip
    return quoted[columns].reset_index(drop=True)


def _liked(
    themes: pd.DataFrame, coding: pd.DataFrame, live: pd.DataFrame, likes_over: int
) -> dict[str, pd.DataFrame]:
    """Rank themes by the likes of the responses with many likes; each counts for all its themes."""
    liked = live[live["likes"].fillna(0) > likes_over]
    pairs = coding[["response_id", "theme_id"]].drop_duplicates()
    pairs = pairs.merge(liked[["response_id", "likes"]], on="response_id")
    sums = pairs.groupby("theme_id")["likes"].agg(n="size", likes="sum")
    frame = themes[["question_id", "theme_id", "label"]].join(sums, on="theme_id", how="inner")
    frame = frame.sort_values(["question_id", "likes", "theme_id"], ascending=[True, False, True])
    grouped = frame.groupby("question_id", sort=False)
    frame["rank"] = grouped.cumcount() + 1
    following = grouped["likes"].shift(-1).astype("Float64")
    frame["times_next"] = frame["likes"].astype("Float64") / following
    columns = ["question_id", "rank", "theme_id", "label", "n", "likes", "times_next"]
    summary = pd.DataFrame(
        {
            "threshold": [likes_over],
            "n": [len(liked)],
            "likes": [int(liked["likes"].sum())],
            "base": [len(live)],
        }
    )
    return {"liked_themes": frame[columns].reset_index(drop=True), "liked": summary}


def _theme_links(tables: Mapping[str, pd.DataFrame], live: pd.DataFrame) -> pd.DataFrame:
    """Which links stand in the responses of which theme."""
    pairs = tables["coding"][["response_id", "theme_id"]].drop_duplicates()
    pairs = pairs.merge(tables["response_links"], on="response_id")
    pairs = pairs.merge(live[["response_id", "likes"]], on="response_id")
    grouped = pairs.groupby(["theme_id", "url"])
    frame = grouped.agg(responses=("response_id", "nunique"), likes=("likes", "sum")).reset_index()
    frame["domain"] = frame["url"].map(tables["links"].set_index("url")["domain"])
    frame = frame.sort_values(
        ["theme_id", "responses", "likes", "url"], ascending=[True, False, False, True]
    )
    return frame[["theme_id", "url", "domain", "responses", "likes"]].reset_index(drop=True)
