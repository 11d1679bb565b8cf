"""The form of headings, and passages in the light of their response."""

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from consultation_insight.analysis._headings.labels import name_groups
from consultation_insight.analysis._headings.quoting import _form_of
from consultation_insight.analysis._headings.scoring import is_phrase_of_noun
from consultation_insight.analysis._headings.terms import head_of, read_terms
from consultation_insight.analysis._themes.groups import context_of, in_context
from consultation_insight.analysis._themes.subjects import singular


def headings(
    first: list[str],
    second: list[str],
    language: str = "en",
    *,
    texts: bool = False,
    subject: str = "",
    near: float = 1.0,
) -> list[str]:
    """Labels of two groups; ``near``: how close the name of a subject is, where all else is at 1."""
    labels = np.repeat([0, 1], [len(first), len(second)])

    def closeness(terms):
        return np.array([[near if term == subject else 1.0] * 2 for term in terms])

    found = name_groups(
        read_terms(first + second, language),
        labels,
        closeness,
        subjects={0: subject} if subject else None,
        texts=first + second if texts else (),
    )
    return [name.label for name in found]


LIBRARY = [f"We like the library a lot {i}" for i in range(9)]


# Headings


def test_people_and_things_are_named_in_the_plural_where_enough_write_it():
    words = read_terms([*["A farmer came"] * 3, "Ask the farmers", "The soil", "Our soil"])
    assert words.headed(("farmer",)) == "farmers"
    assert words.headed(("soil",)) == "soil"
    words = read_terms([*["A farmer came"] * 4, "Ask the farmers"])
    assert words.headed(("farmer",)) == "farmer"


def test_a_verb_is_not_taken_for_a_plural():
    words = read_terms(
        ["They work here", "We work", "The work", "It works", "That works", "He works"]
    )
    assert words.headed(("work",)) == "work"


def test_capitals_that_some_leave_out_are_no_name():
    words = read_terms(
        ["All Vehicles pay", "Old vehicles go", "Her Veterans Hall", "Ask Uber", "By Uber"]
    )
    assert words.headed(("vehicle",)) == "vehicles"
    assert words.headed(("uber",)) == "Uber"


def test_acronyms_keep_their_capitals():
    words = read_terms(["The GPS is off", "My GPS", "No GPS here", "a gps", "the gps"])
    assert words.headed(("gps",)) == "GPS"


def test_what_only_opens_sentences_is_written_small_inside_a_heading():
    words = read_terms(["Peat is sold", "Peat burns", "We ask Wales", "In Wales"])
    assert words.shown(("peat",)) == "peat"
    assert words.shown(("wale",)) == "Wales"


def test_german_nouns_keep_their_capitals():
    words = read_terms(["Ampel ist aus", "Ampel geht", "Die Kreuzung", "Eine Kreuzung"], "de")
    assert words.shown(next(key for key in words.terms if key[0].casefold() == "ampel")) == "Ampel"


def test_a_phrase_does_not_run_into_a_name():
    words = read_terms(
        ["we wish you all good Save Village Halls", "so many are good Save Village Halls"]
    )
    assert ("village", "hall") in words.terms
    assert not any("good" in key and "village" in key for key in words.terms)
    words = read_terms(["The city of Leeds", "A city of Leeds"])
    assert ("city", "of", "leed") in words.terms


def test_neither_a_relative_nor_a_weekday_nor_an_order_heads_a_theme():
    for word in ("mum", "tuesday"):
        first = [f"{word} and the budget, {i}" for i in range(9)]
        assert headings(first, LIBRARY)[0] == "Budget"
    assert headings([f"Cancel GCSE exams {i}" for i in range(9)], LIBRARY)[0] == "GCSE exams"


# Context

#: Three that are somewhat alike, and two that are not.
ALIKE = np.eye(5, dtype=np.float32)
ALIKE[1, :2] = ALIKE[2, [0, 2]] = 0.5**0.5


def test_a_passage_moves_towards_its_response():
    vectors = ALIKE[[0, 1, 3, 4]]
    context = context_of(vectors, np.array([0, 1, 2, 3]), np.array([0, 0, 1, 2]))
    moved = in_context(vectors, context)
    assert moved[0] @ moved[1] > vectors[0] @ vectors[1] + 0.1
    assert np.array_equal(moved[2:], vectors[2:])
    assert np.allclose(np.linalg.norm(moved, axis=1), 1)


def test_a_wording_of_several_responses_stays_where_it_is():
    context = context_of(ALIKE[:3], np.array([0, 1, 0, 2]), np.array([0, 0, 1, 1]))
    moved = in_context(ALIKE[:3], context)
    assert np.array_equal(moved[0], ALIKE[0])
    assert moved[1] @ ALIKE[0] > ALIKE[1] @ ALIKE[0]


