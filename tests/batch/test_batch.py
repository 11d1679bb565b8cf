"""Many runs: one that fails does not stop the others, and the number of processes changes nothing."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest
from calling import call

import consultation_insight as ci
from consultation_insight.batch import _at_work
from consultation_insight.batch.jobs import find_jobs, is_batch
from consultation_insight.errors import OutputProblem, SettingsError

ROOT = str(Path(__file__).parents[2])
SAID = [
    "More buses in the evening, please",
    "The shelter leaks when it rains",
    "Parking at the surgery costs too much",
    "There is no crossing near the school",
    "The library should open on Saturdays",
]


def write(path, question="What would you change?", count=40):
    table = pd.DataFrame({question: [f"{SAID[n % 5]} {n}." for n in range(count)]})
    table.to_csv(path, index=False)


@pytest.fixture
def answers(tmp_path):
    folder = tmp_path / "answers"
    folder.mkdir()
    for name in ("q1", "q2", "q10"):
        write(folder / f"{name}.csv", f"What about {name}?")
    (folder / "q3.csv").write_text("", encoding="utf-8")
    (folder / "~$q1.xlsx").write_text("open in Excel", encoding="utf-8")
    (folder / "README.md").write_text("About these files", encoding="utf-8")
    return folder


def bytes_of(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
        and path.name not in ("manifest.json", "index.html", "summary.csv", "batch.json")
    }


def test_one_bad_file_does_not_stop_the_others(answers, tmp_path):
    out = tmp_path / "reports"
    said = []
    batch = ci.run_batch(answers, out, progress=lambda *what: said.append(what))
    assert batch.table["run"].tolist() == ["q1", "q2", "q3", "q10"]
    assert batch.table["state"].tolist() == ["done", "done", "failed", "done"]
    assert batch.failed["error"].tolist() == ["q3.csv is empty. Export it again, with its data."]
    assert batch.table["question"][0] == "What about q1?"
    assert batch.table["received"].fillna(0).tolist() == [40, 40, 0, 40]
    assert said[-1][1:] == (4, 4)
    summary = pd.read_csv(out / "summary.csv", dtype="str", keep_default_na=False)
    assert summary["state"].tolist() == batch.table["state"].tolist()
    page = (out / "index.html").read_text(encoding="utf-8")
    for name in ("q1", "q2", "q10"):
        assert f'<a href="{name}/report/report.html">{name}</a>' in page
        assert (out / name / "report" / "report.html").is_file()
        assert len(ci.verify(out / name))
    assert "1 run failed" in page and "q3.csv is empty" in page
    assert json.loads((out / "batch.json").read_text(encoding="utf-8"))["ended"] == 4
    assert batch.load("q1").corpus.base == 40
    again = ci.run_batch(answers, out)
    assert again.table["state"].tolist() == ["as before", "as before", "failed", "as before"]


def test_the_number_of_processes_changes_nothing(answers, tmp_path):
    ci.run_batch(answers, tmp_path / "reports")
    one = bytes_of(tmp_path / "reports")
    (tmp_path / "reports").rename(tmp_path / "first")
    code = f"""
import consultation_insight as ci
if __name__ == "__main__":
    print(ci.run_batch({str(answers)!r}, {str(tmp_path / "reports")!r}, workers=2).table["state"].tolist())
"""
    done = script(tmp_path, code)
    assert "['done', 'done', 'failed', 'done']" in done.stdout, done.stderr
    assert bytes_of(tmp_path / "reports") == one


def script(folder, code, **settings):
    (folder / "script.py").write_text(code, encoding="utf-8")
    return subprocess.run(
        [sys.executable, str(folder / "script.py")], capture_output=True, text=True, check=False,
        env=os.environ | {"PYTHONPATH": ROOT}, **settings,
    )  # fmt: skip


DYING = """
import os, signal, sys
import consultation_insight as ci
from consultation_insight.batch import _at_work

real = _at_work.run_one
def dying(job, *rest):
    if job.name == "q2":
        os.kill(os.getpid(), signal.SIGKILL)
    return real(job, *rest)
