"""Words of the report in another language, and a house style; what people wrote stays as it is."""

import io
import re
import zipfile

import openpyxl
import pytest

from consultation_insight.errors import FileProblem, SettingsError
from consultation_insight.reporting.content import build_report
from consultation_insight.reporting.house import House, house_of
from consultation_insight.reporting.html import render_html
from consultation_insight.reporting.language import Words, read_words
from consultation_insight.reporting.style import read_style
from consultation_insight.reporting.translating import dressed
from consultation_insight.reporting.word import render_docx
from consultation_insight.reporting.write import rendered

PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00\x90wS\xde"
    b"\x00\x00\x00\x0cIDATx\x9cc\xf8\xff\xff?\x00\x05\xfe\x02\xfe\r\xefF\xb8\x00\x00\x00\x00IEND\xaeB`\x82"
)


@pytest.fixture(scope="module")
def welsh():
    return House(words=read_words("cy"))


@pytest.mark.parametrize(
    ("english", "said"),
    [
        ("34 of 1,525 replies (2 %)", "34 o 1,525 o ymatebion (2 %)"),
        ("34 of 1,525 responses (less than 1 %)", "34 o 1,525 o ymatebion (llai nag 1 %)"),
        ("all 40 replies", "pob un o'r 40 o ymatebion"),
        ("the only response", "yr unig ymateb"),
        ("25 to 30 April 2020", "25 i 30 Ebrill 2020"),
        ("7 June to 15 August 2021", "7 Mehefin i 15 Awst 2021"),
        # No half of a sentence: the rest is not known, so all of it stays.
        ("34 of 1,525 replies (2 %) sang", "34 of 1,525 replies (2 %) sang"),
    ],
)
def test_sentences_with_numbers_have_rules(welsh, english, said):
    assert welsh.words(english) == said


def test_each_rule_keeps_all_its_numbers():
    for phrase, said in read_words("cy").phrases.items():
        numbers = set(re.findall(r"\{(n\w*)\}", phrase))
        assert numbers <= set(re.findall(r"\{(\w+)\}", said)), phrase


def test_headings_are_welsh_and_quotations_are_as_they_were(welsh, replies):
    report = dressed(build_report(replies), welsh)
    html, plain = render_html(report), render_html(build_report(replies))
    assert '<html lang="cy">' in html and ">Cynnwys<" in html and ">Yn gryno<" in html
    quotes = re.compile(r"<blockquote.*?</blockquote>", re.DOTALL)
    assert quotes.findall(html) == quotes.findall(plain) != []
    names = [part.name for part in report.sections]
    english = {part.name for part in build_report(replies).sections} - {"Data"}
    assert not english & set(names)


def test_what_stays_english_is_marked_as_english(replies):
    words = Words("cy", {"Contents": "Cynnwys"})
    html = render_html(dressed(build_report(replies), House(words=words)))
    assert html.count('<span lang="en">') > 5


def test_labels_and_answers_are_never_translated(survey, welsh):
    import dataclasses

    tables = dict(survey.tables)
    tables["themes"] = tables["themes"].assign(label="Contents")
    html = render_html(dressed(build_report(dataclasses.replace(survey, tables=tables)), welsh))
    assert "Contents</h4>" in html and "Cynnwys</h4>" not in html


def test_all_formats_are_written_in_welsh_and_twice_the_same(replies, welsh):
    one, two = (dict(rendered(replies, ["html", "md", "docx", "xlsx"], welsh)) for _ in range(2))
    assert one == two
    assert "## Yn gryno" in one["md"].decode()
    book = openpyxl.load_workbook(io.BytesIO(one["xlsx"]))
    assert book["Themes"]["A1"].value == "Themâu" and book["Cover"]["A2"].value != "Contents"
    for sheet in book.worksheets[2:]:
        heads = [cell.value for cell in sheet[3]]
        assert len(set(heads)) == len(heads)


def test_a_catalogue_of_ones_own_goes_over_the_shipped_one(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text('[phrases]\n"Contents" = "Rhestr"\n', encoding="utf-8")
    words = read_words("cy", path)
    assert words("Contents") == "Rhestr" and words("In short") == "Yn gryno"
    assert read_words("ga", path)("Contents") == "Rhestr"
    house = House.from_json(House(words=words).to_json())
    assert house.words("Contents") == "Rhestr"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[phrases]\n"{a} of" = "{b}"\n', "has a gap"),
        ("[words]\na = 1\n", "there is no 'words'"),
        ("no toml", "not valid TOML"),
        ("[phrases]\na = 1\n", "must be a text"),
    ],
)
def test_mistakes_in_a_catalogue_are_named(tmp_path, text, said):
    (tmp_path / "c.toml").write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=said):
        read_words("cy", tmp_path / "c.toml")


def test_an_unknown_language_says_which_there_are():
    with pytest.raises(SettingsError, match="there are en, cy"):
        house_of({"language": "ga"})
    with pytest.raises(FileProblem, match="is not there"):
        house_of({"language": "cy", "catalogue": "nowhere.toml"})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[colours]\naccent = "red"\n', "no colour"),
        ('[colours]\naccent = "#ffcc00"\n', "needs 4.5"),
        ('[colours]\nbar_dark = "#222222"\n', "lighter"),
        ('[colours]\nink = "#000000"\n', "has no 'ink'"),
        ("[fonts]\n", "there is no 'fonts'"),
        ('[font]\nfamily = "x; } body { display: none"\n', "no name of one font"),
        ('[logo]\nfile = "logo.png"\n', "needs 'file' and 'alternative'"),
    ],
)
def test_mistakes_in_a_style_are_named(tmp_path, text, said):
    (tmp_path / "s.toml").write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=said):
        read_style(tmp_path / "s.toml")


def test_a_logo_stands_in_page_and_document_with_its_words(tmp_path, replies):
    (tmp_path / "logo.png").write_bytes(PNG)
    text = '[logo]\nfile = "logo.png"\nalternative = "Ministry of <Works>"\n'
    (tmp_path / "s.toml").write_text(text, encoding="utf-8")
    house = House(read_style(tmp_path / "s.toml"))
    assert House.from_json(house.to_json()).style == house.style
    report = dressed(build_report(replies), house)
    assert 'alt="Ministry of &lt;Works&gt;"' in render_html(report)
    with zipfile.ZipFile(io.BytesIO(render_docx(report))) as archive:
        assert 'descr="Ministry of &lt;Works&gt;"' in archive.read("word/document.xml").decode()
    (tmp_path / "logo.png").write_bytes(b"<svg/>")
    with pytest.raises(FileProblem, match="neither PNG nor JPEG"):
        read_style(tmp_path / "s.toml")
