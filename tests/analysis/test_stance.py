import pandas as pd
import pytest

from consultation_insight import Corpus, read
from consultation_insight.analysis.stance import score_stance, stance_of_tick
from consultation_insight.errors import SettingsError


def survey(*, answers, texts, closed="How far do you agree that charities should do reviews?"):
    people = [f"p{i}" for i in range(len(texts))]
    return Corpus.from_responses(
        pd.DataFrame({"respondent_id": people, "question_id": "why", "text": texts}),
        questions=pd.DataFrame(
            {
                "question_id": ["vote", "why"],
                "wording": [closed, "Please tell us why"],
                "type": ["single", "open"],
            }
        ),
        answers=pd.DataFrame(
            {"respondent_id": people, "question_id": "vote", "answer": answers}
        ).dropna(),
    )


def test_the_closed_answer_decides():
    table = score_stance(
        survey(answers=["Strongly agree", "Tend to disagree"], texts=["Hm.", "I support it."])
    ).table
    assert table["stance"].tolist() == ["for", "against"]
    assert table["source"].tolist() == ["closed answer", "closed answer"]


def test_who_ticks_neither_is_counted_on_no_side():
    answers = ["Neither agree nor disagree", "Agree", "Disagree", "Don't know", "Don't know"]
    texts = [
        "I strongly oppose this.",
        "a",
        "b",
        "Hm.",
        "Yes, but only if it stays free of charge.",
    ]
    table = score_stance(survey(answers=answers, texts=texts)).table
    assert table["stance"].tolist() == ["unclear", "for", "against", "unclear", "conditional"]
    assert table["source"].iloc[[0, 4]].tolist() == ["closed answer", "model"]


def test_words_are_asked_where_nothing_is_ticked():
    answers = [None, "Agree", "Disagree", "Agree", "Disagree"]
    texts = ["I strongly oppose this.", "a", "b", "c", "d"]
    table = score_stance(survey(answers=answers, texts=texts)).table
    assert (table["stance"][0], table["source"][0]) == ("against", "model")


def test_a_vote_on_something_else_is_no_stance():
    table = score_stance(survey(answers=["Red", "Blue"], texts=["a", "b"], closed="Colour?")).table
    assert set(table["stance"]) == {""}


def test_questions_without_a_proposal_have_no_stance():
    corpus = Corpus.from_responses(pd.DataFrame({"text": ["I support it", "Never"]}))
    result = score_stance(corpus)
    assert result.base == 0
    assert set(result.table["stance"]) == {""}
    assert set(result.table["source"]) == {""}


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("I fully support this plan.", "for"),
        ("A terrible idea, please don't.", "against"),
        ("Yes, as long as it stays free.", "conditional"),
        ("I read the leaflet.", "unclear"),
    ],
)
def test_a_proposal_can_be_given(text, stance):
    corpus = Corpus.from_responses(pd.DataFrame({"text": [text]}))
    assert score_stance(corpus, question="Close the road").table["stance"].tolist() == [stance]


def test_tone_is_turned_round_where_the_proposal_is_to_stop_something():
    texts = ["It keeps children safe and happy and it is a great help to parents."]
    corpus = Corpus.from_responses(pd.DataFrame({"text": texts}))
    found = [
        score_stance(corpus, question=proposal).table["stance"][0]
        for proposal in ("Open a crossing patrol", "Abolish the crossing patrol")
    ]
    assert found == ["for", "against"]


def test_votes_in_other_languages_count_and_words_do_not():
    corpus = survey(answers=["Agree", "Disagree", "Don't know"], texts=["Da", "Na", "Cefnogaf hyn"])
    corpus = Corpus.from_responses(
        corpus.responses.assign(language="cy"), questions=corpus.questions, answers=corpus.answers
    )
    assert score_stance(corpus).table["stance"].tolist() == ["for", "against", "unclear"]


