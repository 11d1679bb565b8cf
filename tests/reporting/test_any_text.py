"""Whatever people write, both files hold it, and hold it as text."""

import html
import io

import openpyxl
import pandas as pd
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from consultation_insight.corpus import Corpus
from consultation_insight.reporting._xlsx.cells import REFUSED
from consultation_insight.reporting.content import build_report
from consultation_insight.reporting.html import render_html
from consultation_insight.reporting.xlsx import render_xlsx
from consultation_insight.results import Analysis

#: Whatever can stand in a table; halves of surrogate pairs cannot.
texts = st.lists(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20),
    min_size=1,
    max_size=5,
)


def analysis_of(written):
    corpus = Corpus.from_responses(pd.DataFrame({"text": written}))
    table = corpus.responses.assign(kind="substantive", theme_ids="").drop(columns="text")
    return Analysis(title=written[0], corpus=corpus, results={}, tables={"responses": table}, settings={})  # fmt: skip


@settings(max_examples=8, suppress_health_check=[HealthCheck.too_slow])
@example(["\r", "a\r\nb", "\x00", "=1+1", "_x0041_", "<b>&'\""])
@given(texts)
def test_every_text_is_in_the_page_and_in_the_spreadsheet(written):
    analysis = analysis_of(written)
    report = build_report(analysis)
    page = render_html(report)
    for text in written:
        assert html.escape(text, quote=True).replace("&quot;", "&#34;").replace("&#x27;", "&#39;") in page  # fmt: skip
    assert page.count("<script") == 1 and page.count("<tr id=") == len(written)
    book = openpyxl.load_workbook(io.BytesIO(render_xlsx(analysis, report)))
    sheet = book["Responses"]
    place = [cell.value for cell in sheet[3]].index("Text")
    cells = [row[place] for row in sheet.iter_rows(min_row=4)]
    for cell, text in zip(cells, written, strict=True):
        kept = REFUSED.sub("\ufffd", text)
        if "_x" not in kept:
            # A cell has one kind of line end.
            assert cell.value == kept.replace("\r\n", "\n").replace("\r", "\n")
        assert cell.data_type == "s"
