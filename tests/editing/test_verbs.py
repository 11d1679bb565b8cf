import dataclasses

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_themes import made, same

import consultation_insight as ci
from consultation_insight.errors import SettingsError, UsageError
from consultation_insight.statistics import wilson_interval


def balanced(themes: ci.Themes) -> None:
    """Every figure of the table follows from the coding, by another way of counting."""
    facts = themes.corpus.responses.set_index("response_id")
    live = set(themes.corpus.live["response_id"])
    assert set(themes.coding["response_id"]) <= live
    assert set(themes.coding["theme_id"]) == set(themes.table["theme_id"])
    assert themes.table["theme_id"].is_unique
    assert not themes.coding.duplicated(["response_id", "start", "end", "theme_id"]).any()
    for row in themes.table.itertuples():
        own = sorted(
            set(themes.coding.loc[themes.coding["theme_id"] == row.theme_id, "response_id"])
        )
        assert row.n == len(own) > 0
        assert row.share == row.n / row.base
        low, high = wilson_interval([row.n], [row.base])
        assert (row.low, row.high) == (low[0], high[0])
        assert row.likes == sum(0 if pd.isna(facts.likes[id_]) else facts.likes[id_] for id_ in own)
        assert row.n_each == row.n
        assert row.n_outside == sum(not facts.campaign_id[id_] for id_ in own)
        assert row.n_outside <= row.n_once <= row.n
        quoted = themes.verbatims[themes.verbatims["theme_id"] == row.theme_id]
        assert 1 <= len(quoted) <= 5
        assert set(quoted["response_id"]) <= set(own)
        assert facts.respondent_id[quoted["response_id"]].is_unique
        assert row.description
    for _, group in themes.table.groupby("question_id", sort=False):
        assert (group["n"].diff().dropna() <= 0).all()
    assert (
        themes.verbatims["theme_id"].drop_duplicates().tolist() == themes.table["theme_id"].tolist()
    )


#: What a person may do; numbers choose among what is there.
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["rename", "set_description", "merge", "drop", "move", "uncode", "part", "split"]),
        st.integers(0, 50),
        st.integers(0, 50),
    ),
    max_size=4,
)  # fmt: skip


def act(themes: ci.Themes, verb: str, one: int, two: int) -> ci.Themes:
    ids = themes.table["theme_id"].tolist()
    if not ids:
        return themes
    theme, other = ids[one % len(ids)], ids[two % len(ids)]
    live = themes.corpus.live["response_id"].tolist()
    responses = [live[one % len(live)], live[two % len(live)]]
    if verb == "rename":
        return themes.rename(theme, f"Name {len(themes.log)}")
    if verb == "set_description":
        return themes.set_description(theme, f"About {one}")
    if verb == "merge":
        return themes if theme == other else themes.merge([theme, other])
    if verb == "drop":
        return themes.drop(theme)
    if verb in ("move", "uncode"):
        return themes.move(responses, theme if verb == "move" else "")
    if verb == "part":
        return themes.move(responses[:1], theme, start=two % 5, end=10 + two)
    own = themes[theme].responses()["response_id"].tolist()
    return themes.split(theme, parts={f"Part {len(themes.log)}": own[: 1 + two % len(own)]})


@given(STEPS, st.integers(1, 5))
@settings(max_examples=12)
def test_counts_balance_and_undo_gives_back_what_was(steps, seed):
    themes = made(seed)
    balanced(themes)
    for step in steps:
        after = act(themes, *step)
        balanced(after)
        if after is not themes:
            assert after.undo() is themes
            assert len(after.log) == len(themes.log) + 1
        themes = after
    begun = made(seed)
    assert same(begun.replay(themes.log), themes)
    assert begun.replay(themes.log).log == themes.log


@given(STEPS, st.integers(1, 5))
@settings(max_examples=5)
def test_the_order_of_rows_does_not_matter(steps, seed):
    one, two = made(seed), made(seed, shuffled=True)
    for step in steps:
        after = act(one, *step)
        if after is not one:
            two = two.replay(after.log[-1:])
        one = after
    keys = ["response_id", "start", "end", "theme_id"]
    assert one.table.to_csv() == two.table.to_csv()
    assert one.verbatims.to_csv() == two.verbatims.to_csv()
    pd.testing.assert_frame_equal(
        one.coding.sort_values(keys, ignore_index=True),
        two.coding.sort_values(keys, ignore_index=True),
    )


def test_a_theme_is_named_by_id_or_label_and_a_wrong_name_lists_all():
    themes = made()
    assert themes.rename("Parks", "Green space")["T02"].label == "Green space"
    with pytest.raises(SettingsError, match=r"no theme 'Park'.*T05 Peat; T01 Buses"):
        themes.drop("Park")


