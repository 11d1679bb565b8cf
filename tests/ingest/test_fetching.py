"""Replies fetched with the real tweepy client from a local server that answers as X does."""

import json
import logging
import os
import socket
import struct
import sys
import threading
import time
import traceback
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
import tweepy
from requests.adapters import HTTPAdapter

import consultation_insight as ci
from consultation_insight import cli
from consultation_insight.errors import (
    FetchProblem,
    FileProblem,
    OutputProblem,
    SettingsError,
    UsageError,
)

TOKEN = "AAAA%2FsEcReT-bearer-0123456789"
DAY = 24 * 3600
EPOCH = 1_288_834_974_657


def number(days_ago, serial=0):
    """The number of a post that was written some days ago."""
    moment = int((time.time() - days_ago * DAY) * 1000) - EPOCH
    return str((moment << 22) + serial)


class X:
    """What X holds, and how it misbehaves: ``faults`` are taken one a request, None for none."""

    def __init__(self, days_ago=2.0, replies=25, page=10):
        self.root = number(days_ago)
        self.page, self.faults, self.requests = page, [], []
        self.posts = {}
        self.seen = {}
        self.reply_count = replies
        self.known_tokens = {}
        for at in range(replies):
            self.reply(
                days_ago * (1 - (at + 1) / (replies + 1)),
                f"Ask the people who do the work, number {at}",
                f"user_{at % 7}",
            )

    def reply(self, days_ago, text, user, **more):
        id_ = number(days_ago, len(self.posts) + 1)
        author = str(1000 + int(user.rsplit("_", 1)[1]))
        self.seen[author] = user
        self.posts[id_] = {
            "id": id_, "text": text, "author_id": author, "conversation_id": self.root,
            "created_at": "2026-01-05T10:00:00.000Z", "in_reply_to_user_id": "9", "lang": "en",
            "edit_history_tweet_ids": [id_],
            "public_metrics": {"like_count": len(self.posts), "reply_count": 0, "retweet_count": 1, "quote_count": 0},
            "referenced_tweets": [{"type": "replied_to", "id": self.root}],
            **more,
        }  # fmt: skip
        return id_

    def answer(self, path, query):
        if path == f"/2/tweets/{self.root}":
            post = {"id": self.root, "text": "Who should we listen to?", "conversation_id": self.root,
                    "public_metrics": {"reply_count": self.reply_count, "like_count": 3}}  # fmt: skip
            return 200, {"data": post}, {}
        if path.startswith("/2/tweets/search/"):
            return self.search(path.endswith("all"), query)
        gone = {"title": "Not Found Error", "resource_type": "tweet", "resource_id": "1", "value": "1",
                "parameter": "id", "detail": "Could not find tweet with id: [1]."}  # fmt: skip
        return 200, {"errors": [gone]}, {}

    def search(self, archive, query):
        most = 500 if archive else 100
        if not 10 <= int(query.get("max_results", 10)) <= most:
            return self.bad("max_results")
        if {"since_id", "until_id"} & set(query) and {"start_time", "end_time"} & set(query):
            return self.bad(
                "Invalid use of 'since_id' or 'until_id' in conjunction with 'start_time'"
            )
        week = int(number(7))
        for bound in ("since_id", "until_id"):
            if not archive and bound in query and int(query[bound]) < week:
                return self.bad(f"'{bound}' must be a tweet id created after [{week}]")
        found = sorted(self.posts, key=int, reverse=True)
        if not archive:
            found = [id_ for id_ in found if int(id_) > week]
        found = [id_ for id_ in found if int(id_) > int(query.get("since_id", 0))]
        if "until_id" in query:
            found = [id_ for id_ in found if int(id_) < int(query["until_id"])]
        start = 0
        if "next_token" in query:
            if query["next_token"] not in self.known_tokens:
                return self.bad("The 'next_token' is not valid")
            last = self.known_tokens[query["next_token"]]
            found = [id_ for id_ in found if int(id_) < int(last)]
        chosen = found[start : start + self.page]
        meta = {"result_count": len(chosen)}
        if len(found) > len(chosen):
            token = f"t{len(self.known_tokens)}"
            self.known_tokens[token] = chosen[-1] if chosen else query.get("until_id", "9" * 19)
            meta["next_token"] = token
        users = [{"id": "9", "username": "asker_demo", "name": "N"}]
        users += [{"id": a, "username": u, "name": "A Name"} for a, u in self.seen.items()]
        body = {"meta": meta}
        if chosen:
            body |= {"data": [self.posts[id_] for id_ in chosen], "includes": {"users": users}}
        return 200, body, {}

    @staticmethod
    def bad(message):
        return 400, {"errors": [{"parameters": {}, "message": message}], "title": "Invalid Request",
                     "detail": "One or more parameters to your request was invalid."}, {}  # fmt: skip


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = 65_536

    def log_message(self, *_):
        pass

    def do_GET(self):
        x = self.server.x
        url = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(url.query).items()}
        x.requests.append((url.path, query))
        fault = x.faults.pop(0) if x.faults else None
        if self.headers.get("Authorization") != f"Bearer {TOKEN}":
            self.say(401, {"title": "Unauthorized", "detail": "Unauthorized", "status": 401}, {})
        elif fault == "reset":
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            os.close(self.connection.detach())
            self.close_connection = True
        elif fault == "cut":
            self.send_response(200)
            self.send_header("Content-Length", "1000")
            self.end_headers()
            self.wfile.write(b'{"data": [')
            self.close_connection = True
        elif isinstance(fault, tuple):
            self.say(*fault)
        elif callable(fault):
            status, body, headers = x.answer(url.path, query)
            fault(body)
            self.say(status, body, headers)
        else:
            self.say(*x.answer(url.path, query))

    def say(self, status, body, headers):
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        for name, value in headers.items():
            self.send_header(name, str(value))
        self.end_headers()
        self.wfile.write(data)


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_):
        pass


