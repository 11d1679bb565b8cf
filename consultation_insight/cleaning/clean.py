"""Mending texts and setting aside what is no response: blanks, repeats, the asker, tests."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence

import pandas as pd

from consultation_insight.cleaning._mending import empty_answers
from consultation_insight.cleaning._mending.mend import mend, without_prefix
from consultation_insight.cleaning._mending.sent_again import Given, replaced
from consultation_insight.corpus import Corpus, Step
from consultation_insight.text import MENTION, comparable

__all__ = ["clean"]


def clean(
    corpus: Corpus,
    *,
    asker: str | None = None,
    non_answers: bool = True,
    repeats: bool = True,
) -> Corpus:
    """Mend texts, and set aside what is no response, each with its reason.

    HTML tags and entities, broken encoding and control characters are mended; the account that a
    platform puts before a reply is taken off. Nothing is deleted: rows are set aside, with the first
    reason that holds, in this order:

    ``row_twice``
        The same row was collected twice: the same ``source_id`` of the same account, or of the
        same file with the same text; without ids, the same account, time and text.
    ``asker``
        Written by the account that asked.
    ``blank``
        No text.
    ``test``
        Says of itself that it is a test, or holds nothing but such words in all its answers.
    ``non_answer``
        Such as “n/a”, “nothing to add”, “dim sylw”; “no” where the question asks for anything
        else. Replies on social media are never non-answers: nobody had to send one.
    ``same_text_again``
        The same respondent gave the same text to the same question before.
    ``superseded``
        The respondent sent the whole survey again, with another answer; or gave a later answer to
        the same question, where the survey's own respondent id or an e-mail address says who it
        was (``known_by``, as `read` gives it). The latest by date stays, without dates that of the
        last row. Answers of one date, submission or row are parts of one answer: all stay. So
        does everything where most people gave several answers to the question, where without
        dates more than a tenth did, on social media, on boards of notes and in transcripts.

    Parameters
    ----------
    corpus : Corpus
        As `read` gives it.
    asker : str, optional
        The account that asked. Without it, the account that more than half of the replies answer.
    non_answers : bool
        Set aside answers without content.
    repeats : bool
        Set aside rows, texts and surveys that were sent again.

    Returns
    -------
    Corpus
        The same rows; ``text`` and ``set_aside`` are new.

    Examples
    --------
    >>> import pandas as pd
    >>> from consultation_insight import Corpus, clean
    >>> corpus = clean(Corpus.from_responses(pd.DataFrame({"text": ["Caf&eacute;s", "n/a", " "]})))
    >>> corpus.responses[["text", "set_aside"]].to_numpy().tolist()
    [['Cafés', ''], ['n/a', 'non_answer'], ['', 'blank']]
    """
    rows = _Rows(corpus)
    asked_by = asker.lstrip("@＠").lower() if asker else _most_answered(rows)
    changes = _mend_all(rows, asked_by)

    aside = [*rows.set_aside]

    def put(reason: str, indices: Iterable[int]) -> None:
        for index in indices:
            if not aside[index]:
                aside[index] = reason

    def live() -> list[int]:
        return [index for index, reason in enumerate(aside) if not reason]

    if repeats:
        put("row_twice", _again(live(), rows.record))
    put("asker", (i for i in live() if asked_by and rows.handle[i].lower() == asked_by))
    put("blank", (i for i in live() if not rows.text[i]))
    put("test", _tests(rows, live()))
    if non_answers:
        put("non_answer", _non_answers(rows, live(), corpus.questions))
    if repeats:
        put("same_text_again", _again(live(), rows.saying))
        put("superseded", replaced(_known(rows, live(), corpus)))

    new = [i for i, reason in enumerate(aside) if reason != rows.set_aside[i]]
    changes += [(rows.response_id[i], f"set aside: {aside[i]}", None, None) for i in new]
    step = Step.of(
        "clean",
        {
            # Found by itself, it is not said: its account is personal data.
            "asker": asker or ("found" if asked_by else None),
            "non_answers": non_answers,
            "repeats": repeats,
        },
        _table(changes),
    )
    index = corpus.responses.index
    return corpus.set_aside(
        step,
        pd.Series([aside[i] for i in new], index=index[new], dtype="str"),
        text=pd.Series(rows.text, index=index, dtype="str"),
    )


_Change = tuple[str, str, int | None, int | None]


def _table(changes: Sequence[_Change]) -> pd.DataFrame:
    rows = pd.DataFrame(changes, columns=["response_id", "change", "start", "end"])
    return rows.astype({"start": "Int64", "end": "Int64"})


class _Rows:
    """The columns as lists: plain Python is faster than a frame, a row at a time."""

    def __init__(self, corpus: Corpus) -> None:
        frame = corpus.responses
        self.response_id: list[str] = frame["response_id"].tolist()
        self.respondent_id: list[str] = frame["respondent_id"].tolist()
        self.question_id: list[str] = frame["question_id"].tolist()
        self.text: list[str] = frame["text"].tolist()
        self.set_aside: list[str] = frame["set_aside"].tolist()
        self.handle: list[str] = frame["handle"].tolist()
        self.in_reply_to: list[str] = frame["in_reply_to"].tolist()
        self.source_id: list[str] = frame["source_id"].tolist()
        #: What names the respondents; None where nothing says so.
        self.known_by: list[str] | None = (
            frame["known_by"].fillna("").tolist() if "known_by" in frame else None
        )
        created = frame["created_at"]
        self.created_at: list[int | None] = [
            None if missing else stamp
            for stamp, missing in zip(
                created.astype("int64").tolist(), created.isna().tolist(), strict=True
            )
        ]
        place = zip(frame["source_file"].tolist(), frame["source_sheet"].tolist(), strict=True)
        rows = frame["source_row"].astype("object").where(frame["source_row"].notna(), None)
        self.place: list[tuple[str, str]] = list(place)
        self.source_row: list[int | None] = rows.tolist()

    def __len__(self) -> int:
        return len(self.text)

    def record(self, i: int) -> tuple[object, ...] | None:
        """What makes two rows the same row of the source; None where nothing could."""
        if self.source_id[i]:
            if self.handle[i]:  # ids of platforms hold across files
                return self.source_id[i], self.handle[i].lower(), self.question_id[i]
            return self.place[i], self.source_id[i], self.question_id[i], self.text[i]
        if self.handle[i] and self.created_at[i] is not None:
            return self.handle[i].lower(), self.created_at[i], self.question_id[i], self.text[i]
        return None

    def saying(self, i: int) -> tuple[str, ...]:
        """Who said what to which question."""
        text = comparable(self.text[i]) or self.text[i]
        return self.respondent_id[i], self.question_id[i], text


def _most_answered(rows: _Rows) -> str:
    """Find the account that most replies answer; empty where none stands out."""
    return asker_of(*addressed(rows), len(rows))


def addressed(rows: _Rows) -> tuple[int, Counter[str], Counter[str]]:
    """How many are posts, which accounts they answer, and which accounts texts begin with."""
    posts = sum(1 for handle in rows.handle if handle)
    answered = Counter(account.lower() for account in rows.in_reply_to if account)
    leading = Counter(
        match[1].lower()
        for text in ([] if answered else rows.text)
        if text[:1] in ("@", "＠") and (match := MENTION.match(text))
    )
    return posts, answered, leading


def asker_of(posts: int, answered: Counter[str], leading: Counter[str], rows: int) -> str:
    """The account that stands out; the first account that texts begin with, where none is answered."""
    if answered:
        account, times = min(answered.items(), key=lambda item: (-item[1], item[0]))
        return account if 2 * times > max(posts, answered.total()) else ""
    # Without that column, the accounts that texts begin with show it.
    if not leading:
        return ""
    account, times = min(leading.items(), key=lambda item: (-item[1], item[0]))
    return account if 2 * times > leading.total() and 5 * times >= rows >= 10 else ""


def _mend_all(rows: _Rows, asker: str) -> list[_Change]:
    changes: list[_Change] = []
    to_asker = frozenset({asker} if asker else ())
    for i, text in enumerate(rows.text):
        mended, done = mend(text)
        changes += [(rows.response_id[i], what, None, None) for what in done]
        if mended[:1] in ("@", "＠"):
            answered = rows.in_reply_to[i].lower()
            plain = without_prefix(mended, to_asker | {answered} if answered else to_asker)
            if plain != mended:
                changes.append((rows.response_id[i], "reply prefix", 0, 0))
                mended = plain
        rows.text[i] = mended
    return changes


def _again(indices: Iterable[int], key: Callable[[int], object]) -> list[int]:
    """All but the first of the rows with the same key."""
    seen: set[object] = set()
    again = []
    for i in indices:
        what = key(i)
        if what is None:
            continue
        if what in seen:
            again.append(i)
        seen.add(what)
    return again


def _records(rows: _Rows, indices: Iterable[int]) -> dict[object, list[int]]:
    """The responses of one row of the source, by row."""
    records: dict[object, list[int]] = defaultdict(list)
    for i in indices:
        records[(rows.place[i], rows.source_row[i])].append(i)
    return records


def _tests(rows: _Rows, indices: list[int]) -> list[int]:
    tests: list[int] = []
    candidates = {i for i in indices if empty_answers.may_be_test(rows.text[i])}
    if not candidates:
        return tests
    for members in _records(rows, indices).values():
        if candidates.isdisjoint(members):
            continue
        said = [rows.text[i] for i in members]
        social = any(rows.handle[i] for i in members)
        if empty_answers.is_test_record(said, social=social):
            tests += members
    return tests


def _non_answers(rows: _Rows, indices: list[int], questions: pd.DataFrame) -> list[int]:
    wording = dict(zip(questions["question_id"], questions["wording"].astype("str"), strict=True))
    more = {
        question: empty_answers.asks_for_more(f"{wording.get(question, '')} {question}")
        for question in set(rows.question_id)
    }
    return [
        i
        for i in indices
        if empty_answers.is_non_answer(
            rows.text[i], social=bool(rows.handle[i]), asks_for_more=more[rows.question_id[i]]
        )
    ]


def _known(rows: _Rows, indices: list[int], corpus: Corpus) -> list[Given]:
    """What people gave of whom the data say who they are, and who answer a question once.

    An id means somebody within its table only (two tables may both count from 1), an address
    everywhere.
    """
    if rows.known_by is None:
        who = dict.fromkeys(_whole_surveys(rows, indices, corpus), "survey")
    else:
        who = {i: rows.known_by[i] for i in indices if rows.known_by[i] and not rows.handle[i]}
    return [
        Given(
            i,
            (rows.respondent_id[i], rows.place[i] if by == "id" else None),
            rows.question_id[i],
            rows.created_at[i],
            (rows.place[i], rows.source_id[i]) if rows.source_id[i] else None,
            (rows.place[i], -i if (row := rows.source_row[i]) is None else row),
        )
        for i, by in who.items()
    ]


def _whole_surveys(rows: _Rows, indices: list[int], corpus: Corpus) -> list[int]:
    """Where nothing says what ids mean: the responses in rows that answer several questions.

    Otherwise (notes, replies, one answer a row) the rows of a person stand beside each other.
    """
    closed = set(corpus.answers["respondent_id"])
    asked: dict[tuple[object, object], set[str]] = defaultdict(set)
    for i, question in enumerate(rows.question_id):
        asked[(rows.place[i], rows.source_row[i])].add(question)
    return [
        i
        for i in indices
        if not rows.handle[i]
        and rows.source_row[i] is not None
        and (rows.respondent_id[i] in closed or len(asked[(rows.place[i], rows.source_row[i])]) > 1)
    ]
