"""Themes of a sample, assigned in partitions; and the one place where texts may be gathered."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import consultation_insight as ci
from consultation_insight.analysis._themes import sampling, spread
from consultation_insight.config import Settings
from consultation_insight.errors import ClusterProblem

distributed = pytest.importorskip("distributed", reason="the extra [dask] is not installed")
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:distributed")


def test_few_responses_have_the_themes_of_one_computer(docket, divided_of, assert_same_tables):
    from consultation_insight.distributed.theming import themes_in_parts

    found = themes_in_parts(divided_of(docket, 97), Settings().themes)
    alone = ci.find_themes(docket)
    assert_same_tables(alone, found)


def test_themes_of_a_sample_are_assigned_however_responses_are_divided(
    docket, divided_of, assert_same_tables, monkeypatch
):
    from sklearn.metrics import adjusted_mutual_info_score

    from consultation_insight.distributed import theming

    whole = ci.find_themes(docket).coding
    monkeypatch.setattr(sampling, "SAMPLE", 250)
    monkeypatch.setattr(spread, "LEFT_OVER", 60)
    one = theming.themes_in_parts(divided_of(docket, 97), Settings().themes)
    two = theming.themes_in_parts(divided_of(docket, 300), Settings().themes)
    assert_same_tables(one, two)
    assert_same_tables(ci.find_themes(docket), one)
    assert "Found in a stratified sample of" in one.method
    live = docket.live.set_index("response_id")
    assert set(one.coding["response_id"]) <= set(live.index)
    # Most of what is outside of the sample carries a theme, and no place is outside its text.
    assert one.coding["response_id"].nunique() > 0.8 * len(live)
    lengths = live["text"].str.len()
    assert (one.coding["end"] <= one.coding["response_id"].map(lengths)).all()
    assert one.table["n"].tolist() == sorted(one.table["n"], reverse=True)
    assert one.verbatims.groupby("theme_id").size().max() <= 5
    quoted = one.verbatims.assign(person=one.verbatims["response_id"].map(live["respondent_id"]))
    assert not quoted.duplicated(["theme_id", "person"]).any()
    described = one.table.loc[0, "description"]
    first = one.verbatims[one.verbatims["theme_id"] == one.table.loc[0, "theme_id"]].iloc[0]
    text = live.loc[first["response_id"], "text"][first["start"] : first["end"]]
    assert described == " ".join(text.split())
    # The same words carry the same themes wherever they stand.
    coded = one.coding.merge(docket.live[["response_id", "text"]], on="response_id")
    each = coded.groupby("response_id").agg(
        text=("text", "first"), themes=("theme_id", lambda some: tuple(sorted(some)))
    )
    assert each.groupby("text")["themes"].nunique().max() == 1
    both = first_theme(one.coding).to_frame("a").join(first_theme(whole).rename("b"), how="inner")
    assert adjusted_mutual_info_score(both["a"], both["b"]) > 0.5


def first_theme(coding):
    best = coding.sort_values(["response_id", "strength"], ascending=[True, False], kind="stable")
    return best.drop_duplicates("response_id").set_index("response_id")["theme_id"]


def test_the_sample_holds_each_campaign_and_each_text_once(docket):
    from consultation_insight.analysis._themes.sampling import sample_of

    rows = sample_of(docket, 100)
    assert 60 < len(rows) <= 100
    taken = docket.responses.iloc[rows]
    assert (taken["set_aside"] == "").all()
    assert not taken["text"].duplicated().any()
    shuffled = docket.responses.sample(frac=1, random_state=3)
    other = replace(docket, responses=shuffled.reset_index(drop=True))
    again = other.responses["response_id"].iloc[sample_of(other, 100)]
    assert set(again) == set(taken["response_id"])


def test_nothing_is_said_once_that_another_says_outside_of_the_sample(
    docket, divided_of, monkeypatch
):
    from consultation_insight.distributed import theming

    monkeypatch.setattr(sampling, "SAMPLE", 250)
    first = theming.themes_in_parts(divided_of(docket, 300), Settings().themes).said_once
    assert len(first)
    rows = sampling.sample_of(docket, 250)
    sampled = set(docket.responses["response_id"].iloc[rows])
    texts = docket.responses.set_index("response_id")["text"]
    outside = docket.live.index[~docket.live["response_id"].isin(sampled)]
    # Somebody outside of the sample says what the sample says once.
    id_, start, end = first.iloc[0][["response_id", "start", "end"]]
    responses = docket.responses.copy()
    place = outside[-1]
    responses.loc[place, "text"] = texts[id_][start:end]
    other = replace(docket, responses=responses)
    again = theming.themes_in_parts(divided_of(other, 300), Settings().themes).said_once
    listed = set(zip(again["response_id"], again["start"], strict=True))
    assert (id_, start) not in listed
    assert len(set(zip(first["response_id"], first["start"], strict=True)) - listed) == 1


def test_what_fits_nowhere_emerges(made_docket, divided_of, monkeypatch):
    """A subject that the sample does not have is found among what carries no theme."""
    from consultation_insight.distributed import theming

    docket = made_docket(500, 7)
    random = np.random.default_rng(1)
    birds = ("robins", "swallows", "blackbirds", "herons", "sparrows", "owls")
    does = ("nest in the hedges", "sing before sunrise", "feed their young on insects",
            "lose their nests when hedges are cut", "migrate south in autumn")  # fmt: skip
    texts = [f"Many {random.choice(birds)} and {random.choice(birds)} {random.choice(does)} here {n}."
             for n in range(60)]  # fmt: skip
    more = docket.iloc[:60].assign(**{"What do you think of the proposal?": texts,
                                      "Respondent ID": [f"B{n}" for n in range(60)]})  # fmt: skip
    corpus = ci.prepare(pd.concat([docket, more], ignore_index=True))
    about_birds = corpus.responses["text"].str.startswith("Many ")
    real = sampling.sample_of
    monkeypatch.setattr(sampling, "SAMPLE", 200)
    monkeypatch.setattr(
        sampling, "sample_of",
        lambda *told: np.array([row for row in real(*told) if not about_birds[row]]),
    )  # fmt: skip
    found = theming.themes_in_parts(divided_of(corpus, 150), Settings().themes)
    assert found.table["emerging"].any()
    new = set(found.table.loc[found.table["emerging"], "theme_id"])
    ids = set(corpus.responses.loc[about_birds, "response_id"])
    carried = found.coding[found.coding["theme_id"].isin(new)]["response_id"]
    assert carried.isin(ids).mean() > 0.9
    assert carried.nunique() > 40


def test_more_texts_than_the_coordinator_may_hold_are_refused(docket, divided_of, monkeypatch):
    from consultation_insight.distributed import gathering, theming

    divided = divided_of(docket, 200)
    monkeypatch.setattr(gathering, "MOST_GATHERED", 300)
    with pytest.raises(ClusterProblem, match="would bring 301 texts to one place; at most 300"):
        gathering.gathered(divided, np.arange(301), "all texts")
    with pytest.raises(ClusterProblem, match="'texts for themes' would bring"):
        theming.themes_in_parts(divided, Settings().themes)
    monkeypatch.setattr(sampling, "SAMPLE", 250)
    assert len(theming.themes_in_parts(divided, Settings().themes).table) > 2


def test_settings_hold_for_a_sample_too(docket, divided_of, monkeypatch):
    from consultation_insight.distributed import theming

    monkeypatch.setattr(sampling, "SAMPLE", 250)
    settings = Settings.from_dict({"themes": {"n_themes": 4, "levels": 2}}).themes
    found = theming.themes_in_parts(divided_of(docket, 200), settings)
    new = found.table["emerging"].sum() if "emerging" in found.table else 0
    assert 3 <= len(found.table) - new <= 4
    assert "Sub-themes are not looked for" in found.method