class Local(HTTPAdapter):
    """Takes requests for X to the local server."""

    base = ""

    def send(self, request, **keywords):
        assert request.url.startswith("https://api.twitter.com/")
        request.url = request.url.replace("https://api.twitter.com", self.base)
        return super().send(request, **keywords)


@pytest.fixture(scope="module")
def server():
    server = Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    Local.base = f"http://127.0.0.1:{server.server_port}"
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def clients(monkeypatch):
    """Make clients whose sessions are closed at the end."""
    monkeypatch.setattr("requests.sessions.HTTPAdapter", Local)
    made = []

    def make(token=TOKEN):
        made.append(tweepy.Client(token))
        return made[-1]

    yield make
    for client in made:
        client.session.close()


@pytest.fixture
def fetch(server, clients, tmp_path):
    waits = []

    def call(x, *, token=TOKEN, out=tmp_path / "replies.jsonl", **settings):
        server.x = x
        waits.clear()
        return ci.fetch_replies(clients(token), x.root, out=out, sleep=waits.append, **settings)

    call.out = tmp_path / "replies.jsonl"
    call.waits = waits
    return call


def ids(path):
    return [json.loads(line)["id"] for line in path.read_text(encoding="utf-8").splitlines()]


def test_all_pages_of_a_conversation(fetch):
    x = X()
    seen = []
    fetched = fetch(x, progress=lambda *state: seen.append(state))
    assert sorted(ids(fetch.out)) == sorted(x.posts)
    assert (len(fetched), fetched.base, fetched.new, fetched.direct) == (4, 25, 25, 25)
    assert (fetched.coverage, fetched.complete, fetched.notes) == (1.0, True, ())
    assert [path for path, _ in x.requests] == [f"/2/tweets/{x.root}"] + 3 * [
        "/2/tweets/search/recent"
    ]
    assert x.requests[1][1]["query"] == f"conversation_id:{x.root}"
    assert seen == [("replies", 10, 25), ("replies", 20, 25), ("replies", 25, 25)]
    assert fetch.waits == []


def test_what_is_fetched_is_read(fetch):
    x = X(replies=0)
    long = (
        "What matters most to me is said only at the very end of this long post: " + "buses " * 60
    )
    urls = [{"url": "https://t.co/a", "expanded_url": "https://bit.example/x", "unwound_url": "https://a.example/report"},
            {"url": "https://t.co/b", "expanded_url": "https://twitter.example/p/photo/1", "media_key": "3_1"}]  # fmt: skip
    x.reply(1.5, "Ask the people who clean the trains &amp; the stations", "user_1")
    x.reply(
        1.0, "Doughnut economics https://t.co/a https://t.co/b", "user_2", entities={"urls": urls}
    )
    x.reply(
        0.5, long[:270] + "… https://t.co/c", "user_3",
        note_tweet={"text": long, "entities": {"urls": [{"expanded_url": "https://b.example/y"}]}},
        entities={"urls": [{"expanded_url": "https://twitter.example/i/web/status/1"}]},
    )  # fmt: skip
    fetch(x)
    corpus = ci.read(fetch.out)
    responses = corpus.responses.sort_values("source_id").reset_index(drop=True)
    assert list(responses["source_id"]) == sorted(x.posts)
    assert list(responses["handle"]) == ["user_1", "user_2", "user_3"]
    assert list(responses["likes"]) == [0, 1, 2]
    assert set(responses["in_reply_to"]) == {"asker_demo"}
    assert list(responses["links"]) == ["", "https://a.example/report", "https://b.example/y"]
    assert str(responses["created_at"][0]) == "2026-01-05 10:00:00+00:00"
    assert responses["text"][2].strip() == long.strip()
    assert ci.clean(corpus).base == 3
    assert "A Name" not in fetch.out.read_text(encoding="utf-8")
    lost = corpus.ledger[corpus.ledger["used_as"] == "not used"]["column"]
    assert not {"text", "username", "expanded_urls"} & set(lost)


