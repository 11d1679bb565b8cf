"""Structured personal data, found by the public formats of each identifier; UK forms first.

Formats: Ofcom's numbering plan, Royal Mail's postcode areas, DVLA's registration marks, HMRC's rules
for National Insurance numbers, NHS number check digits, Luhn and ISO 13616. What has no check
digit and a common shape (account numbers, dates, plates of old style) needs a cue word before it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from consultation_insight.cleaning._personal.checks import digits_of, is_uk_phone
from consultation_insight.cleaning._personal.numbers import bank, nhs_numbers, ninos
from consultation_insight.cleaning._personal.views import spaced_out, view_of
from consultation_insight.protocols import Span

__all__ = ["Identifiers", "outward", "reaches_somebody", "structured", "sure"]

_Finder = Callable[[str], Iterator[Span]]

# ---------------------------------------------------------------- e-mail

_EMAIL = re.compile(
    r"(?<![\w.+%@'’-])[\w.+%'’-]{1,64}@[^\W_](?:[\w-]*[^\W_])?(?:\.[^\W_](?:[\w-]*[^\W_])?)+"
)
# "jane at example dot org", "jane [at] example.org", "jane(at)example(dot)org"
_EMAIL_SPELT = re.compile(
    r"(?<![\w.])[\w.+-]{2,40}(?:\s+dot\s+[\w.+-]{1,40}){0,2}\s*(?:[\[({<]\s*at\s*[\])}>]|\s@\s|\sat\s)\s*"
    r"[\w-]{2,40}(?:\s*(?:[\[({<]\s*dot\s*[\])}>]|\sdot\s|\.)\s*[a-z]{2,12}\b){1,3}",
    re.IGNORECASE,
)
# "jane @ example . org", "jane@ example.org": as tokenisers and hasty people write it.
_EMAIL_LOOSE = re.compile(
    r"(?<![\w.])[\w+-]+(?:\s?\.\s?[\w+-]+){0,3}(?:\s@\s?|@\s)[\w-]+(?:\s?\.\s?[\w-]+){0,2}"
    r"(?:\s?\.\s?(?:com|org|net|uk|edu|gov)|\.(?:info|eu|ie|de|fr|wales|cymru|scot|example|ca|au|nz|io))(?![\w-])",
    re.IGNORECASE,
)
_SPELT_SIGN = re.compile(r"[\[({<]\s*(?:at|dot)\s*[\])}>]|\sdot\s", re.IGNORECASE)


def _emails(text: str) -> Iterator[Span]:
    for match in _EMAIL.finditer(text):
        start = match.start() + (len(match[0]) - len(match[0].lstrip("'’-.%")))
        yield Span(start, match.end(), "EMAIL", 1.0)
    for match in _EMAIL_LOOSE.finditer(text):
        yield Span(*match.span(), "EMAIL", 0.8)


def _spelt_emails(text: str) -> Iterator[Span]:
    for match in _EMAIL_SPELT.finditer(text):
        if _SPELT_SIGN.search(match[0]):
            yield Span(*match.span(), "EMAIL", 0.9)


# ---------------------------------------------------------------- telephone

_GAP = r"[ \u00a0().\-–]{0,3}"
_NOT_INSIDE = r"(?<![\w+£$€#&=/\\-])(?<!\d[.,:])"
_EXTENSION = r"(?:\s?(?:ext\.?|extension|x)\s?\d{1,5}\b)?"
_PHONE_UK = re.compile(
    rf"{_NOT_INSIDE}(?:\(?(?:\+|00){_GAP}44{_GAP}(?:\(0\){_GAP})?|\(?0)"
    rf"\d?(?:{_GAP}\d){{8,9}}(?![\d%]|[.,/:]\d|-\d){_EXTENSION}",
    re.IGNORECASE,
)
_PHONE_ABROAD = re.compile(
    rf"{_NOT_INSIDE}\(?(?:\+{_GAP}[1-9]|00{_GAP}[1-9])(?:[ ().\-–/]{{0,3}}\d){{6,14}}(?!\d){_EXTENSION}"
)
_PHONE_AMERICAN = re.compile(
    rf"{_NOT_INSIDE}(?:1[ .-])?(?:\([2-9]\d\d\) ?|[2-9]\d\d[.-])[2-9]\d\d[.-]\d{{4}}(?![\d-]){_EXTENSION}"
)
_PHONE_CUE = re.compile(
    r"\b(?:tel(?:ephone)?|phone|ph|mob(?:ile)?|cell|call|ring|rang|text|whatsapp|fax|landline|sms|"
    r"ff[oô]n(?:io|iwch)?|rhif|number is|reach|answering|messages)\b(?:\s*(?:me|us|him|her|them|no|number|is|on|at|to|anytime|today))*"
    rf"[\s.:;,=-]{{0,4}}(?P<number>[+(]?\d(?:{_GAP}\d){{5,13}})(?![\d%])",
    re.IGNORECASE,
)
_DATE_RUN = re.compile(
    r"(?:\d{1,2}[. /-]\d{1,2}[. /-](?:19|20)\d\d|(?:19|20)\d\d[. -]+(?:19|20)\d\d)\b"
)


# Other countries' ways: a zero, then three groups or more.
_PHONE_GROUPS = re.compile(
    rf"{_NOT_INSIDE}0\d{{1,4}}[ /-]\d{{2,4}}(?:[ /-]\d{{2,4}}){{1,3}}(?![\d%/.-])"
)


def _phones(text: str) -> Iterator[Span]:
    whole = set()  # where a whole number stands: what follows it is not its
    for match in _PHONE_UK.finditer(text):
        digits = digits_of(re.split(r"(?i)e?x", match[0])[0])
        digits = re.sub(r"^(?:00)?440?", "0", digits) if digits[:2] != "01" else digits
        if is_uk_phone(digits) and not _DATE_RUN.match(match[0]):
            whole.add(match.start())
            yield Span(*match.span(), "PHONE", 1.0)
    for match in _PHONE_ABROAD.finditer(text):
        yield Span(*match.span(), "PHONE", 0.95)
    for match in _PHONE_AMERICAN.finditer(text):
        yield Span(*match.span(), "PHONE", 0.9)
    for match in _PHONE_GROUPS.finditer(text):
        if 9 <= len(digits_of(match[0])) <= 11 and not _DATE_RUN.match(match[0]):
            yield Span(*match.span(), "PHONE", 0.7)
    for match in _PHONE_CUE.finditer(text):
        if (
            match.start("number") not in whole
            and len(digits_of(match["number"])) >= 6
            and not _DATE_RUN.match(match["number"])
        ):
            yield Span(*match.span("number"), "PHONE", 0.8)


# ---------------------------------------------------------------- postcode

# Royal Mail's areas; ZZ is the health service's for people without an address.
_AREAS = frozenset(
    """
    GIR AB AL B BA BB BD BH BL BN BR BS BT BX CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN
    DT DY E EC EH EN EX FK FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY
    L LA LD LE LL LN LS LU M ME MK ML N NE NG NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM
    S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD WF WN
    WR WS WV YO ZE ZZ
    """.split()  # noqa: SIM905
)
_POSTCODE = re.compile(
    r"(?<![^\W_])(?P<out>(?P<area>[A-Za-z]{1,2})\d[0-9A-Za-z]?|[Gg][Ii][Rr](?=\s?0[Aa]{2}))"
    r"[\s\u00a0.-]?(?P<in>\d[ABD-HJLNP-UW-Zabd-hjlnp-uw-z]{2})(?![^\W_])"
)
_ORDINAL = re.compile(r"(?:1st|2nd|3rd|\dth)$")


def _postcodes(text: str) -> Iterator[Span]:
    for match in _POSTCODE.finditer(text):
        if (match["area"] or "GIR").upper() in _AREAS and not _ORDINAL.match(match["in"]):
            yield Span(*match.span(), "POSTCODE", 1.0)


def outward(text: str) -> str | None:
    """The district of a text that is a whole postcode, such as ``LS9``; else None."""
    match = _POSTCODE.fullmatch(text.strip())
    known = match and (match["area"] or "GIR").upper() in _AREAS
    return match["out"].upper() if match and known else None


# ---------------------------------------------------------------- dates of birth, addresses

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|ionawr|chwefror|mawrth|ebrill|mai|mehefin|gorffennaf|"
    r"awst|medi|hydref|tachwedd|rhagfyr)"
)
_DATE = (
    r"(?:\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?(?:\d{4}|\d{2})|\d{4}[/.-]\d{1,2}[/.-]\d{1,2}"
    rf"|\d{{1,2}}(?:st|nd|rd|th|fed|af|eg|ydd|ain)?[\s-]+(?:of\s+|o\s+)?{_MONTH}\b[.,]?(?:[\s-]+(?:\d{{4}}|'?\d{{2}}))?"
    rf"|{_MONTH}\b\.?\s+\d{{1,2}}(?:st|nd|rd|th)?,?(?:\s+\d{{4}})?|\d{{8}}|\d{{1,2}}\s\d{{1,2}}\s\d{{2,4}})"
)
_BIRTH = re.compile(
    r"\b(?:d\.?\s?o\.?\s?b\b\.?|date\s+of\s+birth|birth\s*-?\s*date|birthday|born|"
    r"dyddiad\s+geni|(?:ganwyd|ganed|geni)(?:\s+(?:fi|ef|hi))?)\s*"
    r"(?:\([^)\n]{0,14}\))?(?:\s+(?:is|was|on|the|ar|yw|ydy|oedd|y))*[\s:=,.-]{0,4}(?:the\s+)?"
    rf"(?P<date>{_DATE})(?!\d)",
    re.IGNORECASE,
)


_WHOLE_DATE = re.compile(rf"(?<![\w£$€.-])(?P<date>{_DATE})(?![\d/-])", re.IGNORECASE)
_BESIDE = re.compile(r"[\s,;:/|()-]{1,4}")


def _births_beside(text: str, found: Sequence[Span]) -> Iterator[Span]:
    """Dates with a year that stand right beside a number of the state: somebody's record."""
    records = [span for span in found if span.kind in ("NHS NUMBER", "NI NUMBER")]
    for match in _WHOLE_DATE.finditer(text) if records else ():
        between = [
            text[span.end : match.start()]
            if span.end <= match.start()
            else text[match.end() : span.start]
            for span in records
        ]
        if re.search(r"\d{4}|[/.-]\d\d$", match[0]) and any(map(_BESIDE.fullmatch, between)):
            yield Span(*match.span(), "DATE OF BIRTH", 0.8)


