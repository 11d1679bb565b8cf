"""What a word is most often, whatever the corpus: noun, adjective, verb or adverb (English)."""

from __future__ import annotations

import gzip
from functools import lru_cache
from importlib.resources import files

__all__ = ["FINITE", "MODIFIER", "kinds_of", "weigh"]

#: For each kind the share of its uses that are a noun's, how many uses of the corpus that
#: knowledge is worth, and the most that it leaves to the corpus: "located" heads nothing, however it
#: stands there; "poor", "cut" and "banning" may.
_PRIORS = {
    "adjective": (0.08, 8.0, 0.2),
    "adverb": (0.03, 8.0, 0.1),
    "verb": (0.05, 8.0, 0.15),
    "adverb-or-noun": (0.2, 8.0, 0.4),
    "adjective-or-noun": (0.3, 16.0, 1.0),
    "gerund": (0.4, 6.0, 1.0),
    "verb-or-noun": (0.5, 4.0, 1.0),
}
#: What is no part of a phrase that names something, and what may stand before a noun.
FINITE = frozenset(["verb", "adverb"])
MODIFIER = frozenset(["adjective", "adjective-or-noun"])


@lru_cache(maxsize=8)
def kinds_of(language: str) -> dict[str, str]:
    """The kind of each word that is seldom or never a noun; empty where no list is there."""
    path = files("consultation_insight") / "data" / "word_kinds" / f"{language}.txt.gz"
    if not language.isalpha() or not path.is_file():
        return {}
    text = gzip.decompress(path.read_bytes()).decode()
    lines = (line.split(": ", 1) for line in text.splitlines())
    return {word: kind for kind, words in lines for word in words.split()}


def weigh(
    noun: dict[str, float], uses: dict[str, float], kinds: dict[str, str]
) -> dict[str, float]:
    """Weigh what the corpus shows of each word (``noun``, by so many ``uses``) with its kind."""
    found = dict(noun)
    for word in noun.keys() & kinds.keys():
        prior = _PRIORS.get(kinds[word])
        if prior:
            share, worth, most = prior
            seen = uses[word]
            found[word] = min(most, (noun[word] * seen + share * worth) / (seen + worth))
    return found
