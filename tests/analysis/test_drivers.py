import re
from itertools import permutations

import numpy as np
import pandas as pd
import pytest

import consultation_insight as ci
from consultation_insight.analysis._scores.importance import importance, shares_of_r2
from consultation_insight.errors import ColumnNotFound, DataError, SettingsError, TooFewResponses

pytest.importorskip("statsmodels")
pytest.importorskip("linearmodels")

#: How far the outcome rises with each score; the third goes with the others but not with the outcome.
TRUE = {"leadership": 0.35, "inclusion": 0.15, "pay": 0.0}


def panel(seed, units=71, years=6):
    """Organisations over years, as in a survey of an administration; scores go with each other."""
    random = np.random.default_rng(seed)
    rows = units * years
    unit, year = np.repeat(np.arange(units), years), np.tile(np.arange(years), units)
    common = random.normal(0, 5, units)[unit] + random.normal(0, 3, rows)
    frame = pd.DataFrame({"organisation": [f"org {u}" for u in unit], "year": 2014 + year})
    for name in TRUE:
        own = random.normal(0, 4, units)[unit] + random.normal(0, 4, rows)
        frame[name] = 55 + common + own
    # Errors of an organisation are alike, and larger in some organisations.
    noise = random.normal(0, 1, rows) * random.uniform(1, 5, units)[unit]
    effects = random.normal(0, 4, units)[unit] + random.normal(0, 2, years)[year]
    frame["career"] = 20 + sum(b * frame[name] for name, b in TRUE.items()) + effects + noise
    return frame


def estimated(frame, **settings):
    return ci.drivers(
        frame, "career", list(TRUE), unit="organisation", year="year", draws=2, **settings
    )


def test_known_coefficients_are_recovered_with_the_coverage_that_is_said():
    covered, estimates = [], []
    for seed in range(60):
        rows = estimated(panel(seed)).table
        truth = rows["driver"].map(TRUE) * 10
        covered.append(rows["low"].le(truth) & rows["high"].ge(truth))
        estimates.append(rows["estimate"])
    assert np.mean(estimates, axis=0) == pytest.approx(
        10 * np.array([*TRUE.values()] * 2), abs=0.25
    )
    by_model = np.mean(covered, axis=0).reshape(2, 3).mean(axis=1)
    # 93 to 97 % in benchmarks/survey_scores.py; sixty panels can say no more than this.
    assert ((by_model > 0.86) & (by_model < 0.995)).all()


def test_effects_of_units_are_those_of_dummies_with_clustered_errors():
    import statsmodels.api as sm

    frame = panel(1, units=20).drop(index=[3, 17, 50]).reset_index(drop=True)
    rows = estimated(frame).table.query("model == 'over time'")
    dummies = pd.get_dummies(
        frame[["organisation", "year"]].astype(str), drop_first=True, dtype=float
    )
    design = sm.add_constant(pd.concat([frame[list(TRUE)], dummies], axis=1))
    known = sm.OLS(frame["career"], design).fit()
    assert (rows["estimate"] / 10).tolist() == pytest.approx(
        known.params[list(TRUE)].tolist(), abs=1e-8
    )
    # The sandwich written out: scores summed by organisation.
    x, u = design.to_numpy(), known.resid.to_numpy()
    sums = pd.DataFrame(x * u[:, None]).groupby(frame["organisation"]).sum().to_numpy()
    bread = np.linalg.inv(x.T @ x)
    raw = np.sqrt(np.diag(bread @ sums.T @ sums @ bread))[1:4]
    half = (rows["high"] - rows["low"]).to_numpy() / 20
    assert half / raw == pytest.approx([half[0] / raw[0]] * 3, rel=1e-6)


def test_regression_gives_the_certified_values_of_longley():
    """NIST's Statistical Reference Datasets, Longley, classical errors."""
    from statsmodels.datasets import longley

    from consultation_insight.models.regression import fit

    data = longley.load_pandas()
    found = fit(data.endog.to_numpy(), data.exog, robust=False)
    assert found.estimates == pytest.approx(
        [15.0618722713733, -0.0358191792925910, -2.02022980381683, -1.03322686717359,
         -0.0511041056535807, 1829.15146461355, -3482258.63459582], rel=1e-7,
    )  # fmt: skip
    assert found.errors == pytest.approx(
        [84.9149257747669, 0.0334910077722432, 0.488399681651699, 0.214274163161675,
         0.226073200069370, 455.478499142212, 890420.383607373], rel=1e-7,
    )  # fmt: skip
    assert found.r2 == pytest.approx(0.995479004577296, abs=1e-12)


def test_effects_of_firms_give_the_published_values_of_grunfeld():
    """Ten firms, effects of firms only: 0.110124 and 0.310065 (Baltagi; R's plm)."""
    import statsmodels.api as sm

    data = sm.datasets.grunfeld.load_pandas().data
    data = data[data["firm"] != "American Steel"]
    # Years as dummies that are not there: every firm's years are their own.
    years = pd.get_dummies(data["firm"], drop_first=True, dtype=float)
    table = pd.concat([data[["invest", "value", "capital"]], years], axis=1)
    found = ci.drivers(table, "invest", ["value", "capital"], controls=list(years), step=1).table
    assert found["estimate"].round(6).tolist() == [0.110124, 0.310065]


