"""Find many phrases in many texts at once: a dictionary of first words over plain Python lists.

For a few thousand phrases this takes microseconds a text and loads nothing. Words are compared by
a folded key, so that ``Citizens' Assemblies`` and ``citizens assembly`` are one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

__all__ = ["Hit", "PhraseMatcher", "Token", "fold", "near_misses", "plain", "tokenise"]

_TOKEN = re.compile(r"[^\W_]+(?:['’ʼ][^\W_]+)*|&")
#: Longer words are not looked up: nobody misspells a name of forty letters.
LONGEST = 40
#: What may stand between two words of one phrase: never the end of a sentence or a line.
_GAP = re.compile(r"[ \t\u00a0\-–/,'’ʼ]*|\. ?")
_POSSESSIVE = ("'s", "’s", "ʼs")


class Token(NamedTuple):
    """A word with its place: ``key`` is folded, ``form`` is as written without ``'s``."""

    key: str
    form: str
    start: int
    end: int
    #: Whether nothing but spaces and hyphens stands between this word and the one before.
    joined: bool


class Hit(NamedTuple):
    """A phrase found: words ``first`` to ``last`` (exclusive), and what was filed under it."""

    first: int
    last: int
    filed: tuple[Hashable, ...]


def plain(word: str) -> str:
    """Take case, accents and apostrophes away."""
    word = word.casefold()
    if word.isascii():
        return word.replace("'", "")
    word = unicodedata.normalize("NFKD", word)
    return "".join(char for char in word if char not in "'’ʼ" and not unicodedata.combining(char))


@lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """Fold a word for comparing: case, accents and a plural ``s`` go.

    Examples
    --------
    >>> from consultation_insight.models.matcher import fold
    >>> [fold(word) for word in ("Assemblies", "assembly", "Citizens", "class", "Žižek", "&")]
    ['assembly', 'assembly', 'citizen', 'class', 'zizek', 'and']
    """
    if word == "&":
        return "and"
    word = plain(word)
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


@lru_cache(maxsize=1024)
def _joins(gap: str) -> bool:
    """Whether what stands between two words leaves them neighbours; few gaps come again and again."""
    return bool(_GAP.fullmatch(gap))


def tokenise(text: str) -> list[Token]:
    """Cut a text into words with places, keys and whether they belong to the one before."""
    tokens: list[Token] = []
    before = 0
    initial = False
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        form = match[0]
        if form.endswith(_POSSESSIVE):
            form = form[:-2]
        gap = text[before:start]
        # A full stop joins only after an initial: "E. F. Schumacher".
        joined = gap == " " or (_joins(gap) and ("." not in gap or initial))
        tokens.append(Token(fold(form), form, start, end, joined))
        before, initial = end, len(form) == 1
    return tokens


class PhraseMatcher:
    """Phrases, each with values filed under it.

    Examples
    --------
    >>> from consultation_insight.models.matcher import PhraseMatcher, tokenise
    >>> phrases = PhraseMatcher()
    >>> phrases.add("citizens' assembly", "A")
    >>> text = "Ireland had Citizens Assemblies."
    >>> [(hit.filed, text[t[hit.first].start : t[hit.last - 1].end])
    ...  for t in [tokenise(text)] for hit in phrases.find(t)]
    [(('A',), 'Citizens Assemblies')]
    """

    def __init__(self) -> None:
        self._by_first: dict[str, dict[tuple[str, ...], list[Hashable]]] = {}
        self._lengths: dict[str, list[int]] = {}

    def add(self, phrase: str, value: Hashable) -> None:
        """File a value under a phrase."""
        keys = tuple(token.key for token in tokenise(phrase))
        if not keys:
            return
        phrases = self._by_first.setdefault(keys[0], {})
        values = phrases.setdefault(keys, [])
        if value not in values:
            values.append(value)
        lengths = self._lengths.setdefault(keys[0], [])
        if len(keys) not in lengths:
            lengths.append(len(keys))
            lengths.sort(reverse=True)

    def keys(self) -> set[str]:
        """All folded words that occur in a phrase."""
        return {key for phrases in self._by_first.values() for keys in phrases for key in keys}

    def find(
        self,
        tokens: Sequence[Token],
        spelled: dict[str, str] | None = None,
        fits: Callable[[Hashable, Sequence[Token]], bool] = lambda value, words: True,
    ) -> list[Hit]:
        """Find phrases, left to right; each word belongs to one hit, the longest.

        Parameters
        ----------
        tokens : list of Token
        spelled : dict, optional
            Corrections of keys, from `near_misses`.
        fits : callable, optional
            Told a value and the words of the text; says whether the value may be meant by them.
        """
        keys = [token.key for token in tokens]
        if spelled:
            keys = [spelled.get(key, key) for key in keys]
        hits: list[Hit] = []
        place, count = 0, len(keys)
        while place < count:
            hit = None
            if keys[place] in self._by_first:
                hit = self._longest(keys, tokens, place, fits)
            if hit is None:
                place += 1
            else:
                hits.append(hit)
                place = hit.last
        return hits

    def _longest(
        self,
        keys: list[str],
        tokens: Sequence[Token],
        place: int,
        fits: Callable[[Hashable, Sequence[Token]], bool],
    ) -> Hit | None:
        phrases = self._by_first[keys[place]]
        for length in self._lengths[keys[place]]:
            end = place + length
            if end > len(keys):
                continue
            values = phrases.get(tuple(keys[place:end]))
            if not values or not all(token.joined for token in tokens[place + 1 : end]):
                continue
            fitting = tuple(value for value in values if fits(value, tokens[place:end]))
            if fitting:
                return Hit(place, end, fitting)
        return None


def near_misses(
    unknown: Iterable[str], known: Iterable[str], *, shortest: int = 6
) -> dict[str, str]:
    """Map misspelt keys to the known key that is one letter away (added, lost, changed, swapped).

    Only where exactly one known key is that near and both begin with the same letter.

    Parameters
    ----------
    unknown, known : iterable of str
        Folded keys.
    shortest : int
        Keys with fewer letters are left alone: short names have too many neighbours.

    Examples
    --------
    >>> from consultation_insight.models.matcher import near_misses
    >>> near_misses(["raeworth", "economcis"], ["raworth", "economics"])
    {'raeworth': 'raworth', 'economcis': 'economics'}
    """
    by_deletion: dict[str, set[str]] = {}
    for key in known:
        if len(key) >= shortest and key.isalpha():
            for form in _deletions(key):
                by_deletion.setdefault(form, set()).add(key)
    found: dict[str, str] = {}
    for word in unknown:
        if not shortest <= len(word) <= LONGEST or not word.isalpha():
            continue
        near = set()
        for form in _deletions(word):
            near |= by_deletion.get(form, set())
        near = {key for key in near if key[0] == word[0] and _one_apart(key, word)}
        if len(near) == 1:
            found[word] = near.pop()
    return found


def _deletions(word: str) -> Iterator[str]:
    yield word
    for place in range(len(word)):
        yield word[:place] + word[place + 1 :]


def _one_apart(a: str, b: str) -> bool:
    if a == b:
        return False
    if len(a) > len(b):
        a, b = b, a
    start = 0
    while start < len(a) and a[start] == b[start]:
        start += 1
    if len(a) < len(b):
        return len(b) - len(a) == 1 and a[start:] == b[start + 1 :]
    swapped = (
        a[start : start + 2] == b[start : start + 2][::-1] and a[start + 2 :] == b[start + 2 :]
    )
    return swapped or a[start + 1 :] == b[start + 1 :]
