"""The page: alone, escaped, sound in structure, and small."""

import base64
import hashlib
import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from made_analysis import HOSTILE, make

from consultation_insight.reporting import charts
from consultation_insight.reporting.content import build_report
from consultation_insight.reporting.html import render_html

VOID = {"meta", "img", "br", "hr", "link", "input"}


class Page(HTMLParser):
    """Elements with their attributes and text; complains about what does not close."""

    def __init__(self, html):
        super().__init__()
        self.open, self.elements, self.problems, self.text = [], [], [], []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.problems.append(tag)

    def handle_data(self, data):
        self.text.append(data)

    def of(self, tag):
        return [attrs for name, attrs in self.elements if name == tag]


@pytest.fixture(scope="module")
def html(replies):
    return render_html(build_report(replies))


@pytest.fixture(scope="module")
def page(html):
    return Page(html)


def test_it_is_well_formed_and_ids_are_unique(page, survey):
    for one in (page, Page(render_html(build_report(survey)))):
        assert one.problems == [] and one.open == []
        ids = [attrs["id"] for _, attrs in one.elements if "id" in attrs]
        assert len(ids) == len(set(ids))


def test_it_loads_nothing(html, page):
    assert page.of("link") == []
    assert all(attrs["src"].startswith("data:image/png;base64,") for attrs in page.of("img"))
    assert "@import" not in html and "url(" not in html
    policy = next(a["content"] for a in page.of("meta") if "http-equiv" in a)
    assert policy.startswith("default-src 'none'")
    (script,) = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in policy


def test_hostile_text_is_shown_as_text(html, page):
    assert len(page.of("script")) == 1
    assert page.of("b") and "alert(1)" in "".join(page.text)
    assert "<script>alert" not in html and "&lt;script&gt;alert" in html
    assert "<b>bold" not in html and "<b>halls" not in html and "<b>odd" not in html
    assert HOSTILE[1] in "".join(page.text)
    assert not [a for a in page.of("a") if a["href"].lower().startswith("javascript")]
    assert not [k for _, attrs in page.elements for k in attrs if k.startswith("on")]


def test_labels_and_titles_that_are_hostile_stay_text(replies):
    import dataclasses

    tables = dict(replies.tables)
    tables["themes"] = tables["themes"].assign(label='"><img src=x onerror=alert(1)>')
    tables["references"] = tables["references"].assign(reference="<svg onload=alert(1)>")
    bad = dataclasses.replace(replies, title="<script>x</script>", tables=tables)
    one = Page(render_html(build_report(bad)))
    assert len(one.of("script")) == 1 and len(one.of("img")) == 1
    assert not [a for a in one.of("svg") if "onload" in a]


def test_each_link_inside_the_page_leads_somewhere(page):
    from urllib.parse import unquote

    ids = {attrs["id"] for _, attrs in page.elements if "id" in attrs}
    inside = [a["href"][1:] for a in page.of("a") if a["href"].startswith("#")]
    assert len(inside) > 50
    assert [target for target in inside if unquote(target) not in ids] == []


def test_odd_response_ids_still_lead_to_their_line(replies):
    from consultation_insight.reporting.html import _line_id

    assert _line_id('a b"<é') == "r-a%20b%22%3C%C3%A9"


def test_headings_go_down_one_step_at_a_time(page, survey):
    for one in (page, Page(render_html(build_report(survey)))):
        levels = [int(name[1]) for name, _ in one.elements if re.fullmatch("h[1-6]", name)]
        assert levels[0] == 1 and levels.count(1) == 1
        assert all(after - before <= 1 for before, after in pairwise(levels))


