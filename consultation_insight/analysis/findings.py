"""Findings: sentences built from numbers by stated rules.

Each rule reads the tables of an analysis and drafts none, one or a few sentences. No sentence is
written by a model, so each can be recomputed. A percentage is whole; it is left out, and said to
be, where the base is under 30.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd

from consultation_insight.analysis._findings_base import (
    Facts,
    Finding,
    first_word_up,
    leaders,
    shorten,
)
from consultation_insight.results import Findings
from consultation_insight.wording import (
    MIN_BASE,
    counted,
    listed,
    out_of,
    percent,
    quantity,
    quoted,
    times,
)

__all__ = ["find_findings"]

#: How many findings open a report.
_KEY = 5

_TONES = {"positive": "positive", "neutral": "neutral", "negative": "negative", "mixed": "mixed"}
_STANCES = {
    "for": "for it",
    "against": "against it",
    "conditional": "for it on conditions",
    "unclear": "unclear",
}
_KINDS = {
    "political": "about party politics",
    "abuse": "abusive",
    "off_topic": "off topic",
    "spam": "spam",
}
_ASKS = {
    "who": "someone who should be listened to",
    "what": "something that should be done or asked",
    "where": "a place where it worked",
}


def find_findings(
    tables: Mapping[str, pd.DataFrame], *, likes_over: int = 20, mentions_over: int = 20
) -> Findings:
    """Say in sentences what the tables of an analysis show.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
        The tables of an `Analysis`. A table that is missing drafts no sentence.
    likes_over : int
        A response is well liked with more likes than this.
    mentions_over : int
        A word is frequent with more mentions than this.

    Returns
    -------
    Findings
        The most important first; ``key`` marks the up to five that open a report. ``share``
        (0 to 1) is missing where a finding is no share of a base.

    Examples
    --------
    >>> import pandas as pd
    >>> from consultation_insight import find_findings
    >>> received = [("received", "received", 1558), ("analysed", "analysed", 1525)]
    >>> steps = pd.DataFrame(received, columns=["reason", "label", "responses"])
    >>> cited = pd.DataFrame([("doughnut", "Doughnut Economics", "theory", 34)],
    ...     columns=["reference_id", "reference", "kind", "responses"])
    >>> found = find_findings({"reconciliation": steps, "references": cited})
    >>> print(found.table.loc[0, "statement"])
    Doughnut Economics was the most-cited reference: 34 of 1,525 responses (2 %) pointed to it.
    """
    facts = Facts(tables, likes_over, mentions_over)
    drafts = [draft for rule in _RULES for draft in rule(facts)]
    order = sorted(
        range(len(drafts)), key=lambda i: (drafts[i].key is None, drafts[i].key or 0.0, i)
    )
    rows = [_row(drafts[i], rank) for rank, i in enumerate(order, 1)]
    table = pd.DataFrame(rows, columns=_COLUMNS)
    table["share"] = table["share"].astype("float64")
    return Findings(
        table=table,
        base=facts.base,
        settings={"likes_over": likes_over, "mentions_over": mentions_over},
        method="Sentences are built from the tables by fixed rules; none is written by a model.",
    )


_COLUMNS = [
    "finding_id", "statement", "number", "share", "base", "table_name", "row_id",
    "response_ids", "method", "rank", "key",
]  # fmt: skip


def _row(draft: Finding, rank: int) -> tuple[object, ...]:
    return (
        f"F{rank:02d}", draft.statement, draft.number, draft.share, draft.base, draft.table_name,
        draft.row_id, ";".join(draft.response_ids), draft.method, rank,
        draft.key is not None and rank <= _KEY,
    )  # fmt: skip


def _share(number: int, base: int) -> float | None:
    return number / base if base else None


def _liked_themes(facts: Facts) -> list[Finding]:
    themes = facts.rows("liked_themes")
    if themes.empty or facts.noun.one != "reply":
        return []
    found = []
    several = len(set(themes["question_id"])) > 1
    for question, rows in themes.groupby("question_id", sort=False):
        top = leaders(rows, "likes")
        if top.empty:
            continue
        base = _liked_base(facts) if not several else int(rows["n"].sum())
        who = f"the {counted(base, facts.noun)}" if base != 1 else f"the only {facts.noun.one}"
        opening = f"{facts.on(str(question))}among {who} with more than {facts.likes_over} likes, "
        statement = first_word_up(opening + _most_liked(top, rows, facts) + ".")
        number = int(top["likes"].iloc[0])
        found.append(
            Finding(
                statement, number, base, "liked_themes", ";".join(top["theme_id"]),
                f"Sum of likes of {facts.noun.many} with more than {facts.likes_over} likes; "
                "one that carries several themes counts for each.",
                _liked_ids(facts, set(top["theme_id"])), key=1,
            )
        )  # fmt: skip
    return found


def _most_liked(top: pd.DataFrame, rows: pd.DataFrame, facts: Facts) -> str:
    labels = listed(quoted(label) for label in top["label"])
    likes = int(top["likes"].iloc[0])
    if len(top) > 1:
        return f"the themes {labels} drew the most likes, {likes:,} each"
    said = f"the theme {labels} drew the most likes: {likes:,} for {counted(int(top['n'].iloc[0]), facts.noun)}"
    rest = rows[rows["likes"] < likes].sort_values("likes", ascending=False, kind="stable")
    if rest.empty:
        return f"{said}; it is the only theme among them"
    second = int(rest["likes"].iloc[0])
    if second == 0:
        return f"{said}; no other theme had any"
    return (
        f"{said}, {times(likes, second)} the second, {quoted(rest['label'].iloc[0])} ({second:,})"
    )


def _liked_base(facts: Facts) -> int:
    liked = facts.rows("liked")
    if not liked.empty:
        return int(liked["n"].iloc[0])
    return int((facts.live["likes"].fillna(0) > facts.likes_over).sum())


def _liked_ids(facts: Facts, themes: set[str]) -> tuple[str, ...]:
    live = facts.live
    if live.empty:
        return ()
    liked = set(live.loc[live["likes"].fillna(0) > facts.likes_over, "response_id"])
    return tuple(id_ for id_ in facts.coded(sorted(themes)) if id_ in liked)


def _largest_themes(facts: Facts) -> list[Finding]:
    themes = facts.rows("themes")
    found: list[Finding] = []
    if themes.empty:
        return found
    for place, (question, rows) in enumerate(themes.groupby("question_id", sort=False)):
        top = leaders(rows, "n")
        if top.empty:
            continue
        number, base = int(top["n"].iloc[0]), int(top["base"].iloc[0])
        labels = listed(quoted(label) for label in top["label"])
        if len(top) > 1:
            said = f"the largest themes were {labels}: each in {out_of(number, base, facts.noun)}"
        elif len(rows) == 1:
            said = f"one theme was found, {labels}, in {out_of(number, base, facts.noun)}"
        else:
            said = f"the largest of {len(rows)} themes was {labels}: {out_of(number, base, facts.noun)}"
        statement = first_word_up(f"{facts.on(str(question))}{said}.")
        found.append(
            Finding(
                statement, number, base, "themes", ";".join(top["theme_id"]),
                f"Each of the {facts.noun.many} counts once for each theme it carries.",
                facts.coded(top["theme_id"]), _share(number, base), key=2 + place / 10,
            )
        )  # fmt: skip
    return found


def _top_reference(facts: Facts) -> list[Finding]:
    references = facts.rows("references")
    top = leaders(references, "responses")
    if top.empty:
        return []
    number = int(top["responses"].iloc[0])
    names = listed(top["reference"].head(3))
    if len(top) > 3:
        statement = (
            f"{len(top)} references were cited most, among them {names}: each in "
            f"{out_of(number, facts.base, facts.noun)}."
        )
    elif len(top) > 1:
        statement = (
            f"{names} were the most-cited references: each in "
            f"{out_of(number, facts.base, facts.noun)}."
        )
    else:
        statement = (
            f"{names} was the most-cited reference: "
            f"{out_of(number, facts.base, facts.noun)} pointed to it."
        )
    rest = references[references["responses"] < number]
    rest = rest.sort_values("responses", ascending=False, kind="stable").head(2)
    if len(rest) and len(top) == 1:
        nxt = [f"{r} ({n:,})" for r, n in zip(rest["reference"], rest["responses"], strict=True)]
        statement += f" Next came {listed(nxt)}."
    return [
        Finding(
            statement, number, facts.base, "references", ";".join(top["reference_id"].head(3)),
            f"All names of one thing count as one reference; each of the {facts.noun.many} counts once.",
            facts.ids("citations", reference_id=list(top["reference_id"].head(3))),
            _share(number, facts.base), key=3,
        )
    ]  # fmt: skip


def _top_word(facts: Facts) -> list[Finding]:
    terms = facts.rows("terms")
    if terms.empty:
        return []
    words = terms[terms["type"] == "word"]
    campaigns = not facts.rows("campaigns").empty
    column = "mentions_outside" if campaigns else "mentions"
    where = ", campaign texts left out" if campaigns else ""
    top = leaders(words, column)
    if top.empty:
        return []
    number = int(top[column].iloc[0])
    names = listed(quoted(term) for term in top["term"].head(3))
    frequent = int((words["mentions"] > facts.mentions_over).sum())
    uses = "once" if number == 1 else f"{number:,} times"
    if len(top) > 1:
        statement = f"{names} were the words used most: {uses} each{where}."
    else:
        statement = f"{names} was the word used most: {uses}{where}."
    if frequent:
        used = "word was" if frequent == 1 else "words were"
        statement += f" {frequent:,} {used} used more than {facts.mentions_over} times."
    return [
        Finding(
            statement, number, facts.base, "terms", ";".join(top["term"].head(3)),
            "Each use counts; forms of one word count together; function words are left out.",
            key=7,
        )
    ]  # fmt: skip


def _tone(facts: Facts) -> list[Finding]:
    return [
        _most_common(facts, "sentiment", str(question), rows, _TONES, "in tone, ")
        for question, rows in _by_question(facts, "sentiment", "sentiment")
    ]


def _stance(facts: Facts) -> list[Finding]:
    return [
        _most_common(facts, "stance", str(question), rows, _STANCES, "")._replace(
            key=1.5 + place / 100
        )
        for place, (question, rows) in enumerate(_by_question(facts, "stance", "stance"))
    ]


def _by_question(facts: Facts, table: str, column: str) -> list[tuple[object, pd.DataFrame]]:
    rows = facts.rows(table)
    if rows.empty:
        return []
    rows = rows[(rows[column].fillna("") != "") & (rows["base"] > 0)]
    return [(q, part) for q, part in rows.groupby("question_id", sort=False) if part["n"].max() > 0]


def _most_common(
    facts: Facts,
    table: str,
    question: str,
    rows: pd.DataFrame,
    names: Mapping[str, str],
    opening: str,
) -> Finding:
    rows = rows.sort_values("n", ascending=False, kind="stable")
    top = leaders(rows, "n")
    number, base = int(top["n"].iloc[0]), int(top["base"].iloc[0])
    said = listed(names.get(value) or str(value) for value in top[table])
    noun, many = facts.noun, facts.noun.many
    if len(top) > 1:
        main = f"{opening}as many {many} were {said}: each {out_of(number, base, noun)}"
        main = main.replace("as many", "equally many", 1)
    elif number == base:
        main = f"{opening}{out_of(number, base, noun)} {'was' if base == 1 else 'were'} {said}"
    elif base < MIN_BASE:
        main = f"{opening}{said} was the most common: {out_of(number, base, noun)}"
    else:
        word = quantity(number / base)
        main = f"{opening}{word} {many} were {said}: {out_of(number, base, noun)}"
    rest = rows[(rows["n"] < number) & (rows["n"] > 0)]
    others = [
        f"{int(n):,} {'was' if n == 1 else 'were'} {names.get(value) or value}"
        for value, n in zip(rest[table], rest["n"], strict=True)
    ]
    tail = f"; {listed(others)}" if others else ""
    evidence = facts.ids("responses", question_id=question, **{table: list(top[table])})
    return Finding(
        first_word_up(f"{facts.on(question)}{main}{tail}."), number, base, table,
        f"{question}:{';'.join(top[table])}",
        f"Share of the {many} whose {'tone' if table == 'sentiment' else table} could be judged.",
        evidence, _share(number, base), key=6 if table == "sentiment" else None,
    )  # fmt: skip


def _closed_answers(facts: Facts) -> list[Finding]:
    answers = facts.rows("answers")
    found: list[Finding] = []
    if answers.empty:
        return found
    for place, (question, rows) in enumerate(answers.groupby("question_id", sort=False)):
        top = leaders(rows, "n")
        if top.empty:
            continue
        number, base = int(top["n"].iloc[0]), int(top["base"].iloc[0])
        names = listed(quoted(shorten(str(answer), 60)) for answer in top["answer"].head(3))
        asked = quoted(shorten(str(top["wording"].iloc[0]), 90))
        who = out_of(number, base, "respondent")
        if len(top) > 3:
            said = f"{len(top)} answers were given equally often, each by {who}"
        elif len(top) > 1:
            said = f"{names} were given equally often, each by {who}"
        else:
            said = f"the most common answer was {names}: {who}"
        found.append(
            Finding(
                f"To {asked}, {said}.", number, base, "answers",
                f"{question}:{';'.join(str(answer) for answer in top['answer'].head(3))}",
                "Share of the respondents who answered this question.",
                share=_share(number, base), key=1.2 + place / 100 if place < 2 else None,
            )
        )  # fmt: skip
    return found


def _campaigns(facts: Facts) -> list[Finding]:
    campaigns = facts.rows("campaigns")
    if campaigns.empty:
        return []
    number = int(campaigns["n"].sum())
    largest = leaders(campaigns, "n")
    statement = (
        f"{first_word_up(counted(len(campaigns), 'campaign'))} sent "
        f"{out_of(number, facts.base, facts.noun)}"
    )
    if len(campaigns) > 1:
        size = int(largest["n"].iloc[0])
        opening = quoted(shorten(str(largest["template"].iloc[0]), 60))
        statement += f"; the largest, sent {size:,} times, begins {opening}"
    return [
        Finding(
            f"{statement}.", number, facts.base, "campaigns", ";".join(campaigns["campaign_id"]),
            "A campaign is one text sent by several people, word for word or changed.",
            facts.ids("campaign_members"), _share(number, facts.base), key=4,
        )
    ]  # fmt: skip


def _kinds(facts: Facts) -> list[Finding]:
    kinds = facts.rows("kinds")
    if kinds.empty:
        return []
    found = []
    counts = {str(k): int(n) for k, n in zip(kinds["kind"], kinds["n"], strict=True)}
    base = int(kinds["base"].iloc[0])
    limits = {kind: counts[kind] for kind in _KINDS if counts.get(kind)}
    if limits and base:
        number = sum(limits.values())
        parts = [f"{n:,} {_KINDS[kind]}" for kind, n in limits.items()]
        found.append(
            Finding(
                f"{first_word_up(out_of(number, base, facts.noun))} did not answer what was "
                f"asked: {listed(parts)}.",
                number, base, "kinds", ";".join(limits),
                "Kinds are judged by a model; the table gives the interval of each share.",
                facts.ids("responses", kind=list(limits)), _share(number, base), key=8,
            )
        )  # fmt: skip
    if counts.get("lobby") and base:
        number = counts["lobby"]
        found.append(
            Finding(
                f"{first_word_up(out_of(number, base, facts.noun))} spoke for an organised "
                "interest, such as a union, a charity or a firm.",
                number, base, "kinds", "lobby",
                "Judged by a model from what a response says of its writer.",
                _lobby_ids(facts), _share(number, base),
            )
        )  # fmt: skip
    return found


def _lobby_ids(facts: Facts) -> tuple[str, ...]:
    live = facts.live
    if live.empty or "lobby" not in live:
        return ()
    return tuple(live.loc[live["lobby"].fillna(False).astype(bool), "response_id"])


def _links(facts: Facts) -> list[Finding]:
    links, given = facts.rows("links"), facts.rows("response_links")
    if links.empty or given.empty:
        return []
    number = int(given["response_id"].nunique())
    addresses = "1 address" if len(links) == 1 else f"{len(links):,} addresses"
    research = int((links["type"] == "research").sum()) if "type" in links else 0
    tail = f", {research:,} of them research" if research else ""
    return [
        Finding(
            f"{first_word_up(out_of(number, facts.base, facts.noun))} gave links, to "
            f"{addresses}{tail}.",
            number, facts.base, "links", "", "Addresses are read, not visited.",
            facts.ids("response_links"), _share(number, facts.base),
        )
    ]  # fmt: skip


def _recommendations(facts: Facts) -> list[Finding]:
    asked = facts.rows("recommendations")
    if asked.empty:
        return []
    found = []
    for answers, what in _ASKS.items():
        ids = facts.ids("recommendations", answers=answers)
        if ids:
            found.append(
                Finding(
                    f"{first_word_up(out_of(len(ids), facts.base, facts.noun))} named {what}.",
                    len(ids), facts.base, "recommendations", answers,
                    "Sentences that ask for something, found by their form.",
                    ids, _share(len(ids), facts.base),
                )
            )  # fmt: skip
    return found


def _languages(facts: Facts) -> list[Finding]:
    languages = facts.rows("languages")
    if len(languages) < 2:
        return []
    rows = languages.sort_values("n", ascending=False, kind="stable")
    base = int(rows["n"].sum())
    number = int(rows["n"].iloc[0])
    others = base - number
    share = "" if base < MIN_BASE else f" ({percent(number / base)})"
    were = "was" if others == 1 else "were"
    return [
        Finding(
            f"{number:,} of {counted(base, facts.noun)}{share} {'was' if number == 1 else 'were'} "
            f"in {_language(str(rows['language'].iloc[0]))}; {others:,} {were} in "
            f"{counted(len(rows) - 1, 'other language')}.",
            number, base, "languages", str(rows["language"].iloc[0]),
            "Language is judged by a model; short texts may be misjudged.",
            share=_share(number, base),
        )
    ]  # fmt: skip


def _language(code: str) -> str:
    return {"en": "English", "cy": "Welsh"}.get(code, f"the language {code!r}" if code else "none")


def _said_once(facts: Facts) -> list[Finding]:
    once = facts.rows("said_once")
    if once.empty:
        return []
    number = int(once["response_id"].nunique())
    return [
        Finding(
            f"{first_word_up(out_of(number, facts.base, facts.noun))} said something that nobody "
            "else said.",
            number, facts.base, "said_once", "",
            "Passages that resemble no other passage; a point is not weaker for being made once.",
            facts.ids("said_once"), _share(number, facts.base),
        )
    ]  # fmt: skip


def _coverage(facts: Facts) -> list[Finding]:
    steps = facts.rows("reconciliation")
    counts = dict(zip(steps.get("reason", []), steps.get("responses", []), strict=True))
    if not {"received", "analysed"} <= set(counts):
        return []
    received, analysed = int(counts["received"]), int(counts["analysed"])
    aside = received - analysed
    if received == analysed:
        said = f"{first_word_up(out_of(received, received, facts.noun))} received "
        said += "was analysed" if received == 1 else "were analysed"
    else:
        were = "was" if aside == 1 else "were"
        said = (
            f"Of {counted(received, facts.noun)} received, {analysed:,} "
            f"{'was' if analysed == 1 else 'were'} analysed and {aside:,} {were} set aside"
        )
    return [
        Finding(
            f"{said}.", analysed, received, "reconciliation", "analysed",
            "Every record received stands once in the table of responses.",
            share=_share(analysed, received),
        )
    ]  # fmt: skip


_RULES: tuple[Callable[[Facts], list[Finding]], ...] = (
    _closed_answers,
    _stance,
    _liked_themes,
    _largest_themes,
    _top_reference,
    _campaigns,
    _tone,
    _top_word,
    _kinds,
    _links,
    _recommendations,
    _languages,
    _said_once,
    _coverage,
)
