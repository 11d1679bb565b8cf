import random as stdlib_random

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consultation_insight import Corpus, deduplicate, find_campaigns, read_campaigns
from consultation_insight.cleaning._copies.evidence import Evidence
from consultation_insight.cleaning._copies.templates import Template, additions
from consultation_insight.errors import SettingsError

TEMPLATE = (
    "The orchard on Pound Lane is the last green place that our children can walk to. "
    "Refuse the car park and give the trees protection for good."
)
OWN = [
    "My grandfather planted two of the pears in 1951.",
    "We hold the apple day there every October and it costs nothing.",
    "As a beekeeper I can tell you what would go with it.",
    "The surgery already has forty empty spaces by noon.",
    "I pushed three prams through that gate.",
]
OTHERS = [
    "More benches by the river please, my knees are not what they were",
    "The one-way system has made the school run worse",
    "Nobody asked the stallholders",
    "I would like to see more buses in the evening",
    "I would like to see more buses at the weekend",
    "Car parks are full because the train is too dear",
    "Thank you for asking us",
    "Leave the market where it is",
]


def corpus_of(texts, **columns):
    return Corpus.from_responses(pd.DataFrame({"text": list(texts), **columns}))


def campaigns_of(texts, **columns):
    corpus = find_campaigns(corpus_of(texts, **columns))
    return corpus.responses, read_campaigns(corpus)


def test_variants_are_told_apart():
    texts = [
        *[TEMPLATE] * 4,
        TEMPLATE.upper(),
        TEMPLATE.replace("Refuse", "Please refuse"),
        *[f"{TEMPLATE} {own}" for own in OWN],
        *OTHERS,
    ]
    responses, campaigns = campaigns_of(texts)
    assert responses["variant"].tolist() == (
        ["word_for_word"] * 5 + ["edited"] + ["extended"] * 5 + [""] * len(OTHERS)
    )
    (row,) = campaigns.table.to_dict("records")
    assert (row["campaign_id"], row["n"], row["template"]) == ("C01", 11, TEMPLATE)
    assert (row["word_for_word"], row["edited"], row["extended"], row["reworded"]) == (5, 1, 5, 0)
    assert campaigns.additions["text"].tolist() == OWN


def test_additions_can_be_cut_from_the_text_by_their_offsets():
    texts = [f"{own} {TEMPLATE}" for own in OWN] + [TEMPLATE]
    responses, campaigns = campaigns_of(texts)
    by_id = responses.set_index("response_id")["text"]
    for row in campaigns.additions.itertuples():
        assert by_id[row.response_id][row.start : row.end] == row.text
    assert campaigns.additions["text"].tolist() == OWN


@pytest.mark.parametrize(
    "short",
    ["I agree", "Following", "+1", "Build more houses", "Jacinda Ardern", "keep up the good work"],
)
def test_short_answers_by_many_are_no_campaign(short):
    responses, campaigns = campaigns_of([short] * 60 + OTHERS)
    assert responses["campaign_id"].eq("").all()
    assert len(campaigns) == 0


def test_one_person_is_no_campaign():
    responses, _ = campaigns_of([TEMPLATE] * 9, respondent_id=["p1"] * 9)
    assert responses["campaign_id"].eq("").all()


def test_only_the_shared_part_is_the_template():
    words = stdlib_random.Random(4)
    letters = "abcdefghijklmnopqrstuvw"
    halves = [
        " ".join("".join(words.choices(letters, k=6)) for _ in range(24)).capitalize() + "."
        for _ in range(12)
    ]
    _, campaigns = campaigns_of([f"{half} {TEMPLATE}" for half in halves])
    (row,) = campaigns.table.to_dict("records")
    assert row["n"] == 12
    assert row["template"] == TEMPLATE
    assert campaigns.additions["text"].tolist() == halves


def test_two_campaigns_with_a_closing_sentence_in_common_stay_apart():
    closing = " I ask the council to think again and to publish all of the answers."
    bus = (
        "The 14 is how half of the estate gets to work, and at night there is no other way home. "
        "Cutting it after eight in the evening will cost people their jobs."
    )
    texts = [TEMPLATE + closing] * 8 + [bus + closing] * 6 + OTHERS
    responses, campaigns = campaigns_of(texts)
    assert campaigns.table["n"].tolist() == [8, 6]
    assert responses["campaign_id"].tolist() == ["C01"] * 8 + ["C02"] * 6 + [""] * len(OTHERS)


