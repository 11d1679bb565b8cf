import pandas as pd
import pytest
from calling import call

import consultation_insight as ci

CARE = "corpora/care_consultation"


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    folder = tmp_path_factory.mktemp("coded") / "run"
    texts = [
        "The bus to the hospital stops at six, so nobody can visit in the evening",
        "Rents rise every year and nobody can pay them",
        "Buses are late every morning",
    ]
    rows = pd.DataFrame(
        {
            "What would you change?": [f"{texts[n % 3]} ({n})" for n in range(18)],
            "What else?": [f"{texts[(n + 1) % 3]}. That is all from me ({n})" for n in range(18)],
        }
    )
    settings = ci.Settings.from_dict({"read": {"text": list(rows.columns)}})
    ci.run(settings, folder, source=rows)
    return folder


@pytest.fixture
def frame(tmp_path):
    path = tmp_path / "frame.csv"
    path.write_text("\ufeffCode,Label\nBUS,Evening buses\nRENT,High rents\n", encoding="utf-8")
    return path


def test_code_a_run_and_verify_it(monkeypatch, capsys, run, frame):
    code, printed, error = call(monkeypatch, capsys, "code", run, "--frame", frame)
    assert (code, error) == (0, "")
    assert "Evening buses" in printed
    coded = pd.read_csv(run / "results" / "coded.csv")
    assert coded.columns.tolist() == [
        "response_id", "question_id", "code", "start", "end", "strength", "assigned_by",
    ]  # fmt: skip
    assert coded["question_id"].nunique() == 2
    assert set(coded["code"]) == {"BUS", "RENT"}
    assert {"coded", "codes"} <= set(ci.verify(run)["table"])
    path = run / "results" / "coded.csv"
    path.write_bytes(path.read_bytes().replace(b"RENT", b"BUS", 1))
    assert call(monkeypatch, capsys, "verify", run)[0] == 5


def test_one_question_after_the_other(run, frame, tmp_path):
    ci.code_run(run, frame)
    questions = ci.load_run(run).corpus.live["question_id"].drop_duplicates().tolist()
    only = ci.CodeFrame.of([{"code": "TRAM", "label": "Evening buses and their routes"}])
    coding = ci.code_run(run, only, question=questions[1])
    codes = coding.coding.groupby("question_id")["code"].agg(set)
    assert codes[questions[0]] == {"BUS", "RENT"} and codes[questions[1]] == {"TRAM"}
    assert coding.base == 36
    assert "coded" in set(ci.verify(run)["table"])
    again = ci.load_run(run).coding
    pd.testing.assert_frame_equal(again.coding, coding.coding, check_dtype=False)


def test_faults_name_file_and_row(monkeypatch, capsys, run, tmp_path):
    bad = tmp_path / "bad.csv"
    bad.write_text("code,label\nA,x\nA,y\n", encoding="utf-8")
    code, _, error = call(monkeypatch, capsys, "code", run, "--frame", bad)
    assert code == 3 and "bad.csv, row 3" in error
    assert call(monkeypatch, capsys, "code", tmp_path, "--frame", bad)[0] == 3


def test_codes_that_no_example_taught_are_marked_as_doubtful(
    monkeypatch, capsys, run, frame, tmp_path
):
    _, printed, _ = call(monkeypatch, capsys, "code", run, "--frame", frame)
    assert "Caution: no example was coded by a person" in printed
    assert "Caution: no example" in (run / "report" / "report.html").read_text(encoding="utf-8")
    ids = pd.read_csv(run / "results" / "responses.csv")[["response_id", "question_id"]][:12]
    coded = tmp_path / "examples.csv"
    ids.assign(code=["BUS", "RENT"] * 6).to_csv(coded, index=False)
    code, printed, _ = call(monkeypatch, capsys, "code", run, "--frame", frame, "--examples", coded)
    assert code == 0
    assert "Caution" not in printed


def test_each_code_says_why_its_figure_is_doubtful(run, frame):
    codes = ci.code_run(run, frame).table.set_index(["question_id", "code"])
    untaught = "no example was coded by a person"
    assert codes["caution"].str.startswith(untaught).all()
    few = codes["n"] < 10
    assert (codes["caution"].str.endswith("found in fewer than 10 responses") == few).all()
    written = pd.read_csv(run / "results" / "codes.csv", keep_default_na=False)
    assert written["caution"].tolist() == codes["caution"].tolist()
    sheet = pd.read_excel(
        run / "report" / "report.xlsx", sheet_name="Codes", header=None, engine="openpyxl"
    )
    assert "Why to doubt it" in sheet.to_numpy().ravel().tolist()
    live = ci.load_run(run).corpus.live
    first = live["question_id"].iloc[0]
    taught = live.loc[live["question_id"] == first, ["response_id", "question_id"]][:12]
    taught = taught.assign(code="BUS")
    codes = ci.code_run(run, frame, taught).table.set_index(["question_id", "code"])
    learnt = codes.loc[first, "caution"]
    assert untaught not in learnt["BUS"]
    assert "no example of this code was coded by a person" in learnt["RENT"]
    whole = live[["response_id", "question_id"]].assign(code="BUS")
    assert set(ci.code_run(run, frame, whole).table["caution"]) == {""}


def test_cautions_have_welsh_words():
    from consultation_insight.analysis._coding.cautions import FEW, NO_EXAMPLE
    from consultation_insight.analysis.coding import _UNTAUGHT
    from consultation_insight.reporting.language import read_words

    words = read_words("cy")
    by = "Sentences against labels and descriptions by static vectors and words, with relevance feedback."
    taught = "Heads learnt from 12 responses coded by people; F1 of the examples, each left out in turn: 0.31, 0.40."
    for said in (f"{by} {_UNTAUGHT}", f"{by} {taught}", by):
        assert words(said).startswith("Brawddegau") and "coded" not in words(said)
    assert words.cell("Why to doubt it", f"{NO_EXAMPLE}; {FEW}").startswith("ni chodiwyd")


def test_the_report_counts_codes_and_says_how_far_to_trust_them(run, frame):
    live = ci.load_run(run).corpus.live
    ci.code_run(run, frame)
    page = (run / "report" / "report.html").read_text(encoding="utf-8")
    assert page.count("Codes of the code frame</h") == 2  # one in the section of each question
    assert "no share should be published without an audit" in page
    whole = live[["response_id", "question_id"]].assign(
        code=["BUS" if n % 3 else "RENT" for n in range(len(live))]
    )
    ci.code_run(run, frame, whole)
    page = (run / "report" / "report.html").read_text(encoding="utf-8")
    assert "The code given most is “Evening buses”: 12 of 18 responses" in page
    assert "Why to doubt it" not in page and "without an audit" not in page
    from consultation_insight.reporting.content import build_report
    from consultation_insight.reporting.language import read_words

    words = read_words("cy")
    questions = [
        part for part in build_report(ci.load_run(run)).sections if part.id[:9] == "question-"
    ]
    (codes,) = [part for part in questions[0].sections if part.name == "Codes"]
    assert words(codes.title).startswith("Y cod") and words(codes.blocks[0].text)[:7] == "Cyfrifw"
    assert words(codes.blocks[1].caption).startswith("Codau")
