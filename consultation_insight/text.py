"""Small facts about text that several steps need: tokens, sentences, a comparable form.

Pure functions of a string; no models. Offsets count characters.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

__all__ = [
    "COMBINING",
    "EMOJI",
    "HASHTAG",
    "MENTION",
    "URL",
    "comparable",
    "split_sentences",
    "word_spans",
]

#: Signs that belong to the letter before them (vowel signs of Gurmukhi and Devanagari, marks of
#: Arabic, decomposed accents, …), for use inside a character class; ``\w`` leaves them out.
COMBINING = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a"
    "\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u0900-\u0903"
    "\u093a-\u093c\u093e-\u094f\u0951-\u0957\u0962\u0963\u0981-\u0983\u09bc\u09be-\u09cd\u09d7"
    "\u0a01-\u0a03\u0a3c-\u0a51\u0a70\u0a71\u0a75\u0a81-\u0a83\u0abc\u0abe-\u0acd\u0b01-\u0b03"
    "\u0b3c-\u0b57\u0b82\u0bbe-\u0bcd\u0bd7\u0c00-\u0c04\u0c3e-\u0c56\u0c81-\u0c83\u0cbc"
    "\u0cbe-\u0cd6\u0d00-\u0d03\u0d3b\u0d3c\u0d3e-\u0d4d\u0d57\u0d82\u0d83\u0dca-\u0ddf\u0e31"
    "\u0e34-\u0e3a\u0e47-\u0e4e\u200c\u200d"
)
#: One emoji as people see it: flags, key caps, skin tones and joined sequences are one.
EMOJI = re.compile(
    "[\U0001f1e6-\U0001f1ff]{2}"
    "|[0-9#*]\ufe0f?\u20e3"
    "|(?:[\u203c\u2049\u2122\u2139\u2194-\u21aa\u231a-\u23ff\u25aa-\u27bf\u2934\u2935\u2b05-\u2b55"
    "\u3030\u303d\u3297\u3299\U0001f000-\U0001f1e5\U0001f200-\U0001faff]"
    "[\ufe0e\ufe0f]?[\U0001f3fb-\U0001f3ff]?[\U000e0020-\U000e007f]*"
    "(?:\u200d[\u2640\u2642\u2695-\u2764\u2b1b\U0001f000-\U0001faff][\ufe0e\ufe0f]?[\U0001f3fb-\U0001f3ff]?)*)"
)

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
