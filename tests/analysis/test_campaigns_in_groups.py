"""Copies of a letter are no independent answers: tests of groups count each campaign once."""

import numpy as np
import pandas as pd
import pytest

import consultation_insight as ci
from consultation_insight.analysis._groups.breaks import names_things

LETTER = (
    "I am writing to object to the closure of the swimming pool on Mill Street. Our children learn "
    "to swim there and there is no other pool for nine miles. Please keep it open."
)
SUBJECTS = ("the swimming pool", "the bus to the station", "the price of parking", "the park gate")


def survey(copies=200, planted=False, seed=7):
    """People who write of four subjects in the same shares; one group sends a letter, too."""
    random = np.random.default_rng(seed)
    types = random.choice(["Member", "Resident"], 240)
    of_members = [0.7, 0.1, 0.1, 0.1] if planted else [0.25] * 4
    about = [
        random.choice(SUBJECTS, p=of_members if kind == "Member" else [0.25] * 4) for kind in types
    ]
    own = [f"{what.capitalize()} matters to me, reason {n} of many" for n, what in enumerate(about)]
    pools = ["pool" in what for what in about]
    frame = pd.DataFrame(
        {
            "Type": [*types, *["Member"] * copies],
            "Do you agree with the closure?": [
                *random.choice(["Yes", "No"], 240), *["No"] * copies,
            ],
            "Why?": [*own, *[LETTER] * copies],
        }
    )  # fmt: skip
    return frame, [*pools, *[True] * copies]


def compared(frame, pools, count="each"):
    corpus = ci.find_campaigns(ci.read(frame), count=count)
    rows = [
        (id_, "POOL" if pool else "REST")
        for id_, pool in zip(corpus.live["response_id"], pools, strict=True)
    ]
    examples = pd.DataFrame(rows, columns=["response_id", "code"])
    codes = [{"code": "POOL", "label": "Pool"}, {"code": "REST", "label": "The rest"}]
    coding = ci.apply_code_frame(corpus, ci.CodeFrame.of(codes), examples)
    return ci.crosstab(corpus, coding, by="Type"), corpus


def test_two_hundred_copies_of_one_letter_make_no_difference():
    table, corpus = compared(*survey())
    assert (corpus.live["campaign_id"] != "").sum() == 200
    assert (table.tests["q"] > 0.05).all()
    assert set(table.table["note"]) <= {""}
    member = table.table.set_index(["row_id", "level"]).loc[("POOL", "Member")]
    assert member["n"] > 200
    assert member["share"] > 0.6
    assert table.tests["base"].max() <= 241


def test_closed_answers_of_a_campaign_are_one_voice():
    frame, _ = survey()
    corpus = ci.find_campaigns(ci.read(frame))
    table = ci.crosstab(corpus, "Do you agree with the closure?", by="Type")
    assert (table.tests["q"] > 0.05).all()
    assert int(table.table.query("level == 'Member' and row == 'No'")["n"].iloc[0]) > 200
    found = ci.find_differences(corpus)
    assert found.found.empty


def test_a_difference_between_people_is_found_beside_a_campaign():
    table, _ = compared(*survey(planted=True))
    assert table.tests["q"].min() < 0.001
    notes = table.table.set_index(["row_id", "level"])["note"]
    assert (notes["POOL", "Member"], notes["POOL", "Resident"]) == ("higher", "lower")


def test_no_group_is_named_where_shares_and_tests_point_to_different_sides():
    """Members write less of the pool by themselves; with their letter they write more."""
    frame, pools = survey(copies=0, planted=True)
    frame["Type"] = frame["Type"].map({"Member": "Resident", "Resident": "Member"})
    copies = pd.DataFrame(
        {"Type": "Member", "Do you agree with the closure?": "No", "Why?": [LETTER] * 400}
    )
    table, _ = compared(pd.concat([frame, copies], ignore_index=True), [*pools, *[True] * 400])
    cells = table.table[table.table["level"] != ""].set_index(["row_id", "level"])
    assert cells.loc[("POOL", "Member"), "effect"] > 0
    assert table.tests["q"].min() < 0.001
    assert (cells["note"] == "").all()


@pytest.mark.parametrize("count", ["once", "apart"])
def test_other_rules_are_as_they_were(count):
    table, _ = compared(*survey(), count=count)
    assert table.tests["base"].max() == {"once": 241, "apart": 240}[count]
    assert (table.tests["q"] > 0.05).all()


@pytest.mark.parametrize(
    ("name", "things"),
    [
        ("source_code", True), ("Respondent ID", True), ("respondentId", True), ("Case ref", True),
        ("Ward code", True), ("Telephone number", True), ("Reference number", True),
        ("Age", False), ("Income", False), ("Number of children", False), ("Hours paid", False),
        ("Year of birth", False), ("Distance in miles", False), ("Period", False),
    ],
)  # fmt: skip
def test_numbers_that_name_things_have_no_bands(name, things):
    assert names_things(name, pd.Series(range(1900, 1940)).repeat(3).astype(str)) is things


def test_many_different_whole_numbers_are_serial_numbers_whatever_they_are_called():
    assert names_things("Entry", pd.Series(range(10_000, 10_060)).astype(str))
    assert not names_things("Income", pd.Series([20_000, 31_000, 45_000] * 30).astype(str))
    assert not names_things("Ward code", pd.Series([1, 2, 3, 4] * 30).astype(str))


def test_a_code_is_a_break_only_where_it_is_asked_for():
    random = np.random.default_rng(3)
    frame = pd.DataFrame(
        {
            "source_code": random.integers(100_000, 190_000, 120),
            "Age": random.integers(18, 90, 120),
            "Do you agree?": random.choice(["Yes", "No"], 120),
            "Why?": [f"Because of reason number {n}, as was said before" for n in range(120)],
        }
    )
    corpus = ci.read(frame, columns={"source_code": "attribute"})
    assert set(ci.find_differences(corpus).breaks["break"]) == {"Age"}
    assert ci.crosstab(corpus, "Do you agree?", by="source_code").table["level"].nunique() == 5
