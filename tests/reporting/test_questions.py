"""A section for each question: what was ticked and said to it, and nothing of another."""

import dataclasses
import re

import pandas as pd
import pytest

from consultation_insight.reporting._facts import Facts
from consultation_insight.reporting._questions import about, home, home_of_finding
from consultation_insight.reporting.blocks import Bars, Points, Quotes, Text, ThemeCard
from consultation_insight.reporting.content import build_report
from consultation_insight.reporting.house import House
from consultation_insight.reporting.html import render_html
from consultation_insight.reporting.language import read_words
from consultation_insight.reporting.markdown import render_markdown
from consultation_insight.reporting.translating import dressed


def everything(part):
    yield from part.blocks
    for inner in part.sections:
        yield from everything(inner)


def with_tables(analysis, **tables):
    return dataclasses.replace(analysis, tables={**analysis.tables, **tables})


def sections(analysis):
    return {part.id: part for part in build_report(analysis).sections}


def test_each_question_shows_its_own_themes_tone_position_and_what_was_said_once(survey):
    themes = survey.tables["themes"].set_index("theme_id")["question_id"]
    asked = survey.tables["responses"].set_index("response_id")["question_id"]
    shown = sections(survey)
    for question in ("q1", "q2", "q3"):
        part = shown[home(question)]
        cards = [block for block in everything(part) if isinstance(block, ThemeCard)]
        assert len(cards) == (themes == question).sum()
        assert {themes[card.theme_id] for card in cards} == {question}
        said = [block.quotes for block in everything(part) if isinstance(block, Quotes)]
        said += [card.quotes for card in cards]
        quotes = [quote for block in said for quote in getattr(block, "quotes", block)]
        assert len(quotes) > 10 and {asked[quote.response_id] for quote in quotes} == {question}
        ids = [inner.id.removeprefix(f"question-{question}-") for inner in part.sections]
        first = ["tone", "themes"] if question == "q1" else ["themes", "tone"]
        assert [name for name in ids if name in first] == first and ids[-1] in ("once", *first)
    charts = [b.caption for b in everything(shown["question-q1"]) if isinstance(b, Bars)]
    assert charts[0].startswith("Position") and charts[1].startswith("Tone")
    assert not any(
        b.caption.startswith("Position")
        for b in everything(shown["question-q2"])
        if isinstance(b, Bars)
    )


def test_all_that_is_of_a_question_is_in_its_section_once(survey):
    cards = [
        block.theme_id
        for part in build_report(survey).sections
        for block in everything(part)
        if isinstance(block, ThemeCard)
    ]
    assert sorted(cards) == sorted(survey.tables["themes"]["theme_id"])


def test_a_closed_question_says_who_differs_by_what(survey):
    part = sections(survey)["question-q0"]
    points = next(block for block in part.blocks if isinstance(block, Points))
    assert points.items == (
        ("“Type”: of those with “Carer”, 95 % (38 of 40) gave “Disagree”; of all others 50 % did.", ""),
    )  # fmt: skip


def test_a_theme_says_which_groups_raise_it_and_which_side_they_are_on(survey):
    card = survey.tables["themes"].query("question_id == 'q1'").iloc[0]
    row = survey.tables["differences"].iloc[0].to_dict()
    row |= {"question": "q1", "rows": "themes", "row": card["label"], "row_id": card["theme_id"]}
    responses = survey.tables["responses"].assign(stance="against")
    made = with_tables(survey, differences=pd.DataFrame([row]), responses=responses)
    cards = {
        block.theme_id: block
        for block in everything(sections(made)["question-q1"])
        if isinstance(block, ThemeCard)
    }
    shown = cards[card["theme_id"]]
    assert shown.groups == (("“Type”: Carer", "95 % (38 of 40)", "50 %"),)
    assert shown.position.parts == (("against", shown.tone.base),)
    for text in (render_html(build_report(made)), render_markdown(build_report(made))):
        assert re.search(r"Groups that differ:\W.*“Type”: Carer 95.%", text)
        assert re.search(r"all others\W+50.%", text)
    q2 = (b for b in everything(sections(made)["question-q2"]) if isinstance(b, ThemeCard))
    assert all(one.position is None and one.groups == () for one in q2)


def test_one_question_needs_no_sections_of_questions(replies):
    assert not [id_ for id_ in sections(replies) if id_.startswith("question-")]


def test_the_choice_of_sections_holds_inside_questions(survey):
    settings = {**survey.settings, "report": {"sections": ["themes", "links", "limits"]}}
    shown = sections(dataclasses.replace(survey, settings=settings))
    assert [part.id for part in shown["question-q1"].sections] == ["question-q1-themes"]
    assert "question-q0" not in shown and "groups" not in shown


def test_a_part_that_is_left_out_is_not_talked_of_either(survey):
    settings = {**survey.settings, "report": {"sections": ["answers", "themes"]}}
    chosen = build_report(dataclasses.replace(survey, settings=settings))
    said = [*chosen.key, *(item for b in chosen.sections[0].blocks for item in b.items)]
    assert len(said) > 2 and not any("common tone" in text for text, _ in said)
    every = build_report(survey)
    told = [*every.key, *(item for b in every.sections[0].blocks for item in b.items)]
    assert any("common tone" in text for text, _ in told) and len(told) == len(set(told))


def test_findings_lead_to_their_question(survey):
    facts = Facts(survey)
    theme = survey.tables["themes"].iloc[-1]
    assert home_of_finding(facts, "themes", theme["theme_id"]) == home(theme["question_id"])
    assert home_of_finding(facts, "stance", "q1:for") == "question-q1"
    assert home_of_finding(facts, "answers", "q0") == "question-q0"
    assert home_of_finding(facts, "kinds", "lobby") == ""
    report = build_report(survey)
    there = {part.id for part in report.sections}
    linked = [target for _, target in report.key]
    assert any(target.startswith("question-") for target in linked)
    assert set(linked) <= there | {""}


def test_ids_stay_when_a_question_is_taken_away(survey):
    responses = survey.tables["responses"]
    fewer = with_tables(survey, responses=responses[responses["question_id"] != "q2"])
    before, after = sections(survey), sections(fewer)
    assert "question-q2" in before and "question-q2" not in after
    assert {"question-q1", "question-q3"} <= set(after)


@pytest.mark.parametrize("draw", [render_html, render_markdown])
def test_headings_of_questions_are_welsh_in_a_welsh_report(survey, draw):
    text = draw(dressed(build_report(survey), House(words=read_words("cy"))))
    for english in ("Answered in words", "Groups differ in", "themes; the largest", "Too few"):
        assert english not in text
    assert "Why do you say that?" in text


def test_questions_stand_in_the_order_in_which_they_were_asked(survey):
    assert list(about(Facts(survey))) == ["q0", "q1", "q2", "q3"]
    assert isinstance(sections(survey)["question-q1"].blocks[0], Text)
