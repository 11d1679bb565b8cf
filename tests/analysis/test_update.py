import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import consultation_insight as ci
from consultation_insight.errors import DataError, UsageError

SUBJECTS = {
    "bus": ("night buses", "the bus route", "bus stops", "bus drivers", "early buses"),
    "home": ("council homes", "cheap flats", "rents", "landlords", "damp houses"),
    "school": ("school meals", "teachers", "class sizes", "school places", "nursery places"),
}
NEW = ("the flood wall", "river flooding", "flooded cellars", "flood warnings", "the high river")
FRAMES = (
    "We need to talk about {} in our village.",
    "I think {} should come first, and soon.",
    "Nobody listens when we write about {}.",
    "Please look again at {} round here.",
)


def frame(words, prefix, frames=FRAMES):
    texts = [one.format(word) for one in frames for word in words]
    ids = [f"{prefix}{number}" for number in range(len(texts))]
    return pd.DataFrame({"text": texts, "response_id": ids, "respondent_id": ids, "likes": 1})


def corpus(*frames, order=1):
    return ci.Corpus.from_responses(pd.concat(frames, ignore_index=True).iloc[::order])


OLD = [frame(words, name) for name, words in SUBJECTS.items()]
LATER = ("Has anyone thought of {} this year?", "All I ask for is better {}.")
LATE = [frame(SUBJECTS["bus"], "late-bus", LATER), frame(NEW, "late-flood")]


@pytest.fixture(scope="module")
def themes():
    return ci.find_themes(corpus(*OLD)).set_description("T01", "Kept through the update.")


@pytest.fixture(scope="module")
def updated(themes):
    return themes.update(corpus(*LATE))


def test_themes_keep_ids_labels_coding_and_edits(themes, updated):
    labels = updated.table.set_index("theme_id")["label"]
    for row in themes.table.itertuples():
        assert labels[row.theme_id] == row.label
    was = themes.coding
    now = updated.coding[updated.coding["response_id"].isin(was["response_id"])]
    pd.testing.assert_frame_equal(now.reset_index(drop=True), was)
    assert updated["T01"].description == "Kept through the update."
    assert updated.log == themes.log
    assert themes.base == 60
    assert updated.base == 90


def test_late_responses_are_coded_with_the_theme_that_they_belong_to(themes, updated):
    texts = themes.corpus.responses.set_index("response_id")["text"]
    buses = {row.theme_id for row in themes.coding.itertuples() if "bus" in texts[row.response_id]}
    late = updated.coding[updated.coding["response_id"].str.startswith("late-bus")]
    assert late["response_id"].nunique() >= 8
    assert late["theme_id"].isin(buses).mean() >= 0.9


def test_what_fits_nowhere_emerges_as_themes_of_its_own(themes, updated):
    new = updated.table[updated.table["emerging"]]
    assert 1 <= len(new) <= 2
    assert not set(new["theme_id"]) & set(themes.table["theme_id"])
    carriers = updated.coding.loc[updated.coding["theme_id"].isin(new["theme_id"]), "response_id"]
    assert carriers.str.startswith("late-flood").all()
    assert carriers.nunique() >= 15
    assert all(set(label.casefold().split()) & {"flood", "river"} for label in new["label"])
    for theme in new["theme_id"]:
        assert len(updated[theme].verbatims()) == 5
        assert updated[theme].description == updated[theme].verbatims()["text"][0]
    assert f"30 late responses; {len(new)} new theme" in updated.method


def test_counts_and_shifts_follow_from_the_coding(updated):
    pairs = updated.coding.drop_duplicates(["response_id", "theme_id"])
    counts = pairs["theme_id"].value_counts()
    shifts = updated.shifts
    assert shifts["theme_id"].tolist() == updated.table["theme_id"].tolist()
    for row in updated.table.itertuples():
        assert row.n == counts[row.theme_id] == row.likes
        assert row.base == 90
        assert row.share == row.n / 90
    assert (shifts["n_before"] + shifts["n_late"] == updated.table["n"]).all()
    assert (shifts["base_before"] == 60).all()
    assert (shifts["base_late"] == 30).all()
    assert np.allclose(shifts["change"], shifts["n_late"] / 30 - shifts["n_before"] / 60)
    assert (shifts["low"] <= shifts["change"]).all()
    assert (shifts["change"] <= shifts["high"]).all()
    new = shifts[shifts["emerging"]]
    assert (new["low"] > 0).all()
    assert (new["n_before"] == 0).all()


