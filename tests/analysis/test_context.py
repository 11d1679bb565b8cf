import numpy as np
import pandas as pd
import pytest

from consultation_insight import Corpus, collocations, concordance


def corpus_of(*texts):
    return Corpus.from_responses(pd.DataFrame({"text": list(texts)}))


def test_pairs_by_hand():
    # 12 words with 2 places beside each: 24 chances, 6 for each of the words; they meet 3 times.
    texts = [
        "mental health",
        "mental health parks",
        "health mental",
        "parks trees lakes hills bees",
    ]
    table = collocations(corpus_of(*texts), window=1).to_frame()
    pair = table.iloc[0]
    assert (pair.word, pair.partner, pair.together) == ("health", "mental", 3)
    assert pair.pmi == pytest.approx(np.log2(3 * 24 / (6 * 6)))
    assert pair.log_dice == pytest.approx(14.0)
    cells = np.array([[3, 3], [3, 15]])
    expected = np.array([[1.5, 4.5], [4.5, 13.5]])
    by_hand = 2 * (cells * np.log(cells / expected)).sum()
    assert pair.log_likelihood == pytest.approx(by_hand)


def test_partners_of_one_word_stand_on_one_side():
    corpus = corpus_of("zebra apple", "zebra apple", "apple mango")
    table = collocations(corpus, "Zebra", min_mentions=2).to_frame()
    assert table[["word", "partner", "together", "partner_mentions"]].to_numpy().tolist() == [
        ["zebra", "apple", 2, 3]
    ]


def test_pairs_do_not_cross_responses_nor_the_window():
    corpus = corpus_of("apple", "zebra", "apple one two zebra")
    assert len(collocations(corpus, window=1, min_mentions=1)) == 0
    assert len(collocations(corpus, "zebra", window=4, min_mentions=1)) == 1


def test_concordance_shows_each_place():
    text = "We love our park. The old park, and the car parks too"
    result = concordance(corpus_of(text, "no"), "park", words=2).to_frame()
    assert result[["left", "keyword", "right"]].to_numpy().tolist() == [
        ["love our", "park", ". The old"],
        ["The old", "park", ", and the"],
    ]
    assert [text[row.start : row.end] for row in result.itertuples()] == ["park", "park"]


def test_concordance_of_a_phrase_with_any_ending():
    text = "Mental-health nurses; mental health nursing"
    assert concordance(corpus_of(text), "mental health nurs*").to_frame()["keyword"].tolist() == [
        "Mental-health nurses",
        "mental health nursing",
    ]


def test_concordance_needs_a_word_and_takes_signs_as_they_are():
    with pytest.raises(ValueError, match="needs a word"):
        concordance(corpus_of("a"), " ")
    assert len(concordance(corpus_of("cost (of) living", "cost of"), "(of)")) == 1
