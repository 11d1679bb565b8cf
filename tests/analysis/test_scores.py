import numpy as np
import pandas as pd
import pytest
from scipy import stats

import consultation_insight as ci
from consultation_insight.errors import ColumnNotFound, DataError, SettingsError


def test_points_of_words_numbers_and_categories_are_the_same():
    words = ["no", "rather not", "rather", "yes"]
    frame = pd.DataFrame({"words": ["YES", " no", "rather"], "numbers": [4, 1, 3]})
    frame["ordered"] = pd.Categorical(["yes", "no", "rather"], categories=words, ordered=True)
    by_words = ci.score_index(frame, {"a": ["words"], "b": ["ordered"]}, scale=words).scores
    by_number = ci.score_index(frame, {"a": ["numbers"]}, scale=(1, 4)).scores
    wanted = pytest.approx([100, 0, 200 / 3])
    assert by_words["a"].tolist() == by_words["b"].tolist() == by_number["a"].tolist() == wanted


def test_weights_reversed_items_and_gaps():
    frame = pd.DataFrame({"a": [100, 100, None], "b": [0, None, 20], "c": [10, None, None]})
    index = {"x": {"a": 2, "b": 1, "c": 1}}
    made = ci.score_index(frame, index, scale=(0, 100), reverse=["c"])
    assert made.scores["x"].fillna(-1).tolist() == [(200 + 0 + 90) / 4, 100, -1]
    strict = ci.score_index(frame, index, scale=(0, 100), min_items=1)
    assert strict.scores["x"].notna().tolist() == [True, False, False]


def test_the_share_of_positive_answers():
    frame = pd.DataFrame({"a": [5, 3, 4], "b": [4, 2, 3]})
    made = ci.score_index(frame, {"x": ["a", "b"]}, scale=(1, 5), kind="positive")
    assert made.scores["x"].tolist() == [100, 0, 50]


def test_alpha_is_that_of_a_published_example():
    """The example of a well-known tutorial (Statology) computed with pingouin: 0.773, 0.336 to 0.939."""
    frame = pd.DataFrame(
        {
            "Q1": [1, 2, 2, 3, 2, 2, 3, 3, 2, 3],
            "Q2": [1, 1, 1, 2, 3, 3, 2, 3, 3, 3],
            "Q3": [1, 1, 2, 1, 2, 3, 3, 3, 2, 3],
        }
    )
    row = ci.score_index(frame, {"x": list(frame)}, scale=(1, 3)).alphas.iloc[0]
    assert row["alpha"] == pytest.approx(0.7734375, abs=1e-12)
    assert [round(row["low"], 3), round(row["high"], 3)] == [0.336, 0.939]


def test_means_have_the_interval_of_t():
    random = np.random.default_rng(1)
    frame = pd.DataFrame({"q": random.uniform(0, 100, 25)})
    row = ci.score_index(frame, {"x": ["q"]}, scale=(0, 100)).table.iloc[0]
    low, high = stats.t.interval(0.95, 24, frame["q"].mean(), stats.sem(frame["q"]))
    assert [row["score"], row["low"], row["high"]] == pytest.approx([frame["q"].mean(), low, high])


def test_rows_of_a_unit_are_not_independent():
    frame = pd.DataFrame({"q": [10.0, 20, 90] * 5, "school": ["a", "b", "c"] * 5})
    alone = ci.score_index(frame, {"x": ["q"]}, scale=(0, 100)).table.iloc[0]
    together = ci.score_index(frame, {"x": ["q"]}, scale=(0, 100), unit="school").table.iloc[0]
    assert (alone["units"], together["units"]) == (15, 3)
    assert together["high"] - together["low"] > 2 * (alone["high"] - alone["low"])


def panel(change=5.0, units=30, seed=3):
    random = np.random.default_rng(seed)
    level = random.normal(55, 10, units)
    rows = [
        (f"org {u}", year, level[u] + change * (year - 2020) + random.normal(0, 3))
        for year in (2020, 2021)
        for u in range(units)
    ]
    return pd.DataFrame(rows, columns=["organisation", "year", "q"])


