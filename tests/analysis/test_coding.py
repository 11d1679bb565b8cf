import pandas as pd
import pytest

import consultation_insight as ci
from consultation_insight.errors import ColumnNotFound, RowErrors, SettingsError, UsageError

BUS = ["The bus does not run in the evening.", "More evening buses, please!", "Buses stop at six."]
RENT = ["The rent is far too high.", "Nobody here can pay these rents.", "Rents rise every year."]
DENTIST = ["There is no dentist in town.", "I wait a year for a dentist.", "Dentists take nobody."]
FRAME = [
    {"code": "BUS", "label": "Evening buses", "description": "Bus times and routes."},
    {"code": "RENT", "label": "High rents", "description": "What housing costs."},
    {"code": "DENT", "label": "Dentists", "description": "Waiting for a dentist."},
]


def texts(count=4):
    return [f"{text} {n}" if n else text for n in range(count) for text in BUS + RENT + DENTIST]


def truth(text):
    words = text.casefold()
    return "BUS" if "bus" in words else "RENT" if "rent" in words else "DENT"


@pytest.fixture
def corpus():
    return ci.Corpus.from_responses(pd.DataFrame({"text": texts()}))


@pytest.fixture
def frame():
    return ci.CodeFrame.of(FRAME)


def codes_by_response(coding):
    return coding.coding.groupby("response_id")["code"].agg(set).to_dict()


def test_labels_and_descriptions_are_enough(corpus, frame):
    coding = ci.apply_code_frame(corpus, frame)
    found = codes_by_response(coding)
    right = [truth(text) in found.get(f"r{place}", ()) for place, text in enumerate(texts(), 1)]
    assert sum(right) >= 0.9 * len(right)
    assert set(coding.coding["assigned_by"]) == {"machine"}
    assert coding.coding["strength"].between(0.5, 1).all()


def test_spans_are_passages_of_the_response(frame):
    text = "The bus does not run in the evening. The rent is far too high for us all."
    corpus = ci.Corpus.from_responses(pd.DataFrame({"text": [text, *texts()]}))
    rows = ci.apply_code_frame(corpus, frame).coding
    rows = rows[rows["response_id"] == "r1"]
    assert {
        text[a:b]: c for a, b, c in zip(rows["start"], rows["end"], rows["code"], strict=True)
    } == {
        "The bus does not run in the evening.": "BUS",
        "The rent is far too high for us all.": "RENT",
    }


def test_what_people_coded_stays_and_teaches(corpus, frame):
    # People use the codes crosswise: only examples can tell.
    other = {"BUS": "RENT", "RENT": "DENT", "DENT": "BUS"}
    ids = corpus.responses["response_id"].tolist()
    rows = [(ids[n], other[truth(text)], "ann") for n, text in enumerate(texts()) if n < 27]
    examples = pd.DataFrame(rows, columns=["response_id", "code", "coder"])
    coding = ci.apply_code_frame(corpus, frame, examples)
    human = coding.coding[coding.coding["assigned_by"] == "ann"]
    assert human[["response_id", "code"]].to_numpy().tolist() == [[a, b] for a, b, _ in rows]
    found = codes_by_response(coding)
    rest = [(ids[n], other[truth(text)]) for n, text in enumerate(texts()) if n >= 27]
    assert sum(code in found.get(one, ()) for one, code in rest) >= 0.8 * len(rest)
    assert "learnt from 27 responses" in coding.method


def test_a_row_without_a_code_says_that_there_is_none(corpus, frame):
    examples = pd.DataFrame({"response_id": ["r1", "r2"], "code": ["", "BUS;DENT"]})
    found = codes_by_response(ci.apply_code_frame(corpus, frame, examples))
    assert "r1" not in found
    assert found["r2"] == {"BUS", "DENT"}


@pytest.mark.parametrize("heading", ["source_row", "Source Row", "row"])
def test_examples_by_row_of_the_source(corpus, frame, heading, tmp_path):
    path = tmp_path / "examples.csv"
    path.write_text(f"\ufeff{heading},Question_ID, CODE\n2,text,bus\n", encoding="utf-8")
    found = ci.apply_code_frame(corpus, frame, path).coding
    assert found.loc[found["assigned_by"] == "person", "response_id"].tolist() == ["r2"]


def test_faults_of_examples_come_at_once(corpus, frame):
    examples = pd.DataFrame({"response_id": ["r1", "zz", "r2"], "code": ["NEW", "BUS", "BUS"]})
    with pytest.raises(RowErrors) as caught:
        ci.apply_code_frame(corpus, frame, examples)
    assert caught.value.failures["row"].tolist() == [1, 2]
    with pytest.raises(ColumnNotFound):
        ci.apply_code_frame(corpus, frame, pd.DataFrame({"response_id": ["r1"]}))
    with pytest.raises(ColumnNotFound):
        ci.apply_code_frame(corpus, frame, pd.DataFrame({"code": ["BUS"]}))


