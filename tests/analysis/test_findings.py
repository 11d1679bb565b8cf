"""Sentences from numbers: grammar at the edges, figures that agree with the tables."""

import math

import pandas as pd
import pytest
from made_analysis import make

from consultation_insight.analysis.findings import find_findings
from consultation_insight.statistics import wilson_interval


@pytest.fixture(scope="module")
def replies():
    return make(240)


@pytest.fixture(scope="module")
def survey():
    return make(240, questions=3, likes=False, seed=2)


def steps(received, analysed):
    rows = [("received", "received", received), ("analysed", "analysed", analysed)]
    return pd.DataFrame(rows, columns=["reason", "label", "responses"])


def responses(n, *, likes=None, **columns):
    frame = pd.DataFrame({"response_id": [f"r{i}" for i in range(n)]})
    frame = frame.assign(question_id="q", set_aside="", kind="substantive", lobby="false")
    frame["likes"] = pd.array([pd.NA] * n if likes is None else likes, dtype="Int64")
    return frame.assign(**columns)


def shares(frame, base):
    low, high = wilson_interval(frame["n"], base)
    return frame.assign(share=frame["n"] / base, low=low, high=high, base=base)


def themes(*sizes, base, question="q"):
    ids = [f"T{i + 1}" for i in range(len(sizes))]
    frame = pd.DataFrame({"theme_id": ids, "n": sizes}).assign(question_id=question)
    return shares(frame.assign(label=[f"Theme {i}" for i in ids], likes=0), base)


def said(tables, name, **settings):
    table = find_findings(tables, **settings).table
    return table.loc[table["table_name"] == name, "statement"].tolist()


def references(*counts):
    rows = [(f"ref-{i}", f"Book {'ABCDEFG'[i]}", "book", n) for i, n in enumerate(counts)]
    return pd.DataFrame(rows, columns=["reference_id", "reference", "kind", "responses"])


@pytest.mark.parametrize(
    ("counts", "received", "likes", "sentence"),
    [
        ((34, 16, 9), 1525, True, "Book A was the most-cited reference: 34 of 1,525 replies (2 %) pointed to it. Next came Book B (16) and Book C (9)."),
        ((34,), 1525, False, "Book A was the most-cited reference: 34 of 1,525 responses (2 %) pointed to it."),
        ((5, 5), 100, False, "Book A and Book B were the most-cited references: each in 5 of 100 responses (5 %)."),
        ((5, 5, 5, 2), 100, False, "Book A, Book B and Book C were the most-cited references: each in 5 of 100 responses (5 %)."),
        ((1, 1, 1, 1), 100, False, "No reference was cited more than once; 4 were cited."),
        ((7, 3), 1525, False, "Book A was the most-cited reference: 7 of 1,525 responses (less than 1 %) pointed to it. Next came Book B (3)."),
        ((7,), 12, False, "Book A was the most-cited reference: 7 of 12 responses (too few for a percentage) pointed to it."),
        ((40,), 40, False, "Book A was the most-cited reference: all 40 responses pointed to it."),
        ((1,), 1, False, "Book A was the most-cited reference: the only response pointed to it."),
        ((0, 0), 50, False, None),
    ],
)  # fmt: skip
def test_the_most_cited_reference(counts, received, likes, sentence):
    tables = {"reconciliation": steps(received, received), "references": references(*counts)}
    tables["responses"] = responses(1, likes=[3] if likes else None)
    assert said(tables, "references") == ([] if sentence is None else [sentence])


def test_a_place_is_no_reference_that_opens_a_report():
    cited = references(9, 4, 2).assign(kind=["place", "place", "report"])
    tables = {"reconciliation": steps(100, 100), "references": cited}
    findings = find_findings(tables).table
    found = findings[findings["table_name"] == "references"]
    assert found["statement"].tolist() == [
        "Book C was the most-cited reference: 2 of 100 responses (2 %) pointed to it."
    ]
    assert not found["key"].any()  # two agree by chance
    tables["references"] = cited[cited["kind"] == "place"]
    assert said(tables, "references") == []