def test_robust_errors_are_hc3():
    random = np.random.default_rng(2)
    x = random.normal(size=40)
    y = 2 * x + random.normal(size=40) * np.abs(x)
    from consultation_insight.models.regression import fit

    found = fit(y, pd.DataFrame({"x": x}))
    design = np.column_stack([x, np.ones(40)])
    bread = np.linalg.inv(design.T @ design)
    left = y - design @ (bread @ design.T @ y)
    lever = np.einsum("ij,jk,ik->i", design, bread, design)
    meat = design.T @ (design * ((left / (1 - lever)) ** 2)[:, None])
    assert found.errors == pytest.approx(np.sqrt(np.diag(bread @ meat @ bread)), rel=1e-9)


def test_importance_is_the_mean_over_all_orders():
    values = np.random.default_rng(5).normal(size=(60, 5)) @ np.random.default_rng(6).normal(
        size=(5, 5)
    )
    together = np.corrcoef(values, rowvar=False)

    def explained(chosen):
        if not chosen:
            return 0.0
        x = np.column_stack([values[:, list(chosen)], np.ones(60)])
        left = values[:, 4] - x @ np.linalg.lstsq(x, values[:, 4], rcond=None)[0]
        return 1 - left.var() / values[:, 4].var()

    orders = list(permutations(range(4)))
    wanted = np.zeros(4)
    for order in orders:
        for place, one in enumerate(order):
            wanted[one] += explained(order[: place + 1]) - explained(order[:place])
    found = shares_of_r2(together)
    assert found == pytest.approx(wanted / len(orders), abs=1e-9)
    assert found.sum() == pytest.approx(explained(range(4)), abs=1e-9)


def test_importance_of_scores_of_their_own_is_by_their_spread():
    random = np.random.default_rng(8)
    x = random.normal(size=(4000, 2))
    y = 2 * x[:, 0] + x[:, 1] + random.normal(size=4000)
    values = np.column_stack([x, y])
    shares, low, high = importance(values - values.mean(0), np.ones(4000), np.arange(4000), 200, 1)
    assert shares == pytest.approx([0.8, 0.2], abs=0.03)
    assert (low < [0.8, 0.2]).all()
    assert (high > [0.8, 0.2]).all()


def test_sentences_say_what_goes_together_and_never_why():
    found = estimated(panel(4))
    assert len(found.table) == 6
    first = found.table["sentence"][0]
    assert re.match(
        r"A 10-point higher “leadership” goes with a \d\.\d-point higher “career” \(95 %", first
    )
    none = found.table.query("driver == 'pay' and low < 0 < high")["sentence"]
    assert all(text.startswith("No link between “pay”") for text in none)
    assert len(none) >= 1
    causal = re.compile(
        r"effect|impact|influenc|caus(es|ed|ing)|drive|lead to|leads to|because|improv|due to"
    )
    assert not [text for text in found.table["sentence"] if causal.search(text)]


def test_units_once_or_rows_alone_are_only_compared_across():
    frame = panel(1).query("year == 2014")
    found = ci.drivers(frame, "career", list(TRUE), unit="organisation", year="year", draws=2)
    assert found.models["model"].tolist() == ["across"]
    assert "HC3" in found.models["method"][0]


def test_a_score_made_of_others_is_named_and_refused():
    frame = panel(1).assign(both=lambda f: f["pay"] + f["inclusion"], flat=1.0)
    with pytest.raises(DataError, match="'both' can be computed"):
        ci.drivers(frame, "career", ["pay", "inclusion", "both"])
    with pytest.raises(DataError, match="'flat' does not differ"):
        ci.drivers(frame, "career", ["pay", "flat"])


def test_one_score_alone_has_no_others():
    sentence = ci.drivers(panel(1), "career", ["leadership"], draws=2).table["sentence"][0]
    assert sentence.endswith(").")


def test_scores_hand_on_their_columns():
    frame = panel(2)
    made = ci.score_index(
        frame, {"lead": ["leadership"], "job": ["career"]}, scale=(-50, 150), year="year",
        unit="organisation",
    )  # fmt: skip
    found = ci.drivers(made, "job", ["lead"], draws=2)
    assert found.models["model"].tolist() == ["across", "over time"]


def test_the_same_again_whatever_the_order_of_rows():
    frame = panel(3)
    first = ci.drivers(frame, "career", list(TRUE), unit="organisation", year="year", draws=20)
    mixed = frame.sample(frac=1, random_state=1)
    second = ci.drivers(mixed, "career", list(TRUE), unit="organisation", year="year", draws=20)
    pd.testing.assert_frame_equal(
        first.table.drop(columns="sentence"), second.table.drop(columns="sentence"), rtol=1e-8
    )
    assert first.table["sentence"].tolist() == second.table["sentence"].tolist()


@pytest.mark.parametrize(
    ("change", "settings", "error", "said"),
    [
        ({}, {"on": ["career"]}, SettingsError, "not the outcome"),
        ({}, {"on": ["mood"]}, ColumnNotFound, "'mood'"),
        ({"fixed": lambda f: f["organisation"].str[4:].astype(float)}, {"on": ["leadership", "fixed"]}, DataError, "does not differ over time"),
        ({"year": 2014}, {"on": ["leadership"]}, None, ""),
        ({"leadership": lambda f: f["leadership"].where(f.index < 8)}, {"on": ["leadership"]}, TooFewResponses, "too few"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said(change, settings, error, said):
    frame = panel(1).assign(**change)
    call = {"unit": "organisation", "year": "year", "draws": 2} | settings
    if error is None:
        assert ci.drivers(frame, "career", **call).models["model"].tolist() == ["across"]
        return
    with pytest.raises(error, match=said):
        ci.drivers(frame, "career", **call)
