"""Numbers of the state and the bank: NHS, National Insurance, cards, accounts.

What has a check digit must pass it; what has none needs a cue word before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from consultation_insight.cleaning._personal.checks import (
    digits_of,
    is_card,
    is_iban,
    is_nhs_number,
)
from consultation_insight.protocols import Span

__all__ = ["bank", "nhs_numbers", "ninos"]

_TEN = re.compile(r"(?<![\w£$€#.+-])(?<!\d )\d{3}[ \u00a0.-]?\d{3}[ \u00a0.-]?\d{4}(?![\d%-]| \d)")
_NHS_CUE = re.compile(
    r"\b(?:nhs|health\s+service|chi|patient|gig)\b[^\d\n]{0,24}"
    r"(?P<number>\d{3}[ \u00a0.-]?\d{3}[ \u00a0.-]?\d{4})(?!\d)",
    re.IGNORECASE,
)
_REFERENCE_CUE = re.compile(
    r"\b(?:ref(?:erence)?|case|order|invoice|application|ticket|complaint|claim|charity|account|"
    r"company|registration|planning|project|job|barcode|isbn|doi|id)\b[^\d\n]{0,16}$",
    re.IGNORECASE,
)


def nhs_numbers(text: str) -> Iterator[Span]:
    for match in _NHS_CUE.finditer(text):
        yield Span(*match.span("number"), "NHS NUMBER", 1.0)
    for match in _TEN.finditer(text):
        before = text[max(0, match.start() - 40) : match.start()]
        if is_nhs_number(digits_of(match[0])) and not _REFERENCE_CUE.search(before):
            yield Span(*match.span(), "NHS NUMBER", 0.95)


_NINO = re.compile(
    # QQ is the prefix of HMRC's own examples.
    r"(?<![^\W_])(?:QQ|(?!BG|GB|NK|KN|TN|NT|ZZ)[ABCEGHJ-PRSTW-Z][ABCEGHJ-NPRSTW-Z])"
    r"[ \u00a0.-]?\d(?:[ \u00a0.-]?\d){5}[ \u00a0.-]?[A-D](?![^\W_])",
    re.IGNORECASE,
)
_NINO_CUE = re.compile(
    r"\b(?:national\s+insurance|ni|nino|n\.i\.|yswiriant\s+gwladol)\b[^\d\n]{0,16}?"
    r"(?P<number>\b[A-Z]{2}[ .-]?\d{2}[ .-]?\d{2}[ .-]?\d{2}(?:[ .-]?[A-D])?)(?![^\W_])",
    re.IGNORECASE,
)


def ninos(text: str) -> Iterator[Span]:
    for match in _NINO.finditer(text):
        yield Span(*match.span(), "NI NUMBER", 1.0)
    for match in _NINO_CUE.finditer(text):
        yield Span(*match.span("number"), "NI NUMBER", 0.95)


_CARD = re.compile(r"(?<![\w£$€#+-])(?<!\d[.,])\d(?:[ \u00a0-]?\d){12,18}(?![\d%]|-\d)")
_CARD_CUE = re.compile(
    r"\b(?:cards?|visa|mastercard|amex|cc|maestro)\b[^\d\n]{0,24}(?P<number>\d(?:[ \u00a0-]?\d){11,18})(?!\d)",
    re.IGNORECASE,
)
_IBAN = re.compile(
    r"(?<![^\W_])[A-Z]{2}\d{2}(?:[ \u00a0-]?[A-Z0-9]{2,4}){3,8}(?![^\W_])", re.IGNORECASE
)
_IBAN_COUNTRIES = re.compile(
    "AD|AE|AL|AT|AZ|BA|BE|BG|BH|BR|BY|CH|CR|CY|CZ|DE|DK|DO|EE|EG|ES|FI|FO|FR|GB|GE|GI|GL|GR|GT|HR|HU|IE|IL"
    "|IQ|IS|IT|JO|KW|KZ|LB|LC|LI|LT|LU|LV|MC|MD|ME|MK|MR|MT|MU|NL|NO|PK|PL|PS|PT|QA|RO|RS|SA|SC|SE|SI|SK|SM"
    "|ST|SV|TL|TN|TR|UA|VA|VG|XK",
    re.IGNORECASE,
)
_SORT = r"\d{2}[ \u00a0.-]?\d{2}[ \u00a0.-]?\d{2}"
_SORT_AND_ACCOUNT = re.compile(
    r"(?<![\w-])\d{2}(?P<sep>[ \u00a0-])\d{2}(?P=sep)\d{2}[\s,;/&]{1,3}\d{8}(?![\w-])"
)
_SORT_CUE = re.compile(
    rf"\bsort\s*-?\s*code\b[^\d\n]{{0,24}}(?P<number>{_SORT}(?:[\s,;/&]{{1,3}}\d{{6,8}})?)(?!\d)",
    re.IGNORECASE,
)
_ACCOUNT_CUE = re.compile(
    r"\b(?:acc(?:oun)?t|a/c|acc)\b\.?\s*(?:(?:no|num|number|nr)\b\.?)?[^\w\n]{0,4}(?:is\s*)?[^\w\n]{0,2}"
    r"(?P<number>\d{2,4}[ -]?\d{2,4}(?:[ -]?\d{2,4})?)(?![\d%])",
    re.IGNORECASE,
)


def bank(text: str) -> Iterator[Span]:
    for match in _CARD.finditer(text):
        if is_card(digits_of(match[0])):
            yield Span(*match.span(), "CARD", 1.0)
    for match in _CARD_CUE.finditer(text):
        yield Span(*match.span("number"), "CARD", 0.9)
    for match in _IBAN.finditer(text):
        yield from _iban(match)
    for match in _SORT_AND_ACCOUNT.finditer(text):
        yield Span(*match.span(), "BANK", 1.0)
    for match in _SORT_CUE.finditer(text):
        yield Span(*match.span("number"), "BANK", 0.95)
    for match in _ACCOUNT_CUE.finditer(text):
        if 7 <= len(digits_of(match["number"])) <= 9:
            yield Span(*match.span("number"), "BANK", 0.9)


def _iban(match: re.Match[str]) -> Iterator[Span]:
    if not _IBAN_COUNTRIES.match(match[0][:2]):
        return
    # The pattern may have run on into the next word: take off groups until the check holds.
    end = match.end()
    while end - match.start() >= 15:
        if is_iban(match[0][: end - match.start()]):
            yield Span(match.start(), end, "BANK", 1.0)
            return
        cut = max(match[0][: end - match.start()].rfind(sign) for sign in (" ", "\u00a0", "-"))
        if cut < 0:
            return
        end = match.start() + cut