def _births(text: str) -> Iterator[Span]:
    for match in _BIRTH.finditer(text):
        yield Span(*match.span("date"), "DATE OF BIRTH", 1.0)


_STREET = (
    "Street|St|Road|Rd|Avenue|Ave|Av|Lane|Ln|Drive|Dr|Close|Cl|Crescent|Cres|Court|Ct|Place|Pl|Terrace|Terr|"
    "Gardens|Gdns|Garden|Grove|Way|Square|Sq|Hill|Row|Walk|Mews|Rise|View|Parade|Quay|Wharf|Yard|Boulevard|"
    "Blvd|Crofts?|Fields?|Meadows?|Green|Park|Vale|Broadway|Bank|Heights|Villas|Cottages|Buildings|Circus|"
    "Esplanade|Promenade|Passage|Path|Drove|Brow|Fold|Gate|Wynd|Brae|Loan|Causeway|Bypass|Embankment"
)
_PLAIN_STREET = (
    "street|road|rd|avenue|ave|lane|drive|close|crescent|terrace|gardens|grove|mews|court|place|way"
)
_NUMBER = r"(?:\d{1,4}\s?[A-Za-z]?(?:\s?[-–]\s?\d{1,4}[A-Za-z]?)?)"
_FLAT = (
    r"(?:(?:Flat|Apartment|Apt\.?|Unit|Fflat|Room|Studio)\s+(?:\d{1,4}[A-Za-z]?|[A-Za-z])\b[,\s]+)"
)
_NAME = r"(?:(?:St\.?|Saint|[A-Z][\w'’.-]*|of|the|and|y|yr|upon|le)\s+)"
_ADDRESS = re.compile(
    rf"(?<![\w£$€.,:/#-])(?:{_FLAT}(?:{_NUMBER},?\s+)?|(?:[Nn]o\.?\s?)?\b{_NUMBER},?\s+)"
    rf"(?:(?=[A-Z]){_NAME}{{1,4}}(?:{_STREET})\b\.?|The\s+(?:{_STREET})\b"
    r"|(?:Heol|Ffordd|Stryd|Lôn|Lon|Rhes|Maes|Clos|Cae|Bryn|Rhodfa|Cilgant|Parc|Tan|Pen|Llys|Teras)"
    r"(?:[\s-](?:[yY]r?|[A-ZŴŶÂÊÎÔÛ][\w'’-]*)){1,4})"
)
_ADDRESS_CUE = re.compile(
    r"\b(?:liv(?:e|es|ed|ing)|address|resid(?:e|es|ing|ent)|home|house|moved|flat|byw)\b[^\d\n.;]{0,24}?"
    rf"(?P<address>{_FLAT}?\b\d{{1,4}}\s?[a-z]?,?\s+(?:[^\W\d][\w'’-]*\s+){{1,3}}(?:{_PLAIN_STREET})\b)",
    re.IGNORECASE,
)
_PUBLIC_ADDRESS = re.compile(r"^(?:no\.?\s?)?(?:10|11)\s+downing\s+st", re.IGNORECASE)
_NOT_ADDRESS = re.compile(
    r"^(?:\d{4}\s+(?:Census|Budget|Act|Olympic|Paris|General|Spring|Autumn)\b|\d+\s?(?:am|pm|mph|km|th|nd|rd|st)\b)"
)
# North American: a street or a box, then ", City, ST 12345"; the state and its code make it sure.
_STATE = (
    "A[AEKLPRZ]|C[AOT]|D[CE]|FL|G[AU]|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|P[AR]|RI|S[CD]|"
    "T[NX]|UT|V[AIT]|W[AIVY]"
)
_CITY = r"[^\W\da-z_][\w'’.-]*(?:[ ][^\W\da-z_][\w'’.-]*){0,3}"
_ROOM = r"(?:,?\s+(?:Suite|Ste\.?|Apt\.?|Apartment|Unit|Floor|\#)\s?[\w-]{1,6})?"
_ADDRESS_AMERICAN = re.compile(
    rf"(?<![\w£$€.,:/#-])(?:(?:\d{{1,6}}\s+(?:(?:\d{{1,3}}(?:st|nd|rd|th)|[^\W\da-z_][\w'’.-]*)\s+){{1,4}}(?:{_STREET}|"
    r"Parkway|Pkwy|Highway|Hwy|Trail|Trl|Circle|Cir|Loop|Pike|Turnpike|Plaza|Plz|Alley|Run|Point|Ridge|Ter)\b\.?"
    rf"|(?:P\.?\s?O\.?|PSC\s\d+,|Unit\s\d+)\s?Box\s\d+){_ROOM}"
    rf"(?:,\s*|\s+))?{_CITY}(?:,\s*|(?<=[ADF]PO)\s+)(?:{_STATE})(?:,?\s+\d{{5}}(?:-\d{{4}})?(?![\w-])|(?P<bare>\b))"
)
_STATE_CODE = re.compile(rf"(?:,\s*|[ADF]PO\s+)(?:{_STATE})\b")