def test_change_between_years_within_units():
    frame = panel()
    made = ci.score_index(
        frame, {"x": ["q"]}, scale=(0, 100), year="year", unit="organisation"
    ).changes.iloc[0]
    two = frame.pivot_table("q", "organisation", "year")
    paired = stats.ttest_rel(two[2021], two[2020])
    interval = paired.confidence_interval(0.95)
    assert (made["year"], made["year_before"], made["n"], made["paired"]) == (2021, 2020, 30, True)
    assert [made["low"], made["high"]] == pytest.approx(list(interval))
    assert made["p_value"] == pytest.approx(paired.pvalue)
    assert made["result"] == "higher"


def test_change_between_years_of_different_people():
    frame = panel()
    made = ci.score_index(frame, {"x": ["q"]}, scale=(0, 100), year="year").changes.iloc[0]
    sides = [frame.loc[frame["year"] == year, "q"] for year in (2021, 2020)]
    welch = stats.ttest_ind(*sides, equal_var=False)
    assert not made["paired"]
    assert [made["low"], made["high"]] == pytest.approx(list(welch.confidence_interval(0.95)))


def test_everybody_and_each_group_by_year():
    frame = panel().assign(kind=lambda f: f["organisation"].str[-1].isin(list("02468")))
    made = ci.score_index(frame, {"x": ["q"]}, scale=(0, 100), by="kind", year="year").table
    assert set(made["group"]) == {"All", "True", "False"}
    sums = made.groupby("group")["n"].sum()
    assert sums["All"] == sums["True"] + sums["False"] == 60


def test_a_corpus_with_closed_questions(tmp_path):
    levels = ["Strongly disagree", "Disagree", "Neither", "Agree", "Strongly agree"]
    answers = [("p1", "q1", "Agree"), ("p1", "q2", "Strongly agree"), ("p2", "q1", "Don't know"),
               ("p2", "q2", "Disagree"), ("p2", "q3", "Bus"), ("p2", "q3", "Train")]  # fmt: skip
    questions = pd.DataFrame(
        {"question_id": ["q1", "q2", "q3"], "wording": ["A", "B", "C"],
         "type": ["scale", "scale", "multiple"], "levels": [" | ".join(levels)] * 2 + [""]}
    )  # fmt: skip
    corpus = ci.Corpus.from_responses(
        pd.DataFrame({"text": ["a", "b"], "respondent_id": ["p1", "p2"]}),
        respondents=pd.DataFrame({"respondent_id": ["p1", "p2"], "region": ["n", "s"]}),
        questions=questions,
        answers=pd.DataFrame(answers, columns=["respondent_id", "question_id", "answer"]),
    )
    made = ci.score_index(corpus, {"x": ["q1", "q2"]}, by="region")
    assert made.scores["x"].tolist() == [87.5, 25.0]
    assert made.items["no_level"].tolist() == [1, 0]
    with pytest.raises(ColumnNotFound):
        ci.score_index(corpus, {"x": ["q3"]})


@pytest.mark.parametrize(
    ("settings", "error", "said"),
    [
        ({}, SettingsError, "'scale' of 'q' is not known"),
        ({"scale": (1, 5)}, DataError, "outside of its scale"),
        ({"scale": (5, 1)}, SettingsError, "from least to most"),
        ({"scale": (0, 9), "kind": "median"}, SettingsError, "'kind'"),
        ({"scale": (0, 9), "min_items": 2}, SettingsError, "'min_items'"),
        ({"scale": (0, 9), "by": "z"}, ColumnNotFound, "'z'"),
    ],
)
def test_what_cannot_be_is_said(settings, error, said):
    with pytest.raises(error, match=said):
        ci.score_index(pd.DataFrame({"q": [0, 9]}), {"x": ["q"]}, **settings)
