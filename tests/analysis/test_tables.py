import dataclasses

import pandas as pd

from consultation_insight import Corpus, Kinds, Themes
from consultation_insight.analysis.kinds import classify_kind
from consultation_insight.analysis.quoting import speakable
from consultation_insight.analysis.sentiment import score_sentiment
from consultation_insight.analysis.stance import score_stance
from consultation_insight.analysis.tables import build_tables

TEXTS = [
    "More buses in the evening, please.",
    "More buses in the evening, PLEASE!",
    "More evening buses",
]


def corpus(**columns):
    frame = pd.DataFrame({"text": TEXTS, "likes": [30, 5, 25], **columns})
    return Corpus.from_responses(frame)


def themes(of):
    responses = of.responses
    coding = pd.DataFrame(
        {
            "response_id": responses["response_id"],
            "start": 0,
            "end": responses["text"].str.len(),
            "theme_id": ["T01", "T01", "T02"],
            "strength": [0.9, 0.8, 0.7],
            "stance": "",
            "assigned_by": "machine",
        }
    )
    table = pd.DataFrame(
        {
            "theme_id": ["T01", "T02"], "question_id": "text", "label": ["Buses", "Evenings"],
            "description": "", "keywords": "", "n": [2, 1], "share": 0.5, "low": 0.1, "high": 0.9,
            "base": 3, "likes": [35, 25], "stability": 1.0, "n_once": 1,
        }
    )  # fmt: skip
    places = coding[["theme_id", "response_id", "start", "end"]]
    once = places.iloc[:0].assign(question_id="")
    return Themes(base=3, table=table, coding=coding, verbatims=places, said_once=once)


def test_themes_of_liked_responses_are_ranked_by_likes():
    one = corpus()
    tables = build_tables(one, {"themes": themes(one)}, likes_over=20)
    liked = tables["liked_themes"]
    assert liked[["theme_id", "n", "likes"]].to_numpy().tolist() == [["T01", 1, 30], ["T02", 1, 25]]
    assert liked["times_next"][0] == 30 / 25
    assert tables["liked"].to_numpy().tolist() == [[20, 2, 55, 3]]


def test_without_likes_nothing_is_ranked_by_them():
    one = corpus(likes=pd.array([pd.NA] * 3, dtype="Int64"))
    assert "liked_themes" not in build_tables(one, {"themes": themes(one)})


def test_a_campaign_is_quoted_once_in_a_theme():
    one = corpus(campaign_id=["C01", "C01", ""])
    quoted = build_tables(one, {"themes": themes(one)})["verbatims"]
    assert quoted["theme_id"].tolist() == ["T01", "T02"]
    assert quoted["text"].tolist() == [TEXTS[0], TEXTS[2]]
    # What two people say in the same words is quoted once; what they say in other words, twice.
    assert len(build_tables(corpus(), {"themes": themes(corpus())})["verbatims"]) == 2
    other = corpus(text=[TEXTS[0], "The last trains leave far too soon", TEXTS[2]])
    assert len(build_tables(other, {"themes": themes(other)})["verbatims"]) == 3


def test_a_short_response_is_quoted_whole_and_a_long_one_by_its_passage():
    long = "The last trains leave far too soon. " + "And so on. " * 40
    one = Corpus.from_responses(pd.DataFrame({"text": [TEXTS[0] + " Yes.", long, TEXTS[2]]}))
    found = themes(corpus())
    quoted = build_tables(one, {"themes": found})["verbatims"]
    assert quoted["text"].tolist() == [TEXTS[0] + " Yes.", long[:34], TEXTS[2]]


def test_theme_ids_stand_strongest_first():
    one = corpus()
    found = themes(one)
    both = pd.concat([found.coding, found.coding.assign(theme_id="T02", strength=0.95)])
    again = Themes(
        base=3, table=found.table, coding=both, verbatims=found.verbatims, said_once=found.said_once
    )
    responses = build_tables(one, {"themes": again})["responses"]
    assert responses["theme_ids"].tolist() == ["T02;T01", "T02;T01", "T02"]


def test_closed_answers_are_out_of_those_who_answered():
    answers = pd.DataFrame(
        {"respondent_id": ["p1", "p2"], "question_id": "q1", "answer": ["Yes", "No"]}
    )
    questions = pd.DataFrame(
        {"question_id": ["q1", "text"], "wording": ["Agree?", "Why?"], "type": ["single", "open"]}
    )
    frame = pd.DataFrame({"text": TEXTS})
    one = Corpus.from_responses(frame, questions=questions, answers=answers)
    table = build_tables(one, {})["answers"]
    assert table[["answer", "n", "base", "share"]].to_numpy().tolist() == [
        ["No", 1, 2, 0.5],
        ["Yes", 1, 2, 0.5],
    ]


def kinds(of, values):
    ids = of.responses["response_id"]
    table = pd.DataFrame(
        {"response_id": ids, "kind": values, "probability": 0.9, "lobby": False, "lobby_probability": 0.1}
    )  # fmt: skip
    shares = pd.DataFrame(columns=["kind", "n", "share", "low", "high", "base"])
    return Kinds(base=3, table=table, shares=shares)


def test_a_theme_is_not_described_in_the_words_of_an_abusive_response():
    one = corpus()
    given = themes(one)
    given = dataclasses.replace(given, table=given.table.assign(description=[TEXTS[0], TEXTS[2]]))
    found = speakable(
        {"themes": given, "kinds": kinds(one, ["abuse", "substantive", "abuse"])}, one
    )["themes"]
    assert found.table["description"].tolist() == [TEXTS[1], ""]
    assert found.verbatims["response_id"].tolist() == [one.responses["response_id"][1]]
    assert found.table["n"].tolist() == given.table["n"].tolist()
    assert len(found.coding) == 3


def test_themes_without_abuse_stay_as_they_are():
    one = corpus()
    given = themes(one)
    found = speakable({"themes": given, "kinds": kinds(one, ["substantive"] * 3)}, one)["themes"]
    for name, table in given.tables().items():
        pd.testing.assert_frame_equal(found.tables()[name], table)


def test_without_likes_no_table_says_that_there_were_none():
    one = corpus(likes=pd.array([pd.NA] * 3, dtype="Int64"))
    tables = build_tables(one, {"themes": themes(one)})
    assert tables["themes"]["likes"].isna().all()


def test_languages_say_how_many_each_model_judged():
    one = corpus(language=["en", "cy", "cy"])
    results = {"sentiment": score_sentiment(one), "kinds": classify_kind(one)}
    table = build_tables(one, results)["languages"].set_index("language")
    assert table.loc["cy", ["n", "with_sentiment", "with_kinds"]].tolist() == [2, 0, 0]
    assert table.loc["en", ["n", "with_sentiment", "with_kinds"]].tolist() == [1, 1, 1]
    assert "with_stance" not in table


def test_positions_by_language_are_not_published():
    one = corpus(language=["en", "cy", "cy"])
    results = {"stance": score_stance(one, question="Run more buses")}
    assert build_tables(one, results)["languages"]["with_stance"].tolist() == [0, 1]
    shown = build_tables(one, results, disclosure="publication")["languages"]
    assert "with_stance" not in shown and "n" in shown
