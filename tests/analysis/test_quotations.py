"""Quotations of a theme differ from each other; what was said once does not stand elsewhere."""

import pandas as pd

import consultation_insight as ci
from consultation_insight.analysis._run_tables.quotations import (
    _long_words,
    _shared,
    _unlike,
    quotable,
)

ENDS = ["because I work nights", "and nobody listens", "which would help a lot", "as they do elsewhere"]  # fmt: skip


def test_quotations_that_say_the_same_stand_aside():
    texts = pd.Series(
        [f"Please add a quiet hour for autistic visitors {end}." for end in ENDS]
        + ["My son cannot bear the loud music.", "Dim lights on one morning would let us come."]
    )
    assert _unlike(texts, list(range(6)), 3) == [0, 4, 5]
    assert _unlike(pd.Series(["More buses please", "more BUSES, please!"]), [0, 1], 3) == [0]
    assert _unlike(pd.Series(["图书馆应该开放", "公园需要更多长椅"]), [0, 1], 3) == [0, 1]
    assert _shared(_long_words("no"), _long_words("no")) == 1


WHO = ["Children", "Pensioners", "Shift workers", "Carers", "Students", "Swimmers"]
WHAT = ["the sauna", "the lockers", "the big slide", "the small pool", "the diving board", "the car park"]  # fmt: skip
HOW = ["is always cold in winter", "costs more each year", "smells of damp wood", "is full by nine"]


def test_what_recurs_in_other_words_around_it_was_not_said_once():
    texts = [f"{a} say that {b} {c}." for a in WHO for b in WHAT for c in HOW]
    alone = "Heritage mosaics behind reception deserve conservation by a specialist."
    themes = ci.find_themes(ci.prepare(pd.DataFrame({"comment": [*texts, alone]})))
    corpus = ci.prepare(pd.DataFrame({"comment": [*texts, alone]}))
    said = dict(zip(corpus.responses["response_id"], corpus.responses["text"], strict=True))
    once = [said[name] for name in themes.said_once["response_id"]]
    assert once == [alone]


def test_other_words_are_found_however_many_said_the_same():
    """Words are read of a few candidates; of more where these repeat each other."""
    same = ["The last bus leaves before the late shift at the hospital ends."] * 300
    other = [f"On {day} nobody could reach the {place} at all, which is a shame for everybody."
             for day, place in zip(("Monday", "Tuesday", "Friday"), ("library", "market", "surgery"),
                                   strict=True)]  # fmt: skip
    corpus = ci.Corpus.from_responses(pd.DataFrame({"text": [*same, *other]}))
    live = corpus.live.assign(kind="substantive", sentiment="neutral")
    candidates = pd.DataFrame(
        {"theme_id": "T01", "response_id": live["response_id"], "start": 0, "end": 40}
    )
    found = quotable(candidates, corpus, live, 3)["text"].tolist()
    assert found[0] == same[0]
    assert len(set(found)) == 3
