"""Exports as survey tools write them."""

import csv

import openpyxl
import pandas as pd
import pytest

import consultation_insight as ci
from consultation_insight.corpus import sheets_left

WORDS = (
    "The last bus leaves before the evening shift ends",
    "Please mend the shelter at the top of the hill",
    "Fares have doubled and nobody told us why",
    "I would use it if it came more than once an hour",
    "The driver knows every child by name, keep that",
    "There is no way to cross the road from the stop",
)
LIKERT = ("Agree", "Strongly agree", "Disagree", "Neither agree nor disagree", "Agree", "Disagree")


def as_csv(path, rows, **keywords):
    with path.open("w", newline="", encoding=keywords.pop("encoding", "utf-8")) as file:
        csv.writer(file, **keywords).writerows(rows)
    return path


def as_xlsx(path, rows, merge=()):
    book = openpyxl.Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(row)
    for cells in merge:
        sheet.merge_cells(cells)
    book.save(path)
    return path


@pytest.fixture(autouse=True)
def settings_from_check_read_the_same(tmp_path):
    """Whatever a test here wrote: the settings that check makes of it change nothing."""
    yield
    for path in [*tmp_path.glob("*.csv"), *tmp_path.glob("*.xlsx")]:
        file = tmp_path / "consultation.toml"
        file.write_text(ci.check(path).toml, encoding="utf-8")
        made = ci.Settings.from_toml(file)
        first, again = ci.read(path), ci.read(made.input, **made.read.keywords())
        for table in ("responses", "respondents", "answers", "questions"):
            pd.testing.assert_frame_equal(getattr(first, table), getattr(again, table))


def used(corpus):
    return dict(zip(corpus.ledger["column"], corpus.ledger["used_as"], strict=True))


def kinds(corpus):
    return dict(zip(corpus.questions["question_id"], corpus.questions["type"], strict=True))


def test_qualtrics(tmp_path):
    rows = [
        ["StartDate", "EndDate", "Status", "IPAddress", "Progress", "ResponseId",
         "RecipientEmail", "UserLanguage", "Q1", "Q2", "Q3_1", "Q3_2", "Q3_3", "Q3_3_TEXT"],
        ["Start Date", "End Date", "Response Type", "IP Address", "Progress", "Response ID",
         "Recipient Email", "User Language", "How far do you agree with the plan?",
         "Please tell us why", "How do you travel? - Selected Choice - Bus",
         "How do you travel? - Selected Choice - On foot",
         "How do you travel? - Selected Choice - Other (please specify)",
         "How do you travel? - Other (please specify) - Text"],
        ['{"ImportId":"startDate","timeZone":"Europe/London"}'] + ['{"ImportId":"x"}'] * 13,
    ]  # fmt: skip
    for at, words in enumerate(WORDS):
        rows.append(
            [f"2021-06-0{at + 1} 10:00:00", f"2021-06-0{at + 1} 10:09:00", "IP Address",
             "198.51.100.7", "100", f"R_{at}aB3x", "", "EN", LIKERT[at], words,
             "Bus" if at % 2 else "", "On foot" if at < 4 else "",
             "Other (please specify)" if at == 5 else "", "by boat" if at == 5 else ""]
        )  # fmt: skip
    corpus = ci.read(as_csv(tmp_path / "q.csv", rows))
    assert list(corpus.responses.query("question_id == 'Q2'")["text"]) == list(WORDS)
    assert next(iter(corpus.responses["source_row"])) == 4
    assert corpus.responses["source_id"].iloc[0] == "R_0aB3x"
    assert kinds(corpus)["Q1"] == "scale"
    wording = dict(zip(corpus.questions["question_id"], corpus.questions["wording"], strict=True))
    assert wording["Q2"] == "Please tell us why"
    assert wording["Q3"] == "How do you travel?"
    ticks = corpus.answers.query("question_id == 'Q3'")["answer"].value_counts().to_dict()
    assert ticks == {"On foot": 4, "Bus": 3, "Other (please specify)": 1}
    assert used(corpus)["IPAddress"] == "not used"
    assert "by boat" in set(corpus.responses["text"])
    assert "import ids" in " ".join(corpus.ledger["why"])


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_surveymonkey(tmp_path, kind):
    rows = [
        ["Respondent ID", "Collector ID", "Start Date", "End Date", "IP Address", "Email Address",
         "First Name", "Last Name", "Which of these do you use?", "", "",
         "What should change?", "How old are you?"],
        ["", "", "", "", "", "", "", "", "Bus", "Train", "Other (please specify)",
         "Open-Ended Response", "Response"],
    ]  # fmt: skip
    for at, words in enumerate(WORDS):
        rows.append(
            [f"1184412345{at}", "400123", f"0{at + 1}/13/2021 10:00:00 AM",
             f"0{at + 1}/13/2021 10:10:00 AM", "198.51.100.7", "", "", "",
             "Bus" if at % 2 else "", "Train" if at < 2 else "", "a donkey" if at == 3 else "",
             words, "25-34" if at % 2 else "35-44"]
        )  # fmt: skip
    write = as_csv if kind == "csv" else as_xlsx
    corpus = ci.read(write(tmp_path / f"s.{kind}", rows))
    assert list(corpus.responses["source_row"].unique()) == list(range(3, 9))
    texts = corpus.responses.query("question_id == 'what_should_change'")
    assert list(texts["text"]) == list(WORDS)
    assert texts["response_id"].iloc[0] == "s-3-what_should_change"
    ticks = corpus.answers.query("question_id == 'which_of_these_do_you_use'")["answer"]
    assert ticks.value_counts().to_dict() == {"Bus": 3, "Train": 2}
    assert corpus.respondents["respondent_id"].iloc[0] == "11844123450"
    assert str(corpus.responses["created_at"].iloc[0]).startswith("2021-01-13")
    assert "How old are you?" in corpus.respondents
    assert "a donkey" in set(corpus.responses["text"])


