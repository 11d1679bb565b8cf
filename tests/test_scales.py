"""Scales keep their order, in the corpus, in check, and whatever the order of the rows."""

import random

import pandas as pd
import pytest

import consultation_insight as ci
from consultation_insight.errors import FileProblem
from consultation_insight.scales import in_order

SCALES = [
    "Strongly disagree|Disagree|Neither agree nor disagree|Agree|Strongly agree|Don't know",
    "Strongly oppose|Tend to oppose|Neither support nor oppose|Tend to support|Strongly support",
    "Very dissatisfied|Fairly dissatisfied|Neither satisfied nor dissatisfied|Fairly satisfied|Very satisfied",
    "Not at all important|Not very important|Fairly important|Very important",
    "Not at all|A little|Somewhat|Quite a lot|A great deal",
    "Very poor|Poor|Fair|Good|Very good|Excellent",
    "Never|Rarely|Sometimes|Often|Always",
    "Never|Less than once a month|Once a month|Once a week|Several times a week|Every day",
    "Under 18|18-24|25-34|35-44|45-54|55-64|65+|Prefer not to say",
    "£0-£9,999|£10,000-£19,999|£20,000-£49,999|£50,000 and over|Prefer not to say",
    "Less than a year|1-2 years|3-5 years|6-10 years|More than 10 years",
    "Less than 6 months|6-12 months|1-2 years|5+ years",
    "Much worse|Worse|About the same|Better|Much better",
    "Too little|About right|Too much",
    "Does not apply at all|Does rather not apply|Neutral|Rather applies|Strongly applies",
    "1 - Strongly disagree|2|3|4|5 - Strongly agree",
    "0|1|2|5|10",
    "Anghytuno'n gryf|Anghytuno|Cytuno|Cytuno'n gryf",
    "Monday|Tuesday|Sunday",
]  # fmt: skip
NOT = ["Male|Female|Other", "Leeds|York|Hull", "Yes|No|Don't know", "Yes|Maybe|No", "Safe|Clear|Good",
       "Individual|Organisation", "English|Welsh", "yellow|red", "GCSE|A level|Degree", "Table 1|Table 2"]  # fmt: skip


@pytest.mark.parametrize("scale", SCALES)
def test_a_scale_in_any_order_is_put_in_its_own(scale):
    levels = scale.split("|")
    for seed in range(5):
        mixed = random.Random(seed).sample(levels, len(levels))
        assert in_order(mixed) == levels


@pytest.mark.parametrize("names", NOT)
def test_what_has_no_order_gets_none(names):
    assert in_order(names.split("|")) == []


@pytest.fixture
def survey():
    rows = [
        (f"R{at}", ("65+", "18-24", "25-64")[at % 3], ("Agree", "Strongly agree", "Disagree")[at % 3],
         ("Every day", "Never", "Once a week")[at % 3], ("Leeds", "York")[at % 2], f"Words of my own, number {at}, and more")
        for at in range(30)
    ]  # fmt: skip
    names = [
        "Response ID",
        "Age",
        "Do you agree?",
        "How often do you use the bus?",
        "Town",
        "Why do you say that?",
    ]
    return pd.DataFrame(rows, columns=names)


def test_levels_stand_in_the_corpus(survey, tmp_path):
    corpus = ci.read(survey)
    questions = corpus.questions.set_index("wording")
    assert questions.loc["Do you agree?", ["type", "levels"]].tolist() == ["scale", "Disagree | Agree | Strongly agree"]  # fmt: skip
    assert questions.loc["How often do you use the bus?", ["type", "levels"]].tolist() == ["scale", "Never | Once a week | Every day"]  # fmt: skip
    assert corpus.attributes.to_numpy().tolist() == [
        ["Age", "scale", "18-24 | 25-64 | 65+"],
        ["Town", "category", ""],
    ]
    assert ci.redact(ci.clean(corpus)).attributes.equals(corpus.attributes)


def test_check_prints_levels_in_order(survey):
    table = ci.check(survey).table.set_index("column")["values"]
    assert table["Age"] == "18-24 (10); 25-64 (10); 65+ (10)"
    assert table["Do you agree?"] == "Disagree (10); Agree (10); Strongly agree (10)"


def test_check_reads_as_a_person_does(survey):
    sections = ci.check(survey).sections()
    assert list(sections) == ["Open questions", "Closed questions", "About those who answered", "What else is used"]  # fmt: skip
    assert sum(map(len, sections.values())) == survey.shape[1]
    assert sections["Closed questions"]["base"].tolist() == [30, 30]


def test_check_quotes_nobody():
    answers = (
        ["NotAnswered"] * 25
        + ["My own words, which nobody else wrote"]
        + [f"Other words number {at}" for at in range(9)]
    )
    table = pd.DataFrame(
        {
            "v_5": answers,
            "Town": ["Leeds"] * 33 + ["Hawes", "Grassington"],
            "Why?": [f"I say this for reason {at} alone" for at in range(35)],
        }
    )
    checked = ci.check(table)
    shown = checked.table.to_csv() + checked.toml
    assert "nobody else wrote" not in shown
    assert "Grassington" not in shown
    assert checked.table.set_index("column").loc["v_5", "used_as"] == "open"


def test_a_file_without_text_can_be_looked_at(tmp_path):
    path = tmp_path / "closed.csv"
    path.write_text("Age,Do you agree?\n" + "18-24,Agree\n65+,Disagree\n" * 9)
    checked = ci.check(path)
    assert checked.base == 0
    assert set(checked.table["used_as"]) == {"attribute", "scale"}
    with pytest.raises(FileProblem, match="free text"):
        ci.read(path)
