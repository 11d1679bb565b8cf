"""Check digits and other arithmetic by which an identifier shows that it is one."""

from __future__ import annotations

import re

__all__ = ["digits_of", "is_card", "is_iban", "is_nhs_number", "is_uk_phone"]

_NOT_DIGIT = re.compile(r"\D")


def digits_of(text: str) -> str:
    """The digits alone."""
    return _NOT_DIGIT.sub("", text)


def is_nhs_number(digits: str) -> bool:
    """Ten digits, the last a check on the others modulo 11 (NHS Data Dictionary).

    Examples
    --------
    >>> is_nhs_number("9434765919"), is_nhs_number("9434765918")
    (True, False)
    """
    if len(digits) != 10 or len(set(digits)) == 1:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1)))  # noqa: B905
    return (11 - total % 11) % 11 == int(digits[9])


def is_card(digits: str) -> bool:
    """A payment card: 13 to 19 digits, an issuer's first digit, Luhn's check digit.

    Examples
    --------
    >>> is_card("4111111111111111"), is_card("4111111111111112")
    (True, False)
    """
    if not 13 <= len(digits) <= 19 or digits[0] not in "23456" or len(set(digits)) == 1:
        return False
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def is_iban(text: str) -> bool:
    """An international bank account number: ISO 13616, modulo 97.

    Examples
    --------
    >>> is_iban("GB82 WEST 1234 5698 7654 32"), is_iban("GB82 WEST 1234 5698 7654 33")
    (True, False)
    """
    plain = re.sub(r"[^0-9A-Z]", "", text.upper())
    if not 15 <= len(plain) <= 34:
        return False
    number = "".join(str(int(sign, 36)) for sign in plain[4:] + plain[:4])
    return int(number) % 97 == 1


def is_uk_phone(digits: str) -> bool:
    """A British number with its 0: the length and first digits of Ofcom's numbering plan.

    Examples
    --------
    >>> is_uk_phone("07700900123"), is_uk_phone("02079460000"), is_uk_phone("04411234567")
    (True, True, False)
    """
    if digits[:1] != "0" or len(digits) not in (10, 11):
        return False
    if len(digits) == 10:
        return digits[:4] in ("0800", "0500") or (digits[1] == "1" and digits[2] in "23456789")
    if digits[1] == "1":
        return digits[2] != "0"
    if digits[1] == "2":
        return digits[2] in "03489"
    if digits[1] == "7":
        return digits[2] != "2"
    return digits[1] in "3589"