def test_google_forms(tmp_path):
    rows = [["Timestamp", "Email Address", "How do you travel?", "Rate the service [Punctuality]",
             "Rate the service [Comfort]", "On a scale of 1 to 5, how likely are you to return?",
             "Anything else?"]]  # fmt: skip
    travel = ["Bus, Train", "Bus", "Train, On foot", "Bus, On foot", "On foot", "Bus, Train"]
    for at, words in enumerate(WORDS):
        rows.append([f"1{at}/06/2021 09:0{at}:00", f"person{at}@mail.example", travel[at],
                     ["Good", "Poor", "Very good"][at % 3], ["Poor", "Good", "Very poor"][at % 3],
                     str(at % 5 + 1), words])  # fmt: skip
    corpus = ci.read(as_csv(tmp_path / "g.csv", rows))
    assert list(kinds(corpus).values()) == ["multiple", "scale", "scale", "scale", "open"]
    assert corpus.answers.query("question_id == 'how_do_you_travel'")["answer"].value_counts()[
        "Bus"
    ] == 4  # fmt: skip
    assert list(corpus.respondents["respondent_id"])[:2] == ["P0001", "P0002"]
    assert "mail.example" not in corpus.respondents.to_csv() + corpus.responses.to_csv()
    assert str(corpus.responses["created_at"].iloc[3]) == "2021-06-13 09:03:00+00:00"


