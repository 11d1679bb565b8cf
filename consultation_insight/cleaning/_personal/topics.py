"""Words with a capital that are what a consultation is about: its town, its minister, its app."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from consultation_insight.protocols import Span

__all__ = ["topics_of"]

#: A word which so many texts name, and this share of them, is no private person.
_TOPIC, _TOPIC_SHARE = 5, 0.01
_CAPITAL = re.compile(r"(?<![\w@#])[^\W\d_a-zß-öø-ÿ][\w-]+")


def topics_of(texts: Sequence[str], found: Sequence[Sequence[Span]]) -> frozenset[str]:
    """Single words that many texts name: what a consultation is about, a town or a minister."""
    least = max(_TOPIC, _TOPIC_SHARE * len(texts))
    by_text = Counter(
        word
        for text, spans in zip(texts, found, strict=True)
        for word in {text[span.start : span.end].casefold() for span in spans}
        if " " not in word
    )
    # What the tagger takes for a person here and there is counted wherever it stands.
    doubtful = frozenset(word for word, count in by_text.items() if count >= least / 10)
    named = Counter(
        word
        for text in texts
        for word in doubtful & {match.casefold() for match in _CAPITAL.findall(text)}
    )
    return frozenset(word for word, count in named.items() if count >= least)
