"""Capitals of headings: as people who care for them write inside sentences, and of names always.

Who shouts, writes headlines or no capitals at all shows nothing about a word. Where nobody else
wrote it, lists of names and of abbreviations decide.
"""

from __future__ import annotations

import gzip
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise

from consultation_insight.analysis._headings.kinds import kinds_of
from consultation_insight.analysis._themes.subjects import singular

__all__ = ["BEGINS", "Capitals", "is_careless", "is_shouted", "is_title"]

#: After these a word has a capital whatever it is.
BEGINS = frozenset([".", "!", "?", ":", "\n", '"', "“"])
#: What a form inside a sentence says, beside one at its beginning; and a small letter of somebody who
#: begins with one, or writes "i".
_INSIDE, _SMALL_BEGIN, _SMALL_I = 20, 5, 1


def is_shouted(words: Sequence[str]) -> bool:
    """Whether most words are in capitals."""
    return sum(word.isupper() and len(word) > 1 for word in words) * 2 > len(words)


def is_title(words: Sequence[str]) -> bool:
    """Whether nearly all long words have capitals, As In A Headline: they say nothing there."""
    long = [word for word in words[1:] if len(word) > 3]
    return len(long) > 1 and sum(word[0].isupper() for word in long) > 0.75 * len(long)


def is_careless(words: Sequence[str], language: str) -> int:
    """What a small letter says in such a text: less where its writer uses no capitals."""
    if language == "en" and "i" in words:
        return _SMALL_I
    first = next((word for word in words if word[0].isalpha()), "I")
    return _SMALL_BEGIN if first.islower() else _INSIDE


class Capitals:
    """How each word is written inside a sentence, where a capital means something.

    Parameters
    ----------
    tokens : sequence of list of str
        The words and marks of each text.
    language : str
    nouns : bool
        Whether all nouns have capitals.
    """

    def __init__(self, tokens: Sequence[list[str]], language: str, nouns: bool) -> None:
        self.language = language
        self.weights = [is_careless(words, language) for words in tokens]
        self.loud = [is_shouted(words) or (not nouns and is_title(words)) for words in tokens]
        counts, inside, self._plain = self._count(tokens)
        forms: defaultdict[str, dict[str, int]] = defaultdict(dict)
        for form, count in counts.items():
            forms[form.casefold()][form] = count
        for low, found in forms.items():
            # A capital that only ever opens a sentence is no name's: words are more than names.
            if not nouns and low not in inside and all(form.istitle() for form in found):
                found[low] = sum(found.values()) + 1
        self.usual = {
            low: min(found, key=lambda form: (-found[form], form)) for low, found in forms.items()
        }

    def _count(
        self, tokens: Sequence[list[str]]
    ) -> tuple[dict[str, int], set[str], Collection[str]]:
        counts: defaultdict[str, int] = defaultdict(int)
        inside: set[str] = set()
        plain: set[str] = set()
        for words, loud, weight in zip(tokens, self.loud, self.weights, strict=True):
            shouted = loud and is_shouted(words)
            before = "."
            for word in words:
                opens = before in BEGINS
                if shouted:
                    counts[word.casefold()] += 1
                elif loud or opens:
                    # The first word of a sentence has a capital whatever it is: it counts for little.
                    counts[word] += 1
                elif word.islower():
                    counts[word] += weight
                    if weight == _INSIDE:
                        plain.add(word)
                else:
                    counts[word] += _INSIDE
                if not opens:
                    inside.add(word.casefold())
                before = word
        return counts, inside, plain

    def written(self, row: int, words: Sequence[str], lowered: Sequence[str]) -> list[str]:
        """The words as written; as is usual where they open a sentence, or say nothing of capitals."""
        usual, free = self.usual, self.loud[row]
        careless = self.weights[row] < _INSIDE
        return [
            usual.get(low, low)
            if free or place == 0 or not words[place - 1][0].isalnum() or (careless and word == low)
            else word
            for place, (word, low) in enumerate(zip(words, lowered, strict=True))
        ]

    def named(self, phrase: str) -> str:
        """Give names and abbreviations in a phrase the capitals that nobody gave them."""
        if self.language != "en":
            return phrase
        always = _always()
        words = [
            word.casefold() if _is_loud(word) and word.casefold() not in always else word
            for word in phrase.split(" ")
        ]
        known = _names()
        doubtful = [word.islower() and word not in self._plain for word in words]
        person = [False] * len(words)
        for place, (one, other) in enumerate(pairwise(words)):
            small = one.islower() and other.islower()
            sure = small and not known.is_word(other)
            if (sure or (doubtful[place] and doubtful[place + 1])) and known.is_person(one, other):
                person[place] = person[place + 1] = True
        return " ".join(
            always.get(word)
            or (
                _titled(word)
                if person[place] or _is_scot(word) or (doubtful[place] and known.is_name(word))
                else word
            )
            for place, word in enumerate(words)
        )


def _is_loud(word: str) -> bool:
    """Whether a word is shouted, and no abbreviation: it is in the dictionary."""
    return len(word) > 4 and word.isupper() and _names().is_word(singular(word.casefold()))


def _is_scot(word: str) -> bool:
    return word.startswith("Mc") and len(word) > 4 and word.istitle()


def _titled(word: str) -> str:
    if word.startswith(("mc", "Mc")) and len(word) > 4:
        return "Mc" + word[2:].capitalize()
    return word[:1].upper() + word[1:]


@lru_cache(maxsize=1)
def _always() -> dict[str, str]:
    path = files("consultation_insight") / "data" / "heading_capitals" / "en.txt"
    lines = path.read_text(encoding="utf-8").splitlines()
    return {
        word.casefold(): word for line in lines if not line.startswith("#") for word in line.split()
    }


class _Names:
    """Lists of names; read when the first doubtful word asks for them, and searched as they are."""

    def __init__(self) -> None:
        self._lists: dict[str, str] = {}

    def _has(self, name: str, word: str, folder: str = "names") -> bool:
        if name not in self._lists:
            path = files("consultation_insight") / "data" / folder / f"{name}.txt.gz"
            self._lists[name] = f"\n{gzip.decompress(path.read_bytes()).decode()}\n"
        return f"\n{word}\n" in self._lists[name]

    def is_word(self, word: str) -> bool:
        """Whether a word is in the dictionary, as a noun or as something else."""
        return word in kinds_of("en") or self._has("en_nouns", word, "word_kinds")

    def is_name(self, word: str) -> bool:
        """Whether a word is a place, or a name and nothing else."""
        if len(word) < 4 or self._has("common", word):
            return False
        if self._has("places", word):
            return True
        if self.is_word(singular(word)):
            return False
        return self._has("first", word) or self._has("last", word)

    def is_person(self, one: str, other: str) -> bool:
        """Whether two words are a given and a family name, the given name nothing common."""
        return self._has("first", one) and self._has("last", other) and not self._has("common", one)


@lru_cache(maxsize=1)
def _names() -> _Names:
    return _Names()


def inside(words: Sequence[str]) -> Iterable[str]:
    """The words that do not open a sentence."""
    return (word for before, word in pairwise(words) if before not in BEGINS)
