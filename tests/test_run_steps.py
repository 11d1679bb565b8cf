"""Finished steps are used again, and a run survives being killed at any moment."""

import json
import os
import shutil
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pandas as pd
import pytest

import consultation_insight as ci
from consultation_insight import run_steps
from consultation_insight.errors import FileProblem, LeakFound, OutputProblem

ROOT = str(Path(__file__).parents[1])
NOTES = [
    "The bus to the hospital stops at six, so nobody can visit in the evening.",
    "Buses are late every morning and the stop has no shelter.",
    "Parking at the surgery costs more than the prescription.",
    "The library should open on Saturdays, when people who work can come.",
    "Please fund the youth club again; there is nothing for teenagers to do.",
    "I love the new park, thank you. Please ring me on 07700 900123.",
]


@pytest.fixture
def notes(tmp_path):
    file = tmp_path / "notes.csv"
    table = pd.DataFrame({"comment": [f"{NOTES[n % 6]} Number {n}." for n in range(60)]})
    table.to_csv(file, index=False)
    return file


@pytest.fixture
def keep_all(monkeypatch):
    """Keep every step, however quick."""
    monkeypatch.setattr(run_steps, "WORTH_KEEPING", 0.0)


def files(folder):
    """The content of every file of a run; of the manifest what does not tell the time."""
    held = {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}  # fmt: skip
    manifest = json.loads(held.pop("manifest.json"))
    manifest.pop("seconds")
    manifest.pop("reused", None)
    return held | {"manifest.json": manifest}


def changed(folder, **settings):
    """What a run with other settings uses of the run in the folder."""
    return ci.run(ci.Settings.from_dict(settings), folder).manifest.get("reused", [])


def test_nothing_is_done_again_where_nothing_changed(notes, tmp_path):
    settings = ci.Settings(input=[str(notes)])
    first = ci.run(settings, tmp_path / "run")
    times = {path: path.stat().st_mtime_ns for path in (tmp_path / "run").rglob("*")}
    stages = []
    again = ci.run(settings, tmp_path / "run", progress=lambda *stage: stages.append(stage))
    assert stages == []
    assert "report" in again.manifest["reused"]
    assert repr(again) == repr(first)
    assert times == {path: path.stat().st_mtime_ns for path in (tmp_path / "run").rglob("*")}
    fresh = ci.run(settings, tmp_path / "run", fresh=True)
    assert "reused" not in fresh.manifest


def test_a_changed_setting_has_its_own_step_done_again(notes, tmp_path, keep_all):
    folder, given = tmp_path / "run", {"input": [str(notes)]}
    assert changed(folder, **given) == []
    whole = files(folder)
    reused = changed(folder, **given, terms={"min_mentions": 3})
    assert "terms" not in reused
    assert {"corpus", "themes", "kinds", "sentiment"} <= set(reused)
    shown = changed(folder, **given, report={"verbatims": 1})
    assert {"corpus", "themes", "kinds", "sentiment"} <= set(shown)
    assert "corpus" not in changed(folder, **given, campaigns={"min_size": 9})
    # Abuse is not quoted, and the setting says what is abuse.
    assert "themes" not in changed(folder, **given, kinds={"min_probability": 0.9})
    changed(folder, **given)
    assert files(folder) == whole


def test_used_steps_give_the_same_bytes(corpora, tmp_path, keep_all):
    """On data with campaigns, references, links, likes and abuse."""
    settings = ci.Settings.from_toml(corpora / "renewal_replies" / "consultation.toml")
    table = pd.read_csv(corpora / "renewal_replies" / "raw.csv", dtype="str")
    file = tmp_path / "some.csv"
    table.head(300).to_csv(file, index=False)
    settings = settings.model_copy(update={"input": [str(file)]})
    ci.run(settings, tmp_path / "run")
    whole = files(tmp_path / "run")
    (tmp_path / "run" / "report" / "report.html").write_text("changed by hand", encoding="utf-8")
    reused = ci.run(settings, tmp_path / "run").manifest["reused"]
    assert {"corpus", *run_steps.SECTIONS} == set(reused)
    assert files(tmp_path / "run") == whole


def test_changed_input_is_read_again(notes, tmp_path):
    settings = ci.Settings(input=[str(notes)])
    ci.run(settings, tmp_path / "run")
    notes.write_text(notes.read_text(encoding="utf-8") + "One more bus.\n", encoding="utf-8")
    again = ci.run(settings, tmp_path / "run")
    assert len(again.corpus) == 61
    assert "reused" not in again.manifest


