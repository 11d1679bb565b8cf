"""Features of a text that a word list gives: VADER's valences, marks and how it ends."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["TONE_FEATURES", "tone_features"]

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
