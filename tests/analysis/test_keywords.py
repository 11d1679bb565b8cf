import sys

import numpy as np
import pandas as pd
import pytest
from scipy.stats import chi2_contingency, false_discovery_control

from consultation_insight import Corpus, keyness
from consultation_insight.analysis import keywords
from consultation_insight.errors import ModelNotAvailable, SettingsError, TooFewResponses
from consultation_insight.models.frequencies import word_rates


def corpus_of(texts, groups):
    return Corpus.from_responses(pd.DataFrame({"text": texts, "variant": groups}))


@pytest.fixture
def result():
    # Group a: 10 words, "bus" 4 times. Group b: 20 words, "bus" once.
    texts = ["bus bus bus stop lane", "bus road road lane tram", "tram lane road stop tram",
             "road road lane stop stop", "tram tram tram lane bus", "stop road lane tram tram"]  # fmt: skip
    return keyness(corpus_of(texts, list("aabbbb")), group={"variant": "a"}, min_mentions=1)


def row(result, term):
    return result.to_frame().set_index("term").loc[term]


def test_log_likelihood_is_that_of_a_written_out_table(result):
    # 4 of 10 against 1 of 20; expected 5 × 10 / 30 and 5 × 20 / 30, and the same for all others.
    table = np.array([[4, 6], [1, 19]])
    expected = np.array([[5 / 3, 25 / 3], [10 / 3, 50 / 3]])
    by_hand = 2 * (table * np.log(table / expected)).sum()
    bus = row(result, "bus")
    assert (bus.mentions, bus.mentions_rest, bus.responses, bus.more_in) == (4, 1, 2, "group")
    assert bus.log_likelihood == pytest.approx(by_hand)
    assert bus.log_likelihood == pytest.approx(5.6328, abs=1e-3)
    scipy = chi2_contingency(table, correction=False, lambda_="log-likelihood")
    assert bus.log_likelihood == pytest.approx(scipy.statistic)
    assert bus.p_value == pytest.approx(scipy.pvalue)


def test_log_ratio_and_its_interval(result):
    bus = row(result, "bus")
    assert bus.log_ratio == pytest.approx(3.0)  # (4 / 10) / (1 / 20) = 8 = 2³
    error = 1.959964 * np.sqrt(1 / 4 - 1 / 10 + 1 / 1 - 1 / 20) / np.log(2)
    assert (bus.low, bus.high) == pytest.approx((3 - error, 3 + error), abs=1e-5)


def test_dispersion_by_hand(result):
    # Texts of the group are half of it each; "bus" is used 3:1: (|½-¾| + |½-¼|) / 2 = ¼.
    assert row(result, "bus").dispersion == pytest.approx(0.25)
    assert row(result, "lane").dispersion == pytest.approx(0.0)


def test_p_values_are_adjusted_for_their_number(result):
    table = result.to_frame()
    assert np.allclose(table["p_adjusted"], false_discovery_control(table["p_value"]))


def test_words_of_the_group_come_first(result):
    more = result.to_frame()["more_in"].tolist()
    assert more == sorted(more)


def test_a_word_that_only_one_side_uses_has_a_finite_ratio():
    corpus = corpus_of(["park park", "pond pond"], ["a", "b"])
    park = row(keyness(corpus, group={"variant": "a"}, min_mentions=1), "park")
    assert park.log_ratio == pytest.approx(np.log2(2.5 / 0.5))


def test_a_group_without_a_rest_cannot_be_compared():
    corpus = corpus_of(["park", "pond"], ["a", "a"])
    with pytest.raises(TooFewResponses, match="every response"):
        keyness(corpus, group={"variant": "a"})
    with pytest.raises(TooFewResponses, match="no response"):
        keyness(corpus, group={"variant": "b"})


def test_against_general_language_by_hand(monkeypatch):
    # 10 words, "bus" 4 times; in general 1 word in 100 is "bus", the rarest 1 in 1,000.
    rates = {"bus": 0.01, "road": 0.001}
    monkeypatch.setattr(keywords, "word_rates", lambda language: (rates, "a list"))
    corpus = corpus_of(["bus bus bus stop lane", "bus road road lane tram"], list("aa"))
    result = keyness(corpus, against="en", min_mentions=1)
    assert "a list" in result.method
    bus = row(result, "bus")
    by_hand = 2 * (4 * np.log(4 / 0.1) + 6 * np.log(6 / 9.9))
    assert bus.log_likelihood == pytest.approx(by_hand)
    assert bus.log_likelihood == pytest.approx(23.5015, abs=1e-3)
    assert bus.log_ratio == pytest.approx(np.log2(0.4 / 0.01))
    assert bus.high - bus.log_ratio == pytest.approx(
        1.959964 * np.sqrt(1 / 4 - 1 / 10) / np.log(2), abs=1e-5
    )
    assert pd.isna(bus.mentions_rest)
    assert row(result, "stop").expected == pytest.approx(0.01)  # as rare as the rarest


def test_general_language_needs_the_extra_and_a_list(monkeypatch):
    corpus = corpus_of(["bus bus bus"], ["a"])
    monkeypatch.setitem(sys.modules, "wordfreq", None)
    word_rates.cache_clear()
    with pytest.raises(ModelNotAvailable, match=r"consultation-insight\[words\]"):
        keyness(corpus, against="en")


def test_english_is_what_wordfreq_says():
    wordfreq = pytest.importorskip("wordfreq")
    word_rates.cache_clear()
    result = keyness(corpus_of(["cladding cladding cladding people"], ["a"]), against="en")
    cladding = row(result, "cladding")
    rarest = min(wordfreq.get_frequency_dict("en", wordlist="small").values())
    rate = max(wordfreq.word_frequency("cladding", "en", wordlist="small"), rarest)
    assert cladding.expected == pytest.approx(4 * rate)
    assert cladding.more_in == "group"
    with pytest.raises(SettingsError, match="no list for the language 'xx'"):
        keyness(corpus_of(["bus bus"], ["a"]), against="xx")
