"""Every kind of block has a form in every renderer; a language changes no word that people wrote."""

import io
import re
import zipfile
from dataclasses import replace
from itertools import pairwise

import pytest

from consultation_insight.reporting import blocks as b
from consultation_insight.reporting.content import build_report
from consultation_insight.reporting.house import House
from consultation_insight.reporting.html import render_html
from consultation_insight.reporting.language import read_words
from consultation_insight.reporting.markdown import render_markdown
from consultation_insight.reporting.translating import dressed
from consultation_insight.reporting.word import render_docx

TABLE = b.Table("cap-table", (b.Column("head-one"), b.Column("N", "number")), (("cell-one", 3),))
QUOTES = b.Quotes((b.Quote("said-words", "r1", "line-1", "who-said"),))
SPOTS = tuple(b.Spot(f"spot-{n}", n, n / 5, n / 5) for n in (1, 2, 3))
#: One of each kind, and words that must be found where it is drawn.
SAMPLES = [
    (b.Text("some-text"), ["some-text"]),
    (b.Points((("point-text", ""),)), ["point-text"]),
    (b.Facts((("fact-name", "fact-value"),)), ["fact-name", "fact-value"]),
    (TABLE, ["cap-table", "head-one", "cell-one"]),
    (b.Bars("cap-bars", (b.Bar("bar-label", 7, 70),), TABLE), ["cap-table", "cell-one"]),
    (b.Split("cap-split", (("positive", 3), ("negative", 4))), ["cap-split", "positive"]),
    (QUOTES, ["said-words", "who-said", "line-1"]),
    (b.ThemeCard("T1", "card-label", "card-size", quotes=QUOTES), ["card-label", "said-words"]),
    (b.Map("cap-map", SPOTS, TABLE, "alt-map"), ["cap-map", "cell-one"]),
    (b.Cloud("cap-cloud", (("word", 3),), TABLE, "alt-cloud"), ["cap-cloud", "cell-one"]),
    (
        b.Picture(
            "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><title>title-picture</title></svg>"
        ),
        ["title-picture"],
    ),
    (b.Passage("passage-name", "passage-text"), ["passage-name", "passage-text"]),
    (
        b.Differences((("r1", "line-1", (("same", "kept "), ("added", "new"))),)),
        ["kept", "new", "line-1"],
    ),
    (b.Fold("fold-title", (b.Text("inner-text"),)), ["fold-title", "inner-text"]),
]


