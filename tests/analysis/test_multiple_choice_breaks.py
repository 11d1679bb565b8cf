"""A multiple choice as the break: options overlap, and each is compared with the rest."""

import numpy as np
import pandas as pd
import pytest
from attack import attack_crosstabs

import consultation_insight as ci
from consultation_insight.analysis._groups.material import Material
from consultation_insight.analysis._groups.testing import chi_square
from consultation_insight.analysis._run_tables.groups import group_tables, publishable
from consultation_insight.counting import Counting
from consultation_insight.errors import UsageError


def travellers(people=240, seed=4):
    """Those who take the bus agree more; cars and boats do not matter. All walk."""
    random = np.random.default_rng(seed)
    bus, car = random.random(people) < 0.5, random.random(people) < 0.7
    boat = random.random(people) < 0.06
    agree = random.random(people) < np.where(bus, 0.75, 0.3)
    columns = {
        "How do you travel? [Bus]": np.where(bus, "Yes", "No"),
        "How do you travel? [Car]": np.where(car, "Yes", "No"),
        "How do you travel? [Boat]": np.where(boat, "Yes", "No"),
        "How do you travel? [Walk]": ["Yes"] * people,
        "Do you agree with it?": np.where(agree, "Yes", "No"),
        "Why?": [f"Because of reason number {n}, as said before" for n in range(people)],
    }
    return ci.read(pd.DataFrame(columns)), bus, car, boat, agree


def test_each_option_is_a_column_and_columns_overlap():
    corpus, bus, car, boat, agree = travellers()
    crossed = ci.crosstab(corpus, "Do you agree with it?", by="How do you travel?")
    cells = crossed.table.set_index(["row", "level"])
    for name, ticked in (("Bus", bus), ("Car", car), ("Boat", boat)):
        line = cells.loc["Yes", name]
        assert (line["n"], line["base"]) == ((ticked & agree).sum(), ticked.sum())
        rest = agree[~ticked].mean()
        assert line["effect"] == pytest.approx(line["share"] - rest)
    over_all = cells.loc["Yes", ""]
    assert (over_all["n"], over_all["base"]) == (agree.sum(), len(agree))
    assert "groups overlap" in over_all["note"]
    assert list(crossed.wide().columns[-4:]) == ["Walk", "Car", "Bus", "Boat"]


def test_each_option_is_tested_against_the_rest():
    corpus, bus, _, _, agree = travellers()
    tests = ci.crosstab(corpus, "Do you agree with it?", by="How do you travel?").tests
    own = tests.set_index("level")
    assert list(own.index) == ["Car", "Bus", "Boat"]  # one row: the answers exclude each other
    counts = [[(bus & one).sum(), (~bus & one).sum()] for one in (agree, ~agree)]
    expected = chi_square(counts)
    assert own.loc["Bus", "p"] == pytest.approx(expected.p)
    assert own["q"].le(0.05).to_dict() == {"Car": False, "Bus": True, "Boat": False}
    assert "those who ticked “Bus” and those who did not" in own.loc["Bus", "said"]


def test_the_run_finds_it_and_says_that_groups_overlap():
    corpus, *_ = travellers()
    found = ci.find_differences(corpus, rows=["answers"], by=["How do you travel?"])
    assert set(found.found["level"]) == {"Bus"}
    assert (
        found.breaks["said"]
        .iloc[0]
        .endswith("They overlap: each was compared with those who did not tick it.")
    )


def test_it_is_a_break_of_a_run_after_the_other_closed_questions():
    corpus, *_ = travellers()
    chosen, left = Material.of(corpus).usual_breaks()
    assert [one.name for one in chosen] == ["do_you_agree_with_it", "how_do_you_travel"]
    assert left == 0


def test_weights_reach_options():
    corpus, *_ = travellers()
    people = corpus.respondents["respondent_id"]
    weights = pd.Series(np.where(np.arange(len(people)) % 3, 1.5, 0.25), index=people)
    tests = ci.crosstab(
        corpus, "Do you agree with it?", by="How do you travel?", weights=weights
    ).tests
    assert set(tests["test"]) == {"Rao-Scott"}


def test_options_are_no_targets():
    corpus, *_ = travellers()
    with pytest.raises(UsageError, match="overlap"):
        ci.rake(corpus, {"How do you travel?": {"Bus": 0.5, "Car": 0.5}})


@pytest.mark.parametrize("rules", ["publication", {"min_count": 10}])
def test_what_is_left_of_a_total_is_not_told_either(rules):
    corpus, *_ = travellers(people=150, seed=9)
    tables = group_tables(corpus, {}, Counting.of(corpus))
    crossed = ci.find_differences(corpus, rows=["answers"], by=["how_do_you_travel"]).table
    shown = publishable({**tables, "crosstabs": crossed}, corpus, rules)["crosstabs"]
    assert shown["n"].isna().any()
    found = attack_crosstabs(crossed, shown, rounding=5 if rules == "publication" else 1, nested={})
    assert not found["recovered"].any()
    plain = crossed.assign(n=crossed["n"].astype("Int64").where(crossed["n"] >= 10))
    assert attack_crosstabs(crossed, plain, rounding=1, nested={})["true"].lt(10).any()
