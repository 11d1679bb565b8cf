"""Sections as data: complete, in order, and left out where there is nothing."""

import dataclasses

import pandas as pd
import pytest

from consultation_insight.reporting.blocks import (
    Bar,
    Bars,
    Fold,
    Points,
    Quotes,
    Table,
    Text,
    ThemeCard,
)
from consultation_insight.reporting.content import build_report
from consultation_insight.wording import MIN_BASE, QUANTITIES


def blocks(sections):
    for section in sections:
        yield from section.blocks
        yield from blocks(section.sections)


def without(analysis, *names):
    tables = {name: table for name, table in analysis.tables.items() if name not in names}
    return dataclasses.replace(analysis, tables=tables)


def test_sections_of_replies(replies):
    report = build_report(replies)
    assert [section.id for section in report.sections] == [
        "points", "received", "reading", "references", "words", "liked", "themes", "tone", "asked",
        "links", "campaigns", "limits", "once", "method", "data",
    ]  # fmt: skip
    assert report.question.startswith("Who should we listen to")
    assert report.dates == "25 to 26 April 2020"
    assert report.strip == ((240, "replies received"), (7, "set aside"), (233, "analysed"))
    assert 3 <= len(report.key) <= 5


def test_sections_of_a_survey(survey):
    report = build_report(survey)
    assert [section.id for section in report.sections] == [
        "points", "received", "reading", "question-q0", "question-q1", "question-q2",
        "question-q3", "groups", "words", "asked", "limits", "method", "data",
    ]  # fmt: skip
    assert [part.title for part in report.sections[3:7]] == [
        "Do you agree with the proposal?", "Why do you say that?", "What would make it safe?",
        "Is there anything else?",
    ]  # fmt: skip
    assert report.noun == "responses" and report.dates == ""


@pytest.mark.parametrize(
    "name",
    [
        "closed",
        "breaks",
        "references",
        "terms",
        "liked_themes",
        "themes",
        "links",
        "campaigns",
        "said_once",
    ],
)
def test_a_part_that_was_switched_off_leaves_its_section_out(replies, survey, name):
    homes = {
        "terms": "words", "liked_themes": "liked", "said_once": "once", "closed": "question-q0",
        "breaks": "groups",
    }  # fmt: skip
    home = homes.get(name, name)
    analysis = survey if name in ("closed", "breaks") else replies
    assert home in {section.id for section in build_report(analysis).sections}
    assert home not in {section.id for section in build_report(without(analysis, name)).sections}


def test_nothing_but_the_corpus_still_makes_a_report(replies):
    bare = dataclasses.replace(replies, tables={}, results={}, settings={}, manifest={})
    report = build_report(bare)
    assert {section.id for section in report.sections} == {"received", "reading", "method", "data"}


def test_empty_tables_are_no_tables(replies):
    empty = {name: table.head(0) for name, table in replies.tables.items()}
    report = build_report(dataclasses.replace(replies, tables=empty))
    assert "themes" not in {section.id for section in report.sections}


def test_quotations_are_cut_from_the_corpus_letter_by_letter(replies):
    texts = dict(
        zip(replies.corpus.responses["response_id"], replies.corpus.responses["text"], strict=True)
    )
    found = 0
    for block in blocks(build_report(replies).sections):
        parts = [block] if isinstance(block, Quotes) else []
        parts += [block.quotes] if isinstance(block, ThemeCard) and block.quotes else []
        parts += [b for b in getattr(block, "blocks", ()) if isinstance(b, Quotes)]
        for quote in (quote for part in parts for quote in part.quotes):
            assert quote.text in texts[quote.response_id]
            found += 1
    assert found > 30


def test_each_theme_is_quoted_by_different_people(replies):
    people = dict(zip(replies.tables["responses"]["response_id"], replies.tables["responses"]["respondent_id"], strict=True))  # fmt: skip
    cards = [b for b in blocks(build_report(replies).sections) if isinstance(b, ThemeCard)]
    assert len(cards) == 12
    for card in cards:
        said_by = [people[quote.response_id] for quote in card.quotes.quotes]
        assert len(said_by) == len(set(said_by)) == 3


