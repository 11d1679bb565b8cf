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


def roles(frame):
    seen = ci.check(pd.DataFrame(frame)).to_frame().set_index("column")
    return seen["used_as"].to_dict()


def test_a_question_that_asks_for_words_is_open_although_most_have_nothing_to_say():
    said = ["No", "None", "N/A", "Nothing"] * 25
    own = [f"The {what.lower()} opens too late" for what in SHORT]
    found = roles(
        {
            "Any other comments?": [*said, *own * 3],
            "Why do you say that?": [LONG[n % 9] for n in range(127)],
            "How did you hear of us?": [
                ("Radio", "A friend", "The paper")[n % 3] for n in range(127)
            ],
            "Any comments?": [("Yes", "No")[n % 2] for n in range(127)],
        }
    )
    assert found["Any other comments?"] == found["Why do you say that?"] == "open"
    assert found["How did you hear of us?"] == "single"
    assert found["Any comments?"] != "open"


def test_a_column_of_sides_is_a_vote():
    frame = {
        "Representation": [
            f"The lane floods every winter, house {n} was cut off" for n in range(40)
        ],
        "Stance": (["Object"] * 8 + ["Support", "Neutral"]) * 4,
    }
    assert roles(frame)["Stance"] == "single"
    corpus = ci.prepare(pd.DataFrame(frame))
    stance = ci.score_stance(corpus).table["stance"].value_counts().to_dict()
    assert stance["against"] == 32 and stance["for"] == 4


def test_tags_and_periods_are_no_answers_in_words():
    tags = [
        "Buses; Trains; Fares",
        "Trains; Fares; Ferries",
        "Roads; Buses; Trains",
        "Bikes; Roads; Fares",
    ]
    found = roles(
        {
            "Idea": [f"{LONG[n % 9]}, says number {n}" for n in range(16)],
            "User tags": [*tags, *[""] * 12],
            "Open from": [f"{n + 1:02} April 2022 - {n + 1:02} June 2022" for n in range(16)],
            "ts": [1_715_000_000 + 600 * n for n in range(16)],
            "user": [f"U{n:03}" for n in range(16)],
        }
    )
    assert found["Idea"] == "open"
    assert found["User tags"] == found["Open from"] == "not used"
    assert (found["ts"], found["user"]) == ("created_at", "handle")
