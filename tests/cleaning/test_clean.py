"""Cleaning: texts are mended, rows are set aside with a reason, nothing is lost."""

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import consultation_insight as ci
from consultation_insight.cleaning._mending.markup import without_tags
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


@settings(max_examples=60)
@given(st.lists(st.text(max_size=30), min_size=1, max_size=12))
def test_nothing_is_lost(texts):
    corpus = corpus_of(texts, respondent_id="p1")
    after = clean(corpus)
    assert after.responses["response_id"].tolist() == corpus.responses["response_id"].tolist()
    assert after.base + (after.responses["set_aside"] != "").sum() == len(corpus)
    assert set(after.responses["set_aside"]) <= {"", *REASONS}


@settings(max_examples=60)
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


def read_and_cleaned(**columns):
    return clean(ci.read(pd.DataFrame(columns))).responses


ANSWERS = [
    "No, never in my street",
    "Perhaps, once it is built",
    "Yes, on reflection I like it",
    "Nothing good will come of it",
]


def set_aside_of(people, question="q1", answers=ANSWERS, header="respondent_id", **columns):
    table = {header: people, "question": question, "answer": answers, **columns}
    return read_and_cleaned(**table)["set_aside"].tolist()


def test_a_later_answer_of_the_same_respondent_replaces_the_first():
    assert set_aside_of(["a", "b", "a", "c"]) == ["superseded", "", "", ""]


def test_later_goes_by_date_where_there_is_one():
    dates = ["2021-06-09", "2021-06-01", "2021-06-02", "2021-06-03"]
    assert set_aside_of(["a", "b", "a", "c"], date=dates) == ["", "", "superseded", ""]


def test_an_email_address_tells_who_it_was_in_any_case():
    people = ["Ann@Example.org", "b@example.org", "ann@example.ORG ", "c@example.org"]
    assert set_aside_of(people, header="Email") == ["superseded", "", "", ""]


def test_a_form_with_one_question_and_an_address_is_sent_again():
    people = ["ann@example.org", "b@example.org", "ann@example.org", "c@example.org"]
    times = ["2021-06-01 10:00", "2021-06-01 11:00", "2021-06-02 09:00", "2021-06-03 10:00"]
    form = {"Timestamp": times, "Email address": people, "What do you think of the plan?": ANSWERS}
    assert read_and_cleaned(**form)["set_aside"].tolist() == ["superseded", "", "", ""]


def test_answers_of_one_date_or_submission_are_parts():
    people = ["a", "b", "a", "c"]
    same = ["2021-06-01", "2021-06-01", "2021-06-01", "2021-06-03"]
    assert set_aside_of(people, date=same) == [""] * 4
    assert set_aside_of(people, submission_id=["s1", "s2", "s1", "s3"]) == [""] * 4
    other = ["2021-06-01 10:00", "2021-06-01 11:00", "2021-06-01 12:00", "2021-06-03 10:00"]
    assert set_aside_of(people, date=other) == ["superseded", "", "", ""]


def test_other_questions_are_no_later_answer():
    assert set_aside_of(["a", "b", "a", "b"], question=["q1", "q1", "q2", "q2"]) == [""] * 4


def test_where_most_give_several_answers_all_stay():
    assert set_aside_of(["a", "b", "a", "b"]) == [""] * 4
    people = [f"p{n % 20}" for n in range(26)]
    answers = [f"Answer {'abcdefghijklmnopqrstuvwxyz'[n] * 3} to what you ask" for n in range(26)]
    assert set(set_aside_of(people, answers=answers)) == {""}
    days = [f"2021-06-{n + 1:02d}" for n in range(26)]
    assert set_aside_of(people, answers=answers, date=days).count("superseded") == 6


@pytest.mark.parametrize(
    "columns",
    [
        {"username": ["ann", "bob", "ann", "cat"], "tweet": ANSWERS, "likes": [1, 2, 3, 4]},
        {"user_id": ["71", "72", "71", "73"], "comment": ANSWERS},
        {"author": ["Ann", "Bob", "Ann", "Cat"], "note": ANSWERS},
        {"participant": ["a", "b", "a", "c"], "sticky_note": ANSWERS, "votes": [1, 2, 1, 1]},
        {"Email": ["a@b.org", "b@b.org", "a@b.org", "c@b.org"], "idea": ANSWERS},
        {"speaker": ["a", "b", "a", "c"], "text": ANSWERS},
        {"interviewee_id": ["a", "b", "a", "c"], "answer": ANSWERS},
        {"no": [1, 2, 3, 4], "answer": ANSWERS},
    ],
    ids=lambda columns: "-".join(columns),
)
def test_replies_notes_turns_and_numbered_rows_stand_beside_each_other(columns):
    assert read_and_cleaned(**columns)["set_aside"].tolist() == [""] * 4


