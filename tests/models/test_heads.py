from zlib import crc32

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultation_insight.errors import ModelNotAvailable
from consultation_insight.models._grams import as_rows, gram_scores, tokenise
from consultation_insight.models._windows import PIECES_AT_ONCE, _runs
from consultation_insight.models.embeddings import embed, embedder
from consultation_insight.models.heads import HEADS, load_head, plain
from consultation_insight.models.lexicon import TONE_FEATURES, _analyser, _polarity, tone_features

NAMES = ("sentiment", "kind")


@pytest.mark.parametrize("name", NAMES)
def test_probabilities_are_probabilities(name):
    head = load_head(name)
    texts = ["Lovely.", "", "Why?", "🤡", "x" * 30_000]
    found = head.probabilities(texts)
    assert found.shape == (5, len(head.classes))
    assert np.allclose(found.sum(axis=1), 1)
    assert np.isfinite(found).all()


@pytest.mark.parametrize("name", NAMES)
def test_a_text_scores_the_same_alone_and_in_company(name):
    head = load_head(name)
    texts = [f"Text number {i} about buses and {i % 7} parks" for i in range(200)]
    together = head.probabilities(texts)
    alone = np.vstack([head.probabilities([text]) for text in texts[::20]])
    assert np.array_equal(together[::20], alone)


@pytest.mark.parametrize("name", sorted(path.stem for path in HEADS.glob("*.npz")))
def test_each_head_has_a_card_and_is_small(name):
    card = (HEADS / f"{name}.md").read_text(encoding="utf-8")
    for heading in ("## Data", "## Licence", "## Scores", "## Limits"):
        assert heading in card
    assert sum(path.stat().st_size for path in HEADS.glob("*.npz")) < 10_000_000


def test_weights_are_plain_arrays():
    for path in HEADS.glob("*.npz"):
        with np.load(path, allow_pickle=False) as arrays:
            assert all(arrays[key].dtype != object for key in arrays.files)


def test_accounts_and_addresses_are_written_alike():
    assert plain("@bob, see https://t.co/x or a@b") == "@user, see http or a@user"


def test_a_tuned_model_takes_its_weights_from_the_head():
    pytest.importorskip("onnxruntime")
    head = load_head("sentiment_minilm")
    texts = ["Not bad at all", "Not good at all", "The meeting is on Tuesday."]
    found = head.probabilities(texts).argmax(axis=1)
    assert [head.classes[column] for column in found] == ["positive", "negative", "neutral"]
    lengths = np.linalg.norm(head.vectors(texts), axis=1)
    assert not np.allclose(head.vectors(texts) / lengths[:, None], embed(texts, "minilm"), atol=0.1)


def test_an_unknown_head_says_which_there_are():
    with pytest.raises(ModelNotAvailable, match="sentiment"):
        load_head("mood")


def test_no_texts_give_no_rows():
    assert gram_scores([], np.zeros((8, 2), np.int8), np.ones(2, np.float32)).shape == (0, 2)
    assert tone_features([]).shape == (0, len(TONE_FEATURES))


def test_tokens_of_marks_faces_and_negations():
    assert tokenise("[PERSON 3] isn’t happy :( 2021!!") == [
        "<mark>", "isn't", "happy", ":(", "0", "!!"
    ]  # fmt: skip


def test_units_of_a_text_are_words_pairs_reached_words_and_characters():
    buckets = 1 << 20
    rows, row_ends, units, unit_ends = as_rows(("not a café", "", "not"), buckets)
    assert unit_ends.tolist() == [3 + 4 + 2, 9 + 1, 10 + 1 + 2]  # nothing is the pair of borders
    runs = np.split(rows, row_ends[:-1])
    found = sorted(row for unit in units[:9] for row in runs[unit].tolist())
    words = ["not", "a", "café"]
    plain = [*words, "^ not", "not a", "a café", "café $", "~a", "~café"]
    grams = [
        f"_{word}_"[i : i + size]
        for word in words
        for size in (3, 4, 5)
        for i in range(len(word) + 2 - size + 1)
    ]
    expected = [crc32(unit.encode()) for unit in plain]
    expected += [crc32(b"%" + gram.encode()) for gram in grams]
    assert found == sorted(code % buckets for code in expected)


WORDS = """
no nor or never so this without doubt but kind of at least very the shit bomb bad ass VERY isn't
yeah right to die for good GOOD awful, hate love Great!! table ? :) :D sort 😀 ☹️ é
"""


@given(st.lists(st.sampled_from(WORDS.split()), min_size=1, max_size=14).map(" ".join))
def test_valences_are_what_vader_gives(text):
    assert _polarity(text) == _analyser().polarity_scores(text)


def plain_window_scores(windows, ids):
    """The same as `Windows.logits` for one run of word pieces, written as it is defined."""
    rows = windows.pieces[ids].astype(np.float64) * windows.step
    beyond = np.zeros((2, rows.shape[1]))
    padded = np.vstack([beyond, rows, beyond])
    filters = windows.filters.astype(np.float64) * windows.filter_steps
    answers = [sum(padded[i + t] @ filters[t] for t in range(3)) for i in range(len(ids) + 2)]
    best = np.maximum(np.max([*answers, 0 * answers[0]], axis=0) + windows.filter_bias, 0)
    both = np.concatenate([best, rows.sum(axis=0) / np.sqrt(max(len(ids), 1))])
    return both @ windows.out + windows.bias


def test_windows_are_what_they_are_defined_as():
    windows = load_head("sentiment").windows
    texts = ["Not bad at all!", "", "The bus", "a"]
    found = windows.logits(texts)
    for text, row in zip(texts, found, strict=True):
        ids = embedder("static").pieces_of([text])[0]
        assert np.allclose(row, plain_window_scores(windows, ids), atol=1e-4)


def test_a_long_text_is_the_mean_of_its_runs():
    windows = load_head("sentiment").windows
    words = ["late"] * PIECES_AT_ONCE + ["lovely"] * PIECES_AT_ONCE
    whole = windows.logits([" ".join(words)])[0]
    halves = windows.logits([" ".join(words[:PIECES_AT_ONCE]), " ".join(words[PIECES_AT_ONCE:])])
    assert np.allclose(whole, halves.mean(axis=0))


@given(st.lists(st.integers(0, 500), min_size=1, max_size=20))
def test_runs_cover_each_text_evenly(lengths):
    owner, sizes = _runs(np.array(lengths))
    assert np.bincount(owner, weights=sizes).tolist() == lengths
    assert sizes.max() <= PIECES_AT_ONCE
    for one in range(len(lengths)):
        assert np.ptp(sizes[owner == one]) <= 1