def test_the_same_argument_under_the_campaigns_own_hashtag_is_reworded():
    texts = [
        *[TEMPLATE + " #SaveTheOrchard"] * 6,
        "Blossom beats bonnets. #SaveTheOrchard",
        "Blossom beats bonnets. #spring",
        *OTHERS,
    ]
    responses, _ = campaigns_of(texts)
    assert responses["variant"].tolist()[:8] == ["word_for_word"] * 6 + ["reworded", ""]


def test_a_hashtag_of_everybody_is_nobodys_campaign():
    texts = [TEMPLATE + " #budget"] * 6 + [f"{other} #budget" for other in OTHERS]
    responses, _ = campaigns_of(texts)
    assert responses["variant"].tolist() == ["word_for_word"] * 6 + [""] * len(OTHERS)


def test_dates_likes_and_bursts_are_told():
    days = ["2021-03-01"] * 20 + [f"2021-03-0{day}" for day in range(2, 8)]
    _, campaigns = campaigns_of([TEMPLATE] * 26, created_at=days, likes=[2] * 26)
    (row,) = campaigns.table.to_dict("records")
    assert (row["first"], row["last"], row["likes"]) == ("2021-03-01", "2021-03-07", 52)
    assert row["burst_days"] == "2021-03-01"
    assert "26 people" in row["why"]
    assert 0 <= row["strength"] <= 1


def test_a_short_slogan_needs_a_hashtag_of_its_own():
    slogan = "Keep the night bus running for us"
    plain, _ = campaigns_of([slogan] * 12 + OTHERS)
    assert plain["campaign_id"].eq("").all()
    tagged, campaigns = campaigns_of([f"{slogan} #Bus14"] * 12 + OTHERS)
    assert tagged["variant"].tolist() == ["word_for_word"] * 12 + [""] * len(OTHERS)
    assert "#Bus14" in campaigns.table["why"].iloc[0]


def test_a_list_of_hashtags_is_no_wording():
    responses, _ = campaigns_of([f"{other} #we #are #all #so #very #tired" for other in OTHERS])
    assert responses["campaign_id"].eq("").all()


def test_quoting_the_question_is_no_campaign():
    wording = "Should the council sell the orchard on Pound Lane to pay for a new car park?"
    own = [f"{wording} {other}" for other in OTHERS]
    frame = pd.DataFrame({"text": own, "question_id": "q1"})
    questions = pd.DataFrame({"question_id": ["q1"], "wording": [wording], "type": ["open"]})
    asked = find_campaigns(Corpus.from_responses(frame, questions=questions))
    assert asked.responses["campaign_id"].eq("").all()
    unasked = find_campaigns(Corpus.from_responses(frame))
    assert unasked.responses["campaign_id"].eq("C01").all()


def test_what_outsiders_write_too_is_no_campaign():
    proverb = "a bird in the hand is worth two in the bush so they say"
    spread = [f"{other}, {proverb}, and {own}" for other in OTHERS for own in OWN]
    assert campaigns_of([TEMPLATE] * 6 + spread)[1].table["n"].tolist()[-1] == 6
    half = "The orchard on Pound Lane is the last green place that our children can walk to."
    mixed = [*[TEMPLATE] * 6, *[f"{half} {other}" for other in OTHERS]]
    _, campaigns = campaigns_of(mixed)
    assert campaigns.table["n"].tolist() == [14]  # they share half of it: they belong to it


def test_campaigns_are_numbered_by_size_then_text_over_all_questions():
    other = TEMPLATE.replace("orchard", "allotment").replace("trees", "bees")
    third = (
        "Nobody in Fern Road was told of the new flight path before the noise began. "
        "Publish the measurements and move the path back over the sea."
    )
    frame = pd.DataFrame(
        {
            "text": [*[third] * 5, *[TEMPLATE] * 5, *[other] * 7],
            "question_id": ["q2"] * 5 + ["q1"] * 5 + ["q2"] * 7,
        }
    )
    responses = find_campaigns(Corpus.from_responses(frame)).responses
    assert responses["campaign_id"].tolist() == ["C02"] * 5 + ["C03"] * 5 + ["C01"] * 7


