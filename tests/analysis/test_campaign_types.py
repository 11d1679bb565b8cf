"""Who sent a campaign, and that few people are never told apart."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consultation_insight import Corpus
from consultation_insight.analysis._run_tables.senders import campaign_types


def corpus_of(inside, outside, **columns):
    """Respondents of one campaign and others, by the level of one attribute."""
    said = [*inside, *outside]
    ids = [f"P{at}" for at in range(len(said))]
    frame = pd.DataFrame({"text": [f"text {one}" for one in ids], "respondent_id": ids})
    frame["campaign_id"] = ["C01"] * len(inside) + [""] * len(outside)
    people = pd.DataFrame({"respondent_id": ids, "Type": said, **columns})
    return Corpus.from_responses(frame, respondents=people)


def test_shares_of_supporters_stand_beside_those_of_others():
    corpus = corpus_of(
        ["Carer"] * 9 + ["Nurse"] * 6 + [""], ["Carer"] * 10 + ["Nurse"] * 25 + ["GP"] * 5
    )
    found = campaign_types(corpus).set_index("level")
    assert found["n_shown"].to_dict() == {"Nurse": "6", "Carer": "9", "GP": "0"}
    assert found["share"].round(3).to_dict() == {"Nurse": 0.4, "Carer": 0.6, "GP": 0.0}
    assert found["share_others"].to_dict() == {"Nurse": 0.625, "Carer": 0.25, "GP": 0.125}
    assert set(found["base"]) == {15}
    assert set(found["base_others"]) == {40}


def test_small_counts_are_not_given_and_cannot_be_computed():
    corpus = corpus_of(["Carer"] * 9 + ["Nurse"] * 6 + ["GP"] * 2, ["Carer", "Nurse", "GP"] * 9)
    found = campaign_types(corpus).set_index("level")
    assert found["n_shown"].to_dict() == {"Carer": "9", "Nurse": "not given", "GP": "<5"}
    assert found["n"].isna().to_dict() == found["share"].isna().to_dict()


@given(
    st.lists(st.sampled_from(["a", "b", "c", "d", ""]), min_size=1, max_size=40),
    st.lists(st.sampled_from(["a", "b", "c", "zz"]), max_size=40),
    st.integers(1, 7),
)
@settings(max_examples=60)
def test_no_count_below_k_is_told(inside, outside, k):
    found = campaign_types(corpus_of(inside, outside), k_anonymity=k)
    everybody = pd.Series([*inside, *outside]).value_counts()
    assert all(everybody[level] >= k for level in found["level"] if level != "any other")
    given = found["n"].dropna()
    assert ((given == 0) | (given >= k)).all()
    assert found["n"].isna().sum() != 1
    assert (found["base"] >= k).all()
    if found["n"].notna().all() and len(found):
        assert found["n"].sum() == found["base"].iloc[0]


@pytest.mark.parametrize("levels", [["one"] * 30, [f"Place {at}" for at in range(30)], [""] * 30])
def test_what_is_no_type_is_left_out(levels):
    assert campaign_types(corpus_of(levels[:10], levels[10:])).empty


def test_levels_of_a_scale_stand_in_their_order():
    corpus = corpus_of(["often", "never", "rarely"] * 6, ["often", "never", "rarely"] * 3)
    scale = pd.DataFrame(
        {"attribute": ["Type"], "type": ["scale"], "levels": ["never | rarely | often"]}
    )
    corpus = Corpus.from_responses(
        corpus.responses, respondents=corpus.respondents, attributes=scale
    )
    assert campaign_types(corpus)["level"].tolist() == ["never", "rarely", "often"]
