"""The table of what copies of a campaign changed."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consultation_insight import Corpus, find_campaigns, read_campaigns
from consultation_insight.cleaning._copies.differing import changes
from consultation_insight.text import count_pieces

LETTER = (
    "The orchard on Pound Lane is the last green place that our children can walk to. "
    "Refuse the car park and give the trees protection for good."
)
COPIES = [
    *[LETTER] * 6,
    LETTER.upper(),
    LETTER.replace("Refuse", "Please refuse"),
    LETTER.replace("green place", "wild spot"),
    LETTER.replace(" for good", ""),
    LETTER.replace("green place", "wild spot"),
]
WORDS = st.lists(st.sampled_from(["bus", "The", "the", "tram,", "late", "木", "?"]), max_size=12)


def campaigns_of(texts):
    frame = pd.DataFrame({"text": texts, "response_id": [f"r{at}" for at in range(len(texts))]})
    return read_campaigns(find_campaigns(Corpus.from_responses(frame)))


def test_changes_of_copies():
    found = campaigns_of(COPIES).differences.to_dict("split")["data"]
    assert found == [
        ["C01", "r7", 17, "added", "", "Please", 81, 87],
        ["C01", "r8", 9, "changed", "green place", "wild spot", 38, 47],
        ["C01", "r9", 26, "removed", "for good.", "", 131, 131],
        ["C01", "r10", 9, "changed", "green place", "wild spot", 38, 47],
    ]


@given(WORDS, WORDS)
def test_offsets_and_positions_lead_to_the_words(before, after):
    template, text = " ".join(before), " " + " ".join(after)
    found = changes(template, text)
    places = [position for _, position, *_ in found]
    assert places == sorted(set(places))
    for operation, position, old, new, start, end in found:
        assert text[start:end] == new
        assert 1 <= position <= count_pieces(template) + 1
        assert (bool(old), bool(new)) == {
            "added": (False, True), "removed": (True, False), "changed": (True, True)
        }[operation]  # fmt: skip
    kept = count_pieces(text) - sum(count_pieces(new) for _, _, _, new, _, _ in found)
    assert kept == count_pieces(template) - sum(count_pieces(old) for _, _, old, *_ in found)


@pytest.mark.parametrize("texts", [["I agree"] * 9, [LETTER] * 7])
def test_nothing_changed_gives_no_rows(texts):
    assert campaigns_of(texts).differences.empty


@settings(max_examples=15)
@given(st.permutations(range(len(COPIES))))
def test_the_order_of_rows_makes_no_difference(order):
    frame = pd.DataFrame({"text": COPIES, "response_id": [f"r{at}" for at in range(len(COPIES))]})

    def rows(frame):
        found = read_campaigns(find_campaigns(Corpus.from_responses(frame))).differences
        return sorted(found.itertuples(index=False, name=None))

    assert rows(frame.iloc[order]) == rows(frame)