_at_work.run_one = dying
if __name__ == "__main__":
    table = ci.run_batch(sys.argv[1] if len(sys.argv) > 1 else {answers!r}, {out!r}, workers=2).table
    print(table["state"].tolist(), table["error"][1])
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="kills")
def test_a_process_that_dies_takes_no_other_run_with_it(answers, tmp_path):
    code = DYING.format(answers=str(answers), out=str(tmp_path / "reports"))
    done = script(tmp_path, code)
    assert "['done', 'failed', 'failed', 'done'] Its process ended (-9)" in done.stdout, done.stderr


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="kills")
def test_a_killed_batch_goes_on(answers, tmp_path):
    """Killed while two processes work: both end, and the same call ends in the same bytes."""
    out = tmp_path / "reports"
    code = f"""
import consultation_insight as ci
if __name__ == "__main__":
    ci.run_batch({str(answers)!r}, {str(out)!r}, workers=2)
"""
    (tmp_path / "script.py").write_text(code, encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, str(tmp_path / "script.py")], stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, env=os.environ | {"PYTHONPATH": ROOT},
    )  # fmt: skip
    until = time.monotonic() + 60
    while not list(out.glob(".*.unfinished")) and time.monotonic() < until:
        time.sleep(0.02)
    process.kill()
    process.communicate()  # ends when the workers have ended as well
    assert not list(out.glob("*/report/report.xlsx")) or list(out.glob(".*"))
    ci.run_batch(answers, out)
    resumed = bytes_of(out)
    assert not [path.name for path in out.iterdir() if path.name.startswith(".")]
    out.rename(tmp_path / "resumed")
    ci.run_batch(answers, out)
    assert bytes_of(out) == resumed


def test_two_batches_into_one_folder(answers, tmp_path, monkeypatch):
    monkeypatch.setattr("consultation_insight.run_places.PATIENCE", 0.1)
    said = []

    def meanwhile(stage, done, total):
        if stage.endswith(": terms") and not said:
            with pytest.raises(OutputProblem, match="being written by another run") as caught:
                ci.run_batch(answers, tmp_path / "reports")
            said.append(caught.value)

    ci.run_batch(answers, tmp_path / "reports", progress=meanwhile)
    assert said


def test_a_folder_of_something_else_is_not_touched(answers, tmp_path):
    with pytest.raises(OutputProblem, match="neither empty nor an earlier run"):
        ci.run_batch(answers, answers)


def test_a_defect_is_listed_without_the_words_of_anybody(answers, tmp_path, monkeypatch):
    def broken(*_, **__):
        raise KeyError("I am Jane Smith of 12 High Street")

    monkeypatch.setattr(ci, "run", broken)
    batch = ci.run_batch(answers, tmp_path / "reports")
    assert set(batch.table["state"]) == {"failed"}
    assert batch.table["error"].str.contains("KeyError").all()
    assert "Jane" not in (tmp_path / "reports" / "index.html").read_text(encoding="utf-8")


def test_questions_of_a_wide_file_apart(tmp_path):
    table = pd.DataFrame(
        {
            "Response ID": range(40),
            "Age": ["16-24", "25-34"] * 20,
            "Why do you say so?": [f"{SAID[n % 5]} {n}." for n in range(40)],
            "Anything else?": [f"{SAID[(n + 2) % 5]}, and more of it {n}." for n in range(40)],
        }
    )
    table.to_csv(tmp_path / "survey.csv", index=False)
    jobs = find_jobs(tmp_path / "survey.csv", None, "apart")
    assert [job.name for job in jobs] == ["survey-why_do_you_say_so", "survey-anything_else"]
    assert [job.settings.read.text for job in jobs] == [["Why do you say so?"], ["Anything else?"]]
    assert len(find_jobs(tmp_path / "survey.csv", None, None)) == 1
    batch = ci.run_batch(tmp_path / "survey.csv", tmp_path / "out", questions="apart")
    corpus = batch.load("survey-anything_else").corpus
    assert set(corpus.live["question_id"]) == {"anything_else"}
    assert "Age" in corpus.respondents


