import json

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import consultation_insight as ci
from consultation_insight.errors import ColumnNotFound, FileProblem, RowErrors, SettingsError

ROWS = [
    {"code": "BEN", "label": "Benefits"},
    {"code": "BEN_QUICK", "label": "Quicker", "parent": "BEN", "description": "Shorter waits."},
    {"code": "CON", "label": "Concerns", "description": "Opposite of BEN.", "examples": ["No!"]},
]


@pytest.fixture
def frame():
    return ci.CodeFrame.of(ROWS, name="Care", version="2")


@pytest.mark.parametrize("ending", ["csv", "xlsx", "json", "toml"])
def test_round_trip(frame, tmp_path, ending):
    path = tmp_path / f"frame.{ending}"
    frame.write(path)
    again = ci.read_code_frame(path, name="Care")
    assert again == frame
    assert ending in ("csv", "xlsx") or again.version == "2"


def test_opposites_are_read_from_descriptions(frame):
    assert frame.table["opposite"].tolist() == ["", "", "BEN"]


words = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=12)
labels = words.filter(lambda text: text.strip())


@settings(max_examples=40)
@given(
    rows=st.lists(st.tuples(labels, words, words, st.integers(0, 3)), min_size=1, max_size=6),
    ending=st.sampled_from(["csv", "xlsx", "json", "toml"]),
)
def test_nothing_is_lost_whatever_the_words(rows, ending, tmp_path_factory):
    frame = ci.CodeFrame.of(
        [
            {
                "code": f"C{place}",
                "label": label,
                "description": description,
                "examples": example,
                "parent": f"C{above}" if above < place else "",
            }
            for place, (label, description, example, above) in enumerate(rows)
        ]
    )
    path = tmp_path_factory.mktemp("frames") / f"frame.{ending}"
    frame.write(path)
    assert ci.read_code_frame(path) == frame


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", "\ufeffCode , LABEL,Definition,Parent Code,Colour\nA,Alpha,x,,red\nB,Beta,,a,\n"),
        ("a.csv", "code;label;parent\r\nA;Alpha;\r\n\r\nB;Beta;A\r\n"),
        ("a.tsv", "Theme ID\tTheme label\tParent\nA\tAlpha\t\nB\tBeta\tAlpha\n"),
        ("a.json", '[{"code":"A","label":"Alpha"},{"code":"B","label":"Beta","parent":"A"}]'),
        (
            "a.json",
            '{"codes":[{"code":"A","name":"Alpha","children":[{"code":"B","name":"Beta"}]}]}',
        ),
        (
            "a.toml",
            '[[codes]]\ncode="A"\nlabel="Alpha"\n[[codes]]\ncode="B"\nlabel="Beta"\nparent="A"',
        ),
    ],
)
def test_spellings_of_people(tmp_path, name, content):
    path = tmp_path / name
    path.write_text(content, encoding="utf-8", newline="")
    frame = ci.read_code_frame(path)
    assert frame.codes == ["A", "B"]
    assert frame.table["label"].tolist() == ["Alpha", "Beta"]
    assert frame.table["parent"].tolist() == ["", "A"]


@pytest.mark.parametrize("encoding", ["utf-16", "cp1252", "utf-8-sig"])
def test_encodings(tmp_path, encoding):
    path = tmp_path / "a.csv"
    path.write_bytes("code,label\n1,Café\n".encode(encoding))
    assert ci.read_code_frame(path).table["label"].tolist() == ["Café"]


def test_lists_keyed_by_question(tmp_path):
    path = tmp_path / "a.json"
    path.write_text(
        json.dumps({"q1": [{"code": "A", "label": "x"}], "q2": [{"code": "A", "label": "y"}]}),
        encoding="utf-8",
    )
    frame = ci.read_code_frame(path)
    assert frame.questions == ["q1", "q2"]
    assert frame.for_question("q2").table["label"].tolist() == ["y"]


def test_a_workbook_with_a_first_sheet_of_notes_and_numbers_for_codes(tmp_path):
    path = tmp_path / "a.xlsx"
    with pd.ExcelWriter(path) as book:
        pd.DataFrame({"About": ["Read me"]}).to_excel(book, sheet_name="Notes", index=False)
        pd.DataFrame({"Code": [1, 2], "Label": ["x", "y"], "Parent": [None, 1.0]}).to_excel(
            book, sheet_name="Frame", index=False
        )
    table = ci.read_code_frame(path).table
    assert table["code"].tolist() == ["1", "2"]
    assert table["parent"].tolist() == ["", "1"]


def test_all_faults_at_once_with_file_and_row(tmp_path):
    path = tmp_path / "bad.csv"
    path.write_text(
        "code,label,parent\nA,x,\nA,y,\nB,,\nC,z,NONE\nD,d,E\nE,e,D\nF,f,F\n,g,\n",
        encoding="utf-8",
    )
    with pytest.raises(RowErrors) as caught:
        ci.read_code_frame(path)
    failures = caught.value.failures
    assert set(failures["file"]) == {"bad.csv"}
    found = list(zip(failures["row"], failures["column"], strict=True))
    assert found == [
        (3, "code"), (4, "label"), (5, "parent"), (6, "parent"), (7, "parent"), (8, "parent"),
        (9, "code"),
    ]  # fmt: skip
    assert failures["problem"].str.contains("circle").sum() == 2


def test_a_code_may_stand_once_for_each_question_but_not_also_for_all():
    rows = [{"code": "A", "label": "x", "question_id": q} for q in ("q1", "q2")]
    assert len(ci.CodeFrame.of(rows)) == 2
    with pytest.raises(RowErrors):
        ci.CodeFrame.of([*rows, {"code": "A", "label": "x"}])


def test_difference(frame):
    later = ci.CodeFrame.of([{**ROWS[0], "label": "Gains"}, ROWS[1], {"code": "NEW", "label": "n"}])
    changes = frame.difference(later)
    assert changes[["code", "change"]].to_numpy().tolist() == [
        ["BEN", "label"], ["CON", "removed"], ["NEW", "added"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "content", "error"),
    [
        ("a.csv", "", FileProblem),
        ("a.csv", "size,colour\n1,2\n", ColumnNotFound),
        ("a.json", "{", FileProblem),
        ("a.json", "[1, 2]", FileProblem),
        ("a.toml", "a =", FileProblem),
        ("a.xlsx", "not a workbook", FileProblem),
        ("a.docx", "", FileProblem),
    ],
)
def test_files_that_are_no_frame(tmp_path, name, content, error):
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    with pytest.raises(error):
        ci.read_code_frame(path)
    with pytest.raises(FileProblem):
        ci.read_code_frame(tmp_path / "missing.csv")


def test_an_unknown_ending_is_not_written(frame, tmp_path):
    with pytest.raises(SettingsError):
        frame.write(tmp_path / "frame.docx")


def test_formulas_stay_words(tmp_path):
    from openpyxl import load_workbook

    path = tmp_path / "a.xlsx"
    ci.CodeFrame.of([{"code": "A", "label": "=1+1"}]).write(path)
    assert load_workbook(path)["Code frame"]["B2"].data_type == "s"
