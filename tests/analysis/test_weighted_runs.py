"""Weights as a setting of a run: weighted shares beside unweighted ones."""

import numpy as np
import pandas as pd
import pytest

import consultation_insight as ci
from consultation_insight.analysis._run_tables.groups import group_tables, publishable
from consultation_insight.counting import Counting
from consultation_insight.errors import ColumnNotFound, UsageError
from consultation_insight.reporting.content import build_report

TARGETS = {"Age group": {"18-24": 0.1, "25-64": 0.5, "65 or over": 0.4}}


def survey(people=200, seed=3, **more):
    random = np.random.default_rng(seed)
    age = random.choice(["18-24", "25-64", "65 or over"], people, p=[0.4, 0.4, 0.2])
    agree = np.where(random.random(people) < np.where(age == "18-24", 0.8, 0.3), "Yes", "No")
    columns = {"Age group": age, "Do you agree with it?": agree, **more}
    columns["Why?"] = [f"Because of reason number {n}, as said before" for n in range(people)]
    return ci.read(pd.DataFrame(columns))


def tables(corpus, **weights):
    return group_tables(corpus, {}, Counting.of(corpus), weights=weights)


def test_shares_meet_those_of_summarise_closed():
    corpus = survey()
    weighted = tables(corpus, targets=TARGETS)["weighted"].set_index("row")
    weights = ci.rake(corpus, TARGETS)
    for given, names in ((None, ("share", "low", "high")),
                         (weights, ("share_weighted", "low_weighted", "high_weighted"))):  # fmt: skip
        closed = ci.summarise_closed(corpus, weights=given).table.set_index("answer")
        for name, expected in zip(names, ("share", "low", "high"), strict=True):
            assert weighted[name].to_dict() == pytest.approx(closed[expected].to_dict())
    assert weighted["effective_base"].iloc[0] == pytest.approx(weights.effective_base)
    assert weighted["design_effect"].iloc[0] == pytest.approx(weights.design_effect)


def test_groups_have_the_shares_of_the_population():
    margins = tables(survey(), targets=TARGETS)["weights"]
    assert margins["level"].tolist()[0] == ""
    assert margins["n"].iloc[0] == 200
    own = margins.iloc[1:]
    assert own["after"].tolist() == pytest.approx(own["target"].tolist())


def test_a_column_of_the_data_holds_weights():
    given = np.where(np.arange(200) % 2, 3.0, 1.0)
    corpus = survey(Calibration=given)
    weights = ci.weigh(corpus, column="calibration")
    assert weights.table["weight"].tolist() == pytest.approx((given / 2).tolist())
    assert weights.effective_base == pytest.approx(200 / 1.25)
    made = tables(corpus, column="Calibration")
    assert made["weights"]["effective_base"].tolist() == pytest.approx([160.0])
    assert "Calibration" not in set(made["crosstabs"]["break"])


def test_the_column_that_read_found_is_one_too():
    given = np.where(np.arange(200) % 2, 3.0, 1.0)
    corpus = survey(survey_weight=given)
    assert ci.weigh(corpus, column="weight").effective_base == pytest.approx(160)


def test_no_weight_is_above_the_limit():
    given = np.r_[np.ones(199), 1000.0]
    corpus = survey(survey_weight=given)
    assert ci.weigh(corpus, column="weight", most=4).table["weight"].max() == pytest.approx(4)


@pytest.mark.parametrize(
    ("settings", "error", "said"),
    [
        ({}, UsageError, "either targets or a column"),
        ({"column": "weight", "targets": TARGETS}, UsageError, "either targets or a column"),
        ({"column": "height"}, ColumnNotFound, "height"),
        ({"column": "Age group"}, UsageError, "200 of 200 respondents have no number"),
        ({"column": "weight", "most": 0.5}, UsageError, "more than 1"),
    ],
)
def test_what_cannot_be_weighed_is_said(settings, error, said):
    with pytest.raises(error, match=said):
        ci.weigh(survey(), **settings)


def test_without_weights_nothing_is_added():
    assert not {"weights", "weighted"} & set(tables(survey()))


def test_the_report_says_what_weights_do():
    settings = ci.Settings.from_dict({"weights": {"targets": TARGETS}})
    analysis = ci.analyse(survey(), settings=settings)
    section = next(part for part in build_report(analysis).sections if part.id == "weights")
    text, margins, fold, *_ = section.blocks
    assert "“Age group” is as in the population" in text.text
    assert "times larger (design effect)" in text.text
    assert "(effective base)" in text.text
    assert [row[1] for row in margins.rows] == ["18-24", "25-64", "65 or over"]
    share, weighted, *_ = fold.blocks[0].rows[0][-4:]
    assert weighted == pytest.approx(share, abs=0.2)
    assert weighted != share


def test_for_publication_no_count_can_be_computed_from_weights():
    corpus = survey(**{"Is it good for you?": ["Yes"] * 196 + ["No"] * 4})
    made = tables(corpus, targets=TARGETS)
    shown = publishable(made, corpus, "publication")
    assert shown["weights"]["n"].iloc[1:].isna().all()
    kept = shown["weighted"]
    assert set(made["weighted"]["question"]) - set(kept["question"]) == {"is_it_good_for_you"}
    assert kept["n"].isna().all()
    assert (kept["share_weighted"] * 100).round(9).mod(1).eq(0).all()


def test_settings_round_trip():
    settings = ci.Settings.from_dict({"weights": {"targets": TARGETS, "most": 4.0}})
    assert '[weights.targets."Age group"]' in settings.to_toml()
    with pytest.raises(ci.errors.SettingsError, match=r"weights\.target"):
        ci.Settings.from_dict({"weights": {"target": TARGETS}})
