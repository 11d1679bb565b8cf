from hypothesis import given
from hypothesis import strategies as st

from consultation_insight.models.matcher import PhraseMatcher, fold, near_misses, tokenise


def matched(phrases, text, **settings):
    matcher = PhraseMatcher()
    for phrase in phrases:
        matcher.add(phrase, phrase)
    return [hit.filed[0] for hit in matcher.find(tokenise(text), **settings)]


def test_the_longest_phrase_wins_and_each_word_counts_once():
    phrases = ["new deal", "green new deal", "deal"]
    assert matched(phrases, "a Green New Deal, a new deal, a deal") == [
        "green new deal",
        "new deal",
        "deal",
    ]


def test_a_shorter_phrase_counts_where_the_longer_one_does_not_fit():
    phrases = ["the doughnut", "doughnut model"]
    found = matched(
        phrases, "The doughnut model", fits=lambda value, words: value != "the doughnut"
    )
    assert found == ["doughnut model"]


def test_a_phrase_at_the_end_is_not_longer_than_the_text():
    assert matched(["basic income", "basic income pilot"], "a basic income") == ["basic income"]


def test_punctuation_parts_phrases_but_initials_do_not():
    assert matched(["e f schumacher"], "E. F. Schumacher") == ["e f schumacher"]
    assert matched(["new deal"], "Something new. Deal with it") == []


def test_misspellings_need_one_near_word_and_length():
    assert near_misses(["mazucato"], ["mazzucato"]) == {"mazucato": "mazzucato"}
    assert near_misses(["amrmot"], ["marmot"]) == {}
    assert near_misses(["mamrot"], ["marmot"]) == {"mamrot": "marmot"}
    assert near_misses(["bevan"], ["devan"]) == {}
    assert near_misses(["raworts"], ["raworth", "rawortz"]) == {}


@given(st.text())
def test_words_stand_where_they_say(text):
    for token in tokenise(text):
        assert text[token.start : token.end].startswith(token.form)


@given(st.text(alphabet=st.characters(categories=["Ll", "Lu"]), min_size=1))
def test_case_does_not_matter(word):
    assert fold(word.upper().lower()) == fold(word.upper().lower().upper().lower())