def test_microsoft_forms(tmp_path):
    import datetime

    rows = [["ID", "Start time", "Completion time", "Email", "Name", "Which do you use?",
             "Why do you say so?", "Are you a carer?"]]  # fmt: skip
    picks = ["Bus;Train;", "Bus;", "Train;On foot;", "Bus;On foot;", "On foot;", "Bus;Train;"]
    for at, words in enumerate(WORDS):
        start = datetime.datetime(2021, 6, 7 + at, 9, 30)
        rows.append([at + 1, start, start + datetime.timedelta(minutes=4), "anonymous", "",
                     picks[at], words, "Yes" if at % 2 else "No"])  # fmt: skip
    corpus = ci.read(as_xlsx(tmp_path / "forms.xlsx", rows))
    assert used(corpus)["Email"] == "not used"
    assert kinds(corpus)["which_do_you_use"] == "multiple"
    assert set(corpus.answers["answer"]) == {"Bus", "Train", "On foot"}
    assert "Are you a carer?" in corpus.respondents
    assert str(corpus.responses["created_at"].iloc[0]) == "2021-06-07 09:34:00+00:00"
    assert list(corpus.responses["source_id"])[:2] == ["1", "2"]


def test_citizen_space(tmp_path):
    rows = [["Response ID", "Submitted Date", "1 What is your name? - Name",
             "2 What is your email address? - Email",
             "3 Are you responding as an individual or an organisation? - capacity",
             "4 Do you agree with the proposal? - agree",
             "4 Do you agree with the proposal? - Please give your reasons",
             "5 Which of these matter? - Cost", "5 Which of these matter? - Safety",
             "6 May we publish your response? - consent"]]  # fmt: skip
    for at, words in enumerate(WORDS):
        rows.append([f"ANON-ABCD-{at}", f"2021-06-0{at + 1} 10:00:00", f"Name {at}",
                     f"a{at}@mail.example", "Individual" if at % 3 else "Organisation",
                     "Yes" if at % 2 else "No", words, "Yes" if at % 2 else "", "Yes",
                     "Yes" if at else "No"])  # fmt: skip
    corpus = ci.read(as_csv(tmp_path / "c.csv", rows))
    assert "Name" not in corpus.respondents.to_csv().replace("Name\n", "")
    ticks = corpus.answers.query("question_id == '5_which_of_these_matter'")["answer"]
    assert ticks.value_counts().to_dict() == {"Safety": 6, "Cost": 3}
    assert corpus.respondents["respondent_id"].iloc[0] == "ANON-ABCD-0"
    assert list(corpus.respondents) == ["respondent_id", rows[0][4]]
    assert list(corpus.responses["quotable"]) == [False, True, True, True, True, True]
    assert list(corpus.responses["text"]) == list(WORDS)


def test_limesurvey(tmp_path):
    rows = [["id", "submitdate", "lastpage", "startlanguage", "seed", "G01Q01", "G01Q02[SQ001]",
             "G01Q02[SQ002]", "G01Q03"]]  # fmt: skip
    for at, words in enumerate(WORDS):
        rows.append([str(at + 7), f"2021-06-0{at + 1} 10:00:00", "3", "en", "12345", LIKERT[at],
                     "Y" if at % 2 else "N", "Y" if at > 2 else "N", words])  # fmt: skip
    corpus = ci.read(as_csv(tmp_path / "l.csv", rows, delimiter=";", quoting=csv.QUOTE_ALL))
    ticks = corpus.answers.query("question_id == 'G01Q02'")["answer"].value_counts().to_dict()
    assert ticks == {"SQ001": 3, "SQ002": 3}
    assert kinds(corpus)["G01Q03"] == "open"
    assert "not chosen" in " ".join(corpus.ledger["why"])


def test_two_header_rows_with_merged_groups(tmp_path):
    rows = [
        ["About you", "", "Your views", "", ""],
        ["Age", "Ward", "Do you agree?", "Why?", "Score out of 10"],
    ]
    for at, words in enumerate(WORDS):
        rows.append([20 + at * 7, ["Hill", "Mill"][at % 2], LIKERT[at], words, at + 3])
    corpus = ci.read(as_xlsx(tmp_path / "m.xlsx", rows, merge=("A1:B1", "C1:E1")))
    assert list(corpus.responses["text"]) == list(WORDS)
    assert corpus.responses["source_row"].iloc[0] == 3
    assert corpus.questions.query("type == 'open'")["wording"].iloc[0] == "Your views – Why?"


