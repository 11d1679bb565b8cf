"""What a text must say before a head may call it abuse, politics, spam or chatter.

Letters and meaning alone mislead: "potholes" are no insult, "the drains cannot cope" is no politics,
and "Toilets" is an answer.
"""

from __future__ import annotations

import re

from consultation_insight.models._word_lists import (
    _POLITICS,
    _TOKEN,
    CUES,
    LEADERS,
    PARTIES,
    _entries,
    cue_counts,
)

__all__ = ["speaks_of"]

#: Words of politics that are said of much else: "leave it", "third parties", "we ask the Government".
_OF_MUCH_ELSE = frozenset(
    """
the government|government's|govt|gov|eu|leave|remain|spin|crown|slogan|slogans|inquiry|freedom|independence|republic|
elite|elites|establishment|president|the right|the left|vote|votes|voting|voted|voter|voters|poll|polls|polling|party|
parties|cabinet
""".replace("\n", "").split("|")
)
#: A head as sure as this needs no second word of politics.
_SURE_OF_POLITICS = 0.9
#: ... and this of abuse takes "you" for a sign, in a text of so many words.
_SURE_OF_ABUSE, _SHORT_ABUSE = 0.6, 30
#: In a short text a harsh word is about all that is said; and so is what insults some people.
_SHORT = 15
#: A bare word or two answers something: chatter has as many words as this.
_CHATTER = 4
_POLITICAL = re.compile(
    r"(?<!\w)(?:"
    + "|".join(
        sorted(
            (re.escape(e) for block in (PARTIES, LEADERS, _POLITICS) for e in _entries(block)),
            key=len,
            reverse=True,
        )
    )
    + r")(?!\w)"
)
#: "8.45 pm" is no prime minister.
_HOUR = re.compile(r"\d ?[ap]m\b")
_TURNED_TO = re.compile(r"\b(?:you(?:'[a-z]+)?|your|yours|ya|my|this)\b")
_OFFERED = re.compile(r"\b(?:you|your|my|our|me|us|dm)\b")


def speaks_of(kind: str, text: str, chance: float) -> bool:
    """Whether words of a text bear out what a head says of it.

    Parameters
    ----------
    kind : str
        ``"abuse"``, ``"political"``, ``"spam"`` or ``"off_topic"``.
    text : str
    chance : float
        The head's probability: what it is sure of needs less.

    Examples
    --------
    >>> speaks_of("abuse", "You utter numpty!", 0.9), speaks_of("abuse", "Bless you, mayor", 0.4)
    (True, False)
    >>> speaks_of("political", "Close the borders", 0.9), speaks_of("off_topic", "Toilets", 0.9)
    (False, False)
    """
    return _EVIDENCE[kind](text.lower().replace("’", "'"), chance)


def _abuse(text: str, chance: float) -> bool:
    count = dict(zip(CUES, cue_counts(text), strict=True))
    if any(count[name] for name in _PLAIN_ABUSE):
        return True
    words = len(_TOKEN.findall(text))
    if count["ambiguous"] and words < _SHORT and _TURNED_TO.search(text):
        return True
    return bool(
        (count["harsh"] and words <= _SHORT)
        or (count["you"] and chance >= _SURE_OF_ABUSE and words <= _SHORT_ABUSE)
    )


_PLAIN_ABUSE = ("insult", "dismissal", "said_of_somebody", "harsh_noun", "you_harsh",
                "insulting_mark")  # fmt: skip


def _political(text: str, chance: float) -> bool:
    found = set(_POLITICAL.findall(_HOUR.sub(" ", text)))
    return len(found) > 1 or bool(
        found and (chance >= _SURE_OF_POLITICS or not found <= _OF_MUCH_ELSE)
    )


def _spam(text: str, chance: float) -> bool:
    count = dict(zip(CUES, cue_counts(text), strict=True))
    offers = count["offer"] + bool(count["money"])
    return bool(count["link"]) or offers > 1 or bool(offers and _OFFERED.search(text))


def _chatter(text: str, chance: float) -> bool:
    return sum(word.isalpha() for word in _TOKEN.findall(text)) >= _CHATTER


_EVIDENCE = {"abuse": _abuse, "political": _political, "spam": _spam, "off_topic": _chatter}
