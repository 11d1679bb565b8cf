"""A page of X's API v2 to one flat record a reply, as `read` takes it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

__all__ = ["EXPANSIONS", "FIELDS", "USER_FIELDS", "gone", "records"]

FIELDS = (
    "author_id", "conversation_id", "created_at", "entities", "in_reply_to_user_id", "lang",
    "note_tweet", "public_metrics", "referenced_tweets", "withheld",
)  # fmt: skip
EXPANSIONS = ("author_id", "in_reply_to_user_id")
#: Display names and profiles are not asked for: the analysis needs none.
USER_FIELDS = ("username",)

Record = dict[str, Any]


def records(page: Record) -> Iterator[Record]:
    """Make records of a page.

    Examples
    --------
    >>> page = {"data": [{"id": "2", "text": "Ask a nurse", "author_id": "7"}],
    ...         "includes": {"users": [{"id": "7", "username": "bus_user"}]}}
    >>> [(one["id"], one["username"], one["text"]) for one in records(page)]
    [('2', 'bus_user', 'Ask a nurse')]
    """
    users = {
        user.get("id"): user.get("username", "")
        for user in (page.get("includes") or {}).get("users") or []
    }
    for post in page.get("data") or []:
        if post.get("id"):
            yield _record(post, users)


def _record(post: Record, users: Record) -> Record:
    # Of a post above 280 characters, `text` is only the beginning.
    note = post.get("note_tweet") or {}
    entities = (note.get("entities") if note.get("text") else post.get("entities")) or {}
    referenced = post.get("referenced_tweets") or []
    return {
        "id": str(post["id"]),
        "conversation_id": post.get("conversation_id", ""),
        "created_at": post.get("created_at", ""),
        "text": note.get("text") or post.get("text", ""),
        "lang": post.get("lang", ""),
        "author_id": post.get("author_id", ""),
        "username": users.get(str(post.get("author_id")), ""),
        "in_reply_to_user_id": post.get("in_reply_to_user_id", ""),
        "in_reply_to_username": users.get(str(post.get("in_reply_to_user_id")), ""),
        "in_reply_to_id": _referred(referenced, "replied_to"),
        "quoted_id": _referred(referenced, "quoted"),
        "mentions": [m["username"] for m in entities.get("mentions") or [] if "username" in m],
        "expanded_urls": list(dict.fromkeys(_links(entities))),
        **({"link_titles": titles} if (titles := _titles(entities)) else {}),
        "public_metrics": post.get("public_metrics") or {},
        **({"withheld": post["withheld"]} if post.get("withheld") else {}),
    }


def _referred(referenced: list[Record], kind: str) -> str:
    return next((str(one.get("id", "")) for one in referenced if one.get("type") == kind), "")


def _links(entities: Record) -> Iterator[str]:
    """Where links lead; pictures of the post itself are no links."""
    for url in entities.get("urls") or []:
        where = url.get("unwound_url") or url.get("expanded_url")
        if where and "media_key" not in url:
            yield where


def _titles(entities: Record) -> str:
    """Addresses with the titles of their pages, one a line."""
    return "\n".join(
        f"{url.get('unwound_url') or url.get('expanded_url')} {' '.join(str(url['title']).split())}"
        for url in entities.get("urls") or []
        if url.get("title") and (url.get("unwound_url") or url.get("expanded_url"))
    )


def gone(page: Record) -> Iterator[tuple[str, str]]:
    """What a page says is not to be had: what kind, and which one."""
    for error in page.get("errors") or []:
        if isinstance(error, dict):
            kind = {"tweet": "posts", "user": "accounts"}.get(
                str(error.get("resource_type")), "things"
            )
            title = str(error.get("title") or "Error")
            which = error.get("resource_id") or error.get("value") or error.get("detail") or ""
            yield f"{kind} not to be had ({title})", str(which)
