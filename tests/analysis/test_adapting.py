import pandas as pd
import pytest

import consultation_insight as ci
from consultation_insight import Corpus
from consultation_insight.errors import SettingsError

TEXTS = [f"{what} {where}." for what in ("Line nine", "The kiosk") for where in "abcdefgh"]
LABELS = ["negative"] * 8 + ["positive"] * 8
LABELLED = pd.DataFrame({"text": TEXTS, "label": LABELS})


def corpus(texts, **columns):
    return Corpus.from_responses(pd.DataFrame({"text": texts, **columns}))


def test_own_labels_are_learnt():
    ours = ci.adapt("sentiment", LABELLED)
    result = ci.score_sentiment(corpus(["The line nine", "At the kiosk"]), model=ours)
    assert result.table["sentiment"].tolist() == ["negative", "positive"]
    assert "16 labels" in result.method


def test_what_the_head_knows_stays_where_labels_say_nothing_of_it():
    ours = ci.adapt("sentiment", LABELLED)
    texts = ["I love this, thank you so much!", "This is awful, I hate it."]
    assert ci.score_sentiment(corpus(texts), model=ours).table["sentiment"].tolist() == [
        "positive",
        "negative",
    ]


def test_the_order_of_the_labels_does_not_matter():
    texts = ["Line nine is late", "Who knows?"]
    one = ci.adapt("sentiment", LABELLED).score(texts)
    other = ci.adapt("sentiment", LABELLED.sample(frac=1, random_state=3)).score(texts)
    pd.testing.assert_frame_equal(one, other)
    assert one.sum(axis=1).round(9).tolist() == [1, 1]


def test_kinds_can_be_adapted():
    labels = ["political"] * 8 + ["substantive"] * 8
    given = corpus(["The line nine", "Ask nurses what they need."])
    plain = ci.classify_kind(given).table["kind"].tolist()
    ours = ci.classify_kind(given, model=ci.adapt("kind", LABELLED.assign(label=labels)))
    assert plain == ["substantive", "substantive"]
    assert ours.table["kind"].tolist() == ["political", "substantive"]
    assert "kind, adapted on 16 labels" in ours.method


def test_stance_is_adapted_to_a_proposal():
    labelled = pd.DataFrame({"text": TEXTS, "label": ["for"] * 8 + ["against"] * 8})
    ours = ci.adapt("stance", labelled, question="Close the road to cars")
    assert ours.score(["The line nine", "The kiosk"]).idxmax(axis=1).tolist() == ["for", "against"]


@pytest.mark.parametrize(
    ("model", "labelled", "said"),
    [
        ("mood", LABELLED, "sentiment"),
        ("sentiment", LABELLED.rename(columns={"label": "tone"}), "label"),
        ("sentiment", LABELLED.assign(label="positive"), "two different"),
        ("sentiment", LABELLED.assign(label="angry"), "positive, neutral"),
        ("stance", LABELLED, "question"),
    ],
)
def test_what_cannot_be_learnt_is_refused(model, labelled, said):
    with pytest.raises(SettingsError, match=said):
        ci.adapt(model, labelled)


def test_a_model_of_kinds_must_give_all_columns():
    class Lossy:
        def score(self, texts):
            return pd.DataFrame({"abuse": [0.0] * len(texts)})

    with pytest.raises(SettingsError, match="Lossy"):
        ci.classify_kind(corpus(["a"]), model=Lossy())