def test_words_in_other_languages_are_given_no_position():
    corpus = Corpus.from_responses(
        pd.DataFrame({"text": ["I oppose it.", "Cefnogaf hyn"], "language": ["en", "cy"]})
    )
    found = score_stance(corpus, question="Close the road to cars")
    assert found.table["stance"].tolist() == ["against", ""]
    assert found.table["source"].tolist() == ["model", ""]
    assert found.base == 1


@pytest.mark.parametrize(
    ("answer", "stance"),
    [
        ("Strongly agree", "for"),
        ("Strongly disagree", "against"),
        ("Neither agree nor disagree", "unclear"),
        ("Do not support", "against"),
        ("No", "against"),
        ("Norwich", ""),
    ],
)
def test_ticks(answer, stance):
    assert stance_of_tick(answer) == stance


def test_words_that_contradict_the_tick_are_listed():
    texts = ["I strongly oppose this.", "I support it.", "I fully support this plan."]
    result = score_stance(survey(answers=["Agree", "Agree", "Disagree"], texts=texts))
    assert result.table["stance"].tolist() == ["for", "for", "against"]
    told = result.disagree.set_index("response_id")
    first, _, third = result.table["response_id"]
    assert set(told.index) == {first, third}
    assert told.loc[first, ["ticked", "worded"]].tolist() == ["for", "against"]


def test_coded_examples_teach():
    texts = [f"{what} {where}" for what in ("blue", "green") for where in "abcdefghijkl"]
    corpus = Corpus.from_responses(pd.DataFrame({"text": [*texts, "blue z", "green z"]}))
    ids = corpus.responses["response_id"].tolist()
    examples = pd.DataFrame({"response_id": ids[:24], "stance": ["for"] * 12 + ["against"] * 12})
    before = score_stance(corpus, question="Paint it").table["stance"].tolist()
    result = score_stance(corpus, question="Paint it", examples=examples)
    assert before[-2:] == ["unclear", "unclear"]
    assert result.table["stance"].tolist()[-2:] == ["for", "against"]
    assert result.table["source"].tolist() == ["person"] * 24 + ["model"] * 2
    by_text = pd.DataFrame({"text": texts, "stance": examples["stance"]})
    again = score_stance(corpus, question="Paint it", examples=by_text)
    assert again.table["stance"].tolist() == result.table["stance"].tolist()


def test_unsure_words_become_unclear_on_request():
    corpus = Corpus.from_responses(pd.DataFrame({"text": ["I strongly oppose this."]}))
    sure = score_stance(corpus, question="Close it", min_probability=0.99)
    assert sure.table["stance"].tolist() == ["unclear"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"examples": pd.DataFrame({"text": ["a"]})},
        {"examples": pd.DataFrame({"text": ["a"], "stance": ["maybe"]})},
        {"min_probability": 2.0},
    ],
)
def test_wrong_settings_are_refused(wrong):
    with pytest.raises(SettingsError, match="score_stance"):
        score_stance(Corpus.from_responses(pd.DataFrame({"text": ["a"]})), **wrong)


@pytest.mark.parametrize(
    ("asked", "is_one"),
    [
        ("What should we change about the pool?", False),
        ("2. How should the council replace the bridge?", False),
        ("What support do you need?", False),
        ("Q3. Who should decide on it?", False),
        ("Should the road be closed to cars?", True),
        ("Do you agree that the fee should rise?", True),
        ("How far do you agree or disagree with it?", True),
        ("What do you think about introducing a fee?", True),
        ("What are your views on the proposed closure?", True),
        ("What reasons for supporting or opposing the ban do you have?", True),
    ],
)
def test_a_question_for_proposals_puts_none(asked, is_one):
    table = pd.DataFrame({asked: [f"I support {x} a lot" for x in ("this", "that", "these")]})
    corpus = read(table, text=asked)
    assert (score_stance(corpus).base > 0) is is_one
