"""The word-by-word view of a campaign's copies."""

import pandas as pd

import consultation_insight as ci
from consultation_insight.reporting.content import build_report
from consultation_insight.reporting.html import render_html

LETTER = (
    "The orchard on Pound Lane is the last green place that our children can walk to. "
    "Refuse the car park and give the trees protection for good."
)


def page(texts):
    corpus = ci.find_campaigns(ci.Corpus.from_responses(pd.DataFrame({"text": texts})))
    tables = ci.analyse(corpus)
    return render_html(build_report(tables))


def test_copies_are_shown_word_by_word_and_escaped():
    changed = LETTER.replace("car park", "<b>huge</b> car park")
    html = page([*[LETTER] * 6, changed, "More benches by the river please", "Leave the market"])
    start = html.index('<ul class="differences">')
    shown = html[start : html.index("</ul>", start)]
    assert "<ins>" in shown
    assert "&lt;b&gt;huge&lt;/b&gt;" in shown
    assert "[added:" in shown
    assert shown.count("<li") == 1


def test_the_remainder_is_stated():
    many = [LETTER.replace("children", f"children, all {number} of them,") for number in range(20)]
    html = page([*[LETTER] * 6, *many])
    start = html.index('<ul class="differences">')
    assert html[start : html.index("</ul>", start)].count("<li") == 12
    assert "8 more. All stand in the spreadsheet, sheet “Campaign changes”, and in " in html
    assert "campaign_differences.csv" in html


def test_additions_that_are_not_shown_are_counted_and_found_elsewhere():
    own = ["pears", "plums", "quinces", "medlars", "damsons", "cherries", "walnuts"]
    html = page(
        [*[LETTER] * 6, *[f"{LETTER} We planted the {one} there ourselves." for one in own]]
    )
    assert "What supporters added (7)" in html
    assert "2 more. All stand in the spreadsheet, sheet “Campaign additions”, and in" in html