def test_structure_for_keyboard_and_screen_readers(page):
    assert page.of("html") == [{"lang": "en"}]
    assert page.of("a")[0]["href"] == "#main"
    assert len(page.of("main")) == 1 and page.of("nav")[0]["aria-label"]
    assert all(attrs.get("scope") in ("col", "row") for attrs in page.of("th"))
    (image,) = page.of("img")
    assert "people (177)" in image["alt"]
    assert all(attrs.get("aria-hidden") == "true" for attrs in page.of("svg"))
    assert any(attrs.get("lang") == "cy" for attrs in page.of("blockquote"))


def test_abusive_responses_are_never_quoted(html, replies, survey):
    assert (replies.tables["responses"]["kind"] == "abuse").any()
    assert "ABUSIVEWORDS" not in html and "[abusive, not shown]" in html
    assert "ABUSIVEWORDS" not in render_html(build_report(survey))


def test_a_copy_of_an_abusive_text_is_not_shown_either(replies):
    import dataclasses

    tables = dict(replies.tables)
    frame = tables["responses"]
    abusive = frame.loc[frame["kind"] == "abuse", "response_id"].iloc[0]
    copy = frame.loc[frame["kind"] == "substantive", "response_id"].iloc[-1]
    corpus = replies.corpus
    texts = corpus.responses.set_index("response_id")["text"]
    responses = corpus.responses
    responses.loc[responses["response_id"] == copy, "text"] = texts[abusive].upper() + "!!"
    changed = dataclasses.replace(corpus, responses=responses)
    assert "ABUSIVEWORDS" not in render_html(
        build_report(dataclasses.replace(replies, corpus=changed, tables=tables))
    )


def test_each_number_received_has_its_line(page, replies):
    lines = [attrs["id"] for attrs in page.of("tr") if "id" in attrs]
    assert len(lines) == len(replies.corpus)


def test_two_thousand_responses_stay_under_three_megabytes():
    html = render_html(build_report(make(2000, hostile=False)))
    assert 400_000 < len(html.encode()) < 3_000_000


def test_a_very_long_response_is_cut_in_the_page_and_says_so(html):
    assert "x" * 5_000 not in html
    assert "[cut, the spreadsheet has more]" in html


def contrast(one, two):
    def light(colour):
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((light(one), light(two)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_colours_have_contrast_by_day_and_by_night(html):
    palettes = [
        {name: c if len(c) == 7 else "#" + "".join(x * 2 for x in c[1:]) for name, c in pairs}
        for pairs in (
            re.findall(r"--(\w+): (#[0-9a-f]{3,6});", block)
            for block in re.findall(r":root \{(.*?)\}", html, re.DOTALL)
        )
    ]
    assert len(palettes) == 3
    for colours in palettes[:2]:
        for text in ("ink", "soft", "accent"):
            assert contrast(colours[text], colours["paper"]) >= 4.5
            assert contrast(colours[text], colours["tint"]) >= 4.5
        for part in ("bar", "positive", "neutral", "mixed", "negative"):
            assert contrast(colours[part], colours["paper"]) >= 3


def test_words_of_the_cloud_have_contrast():
    from consultation_insight.reporting.charts import _INKS

    assert min(contrast(ink, "#ffffff") for ink in _INKS) >= 4.5


def test_long_words_all_find_a_place_in_the_cloud(monkeypatch):
    from wordcloud import WordCloud

    placed = []
    draw = WordCloud.to_image
    monkeypatch.setattr(
        WordCloud, "to_image", lambda cloud: placed.append(len(cloud.layout_)) or draw(cloud)
    )
    charts.cloud_png([(f"Gemeindeordnung{place}", 30) for place in range(40)])
    assert placed == [40]


def test_a_printed_chart_is_not_cut_and_a_heading_keeps_its_chart(replies):
    printed = render_html(build_report(replies)).split("@media print", 1)[1]
    rules = dict(re.findall(r"([^{}]+)\{\s*(break-(?:inside|after): avoid);", printed))
    whole = next(names for names, rule in rules.items() if rule == "break-inside: avoid")
    assert ".bars," in whole
    assert any("h2 + p" in names for names in rules)
