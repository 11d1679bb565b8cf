"""The report as files: whole, alone, inert."""

import pytest

from consultation_insight.errors import OutputProblem, SettingsError
from consultation_insight.reporting.write import write_report


def test_two_files_are_written(replies, tmp_path):
    written = write_report(replies, tmp_path / "new" / "report")
    assert sorted(written) == ["html", "xlsx"]
    assert sorted(path.name for path in (tmp_path / "new" / "report").iterdir()) == [
        "report.html",
        "report.xlsx",
    ]


def test_same_analysis_same_bytes(replies, tmp_path):
    one, two = (write_report(replies, tmp_path / name) for name in "ab")
    for name in one:
        assert one[name].read_bytes() == two[name].read_bytes()


def test_an_unknown_format_is_named(replies, tmp_path):
    with pytest.raises(SettingsError, match="pdf"):
        write_report(replies, tmp_path, formats=("html", "pdf"))


def test_a_file_in_the_way_is_named(replies, tmp_path):
    (tmp_path / "report.html").mkdir()
    with pytest.raises(OutputProblem, match=r"report\.html cannot be written"):
        write_report(replies, tmp_path, formats=("html",))
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]


def test_a_folder_that_is_a_file_is_named(replies, tmp_path):
    (tmp_path / "taken").write_text("x")
    with pytest.raises(OutputProblem, match="taken"):
        write_report(replies, tmp_path / "taken")
