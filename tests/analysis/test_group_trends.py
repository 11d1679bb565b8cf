"""Trends over groups that are steps of a scale."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import consultation_insight as ci
from consultation_insight.analysis._groups.material import Material
from consultation_insight.analysis._groups.testing import trend, trend_of_people

BANDS = ["18-24", "25-44", "45-64", "65 or over"]


def survey(rise=0.0, people=320, seed=1, extra=()):
    """Replies of which more carry "rent" the older people are, or not."""
    random = np.random.default_rng(seed)
    band = random.integers(0, 4, people)
    agree = random.random(people) < 0.3 + rise * band
    place = random.random(people) + rise * band
    ages = [BANDS[one] for one in band]
    for at, level in enumerate(extra):
        ages[at * 15 : at * 15 + 15] = [level] * 15
    return ci.read(
        pd.DataFrame(
            {
                "Age group": ages,
                "Is the plan good for you?": np.where(agree, "Yes", "No"),
                "Do you agree with the plan?": np.array(
                    ["Disagree", "Neither agree nor disagree", "Agree", "Strongly agree"]
                )[np.clip((place * 2.5).astype(int), 0, 3)],
                "Why?": [f"Because of reason number {n}, as I said before" for n in range(people)],
            }
        )
    )


def test_a_published_example():
    """Alcohol and malformations (Agresti, Categorical Data Analysis, table 3.7): M² = 6.57, p = 0.01."""
    absent, present = [17066, 14464, 788, 126, 37], [48, 38, 5, 1, 1]
    found = trend([absent, present], [0, 1], [0, 0.5, 1.5, 4.0, 7.0], simulate=False)
    assert (round(found.statistic, 2), round(found.p, 2), found.df) == (6.57, 0.01, 1)
    assert found.v > 0


def test_it_is_the_correlation_of_the_units():
    random = np.random.default_rng(2)
    x, y = random.integers(0, 4, 200), random.integers(0, 3, 200)
    counts = np.array([[((y == a) & (x == b)).sum() for b in range(4)] for a in range(3)])
    found = trend(counts, [0, 1, 2], [0, 1, 2, 3])
    r = stats.pearsonr(x, y).statistic
    assert found.v == pytest.approx(r, abs=1e-9)
    assert found.statistic == pytest.approx(199 * r**2, abs=1e-9)
    # With weights of 1 and one response a person the variance is that of the products.
    people = trend_of_people(y.astype(float), x.astype(float), np.ones(200), np.arange(200))
    assert people.v == pytest.approx(r, abs=1e-9)
    assert people.statistic == pytest.approx(found.statistic, rel=0.25)


def test_by_simulation_where_counts_are_thin():
    """Near the exact chance over all tables with these margins."""
    from itertools import product

    counts = np.array([[0, 1, 1, 4], [6, 5, 5, 2]])
    found = trend(counts, [1, 0], [0, 1, 2, 3])
    assert found.name == "linear by linear, simulated"
    columns = counts.sum(axis=0)
    of_tables = {}
    for first in product(*(range(n + 1) for n in columns)):
        if sum(first) == 6:
            chance = np.prod(
                [stats.binom(n, 0.5).pmf(k) for n, k in zip(columns, first, strict=True)]
            )
            of_tables[first] = chance
    whole = sum(of_tables.values())
    middle = 6 * (columns @ np.arange(4)) / columns.sum()
    far = abs(counts[0] @ np.arange(4) - middle) - 1e-9
    exact = sum(p for t, p in of_tables.items() if abs(np.array(t) @ np.arange(4) - middle) >= far)
    assert found.p == pytest.approx(exact / whole, rel=0.6)


def test_size_with_weights_and_several_responses_of_one_person():
    random = np.random.default_rng(3)
    called = 0
    for _ in range(400):
        step = np.repeat(random.integers(0, 4, 80), 3).astype(float)
        said = np.repeat(random.random(80) < 0.3, 3).astype(float)
        weights = np.repeat(random.choice([0.5, 1.0, 2.0], 80), 3)
        called += trend_of_people(said, step, weights, np.repeat(np.arange(80), 3)).p <= 0.05
    assert 10 <= called <= 32


def test_a_rise_is_found_and_said():
    corpus = survey(rise=0.12)
    table = ci.crosstab(corpus, "Is the plan good for you?", by="Age group")
    assert "“Yes” rises with “Age group” (adjusted p under 0.001, correlation 0.33)." in table.said
    of_scale = ci.crosstab(corpus, "Do you agree with the plan?", by="Age group")
    assert any(
        one.startswith("The answers move up the scale with “Age group”") for one in of_scale.said
    )
    found = ci.find_differences(corpus)
    (line,) = found.breaks["said"]
    assert line.endswith(
        "Rising with it: “Yes” to “Is the plan good for you?” and the answers to “Do you agree with "
        "the plan?”."
    )


def test_a_rise_is_marked_in_the_line_over_all_groups():
    table = ci.crosstab(survey(rise=0.12), "Is the plan good for you?", by="Age group").table
    notes = table[table["level"] == ""].set_index("row")["note"]
    assert notes.to_dict() == {"Yes": "rises", "No": ""}


def test_no_trend_is_said_too():
    table = ci.crosstab(survey(), "Is the plan good for you?", by="Age group")
    assert "No trend in “No” with “Age group” was found." in table.said


def test_what_has_no_place_on_the_scale_is_left_out_of_the_trend():
    plain = ci.crosstab(survey(rise=0.12), "Is the plan good for you?", by="Age group")
    corpus = survey(rise=0.12, extra=("Prefer not to say", "Other"))
    table = ci.crosstab(corpus, "Is the plan good for you?", by="Age group")
    assert {"Prefer not to say", "Other"} <= set(table.table["level"])
    trends = [t.tests[t.tests["test"].str.startswith("linear")] for t in (plain, table)]
    assert [len(one) for one in trends] == [1, 1]
    assert trends[1]["effect"].iloc[0] == pytest.approx(trends[0]["effect"].iloc[0], abs=0.05)


def test_groups_without_order_have_no_trend():
    people = pd.DataFrame(
        {
            "Ward": ["North", "South", "East"] * 30,
            "Good for you?": ["Yes", "No"] * 45,
            "Why?": [f"Because of reason number {n}, as I said before" for n in range(90)],
        }
    )
    tests = ci.crosstab(ci.read(people), "Good for you?", by="Ward").tests
    assert not tests["test"].str.startswith("linear").any()


def test_weights_reach_the_trend():
    corpus = survey(rise=0.12)
    weights = pd.Series(
        np.where(np.arange(320) % 2, 3.0, 0.5), index=corpus.respondents["respondent_id"]
    )
    tests = ci.crosstab(corpus, "Is the plan good for you?", by="Age group", weights=weights).tests
    assert "linear by linear, over people" in set(tests["test"])


def test_where_a_note_lies_on_a_board_is_no_group():
    random = np.random.default_rng(5)
    notes = pd.DataFrame(
        {
            "note": [f"Because of reason number {n}, as I said before" for n in range(90)],
            "x": random.integers(0, 1500, 90),
            "y": random.integers(0, 900, 90),
            "Age": random.integers(18, 90, 90),
        }
    )
    chosen, _ = Material.of(ci.read(notes)).usual_breaks()
    assert [one.name for one in chosen] == ["Age"]
