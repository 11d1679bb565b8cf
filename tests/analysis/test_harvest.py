"""Leave, keep and change; actions; where tables agree."""

import pandas as pd
import pytest

import consultation_insight as ci
from consultation_insight.analysis.harvest import is_action, role_of

#: Of events that no rule was written for: heading, note, whether a step is proposed.
OTHER_EVENTS = [
    ("What went well?", "The new rota, everybody knew a week ahead", False),
    ("What went well?", "Children's hour on Saturdays was full each time", False),
    ("What went well?", "reading group in the prison. Let's run a second one", True),
    ("What went well?", "Thanks to the caretaker who opened early", False),
    ("What went well?", "the summer trail", False),
    ("What should we stop doing?", "Fines for children", False),
    ("What should we stop doing?", "Monthly statistics nobody reads → send them once a year", True),
    ("What should we stop doing?", "Closing at lunch", False),
    ("What should we stop doing?", "asking volunteers to lock up alone", False),
    ("What should we stop doing?", "the paper form for room bookings", False),
    ("What could we try next?", "Open on Sunday afternoons for a three month trial", True),
    ("What could we try next?", "Tool library with the repair café", True),
    ("What could we try next?", "ask the sixth form to design the teen corner", True),
    ("What could we try next?", "joint card for museum, pool and library", True),
    ("What could we try next?", "It is always cold upstairs", False),
    ("What could we try next?", "more courage", False),
    ("What could we try next?", "Who would staff it?", False),
    ("What could we try next?", "Weekly drop-in with a benefits adviser", True),
    ("What could we try next?", "Move the returns box outside the gate", True),
    ("What could we try next?", "a shared calendar for all branches", True),
    ("What could we try next?", "We are tired", False),
    ("What could we try next?", "train two people per branch in sign language", True),
    ("What could we try next?", "Buy large print from the bequest", True),
    ("What could we try next?", "why are decisions always made in January?", False),
    ("What could we try next?", "pay the storytellers", True),
    ("What could we try next?", "Better coffee", False),
    ("Ideas", "Swap shelves with the school every term", True),
    ("Ideas", "the building is the problem, not the staff", False),
    ("Ideas", "one phone number for all seven branches", True),
    ("Ideas", "can everybody see the board?", False),
    ("Notes", "Priya to send the draft to the trustees by Friday", True),
    ("Notes", "We will meet again on 12 March", True),
    ("Notes", "The heating failed twice", False),
    ("Notes", "[ ] book the community hall", True),
    ("Notes", "Action: Tom and Ife to visit the Leeds library", True),
    ("Notes", "Long talk about opening hours, no decision", False),
    ("Notes", "It felt good to be asked", False),
    ("Notes", "Invite the bus company to the next meeting", True),
    ("Notes", "Some of us remember the mobile library", False),
    ("Notes", "Let's write to the council about the lift", True),
]


def f1(pairs):
    """How well what was found agrees with what is so."""
    hits = sum(found and true for found, true in pairs)
    return 2 * hits / max(1, sum(found for found, _ in pairs) + sum(true for _, true in pairs))


def test_actions_of_other_events():
    found = [(is_action(text, role_of(heading)), true) for heading, text, true in OTHER_EVENTS]
    assert f1(found) >= 0.8


def test_actions_of_the_open_space(corpora):
    """The corpus by which the rules were written."""
    folder = corpora / "open_space"
    corpus = ci.read(folder / "notes.csv")
    gold = pd.read_csv(folder / "gold.csv").set_index("note_id")["is_action"]
    ids = corpus.responses.set_index("response_id")["source_id"]
    table = ci.find_harvest(corpus).table
    true = table["response_id"].map(ids).map(gold)
    assert f1(list(zip(table["action"] != "", true, strict=True))) >= 0.85


@pytest.mark.parametrize(
    ("heading", "role"),
    [
        ("What do we need to leave behind?", "leave"),
        ("Drop", "leave"),
        ("Continue", "keep"),
        ("What went well", "keep"),
        ("Start", "change"),
        ("How might we keep volunteers?", "change"),
        ("About you", ""),
    ],
)
def test_what_a_heading_asks_for(heading, role):
    assert role_of(heading) == role


@pytest.mark.parametrize(
    ("text", "owner", "when"),
    [
        ("Priya to send the draft by Friday", "Priya", "by Friday"),
        ("[PERSON 2] will ask legal before Christmas", "[PERSON 2]", "before Christmas"),
        ("The board to write to the council next month", "The board", "next month"),
        ("Book the hall. Owner: youth team", "youth team", ""),
        ("Rotate the chair", "", ""),
        ("We want to find a way to share", "", ""),
    ],
)
def test_who_does_it_and_by_when(text, owner, when):
    corpus = ci.Corpus.from_responses(pd.DataFrame({"text": [text]}))
    row = ci.find_harvest(corpus).table.iloc[0]
    assert (row["owner"], row["by_when"]) == (owner, when)


@pytest.fixture(scope="module")
def run(tmp_path_factory, corpora):
    folder = tmp_path_factory.mktemp("open") / "run"
    settings = ci.Settings.from_dict(
        {
            "preset": "openspace",
            "input": [str(corpora / "open_space" / "notes.csv")],
            "report": {"formats": ["html", "xlsx", "md"]},
        }
    )
    return folder, ci.run(settings, folder)


def test_the_preset_makes_a_harvest(run):
    folder, analysis = run
    assert len(ci.verify(folder))
    page = (folder / "report" / "report.html").read_text(encoding="utf-8")
    for words in (
        "What to leave behind, keep and do differently", "To leave behind", "of 11 tables",
        "a page each", "short term pots!! 6 month funding is an insult", "Table 5, 10 votes",
    ):  # fmt: skip
        assert words in page
    assert 'id="words"' not in page
    assert set(analysis.tables["harvest"]["role"]) == {"leave", "keep", "change", ""} or set(
        analysis.tables["harvest"]["role"]
    ) == {"leave", "keep", "change"}


def test_each_note_of_a_theme_stands_on_its_page_and_counts_once(run):
    _, analysis = run
    agreement = analysis.tables["agreement"].set_index("theme_id")
    sizes = analysis.themes.coding.drop_duplicates(["theme_id", "response_id"])
    assert agreement["notes"].to_dict() == sizes["theme_id"].value_counts().to_dict()
    assert (agreement["places"] <= agreement["of_places"]).all()
    roles = agreement[["leave", "keep", "change"]].sum(axis=1)
    assert (roles <= agreement["notes"]).all()


def test_who_did_not_agree_to_be_quoted_is_not(tmp_path):
    table = pd.DataFrame(
        {
            "What should we do differently?": ["Rotate the chair every week", "Ola to ring everybody by Friday"] * 9,
            "May we publish your response?": ["yes", "no"] * 9,
        }
    )  # fmt: skip
    table.iloc[:, 0] += [f" {n}" for n in range(18)]
    settings = ci.Settings.from_dict({"preset": "openspace", "redact": {"names": "off"}})
    analysis = ci.run(settings, tmp_path / "run", source=table)
    assert set(analysis.tables["harvest"]["owner"]) == {""}
    assert "to ring everybody" not in (tmp_path / "run" / "report" / "report.html").read_text(encoding="utf-8")  # fmt: skip
