from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consultation_insight import Corpus, count_terms
from consultation_insight.analysis._words.association import (
    log_likelihood,
    normalised_pmi,
    two_by_two,
)
from consultation_insight.errors import FileProblem, SettingsError


def corpus_of(*texts, **columns):
    return Corpus.from_responses(pd.DataFrame({"text": list(texts), **columns}))


def counts(corpus, **settings):
    table = count_terms(corpus, min_mentions=1, **settings).to_frame()
    return {(row.type, row.term): row.mentions for row in table.itertuples()}


def test_mentions_responses_and_respondents_are_three_things():
    corpus = corpus_of("Buses, buses!", "buses", "trams", respondent_id=["a", "a", "b"])
    row = count_terms(corpus).to_frame().set_index("term").loc["buses"]
    assert (row.mentions, row.responses, row.respondents) == (3, 2, 1)
    assert row.share == 2 / 3
    assert row.low < row.share < row.high


def test_campaign_texts_are_counted_beside():
    corpus = corpus_of("save halls", "save halls", "halls", campaign_id=["C1", "C1", ""])
    row = count_terms(corpus).to_frame().set_index("term").loc["halls"]
    assert (row.mentions, row.mentions_outside, row.responses_outside) == (3, 1, 1)


def test_what_is_set_aside_is_not_counted():
    corpus = corpus_of("parks", "parks", set_aside=["", "asker"])
    assert counts(corpus) == {("word", "parks"): 1}


def test_addresses_accounts_marks_and_numbers_are_no_words():
    text = "@someone see https://example.org/parks?x=1 or ring [PHONE] [HANDLE 3] about 42 parks"
    assert set(counts(corpus_of(text))) == {("word", "ring"), ("word", "parks")}


def test_hashtags_and_emoji_have_their_own_type():
    found = counts(corpus_of("#SaveOurParks 👍🏽 🏴󠁧󠁢󠁷󠁬󠁳󠁿 👩‍👩‍👧 🇬🇧 yes #saveourparks"))
    assert found == {
        ("hashtag", "#saveourparks"): 2,
        ("emoji", "👍🏽"): 1,
        ("emoji", "🏴󠁧󠁢󠁷󠁬󠁳󠁿"): 1,
        ("emoji", "👩‍👩‍👧"): 1,
        ("emoji", "🇬🇧"): 1,
    }


def test_apostrophes_and_case_do_not_make_new_words():
    assert counts(corpus_of("Children’s parks", "children's PARKS")) == {
        ("word", "children's"): 2,
        ("word", "parks"): 2,
    }


def test_signs_belong_to_their_letters():
    assert counts(corpus_of("ਸਿਹਤ ਸੇਵਾ", language="pa")) == {("word", "ਸਿਹਤ"): 1, ("word", "ਸੇਵਾ"): 1}


def test_stop_words_follow_the_language_of_the_response():
    texts = ["die Kinder", "let parks die"]
    found = counts(corpus_of(*texts, *["parks"] * 3, language=["de", "en", "en", "en", "en"]))
    assert found[("word", "die")] == 1
    assert ("word", "let") not in found


def test_stop_words_can_be_edited():
    corpus = corpus_of("the parks should grow")
    assert counts(corpus, stop_words=["parks", "-should"]) == {
        ("word", "should"): 1,
        ("word", "grow"): 1,
    }


def test_lemmas_put_forms_together():
    table = count_terms(corpus_of("communities", "community"), min_mentions=1).to_frame()
    assert set(table["lemma"]) == {"community"}


def test_phrases_are_bound_words_within_a_sentence():
    filler = [f"word{n} other{n} further{n} still{n}" for n in range(40)]
    texts = [
        "cost of living crisis",
        "mental health matters",
        "good mental health",
        "the cost of living",
    ]
    table = count_terms(corpus_of(*texts, "a cost. Living here", *filler)).to_frame()
    phrases = table[table["type"] == "phrase"].set_index("term")["mentions"]
    assert phrases.to_dict() == {"cost of living": 2, "mental health": 2}
    assert "phrase" not in set(count_terms(corpus_of(*texts), longest_phrase=1).to_frame()["type"])


def test_parts_of_a_longer_phrase_are_not_listed_again():
    filler = [f"word{n} other{n} further{n} still{n}" for n in range(40)]
    table = count_terms(corpus_of(*["universal basic income"] * 5, *filler)).to_frame()
    assert table.loc[table["type"] == "phrase", "term"].tolist() == ["universal basic income"]


def test_association_measures_equal_values_written_out():
    # 8 of 16 "new" stand before 8 of 12 "deal" among 1,000 words.
    cells = np.array([[8, 8], [4, 980]], dtype=float)
    expected = np.outer(cells.sum(1), cells.sum(0)) / cells.sum()
    by_hand = 2 * (cells * np.log(cells / expected)).sum()
    assert np.isclose(log_likelihood(8, 16, 12, 1000), by_hand)
    assert np.isclose(by_hand, 55.7967, atol=1e-3)
    assert np.isclose(normalised_pmi(8, 16, 12, 1000), np.log2(8000 / 192) / -np.log2(0.008))
    assert two_by_two(0, 5, 0, 5) == 0


def test_order_of_rows_does_not_matter():
    texts = ["parks and buses", "buses", "trees parks", "mental health", "health"]
    one = count_terms(corpus_of(*texts), min_mentions=1).to_frame()
    other = count_terms(corpus_of(*texts[::-1]), min_mentions=1).to_frame()
    pd.testing.assert_frame_equal(one, other)