def _american_addresses(text: str) -> Iterator[Span]:
    for match in _ADDRESS_AMERICAN.finditer(text):
        # "Springfield, IL" alone is a place, and says of nobody where he lives.
        if match["bare"] is None or match[0][0].isdigit():
            yield Span(*match.span(), "ADDRESS", 0.95)


def _addresses(text: str) -> Iterator[Span]:
    if _STATE_CODE.search(text):
        yield from _american_addresses(text)
    for match in _ADDRESS.finditer(text):
        if not _PUBLIC_ADDRESS.match(match[0]) and not _NOT_ADDRESS.match(match[0]):
            yield Span(*match.span(), "ADDRESS", 0.9)
    for match in _ADDRESS_CUE.finditer(text):
        if not _PUBLIC_ADDRESS.match(match["address"]):
            yield Span(*match.span("address"), "ADDRESS", 0.8)


# ---------------------------------------------------------------- vehicles, IP, other numbers

_PLATE = re.compile(
    r"(?<![^\W_])(?P<area>[A-HJ-PR-Y][A-HJ-PR-Y])(?P<age>\d{2})[ \u00a0-]?(?P<rest>[A-HJ-PR-Z]{3})(?![^\W_])"
)
_PLATE_CUE = re.compile(
    r"\b(?:reg(?:istration)?|plates?|number\s*-?\s*plate|vrm|vehicle|car|van|lorry|motorbike|motorcycle|truck|taxi)\b"
    r"[^\n]{0,32}?(?<![^\W_])(?P<plate>[A-Z]{2}\d{2}[ -]?[A-Z]{3}|[A-Z]\d{1,3}[ -]?[A-Z]{3}|[A-Z]{3}[ -]?\d{1,3}[A-Z]?"
    r"|[A-Z]{1,3}[ -]?\d{3,4}|\d{1,4}[ -]?[A-Z]{2,3})(?![^\W_])"
)
_PLATE_SMALL = re.compile(
    r"\b(?:reg(?:istration)?(?:\s+(?:no|number|mark|plate))?|number\s*-?\s*plate|vrm)\b\W{0,3}(?:is|was)?\W{0,3}"
    r"(?P<plate>[a-z]{2}\d{2}[ -]?[a-z]{3}|[a-z]\d{1,3}[ -]?[a-z]{3})(?![^\W_])",
    re.IGNORECASE,
)