def test_context_counts_for_groups_where_responses_keep_to_a_subject():
    near = np.repeat(np.eye(2, dtype=np.float32), 2, axis=0)
    of, responses = np.arange(4), np.array([0, 0, 1, 1])
    assert context_of(near, of, responses).weight == 1
    apart = context_of(near[[0, 2, 1, 3]], of, responses)
    assert apart.weight == 0
    assert in_context(near, apart) is near
    assert context_of(near, of, of).weight == 0


def test_context_does_not_depend_on_the_order_of_the_rows():
    random = np.random.RandomState(0)
    vectors = (1 + random.normal(size=(40, 8))).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    of, responses = random.randint(40, size=60), np.sort(random.randint(20, size=60))
    other = random.permutation(60)
    numbers = random.permutation(20)
    one = context_of(vectors, of, responses)
    again = context_of(vectors, of[other], numbers[responses[other]])
    assert one.nearness == again.nearness
    assert one.weight == 1
    assert np.array_equal(in_context(vectors, one), in_context(vectors, again))


# Words that head nothing, and phrases that say more


def test_a_participle_or_an_adjective_heads_nothing_however_it_stands():
    words = read_terms(
        ["The located and the unmeasurable", "Those located, and unmeasurable", "The card"]
    )
    assert words.nounlike(("located",)) < 0.2
    assert words.nounlike(("unmeasurable",)) <= 0.2
    first = [f"{word} the card reader {i}" for i in range(4) for word in ("Located", "We located")]
    assert headings(first, LIBRARY)[0] == "Card reader"


def test_a_word_of_any_subject_is_completed_by_what_it_most_often_stands_with():
    first = [f"My payment {i}" for i in range(6)] + [f"A pending payment {i}" for i in range(3)]
    assert headings(first, LIBRARY)[0] == "Pending payment"
    first = [f"The council {i}" for i in range(6)] + [f"That council tax {i}" for i in range(3)]
    assert headings(first, LIBRARY)[0] == "Council tax"


def test_a_phrase_that_names_no_thing_is_no_heading():
    words = read_terms(
        ["People to live well", "People to live", "A right to roam", "The right to roam"]
        + ["Uniforms suppress freedom", "Uniforms suppress freedom", "Poorly written rules"] * 2
    )
    assert is_phrase_of_noun(words, ("right", "to", "roam"))
    assert not is_phrase_of_noun(words, ("people", "to", "live"))
    assert not is_phrase_of_noun(words, ("uniform", "suppress", "freedom"))
    assert not is_phrase_of_noun(words, ("poorly", "written", "rule"))


def test_lack_of_a_thing_is_about_the_thing():
    assert head_of(("lack", "of", "training")) == "training"
    first = [f"Lack of training {i}" for i in range(5)] + [
        f"The training here {i}" for i in range(4)
    ]
    assert headings(first, LIBRARY)[0] == "Lack of training"


def test_a_list_is_no_phrase():
    words = read_terms(
        ["hospitals clinics", "clinics hospitals", "two hospitals clinics", "the clinics hospitals"]
    )
    assert not is_phrase_of_noun(words, ("hospital", "clinic"))


def test_a_heading_says_no_two_words_of_one_beginning():
    first = [f"The {word} said so {i}" for i in range(5) for word in ("senate", "senator")]
    assert headings(first, LIBRARY)[0] in ("Senate", "Senator", "Senators")
    german = [f"Die {word} ist rot {i}" for i in range(5) for word in ("Ampel", "Ampelschaltung")]
    assert headings(german, [f"Die Bücherei {i}" for i in range(9)], "de")[0].startswith("Ampel")
    assert "und" not in headings(german, [f"Die Bücherei {i}" for i in range(9)], "de")[0]


def test_who_do_not_know_are_called_so():
    first = ["I don't know", "don't know", "No idea", "not sure", "no clue", "Dont know, no clue"]
    labels = headings(first * 2, LIBRARY, texts=True)
    assert labels[0] == "Don’t know"
    spoken = [
        f"Customers don't know what the software of the library should do {i}" for i in range(9)
    ]
    assert "know" not in headings(spoken, LIBRARY, texts=True)[0]


def test_a_subject_gives_way_to_a_word_of_the_groups_own():
    fish = [
        f"The {word} in the river {i}" for i in range(4) for word in ("fishing", "fishing trip")
    ]
    assert headings(fish, LIBRARY, subject="Food and farming", near=0.1)[0].startswith("Fishing")
    assert headings(fish, LIBRARY, subject="Food and farming", near=1.0)[0] == "Food and farming"


# Capitals


def test_names_have_capitals_where_people_shout_or_use_none():
    shouted = ["I VOTED FOR SARAH PALIN", "PALIN AND IRAQ", "THE NHS IN IRAQ", "SARAH PALIN AGAIN"]
    words = read_terms(shouted)
    assert words.case.named("sarah palin") == "Sarah Palin"
    assert words.case.named("iraq") == "Iraq"
    assert words.case.named("nhs") == "NHS"
    assert words.case.named("VOTED") == "voted"
    small = read_terms(["i liked mccain", "i saw mccain and the trout", "i think mccain lost"])
    assert small.case.named("mccain") == "McCain"
    assert small.case.named("trout") == "trout"
    assert small.case.named("Mccain") == "McCain"
    careful = read_terms(["We asked john roberts about it", "Ask john roberts"])
    assert careful.case.named("john roberts") == "John Roberts"
    assert careful.case.named("grace period") == "grace period"


