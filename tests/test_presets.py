"""Presets: discoverable, small, and always under what a person says."""

from typing import get_args

import pytest
from calling import call

import consultation_insight as ci
from consultation_insight.config import HARVEST, SectionName
from consultation_insight.errors import SettingsError
from consultation_insight.reporting import content


def test_each_preset_says_what_it_is_for(monkeypatch, capsys):
    assert set(ci.presets()) == {"replies", "consultation", "openspace"}
    _, printed, _ = call(monkeypatch, capsys, "info")
    for name, what in ci.presets().items():
        assert name in printed and what in printed
        assert ci.Settings.from_dict({"preset": name}).preset == name


def test_replies_are_the_defaults():
    own = ci.Settings.from_dict({"preset": "replies"}).model_dump()
    plain = ci.Settings().model_dump()
    assert own.pop("preset") == "replies"
    assert own["report"].pop("sections") == list(content._USUAL)
    plain.pop("preset")
    plain["report"].pop("sections")
    assert own == plain


def test_what_a_person_says_stands_over_the_preset():
    given = {"preset": "consultation", "campaigns": {"min_size": 9}, "report": {"verbatims": 2}}
    settings = ci.Settings.from_dict(given)
    assert (settings.campaigns.count, settings.campaigns.min_size) == ("apart", 9)
    assert settings.report.verbatims == 2
    assert "docx" in settings.report.formats
    again = ci.Settings.from_dict({"preset": "consultation", "campaigns": {"count": "each"}})
    assert again.campaigns.count == "each"


def test_settings_of_a_run_are_read_as_they_were_written(tmp_path):
    settings = ci.Settings.from_dict({"preset": "openspace", "report": {"verbatims": 2}})
    (tmp_path / "s.toml").write_text(settings.to_toml(), encoding="utf-8")
    assert ci.Settings.from_toml(tmp_path / "s.toml") == settings


def test_the_sections_that_can_be_chosen_are_those_that_can_be_drawn():
    assert get_args(SectionName) == tuple(content._PARTS)
    assert set(content._PARTS) - set(content._USUAL) == HARVEST


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"preset": "renewal"}, "there are consultation, openspace, replies"),
        ({"preset": "../data"}, "no preset"),
        ({"report": {"sections": ["cloud"]}}, "sections"),
    ],
)
def test_a_mistake_is_said(values, message):
    with pytest.raises(SettingsError, match=message):
        ci.Settings.from_dict(values)


def test_chosen_sections_stand_in_their_order(tmp_path):
    import pandas as pd

    from consultation_insight.reporting.content import build_report

    table = pd.DataFrame({"comment": ["Please mend the shelter at the station."] * 3})
    settings = ci.Settings.from_dict({"report": {"sections": ["once", "words", "limits"]}})
    analysis = ci.analyse(ci.prepare(table, settings=settings), settings=settings)
    ids = [section.id for section in build_report(analysis).sections]
    assert [name for name in ids if name in ("once", "words", "limits")] == sorted(
        {"once", "words", "limits"} & set(ids), key=["once", "words", "limits"].index
    )
    assert {"received", "reading", "method", "data"} <= set(ids)
    assert not {"themes", "tone", "asked"} & set(ids)
