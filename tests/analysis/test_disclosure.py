"""Publication: what an attacker can compute of a hidden count, by linear programming."""

import numpy as np
import pandas as pd
import pytest
from attack import attack_crosstabs, attack_line

import consultation_insight as ci
from consultation_insight.analysis._disclosure.patterns import Line, Problem, hide, ranges
from consultation_insight.analysis._disclosure.printing import protect_tables
from consultation_insight.analysis._groups.material import Material
from consultation_insight.analysis._run_tables.groups import group_tables, publishable
from consultation_insight.analysis.tables import build_tables
from consultation_insight.config import disclosure_rules
from consultation_insight.counting import Counting
from consultation_insight.errors import SettingsError


def survey(seed, people=260):
    """Closed questions and attributes with thin groups, one of which divides another further."""
    random = np.random.default_rng(seed)
    place = random.choice(["North", "South", "East", "West", "Isle"], people, p=[.4, .3, .2, .07, .03])  # fmt: skip
    street = np.array([f"{p} {n}" for p, n in zip(place, random.integers(1, 3, people), strict=True)])  # fmt: skip
    levels = ["Strongly disagree", "Disagree", "Neither agree nor disagree", "Agree", "Strongly agree", "Don't know"]  # fmt: skip
    return ci.read(
        pd.DataFrame(
            {
                "Region": place, "Ward": street,
                "Tenure": random.choice(["Own", "Rent", "Other", ""], people, p=[.6, .3, .04, .06]),
                "Do you agree with it?": random.choice(levels, people, p=[.1, .25, .1, .3, .22, .03]),
                "How do you travel? [Bus]": random.choice(["Yes", "No"], people),
                "How do you travel? [Boat]": random.choice(["Yes", "No"], people, p=[.05, .95]),
                "How do you travel? [Car]": random.choice(["Yes", "No"], people, p=[.8, .2]),
                "Why?": [f"Because of reason number {n}, as said before" for n in range(people)],
            }
        )
    )  # fmt: skip


def both(corpus, disclosure="publication"):
    tables = group_tables(corpus, {}, Counting.of(corpus))
    return tables, publishable(tables, corpus, disclosure)


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("disclosure", ["publication", {"min_count": 10}])
def test_no_hidden_count_can_be_computed(seed, disclosure):
    """Every hidden cell keeps at least two values, with every total known exactly, rounding or not."""
    corpus = survey(seed)
    tables, shown = both(corpus, disclosure)
    nested = {"Ward": ("Region", lambda ward: ward.rsplit(" ", 1)[0])}
    found = attack_crosstabs(
        tables["crosstabs"], shown["crosstabs"], rounding=disclosure_rules(disclosure)[1],
        nested=nested,
    )  # fmt: skip
    assert len(found) > 50
    assert (found["low"] <= found["true"] + 1e-6).all()
    assert (found["true"] <= found["high"] + 1e-6).all()
    assert not found["recovered"].any()


@pytest.mark.parametrize("seed", range(2))
def test_closed_answers_cannot_be_computed(seed):
    tables, shown = both(survey(seed))
    for question, lines in shown["closed"].groupby("question"):
        true = tables["closed"][tables["closed"]["question"] == question]
        assert not attack_line(true, lines, rounding=5)["recovered"].any()
        answers = lines[lines["kind"] == "answer"]
        if answers["n"].isna().any() and (lines["kind"] == "side").any():
            scale = lines[lines["kind"] == "side"]
            assert scale["n"].isna().all() or answers["n"].isna().sum() >= 2


def test_the_attack_would_see_a_lone_hidden_count():
    """The control: with only the small counts hidden, the attack finds some."""
    tables, _ = both(survey(0))
    naive = tables["crosstabs"].copy()
    cells = naive["level"] != ""
    naive["n"] = naive["n"].mask(cells & (naive["n"] < 10))
    found = attack_crosstabs(tables["crosstabs"], naive, rounding=1, nested={})
    assert found["recovered"].any()