def test_a_title_above_the_table(tmp_path):
    rows = [["Bus survey 2021"], [], ["Exported", "7 June 2021"], []]
    rows += [["Ref", "Ward", "Age", "Why?"]]
    rows += [[f"A{at}", ["Hill", "Mill"][at % 2], 30 + at, words] for at, words in enumerate(WORDS)]
    corpus = ci.read(as_xlsx(tmp_path / "t.xlsx", rows))
    assert list(corpus.responses["text"]) == list(WORDS)
    assert corpus.responses["source_row"].iloc[0] == 6
    above = corpus.ledger[corpus.ledger["why"] == "text above the table"]
    assert list(above["cells"]) == [3]


def test_long_format(tmp_path):
    rows = [["participant_id", "question_id", "question_text", "answer", "gender"]]
    for at, words in enumerate(WORDS):
        for number, asked in ((1, "What works well?"), (2, "What should change?")):
            rows.append([f"p{at}", f"q{number}", asked, words if number == 1 else "", "fm"[at % 2]])
    corpus = ci.read(as_csv(tmp_path / "long.csv", rows))
    assert len(corpus) == 12
    assert len(corpus.respondents) == 6
    assert list(corpus.questions["question_id"]) == ["q1", "q2"]
    assert list(corpus.questions["wording"]) == ["What works well?", "What should change?"]
    assert list(corpus.respondents["gender"])[:2] == ["f", "m"]


def test_an_attribute_that_differs_within_a_respondent_is_kept_as_an_answer(tmp_path):
    rows = [["participant_id", "text", "mood"]]
    for at, words in enumerate(WORDS):
        rows.append([f"p{at // 2}", words, ["up", "down"][at % 2]])
    corpus = ci.read(as_csv(tmp_path / "w.csv", rows))
    assert list(corpus.answers["answer"]) == ["up", "down"] * 3
    assert "mood" not in corpus.respondents


def test_several_sheets_of_one_shape_are_all_read(tmp_path):
    book = openpyxl.Workbook()
    for at, name in enumerate(("May", "June")):
        sheet = book.active if at == 0 else book.create_sheet()
        sheet.title = name
        sheet.append(["Ward", "Why?"])
        for number, words in enumerate(WORDS):
            sheet.append([["Hill", "Mill"][number % 2], f"{words} ({name})"])
    notes = book.create_sheet("Notes")
    notes.append(["Made by the web team"])
    book.save(tmp_path / "months.xlsx")
    corpus = ci.read(tmp_path / "months.xlsx")
    assert len(corpus) == 12
    assert list(corpus.responses["response_id"])[::6] == ["months-may-2", "months-june-2"]
    one = ci.read(tmp_path / "months.xlsx", sheet="June")
    assert one.responses["response_id"].iloc[0] == "months-2"
    with pytest.raises(ci.errors.FileProblem, match=r"no sheet 'Juli'.*'May', 'June', 'Notes'"):
        ci.read(tmp_path / "months.xlsx", sheet="Juli")


def test_sheets_of_other_questions_are_said_to_be_left(tmp_path):
    book = openpyxl.Workbook()
    for at, asked in enumerate(("Why do you say that?", "What else?")):
        sheet = book.active if at == 0 else book.create_sheet()
        sheet.title = f"Part {at + 1}"
        sheet.append(["Ward", asked])
        for number, words in enumerate(WORDS * 2):
            sheet.append([["Hill", "Mill"][number % 2], f"{words} ({number})"])
    book.create_sheet("Notes").append(["Made by the web team"])
    book.save(tmp_path / "parts.xlsx")
    left = sheets_left(ci.read(tmp_path / "parts.xlsx").ledger)
    assert left in ("Not read: sheet “Part 1”", "Not read: sheet “Part 2”")
    assert sheets_left(ci.read(tmp_path / "parts.xlsx", sheet="Part 1").ledger) == ""


