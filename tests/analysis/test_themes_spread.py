"""Themes of more responses than are looked at in one place."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import consultation_insight as ci
from consultation_insight.analysis._themes import sampling, spread
from consultation_insight.analysis._themes.coding import may_be_quoted, pick_verbatims
from consultation_insight.analysis._themes.passages import Passages

SAID = "Some words that are said here, long enough to be read."
SUBJECTS = {
    "buses": ("night buses", "bus stops", "bus fares", "rural bus routes", "the last bus home"),
    "homes": ("council houses", "flats to rent", "warm homes", "empty homes", "cheap houses"),
    "parks": ("trees in parks", "playgrounds", "park benches", "wild flowers", "ponds in parks"),
    "schools": ("school meals", "teachers", "small classes", "music lessons", "school sports"),
}
WANTS = ("We need more", "Please look after", "Nobody pays for", "I would like better",
         "My family depends on", "The council forgot about")  # fmt: skip


def notes(question, subjects, first):
    random = np.random.RandomState(first)
    texts = [f"{random.choice(WANTS)} {random.choice(things)} and {random.choice(things)} {number}"
             for things in subjects for number in range(60)]  # fmt: skip
    ids = [f"{question}{first + place}" for place in range(len(texts))]
    frame = pd.DataFrame({"response_id": ids, "respondent_id": ids, "question_id": question,
                          "text": texts})  # fmt: skip
    return frame.sample(frac=1, random_state=first)


@pytest.fixture
def large(monkeypatch):
    """One question above the size of the sample, one below it."""
    monkeypatch.setattr(sampling, "SAMPLE", 150)
    big, small = notes("a", SUBJECTS.values(), 0), notes("b", list(SUBJECTS.values())[:2], 1000)
    return ci.Corpus.from_responses(pd.concat([big, small], ignore_index=True))


def test_each_question_has_a_sample_of_its_own(large):
    themes = ci.find_themes(large)
    assert set(themes.table["question_id"]) == {"a", "b"}
    assert themes.table["theme_id"].str.match(r"^[ab]:T\d\d$").all()
    assert themes.coding["theme_id"].isin(themes.table["theme_id"]).all()
    assert (themes.coding["response_id"].str[0] == themes.coding["theme_id"].str[0]).all()
    assert themes.base == large.base
    assert "sample of 150 of 240 responses to 1 of 2 questions" in themes.method
    for _, rows in themes.table.groupby("question_id"):
        assert rows["n"].is_monotonic_decreasing
        assert rows["theme_id"].is_monotonic_increasing
    # The subjects are found, in what was in the sample and in what was not.
    best = themes.coding.drop_duplicates("response_id").set_index("response_id")["theme_id"]
    texts = large.responses.set_index("response_id")["text"]
    of = {text: name for name, things in SUBJECTS.items() for text in things}
    about = texts.map(lambda text: next(name for thing, name in of.items() if thing in text))
    both = pd.DataFrame({"theme": best, "about": about}).dropna()
    assert len(both) > 0.8 * len(texts)
    assert both.groupby("theme")["about"].agg(
        lambda some: some.value_counts().iloc[0]
    ).sum() > 0.8 * len(both)


def test_neither_order_nor_blocks_change_anything(large, monkeypatch):
    one = ci.find_themes(large)
    monkeypatch.setattr(spread, "_BLOCK", 37)
    monkeypatch.setattr(spread, "_MERGED", 2)
    two = ci.find_themes(large)
    for name, frame in one.tables().items():
        pd.testing.assert_frame_equal(frame, two.tables()[name], obj=name)
    shuffled = large.responses.sample(frac=1, random_state=5).sort_values(
        "question_id", kind="stable"
    )
    other = ci.find_themes(ci.Corpus.from_responses(shuffled.reset_index(drop=True)))
    pd.testing.assert_frame_equal(one.table, other.table)
    pd.testing.assert_frame_equal(one.verbatims, other.verbatims)
    key = ["response_id", "start", "theme_id"]
    pd.testing.assert_frame_equal(*(
        found.coding.sort_values(key, ignore_index=True) for found in (one, other)
    ))  # fmt: skip


def test_edits_are_done_on_what_is_shown(large, tmp_path):
    themes = ci.find_themes(large)
    last = themes.table.loc[themes.table["question_id"] == "a", "theme_id"].iloc[-1]
    edited = themes.rename(last, "What was renamed")
    edited.save_edits(tmp_path / "edits.json")
    again = ci.find_themes(large, edits=str(tmp_path / "edits.json"))
    pd.testing.assert_frame_equal(again.table, edited.table)


def test_an_embedder_of_ones_own_codes_all(large):
    class Letters:
        def embed(self, texts):
            return np.array([[text.count(letter) for letter in "abcdefghiklmnoprstuvw"] for text in texts],
                            dtype=np.float32)  # fmt: skip

    themes = ci.find_themes(large, embedder=Letters(), levels=2)
    assert themes.settings["embedder"] == "Letters"
    assert themes.settings["levels"] == 2
    assert len(themes.coding)


def test_a_question_with_few_responses_is_listed(large):
    few = pd.DataFrame({"response_id": ["c1", "c2"], "question_id": "c", "text": WANTS[:2]})
    rows = pd.concat([large.responses[few.columns], few], ignore_index=True)
    themes = ci.find_themes(ci.Corpus.from_responses(rows))
    assert set(themes.said_once.loc[themes.said_once["question_id"] == "c", "response_id"]) == {
        "c1",
        "c2",
    }
    assert "1 of 3 questions had too few responses" in themes.method


@given(st.lists(st.tuples(*(st.integers(0, most) for most in (5, 5, 2, 3, 2, 1))), min_size=2),
       st.integers(0, 60))  # fmt: skip
@settings(max_examples=150, deadline=None)
def test_the_best_of_parts_are_the_best_of_all(rows, cut):
    ids = [f"r{place:03}" for place in range(len(rows))]
    live = pd.DataFrame({
        "response_id": ids,
        "respondent_id": [f"p{row[0]}" for row in rows],
        "campaign_id": [f"C{row[2]}" if row[2] else "" for row in rows],
        "text": SAID,
        "quotable": True,
    })  # fmt: skip
    none = np.zeros(len(rows), dtype=int)
    passages = Passages(
        np.arange(len(rows)), none, none + len(SAID), [f"w{row[1]}" for row in rows]
    )
    coding = pd.DataFrame({
        "passage": range(len(rows)), "response": range(len(rows)), "start": 0, "end": len(SAID),
        "group": [row[5] for row in rows], "strength": [row[3] / 10 for row in rows],
        "central": [row[4] / 10 for row in rows],
    })  # fmt: skip
    shapes = np.ones(len(rows), dtype=bool)
    parts = [may_be_quoted(live, passages, some, shapes).index
             for some in (coding.iloc[:cut], coding.iloc[cut:])]  # fmt: skip
    both = coding.loc[sorted([*parts[0], *parts[1]])]
    pd.testing.assert_frame_equal(
        pick_verbatims(live, passages, coding, shapes), pick_verbatims(live, passages, both, shapes)
    )


def test_figures_do_not_depend_on_what_stands_beside_a_passage(large):
    from consultation_insight.analysis._themes.holding import held_by

    themes = ci.find_themes(ci.Corpus.from_responses(notes("a", SUBJECTS.values(), 0).head(140)))
    held = held_by(themes, "a")
    words = sorted(set(large.responses["text"]))
    features = held.features(words)
    strength, central = held.strengths(words, features)
    for places in ([5], [3, 80, 81], range(0, len(words), 7), range(31, 200)):
        own = [words[place] for place in places]
        assert (held.features(own) == features[list(places)]).all()
        found = held.strengths(own, held.features(own))
        assert (found[0] == strength[list(places)]).all()
        assert (found[1] == central[list(places)]).all()
