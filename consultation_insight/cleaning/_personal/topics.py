"""Words with a capital that are what a consultation is about: its town, its minister, its app."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from consultation_insight.protocols import Span

__all__ = ["doubtful", "is_topic", "named_in", "often_named", "tagged_in", "topics_of"]

#: A word which so many texts name, and this share of them, is no private person.
_TOPIC, _TOPIC_SHARE = 5, 0.01
#: What so many texts are "in" is a place, whatever a list of names says: Bowling Green, Austin.
_PLACED = 3
_IN = "in "
_WHERE = re.compile(
    r"(?:([^\W\d_]+) )?\b[Ii]n ((?:[^\W\d_a-zß-öø-ÿ][\w-]+)(?: [^\W\d_a-zß-öø-ÿ][\w-]+){0,2})(?!['’]s\b)(?![\w-])"
)
#: One has these in a person.
_HAD_IN = frozenset(
    ["belief", "believe", "believed", "believes", "believing", "confidence", "confident", "disappointed", "faith",
     "hope", "interest", "interested", "trust", "trusted", "trusting", "trusts"]
)  # fmt: skip
_CAPITAL = re.compile(r"(?<![\w@#])[^\W\d_a-zß-öø-ÿ][\w-]+")


def topics_of(
    texts: Sequence[str], found: Sequence[Sequence[Span]], tagged: Sequence[Sequence[Span]]
) -> frozenset[str]:
    """What a consultation is about, a town or a minister: single words that many texts name.

    With "in " before them stand places: names that several texts are in.
    """
    words = doubtful(tagged_in(texts, found, tagged), len(texts))
    return often_named(named_in(texts, words), len(texts))


def is_topic(name: str, topics: frozenset[str], *, sure: bool) -> bool:
    """Whether a name is what the consultation is about; one that patterns are sure of, if a place."""
    name = name.casefold().strip()
    return f"{_IN}{name}" in topics or (not sure and name in topics)


def tagged_in(
    texts: Sequence[str], found: Sequence[Sequence[Span]], tagged: Sequence[Sequence[Span]]
) -> Counter[str]:
    """In how many texts each single word was tagged as a person, and each name was found at all."""
    counts: Counter[str] = Counter()
    for text, spans, others in zip(texts, found, tagged, strict=True):
        names = {text[span.start : span.end].casefold() for span in others}
        counts.update(name for name in names if " " not in name)
        names |= {text[span.start : span.end].casefold() for span in spans}
        counts.update(f"{_IN}{name}" for name in names)
    return counts


def doubtful(by_text: Counter[str], texts: int) -> frozenset[str]:
    """What is taken for a person here and there: it is counted wherever it stands."""
    least = _least(texts) / 10
    return frozenset(
        word for word, count in by_text.items() if count >= least or word.startswith(_IN)
    )


def named_in(texts: Sequence[str], words: frozenset[str]) -> Counter[str]:
    """In how many texts each of these words stands with a capital, and each name behind "in"."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(words & {match.casefold() for match in _CAPITAL.findall(text)})
        if "n " in text:
            counts.update(words & set(_places_in(text)))
    return counts


def _places_in(text: str) -> Iterator[str]:
    for before, run in _WHERE.findall(text):
        if before.casefold() not in _HAD_IN:
            parts = run.casefold().split()
            yield from (_IN + " ".join(parts[:last]) for last in range(1, len(parts) + 1))


def often_named(named: Counter[str], texts: int) -> frozenset[str]:
    """Those that so many of all texts name, and the places that a few are in."""
    least = _least(texts)
    return frozenset(
        word
        for word, count in named.items()
        if count >= (_PLACED if word.startswith(_IN) else least)
    )


def _least(texts: int) -> float:
    return max(_TOPIC, _TOPIC_SHARE * texts)
