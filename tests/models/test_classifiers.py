"""A classifier of Hugging Face's kind, made small here: nothing is downloaded."""

import pandas as pd
import pytest

from consultation_insight import Corpus
from consultation_insight.analysis.sentiment import score_sentiment
from consultation_insight.errors import ModelNotAvailable, SettingsError
from consultation_insight.models.classifiers import TransformersTone, _tone


@pytest.mark.parametrize(
    ("label", "tone"),
    [
        ("POSITIVE", "positive"), ("neg", "negative"), ("Neutral", "neutral"),
        ("5 stars", "positive"), ("1 star", "negative"), ("3 stars", "neutral"), ("LABEL_0", ""),
    ],
)  # fmt: skip
def test_names_of_tones(label, tone):
    assert _tone(label) == tone


def made(folder, labels):
    pytest.importorskip("torch")
    transformers = pytest.importorskip("transformers")
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "good", "bad", "bus"]
    (folder / "vocab.txt").write_text("\n".join(words), encoding="utf-8")
    transformers.BertTokenizerFast(str(folder / "vocab.txt")).save_pretrained(folder)
    config = transformers.BertConfig(
        vocab_size=len(words), hidden_size=8, num_hidden_layers=1, num_attention_heads=1,
        intermediate_size=8, id2label=dict(enumerate(labels)), num_labels=len(labels),
    )  # fmt: skip
    transformers.BertForSequenceClassification(config).save_pretrained(folder)
    return str(folder)


def test_a_model_of_this_computer_is_used(tmp_path):
    folder = made(tmp_path, ["1 star", "2 stars", "3 stars", "4 stars", "5 stars"])
    corpus = Corpus.from_responses(pd.DataFrame({"text": ["good bus", "bad bus " * 9, "bus"]}))
    result = score_sentiment(corpus, model=f"transformers:{folder}")
    chances = result.table[["positive", "neutral", "negative"]]
    assert (chances.sum(axis=1) - 1).abs().max() < 0.001
    assert f"transformers:{tmp_path.name}" in result.method
    assert str(tmp_path.parent) not in result.method


def test_labels_that_are_no_tones_are_refused(tmp_path):
    folder = made(tmp_path, ["LABEL_0", "LABEL_1"])
    with pytest.raises(SettingsError, match="LABEL_0"):
        TransformersTone(folder)


def test_a_model_that_is_not_there_is_an_error_that_says_how_to_get_it():
    with pytest.raises(ModelNotAvailable):
        TransformersTone("nobody/nothing-of-this-name")
