import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consultation_insight import Corpus
from consultation_insight.analysis._lobby import _SIGNS, _points, lobby_probability
from consultation_insight.analysis.kinds import classify_kind
from consultation_insight.errors import SettingsError
from consultation_insight.results import KINDS


def corpus(texts, **columns):
    return Corpus.from_responses(pd.DataFrame({"text": texts, **columns}))


def kinds(texts, **columns):
    return classify_kind(corpus(texts, **columns)).table["kind"].tolist()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("You absolute muppet.", "abuse"),
        ("Idiots, the lot of you", "abuse"),
        ("That's a bloody good question", "substantive"),
        ("The bus is bloody useless on Sundays", "substantive"),
        ("I am gay and I support this", "substantive"),
        ("Vote the Tories out", "political"),
        ("Sack the health secretary and call an election", "political"),
        ("Ask people who use the day centre what they need", "substantive"),
        ("Free bitcoin giveaway, click the link to claim your prize!!", "spam"),
    ],
)
def test_kinds(text, kind):
    assert kinds([text]) == [kind]


def test_campaigns_are_what_the_corpus_says():
    assert kinds(["Save our hall", "Save our hall"], campaign_id=["C01", ""])[0] == "campaign"


def test_other_languages_are_never_accused():
    assert kinds(["Diolch yn fawr iawn"], language=["cy"]) == ["substantive"]


def test_shares_add_up_and_lobby_stands_beside_them():
    result = classify_kind(corpus(["You clown!", "More buses.", "Our members want more buses."]))
    shares = result.shares.set_index("kind")
    assert list(shares.index) == [*KINDS, "lobby"]
    assert shares.loc[list(KINDS), "n"].sum() == result.base == 3
    assert ((shares["low"] <= shares["share"]) & (shares["share"] <= shares["high"])).all()


def test_an_empty_corpus_has_shares_of_nothing():
    result = classify_kind(corpus([]))
    assert result.shares["n"].sum() == 0


def test_a_wrong_threshold_is_refused():
    with pytest.raises(SettingsError, match="classify_kind"):
        classify_kind(corpus(["a"]), min_probability=-1)


@pytest.mark.parametrize(
    "text",
    [
        "Our members tell us that rates are too high.",
        "On behalf of the bakers of Leeds: lower the rates.",
        "We at the Guild of Thatchers can show you how.",
        "As a charity working with young carers, we see the waiting lists grow.",
    ],
)
def test_voices_of_organised_interests(text):
    assert lobby_probability(text) > 0.5


@pytest.mark.parametrize(
    "text",
    [
        "Ask the Federation of Small Businesses.",
        "I am a member of my union and we have a garden.",
        "The Institute for Fiscal Studies published a paper on this.",
        "We need buses.",
        "My mum belongs to the Women's Institute.",
    ],
)
def test_citing_an_organisation_is_not_speaking_for_it(text):
    assert lobby_probability(text) < 0.5


IDENTITIES = (
    "gay", "lesbian", "trans", "bisexual", "Black", "Asian", "white", "Muslim", "Jewish", "Sikh",
    "Catholic", "Gypsy", "Polish", "Nigerian", "deaf", "blind", "autistic", "disabled", "elderly",
    "homeless",
)  # fmt: skip
HARMLESS = (
    "I'm a {} man and the clinic treated me with respect.",
    "As a {} woman I would feel safer with lights on that path.",
    "The panel has no {} members, please change that.",
    "Several {} neighbours told me the form was hard to fill in.",
    "My {} colleague was refused a loan last year.",
    "Why are {} children more often excluded from school?",
    "A {} choir sings there on Thursdays and it is lovely.",
    "Not every {} person wants the same thing, so ask more than one.",
    "Our {} grandparents built this town and their story belongs in the museum.",
    "You could ask {} students whether the hostel works for them.",
)


def test_identity_terms_never_flag():
    texts = [frame.format(identity) for identity in IDENTITIES for frame in HARMLESS]
    found = classify_kind(corpus(texts)).table
    flagged = found.loc[found["kind"].isin(["abuse", "political", "spam"]), "kind"]
    assert len(texts) == 200
    assert len(flagged) <= 4, flagged.value_counts().to_dict()


def test_a_probability_stands_beside_each_kind():
    table = classify_kind(corpus(["You clown!", "More buses."])).table
    assert table["probability"].between(0, 1).all()
    assert table["lobby_probability"].between(0, 1).all()


@settings(max_examples=25)
@given(st.lists(st.text(max_size=50), max_size=6))
def test_every_live_response_has_one_kind(texts):
    given_ = corpus(texts, set_aside=["blank" if not text.strip() else "" for text in texts])
    result = classify_kind(given_)
    assert result.table["response_id"].tolist() == given_.live["response_id"].tolist()
    assert set(result.table["kind"]) <= set(KINDS)
    assert result.shares.set_index("kind").loc[list(KINDS), "n"].sum() == given_.base


def test_bare_answers_are_substantive():
    texts = ["Not provided", "No", "44", "👍", ".", "Taxes", "Keep us informed", "Better buses"]
    assert set(kinds(texts)) == {"substantive"}


@pytest.mark.parametrize("sign", _SIGNS, ids=range(len(_SIGNS)))
def test_saving_time_misses_no_sign(sign):
    @settings(max_examples=10)
    @given(st.from_regex(sign[2]))
    def check(text):
        text = text[:300]
        assert _points(text) == sum(points for points, _, one in _SIGNS if one.search(text))

    check()


def test_addresses_in_addresses_do_not_hold_it_up():
    assert lobby_probability("Ask us. - Ann " + "http://a?to=" * 200 + " now") < 0.5


@pytest.mark.parametrize(
    "text",
    [
        "Everywhere they have potholes, EVERYWHERE!",
        "Donkeys are made to work on the beach till old age.",
        "The lockers and the family changing cubicles",
        "Public safety",
        # What people answered to other questions, in the same style.
        "Clear the ditches",
        "The culvert cannot cope any more.",
        "Send them home",
        "toilets",
        "Wind",
        "The meeting closed at 9.15 pm.",
        "dog bins please",
        "Neuter more strays.",
        "Debt advisers in pawn shops, to offer something better.",
        "Stop the sale of cheap inflatables",
        "Bless you, councillor!",
        "We would like the Government to mend the sea wall.",
    ],
)
def test_letters_alone_are_neither_abuse_nor_politics(text):
    assert classify_kind(corpus([text])).table["kind"].tolist() == ["substantive"]


def test_politics_is_an_answer_where_the_question_asks_about_it():
    political = ["Vote the Tories out.", "Labour never keeps a manifesto promise."] * 10
    others = ["More buses.", "Mend the lights."] * 10
    asked = corpus([*political, *others])
    assert set(classify_kind(asked).table["kind"]) == {"substantive"}
    beside = corpus([*political[:4], *(others * 2)])
    assert (classify_kind(beside).table["kind"] == "political").sum() == 4
    # Of a few nothing can be told.
    assert set(kinds(political[:6])) == {"political"}
