"""Small facts about text that several steps need: tokens, sentences, a comparable form.

Pure functions of a string; no models. Offsets count characters.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

__all__ = ["HASHTAG", "MENTION", "URL", "comparable", "split_sentences", "word_spans"]

#: A web address; closing punctuation that belongs to the sentence is not part of it.
URL = re.compile(r"(?:https?://|www\.)[^\s<>\"“”]*[^\s<>\"“”.,;:!?'’)\]…]", re.IGNORECASE)
#: An account name with its ``@``, not the ``@`` of an e-mail address.
MENTION = re.compile(r"(?<![\w@＠/.])[@＠](\w{1,30}(?:\.\w+)*)")
HASHTAG = re.compile(r"(?<![\w&/])[#＃](\w*[^\W\d]\w*)")

_WORD = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")
_END = re.compile(r"(?:[.!?…]+[\"'”’)\]]*(?=\s)|[。！？]+|\n\s*\n|\n(?=\s*(?:[-*•–]|\d+[.)])\s))")
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|mr|mrs|ms|dr|prof|st|no|vs|approx|dept|govt|fig|cf|ca)|(?<![^\W\d_])[^\W\d_])\.$",
    re.IGNORECASE,
)


def split_sentences(text: str) -> list[tuple[int, int]]:
    """Split a text into sentences, as offsets without surrounding white space.

    Examples
    --------
    >>> from consultation_insight.text import split_sentences
    >>> split_sentences("Ask Dr. Jones. Then act!")
    [(0, 14), (15, 24)]
    """
    spans: list[tuple[int, int]] = []
    start = 0
    for match in _END.finditer(text):
        if text[match.start()] == "." and _ABBREVIATION.search(text[start : match.start() + 1]):
            continue
        _append(spans, text, start, match.end())
        start = match.end()
    _append(spans, text, start, len(text))
    return spans


def _append(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    end -= len(piece) - len(piece.rstrip())
    if end > start:
        spans.append((start, end))


def word_spans(text: str) -> list[tuple[int, int]]:
    """Find the words of a text: letters and digits, joined by hyphen or apostrophe.

    Examples
    --------
    >>> from consultation_insight.text import word_spans
    >>> [("don't re-open 2 pubs")[a:b] for a, b in word_spans("don't re-open 2 pubs")]
    ["don't", 're-open', '2', 'pubs']
    """
    return [match.span() for match in _WORD.finditer(text)]


@lru_cache(maxsize=4096)
def comparable(text: str) -> str:
    """Fold a text to a form in which the same words look the same.

    Case, accents' encoding, punctuation, white space, addresses and account names are folded
    away; words and their order stay. For finding copies, never for showing.

    Examples
    --------
    >>> from consultation_insight.text import comparable
    >>> comparable("Save  OUR halls!! https://t.co/x") == comparable("save our halls")
    True
    """
    text = URL.sub(" ", unicodedata.normalize("NFKC", text))
    text = MENTION.sub(" ", text).casefold().replace("’", "'")
    return " ".join(_WORD.findall(text))
