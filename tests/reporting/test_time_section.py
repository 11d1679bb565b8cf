"""What the report says about time and about likes."""

import base64
import io
import re
import zipfile

import pandas as pd
import pytest
from openpyxl import load_workbook
from PIL import Image

import consultation_insight as ci
from consultation_insight.analysis._disclosure.printing import protect_tables
from consultation_insight.analysis.tables import build_tables
from consultation_insight.reporting._raster import png_of
from consultation_insight.reporting.content import build_report
from consultation_insight.reporting.html import render_html
from consultation_insight.reporting.time_pictures import lorenz_svg, short_period, trend_svg
from consultation_insight.reporting.write import write_report
from consultation_insight.results import Analysis
from tests.analysis.test_trends import themes_of

COUNTS = [30, 30, 30, 30, 30, 30, 120, 30]


def analysis(dates, likes=None, carried=None, **trends):
    frame = pd.DataFrame({"text": [f"text {n}" for n in range(len(dates))], "created_at": dates})
    corpus = ci.Corpus.from_responses(frame if likes is None else frame.assign(likes=likes))
    results = {} if carried is None else {"themes": themes_of(corpus, carried)}
    settings = ci.Settings.from_dict({"trends": trends})
    if results:
        tone = pd.DataFrame(
            {"response_id": corpus.responses["response_id"], "sentiment": "neutral"}
        )
        tone = tone.assign(probability=1.0, positive=0.0, neutral=1.0, negative=0.0, why_not="")
        empty = pd.DataFrame(columns=["response_id", "start", "end", "sentiment", "probability"])
        results["sentiment"] = ci.Sentiment(table=tone, sentences=empty, base=len(dates))
    tables = build_tables(corpus, results, **settings.for_tables())
    return Analysis(
        title="T", corpus=corpus, results=results, tables=tables, settings=settings.model_dump()
    )


def dated(counts=COUNTS):
    days = pd.date_range("2024-03-01 09:00", periods=len(counts), freq="D")
    return [day for day, n in zip(days, counts, strict=True) for _ in range(n)]


def section(made, name):
    report = build_report(made)
    return next((part for part in report.sections if part.id == name), None)


def points(part):
    return [text for block in part.blocks if block.kind == "points" for text, _ in block.items]


def test_when_most_came_and_what_emerged():
    late = range(200, 260)
    made = analysis(dated(), carried={"T01": range(0, 330, 4), "T02": [5, *late]})
    part = section(made, "time")
    assert part.title == "36 % of the responses came on 7 March 2024"
    said = points(part)
    assert said[0].startswith("120 responses came on 7 March 2024, 4.0 times as many as")
    assert any(text.startswith("“T02” emerged: ") for text in said)
    assert not any("T01" in text for text in said)


def test_before_and_after_an_event():
    made = analysis(
        dated(), carried={"T01": range(60)}, event="2024-03-04", period="day"
    )  # fmt: skip
    said = points(section(made, "time"))
    assert any("per day before 2024-03-04" in text for text in said)
    assert any(text.startswith("“T01” shrank: 67 % of the responses before, 0 %") for text in said)


@pytest.mark.parametrize(
    "dates",
    [
        [None] * 40,
        ["2024-03-01"] * 40,
        [*["2024-03-01", "2024-03-02"] * 5, *[None] * 30],
    ],
)
def test_no_section_without_dates_or_with_few_or_one(dates):
    made = analysis(pd.to_datetime(pd.Series(dates)))
    assert not {name for name in made.tables if name.startswith("trend")}
    assert section(made, "time") is None


def test_responses_without_a_date_are_said_to_be_missing():
    made = analysis([*dated(), *[pd.NaT] * 12])
    assert "12 responses without a date are not in it." in points(section(made, "time"))


def test_who_holds_the_likes():
    likes = [0] * 320 + [10] * 8 + [100] * 2
    made = analysis(dated(), likes=likes, carried={"T01": [328, 329], "T02": range(300, 328)})
    row = made.tables["likes_spread"].iloc[0]
    assert (row["half"], row["likes"]) == (2, 280)
    page = render_html(build_report(made))
    assert "Half of all 280 likes went to 2 of 330 replies" in page
    assert made.tables["most_liked"]["likes"].tolist()[:3] == [100, 100, 10]


