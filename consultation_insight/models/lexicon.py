"""Features of a text that word lists give: VADER's valences, marks, and cues of its kind."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from string import punctuation
from types import SimpleNamespace
from typing import Any

import numpy as np
import numpy.typing as npt

from consultation_insight.models._word_lists import CUES, cue_counts

__all__ = ["TONE_FEATURES", "cue_features", "tone_features"]

#: What the columns of `tone_features` are.
TONE_FEATURES: tuple[str, ...] = (
    "compound", "positive", "negative", "neutral", "exclaims", "asks", "ends_asking", "length",
)  # fmt: skip


@lru_cache(maxsize=1)
def _analyser() -> Any:
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    return SentimentIntensityAnalyzer()


#: VADER looks at this many words before a word of its lexicon, and at fewer after it.
_BEFORE, _AFTER = 3, 2


@lru_cache(maxsize=1)
def _rules() -> tuple[Any, frozenset[str], frozenset[str], Callable[[Any], bool]]:
    """VADER's analyser, its lexicon and emojis as sets, and its test for single shouted words."""
    from vaderSentiment.vaderSentiment import BOOSTER_DICT, allcap_differential

    analyser = _analyser()
    loaded = frozenset(analyser.lexicon) - frozenset(BOOSTER_DICT)
    return analyser, loaded, frozenset(analyser.emojis), allcap_differential


def _bare(word: str) -> str:
    """A word without the marks around it, unless that leaves a face or nothing."""
    stripped = word.strip(punctuation)
    return stripped if len(stripped) > 2 else word


class _Lowered(dict[str, str]):
    """Bare words in lower case, each worked out once: quicker to ask than a function."""

    def __missing__(self, word: str) -> str:
        if len(self) >= _MOST_WORDS:
            self.clear()
        self[word] = lowered = _bare(word).lower()
        return lowered


_MOST_WORDS = 1 << 15
_LOWERED = _Lowered()
#: What VADER says where no word is in its lexicon.
_NOTHING = {"neg": 0.0, "neu": 1.0, "pos": 0.0, "compound": 0.0}


@lru_cache(maxsize=1 << 14)
def _valence(window: tuple[str, ...], place: int, shouted: bool) -> float:
    """VADER's valence of a word among its neighbours; a response's sentences ask it again."""
    near = SimpleNamespace(words_and_emoticons=window, is_cap_diff=shouted)
    (found,) = _analyser().sentiment_valence(0, near, window[place], place, [])
    return float(found)


def _polarity(text: str) -> dict[str, float]:
    """What VADER's ``polarity_scores`` gives, without asking its rules about neutral words.

    Most words are not in its lexicon and add nothing. The rules look a few words around those
    that are, so they are shown just these.
    """
    analyser, loaded, emojis, shouts = _rules()
    if not text.isascii() and not emojis.isdisjoint(text):
        found: dict[str, float] = analyser.polarity_scores(text)  # it puts them into words first
        return found
    given = text.split()
    lower = list(map(_LOWERED.__getitem__, given))
    hits = [place for place, low in enumerate(lower) if low in loaded]
    if given and not hits:
        return _NOTHING
    sentiments: list[float] = [0.0] * len(lower)
    if hits:
        words = list(map(_bare, given))
        shouted = shouts(words)
        for place in hits:
            if lower[place] == "kind" and lower[place + 1 : place + 2] == ["of"]:
                continue
            first = max(place - _BEFORE, 0)
            window = tuple(words[first : place + _AFTER + 1])
            sentiments[place] = _valence(window, place - first, shouted)
        sentiments = analyser._but_check(lower, sentiments)
    scores: dict[str, float] = analyser.score_valence(sentiments, text.strip())
    return scores


def tone_features(texts: Sequence[str]) -> npt.NDArray[np.float32]:
    """Give VADER's scores (Hutto and Gilbert, 2014) and a few facts of the spelling.

    Very long texts are read up to 20,000 characters: beyond, the scores no longer move.

    Examples
    --------
    >>> from consultation_insight.models.lexicon import tone_features
    >>> tone_features(["Great!", "Is it?"]).round(2)[:, 0].tolist()
    [0.66..., 0.0]
    """
    rows = []
    for text in texts:
        text = text[:20_000]
        found = _polarity(text) if text.strip() else {"compound": 0, "pos": 0, "neg": 0, "neu": 0}
        rows.append(
            (
                found["compound"], found["pos"], found["neg"], found["neu"],
                "!" in text, "?" in text, text.rstrip().endswith("?"), np.log1p(len(text)) / 5,
            )
        )  # fmt: skip
    return np.asarray(rows, dtype=np.float32).reshape(len(texts), len(TONE_FEATURES))


def cue_features(texts: Sequence[str]) -> npt.NDArray[np.float32]:
    """Count the cues of insult, party politics and advertising, each up to three.

    Examples
    --------
    >>> from consultation_insight.models.lexicon import cue_features
    >>> cue_features(["You numpty!", "More buses"]).shape[0]
    2
    """
    counts = [cue_counts(text[:20_000]) for text in texts]
    return np.asarray(counts, dtype=np.float32).reshape(len(texts), len(CUES))
