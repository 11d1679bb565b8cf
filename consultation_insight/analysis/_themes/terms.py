"""Candidate terms for headings: words and short phrases, and how much each is like a noun.

There is no parser here. Whether a word serves as a noun is read from the company it keeps in the
corpus itself: after an article or a preposition it does, after "to", "we" or "should" it does
not (Fries 1952, The Structure of English, on form classes by position).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files

from consultation_insight.analysis._themes.subjects import singular

__all__ = ["Term", "Vocabulary", "read_terms"]

Key = tuple[str, ...]

_TOKEN = re.compile(r"[^\W_]+(?:['’\-&][^\W_]+)*|[^\w\s]|\n")
#: Stop words that may stand inside a heading: "cost of living", "right to roam".
_INSIDE = frozenset(
    [
        "of",
        "and",
        "for",
        "to",
        "in",
        "the",
        "on",
        "at",
        "with",
        "by",
        "&",
        "de",
        "la",
        "du",
        "des",
        "der",
        "die",
        "das",
        "und",
        "y",
        "e",
    ]
)
_LONGEST = 4
#: After these a word has a capital whatever it is.
_BEGINS = frozenset([".", "!", "?", ":", "\n", '"', "“"])

_BEFORE_NOUN = frozenset(
    [
        "the",
        "a",
        "an",
        "our",
        "my",
        "your",
        "their",
        "his",
        "her",
        "its",
        "this",
        "these",
        "those",
        "no",
        "more",
        "less",
        "fewer",
        "some",
        "any",
        "every",
        "each",
        "all",
        "of",
        "in",
        "for",
        "on",
        "with",
        "about",
        "from",
        "by",
        "into",
        "through",
        "without",
        "against",
        "between",
        "other",
        "many",
        "most",
        "both",
        "another",
        "than",
        "and",
    ]
)
_BEFORE_VERB = frozenset(
    [
        "to",
        "i",
        "we",
        "you",
        "they",
        "he",
        "she",
        "it",
        "who",
        "will",
        "would",
        "can",
        "could",
        "should",
        "must",
        "may",
        "might",
        "shall",
        "please",
        "not",
        "don't",
        "didn't",
        "doesn't",
        "won't",
        "can't",
        "couldn't",
        "do",
        "does",
        "did",
        "let's",
        "and't",
        "i'll",
        "we'll",
        "you'll",
        "they'll",
        "just",
        "never",
        "always",
        "that",
        "which",
        "i'd",
        "we'd",
        "i've",
        "we've",
        "they've",
        "have",
        "has",
        "had",
        "been",
        "be",
        "get",
    ]
)
_BEFORE_ADJECTIVE = frozenset(
    ["is", "are", "was", "were", "very", "so", "too", "quite", "really", "it's", "that's", "seems"]
)
_ENDINGS_NOUN = ("tion", "tions", "ment", "ments", "ness", "ity", "ities", "ism", "ship", "ships")
_ENDINGS_OTHER = ("ly", "ed", "ing", "ful", "ous", "ive", "able", "ible", "less")


@dataclass
class Term:
    """A word or phrase: how it was written each time, and in which passages it stands."""

    forms: list[str] = field(default_factory=list)
    passages: list[int] = field(default_factory=list)


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """``terms``: by words in the singular; ``noun``: for each single word, 0 to 1; ``length``: passages."""

    terms: dict[Key, Term]
    noun: dict[str, float]
    weak: frozenset[str]
    length: int

    def shown(self, key: Key) -> str:
        """The form in which the term was written most often."""
        forms = Counter(self.terms[key].forms)
        return min(forms, key=lambda form: (-forms[form], form))

    def nounlike(self, key: Key) -> float:
        """How much the word that heads the term is like a noun: "right" in "right to roam"."""
        return self.noun.get(head_of(key), 0.5)


def head_of(key: Key) -> str:
    """The lemma that heads a phrase: its last, or the last before "of", "to", "for"."""
    for place, word in enumerate(key):
        if place and word in ("of", "to", "for", "in", "on", "de"):
            return key[place - 1]
    return key[-1]


def read_terms(texts: Sequence[str], language: str = "en") -> Vocabulary:
    """Collect the words that stand in two passages or more, and the phrases of such words.

    Examples
    --------
    >>> from consultation_insight.analysis._themes.terms import read_terms
    >>> words = read_terms(["The cost of living is up", "Costs of living hurt carers"])
    >>> words.shown(("cost", "of", "living")), len(words.terms[("cost",)].passages)
    ('Costs of living', 2)
    """
    tokens = [_TOKEN.findall(text.replace("’", "'")) for text in texts]
    shouted = [
        sum(word.isupper() and len(word) > 1 for word in words) * 2 > len(words) for words in tokens
    ]
    usual = _usual_case(tokens, shouted)
    stop = stop_words(language)
    kinds = {word for words in tokens for word in words}
    low_of = {word: word.casefold() for word in kinds}
    good = {word for word in kinds if _is_content(word, low_of[word], stop)}
    terms: defaultdict[Key, Term] = defaultdict(Term)
    evidence: defaultdict[str, list[float]] = defaultdict(lambda: [1.0, 1.0])
    fold = {word: singular(low_of[word]) for word in kinds}
    used = Counter(one for words in tokens for one in {fold[word] for word in words})
    for row, words in enumerate(tokens):
        lowered = [low_of[word] for word in words]
        _weigh(lowered, [word in good for word in words], evidence)
        written = _written(words, lowered, usual, shouted[row])
        folded = [fold[word] for word in words]
        # What stands in one passage can be no term of two.
        content = [word in good and used[one] > 1 for word, one in zip(words, folded, strict=True)]
        for start, end in _runs(lowered, content):
            key = tuple(folded[start:end])
            if end - start > 1 and len(set(key)) < len(key):
                continue
            term = terms[key]
            term.forms.append(" ".join(written[start:end]))
            if not term.passages or term.passages[-1] != row:
                term.passages.append(row)
    noun = {lemma: yes / (yes + no) for lemma, (yes, no) in evidence.items()}
    weak = weak_words(language)
    weak |= {singular(word) for word in weak}
    return Vocabulary(dict(terms), noun, weak, len(texts))


def _usual_case(tokens: list[list[str]], shouted: list[bool]) -> dict[str, str]:
    """How each word is written inside a sentence, where a capital means something."""
    counts: defaultdict[str, int] = defaultdict(int)
    for words, loud in zip(tokens, shouted, strict=True):
        before = "."
        for word in words:
            # The first word of a sentence has a capital whatever it is: it counts for little.
            if loud:
                counts[word.casefold()] += 1
            else:
                counts[word] += 1 if before in _BEGINS else 20
            before = word
    forms: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for form, count in counts.items():
        forms[form.casefold()][form] = count
    return {low: min(found, key=lambda form: (-found[form], form)) for low, found in forms.items()}


def _written(
    words: list[str], lowered: list[str], usual: dict[str, str], shouted: bool
) -> list[str]:
    """The words as written, but the first of a sentence and all of a shout as is usual."""
    return [
        usual.get(low, low) if shouted or place == 0 or not words[place - 1][0].isalnum() else word
        for place, (word, low) in enumerate(zip(words, lowered, strict=True))
    ]


def _is_content(word: str, low: str, stop: frozenset[str]) -> bool:
    if not word[0].isalnum() or low in stop or not any(c.isalpha() for c in word):
        return False
    return len(word) > 2 or (len(word) == 2 and word.isupper())


def _runs(lowered: list[str], content: list[bool]) -> Iterable[tuple[int, int]]:
    """Runs of up to four words that begin and end with content."""
    for start, good in enumerate(content):
        if not good:
            continue
        yield start, start + 1
        stops = 0
        for end in range(start + 1, min(start + _LONGEST, len(content))):
            if content[end]:
                yield start, end + 1
            elif lowered[end] in _INSIDE and stops < 2:
                stops += 1
            else:
                break


def _weigh(
    lowered: list[str],
    content: list[bool],
    evidence: defaultdict[str, list[float]],
) -> None:
    last = len(lowered) - 1
    for place, low in enumerate(lowered):
        if not content[place]:
            continue
        before = lowered[place - 1] if place else ""
        followed = place < last and content[place + 1]
        yes = no = 0.0
        if before in _BEFORE_NOUN:
            # "the green deal": what is followed by more content may be an adjective.
            yes, no = (0.4, 0.4) if followed else (1.0, 0.0)
        elif before in _BEFORE_VERB:
            no = 1.0
        elif before in _BEFORE_ADJECTIVE:
            yes, no = (0.0, 0.5) if followed else (0.0, 1.0)
        elif not before or not before[0].isalnum():
            no = 0.3 if place < last and lowered[place + 1] in _BEFORE_NOUN else 0.0
        elif not followed:
            yes = 0.5
        if low.endswith(_ENDINGS_NOUN):
            yes += 0.5
        elif low.endswith(_ENDINGS_OTHER):
            no += 0.5
        tally = evidence[singular(low)]
        tally[0] += yes
        tally[1] += no


@lru_cache(maxsize=16)
def stop_words(language: str) -> frozenset[str]:
    """Words too common to say what a text is about."""
    return _words("stop_words", language)


@lru_cache(maxsize=16)
def weak_words(language: str) -> frozenset[str]:
    """Words that make no heading alone, but may be part of one: "young people", "free time"."""
    return _words("heading_words", language)


def _words(folder: str, language: str) -> frozenset[str]:
    path = files("consultation_insight") / "data" / folder / f"{language}.txt"
    if not language.isalpha() or not path.is_file():
        return frozenset()
    lines = path.read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))