def test_ids_of_two_tables_may_be_two_people_but_an_address_is_one(tmp_path):
    for header, person, expected in (
        ("respondent_id", "1", ["", "", "", ""]),
        ("email", "ann@example.org", ["superseded", "", "", ""]),
    ):
        paths = []
        for number in (0, 1):
            paths.append(tmp_path / f"{header}{number}.csv")
            people = [person, f"z{number}@example.org"]
            pd.DataFrame(
                {header: people, "question": "q1", "answer": ANSWERS[2 * number :][:2]}
            ).to_csv(paths[-1], index=False)
        assert clean(ci.read(paths)).responses["set_aside"].tolist() == expected


@st.composite
def sent_again(draw):
    rows = draw(
        st.lists(
            st.tuples(
                st.sampled_from("abcdefgh"), st.sampled_from(["q1", "q2"]), st.integers(1, 9)
            ),
            min_size=1,
            max_size=14,
        )
    )
    return pd.DataFrame(
        {
            "text": [f"answer number {n} of them" for n in range(len(rows))],
            "respondent_id": [who for who, _, _ in rows],
            "question_id": [asked for _, asked, _ in rows],
            "created_at": [f"2021-06-0{day}" for _, _, day in rows],
            "known_by": "id",
        }
    )


@settings(max_examples=60)
@given(sent_again(), st.randoms(use_true_random=False))
def test_the_latest_stays_and_with_dates_the_order_of_rows_does_not_matter(frame, random):
    first = clean(Corpus.from_responses(frame)).responses
    assert sorted(first["text"]) == sorted(frame["text"])
    keys = ["respondent_id", "question_id"]
    live = first[first["set_aside"] == ""]
    assert set(map(tuple, live[keys].to_numpy())) == set(map(tuple, frame[keys].to_numpy()))
    latest = first.groupby(keys)["created_at"].transform("max")
    assert (first["set_aside"].eq("") | (first["created_at"] < latest)).all()
    order = random.sample(range(len(frame)), len(frame))
    again = clean(Corpus.from_responses(frame.iloc[order])).responses
    both = first.set_index("text")["set_aside"], again.set_index("text")["set_aside"]
    assert both[0].to_dict() == both[1].to_dict()


@pytest.mark.parametrize(
    ("raw", "mended"),
    [
        ("<p>Keep it.</p><p>Please&nbsp;do!</p>", "Keep it.\nPlease do!"),
        ("<ul><li>Bins</li><li>Benches</li></ul>", "Bins\nBenches"),
        ("&lt;p&gt;Keep it.&lt;/p&gt;", "Keep it."),
        ("Line one<br />line <strong>two</strong>", "Line one\nline two"),
        (
            "See <a href='https://a.org/x' target=_blank>the report</a>.",
            "See the report https://a.org/x.",
        ),
        ("<a href='https://a.org'>https://a.org</a>", "https://a.org"),
        ("<style>p {color: red}</style><p style='margin:0'>cost &lt; 5 &gt; 1</p>", "cost < 5 > 1"),
        ("<table><tr><td>Buses</td><td>few</td></tr></table>", "Buses few"),
        ("<p>N/A</p>", "N/A"),
        # Nobody marked these up.
        ("I <3 the park, 2 < 3 > 1, <name>", "I <3 the park, 2 < 3 > 1, <name>"),
        ("How do I centre a <div> in a <p>?", "How do I centre a <div> in a <p>?"),
        ("a <b and c> d", "a <b and c> d"),
    ],
)
def test_tags_of_html_are_taken_out_and_nothing_else(raw, mended):
    assert cleaned([raw]) == [(mended, "non_answer" if mended == "N/A" else "")]


@given(st.lists(st.text(alphabet="ab &;'\"=", min_size=1, max_size=8), min_size=1, max_size=5))
def test_taking_out_tags_loses_no_word(words):
    marked = "".join(f'<p class="x y">{word}</p>' for word in words)
    assert without_tags(marked).split() == " ".join(words).split()
