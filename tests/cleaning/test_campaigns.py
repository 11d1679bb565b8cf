import random as stdlib_random

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consultation_insight import Corpus, find_campaigns, read_campaigns
from consultation_insight.errors import SettingsError

TEMPLATE = (
    "The orchard on Pound Lane is the last green place that our children can walk to. "
    "Refuse the car park and give the trees protection for good."
)
OWN = [
    "My grandfather planted two of the pears in 1951.",
    "We hold the apple day there every October and it costs nothing.",
    "As a beekeeper I can tell you what would go with it.",
    "The surgery already has forty empty spaces by noon.",
    "I pushed three prams through that gate.",
]
OTHERS = [
    "More benches by the river please, my knees are not what they were",
    "The one-way system has made the school run worse",
    "Nobody asked the stallholders",
    "I would like to see more buses in the evening",
    "I would like to see more buses at the weekend",
    "Car parks are full because the train is too dear",
    "Thank you for asking us",
    "Leave the market where it is",
]


def corpus_of(texts, **columns):
    return Corpus.from_responses(pd.DataFrame({"text": list(texts), **columns}))


def campaigns_of(texts, **columns):
    corpus = find_campaigns(corpus_of(texts, **columns))
    return corpus.responses, read_campaigns(corpus)


def test_variants_are_told_apart():
    texts = [
        *[TEMPLATE] * 4,
        TEMPLATE.upper(),
        TEMPLATE.replace("Refuse", "Please refuse"),
        *[f"{TEMPLATE} {own}" for own in OWN],
        *OTHERS,
    ]
    responses, campaigns = campaigns_of(texts)
    assert responses["variant"].tolist() == (
        ["word_for_word"] * 5 + ["edited"] + ["extended"] * 5 + [""] * len(OTHERS)
    )
    (row,) = campaigns.table.to_dict("records")
    assert (row["campaign_id"], row["n"], row["template"]) == ("C01", 11, TEMPLATE)
    assert (row["word_for_word"], row["edited"], row["extended"], row["reworded"]) == (5, 1, 5, 0)
    assert campaigns.additions["text"].tolist() == OWN


def test_additions_can_be_cut_from_the_text_by_their_offsets():
    texts = [f"{own} {TEMPLATE}" for own in OWN] + [TEMPLATE]
    responses, campaigns = campaigns_of(texts)
    by_id = responses.set_index("response_id")["text"]
    for row in campaigns.additions.itertuples():
        assert by_id[row.response_id][row.start : row.end] == row.text
    assert campaigns.additions["text"].tolist() == OWN


@pytest.mark.parametrize(
    "short",
    ["I agree", "Following", "+1", "Build more houses", "Jacinda Ardern", "keep up the good work"],
)
def test_short_answers_by_many_are_no_campaign(short):
    responses, campaigns = campaigns_of([short] * 60 + OTHERS)
    assert responses["campaign_id"].eq("").all()
    assert len(campaigns) == 0


def test_one_person_is_no_campaign():
    responses, _ = campaigns_of([TEMPLATE] * 9, respondent_id=["p1"] * 9)
    assert responses["campaign_id"].eq("").all()


def test_only_the_shared_part_is_the_template():
    words = stdlib_random.Random(4)
    letters = "abcdefghijklmnopqrstuvw"
    halves = [
        " ".join("".join(words.choices(letters, k=6)) for _ in range(24)).capitalize() + "."
        for _ in range(12)
    ]
    _, campaigns = campaigns_of([f"{half} {TEMPLATE}" for half in halves])
    (row,) = campaigns.table.to_dict("records")
    assert row["n"] == 12
    assert row["template"] == TEMPLATE
    assert campaigns.additions["text"].tolist() == halves


def test_two_campaigns_with_a_closing_sentence_in_common_stay_apart():
    closing = " I ask the council to think again and to publish all of the answers."
    bus = (
        "The 14 is how half of the estate gets to work, and at night there is no other way home. "
        "Cutting it after eight in the evening will cost people their jobs."
    )
    texts = [TEMPLATE + closing] * 8 + [bus + closing] * 6 + OTHERS
    responses, campaigns = campaigns_of(texts)
    assert campaigns.table["n"].tolist() == [8, 6]
    assert responses["campaign_id"].tolist() == ["C01"] * 8 + ["C02"] * 6 + [""] * len(OTHERS)


