"""Names of people by a small trained model: which runs of words with a capital are people.

A logistic regression over what a reader without knowledge of the world goes by: lists of names, the
form of the words, the words before and behind. ``tools/train_name_tagger.py`` trains it and says on
what; its weights come with the package.
"""

from __future__ import annotations

import gzip
import json
import math
import re
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from importlib import resources
from typing import NamedTuple

from consultation_insight.cleaning._personal.lexicon import Lexicon, lexicon
from consultation_insight.cleaning._personal.name_words import NEVER, NOT_A_PERSON
from consultation_insight.protocols import Span

__all__ = ["Tagger", "candidates", "features", "tokens_of", "world_names"]

_TOKEN = re.compile(r"[^\W_]+(?:['’-][^\W\d_]+)*\.?|[@#]\w+|[^\w\s]")
_INITIAL = re.compile(r"[A-Z]\.?")
_PARTICLES = frozenset("de da dos del van der von den bin ibn al el la le du di ten ter".split())  # noqa: SIM905
#: What is written with a full stop before a name.
_TITLES = frozenset("mr mrs ms mx dr prof rev revd cllr sgt capt lt col gen fr sr st".split())  # noqa: SIM905
#: Words of a name.
_LONGEST = 4
#: A shorter word in capitals is an acronym, unless it is a known name.
_ACRONYM = 5


#: So many times as sure the tagger must be of one word alone.
ALONE = 1.5


class Token(NamedTuple):
    """A word or sign, where it stands and in small letters."""

    text: str
    start: int
    end: int
    lower: str
    #: Whether a full stop, which is no part of it, stands behind it.
    stopped: bool = False


class WorldNames(NamedTuple):
    """Given and family names of many languages, places, and common English words."""

    first: frozenset[str]
    last: frozenset[str]
    places: frozenset[str]
    common: frozenset[str]

    def is_common(self, word: str) -> bool:
        """Whether a name is a common word as well."""
        return word in self.common


@lru_cache(maxsize=1)
def world_names() -> WorldNames:
    """Read the long lists of names."""
    folder = resources.files("consultation_insight") / "data" / "names"
    return WorldNames(
        *(
            frozenset(
                gzip.decompress((folder / f"{part}.txt.gz").read_bytes()).decode().split("\n")
            )
            for part in ("first", "last", "places", "common")
        )
    )


def tokens_of(text: str) -> list[Token]:
    """The words and signs of a text; the possessive is no part of a word."""
    found = []
    for match in _TOKEN.finditer(text):
        word, start, stopped = match[0], match.start(), False
        if word[-2:] in ("'s", "’s") and len(word) > 2:
            word = word[:-2]
        elif word[-1] == "." and len(word) > 2:
            word, stopped = word[:-1], True
        found.append(Token(word, start, start + len(word), word.lower(), stopped))
    return found


class Words:
    """What is known of words: the lists of names, and what a corpus writes in small letters."""

    def __init__(self, small: Collection[str]) -> None:
        self.small = small
        self.known: Lexicon = lexicon()
        self.world = world_names()
        self.cache: dict[str, str] = {}
        self.starts: dict[str, str] = {}

    def kind(self, word: str) -> str:
        """Letters for the lists in which a word stands."""
        found = self.cache.get(word)
        if found is None:
            parts = [word, *word.split("-")] if "-" in word else [word]
            known, world = self.known, self.world
            lists = (
                ("f", known.first), ("g", known.first_also_words), ("l", known.last),
                ("m", known.last_also_words), ("F", world.first), ("L", world.last),
                ("c", world.places), ("N", NEVER), ("P", NOT_A_PERSON), ("w", self.small), ("o", world.common),
            )  # fmt: skip
            found = "".join(
                letter for letter, words in lists if any(part in words for part in parts)
            )
            self.cache[word] = found
        return found


def _shape(word: str) -> str:
    if word.islower():
        return "x"
    if word.isupper():
        return "X" if len(word) > 1 else "I"
    return "Xx" if word[:1].isupper() and word[1:].islower() else "xX"


def candidates(tokens: Sequence[Token], words: Words) -> Iterator[tuple[int, int]]:
    """Runs of one to four words that might be a person: first and last token (exclusive)."""
    count = len(tokens)
    for start, token in enumerate(tokens):
        kind = words.starts.get(token.text)
        if kind is None:
            kind = words.starts[token.text] = _may_start(token, words)
        if not kind:
            continue
        end = start + 1
        yield start, end
        while end < count and end - start < _LONGEST and _goes_on(tokens, end, words, kind):
            end += 1
            if tokens[end - 1].lower not in _PARTICLES or tokens[end - 1].text[0].isupper():
                yield start, end


def _may_start(token: Token, words: Words) -> str:
    """Whether a name may begin here: "C" with a capital, "s" a known name in small letters."""
    word = token.text
    if not word[0].isalpha():
        return ""
    kinds = words.kind(token.lower)
    if word[0].isupper():
        if len(word) < _ACRONYM and word.isupper() and len(word) > 2 and not set("fl") & set(kinds):
            return ""
        if "N" in kinds and not {"f", "g"} & set(kinds):
            return ""
        # A word that the corpus writes small is a name only where a list says so.
        return "C" if not {"w", "o"} & set(kinds) or set("fgFlmL") & set(kinds) else ""
    return "s" if "f" in kinds else ""