def test_nothing_under_ten_is_printed_and_the_rest_is_rounded():
    _, shown = both(survey(1))
    for name in ("crosstabs", "closed"):
        table = shown[name]
        counts = table[table["kind"] != "net"] if "kind" in table else table
        n = counts["n"].dropna().astype(int)
        assert (n >= 10).all()
        assert (n % 5 == 0).all()
    assert shown["crosstabs"]["p"].isna().all()
    assert set(shown["crosstabs"]["q"].dropna()) <= {0.001, 0.01, 0.05, 1.0}
    hidden = shown["crosstabs"][shown["crosstabs"]["n"].isna()]
    assert hidden[["share", "low", "high", "effect"]].isna().all(axis=None)


def test_internal_hides_nothing():
    tables, shown = both(survey(2), "internal")
    assert tables.keys() == shown.keys()
    pd.testing.assert_frame_equal(tables["crosstabs"], shown["crosstabs"])


def test_a_range_is_what_arithmetic_gives():
    problem = Problem(np.array([3, 4, 20]), [Line((0, 1, 2), 27)])
    low, high = ranges(problem, np.array([True, True, False]))
    assert low.tolist() == [0, 0, 20]
    assert high.tolist() == [7, 7, 20]
    # 3 + 4 is under 10 itself: the third goes too.
    assert hide(problem, least=10).tolist() == [True, True, True]


def test_settings_of_ones_own():
    settings = ci.Settings.from_dict({"report": {"disclosure": {"min_count": 7, "rounding": 3}}})
    assert disclosure_rules(settings.report.disclosure) == (7, 3)
    assert settings.report.k_anonymity == 7
    assert ci.Settings.from_dict({"report": {"disclosure": "publication"}}).report.k_anonymity == 10
    for wrong in ("secret", {"least": 3}, {"min_count": 0}):
        with pytest.raises(SettingsError, match="disclosure"):
            ci.Settings.from_dict({"report": {"disclosure": wrong}})


def test_numbers_that_stand_alone_are_not_printed():
    """Closed numbers are shown in bands; the short table must not list each with its count."""
    people = 80
    frame = pd.DataFrame(
        {
            "How many children live with you?": [n % 16 for n in range(people)],
            "Tenure": ["Own", "Rent"] * (people // 2),
            "Why?": [f"Because of reason number {n}, as said before" for n in range(people)],
        }
    )
    corpus = ci.read(frame, columns={"How many children live with you?": "number"})
    shown = build_tables(corpus, {}, disclosure="publication")
    assert (shown["answers"]["n"] >= 10).all()
    assert shown["closed"]["n"].notna().any()


def test_of_many_closed_questions_eight_are_breaks():
    random = np.random.default_rng(4)
    frame = pd.DataFrame(
        {f"Do you like thing {n}?": random.choice(["Yes", "No"], 60) for n in range(11)}
        | {"Tenure": ["Own", "Rent"] * 30}
        | {"Why?": [f"Because of reason number {n}, as said before" for n in range(60)]}
    )
    chosen, left = Material.of(ci.read(frame)).usual_breaks()
    assert (len(chosen), left) == (9, 3)
    assert chosen[0].name == "Tenure"


def test_who_sent_campaigns_is_hidden_and_rounded_too():
    table = pd.DataFrame(
        {
            "campaign_id": "C1", "attribute": "Type", "level": ["A", "B", "C"], "n": [0, 23, 12],
            "n_shown": ["0", "23", "12"], "share": [0.0, 0.66, 0.34], "base": 35,
            "share_others": [0.5, 0.25, 0.25], "base_others": [101, 101, 101],
        }
    ).astype({"n": "Int64"})  # fmt: skip
    made = protect_tables({"campaign_types": table}, least=10, rounding=5)["campaign_types"]
    assert made["n_shown"].tolist() == ["<10", "25", "10"]
    assert made["n"].isna().tolist() == [True, False, False]
    assert made["share"].isna().tolist() == [True, False, False]
    assert made["base_others"].tolist() == [100, 100, 100]