def test_one_label_is_one_theme():
    with pytest.raises(SettingsError, match=r"T02 is called 'parks' already; merge"):
        made().rename("T01", "parks")
    assert made().rename("T02", "parks")["T02"].label == "parks"


@pytest.mark.parametrize("label", ["", "  ", None, 3])
def test_a_label_has_words(label):
    with pytest.raises(SettingsError, match="'label' parameter of rename"):
        made().rename("T01", label)


def test_merged_themes_keep_the_first_id_and_all_responses():
    themes = made()
    both = set(themes["T03"].responses()["response_id"]) | set(
        themes["T01"].responses()["response_id"]
    )
    merged = themes.merge(["T03", "T01"], label="Homes")
    assert set(merged["T03"].responses()["response_id"]) == both
    assert merged["T03"].label == "Homes"
    assert merged["T03"].keywords == ("word3", "word1", "other3", "other1")
    assert "T01" not in merged.table["theme_id"].tolist()
    assert themes["T01"].label == "Buses"
    weights = [themes["T03"].n, themes["T01"].n]
    assert merged["T03"].stability == round(np.average([0.7, 0.9], weights=weights), 3)


@pytest.mark.parametrize("names", [["T01"], ["T01", "Buses"], "T01", []])
def test_merging_needs_two(names):
    with pytest.raises(SettingsError, match="two or more"):
        made().merge(names)


def test_themes_of_different_questions_do_not_merge():
    themes = made(questions=2)
    with pytest.raises(SettingsError, match="different questions"):
        themes.merge(["q1:T01", "q2:T01"])
    with pytest.raises(SettingsError, match="2 themes are called 'Buses'"):
        themes.drop("Buses")
    with pytest.raises(SettingsError, match="answer 'q1'"):
        themes.move("r0", "q2:T01")


def test_what_is_moved_is_assigned_by_a_person():
    themes = made()
    id_ = themes["T01"].responses()["response_id"][0]
    moved = themes.move(id_, "T04")
    own = moved.coding[moved.coding["response_id"] == id_]
    assert own["theme_id"].unique().tolist() == ["T04"]
    assert own["assigned_by"].unique().tolist() == ["person"]
    assert own["strength"].unique().tolist() == [1.0]
    others = moved.coding[moved.coding["response_id"] != id_]
    assert others["assigned_by"].unique().tolist() == ["machine"]
    bare = themes.move(id_, "")
    assert id_ not in set(bare.coding["response_id"])


def test_what_was_uncoded_can_be_coded_whole_or_in_part():
    themes = made()
    text = themes.corpus.responses.set_index("response_id")["text"]
    free = sorted(set(themes.corpus.live["response_id"]) - set(themes.coding["response_id"]))[0]
    whole = themes.move(free, "T01").coding.query("response_id == @free")
    assert whole[["start", "end"]].to_numpy().tolist() == [[0, len(text[free])]]
    part = themes.move(free, "T01", start=2, end=9).coding.query("response_id == @free")
    assert part[["start", "end"]].to_numpy().tolist() == [[2, 9]]


def test_only_one_theme_of_a_response_is_moved():
    themes = made()
    pairs = themes.coding.drop_duplicates(["response_id", "theme_id"])
    id_ = pairs["response_id"].value_counts().sort_index().idxmax()
    have = sorted(pairs.loc[pairs["response_id"] == id_, "theme_id"])
    free = next(theme for theme in themes.table["theme_id"] if theme not in have)
    moved = themes.move(id_, free, out_of=have[0]).coding.query("response_id == @id_")
    assert set(moved["theme_id"]) == {*have[1:], free}
    with pytest.raises(SettingsError, match="do not carry"):
        themes.move(id_, have[0], out_of=free)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"responses": "r99"}, "no live response 'r99'"),
        ({"responses": "r39"}, "no live response 'r39'"),
        ({"responses": []}, "none at all"),
        ({"responses": "r1", "start": 3}, "go together"),
        ({"responses": ["r1", "r2"], "start": 3, "end": 4}, "with one response"),
        ({"responses": "r1", "start": 3, "end": 4000}, "must lie within"),
        ({"responses": "r1", "start": 5, "end": 5}, "must lie within"),
    ],
)
def test_a_wrong_move_is_said(given, says):
    with pytest.raises(SettingsError, match=says):
        made().move(to="T01", **given)


