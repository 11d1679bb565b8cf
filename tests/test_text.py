import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultation_insight.text import (
    EMOJI,
    HASHTAG,
    MENTION,
    comparable,
    find_urls,
    split_sentences,
    word_differences,
    word_spans,
)


def urls(text, **settings):
    return [text[start:end] for start, end in find_urls(text, **settings)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("see http://example.org/a.", ["http://example.org/a"]),
        (
            "(https://example.org/wiki/Bus_(transport))",
            ["https://example.org/wiki/Bus_(transport)"],
        ),
        ("https://example.org/a?b=c&d=e#f, ok", ["https://example.org/a?b=c&d=e#f"]),
        ("example.org:8080/x and council.gov.uk!", ["example.org:8080/x", "council.gov.uk"]),
        ("a http://no-ending and file.tar.bz2", []),
        ("mail someone@example.org", []),
        ("#example.org @example.org $example.org", []),
        ("http:// example.org", ["example.org"]),
        ("http://under_score.org http://-dash.org", []),
        ("これはexample.comです", ["example.com"]),
        ("https://t.co/AbC123 https://t.co/" + "a" * 50, ["https://t.co/AbC123"]),
    ],
)
def test_addresses(text, expected):
    assert urls(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("That was the end.So we left", []),
        ("we need help.it is urgent", []),
        ("a new way of work.life is good", []),
        ("try ageuk.org.uk or bit.ly/abc", ["ageuk.org.uk", "bit.ly/abc"]),
        ("https://bbc.in/x", ["https://bbc.in/x"]),
    ],
)
def test_cautious_addresses_are_not_two_sentences(text, expected):
    assert urls(text, cautious=True) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@one and @two_three, RT@four", ["one", "two_three", "four"]),
        ("Hear hear .@one", ["one"]),
        ("a@b.org", []),
        ("not f!@kn @@double", []),
        ("のこ@one に", ["one"]),
        ("https://example.org/@one", []),
    ],
)
def test_accounts(text, expected):
    assert [match[1] for match in MENTION.finditer(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("#One #two_3 ＃four", ["One", "two_3", "four"]),
        ("#123 #_ a#b &#39; #http://example.org", []),
        ("#ਪੰਜਾਬੀ #il·lusió #महात्मा", ["ਪੰਜਾਬੀ", "il·lusió", "महात्मा"]),
        ("https://example.org/#top", []),
    ],
)
def test_hashtags(text, expected):
    assert HASHTAG.findall(text) == expected


def test_an_emoji_is_what_people_see():
    text = "👍🏽🇬🇧👩‍👩‍👧🏴󠁧󠁢󠁷󠁬󠁳󠁿❤️1️⃣"
    assert EMOJI.findall(text) == ["👍🏽", "🇬🇧", "👩‍👩‍👧", "🏴󠁧󠁢󠁷󠁬󠁳󠁿", "❤️", "1️⃣"]


def test_vowel_signs_do_not_cut_words():
    text = "ਸਿਹਤ ਸੇਵਾਵਾਂ"
    assert [text[a:b] for a, b in word_spans(text)] == ["ਸਿਹਤ", "ਸੇਵਾਵਾਂ"]
    assert comparable(text) == text


@given(st.text(alphabet=st.sampled_from("ab.:/@#?=()-_ htp木.org"), max_size=60))
def test_addresses_do_not_overlap(text):
    place = 0
    for start, end in find_urls(text):
        assert place <= start < end
        place = end


@pytest.mark.parametrize("piece", ["a.", "http://", "(", ".", "#_", "@a", "?a "])
def test_long_nonsense_takes_no_time(piece):
    text = "http://example.org/" + piece * (20_000 // len(piece))
    find_urls(text)
    MENTION.findall(text)
    HASHTAG.findall(text)
    split_sentences(text)


@pytest.mark.parametrize(
    "text",
    [
        "यह बंद न करें। हम सहमत नहीं हैं।",
        "کیا یہ ضروری ہے؟ ہمیں بتائیں۔",
        "反対です。理由は三つあります。",
    ],
)
def test_sentences_end_with_the_marks_of_their_script(text):
    assert len(split_sentences(text)) == 2


def test_a_long_run_of_abbreviations_is_one_sentence_found_quickly():
    assert split_sentences("Dr. " * 20_000) == [(0, 79_999)]


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ("", "", []),
        ("Keep it.", "keep IT", [("same", "keep IT")]),
        ("Keep the bus", "Keep bus", [("same", "Keep "), ("left out", "the "), ("same", "bus")]),
        ("反対です", "強く反対です", [("added", "強く"), ("same", "反対です")]),
        ("", "<b>x</b>", [("added", "<b>x</b>")]),
    ],
)
def test_word_differences(before, after, found):
    assert word_differences(before, after) == found


@given(st.lists(st.sampled_from(["bus", "The", "ours!", "#x", "の"])), st.text(max_size=40))
def test_word_differences_give_the_new_text_back(words, after):
    found = word_differences(" ".join(words), after)
    kept = "".join(piece for done, piece in found if done != "left out")
    assert kept.strip() == after.strip()
