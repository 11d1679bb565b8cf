import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultation_insight import Corpus, Step


def corpus(*texts):
    return Corpus.from_responses(pd.DataFrame({"text": list(texts)}, dtype="str"))


def test_a_table_from_a_corpus_is_a_copy():
    one = corpus("a", "b")
    responses = one.responses
    responses.loc[0, "text"] = "changed"
    assert list(one.responses["text"]) == ["a", "b"]


def test_a_corpus_cannot_be_changed():
    one = corpus("a")
    with pytest.raises(AttributeError):
        one.responses = one.responses


def test_the_first_reason_stays():
    one = corpus("a", "b").set_aside(Step.of("one", {}), pd.Series({0: "blank"}))
    two = one.set_aside(Step.of("two", {}), pd.Series({0: "asker", 1: "asker"}))
    assert list(two.responses["set_aside"]) == ["blank", "asker"]
    assert list(two.reconcile()["responses"]) == [2, 1, 1, 0]


def test_a_step_cannot_add_rows_or_rename_responses():
    with pytest.raises(ValueError, match="rows which the corpus has not"):
        corpus("a").after(Step.of("bad", {}), text=pd.Series({7: "x"}))
    with pytest.raises(ValueError, match="may not set"):
        corpus("a").after(Step.of("bad", {}), response_id="x")


def test_ids_are_unique():
    with pytest.raises(ValueError, match="stands twice"):
        Corpus.from_responses(pd.DataFrame({"text": ["a", "b"], "response_id": ["x", "x"]}))


@given(st.lists(st.sampled_from(["", "blank", "asker", "something else"]), max_size=30))
def test_read_is_live_plus_set_aside(reasons):
    one = corpus(*["text"] * len(reasons))
    given_reasons = pd.Series({i: r for i, r in enumerate(reasons) if r}, dtype="str")
    done = one.set_aside(Step.of("step", {}), given_reasons)
    counts = done.reconcile().set_index("reason")["responses"]
    assert counts["received"] == len(reasons)
    assert counts.drop("received").sum() == len(reasons)
    assert done.base == reasons.count("")