_PLATE_WHOLE_SMALL = re.compile(r"(?<![\w#@])[a-hj-pr-y]{2}\d{2} ?[a-hj-pr-z]{3}(?!\w)", re.I)
_VEHICLE = re.compile(
    r"\b(?:reg|registration|plate|vehicle|car|van|lorry|motorbike|motorcycle|truck|taxi|parked|drives?)\b",
    re.IGNORECASE,
)


def _plates(text: str) -> Iterator[Span]:
    for match in _PLATE.finditer(text):
        age = int(match["age"])  # 02-49 from March, 51-99 from September
        if age >= 2 and age != 50:
            yield Span(*match.span(), "VEHICLE", 0.95)
    for match in _PLATE_WHOLE_SMALL.finditer(text):
        around = text[max(0, match.start() - 40) : match.end() + 40]
        if _VEHICLE.search(around):
            yield Span(*match.span(), "VEHICLE", 0.85)
    for pattern in (_PLATE_CUE, _PLATE_SMALL):
        for match in pattern.finditer(text):
            yield Span(*match.span("plate"), "VEHICLE", 0.85)


_OCTET = r"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
_IP4 = re.compile(rf"(?<![\w.])(?:{_OCTET}(?:\.|\[\.\])){{3}}{_OCTET}(?![\w]|\.\d)")
_IP6 = re.compile(
    r"(?<![\w:])(?:(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}|(?:[0-9a-f]{1,4}:){1,6}(?::[0-9a-f]{1,4}){1,6})(?![\w:])",
    re.IGNORECASE,
)
_NOT_IP = re.compile(
    r"(?:\bv|\bversion|\bsections?|\bpara(?:graph)?s?|\bclauses?|\bpolic(?:y|ies)|\bchapter|§|\bitems?|\bpoints?|\brelease)"
    r"\.?\s*$",
    re.IGNORECASE,
)