TOML = """
[terms]
min_mentions = 3

[batch]
input = ["answers", "gone.csv", "late/*.csv"]

[[batch.run]]
name = "q2"
themes = { n_themes = 3 }

[[batch.run]]
name = "both"
input = ["answers/q1.csv", "answers/q2.csv"]
"""


def test_a_settings_file_for_many_runs(answers, tmp_path):
    (tmp_path / "late").mkdir()
    write(tmp_path / "late" / "q1.csv")
    file = tmp_path / "consultation.toml"
    file.write_text(TOML, encoding="utf-8")
    assert is_batch(file) and is_batch(answers) and not is_batch(answers / "q1.csv")
    jobs = {job.name: job for job in find_jobs(file, None, None)}
    assert list(jobs) == ["q1", "q2", "q3", "q10", "gone", "q1-2", "both"]
    assert "gone.csv is not there" in jobs["gone"].problem
    assert jobs["q2"].settings.themes.n_themes == 3
    assert jobs["q1"].settings.themes.n_themes is None
    assert {job.settings.terms.min_mentions for job in jobs.values()} == {3}
    assert len(jobs["both"].settings.input) == 2
    with pytest.raises(SettingsError, match="holds its own settings"):
        find_jobs(file, ci.Settings(), None)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('[batch]\nquestion = "apart"', r"consultation\.toml: 'batch\.question'"),
        ("[batch]\ninput = []", "nothing to run"),
        ('[batch]\ninput = ["answers"]\n[[batch.run]]\nname = "q9"', "'q9'.*there are q1, q2"),
        ('[batch]\ninput = ["answers"]\n[[batch.run]]\nname = "q1"\ntheme = {}', "no setting 'theme'"),
        ('[batch]\ninput = ["answers"]\n[themes]\nn_theme = 3', "no setting 'themes.n_theme'"),
        ("[batch", "not valid TOML"),
    ],
)  # fmt: skip
def test_a_mistake_in_the_settings_is_said_before_anything_runs(answers, tmp_path, line, message):
    file = tmp_path / "consultation.toml"
    file.write_text(line, encoding="utf-8")
    with pytest.raises(SettingsError, match=message):
        ci.run_batch(file, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_what_a_person_should_look_at(tmp_path):
    write(tmp_path / "few.csv", count=6)
    table = pd.DataFrame({"Why?": [*(f"{SAID[n % 5]} {n}." for n in range(40)), *["n/a"] * 40]})
    table.to_csv(tmp_path / "aside.csv", index=False)
    batch = ci.run_batch([tmp_path / "few.csv", tmp_path / "aside.csv"], tmp_path / "out")
    assert "Only 6 analysed" in batch.table["warnings"][0]
    assert "40 of 80 were set aside" in batch.table["warnings"][1]


def test_the_command(monkeypatch, capsys, answers, tmp_path):
    out = tmp_path / "reports"
    code, printed, error = call(
        monkeypatch, capsys, "batch", answers, "--out", out, "--workers", "1"
    )
    assert code == 6
    assert "4 of 4" in printed and "3 of 4 runs are whole" in printed
    assert "1 failed: q3." in error
    (answers / "q3.csv").unlink()
    code, printed, error = call(monkeypatch, capsys, "run", answers, "--out", out, "--workers", "1")
    assert (code, error) == (0, "")
    assert printed.count("as before") == 3
    code, printed, _ = call(
        monkeypatch, capsys, "batch", answers, "-o", out, "-q", "--workers", "1"
    )
    assert (code, printed) == (0, "")


def test_a_name_of_a_file_that_is_personal(tmp_path):
    file = tmp_path / "07700 900123.csv"
    write(file)
    row = _at_work.run_one(find_jobs(file, None, None)[0], tmp_path / "out", False, lambda _: None)
    assert "07700" not in json.dumps(row)
    assert not [path for path in (tmp_path / "out").iterdir() if "07700" in path.name]