@pytest.mark.parametrize(
    "fault",
    [
        "reset",
        "cut",
        (503, b"over capacity", {}),
        (503, {"title": "Service Unavailable", "detail": "Service Unavailable", "status": 503}, {}),
        (500, ["no record"], {}),
        (200, b"<html>", {}),
    ],
    ids=["reset", "cut", "503 text", "503", "500 list", "200 html"],
)
def test_failures_are_tried_again(fetch, fault):
    x = X()
    x.faults = [fault, None, fault, fault]
    fetched = fetch(x)
    assert sorted(ids(fetch.out)) == sorted(x.posts)
    assert fetched.complete
    assert fetch.waits == [1, 1, 2]


def test_the_rate_limit_is_waited_for_and_said(fetch):
    x = X()
    limit = {"title": "Too Many Requests", "detail": "Too Many Requests", "status": 429}
    x.faults = [None, None, (429, limit, {"x-rate-limit-reset": int(time.time()) + 840, "x-rate-limit-remaining": 0})]  # fmt: skip
    seen = []
    fetched = fetch(x, progress=lambda *state: seen.append(state))
    assert fetched.base == 25
    assert 838 <= sum(fetch.waits) <= 842
    waits = [state for state in seen if state[0].startswith("waiting for the rate limit")]
    assert len(waits) == len(fetch.waits) > 50
    assert [done for _, done, _ in waits] == sorted(done for _, done, _ in waits)


def test_a_limit_without_its_end_is_waited_for_ever_longer(fetch):
    x = X(replies=3)
    x.faults = [None] + 3 * [(429, {}, {})] + 2 * [(429, {}, {"x-rate-limit-reset": 5})]
    assert fetch(x).complete
    assert sum(fetch.waits) == 30 + 60 + 120 + 16 + 32


def test_empty_pages_lead_on(fetch):
    x = X()
    empty = (200, {"meta": {"result_count": 0, "next_token": "more"}}, {})
    x.known_tokens["more"] = "9" * 19
    x.faults = [None, empty]
    assert fetch(x).base == 25
    circle = X(replies=2)
    circle.faults = [None] + 9 * [empty]
    fetch(circle, out=fetch.out.with_name("circle.jsonl"))
    assert len(circle.requests) <= 4


def test_nobody_replied(fetch):
    fetched = fetch(X(replies=0))
    assert (fetched.base, fetched.coverage, fetched.complete) == (0, None, True)
    assert fetch.out.read_text() == ""


def test_what_is_not_to_be_had_is_counted_and_said(fetch):
    x = X()
    x.reply_count = 40
    x.reply(
        0.1,
        "Withheld where I live",
        "user_1",
        withheld={"country_codes": ["DE"], "copyright": False},
    )
    x.reply(0.05, "From an account that is gone", "user_99")
    del x.seen["1099"]
    errors = [
        {"title": "Not Found Error", "resource_type": "tweet", "resource_id": "5", "parameter": "referenced_tweets.id"},
        {"title": "Authorization Error", "resource_type": "user", "resource_id": "1099", "parameter": "author_id"},
        {"title": "Forbidden", "detail": "…"},
    ]  # fmt: skip
    x.faults = [
        None,
        lambda body: body.update(errors=errors),
        lambda body: body.update(errors=errors[:1]),
    ]
    fetched = fetch(x)
    said = dict(fetched.to_frame().to_numpy().tolist())
    assert said["posts not to be had (Not Found Error)"] == 1
    assert said["accounts not to be had (Authorization Error)"] == 1
    assert said["replies withheld in some countries"] == 1
    assert fetched.coverage == 27 / 40
    assert ci.read(fetch.out).base == 27


