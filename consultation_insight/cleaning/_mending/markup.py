"""Tags of HTML that platforms and editors leave in answers; a function of a string."""

from __future__ import annotations

import re

__all__ = ["without_tags"]

# Tags that stand on a line of their own, and those that stand within one.
_BLOCK = "p|div|br|hr|ul|ol|li|dl|dt|dd|h[1-6]|table|thead|tbody|tfoot|tr|blockquote|pre|section|article|header|footer|figure|figcaption"
_INLINE = "a|abbr|b|big|cite|code|del|em|font|i|img|ins|mark|q|s|small|span|strike|strong|sub|sup|td|th|caption|col|colgroup|u|wbr|o:p"
_REST = r"(?:\s(?:[^<>\"']|\"[^\"]*\"|'[^']*')*)?/?>"
# Somebody who writes about one tag ("how do I centre a <div>") shows no markup: that closes
# what it opens, or breaks lines.
_MARKED = re.compile(rf"</(?:{_BLOCK}|{_INLINE}|style|script)\s*>|<br\s*/?>", re.IGNORECASE)
_HIDDEN = re.compile(r"<(style|script)\b[^>]*>.*?</\1\s*>|<!--.*?-->", re.IGNORECASE | re.DOTALL)
_LINK = re.compile(
    r"<a\s[^>]*?href\s*=\s*[\"']?(https?://[^\"'\s>]+)[^>]*>(.*?)</a\s*>", re.IGNORECASE | re.DOTALL
)
_BLOCKS = re.compile(rf"[ \t]*</?(?:{_BLOCK}){_REST}[ \t]*", re.IGNORECASE)
_CELLS = re.compile(r"</(?:td|th)\s*>", re.IGNORECASE)
_OTHERS = re.compile(rf"</?(?:{_INLINE}){_REST}", re.IGNORECASE)
_LINES = re.compile(r"\s*\n\s*\n\s*|[ \t]*\n[ \t]*")


def without_tags(text: str) -> str:
    r"""Take HTML's tags out of a text; what they showed as lines stays lines.

    A link keeps its address, behind its words. What is no tag of HTML ("x < y", "<name>") stays.

    Examples
    --------
    >>> without_tags("<p>Keep it &amp; mend it.</p><p>See <a href='https://a.org'>this</a></p>")
    'Keep it &amp; mend it.\nSee this https://a.org'
    >>> without_tags("How do I centre a <div>?")
    'How do I centre a <div>?'
    """
    if not _MARKED.search(text):
        return text
    text = _HIDDEN.sub(" ", text)
    # Outside of <pre> an editor's own line breaks are white space only.
    text = _LINK.sub(_with_address, text)
    text = _BLOCKS.sub("\n", text)
    text = _OTHERS.sub("", _CELLS.sub(" ", text))
    return _LINES.sub("\n", text).strip()


def _with_address(match: re.Match[str]) -> str:
    address, words = match[1], match[2]
    return words if address.rstrip("/") in words else f"{words} {address}"
