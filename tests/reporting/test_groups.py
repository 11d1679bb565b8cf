"""What the report says of closed questions and of groups."""

import dataclasses

import pandas as pd

from consultation_insight.reporting.blocks import Bars, Fold, Points, Text
from consultation_insight.reporting.content import build_report


def section(analysis, name):
    return next(part for part in build_report(analysis).sections if part.id == name)


def test_a_scale_stands_in_its_order_with_its_net(survey):
    inner = section(survey, "question-q0")
    bars = next(block for block in inner.blocks if isinstance(block, Bars))
    assert [bar.label for bar in bars.bars] == ["Agree", "Disagree", "Don’t know"]
    net = next(block for block in inner.blocks if isinstance(block, Text))
    assert "net −57 points (95 % interval −70 to −40; base 80 respondents)" in net.text


def test_differences_are_named_and_what_was_not_found_is_said(survey):
    part = section(survey, "groups")
    assert part.title == "Groups differ by “Type”; none found by “Age”"
    said = next(block for block in part.blocks if isinstance(block, Points))
    assert "No difference was found between the groups of “Age” (3 tests)." in [
        s for s, _ in said.items
    ]
    fold = next(block for block in part.sections[0].blocks if isinstance(block, Fold))
    assert fold.blocks[0].rows == (
        ("Carer", "Disagree", 38, 40, 0.95, 0.5, 45),
    )  # fmt: skip


def test_where_nothing_differs_the_heading_says_so(survey):
    tables = dict(survey.tables)
    tables["breaks"] = tables["breaks"].tail(1)
    tables["differences"] = tables["differences"].head(0)
    part = section(dataclasses.replace(survey, tables=tables), "groups")
    assert part.title == "No difference between groups was found"
    assert part.sections == ()


def test_a_hidden_count_is_not_drawn(survey):
    tables = dict(survey.tables)
    closed = tables["closed"].astype({"n": "Int64"})
    closed.loc[2, ["n", "share", "low", "high"]] = pd.NA
    closed.loc[2, "note"] = "not given: too few"
    tables["closed"] = closed
    inner = section(dataclasses.replace(survey, tables=tables), "question-q0")
    bars = next(block for block in inner.blocks if isinstance(block, Bars))
    assert [bar.label for bar in bars.bars] == ["Agree", "Disagree"]
    assert "Not given: too few." in [b.text for b in inner.blocks if isinstance(b, Text)]


def test_a_report_for_publication_says_what_was_done_to_counts(survey):
    settings = {**survey.settings, "report": {"disclosure": "publication"}}
    for name in ("question-q0", "groups"):
        blocks = section(dataclasses.replace(survey, settings=settings), name).blocks
        assert any("Counts are rounded" in getattr(block, "text", "") for block in blocks)
        assert not any(
            "Counts are rounded" in getattr(block, "text", "")
            for block in section(survey, name).blocks
        )
