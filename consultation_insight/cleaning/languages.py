"""Which language each response is in."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import pandas as pd

from consultation_insight.corpus import Corpus, Step
from consultation_insight.text import MENTION, URL

__all__ = ["detect_languages"]

#: Texts with at least this many letters say by themselves what the corpus's languages are.
_LETTERS = 30
#: What a language that was not seen in the longer texts may count for beside the seen ones.
_UNSEEN = 1e-3

# Marks that `redact` leaves; they are English wherever they stand.
_MARK = re.compile(r"\[[A-Z][A-Z ]*(?: \d+)?\]")
_NOT_LETTERS = re.compile(r"[\W\d_]+")


def detect_languages(corpus: Corpus, *, expected: Sequence[str] | None = None) -> Corpus:
    """Find the language of each response.

    Naive Bayes over byte n-grams (py3langid), with the corpus's own mixture of languages, read
    from its longer texts, as the prior: so a reply of two words in a thread in English is not
    taken for Dutch, while a Welsh sentence stays Welsh. Addresses, accounts, numbers and the
    marks of redaction are left out. A text without letters is ``und`` (undetermined).

    Parameters
    ----------
    corpus : Corpus
    expected : sequence of str, optional
        ISO 639-1 codes of the languages that can occur. Without it, some thirty that people
        write to British and Irish public bodies in.

    Returns
    -------
    Corpus
        The same rows; ``language`` is new where it was empty.

    Raises
    ------
    SettingsError
        For a code that the model does not know.

    Examples
    --------
    >>> import pandas as pd
    >>> from consultation_insight import Corpus, detect_languages
    >>> texts = ["We need more buses in the evening", "Mae angen mwy o fysiau arnom ni gyda'r nos", "👍"]
    >>> corpus = detect_languages(Corpus.from_responses(pd.DataFrame({"text": texts})))
    >>> corpus.responses["language"].tolist()
    ['en', 'cy', 'und']
    """
    from consultation_insight.models.language_id import LANGUAGES, language_scores, method

    codes = tuple(dict.fromkeys(expected)) if expected else LANGUAGES
    responses = corpus.responses
    words = [_words(text) for text in responses["text"]]
    readable = sorted({text for text in words if text})
    found = dict(
        zip(readable, _languages(readable, language_scores(readable, codes), codes), strict=True)
    )
    found[""] = "und"
    detected = pd.Series([found[text] for text in words], index=responses.index, dtype="str")
    languages = responses["language"].where(responses["language"] != "", detected)
    step = Step.of("detect_languages", {"expected": list(codes), "method": method(codes)})
    return corpus.after(step, language=languages)


def _words(text: str) -> str:
    """The words alone: what is left of a text when all that has no language is gone."""
    if "://" in text or "www." in text:
        text = URL.sub(" ", text)
    if "@" in text:
        text = MENTION.sub(" ", text)
    if "[" in text:
        text = _MARK.sub(" ", text)
    text = text.replace("#", " ")
    return text if _NOT_LETTERS.sub("", text) else ""


def _languages(texts: list[str], scores: np.ndarray, codes: tuple[str, ...]) -> list[str]:
    if not texts:
        return []
    likely = scores.argmax(axis=1)
    return chosen(scores, np.bincount(likely[tell(texts)], minlength=len(codes)), codes)


def tell(texts: Sequence[str]) -> np.ndarray:
    """Which texts are long enough to say by themselves what a corpus's languages are."""
    return np.array([len(_NOT_LETTERS.sub("", text)) >= _LETTERS for text in texts], dtype=bool)


def chosen(scores: np.ndarray, seen: np.ndarray, codes: tuple[str, ...]) -> list[str]:
    """The language of each text, where so many of the longer texts are in each language."""
    counts = seen.astype(np.float64)
    if counts.sum():
        prior = np.maximum(counts / counts.sum(), _UNSEEN)
        # Texts of which the model knows no n-gram have one score for all: the prior decides.
        scores = np.maximum(scores, -1e9) + np.log(prior)
    # Equal scores go to the first code, so that the order of texts does not matter.
    return [codes[best] for best in scores.argmax(axis=1)]
