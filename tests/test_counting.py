"""Counting rules: what each, once and apart mean, whatever the responses are."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import consultation_insight as ci
from consultation_insight.analysis.tables import build_tables
from consultation_insight.counting import RULES, VIEW_COLUMNS, VIEWS, Counting
from consultation_insight.errors import SettingsError

LETTER = (
    "The orchard on Pound Lane is the last green place that our children can walk to. "
    "Refuse the car park and give the trees protection for good."
)
OWN = [
    "My grandfather planted two of the pears there in 1951, read https://pears.example.org/1951 please.",
    "We hold the apple day there every October and it costs nothing.",
    "The surgery already has forty empty spaces by noon.",
]
OTHERS = [
    "More benches by the river please, my knees are not what they were",
    "The one-way system has made the school run worse",
    "Nobody asked the stallholders about https://stalls.example.org/list",
    "I would like to see more buses in the evening",
    "Car parks are full because the train is too dear",
]


def marked(texts, count="each", **columns):
    frame = pd.DataFrame({"text": list(texts)})
    frame["response_id"] = [f"r{at}" for at in range(len(frame))]
    frame["respondent_id"] = [f"p{at}" for at in range(len(frame))]
    for name, values in columns.items():
        frame[name] = values
    return ci.find_campaigns(ci.Corpus.from_responses(frame), count=count)


def labels(corpus):
    """A label for each response, from its content."""
    return [str(len(text) % 3) for text in corpus.live["text"]]


TEXTS = st.tuples(
    st.integers(0, 9),
    st.lists(st.sampled_from(OWN), max_size=4),
    st.lists(st.sampled_from(OTHERS), max_size=8),
).map(lambda made: [LETTER] * made[0] + [f"{LETTER} {own}" for own in made[1]] + made[2])


def test_one_copy_stands_for_all_and_additions_are_their_supporters_own():
    corpus = marked([LETTER] * 5 + [f"{LETTER} {own}" for own in OWN] + OTHERS)
    counting = Counting.of(corpus)
    assert [counting.base(rule) for rule in RULES] == [13, 9, 5]
    assert counting.whole("once").tolist() == [True] + [False] * 7 + [True] * 5
    letter_at, own_at = (0, len(LETTER)), (len(LETTER) + 1, len(LETTER) + 30)
    ids = ["r0", "r1", "r5", "r5", "r12"]
    starts, ends = zip(letter_at, letter_at, letter_at, own_at, (0, 9), strict=True)
    assert counting.keeps(ids, starts, ends, rule="once").tolist() == [
        True,
        False,
        False,
        True,
        True,
    ]
    assert counting.keeps(ids, starts, ends, rule="apart").tolist() == [False] * 4 + [True]
    assert counting.keeps(["nobody"], rule="each").tolist() == [False]


def test_the_copy_that_was_liked_most_stands_for_its_campaign():
    corpus = marked([LETTER] * 6, likes=[0, 1, 9, 9, 2, 0])
    assert Counting.of(corpus).standing.tolist() == [False, False, True, False, False, False]


def test_what_is_reworded_is_no_copy():
    texts = [LETTER + " #SaveTheOrchard"] * 6 + ["Blossom beats bonnets. #SaveTheOrchard", *OTHERS]
    counting = Counting.of(marked(texts))
    assert [counting.base(rule) for rule in RULES] == [12, 7, 5]


def test_a_link_of_the_letter_counts_once_and_a_supporters_own_as_theirs():
    letter = LETTER + " Sign https://sign.example.org/orchard"
    texts = [letter] * 5 + [f"{letter} {OWN[0]}"] + OTHERS
    table = ci.find_links(marked(texts, "once")).to_frame().set_index("url")
    assert table["responses"].to_dict() == {
        "https://sign.example.org/orchard": 1,
        "https://pears.example.org/1951": 1,
        "https://stalls.example.org/list": 1,
    }
    assert table.loc["https://sign.example.org/orchard", "responses_each"] == 6


def test_words_are_counted_by_the_rule():
    texts = (
        [LETTER] * 5 + [f"{LETTER} My own orchard smells of cider and my orchard hums."] + OTHERS
    )
    for rule, mentions in zip(RULES, (8, 3, 0), strict=True):
        table = ci.count_terms(marked(texts, rule), min_mentions=0).to_frame().set_index("term")
        found = table["mentions"].get("orchard", 0)
        assert found == mentions
        if found:
            assert table.loc[
                "orchard", ["mentions_each", "mentions_once", "mentions_outside"]
            ].tolist() == [8, 3, 0]


@settings(max_examples=40)
@given(TEXTS)
def test_with_the_campaigns_copies_what_is_apart_is_all(texts):
    corpus = marked(texts)
    counting = Counting.of(corpus)
    views = counting.views(labels(corpus), corpus.live["response_id"])
    inside = corpus.live["campaign_id"].ne("").to_numpy()
    copies = pd.Series(labels(corpus))[inside].value_counts().reindex(views.index, fill_value=0)
    assert (views["n_outside"] + copies == views["n_each"]).all()
    assert (views["n_outside"] <= views["n_once"]).all()
    assert (views["n_once"] <= views["n_each"]).all()
    assert counting.base("apart") + inside.sum() == counting.base("each") == corpus.base
    assert counting.base("apart") <= counting.base("once") <= counting.base("each")


@settings(max_examples=8)
@given(st.lists(st.sampled_from([*OWN, *OTHERS]), max_size=4).map(lambda few: few + OTHERS))
def test_without_campaigns_all_rules_are_one(texts):
    corpora = {rule: marked(texts, rule) for rule in RULES}
    assert all(one.live["campaign_id"].eq("").all() for one in corpora.values())
    made = {rule: tables_of(one) for rule, one in corpora.items()}
    for rule in ("once", "apart"):
        for name, table in made["each"].items():
            if name != "counting":
                pd.testing.assert_frame_equal(table, made[rule][name])


@settings(max_examples=10)
@given(TEXTS, st.randoms(use_true_random=False), st.sampled_from(RULES))
def test_the_order_of_rows_changes_no_count(texts, random, rule):
    frame = pd.DataFrame({"text": texts})
    frame["response_id"] = frame["respondent_id"] = [f"r{at}" for at in range(len(texts))]
    frame["likes"] = [len(text) % 4 for text in texts]
    order = list(range(len(texts)))
    random.shuffle(order)

    def counts(rows):
        corpus = ci.find_campaigns(ci.Corpus.from_responses(rows), count=rule)
        tables = {
            name: table
            for name, table in tables_of(corpus).items()
            if "n" in table or "responses" in table
        }
        return {
            name: table.sort_values(list(table.columns[:2])).to_dict("records")
            for name, table in tables.items()
            if name in ("links", "counting", "asked", "languages")
        }

    assert counts(frame) == counts(frame.iloc[order])


def tables_of(corpus, *, models=False):
    results = {
        "campaigns": ci.read_campaigns(corpus),
        "links": ci.find_links(corpus),
        "terms": ci.count_terms(corpus, min_mentions=1),
        "recommendations": ci.find_recommendations(corpus),
    }
    if models:
        results |= {"kinds": ci.classify_kind(corpus), "sentiment": ci.score_sentiment(corpus)}
    return build_tables(corpus, results)


@pytest.mark.parametrize("rule", RULES)
def test_the_rule_makes_the_main_figures_and_all_views_stand_beside_them(rule):
    corpus = marked([LETTER] * 6 + [f"{LETTER} {own}" for own in OWN] + OTHERS, rule)
    tables = tables_of(corpus, models=True)
    view = {"each": "each", "once": "once", "apart": "outside"}[rule]
    for name in ("kinds", "sentiment", "languages", "asked"):
        table = tables[name]
        assert set(VIEW_COLUMNS) <= set(table)
        assert (table["n"] == table[f"n_{view}"]).all(), name
        assert (table["base"] == table[f"base_{view}"]).all(), name
        assert np.allclose(table["share"], table[f"share_{view}"]), name
        assert (table["low"] <= table["share"]).all(), name
    counted = tables["responses"]["counted"].value_counts().to_dict()
    assert (
        sum(n for how, n in counted.items() if how != "no")
        == tables["counting"].set_index("count")["base"][rule]
    )
    links = tables["response_links"].drop_duplicates().groupby("url").size()
    assert links.to_dict() == tables["links"].set_index("url")["responses"].to_dict()


def test_closed_answers_leave_out_who_sent_a_copy_that_does_not_count():
    texts = [LETTER] * 6 + OTHERS
    corpus = marked(texts, "once")
    answers = pd.DataFrame({"respondent_id": [f"p{at}" for at in range(11)], "question_id": "q",
                            "answer": ["No"] * 6 + ["Yes"] * 5})  # fmt: skip
    corpus = corpus.after(ci.Step.of("answers", {}), answers=answers)
    table = build_tables(corpus, {})["answers"].set_index("answer")
    assert table["n_each"].to_dict() == {"No": 6, "Yes": 5}
    assert table["n"].to_dict() == {"No": 1, "Yes": 5}
    assert table["n_outside"].to_dict() == {"No": 0, "Yes": 5}
    assert table["base_outside"].tolist() == [5, 5]


def test_marks_without_variants_count_the_first_copy():
    frame = pd.DataFrame({"text": ["a", "b", "c"], "campaign_id": ["C01", "C01", ""]})
    counting = Counting.of(ci.Corpus.from_responses(frame))
    assert counting.rule == "each"
    assert counting.counted("once").tolist() == [True, False, True]


def test_another_rule_is_refused():
    with pytest.raises(SettingsError, match="'each', 'once', 'apart'"):
        marked(["a"], "twice")


def test_questions_and_groups_of_asks_follow_the_rule():
    asking = "Listen to the nurses about the orchard on Pound Lane, which all of us can walk to."
    own = " I would also ask the teachers."
    texts = [asking] * 5 + [asking + own] * 2 + ["Talk to nurses.", "Hear from teachers!"]
    found = {}
    for rule in RULES:
        corpus = marked(texts, count=rule)
        assert (corpus.live["campaign_id"] != "").sum() == 7
        found[rule] = build_tables(corpus, {"recommendations": ci.find_recommendations(corpus)})
        (question,) = found[rule]["questions"].to_dict("records")
        assert [question[f"base_{view}"] for view in VIEWS] == [9, 5, 2]
        assert question["base"] == Counting.of(corpus).base()
    groups = {rule: tables["recommendation_groups"] for rule, tables in found.items()}
    who = {
        rule: {row["ask"]: row for row in table[table["answers"] == "who"].to_dict("records")}
        for rule, table in groups.items()
    }
    assert {name: row["n"] for name, row in who["each"].items()} == {"nurse": 8, "teacher": 3}
    assert {name: row["n"] for name, row in who["once"].items()} == {"nurse": 2, "teacher": 3}
    assert who["apart"] == {}
    nurse = who["once"]["nurse"]
    assert [nurse[f"n_{view}"] for view in VIEWS] == [8, 2, 1]
    assert len(nurse["response_ids"].split(";")) == nurse["n"]
    assert nurse["response_id"] in nurse["response_ids"].split(";")


def test_shifts_follow_the_rule_and_show_the_other_views():
    early = [f"More {what} buses in the {when}" for what in ("late", "small", "clean", "night")
             for when in ("town", "village", "valley", "suburbs")]  # fmt: skip
    late = [LETTER] * 6 + ["More late buses in the hills please"]
    whole = marked([*early, *late], count="apart")
    themes = ci.find_themes(ci.Corpus.from_responses(whole.live.iloc[: len(early)]))
    shifts = themes.update(whole).shifts
    assert set(shifts["base_late_each"]) == {7}
    assert set(shifts["base_late_once"]) == {2}
    assert set(shifts["base_late_outside"]) == {1}
    for column in ("n_late", "share_late", "base_before", "change", "low"):
        assert shifts[column].tolist() == shifts[f"{column}_outside"].tolist()


def test_corrected_shares_follow_the_rule():
    texts = [LETTER] * 6 + [f"{LETTER} {own}" for own in OWN] + OTHERS
    frame = ci.CodeFrame.of([{"code": "TREES", "label": "Orchard", "description": "Trees, pears"}])
    shares = {}
    for rule in RULES:
        corpus = marked(texts, count=rule)
        coding = ci.apply_code_frame(corpus, frame)
        human = pd.DataFrame({"response_id": corpus.live["response_id"]})
        human["code"] = ["TREES" if "orchard" in text else "" for text in corpus.live["text"]]
        (shares[rule],) = ci.audit(coding, human, corpus=corpus).shares.to_dict("records")
    row = shares["each"]
    assert [row[f"base_{view}"] for view in VIEWS] == [14, 9, 5]
    assert (row["corrected"], row["corrected_outside"]) == (pytest.approx(9 / 14), 0.0)
    assert [shares[rule]["base"] for rule in RULES] == [14, 9, 5]
    assert shares["apart"]["corrected"] == 0.0
    plain = ci.audit(coding, human).shares
    assert plain["corrected"][0] == pytest.approx(9 / 14)
    assert "corrected_each" not in plain
