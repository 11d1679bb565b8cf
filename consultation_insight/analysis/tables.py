"""The tables of a run, each computed from the corpus and the results.

``results/*.csv`` hold these tables, reports print them, and `verify` computes them anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from consultation_insight.analysis._campaign_tables import campaign_types
from consultation_insight.analysis._quoting import UNQUOTED
from consultation_insight.corpus import Corpus
from consultation_insight.counting import OWN_WORDS, RULES, VIEW_COLUMNS, VIEWS, Counting
from consultation_insight.results import SENTIMENTS, STANCES, Result, Themes

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
    k_anonymity: int = 5,
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
        "counting": _rules(counting),
        "questions": _questions(corpus),
        "responses": responses,
        "languages": _languages(live, counting),
        "answers": _answers(corpus, counting),
    }
    if not responses["quotable"].all():
        tables["consent"] = _consent(responses)
    for name, result in results.items():
        tables |= _own_tables(name, result)
        if isinstance(result, Themes) and result.log:
            tables["edits"] = result.edits
    tables |= _that_count(tables, counting)
    if "sentiment" in results:
        tables["sentiment"] = _by_question(live, "sentiment", SENTIMENTS, counting)
    if "stance" in results:
        tables["stance"] = _by_question(live, "stance", STANCES, counting)
    if "themes" in results:
        tables["themes"] = _with_tone(tables["themes"], tables["coding"], live)
        candidates = pd.concat(
            [tables["verbatims"], _strongest_first(tables["coding"])], ignore_index=True
        )
        tables["verbatims"] = _quotable(candidates, corpus, live, verbatims)
        tables["said_once"] = _quoted(tables["said_once"], corpus, live)
        if live["likes"].notna().any():
            counted = live[counting.counted()]
            tables |= _liked(tables["themes"], tables["coding"], counted, likes_over)
        if "links" in results:
            tables["theme_links"] = _theme_links(tables, counting)
    if "recommendations" in results:
        tables["asked"] = _asked(results["recommendations"].to_frame(), counting)
        tables["recommendations"] = _quoted(tables["recommendations"], corpus, live)
        tables["recommendation_groups"] = _asks(tables["recommendation_groups"], corpus, live)
    if "campaigns" in results:
        tables |= _campaign_words(tables, corpus, live)
        tables |= _who_sent_campaigns(corpus, k_anonymity)
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
    ("campaigns", "differences"): "campaign_differences",
    ("kinds", "shares"): "kinds",
    ("recommendations", "table"): "recommendations",
    ("recommendations", "groups"): "recommendation_groups",
    ("findings", "table"): "findings",
}

#: These are written where they have rows.
_SOMETIMES = {("terms", "groups"), ("campaigns", "differences")}


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
        "text": frame["text"].where(frame["quotable"] | (frame["text"] == ""), NO_CONSENT),
        "counted": _how_counted(counting).reindex(frame.index, fill_value=""),
    }
    columns = [
        "response_id", "source_row", "respondent_id", "question_id", "set_aside", "language",
        "campaign_id", "variant", "duplicate_of", "kind", "lobby", "sentiment", "stance", "likes",
        "weight", "theme_ids", "created_at", "source_file", "source_sheet", "source_id", "quotable", "text",
        "counted",
    ]  # fmt: skip
    return frame.assign(**made)[columns]


def _how_counted(counting: Counting) -> pd.Series:
    """What of each live response counts under the rule: ``whole``, ``own words`` or ``no``."""
    whole, some = counting.whole(), counting.counted()
    said = np.where(whole, "whole", np.where(some, OWN_WORDS, "no"))
    return pd.Series(said, index=counting.live.index, dtype="str")


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


_MEANINGS = {
    "each": "each copy of a campaign counts as a response",
    "once": "one copy stands for its campaign; of the others counts what supporters added",
    "apart": "campaigns are left out, and shown in their own section",
}


def _rules(counting: Counting) -> pd.DataFrame:
    """How many responses count under each rule for campaigns, and which rule was chosen."""
    bases = [counting.base(rule) for rule in RULES]
    chosen = ["true" if rule == counting.rule else "false" for rule in RULES]
    meanings = [_MEANINGS[rule] for rule in RULES]
    return pd.DataFrame({"count": RULES, "base": bases, "chosen": chosen, "meaning": meanings})


def _places(frame: pd.DataFrame) -> tuple[Any, Any, Any]:
    return frame["response_id"], frame["start"], frame["end"]


#: Listings of places in responses; of the others, what is pointed to has no place of its own.
_LISTS = ("coding", "verbatims", "said_once", "recommendations")
_POINTING = {"citations": "reference_id", "response_links": "url"}


def _that_count(tables: Mapping[str, pd.DataFrame], counting: Counting) -> dict[str, pd.DataFrame]:
    """Of the listings, what counts under the rule for campaigns."""
    if counting.rule == "each":
        return {}
    kept = {name: counting.keeps(*_places(tables[name])) for name in _LISTS if name in tables}
    for name, column in _POINTING.items():
        if name in tables:
            frame = tables[name]
            where = _places(frame)[1:] if "start" in frame else ()
            kept[name] = counting.points(frame[column], frame["response_id"], *where)
    return {name: tables[name][mask].reset_index(drop=True) for name, mask in kept.items()}


def _asked(recommendations: pd.DataFrame, counting: Counting) -> pd.DataFrame:
    """How many asked for what; one can ask for several things."""
    ids, start, end = _places(recommendations)
    counts = counting.views(recommendations["answers"], ids, start, end)
    counts = counts.sort_index().sort_values("n", ascending=False, kind="stable")
    return counting.with_shares(counts).reset_index(names="answers")


def _languages(live: pd.DataFrame, counting: Counting) -> pd.DataFrame:
    counts = counting.views(live["language"], live["response_id"])
    counts = counts.sort_index().sort_values("n", ascending=False, kind="stable")
    return counting.with_shares(counts).reset_index(names="language")


def _by_question(
    live: pd.DataFrame, column: str, values: tuple[str, ...], counting: Counting
) -> pd.DataFrame:
    """Counts of each value for each question, out of the responses that have one."""
    parts = []
    for question_id, group in live.groupby("question_id", sort=False):
        scored = group[group[column] != ""]
        if scored.empty:
            continue
        counts = counting.views(scored[column], scored["response_id"])
        counts = counts.reindex(list(values), fill_value=0)
        bases = {view: int(counts[f"n_{view}"].sum()) for view in VIEWS}
        frame = counting.with_shares(counts, bases).reset_index(names=column)
        frame.insert(0, "question_id", question_id)
        parts.append(frame)
    columns = ["question_id", column, "n", "share", "low", "high", "base", *VIEW_COLUMNS]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)


def _answers(corpus: Corpus, counting: Counting) -> pd.DataFrame:
    """Closed answers with their counts, out of the respondents who answered the question.

    Under a rule for campaigns, a respondent who sent a copy that does not count does not count.
    """
    answers = corpus.answers
    columns = [
        "question_id", "wording", "answer", "n", "share", "low", "high", "base", *VIEW_COLUMNS,
    ]  # fmt: skip
    if answers.empty:
        return pd.DataFrame(columns=columns)
    once = answers.drop_duplicates(["respondent_id", "question_id", "answer"])
    once = once.assign(answer=_shown_answers(once, corpus))
    key = ["question_id", "answer"]
    counted = once.groupby(key, sort=False).size().reset_index(name="n")
    bases = {}
    for view, rule in VIEWS.items():
        silent = counting.live["respondent_id"][~counting.counted(rule)]
        heard = once[~once["respondent_id"].isin(set(silent))]
        sizes = heard.groupby(key).size().rename(f"n_{view}")
        counted = counted.join(sizes, on=key).fillna({f"n_{view}": 0})
        counted[f"n_{view}"] = counted[f"n_{view}"].astype("int64")
        people = heard.groupby("question_id")["respondent_id"].nunique()
        bases[view] = counted["question_id"].map(people).fillna(0).astype("int64")
    counted["n"] = counted[f"n_{counting.view}"]
    counted = counting.with_shares(counted, bases)
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


def _speakable(live: pd.DataFrame) -> pd.Series:
    """The responses that may be quoted: no abuse, no spam, by people who agreed."""
    ids: pd.Series = live.loc[~live["kind"].isin(UNQUOTED) & live["quotable"], "response_id"]
    return ids


def _quoted(places: pd.DataFrame, corpus: Corpus, live: pd.DataFrame) -> pd.DataFrame:
    """Add the words at each place; places in responses that are not to be quoted fall away."""
    places = places[places["response_id"].isin(_speakable(live))]
    texts = corpus.responses.set_index("response_id")["text"]
    whole = texts.reindex(places["response_id"])
    words = [
        text[int(start) : int(end)]
        for text, start, end in zip(whole, places["start"], places["end"], strict=True)
    ]
    return places.assign(text=pd.Series(words, index=places.index, dtype="str")).reset_index(
        drop=True
    )


def _campaign_words(
    tables: Mapping[str, pd.DataFrame], corpus: Corpus, live: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    """What supporters added and changed, of those who may be quoted."""
    quoted = _quoted(tables["additions"].drop(columns="text"), corpus, live)
    made = {"additions": quoted[["campaign_id", "response_id", "start", "end", "text"]]}
    if "campaign_differences" in tables:
        changed = tables["campaign_differences"]
        kept = changed["response_id"].isin(_speakable(live))
        made["campaign_differences"] = changed[kept].reset_index(drop=True)
    return made


def _who_sent_campaigns(corpus: Corpus, k_anonymity: int) -> dict[str, pd.DataFrame]:
    types = campaign_types(corpus, k_anonymity=k_anonymity)
    return {"campaign_types": types} if len(types) else {}


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


def _theme_links(tables: Mapping[str, pd.DataFrame], counting: Counting) -> pd.DataFrame:
    """Which links stand in the responses of which theme."""
    pairs = tables["coding"][["response_id", "theme_id"]].drop_duplicates()
    pairs = pairs.merge(tables["response_links"], on="response_id")
    both = list(zip(pairs["theme_id"], pairs["url"], strict=True))
    counts = counting.cited(both, pairs["response_id"])
    frame = counts.drop(columns=[name for name in counts if "mentions" in str(name)])
    frame["theme_id"] = [theme for theme, _ in counts.index]
    frame["url"] = [url for _, url in counts.index]
    frame = frame[frame["responses"] > 0].reset_index(drop=True)
    frame["domain"] = frame["url"].map(tables["links"].set_index("url")["domain"])
    frame = frame.sort_values(
        ["theme_id", "responses", "likes", "url"], ascending=[True, False, False, True]
    )
    first = ["theme_id", "url", "domain", "responses", "likes"]
    order = [*first, *(column for column in frame if column not in first)]
    return frame[order].reset_index(drop=True)