def test_who_speaks_is_a_type_and_never_a_name(survey, replies):
    def speakers(analysis):
        cards = [b for b in blocks(build_report(analysis).sections) if isinstance(b, ThemeCard)]
        return {quote.who for card in cards for quote in card.quotes.quotes}

    assert speakers(survey) <= {"Unpaid carer", "Resident", "Staff"}
    assert speakers(replies) <= {
        "individual reply", "organised interest", "campaign supporter", "party-political reply",
    }  # fmt: skip


def test_bars_go_down_and_stand_with_their_table(replies, survey):
    for analysis in (replies, survey):
        charts = [b for b in blocks(build_report(analysis).sections) if isinstance(b, Bars)]
        assert charts
        for chart in charts:
            numbers = [bar.number for bar in chart.bars]
            scale = chart.caption.startswith("Answers")
            assert scale or numbers == sorted(numbers, reverse=True)
            assert chart.table is not None or chart.caption.startswith("What was asked for")


def test_no_percentage_of_a_small_base(replies):
    tables = dict(replies.tables)
    tables["themes"] = tables["themes"].assign(base=MIN_BASE - 1, n=5)
    report = build_report(dataclasses.replace(replies, tables=tables))
    section = next(section for section in report.sections if section.id == "themes")
    assert "%" not in section.title
    cards = [b for b in section.blocks if isinstance(b, ThemeCard)]
    assert all("too few for a percentage" in card.size for card in cards)
    (chart,) = [b for b in section.blocks if isinstance(b, Bars)]
    assert {row[2] for row in chart.table.rows} == {None}
    assert "No share" in chart.table.note


def test_the_scale_of_quantity_words_is_stated(replies):
    reading = next(s for s in build_report(replies).sections if s.id == "reading")
    (table,) = [b for b in reading.blocks if isinstance(b, Table)]
    assert [row[0] for row in table.rows] == ["none", *(word for _, word, _ in QUANTITIES), "all"]
    assert any("not a vote" in b.text for b in reading.blocks if isinstance(b, Text))


def test_the_reconciliation_adds_up(replies):
    received = next(s for s in build_report(replies).sections if s.id == "received")
    rows = received.blocks[0].rows
    assert rows[0][1] - sum(row[1] for row in rows[1:-1]) == rows[-1][1]


def test_words_of_the_cloud_are_those_over_the_threshold(replies):
    words = next(s for s in build_report(replies).sections if s.id == "words")
    cloud = words.blocks[1]
    assert ("once", 3) not in cloud.words and cloud.words[0] == ("people", 177)
    assert [row[0] for row in cloud.table.rows] == [word for word, _ in cloud.words]
    assert min(count for _, count in cloud.words) > 20


def test_a_description_that_only_repeats_a_quotation_is_left_out(replies):
    tables = dict(replies.tables)
    first = tables["verbatims"].groupby("theme_id")["text"].first()
    themes = tables["themes"]
    tables["themes"] = themes.assign(description=themes["theme_id"].map(first))
    report = build_report(dataclasses.replace(replies, tables=tables))
    cards = [b for b in blocks(report.sections) if isinstance(b, ThemeCard)]
    assert {card.description for card in cards} == {""}


def test_the_whole_way_of_a_bar():
    chart = Bars("x", (Bar("a", 10, 40, 0.1, 0.5), Bar("b", 4, 40, 0.05, 0.2)))
    assert chart.scale == 0.5
    assert Bars("x", (Bar("a", 0),)).scale == 1.0


def test_folds_hold_blocks(replies):
    data = build_report(replies).sections[-1]
    (fold,) = [b for b in data.blocks if isinstance(b, Fold)]
    assert len(fold.blocks[0].rows) == 240


