"""What is doubtful about the guesses is said, with what to do."""

import pandas as pd
import pytest

import consultation_insight as ci
from consultation_insight.errors import ColumnNotFound, FileProblem, SettingsError, UsageError

SHORT = ["Warm water", "Lockers", "The sauna", "More lanes", "Parking", "The café", "Staff", "Slides", "Music"]  # fmt: skip
LONG = [f"I come every week and the {what.lower()} could be better" for what in SHORT]


def table():
    answers = [SHORT[n % 9] for n in range(90)]
    return pd.DataFrame(
        {
            "What should we change?": answers,
            "Are you a member?": ["Yes", "No", "No"] * 30,
            "Why do you say that?": [f"{LONG[n % 9]}, {n} times" for n in range(90)],
        }
    )


def test_a_question_for_words_that_was_taken_as_closed_is_flagged():
    seen = ci.check(table()).to_frame().set_index("column")
    assert seen.loc["What should we change?", "used_as"] == "single"
    assert "say that it is open" in seen.loc["What should we change?", "look_at"]
    assert seen.loc["Are you a member?", "look_at"] == ""
    said = ci.check(table(), columns={"What should we change?": "single"}).to_frame()
    assert not said["look_at"].str.contains("open").any()


@pytest.mark.parametrize(
    ("call", "error", "says"),
    [
        (lambda: ci.read(table(), text="Why do you say it?"), ColumnNotFound, "'Why do you say that?'?"),
        (lambda: ci.read(table(), columns={"Why do you say that?": "opne"}), SettingsError, "Did you mean 'open'?"),
        (lambda: ci.prepare(table(), text=["Wyh do you say that?"]), ColumnNotFound, "Did you mean"),
        (lambda: ci.analyse("pool.xlsx"), UsageError, "ci.prepare"),
        (lambda: ci.prepare(ci.read(table()), text="Why do you say that?"), UsageError, "give 'text' to read()"),
    ],
)  # fmt: skip
def test_errors_say_what_was_meant(call, error, says):
    with pytest.raises(error) as caught:
        call()
    assert says in str(caught.value)


def test_a_misspelt_sheet_is_named(tmp_path):
    path = tmp_path / "a.xlsx"
    table().to_excel(path, sheet_name="Responses", index=False)
    with pytest.raises(FileProblem, match="Did you mean 'Responses'"):
        ci.read(path, sheet="Reponses")


def test_prepare_takes_what_read_takes():
    corpus = ci.prepare(table(), text="What should we change?")
    assert set(corpus.responses["question_id"]) == {"what_should_we_change"}
    settings = ci.Settings.from_dict({"read": {"text": ["Why do you say that?"]}})
    both = ci.prepare(table(), columns={"Are you a member?": "attribute"}, settings=settings)
    assert "Are you a member?" in both.respondents
    assert set(both.responses["question_id"]) == {"why_do_you_say_that"}