def test_adjectives_of_a_phrase_head_nothing_in_german():
    german = [f"Die eigene Ampel und die eigene Ampel {i}" for i in range(6)]
    assert headings(german, [f"Die Bücherei {i}" for i in range(9)], "de")[0] == "Ampel"


def test_a_large_group_gets_a_word_before_a_small_one():
    large = [f"The best app {i}" for i in range(12)]
    assert headings(large, [f"A nice app for you {i}" for i in range(4)])[0] == "Best app"


def test_small_letters_of_who_uses_no_capitals_say_little():
    texts = ["The war in Iraq", *[f"i hate the war in iraq {i}" for i in range(9)]]
    assert read_terms(texts).shown(("iraq",)) == "Iraq"
    careful = ["The Council met", *[f"We asked the council {i}" for i in range(9)]]
    assert read_terms(careful).shown(("council",)) == "council"


NOUNS = ("bus", "council", "library", "farmer", "payment", "nurse", "tax", "school", "road", "tree")


@given(
    st.lists(
        st.tuples(
            st.sampled_from(NOUNS), st.sampled_from(NOUNS), st.sampled_from(["late", "cut", "new"])
        ),
        min_size=12,
        max_size=40,
    ),
    st.integers(0, 3),
)
@settings(max_examples=40, deadline=None)
def test_rules_of_headings(rows, shift):
    texts = [f"The {a} and our {b} are {c}" for a, b, c in rows]
    groups = np.array([(NOUNS.index(a) + shift) % 3 for a, _, _ in rows])
    groups = np.unique(groups, return_inverse=True)[1]
    width = int(groups.max()) + 1
    names = name_groups(read_terms(texts), groups, lambda terms: np.ones((len(terms), width)))
    labels = [name.label for name in names if name.label]
    assert all(1 <= len(label.split()) <= 6 and label[0].isupper() for label in labels)
    said = [
        {singular(word.casefold().strip(",")) for word in label.split()} - {"and"}
        for label in labels
    ]
    assert all(one and not one & {"late", "new", "the", "our", "are"} for one in said)
    assert sum(map(len, said)) == len(set().union(*said))
    # The order of the passages does not matter.
    other = np.arange(len(texts))[::-1]
    again = name_groups(
        read_terms([texts[row] for row in other]),
        groups[other],
        lambda terms: np.ones((len(terms), width)),
    )
    assert [name.label for name in again] == [name.label for name in names]


def test_groups_that_do_not_know_are_called_by_how_they_say_it():
    clue = ["no clue", "No clue", "not a clue", "haven't a clue", "no clue really", "dk, no clue"]
    assert _form_of(clue) == "No clue"
    assert _form_of(["just a guess", "Guess", "I don't know"]) == "Only a guess"
    assert _form_of(["I don't know", "dk", "no clue"]) == "Don’t know"
    know = ["I don't know", "don't know", "No idea", "not sure", "no clue", "Dont know, no clue"]
    assert headings(know * 2, LIBRARY, texts=True)[0] == "Don’t know"


def test_shorthand_is_written_out():
    spending = [
        f"The govt {what}"
        for what in ("is slow", "was late", "is far away", "is broke", "was kind")
    ]
    assert headings(spending, LIBRARY)[0] == "Government"


def test_a_name_that_other_passages_hold_too_heads_no_group_by_itself():
    rain = ["In Millbrook the weather is bad", "The weather of Millbrook", "Millbrook weather again",
            "Here in Millbrook", "We are in Millbrook", "It is in Millbrook now"]  # fmt: skip
    assert headings(rain, [*LIBRARY, "Also the Millbrook shop", "Also the shop"])[0] != "Millbrook"


def test_headings_by_answers_follow_the_majority_and_consent():
    from consultation_insight.analysis._headings.labels import Naming
    from consultation_insight.analysis._themes.coding import named_by_answers

    names = [Naming("COBIT", ()), Naming("Parking", ()), Naming("Trams", ())]
    texts = ["no.", "No", "NO", "No", "we use COBIT", *["More parking", "Parking costs"] * 2,
             *["Trams!"] * 3, "trams"]  # fmt: skip
    live = pd.DataFrame({"text": texts, "quotable": True})
    coding = pd.DataFrame({"response": range(13), "group": [0] * 5 + [1] * 4 + [2] * 4})
    made = [one.label for one in named_by_answers(names, coding, live)]
    assert made == ["No", "Parking", "Trams"]
    silent = live.assign(quotable=[False] * 4 + [True] * 9)
    assert named_by_answers(names, coding, silent)[0].label == "COBIT"
