import itertools
import random

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consultation_insight import Corpus, deduplicate
from consultation_insight.cleaning._copies.near import (
    SHINGLE,
    Index,
    candidates,
    components,
    fold,
    ranking,
)
from consultation_insight.cleaning.duplicates import near_groups
from consultation_insight.errors import SettingsError

LONG = "The footbridge by the old mill has been shut for three winters and nobody tells us why."


def marked(texts, **settings):
    corpus = Corpus.from_responses(pd.DataFrame({"text": list(texts)}))
    return deduplicate(corpus, **settings).responses["duplicate_of"].tolist()


def groups(texts, order):
    """The groups as sets of texts' numbers, with the rows in some order."""
    frame = pd.DataFrame({"text": [texts[at] for at in order]})
    frame["response_id"] = [f"r{at}" for at in order]
    responses = deduplicate(Corpus.from_responses(frame)).responses
    first = responses["duplicate_of"].where(
        responses["duplicate_of"] != "", responses["response_id"]
    )
    return {frozenset(ids) for _, ids in responses.groupby(first)["response_id"]}


def test_exact_copies_point_to_the_first():
    assert marked(["Yes please", "No", "yes, please!", "Yes  please"]) == ["", "", "r1", "r1"]


@pytest.mark.parametrize(
    "edit",
    [
        lambda t: t.replace("footbridge", "foot-bridge"),
        lambda t: "Dear council, " + t + " Regards",
        lambda t: t.upper() + "!!",
        lambda t: t.replace("winters", "wintres").replace("nobody", "noboby"),
    ],
)
def test_edited_copies_are_near(edit):
    assert marked([LONG, "Something else entirely", edit(LONG)]) == ["", "", "r1"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("I agree with this", "I agree with that"),
        ("Build more council houses", "Build more council houses now"),
        ("Following", "Following this"),
        ("The bus never comes on time", "The bus never comes"),
    ],
)
def test_short_answers_are_never_near_copies(one, other):
    assert marked([one, other]) == ["", ""]


def test_half_of_a_letter_is_no_copy_of_it():
    own = " My sister crosses the ford in her waders and has twice lost a boot, which is no joke in January."
    assert marked([LONG, LONG.split(" and ")[0] + own]) == ["", ""]


def test_the_less_two_texts_share_the_more_alike_they_must_be():
    formula = "they were trying to prove a point to all of us"
    one, other = f"I think {formula}, the fools", f"{formula} and then it went wrong"
    assert marked([one, other]) == ["", ""]
    assert marked([one, other], threshold=0.4) == ["", "r1"]


def test_only_live_responses_to_one_question_are_compared():
    frame = pd.DataFrame(
        {
            "text": [LONG, LONG, LONG],
            "question_id": ["a", "b", "a"],
            "set_aside": ["", "", "row_twice"],
        }
    )
    assert deduplicate(Corpus.from_responses(frame)).responses["duplicate_of"].eq("").all()


def test_the_step_says_exact_or_near_and_quotes_nothing():
    corpus = Corpus.from_responses(pd.DataFrame({"text": [LONG, LONG.lower(), LONG + " Thanks"]}))
    step = deduplicate(corpus).steps[-1]
    assert step.name == "deduplicate"
    assert step.rows["change"].tolist() == ["exact", "near"]
    assert "footbridge" not in step.rows.to_string()


def test_texts_without_words_are_compared_as_they_stand():
    assert marked(["👍", "👍", "👎", "https://a.example/x", "https://a.example/y"]) == [
        "",
        "r1",
        "",
        "",
        "",
    ]


def test_japanese_is_compared_by_characters():
    text = "図書館の開館時間を短くする案には反対です。子どもたちの居場所がなくなってしまいます。"
    near = text.replace("反対です", "強く反対します")
    other = "プールの料金を値上げする案に賛成です。古い設備を早く直してほしいと思います。"
    assert marked([text, near, other, "賛成です", "反対です"]) == ["", "r1", "", "", ""]


def test_nothing_to_compare():
    assert marked([]) == []
    assert marked([""]) == [""]
    frame = pd.DataFrame({"text": ["a"], "set_aside": ["blank"]})
    assert len(deduplicate(Corpus.from_responses(frame))) == 1


@pytest.mark.parametrize("wrong", [{"threshold": 0}, {"threshold": 1.1}, {"min_words": 0}])
def test_settings_out_of_range_are_refused(wrong):
    with pytest.raises(SettingsError, match="deduplicate"):
        marked(["a"], **wrong)


WORDS = st.lists(
    st.sampled_from(
        [
            "please",
            "keep",
            "the",
            "bus",
            "to",
            "mill",
            "lane",
            "open",
            "on",
            "market",
            "days",
            "we",
            "need",
            "it",
        ]
    ),
    max_size=16,
)


@settings(max_examples=60)
@given(st.lists(WORDS.map(" ".join), max_size=14), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_no_group_and_nothing_is_lost(texts, random):
    order = list(range(len(texts)))
    before = groups(texts, order)
    random.shuffle(order)
    assert groups(texts, order) == before
    assert sorted(i for group in before for i in group) == sorted(f"r{at}" for at in order)


#: Variants of a few sentences: some are copies of each other, and wording is shared by many.
VARIANTS = st.tuples(
    st.sampled_from(
        [
            LONG,
            "Please keep the late bus to Mill Lane because we need it on market days.",
            "Please keep the late bus to Mill Lane and the early one for the school as well.",
        ]
    ),
    st.sets(st.integers(0, 14), max_size=4),
).map(lambda made: " ".join(w for at, w in enumerate(made[0].split()) if at not in made[1]))


@settings(max_examples=60)
@given(st.lists(VARIANTS, min_size=4, max_size=8))
def test_a_group_is_what_pairs_alone_connect(texts):
    """Two texts are copies or not whatever else is in the corpus; so pairs can be had anywhere."""

    def grouped(chosen):
        index, which = Index.of([fold(text) for text in chosen], [str(at) for at in chosen])
        return near_groups(index, threshold=0.6, min_words=8)[which].tolist()

    pairs = itertools.combinations(range(len(texts)), 2)
    alike = [(a, b) for a, b in pairs if len(set(grouped([texts[a], texts[b]]))) == 1]
    apart = components(len(texts), alike).tolist()
    whole = grouped(texts)
    assert [whole.index(group) for group in whole] == [apart.index(group) for group in apart]


@settings(max_examples=30)
@given(st.lists(VARIANTS, min_size=20, max_size=40, unique=True), st.integers(2, 5), st.integers())
def test_candidates_come_out_the_same_block_by_block(texts, blocks, seed):
    index, _ = Index.of([fold(text) for text in texts], [str(at) for at in range(len(texts))])
    rows, codes = index.shingles(SHINGLE)
    number = len(index.forms)
    rank = ranking(index, rows)  # by counts over the whole corpus
    whole = candidates(rows, codes, rank[rows], number, 1)
    shuffle = random.Random(seed)
    places = {code: shuffle.randrange(blocks) for code in sorted(set(codes.tolist()))}
    block = np.array([places[code] for code in codes.tolist()], np.int64)
    found = set()
    for each in range(blocks):
        order = np.flatnonzero(block == each).tolist()
        shuffle.shuffle(order)
        part = candidates(rows[order], codes[order], rank[rows[order]], number, 1)
        found |= {frozenset(pair) for pair in part.tolist()}
    assert found == {frozenset(pair) for pair in whole.tolist()}
