"""How many: questions, answers, languages, tone, and which rule counts the copies."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from consultation_insight._tables import among
from consultation_insight.corpus import Corpus
from consultation_insight.counting import RULES, VIEW_COLUMNS, VIEWS, Counting
from consultation_insight.results import SENTIMENTS, Result

#: An answer that fewer respondents gave, none of whom agreed to be quoted, is somebody's words.
_LEVEL = 5


#: Which responses each model had a say on; a kind without a probability was nobody's judgement.
_JUDGED: dict[str, Callable[[pd.DataFrame], pd.Series]] = {
    "sentiment": lambda table: table["sentiment"] != "",
    "kinds": lambda table: table["probability"].notna(),
    "stance": lambda table: table["stance"] != "",
}

#: Stands where the words of somebody would who did not agree to be quoted.
NO_CONSENT = "[no consent to publish, not shown]"


def questions(corpus: Corpus, counting: Counting) -> pd.DataFrame:
    """Each question with how many answered it: received, and counted under each rule for campaigns.

    Of a closed one, respondents; who sent a copy that does not count is none of them.
    """
    questions, responses = corpus.questions, corpus.responses
    people = corpus.answers[["question_id", "respondent_id"]].drop_duplicates()
    count = questions["question_id"].map

    def both(said: pd.Series, answered: pd.Series) -> pd.Series:
        every = said.value_counts().add(answered.value_counts(), fill_value=0)
        return count(every).fillna(0).astype("int64")

    bases = {}
    for view, rule in VIEWS.items():
        counted = counting.counted(rule)
        heard = ~among(people["respondent_id"], counting.live["respondent_id"][~counted])
        bases[f"base_{view}"] = both(
            counting.live["question_id"][counted], people["question_id"][heard]
        )
    return questions.assign(
        received=both(responses["question_id"], people["question_id"]),
        base=bases[f"base_{counting.view}"],
        **bases,
    )


_MEANINGS = {
    "each": "each copy of a campaign counts as a response",
    "once": "one copy stands for its campaign; of the others counts what supporters added",
    "apart": "campaigns are left out, and shown in their own section",
}


def rules(counting: Counting) -> pd.DataFrame:
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


def that_count(tables: Mapping[str, pd.DataFrame], counting: Counting) -> dict[str, pd.DataFrame]:
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


def asked(recommendations: pd.DataFrame, counting: Counting) -> pd.DataFrame:
    """How many asked for what; one can ask for several things."""
    ids, start, end = _places(recommendations)
    counts = counting.views(recommendations["answers"], ids, start, end)
    counts = counts.sort_index().sort_values("n", ascending=False, kind="stable")
    return counting.with_shares(counts).reset_index(names="answers")


def languages(
    live: pd.DataFrame, counting: Counting, results: Mapping[str, Result]
) -> pd.DataFrame:
    """How many responses are in each language, and how many of them each model had a say on."""
    counts = counting.views(live["language"], live["response_id"])
    counts = counts.sort_index().sort_values("n", ascending=False, kind="stable")
    made = counting.with_shares(counts)
    for name, judged in _JUDGED.items():
        if name in results:
            table = results[name].tables()["table"]
            some = among(live["response_id"], table.loc[judged(table), "response_id"])
            read = counting.views(live["language"][some], live["response_id"][some])["n"]
            made[f"with_{name}"] = read.reindex(made.index, fill_value=0)
    return made.reset_index(names="language")


def by_question(
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


def answers(corpus: Corpus, counting: Counting) -> pd.DataFrame:
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
    once = once.assign(answer=shown_answers(once, corpus))
    key = ["question_id", "answer"]
    counted = once.groupby(key, sort=False).size().reset_index(name="n")
    bases = {}
    for view, rule in VIEWS.items():
        silent = counting.live["respondent_id"][~counting.counted(rule)]
        heard = once[~among(once["respondent_id"], silent)]
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


def shown_answers(once: pd.DataFrame, corpus: Corpus) -> pd.Series:
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


def consent(responses: pd.DataFrame) -> pd.DataFrame:
    """How many responses may be quoted, of those received and of those analysed."""
    live = responses[responses["set_aside"] == ""]
    rows = [
        (name, int(part["quotable"].sum()), len(part))
        for name, part in (("received", responses), ("analysed", live))
    ]
    return pd.DataFrame(rows, columns=["responses", "n", "base"])


def with_tone(themes: pd.DataFrame, coding: pd.DataFrame, live: pd.DataFrame) -> pd.DataFrame:
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