def test_other_code_does_everything_again(notes, tmp_path, monkeypatch, keep_all):
    settings = ci.Settings(input=[str(notes)])
    ci.run(settings, tmp_path / "run")
    monkeypatch.setattr(run_steps, "versions", lambda: "another version")
    assert "reused" not in ci.run(settings, tmp_path / "run").manifest


@pytest.mark.parametrize("part", ["analysis/themes.coding.parquet", "analysis/steps.json"])
def test_a_damaged_step_is_done_again(notes, tmp_path, part, keep_all):
    settings = ci.Settings(input=[str(notes)])
    ci.run(settings, tmp_path / "run")
    whole = files(tmp_path / "run")
    (tmp_path / "run" / part).write_bytes(b"{")
    assert "themes" not in ci.run(settings, tmp_path / "run").manifest.get("reused", [])
    assert files(tmp_path / "run") == whole


def test_every_result_of_a_run_can_be_used_again():
    """A result that is not named depends on all settings, which is right but seldom useful."""
    from consultation_insight.run_folders import HOLDERS

    assert set(run_steps.SECTIONS) <= set(HOLDERS)
    sections = {name for names in run_steps.SECTIONS.values() for name in names}
    assert sections | set(run_steps.PREPARING) <= set(ci.Settings.model_fields)


#: Runs once for each number, in a child which kills itself when it touches its files for that time.
KILLED = """
    import os, random, signal, sys
    from pathlib import Path
    import consultation_insight as ci
    from consultation_insight import run_steps

    run_steps.WORTH_KEEPING = 0.0
    file, out, seed, count = sys.argv[1:]
    settings = ci.Settings(input=[file])
    ci.run(settings, out + "-warm")
    beside = str(Path(out).parent)

    def dying(after):
        touched = 0
        def hook(event, arguments):
            nonlocal touched
            if event in ("open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod"):
                if arguments and isinstance(arguments[0], (str, Path)) and beside in str(arguments[0]):
                    touched += 1
                    if touched == after:
                        os.kill(os.getpid(), signal.SIGKILL)
        sys.addaudithook(hook)

    draw = random.Random(int(seed))
    resumed = 0
    ends = 0
    while resumed < int(count):
        pid = os.fork()
        if not pid:
            dying(draw.randrange(2, 260))
            ci.run(settings, out)
            os._exit(0)  # nothing else of this process may run twice
        killed = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == -signal.SIGKILL
        resumed += 1
        ends += not killed
        if not killed:
            import shutil
            shutil.rmtree(out)
    print(ends)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills forked children")
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_killed_run_goes_on_and_ends_in_the_same_bytes(notes, tmp_path, seed, keep_all):
    out = tmp_path / "run"
    code = textwrap.dedent(KILLED)
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code, str(notes), str(out), str(seed), "5"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) < 5, "it was never killed"
    ci.run(ci.Settings(input=[str(notes)]), out)
    resumed = files(out)
    left = [p.name for p in tmp_path.iterdir() if p.name.startswith(".")]
    assert left == []
    shutil.rmtree(out)
    ci.run(ci.Settings(input=[str(notes)]), out)
    assert files(out) == resumed


def test_a_run_that_is_stopped_goes_on(notes, tmp_path, keep_all):
    def stop(stage, done, total):
        if stage == "terms":
            raise KeyboardInterrupt

    settings = ci.Settings(input=[str(notes)])
    with pytest.raises(KeyboardInterrupt):
        ci.run(settings, tmp_path / "run", progress=stop)
    assert not (tmp_path / "run").exists()
    kept = tmp_path / ".run.unfinished"
    assert (kept / "corpus" / "responses.parquet").exists()
    # The first thing on disk is the redacted corpus.
    assert not len(ci.leak_scan(kept, notes).table)
    reused = ci.run(settings, tmp_path / "run").manifest["reused"]
    assert {"corpus", "kinds", "themes"} <= set(reused)
    assert not kept.exists()


def test_an_error_leaves_nothing(notes, tmp_path, monkeypatch):
    with pytest.raises(FileProblem):
        ci.run(ci.Settings(input=[str(tmp_path / "none.csv")]), tmp_path / "run")
    monkeypatch.setattr("consultation_insight.runs.scan", lambda *_, **__: leak())
    with pytest.raises(LeakFound):
        ci.run(ci.Settings(input=[str(notes)]), tmp_path / "run")
    assert [path.name for path in tmp_path.iterdir()] == ["notes.csv"]


def leak():
    row = {"file": "a", "kind": "PHONE", "place": "line 1", "hits": 1}
    return ci.Leaks(base=1, table=pd.DataFrame([row]), settings={}, method="")


def test_two_runs_into_one_folder(notes, tmp_path, monkeypatch):
    monkeypatch.setattr("consultation_insight.run_places.PATIENCE", 0.2)
    settings = ci.Settings(input=[str(notes)])
    said = []

    def meanwhile(stage, done, total):
        if stage == "terms":
            with pytest.raises(OutputProblem) as caught:
                ci.run(settings, tmp_path / "run")
            said.append(str(caught.value))

    ci.run(settings, tmp_path / "run", progress=meanwhile)
    assert f"being written by another run (process {os.getpid()}, since" in said[0]
    assert len(ci.verify(tmp_path / "run"))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["notes.csv", "run"]


def test_what_is_left_of_a_lock_does_not_stop_a_run(notes, tmp_path):
    (tmp_path / ".run.lock").write_text("1 12:00:00", encoding="utf-8")
    ci.run(ci.Settings(input=[str(notes)]), tmp_path / "run")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["notes.csv", "run"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="limits a child of its own")
@pytest.mark.parametrize("largest", [2_000, 40_000])
def test_a_full_disk(notes, tmp_path, largest):
    """Files may grow to so many bytes only: the disk refuses as it does when it is full."""
    out = tmp_path / "run"
    settings = ci.Settings(input=[str(notes)], report={"title": "First"})
    ci.run(settings, out)
    before = files(out)
    code = f"""
        import resource, signal, sys
        import consultation_insight as ci
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, ({largest}, {largest}))
        try:
            ci.run(ci.Settings(input=[sys.argv[1]]), sys.argv[2], fresh=True)
        except ci.errors.OutputProblem as error:
            print(error)
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code), str(notes), str(out)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "cannot be written: File too large" in done.stdout, done.stderr
    assert files(out) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["notes.csv", "run"]


