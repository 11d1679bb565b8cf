"""Social accounts in texts and links, and which of them are public.

An account is public where it is allowed, where the gazetteer knows it, or where at least three
different respondents name it, it wrote none of the responses and it does not look like a private
person's (a name with numbers behind it). All others are private.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple
from urllib.parse import unquote

from consultation_insight.protocols import Span
from consultation_insight.text import URL, find_urls

__all__ = [
    "Account",
    "accounts_in",
    "is_secret_link",
    "public_accounts",
    "unmistakable",
    "without_sign",
]

#: How many different respondents must name an account before it counts as public.
NAMED_BY = 3

# At the "@": letters before it make an e-mail address; "@user@host" is one account.
_MENTION = re.compile(r"(?<![\w@＠/.])[@＠](\w{1,30}(?:[.-]\w+)*(?:@[\w-]+(?:\.[\w-]+)+)?)")
_REDDIT = re.compile(r"(?<![\w/])/?u/([\w-]{3,20})\b")
# "insta: jane.doe", "my twitter handle is jane_88": only names no ordinary word looks like.
_CUE = re.compile(
    r"\b(?:twitter|insta(?:gram)?|ig|tik\s?tok|snap(?:chat)?|telegram|facebook|fb|discord|skype|mastodon|"
    r"bluesky|threads|linkedin|youtube)\b(?:\s+(?:handle|account|name|username|user|id|is|as|on|under))*"
    r"\s*[:=@–-]?\s*(?P<name>(?=[\w.]*(?:\d|\w[_.]\w))[A-Za-z][\w.]{2,29}\w)",
    re.IGNORECASE,
)
_HANDLE_CUE = re.compile(
    r"\b(?:handle|username|user\s+name)\s*(?:is|:|=)\s*(?P<name>[\w.]{3,30}\w)", re.IGNORECASE
)
_PROFILE = re.compile(
    r"(?:https?://)?(?:www\.|m\.|mobile\.|old\.|uk\.|en-gb\.)?"
    r"(?:(?:twitter|x)\.com/(?!(?:i|intent|search|hashtag|home|share|explore|settings|messages|login)\b)@?"
    r"|(?:facebook|fb)\.com/(?:people/|profile\.php\?id=|(?!(?:groups|events|watch|sharer|pages|photo|hashtag|share|story|login)\b))"
    r"|instagram\.com/(?!(?:p|reel|reels|stories|explore|tv)/)"
    r"|linkedin\.com/(?:in|pub)/|tiktok\.com/@|(?:youtube\.com|threads\.net|threads\.com|medium\.com)/@"
    r"|(?:youtube\.com)/user/|snapchat\.com/add/|t\.me/|bsky\.app/profile/|reddit\.com/u(?:ser)?/"
    r"|(?:[\w-]+\.)+[a-z]{2,}/@)"
    r"(?P<name>[\w.%-]*\w)(?P<rest>[^\s<>\"“”]*[^\s<>\"“”.,;:!?'’)\]…])?",
    re.IGNORECASE,
)
_SECRET = re.compile(
    r"(?:[?&;#](?:access_?)?(?:token|auth|api_?key|key|sig|signature|password|pwd|passwd|session|sessionid|sid|secret|"
    r"invite|otp|e-?mail|mail|phone|user|uid|userid|username)=|://[^/\s]*:[^/\s]*@|[\w.+-]+(?:@|%40)[\w-]+\.)",
    re.IGNORECASE,
)
_NAME = re.compile(r"\w{2,}(?:[.-]\w+)*")
_PART = re.compile(r"\w{4,}")
_PRIVATE = re.compile(r"\d{2,}$|\d{4,}")


_SLUG = 12


class Account(NamedTuple):
    """An account named in a text: where, and its name in lower case without ``@``."""

    start: int
    end: int
    name: str
    by: str


def accounts_in(text: str) -> Iterator[Account]:
    """Find the accounts that a text names, by mention, link or cue."""
    if "@" in text or "＠" in text:
        for match in _MENTION.finditer(text):
            yield Account(*match.span(), match[1].lower(), "mention")
    if "/" in text:
        for match in _REDDIT.finditer(text):
            yield Account(*match.span(), match[1].lower(), "mention")
        for match in _PROFILE.finditer(text):
            if "medium.com/" in match[0] and len(match["rest"] or "") > _SLUG:
                continue  # an article is cited, not its author's profile
            yield Account(*match.span(), match["name"].lower(), "link")
    small = text.lower()
    # Letters beyond ASCII may count as some of ASCII where case is ignored.
    spelt = "handle" in small or "user" in small or not small.isascii()
    for pattern in (_CUE, _HANDLE_CUE) if spelt else (_CUE,):
        for match in pattern.finditer(text):
            yield Account(*match.span("name"), match["name"].lower(), "cue")


def unmistakable(originals: Iterable[str]) -> frozenset[str]:
    """Of accounts as they were written, the names that can be no ordinary word and no address.

    Those with digits or lines among letters: they are known without their sign.

    Examples
    --------
    >>> sorted(unmistakable(["@zoe_k81", "@rose", "@example.org", "@12345"]))
    ['zoe_k81']
    """
    names = {account.name for original in originals for account in accounts_in(original)}
    return frozenset(
        name
        for name in names
        if not name.isalpha() and not name.isdigit() and not find_urls(name) and "@" not in name
    )


def without_sign(text: str, private: Collection[str]) -> Iterator[Span]:
    """Find private accounts where they stand without their sign: "zoe_k81 said", "#zoe_k81"."""
    if not private:
        return
    names = _NAME.findall(text)
    if not any("." in name or "-" in name or name.lower() in private for name in names):
        return
    for match in _NAME.finditer(text):
        if match[0].lower() in private:
            yield Span(*match.span(), "HANDLE")
        elif "." in match[0] or "-" in match[0]:
            for part in _PART.finditer(match[0]):
                if part[0].lower() in private:
                    start = match.start() + part.start()
                    yield Span(start, start + len(part[0]), "HANDLE")


def is_secret_link(url: str) -> bool:
    """Whether an address carries a token, a password or somebody's e-mail address.

    Examples
    --------
    >>> is_secret_link("https://example.org/reset?token=a8f3"), is_secret_link("https://example.org/a")
    (True, False)
    """
    return bool(_SECRET.search(unquote(url)))


def links_in(text: str) -> Iterator[re.Match[str]]:
    """Find the addresses in a text."""
    return URL.finditer(text) if "://" in text or "www." in text.lower() else iter(())


def public_accounts(
    named: Sequence[tuple[str, str]], authors: Collection[str], known: Iterable[str]
) -> set[str]:
    """Decide which accounts may be shown.

    Parameters
    ----------
    named : sequence of (account, respondent)
        Each mention, with who made it.
    authors : collection of str
        Accounts which wrote responses.
    known : iterable of str
        Accounts known to be public: from the gazetteer, or allowed.

    Returns
    -------
    set of str
        In lower case, without ``@``.
    """
    by: dict[str, set[str]] = defaultdict(set)
    for account, respondent in named:
        by[account].add(respondent)
    often = {
        account
        for account, respondents in by.items()
        if len(respondents) >= NAMED_BY and account not in authors and not _PRIVATE.search(account)
    }
    return often | {account.lower().lstrip("@＠") for account in known}