def _addresses_of_machines(text: str) -> Iterator[Span]:
    for match in _IP4.finditer(text):
        parts = [int(part) for part in re.findall(r"\d+", match[0])]
        before = text[max(0, match.start() - 14) : match.start()]
        # Four small numbers are a section of a document, not a machine.
        if (max(parts) > 31 or re.search(r"\bip\b", text, re.IGNORECASE)) and not _NOT_IP.search(
            before
        ):
            yield Span(*match.span(), "IP", 1.0)
    for match in _IP6.finditer(text):
        if re.search(r"[a-f]|\d{3}", match[0], re.IGNORECASE):
            yield Span(*match.span(), "IP", 0.95)


_LICENCE = re.compile(r"(?<![^\W_])[A-Z9]{5} ?\d{6} ?[A-Z9]{2} ?\d ?[A-Z]{2}(?![^\W_])")
_SOCIAL_SECURITY = re.compile(r"(?<![\w-])(?!000|666|9)\d{3}-\d{2}-\d{4}(?![\w-])")
_ID_CUE = re.compile(
    r"\b(?:passport|driv(?:ing|er['’]?s?)\s+licen[cs]e|social\s+security|utr|tax(?:payer)?\s+reference|hospital|brp|biometric\s+residence\s+permit|visa)"
    r"\b\s*(?:id|no|num|number)?\b[^\w\n]{0,4}(?:is\s+)?(?P<number>(?=[A-Z0-9-]*\d{4})[A-Z0-9-]{6,16})\b",
    re.IGNORECASE,
)


