"""Themes of Japanese and Chinese, which write no spaces; and short notes, which stay whole."""

import random

import numpy as np
import pandas as pd
import pytest

import consultation_insight as ci
from consultation_insight.analysis._headings.unspaced import closed, is_unspaced, spaced
from consultation_insight.analysis._themes.passages import passages_of
from consultation_insight.models.character_vectors import CharacterVectors
from consultation_insight.models.embeddings import by_letters, embedder

LIBRARY = ("図書館", "閉館時間", "蔵書", "読書室")
BUSES = ("路線バス", "バス停", "運転手", "終電時刻")
WISHES = (
    "を増やしてください",
    "が足りないと思います",
    "についての不満が多い",
    "はもっと便利になってほしい",
)
NOTES = [
    f"{place}の{thing}{wish}。"
    for place, things in (("市立図書館", LIBRARY), ("駅前の交通", BUSES))
    for thing in things
    for wish in WISHES
]
CHINESE = [
    f"{place}的{thing}{wish}"
    for place, things in (
        ("公共图书馆", ("开放时间", "阅览座位", "借书手续")),
        ("公交线路", ("末班车次", "候车亭", "司机态度")),
    )
    for thing in things
    for wish in ("让人不满意", "希望改善", "比去年好多了", "请认真考虑")
]


def themes_of(texts):
    return ci.find_themes(ci.Corpus.from_responses(pd.DataFrame({"text": texts})))


@pytest.mark.parametrize("texts", [NOTES, CHINESE])
def test_texts_without_spaces_get_themes_with_headings_from_their_own_words(texts):
    themes = themes_of(texts)
    assert len(themes) >= 2
    assert "pairs of letters" in themes.method
    joined = "".join(texts)
    for keyword in ", ".join(themes.table["keywords"]).split(", "):
        assert keyword in joined
    subject = pd.Series(["図書館" in text or "图书馆" in text for text in texts])
    of = dict(enumerate(subject))
    best = themes.coding.drop_duplicates("response_id")
    rows = best["response_id"].map(
        {row: place for place, row in enumerate(themes.corpus.live["response_id"])}
    )
    mixed = rows.map(of).groupby(best["theme_id"]).mean()
    assert ((mixed < 0.2) | (mixed > 0.8)).all()


def test_the_order_of_rows_does_not_matter_without_spaces_either():
    mixed = NOTES.copy()
    random.Random(1).shuffle(mixed)
    first, other = themes_of(NOTES).table, themes_of(mixed).table
    assert first["label"].tolist() == other["label"].tolist()
    assert first["n"].tolist() == other["n"].tolist()


def test_what_is_spaced_can_be_closed_again():
    for text, apart in zip(NOTES + CHINESE, spaced(NOTES) + spaced(CHINESE), strict=True):
        assert closed(apart).replace(" ", "") == text
        assert " " in apart


def test_a_few_foreign_letters_make_no_text_unspaced():
    assert not is_unspaced(["Keep the 図書館 open", "More buses"])
    assert not is_unspaced([])
    assert not passages_of(["Keep the 図書館 open"]).unspaced


def test_offsets_are_those_of_the_text_as_written():
    texts = [("図書館を残してほしい。" * 8) + "バスを増やしてください。" * 8]
    passages = passages_of(texts)
    assert len(passages) > 1
    for start, end, words in zip(passages.start, passages.end, passages.words, strict=True):
        assert closed(words).replace(" ", "") == texts[0][start:end].replace(" ", "")


def test_other_models_keep_their_vectors():
    class Multilingual:
        name = "mine"

        def embed(self, texts):
            return np.ones((len(texts), 2), dtype=np.float32)

    model = Multilingual()
    assert by_letters(model, NOTES) is model
    assert isinstance(by_letters(embedder("static"), NOTES), CharacterVectors)


def test_vectors_of_letters_are_of_unit_length_or_zero():
    vectors = CharacterVectors(NOTES).embed([*NOTES, "", "ABC"])
    lengths = np.linalg.norm(vectors, axis=1)
    assert np.allclose(lengths[: len(NOTES)], 1, atol=1e-5)
    assert not vectors[-2:].any()
    assert CharacterVectors(["図書館", "バス"]).embed(["図書館"]).shape == (1, 1)


def test_a_short_note_is_one_passage_and_a_long_reply_several():
    note = "Targets nobody believes in. Ratings that are magically always green."
    assert passages_of([note]).words == [note]
    long = " ".join(
        f"The {word} of the town hall never opens on time." for word in ("door", "gate", "shop")
    )
    assert len(passages_of([long])) == 3
