"""`fetch_replies`: the replies to a post on X, as a file that `read` takes."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from consultation_insight.errors import FetchProblem, SettingsError
from consultation_insight.ingest._x.records import EXPANSIONS, FIELDS, USER_FIELDS, gone, records
from consultation_insight.ingest._x.service import Service
from consultation_insight.ingest._x.store import Store
from consultation_insight.protocols import Progress
from consultation_insight.results import Fetched

if TYPE_CHECKING:
    import tweepy

__all__ = ["fetch_replies"]

#: What one page may hold, in the recent search and in the full archive.
_PAGE = {False: 100, True: 500}
#: The recent search reaches back so far; a little less, because time passes meanwhile.
_RECENT = 7 * 24 * 3600 - 600
#: X asks for a second between two searches of the full archive.
_APART = 1.0
#: Resumed by number instead of token, a sweep begins again so many seconds later than the oldest
#: reply it had: pages are in order only nearly.
_OVERLAP = 3600
#: Milliseconds since 1970 at which numbers of posts began to tell the time.
_EPOCH = 1_288_834_974_657
_NUMBER = re.compile(r"(?:https?://\S+/status(?:es)?/)?(\d{1,20})(?:[/?#]\S*)?")
#: Seconds between two calls of the progress callback while waiting.
_TICK = 15.0


def fetch_replies(
    client: tweepy.Client | None,
    tweet_id: str | int,
    *,
    out: str | Path,
    archive: bool = False,
    limit: int | None = None,
    progress: Progress | None = None,
    sleep: Callable[[float], None] = time.sleep,
    clock: Callable[[], float] = time.time,
) -> Fetched:
    """Fetch the replies to a post on X into a file of JSON lines that `read` takes.

    The conversation of the post is searched page by page, from its newest reply back. Rate limits
    are waited for, failures tried again. Stopped at any moment, the same call goes on where it
    stopped; called again later, it adds what is new. No reply is lost or stands twice.

    Parameters
    ----------
    client : tweepy.Client or None
        It is not changed; its token is neither written nor logged. None: the token is taken from
        the environment variable ``X_BEARER_TOKEN``.
    tweet_id : str or int
        The number of the post, or its address.
    out : path
        The file to write. Beside it, ``….state.json`` says where the search stands.
    archive : bool
        Search the full archive; without it, X finds replies of the last seven days only. It needs
        an access level that includes it.
    limit : int, optional
        Stop after about so many new replies (X counts them, and may charge for them).
    progress : callable, optional
        Called as ``progress(stage, done, total)``; while a rate limit is waited for, ``stage``
        says so, and ``done`` and ``total`` are seconds.
    sleep, clock : callable
        How to wait, and what time it is.

    Returns
    -------
    Fetched
        What is in the file, out of what the post says it has, and what is not to be had.

    Raises
    ------
    FetchProblem
        X refused or does not answer; what was fetched is in the file.
    UsageError
        The client is none, there is no token, or the number of the post is none.
    FileProblem
        ``out`` holds something else, or the replies to another post.
    OutputProblem
        ``out`` cannot be written.

    Examples
    --------
    >>> import tweepy
    >>> import consultation_insight as ci
    >>> client = tweepy.Client("the bearer token")
    >>> ci.fetch_replies(client, "1254000480935074464", out="replies.jsonl")  # doctest: +SKIP
    Fetched (base 1,558, 5 rows)
    ...
    """
    number = _number(tweet_id)
    if limit is not None and limit < 1:
        raise SettingsError.from_value("limit", "fetch_replies", "1 or more", limit)
    service = Service(client, wait=_waiting(progress, sleep), clock=clock)
    store = Store(Path(out), number, archive=archive)
    post = _Post(service, store)
    search = _Search(service, store, post, clock)
    new = 0
    for added in search.pages():
        new += added
        if progress:
            progress("replies", len(store.ids), post.reply_count or 0)
        if limit is not None and new >= limit:
            break
        if archive and store.state.open:
            sleep(_APART)
    return _result(store, post, new)


def _number(tweet_id: str | int) -> str:
    found = _NUMBER.fullmatch(str(tweet_id).strip())
    if not found:
        raise SettingsError.from_value(
            "tweet_id", "fetch_replies", "the number of a post or its address", tweet_id
        )
    return found[1]


def _time_of(number: str) -> float:
    """When a post was written, in seconds since 1970: its number tells."""
    return ((int(number) >> 22) + _EPOCH) / 1000


def _waiting(
    progress: Progress | None, sleep: Callable[[float], None]
) -> Callable[[str, float], None]:
    """Wait in small steps, and say how long it still takes."""

    def wait(why: str, seconds: float) -> None:
        done = 0.0
        while done < seconds:
            if progress:
                progress(f"waiting for {why}", round(done), round(seconds))
            step = min(_TICK, seconds - done)
            sleep(step)
            done += step

    return wait


class _Post:
    """The post that is replied to, as far as X still shows it."""

    def __init__(self, service: Service, store: Store) -> None:
        page = service.post(store.tweet_id, tweet_fields=["conversation_id", "public_metrics"])
        post = page.get("data") or {}
        self.there = bool(post)
        self.reply_count: int | None = (post.get("public_metrics") or {}).get("reply_count")
        conversation = str(post.get("conversation_id") or store.tweet_id)
        #: Whether the post begins its conversation; else only direct replies can be told apart.
        self.first = conversation == store.tweet_id
        self.query = f"conversation_id:{conversation}"
        if not self.first:
            self.query += f" in_reply_to_tweet_id:{store.tweet_id}"


class _Search:
    """Sweeps over a conversation: first what an earlier call left open, then what is new."""

    def __init__(
        self, service: Service, store: Store, post: _Post, clock: Callable[[], float]
    ) -> None:
        self.service, self.store, self.post, self.clock = service, store, post, clock
        self.archive = store.state.archive

    def _within(self, number: str) -> bool:
        """Whether the search takes this number as a bound."""
        return bool(number) and (self.archive or _time_of(number) > self.clock() - _RECENT)

    def pages(self) -> Iterator[int]:
        """Fetch page after page; yields how many new replies each one brought."""
        if self.store.state.open:
            yield from self._sweep()
        state = self.store.state
        state.open = True
        state.since_id = state.whole_to or self.store.tweet_id
        state.newest = state.oldest = state.next_token = ""
        yield from self._sweep()

    def _sweep(self) -> Iterator[int]:
        state, store = self.store.state, self.store
        while state.open:
            page = self._page()
            found = [record for record in records(page) if record["id"] != store.tweet_id]
            numbers = [int(record["id"]) for record in found]
            if numbers:
                state.newest = str(max([*numbers, int(state.newest or 0)]))
                state.oldest = str(min([*numbers, int(state.oldest or numbers[0])]))
            for kind, which in gone(page):
                known = state.gone.setdefault(kind, [])
                if which not in known:
                    known.append(which)
            added = store.add(found)
            token = (page.get("meta") or {}).get("next_token") or ""
            # A page that leads to itself would never end.
            state.open = bool(token) and token != state.next_token
            state.next_token = token if state.open else ""
            if not state.open:
                state.whole_to = state.newest or state.whole_to
            store.save()
            yield added

    def _page(self) -> dict[str, Any]:
        state = self.store.state
        try:
            return self._ask(next_token=state.next_token or None)
        except FetchProblem as problem:
            if problem.status != 400 or not state.next_token:
                raise
        state.next_token = ""
        return self._ask(until_id=self._shortly_after(state.oldest))

    def _shortly_after(self, number: str) -> str | None:
        """Where to go on by number, when X no longer takes a token."""
        if not self._within(number) or _time_of(number) > self.clock() - 2 * _OVERLAP:
            return None  # from the newest again: what is there already is left out
        return str((round(_time_of(number) * 1000) - _EPOCH + _OVERLAP * 1000) << 22)

    def _ask(self, **bounds: str | None) -> dict[str, Any]:
        since = self.store.state.since_id
        if not self._within(since):
            self.store.state.gap = True
        return self.service.search(
            self.post.query,
            archive=self.archive,
            max_results=_PAGE[self.archive],
            tweet_fields=list(FIELDS),
            expansions=list(EXPANSIONS),
            user_fields=list(USER_FIELDS),
            since_id=since if self._within(since) else None,
            **bounds,
        )


def _result(store: Store, post: _Post, new: int) -> Fetched:
    state = store.state
    rows = [("replies in the file", len(store.ids)), ("of them new", new)]
    rows.append(("of them to the post itself", store.direct))
    if post.reply_count is not None:
        rows.append(("replies that the post says it has", post.reply_count))
    if store.withheld:
        rows.append(("replies withheld in some countries", store.withheld))
    rows += [(kind, len(which)) for kind, which in sorted(state.gone.items())]
    notes = []
    if not post.there:
        notes.append("The post itself is not to be had: it may be deleted.")
    if not post.first:
        notes.append("The post is a reply itself: only direct replies to it were searched for.")
    if state.gap:
        notes.append(
            "The search for recent replies reaches back seven days: what was written between the "
            "post, or the last call, and then is in the full archive only."
        )
    if state.open:
        notes.append("Stopped at the limit: the same call goes on from here.")
    return Fetched(
        base=len(store.ids),
        settings={"tweet_id": store.tweet_id, "archive": state.archive},
        method="Conversation search of X (API v2), "
        + ("full archive." if state.archive else "recent."),
        table=pd.DataFrame(rows, columns=["what", "n"]),
        file=str(store.path),
        new=new,
        direct=store.direct,
        reply_count=post.reply_count,
        complete=not state.gap and not state.open,
        notes=tuple(notes),
    )
