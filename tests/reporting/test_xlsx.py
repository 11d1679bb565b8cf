"""The spreadsheet: tables that people and programs can use, text that is only text."""

import io
import zipfile
from dataclasses import replace

import openpyxl
import pytest
from made_analysis import HOSTILE

from consultation_insight.reporting._xlsx.cells import cell_text
from consultation_insight.reporting.content import build_report
from consultation_insight.reporting.xlsx import render_xlsx


@pytest.fixture(scope="module")
def data(replies):
    return render_xlsx(replies, build_report(replies))


@pytest.fixture(scope="module")
def book(data):
    return openpyxl.load_workbook(io.BytesIO(data))


def column(sheet, header):
    names = [cell.value for cell in sheet[3]]
    return [row[names.index(header)] for row in sheet.iter_rows(min_row=4)]


def test_cover_contents_and_notes(book):
    assert book.sheetnames[:3] == ["Cover", "Notes", "Findings"]
    cover = book["Cover"]
    assert cover["A1"].value == "Who should we listen to about renewal?"
    links = {cell.value: cell.hyperlink.location for cell in cover["A"] if cell.hyperlink}
    assert set(links) == set(book.sheetnames) - {"Cover"}
    assert links["Themes by likes"] == "'Themes by likes'!A1"


def test_each_table_is_marked_with_a_frozen_header_and_no_merged_cells(book):
    for sheet in book.worksheets[2:]:
        (table,) = sheet.tables.values()
        assert sheet.freeze_panes == "A4"
        assert table.ref == f"A3:{sheet.dimensions.split(':')[1]}"
        assert [c.name for c in table.tableColumns] == [cell.value for cell in sheet[3]]
        assert len({c.name for c in table.tableColumns}) == len(table.tableColumns)
        assert not sheet.merged_cells.ranges
        assert sheet["A1"].font.b


def test_every_response_has_its_line(book, replies):
    sheet = book["Responses"]
    ids = [cell.value for cell in column(sheet, "Response id")]
    assert ids == replies.corpus.responses["response_id"].tolist()


def test_numbers_are_numbers_and_shares_are_percentages(book):
    themes = book["Themes"]
    assert all(isinstance(cell.value, int) for cell in column(themes, "Number"))
    shares = column(themes, "Share")
    assert all(0 < cell.value < 1 and cell.number_format == "0%" for cell in shares)
    ends = [column(themes, f"Interval, {end}") for end in ("low", "high")]
    for low, share, high in zip(ends[0], shares, ends[1], strict=True):
        assert low.value < share.value < high.value
    assert all(isinstance(cell.value, int) for cell in column(book["Responses"], "Likes"))


def test_no_cell_is_a_formula_or_an_error(book):
    kinds = {c.data_type for sheet in book for row in sheet.iter_rows() for c in row}
    assert kinds <= {"s", "n"}
    texts = {cell.value: cell for cell in column(book["Responses"], "Text")}
    for hostile in (HOSTILE[0], HOSTILE[1], HOSTILE[3]):
        assert texts[hostile].data_type == "s"
    assert texts[HOSTILE[1]].quotePrefix


def test_what_excel_refuses_is_replaced_or_cut(book):
    texts = [cell.value for cell in column(book["Responses"], "Text")]
    assert "control �� characters and �" in texts[2] or "control" in texts[2]
    assert len(texts[4]) == 32_767 and texts[4].endswith("[cut: a cell holds no more]")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("a\x00b\x1f", "a\ufffdb\ufffd"),
        ("half \ud83d pair", "half \ufffd pair"),
        ("line\nbreak\ttab", "line\nbreak\ttab"),
        ("line\r\nbreak\rbreak", "line\nbreak\nbreak"),
        ("_x0041_", "_x005F_x0041_"),
        ("snake_case", "snake_case"),
    ],
)
def test_text_as_a_cell_can_hold_it(given, kept):
    assert cell_text(given) == kept


def test_abusive_responses_are_never_quoted(book, replies):
    cells = [str(c.value) for sheet in book for row in sheet.iter_rows() for c in row]
    assert not [text for text in cells if "ABUSIVEWORDS" in text]
    assert cells.count("[abusive, not shown]") >= (
        replies.tables["responses"]["kind"] == "abuse"
    ).sum() > 0  # fmt: skip


def test_parts_carry_no_time_of_their_own(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {item.date_time[:3] for item in archive.infolist()} == {(2020, 1, 1)}
        assert b"2020-01-01T00:00:00Z" in archive.read("docProps/core.xml")


def test_a_table_without_rows_has_no_sheet(replies):
    import dataclasses

    tables = dict(replies.tables) | {"links": replies.tables["links"].head(0)}
    analysis = dataclasses.replace(replies, tables=tables)
    book = openpyxl.load_workbook(io.BytesIO(render_xlsx(analysis, build_report(analysis))))
    assert "Links" not in book.sheetnames


def test_pandas_reads_a_sheet(data):
    import pandas as pd

    themes = pd.read_excel(io.BytesIO(data), sheet_name="Themes", skiprows=2, engine="openpyxl")
    assert len(themes) == 12 and themes["Share"].between(0, 1).all()


def test_likes_have_no_column_where_the_data_have_none(survey):
    book = openpyxl.load_workbook(io.BytesIO(render_xlsx(survey, build_report(survey))))
    assert "Likes" not in {cell.value for sheet in book for cell in sheet[3]}


def test_each_question_has_its_sheet(survey, book):
    apart = openpyxl.load_workbook(io.BytesIO(render_xlsx(survey, build_report(survey))))
    names = [name for name in apart.sheetnames if name.startswith("Question ")]
    wordings = [apart[name]["A1"].value for name in names]
    assert names[0] == "Question 1"
    assert wordings[:2] == ["Do you agree with the proposal?", "Why do you say that?"]
    links = {c.value: c.hyperlink.location for c in apart["Cover"]["A"] if c.hyperlink}
    for name in names:
        sheet = apart[name]
        (table,) = sheet.tables.values()
        assert table.ref == f"A3:{sheet.dimensions.split(':')[1]}"
        assert links[name] == f"'{name}'!A1"
        heads = [cell.value for cell in sheet[3]]
        assert "Answer" in heads or "Theme id" in heads
        assert "Question id" not in heads and "Question" not in heads
    themes = apart["Themes"].max_row - 3
    assert sum(apart[n].max_row - 3 for n in names if apart[n]["A3"].value == "Theme id") == themes
    assert not any(name.startswith("Question ") for name in book.sheetnames)


def test_without_campaigns_no_figure_stands_twice(replies):
    tables = dict(replies.tables)
    tables["campaigns"] = tables["campaigns"].head(0)
    tables["terms"] = tables["terms"].assign(mentions_outside=7)
    made = replace(replies, tables=tables)
    book = openpyxl.load_workbook(io.BytesIO(render_xlsx(made, build_report(made))))
    heads = {cell.value for sheet in book.worksheets[2:] for cell in sheet[3]}
    assert {head for head in heads if "campaigns" in head or "copy" in head} == set()
