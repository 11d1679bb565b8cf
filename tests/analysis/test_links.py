import pandas as pd
import pytest

from consultation_insight import Corpus, find_links, read, redact
from consultation_insight.analysis._references.links import link_type, parse_link


def corpus_of(*rows):
    return Corpus.from_responses(pd.DataFrame(list(rows), columns=["text", "links"]))


@pytest.mark.parametrize(
    ("given", "cleaned"),
    [
        ("http://www.example.org/", "https://example.org"),
        ("https://example.org/a/?utm_source=tw&utm_medium=x", "https://example.org/a"),
        ("https://example.org/a?id=7&fbclid=abc#top", "https://example.org/a?id=7"),
        (
            "https://www.youtube.com/watch?v=abc&t=30&feature=share",
            "https://youtube.com/watch?v=abc&t=30",
        ),
        ("https://example.org/app#/page/2", "https://example.org/app#/page/2"),
        ("HTTPS://Example.ORG/Case", "https://example.org/Case"),
        ("www.ons.gov.uk/x", "https://ons.gov.uk/x"),
        ("https://m.facebook.com/x", "https://facebook.com/x"),
    ],
)
def test_addresses_are_cleaned(given, cleaned):
    assert parse_link(given).url == cleaned


@pytest.mark.parametrize("broken", ["https://", "http://[::1", "ftp://example.org/x", "nonsense"])
def test_what_is_no_address_is_none(broken):
    assert parse_link(broken) is None


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("https://www.gov.uk/guidance", "government"),
        ("https://leeds.gov.uk", "government"),
        ("https://stats.govt.nz/x", "government"),
        ("https://petition.parliament.uk/petitions/1", "petition"),
        ("https://publications.parliament.uk/x", "government"),
        ("https://www.ucl.ac.uk/x", "research"),
        ("https://blogs.lse.ac.uk/x", "opinion"),
        ("https://mit.edu", "research"),
        ("https://www.bbc.co.uk/news/1", "news"),
        ("https://www.bbc.co.uk/iplayer/x", "video"),
        ("https://someone.substack.com/p/x", "opinion"),
        ("https://youtu.be/x", "video"),
        ("https://www.amazon.co.uk/dp/1", "shop"),
        ("https://twitter.com/a/status/1", "social"),
        ("https://example.org/blog/x", "opinion"),
        ("https://example.org/petition", "petition"),
        ("https://example.org", "other"),
    ],
)
def test_type_of_a_link(address, kind):
    assert link_type(parse_link(address)) == kind


def test_short_links_stand_for_what_the_data_give():
    corpus = corpus_of(("Read https://t.co/abc", "https://example.org/a"), ("https://t.co/xyz", ""))
    assert find_links(corpus).to_frame()["url"].tolist() == [
        "https://example.org/a",
        "https://t.co/xyz",
    ]


def test_a_short_link_beside_its_target_is_not_listed():
    corpus = corpus_of(("Read", "https://bit.ly/x https://example.org/a"))
    assert find_links(corpus).to_frame()["url"].tolist() == ["https://example.org/a"]


def test_one_response_counts_once_for_a_link():
    corpus = corpus_of(
        ("https://example.org/a and http://www.example.org/a/", "https://example.org/a")
    )
    result = find_links(corpus)
    assert result.to_frame()["responses"].tolist() == [1]
    assert len(result.response_links) == 1


def test_one_line_for_a_page_however_it_is_spelled():
    corpus = corpus_of(("https://Example.org/A", ""), ("http://www.example.org/a?utm_source=x", ""))
    result = find_links(corpus)
    assert result.to_frame()[["url", "responses"]].to_numpy().tolist() == [
        ["https://example.org/A", 2]
    ]
    assert set(result.response_links["url"]) == {"https://example.org/A"}


def test_nothing_linked_is_an_empty_table():
    result = find_links(corpus_of(("no link here", "")))
    assert len(result) == 0
    assert list(result.to_frame())[:5] == ["url", "domain", "type", "responses", "likes"]


def test_titles_of_pages_come_from_the_data_only():
    rows = pd.DataFrame(
        {
            "id": ["11", "12", "13"],
            "text": ["More buses for all of us, please", "Read this", "This page says it all"],
            "likes": ["1", "2", "3"],
            "expanded_urls": ["", "https://a.example/y?utm_source=x", "https://b.example/z"],
            "link_title": ["", "Ring 07700 900123 <script>", ""],
        }
    )
    corpus = redact(read(rows))
    table = find_links(corpus).to_frame().set_index("url")["title"]
    assert table.to_dict() == {
        "https://a.example/y": "Ring [PHONE] <script>",
        "https://b.example/z": "",
    }
