import numpy as np
import pandas as pd
import pytest

import consultation_insight as ci
from consultation_insight import Corpus
from consultation_insight.errors import SettingsError
from consultation_insight.results import Sentiment


def stated(probabilities, labels):
    ids = [f"r{i}" for i in range(len(labels))]
    table = pd.DataFrame(
        {"response_id": ids, "sentiment": labels, "probability": probabilities, "why_not": ""}
    ).assign(positive=0.0, neutral=0.0, negative=0.0)
    sentences = pd.DataFrame(columns=["response_id", "start", "end", "sentiment", "probability"])
    return Sentiment(base=len(ids), table=table, sentences=sentences), ids


def test_honest_probabilities_have_no_error():
    result, ids = stated([0.8] * 10, ["positive"] * 10)
    gold = pd.DataFrame({"response_id": ids, "label": ["positive"] * 8 + ["neutral"] * 2})
    trust = ci.reliability(result, gold)
    assert trust.error == pytest.approx(0)
    row = trust.table.iloc[0]
    assert (row["n"], row["right"]) == (10, 0.8)
    assert row["low"] < 0.8 < row["high"]


def test_too_sure_is_seen_and_certainty_has_a_place():
    result, ids = stated([1.0, 1.0], ["positive", "positive"])
    gold = pd.DataFrame({"response_id": ids, "label": ["positive", "negative"]})
    trust = ci.reliability(result, gold, bins=5)
    assert trust.error == pytest.approx(0.5)
    assert trust.table["to"].tolist() == [1.0]


def test_what_nobody_stated_or_read_does_not_count():
    result, ids = stated([0.9, np.nan, 0.9], ["positive", "", "positive"])
    gold = pd.DataFrame({"response_id": ids[:2], "label": ["positive", "positive"]})
    assert ci.reliability(result, gold).base == 1


def test_closed_answers_are_no_statements_of_a_model():
    people = ["a", "b", "c"]
    corpus = Corpus.from_responses(
        pd.DataFrame(
            {"respondent_id": people, "question_id": "why", "text": ["x", "y", "I agree."]}
        ),
        questions=pd.DataFrame(
            {
                "question_id": ["vote", "why"],
                "wording": ["Do you agree that it should close?", "Why?"],
                "type": ["single", "open"],
            }
        ),
        answers=pd.DataFrame(
            {"respondent_id": people[:2], "question_id": "vote", "answer": ["Yes", "No"]}
        ),
    )
    gold = corpus.live[["response_id"]].assign(label="for")
    assert ci.reliability(ci.score_stance(corpus), gold).base == 1


@pytest.mark.parametrize(
    ("gold", "bins", "said"),
    [
        (pd.DataFrame({"response_id": ["r0"], "label": ["positive"]}), 1, "bins"),
        (pd.DataFrame({"response_id": ["r0"]}), 10, "label"),
        (pd.DataFrame({"response_id": ["other"], "label": ["positive"]}), 10, "no response"),
    ],
)
def test_what_cannot_be_compared_is_refused(gold, bins, said):
    result, _ = stated([0.8], ["positive"])
    with pytest.raises(SettingsError, match=said):
        ci.reliability(result, gold, bins=bins)
