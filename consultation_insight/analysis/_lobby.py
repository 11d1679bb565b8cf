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
_PROPER = r"(?:[A-Z][\w'’&-]*(?:\s+(?:(?:of|for|and|the|&|in)\s+)*[A-Z][\w'’&-]*){0,6})"
#: What organisations, not single people, do in the third person; a named thing then speaks.
_OFFERS = (
    r"(?:asks?\s+(?:that|for|ministers|government|you)|urges?|calls?\s+(?:for|on)|(?:would|'d)\s+(?:be\s+(?:glad|happy|pleased|delighted)|"
    r"love|like\s+(?:to|a)|welcome|gladly|happily)|(?:is|are|stands?)\s+(?:ready|here\s+to\s+help|happy\s+to|keen\s+to|asking\s+for|calling\s+for)|"
    r"can\s+(?:show|help|offer|brief|share|tell\s+you|provide|supply)|has\s+[\d,]+\s|have\s+[\d,]+\s|represents?|believes?\s+that|recommends?|"
    r"welcomes?\s|(?:hosts?|runs?|operates?|supports?|employs?|trains?|serves?|campaigns?\s+for)\s+(?:over\s+|more\s+than\s+)?[\d,]+)"
)
#: (points, what a text must have for it, pattern); case matters where names do. The second is there
#: to save time: pieces of text in lower case, one of which stands in all that the pattern matches.
_SIGNS: tuple[tuple[float, str, re.Pattern[str]], ...] = (
    (4.0, "member", re.compile(r"\bour\s+(?:\d[\d,.]*\s+)?(?:\w+\s+)?(?:members(?:hip)?|member\s+\w+)\b", re.I)),
    (4.0, "represent", re.compile(r"\b(?:we|which|that)\s+(?:proudly\s+)?represent(?:s|ing)?\b|\brepresenting\s+(?:over|more|some|the|\d|[a-z]+\s+\d)", re.I)),
    (4.0, "behalf", re.compile(r"\b(?:writing|responding|speaking|submitted|here)?\s*on\s+behalf\s+of\s+(?!my|me\b|him|her\b|mum|dad)", re.I)),
    (4.0, "trade|charity|membership|professional|industry|federation|think|umbrella|representative|social|voice|company|firm|manufacturer|supplier|organisation", re.compile(r"\b(?:as|we\s+are|we're)\s+(?:a|an|the)\s+(?:\w+[\s-]+){0,4}(?:trade\s+(?:body|association|union)|charity|"
                     r"membership\s+(?:body|organisation)|professional\s+body|industry\s+body|federation|think\s+tank|"
                     r"umbrella\s+(?:body|group)|representative\s+body|social\s+enterprise|voice\s+of|company|firm|manufacturer|supplier|"
                     r"(?:voluntary|community|national|leading)\s+organisation)\b", re.I)),
    (4.0, "as the ", re.compile(r"\bas\s+the\s+(?:\w+\s+)?(?:voice|body|organisation|union|association)\s+(?:of|for|that)\b", re.I)),
    (4.0, "", re.compile(rf"\b(?:[Ww]e|[Uu]s|[Hh]ere)\s+at\s+(?:the\s+)?{_WORD}|\b[Aa]t\s+(?:the\s+)?(?:{_WORD}\s+){{1,5}}we\b")),
    (4.0, _KIND, re.compile(rf"{_NAME}(?:\s*\([^)]*\))?\s*,?\s*{_CLAIMS}")),
    (4.0, _KIND, re.compile(rf"(?:^|[.!?]\s+)(?:{_WORD}\s+){{1,4}}{_KIND}\s*:")),
    (4.0, _KIND, re.compile(rf"(?:[-–—~]\s*|\(|,\s+)(?:(?:the\s+)?(?:team|founders?|staff|directors?|trustees)\s*(?:at|of|,)\s*)?{_NAME}\s*(?:\([^)]*\))?[)\s.]*(?:https?://\S+(?:\s+|$))*$")),
    (4.0, "founder|registrar|chief|ceo|chair|director|secretary|policy|spokes|team", re.compile(rf"\b(?:founders?|registrar|chief\s+executive|CEO|chair(?:man|woman)?|director|secretary|policy\s+(?:lead|officer|manager)|spokes\w+|(?:the\s+)?team)\s*,?\s*(?:at|of|,|for)\s+(?:the\s+)?{_WORD}")),
    (2.5, _KIND, re.compile(rf"[.!?]\s+{_NAME}\s*(?:\([^)]*\))?[.!]?\s*(?:https?://\S+(?:\s+|$))*$")),
    (2.0, "", re.compile(r"\b(?:our|we\s+(?:provide|offer|deliver|support|supply|employ|make|manufacture|build|run|fit|train))\s+(?:\w+\s+){0,2}(?:industry|sector|clients|customers|"
                     r"supporters|service\s+users|briefing|factory|plant|warehouse|franchise|platform|app|product|stores|branches|"
                     r"businesses|trustees|volunteers|beneficiaries|residents'?|companies|apprentices)\b", re.I)),
    (1.5, "table|glad|happy|touch|contact|our", re.compile(r"\b(?:seat\s+at\s+the\s+table|glad\s+(?:of|to)\s+(?:a\s+)?(?:conversation|talk|meet|brief)|happy\s+to\s+(?:meet|brief|share|discuss|present|contribute)|"
                     r"get\s+in\s+touch|contact\s+(?:us|our)|read\s+our|see\s+our|our\s+(?:full\s+|new\s+|latest\s+)?(?:paper|report|response|submission|briefing|manifesto|research|evidence|proposals?|recommendations|website))\b", re.I)),
    (3.0, "", re.compile(rf"(?:^|[.!?:]\s+|[-–—]\s*|\bThe\s+){_PROPER}(?:\s*\([^)]*\))?,?\s+{_OFFERS}")),
    (3.0, "", re.compile(rf"(?:\(|[-–—~]\s*){_PROPER}\)?\s*[.!]?\s*(?:https?://\S+(?:\s+|$))*$")),
    (3.0, "member", re.compile(rf"\b[Mm]embers?\s+of\s+(?:the\s+)?{_PROPER}")),
    (3.5, "", re.compile(rf"(?:^|[.!?]\s+){_PROPER},\s+an?\s+(?:\w+\s+){{0,2}}(?:charity|co-?op(?:erative)?|social\s+enterprise|union|network|company|start-?up|group|campaign|not-for-profit|community\s+interest)")),
    (2.5, "", re.compile(r"\b(?:our|we)\s+(?:\d[\d,.]*\s+)(?:\w+\s+){0,2}(?:members|staff|employees|branches|stores|sites|clubs|schools|farms|homes|centres|practices|shops|pubs|hotels|beds|drivers|workers)\b", re.I)),
    (2.0, "our | books", re.compile(r"\bon\s+(?:our|its|their)\s+books\b|\bour\s+(?:plant|members?|trade|profession|professional\s+code|code\s+of|charity|union|organisation|company|firm|federation|association|association's|network|campaign|coalition|service)\b", re.I)),
    (1.0, "guidance|duty|tariff|regulat|procurement|subsid|sector|industry|relief|vat|rates|supply|level", re.compile(r"\b(?:guidance|duty\s+system|tariffs?|regulat\w+|procurement|subsid\w+|sector|industry|tax\s+relief|VAT|business\s+rates|supply\s+chain|level\s+playing\s+field)\b", re.I)),
    (3.0, "we're|we’re|we are|from|here", re.compile(rf"\b[Ww]e(?:'re|’re| are)\s+(?:the\s+)?(?:[A-Z][\w'’&-]*\s+)+|\b(?:[Hh]ello|[Gg]reetings|[Hh]i)\s+from\s+(?:all\s+(?:of\s+us\s+)?at\s+)?(?:the\s+)?[A-Z]|\b[Ff]rom\s+(?:all\s+of\s+us|everyone|the\s+team)\s+at\b|(?:^|[.!?]\s+){_PROPER}\s+here[.,:!]")),
    (3.0, "speak|writ|chair|run|lead|represent", re.compile(r"\b(?:speaking|speak|writing|write)\s+(?:here\s+)?(?:for|as)\s+(?:the\s+)?(?:\w+\s+){0,3}(?:members|industry|sector|trade|profession|association|federation|union|council|charity|network|alliance)\b|\bI\s+(?:chair|run|lead|represent|speak\s+for)\s+(?:the\s+)?[A-Z]", re.I)),
    (1.0, " us|we'd|we’d|we would|ready", re.compile(r"\b(?:ask|invite|talk\s+to|speak\s+to|ring|call|come\s+and\s+see|visit|use|fund|involve|include|meet|DM|brief)\s+us\b|\bwe(?:'d|’d| would)\s+(?:be\s+(?:happy|glad|pleased|delighted)|love|like|welcome|gladly|happily)\b|\bwe\s+(?:stand|are)\s+ready\b", re.I)),
    (1.5, "industry|sector|trade|profession|members|firms|businesses|companies|economy|jobs", re.compile(r"\b(?:industry|sector|trade|profession|members|firms|businesses|companies)\s+(?:employs?|supports?|contributes?|is\s+worth|are\s+worth|generates?|needs?|cannot|can't|faces?|wants?|urges?|asks?|pays?)\b|\b(?:to|for)\s+the\s+(?:UK\s+)?economy\b|\b[\d,]+k?\s+jobs\b|\bjobs\s+(?:depend|rely|at\s+(?:risk|stake))", re.I)),
    (1.0, "our |published|written|submitted|launched|surveyed|set out|costed|modelled|polled|proposed", re.compile(r"\b(?:we(?:'ve|’ve| have)?|our\s+\w+\s+(?:has|have))\s+(?:just\s+)?(?:published|written|submitted|launched|surveyed|set\s+out|costed|modelled|polled|proposed)\b|\bour\s+(?:CEO|chair|director|founder|chief|policy|five[- ]point|[\d]+[- ]point|plan|survey|data|poll|experts?|team|engineers|growers|producers|makers|writers|artists|doctors|lawyers|drivers|farmers|landlords|tenants|scientists|researchers)\b", re.I)),
    (1.0, "", re.compile(r"\b(?:our|we|us)\b", re.I)),
    (0.5, "http", re.compile(r"https?://", re.I)),
    (-1.5, "", re.compile(r"\b(?:I|I'm|I've|my|me|mum|dad|gran)\b")),
)  # fmt: skip
_NAMES_KIND = re.compile(_KIND)
_PIECES = tuple(
    None if needs == _KIND else needs.split("|") if needs else [] for _, needs, _ in _SIGNS
)
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
    if text.isupper():  # capitals name nothing there
        text = text.lower()
    return 1 / (1 + math.exp(-1.6 * (_points(text[:5000]) - _HALF)))


def _points(text: str) -> float:
    folded = " ".join(text.casefold().split())
    names_kind = _NAMES_KIND.search(text) is not None
    points = 0.0
    for (weight, _, sign), pieces in zip(_SIGNS, _PIECES, strict=True):
        if pieces is None:
            possible = names_kind
        else:
            possible = not pieces or any(piece in folded for piece in pieces)
        if possible and sign.search(text):
            points += weight
    return points
