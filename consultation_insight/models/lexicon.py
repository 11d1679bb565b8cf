"""Features of a text that word lists give: VADER's valences, marks, and cues of its kind."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
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


def tone_features(texts: Sequence[str]) -> npt.NDArray[np.float32]:
    """Give VADER's scores (Hutto and Gilbert, 2014) and a few facts of the spelling.

    Very long texts are read up to 20,000 characters: beyond, the scores no longer move.

    Examples
    --------
    >>> from consultation_insight.models.lexicon import tone_features
    >>> tone_features(["Great!", "Is it?"]).round(2)[:, 0].tolist()
    [0.66..., 0.0]
    """
    scores = _analyser().polarity_scores
    rows = []
    for text in texts:
        text = text[:20_000]
        found = scores(text) if text.strip() else {"compound": 0, "pos": 0, "neg": 0, "neu": 0}
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