def test_the_order_of_rows_does_not_matter(corpus, frame):
    responses = corpus.responses
    turned = ci.Corpus.from_responses(responses.iloc[::-1].reset_index(drop=True))
    one = ci.apply_code_frame(corpus, frame).coding
    other = ci.apply_code_frame(turned, frame).coding
    key = ["response_id", "code", "start"]
    pd.testing.assert_frame_equal(
        one.sort_values(key, ignore_index=True), other.sort_values(key, ignore_index=True)
    )


def test_higher_strength_gives_fewer(corpus, frame):
    counts = [
        len(ci.apply_code_frame(corpus, frame, min_strength=s).coding) for s in (0.3, 0.5, 0.8)
    ]
    assert counts[0] >= counts[1] >= counts[2]
    with pytest.raises(SettingsError):
        ci.apply_code_frame(corpus, frame, min_strength=2)


def asked(names):
    frame = pd.DataFrame(
        {"text": texts(2) * len(names), "question_id": [n for n in names for _ in texts(2)]}
    )
    return ci.Corpus.from_responses(frame)


@pytest.mark.parametrize(
    ("there", "named", "means"),
    [
        (["q1", "q2"], "Q2", "q2"),
        (["1b_please_tell_us_why", "2_what_would_help"], "q1_why", "1b_please_tell_us_why"),
        (["1b_please_tell_us_why", "2_what_would_help"], "What would help", None),
        (["why_do_you_say_that", "other"], "Why do you say that?", "why_do_you_say_that"),
        (
            ["why_do_you_say_that_long_name_cut_of"],
            "Why do you say that",
            "why_do_you_say_that_long_name_cut_of",
        ),
    ],
)
def test_questions_by_their_names(there, named, means):
    corpus = asked(there)
    frame = ci.CodeFrame.of([{**row, "question_id": named} for row in FRAME])
    coding = ci.apply_code_frame(corpus, frame)
    assert set(coding.coding["question_id"]) == {means or "2_what_would_help"}


def test_questions_taken_in_order_are_said(frame):
    corpus = asked(["why", "what"])
    rows = [{**row, "question_id": q} for q in ("alpha", "beta") for row in FRAME]
    coding = ci.apply_code_frame(corpus, ci.CodeFrame.of(rows))
    assert "in order: 'alpha' as 'why', 'beta' as 'what'" in coding.method


def test_one_question_only(frame):
    corpus = asked(["why", "what", "how"])
    assert set(ci.apply_code_frame(corpus, frame).coding["question_id"]) == {"why", "what", "how"}
    coding = ci.apply_code_frame(corpus, frame, question="WHAT")
    assert set(coding.coding["question_id"]) == {"what"}
    assert coding.base == 18
    with pytest.raises(UsageError, match="'why', 'what', 'how'"):
        ci.apply_code_frame(corpus, frame, question="where")


def test_counts_roll_up_and_count_campaigns_once():
    table = pd.DataFrame(
        {"text": texts(2), "campaign_id": ["C1" if n % 9 < 3 else "" for n in range(18)]}
    )
    rows = [{"code": "ALL", "label": "Town life"}, *({**row, "parent": "ALL"} for row in FRAME)]
    coding = ci.apply_code_frame(ci.Corpus.from_responses(table), ci.CodeFrame.of(rows))
    counts = coding.table.set_index("code")
    assert "ALL" not in set(coding.coding["code"])
    assert counts.loc["ALL", "n"] == coding.coding["response_id"].nunique()
    assert counts.loc["BUS", "n"] == 6 and counts.loc["BUS", "n_once"] == 1
    assert (counts["low"] <= counts["share"]).all() and (counts["share"] <= counts["high"]).all()


@pytest.mark.parametrize("texts", [[], [""], ["?!"], ["ok", "no"]])
def test_next_to_nothing(texts, frame):
    corpus = ci.Corpus.from_responses(pd.DataFrame({"text": pd.Series(texts, dtype="str")}))
    if not texts:
        with pytest.raises(UsageError):
            ci.apply_code_frame(corpus, frame)
    else:
        assert len(ci.apply_code_frame(corpus, frame).coding) <= 2 * len(texts)


def test_suggestions(corpus, frame):
    examples = pd.DataFrame({"response_id": ["r1"], "code": ["BUS"]})
    coding = ci.apply_code_frame(corpus, frame, examples)
    suggested = ci.suggest_next(coding, corpus, 6)
    assert len(suggested) == 6
    assert "r1" not in set(suggested["response_id"])
    assert suggested["response_id"].is_unique
    assert suggested["code"].nunique() == 3
    with pytest.raises(SettingsError):
        ci.suggest_next(coding, corpus, 0)
