import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import consultation_insight as ci
from consultation_insight.analysis._headings.terms import head_of, read_terms
from consultation_insight.analysis._themes.passages import (
    distinct_in_campaigns,
    passages_of,
    plain,
)
from consultation_insight.errors import SettingsError

SUBJECTS = {
    "bus": ("bus", "buses", "bus stop", "bus route", "night bus"),
    "home": ("council homes", "cheap flats", "rents", "landlords", "damp houses"),
    "school": ("school meals", "teachers", "class sizes", "school places", "nursery places"),
}
FRAMES = (
    "We need to talk about the {} in our village.",
    "The {} should come first, and soon.",
    "Nobody listens when we write about the {}.",
    "Please look again at the {} round here.",
)


def corpus(**columns) -> ci.Corpus:
    texts = [
        frame.format(word) for frame in FRAMES for words in SUBJECTS.values() for word in words
    ]
    return ci.Corpus.from_responses(pd.DataFrame({"text": texts, **columns}))


def carried(themes, corpus) -> dict[str, set[str]]:
    """Theme ids by response id."""
    found = {row: set() for row in corpus.responses["response_id"]}
    for row, theme in zip(themes.coding["response_id"], themes.coding["theme_id"], strict=True):
        found[row].add(theme)
    return found


@pytest.fixture(scope="module")
def themes():
    return ci.find_themes(corpus())


def test_subjects_part(themes):
    texts = corpus().responses.set_index("response_id")["text"]
    main = {}
    for row in themes.coding.itertuples():
        main.setdefault(row.theme_id, []).append(
            next(
                n
                for n, words in SUBJECTS.items()
                if any(w in texts[row.response_id] for w in words)
            )
        )
    pure = sum(max(names.count(name) for name in set(names)) for names in main.values())
    assert pure / len(themes.coding) > 0.8


def test_counts_come_from_the_coding(themes):
    pairs = themes.coding.drop_duplicates(["response_id", "theme_id"])
    assert (
        themes.table.set_index("theme_id")["n"].to_dict()
        == pairs["theme_id"].value_counts().to_dict()
    )
    table = themes.table
    assert (table["n"].diff().dropna() <= 0).all()
    assert (table["base"] == 60).all()
    assert np.allclose(table["share"], table["n"] / 60)
    assert ((table["low"] <= table["share"]) & (table["share"] <= table["high"])).all()
    assert table["theme_id"].tolist() == [f"T{i:02}" for i in range(1, len(table) + 1)]


def test_offsets_are_inside_their_response(themes):
    texts = corpus().responses.set_index("response_id")["text"]
    for table in (themes.coding, themes.verbatims, themes.said_once):
        for row in table.itertuples():
            assert texts[row.response_id][row.start : row.end].strip()
            assert 0 <= row.start < row.end <= len(texts[row.response_id])


def test_headings_are_short_and_share_no_word(themes):
    labels = themes.table["label"].tolist()
    words = [word.casefold().strip(",") for label in labels for word in label.split()]
    words = [word for word in words if word != "and"]
    assert len(words) == len(set(words))
    assert all(len(label.split()) <= 6 and label[0].isupper() for label in labels)


def test_verbatims_are_of_different_people(themes):
    for _, group in themes.verbatims.groupby("theme_id"):
        assert group["response_id"].is_unique


def test_same_seed_same_bytes(themes):
    again = ci.find_themes(corpus())
    for name, table in themes.tables().items():
        assert table.to_csv() == again.tables()[name].to_csv()


def test_the_order_of_rows_does_not_matter(themes):
    shuffled = corpus().responses.sample(frac=1, random_state=3)
    other = ci.find_themes(ci.Corpus.from_responses(shuffled))
    pd.testing.assert_frame_equal(other.table, themes.table)
    keys = ["response_id", "start", "theme_id"]
    one, two = (found.coding.sort_values(keys, ignore_index=True) for found in (themes, other))
    pd.testing.assert_frame_equal(one, two)
    assert themes.verbatims.to_csv() == other.verbatims.to_csv()
    assert set(themes.said_once["response_id"]) == set(other.said_once["response_id"])


def test_the_order_of_rows_does_not_matter_among_copies():
    texts = corpus().responses[["text"]]
    frame = pd.concat([texts, texts.head(20), texts.head(20)], ignore_index=True)
    frame["response_id"] = [f"r{i}" for i in range(100)]
    frame["campaign_id"] = ["C01" if i % 4 == 0 else "" for i in range(100)]
    one = ci.find_themes(ci.Corpus.from_responses(frame))
    two = ci.find_themes(ci.Corpus.from_responses(frame.iloc[::-1]))
    for name in ("table", "verbatims"):
        assert one.tables()[name].to_csv() == two.tables()[name].to_csv()


def test_a_campaign_shapes_themes_once_and_counts_each():
    copies = pd.DataFrame({"text": ["Ban the burning of peat on our moors now."] * 50})
    texts = corpus().responses[["text"]]
    frame = pd.concat([texts, copies], ignore_index=True)
    frame["campaign_id"] = ["" if i < 60 else "C01" for i in range(len(frame))]
    found = ci.find_themes(ci.Corpus.from_responses(frame))
    table = found.table
    assert table["n_once"].sum() <= table["n"].sum() - 49 or not (table["n"] > 60).any()
    ids = {f"r{i}" for i in range(61, 111)}
    assert sum(row in ids for row in found.verbatims["response_id"]) <= len(table)
    carriers = [carried(found, ci.Corpus.from_responses(frame))[row] for row in sorted(ids)]
    assert all(one == carriers[0] for one in carriers)