@pytest.mark.parametrize(
    ("sizes", "base", "sentence"),
    [
        ((245, 30), 1525, "The largest of 2 themes was “Theme T1”: 245 of 1,525 responses (16 %)."),
        ((8,), 60, "One theme was found, “Theme T1”, in 8 of 60 responses (13 %)."),
        ((8, 8), 60, "The largest themes were “Theme T1” and “Theme T2”: each in 8 of 60 responses (13 %)."),
        ((60, 2), 60, "The largest of 2 themes was “Theme T1”: all 60 responses."),
        ((3, 1), 9, "The largest of 2 themes was “Theme T1”: 3 of 9 responses (too few for a percentage)."),
    ],
)  # fmt: skip
def test_the_largest_theme(sizes, base, sentence):
    tables = {"reconciliation": steps(base, base), "themes": themes(*sizes, base=base)}
    assert said(tables, "themes") == [sentence]


def test_each_question_has_its_largest_theme_and_is_named():
    questions = pd.DataFrame(
        {"question_id": ["a", "b"], "wording": ["Why?", "What else? " * 20], "type": "open"}
    )
    tables = {
        "questions": questions,
        "themes": pd.concat([themes(9, 3, base=60, question=q) for q in "ab"]),
    }
    first, second = said(tables, "themes")
    assert first.startswith("On “Why?”, the largest of 2 themes was “Theme T1”")
    assert second.startswith("On “What else?") and "…”, the largest" in second
    assert len(second) < 200


def liked(*rows):
    columns = ["question_id", "rank", "theme_id", "label", "n", "likes"]
    return pd.DataFrame([("q", *row) for row in rows], columns=columns)


@pytest.mark.parametrize(
    ("rows", "n", "sentence"),
    [
        (
            [(1, "T1", "A", 75, 12959), (2, "T2", "B", 40, 4311)], 264,
            "Among the 264 replies with more than 20 likes, the theme “A” drew the most likes: 12,959 for 75 replies, 3.0 times as many as the second, “B” (4,311).",
        ),
        (
            [(1, "T1", "A", 1, 30)], 1,
            "One reply has more than 20 likes (30); it is about “A”.",
        ),
        (
            [(1, "T1", "A", 4, 300), (2, "T2", "B", 4, 300)], 8,
            "Among the 8 replies with more than 20 likes, the themes “A” and “B” drew the most likes, 300 each.",
        ),
        (
            [(1, "T1", "A", 4, 102), (2, "T2", "B", 4, 100)], 8,
            "Among the 8 replies with more than 20 likes, the theme “A” drew the most likes: 102 for 4 replies, about as many as the second, “B” (100).",
        ),
    ],
)  # fmt: skip
def test_themes_by_likes(rows, n, sentence):
    tables = {"liked_themes": liked(*rows), "responses": responses(2, likes=[30, 2])}
    tables["liked"] = pd.DataFrame([(20, n, 1, 1525)], columns=["threshold", "n", "likes", "base"])
    assert said(tables, "liked_themes") == [sentence]


def test_without_likes_no_theme_is_ranked_by_likes():
    tables = {"liked_themes": liked((1, "T1", "A", 1, 30)), "responses": responses(2)}
    assert said(tables, "liked_themes") == []


def tone(**counts):
    base = sum(counts.values())
    frame = pd.DataFrame({"sentiment": counts.keys(), "n": counts.values()})
    return shares(frame.assign(question_id="q"), base)


