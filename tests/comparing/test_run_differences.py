"""What changed between two runs, and the report of a run drawn again."""

import json
import shutil

import pandas as pd
import pytest
from calling import call

import consultation_insight as ci
from consultation_insight.comparing._themes import compare_themes
from consultation_insight.comparing.runs import match_responses
from consultation_insight.errors import DataError, OutputProblem, SettingsError

SAID = [
    "More buses in the evening, please",
    "The shelter leaks when it rains",
    "Parking at the surgery costs too much",
    "There is no crossing near the school",
    "The library should open on Saturdays",
]


def write(path, rows):
    pd.DataFrame({"comment": rows}).to_csv(path, index=False)


@pytest.fixture(scope="module")
def two(tmp_path_factory):
    """The same file twice; the second time with a row at its top, one changed and one blank."""
    folder = tmp_path_factory.mktemp("two")
    rows = [f"{SAID[n % 5]} {n}." for n in range(60)]
    write(folder / "notes.csv", rows)
    ci.run(ci.Settings(input=[str(folder / "notes.csv")]), folder / "one")
    write(folder / "notes.csv", ["Bins overflow every Friday.", *rows[:-1], "n/a"])
    settings = ci.Settings.from_dict(
        {"input": [str(folder / "notes.csv")], "terms": {"min_mentions": 5}}
    )
    ci.run(settings, folder / "two")
    return folder / "one", folder / "two"


def test_a_run_does_not_differ_from_itself(two):
    differences = ci.diff_runs(two[0], two[0])
    assert differences.same
    assert "the same files" in differences.text()
    assert set(differences.themes["state"]) == {"same"}


def test_what_changed_and_why(two):
    differences = ci.diff_runs(*two)
    assert not differences.same
    assert differences.inputs.to_numpy().tolist() == [["notes.csv", "changed", 60, 61]]
    assert differences.settings_changed.to_numpy().tolist() == [["terms", "min_mentions", "2", "5"]]
    assert not len(differences.versions)
    counts = differences.counts.set_index("reason")
    assert counts.loc["received", ["a", "b"]].tolist() == [60, 61]
    assert counts.loc["non_answer", ["a", "b"]].tolist() == [0, 1]
    fates = differences.responses.set_index("what")["n"]
    assert fates["in both"] == 59
    assert fates["only in the first"] == 1
    assert fates["only in the second"] == 2
    figures = differences.figures
    assert set(figures.loc[figures["table_name"] == "terms", "why"]) == {
        "[terms] min_mentions, other responses"
    }
    text = differences.text()
    for line in ("notes.csv: changed (60 → 61 records)", "[terms] min_mentions: 2 → 5",
                 "received: 60 → 61", "59 in both"):  # fmt: skip
        assert line in text


def test_rows_that_moved_are_the_same_responses(two):
    a, b = (ci.load_run(folder).corpus for folder in two)
    pairs = match_responses(a, b)
    texts = [
        dict(zip(c.responses["response_id"], c.responses["text"], strict=True)) for c in (a, b)
    ]
    assert all(texts[0][x] == texts[1][y] for x, y in pairs.items())
    assert any(x != y for x, y in pairs.items())
    assert len(set(pairs.values())) == len(pairs)


def themes(groups, labels=None):
    coding = [(r, 0, 1, name, 1.0, "machine") for name, ids in groups.items() for r in ids]
    table = pd.DataFrame(
        [(name, (labels or {}).get(name, name), len(ids)) for name, ids in groups.items()],
        columns=["theme_id", "label", "n"],
    ).assign(question_id="q")

    class Holder:
        pass

    holder = Holder()
    holder.table = table
    holder.coding = pd.DataFrame(
        coding, columns=["response_id", "start", "end", "theme_id", "strength", "assigned_by"]
    )
    return holder


def states(a, b, labels=None):
    ids = {str(n): str(n) for n in range(99)}
    table = compare_themes(themes(a), themes(b, labels), ids)
    return {(row.theme_a, row.theme_b): row.state for row in table.itertuples()}


def ids(*numbers):
    return [str(n) for n in numbers]


def test_a_second_question_of_the_same_file_leaves_the_first_as_it_was(tmp_path):
    path = tmp_path / "survey.csv"
    said = [f"{SAID[n % 5]} {n}." for n in range(20)]
    pd.DataFrame({"Why?": said, "What?": said[::-1]}).to_csv(path, index=False)
    one, both = (ci.read(path, text=names) for names in (["Why?"], ["Why?", "What?"]))
    pairs = match_responses(one, both)
    question = dict(zip(both.responses["response_id"], both.responses["question_id"], strict=True))
    assert len(pairs) == 20
    assert {question[new] for new in pairs.values()} == {"why"}


def test_themes_are_known_by_their_responses_not_their_numbers():
    a = {"T01": ids(1, 2, 3, 4), "T02": ids(5, 6, 7)}
    b = {"T01": ids(5, 6, 7), "T02": ids(1, 2, 3, 8)}
    assert states(a, b, {"T01": "T02"}) == {("T02", "T01"): "same", ("T01", "T02"): "changed"}
    assert states(a, b)["T02", "T01"] == "renamed"


