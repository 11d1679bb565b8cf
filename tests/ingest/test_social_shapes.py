"""Replies as scrapers and platforms write them."""

import json

import pandas as pd
import pytest

import consultation_insight as ci
from consultation_insight.ingest._formats import files as _files
from consultation_insight.ingest._formats import records as _records

SAID = (
    "Ask the people who clean the trains at night",
    "Listen to carers, they know what a week costs",
    "Doughnut economics https://t.co/abc",
)


def user(at):
    return f"reply_{at}_demo"


SNSCRAPE = [
    {
        "_type": "snscrape.modules.twitter.Tweet",
        "url": f"https://twitter.example/{user(at)}/status/{1254000480935074464 + at}",
        "date": f"2020-04-25T09:1{at}:00+00:00",
        "content": said,
        "renderedContent": said,
        "id": 1254000480935074464 + at,
        "user": {"username": user(at), "id": 77 + at, "displayname": "A Name", "description": "I write about the trains a lot", "followersCount": 5},
        "replyCount": 0,
        "likeCount": at + 3,
        "lang": "en",
        "outlinks": ["https://a.example/x"] if at == 2 else [],
        "inReplyToUser": {"username": "asker_demo", "displayname": "The Asker"},
        "quotedTweet": {"content": f"Another post that says something long {at}", "likeCount": 900},
        "mentionedUsers": [{"username": "asker_demo"}],
    }
    for at, said in enumerate(SAID)
]  # fmt: skip
TWSCRAPE = [
    {
        "id": 1254000480935074464 + at,
        "id_str": str(1254000480935074464 + at),
        "date": f"2020-04-25 09:1{at}:00+00:00",
        "user": {"username": user(at), "displayname": "A Name", "rawDescription": "words words words words"},
        "rawContent": said,
        "likeCount": at + 3,
        "inReplyToUser": {"username": "asker_demo"},
        "links": [{"url": "https://a.example/x", "text": "a.example", "tcourl": None}] if at == 2 else [],
    }
    for at, said in enumerate(SAID)
]  # fmt: skip
API_V2 = {
    "data": [
        {
            "id": str(1254000480935074464 + at),
            "text": said,
            "author_id": str(70 + at),
            "created_at": f"2020-04-25T09:1{at}:00.000Z",
            "in_reply_to_user_id": "9",
            "public_metrics": {"like_count": at + 3, "retweet_count": 0},
            "entities": {"urls": [{"url": "https://t.co/abc", "expanded_url": "https://a.example/x"}]} if at == 2 else {},
        }
        for at, said in enumerate(SAID)
    ],
    "includes": {"users": [{"id": "9", "username": "asker_demo"}] + [{"id": str(70 + at), "username": user(at), "name": "A Name"} for at in range(3)]},
    "meta": {"result_count": 3},
}  # fmt: skip
ARCHIVE = [
    {
        "tweet": {
            "id_str": str(1254000480935074464 + at),
            "id": str(1254000480935074464 + at),
            "full_text": said,
            "favorite_count": str(at + 3),
            "created_at": f"Sat Apr 25 09:1{at}:00 +0000 2020",
            "in_reply_to_screen_name": "asker_demo",
            "entities": {"urls": [{"expanded_url": "https://a.example/x"}] if at == 2 else []},
        }
    }
    for at, said in enumerate(SAID)
]
MASTODON = {
    "ancestors": [],
    "descendants": [
        {
            "id": str(1254000480935074464 + at),
            "created_at": f"2020-04-25T09:1{at}:00.000Z",
            "content": "<p>" + said.replace(" https://t.co/abc", ' <a href="https://a.example/x">a.example/x</a>') + "</p>",
            "account": {"acct": user(at), "display_name": "A Name", "note": "<p>About me</p>"},
            "favourites_count": at + 3,
            "url": f"https://social.example/@{user(at)}/1",
        }
        for at, said in enumerate(SAID)
    ],
}  # fmt: skip


