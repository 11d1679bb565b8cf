"""Which encoding a text is in that is not UTF-8.

Each candidate is judged by what its reading looks like: letters of one script to a word, capitals
at its beginning, no symbols inside it. Windows-1252 wins unless another reading is clearly better.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

__all__ = ["guess_encoding"]

#: Judged in this order; a later one must be clearly better than the best before it.
_CANDIDATES = (
    "cp1252", "mac_roman", "cp850", "cp1250", "cp1254", "cp1257", "cp1251", "koi8_r", "cp1253",
    "cp1255", "cp1256", "cp932", "gb18030", "big5", "cp949", "euc_jp",
)  # fmt: skip
_SAMPLE = 20_000
_WORD = re.compile(r"[^\s\x00-\x26\x28-\x2f\x3a-\x40\x5b-\x60\x7b-\x7f]+")
#: In the middle of a word these are at home.
_INSIDE = "’'‘ʼ·-­"
_QUOTES = "“”‘’–—…£€«»°•„¿¡"


def guess_encoding(data: bytes) -> str:
    """Guess the encoding of a text that is not UTF-8.

    Examples
    --------
    >>> guess_encoding("“Naïve”, they called us at the café".encode("cp1252"))
    'cp1252'
    >>> guess_encoding("Больше автобусов вечером, пожалуйста".encode("cp1251"))
    'cp1251'
    """
    lines = [line for line in data.split(b"\n") if not line.isascii()]
    sample = b"\n".join(lines)[:_SAMPLE].rsplit(b"\n", 1)[0] or lines[0][:_SAMPLE]
    best, least = "cp1252", float("inf")
    for name in _CANDIDATES:
        try:
            # Windows-1252 leaves five bytes without a meaning.
            text = sample.decode(name, errors="replace" if name == "cp1252" else "strict")
        except UnicodeDecodeError:
            continue
        cost = _cost(text, name)
        if cost < least * 0.8 - (0.1 if best == "cp1252" else 0):
            best, least = name, cost
    return best


def _cost(text: str, encoding: str) -> float:
    """How odd a reading looks, for each byte-worth of it that is not ASCII."""
    total = count = 0.0
    for word in _WORD.findall(text):
        if word.isascii():
            continue
        core = word.strip(_QUOTES)
        count += sum(not c.isascii() for c in word)
        total += _word_cost(core, encoding) if core else 0.0
    return total / count if count else 0.0


def _word_cost(word: str, encoding: str) -> float:
    scripts = {_script(c) for c in word if c.isalpha()}
    cost = 4.0 * (len(scripts) - 1) if len(scripts) > 1 else 0.0
    foreign = sum(c.isalpha() and not c.isascii() for c in word)
    if scripts == {"LATIN"} and len(word) >= 3 and foreign > 0.7 * len(word):
        cost += 2.0 * foreign
    for at, c in enumerate(word):
        if not c.isascii():
            cost += _character_cost(c, word[at - 1] if at else "", encoding)
    return cost


def _character_cost(c: str, before: str, encoding: str) -> float:
    if c == "\ufffd" or unicodedata.category(c) in ("Cc", "Cn", "Co"):
        return 5.0
    if not c.isalpha():
        return 0.0 if c in _INSIDE else 3.0
    if c.isupper() and before.islower():
        return 3.0
    if c.isupper() and before.isupper():
        return 0.4
    if ord(c) > 0x2E7F:
        return _rarity(c, encoding)
    # Letters of several languages are likelier than those of one.
    if c in "éèêëàâäáçñöüôóîïíúùûßåæøœ":
        return 0.0
    return 0.5 if c in "þðýÿ" else 0.15


def _rarity(c: str, encoding: str) -> float:
    """Characters of East Asia: the usual ones stand first in their own charset."""
    if "\uff61" <= c <= "\uff9f":
        return 2.0
    if "\u3040" <= c <= "\u30ff":
        return 0.0 if encoding in ("cp932", "euc_jp") else 0.8
    if "\uac00" <= c <= "\ud7a3":
        first = c.encode("cp949")[0]
        return 0.1 if first >= 0xB0 else 1.5
    code = c.encode(encoding)
    usual = {
        "gb18030": (0xB0, 0xD7),
        "big5": (0xA4, 0xC6),
        "cp932": (0x88, 0x97),
        "euc_jp": (0xB0, 0xCF),
    }
    low, high = usual.get(encoding, (0, 0))
    return 0.3 if len(code) == 2 and low <= code[0] <= high else 1.5


@lru_cache(maxsize=4096)
def _script(c: str) -> str:
    name = unicodedata.name(c, "").split(" ", 1)[0]
    return "CJK" if name in ("HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "HALFWIDTH") else name
