"""Closed questions and population weights: against hand counts and a reference library."""

import numpy as np
import pandas as pd
import pytest

import consultation_insight as ci
from consultation_insight.errors import ColumnNotFound, UsageError
from consultation_insight.statistics import effective_base, wilson_interval

ANSWERS = ["Strongly agree"] * 20 + ["Agree"] * 30 + ["Neither agree nor disagree"] * 10
ANSWERS += ["Disagree"] * 15 + ["Strongly disagree"] * 5 + ["Don't know"] * 20


def survey():
    many = len(ANSWERS)
    return ci.read(
        pd.DataFrame(
            {
                "Do you agree with the plan?": ANSWERS,
                "How do you travel? [Bus]": ["Yes", "No"] * (many // 2),
                "How do you travel? [Walk]": ["Yes"] * (many - 10) + ["No"] * 10,
                "Why?": [f"Because of reason number {n}, as said before" for n in range(many)],
            }
        )
    )


def test_a_scale_has_its_order_its_sides_and_their_net():
    table = ci.summarise_closed(survey()).table
    scale = table[table["type"] == "scale"]
    answers = scale[scale["kind"] == "answer"]
    assert answers["answer"].tolist() == [
        "Strongly disagree", "Disagree", "Neither agree nor disagree", "Agree", "Strongly agree",
        "Don't know",
    ]  # fmt: skip
    assert answers["n"].tolist() == [5, 15, 10, 30, 20, 20]
    assert answers["base"].unique().tolist() == [100]
    low, high = wilson_interval(answers["n"], 100)
    assert answers["low"].tolist() == pytest.approx(low.tolist())
    assert answers["high"].tolist() == pytest.approx(high.tolist())
    net = scale.set_index("kind").loc["net"]
    assert (net["n"], net["share"]) == (30, pytest.approx(0.3))
    # Agresti and Min (2005): half an answer added to each of the four sorts.
    p, q = 50.5 / 102, 20.5 / 102
    half = 1.959963984540054 * np.sqrt((p + q - (p - q) ** 2) / 102)
    assert (net["low"], net["high"]) == (pytest.approx(p - q - half), pytest.approx(p - q + half))


def test_several_answers_may_exceed_the_base():
    table = ci.summarise_closed(survey()).table
    travel = table[table["type"] == "multiple"].set_index("answer")
    assert travel["n"].to_dict() == {"Walk": 90, "Bus": 50}
    assert set(travel["note"]) == {"several answers possible"}
    assert set(travel["kind"]) == {"answer"}


def test_raking_equals_a_reference_library():
    """Values of ipfn 1.4.4 for three margins of 200 people, drawn by NumPy's generator 11."""
    random = np.random.default_rng(11)
    a, b, c = (random.integers(0, k, 200) for k in (3, 2, 4))
    people = pd.DataFrame(
        {
            "respondent_id": [f"p{n}" for n in range(200)],
            "A": [f"a{x}" for x in a], "B": [f"b{x}" for x in b], "C": [f"c{x}" for x in c],
        }
    )  # fmt: skip
    texts = pd.DataFrame({"text": ["words"] * 200, "respondent_id": people["respondent_id"]})
    corpus = ci.Corpus.from_responses(texts, respondents=people)
    targets = {
        "A": {"a0": 100, "a1": 60, "a2": 40}, "B": {"b0": 90, "b1": 110},
        "C": {"c0": 20, "c1": 50, "c2": 50, "c3": 80},
    }  # fmt: skip
    made = ci.rake(corpus, targets, most=None)
    cells = people.assign(weight=made.table["weight"]).groupby(["A", "B", "C"])["weight"].first()
    expected = [
        0.490083121, 1.365762068, 1.4379592, 2.243356934, 0.637596768, 1.776852627, 1.870780895,
        2.918601092,
    ]  # fmt: skip
    assert cells.tolist()[:8] == pytest.approx(expected, abs=1e-6)
    assert made.margins["after"].tolist() == pytest.approx(made.margins["target"].tolist())
    weights = made.table["weight"].to_numpy()
    assert made.effective_base == pytest.approx(effective_base(weights))
    assert made.design_effect == pytest.approx(200 * (weights**2).sum() / weights.sum() ** 2)


def raked(ages, targets, **settings):
    texts = [f"This is comment number {n} of them" for n in range(len(ages))]
    return ci.rake(ci.read(pd.DataFrame({"Age": ages, "Comment": texts})), targets, **settings)


def test_who_told_no_level_keeps_the_share_there_is():
    made = raked(["young"] * 20 + ["old"] * 60 + [""] * 20, {"Age": {"young": 1, "old": 1}})
    assert made.table["weight"].round(6).unique().tolist() == [2.0, 0.666667, 1.0]


def test_no_respondent_weighs_more_than_the_limit():
    ages, shares = ["young"] * 2 + ["old"] * 98, {"Age": {"young": 0.5, "old": 0.5}}
    assert raked(ages, shares).table["weight"].max() <= 5 + 1e-9
    assert raked(ages, shares, most=None).table["weight"].max() == pytest.approx(25)


@pytest.mark.parametrize(
    ("targets", "error"),
    [
        ({"Age": {"young": 0.5, "older": 0.5}}, "No respondent has the level 'older'"),
        ({"Age": {"young": -1, "old": 2}}, "is -1"),
        ({"Age": {"young": 0, "old": 0}}, "add up to nothing"),
    ],
)
def test_targets_that_cannot_be_met_are_said(targets, error):
    with pytest.raises(UsageError, match=error):
        raked(["young"] * 10 + ["old"] * 20, targets)


def test_an_unknown_attribute_is_said():
    with pytest.raises(ColumnNotFound):
        raked(["young"] * 10 + ["old"] * 20, {"Ages": {"young": 1}})
