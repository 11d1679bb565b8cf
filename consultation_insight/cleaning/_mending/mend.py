"""Mending what exports and scrapers do to texts; a function of a string, no judgement."""

from __future__ import annotations

import html
import re

from consultation_insight.cleaning._mending.markup import without_tags

__all__ = ["mend", "without_prefix"]

# Only with its semicolon: "R&D", "?a=1&copy=2" and "AT&T" are not entities.
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
# UTF-8 read as Windows-1252, 1251, Mac Roman or DOS: a lead byte's letter, then a continuation
# byte's sign; lost bytes; C1 controls. Only such texts are worth the time of ftfy.
_BROKEN = re.compile(
    r"[\u00c2-\u00f4][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc"
    r"\u2013\u2014\u2018-\u201e\u2020-\u2022\u2026\u2030\u2039\u203a\u20ac\u2122]"
    r"|\u00c3 |\u0432\u0402|\u201a\u00c4|\u0393\u00c7|[\u0080-\u009f]|\u00ef\u00bf\u00bd"
)
# What has no place in a text: controls, byte order marks, zero-width spaces, direction marks.
# Joiners (U+200C, U+200D) stay: emoji and several scripts need them.
_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069"
    "\ufeff\ufff9-\uffff]"
)
_BREAK = re.compile("\r\n?|_x000[dD]_\n?|[\u0085\u2028\u2029]")
_SPACE = re.compile("[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_ODD = re.compile("[^\x20-\x7e\n]|_x000")
_LEADING = re.compile(r"\s*[@＠](\w{1,30}(?:\.\w+)*)[\s,:]*")


def mend(text: str) -> tuple[str, tuple[str, ...]]:
    """Mend one text; say what was mended.

    Parameters
    ----------
    text : str

    Returns
    -------
    str
        The text without HTML tags and entities, broken encoding and control characters, trimmed.
        Quotes, emoji, dashes and addresses stay as they were written.
    tuple of str
        ``"markup"``, ``"entities"``, ``"encoding"``, ``"controls"``: what there was to mend. White space and
        line ends are not worth a word.
    """
    done: list[str] = []
    # Before the entities: "&lt;" within markup is a sign that its writer meant.
    if "<" in text:
        text = _unmarked(text, done)
    if "&" in text:
        plain = _ENTITY.sub(_unescape, text)
        if plain != text and "&" in plain:  # escaped twice, by scraper and spreadsheet
            plain = _ENTITY.sub(_unescape, plain)
        if plain != text:
            done.append("entities")
            text = plain if "markup" in done else _unmarked(plain, done)
    if _ODD.search(text):
        if _BROKEN.search(text):
            from ftfy import fix_encoding

            whole = fix_encoding(text)
            if whole != text:
                done.append("encoding")
                text = whole
        text = _SPACE.sub(" ", _BREAK.sub("\n", text))
        visible = _CONTROL.sub("", text)
        if visible != text:
            done.append("controls")
            text = visible
    return text.strip(), tuple(done)


def _unmarked(text: str, done: list[str]) -> str:
    plain = without_tags(text)
    if plain != text:
        done.append("markup")
    return plain


def _unescape(match: re.Match[str]) -> str:
    return html.unescape(match[0])


def without_prefix(text: str, accounts: frozenset[str]) -> str:
    """Take off the accounts that a platform puts before a reply.

    Parameters
    ----------
    text : str
    accounts : frozenset of str
        Account names in lower case, without ``@``; only these are taken off, so that an account
        which the respondent named stays.
    """
    if not accounts or text[:1] not in "@＠":
        return text
    start = 0
    while (match := _LEADING.match(text, start)) and match[1].lower() in accounts:
        start = match.end()
    return text[start:]
