"""Rules for what people said: answers, positions, themes, references, words, tone, requests."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

import pandas as pd

from consultation_insight.analysis._findings.base import (
    Facts,
    Finding,
    first_word_up,
    leaders,
    share_of,
)
from consultation_insight.wording import (
    MIN_BASE,
    asks_for_proposals,
    counted,
    listed,
    out_of,
    percent,
    quantity,
    quoted,
    shorten,
    times,
)

#: Words that only say how much someone agrees, supports or likes.
_DEGREE = re.compile(
    r"^(?:strongly|tend to|very|fairly|somewhat|slightly|mostly|quite|rather|completely|partly)\s+",
    re.IGNORECASE,
)
#: From this share on, a tone or position is said to be that of “about half”, “most” and so on.
_LEADS = 0.45
#: A scale has no more steps than 0 to 10 has.
_MOST_STEPS = 11

_TONES = {"positive": "positive", "neutral": "neutral", "negative": "negative", "mixed": "mixed"}
_STANCES = {
    "for": "in favour",
    "against": "against",
    "conditional": "in favour on conditions",
    "unclear": "unclear",
}
_ASKS = {
    "who": "who should be listened to",
    "what": "what should be asked",
    "where": "where it worked",
    "do": "what should be done",
}


def liked_themes(facts: Facts) -> list[Finding]:
    """Which theme drew the most likes among well-liked responses, and by how much."""
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
        number = int(top["likes"].iloc[0])
        over = f"more than {facts.likes_over} likes"
        if base == 1:
            about = listed(quoted(label) for label in top["label"])
            said = f"one {facts.noun.one} has {over} ({number:,}); it is about {about}"
        else:
            said = f"among the {counted(base, facts.noun)} with {over}, "
            said += _most_liked(top, rows, facts)
        statement = first_word_up(f"{facts.on(str(question))}{said}.")
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


def largest_themes(facts: Facts) -> list[Finding]:
    """The largest theme of each question."""
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
                facts.coded(top["theme_id"]), share_of(number, base), key=2 + place / 10 if base >= MIN_BASE or not place else None,
            )
        )  # fmt: skip
    return found


def top_reference(facts: Facts) -> list[Finding]:
    """What was pointed to most; a place that people speak of is nothing that they point to."""
    references = facts.rows("references")
    if "kind" in references:
        references = references[references["kind"] != "place"]
    top = leaders(references, "responses")
    if top.empty:
        return []
    number = int(top["responses"].iloc[0])
    names = listed(top["reference"].head(3))
    if number == 1 and len(top) > 1:
        statement = f"No reference was cited more than once; {len(top):,} were cited."
    elif len(top) > 3:
        statement = (
            f"{len(top)} references were cited most, among them {names}: each in "
            f"{out_of(number, facts.counted, facts.noun)}."
        )
    elif len(top) > 1:
        statement = (
            f"{names} were the most-cited references: each in "
            f"{out_of(number, facts.counted, facts.noun)}."
        )
    else:
        statement = (
            f"{names} was the most-cited reference: "
            f"{out_of(number, facts.counted, facts.noun)} pointed to it."
        )
    rest = references[references["responses"] < number]
    rest = rest.sort_values("responses", ascending=False, kind="stable").head(2)
    if len(rest) and len(top) == 1:
        nxt = [f"{r} ({n:,})" for r, n in zip(rest["reference"], rest["responses"], strict=True)]
        statement += f" Next came {listed(nxt)}."
    return [
        Finding(
            statement, number, facts.counted, "references", ";".join(top["reference_id"].head(3)),
            f"All names of one thing count as one reference; each of the {facts.noun.many} counts once.",
            facts.ids("citations", reference_id=list(top["reference_id"].head(3))),
            share_of(number, facts.counted), key=3 if number > 2 or number == facts.counted else None,
        )
    ]  # fmt: skip


def _asked(facts: Facts) -> frozenset[str]:
    """The words of the open questions, in small letters: that answers take them up says nothing."""
    wordings = [facts.wordings.get(question, "") for question in facts.open_questions]
    return frozenset(
        word for wording in wordings for word in re.findall(r"[^\W\d_]+", wording.lower())
    )


def top_word(facts: Facts) -> list[Finding]:
    """The word used most, beside those of the questions."""
    terms = facts.rows("terms")
    if terms.empty:
        return []
    words = terms[terms["type"] == "word"]
    campaigns = not facts.rows("campaigns").empty and "mentions_outside" in words
    column = "mentions_outside" if campaigns else "mentions"
    top = leaders(words, column)
    asked = _asked(facts)
    apart = ""
    if top["term"].str.lower().isin(asked).any():
        apart = "Apart from the words of the questions, "
        words = words[~words["term"].str.lower().isin(asked)]
        top = leaders(words, column)
    if top.empty:
        return []
    number = int(top[column].iloc[0])
    names = listed(quoted(term) for term in top["term"].head(3))
    frequent = int((words[column] > facts.mentions_over).sum())
    uses = "once" if number == 1 else f"{number:,} times"
    verb = "was the word used most" if len(top) == 1 else "were the words used most"
    each = "" if len(top) == 1 else " each"
    rest = len(top) - 3
    more = f"; {rest:,} {'other' if rest == 1 else 'others'} as often" if rest > 0 else ""
    where = " outside campaign texts" if campaigns else ""
    statement = f"{apart}{names} {verb}{where}: {uses}{each}{more}."
    if frequent:
        used = "1 word was" if frequent == 1 else f"{frequent:,} words were"
        statement += f" {first_word_up(used)} used more than {facts.mentions_over} times."
    return [
        Finding(
            statement, number, facts.counted, "terms", ";".join(top["term"].head(3)),
            "Each use counts; words such as “the” and “would” are left out.",
            key=5,
        )
    ]  # fmt: skip


def tone(facts: Facts) -> list[Finding]:
    """The most common tone where most responses to a question could be scored."""
    received: Counter[object] = Counter(facts.live.get("question_id", ()))
    return [
        _most_common(facts, "sentiment", str(question), rows, _TONES, "in tone, ")
        for question, rows in _by_question(facts, "sentiment", "sentiment")
        if 2 * rows["base"].max() > received[question]
    ]


def stance(facts: Facts) -> list[Finding]:
    """The most common position on each question that some took a position on."""
    found: list[Finding] = []
    questions = _by_question(facts, "stance", "stance")
    if len(questions) > 1 and _one_position_each(facts):
        questions = questions[:1]
    for question, rows in questions:
        if leaders(rows, "n")["stance"].iloc[0] == "unclear":
            continue
        finding = _most_common(facts, "stance", str(question), rows, _STANCES, "")
        found.append(finding._replace(key=None if found else 1.5))
    return found


#: From this agreement beyond chance on, positions are of people, as what they ticked is.
_SAME = 0.8


def _one_position_each(facts: Facts) -> bool:
    """Whether respondents have one position wherever they wrote: once said, it is said."""
    taken = facts.live[facts.live["stance"].isin(["for", "against"])]
    positions = taken.groupby("respondent_id")["stance"].agg(["size", "nunique"])
    several = positions[positions["size"] > 1]
    by_chance = float((taken["stance"].value_counts(normalize=True) ** 2).sum())
    if several.empty or by_chance == 1:
        return False
    agreement = float((several["nunique"] == 1).mean())
    return (agreement - by_chance) / (1 - by_chance) >= _SAME


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
    name = "tone" if table == "sentiment" else "position"
    if len(top) > 1:
        which = listed(quoted(names.get(value) or str(value)) for value in top[table])
        main = f"the {name}s {which} were equally common: each {out_of(number, base, noun)}"
    elif number == base:
        main = f"{opening}{out_of(number, base, noun)} {'was' if base == 1 else 'were'} {said}"
    elif base < MIN_BASE or number / base < _LEADS:
        main = f"the most common {name} was {quoted(said)}: {out_of(number, base, noun)}"
    else:
        figures = f"{number:,} of {base:,}, {percent(number / base)}"
        main = f"{opening}{quantity(number / base, noun)} were {said} ({figures})"
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
        f"Share of the {many} whose {name} could be judged.",
        evidence, share_of(number, base), key=7 if table == "sentiment" else None,
    )  # fmt: skip


def closed_answers(facts: Facts) -> list[Finding]:
    """The most common answer to each closed question; degrees of one answer count together.

    A question for a number that is no scale has none.
    """
    answers = facts.rows("answers")
    found: list[Finding] = []
    if answers.empty:
        return found
    for place, (question, rows) in enumerate(answers.groupby("question_id", sort=False)):
        if _amounts(rows):
            continue
        base = int(rows["base"].iloc[0])
        asked = quoted(shorten(str(rows["wording"].iloc[0]), 90))
        sides = _sides(rows)
        if sides:
            (names, number), (others, second) = sides[:2]
            also = f"; {second:,} gave {_either(others)}" if second else ""
            main = f"{out_of(number, base, 'respondent')} gave {_either(names)}{also}"
        else:
            top = leaders(rows, "n")
            if top.empty:
                continue
            number, names = int(top["n"].iloc[0]), [str(answer) for answer in top["answer"].head(3)]
            main = _commonest(names, len(top), out_of(number, base, "respondent"))
        found.append(
            Finding(
                f"To {asked}, {main}.", number, base, "answers", f"{question}:{';'.join(names)}",
                "Share of the respondents who answered this question.",
                share=share_of(number, base), key=1.2 + place / 100 if place < 2 else None,
            )
        )  # fmt: skip
    return found


def _amounts(rows: pd.DataFrame) -> bool:
    """Whether answers are numbers of which there are many: no one of them stands for the rest."""
    numbers = pd.to_numeric(rows["answer"], errors="coerce").notna()
    return len(rows) > _MOST_STEPS and bool(numbers.all())


def _commonest(names: list[str], ties: int, who: str) -> str:
    shown = listed(quoted(shorten(name, 60)) for name in names)
    if ties > 3:
        return f"{ties} answers were given equally often, each by {who}"
    if ties > 1:
        return f"{shown} were given equally often, each by {who}"
    return f"the most common answer was {shown}: {who}"


def _either(names: list[str]) -> str:
    return " or ".join(quoted(shorten(name, 60)) for name in names)


def _sides(rows: pd.DataFrame) -> list[tuple[list[str], int]]:
    """The sides of a scale such as “strongly agree, agree, disagree”, the larger first.

    Empty where the answers are no scale, where one person could tick several, or at a tie.
    """
    if rows["n"].sum() > rows["base"].iloc[0]:
        return []
    sides: dict[str, tuple[list[str], int]] = {}
    for answer, n in zip(map(str, rows["answer"]), rows["n"], strict=True):
        names, number = sides.get(_DEGREE.sub("", answer).casefold(), ([], 0))
        sides[_DEGREE.sub("", answer).casefold()] = ([*names, answer], number + int(n))
    of_degrees = [side for side in sides.values() if len(side[0]) > 1]
    if len(of_degrees) < 2:
        return []
    ordered = sorted(sides.values(), key=lambda side: -side[1])
    clear = len(ordered[0][0]) > 1 and ordered[0][1] > ordered[1][1]
    return ordered if clear else []


def recommendations(facts: Facts) -> list[Finding]:
    """How many asked for something unasked, by what they asked for.

    That people propose what a question asks them to propose says nothing.
    """
    if facts.rows("recommendations").empty:
        return []
    wanted = {q for q in facts.open_questions if asks_for_proposals(facts.wordings.get(q, ""))}
    left_out: set[str] = set()
    if wanted:
        live = facts.live
        left_out = set(live.loc[live["question_id"].isin(wanted), "response_id"])

    def among(**equals: object) -> tuple[str, ...]:
        ids = facts.ids("recommendations", **equals)
        return tuple(id_ for id_ in ids if id_ not in left_out)

    named = {what: len(among(answers=kind)) for kind, what in _ASKS.items()}
    parts = sorted(((n, what) for what, n in named.items() if n), key=lambda part: -part[0])
    ids, base = among(), facts.counted_without(wanted)
    if not ids:
        return []
    where = "Where no proposals were asked for, " if wanted else ""
    details = listed(
        f"{n:,} named {what}" if i == 0 else f"{n:,} {what}" for i, (n, what) in enumerate(parts)
    )
    return [
        Finding(
            first_word_up(f"{where}{out_of(len(ids), base, facts.noun)} asked for something: {details}."),
            len(ids), base, "recommendations", "",
            "Sentences that ask for something, found by their form; one can do several of these.",
            ids, share_of(len(ids), base),
        )
    ]  # fmt: skip


def said_once(facts: Facts) -> list[Finding]:
    """How many passages that resemble others least are listed; the list has a length of its own."""
    once = facts.rows("said_once")
    # Among few responses each says something of its own.
    if once.empty or facts.counted < MIN_BASE:
        return []
    number = int(once["response_id"].nunique())
    listed_are = (
        "passage that resembles the others least is"
        if number == 1
        else "passages that resemble the others least are"
    )
    return [
        Finding(
            f"{number:,} {listed_are} listed, to be read by a person.",
            number, facts.counted, "said_once", "",
            "Its length is set, not found; a point is not weaker for being made once.",
            facts.ids("said_once"),
        )
    ]  # fmt: skip
