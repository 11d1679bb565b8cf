"""Objects show themselves in a notebook."""

import pandas as pd
import pytest

import consultation_insight as ci
from consultation_insight.reporting.notebook import show


def test_an_analysis_shows_its_findings_and_results(replies):
    html = replies._repr_html_()
    assert "Who should we listen to about renewal?" in html
    assert "Doughnut Economics was the most-cited reference" in html
    assert "<script" not in html


def test_a_result_shows_its_first_rows_and_says_how_many_more():
    table = pd.DataFrame({"url": [f"https://a.example/{i}" for i in range(40)], "domain": "a", "type": "<b>", "responses": 1, "likes": pd.array([pd.NA] * 40, dtype="Int64")})  # fmt: skip
    links = ci.Links(
        table=table,
        response_links=pd.DataFrame({"response_id": ["r1"], "url": ["u"]}),
        base=10,
        method="Read, not visited.",
    )
    html = show(links)
    assert html.count("<tr>") == 28 and "15 more rows" in html
    assert "<details open><summary>40 rows</summary>" in html
    assert "<details><summary>Also in it: response_links, 1 row</summary>" in html
    assert "&lt;b&gt;" in html and '<td dir="auto"><b>' not in html
    assert "Read, not visited." in html and "response_links" in html


def test_a_corpus_shows_what_became_of_its_responses(replies):
    html = show(replies.corpus)
    assert "What became of the responses" in html and "&lt;script&gt;" in html


def test_what_sorts_is_one_script_of_ours_and_is_left_out_where_nothing_is_to_sort():
    hostile = "</script><script>alert(1)</script>"
    table = pd.DataFrame({"url": [f"https://a.example/{n}" for n in range(3)], "domain": hostile, "type": "news", "responses": [1, 2, 3], "likes": pd.array([pd.NA] * 3, dtype="Int64")})  # fmt: skip
    given = pd.DataFrame({"response_id": ["r1"], "url": ["https://a.example/1"]})
    html = show(ci.Links(table=table, response_links=given, base=10))
    assert html.count("<script>") == html.count("</script>") == 1
    assert "alert(1)" not in html.split("<script>")[1] and "&lt;/script&gt;" in html
    assert "<script" not in show(ci.Links(table=table.head(1), response_links=given, base=10))
    for word in ("fetch", "http:", "https:", "src=", "import"):
        assert word not in html.split("<script>")[1]


def test_words_of_people_stand_in_no_further_table():
    member = {"campaign_id": "C01", "response_id": "r1"}
    main = dict.fromkeys(["n", "word_for_word", "edited", "extended", "reworded", "strength", "why", "template", "first", "last", "likes"], 1)  # fmt: skip
    html = show(
        ci.Campaigns(
            table=pd.DataFrame([{"campaign_id": "C01"} | main]), base=9,
            members=pd.DataFrame([member | {"variant": "edited", "likeness": 0.9}]),
            additions=pd.DataFrame([member | {"start": 0, "end": 6, "text": "secret"}]),
        )
    )  # fmt: skip
    assert "Also in it: additions, 1 row" in html and "secret" not in html


@pytest.mark.parametrize("thing", ["<i>text</i>", 3])
def test_anything_else_is_shown_as_text(thing):
    assert "<i>" not in show(thing)


@pytest.mark.parametrize(("likes", "there"), [([0, 0], False), ([pd.NA, pd.NA], False), ([0, 3], True)])  # fmt: skip
def test_likes_are_shown_only_where_the_data_have_some(likes, there):
    table = pd.DataFrame({"url": ["https://a.example/1", "https://a.example/2"], "domain": "a", "type": "news", "responses": 1, "likes": pd.array(likes, dtype="Int64")})  # fmt: skip
    given = pd.DataFrame({"response_id": ["r1"], "url": ["https://a.example/1"]})
    html = show(ci.Links(table=table, response_links=given, base=10))
    assert ("likes" in html.casefold()) is there
