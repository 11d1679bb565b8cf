"""Which language a text is in: py3langid's naive Bayes over byte n-grams (BSD).

Its 140 languages are cut down to those that people write to British and Irish public bodies in,
because every further language takes short texts from the likely ones. The model is in the wheel.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from consultation_insight.errors import SettingsError

__all__ = ["LANGUAGES", "language_scores", "method"]

#: English, the other languages of these islands, then the main languages that the censuses of
#: 2021 found, and those of large European countries.
LANGUAGES: tuple[str, ...] = (
    "en", "cy", "ga", "ar", "bg", "bn", "cs", "de", "el", "es", "fa", "fr", "gu", "he", "hi", "hu", "it",
    "lt", "nl", "pa", "pl", "pt", "ro", "ru", "sk", "sq", "ta", "tr", "uk", "ur", "vi", "zh",
)  # fmt: skip


@lru_cache(maxsize=4)
def _identifier(languages: tuple[str, ...]) -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    # An identifier of our own: py3langid's module functions share one for the whole process.
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    unknown = sorted(set(languages) - set(identifier.labels))
    if unknown:
        raise SettingsError.from_value(
            "expected", "detect_languages", f"among {', '.join(sorted(identifier.labels))}", unknown
        )
    identifier.set_languages(list(languages))
    return identifier


def language_scores(texts: Sequence[str], languages: Iterable[str] = LANGUAGES) -> np.ndarray:
    """Score each text for each language.

    Parameters
    ----------
    texts : sequence of str
    languages : iterable of str
        ISO 639-1 codes.

    Returns
    -------
    numpy.ndarray
        Log-likelihoods up to a constant for each text, shape (texts, languages).

    Raises
    ------
    SettingsError
        For a code that the model does not know.

    Examples
    --------
    >>> scores = language_scores(["Mae angen mwy o fysiau arnom ni"], ["en", "cy"])
    >>> bool(scores[0, 1] > scores[0, 0])
    True
    """
    codes = tuple(languages)
    identifier = _identifier(codes)
    place = {code: number for number, code in enumerate(codes)}
    scores = np.empty((len(texts), len(codes)), dtype=np.float64)
    for row, text in enumerate(texts):
        for code, score in identifier.rank(text):
            scores[row, place[code]] = score
    return scores


def method() -> str:
    """Name the model, with its version."""
    from importlib.metadata import version

    return f"py3langid {version('py3langid')}"
