"""What a text says of a measure, and of the thing that the measure is about."""

import pytest

from consultation_insight.models.stance.effects import effects_of, is_to_stop, without_object
from consultation_insight.models.stance.positions import POSITIONS, chances_of_positions

BAN = "What do you think of closing the high street to lorries?"
OPEN = "Should the council introduce free evening buses?"


def position(text, proposal):
    return POSITIONS[chances_of_positions([text], proposal)[0].argmax()]


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("Closing the street to lorries will protect children on their way to school.", "for"),
        ("Such a closure would make life harder for every shop.", "against"),
        ("A ban on lorries ruins the small trader.", "against"),
        ("Getting rid of the lorries is essential for the air that we breathe.", "for"),
        ("Lorries should be stopped at the edge of the town.", "for"),
        ("Lorries should not be banned, shops live on deliveries.", "against"),
    ],
)
def test_praise_of_a_ban_is_for_it(text, stance):
    assert position(text, BAN) == stance


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("Introducing these buses helps those who work late shifts.", "for"),
        ("This scheme is a waste of money and will fail.", "against"),
    ],
)
def test_what_is_said_that_a_new_thing_does(text, stance):
    assert position(text, OPEN) == stance


def test_a_gain_with_something_against_it_is_unclear():
    text = "A closure would protect the old houses; however, it costs the market its customers."
    assert effects_of(text, BAN).weighs
    assert position(text, BAN) == "unclear"


def test_what_is_ill_said_of_the_object_speaks_for_stopping_it():
    said = effects_of("Lorries are a danger to us all.", BAN)
    assert (said.of_measure, said.of_object, said.names_measure) == (0, -1, False)
    assert (said.last, effects_of("Buses are a danger.", OPEN).last) == (1, -1)


def test_no_effect_is_turned_by_not():
    assert effects_of("A ban does not help anybody.", BAN).of_measure == -1


def test_words_of_the_object_have_no_tone_of_their_own():
    assert without_object(["Killing whales is cruel"], "Ban the killing of whales") == [
        "it it is cruel"
    ]
    assert without_object(["Hm"], "Ban it") == ["Hm"]


def test_a_question_without_a_verb_of_stopping_stops_nothing():
    assert is_to_stop(BAN)
    assert not is_to_stop(OPEN)
