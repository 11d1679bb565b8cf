import hashlib
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultation_insight.errors import ModelNotAvailable
from consultation_insight.models import static_vectors
from consultation_insight.models._files import DATA, package_folder
from consultation_insight.models.embeddings import adapted, embed, embedder

TEXTS = ["More buses in the evening", "Later trains", "", "Fresh bread", "🙂", "Mwy o fysiau"]
BOTH = pytest.mark.parametrize("name", ["static", "wordllama"])


@BOTH
def test_a_vector_depends_on_its_text_alone(name, monkeypatch):
    texts = [f"{text} {number}" for number in range(30) for text in TEXTS]
    together = embed(texts, name)
    assert np.array_equal(together[::-1], embed(texts[::-1], name))
    assert np.array_equal(together[7:8], embed(texts[7:8], name))
    monkeypatch.setattr(static_vectors, "_BATCH", 2)
    assert np.array_equal(together, embed(texts, name))


@given(st.lists(st.text(max_size=40), max_size=12))
def test_every_text_has_unit_length_or_no_known_piece(texts):
    lengths = np.linalg.norm(embed(texts), axis=1)
    assert np.all((np.abs(lengths - 1) < 1e-3) | (lengths == 0))


ODD = [
    "[SEP] a[MASK]b",
    "a\x1cb\u00a0c",
    "cafe\u0301s ﬀ 東京 x",
    "Don't\tGO\r\n[PERSON 1]!!",
    "x" * 120,
    "It's 5% (A&B), e.g. x_y@z.uk/caf\u00e9 \x7f",
]


@given(st.lists(st.text(max_size=40) | st.sampled_from(ODD), max_size=12))
def test_cutting_word_by_word_changes_nothing(texts):
    model = embedder("static")
    pieces, lengths = model.pieces_of(texts)
    coded = model._tokenizer.encode_batch(texts, add_special_tokens=False)
    assert lengths.tolist() == [len(one.ids) for one in coded]
    assert pieces.tolist() == [piece for one in coded for piece in one.ids]


def by_hand(text):
    """Our own model, a text at a time, without rounding between its layers."""
    with np.load(DATA / "static" / "static.npz") as arrays:
        weights = {key: arrays[key].astype(np.float64) for key in arrays.files}
    ids = embedder("static")._tokenizer.encode(text, add_special_tokens=False).ids
    total = (weights["pieces"][ids] * weights["steps"][ids, None]).sum(axis=0)
    total /= np.linalg.norm(total)
    hidden = total @ (weights["into"] * weights["into_steps"]) + weights["into_bias"]
    found = np.maximum(hidden, 0) @ (weights["out"] * weights["out_steps"])
    found += total + weights["out_bias"]
    return found / np.linalg.norm(found)


def test_our_own_vectors_are_what_their_weights_say():
    for vector, text in zip(embed(TEXTS), TEXTS, strict=True):
        assert not text or vector @ by_hand(text) > 0.999


def test_the_vectors_of_wordllama_are_the_mean_of_their_pieces():
    model = embedder("wordllama")
    ids = model._tokenizer.encode(TEXTS[0], add_special_tokens=False).ids
    mean = model._pieces[ids].astype(np.float32).mean(axis=0)
    assert np.allclose(embed(TEXTS[:1], "wordllama")[0], mean / np.linalg.norm(mean), atol=1e-6)


def test_what_the_layer_multiplies_is_whole_and_sums_are_exact():
    layer = embedder("static")._layer
    for weights in (layer.into, layer.out):
        assert np.array_equal(weights, np.rint(weights))
        assert 127 * np.abs(weights).sum(axis=0).max() < 2**24


def test_the_revision_is_the_fingerprint_of_the_weights():
    own = (DATA / "static" / "static.npz").read_bytes()
    theirs = package_folder("wordllama", "test") / "weights" / "l2_supercat_256.safetensors"
    assert embedder("static").revision == hashlib.sha256(own).hexdigest()[:16]
    assert embedder("wordllama").revision == hashlib.sha256(theirs.read_bytes()).hexdigest()[:16]


def test_our_own_model_and_its_tokenizer_take_at_most_ten_megabytes():
    files = [DATA / "static" / "static.npz", DATA / "minilm" / "tokenizer.json"]
    assert sum(file.stat().st_size for file in files) <= 10_000_000


@pytest.mark.parametrize(
    ("text", "near", "far"),
    [
        ("My card was declined", "The bank refused my payment", "My dog was ill"),
        (
            "More buses in the evening",
            "Better public transport at night",
            "Fewer trees in the park",
        ),
        (
            "Segfault in my C++ program",
            "The code crashes with a pointer error",
            "The train is late",
        ),
        ("Plant more trees", "Woodland and hedges for wildlife", "Cheaper school meals"),
        ("GP appointments are hard to get", "I cannot see a doctor", "The pub closes too early"),
    ],
)
def test_meanings_are_near_where_words_differ(text, near, far):
    here, there, elsewhere = embed([text, near, far])
    assert here @ there > here @ elsewhere + 0.1


@BOTH
def test_adapted_to_texts_their_common_words_weigh_less(name):
    texts = [f"Please listen to {who}" for who in ("nurses", "farmers", "children", "drivers")] * 5
    model = embedder(name)
    plain, better = model.embed(texts[:4]), adapted(model, texts).embed(texts[:4])
    assert (better @ better.T).mean() < (plain @ plain.T).mean() - 0.1
    assert np.array_equal(plain, model.embed(texts[:4]))  # the model itself is as before


def test_without_wordllama_the_default_works_and_the_other_says_what_it_needs(monkeypatch):
    monkeypatch.setattr(static_vectors, "find_spec", lambda package: None)
    assert static_vectors.own_vectors().embed(["bread"]).any()
    with pytest.raises(ModelNotAvailable, match=r"pip install .*\[wordllama\]"):
        static_vectors.wordllama_vectors()


def test_reading_vectors_imports_no_package_that_configures_the_process():
    code = (
        "import sys, logging; from consultation_insight.models.embeddings import embed;"
        "embed(['a'], 'static+wordllama');"
        "print('wordllama' in sys.modules, logging.getLogger().handlers)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False []"
