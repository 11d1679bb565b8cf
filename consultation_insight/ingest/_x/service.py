"""X as a service: one request at a time, patient, and silent about the token.

The caller's client is never changed. A copy of it sends the requests; the token stands in the
copy's session alone, where neither tweepy's log of headers nor an error's request shows it.
"""

from __future__ import annotations

import copy
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from consultation_insight.errors import FetchProblem, UsageError

if TYPE_CHECKING:
    import tweepy

__all__ = ["TOKEN", "Service", "Wait"]

#: The environment variable that holds the token.
TOKEN = "X_BEARER_TOKEN"  # noqa: S105
#: Called as ``wait(why, seconds)``.
Wait = Callable[[str, float], None]

#: Seconds to wait before each further attempt, where X does not answer or fails.
_PAUSES = (1, 2, 4, 8, 16, 32, 64)
#: Seconds to connect, and between two bytes of an answer.
_TIMEOUT = (10, 60)
#: Where a 429 does not say when its window ends, which is after 15 minutes at most.
_WINDOW = 900
_SECRET = re.compile(r"[\x21-\x7e]+")
_AGAIN = "Run the same command again: it goes on where it stopped."
#: What to do about each refusal.
_REMEDIES = {
    400: "Check the number of the post.",
    401: f"Check the token in {TOKEN}; make a new one in the developer portal (Keys and tokens).",
    402: "The account has no credits left: add some in the developer portal, then run again.",
    403: "The app's access level does not include this search (the full archive has one of its "
    "own): see the developer portal.",
    404: "Check the number of the post.",
}


@dataclass(frozen=True)
class _Answer:
    """What came back; ``status`` 0 where nothing did."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Any = None
    failure: str = ""

    @property
    def said(self) -> str:
        """What went wrong, in X's words where it has any."""
        if self.status == 0:
            return self.failure
        body = self.body if isinstance(self.body, dict) else {}
        errors = body.get("errors")
        first = errors[0] if isinstance(errors, list) and errors else {}
        first = first if isinstance(first, dict) else {}
        words = first.get("message") or body.get("detail") or body.get("title") or ""
        return f"{self.status}: {' '.join(str(words).split())[:200]}" if words else str(self.status)


class Service:
    """A patient reader of X.

    Parameters
    ----------
    client : tweepy.Client or None
        It is copied, not changed. None: one with the token from the environment.
    wait : callable
        Called as ``wait(why, seconds)``; it returns when the time has passed.
    clock : callable
        Seconds since 1970.
    """

    def __init__(
        self, client: tweepy.Client | None, *, wait: Wait, clock: Callable[[], float]
    ) -> None:
        import tweepy

        if client is None:
            client = tweepy.Client(_token())
        if not isinstance(client, tweepy.Client):
            raise UsageError("fetch_replies needs a tweepy.Client.")
        self._wait, self._clock = wait, clock
        self._client = copy.copy(client)
        self._client.wait_on_rate_limit = False
        self._client.session = copy.copy(client.session)
        self._client.session.request = partial(self._client.session.request, timeout=_TIMEOUT)  # type: ignore[method-assign]
        self._user = client.bearer_token is None
        if self._user:
            if not (client.consumer_key and client.access_token):
                raise UsageError(f"The client has no token. Set {TOKEN}, or give the client one.")
        else:
            self._client.session.auth = _bearer(str(client.bearer_token))
            self._client.bearer_token = "withheld"  # noqa: S105

    def post(self, tweet_id: str, **fields: Any) -> dict[str, Any]:
        """Look one post up."""
        return self._ask("get_tweet", tweet_id, user_auth=self._user, **fields)

    def search(self, query: str, *, archive: bool, **fields: Any) -> dict[str, Any]:
        """Fetch one page of a search."""
        if not archive:
            return self._ask("search_recent_tweets", query, user_auth=self._user, **fields)
        if self._user:
            raise UsageError(f"The full archive needs a bearer token; set {TOKEN}.")
        return self._ask("search_all_tweets", query, **fields)

    def _ask(self, method: str, *arguments: Any, **fields: Any) -> dict[str, Any]:
        """Ask until there is an answer, or none is to be hoped for."""
        failed = limited = 0
        while True:
            answer = self._once(method, *arguments, **fields)
            if answer.status == 429 and not _used_up(answer):
                limited += 1
                self._wait("the rate limit of X", self._until_reset(answer, limited))
            elif answer.status == 200 and isinstance(answer.body, dict):
                return answer.body
            elif answer.status in (0, 200, 408) or answer.status >= 500:
                if failed == len(_PAUSES):
                    raise FetchProblem(f"X does not answer ({answer.said})", remedy=_AGAIN)
                self._wait(f"X, which does not answer ({answer.said})", _PAUSES[failed])
                failed += 1
            else:
                raise _refusal(answer)

    def _once(self, method: str, *arguments: Any, **fields: Any) -> _Answer:
        """Ask once. Errors become answers here, so that none carries the request further."""
        import requests
        import tweepy

        client = copy.copy(self._client)
        client.return_type = requests.Response
        try:
            response = getattr(client, method)(*arguments, **fields)
        except tweepy.HTTPException as error:
            response = error.response
        except requests.RequestException as error:
            return _Answer(0, failure=type(error).__name__)
        except (AttributeError, TypeError):  # tweepy, where an error's body is no record
            return _Answer(0, failure="an answer that is none")
        try:
            body = response.json()
        except ValueError:
            body = None
        return _Answer(response.status_code, response.headers, body, "an answer cut off")

    def _until_reset(self, answer: _Answer, times: int) -> float:
        """Seconds until the window ends, by X's own clock where it tells the time."""
        reset = str(answer.headers.get("x-rate-limit-reset", ""))
        if not reset.isdigit():
            return min(_WINDOW, 15 * 2**times)
        try:
            now = parsedate_to_datetime(answer.headers["date"]).timestamp()
        except (KeyError, ValueError, TypeError):
            now = self._clock()
        # A window that is over already did not help: wait longer each time.
        return min(max(int(reset) - now + 1, 2.0**times), 2 * _WINDOW)


def _token() -> str:
    token = os.environ.get(TOKEN, "").strip()
    if not token:
        raise UsageError(
            f"There is no token. Set the environment variable {TOKEN} to the bearer token of your "
            "app (X developer portal, Keys and tokens)."
        )
    return token


def _bearer(token: str) -> Callable[[Any], Any]:
    """Put the token on each request; where it stands, nothing prints it."""
    token = token.strip()
    if not _SECRET.fullmatch(token):
        raise UsageError(f"The token is not one: check {TOKEN} for blanks and line breaks.")

    def authorise(request: Any) -> Any:
        request.headers["Authorization"] = f"Bearer {token}"
        return request

    return authorise


def _used_up(answer: _Answer) -> bool:
    """Whether a 429 is for the month: waiting does not help."""
    body = answer.body if isinstance(answer.body, dict) else {}
    return body.get("title") == "UsageCapExceeded" or "usage-capped" in str(body.get("type"))


def _refusal(answer: _Answer) -> FetchProblem:
    if answer.status == 429:
        return FetchProblem(
            f"The account's posts for this period are used up ({answer.said})",
            remedy="Wait for the next period or raise the cap in the developer portal, then run "
            "the same command again: it goes on where it stopped.",
            status=429,
        )
    remedy = _REMEDIES.get(answer.status, _AGAIN)
    return FetchProblem(f"X refused ({answer.said})", remedy=remedy, status=answer.status)
