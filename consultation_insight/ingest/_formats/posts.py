"""Posts in the envelopes of social platforms, to one flat record a post.

Twitter (API v2 pages, archives), Mastodon (contexts), Bluesky (threads) and Reddit (listings) each
nest posts in their own way. What a post says of other posts, quoted or replied to, is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from typing import Any

__all__ = ["text_of_html", "unwrapped"]

Record = dict[str, Any]


def unwrapped(document: Any) -> list[Record] | None:
    """Take posts out of a platform's envelope; None where the document is none of them."""
    if isinstance(document, list):
        if document and all(isinstance(item, dict) for item in document):
            return _list(document)
        return None
    if not isinstance(document, dict):
        return None
    if isinstance(document.get("thread"), dict) and "post" in document["thread"]:
        return [_bluesky(post) for post in _replies(document["thread"])]
    if isinstance(document.get("descendants"), list):
        before = document.get("ancestors") or []
        return [_mastodon(post) for post in [*before, *document["descendants"]]]
    if document.get("kind") == "Listing":
        return [_reddit(post) for post in _listing(document)]
    if _is_page(document):
        return _page(document)
    return None


def _list(items: list[Record]) -> list[Record] | None:
    if all(item.get("kind") == "Listing" for item in items):
        return [_reddit(post) for item in items for post in _listing(item)]
    if all(_is_page(item) for item in items):
        return [post for item in items for post in _page(item)]
    if all(set(item) == {"tweet"} and isinstance(item["tweet"], dict) for item in items):
        return [item["tweet"] for item in items]
    if all("post" in item and isinstance(item["post"], dict) for item in items):
        return [_bluesky(post) for item in items for post in _replies(item)]
    first = items[0]
    if "account" in first and "content" in first:
        return [_mastodon(item) for item in items]
    if "subreddit" in first and "body" in first:
        return [_reddit(item) for item in items]
    return None


def _is_page(item: Record) -> bool:
    """A page of X's API v2: posts under ``data``, their authors under ``includes``."""
    data = item.get("data")
    return (
        isinstance(data, list)
        and all(isinstance(post, dict) and "id" in post and "text" in post for post in data)
        and set(item) <= {"data", "includes", "meta", "errors"}
    )


def _page(page: Record) -> list[Record]:
    users = {user.get("id"): user for user in (page.get("includes") or {}).get("users", [])}
    done = []
    for post in page["data"]:
        post = dict(post)
        author = users.get(post.get("author_id"), {})
        post["username"] = author.get("username", "")
        answered = users.get(post.get("in_reply_to_user_id"), {})
        post["in_reply_to_username"] = answered.get("username", "")
        post["link_titles"] = _titled(
            (url.get("unwound_url") or url.get("expanded_url"), url.get("title"))
            for url in (post.get("entities") or {}).get("urls") or []
        )
        done.append(post)
    return done


def _titled(pairs: Iterable[tuple[Any, Any]]) -> str:
    """Addresses with the titles of their pages, one a line."""
    return "\n".join(
        f"{address} {' '.join(str(title).split())}" for address, title in pairs if address and title
    )


def _replies(node: Record) -> Iterator[Record]:
    """Walk a Bluesky thread; blocked and deleted posts have no ``post``."""
    waiting = [node]
    while waiting:
        node = waiting.pop(0)
        if isinstance(node.get("post"), dict):
            yield node["post"]
        waiting = [r for r in node.get("replies") or [] if isinstance(r, dict)] + waiting


def _bluesky(post: Record) -> Record:
    author, record = post.get("author") or {}, post.get("record") or {}
    links = [
        feature["uri"]
        for facet in record.get("facets") or []
        for feature in facet.get("features") or []
        if "uri" in feature
    ]
    card = (post.get("embed") or record.get("embed") or {}).get("external") or {}
    if card.get("uri") and card["uri"] not in links:
        links.append(card["uri"])
    return {
        "id": post.get("uri", ""),
        "created_at": record.get("createdAt") or post.get("indexedAt", ""),
        "username": author.get("handle", ""),
        "author_did": author.get("did", ""),
        "text": record.get("text", ""),
        "like_count": post.get("likeCount"),
        "repost_count": post.get("repostCount"),
        "reply_count": post.get("replyCount"),
        "lang": record.get("langs"),
        "links": links,
        "link_titles": _titled([(card.get("uri"), card.get("title"))]),
    }


def _mastodon(post: Record) -> Record:
    account = post.get("account") or {}
    card = post.get("card") or {}
    text, links = text_of_html(str(post.get("content", "")))
    return {
        "id": post.get("id", ""),
        "created_at": post.get("created_at", ""),
        "username": account.get("acct") or account.get("username", ""),
        "display_name": account.get("display_name", ""),
        "text": text,
        "favourites_count": post.get("favourites_count"),
        "reblogs_count": post.get("reblogs_count"),
        "replies_count": post.get("replies_count"),
        "lang": post.get("language"),
        "links": links,
        "link_titles": _titled([(card.get("url"), card.get("title"))]),
        "post_url": post.get("url", ""),
    }


def _listing(listing: Record) -> Iterator[Record]:
    """Walk a Reddit listing; ``more`` stands for comments that were not fetched."""
    children = (listing.get("data") or {}).get("children") or []
    for child in children:
        data = child.get("data") or {}
        if child.get("kind") in ("t1", "t3"):
            yield data
        if isinstance(data.get("replies"), dict):
            yield from _listing(data["replies"])


def _reddit(post: Record) -> Record:
    text = post.get("body")
    shared = ""
    if text is None:
        shared = "" if post.get("is_self") else str(post.get("url") or "")
        text = "\n\n".join(filter(None, [post.get("title"), post.get("selftext")]))
    return {
        "id": post.get("name") or post.get("id", ""),
        "created_utc": post.get("created_utc", ""),
        "username": post.get("author", ""),
        "text": text,
        **(
            {"links": [shared], "link_titles": _titled([(shared, post.get("title"))])}
            if shared
            else {}
        ),
        "likes": post.get("ups", post.get("score")),
        "permalink": post.get("permalink", ""),
        "subreddit": post.get("subreddit", ""),
    }


class _Text(HTMLParser):
    """Collects the words and the outward links of a post."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "br":
            self.parts.append("\n")
        elif tag == "p" and self.parts:
            self.parts.append("\n\n")
        elif tag == "a" and given.get("href"):
            kind = given.get("class") or ""
            if "mention" not in kind and "hashtag" not in kind:
                self.links.append(str(given["href"]))

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def text_of_html(html: str) -> tuple[str, list[str]]:
    r"""Take the words and the outward links out of a post's HTML.

    Examples
    --------
    >>> text_of_html('<p>Look:<br>a &amp; b</p><p><a href="https://a.example">a.example</a></p>')
    ('Look:\na & b\n\na.example', ['https://a.example'])
    """
    parser = _Text()
    parser.feed(html)
    parser.close()
    return "".join(parser.parts).strip(), parser.links