def test_a_post_that_was_deleted(fetch, monkeypatch):
    x = X(replies=3)
    answer = x.answer
    lookup = f"/2/tweets/{x.root}"
    monkeypatch.setattr(
        x, "answer", lambda path, query: answer("" if path == lookup else path, query)
    )
    fetched = fetch(x)
    assert (fetched.base, fetched.reply_count, fetched.coverage) == (3, None, None)
    assert "deleted" in fetched.notes[0]


@pytest.mark.parametrize("stop", range(1, 6))
def test_an_interrupted_fetch_goes_on(fetch, stop):
    """Whichever request fails, and wherever in a line the disk stopped."""
    x = X(replies=33)
    x.faults = stop * [None] + 8 * [(503, b"", {})]
    try:
        fetch(x)
    except FetchProblem as problem:
        assert "503" in str(problem)
        assert "same command again" in str(problem)
    before = len(x.requests)
    with fetch.out.open("r+b") as file:
        file.truncate(max(0, fetch.out.stat().st_size - 40))
    late = x.reply(0.0, "I saw this only now", "user_5")
    x.faults = []
    fetched = fetch(x)
    assert sorted(ids(fetch.out)) == sorted([*x.posts])
    assert late in ids(fetch.out)
    assert len(set(ids(fetch.out))) == fetched.base == 34
    assert fetched.complete
    if stop == 3:  # it did not begin again from the start
        assert len(x.requests) - before <= 5


def test_a_crash_between_file_and_state_repeats_nothing(fetch):
    x = X(replies=33)
    x.faults = [None, None, None, (401, {}, {})]
    with pytest.raises(FetchProblem):
        fetch(x)
    beside = fetch.out.with_name("replies.jsonl.state.json")
    state = json.loads(beside.read_text())
    assert state["open"]
    for broken in (json.dumps(state | {"next_token": "t0"}), '{"tweet', ""):
        beside.write_text(broken)
        fetch(x)
        assert sorted(ids(fetch.out)) == sorted(x.posts)
    beside.unlink()
    assert fetch(x).new == 0


def test_a_token_of_pages_that_has_expired(fetch):
    x = X(replies=60)
    x.faults = [None, None, None, None, (401, {}, {})]
    with pytest.raises(FetchProblem):
        fetch(x)
    x.known_tokens.clear()
    fetched = fetch(x)
    assert sorted(ids(fetch.out)) == sorted(x.posts)
    assert fetched.base == 60
    assert any("until_id" in query for _, query in x.requests)


def test_later_replies_are_added(fetch):
    x = X()
    fetch(x)
    x.requests.clear()
    new = x.reply(0.0, "Only now", "user_3")
    fetched = fetch(x)
    assert (fetched.new, fetched.base) == (1, 26)
    assert ids(fetch.out)[-1] == new
    assert len(x.requests) == 2


def test_a_limit_stops_and_the_next_call_goes_on(fetch):
    x = X(replies=40)
    fetched = fetch(x, limit=15)
    assert (fetched.base, fetched.complete) == (20, False)
    assert "limit" in fetched.notes[-1]
    assert fetch(x).base == 40


def test_recent_search_says_what_it_cannot_reach(fetch):
    x = X(days_ago=20, replies=30)
    fetched = fetch(x)
    recent = [id_ for id_ in x.posts if int(id_) > int(number(7))]
    assert fetched.base == len(recent) < 30
    assert not fetched.complete
    assert "full archive" in fetched.notes[0]
    whole = fetch(x, archive=True)
    assert (whole.base, whole.complete) == (30, True)
    assert set(fetch.waits) == {1.0}
    assert {query["max_results"] for path, query in x.requests if path.endswith("all")} == {"500"}
    assert sorted(set(ids(fetch.out))) == sorted(x.posts)