def test_themes_that_come_and_go_say_where_the_responses_are():
    a = {"T01": ids(*range(20)), "T02": ids(*range(20, 24))}
    b = {"T01": ids(*range(24)), "T02": ids(*range(30, 40))}
    assert states(a, b) == {("T01", "T01"): "changed", ("", "T02"): "came", ("T02", ""): "went"}
    table = compare_themes(themes(a), themes(b), {str(n): str(n) for n in range(99)})
    went = table[table["state"] == "went"].iloc[0]
    assert went["moved_to"] == "4 of them are now in T01 “T01”"


def test_runs_without_themes_can_be_compared():
    assert not len(compare_themes(None, None, {}))


def test_the_command(monkeypatch, capsys, two, tmp_path):
    code, printed, _ = call(monkeypatch, capsys, "diff", *two, "--json", tmp_path / "d.json")
    assert code == 0 and "min_mentions: 2 → 5" in printed
    told = json.loads((tmp_path / "d.json").read_text(encoding="utf-8"))
    assert told["counts"][0] == {"reason": "received", "label": "received", "a": 60, "b": 61}
    code, _, error = call(monkeypatch, capsys, "diff", two[0], tmp_path)
    assert code == 3 and "not a whole run folder" in error


@pytest.fixture
def run(two, tmp_path):
    shutil.copytree(two[0], tmp_path / "run")
    return tmp_path / "run"


def test_a_report_drawn_again_is_the_same(run, monkeypatch, capsys):
    before = {p.name: p.read_bytes() for p in (run / "report").iterdir()}
    shutil.rmtree(run / "report")
    assert call(monkeypatch, capsys, "report", run)[0] == 0
    assert {p.name: p.read_bytes() for p in (run / "report").iterdir()} == before


def test_a_report_elsewhere_leaves_the_run_alone(run, tmp_path):
    before = {path: path.read_bytes() for path in run.rglob("*") if path.is_file()}
    other = ci.Settings.from_dict({"report": {"title": "Another", "verbatims": 1}})
    written = ci.report_run(run, out=tmp_path / "other", formats=["html"], settings=other)
    assert list(written) == ["html"]
    assert "<h1>Another</h1>" in written["html"].read_text(encoding="utf-8")
    assert {path: path.read_bytes() for path in run.rglob("*") if path.is_file()} == before


def test_other_report_settings_change_tables_and_settings_too(run, tmp_path):
    file = tmp_path / "other.toml"
    file.write_text('[report]\ntitle = "Another"\nverbatims = 1\n', encoding="utf-8")
    ci.report_run(run, settings=file)
    assert len(ci.verify(run))
    loaded = ci.load_run(run)
    assert loaded.title == "Another"
    assert loaded.tables["verbatims"].groupby("theme_id").size().max() == 1
    assert [path.name for path in run.parent.iterdir() if path.name.startswith(".")] == []


def test_a_report_open_in_excel_stays(run, monkeypatch):
    before = {path: path.read_bytes() for path in run.rglob("*") if path.is_file()}

    def refuse(path, target):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.replace", refuse)
    with pytest.raises(OutputProblem, match="Permission denied"):
        ci.report_run(run)
    monkeypatch.setattr("pathlib.Path.rename", refuse)
    with pytest.raises(OutputProblem, match="Permission denied"):
        ci.report_run(run, settings=ci.Settings.from_dict({"report": {"title": "x"}}))
    assert {path: path.read_bytes() for path in run.rglob("*") if path.is_file()} == before


def test_what_is_no_run_is_refused(tmp_path, run):
    with pytest.raises(DataError):
        ci.report_run(tmp_path / "none")
    assert not list(tmp_path.glob(".none*"))
    with pytest.raises(SettingsError, match="formats"):
        ci.report_run(run, formats=["pdf"])


def test_rows_of_two_sheets_are_not_the_same_responses(tmp_path):
    with pd.ExcelWriter(tmp_path / "parts.xlsx", engine="openpyxl") as book:
        for sheet, asked in (("One", "Why?"), ("Two", "What else?")):
            rows = pd.DataFrame({asked: [f"{SAID[n % 5]} {n}." for n in range(20)]})
            rows.to_excel(book, sheet_name=sheet, index=False)
    one, two = (ci.read(tmp_path / "parts.xlsx", sheet=sheet) for sheet in ("One", "Two"))
    assert set(one.responses["response_id"]) == set(two.responses["response_id"])
    assert match_responses(one, two) == {}


def test_a_title_explains_no_figure_and_coding_explains_codes(two, tmp_path):
    one, other = tmp_path / "one", tmp_path / "two"
    settings = {"input": [str(two[0].parent / "notes.csv")]}
    ci.run(ci.Settings.from_dict(settings), one)
    ci.run(ci.Settings.from_dict(settings | {"report": {"title": "Other"}}), other)
    ci.code_run(one, ci.CodeFrame.of([{"code": "BUS", "label": "More buses in the evening"}]))
    figures = ci.diff_runs(one, other).figures
    assert set(figures["table_name"]) == {"codes"}
    assert set(figures["why"]) == {"coded otherwise"}