@pytest.mark.parametrize(
    ("counts", "sentence"),
    [
        ({"negative": 58, "positive": 30, "neutral": 12}, "In tone, most responses were negative (58 of 100, 58 %); 30 were positive and 12 were neutral."),
        ({"negative": 40, "positive": 35, "neutral": 25}, "The most common tone was “negative”: 40 of 100 responses (40 %); 35 were positive and 25 were neutral."),
        ({"negative": 50, "positive": 49, "neutral": 1}, "In tone, about half of the responses were negative (50 of 100, 50 %); 49 were positive and 1 was neutral."),
        ({"negative": 40, "positive": 40, "neutral": 20}, "The tones “negative” and “positive” were equally common: each 40 of 100 responses (40 %); 20 were neutral."),
        ({"negative": 40, "positive": 0}, "In tone, all 40 responses were negative."),
        ({"negative": 1, "positive": 0}, "In tone, the only response was negative."),
        ({"negative": 6, "positive": 1}, "The most common tone was “negative”: 6 of 7 responses (too few for a percentage); 1 was positive."),
    ],
)  # fmt: skip
def test_tone(counts, sentence):
    assert said({"sentiment": tone(**counts)}, "sentiment") == [sentence]


def test_words_of_the_question_are_no_news():
    terms = pd.DataFrame(
        [("Buses", "word", 120, 120), ("Sunday", "word", 30, 30)],
        columns=["term", "type", "mentions", "mentions_outside"],
    )
    questions = pd.DataFrame(
        [("q", "How should the buses run in future?", "open")],
        columns=["question_id", "wording", "type"],
    )
    tables = {"terms": terms, "reconciliation": steps(9, 9), "questions": questions}
    assert said(tables, "terms") == [
        "Apart from the words of the questions, “Sunday” was the word used most: 30 times. 1 word was "
        "used more than 20 times."
    ]
    assert said(tables | {"terms": terms[:1]}, "terms") == []
    tables["questions"] = questions.assign(wording="How should the trains run?")
    assert said(tables, "terms")[0].startswith("“Buses” was the word used most: 120 times.")


def test_words_count_outside_campaigns_where_there_are_campaigns():
    terms = pd.DataFrame(
        [("people", "word", 283, 235), ("flats", "word", 300, 4), ("fair pay", "phrase", 900, 900)],
        columns=["term", "type", "mentions", "mentions_outside"],
    )
    tables = {"terms": terms, "reconciliation": steps(9, 9)}
    assert said(tables, "terms") == [
        "“flats” was the word used most: 300 times. 2 words were used more than 20 times."
    ]
    tables["campaigns"] = pd.DataFrame(
        [("C01", 70, "Abolish leasehold")], columns=["campaign_id", "n", "template"]
    )
    assert said(tables, "terms") == [
        "“people” was the word used most outside campaign texts: 235 times. "
        "1 word was used more than 20 times."
    ]
    assert said(tables, "terms", mentions_over=500) == [
        "“people” was the word used most outside campaign texts: 235 times."
    ]


def test_campaigns_kinds_lobby_links_languages_and_what_was_set_aside():
    tables = {
        "reconciliation": steps(110, 100),
        "responses": responses(100, kind=["abuse"] * 2 + ["substantive"] * 98, lobby=["true"] + ["false"] * 99),
        "campaigns": pd.DataFrame([("C01", 12, "Save our halls from closing this year, they matter")], columns=["campaign_id", "n", "template"]),
        "kinds": shares(pd.DataFrame({"kind": ["substantive", "abuse", "lobby"], "n": [98, 2, 1]}), 100),
        "links": pd.DataFrame([("https://a.example", "research")], columns=["url", "type"]),
        "response_links": pd.DataFrame({"response_id": ["r1"], "url": ["https://a.example"]}),
        "languages": pd.DataFrame({"language": ["en", "cy", "pl"], "n": [97, 2, 1], "share": [0.97, 0.02, 0.01]}),
    }  # fmt: skip
    table = find_findings(tables).table.set_index("table_name")
    statements = table["statement"]
    assert statements["campaigns"] == (
        "1 campaign sent 12 of 100 responses (12 %); its text begins “Save our halls from closing this "
        "year, they matter”."
    )
    limits, lobby = table[table.index == "kinds"]["statement"]
    assert limits == "2 of 100 responses (2 %) limit what can be shown: 2 were abusive."
    assert lobby.startswith("1 of 100 responses (1 %) spoke for an organised interest")
    assert statements["links"] == (
        "1 of 100 responses (1 %) gave links, to 1 address, which is research."
    )
    assert statements["languages"] == (
        "97 of 100 responses (97 %) were in English; 2 were in Welsh and 1 was in Polish."
    )
    assert statements["reconciliation"] == (
        "Of 110 responses received, 100 were analysed and 10 were set aside."
    )
    assert table.loc["links", "response_ids"] == "r1"
    assert table[table["row_id"] == "lobby"]["response_ids"].tolist() == ["r0"]
    assert table[table["row_id"] == "abuse"]["response_ids"].tolist() == ["r0;r1"]


