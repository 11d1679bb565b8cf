import xml.etree.ElementTree as ET

import pandas as pd
import pytest

from consultation_insight import (
    Corpus,
    collocations,
    count_terms,
    dispersion,
    draw,
    find_links,
    keyness,
)

TEXTS = [
    "mental health first & <b>parks</b>",
    "better mental health",
    "mental health for all",
    "public parks and public libraries",
    "public parks",
    "more public parks, please",
]


@pytest.fixture
def corpus():
    columns = {"text": TEXTS, "variant": ["a", "a", "a", "b", "b", "b"]}
    return Corpus.from_responses(pd.DataFrame(columns))


def results(corpus):
    return {
        "dispersion": dispersion(corpus, ["parks", "mental health", "<b>", "&", "none"]),
        "collocations": collocations(corpus, min_mentions=2),
        "keyness": keyness(corpus, group={"variant": "a"}, min_mentions=1),
        "terms": count_terms(corpus, min_mentions=1),
    }


def words_of(svg):
    root = ET.fromstring(svg)
    return {element.text for element in root.iter() if element.tag.endswith("text")}


@pytest.mark.parametrize("name", ["dispersion", "collocations", "keyness", "terms"])
def test_every_picture_is_xml_with_a_title_and_repeats(corpus, name):
    result = results(corpus)[name]
    svg = draw(result)
    root = ET.fromstring(svg)
    assert root[0].tag.endswith("title")
    assert root[0].text
    assert draw(result) == svg


def test_all_words_of_a_network_are_named_and_apart(corpus):
    result = collocations(corpus, min_mentions=2)
    table = result.to_frame()
    assert {*table["word"], *table["partner"]} <= words_of(draw(result))
    assert {"mental", "health", "public", "parks"} <= words_of(draw(result))


def test_pictures_of_nothing_are_empty():
    corpus = Corpus.from_responses(pd.DataFrame({"text": ["the", "and"]}))
    assert draw(collocations(corpus)) == ""
    assert draw(count_terms(corpus)) == ""
    assert draw(dispersion(corpus, [])) == ""


def test_a_result_without_a_picture(corpus):
    with pytest.raises(TypeError, match="Links has no picture"):
        draw(find_links(corpus))


def test_a_notebook_shows_the_picture_above_its_table(corpus):
    shown = keyness(corpus, group={"variant": "a"}, min_mentions=1)._repr_html_()
    assert 0 < shown.index("<svg") < shown.index("<table")


def test_ticks_stand_where_the_words_are(corpus):
    result = dispersion(corpus, ["parks", "mental health"], parts=2)
    table = result.to_frame().set_index("term")
    assert table.loc["mental health", ["mentions", "responses"]].tolist() == [3, 3]
    # All three uses stand in the first half: |1 - 1/2| + |0 - 1/2|, halved.
    assert table.loc["mental health", "dispersion"] == pytest.approx(0.5)
    assert result.places["position"].between(0, 1).all()
    assert set(result.places["response_id"]) == {"r1", "r2", "r3", "r4", "r5", "r6"}


def test_the_order_is_that_of_time():
    times = ["2020-01-02", "2020-01-01"]
    corpus = Corpus.from_responses(pd.DataFrame({"text": ["late", "early"], "created_at": times}))
    places = dispersion(corpus, ["early", "late"]).places
    assert places["position"].tolist() == [0.0, 0.5]