def test_a_theme_is_parted_by_a_person():
    themes = made()
    own = themes["T02"].responses()["response_id"].tolist()
    parted = themes.split("T02", parts={"Playgrounds": own[:2]})
    assert set(parted["Playgrounds"].responses()["response_id"]) == set(own[:2])
    assert set(parted["T02"].responses()["response_id"]) == set(own[2:])
    assert parted["Playgrounds"].theme_id == "T06"
    assert (
        parted.drop("T06")
        .split("T01", parts={"X": themes["T01"].responses()["response_id"][:1]})["X"]
        .theme_id
        == "T07"
    )
    with pytest.raises(SettingsError, match="do not carry T02"):
        themes.split("T02", parts={"Playgrounds": ["r99"]})
    with pytest.raises(SettingsError, match="in two parts"):
        themes.split("T02", parts={"A": own[:2], "B": own[1:3]})
    with pytest.raises(SettingsError, match="either"):
        themes.split("T02", 2, parts={"A": own[:2]})


def test_a_description_of_a_person_stays_and_others_follow_the_verbatims():
    themes = made().set_description("T01", " What  was said of buses. ")
    assert themes["T01"].description == "What was said of buses."
    merged = themes.merge(["T01", "T02"])
    assert merged["T01"].description == "What was said of buses."
    first = made()["T02"].verbatims()
    moved = made().move(first["response_id"][0], "T05")
    assert moved["T02"].description == moved["T02"].verbatims()["text"][0]
    assert moved["T02"].description != made()["T02"].description


def test_all_that_was_done_can_be_read():
    themes = made().rename("T01", "Coaches").merge(["T01", "T02"]).move("r1", "").drop("T05")
    assert themes.edits["what"].tolist() == [
        "renamed “Buses” to “Coaches”",
        "merged “Parks” into “Coaches”",
        "took the code off 1 response",
        "dropped “Peat”",
    ]
    assert (
        themes.method == "By hand. Edited by a person: drop (1), merge (1), move (1), rename (1)."
    )
    assert themes.undo().method.endswith("merge (1), move (1), rename (1).")


def test_there_is_nothing_to_undo_at_first():
    with pytest.raises(UsageError, match="nothing to undo"):
        made().undo()


def test_themes_without_their_corpus_say_what_they_need():

    themes = made()
    bare = dataclasses.replace(themes, corpus=None)
    assert bare.rename("T01", "Coaches")["T01"].label == "Coaches"
    with pytest.raises(UsageError, match="with_corpus"):
        bare.merge(["T01", "T02"])
    assert same(bare.with_corpus(themes.corpus).drop("T01"), themes.drop("T01"))


def test_one_theme_can_be_looked_at():
    themes = made()
    theme = themes["T03"]
    assert theme.theme_id == themes["Rents"].theme_id == "T03"
    assert themes[0].theme_id == themes.table["theme_id"][0]
    assert [one.theme_id for one in themes] == themes.table["theme_id"].tolist()
    texts = themes.corpus.responses.set_index("response_id")["text"]
    for frame in (theme.verbatims(), theme.passages()):
        for row in frame.itertuples():
            assert texts[row.response_id][row.start : row.end] == row.text
    assert len(theme.responses()) == theme.n == len(theme)
    assert theme.responses()["strength"].is_monotonic_decreasing
    assert repr(theme).startswith("Theme T03 “Rents”: ")
    shown = theme._repr_html_()
    assert "Rents" in shown
    assert f"{theme.n} of 39 responses" in shown
    assert theme.verbatims()["text"][0] in shown
    with pytest.raises(IndexError):
        themes[99]


def test_a_passage_that_carried_both_carries_the_merged_theme_once():
    themes = made()
    row = themes.coding.iloc[0]
    other = next(id_ for id_ in themes.table["theme_id"] if id_ != row["theme_id"])
    twice = pd.concat([themes.coding, row.to_frame().T.assign(theme_id=other, strength=0.1)])
    twice = twice.astype(themes.coding.dtypes.to_dict()).drop_duplicates(
        ["response_id", "start", "end", "theme_id"]
    )
    merged = dataclasses.replace(themes, coding=twice).merge([row["theme_id"], other])
    own = merged.coding[
        (merged.coding["response_id"] == row["response_id"])
        & (merged.coding["start"] == row["start"])
        & (merged.coding["theme_id"] == row["theme_id"])
    ]
    assert own["strength"].tolist() == [max(own["strength"])]
    balanced(merged)


def test_an_id_is_never_used_again():
    themes = made()
    own = themes["T02"].responses()["response_id"].tolist()
    parted = themes.split("T02", parts={"Playgrounds": own[:1]})
    emptied = parted.move(own[:1], "T02", out_of="T06").undo().move(own[:1], "T01")
    assert "T06" not in set(emptied.table["theme_id"])
    rest = emptied["T02"].responses()["response_id"].tolist()
    assert emptied.split("T02", parts={"Lawns": rest[:1]})["Lawns"].theme_id == "T07"
