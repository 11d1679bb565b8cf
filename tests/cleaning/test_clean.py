"""Cleaning: texts are mended, rows are set aside with a reason, nothing is lost."""

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consultation_insight.cleaning.clean import clean
from consultation_insight.corpus import REASONS, Corpus

CORPORA = Path(__file__).parents[2] / "corpora"


def corpus_of(texts, **columns):
    return Corpus.from_responses(pd.DataFrame({"text": texts, **columns}))


def cleaned(texts, **columns):
    frame = clean(corpus_of(texts, **columns)).responses
    return list(zip(frame["text"], frame["set_aside"], strict=True))


def renewal():
    raw = pd.read_csv(CORPORA / "renewal_replies" / "raw.csv", dtype=str, keep_default_na=False)
    return Corpus.from_responses(
        pd.DataFrame(
            {
                "text": raw["text"],
                "handle": raw["username"],
                "respondent_id": "p-" + raw["username"].str.lower(),
                "in_reply_to": raw["in_reply_to_user"],
                "source_id": raw["tweet_id"],
                "source_file": "raw.csv",
                "created_at": pd.to_datetime(raw["created_at"], utc=True),
                "links": raw["expanded_urls"],
            }
        )
    )


@pytest.mark.parametrize(
    ("raw", "mended"),
    [
        ("Caf&eacute; &amp; bar", "Café & bar"),
        ("R&D and AT&T, ?a=1&copy=2", "R&D and AT&T, ?a=1&copy=2"),
        ("fish &amp;amp; chips", "fish & chips"),
        ("donâ€™t", "don’t"),
        ("gofalwyr di-dÃ¢l", "gofalwyr di-dâl"),
        ("Ã\u00a0 Berlin", "à Berlin"),
        ("zero\u200bwidth\x00", "zerowidth"),
        ("non\u00a0breaking", "non breaking"),
        ("two_x000D_\nlines", "two\nlines"),
        ("“Quotes” stay — so do dashes… 👩‍⚕️", "“Quotes” stay — so do dashes… 👩‍⚕️"),
        ("https://example.org/?a=1&lt=2", "https://example.org/?a=1&lt=2"),
    ],
)
def test_texts_are_mended_and_no_more(raw, mended):
    assert cleaned([raw])[0][0] == mended


def test_the_reply_prefix_is_taken_off_and_named_accounts_stay():
    texts = ["@Asker Listen to nurses", "@asker @KateRaworth is right", "@other @asker yes", "a"]
    replies = ["asker", "asker", "other", "asker"]
    got = cleaned(texts, handle=["a", "b", "c", "d"], in_reply_to=replies)
    assert [text for text, _ in got] == ["Listen to nurses", "@KateRaworth is right", "yes", "a"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "blank"),
        ("  \n", "blank"),
        ("N/A.", "non_answer"),
        ("no comment", "non_answer"),
        ("Dim sylw", "non_answer"),
        ("---", "non_answer"),
        ("Testing - please ignore", "test"),
        ("👍", ""),
        ("https://example.org", ""),
        ("None of the options is good", ""),
        ("No", ""),
        ("Don’t know", ""),
        ("Testing", ""),
        ("Test the water quality and ignore the lobby", ""),
    ],
)
def test_what_is_no_answer_is_set_aside(text, reason):
    assert cleaned([text])[0][1] == reason


def test_no_is_no_answer_where_more_is_asked_for():
    questions = pd.DataFrame(
        {"question_id": ["q1"], "wording": ["Is there anything else?"], "type": ["open"]}
    )
    corpus = Corpus.from_responses(
        pd.DataFrame({"text": ["No", "no, thank you"], "question_id": "q1"}), questions=questions
    )
    assert clean(corpus).base == 0


def test_replies_on_social_media_are_never_non_answers():
    assert cleaned(["None", "..."], handle=["a", "b"]) == [("None", ""), ("...", "")]


def test_the_whole_of_a_test_record_is_set_aside():
    corpus = corpus_of(
        ["TESTING - delete this please", "fine", "More buses"],
        source_row=[2, 2, 3],
        question_id=["q1", "q2", "q1"],
        respondent_id=["a", "a", "b"],
    )
    assert clean(corpus).responses["set_aside"].tolist() == ["test", "test", ""]


