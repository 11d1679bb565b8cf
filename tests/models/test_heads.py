import numpy as np
import pytest

from consultation_insight.errors import ModelNotAvailable
from consultation_insight.models._grams import gram_scores, tokenise
from consultation_insight.models.heads import HEADS, load_head
from consultation_insight.models.lexicon import TONE_FEATURES, tone_features

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