def test_the_order_of_rows_does_not_matter(updated):
    other = ci.find_themes(corpus(*OLD, order=-1)).set_description(
        "T01", "Kept through the update."
    )
    other = other.update(corpus(*LATE, order=-1))
    assert other.table.to_csv() == updated.table.to_csv()
    assert other.shifts.to_csv() == updated.shifts.to_csv()
    assert other.verbatims.to_csv() == updated.verbatims.to_csv()
    keys = ["response_id", "start", "theme_id"]
    one, two = (each.coding.sort_values(keys, ignore_index=True) for each in (updated, other))
    pd.testing.assert_frame_equal(one, two)


def test_late_responses_alone_or_all_together(themes, updated):
    together = themes.update(corpus(*OLD, *LATE))
    for name in ("table", "coding", "shifts", "said_once"):
        assert together.tables()[name].to_csv() == updated.tables()[name].to_csv()
    assert themes.update(themes.corpus).table["n"].tolist() == themes.table["n"].tolist()


def test_more_of_the_same_is_no_news(themes):
    more = [frame(words, f"again-{name}", LATER) for name, words in SUBJECTS.items()]
    assert not themes.update(corpus(*more)).table["emerging"].any()


def test_a_text_that_was_corrected_is_coded_anew(themes):
    responses = corpus(*OLD, *LATE).responses
    id_ = themes["T01"].responses()["response_id"][0]
    text = "The flood wall should come first, and soon."
    responses["text"] = responses["text"].mask(responses["response_id"] == id_, text)
    again = themes.update(ci.Corpus.from_responses(responses))
    own = again.coding[again.coding["response_id"] == id_]
    assert (own["end"] <= len(text)).all()
    assert "T01" not in set(own["theme_id"])


def test_ids_that_mean_other_texts_are_refused(themes):
    other = frame(SUBJECTS["school"], "bus")
    with pytest.raises(DataError, match="20 response ids stand for other texts"):
        themes.update(corpus(other))


def test_campaigns_that_were_counted_apart_stay_apart(themes):
    first = OLD[0].assign(campaign_id=["C01"] * 3 + [""] * 17)
    late = LATE[0].assign(campaign_id=["C01"] * 3 + [""] * 7)
    found = ci.find_themes(corpus(first, *OLD[1:])).update(corpus(late))
    assert set(found.corpus.responses["campaign_id"]) == {"", "C01", "late-C01"}


def test_several_questions_and_new_ones():
    asked = [part.assign(question_id="q1") for part in OLD]
    other = [part.assign(question_id="q2", response_id="x" + part["response_id"]) for part in OLD]
    found = ci.find_themes(corpus(*asked, *other))
    late = [LATE[0].assign(question_id="q1"), LATE[1].assign(question_id="q3")]
    more = found.update(corpus(*late))
    assert more.table.groupby("question_id")["base"].first().to_dict() == {"q1": 70, "q2": 60}
    before = found.table.query("question_id == 'q2'")["n"].tolist()
    assert more.table.query("question_id == 'q2'")["n"].tolist() == before
    assert more.base == 150


def test_an_update_goes_into_an_analysis_of_all_responses(themes, tmp_path):
    everyone = ci.analyse(corpus(*OLD, *LATE))
    analysis = ci.with_themes(everyone, themes.update(everyone.corpus))
    assert analysis.tables["shifts"]["emerging"].any()
    assert analysis.tables["themes"]["emerging"].any()
    page = ci.write_report(analysis, tmp_path, formats=("html",)) and next(tmp_path.glob("*.html"))
    text = page.read_text(encoding="utf-8")
    assert "new among late responses" in text
    assert re.search(r"60 \w+ before and 30 \w+ that came late", text)
    with pytest.raises(UsageError, match="does not have"):
        ci.with_themes(ci.analyse(corpus(*OLD)), themes.update(everyone.corpus))


def test_edits_go_on_after_an_update(updated):
    new = updated.table.loc[updated.table["emerging"], "theme_id"].iloc[0]
    edited = updated.merge(["T01", new])
    assert edited.table["n"].sum() <= updated.table["n"].sum()
    assert edited.undo() is updated
    assert replace(updated, log=()).replay(edited.log[-1:])["T01"].n == edited["T01"].n


def test_what_was_said_before_is_no_news_even_if_it_is_uncoded():
    early = frame(NEW, "early-flood")
    found = ci.find_themes(corpus(*OLD, early))
    ids = set(found.coding.loc[found.coding["response_id"].isin(early["response_id"]), "theme_id"])
    for theme in sorted(ids):
        if found[theme].responses()["response_id"].str.startswith("early-flood").mean() > 0.5:
            found = found.drop(theme)
    assert len(found.log)
    updated = found.update(corpus(frame(NEW, "late-flood", LATER)))
    assert not updated.table["emerging"].any()