@pytest.mark.parametrize(
    ("template", "own"),
    [
        (
            "Mae cau ysgol y pentref yn ergyd i’r iaith ac i’r gymuned gyfan. "
            "Gofynnwn i’r cyngor ailystyried a chadw’r ysgol ar agor.",
            "Fy nain oedd y gogyddes gyntaf yno.",
        ),
        (
            "市立図書館の夜間開館を廃止する案に反対します。仕事帰りの市民の学びを奪わないでください。",
            "子どもが寝た後に静かに勉強できる唯一の場所です。",
        ),
        (
            "เราไม่เห็นด้วยกับการปิดสวนสาธารณะริมแม่น้ำ ขอให้เทศบาลทบทวนแผนและรักษาต้นไม้ไว้",
            "ลูกของผมหัดเดินครั้งแรกในสวนนี้",
        ),
        (
            "نحن نرفض إغلاق المركز الصحي في حينا لأنه الوحيد الذي يخدم كبار السن. نطالب المجلس "
            "بإعادة النظر في القرار.",
            "أمي لا تستطيع ركوب الحافلة.",
        ),
    ],
    ids=["Welsh", "Japanese", "Thai", "Arabic"],
)
def test_other_languages_and_scripts(template, own):
    texts = [*[template] * 5, f"{template} {own}", f"{own} {template}", own, "OK", "OK", "OK"]
    responses, campaigns = campaigns_of(texts)
    assert responses["variant"].tolist() == (
        ["word_for_word"] * 5 + ["extended"] * 2 + ["", "", "", ""]
    )
    assert campaigns.table["template"].tolist() == [template]
    assert campaigns.additions["text"].tolist() == [own, own]


@pytest.mark.parametrize(
    ("evidence", "texts", "enough"),
    [
        ({"people": 9, "words": 10, "outside": 0}, 1_000, True),
        ({"people": 9, "words": 9, "outside": 0}, 1_000, False),
        ({"people": 4, "words": 40, "outside": 0}, 1_000, False),
        ({"people": 9, "words": 40, "outside": 3}, 1_000, True),
        ({"people": 9, "words": 40, "outside": 4}, 1_000, False),
        ({"people": 9, "words": 6, "outside": 0, "marks": ("#x",)}, 1_000, True),
        ({"people": 5, "words": 12, "outside": 0}, 1_000_000, False),
        ({"people": 5, "words": 16, "outside": 0}, 1_000_000, True),
        ({"people": 500, "words": 10, "outside": 0}, 1_000_000, True),
    ],
)
def test_what_makes_a_campaign(evidence, texts, enough):
    assert Evidence(**evidence).suffices(5, 10, texts) is enough


@pytest.mark.parametrize(
    ("text", "added"),
    [
        (f"Hello all. {TEMPLATE}", []),
        (TEMPLATE.replace("our children can", "our noisy grandchildren always can"), []),
        (f"{TEMPLATE} The trees were planted for good by my aunt Vera.", ["aunt"]),
        (TEMPLATE.replace("The orchard", "The old, mossy and much loved orchard"), ["mossy"]),
        (f"{TEMPLATE} I mean it, every word, this time. Listen!", ["Listen!"]),
        (f"{TEMPLATE} Listen!", []),
    ],
)
def test_an_addition_is_a_stretch_of_own_words(text, added):
    template = Template(TEMPLATE, tuple(TEMPLATE.lower().replace(".", "").split()))
    found = [text[start:end] for start, end in additions(text, template)]
    assert len(found) == len(added)
    for passage, word in zip(found, added, strict=True):
        assert word in passage
        assert "Refuse" not in passage


def test_a_shortened_copy_is_edited_even_with_something_added():
    first = TEMPLATE.split(". ")[0] + ". "
    texts = [*[TEMPLATE] * 6, first + OWN[0]]
    responses, campaigns = campaigns_of(texts)
    assert responses["variant"].tolist() == ["word_for_word"] * 6 + ["edited"]
    assert campaigns.additions["text"].tolist() == [OWN[0]]


def test_members_and_marks_agree():
    texts = [*[TEMPLATE] * 4, *[f"{TEMPLATE} {own}" for own in OWN], *OTHERS]
    responses, campaigns = campaigns_of(texts)
    marked = responses[responses["campaign_id"] != ""]
    assert campaigns.members["response_id"].tolist() == marked["response_id"].tolist()
    assert campaigns.members["variant"].tolist() == marked["variant"].tolist()
    assert campaigns.members["likeness"].between(0, 1).all()


def test_a_corpus_without_marks_has_no_campaigns():
    campaigns = read_campaigns(corpus_of(OTHERS))
    assert len(campaigns) == 0
    assert list(campaigns.members.columns) == ["campaign_id", "response_id", "variant", "likeness"]


