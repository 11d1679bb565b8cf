"""Runs of words that might be the name of a person, and what speaks for and against each.

What a reader without knowledge of the world goes by: lists of names, the form of the words and their
letters, the words before and behind, and how the text is written.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from importlib import resources
from typing import NamedTuple

from consultation_insight.cleaning._personal.lexicon import Lexicon, lexicon
from consultation_insight.cleaning._personal.name_words import NEVER, NOT_A_PERSON

__all__ = [
    "OPENING", "Run", "Words", "candidates", "context_of", "features", "is_casual",
    "of_before", "of_behind", "of_both", "of_words", "run_of", "tokens_of", "world_names",
]  # fmt: skip

#: Scripts without spaces: what stands right beside a name is no part of it.
_UNSPACED = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f"
_TOKEN = re.compile(
    rf"[^\W_{_UNSPACED}]+(?:['’-][^\W\d_{_UNSPACED}]+)*\.?|[{_UNSPACED}]+|[@#]\w+|[^\w\s]"
)
_IN_UNSPACED = re.compile(f"[{_UNSPACED}]")
_DIGIT = re.compile(r"\d")
_PARTICLES = frozenset("de da dos del van der von den bin ibn al el la le du di ten ter".split())  # noqa: SIM905
#: What is written with a full stop before a name.
_TITLES = frozenset("mr mrs ms mx dr prof rev revd cllr sgt capt lt col gen fr sr st".split())  # noqa: SIM905
#: What a sentence begins behind.
OPENING = frozenset('^.!?:;"“”(-…')
#: The lists of names.
_LISTED = frozenset("fgFLlm")
#: Words of a name.
_LONGEST = 4
#: A shorter word in capitals is an acronym, unless it is a known name.
_ACRONYM = 5


#: What is said of people, as a rule.
_ABOUT = frozenset(
    [
        "he",
        "she",
        "him",
        "his",
        "her",
        "hers",
        "himself",
        "herself",
        "who",
        "whom",
        "whose",
        "guy",
        "girl",
        "man",
        "woman",
        "dude",
        "lady",
        "bro",
    ]
)
_CASUAL = frozenset(
    [
        "i",
        "u",
        "lol",
        "lmao",
        "omg",
        "im",
        "dont",
        "cant",
        "haha",
        "hahaha",
        "ur",
        "gonna",
        "wanna",
        "bro",
        "rt",
        "RT",
        "LOL",
        "OMG",
    ]
)
_PICTURE = re.compile("[\u2600-\U0010ffff]")
#: So far from a run such a word counts.
_NEAR = 12
#: What stands between two of a kind.
_JOINED = frozenset(["and", "&", ",", "/", "or", "vs", "+", "n", "with", "x", "feat", "ft"])
#: A known name in small letters is no shorter than this where no list of sure names has it.
_SMALL = 4


class Token(NamedTuple):
    """A word or sign, where it stands and in small letters."""

    text: str
    start: int
    end: int
    lower: str
    #: Whether a full stop, which is no part of it, stands behind it.
    stopped: bool = False


class Context(NamedTuple):
    """How a text is written, and where it speaks of people."""

    loud: str
    casual: bool
    about: list[int]


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
    found: list[Token] = []
    make = tuple.__new__
    for match in _TOKEN.finditer(text):
        word, start, stopped = match[0], match.start(), False
        if word[-2:] in ("'s", "’s") and len(word) > 2:
            word = word[:-2]
        elif word[-1] == "." and len(word) > 2:
            word, stopped = word[:-1], True
        # The slow way to make one, `Token(…)`, is a tenth of the time of all this.
        found.append(make(Token, (word, start, start + len(word), word.lower(), stopped)))
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
            if len(parts) == 1:  # almost all
                found = "".join([letter for letter, words in lists if word in words])
            else:
                found = "".join(
                    [letter for letter, words in lists if any(part in words for part in parts)]
                )
            self.cache[word] = found
        return found


def _shape(word: str) -> str:
    if word.islower():
        return "x"
    if word.isupper():
        return "X" if len(word) > 1 else "I"
    return "Xx" if word[:1].isupper() and word[1:].islower() else "xX"


def candidates(
    tokens: Sequence[Token], words: Words, *, casual: bool = False, strange: bool = False
) -> Iterator[tuple[int, int]]:
    """Runs of one to four words that might be a person: first and last token (exclusive)."""
    count = len(tokens)
    for start, token in enumerate(tokens):
        kind = words.starts.get(token.text)
        if kind is None:
            kind = words.starts[token.text] = _may_start(token, words)
        if not kind or (kind in "uv" and not casual) or (kind == "v" and not strange):
            continue
        end = start + 1
        yield start, end
        while end < count and end - start < _LONGEST and _goes_on(tokens, end, words, kind, casual):
            end += 1
            if tokens[end - 1].lower not in _PARTICLES or tokens[end - 1].text[0].isupper():
                yield start, end


def _may_start(token: Token, words: Words) -> str:
    """Whether a name may begin here: "C" with a capital, "s" and "u" a known name in small letters, "v" no known word.

    Unknown small words are learned from, and not looked for: one name in a hundred for a fifth of the time.
    """
    word = token.text
    if not word[0].isalpha() or _DIGIT.search(word) or _IN_UNSPACED.match(word):
        return ""  # "R2000" and "WWG1WGA" are names of things
    kinds = words.kind(token.lower)
    if word[0].isupper():
        if len(word) < _ACRONYM and word.isupper() and len(word) > 2 and not set("fl") & set(kinds):
            return ""
        if "N" in kinds and not {"f", "g"} & set(kinds):
            return ""
        # A word that the corpus writes small is a name only where a list says so.
        return "C" if not {"w", "o"} & set(kinds) or set("fgFlmL") & set(kinds) else ""
    if "f" in kinds:
        return "s"
    if len(word) < _SMALL or set("oNcgmP") & set(kinds) or not word.isalpha():
        return ""
    return "u" if set("FL") & set(kinds) else "v"


def _goes_on(tokens: Sequence[Token], at: int, words: Words, kind: str, casual: bool) -> bool:
    token, before = tokens[at], tokens[at - 1]
    # "I love Austin. Work is good": a sentence ends there, unless what was stopped is a title.
    if before.stopped and before.lower not in _TITLES:
        return False
    if token.start - before.end not in (1, 2) or not token.text[0].isalpha():
        return False
    if _IN_UNSPACED.match(token.text):
        return False
    if token.text[0].isupper():
        return kind == "C"
    if token.lower in _PARTICLES:
        return at + 1 < len(tokens) and tokens[at + 1].text[0].isupper() and kind == "C"
    kinds = words.kind(token.lower)
    if casual and not set("oN") & set(kinds) and len(token.text) >= _SMALL:
        return True  # "Kylie minogue", "amy schumer"
    return kind == "s" and bool(set("flFL") & set(kinds))


class Run(NamedTuple):
    """A run of words that might be a person, what stands beside it, and how its text is written."""

    inside: tuple[str, ...]
    #: Two words before, the nearer last; two behind, the nearer first.
    before: tuple[str, str]
    behind: tuple[str, str]
    loud: str
    casual: bool
    #: Whether a word for a person follows or goes before.
    about: tuple[bool, bool]


def run_of(tokens: Sequence[Token], start: int, end: int, context: Context) -> Run:
    """What the features of a run are made from."""
    count = len(tokens)
    about = (False, False)
    if context.about:
        about = (
            any(end <= place < end + _NEAR for place in context.about),
            any(start - _NEAR <= place < start for place in context.about),
        )
    return Run(
        tuple([token.text for token in tokens[start:end]]),
        (tokens[start - 2].text if start > 1 else "^", tokens[start - 1].text if start else "^"),
        (
            tokens[end].text if end < count else "$",
            tokens[end + 1].text if end + 1 < count else "$",
        ),
        context.loud,
        context.casual,
        about,
    )


def features(run: Run, words: Words) -> list[str]:
    """What speaks for and against a run of words being a person."""
    size = len(run.inside)
    return [
        *of_words(run.inside, words, run.loud, run.casual, run.before[1] in OPENING),
        *of_before(run.before, words, size),
        *of_behind(run.behind, words, size),
        *of_both(run, words),
    ]


def of_words(
    inside: tuple[str, ...], words: Words, loud: str, casual: bool, opens: bool
) -> list[str]:
    """What the words themselves say."""
    lower = [word.lower() for word in inside]
    kinds = [words.kind(word) for word in lower]
    first, last = lower[0], lower[-1]
    shapes = "".join(_shape(word) + " " for word in inside)
    length = f"n{len(inside)}"
    mood = "c" if casual else "e"
    found = [
        length,
        f"k {' '.join(kinds)}",
        f"{length}s {shapes}{loud}",
        f"o {opens}{length}{'w' in kinds[0]}",
        f"kf {kinds[0]}",
        f"kl {kinds[-1]}",
        f"k1 {kinds[0][:1]}{kinds[-1][:1]}{length}{_shape(inside[0])}",
        f"e {last[-3:]}",
        f"e2 {last[-2:]}",
        f"p {first[:3]}",
        f"len {min(len(first), 8)}",
        f"w {first}",
        f"v {last}",
        f"ks {kinds[0]} {opens} {loud}",
        f"{mood}{length}{shapes}",
        f"{mood}k {kinds[0]}",
        f"{mood}l {kinds[-1]}",
        f"{mood}o {opens}{length}",
    ]
    for word, kind in {first: kinds[0], last: kinds[-1]}.items():
        if not _LISTED & set(kind):
            whole = f"^{word}$"
            found += {f"3{whole[at : at + 3]}": 0 for at in range(len(word))}
    if len(inside) > 1 and " ".join(lower) in words.world.places:
        found.append("place")
    return found


def of_before(before: tuple[str, str], words: Words, size: int) -> list[str]:
    """What the two words before say."""
    farther, nearer = before
    return _of_side("b", nearer, farther, f"{farther} {nearer}", words, size)


def of_behind(behind: tuple[str, str], words: Words, size: int) -> list[str]:
    """What the two words behind say."""
    nearer, farther = behind
    return _of_side("a", nearer, farther, f"{nearer} {farther}", words, size)


def _of_side(side: str, nearer: str, farther: str, both: str, words: Words, size: int) -> list[str]:
    near = nearer.lower()
    found = [f"{side} {near}", f"{side}{side} {both.lower()}", f"n{size}{side} {near}"]
    if nearer[0].isupper():
        found.append(f"{side}k {words.kind(near)}")
    if near in _JOINED and farther[0].isupper():
        found.append(f"{side}j {words.kind(farther.lower())}")
    return found


def of_both(run: Run, words: Words) -> list[str]:
    """What stands on both sides, and near."""
    left, right = run.before[1][0].isupper(), run.behind[0][0].isupper()
    length = f"n{len(run.inside)}"
    found = [f"lr {left}{right}{length}"]
    follows, precedes = run.about
    if follows:
        found.append(f"pa {length}")
    if precedes:
        found.append(f"pb {length}")
    if right and f"{run.inside[-1].lower()} {run.behind[0].lower()}" in words.world.places:
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


def is_casual(text: str, tokens: Sequence[Token]) -> bool:
    """Whether a text is written as one speaks: accounts, little pictures, a small first letter."""
    return bool(
        "@" in text
        or "#" in text
        or "[HANDLE" in text
        or next((token.text.islower() for token in tokens if token.text[0].isalpha()), False)
        or (not text.isascii() and _PICTURE.search(text))
        or not _CASUAL.isdisjoint([token.text for token in tokens])
    )


def context_of(tokens: Sequence[Token], casual: bool) -> Context:
    """How a text is written, and where it speaks of people."""
    about = [at for at, token in enumerate(tokens) if token.lower in _ABOUT]
    return Context(loudness(tokens), casual, about)