def test_nothing_to_count_is_an_empty_table():
    assert len(count_terms(corpus_of("", "the"))) == 0


@settings(max_examples=60)
@given(st.lists(st.text(max_size=60), min_size=1, max_size=5))
def test_any_text_can_be_counted(texts):
    table = count_terms(corpus_of(*texts), min_mentions=1).to_frame()
    assert (table["mentions"] >= table["responses"]).all()
    assert (table["responses"] >= table["respondents"]).all()
    assert table["term"].is_unique


def test_words_of_a_phrase_are_not_counted_twice():
    texts = ["mental health matters", "mental health", "our mental health", "health for all"]
    given = {"min_mentions": 1, "phrases": ["mental health"]}
    table = count_terms(corpus_of(*texts), **given).to_frame().set_index("term")
    assert table.loc[["mental health", "mental", "health"], "mentions"].tolist() == [3, 3, 4]
    assert table.loc[["mental health", "mental", "health"], "mentions_alone"].tolist() == [3, 0, 1]
    merged = count_terms(corpus_of(*texts), **given, merge_phrases=True).to_frame()
    counted = dict(zip(merged["term"], merged["mentions"], strict=True))
    assert (counted["mental health"], counted["health"]) == (3, 1)
    assert "mental" not in counted


def test_terms_that_somebody_names_count_as_one():
    corpus = corpus_of("a living wage", "the Living Wage!", "wage", "living")
    table = count_terms(corpus, min_mentions=1, longest_phrase=1, phrases=["living wage"])
    row = table.to_frame().set_index("term").loc["living wage"]
    assert (row.type, row.mentions, row.responses) == ("phrase", 2, 2)


def test_a_stop_list_of_ones_own(tmp_path):
    path = tmp_path / "stop.txt"
    path.write_text("parks  # what all write about\n", encoding="utf-8")
    found = counts(corpus_of("the parks and ponds"), stop_list=str(path))
    assert set(found) == {("word", "the"), ("word", "and"), ("word", "ponds")}
    with pytest.raises(FileProblem, match="is not there"):
        count_terms(corpus_of("x"), stop_list=str(tmp_path / "none.txt"))


def test_shares_outside_campaigns_have_their_own_base():
    corpus = corpus_of("halls", "halls", "halls", "parks", campaign_id=["C1", "C1", "", ""])
    row = count_terms(corpus).to_frame().set_index("term").loc["halls"]
    assert (row.share, row.share_outside, row.base_outside) == (0.75, 0.5, 2)
    assert row.low_outside < 0.5 < row.high_outside


@pytest.fixture
def grouped():
    responses = pd.DataFrame(
        {
            "text": ["buses buses", "buses and parks", "parks", "parks"],
            "respondent_id": ["a", "b", "c", "c"],
            "question_id": ["Q1", "Q1", "Q2", "Q2"],
            "created_at": ["2020-05-01T10:00", "2020-05-01T23:00", "2020-05-02T01:00", None],
        }
    )
    people = pd.DataFrame({"respondent_id": ["a", "b", "c"], "area": ["north", "south", None]})
    return Corpus.from_responses(responses, respondents=people)


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("question_id", {("Q1", "buses"): (3, 2), ("Q1", "parks"): (1, 2), ("Q2", "parks"): (2, 2)}),
        ("area", {("north", "buses"): (2, 1), ("south", "buses"): (1, 1), ("south", "parks"): (1, 1)}),
        (
            "day",
            {
                ("2020-05-01", "buses"): (3, 2),
                ("2020-05-01", "parks"): (1, 2),
                ("2020-05-02", "parks"): (1, 1),
            },
        ),
    ],
)  # fmt: skip
def test_counts_by_group(grouped, by, expected):
    groups = count_terms(grouped, min_mentions=1, by=by).groups
    found = {(row.group, row.term): (row.mentions, row.base) for row in groups.itertuples()}
    assert found == expected


def test_counts_by_theme(grouped):
    coding = pd.DataFrame(
        {
            "response_id": ["r1", "r2", "r2", "r3"],
            "start": 0,
            "end": 4,
            "theme_id": ["T1", "T1", "T2", "T2"],
            "strength": 1.0,
            "stance": "",
            "assigned_by": "machine",
        }
    )
    themes = SimpleNamespace(coding=coding)
    groups = count_terms(grouped, min_mentions=1, by="theme", themes=themes).groups
    found = {(row.group, row.term): row.mentions for row in groups.itertuples()}
    assert found == {("T1", "buses"): 3, ("T1", "parks"): 1, ("T2", "parks"): 2, ("T2", "buses"): 1}
    with pytest.raises(SettingsError, match="needs the themes"):
        count_terms(grouped, by="theme")
    with pytest.raises(SettingsError, match="nothing to group by 'colour'"):
        count_terms(grouped, by="colour")


@settings(max_examples=30)
@given(st.lists(st.text("ab \n", max_size=12), min_size=1, max_size=8))
def test_groups_add_up_to_the_whole(texts):
    corpus = corpus_of(*texts, question_id=["Q1", "Q2"] * 4 if len(texts) == 8 else "Q1")
    result = count_terms(corpus, min_mentions=1, stop_words=["-a", "-b"], by="question_id")
    by_term = result.groups.groupby("term")["mentions"].sum().to_dict()
    assert by_term == dict(zip(result.table["term"], result.table["mentions"], strict=True))
    # Whatever stands in a phrase or alone is each token once.
    assert (result.table["mentions_alone"] <= result.table["mentions"]).all()