def test_the_same_argument_under_the_campaigns_own_hashtag_is_reworded():
    texts = [
        *[TEMPLATE + " #SaveTheOrchard"] * 6,
        "Blossom beats bonnets. #SaveTheOrchard",
        "Blossom beats bonnets. #spring",
        *OTHERS,
    ]
    responses, _ = campaigns_of(texts)
    assert responses["variant"].tolist()[:8] == ["word_for_word"] * 6 + ["reworded", ""]


def test_a_hashtag_of_everybody_is_nobodys_campaign():
    texts = [TEMPLATE + " #budget"] * 6 + [f"{other} #budget" for other in OTHERS]
    responses, _ = campaigns_of(texts)
    assert responses["variant"].tolist() == ["word_for_word"] * 6 + [""] * len(OTHERS)


def test_dates_likes_and_bursts_are_told():
    days = ["2021-03-01"] * 20 + [f"2021-03-0{day}" for day in range(2, 8)]
    _, campaigns = campaigns_of([TEMPLATE] * 26, created_at=days, likes=[2] * 26)
    (row,) = campaigns.table.to_dict("records")
    assert (row["first"], row["last"], row["likes"]) == ("2021-03-01", "2021-03-07", 52)
    assert row["burst_days"] == "2021-03-01"
    assert "26 people" in row["why"]
    assert 0 <= row["strength"] <= 1


def test_members_and_marks_agree():
    texts = [*[TEMPLATE] * 4, *[f"{TEMPLATE} {own}" for own in OWN], *OTHERS]
    responses, campaigns = campaigns_of(texts)
    marked = responses[responses["campaign_id"] != ""]
    assert campaigns.members["response_id"].tolist() == marked["response_id"].tolist()
    assert campaigns.members["variant"].tolist() == marked["variant"].tolist()
    assert campaigns.members["likeness"].between(0, 1).all()


def test_a_corpus_without_marks_has_no_campaigns():
    campaigns = read_campaigns(corpus_of(OTHERS))
    assert len(campaigns) == 0
    assert list(campaigns.members.columns) == ["campaign_id", "response_id", "variant", "likeness"]


@pytest.mark.parametrize("wrong", [{"min_size": 1}, {"min_words": 2}])
def test_settings_out_of_range_are_refused(wrong):
    with pytest.raises(SettingsError, match="find_campaigns"):
        find_campaigns(corpus_of(["a"]), **wrong)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.sampled_from([TEMPLATE, *OWN, *OTHERS]), min_size=1, max_size=30),
    st.integers(0, 12),
    st.randoms(use_true_random=False),
)
def test_the_order_of_rows_changes_nothing(texts, extended, random):
    texts = texts + [f"{TEMPLATE} {OWN[at % 5]}" for at in range(extended)]
    frame = pd.DataFrame({"text": texts, "response_id": [f"r{at}" for at in range(len(texts))]})
    frame["respondent_id"] = frame["response_id"]
    order = list(range(len(texts)))
    random.shuffle(order)

    def read(rows):
        corpus = find_campaigns(Corpus.from_responses(rows))
        assert len(corpus) == len(rows)
        marks = corpus.responses.set_index("response_id")[["campaign_id", "variant"]].sort_index()
        table = read_campaigns(corpus).table
        return marks.to_dict(), table.to_dict("records")

    assert read(frame) == read(frame.iloc[order])


@settings(max_examples=25, deadline=None)
@given(st.integers(5, 40), st.integers(0, 20), st.integers(0, 10**6))
def test_copies_with_a_personal_half_are_one_campaign(copies, own_words, seed):
    words = stdlib_random.Random(seed)
    texts = []
    for _ in range(copies):
        own = " ".join("".join(words.choices("abdegilmnorstu", k=5)) for _ in range(own_words))
        texts.append(f"{own} {TEMPLATE}" if words.random() < 0.5 else f"{TEMPLATE} {own}")
    responses, _ = campaigns_of(texts + OTHERS)
    assert responses["campaign_id"].tolist() == ["C01"] * copies + [""] * len(OTHERS)
