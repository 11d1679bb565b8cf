"""Garbage is searched for rarely in the package's own processes, and nowhere else."""

import gc
import subprocess
import sys

import pytest

from consultation_insight import cli
from consultation_insight._collecting import collect_rarely, collecting_rarely


def test_the_setting_comes_back():
    before = gc.get_threshold()
    with pytest.raises(ValueError, match="x"), collecting_rarely():
        assert gc.get_threshold()[0] > 100 * before[0]
        assert gc.isenabled()
        raise ValueError("x")
    assert gc.get_threshold() == before


def test_the_command_line_collects_rarely(monkeypatch):
    seen = []
    before = gc.get_threshold()
    monkeypatch.setattr(cli, "app", lambda **_: seen.append(gc.get_threshold()[0]))
    with pytest.raises(SystemExit):
        cli.main()
    assert seen == [2_000_000]
    assert gc.get_threshold() == before


def test_importing_the_package_changes_nothing():
    said = "import gc; a = gc.get_threshold(); import consultation_insight.cli; import consultation_insight.pipeline; print(a == gc.get_threshold())"
    done = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)
    assert done.stdout == "True\n"
    assert callable(collect_rarely)