def test_one_person_is_quoted_once_in_a_theme(replies):
    tables = dict(replies.tables)
    table = tables["verbatims"]
    tables["verbatims"] = table.assign(respondent_id=["p1", "p2"] * (len(table) // 2))
    report = build_report(dataclasses.replace(replies, tables=tables))
    cards = [b for b in blocks(report.sections) if isinstance(b, ThemeCard)]
    assert {len(card.quotes.quotes) for card in cards} == {2}


def test_how_to_read_takes_its_example_from_the_report(replies, survey):
    for analysis, name in ((replies, "references"), (survey, "themes")):
        reading = next(s for s in build_report(analysis).sections if s.id == "reading")
        points = next(block for block in reading.blocks if isinstance(block, Points))
        row = analysis.tables[name].iloc[0]
        number, base = row.get("responses", row.get("n")), row.get("base", analysis.corpus.base)
        assert f"for instance {number} of {base}" in points.items[0][0]
    bare = dataclasses.replace(replies, tables={}, results={})
    reading = next(s for s in build_report(bare).sections if s.id == "reading")
    assert "which is given with it." in str(reading.blocks)


def test_the_method_says_what_was_scored_in_each_language(replies):
    method = next(part for part in build_report(replies).sections if part.id == "method")
    fold = next(b for b in method.blocks if isinstance(b, Fold) and b.title.startswith("Languages"))
    table = fold.blocks[0]
    assert [column.name for column in table.columns] == ["Language", "Replies", "Tone", "Kind"]
    assert table.rows[1] == ("Welsh", 1, 0, 0)


def test_places_stand_by_themselves(replies):
    rows = replies.tables["references"]
    mixed = rows.assign(kind=["place", *["report"] * (len(rows) - 1)])
    name = str(mixed["reference"].iloc[0])
    report = build_report(
        dataclasses.replace(replies, tables=replies.tables | {"references": mixed})
    )
    section = next(one for one in report.sections if one.id == "references")
    assert name not in section.title
    assert section.blocks[-1].title == "Places that were named (1)"
    (places,) = section.blocks[-1].blocks
    assert places.caption == "Places that were named"
    assert [row[0] for row in places.rows] == [name]
    assert name not in [bar.label for bar in section.blocks[1].bars]
    only = rows.assign(kind="place")
    report = build_report(
        dataclasses.replace(replies, tables=replies.tables | {"references": only})
    )
    section = next(one for one in report.sections if one.id == "references")
    assert section.title == "Only places were named, no documents, laws or organisations"


def test_positions_of_the_same_people_are_shown_once(survey):
    responses = survey.tables["responses"].copy()
    people = responses["respondent_id"]
    side = {person: ("for", "against")[at % 2] for at, person in enumerate(sorted(set(people)))}
    responses["stance"] = people.map(side)
    counts = responses.groupby(["question_id", "stance"]).size().reset_index(name="n")
    counts["base"] = counts.groupby("question_id")["n"].transform("sum")
    counts = counts.assign(share=counts["n"] / counts["base"], low=0.1, high=0.9)
    tables = survey.tables | {"responses": responses, "stance": counts}
    report = build_report(dataclasses.replace(survey, tables=tables))
    titles = {
        section.id: [block.table.caption for block in blocks([section])
                     if isinstance(block, Bars) and block.table and block.table.caption == "Position"]
        for section in report.sections if section.id.startswith("question-")
    }  # fmt: skip
    shown = [name for name, found in titles.items() if found]
    assert len(shown) == 1


def test_a_theme_says_of_how_many_it_is_the_same_answer(replies):
    theme = replies.tables["themes"].iloc[0]
    members = replies.tables["coding"].query("theme_id == @theme.theme_id")["response_id"].unique()
    few = max(int(theme["n"]) // 10 - 1, 1)
    rows = [
        ("More buses", ";".join([*members[: len(members) // 2], "elsewhere"])),
        ("Fewer cars", ";".join(members[-few:])),
    ]
    same = pd.DataFrame(rows, columns=["answer", "response_ids"])
    same = same.assign(question_id=theme["question_id"], n=9, respondents=9, share=0.1, base=90)
    made = dataclasses.replace(replies, tables=dict(replies.tables) | {"same_answers": same})
    (card,) = (
        block
        for section in build_report(made).sections
        for block in section.blocks
        if getattr(block, "theme_id", "") == theme["theme_id"]
    )
    assert f"{len(members) // 2} said only “More buses”" in card.more
    assert not any("Fewer cars" in more for more in card.more)
