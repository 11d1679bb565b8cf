"""What tells who somebody is wherever it stands, without the words around it."""

from __future__ import annotations

import re

__all__ = ["is_telling", "is_unique"]

_WORD = re.compile(r"\w+")
_WHOLE_DATE = re.compile(r"\d{4}|\d\D+\d+\D+\d")
#: A name of fewer letters says nothing when it is found somewhere.
_SHORTEST = 4
#: Fewer digits are a count, a year or an amount as well.
_DIGITS = 7
#: Letters and digits mixed are rarer.
_MIXED = 5


def is_telling(original: str, kind: str) -> bool:
    """Whether an original can be known again: "April 30" is somebody's birthday only where it says so.

    Examples
    --------
    >>> is_telling("April 30", "DATE OF BIRTH"), is_telling("30 April 1961", "DATE OF BIRTH")
    (False, True)
    >>> is_telling("Jo", "PERSON"), is_telling("Jo Ray", "PERSON"), is_telling("123456", "PHONE")
    (False, True, False)
    """
    signs = sum(sign.isalnum() for sign in original)
    if kind == "DATE OF BIRTH":
        return bool(_WHOLE_DATE.search(original))
    if kind in ("PERSON", "HANDLE", "LINK", "EMAIL", "ADDRESS"):
        return signs >= _SHORTEST
    digits = sum(sign.isdigit() for sign in original)
    return signs >= (_DIGITS if digits == signs else _MIXED)


def is_unique(original: str, kind: str) -> bool:
    """Whether an original is the same personal thing wherever it stands, and no word.

    A whole name, an address, a number; not a first name, and not an account, which may be called
    like a thing.
    """
    if kind in ("HANDLE", "LINK", "EMAIL"):
        return False
    if kind in ("PERSON", "ADDRESS") and len(_WORD.findall(original)) < 2:
        return False
    return is_telling(original, kind)
