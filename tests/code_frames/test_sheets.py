import pandas as pd
import pytest
from openpyxl import load_workbook

import consultation_insight as ci
from consultation_insight.errors import FileProblem, RowErrors, SettingsError

FRAME = [
    {"code": "BUS", "label": "Evening buses"},
    {"code": "RENT", "label": "High rents", "description": "What housing costs."},
    {"code": "OWN", "label": "Only here", "question_id": "why"},
]


@pytest.fixture
def corpus():
    texts = ["=1+1 says my landlord", "The bus stops at six", "No rent, no bus", "Hello"]
    return ci.Corpus.from_responses(
        pd.DataFrame({"text": texts, "question_id": ["why", "why", "what", "what"]})
    )


@pytest.fixture
def frame():
    return ci.CodeFrame.of(FRAME)


def fill(path, *codes, coder=""):
    """Write codes as a person would; each row is (row, column, text)."""
    book = load_workbook(path)
    for row, column, text in codes:
        book["Responses"].cell(row, column).value = text
    if coder:
        book["About"]["B1"].value = coder
    book.save(path)


def test_the_sheet_reads_well_and_is_blind(corpus, frame, tmp_path):
    path = tmp_path / "sheet.xlsx"
    ci.export_coding_sheet(path, corpus, frame, coder="Ann")
    book = load_workbook(path)
    sheet = book["Responses"]
    assert [one.value for one in sheet[1]][:4] == ["response_id", "question_id", "text", "code 1"]
    assert sheet["C2"].value == "=1+1 says my landlord" and sheet["C2"].data_type == "s"
    assert sheet["C2"].alignment.wrap_text and sheet.freeze_panes == "D2"
    assert sheet["D2"].value is None
    rules = {str(rule.formula1): str(rule.sqref) for rule in sheet.data_validations.dataValidation}
    assert rules == {"'Lists'!$A$1:$A$4": "D2:H2 D3:H3", "'Lists'!$B$1:$B$3": "D4:H4 D5:H5"}
    assert book["Lists"].sheet_state == "hidden"
    assert [one.value for one in book["Lists"]["B"]][1:3] == [
        "BUS: Evening buses",
        "RENT: High rents",
    ]
    assert book["Code book"]["B3"].value == "High rents"
    assert book["About"]["B1"].value == "Ann"


def test_codes_come_back_with_their_coders(corpus, frame, tmp_path):
    one, two = tmp_path / "one.xlsx", tmp_path / "two.xlsx"
    for path in (one, two):
        ci.export_coding_sheet(path, corpus, frame)
    fill(one, (2, 4, "RENT: High rents"), (4, 4, "bus"), (4, 5, "High rents"), coder="Ann")
    fill(two, (2, 4, "(read: no code fits)"), (3, 4, "BUS: Evening buses"))
    coded = ci.import_coding_sheet([one, two], corpus, frame)
    assert coded[["response_id", "code", "assigned_by"]].to_numpy().tolist() == [
        ["r1", "RENT", "Ann"], ["r3", "BUS", "Ann"], ["r3", "RENT", "Ann"],
        ["r1", "", "two"], ["r2", "BUS", "two"],
    ]  # fmt: skip
    coding = ci.apply_code_frame(corpus, frame, coded[coded["assigned_by"] == "Ann"])
    assert set(coding.coding.query("assigned_by == 'Ann'")["response_id"]) == {"r1", "r3"}
    assert ci.agreement(coded).table["n"].iloc[0] == 1


def test_all_faults_at_once(corpus, frame, tmp_path):
    path = tmp_path / "sheet.xlsx"
    ci.export_coding_sheet(path, corpus, frame)
    fill(
        path,
        (2, 4, "TRAM"),
        (3, 1, "zz"),
        (3, 4, "BUS"),
        (4, 4, "OWN"),
        (5, 1, "r1"),
        (5, 4, "BUS"),
    )
    with pytest.raises(RowErrors) as caught:
        ci.import_coding_sheet(path, corpus, frame)
    assert caught.value.failures["row"].tolist() == [2, 3, 4, 5]
    assert "landlord" not in str(caught.value.failures.to_numpy().tolist())


def test_some_responses_in_an_order_with_codes_to_confirm(corpus, frame, tmp_path):
    path = tmp_path / "sheet.xlsx"
    coding = ci.apply_code_frame(corpus, frame)
    ci.export_coding_sheet(path, corpus, frame, responses=["r3", "r2"], coding=coding, columns=2)
    sheet = load_workbook(path)["Responses"]
    assert [sheet["A2"].value, sheet["A3"].value] == ["r3", "r2"]
    again = ci.import_coding_sheet(path, corpus, frame, coder="Bob")
    assert set(again["code"]) <= set(frame.codes) and set(again["assigned_by"]) == {"Bob"}
    sample = ci.draw_audit_sample(coding, 2)
    ci.export_coding_sheet(path, corpus, frame, responses=sample.table)
    with pytest.raises(SettingsError):
        ci.export_coding_sheet(path, corpus, frame, responses=["zz"])
    with pytest.raises(SettingsError):
        ci.export_coding_sheet(path, corpus, frame, columns=0)


def test_files_that_are_no_sheet(corpus, frame, tmp_path):
    path = tmp_path / "a.xlsx"
    with pytest.raises(FileProblem):
        ci.import_coding_sheet(path, corpus, frame)
    path.write_bytes(b"no")
    with pytest.raises(FileProblem):
        ci.import_coding_sheet(path, corpus, frame)


def test_themes_become_a_frame():
    buses = [f"More {a} {b}, please" for a in ("evening", "night", "early", "rural")
             for b in ("buses", "bus routes", "bus stops")]  # fmt: skip
    homes = [f"Build {a} {b} here" for a in ("council", "cheap", "warm", "small")
             for b in ("homes", "houses", "flats to rent")]  # fmt: skip
    corpus = ci.Corpus.from_responses(pd.DataFrame({"text": buses + homes}))
    themes = ci.find_themes(corpus)
    frame = themes.to_code_frame(name="First")
    assert frame.codes == themes.table["theme_id"].tolist()
    assert frame.table["examples"].iloc[0] == themes.table["description"].iloc[0]
    assert len(ci.apply_code_frame(corpus, frame).coding) >= 20