def test_likes_are_summed_over_responses():
    found = ci.find_themes(corpus(likes=[7] * 60))
    assert (found.table["likes"] == 7 * found.table["n"]).all()


def test_what_is_set_aside_is_not_coded():
    aside = ["blank" if i % 4 == 0 else "" for i in range(60)]
    given_corpus = corpus(set_aside=aside)
    found = ci.find_themes(given_corpus)
    assert (found.table["base"] == 45).all()
    assert found.base == 45
    live = set(given_corpus.live["response_id"])
    assert set(found.coding["response_id"]) <= live
    assert set(found.said_once["response_id"]) <= live


def test_several_questions_have_their_own_themes_and_bases():
    questions = ["q1" if i % 2 else "q2" for i in range(60)]
    found = ci.find_themes(corpus(question_id=questions))
    assert set(found.table["question_id"]) == {"q1", "q2"}
    assert (found.table["base"] == 30).all()
    assert all(
        id_.startswith(f"{question}:T")
        for id_, question in zip(found.table["theme_id"], found.table["question_id"], strict=True)
    )


@pytest.mark.parametrize("count", [0, 1, 11])
def test_too_few_are_listed_not_grouped(count):
    few = ci.Corpus.from_responses(corpus().responses[["text"]].head(count))
    found = ci.find_themes(few)
    assert len(found.table) == len(found.coding) == 0
    assert set(found.said_once["response_id"]) == set(few.live["response_id"])
    assert count == 0 or "too few" in found.method


@pytest.mark.parametrize("count", [2, 3])
def test_so_many_themes_as_asked(count):
    assert len(ci.find_themes(corpus(), n_themes=count).table) == count


@pytest.mark.parametrize(
    "wrong", [{"engine": "lda"}, {"n_themes": 0}, {"min_strength": 2}, {"engine": object()}]
)
def test_wrong_settings_are_said(wrong):
    with pytest.raises(SettingsError, match=next(iter(wrong))):
        ci.find_themes(corpus(), **wrong)


def test_any_object_can_group():
    class Halves:
        def group(self, vectors, texts, seed):
            return np.array([-1 if i == 0 else int("bus" in text) for i, text in enumerate(texts)])

    found = ci.find_themes(corpus(), engine=Halves())
    assert len(found.table) == 2
    assert found.settings["engine"] == "Halves"


def test_strange_texts_are_survived():
    strange = [
        "",
        " ",
        "🙂🙂",
        "#a #b",
        "@x",
        "https://t.co/x",
        "…",
        "!!!",
        "a",
        "\n\n",
        "[PHONE]",
    ] * 3
    found = ci.find_themes(ci.Corpus.from_responses(pd.DataFrame({"text": strange})))
    assert len(found.table) == 0


# Passages


@given(st.lists(st.text(alphabet="ab .,;!?\n#@[]A—", max_size=300), max_size=5))
@settings(max_examples=60)
def test_no_word_is_lost_between_passages(texts):
    found = passages_of(texts)
    for row, text in enumerate(texts):
        here = found.response == row
        kept = "".join(text[a:b] for a, b in zip(found.start[here], found.end[here], strict=True))
        ends = list(zip(found.start[here], found.end[here], strict=True))
        assert all(b <= c for (_, b), (c, _) in itertools.pairwise(ends))
        # What lies between passages holds no words, unless it was only addresses and marks.
        if len(plain(text).split()) and "".join(plain(text).split()).isalnum():
            assert kept


def test_long_sentences_are_cut_at_clauses():
    clause = "the bus to the hospital stops at six every day"
    text = ", and ".join([clause] * 6) + "."
    found = passages_of([text])
    assert len(found) > 2
    assert all(word.startswith(("the bus", "and the bus")) for word in found.words)


def test_short_sentences_stay_with_their_neighbour():
    assert passages_of(["Nobody. Nobody asked us about the buses. Why?"]).words == [
        "Nobody. Nobody asked us about the buses. Why?"
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Ask [PERSON 3] or [EMAIL] at @who", "Ask or at"),
        ("See https://t.co/abc now", "See now"),
        ("We want #RightToRoam today #Join #Us", "We want Right To Roam today"),
        ("#FundNHSNow", "Fund NHS Now"),
    ],
)
def test_marks_do_not_count_as_words(text, words):
    assert plain(text) == words


def test_only_repeats_inside_a_campaign_are_left_out():
    vectors = np.eye(3, dtype=np.float32)[[0, 0, 1, 0, 0]]
    stays = distinct_in_campaigns(vectors, ["C1", "C1", "C1", "C2", ""])
    assert stays.tolist() == [True, False, True, True, True]


def test_the_head_of_a_phrase():
    assert head_of(("parking", "charge")) == "charge"
    assert head_of(("right", "to", "roam")) == "right"


def test_names_keep_their_capitals_and_other_words_lose_them():
    words = read_terms(["Buses matter to the NHS.", "The NHS wants buses.", "Buses, please"])
    assert words.shown(("bus",)) == "buses"
    assert words.shown(("nhs",)) == "NHS"