def test_attributes_from_another_file_or_sheet(tmp_path):
    texts = [["response_id", "Why?"]] + [[f"R{at}", words] for at, words in enumerate(WORDS)]
    people = [["Response ID", "Ward", "Age"]]
    people += [[f"r{at}", ["Hill", "Mill"][at % 2], 20 + at] for at in range(6)]
    apart = tmp_path / "apart"  # people.csv alone has no text, which is an error
    apart.mkdir()
    files = [as_csv(apart / "people.csv", people), as_csv(apart / "texts.csv", texts)]
    book = openpyxl.Workbook()
    for name, rows in (
        ("People", people),
        ("Answers", texts),
        ("Codes", [["ID", "Code"], [1, "a"], [2, "b"]]),
    ):
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(tmp_path / "book.xlsx")
    for source in (files, tmp_path / "book.xlsx"):
        corpus = ci.read(source)
        assert len(corpus) == 6
        assert list(corpus.respondents["respondent_id"]) == [f"R{at}" for at in range(6)]
        assert list(corpus.respondents["Ward"]) == ["Hill", "Mill"] * 3
    assert corpus.responses["response_id"].iloc[0] == "book-2"
    codes = corpus.ledger.query("source_sheet == 'Codes'")
    assert set(codes["used_as"]) == {"not used"}


def test_files_of_one_name_do_not_clash(tmp_path):
    rows = [["text"], *([words] for words in WORDS)]
    (tmp_path / "b").mkdir()
    files = [as_csv(tmp_path / "a.csv", rows), as_csv(tmp_path / "b" / "a.csv", rows)]
    corpus = ci.read(files)
    assert list(corpus.responses["response_id"])[::6] == ["a-2", "a_2-2"]
    assert len(corpus.sources) == 2


def test_two_files_of_the_same_respondents(tmp_path):
    one = [["participant_id", "text", "ward"]]
    two = [["participant_id", "feedback", "ward"]]
    for at, words in enumerate(WORDS):
        one.append([f"p{at}", words, "" if at else "Hill"])
        two.append([f"P{at}", f"{words} again", "Hill" if at else "Mill"])
    corpus = ci.read([as_csv(tmp_path / "one.csv", one), as_csv(tmp_path / "two.csv", two)])
    assert len(corpus.respondents) == 6
    assert list(corpus.respondents["ward"]) == ["Hill"] * 6
    note = corpus.ledger[corpus.ledger["why"].str.contains("several values")]
    assert list(note["column"]) == ["ward"]


@pytest.mark.parametrize(
    ("written", "first"),
    [
        (["07/06/2021", "13/06/2021"], "2021-06-07"),
        (["06/07/2021", "06/13/2021"], "2021-06-07"),
        (["07.06.2021 08:52", "08.06.2021 08:52"], "2021-06-07"),
        (["7 June 2021", "8th June 2021"], "2021-06-07"),
        (["Mon Jun 07 08:52:00 +0000 2021", "Tue Jun 08 08:52:00 +0000 2021"], "2021-06-07"),
        (["2021-06-07T08:52:00.000Z", "2021-06-08T08:52:00.000Z"], "2021-06-07"),
        (["1623055920", "1623055921"], "2021-06-07"),
        (["07-Jun-21 8:52 AM", "08-Jun-21 8:52 PM"], "2021-06-07"),
        (["June 7, 2021", "June 8, 2021"], "2021-06-07"),
        (["2021/06/07 10:00:00 AM GMT+1", "2021/06/08 10:00:00 PM GMT+1"], "2021-06-07"),
    ],
)
def test_dates(tmp_path, written, first):
    rows = [["date", "text"], *zip(written, WORDS, strict=False)]
    corpus = ci.read(as_csv(tmp_path / "d.csv", rows))
    assert str(corpus.responses["created_at"].iloc[0]).startswith(first)
    assert corpus.responses["created_at"].notna().all()
