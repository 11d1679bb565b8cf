"""Small facts about text that several steps need: tokens, sentences, a comparable form.

Pure functions of a string; no models. Offsets count characters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from difflib import SequenceMatcher
from functools import lru_cache
from importlib.resources import files

__all__ = [
    "COMBINING",
    "EMOJI",
    "HASHTAG",
    "MENTION",
    "URL",
    "comparable",
    "count_pieces",
    "find_urls",
    "split_sentences",
    "word_differences",
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
    "\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ecd\u0f18\u0f19\u0f35\u0f37\u0f39\u0f3e\u0f3f"
    "\u0f71-\u0f84\u0f86\u0f87\u0f8d-\u0fbc\u102b-\u103e\u1056-\u1059\u17b4-\u17d3\u17dd\U00016f4f-\U00016f92"
    "\u200c\u200d"
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
#: An account name with its ``@``, not the ``@`` of an e-mail address. Accented letters belong to it,
#: though no platform allows them: what looks like a name must not be left half standing.
MENTION = re.compile(
    r"(?:(?<![A-Za-z0-9_!#$%&*@＠/])|(?<=(?<![A-Za-z0-9_])[Rr][Tt]))(?<![\w]\.)[@＠]"
    r"(?!https?://)([\w\u00c0-\u024f\u0370-\u052f]{1,30}+(?:\.\w+)*)(?![@＠])",
    re.ASCII,
)
_TAG_SIGNS = "·་༌ꙻ゠・〜～〃〻־׳״\u0f0c"
#: A hashtag: letters of any script with their signs, digits and underscores, one letter at least.
HASHTAG = re.compile(
    rf"(?<![\w&/{COMBINING}])[#＃](?!️|⃣)(?=[\w{COMBINING}{_TAG_SIGNS}]*[^\W\d_])"
    rf"((?:[\w{COMBINING}{_TAG_SIGNS}])++)(?![#＃]|://)"
)

_WORD = re.compile(rf"[^\W_]+(?:['’\-][^\W_]+|[{COMBINING}]+[^\W_]*)*")
_END = re.compile(
    r"(?:(?<![.!?…])[.!?…]++[\"'”’)\]]*(?=\s)|[。！？।॥۔؟]+|\n\s*\n|\n(?=\s*(?:[-*•–]|\d+[.)])\s))"
)
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
        dot = match.start()
        # The longest has six letters: a short look back keeps "Dr. Dr. Dr. …" quick.
        if text[dot] == "." and _ABBREVIATION.search(text[max(start, dot - 12) : dot + 1]):
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


_LATIN = "a-z0-9à-öø-ɏḀ-ỿÀ-ÖØ-ÞЀ-ӿ"
#: Characters of a host's label: none of ASCII's punctuation, of white space, of general punctuation.
_HOST = r"[^\s\x00-,/:-@\[-^`{-\x7f\u00a0\u2000-\u206f\u3000-\u3003\u300c-\u300f\uff00-\uff0f“”]"
_CANDIDATE = re.compile(
    rf"(?P<scheme>https?://){_HOST}+"
    rf"|(?<![\w.@＠$#＃/-])(?:www\.)?(?:[{_LATIN}](?:[{_LATIN}_-]*[{_LATIN}])?\.)+[^\W_]+"
    rf"|(?<=[^\W\x00-\x7fÀ-ɏ])(?:[{_LATIN}](?:[{_LATIN}_-]*[{_LATIN}])?\.)+[^\W_]+",
    re.IGNORECASE,
)
_PATH_SIGNS = rf"[{_LATIN}!*';:=+,.$/%#\[\]\-–_~@|&]"
_BRACKETS = rf"\((?:{_PATH_SIGNS}|\({_PATH_SIGNS}+\))+\)"
_TAIL = re.compile(
    r"(?::\d+)?"
    rf"(?:/(?:(?:{_PATH_SIGNS}|{_BRACKETS})*(?:[{_LATIN}+\-=_#/]|{_BRACKETS}))?)?"
    r"(?:\?[a-z0-9!?*'@();:&=+$/%#\[\]\-_.,~|]*[a-z0-9\-_&=#/])?",
    re.IGNORECASE,
)
_DOT = re.compile(r"\w\.\w")
_SHORT = re.compile(r"t\.co/([a-z0-9]+)(\?[^\s]*[a-z0-9])?", re.IGNORECASE)


#: Endings of addresses that people write without ``http://``; the others are words as well.
_PLAIN_ENDINGS = frozenset(
    {
        "com",
        "org",
        "net",
        "gov",
        "edu",
        "int",
        "info",
        "biz",
        "coop",
        "scot",
        "wales",
        "cymru",
        "london",
    }
)
_WORDS_TOO = frozenset(
    {
        "ad",
        "ag",
        "ai",
        "am",
        "as",
        "at",
        "be",
        "by",
        "do",
        "er",
        "go",
        "id",
        "in",
        "is",
        "it",
        "la",
        "ma",
        "me",
        "mu",
        "my",
        "no",
        "pa",
        "pm",
        "so",
        "st",
        "to",
        "us",
        "ve",
    }
)


def find_urls(text: str, *, cautious: bool = False) -> list[tuple[int, int]]:
    """Find the web addresses of a text, also those without ``http://``, as offsets.

    The rules are those that Twitter published with twitter-text: an address has a known top-level
    domain and, after it, perhaps a path and a query; closing punctuation is not part of it.

    Parameters
    ----------
    text : str
    cautious : bool
        Without ``http://``, take only what can hardly be two sentences that lack the space
        between them ("the end.So what").

    Examples
    --------
    >>> from consultation_insight.text import find_urls
    >>> text = "See gov.uk/help, http://en.wikipedia.org/wiki/Primer_(film). Me: a@b.org"
    >>> [text[start:end] for start, end in find_urls(text)]
    ['gov.uk/help', 'http://en.wikipedia.org/wiki/Primer_(film)']
    """
    if "." not in text or not _DOT.search(text):
        return []
    found = _addresses(text)
    return [span for span in found if _likely(text, *span)] if cautious else list(found)


def _likely(text: str, start: int, end: int) -> bool:
    address = text[start:end]
    host, slash, _ = address.partition("/")
    if "://" in address or slash or host.lower().startswith("www."):
        return True
    ending = host.rpartition(".")[2]
    if not (host.islower() or host.isupper()):
        return False
    ending = ending.lower()
    return ending in _PLAIN_ENDINGS or (len(ending) == 2 and ending not in _WORDS_TOO)


def _addresses(text: str) -> Iterator[tuple[int, int]]:
    place = 0
    while match := _CANDIDATE.search(text, place):
        start, first = match.start(), match.end("scheme")
        has_scheme = first > 0
        if not has_scheme:
            first = start
        elif start and (text[start - 1] in "@＠$#＃" or re.match(r"[A-Za-z0-9]", text[start - 1])):
            place = match.end()
            continue
        end = _host_end(text, first, match.end(), has_scheme)
        if end is None:
            place = match.end()
            continue
        whole = _whole(text, first, end)
        if whole is None:
            place = match.end()
        else:
            yield start, whole
            place = whole


def _whole(text: str, first: int, end: int) -> int | None:
    """The end of the path after a host; None for a short address that cannot be one."""
    if text[first:end].lower() == "t.co":
        short = _SHORT.match(text, first)
        if short:
            return short.end() if len(short[1]) <= 40 else None
    tail = _TAIL.match(text, end)
    return tail.end() if tail else end


def _host_end(text: str, first: int, last: int, has_scheme: bool) -> int | None:
    """Where the host ends: with the longest run of labels whose last is a top-level domain."""
    # No host is longer than 253 characters.
    labels = text[first : min(last, first + 254)].split(".")
    for count in range(len(labels), 1, -1):
        start = first + len(".".join(labels[: count - 1])) + 1
        length = _top_level(labels[count - 1], text, start, has_scheme)
        if length and _valid(labels[: count - 1], has_scheme):
            return start + length
    return None


def _top_level(label: str, text: str, start: int, has_scheme: bool) -> int:
    """How many characters at the start of a label are a top-level domain; 0 for none."""
    known, longest = _top_levels()
    for length in range(min(len(label), longest), 1, -1):
        after = text[start + length : start + length + 1]
        if label[:length].lower() in known and not re.match(r"[A-Za-z0-9@+_-]", after):
            return length
    # Retired ones, and those to come, are still addresses where "http://" says so.
    return (
        len(label) if has_scheme and len(label) > 1 and not re.search(r"[\x00-\x7f]", label) else 0
    )


def _valid(labels: list[str], has_scheme: bool) -> bool:
    for place, label in enumerate(labels):
        registered = place == len(labels) - 1
        if not label or label[0] in "-_" or label[-1] in "-_" or (registered and "_" in label):
            return False
        if label.lower().startswith("xn--") and not label.isascii():
            return False
        if not label.isascii() and len(label.encode("punycode")) > 59:
            return False
    return True


@lru_cache(maxsize=1)
def _top_levels() -> tuple[frozenset[str], int]:
    path = files("consultation_insight") / "data" / "tlds.txt"
    lines = path.read_text(encoding="utf-8").splitlines()
    known = frozenset(line for line in lines if line and not line.startswith("#"))
    return known, max(map(len, known))


_PIECES = re.compile(
    r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]|[^\s\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]+"
)


def count_pieces(text: str) -> int:
    """Count the words that `word_differences` compares (characters where no spaces are written).

    Examples
    --------
    >>> from consultation_insight.text import count_pieces
    >>> count_pieces("Keep the night bus, please!")
    5
    """
    return sum(1 for _ in _PIECES.finditer(text))


def word_differences(before: str, after: str) -> list[tuple[str, str]]:
    """Say word by word how one text was made into another.

    Words that differ in case or in the marks around them only are the same. Scripts that write no
    spaces are compared by characters.

    Returns
    -------
    list of (str, str)
        ``same``, ``added`` or ``left out``, and the words, as they stand in the text.

    Examples
    --------
    >>> from consultation_insight.text import word_differences
    >>> word_differences("Keep the bus.", "Keep the night bus, please!")
    [('same', 'Keep the '), ('added', 'night '), ('same', 'bus, '), ('added', 'please!')]
    """
    sides = []
    for text in (before, after):
        starts = [match.start() for match in _PIECES.finditer(text)]
        ends = [*starts[1:], len(text)] if starts else []
        pieces = [text[start:end] for start, end in zip(starts, ends, strict=True)]
        sides.append((pieces, [comparable(piece) or piece.strip() for piece in pieces]))
    (old, old_keys), (new, new_keys) = sides
    found: list[tuple[str, str]] = []
    matcher = SequenceMatcher(None, old_keys, new_keys, autojunk=False)
    for operation, a, b, c, d in matcher.get_opcodes():
        if operation == "equal":
            found.append(("same", "".join(new[c:d])))
            continue
        if b > a:
            found.append(("left out", "".join(old[a:b])))
        if d > c:
            found.append(("added", "".join(new[c:d])))
    return found