def test_every_format_holds_the_section(tmp_path):
    made = analysis(dated(), likes=range(330), carried={"T01": range(0, 330, 4)})
    write_report(made, tmp_path)
    assert 'id="time"' in (tmp_path / "report.html").read_text(encoding="utf-8")
    book = load_workbook(tmp_path / "report.xlsx", read_only=True)
    assert {"Over time", "Changes over time", "Likes", "Most liked"} <= set(book.sheetnames)


def test_documents_and_markdown_hold_the_picture_with_its_words(tmp_path):
    made = analysis(dated(), carried={"T01": range(0, 330, 4)})
    written = write_report(made, tmp_path, formats=["docx", "md"])
    title = "Responses by period from 1 Mar to 8 Mar, and shares under it"
    text = written["md"].read_text(encoding="utf-8")
    assert f"![{title}][picture-1]" in text and "**Responses by period**" in text
    data = re.search(r"^\[picture-1\]: data:image/png;base64,(\S+)$", text, re.MULTILINE)
    with zipfile.ZipFile(written["docx"]) as archive:
        pictures = [archive.read(n) for n in archive.namelist() if n.startswith("word/media/")]
        assert f'descr="{title}"' in archive.read("word/document.xml").decode()
    assert base64.b64decode(data.group(1)) in pictures


def test_a_raster_has_what_the_drawing_has():
    marks = (
        "<rect x='1' y='1' width='4' height='4' fill='#ff0000'/>"
        "<circle cx='15' cy='5' r='3' fill='#00ff00'/>"
        "<path d='M1 12H9V16h-8Z' fill='#0000ff'/>"
        "<path d='M12 14L18 14' stroke='#000000' stroke-width='2' fill='none'/>"
        "<path d='M1 19h18' stroke='#ff00ff' stroke-width='1' stroke-dasharray='1 1' fill='none'/>"
        "<text x='10' y='12' font-size='4' fill='#808000'>x</text>"
    )
    svg = f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 20 20'>{marks}</svg>"
    image = Image.open(io.BytesIO(png_of(svg))).convert("RGB")
    assert image.size == (40, 40) and png_of(svg) == png_of(svg)

    def near(at, ink):
        return all(abs(a - b) < 40 for a, b in zip(image.getpixel(at), ink, strict=True))

    assert near((6, 6), (255, 0, 0)) and near((30, 10), (0, 255, 0)) and near((10, 28), (0, 0, 255))
    assert near((30, 28), (0, 0, 0)) and near((20, 1), (255, 255, 255))
    dashes = [near((x, 38), (255, 255, 255)) for x in range(3, 36)]
    assert any(dashes) and not all(dashes)


def test_labels_in_pictures_are_escaped():
    row = {"period": "2024-03", "begins": "2024-03-01", "n": 3, "burst": True}
    share = {"label": "<b>&'", "share": 0.5, "low": 0.2, "high": 0.8, "base": 40, "_key": "x"}
    svg = trend_svg([row], [row | share], "replies")
    assert "<b>" not in svg
    assert "&lt;b&gt;" in svg
    assert "▲" in svg
    assert trend_svg([], [], "replies") == lorenz_svg([], 0.1, "replies") == ""


def test_a_line_breaks_where_nobody_answered():
    rows = [
        {"period": f"2024-0{m}", "begins": f"2024-0{m}-01", "n": 1, "burst": False, "label": "x",
         "share": share, "low": 0.0, "high": 0.9, "base": 0 if share is None else 50, "_key": "x"}
        for m, share in enumerate((0.1, 0.2, None, 0.3), 1)
    ]  # fmt: skip
    assert trend_svg(rows, rows, "replies").count("h0.1") == 1


@pytest.mark.parametrize(
    ("name", "begins", "short"),
    [
        ("2024", "2024-01-01", "2024"),
        ("2024-Q2", "2024-04-01", "2024-Q2"),
        ("2024-03", "2024-03-01", "Mar 2024"),
        ("2024-W10", "2024-03-04", "4 Mar"),
        ("2024-03-01", "2024-03-01", "1 Mar"),
        ("2024-03-01 09:00", "2024-03-01 09:00", "1 09:00"),
    ],
)
def test_periods_on_an_axis(name, begins, short):
    assert short_period(name, begins) == short


def test_positions_by_period_do_not_undo_disclosure_control():
    made = analysis(dated(), carried={"T01": range(60)})
    stance = made.tables["trends"].head(2).assign(series="stance")
    tables = dict(made.tables) | {"trends": pd.concat([made.tables["trends"], stance])}
    printed = protect_tables(tables, least=10, rounding=5)
    assert set(printed["trends"]["series"]) == {"responses", "theme", "sentiment"}
