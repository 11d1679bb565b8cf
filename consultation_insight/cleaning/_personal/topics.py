"""Words with a capital that are what a consultation is about: its town, its minister, its app."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from consultation_insight.protocols import Span

__all__ = ["doubtful", "named_in", "often_named", "tagged_in", "topics_of"]

#: A word which so many texts name, and this share of them, is no private person.
_TOPIC, _TOPIC_SHARE = 5, 0.01
_CAPITAL = re.compile(r"(?<![\w@#])[^\W\d_a-zß-öø-ÿ][\w-]+")


def topics_of(texts: Sequence[str], found: Sequence[Sequence[Span]]) -> frozenset[str]:
    """Single words that many texts name: what a consultation is about, a town or a minister."""
    words = doubtful(tagged_in(texts, found), len(texts))
    return often_named(named_in(texts, words), len(texts))


def tagged_in(texts: Sequence[str], found: Sequence[Sequence[Span]]) -> Counter[str]:
    """In how many texts each single word was taken for a person."""
    return Counter(
        word
        for text, spans in zip(texts, found, strict=True)
        for word in {text[span.start : span.end].casefold() for span in spans}
        if " " not in word
    )


def doubtful(by_text: Counter[str], texts: int) -> frozenset[str]:
    """What the tagger takes for a person here and there: it is counted wherever it stands."""
    return frozenset(word for word, count in by_text.items() if count >= _least(texts) / 10)


def named_in(texts: Sequence[str], words: frozenset[str]) -> Counter[str]:
    """In how many texts each of these words stands with a capital."""
    return Counter(
        word
        for text in texts
        for word in words & {match.casefold() for match in _CAPITAL.findall(text)}
    )


def often_named(named: Counter[str], texts: int) -> frozenset[str]:
    """Those that so many of all texts name."""
    return frozenset(word for word, count in named.items() if count >= _least(texts))


def _least(texts: int) -> float:
    return max(_TOPIC, _TOPIC_SHARE * texts)
