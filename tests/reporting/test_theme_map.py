"""The theme map: nothing overlaps, the same themes give the same picture."""

import dataclasses
from itertools import combinations

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

import consultation_insight as ci
from consultation_insight.analysis._themes.layout import positions
from consultation_insight.reporting.blocks import Map, Spot, Table
from consultation_insight.reporting.content import build_report
from consultation_insight.reporting.html import render_html
from consultation_insight.reporting.theme_map import (
    _LETTER,
    _LINE,
    _lines,
    _radii,
    arranged,
    map_svg,
)

SPOTS = st.lists(
    st.builds(
        Spot,
        st.text("abcdefg hij", min_size=1, max_size=45),
        st.integers(1, 500),
        st.sampled_from([-1.0, -0.5, 0.0, 0.1, 1.0]),
        st.sampled_from([-1.0, 0.0, 0.05, 1.0]),
    ),
    min_size=1,
    max_size=25,
).map(tuple)


@settings(max_examples=40)
@given(SPOTS)
def test_no_two_circles_or_labels_overlap(spots):
    centres, height = arranged(spots)
    sizes = [
        (
            max(2 * r, _LETTER * max(map(len, _lines(spot.label)))),
            2 * r + _LINE * len(_lines(spot.label)),
        )
        for r, spot in zip(_radii(spots), spots, strict=True)
    ]
    for one, other in combinations(range(len(spots)), 2):
        gap = np.abs(centres[one] - centres[other])
        assert any(gap[i] >= (sizes[one][i] + sizes[other][i]) / 2 for i in (0, 1))
    assert (centres[:, 1] <= height).all()


def test_labels_are_escaped_and_the_picture_says_in_words_what_it_shows():
    table = Table("Places", (), ())
    item = Map("Near", (Spot("<b>&", 3, 0, 0), Spot("Buses", 9, 1, 1)), table, 'A map of "two"')
    svg = map_svg(item)
    assert "<b>" not in svg and "&lt;b&gt;&amp;" in svg
    assert 'role="img"' in svg and 'aria-label="A map of &quot;two&quot;"' in svg
    assert svg == map_svg(item)


def test_near_themes_stand_near_whatever_comes_first():
    middles = np.array([[1, 0, 0], [0.9, 0.436, 0], [0, 0, 1]], dtype=np.float32)
    places = positions(middles)
    assert np.linalg.norm(places[0] - places[1]) < np.linalg.norm(places[0] - places[2])
    assert np.abs(places).max() == 1
    assert np.allclose(positions(middles[::-1])[::-1], places, atol=1e-3)
    assert positions(middles[:1]).tolist() == [[0, 0]]


def test_every_theme_is_on_the_map_until_it_is_dropped():
    subjects = ("buses", "homes", "parks", "schools")
    texts = [
        f"{a} {subject} {b}"
        for subject in subjects
        for a in ("More", "Better", "Please fund", "We need", "Think of the")
        for b in ("here", "for us", "in town", "this year")
    ]
    themes = ci.find_themes(ci.Corpus.from_responses(pd.DataFrame({"text": texts})))
    assert themes.map["theme_id"].tolist() == themes.table["theme_id"].tolist()
    fewer = themes.drop("T01")
    assert "T01" not in set(fewer.tables()["map"]["theme_id"])


def _with(analysis, **tables):
    return dataclasses.replace(analysis, tables={**analysis.tables, **tables})


def test_the_report_shows_the_map_with_its_table(replies):
    themes = replies.tables["themes"]
    places = pd.DataFrame({"theme_id": themes["theme_id"], "question_id": themes["question_id"]})
    places["x"] = np.linspace(-1, 1, len(places))
    page = render_html(build_report(_with(replies, theme_map=places.assign(y=0.25))))
    assert "<summary>Map of themes</summary>" in page
    assert page.count("<circle ") == len(themes)
    assert '<td dir="auto">+0.25</td>' in page


def test_an_unstable_theme_is_marked_in_a_word_and_the_mark_is_explained(replies):
    themes = replies.tables["themes"]
    firm = render_html(build_report(_with(replies, themes=themes.assign(stability=0.9))))
    assert "unstable" not in firm and "<th" in firm
    one = themes.assign(stability=[0.41, *[0.6] * (len(themes) - 1)])
    page = render_html(build_report(_with(replies, themes=one)))
    assert "△ unstable (stability 0.41)" in page
    assert "0.60 △" not in page
    assert "less than 6 tenths" in page
    unknown = render_html(build_report(_with(replies, themes=themes.assign(stability=np.nan))))
    assert "unstable" not in unknown and "Stability" not in unknown


def test_too_few_for_themes_are_all_shown(replies):
    live = replies.tables["responses"]
    ids = live.loc[live["set_aside"] == "", "response_id"].head(14).tolist()
    listed = pd.DataFrame({"question_id": "text", "response_id": ids, "start": 0, "end": 12})
    listed["question_id"] = replies.tables["themes"]["question_id"].iloc[0]
    empty = replies.tables["themes"].iloc[:0]
    report = build_report(_with(replies, themes=empty, said_once=listed))
    sections = {section.id: section for section in report.sections}
    assert sections["themes"].title == "Too few responses for themes"
    assert len(sections["themes"].blocks[1].quotes) > 10
    assert "once" not in sections