@pytest.mark.parametrize(
    ("received", "analysed", "sentence"),
    [
        (5, 5, "All 5 responses received were analysed."),
        (1, 1, "The only response received was analysed."),
        (2, 1, "Of 2 responses received, 1 was analysed and 1 was set aside."),
        (3, 0, "Of 3 responses received, none was analysed; all were set aside."),
        (0, 0, "No responses were received."),
    ],
)
def test_coverage(received, analysed, sentence):
    assert said({"reconciliation": steps(received, analysed)}, "reconciliation") == [sentence]


def test_a_closed_question():
    answers = pd.DataFrame({"answer": ["Yes", "No"], "n": [174, 126]})
    answers = shares(answers.assign(question_id="q", wording="Do you agree?"), 300)
    assert said({"answers": answers}, "answers") == [
        "To “Do you agree?”, the most common answer was “Yes”: 174 of 300 respondents (58 %)."
    ]
    answers["n"] = 150
    assert said({"answers": answers}, "answers") == [
        "To “Do you agree?”, “Yes” and “No” were given equally often, each by 150 of 300 "
        "respondents (50 %)."
    ]


def test_a_question_for_a_number_has_no_most_common_answer():
    answers = pd.DataFrame({"answer": [str(age) for age in range(20, 40)], "n": 1})
    answers.loc[3, "n"] = 2
    answers = shares(answers.assign(question_id="q", wording="How old are you?"), 21)
    assert said({"answers": answers}, "answers") == []
    steps_only = answers.iloc[:11]
    assert len(said({"answers": steps_only}, "answers")) == 1


def scale(*counts):
    names = ["Strongly agree", "Agree", "Neither", "Disagree", "Strongly disagree"]
    frame = pd.DataFrame({"answer": names, "n": counts})
    return shares(frame.assign(question_id="q", wording="Do you agree?"), sum(counts))


def test_degrees_of_one_answer_count_together():
    assert said({"answers": scale(37, 107, 39, 68, 61)}, "answers") == [
        "To “Do you agree?”, 144 of 312 respondents (46 %) gave “Strongly agree” or “Agree”; "
        "129 gave “Disagree” or “Strongly disagree”."
    ]


def test_a_tie_of_sides_and_several_ticks_fall_back_to_the_most_common_answer():
    (tie,) = said({"answers": scale(10, 20, 5, 29, 1)}, "answers")
    assert tie.startswith("To “Do you agree?”, the most common answer was “Disagree”: 29 of 65")
    several = scale(10, 40, 5, 20, 1).assign(base=60)
    (ticked,) = said({"answers": several}, "answers")
    assert "the most common answer was “Agree”: 40 of 60" in ticked


def test_what_was_asked_for_is_one_sentence():
    asked = pd.DataFrame(
        [("r1", "who"), ("r2", "who"), ("r1", "do"), ("r3", "where")],
        columns=["response_id", "answers"],
    )
    tables = {"recommendations": asked, "reconciliation": steps(50, 50)}
    assert said(tables, "recommendations") == [
        "3 of 50 responses (6 %) asked for something: 2 named who should be listened to, "
        "1 where it worked and 1 what should be done."
    ]