def bluesky(at):
    return {
        "post": {
            "uri": f"at://did:plc:x{at}/app.bsky.feed.post/3k{at}",
            "author": {"did": f"did:plc:x{at}", "handle": user(at), "displayName": "A Name"},
            "record": {"text": SAID[at], "createdAt": f"2020-04-25T09:1{at}:00.000Z",
                       "facets": [{"features": [{"uri": "https://a.example/x"}]}] if at == 2 else []},
            "likeCount": at + 3,
        },
        "replies": [bluesky(at + 1)] if at < 2 else [{"uri": "at://gone", "notFound": True}],
    }  # fmt: skip


def reddit(at):
    return {
        "kind": "t1",
        "data": {"name": f"t1_a{at}", "author": user(at), "body": SAID[at], "ups": at + 3,
                 "score": at + 3, "created_utc": 1587805800.0 + at, "subreddit": "trains",
                 "replies": {"kind": "Listing", "data": {"children": [reddit(at + 1)]}} if at < 2 else ""},
    }  # fmt: skip


def lines(records):
    return "\n".join(json.dumps(record) for record in records)


SHAPES = {
    "snscrape.jsonl": lines(SNSCRAPE),
    "twscrape.jsonl": lines(TWSCRAPE),
    "api.json": json.dumps(API_V2, indent=1),
    "pages.jsonl": lines([API_V2]),
    "tweets.js": "window.YTD.tweets.part0 = " + json.dumps(ARCHIVE, indent=2),
    "context.json": json.dumps(MASTODON),
    "thread.json": json.dumps({"thread": bluesky(0)}),
    "comments.json": json.dumps([{"kind": "Listing", "data": {"children": [reddit(0)]}}]),
}


@pytest.mark.parametrize("name", SHAPES)
def test_replies_are_understood(tmp_path, name):
    (tmp_path / name).write_text(SHAPES[name], encoding="utf-8")
    corpus = ci.read(tmp_path / name)
    responses = corpus.responses
    assert [text.split(" http")[0].split(" a.ex")[0] for text in responses["text"]] == [
        text.split(" http")[0] for text in SAID
    ]
    assert list(responses["likes"]) == [3, 4, 5]
    assert set(responses["question_id"].map(len) > 0) == {True}
    assert responses["question_id"].nunique() == 1
    assert str(responses["created_at"].iloc[0]).startswith("2020-04-25 09:10")
    if name != "tweets.js":
        assert list(responses["handle"]) == [user(at) for at in range(3)]
    if name not in ("comments.json", "thread.json"):
        assert responses["source_id"].iloc[0] == "1254000480935074464"
    if name != "comments.json":
        assert responses["links"].iloc[2] == "https://a.example/x"
    if name in ("snscrape.jsonl", "twscrape.jsonl", "api.json", "pages.jsonl", "tweets.js"):
        assert responses["in_reply_to"].iloc[0] == "asker_demo"
    assert list(corpus.respondents["respondent_id"]) == ["P0001", "P0002", "P0003"]
    assert "A Name" not in corpus.respondents.to_csv()


@pytest.mark.parametrize("name", [name for name in SHAPES if name.endswith(".jsonl")] + ["uneven"])
def test_lines_read_in_blocks_are_the_same(tmp_path, monkeypatch, name):
    uneven = lines([{"text": said, f"only {at}": str(at)} for at, said in enumerate(SAID * 3)])
    (tmp_path / "a.jsonl").write_text(SHAPES.get(name, uneven) + "\n\n", encoding="utf-8")
    whole = ci.read(tmp_path / "a.jsonl", text="text" if name == "uneven" else None)
    monkeypatch.setattr(_records, "_LARGE", 0)
    monkeypatch.setattr(_records, "_BLOCK", 2)
    blocks = ci.read(tmp_path / "a.jsonl", text="text" if name == "uneven" else None)
    monkeypatch.setattr(_files, "_LARGE", 0)
    from_disk = ci.read(tmp_path / "a.jsonl", text="text" if name == "uneven" else None)
    for other in (blocks, from_disk):
        pd.testing.assert_frame_equal(whole.responses, other.responses)
        pd.testing.assert_frame_equal(whole.ledger, other.ledger)
        pd.testing.assert_frame_equal(whole.respondents, other.respondents)
        assert other.sources == whole.sources


