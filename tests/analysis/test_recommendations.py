import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consultation_insight import Corpus, find_recommendations


def answers(text):
    corpus = Corpus.from_responses(pd.DataFrame({"text": [text]}))
    table = find_recommendations(corpus).to_frame()
    return {(text[row.start : row.end], row.answers) for row in table.itertuples()}


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("Please listen to unpaid carers.", "who"),
        ("I'm a district nurse and proud of it", "who"),
        ("Beekeeper here, 30 years", "who"),
        ("Care home manager, 12 years", "who"),
        ("Try Kate Raworth on this", "who"),
        ("Nobody ever asked us about it", "who"),
        ("What would it cost to do nothing?", "what"),
        ("Find out why the trains are late", "what"),
        ("New Zealand has a wellbeing budget", "where"),
        ("Our hall did exactly that in 1984", "where"),
        ("You should plant more trees", "do"),
        ("Stop cutting youth clubs", "do"),
        ("Scrap business rates, then listen", "do"),
        ("Good luck", None),
        ("Lovely weather today", None),
    ],
)
def test_cues(text, answer):
    found = {name for _, name in answers(text)}
    assert (answer in found) if answer else not found


def test_only_the_sentence_that_asks_is_taken():
    assert answers("It rained. Listen to carers! Bye now.") == {("Listen to carers!", "who")}


def test_a_sentence_can_answer_several():
    found = answers("Listen to nurses in Finland and ask why they stay")
    assert {name for _, name in found} == {"who", "what", "where"}


def test_what_is_set_aside_asks_nothing():
    frame = pd.DataFrame({"text": ["Listen to carers"], "set_aside": ["asker"]})
    assert len(find_recommendations(Corpus.from_responses(frame))) == 0


@settings(max_examples=60)
@given(st.text(max_size=120))
def test_places_lie_in_the_text(text):
    assert all(len(sentence) > 0 for sentence, _ in answers(text))


def test_asks_of_several_are_one_group():
    texts = [
        "Listen to nurses.",
        "Talk to the nurses for once",
        "Please stop the planned road through the meadow",
        "Stop that planned road through our meadow!",
        "Stop the closing of libraries everywhere",
    ]
    corpus = Corpus.from_responses(pd.DataFrame({"text": texts, "likes": [1, 2, 3, 9, 50]}))
    groups = find_recommendations(corpus).groups
    who = groups[groups["answers"] == "who"].set_index("ask").loc["nurse"]
    assert (who.n, who.likes, who.response_ids) == (2, 3, "r1;r2")
    do = groups[(groups["answers"] == "do") & (groups["n"] == 2)].iloc[0]
    assert (do.n, do.likes, do.response_ids, do.response_id) == (2, 12, "r3;r4", "r4")
    assert "r5" not in ";".join(groups["response_ids"])


def test_how_might_we_notes_ask_something():
    corpus = Corpus.from_responses(
        pd.DataFrame({"text": ["How might we make buses easier to use at night?"]})
    )
    assert "what" in find_recommendations(corpus).to_frame()["answers"].tolist()


def test_groups_do_not_depend_on_the_order_of_rows():
    texts = ["Stop the planned road through the meadow", "Please stop a planned road, meadow",
             "Plan the road to stop meadow", "Listen to nurses", "nurses, listen to nurses"]  # fmt: skip
    ids = [f"x{number}" for number in range(5)]
    frame = pd.DataFrame({"text": texts, "response_id": ids})
    one = find_recommendations(Corpus.from_responses(frame)).groups
    other = find_recommendations(Corpus.from_responses(frame[::-1])).groups
    pd.testing.assert_frame_equal(one, other)


@pytest.mark.parametrize(
    "text",
    [
        "I wish there was a bus on Sundays.",
        "It would be really helpful if the desk opened at eight.",
        "We'd like to see a crossing by the school.",
        "Could you please add a bench?",
        "More evening buses, please.",
        "The village needs a shop again.",
        "Plz fix the lights in the subway.",
    ],
)
def test_a_wish_asks_for_something_to_be_done(text):
    corpus = Corpus.from_responses(pd.DataFrame({"text": [text]}))
    assert "do" in find_recommendations(corpus).to_frame()["answers"].tolist()


@pytest.mark.parametrize(
    "text",
    [
        "Please find my reply attached.",
        "I wish everybody well and say thanks.",
        "It would be unkind to say more.",
        "My mother needs care at night.",
    ],
)
def test_what_only_sounds_like_a_wish_asks_for_nothing(text):
    corpus = Corpus.from_responses(pd.DataFrame({"text": [text]}))
    assert "do" not in find_recommendations(corpus).to_frame()["answers"].tolist()


NOT_ASKED = [
    "People crossing the river without paying",
    "Teenagers have nowhere to go",
    "The dentist left in 2019 and the shop closed two years ago",
    "Canada gets enough tourists, Denmark too",
    "Youth club for teens",
    "Parents park on the zigzags",
    "The United Nations is mentioned here",
    "They built it since the war and we had floods",
    "Staff on the ward were kind",
    "The nurse took the time to listen to me",
    "Volunteers run the library",
    "Better lights, please",
    "Residents were told in the 90s",
]


def test_naming_people_or_places_is_no_advice_where_nobody_asked_for_it():
    corpus = Corpus.from_responses(pd.DataFrame({"text": NOT_ASKED}))
    assert set(find_recommendations(corpus).to_frame()["answers"]) == {"do"}
    plain = [*NOT_ASKED, "Listen to the residents.", "Look at Denmark, it worked there."]
    found = find_recommendations(Corpus.from_responses(pd.DataFrame({"text": plain}))).to_frame()
    assert set(found.loc[found["response_id"] == "r14", "answers"]) == {"who"}
    assert "where" in set(found.loc[found["response_id"] == "r15", "answers"])
    assert set(found.loc[~found["response_id"].isin(["r14", "r15"]), "answers"]) == {"do"}


def test_naming_people_is_advice_where_the_question_or_the_answers_show_that_it_was_asked_for():
    shown = [
        *NOT_ASKED,
        *(
            f"Listen to {who}."
            for who in ("nurses", "tenants", "teachers", "bus drivers", "carers")
        ),
    ]
    corpus = Corpus.from_responses(pd.DataFrame({"text": shown}))
    assert (find_recommendations(corpus).to_frame()["answers"] == "who").sum() > 5
