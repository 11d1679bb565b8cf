"""Languages: sentences right, short texts with their corpus, nothing without letters."""

import pandas as pd
import pytest

from consultation_insight.cleaning.languages import detect_languages
from consultation_insight.corpus import Corpus
from consultation_insight.errors import SettingsError

ENGLISH = ["We need more buses in the evening and on Sundays", "Please listen to unpaid carers"]


def languages(texts, **settings):
    corpus = Corpus.from_responses(pd.DataFrame({"text": texts}))
    return detect_languages(corpus, **settings).responses["language"].tolist()


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Mae angen mwy o fysiau arnom ni gyda'r nos", "cy"),
        ("Diolch yn fawr", "cy"),
        ("Regardez la convention citoyenne pour le climat", "fr"),
        ("Posłuchajcie pielęgniarek i opiekunów", "pl"),
        ("ہمیں مزید بسوں کی ضرورت ہے", "ur"),
        ("ਸਾਨੂੰ ਹੋਰ ਬੱਸਾਂ ਚਾਹੀਦੀਆਂ ਹਨ", "pa"),
        ("https://example.org/page 👏", "und"),
        ("[PHONE] [PERSON 2]", "und"),
        ("", "und"),
    ],
)
def test_a_text_among_english_ones(text, language):
    assert languages([*ENGLISH * 5, text])[-1] == language


def test_short_texts_go_with_their_corpus():
    assert set(languages([*ENGLISH * 5, "Following", "Me!", "Bravo", "Ask Kate"])) == {"en"}


def test_the_order_of_rows_does_not_matter():
    texts = [*ENGLISH, "Bravo", "Diolch", "Merci beaucoup", "Ja"]
    assert languages(texts) == languages(texts[::-1])[::-1]


def test_expected_languages_are_the_only_ones():
    assert languages(["Mae angen mwy o fysiau"], expected=["en", "fr"])[0] in ("en", "fr")
    with pytest.raises(SettingsError, match="expected"):
        languages(["a"], expected=["klingon"])


def test_what_is_known_stays():
    corpus = Corpus.from_responses(
        pd.DataFrame({"text": ["Bonjour tout le monde"], "language": ["br"]})
    )
    assert detect_languages(corpus).responses["language"].tolist() == ["br"]
