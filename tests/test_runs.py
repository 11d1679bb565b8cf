import hashlib
import json
import shutil

import pandas as pd
import pytest

import consultation_insight as ci
from consultation_insight.errors import DataError, LeakFound, OutputProblem, VerificationFailed
from consultation_insight.run_folders import to_csv


def small():
    notes = [
        "The bus to the hospital stops at six, so nobody can visit in the evening.",
        "Buses are late every morning and the stop has no shelter.",
        '=HYPERLINK("http://x.example","click")',
        "<script>alert(1)</script> more buses please",
        "Parking at the surgery costs more than the prescription.",
        "",
    ] * 4
    return pd.DataFrame(
        {"comment": [f"{text} {n}" if text else "" for n, text in enumerate(notes)]}
    )


@pytest.fixture(scope="module")
def small_run(tmp_path_factory):
    folder = tmp_path_factory.mktemp("small") / "run"
    ci.run(ci.Settings(), folder, source=small())
    return folder


def test_a_run_folder_holds_what_is_promised(renewal_run):
    folder, _ = renewal_run
    for name in ("settings.toml", "manifest.json", "report/report.html", "report/report.xlsx"):
        assert (folder / name).stat().st_size > 0
    promised = {
        "responses": "response_id source_row respondent_id question_id set_aside language "
        "campaign_id duplicate_of kind lobby sentiment stance likes theme_ids source_file "
        "source_sheet source_id",
        "themes": "theme_id label keywords n share low high likes positive neutral negative mixed",
        "coding": "response_id start end theme_id strength stance assigned_by",
        "terms": "term mentions responses",
        "references": "reference_id reference kind responses mentions likes aliases",
        "citations": "response_id reference_id start end found_by",
        "links": "url domain responses likes",
        "response_links": "response_id url",
        "campaigns": "campaign_id n word_for_word edited extended reworded strength why template "
        "first last",
        "findings": "finding_id statement",
    }
    for name, columns in promised.items():
        table = pd.read_csv(folder / "results" / f"{name}.csv", dtype="str")
        assert set(columns.split()) <= set(table.columns), name
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert len(manifest["inputs"][0]["sha256"]) == 64
    assert {"seconds", "seed", "libraries", "counts"} <= set(manifest)


def test_offsets_point_into_the_text_of_the_corpus(renewal_run):
    folder, analysis = renewal_run
    texts = pd.read_parquet(folder / "corpus" / "responses.parquet").set_index("response_id")[
        "text"
    ]
    for name in ("coding", "citations", "verbatims", "additions", "said_once"):
        table = analysis.tables[name].dropna(subset=["start"])
        length = table["response_id"].map(texts).str.len()
        assert (table["start"] >= 0).all(), name
        assert (table["start"] < table["end"]).all(), name
        assert (table["end"] <= length).all(), name
    for row in analysis.tables["verbatims"].itertuples():
        assert texts[row.response_id][row.start : row.end] == row.text


def test_a_run_loads_again_and_verifies(renewal_run):
    folder, analysis = renewal_run
    loaded = ci.load_run(folder)
    assert repr(loaded) == repr(analysis)
    assert set(loaded.tables) == set(analysis.tables)
    verified = set(ci.verify(folder)["table"])
    assert verified == {*analysis.tables, "report/report.html", "report/report.xlsx"}


def test_one_changed_digit_is_caught(small_run, tmp_path):
    folder = tmp_path / "copy"
    shutil.copytree(small_run, folder)
    path = folder / "results" / "reconciliation.csv"
    path.write_bytes(path.read_bytes().replace(b"24", b"25", 1))
    with pytest.raises(VerificationFailed, match=r"reconciliation\.csv, line 2"):
        ci.verify(folder)


def test_two_runs_give_the_same_bytes(small_run, tmp_path):
    ci.run(ci.Settings(), tmp_path / "again", source=small())
    for one in sorted((small_run / "results").iterdir()):
        assert one.read_bytes() == (tmp_path / "again" / "results" / one.name).read_bytes()


def test_two_processes_give_the_same_bytes(small_run, tmp_path):
    ci.run(ci.Settings(), tmp_path / "two", source=small(), workers=2)
    for part in ("results", "report"):
        for one in sorted((small_run / part).iterdir()):
            assert one.read_bytes() == (tmp_path / "two" / part / one.name).read_bytes()


def test_the_order_of_rows_changes_no_count(tmp_path):
    one = ci.run(ci.Settings(), tmp_path / "one", source=small())
    two = ci.run(ci.Settings(), tmp_path / "two", source=small().iloc[::-1])
    for name in ("themes", "terms", "kinds", "sentiment", "references"):
        first, second = one.tables[name], two.tables[name]
        pd.testing.assert_frame_equal(first, second)


