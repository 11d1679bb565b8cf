"""Whether a heading would say one thing twice."""

from __future__ import annotations

import unicodedata
from difflib import SequenceMatcher

from consultation_insight.analysis._headings.terms import Vocabulary

__all__ = ["is_alike", "is_said", "stem"]

#: Words of six letters and more that are so much alike are one word, and a slip: "Pinterest and pintrest".
_SLIP = 0.85


def is_said(word: str, said: set[str]) -> bool:
    """Whether a word, or one of the same stem, is among those said: "leader" and "leadership".

    "Home" and "homeless" are two: an ending has three letters at most.
    """
    if word in said or stem(word) in {stem(one) for one in said}:
        return True
    if any(_is_slip(word, one) for one in said):
        return True
    return any(
        len(short) >= 4 and long.startswith(short) and len(long) <= len(short) + 3
        for one in said
        for short, long in (sorted((one, word), key=len),)
    )


def is_alike(words: Vocabulary, word: str, used: set[str]) -> bool:
    """Whether a heading that says one word would say it again with the other.

    "Senator and senate"; compounds of one word, where a language writes them as one.
    """
    if is_said(word, used):
        return True
    whole = 4 if words.grammar.capitals else 5
    return any(min(len(word), len(one)) >= whole and word[:whole] == one[:whole] for one in used)


def _is_slip(word: str, other: str) -> bool:
    """Whether one word is the other with a letter too many, too few or out of place."""
    if min(len(word), len(other)) < 6 or word[0] != other[0] or abs(len(word) - len(other)) > 2:
        return False
    return SequenceMatcher(None, word, other, autojunk=False).ratio() >= _SLIP


def stem(word: str) -> str:
    """What "leader" and "leadership" share: enough to see that a heading would say it twice."""
    plain = word if word.isascii() else unicodedata.normalize("NFKD", word)
    return "".join(c for c in plain if not unicodedata.combining(c))[:6]
