"""The reduced language model gives py3langid's own scores."""

import os
import random
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultation_insight.models import language_id
from consultation_insight.models.language_id import LANGUAGES, language_scores, method

ROOT = Path(__file__).parents[2]
SENTENCES = [
    "We need more buses in the evening and on Sundays",
    "PLEASE LISTEN TO UNPAID CARERS",
    "Mae angen mwy o fysiau arnom ni gyda'r nos",
    "Diolch yn fawr",
    "Tá níos mó busanna ag teastáil uainn san oíche",
    "نحتاج إلى المزيد من الحافلات في المساء",
    "Имаме нужда от повече автобуси вечер",
    "আমাদের সন্ধ্যায় আরও বাস দরকার",
    "Potřebujeme více autobusů večer a v neděli",
    "Wir brauchen abends und sonntags mehr Busse",
    "Χρειαζόμαστε περισσότερα λεωφορεία το βράδυ",
    "Necesitamos más autobuses por la noche",
    "ما به اتوبوس‌های بیشتری در عصر نیاز داریم",
    "Nous avons besoin de plus de bus le soir",
    "અમને સાંજે વધુ બસોની જરૂર છે",
    "אנחנו צריכים יותר אוטובוסים בערב",
    "हमें शाम को और बसें चाहिए",
    "Több buszra van szükségünk esténként",
    "Abbiamo bisogno di più autobus la sera",
    "Mums reikia daugiau autobusų vakarais",
    "We hebben 's avonds meer bussen nodig",
    "ਸਾਨੂੰ ਹੋਰ ਬੱਸਾਂ ਚਾਹੀਦੀਆਂ ਹਨ",
    "Potrzebujemy więcej autobusów wieczorem",
    "Precisamos de mais autocarros à noite",
    "Avem nevoie de mai multe autobuze seara",
    "Нам нужно больше автобусов вечером",
    "Večer potrebujeme viac autobusov",
    "Na duhen më shumë autobusë në mbrëmje",
    "மாலையில் எங்களுக்கு அதிக பேருந்துகள் தேவை",
    "Akşamları daha fazla otobüse ihtiyacımız var",
    "Нам потрібно більше автобусів увечері",
    "ہمیں مزید بسوں کی ضرورت ہے",
    "Chúng tôi cần thêm xe buýt vào buổi tối",
    "我们晚上需要更多的公共汽车",
    "Cafe\u0301 and Café are one word",
    "broken \ud800 text",
    "x",
    "7",
    "",
]
#: py3langid adds in single precision, the package in double.
CLOSE = {"rtol": 1e-6, "atol": 1e-3}


def test_scores_are_those_of_py3langid():
    expected = language_id._scores_of_all(SENTENCES, LANGUAGES)
    scores = language_scores(SENTENCES)
    np.testing.assert_allclose(scores, expected, **CLOSE)
    assert (scores.argmax(axis=1) == expected.argmax(axis=1)).all()


@given(st.lists(st.text(max_size=40), max_size=5))
def test_any_text_has_the_scores_of_py3langid(texts):
    expected = language_id._scores_of_all(texts, LANGUAGES)
    np.testing.assert_allclose(language_scores(texts), expected, **CLOSE)


def test_texts_do_not_touch_each_other(monkeypatch):
    together = language_scores(SENTENCES)
    assert (together == np.vstack([language_scores([text]) for text in SENTENCES])).all()
    monkeypatch.setattr(language_id, "_AT_ONCE", 100)
    assert (language_scores(SENTENCES) == together).all()
    order = random.Random(1).sample(range(len(SENTENCES)), len(SENTENCES))
    assert (language_scores([SENTENCES[place] for place in order]) == together[order]).all()


def test_fewer_languages_keep_their_order():
    whole = language_scores(SENTENCES)
    some = language_scores(SENTENCES, ("fr", "cy"))
    assert (some == whole[:, [LANGUAGES.index("fr"), LANGUAGES.index("cy")]]).all()


def test_other_languages_are_asked_of_py3langid():
    scores = language_scores(["Meidän pitää saada lisää busseja iltaisin"], ("en", "fi"))
    assert scores[0, 1] > scores[0, 0]
    assert method(("en", "fi")) == f"py3langid {version('py3langid')}"
    assert method().startswith("py3langid ")


@pytest.mark.slow
def test_the_file_is_what_the_tool_writes(tmp_path):
    with np.load(language_id.FOLDER / "model.npz") as file:
        assert tuple(file["languages"]) == LANGUAGES
        if str(file["version"]) != version("py3langid"):
            pytest.skip("another version of py3langid is installed")
    tool = ROOT / "tools" / "reduce_language_model.py"
    if not tool.exists():
        pytest.skip("not a git checkout")
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, tool, "--out", tmp_path], check=True, env=environment)
    written = (tmp_path / "model.npz").read_bytes()
    assert written == (language_id.FOLDER / "model.npz").read_bytes()
