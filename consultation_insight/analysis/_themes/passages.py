"""From responses to passages: the sentences, and clauses of long ones, that are grouped and coded.

A passage is a piece of a response by offsets. What is embedded is not the raw piece but its plain
words: addresses, account names and marks such as ``[PERSON 3]`` say nothing about the subject,
and a hashtag says it without its ``#``.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from consultation_insight.analysis._headings.unspaced import is_unspaced, letters, spaced
from consultation_insight.text import HASHTAG, MENTION, URL, split_sentences, word_spans

__all__ = [
    "Passages",
    "distinct_in_campaigns",
    "main_language",
    "passages_of",
    "plain",
    "quotable_words",
    "that_shape_themes",
]

#: A sentence of fewer words than this ("Nobody.", "Why?") has no subject of its own: it stays with
#: the sentence before it.
FEW_WORDS = 4
#: A response of up to so many words is a note: it is grouped and coded as a whole, because one half
#: explains the other. Of 0, 15, 25 and 45, this gave the best agreement with hand coding on five
#: sets, replies and sticky notes together; with 45 a reply's second subject is lost.
NOTE_WORDS = 25
#: Sentences longer than this are cut where a clause ends; twice the mean English sentence.
MANY_WORDS = 40
_CLAUSE_WORDS = 8
#: A language of less than this share does not shape themes: its sentences would stand together
#: because of their language. They are coded like all others.
_LANGUAGE_SHARE = 0.1

_MARK = re.compile(r"\[[A-Z][A-Z_ -]*(?: ?\d+)?\]")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_LAST_TAGS = re.compile(r"(?:[#＃]\w+[^\w#＃]*)+$")
_CUT = re.compile(
    r"[;:]\s+|\s[–—-]\s+|\n+|,\s+(?=(?:and|but|because|so|while|whereas|although|which)\b)"
)


@dataclass(frozen=True, eq=False)
class Passages:
    """Pieces of responses: ``response`` is the row, ``start`` and ``end`` offsets in its text.

    ``unspaced``: most are of a script without spaces; ``words`` have them, where words end.
    """

    response: npt.NDArray[np.int64]
    start: npt.NDArray[np.int64]
    end: npt.NDArray[np.int64]
    words: list[str]
    unspaced: bool = False

    def __len__(self) -> int:
        return len(self.words)


def passages_of(texts: Sequence[str], *, whole: int = NOTE_WORDS, apart: bool = True) -> Passages:
    """Cut texts into passages, in the order of the texts.

    Parameters
    ----------
    texts : sequence of str
    whole : int
        Texts of up to so many words stay whole.
    apart : bool
        Whether words of scripts without spaces are parted.

    Examples
    --------
    >>> from consultation_insight.analysis._themes.passages import passages_of
    >>> passages_of(["Why? Buses stop at six."]).words
    ['Why? Buses stop at six.']
    >>> long = "Why? Buses stop at six. " + "The last train does not wait for anybody who is late. " * 2
    >>> passages_of([f"{long} Ask @council about #NightBuses"]).words[::3]
    ['Why? Buses stop at six.', 'Ask about Night Buses']
    """
    rows, starts, ends, words = [], [], [], []
    for row, text in enumerate(texts):
        for start, end in _pieces(text, whole):
            piece = plain(text[start:end])
            if piece:
                rows.append(row)
                starts.append(start)
                ends.append(end)
                words.append(piece)
    unspaced = apart and is_unspaced(words)
    words = spaced(words) if unspaced else words
    return Passages(
        np.array(rows, int), np.array(starts, int), np.array(ends, int), words, unspaced
    )


def plain(text: str) -> str:
    """Keep the words that can carry a subject.

    A run of hashtags at the end is a signature ("#BuildBackBetter"): it goes, unless nothing else
    would be left to read.

    Examples
    --------
    >>> from consultation_insight.analysis._themes.passages import plain
    >>> plain("Please fund #UnpaidCarers now [PERSON 3] https://t.co/x #BuildBackBetter")
    'Please fund Unpaid Carers now'
    """
    text = _MARK.sub(" ", MENTION.sub(" ", URL.sub(" ", text)))
    if "#" in text or "＃" in text:
        without = _LAST_TAGS.sub(" ", text.rstrip())
        if len(word_spans(without)) >= FEW_WORDS:
            text = without
        text = HASHTAG.sub(lambda tag: _CAMEL.sub(" ", tag.group(1)).replace("_", " "), text)
    return " ".join(text.split())


def _pieces(text: str, whole: int) -> Iterator[tuple[int, int]]:
    spans = split_sentences(text)
    counts = [_length(text[start:end]) for start, end in spans]
    if spans and sum(counts) <= whole:
        yield spans[0][0], spans[-1][1]
        return
    joined: list[tuple[int, int, int]] = []
    for (start, end), count in zip(spans, counts, strict=True):
        if joined and (count < FEW_WORDS or joined[-1][2] < FEW_WORDS):
            before, _, had = joined[-1]
            joined[-1] = (before, end, had + count)
        else:
            joined.append((start, end, count))
    for start, end, count in joined:
        if count > MANY_WORDS:
            yield from _clauses(text, start, end)
        else:
            yield start, end


def _length(text: str) -> int:
    """The words of a text; two letters of a script without spaces count as one."""
    return len(word_spans(text)) + letters(text) // 2


def _clauses(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut a long sentence at its commas and semicolons, into pieces of at least eight words."""
    begins = [start + first for first, _ in word_spans(text[start:end])]
    begin, done = start, 0
    for cut in _CUT.finditer(text, start, end):
        before = bisect_left(begins, cut.start())
        if before - done >= _CLAUSE_WORDS and len(begins) - before >= _CLAUSE_WORDS:
            stop = cut.start() + 1 if text[cut.start()] in ";:," else cut.start()
            yield begin, begin + len(text[begin:stop].rstrip())
            begin, done = cut.end(), before
    yield begin, end