def test_repeats_are_set_aside_and_the_first_is_kept():
    corpus = corpus_of(
        ["Save it!", "Save it!", "save   it", "Save it!"],
        handle=["ann", "ann", "ann", "bob"],
        respondent_id=["p1", "p1", "p1", "p2"],
        source_id=["1", "1", "2", "3"],
    )
    assert clean(corpus).responses["set_aside"].tolist() == ["", "row_twice", "same_text_again", ""]
    assert clean(corpus, repeats=False).base == 4


def test_rows_without_respondents_are_never_the_same_person_again():
    assert [reason for _, reason in cleaned(["Same words", "Same words"])] == ["", ""]


def test_a_survey_sent_again_supersedes_the_first():
    frame = {
        "respondent_id": ["a", "a", "a", "a", "b"],
        "question_id": ["q1", "q2", "q1", "q2", "q1"],
        "source_row": [2, 2, 3, 3, 4],
        "created_at": pd.to_datetime(
            ["2021-06-02"] * 2 + ["2021-06-09"] * 2 + ["2021-06-01"], utc=True
        ),
    }
    corpus = corpus_of(["No.", "Same", "Yes, on reflection", "Same", "Other"], **frame)
    assert clean(corpus).responses["set_aside"].tolist() == [
        "superseded", "", "", "same_text_again", "",
    ]  # fmt: skip


def test_notes_and_replies_of_one_person_stand_side_by_side():
    notes = corpus_of(["More trees", "Fewer cars"], respondent_id="a", source_row=[2, 3])
    assert clean(notes).base == 2
    replies = corpus_of(
        ["More trees", "Fewer cars"], respondent_id="a", handle="ann", source_row=[2, 3]
    )
    assert clean(replies).base == 2


def test_the_asker_is_found_or_given():
    replies = {"handle": ["asker", "a", "b"], "in_reply_to": ["asker", "asker", "asker"]}
    corpus = corpus_of(["Thanks all", "Buses", "Trains"], **replies)
    assert clean(corpus).responses["set_aside"].tolist() == ["asker", "", ""]
    assert clean(corpus, asker="@B").responses["set_aside"].tolist() == ["", "", "asker"]


def test_the_step_never_holds_text():
    step = clean(renewal()).steps[-1]
    assert list(step.rows.columns) == ["response_id", "change", "start", "end"]
    assert step.settings["asker"] == "found"
    assert step.rows["change"].nunique() < 12


def test_the_facts_of_the_renewal_replies_come_out():
    counts = clean(renewal()).reconcile().set_index("reason")["responses"].to_dict()
    facts = {"received": 1558, "row_twice": 9, "same_text_again": 12, "blank": 6, "asker": 6}
    for reason, number in facts.items():
        assert abs(counts[reason] - number) <= (0 if reason == "received" else 2), reason
    assert abs(counts["analysed"] - 1525) <= 2


@settings(deadline=None, max_examples=60)
@given(st.lists(st.text(max_size=30), min_size=1, max_size=12))
def test_nothing_is_lost(texts):
    corpus = corpus_of(texts, respondent_id="p1")
    after = clean(corpus)
    assert after.responses["response_id"].tolist() == corpus.responses["response_id"].tolist()
    assert after.base + (after.responses["set_aside"] != "").sum() == len(corpus)
    assert set(after.responses["set_aside"]) <= {"", *REASONS}


@settings(deadline=None, max_examples=60)
@given(st.text(alphabet="aé @&;-\n\t\u200b\u00a0🙂", max_size=40))
def test_cleaning_twice_changes_no_more(text):
    once = clean(corpus_of([text]))
    assert clean(once).responses["text"].tolist() == once.responses["text"].tolist()


def test_a_function_is_found_though_its_module_has_its_name():
    import subprocess
    import sys

    code = (
        "import consultation_insight as ci, consultation_insight.cleaning.clean,"
        "consultation_insight.cleaning.redact; print(callable(ci.clean), callable(ci.redact))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "True"]
