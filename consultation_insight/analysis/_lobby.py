"""Whether a text speaks for an organised interest: by its voice, not by what it cites.

Naming an organisation is not enough (people cite them); the text must speak as one: "our
members", "on behalf of", "we at the Guild of …", a signature, a name that asks or offers.
"""

from __future__ import annotations

import math
import re

__all__ = ["lobby_probability"]

_KIND = (
    r"(?:Federation|Association|Assoc|Alliance|Council|Forum|Guild|Institute|Institution|League|Union|Trust|"
    r"Society|Network|Circle|Foundation|Coalition|Chamber|Partnership|Confederation|Collective|"
    r"Co-?op(?:erative)?|Consortium|Collaborative|Charity|Centre|Hub|Campaign|Group|Committee|Commission|"
    r"Board|Club|College|Academy|Works|Services|Solutions|Industries|Voice|Watch|Action|Aid|Concern|"
    r"CIC|Ltd|Limited|plc|PLC|LLP|Inc|GmbH|UK|NI|Scotland|Wales|Cymru|England|Ireland|Britain)"
)
_WORD = r"[A-Z][\w'’]*"
_NAME = (
    rf"(?:(?:the\s+)?(?:{_WORD}\s+|&\s+|and\s+|of\s+|for\s+){{1,6}}{_KIND}\b"
    rf"|(?:The\s+|the\s+)?(?:Federation|Association|Alliance|Council|Forum|Guild|Institute|League|Union|"
    rf"Society|Network|Coalition|Confederation|Campaign|Chamber|Royal\s+College)\s+(?:of|for)\s+{_WORD}(?:\s+(?:and|&|of)?\s*{_WORD})*)"
)
_CLAIMS = (
    r"(?:asks?|urges?|calls?\s+(?:for|on)|recommends?|welcomes?|supports?|opposes?|believes?|represents?|"
    r"would\s+(?:be|love|like|welcome|urge|ask|gladly|happily)|stands?\s+ready|(?:is|are)\s+(?:ready|happy|keen|asking|calling|"
    r"willing|here\s+to)|can\s+(?:show|help|offer|share|demonstrate)|has\s+(?:\d|published|proposed|long)|"
    r"have\s+(?:\d|published|proposed|long)|wants?|proposes?|:)"
)
#: (points, pattern); case matters where names do.
_SIGNS: tuple[tuple[float, re.Pattern[str]], ...] = (
    (4.0, re.compile(r"\bour\s+(?:\d[\d,.]*\s+)?(?:\w+\s+)?(?:members(?:hip)?|member\s+\w+)\b", re.I)),
    (4.0, re.compile(r"\b(?:we|which|that)\s+(?:proudly\s+)?represent(?:s|ing)?\b|\brepresenting\s+(?:over|more|some|the|\d|[a-z]+\s+\d)", re.I)),
    (4.0, re.compile(r"\b(?:writing|responding|speaking|submitted|here)?\s*on\s+behalf\s+of\s+(?!my|me\b|him|her\b|mum|dad)", re.I)),
    (4.0, re.compile(r"\b(?:as|we\s+are|we're)\s+(?:a|an|the)\s+(?:\w+[\s-]+){0,4}(?:trade\s+(?:body|association|union)|charity|"
                     r"membership\s+(?:body|organisation)|professional\s+body|industry\s+body|federation|think\s+tank|"
                     r"umbrella\s+(?:body|group)|representative\s+body|social\s+enterprise|voice\s+of|company|firm|manufacturer|supplier|"
                     r"(?:voluntary|community|national|leading)\s+organisation)\b", re.I)),
    (4.0, re.compile(r"\bas\s+the\s+(?:\w+\s+)?(?:voice|body|organisation|union|association)\s+(?:of|for|that)\b", re.I)),
    (4.0, re.compile(rf"\b(?:[Ww]e|[Uu]s|[Hh]ere)\s+at\s+(?:the\s+)?{_WORD}|\b[Aa]t\s+(?:the\s+)?(?:{_WORD}\s+){{1,5}}we\b")),
    (4.0, re.compile(rf"{_NAME}(?:\s*\([^)]*\))?\s*,?\s*{_CLAIMS}")),
    (4.0, re.compile(rf"(?:^|[.!?]\s+)(?:{_WORD}\s+){{1,4}}{_KIND}\s*:")),
    (4.0, re.compile(rf"(?:[-–—~]\s*|\(|,\s+)(?:(?:the\s+)?(?:team|founders?|staff|directors?|trustees)\s*(?:at|of|,)\s*)?{_NAME}\s*(?:\([^)]*\))?[)\s.]*(?:https?://\S+\s*)*$")),
    (4.0, re.compile(rf"\b(?:founders?|registrar|chief\s+executive|CEO|chair(?:man|woman)?|director|secretary|policy\s+(?:lead|officer|manager)|spokes\w+|(?:the\s+)?team)\s*,?\s*(?:at|of|,|for)\s+(?:the\s+)?{_WORD}")),
    (2.5, re.compile(rf"[.!?]\s+{_NAME}\s*(?:\([^)]*\))?[.!]?\s*(?:https?://\S+\s*)*$")),
    (2.0, re.compile(r"\b(?:our|we\s+(?:provide|offer|deliver|support|supply|employ|make|manufacture|build|run|fit|train))\s+(?:\w+\s+){0,2}(?:industry|sector|clients|customers|"
                     r"supporters|service\s+users|briefing|factory|plant|warehouse|franchise|platform|app|product|stores|branches|"
                     r"businesses|trustees|volunteers|beneficiaries|residents'?|companies|apprentices)\b", re.I)),
    (1.5, re.compile(r"\b(?:seat\s+at\s+the\s+table|glad\s+(?:of|to)\s+(?:a\s+)?(?:conversation|talk|meet|brief)|happy\s+to\s+(?:meet|brief|share|discuss|present|contribute)|"
                     r"get\s+in\s+touch|contact\s+(?:us|our)|read\s+our|see\s+our|our\s+(?:full\s+|new\s+|latest\s+)?(?:paper|report|response|submission|briefing|manifesto|research|evidence|proposals?|recommendations|website))\b", re.I)),
    (1.0, re.compile(r"\b(?:our|we|us)\b", re.I)),
    (0.5, re.compile(r"https?://", re.I)),
    (-1.5, re.compile(r"\b(?:I|I'm|I've|my|me|mum|dad|gran)\b")),
)  # fmt: skip
_HALF = 3.4  # at this many points it is as likely as not


def lobby_probability(text: str) -> float:
    """Give how likely a text speaks for an organised interest, from points for its signs.

    Examples
    --------
    >>> from consultation_insight.analysis._lobby import lobby_probability
    >>> lobby_probability("On behalf of 600 bookshops: our members pay more rates.") > 0.9
    True
    >>> lobby_probability("Read what the Institute for Fiscal Studies wrote.") < 0.2
    True
    """
    points = sum(weight for weight, sign in _SIGNS if sign.search(text[:5000]))
    return 1 / (1 + math.exp(-1.6 * (points - _HALF)))
