"""Numbers in sentences: one grammar and one scale of quantity words for findings and reports."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

__all__ = [
    "MIN_BASE",
    "QUANTITIES",
    "REPLY",
    "RESPONSE",
    "Noun",
    "asks_for_proposals",
    "counted",
    "interval",
    "language_name",
    "listed",
    "out_of",
    "percent",
    "quantity",
    "quoted",
    "shorten",
    "times",
]

#: Under this base a percentage says more than the data do, so it is left out.
MIN_BASE = 30

#: Words for shares: each holds from its threshold up to the next one.
QUANTITIES: tuple[tuple[float, str, str], ...] = (
    (0.0, "a few", "under 10 %"),
    (0.10, "some", "10 % to under 30 %"),
    (0.30, "many", "30 % to under 45 %"),
    (0.45, "about half", "45 % to under 55 %"),
    (0.55, "most", "55 % to under 90 %"),
    (0.90, "nearly all", "90 % and over, but not all"),
)


class Noun(NamedTuple):
    """A thing that is counted."""

    one: str
    many: str


#: What social media give, and what everything else gives.
REPLY = Noun("reply", "replies")
RESPONSE = Noun("response", "responses")


def counted(number: int, noun: Noun | str) -> str:
    """Say how many, with the noun in the right number.

    Examples
    --------
    >>> from consultation_insight.wording import REPLY, counted
    >>> counted(1525, REPLY), counted(1, REPLY), counted(0, "theme")
    ('1,525 replies', '1 reply', 'no themes')
    """
    noun = Noun(noun, f"{noun}s") if isinstance(noun, str) else noun
    if number == 0:
        return f"no {noun.many}"
    return f"{number:,} {noun.one if number == 1 else noun.many}"


def percent(share: float, *, short: bool = False) -> str:
    """Say a share as a whole percentage; what is neither none nor all is never shown as such.

    ``short`` is for charts and tables: ``< 1 %``.

    Examples
    --------
    >>> from consultation_insight.wording import percent
    >>> percent(0.0), percent(0.002), percent(34 / 1525), percent(0.999), percent(1.0)
    ('0 %', 'less than 1 %', '2 %', 'more than 99 %', '100 %')
    >>> percent(0.002, short=True)
    '< 1 %'
    """
    whole = int(share * 100 + 0.5)
    if share > 0 and whole == 0:
        return "< 1 %" if short else "less than 1 %"
    if share < 1 and whole >= 100:
        return "> 99 %" if short else "more than 99 %"
    return f"{whole} %"


def out_of(number: int, base: int, noun: Noun | str, *, with_percent: bool = True) -> str:
    """Say a number with its base, and its percentage where the base carries one.

    Examples
    --------
    >>> from consultation_insight.wording import REPLY, out_of
    >>> out_of(34, 1525, REPLY)
    '34 of 1,525 replies (2 %)'
    >>> out_of(7, 12, REPLY)
    '7 of 12 replies (too few for a percentage)'
    >>> out_of(1, 1, REPLY), out_of(40, 40, REPLY)
    ('the only reply', 'all 40 replies')
    """
    noun = Noun(noun, f"{noun}s") if isinstance(noun, str) else noun
    if base == 0:
        return f"no {noun.many}"
    if number == base:
        return f"the only {noun.one}" if base == 1 else f"all {base:,} {noun.many}"
    count = "none" if number == 0 else f"{number:,}"
    said = f"{count} of {base:,} {noun.one if base == 1 else noun.many}"
    if number == 0 or not with_percent:
        return said
    if base < MIN_BASE:
        return f"{said} (too few for a percentage)"
    return f"{said} ({percent(number / base)})"


def interval(low: float, high: float) -> str:
    """Say a 95 % interval in whole percentages.

    Examples
    --------
    >>> from consultation_insight.wording import interval
    >>> interval(0.144, 0.181), interval(0.001, 0.004)
    ('95 % interval 14 % to 18 %', '95 % interval under 1 %')
    """
    first, last = percent(low, short=True), percent(high, short=True)
    if first == last:
        return f"95 % interval {first}".replace("<", "under").replace(">", "over")
    return f"95 % interval {first.replace('< 1 %', '0 %')} to {last.replace('> 99 %', '100 %')}"


def quantity(share: float, noun: Noun) -> str:
    """Say a share in the words of the scale `QUANTITIES`.

    Examples
    --------
    >>> from consultation_insight.wording import REPLY, quantity
    >>> [quantity(share, REPLY) for share in (0, 0.04, 0.3, 0.5)]
    ['no replies', 'a few replies', 'many replies', 'about half of the replies']
    >>> [quantity(share, REPLY) for share in (0.7, 0.95, 1)]
    ['most replies', 'nearly all replies', 'all replies']
    """
    if share <= 0:
        return f"no {noun.many}"
    if share >= 1:
        return f"all {noun.many}"
    word = [word for threshold, word, _ in QUANTITIES if share >= threshold][-1]
    return f"{word} of the {noun.many}" if word == "about half" else f"{word} {noun.many}"


def language_name(code: str) -> str:
    """Give the English name of a language, or its code where the name is not known here.

    Examples
    --------
    >>> from consultation_insight.wording import language_name
    >>> language_name("cy"), language_name("xx"), language_name("")
    ('Welsh', 'language xx', 'no language that could be told')
    """
    if not code or code == "und":
        return "no language that could be told"
    return _LANGUAGES.get(code, f"language {code}")


_LANGUAGES = {
    "ar": "Arabic", "bg": "Bulgarian", "bn": "Bengali", "ca": "Catalan", "cs": "Czech",
    "cy": "Welsh", "da": "Danish", "de": "German", "el": "Greek", "en": "English",
    "es": "Spanish", "et": "Estonian", "fa": "Persian", "fi": "Finnish", "fr": "French",
    "ga": "Irish", "gd": "Scottish Gaelic", "gu": "Gujarati", "he": "Hebrew", "hi": "Hindi",
    "hr": "Croatian", "hu": "Hungarian", "is": "Icelandic", "it": "Italian", "ja": "Japanese",
    "ko": "Korean", "lt": "Lithuanian", "lv": "Latvian", "ne": "Nepali", "nl": "Dutch",
    "no": "Norwegian", "pa": "Punjabi", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian",
    "ru": "Russian", "sk": "Slovak", "sl": "Slovenian", "so": "Somali", "sq": "Albanian",
    "sr": "Serbian", "sv": "Swedish", "ta": "Tamil", "th": "Thai", "tr": "Turkish",
    "uk": "Ukrainian", "ur": "Urdu", "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip


def listed(items: Iterable[str]) -> str:
    """Join words as a sentence does.

    Examples
    --------
    >>> from consultation_insight.wording import listed
    >>> listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"])
    ('a', 'a and b', 'a, b and c')
    """
    parts = list(items)
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def quoted(text: str) -> str:
    """Put a name or label into quotation marks, unless it is a quotation already.

    Examples
    --------
    >>> from consultation_insight.wording import quoted
    >>> quoted("Rents"), quoted("“More jazz”")
    ('“Rents”', '“More jazz”')
    """
    return text if text.startswith("“") and text.endswith("”") else f"“{text}”"


def shorten(text: str, limit: int) -> str:
    """Cut a text at a word, with an ellipsis, to at most ``limit`` characters.

    Examples
    --------
    >>> from consultation_insight.wording import shorten
    >>> shorten("How far do you agree or disagree?", 20)
    'How far do you…'
    """
    text = " ".join(text.split())
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    if " " in cut[limit // 2 :]:
        cut = cut[: cut.rfind(" ")]
    return cut.rstrip(" ,.;:–-") + "…"


def times(first: float, second: float) -> str:
    """Say how many times as many the first is; ``second`` is above 0.

    Examples
    --------
    >>> from consultation_insight.wording import times
    >>> times(12959, 4311), times(10, 10), times(104, 100)
    ('3.0 times as many as', 'as many as', 'about as many as')
    """
    if first == second:
        return "as many as"
    ratio = first / second
    return "about as many as" if ratio < 1.05 else f"{ratio:.1f} times as many as"


_PROPOSALS_WANTED = re.compile(
    r"\b(?:what|which|how|whom?|where)\b[^.?!]*\b(?:should|must|ought to|needs? to|can we|could (?:we|be)|"
    r"would you (?:like|want|change|do|add|remove|improve|suggest|propose|recommend)|"
    r"do you (?:want|suggest|propose|recommend|need)|would (?:make|help|improve|encourage|reassure))\b"
    r"|\b(?:suggestions?|recommendations?|ideas?|improvements?|wish list)\b",
    re.IGNORECASE,
)


def asks_for_proposals(wording: str) -> bool:
    """Whether a question asks what should be done or who should be heard.

    Examples
    --------
    >>> from consultation_insight.wording import asks_for_proposals
    >>> asks_for_proposals("What should we change?"), asks_for_proposals("Why do you say that?")
    (True, False)
    """
    return bool(_PROPOSALS_WANTED.search(wording))
