"""How often words are used in a language, by `wordfreq` (an extra; works offline).

Its lists (data: CC BY-SA 4.0) mix subtitles, web text, Wikipedia, news, books and social media up to
2021. This is the only module that imports wordfreq.
"""

from __future__ import annotations

from functools import lru_cache

from consultation_insight.errors import ModelNotAvailable, SettingsError

__all__ = ["word_rates"]


@lru_cache(maxsize=4)
def word_rates(language: str = "en") -> tuple[dict[str, float], str]:
    """Give the share of all words that each word of a language is, and the name of the list.

    Parameters
    ----------
    language : str
        ISO 639-1 code.

    Returns
    -------
    rates : dict of str to float
        Words in lower case; those used less than about once in a million words are not in it.
    name : str
        Package, version and list.

    Raises
    ------
    ModelNotAvailable
        Where wordfreq is not installed.
    SettingsError
        Where it has no list for the language.
    """
    try:
        import wordfreq
    except ImportError:
        raise ModelNotAvailable.for_extra("Comparing with general language", "words") from None
    from importlib.metadata import version

    if language not in wordfreq.available_languages("small"):
        raise SettingsError(f"wordfreq has no list for the language {language!r}.")
    rates: dict[str, float] = wordfreq.get_frequency_dict(language, wordlist="small")
    return rates, f"wordfreq {version('wordfreq')}, small list for {language!r}"