REFUSALS = {
    "401": (401, {"title": "Unauthorized", "detail": "Unauthorized"}, "X_BEARER_TOKEN"),
    "402": (402, {"title": "CreditsDepleted", "detail": "no credits"}, "credits"),
    "403": (403, {"title": "Client Forbidden", "detail": "not enrolled", "reason": "client-not-enrolled"}, "access level"),
    "404": (404, {}, "number of the post"),
    "429 for the month": (429, {"title": "UsageCapExceeded", "period": "Monthly", "detail": "Usage cap exceeded: Monthly product cap"}, "next period"),
    "400": (400, {"errors": [{"message": "The `id` query parameter value is not valid"}]}, "number of the post"),
    "503": (503, b"", "same command again"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSALS)
def test_refusals_say_what_to_do_and_never_the_token(fetch, name, caplog, capfd):
    status, body, remedy = REFUSALS[name]
    x = X()
    x.faults = [None] + 9 * [(status, body, {})]
    caplog.set_level(logging.DEBUG)
    with pytest.raises(FetchProblem) as caught:
        fetch(x)
    assert remedy in str(caught.value)
    error = caught.value
    assert (error.__context__, error.__cause__) == (None, None)
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
    inside = [f for f in frames if "/consultation_insight/" in f.f_code.co_filename]
    assert len(inside) >= 3
    told = "".join(traceback.format_exception(error)) + repr([f.f_locals for f in inside])
    printed = capfd.readouterr()
    everything = [told, caplog.text, printed.out, printed.err, str(vars(error))]
    everything += [path.read_text() for path in fetch.out.parent.iterdir()]
    assert "Bearer withheld" in caplog.text
    assert not any(TOKEN in text for text in everything)


def test_the_client_is_not_changed(server, clients, tmp_path):
    server.x = X(replies=1)
    client = clients()
    before = dict(vars(client))
    ci.fetch_replies(client, server.x.root, out=tmp_path / "a.jsonl")
    assert vars(client) == before
    assert client.session.auth is None


@pytest.mark.parametrize("token", ["", "two words", "line\nbreak", "ünicode"])
def test_a_token_that_is_none_is_refused_unprinted(fetch, token):
    with pytest.raises(UsageError) as caught:
        fetch(X(), token=token)
    assert not token or token not in str(caught.value)


def test_addresses_and_wrong_numbers(fetch, server, clients):
    x = server.x = X(replies=1)
    for address in (
        f"https://x.com/asker/status/{x.root}?s=20",
        f"https://twitter.com/a/status/{x.root}",
    ):
        fetched = ci.fetch_replies(clients(), address, out=fetch.out)
        assert fetched.base == 1
    for wrong in ("", "https://x.com/asker", "12a", "-5"):
        with pytest.raises(SettingsError):
            ci.fetch_replies(clients(), wrong, out=fetch.out)
    with pytest.raises(UsageError):
        ci.fetch_replies(object(), x.root, out=fetch.out)


def test_files_of_others_are_left_alone(fetch, tmp_path):
    x = X(replies=2)
    for content in ("a,b\n1,2", '{"text": "x"}\n', "[1]\n", "no line end"):
        other = tmp_path / "mine.csv"
        other.write_text(content)
        with pytest.raises(FileProblem, match="another file"):
            fetch(x, out=other)
        assert other.read_text() == content
    fetch(x)
    with pytest.raises(FileProblem, match="another post"):
        fetch(X(days_ago=1.5, replies=2))
    with pytest.raises(OutputProblem):
        fetch(x, out=tmp_path / "no" / "folder.jsonl")


def test_the_command(monkeypatch, capsys, server, clients, tmp_path):
    x = server.x = X(replies=12)
    x.reply_count = 16
    x.faults = [None, (429, {}, {"x-rate-limit-reset": int(time.time())})]
    monkeypatch.setattr("consultation_insight.ingest.fetching.time.sleep", lambda _: None)
    out = tmp_path / "replies.jsonl"
    waiting = ci.fetch_replies.__kwdefaults__
    monkeypatch.setitem(waiting, "sleep", lambda _: None)
    monkeypatch.setattr(sys, "argv", ["consultation-insight", "fetch", x.root, "--out", str(out)])
    monkeypatch.delenv("X_BEARER_TOKEN", raising=False)
    with pytest.raises(SystemExit) as stop:
        cli.main()
    assert stop.value.code == 2
    assert "X_BEARER_TOKEN" in capsys.readouterr().err
    monkeypatch.setenv("X_BEARER_TOKEN", TOKEN + "\n")
    with pytest.raises(SystemExit) as stop:
        cli.main()
    printed = capsys.readouterr()
    assert stop.value.code == 0
    assert "75%  coverage" in printed.out
    assert "waiting for the rate limit" in printed.err
    assert TOKEN not in printed.out + printed.err
    assert len(ids(out)) == 12


def test_stopped_by_hand_the_command_says_what_is_there(monkeypatch, capsys, tmp_path):
    def stop(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(ci, "fetch_replies", stop, raising=False)
    monkeypatch.setattr(sys, "argv", ["consultation-insight", "fetch", "1", "--out", "r.jsonl"])
    with pytest.raises(SystemExit):
        cli.main()
    assert "goes on from there" in capsys.readouterr().err


def test_the_state_holds_numbers_only(fetch):
    fetch(X(replies=2))
    state = fetch.out.with_name("replies.jsonl.state.json").read_text()
    assert not any(word in state for word in ("Ask", "user_", TOKEN))