def test_proposals_that_were_asked_for_are_no_finding():
    asked = pd.DataFrame(
        [("r0", "do"), ("r1", "do"), ("r3", "who")], columns=["response_id", "answers"]
    )
    questions = pd.DataFrame(
        {"question_id": ["q1", "q2"], "wording": ["What should we change?", "Anything else?"],
         "type": "open", "base": [2, 2]}
    )  # fmt: skip
    given = responses(4).assign(question_id=["q1", "q1", "q2", "q2"])
    tables = {"recommendations": asked, "responses": given, "reconciliation": steps(4, 4)}
    assert said(tables | {"questions": questions}, "recommendations") == [
        "Where no proposals were asked for, 1 of 2 responses (too few for a percentage) asked for "
        "something: 1 named who should be listened to."
    ]
    only = questions.assign(wording="What would you change?")
    assert said(tables | {"questions": only}, "recommendations") == []


def test_a_question_that_asks_for_no_position_gets_no_sentence():
    rows = pd.DataFrame({"stance": ["unclear", "against"], "n": [61, 1], "question_id": "q"})
    assert said({"stance": shares(rows, 62)}, "stance") == []


def test_a_language_that_could_not_be_told_is_no_language():
    table = pd.DataFrame({"language": ["en", "", "cy"], "n": [90, 6, 4]})
    assert said({"languages": table}, "languages") == [
        "90 of 100 responses (90 %) were in English; 4 were in Welsh; the language of 6 could "
        "not be told."
    ]


def test_no_tables_no_findings():
    found = find_findings({})
    assert len(found) == 0 and found.base == 0


def test_figures_agree_with_the_tables(replies, survey):
    for analysis in (replies, survey):
        table = find_findings(analysis.tables).table
        assert table["finding_id"].is_unique
        assert table["rank"].tolist() == list(range(1, len(table) + 1))
        assert 3 <= table["key"].sum() <= 5 and table["key"].head(3).all()
        known = set(analysis.tables["responses"]["response_id"])
        for row in table.itertuples():
            assert not {*row.response_ids.split(";")} - known - {""}
            if not math.isnan(row.share):
                assert row.share == pytest.approx(row.number / row.base)
            assert row.statement[0].isupper() or not row.statement[0].isalpha()
            assert row.statement.endswith(".") and "  " not in row.statement
            assert f"{row.number:,}" in row.statement


def test_an_abusive_response_is_evidence_but_never_quoted(replies):
    table = find_findings(replies.tables).table
    assert not table["statement"].str.contains("ABUSIVEWORDS").any()


def test_order_of_rows_does_not_matter(replies):
    tables = replies.tables
    turned = {name: frame.iloc[::-1] for name, frame in tables.items()}
    kept = ("reconciliation", "references", "campaigns", "links", "kinds")
    for name in kept:
        one, two = said(tables, name), said(turned, name)
        assert one == two


@pytest.mark.parametrize(("second", "findings"), [("same", 1), ("other", 2)])
def test_a_position_that_goes_with_the_person_is_said_once(second, findings):
    first = ["for", "against", "for"] * 10
    again = first if second == "same" else first[1:] + first[:1]
    responses = pd.DataFrame(
        {
            "response_id": [f"r{i}" for i in range(60)],
            "respondent_id": [f"p{i}" for i in range(30)] * 2,
            "question_id": ["q1"] * 30 + ["q2"] * 30,
            "stance": first + again,
            "set_aside": "",
        }
    )
    rows = pd.concat(
        [
            shares(
                pd.DataFrame({"stance": ["for", "against"], "n": [20, 10], "question_id": q}), 30
            )
            for q in ("q1", "q2")
        ]
    )
    assert len(said({"stance": rows, "responses": responses}, "stance")) == findings