def docx_text(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read("word/document.xml").decode()


RENDERERS = {
    "html": render_html,
    "md": render_markdown,
    "docx": lambda r: docx_text(render_docx(r)),
}


def every_block():
    return {kind for kind in vars(b).values() if isinstance(kind, type) and issubclass(kind, b.Block)} - {b.Block}  # fmt: skip


def report_of(*blocks):
    return b.Report("Title", "", "", "replies", ((1, "reply"),), (), (b.Section("s", "S", "S", blocks),))  # fmt: skip


def test_the_samples_are_of_every_kind():
    assert {type(block) for block, _ in SAMPLES} == every_block()


@pytest.mark.parametrize("name", RENDERERS)
@pytest.mark.parametrize(("block", "words"), SAMPLES, ids=lambda x: getattr(x, "kind", ""))
def test_every_kind_of_block_is_drawn(name, block, words):
    drawn = RENDERERS[name](report_of(block)).replace("\\", "")
    assert [word for word in words if word not in drawn] == []


@pytest.mark.parametrize(("block", "words"), SAMPLES, ids=lambda x: getattr(x, "kind", ""))
def test_every_kind_of_block_goes_through_the_catalogue(block, words):
    house = House(words=read_words("cy"))
    drawn = render_html(dressed(report_of(block), house))
    own = [word for word in words if word not in ("positive",)]
    assert [word for word in own if word not in drawn] == []


def test_markdown_escapes_what_people_wrote(replies):
    text = render_markdown(build_report(replies))
    assert "<script" not in re.sub(r"\\<", "", text)
    assert r"\<script\>alert(1)" in text
    assert "ABUSIVEWORDS" not in text
    for line in text.splitlines():
        assert not line.startswith("=") and "\x00" not in line


def test_a_markdown_table_keeps_its_columns(survey):
    for block in render_markdown(build_report(survey)).split("\n\n"):
        lines = block.splitlines()
        if len(lines) > 1 and lines[1].startswith("|---"):
            assert len({len(re.findall(r"(?<!\\)\|", line)) for line in lines}) == 1


def test_a_document_has_what_word_and_screen_readers_need(replies):
    data = render_docx(build_report(replies))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        xml = archive.read("word/document.xml").decode()
        styles = archive.read("word/styles.xml").decode()
    assert xml.count("<w:tbl>") == xml.count("<w:tblHeader/>") > 5
    pictures = re.findall(r"<wp:docPr [^>]*>", xml)
    assert pictures and all('descr="' in one for one in pictures)
    assert 'TOC \\o "1-2"' in xml and xml.count("<w:hyperlink") > 10
    marks = set(re.findall(r'w:name="(b_[^"]+)"', xml))
    assert set(re.findall(r'w:anchor="([^"]+)"', xml)) <= marks
    assert 'w:val="en-GB"' in styles and 'w:val="cy"' in xml
    assert "ABUSIVEWORDS" not in xml and "SEQ Figure" in xml and "SEQ Table" in xml


def test_a_document_opens_again_with_its_headings_in_steps(replies, survey):
    from docx import Document

    for analysis in (replies, survey):
        report = build_report(analysis)
        document = Document(io.BytesIO(render_docx(report)))
        names = [p.style.name for p in document.paragraphs]
        levels = [int(n[-1]) if n[-1].isdigit() else 2 for n in names if "Heading" in n and "TOC" not in n]  # fmt: skip
        assert all(after - before <= 1 for before, after in pairwise(levels))
        assert names.count("Title") == 1 and names.count("Quote") > 5
        assert document.core_properties.title == report.title


def test_a_template_gives_the_look_and_the_places(replies):
    from docx import Document

    template = Document()
    template.styles["Heading 1"].font.name = "Courier New"
    template.add_paragraph("Ministry {{title}}")
    template.add_paragraph("{{report}}")
    template.add_paragraph("Printed on paper.")
    stream = io.BytesIO()
    template.save(stream)
    made = Document(io.BytesIO(render_docx(build_report(replies), template=stream.getvalue())))
    texts = [p.text for p in made.paragraphs]
    assert texts[0].startswith("Ministry ") and "{{" not in texts[0]
    assert texts[-1] == "Printed on paper." and "{{report}}" not in texts
    assert made.styles["Heading 1"].font.name == "Courier New"


def test_a_file_that_is_no_document_is_no_template(replies):
    from consultation_insight.errors import FileProblem

    with pytest.raises(FileProblem, match="is no Word document"):
        render_docx(build_report(replies), template=b"PK no")


def test_the_page_can_be_filtered_by_theme_and_says_so_only_with_a_script(replies):
    html = render_html(build_report(replies))
    form = re.search(r'<div class="find".*?</div>', html, re.DOTALL).group()
    assert " hidden>" in form.split("\n")[0] and 'role="status"' in form
    labels = re.findall(r"<label>([^<]+?) <", form)
    assert labels[0] == "Search the words" and {"Themes", "Who", "Tone"} <= set(labels)
    assert form.count("<option") > 12
    assert html.count('data-find="') == html.count('<article class="theme"')
    assert "<tr hidden" not in html


def test_who_may_not_be_quoted_is_not_described_either(replies):
    responses = replies.corpus.responses
    first = responses.loc[responses["set_aside"] == "", "response_id"].iloc[30]
    responses.loc[responses["response_id"] == first, "quotable"] = False
    corpus = replace(replies.corpus, responses=responses)
    html = render_html(build_report(replace(replies, corpus=corpus)))
    line = re.search(rf'<tr id="r-{first}">.*?</tr>', html, re.DOTALL).group()
    assert "individual reply" not in line and "[no consent" in line