@pytest.mark.parametrize("refused", ["mkdir", "rename"])
def test_a_folder_that_cannot_be_written(notes, tmp_path, monkeypatch, refused):
    """As a read-only folder, or a spreadsheet open in Excel, refuses: the tests may run as root."""
    out = tmp_path / "run"
    settings = ci.Settings(input=[str(notes)])
    ci.run(settings, out)
    before = files(out)

    def refuse(path, *_, **__):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(f"pathlib.Path.{refused}", refuse)
    with pytest.raises(OutputProblem, match=r"Permission denied\. Close files of it that are open"):
        ci.run(settings, out, fresh=True)
    monkeypatch.undo()
    assert files(out) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["notes.csv", "run"]


def test_a_spreadsheet_that_opens_at_the_last_moment(notes, tmp_path, monkeypatch):
    """The second of the two moves is refused: the earlier run is put back."""
    out = tmp_path / "run"
    settings = ci.Settings(input=[str(notes)])
    ci.run(settings, out)
    before = files(out)
    real = Path.rename

    def refuse(path, target):
        if str(path).endswith(".unfinished"):
            raise PermissionError(13, "Permission denied")
        return real(path, target)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(OutputProblem):
        ci.run(settings, out, fresh=True)
    assert files(out) == before


@pytest.mark.parametrize("begins", ["", "nothing_begun()"], ids=["started anew", "a copy"])
def test_the_second_process_ends_with_the_first(begins, tmp_path):
    if not hasattr(signal, "SIGKILL"):
        pytest.skip("kills")
    code = f"""
        import os, signal, sys, time
        from consultation_insight.processes import nothing_begun, second_process
        if __name__ == "__main__":
            {begins}
            with second_process(2) as pool:
                print(pool.submit(os.getpid).result(), flush=True)
                os.kill(os.getpid(), signal.SIGKILL)
    """
    script = tmp_path / "two.py"
    script.write_text(textwrap.dedent(code), encoding="utf-8")
    done = subprocess.run([sys.executable, script], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, timeout=60, check=False, env=os.environ | {"PYTHONPATH": ROOT})  # fmt: skip
    assert done.returncode == -signal.SIGKILL
    # Its output is closed only when the second process has ended as well.
    assert int(done.stdout) > 0
