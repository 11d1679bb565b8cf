import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import consultation_insight as ci
from consultation_insight.analysis._likes import gini, holding_half
from consultation_insight.errors import SettingsError, TooFewResponses
from tests.analysis.test_trends import themes_of


def corpus_of(likes, people=None):
    frame = pd.DataFrame({"text": [f"text {n}" for n in range(len(likes))], "likes": likes})
    return ci.Corpus.from_responses(frame if people is None else frame.assign(respondent_id=people))


@settings(max_examples=60)
@given(st.lists(st.integers(0, 50), min_size=1, max_size=30).filter(any))
def test_inequality_is_the_definition(likes):
    values = np.array(likes)
    apart = np.abs(values[:, None] - values[None]).mean()
    assert gini(values) == pytest.approx(apart / (2 * values.mean()), abs=1e-12)
    best = sorted(likes, reverse=True)
    half = holding_half(values)
    assert 2 * sum(best[:half]) >= sum(likes)
    assert 2 * sum(best[: half - 1]) < sum(likes)


def test_the_curve_runs_from_none_to_all_below_the_diagonal():
    curve = ci.count_likes(corpus_of([0, 0, 1, 3, 96])).curve
    assert curve.iloc[0].tolist() == [0, 0]
    assert curve.iloc[-1].tolist() == [1, 1]
    assert (curve["likes_share"] <= curve["responses_share"] + 1e-12).all()
    assert curve["likes_share"][80] == pytest.approx(0.04)


def test_themes_by_responses_by_people_and_by_likes():
    corpus = corpus_of([100, 100, 5, 6, 7], ["ann", "ann", "bob", "cy", "di"])
    themes = themes_of(corpus, {"T01": [0, 1], "T02": [2, 3, 4, 1]})
    table = ci.count_likes(corpus, themes, cap=50).table.set_index("theme_id")
    assert table["responses"].to_dict() == {"T01": 2, "T02": 4}
    assert table["respondents"].to_dict() == {"T01": 1, "T02": 4}
    assert table["likes"].to_dict() == {"T01": 200, "T02": 118}
    assert table["likes_capped"].to_dict() == {"T01": 50, "T02": 68}
    assert table["rank_likes"].to_dict() == {"T01": 1, "T02": 2}
    assert table["rank_likes_capped"].to_dict() == {"T01": 2, "T02": 1}


def test_the_usual_cap_meets_one_author_in_twenty():
    spread = ci.count_likes(corpus_of([*range(1, 100), 5000])).spread.iloc[0]
    assert spread["cap"] == 95
    assert spread["capped"] == 5


def test_the_most_liked_in_an_order_that_rows_do_not_decide():
    likes = ci.count_likes(corpus_of([3, 9, 9, 0]), most=3).most_liked
    assert likes["response_id"].tolist() == ["r2", "r3", "r1"]
    assert likes["share_so_far"].tolist() == pytest.approx([9 / 21, 18 / 21, 1])


def test_responses_without_a_number_are_not_in_the_base():
    assert ci.count_likes(corpus_of([3, None, 0])).base == 2


def test_what_cannot_be_is_said():
    with pytest.raises(TooFewResponses):
        ci.count_likes(corpus_of([0, 0]))
    with pytest.raises(SettingsError, match="'cap'"):
        ci.count_likes(corpus_of([1]), cap=-1)
