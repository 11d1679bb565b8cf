from hypothesis import given
from hypothesis import strategies as st

from consultation_insight.models._word_lists import (
    _LISTS,
    _PHRASES,
    _TOKEN,
    _WORDS,
    CUES,
    _entries,
    cue_counts,
)

ENTRIES = [entry for block in _LISTS.values() for entry in _entries(block)]
BETWEEN = st.sampled_from([" ", "-", ", ", "'", "_"])


@given(st.lists(st.sampled_from(ENTRIES), max_size=6), BETWEEN)
def test_saving_time_misses_no_phrase(entries, between):
    text = f"you {between.join(entries)} 5% off".lower()
    counts = dict(zip(CUES, cue_counts(text), strict=True))
    for name, phrases in _PHRASES.items():
        words = sum(name in _WORDS.get(token, ()) for token in _TOKEN.findall(text))
        assert counts[name] == min(words + len(phrases.findall(text)), 3)