def _goes_on(tokens: Sequence[Token], at: int, words: Words, kind: str) -> bool:
    token, before = tokens[at], tokens[at - 1]
    # "I love Austin. Work is good": a sentence ends there, unless what was stopped is a title.
    if before.stopped and before.lower not in _TITLES:
        return False
    if token.start - before.end not in (1, 2) or not token.text[0].isalpha():
        return False
    if token.text[0].isupper():
        return kind == "C"
    if token.lower in _PARTICLES:
        return at + 1 < len(tokens) and tokens[at + 1].text[0].isupper() and kind == "C"
    return kind == "s" and bool(set("flFL") & set(words.kind(token.lower)))


def features(tokens: Sequence[Token], start: int, end: int, words: Words, loud: str) -> list[str]:
    """What speaks for and against a run of words being a person."""
    inside = tokens[start:end]
    kinds = [words.kind(token.lower) for token in inside]
    first, last = inside[0], inside[-1]
    shapes = "".join(_shape(token.text) + " " for token in inside)
    before = tokens[start - 1].lower if start else "^"
    before2 = tokens[start - 2].lower if start > 1 else "^"
    after = tokens[end].lower if end < len(tokens) else "$"
    after2 = tokens[end + 1].lower if end + 1 < len(tokens) else "$"
    left = bool(start) and tokens[start - 1].text[0].isupper()
    right = end < len(tokens) and tokens[end].text[0].isupper()
    opens = before in '^.!?:;"“”(-…'
    length = f"n{end - start}"
    found = [
        length,
        f"k {' '.join(kinds)}",
        f"{length}s {shapes}{loud}",
        f"b {before}",
        f"a {after}",
        f"bb {before2} {before}",
        f"aa {after} {after2}",
        f"{length}b {before}",
        f"{length}a {after}",
        f"lr {left}{right}{length}",
        f"o {opens}{length}{'w' in kinds[0]}",
        f"kf {kinds[0]}",
        f"kl {kinds[-1]}",
        f"k1 {kinds[0][:1]}{kinds[-1][:1]}{length}{_shape(first.text)}",
        f"e {last.lower[-3:]}",
        f"e2 {last.lower[-2:]}",
        f"p {first.lower[:3]}",
        f"len {min(len(first.text), 8)}",
        f"w {first.lower}",
        f"v {last.lower}",
        f"ks {kinds[0]} {opens} {loud}",
    ]
    if left:
        found.append(f"bk {words.kind(before)}")
    if right:
        found.append(f"ak {words.kind(after)}")
    if end - start > 1 and " ".join(token.lower for token in inside) in words.world.places:
        found.append("place")
    if end < len(tokens) and right and f"{last.lower} {after}" in words.world.places:
        found.append("place>")
    return found


def loudness(tokens: Sequence[Token]) -> str:
    """How a text uses capitals: "S" shouts, "T" has one on most words, "s" has none, "" as usual."""
    words = [token.text for token in tokens if token.text[0].isalpha()]
    if not words:
        return ""
    capitals = sum(word[0].isupper() for word in words) / len(words)
    if sum(word.isupper() for word in words) > 0.6 * len(words) and len(words) > 2:
        return "S"
    if capitals > 0.6 and len(words) > 4:
        return "T"
    return "s" if capitals == 0 else ""


@lru_cache(maxsize=1)
def _weights() -> dict[str, float]:
    file = resources.files("consultation_insight") / "data" / "names" / "tagger.json.gz"
    scaled: dict[str, int] = json.loads(gzip.decompress(file.read_bytes()))
    return {name: weight / 100 for name, weight in scaled.items()}


class Tagger:
    """The detector of names by the trained model.

    Parameters
    ----------
    small : collection of str
        The words which the corpus writes in small letters.
    threshold : float
        The least probability of a name.
    """

    def __init__(self, small: Collection[str], *, threshold: float = 0.5) -> None:
        self.words = Words(small)
        self.weights = _weights()
        self.least = _odds(threshold)
        # One word alone is an acronym, a brand or a town more often.
        self.least_alone = _odds(min(0.9, threshold * ALONE))

    def detect(self, text: str) -> list[Span]:
        """The people in a text: the likeliest runs that do not overlap."""
        tokens = tokens_of(text)
        runs = list(candidates(tokens, self.words))
        if not runs:
            return []
        loud = loudness(tokens)
        get = self.weights.get
        bias = get("", 0.0)
        scored = []
        for start, end in runs:
            score = bias + sum(
                get(name, 0.0) for name in features(tokens, start, end, self.words, loud)
            )
            if score >= (self.least if end - start > 1 else self.least_alone):
                scored.append((score, start, end))
        taken: list[Span] = []
        for score, start, end in sorted(scored, key=lambda run: (-run[0], run[1])):
            span = Span(tokens[start].start, tokens[end - 1].end, "PERSON", _probability(score))
            if all(span.end <= other.start or span.start >= other.end for other in taken):
                taken.append(span)
        return taken


def _odds(probability: float) -> float:
    return math.log(probability / (1 - probability))


def _probability(score: float) -> float:
    return round(1 / (1 + math.exp(-max(-30.0, min(30.0, score)))), 2)
