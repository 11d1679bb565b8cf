"""Answers that several respondents gave in the same words."""

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

import consultation_insight as ci
from consultation_insight.analysis._run_tables.same import SEVERAL, same_answers
from consultation_insight.reporting.content import build_report
from consultation_insight.reporting.html import render_html
from consultation_insight.text import comparable

ASKED = "What should change about the buses?"


def lines(texts, *, people=None, **columns):
    """Lines of responses as a run has them, with their words."""
    rows = pd.DataFrame({"response_id": [f"r{n:02d}" for n in range(len(texts))]})
    rows["respondent_id"] = people or rows["response_id"]
    rows = rows.assign(question_id="q", campaign_id="", kind="substantive", quotable=True)
    return rows.assign(**columns), pd.Series(texts, dtype="str")


def told(texts, **columns):
    rows, words = lines(texts, **columns)
    table = same_answers(rows, words, {"q": len(texts)})
    return table.set_index("answer")["respondents"].to_dict()


def test_case_points_and_spaces_make_no_difference():
    texts = [
        "More buses",
        "more  buses.",
        "More buses",
        "MORE BUSES!",
        "More trains",
        "More trains",
    ]
    rows, words = lines(texts)
    (row,) = same_answers(rows, words, {"q": 6}).to_dict("records")
    assert row == {
        "question_id": "q", "answer": "More buses", "n": 4, "respondents": 4, "share": 4 / 6,
        "base": 6, "response_ids": "r00;r01;r02;r03",
    }  # fmt: skip


def test_one_person_who_says_it_again_is_one():
    assert told(["More buses"] * 4, people=["a", "a", "b", "b"]) == {}
    assert told(["More buses"] * 4, people=["a", "a", "b", "c"]) == {"More buses": 3}


def test_copies_of_campaigns_stand_elsewhere():
    assert told(["More buses"] * 4, campaign_id=["C01", "C01", "", ""]) == {}


def test_abuse_is_never_quoted_nor_are_its_copies():
    kinds = ["abuse", "substantive", "substantive", "substantive"]
    assert told(["You fools", "you fools", "You fools!", "You fools"], kind=kinds) == {}
    both = ["You fools"] * 4
    assert told(both, kind=kinds, campaign_id=["C01", "", "", ""]) == {}


def test_the_spelling_is_that_of_people_who_may_be_quoted():
    quotable = [False, False, False, True]
    assert told(["MORE BUSES"] * 3 + ["More buses"], quotable=quotable) == {"More buses": 4}
    assert told(["More buses"] * 4, quotable=[False] * 4) == {}


def test_the_same_words_to_another_question_are_another_answer():
    assert told(["Yes"] * 4, question_id=["q", "q", "p", "p"]) == {}


@given(
    st.lists(st.sampled_from(["Yes", "yes!", "No", "no ", "Buses", "…", ""]), max_size=30),
    st.randoms(),
)
def test_the_order_of_rows_changes_nothing_and_none_is_counted_twice(texts, random):
    rows, words = lines(texts)
    table = same_answers(rows, words, {"q": max(len(texts), 1)})
    assert (table["respondents"] >= SEVERAL).all()
    counts = pd.Series([comparable(text) for text in texts], dtype="str").value_counts()
    expected = sorted(n for word, n in counts.items() if word and n >= SEVERAL)
    assert sorted(table["n"]) == expected
    mixed = random.sample(range(len(texts)), len(texts))
    again = same_answers(rows.iloc[mixed], words, {"q": max(len(texts), 1)})
    pd.testing.assert_frame_equal(table, again)


def a_survey(answers):
    return pd.DataFrame({"Respondent": range(len(answers)), ASKED: answers})


def test_a_report_has_them_only_where_there_are_such_answers(tmp_path):
    own = [f"The bus number {n} comes late every {n} days, which is a nuisance" for n in range(40)]
    answers = [*own, "More buses", "More buses.", "more buses", "More buses"]
    analysis = ci.analyse(ci.prepare(a_survey(answers)))
    (row,) = analysis.tables["same_answers"].to_dict("records")
    assert (row["answer"], row["respondents"]) == ("More buses", 4)
    page = render_html(build_report(analysis))
    assert "4 respondents gave the same answer: “More buses”" in page
    written = ci.write_report(analysis, tmp_path, formats=["xlsx"])
    sheet = pd.read_excel(
        written["xlsx"], sheet_name="Same answers", header=None, engine="openpyxl"
    )
    assert sheet.iloc[:, 0].astype(str).str.fullmatch("More buses").any()
    none = ci.analyse(ci.prepare(a_survey(own)))
    assert "same_answers" not in none.tables
    assert "Same answers" not in render_html(build_report(none))
