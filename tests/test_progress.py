import sys
import types

import pandas as pd

import consultation_insight as ci
from consultation_insight import progress

TABLE = pd.DataFrame({"comment": ["More buses in the evening, please.", "A shelter at the stop."]})


class Handle:
    def __init__(self, shown):
        self.shown = shown

    def update(self, drawn):
        self.shown.append(drawn)


def in_a_notebook(monkeypatch):
    shown = []

    def display(drawn, display_id):
        shown.append(drawn)
        return Handle(shown)

    drawing = types.ModuleType("IPython.display")
    drawing.HTML, drawing.display = str, display
    python = types.ModuleType("IPython")
    python.get_ipython = lambda: types.SimpleNamespace(kernel=object())
    python.display = drawing
    monkeypatch.setitem(sys.modules, "IPython", python)
    monkeypatch.setitem(sys.modules, "IPython.display", drawing)
    return shown


def test_a_notebook_shows_a_bar_without_being_asked(monkeypatch):
    shown = in_a_notebook(monkeypatch)
    ci.prepare(TABLE)
    assert shown[0].startswith("<label>read <progress")
    assert 'value="6"' in shown[-1]
    assert "done" in shown[-1]


def test_elsewhere_it_is_quiet_unless_asked(capsys):
    ci.prepare(TABLE)
    assert capsys.readouterr() == ("", "")
    ci.prepare(TABLE, progress=ci.show_progress())
    said = capsys.readouterr()
    assert said.out == ""
    assert "redact" in said.err
    assert said.err.endswith("\n")


def test_a_stage_is_shown_as_text(monkeypatch):
    shown = in_a_notebook(monkeypatch)
    progress.show_progress()("<script>", 1, 2)
    assert "<script>" not in shown[0]