@pytest.mark.parametrize(
    "said",
    [
        b'{"id": 1, "text": "caf\xe9 first"}\n{"id": 2, "text": "second one"}\n',
        b'\xef\xbb\xbf{"id": 1, "text": "the first"}\n{"id": 2, "text": "second\x00 one"}\n',
        b'{"responses": [{"id": 1, "text": "the first"}, {"id": 2, "text": "second one"}]}',
        b'{"responses": [\n{"id": 1, "text": "the first"},\n{"id": 2, "text": "second one"}]}',
    ],
    ids=["not UTF-8", "NUL", "one line", "document"],
)
def test_what_cannot_be_read_line_by_line_is_read_whole(tmp_path, monkeypatch, said):
    (tmp_path / "a.jsonl").write_bytes(said)
    whole = ci.read(tmp_path / "a.jsonl")
    monkeypatch.setattr(_files, "_LARGE", 0)
    monkeypatch.setattr(_records, "_LARGE", 0)
    pd.testing.assert_frame_equal(whole.responses, ci.read(tmp_path / "a.jsonl").responses)
    assert len(whole) == 2


@pytest.mark.parametrize(
    "names",
    [
        ("Tweet ID", "Date", "Username", "Tweet", "Likes"),
        ("id", "created_at", "user.screen_name", "full_text", "favorite_count"),
        ("Id", "CreatedAt", "Author Username", "Text", "LikeCount"),
        ("id_str", "created_at", "from_user", "text", "favorites"),
        ("tweet_id", "timestamp", "handle", "content", "num_likes"),
        ("tweet.id", "tweet.created_at", "author.userName", "tweet.text", "tweet.likeCount"),
    ],
)
def test_spellings_of_scraped_columns(names):
    frame = pd.DataFrame(
        [[str(1254000480935074464 + at), f"2020-04-25 09:1{at}", "@" + user(at), said, at + 3]
         for at, said in enumerate(SAID)], columns=list(names),
    )  # fmt: skip
    first = ci.read(frame).responses.iloc[0]
    assert first["source_id"] == "1254000480935074464"
    assert (first["handle"], first["likes"]) == (user(0), 3)
    assert str(first["created_at"]).startswith("2020-04-25 09:10")


def test_one_account_is_one_respondent_however_written():
    frame = pd.DataFrame({"username": ["@Ann", "ann", "bob"], "text": SAID, "likes": [1, 2, 3]})
    corpus = ci.read(frame)
    assert list(corpus.responses["respondent_id"]) == ["P0001", "P0001", "P0002"]
    assert list(corpus.responses["handle"]) == ["Ann", "ann", "bob"]


def test_counts_and_marks_of_pol_is_are_no_questions():
    frame = pd.DataFrame({
        "comment-id": range(8), "author-id": [1, 1, 1, 1, 2, 2, 3, 4], "agrees": range(8),
        "disagrees": [2, 3, 3, 2, 1, 1, 4, 5], "moderated": [1, 1, -1, 1, 1, -1, 1, 1],
        "is-meta": [False] * 8, "comment-body": [f"Comment {i} on {SAID[i % 3]}" for i in range(8)],
    })  # fmt: skip
    corpus = ci.read(frame)
    assert list(corpus.questions["type"]) == ["open"]
    assert corpus.responses["likes"].tolist() == list(range(8))


def _titled(shape):
    """The example with a title for the page that the last post links to."""
    title = "Slow\nroads <b>work</b>"
    made = json.loads(SHAPES[shape])
    if shape == "api.json":
        made["data"][2]["entities"]["urls"][0]["title"] = title
    elif shape == "context.json":
        made["descendants"][2]["card"] = {"url": "https://a.example/x", "title": title}
    else:
        post = made["thread"]["replies"][-1]["post"]
        post["embed"] = {"external": {"uri": "https://a.example/x", "title": title}}
    return json.dumps(made)


@pytest.mark.parametrize("shape", ["api.json", "context.json", "thread.json"])
def test_titles_of_pages_are_kept(tmp_path, shape):
    (tmp_path / shape).write_text(_titled(shape), encoding="utf-8")
    titles = ci.read(tmp_path / shape).link_titles
    assert titles.to_numpy().tolist() == [["https://a.example/x", "Slow roads <b>work</b>"]]