def test_a_run_verifies_and_runs_again_from_its_own_settings(tmp_path, monkeypatch):
    (tmp_path / "data").mkdir()
    small().to_csv(tmp_path / "data" / "notes.csv", index=False)
    monkeypatch.chdir(tmp_path)
    ci.run(ci.Settings(input=["data/notes.csv"]), "runs/one")
    settings = tmp_path / "runs" / "one" / "settings.toml"
    assert 'input = [\n    "../../data/notes.csv"' in settings.read_text(encoding="utf-8")
    ci.run(settings, "runs/two")
    for one in (tmp_path / "runs" / "one" / "results").iterdir():
        assert one.read_bytes() == (tmp_path / "runs" / "two" / "results" / one.name).read_bytes()
    (tmp_path / "data" / "notes.csv").unlink()
    assert len(ci.verify("runs/one"))


def test_another_folder_is_not_touched(tmp_path):
    (tmp_path / "mine.txt").write_text("keep", encoding="utf-8")
    with pytest.raises(OutputProblem, match="neither empty nor an earlier run"):
        ci.run(ci.Settings(), tmp_path, source=small())
    assert (tmp_path / "mine.txt").read_text(encoding="utf-8") == "keep"


def test_a_failed_run_leaves_the_earlier_one(small_run, tmp_path, monkeypatch):
    folder = tmp_path / "run"
    shutil.copytree(small_run, folder)
    monkeypatch.setattr(
        ci, "write_report", lambda *_, **__: (_ for _ in ()).throw(OSError(28, "full"))
    )
    with pytest.raises(OutputProblem, match="an earlier run in it is as it was"):
        ci.run(ci.Settings(), folder, source=small())
    assert [path.name for path in tmp_path.iterdir()] == ["run"]
    assert len(ci.verify(folder))


def test_a_leak_stops_the_run(tmp_path, monkeypatch):
    real = ci.write_report

    def leaky(analysis, folder, **settings):
        real(analysis, folder, **settings)
        (folder / "note.txt").write_text("ring 07700 900123", encoding="utf-8")

    monkeypatch.setattr(ci, "write_report", leaky)
    table = small()
    table.loc[0, "comment"] = "Please ring me on 07700 900123 about the buses."
    with pytest.raises(LeakFound, match=r"note\.txt"):
        ci.run(ci.Settings(), tmp_path / "run", source=table)
    assert list(tmp_path.iterdir()) == []


def test_not_a_run_folder(tmp_path):
    with pytest.raises(DataError, match="not a whole run folder"):
        ci.load_run(tmp_path)


def test_words_stay_words_in_csv():
    table = pd.DataFrame(
        {"text": ["=1+1", "plain", "@x", "-5 degrees"], "source_id": ["-1", "", "", ""]}
    )
    assert to_csv(table) == "text,source_id\r\n'=1+1,-1\r\nplain,\r\n'@x,\r\n'-5 degrees,\r\n"


def test_other_versions_are_told_from_a_changed_file(small_run, tmp_path):
    folder = tmp_path / "older"
    shutil.copytree(small_run, folder)
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest |= {"package": "0.0.9", "made_with": "0" * 16}
    (folder / "manifest.json").write_text(json.dumps(manifest))
    # As an older version would have written it, with its fingerprint.
    path, steps = folder / "results" / "reconciliation.csv", folder / "analysis" / "steps.json"
    path.write_bytes(
        path.read_bytes().replace(b"Received", b"Came in", 1).replace(b"received", b"came in", 1)
    )
    told = json.loads(steps.read_text())
    told["files"]["results/reconciliation.csv"] = hashlib.sha256(path.read_bytes()).hexdigest()
    steps.write_text(json.dumps(told))
    with pytest.raises(VerificationFailed, match=r"written with version 0\.0\.9") as caught:
        ci.verify(folder)
    assert "for that reason alone" in str(caught.value)
    path.write_bytes(path.read_bytes().replace(b"24", b"25", 1))
    with pytest.raises(VerificationFailed, match=r"But versions are not all: .*reconciliation"):
        ci.verify(folder)


def test_a_long_table_is_written_in_pieces(monkeypatch):
    from consultation_insight import run_folders

    frame = pd.DataFrame({
        "response_id": [f"R{n}" for n in range(7)], "text": ["=1", "b", "", "-d", 'e"', "f\ng", "h"],
        "share": [0.1, None, 1 / 3, 2.0, 1e-9, 5, 6], "likes": pd.array([1, None, 3, 4, 5, 6, 7], "Int64"),
        "created_at": pd.to_datetime(["2026-01-01"] * 6 + ["2026-01-02 10:00"], utc=True, format="mixed"),
    })  # fmt: skip
    whole = run_folders.to_csv(frame)
    assert run_folders.to_csv(frame.iloc[:0]) == whole[: whole.index("\r\n") + 2]
    monkeypatch.setattr(run_folders, "_ROWS_WRITTEN", 2)
    assert run_folders.to_csv(frame) == whole
