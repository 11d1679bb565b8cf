"""From strengths to the tables of the result: coding, counts, verbatims, what was said once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from consultation_insight.analysis._headings.labels import Naming
from consultation_insight.analysis._themes.passages import Passages
from consultation_insight.analysis._themes.subjects import singular
from consultation_insight.counting import VIEW_COLUMNS, VIEWS, Counting
from consultation_insight.models.graphs import graph
from consultation_insight.text import comparable, word_spans

__all__ = [
    "code", "first_places", "may_be_quoted", "named_by_answers", "pick_verbatims", "said_once", "table_of",
]  # fmt: skip

#: A passage has one main theme; a second counts if it is nearly as strong.
_SECOND = 0.8
_VERBATIMS = 5
#: What another response has so much of, by the rarity of its words, was not said once.
_AGAIN = 0.6
_READABLE = (40, 280)
#: What is listed for a person to read: 6 in 100 responses, at most 60 for a question.
_ONCE_SHARE, _ONCE_MOST = 0.06, 60
#: An answer may head a theme from so many people on, in so many words and characters.
_SEVERAL, _HEADING, _ANSWER = 3, 6, 60


def code(
    passages: Passages,
    of: npt.NDArray[np.int64],
    strength: npt.NDArray[np.float64],
    central: npt.NDArray[np.float64],
    min_strength: float,
) -> pd.DataFrame:
    """Give each passage its theme, and a second where it is nearly as strong.

    Parameters
    ----------
    of : numpy.ndarray
        For each passage its row in ``strength`` and ``central``.

    Returns
    -------
    pandas.DataFrame
        ``passage``, ``response``, ``start``, ``end``, ``group``, ``strength``, ``central``; in the
        order of the text, strongest first.
    """
    best = strength.max(axis=1, keepdims=True, initial=0.0)
    # Nearly as strong, and more than half of what can be: two subjects, not two doubts.
    enough = (strength >= min_strength) & (
        (strength == best) | ((strength >= _SECOND * best) & (strength >= 0.5))
    )
    rows, columns = np.nonzero(enough[of])
    found = strength[of[rows], columns]
    order = np.lexsort((columns, -found, rows))
    rows, columns = rows[order], columns[order]
    return pd.DataFrame(
        {
            "passage": rows,
            "response": passages.response[rows],
            "start": passages.start[rows],
            "end": passages.end[rows],
            "group": columns,
            "strength": np.round(found[order], 3),
            "central": central[of[rows], columns],
        }
    )


def table_of(
    live: pd.DataFrame,
    question: str,
    coding: pd.DataFrame,
    stability: npt.NDArray[np.float64],
    names: Sequence[Naming],
    verbatims: pd.DataFrame,
    counting: Counting,
) -> tuple[pd.DataFrame, list[int]]:
    """Count each theme; the one that most responses carry first, whatever the counting rule.

    A theme that no response carries is left out.
    """
    ids = live["response_id"].to_numpy()[coding["response"].to_numpy(dtype=int)]
    counts = counting.views(coding["group"], ids, coding["start"], coding["end"])
    kept = coding[counting.keeps(ids, coding["start"], coding["end"])]
    kept = kept[["response", "group"]].drop_duplicates()
    likes = live["likes"].fillna(0).astype("int64").iloc[kept["response"].to_numpy(dtype=int)]
    counts["likes"] = likes.groupby(kept["group"].to_numpy()).sum()
    counts["likes"] = counts["likes"].fillna(0).astype("int64")
    counts = counts.sort_index().sort_values("n_each", ascending=False, kind="stable")
    order = [int(group) for group in counts.index]
    bases = {view: counting.bases(rule).get(question, 0) for view, rule in VIEWS.items()}
    counts = counting.with_shares(counts, bases).reset_index(drop=True)
    first = verbatims.drop_duplicates("group").set_index("group")
    texts = live["text"].tolist()

    def described(group: int) -> str:
        if group not in first.index:
            return ""
        row: Any = first.loc[group]
        return " ".join(texts[int(row["response"])][int(row["start"]) : int(row["end"])].split())

    table = pd.DataFrame(
        {
            "question_id": question,
            "label": [names[group].label for group in order],
            "description": [described(group) for group in order],
            "keywords": [", ".join(names[group].keywords) for group in order],
            **counts[["n", "share", "low", "high", "base", "likes"]],
            "stability": stability[order],
            "n_once": counts["n_once"],
            **counts[[name for name in VIEW_COLUMNS if name != "n_once"]],
        }
    )
    return table, order


def named_by_answers(
    names: Sequence[Naming], coding: pd.DataFrame, live: pd.DataFrame
) -> list[Naming]:
    """Head a theme by an answer that most of its responses gave, word for word.

    Headings are made from wordings, each once; where 200 said "No" and ten something longer, those
    ten would name it.
    """
    texts = [" ".join(text.split()) if len(text) <= _ANSWER else "" for text in live["text"]]
    agreed = live["quotable"].to_numpy(dtype=bool)
    found = list(names)
    for group in np.unique(coding["group"]).tolist():
        rows = coding["response"][coding["group"] == group]
        places = np.unique(rows.to_numpy(dtype=int)).tolist()
        told = Counter(comparable(texts[place]) for place in places if texts[place])
        answer, times = max(told.items(), key=lambda one: (one[1], one[0]), default=("", 0))
        own = [one for one in places if agreed[one] and comparable(texts[one]) == answer]
        if 2 * times <= len(places) or times < _SEVERAL or not own or not answer:
            continue
        spelt = Counter(texts[place].rstrip(" .!?,;:") for place in own)
        label = min(spelt, key=lambda text: (-spelt[text], text))
        if len(label.split()) <= _HEADING and label.casefold() not in {
            one.label.casefold() for one in found
        }:
            found[group] = replace(found[group], label=label[:1].upper() + label[1:])
    return found


def pick_verbatims(
    live: pd.DataFrame, passages: Passages, coding: pd.DataFrame, shapes: npt.NDArray[np.bool_]
) -> pd.DataFrame:
    """Pick for each theme the passages that show it best, each from another respondent.

    Whole sentences of readable length come first, the most central before others. A campaign is
    quoted once.
    """
    chosen: list[int] = []
    seen: dict[int, set[str]] = {}
    counts: Counter[int] = Counter()
    for place, group, marks in _by_worth(live, passages, coding, shapes):
        own = {mark for mark in marks if mark}
        if counts[group] == _VERBATIMS or own & seen.setdefault(group, set()):
            continue
        seen[group] |= own
        counts[group] += 1
        chosen.append(place)
    return coding.iloc[chosen][["group", "response", "start", "end"]]


def may_be_quoted(
    live: pd.DataFrame, passages: Passages, coding: pd.DataFrame, shapes: npt.NDArray[np.bool_]
) -> pd.DataFrame:
    """Pick of some responses all that `pick_verbatims` could pick of these and any others together.

    Left out is only what others here come before, whoever else there is. Four quotations stand before
    the last one at most. Each rules out no more than one of passages that differ in person, words and
    campaign by its person, one by its words and one by its campaign: thirteen such passages are
    enough. Of one campaign nine are that differ in the other two; of one campaign (or none) and one
    person, or wording, five.
    """
    chosen: list[int] = []
    apart: dict[tuple[object, ...], set[str]] = {}
    counts: Counter[tuple[object, ...]] = Counter()

    def enough(key: tuple[object, ...], marks: Sequence[str], most: int) -> bool:
        """Whether so many that have none of their marks in common were seen before this one."""
        if counts[key] >= most:
            return True
        known = apart.setdefault(key, set())
        if not known.intersection(marks):
            known.update(marks)
            counts[key] += 1
        return False

    before = _VERBATIMS - 1
    same: set[tuple[object, ...]] = set()
    for place, group, (person, words, campaign) in _by_worth(live, passages, coding, shapes):
        if (group, person, words, campaign) in same:
            continue
        same.add((group, person, words, campaign))
        if enough((group,), [mark for mark in (person, words, campaign) if mark], 3 * before + 1):
            continue
        if campaign and enough((group, campaign), (person, words), 2 * before + 1):
            continue
        if enough((group, campaign, person), (words,), before + 1):
            continue
        if enough((group, campaign, words), (person,), before + 1):
            continue
        chosen.append(place)
    return coding.iloc[chosen][["group", "response", "start", "end"]]


def _by_worth(
    live: pd.DataFrame, passages: Passages, coding: pd.DataFrame, shapes: npt.NDArray[np.bool_]
) -> Iterator[tuple[int, int, tuple[str, str, str]]]:
    """The rows of a coding that may be quoted, best first; the group of each, whose and what it is."""
    people = live["respondent_id"].to_numpy()
    campaigns = live["campaign_id"].to_numpy()
    texts = live["text"].tolist()
    quotable = live["quotable"].to_numpy(dtype=bool)
    value = coding["strength"].to_numpy() + 0.5 * coding["central"].clip(upper=1.5).to_numpy()
    length = (coding["end"] - coding["start"]).to_numpy()
    value -= np.where((length < _READABLE[0]) | (length > _READABLE[1]), 0.5, 0.0)
    value -= np.where(shapes[coding["passage"].to_numpy(dtype=int)], 0.0, 0.4)
    value -= [
        0.0 if _is_whole(texts[row], start, end) else 0.3
        for row, start, end in zip(coding["response"], coding["start"], coding["end"], strict=True)
    ]
    words = np.array(passages.words, dtype=object)[coding["passage"].to_numpy(dtype=int)]
    # Equals in alphabetical order, so that the order of the rows does not matter.
    ids = live["response_id"].to_numpy()[coding["response"].to_numpy(dtype=int)].astype(str)
    order = np.lexsort((ids, words.astype(str), -value, coding["group"].to_numpy()))
    groups, rows = coding["group"].to_numpy(dtype=int), coding["response"].to_numpy(dtype=int)
    for place in order.tolist():
        row = int(rows[place])
        if quotable[row]:
            campaign = f"campaign {campaigns[row]}" if campaigns[row] else ""
            marks = f"person {people[row]}", f"words {words[place]}", campaign
            yield place, int(groups[place]), marks


def _is_whole(text: str, start: int, end: int) -> bool:
    """Whether a passage begins like a sentence and ends like one, or with its response."""
    ends = end >= len(text.rstrip()) or text[end - 1] in ".!?…\"'”’)"
    first = text[start : start + 1]
    return ends and (first in "\"'“‘#" or (first.isalnum() and not first.islower()))


def said_once(
    live: pd.DataFrame,
    question: str,
    passages: Passages,
    of: npt.NDArray[np.int64],
    chosen: npt.NDArray[np.int64],
    vectors: npt.NDArray[np.float32],
    stop: frozenset[str],
) -> pd.DataFrame:
    """List what was said by one and resembles nothing that others said, most singular first.

    A response is as singular as its words are rare among the responses (mean inverse document
    frequency, times the logarithm of their number, so that one odd word is not enough), times how
    far its passages are from the nearest of another response. Of each, the farthest passage is
    listed.

    Parameters
    ----------
    of : numpy.ndarray
        For each passage, the number of its distinct text.
    chosen, vectors : numpy.ndarray
        The distinct texts that shape themes, and their meanings.
    stop : frozenset of str
        Words that say nothing about a subject.
    """
    first = first_places(of)
    own = passages.response[first[chosen]]
    closest = graph.nearest_of_others(vectors, own)
    apart = 1 - np.where(np.bincount(of)[chosen] > 1, 1.0, closest)
    words = _words_of(passages, set(own.tolist()), stop)
    used = Counter(word for found in words.values() for word in found)
    total = len(words)
    rows: list[tuple[float, str, int]] = []
    quotable = live["quotable"].to_numpy(dtype=bool)
    for response, places in _places(own).items():
        found = words[response]
        rare = float(np.mean([np.log(total / used[word]) for word in found])) if found else 0.0
        long = [place for place in places if len(passages.words[first[chosen[place]]].split()) >= 6]
        if long and quotable[response]:
            score = rare * np.log1p(len(found)) * float(np.mean(apart[places]))
            place = int(first[chosen[max(long, key=lambda one: apart[one])]])
            rows.append((-round(score, 6), passages.words[place], place))
    most = int(np.clip(round(_ONCE_SHARE * total), 3, _ONCE_MOST))
    kept = _not_again([place for _, _, place in sorted(rows)], passages, words, used, most)
    return pd.DataFrame(
        {
            "question_id": question,
            "response_id": live["response_id"].to_numpy()[passages.response[kept]],
            "start": passages.start[kept],
            "end": passages.end[kept],
        }
    )


def _not_again(
    places: Sequence[int],
    passages: Passages,
    words: Mapping[int, set[str]],
    used: Counter[str],
    most: int,
) -> list[int]:
    """The first few passages of which no other response holds nearly all words.

    Words count by how rare they are among the responses.
    """
    weight = {word: float(np.log((1 + len(words)) / times)) for word, times in used.items()}
    kept: list[int] = []
    for place in places[: 4 * most]:
        response = int(passages.response[place])
        text = passages.words[place]
        folded = {singular(text[a:b].casefold()) for a, b in word_spans(text)}
        own = folded & words[response]
        least = _AGAIN * sum(weight[word] for word in own)
        again = len(own) > 2 and any(
            sum(weight[word] for word in own & found) >= least
            for other, found in words.items()
            if other != response and not own.isdisjoint(found)
        )
        if not again:
            kept.append(place)
        if len(kept) == most:
            break
    return kept


def first_places(of: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """For each distinct text the first passage that is it; -1 where none is."""
    first = np.full(int(of.max()) + 1, -1)
    first[of[::-1]] = np.arange(len(of))[::-1]
    return first


def _places(own: npt.NDArray[np.int64]) -> dict[int, list[int]]:
    places: dict[int, list[int]] = {}
    for place, response in enumerate(own.tolist()):
        places.setdefault(response, []).append(place)
    return places


def _words_of(passages: Passages, responses: set[int], stop: frozenset[str]) -> dict[int, set[str]]:
    words: dict[int, set[str]] = {response: set() for response in responses}
    for response, text in zip(passages.response.tolist(), passages.words, strict=True):
        if response in words:
            found = (text[a:b].casefold() for a, b in word_spans(text))
            words[response] |= {singular(word) for word in found if word not in stop}
    return words
