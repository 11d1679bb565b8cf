"""Addresses: found in texts, cleaned, and what kind of place they lead to. None is visited."""

from __future__ import annotations

import csv
import re
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit

from consultation_insight.text import find_urls

__all__ = ["Link", "is_short", "link_type", "links_of", "parse_link", "prefixes"]

#: Parts of an address that only say who sent the reader.
_TRACKING = re.compile(
    r"^(?:utm_\w+|at_\w+|fbclid|gclid|dclid|msclkid|twclid|igshid|igsh|mc_[ce]id|mkt_tok|yclid|_hs\w+|hs\w+Tracking"
    r"|vero_\w+|oly_\w+|ref|ref_?src|ref_?url|referrer|source|src|s|t|si|feature|cmp|cmpid|cmp_\w+|ito|ocid|smid|smtyp|sr_share"
    r"|share\w*|trk|trkinfo|xtor|ns_\w+|dm_i|wt\.\w+|sh|fb_\w+|action_\w+|__twitter_impression|amp|mod|spm|tag|linkcode)$",
    re.IGNORECASE,
)
#: Sites where one of these names is not tracking but the address of the thing itself.
_MEANT = {"youtube.com": {"t"}, "google.com": {"source"}}
_SUFFIXES = (
    (
        re.compile(r"(?:^|\.)(?:gov|gouv|gob|govt|nhs|police|mil|parliament)(?:\.[a-z]{2,3})?$"),
        "government",
    ),
    (re.compile(r"(?:^|\.)(?:gc\.ca|admin\.ch|go\.jp|gov\.[a-z]{2,6})$"), "government"),
    (re.compile(r"(?:^|\.)(?:ac|edu)(?:\.[a-z]{2})?$"), "research"),
    (re.compile(r"^(?:blogs?|opinion)\."), "opinion"),
    (re.compile(r"^(?:shop|store)\."), "shop"),
    (re.compile(r"^petitions?\."), "petition"),
)

_BY_PATH = re.compile(r"/(blogs?|petitions?|videos?|shop|news)(?=/|$)", re.IGNORECASE)
_PATH_TYPES = {
    "blog": "opinion", "petition": "petition", "video": "video", "shop": "shop", "new": "news",
}  # fmt: skip


class Link(NamedTuple):
    """A cleaned address; ``key`` is what makes two spellings of it the same."""

    url: str
    domain: str
    path: str

    @property
    def key(self) -> str:
        """Two addresses with one key lead to the same place."""
        return f"{self.domain}{self.path}".casefold()


@lru_cache(maxsize=65536)
def parse_link(address: str) -> Link | None:
    """Clean one address: no tracking parts, no fragment, no ``www.``; None where it is none.

    Examples
    --------
    >>> from consultation_insight.analysis._references.links import parse_link
    >>> parse_link("http://www.Example.org/A/?utm_source=x&id=7#top").url
    'https://example.org/A?id=7'
    """
    if "://" not in address:
        address = "https://" + address
    try:
        parts = urlsplit(address.strip())
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return None
    if "." not in host or parts.scheme.lower() not in ("http", "https"):
        return None
    domain = re.sub(r"^(?:www\d?|m|amp|mobile)\.(?=[^.]+\.)", "", host)
    path = re.sub(r"/(?:amp|index\.(?:html?|php))?/?$", "", parts.path)
    query = parts.query
    if query:
        meant = _MEANT.get(domain, set())
        pairs = [
            (name, value)
            for name, value in parse_qsl(query, keep_blank_values=True)
            if name in meant or not _TRACKING.match(name)
        ]
        query = urlencode(pairs)
    fragment = parts.fragment if parts.fragment.startswith(("!", "/")) else ""
    tail = path + (f"?{query}" if query else "") + (f"#{fragment}" if fragment else "")
    return Link(f"https://{domain}{tail}", domain, tail)


def links_of(text: str, given: str) -> list[Link]:
    """All addresses of a response: those its data gave, and those in its text.

    A short address in the text stands for one that the data gave; it is kept only where the data
    gave none.
    """
    found: dict[str, Link] = {}
    for address in given.split():
        link = parse_link(address.strip(",;|'\"[]"))
        if link:
            found.setdefault(link.key, link)
    resolved = any(not is_short(link) for link in found.values())
    if resolved:
        found = {key: link for key, link in found.items() if not is_short(link)}
    if "." in text:
        for start, end in find_urls(text, cautious=True):
            link = parse_link(text[start:end])
            if link and not (resolved and is_short(link)):
                found.setdefault(link.key, link)
    return list(found.values())


@lru_cache(maxsize=1)
def _domains() -> dict[str, str]:
    path = files("consultation_insight") / "data" / "domains.csv"
    rows = csv.DictReader(path.read_text(encoding="utf-8").splitlines())
    return {row["domain"]: row["type"] for row in rows}


def prefixes(link: Link) -> list[str]:
    """The domain with ever less of its path, then with ever fewer of its first labels.

    Examples
    --------
    >>> from consultation_insight.analysis._references.links import parse_link, prefixes
    >>> prefixes(parse_link("https://a.example.org/b/c"))
    ['a.example.org/b/c', 'a.example.org/b', 'a.example.org', 'example.org/b/c', 'example.org/b', 'example.org']
    """
    steps = [step for step in re.split(r"[?#]", link.path)[0].split("/") if step][:3]
    labels = link.domain.split(".")
    found = []
    for cut in range(len(labels) - 1):
        domain = ".".join(labels[cut:])
        found += ["/".join([domain, *steps[:count]]) for count in range(len(steps), -1, -1)]
    return found


def link_type(link: Link) -> str:
    """What kind of place an address leads to, by its domain."""
    known = _domains()
    for name in prefixes(link):
        if name in known:
            return known[name] if known[name] != "short" else "other"
    for pattern, kind in _SUFFIXES:
        if pattern.search(link.domain):
            return kind
    named = _BY_PATH.search(link.path)
    return _PATH_TYPES[named[1].lower().rstrip("s")] if named else "other"


def is_short(link: Link) -> bool:
    """Whether an address is only a short stand-in for another."""
    known = _domains()
    return known.get(link.domain) == "short"