def _other_ids(text: str) -> Iterator[Span]:
    for match in _LICENCE.finditer(text):
        yield Span(*match.span(), "ID NUMBER", 1.0)
    for match in _SOCIAL_SECURITY.finditer(text):
        yield Span(*match.span(), "ID NUMBER", 0.95)
    for match in _ID_CUE.finditer(text):
        yield Span(*match.span("number"), "ID NUMBER", 0.9)


# ---------------------------------------------------------------- all together

_DIGIT = re.compile(r"\d")
_WITH_SIX_DIGITS: tuple[_Finder, ...] = (_phones, nhs_numbers, ninos, bank, _births, _other_ids)
_SIX_DIGITS = re.compile(r"\d(?:[^\d]*\d){5}")
_ONE_BY_ONE = re.compile(
    r"(?<![^\W_])[^\W_][ .-]{1,3}[^\W_][ .-]{1,3}[^\W_][ .-]{1,3}[^\W_](?![^\W_])"
)
_SPELT = re.compile(r"\bdot\b|[\[({<]\s*at\b", re.IGNORECASE)
_BIRTH_CUE = re.compile(r"birth|born|\bd\.?o\.?b|geni|gan[we]", re.IGNORECASE)
_SHAPE = re.compile(r"[A-Za-z]\d|\d[ -]?[A-Za-z]{2}|\.\d+\.|\d\[\.\]|:[0-9A-Fa-f]*:", re.ASCII)


def structured(text: str) -> list[Span]:
    """All structured identifiers in a text, overlaps included, however its signs are written."""
    view = view_of(text)
    found = _structured(view.text)
    if _ONE_BY_ONE.search(view.text):
        found += [
            part.back(span) for part in spaced_out(view.text) for span in _structured(part.text)
        ]
    return found if view.places is None else [view.back(span) for span in found]


def _structured(text: str) -> list[Span]:
    found: list[Span] = []
    if "@" in text:
        found += _emails(text)
    if _SPELT.search(text):
        found += _spelt_emails(text)
    if not _DIGIT.search(text):
        return found
    if _SIX_DIGITS.search(text):
        for finder in _WITH_SIX_DIGITS:
            found += finder(text)
        found += _births_beside(text, found)
    elif _BIRTH_CUE.search(text):
        found += _births(text)
    if _SHAPE.search(text):
        found += _postcodes(text)
        found += _plates(text)
        found += _addresses_of_machines(text)
    found += _addresses(text)
    return found


def reaches_somebody(text: str) -> bool:
    """Whether `structured` finds an e-mail address or a telephone number; the rest is not sought."""
    plain = view_of(text).text
    return _reaches(plain) or (
        bool(_ONE_BY_ONE.search(plain)) and any(_reaches(part.text) for part in spaced_out(plain))
    )


def _reaches(text: str) -> bool:
    return bool(
        ("@" in text and next(_emails(text), None))
        or (_SPELT.search(text) and next(_spelt_emails(text), None))
        or (_SIX_DIGITS.search(text) and next(_phones(text), None))
    )


_MAY_BE_SURE = re.compile(
    r"@|\bdot\b|\d{2}[^\n]{0,12}\d{2}|[A-Za-z]\d\d?[A-Za-z]?[\s.-]?\d[A-Za-z]{2}", re.I
)


def sure(text: str) -> list[Span]:
    """Those structured identifiers that their form alone proves, wherever they stand."""
    view = view_of(text)
    if not _MAY_BE_SURE.search(view.text):
        return []
    return [view.back(span) for span in _sure(view.text)]


def _sure(text: str) -> list[Span]:
    found: list[Span] = []
    if "@" in text:
        found += _emails(text)
    for finder in (_phones, nhs_numbers, ninos, _postcodes):
        found += finder(text)
    return found


class Identifiers:
    """The detector of structured identifiers.

    Examples
    --------
    >>> Identifiers().detect(["It is 07700 900123"])
    [[Span(start=6, end=18, kind='PHONE', score=1.0)]]
    """

    def detect(self, texts: Sequence[str]) -> list[list[Span]]:
        """For each text, the spans found in it."""
        return [structured(text) for text in texts]
