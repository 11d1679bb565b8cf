"""Dictionary forms of words, by `simplemma` (no model, works offline).

This is the only module that imports simplemma.
"""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["is_known", "lemmatise"]

#: What is longer is no word of a dictionary.
LONGEST = 60
#: Where a language has no dictionary in simplemma, words stay as they are.
_NONE: frozenset[str] = frozenset({"", "und"})


def lemmatise(words: Sequence[str], language: str = "en") -> list[str]:
    """Give the dictionary form of each word; the word itself where none is known.

    A verb's *-ing* form and its base are put together only where the dictionary says so: the
    text around a word is not looked at.

    Parameters
    ----------
    words : sequence of str
        Single words in lower case.
    language : str
        ISO 639-1 code. A language without a dictionary leaves the words as they are.

    Returns
    -------
    list of str

    Examples
    --------
    >>> from consultation_insight.models.lemmas import lemmatise
    >>> lemmatise(["communities", "asked", "children"])
    ['community', 'ask', 'child']
    """
    if language in _NONE or not words:
        return list(words)
    import simplemma

    try:
        return [
            simplemma.lemmatize(word, lang=language).casefold() if len(word) <= LONGEST else word
            for word in words
        ]
    except ValueError:  # a language that simplemma does not have
        return list(words)


def is_known(words: Sequence[str], language: str = "en") -> list[bool]:
    """Say of each word whether the language's dictionary has it; all False without one."""
    if language in _NONE or not words:
        return [False] * len(words)
    import simplemma

    try:
        return [len(word) <= LONGEST and simplemma.is_known(word, lang=language) for word in words]
    except ValueError:
        return [False] * len(words)