@pytest.mark.parametrize("wrong", [{"min_size": 1}, {"min_words": 2}])
def test_settings_out_of_range_are_refused(wrong):
    with pytest.raises(SettingsError, match="find_campaigns"):
        find_campaigns(corpus_of(["a"]), **wrong)


@settings(max_examples=40)
@given(
    st.lists(st.sampled_from([TEMPLATE, *OWN, *OTHERS]), min_size=1, max_size=30),
    st.integers(0, 12),
    st.randoms(use_true_random=False),
)
def test_the_order_of_rows_changes_nothing(texts, extended, random):
    texts = texts + [f"{TEMPLATE} {OWN[at % 5]}" for at in range(extended)]
    frame = pd.DataFrame({"text": texts, "response_id": [f"r{at}" for at in range(len(texts))]})
    frame["respondent_id"] = frame["response_id"]
    order = list(range(len(texts)))
    random.shuffle(order)

    def read(rows):
        corpus = find_campaigns(Corpus.from_responses(rows))
        assert len(corpus) == len(rows)
        marks = corpus.responses.set_index("response_id")[["campaign_id", "variant"]].sort_index()
        table = read_campaigns(corpus).table
        return marks.to_dict(), table.to_dict("records")

    assert read(frame) == read(frame.iloc[order])


@settings(max_examples=25)
@given(st.integers(5, 40), st.integers(0, 20), st.integers(0, 10**6))
def test_copies_with_a_personal_half_are_one_campaign(copies, own_words, seed):
    words = stdlib_random.Random(seed)
    texts = []
    for _ in range(copies):
        own = " ".join("".join(words.choices("abdegilmnorstu", k=5)) for _ in range(own_words))
        texts.append(f"{own} {TEMPLATE}" if words.random() < 0.5 else f"{TEMPLATE} {own}")
    responses, _ = campaigns_of(texts + OTHERS)
    assert responses["campaign_id"].tolist() == ["C01"] * copies + [""] * len(OTHERS)


@settings(max_examples=15)
@given(st.integers(0, 12), st.randoms(use_true_random=False))
def test_each_question_can_be_done_by_itself_and_in_any_order(extended, random):
    """The marks of a block of rows are those of the whole; only campaigns' numbers go by size."""
    texts = [*OTHERS, *[TEMPLATE] * 6, *(f"{TEMPLATE} {OWN[at % 5]}" for at in range(extended))]
    frame = pd.DataFrame({"text": texts * 2, "response_id": range(2 * len(texts))})
    frame["response_id"] = "r" + frame["response_id"].astype("str")
    frame["question_id"] = ["q1"] * len(texts) + ["q2"] * len(texts)
    frame["respondent_id"] = frame["response_id"]

    def marks(rows):
        done = deduplicate(find_campaigns(Corpus.from_responses(rows)))
        found = done.responses.set_index("response_id")
        return {(row.Index, row.variant, bool(row.campaign_id)) for row in found.itertuples()}

    order = random.sample(range(len(frame)), len(frame))
    shuffled = frame.iloc[order]
    blocks = [shuffled[shuffled["question_id"] == name] for name in ("q2", "q1")]
    assert marks(frame) == marks(shuffled) == marks(blocks[0]) | marks(blocks[1])


def test_the_plain_text_is_the_template_where_versions_tie():
    longer = TEMPLATE + " It costs next to nothing and there is no other place for us to meet."
    _, campaigns = campaigns_of([TEMPLATE] * 6 + [longer] * 6 + OTHERS)
    assert campaigns.table["template"].tolist() == [TEMPLATE]
    assert campaigns.table[["word_for_word", "extended"]].to_numpy().tolist() == [[6, 6]]


def test_a_cut_copy_is_no_template():
    part = TEMPLATE[: len(TEMPLATE) // 2].rsplit(" ", 1)[0]
    own = [f"{TEMPLATE} {sentence}" for sentence in OWN[:5]]
    _, campaigns = campaigns_of([*own, part, *OTHERS])
    assert campaigns.table["template"].tolist() == [TEMPLATE]


def test_the_same_short_answer_given_many_times_is_no_campaign():
    answers = [
        "Yes",
        "No",
        "More buses please",
        "Better parking",
        "Longer opening hours at the weekend",
    ]
    responses, campaigns = campaigns_of([a for a in answers for _ in range(40)] + OTHERS)
    assert campaigns.table.empty
    assert set(responses["campaign_id"]) == {""}
