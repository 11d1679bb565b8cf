import subprocess
import sys
from pathlib import Path

import pytest
from calling import call

import consultation_insight as ci
from consultation_insight import cli

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")


@pytest.fixture
def survey(tmp_path):
    path = tmp_path / "survey.csv"
    lines = [
        "The bus to the hospital stops at six, so nobody can visit in the evening",
        "Buses are late every morning and the stop has no shelter",
        "Parking at the surgery costs more than the prescription does",
        "n/a",
    ]
    rows = "".join(f"{number},{lines[number % 4]} ({number})\n" for number in range(16))
    path.write_text("Response ID,What would you change?\n" + rows, encoding="utf-8")
    return path


def test_analyse_and_verify(monkeypatch, capsys, survey, tmp_path):
    out = tmp_path / "run"
    code, printed, error = call(monkeypatch, capsys, "analyse", survey, "--out", out)
    assert (code, error) == (0, "")
    assert "received" in printed
    assert str(out / "report" / "report.html") in printed
    assert call(monkeypatch, capsys, "verify", out)[0] == 0
    assert call(monkeypatch, capsys, "leak-scan", out, "--source", survey)[0] == 0
    (out / "note.txt").write_text("ring 07700 900123", encoding="utf-8")
    code, _, error = call(monkeypatch, capsys, "leak-scan", out)
    assert code == 5 and "note.txt (PHONE, line 1)" in error and "07700" not in error
    (out / "results" / "responses.csv").write_text("changed", encoding="utf-8")
    code, _, error = call(monkeypatch, capsys, "verify", out)
    assert code == 5
    assert error.startswith("Error: results/responses.csv")


def test_check_writes_settings(monkeypatch, capsys, survey, tmp_path):
    """They lie where the person wants them, not beside the data."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "settings").mkdir()
    settings = Path("settings", "my.toml")
    code, printed, _ = call(monkeypatch, capsys, "check", survey.name, "--write", settings)
    assert code == 0
    assert 'input = ["../survey.csv"]' in settings.read_text(encoding="utf-8")
    assert "What would you change?" in printed
    assert call(monkeypatch, capsys, "run", settings, "--out", tmp_path / "run", "-q")[0] == 0
    code, _, error = call(monkeypatch, capsys, "check", survey, "--write", settings)
    assert code == 1
    assert "exists already" in error


def test_info(monkeypatch, capsys):
    code, printed, _ = call(monkeypatch, capsys, "info")
    assert code == 0
    assert "consultation-insight" in printed


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["nonsense"], 2, "No such command"),
        (["run"], 2, "Missing argument"),
        (["run", "missing.toml", "--out", "x"], 2, "no settings file"),
        (["analyse", "missing.csv", "--out", "x"], 3, "missing.csv"),
        (["verify", "nowhere"], 3, "no run folder nowhere"),
        (["verify", "."], 3, "not a whole run folder"),
    ],
)
def test_exit_codes(monkeypatch, capsys, tmp_path, arguments, code, says):
    monkeypatch.chdir(tmp_path)
    given, _, error = call(monkeypatch, capsys, *arguments)
    assert given == code
    assert says in error
    assert "Traceback" not in error


def test_something_unexpected_shows_neither_traceback_nor_text(monkeypatch, capsys):
    def broken():
        raise RuntimeError("the text of a response")

    monkeypatch.setattr(cli, "app", lambda **_: broken())
    code, _, error = call(monkeypatch, capsys, "info")
    assert code == 1
    assert "RuntimeError" in error
    assert "the text" not in error


def test_each_verb_is_in_the_readme():
    verbs = [command.name or command.callback.__name__ for command in cli.app.registered_commands]
    missing = [verb for verb in verbs if f"consultation-insight {verb}" not in README]
    assert missing == []


def test_python_dash_m():
    command = [sys.executable, "-m", "consultation_insight", "--help"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "analyse" in done.stdout


def test_data_in_place_of_settings_are_told_apart(monkeypatch, capsys, survey, tmp_path):
    code, printed, error = call(monkeypatch, capsys, "run", survey, "--out", tmp_path / "run")
    assert (code, printed) == (2, "")
    assert "analyse survey.csv" in error
    assert not (tmp_path / "run").exists()


def test_settings_in_place_of_data_are_told_apart(monkeypatch, capsys, tmp_path):
    settings = tmp_path / "my.toml"
    settings.write_text('input = ["survey.csv"]\n', encoding="utf-8")
    for verb in (["check", settings], ["analyse", settings, "--out", tmp_path / "run"]):
        code, _, error = call(monkeypatch, capsys, *verb)
        assert code == 3
        assert "holds settings, not data" in error and "run my.toml --out" in error
    assert not (tmp_path / "run").exists()


def test_what_a_command_does_is_never_cut_off(monkeypatch, capsys):
    _, printed, _ = call(monkeypatch, capsys, "--help")
    verbs = printed.partition("Commands:")[2]
    assert "verify" in verbs
    assert "..." not in verbs


def test_ctrl_c_says_that_the_work_is_not_lost(monkeypatch, capsys, survey):
    def stopped(*args, **kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr("consultation_insight.check", stopped)
    code, _, error = call(monkeypatch, capsys, "check", survey)
    assert code == 130
    assert "goes on with what is finished" in error


def test_version(monkeypatch, capsys):
    code, printed, _ = call(monkeypatch, capsys, "--version")
    assert (code, printed) == (0, f"consultation-insight {ci.__version__}\n")


def test_check_of_a_file_without_words_fails(monkeypatch, capsys, tmp_path):
    path = tmp_path / "numbers.csv"
    path.write_text("a,b\n1,2\n3,4\n5,6\n", encoding="utf-8")
    code, printed, error = call(monkeypatch, capsys, "check", path)
    assert code == 3
    assert "0 responses" in printed
    assert error.startswith("Error: numbers.csv has no column of free text")


def test_which_columns_were_taken_for_what_is_said(monkeypatch, capsys, survey, tmp_path):
    _, printed, _ = call(monkeypatch, capsys, "check", survey)
    assert "Themes are found in: What would you change?" in printed
    assert "[read.columns]" in printed
    _, printed, _ = call(monkeypatch, capsys, "analyse", survey, "--out", tmp_path / "a")
    assert "Read as answers in words: What would you change?" in printed


def test_a_batch_of_nothing_writes_nothing(monkeypatch, capsys, tmp_path):
    out = tmp_path / "out"
    code, _, error = call(monkeypatch, capsys, "batch", tmp_path / "nosuch", "--out", out)
    assert code == 3
    assert error.startswith("Error: nosuch is not there")
    assert not out.exists()


def test_a_misspelt_column_is_named_rightly(monkeypatch, capsys, survey, tmp_path):
    arguments = ("analyse", survey, "--text", "What would you chnage?", "--out", tmp_path / "a")
    code, _, error = call(monkeypatch, capsys, *arguments)
    assert code == 3
    assert "Did you mean 'What would you change?'?" in error
