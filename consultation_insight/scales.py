"""Levels that have an order: scales in words, ranges, numbers, how often, days and months.

A set of levels is put in order only where every level that says something has a place of its own;
"don't know" and the like stand at the end. What cannot be placed is left unordered.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

__all__ = ["in_order", "is_other", "is_silent", "sides"]

#: Has no place on a scale.
_OUTSIDE = re.compile(
    r"(?:i )?(?:do ?n['o]?t|dont|can'?t|cannot) (?:know|say|wish|want|remember)\b.*|not (?:sure|applicable|known|stated|answered|given|disclosed|shown|asked)\b.*"
    r"|unsure|unknown|undisclosed|no (?:opinion|answer|response|view|reply)\b.*|n/?a|none given|other\b.*|missing|refused?\b.*"
    r"|(?:i |i'd |would |i would )*(?:prefer|rather|wish|want) not\b(?: to\b.*| (?:say|answer|state|disclose)\b.*)?|notanswered|notshown|skipped|blank|declined?\b.*|not relevant\b.*"
    r"|ddim yn gwybod|gwell gennyf beidio.*|-+|\?|-?99+",
    re.IGNORECASE,
)
_LEADING = re.compile(r"(-?\d{1,3})\s*(?:[-–—=:.)(]|\s)\s*\(?[^\W\d].*")
_NUMBER = re.compile(r"-?\d+(?:[.,]\d{3})*(?:\.\d+)?")
_LESS = re.compile(r"^(?:under|less than|fewer than|below|up to|at most|younger than|no more than|<=?|≤)|\b(?:or|and) (?:under|less|fewer|younger|below)\b", re.I)  # fmt: skip
_MORE = re.compile(r"^(?:over|more than|above|at least|older than|from|>=?|≥)|\+|\b(?:or|and) (?:over|more|above|older|up|upwards?|longer)\b|\bplus\b|\bupwards?\b", re.I)  # fmt: skip
_BETWEEN = re.compile(r"\d[^\d]{0,12}?(?:-|–|—|to|and|bis)\s*[£$€]?\s*\d", re.IGNORECASE)
_UNITS = {"second": 1, "minute": 60, "min": 60, "hour": 3600, "day": 86_400, "week": 604_800,
          "month": 2_629_800, "year": 31_557_600, "yr": 31_557_600}  # fmt: skip
_UNIT = re.compile(r"\b(seconds?|minutes?|mins?|hours?|days?|weeks?|months?|years?|yrs?)\b", re.I)
_RANGE_WORDS = re.compile(
    r"(?:age[ds]?|years?|yrs?|old|months?|weeks?|days?|hours?|minutes?|mins?|seconds?|miles?|km|metres?|m|people|employees|staff|children|"
    r"per|a|an|the|week|month|year|annum|pa|p\.a\.|k|m|million|thousand|bn|gbp|eur|usd|under|less|fewer|than|below|up|to|at|most|least|over|more|"
    r"above|and|or|older|younger|plus|upwards?|from|between|bis|unter|über|no|longer|times?|%|percent|hectares?|acres?)",
    re.IGNORECASE,
)
_TIMES = (
    (re.compile(r"never|not at all|byth", re.I), 0.0),
    (re.compile(r"less (?:often|than (?:once )?(?:a|per) year)|(?:very )?rarely|seldom|hardly ever|almost never|anaml", re.I), 0.5),
    (re.compile(r"(?:about )?(?:once|1) (?:a|per|every) year|yearly|annually", re.I), 1.0),
    (re.compile(r"(?:a few|several|2 or 3|two or three|a couple of) times (?:a|per) year|occasionally|once in a while|now and then|weithiau", re.I), 4.0),
    (re.compile(r"less than (?:once )?(?:a|per) month|less than monthly", re.I), 6.0),
    (re.compile(r"sometimes|about half the time|(?:about )?(?:once|1) (?:a|per) month|monthly|(?:about )?once every month", re.I), 12.0),
    (re.compile(r"(?:a few|several|2 or 3|two or three|2-3|two to three|a couple of) times (?:a|per) month|fortnightly|(?:once )?every (?:two|few) weeks|once a fortnight", re.I), 30.0),
    (re.compile(r"less than (?:once )?(?:a|per) week", re.I), 40.0),
    (re.compile(r"(?:about )?(?:once|1) (?:a|per) week|weekly|(?:about )?once every week|often|frequently|yn aml", re.I), 52.0),
    (re.compile(r"(?:a few|several|2 or 3|two or three|2-3|two to three|two or more|a couple of) times (?:a|per) week|very often|usually|most of the time|mostly|nearly always|almost always", re.I), 150.0),
    (re.compile(r"most days|nearly every ?day|almost every ?day|almost daily|4 or more times (?:a|per) week", re.I), 250.0),
    (re.compile(r"(?:once )?(?:every ?day|daily|(?:a|per) day)|always|bob amser|bob dydd|all (?:of )?the time", re.I), 365.0),
    (re.compile(r"(?:several|many|more than once|a few) (?:times )?(?:a|per) day", re.I), 900.0),
)  # fmt: skip
_CALENDAR = (
    ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
    ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
     "november", "december"),
    ("morning", "afternoon", "evening", "night"),
)  # fmt: skip
#: Words of a scale: the surest first. A level's place is its pole times its degree.
_POLES = (
    (re.compile(r"\bneither\b|\bneutral\b|\bneith?er nor\b|\bundecided\b|\bmixed\b|\baverage\b|\babout (?:right|the same)|\bthe same\b|\bno (?:change|difference|impact|effect)\b|\bstay(?:ed)? the same|\bunchanged\b|\bmedium\b|\bmoderate\b(?!ly)|\bniwtral\b|\bnid wyf yn cytuno nac\b|\bweder\b|\bni .* ni\b", re.I), 0.0),
    (re.compile(r"\bdis(?:agree\w*|satisf\w*|approv\w*|lik\w*|advantag\w*)|\bun(?:satisf\w*|likely|happy|important|safe|fair|comfortable|accept\w*|clear|helpful|favou?r\w*|reasonable|able|aware|familiar|interested|necessary|suitable|affordable|confident|willing|concerned|worried)|\bin(?:effective|adequate|accessible|convenient|sufficient|appropriate|frequent)|\boppos\w*|\bagainst\b|\bpoor\w*|\bbad\w*|\bterrible|\bawful|\bwors[et]\w*|\bdifficult\w*|\bhard(?:er)?\b|\bnegativ\w*|\bdecreas\w*|\breduc\w*|\bdeclin\w*|\blow(?:er)?\b|\btoo (?:little|few|low|small|short|slow)|\bless\b|\bfewer\b|\banghytuno\b|\banfodlon|\bgwael|\breject\w*|\bnot enough\b|\bworthless", re.I), -1.0),
    (re.compile(r"\bagree\w*|\bsatisf\w*|\bapprov\w*|\blik(?:e|ely)\b|\bsupport\w*|\bfavou?r\w*|\bgood\b|\bwell\b|\bexcellent|\boutstanding|\bgreat\b|\bhappy|\bimportant|\bessential|\bcritical|\bconfident|\buseful|\bhelpful|\bclear\b|\beffective|\bsafe\b|\bfair\b|\bcomfortable|\baccept\w*|\bpositiv\w*|\bbetter\b|\bbest\b|\bincreas\w*|\bimprov\w*|\beas(?:y|ier)\b|\bhigh(?:er)?\b|\btoo (?:much|many|high|big|large|long|fast)|\bmore\b|\binterested|\baware|\bfamiliar|\bconcerned|\bworried|\bnecessary|\bsuitable|\baffordable|\bwilling|\breasonable|\badequate|\baccessible|\bconvenient|\brelevant|\bcytuno\b|\bbodlon|\bda\b|\binformed|\bconnected|\binvolved|\btrust\w*|\bvaluable|\bappropriate|\bsufficient|\bable\b|\bstressful|\bproblem|\bappl(?:y|ies)\b|\btrue\b|\bdescribes\b", re.I), 1.0),
)  # fmt: skip
_DEGREES = (
    (re.compile(r"\bnot(?:\W+\w+){0,2}? at all\b|\bddim o gwbl\b", re.I), 0.0),
    (re.compile(r"\bnot (?:very|that|so|particularly|really|too)\b|\bddim yn .* iawn\b", re.I), 0.5),
    (re.compile(r"\b(?:slightly|a little|a bit|partly|partially|to a small extent|minor)\b", re.I), 1.0),
    (re.compile(r"\b(?:tend to|somewhat|fairly|moderately|rather|reasonably|probably|mostly|mainly|generally|on the whole|to some extent|quite|tueddu)\b|\beithaf\b", re.I), 1.5),
    (re.compile(r"\b(?:very|strongly|much|highly|definitely|really|to a (?:great|large) extent|a lot|significant\w*|major|gryf|iawn|fully)\b", re.I), 3.0),
    (re.compile(r"\b(?:extremely|completely|totally|absolutely|entirely|exceptional\w*|perfectly|exceptionally)\b", re.I), 4.0),
)  # fmt: skip
#: Words that are a place by themselves.
_PLACES = {
    "excellent": 4.0, "outstanding": 4.0, "terrible": -4.0, "awful": -4.0, "worst": -4.0, "best": 4.0,
    "fair": 0.5, "ok": 0.5, "okay": 0.5, "adequate": 0.5, "acceptable": 0.5, "satisfactory": 0.5, "essential": 4.0, "critical": 4.0,
    "none": -6.0, "nothing": -6.0, "not at all": -6.0, "no": -6.0, "a little": -2.0, "not much": -2.0, "a small amount": -2.0, "slightly": -2.0,
    "somewhat": -1.0, "some": -1.0, "a moderate amount": 0.0, "moderately": 0.0, "a fair amount": 1.0, "to some extent": -1.0, "partly": -1.0,
    "quite": 1.0, "quite a lot": 2.0, "a lot": 3.0, "a great deal": 4.0, "very": 3.0, "very much": 3.0, "extremely": 4.0, "completely": 5.0,
    "fully": 5.0, "totally": 5.0, "all": 6.0, "mostly": 3.0, "to a great extent": 4.0, "to a small extent": -2.0,
    "definitely not": -4.0, "probably not": -2.0, "maybe": 0.0, "possibly": 0.0, "perhaps": 0.0, "probably": 2.0, "definitely": 4.0,
    "definitely yes": 4.0, "definitely no": -4.0, "probably yes": 2.0, "probably no": -2.0,
    "small": -2.0, "large": 2.0, "few": -3.0, "many": 3.0, "most": 4.0, "beginner": -2.0, "intermediate": 0.0, "advanced": 2.0, "expert": 3.0,
}  # fmt: skip
_NOT = re.compile(r"\bnot\b", re.IGNORECASE)


def in_order(levels: Sequence[str]) -> list[str]:
    """Put levels in their order, from least to most; empty where they have none.

    Parameters
    ----------
    levels : sequence of str
        The different values of a column.

    Examples
    --------
    >>> in_order(["Agree", "Don't know", "Strongly agree", "Disagree"])
    ['Disagree', 'Agree', 'Strongly agree', "Don't know"]
    >>> in_order(["65+", "18-24", "Under 18", "25-64"])
    ['Under 18', '18-24', '25-64', '65+']
    >>> in_order(["Leeds", "York", "Hull"])
    []
    """
    levels = list(dict.fromkeys(levels))
    plain = {level: _plain(level) for level in levels}
    outside = [level for level in levels if _OUTSIDE.fullmatch(plain[level])]
    said = [level for level in levels if level not in outside]
    if len(said) < 2:
        return []
    for place in (_as_number, _after_a_number, _as_range, _as_date, _as_frequency, _on_a_scale):
        places = [place(plain[level]) for level in said]
        if _tells(places, [plain[level].casefold() for level in said], place):
            known = {level: where or () for level, where in zip(said, places, strict=True)}
            return sorted(said, key=lambda level: known[level]) + sorted(outside)
    return []


Place = Callable[[str], tuple[float, ...] | None]


def is_silent(level: str) -> bool:
    """Whether a level is no answer: don't know, prefer not to say, not applicable.

    Examples
    --------
    >>> is_silent("Don't know"), is_silent("Prefer not to say"), is_silent("Other"), is_silent("No")
    (True, True, False, False)
    """
    plain = _plain(level)
    return bool(_OUTSIDE.fullmatch(plain)) and not is_other(plain)


def is_other(level: str) -> bool:
    """Whether a level is "Other": an answer that has no place on a scale.

    Examples
    --------
    >>> is_other("Other (please say)"), is_other("Don't know"), is_other("Another ward")
    (True, False, False)
    """
    return bool(re.match(r"other\b", _plain(level), re.IGNORECASE))


def sides(levels: Sequence[str]) -> list[int | None]:
    """Say on which side of a two-sided scale each level stands: -1, 0 (middle) or 1.

    None for what says nothing; an empty list where the scale has no two sides (how often, how old).

    Parameters
    ----------
    levels : sequence of str
        From least to most, as `in_order` puts them.

    Examples
    --------
    >>> sides(["Disagree", "Neither", "Agree", "Strongly agree", "Don't know"])
    [-1, 0, 1, 1, None]
    >>> sides(["Never", "Rarely", "Often"])
    []
    """
    said = [level for level in levels if not _OUTSIDE.fullmatch(_plain(level))]
    if len(said) < 2 or _side(said[0]) != -1 or _side(said[-1]) != 1:
        return []
    if any(_as_range(_plain(level)) or _as_frequency(_plain(level)) for level in said):
        return []
    middle = (len(said) - 1) / 2
    found: dict[str, int] = {}
    for at, level in enumerate(said):
        by_words = _side(level)
        by_place = (at > middle) - (at < middle)
        found[level] = by_place if by_words is None else by_words
    ordered = [found[level] for level in said]
    return [found.get(level) for level in levels] if ordered == sorted(ordered) else []


def _side(level: str) -> int | None:
    """The side that the words of a level tell; None where they tell none."""
    text = re.sub(r"^-?\d{1,3}\s*[-–—=:.)(]?\s*(?=\D)", "", _plain(level))
    if not any(pattern.search(text) for pattern, _ in _POLES):
        return None
    if text.casefold() in _PLACES and abs(_PLACES[text.casefold()]) <= 0.5:
        return 0
    place = _on_a_scale(text)
    return None if place is None else (place[0] > 0) - (place[0] < 0)


def _plain(level: str) -> str:
    return " ".join(level.replace("’", "'").split()).strip(" .")


def _tells(places: Sequence[tuple[float, ...] | None], words: Sequence[str], place: Place) -> bool:
    """Whether each level has a place, and no two different ones the same."""
    if any(one is None for one in places):
        return False
    pairs = dict(zip(words, places, strict=True))
    distinct = set(pairs.values())
    if place is _on_a_scale and not any(one and one[0] <= 0 for one in distinct):
        # "Good", "Safe", "Clear" are kinds of praise, not steps.
        return len(distinct) == len(pairs) >= 3
    return len(distinct) == len(pairs) >= 2


def _as_number(text: str) -> tuple[float, ...] | None:
    found = re.fullmatch(r"[£$€]?(-?\d+(?:,\d{3})*(?:\.\d+)?)\s?%?", text)
    return (float(found[1].replace(",", "")),) if found else None


def _after_a_number(text: str) -> tuple[float, ...] | None:
    """``1 - Strongly disagree``; a bare number among such levels counts too."""
    found = _LEADING.fullmatch(text)
    if found and not _RANGE_WORDS.fullmatch(re.sub(r"[\W\d_]+", " ", text).split()[0]):
        return (float(found[1]),)
    return _as_number(text)


def _as_range(text: str) -> tuple[float, ...] | None:
    """``18-24``, ``Under £10,000``, ``6 months to 2 years``, ``65 and over``."""
    words = re.findall(r"[^\W\d_]+(?:\.[^\W\d_]+\.)?", text.casefold())
    if any(not _RANGE_WORDS.fullmatch(word) for word in words):
        return None
    text = re.sub(r"(\d)\s?k\b", r"\g<1>000", text, flags=re.IGNORECASE)
    if re.match(r"(?:less|under|up to).{0,9}\ban?\b \w+$", text, re.IGNORECASE):
        text = re.sub(r"\ban?\b", "1", text, flags=re.IGNORECASE)
    numbers = [float(n.replace(",", "")) for n in _NUMBER.findall(re.sub(r"(?<=\d)\s*[-–—]\s*(?=[£$€\d])", " to ", text))]  # fmt: skip
    if not 1 <= len(numbers) <= 2:
        return None
    units = [_UNITS[unit.casefold().rstrip("s")] for unit in _UNIT.findall(text)]
    sizes = [float(u) for u in units] or [1.0]
    low = numbers[0] * (sizes[0] if len(sizes) == len(numbers) else sizes[-1])
    if len(numbers) == 2:
        return (low, 0.0) if _BETWEEN.search(text) else None
    if _LESS.search(text):
        return (low, -1.0)
    return (low, 1.0) if _MORE.search(text) else (low, 0.0)


def _as_date(text: str) -> tuple[float, ...] | None:
    short = text.casefold().rstrip("s.")
    for number, names in enumerate(_CALENDAR):
        for at, name in enumerate(names):
            if short == name or (number < 2 and short == name[:3]):
                return (float(number), float(at))
    return None


def _as_frequency(text: str) -> tuple[float, ...] | None:
    for pattern, times in _TIMES:
        if pattern.fullmatch(text):
            return (times,)
    return None


def _on_a_scale(text: str) -> tuple[float, ...] | None:
    """Where a level stands by its words: its pole times its degree."""
    if text.casefold() in _PLACES:
        return (_PLACES[text.casefold()],)
    if len(text.split()) > 9:
        return None
    pole = next((value for pattern, value in _POLES if pattern.search(text)), None)
    if pole is None:
        return None
    if pole == 0:
        return (0.0,)
    degree = next((value for pattern, value in _DEGREES if pattern.search(text)), 2.0)
    if degree < 1:  # "not at all important" is below "not very important"
        return (pole * (degree * 2 - 3.5),)
    if _NOT.search(text):
        return (-pole * degree,)
    extra = 0.5 if re.search(r"\b(?:excellent|outstanding|terrible|awful)\b", text, re.I) else 0.0
    return (pole * (degree + extra),)
