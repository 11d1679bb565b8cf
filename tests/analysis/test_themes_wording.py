"""The form of headings, and passages in the light of their response."""

import numpy as np

from consultation_insight.analysis._themes.groups import context_of, in_context
from consultation_insight.analysis._themes.labels import name_groups
from consultation_insight.analysis._themes.terms import read_terms


def headings(first: list[str], second: list[str], language: str = "en") -> list[str]:
    labels = np.repeat([0, 1], [len(first), len(second)])
    words = read_terms(first + second, language)
    return [
        name.label for name in name_groups(words, labels, lambda terms: np.ones((len(terms), 2)))
    ]


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