def main_language(live: pd.DataFrame) -> str:
    """The language that most responses are in; English where none is known."""
    names = live.loc[~live["language"].isin(["", "und"]), "language"]
    return str(names.value_counts().index[0]) if len(names) else "en"


def distinct_in_campaigns(
    vectors: npt.NDArray[np.float32], campaigns: Sequence[str], *, alike: float = 0.8
) -> npt.NDArray[np.bool_]:
    """Say which passages stand for their campaign, and which only repeat another of it.

    The first passage of each campaign that says a thing stays; later ones with a cosine above
    ``alike`` to one that stayed repeat it. Supporters' own words stay.
    """
    stays = np.ones(len(campaigns), dtype=bool)
    members: dict[str, list[int]] = {}
    for place, campaign in enumerate(campaigns):
        if campaign:
            members.setdefault(campaign, []).append(place)
    for places in members.values():
        kept: list[int] = []
        for place in places:
            if kept and float((vectors[kept] @ vectors[place]).max()) > alike:
                stays[place] = False
            else:
                kept.append(place)
    return stays


def quotable_words(
    words: Sequence[str],
    live: pd.DataFrame,
    passages: Passages,
    of: npt.NDArray[np.int64],
    chosen: npt.NDArray[np.int64],
) -> list[str]:
    """The distinct texts that somebody wrote who agreed to be quoted; the others blank."""
    agreed = np.zeros(int(of.max()) + 1, dtype=bool)
    np.logical_or.at(agreed, of, live["quotable"].to_numpy(dtype=bool)[passages.response])
    return [text if open_ else "" for text, open_ in zip(words, agreed[chosen], strict=True)]


def that_shape_themes(
    live: pd.DataFrame, passages: Passages, vectors: npt.NDArray[np.float32]
) -> npt.NDArray[np.bool_]:
    """Which passages build the groups: with a subject, in a main language, campaigns once."""
    enough = np.fromiter(
        (len(word_spans(words)) >= 3 for words in passages.words), dtype=bool, count=len(passages)
    )
    language = live["language"].to_numpy()
    shares = pd.Series(language).replace({"und": ""}).value_counts(normalize=True)
    main = {"", "und", *shares[shares >= _LANGUAGE_SHARE].index}
    understood = np.array([name in main for name in language])[passages.response]
    campaigns = live["campaign_id"].to_numpy()[passages.response]
    # Which copy stands for its campaign must not depend on the order of the rows.
    ids = live["response_id"].tolist()
    order = sorted(
        range(len(passages)), key=lambda i: (passages.words[i], ids[passages.response[i]])
    )
    stays = np.ones(len(passages), dtype=bool)
    stays[order] = distinct_in_campaigns(vectors[order], list(campaigns[order]))
    result: npt.NDArray[np.bool_] = enough & understood & stays
    return result if result.any() else enough
