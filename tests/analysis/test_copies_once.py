"""Copies of one text are judged once, with the result that each would have by itself."""

import pandas as pd
import pytest

import consultation_insight as ci
from consultation_insight.analysis.recommendations import asks_in
from consultation_insight.cleaning._personal.name_patterns import NamePatterns
from consultation_insight.models.stance import positions

TEXTS = (
    "Yes, close the road to cars. Listen to carers and to Citizens Advice!",
    "My name is Oliver Hartwell and I oppose it. What about deliveries?",
    "On behalf of 600 shops: our members pay more rates. You utter clowns.",
    "It keeps children safe, provided that buses still get through.",
    "",
)
COPIES = [TEXTS[place] for place in (0, 1, 0, 2, 3, 3, 0, 4, 1, 2, 4, 0)]


@pytest.fixture
def corpus():
    return ci.Corpus.from_responses(pd.DataFrame({"text": COPIES}))


@pytest.mark.parametrize(
    "judge",
    [
        ci.classify_kind,
        ci.score_sentiment,
        lambda corpus: ci.score_stance(corpus, question="Close the road to cars"),
    ],
)
def test_each_copy_is_judged_as_if_alone(corpus, judge):
    table = judge(corpus).table.drop(columns="response_id")
    for place, text in enumerate(COPIES):
        alone = judge(ci.Corpus.from_responses(pd.DataFrame({"text": [text]}))).table
        pd.testing.assert_frame_equal(
            table.iloc[[place]].reset_index(drop=True), alone.drop(columns="response_id")
        )


def test_each_copy_asks_what_it_asks_alone(corpus):
    found = asks_in(corpus.live, corpus.questions)
    alone = [
        ask
        for place in range(len(COPIES))
        for ask in asks_in(corpus.live.iloc[[place]], corpus.questions)
    ]
    assert found == alone
    assert len({ask.response_id for ask in found}) > 5


def test_names_of_copies_are_lists_of_their_own():
    finder = NamePatterns()
    found, tagged = finder.both(COPIES)
    judged = NamePatterns(small=frozenset())
    assert [bool(spans) for spans in found] == [text == TEXTS[1] for text in COPIES]
    assert found[1] == found[8]
    found[1].append("a span of the first")
    assert found[1] != found[8]
    assert len(tagged) == len(COPIES)
    assert judged.both(COPIES[:2])[0] == [judged.both([text])[0][0] for text in COPIES[:2]]


def test_words_of_copies_are_read_once(corpus, monkeypatch):
    seen = []
    real = positions.chance_of_support

    def counted(texts, proposal, effects):
        seen.extend(texts)
        return real(texts, proposal, effects)

    monkeypatch.setattr(positions, "chance_of_support", counted)
    ci.score_stance(corpus, question="Close the road to cars")
    assert sorted(seen) == sorted(text for text in TEXTS if text)
