"""Asks that are one: the same people, the same place, nearly the same words."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd

from consultation_insight.analysis._words.tokens import stop_list
from consultation_insight.counting import VIEWS, Counting
from consultation_insight.models.matcher import Token

__all__ = ["Ask", "group_asks"]

COLUMNS = [
    "group_id",
    "answers",
    "ask",
    "n",
    "likes",
    "response_ids",
    "response_id",
    "start",
    "end",
    *(f"n_{view}" for view in VIEWS),
]
#: Two asks are one when they share so much of their content words (Dice).
ALIKE = 0.6
#: Fewer content words say too little to be the same.
MIN_WORDS = 3
#: A word in more than this share of the asks is no reason to compare two.
COMMON = 0.03


class Ask(NamedTuple):
    """A sentence that asks for something, with what it names (people, places), if anything.

    ``plain`` where its words ask by themselves; otherwise it answers only if the question asked for
    that.
    """

    response_id: str
    start: int
    end: int
    answers: str
    named: tuple[str, ...]
    words: frozenset[str]
    plain: bool = True


def content_words(tokens: Sequence[Token]) -> frozenset[str]:
    """The words of a sentence that say something, folded."""
    stopped = stop_list("en")
    return frozenset(
        token.key for token in tokens if len(token.key) > 2 and token.form.casefold() not in stopped
    )


def group_asks(asks: Sequence[Ask], likes: dict[str, int], counting: Counting) -> pd.DataFrame:
    """Put asks of at least two responses together.

    *Who* and *where* by whom and what they name; *what* and *do* by their words, each compared
    with the most liked of a group. The most liked sentence is the example of its group. A group has two
    responses that count under the rule for campaigns; beside their number stand the other views.
    """
    groups: dict[tuple[str, str], list[Ask]] = defaultdict(list)
    ordered = sorted(asks, key=lambda a: (-likes.get(a.response_id, 0), a.response_id, a.start))
    loose: list[Ask] = []
    for ask in ordered:
        for name in ask.named:
            groups[ask.answers, name].append(ask)
        if ask.answers in ("what", "do") and len(ask.words) >= MIN_WORDS:
            loose.append(ask)
    frequent = _frequent(loose)
    leaders: dict[str, defaultdict[str, list[Ask]]] = {}
    for ask in loose:
        index = leaders.setdefault(ask.answers, defaultdict(list))
        rare = ask.words - frequent
        near = Counter(leader for word in rare for leader in index[word])
        # Of equals the one that came first: sets of words have another order in each process.
        best = min(
            near,
            key=lambda leader: (
                -_dice(leader.words, ask.words),
                -likes.get(leader.response_id, 0),
                leader.response_id,
                leader.start,
            ),
            default=None,
        )
        if best is None or _dice(best.words, ask.words) < ALIKE:
            best = ask
            for word in rare:
                index[word].append(ask)
        groups[ask.answers, f"{best.response_id} {best.start}"].append(ask)
    counted = _counted(ordered, counting)
    rows = []
    for (answers, name), members in groups.items():
        views = {
            view: list(dict.fromkeys(ask.response_id for ask in members if ask[:3] in places))
            for view, places in counted.items()
        }
        ids = views[counting.view]
        if len(ids) > 1:
            first = next(ask for ask in members if ask[:3] in counted[counting.view])
            liked = sum(likes.get(response_id, 0) for response_id in ids)
            shown = name if answers in ("who", "where") else ""
            beside = (len(view) for view in views.values())
            rows.append(
                (answers, shown, len(ids), liked, ";".join(sorted(ids)), *first[:3], *beside)
            )
    table = pd.DataFrame(rows, columns=COLUMNS[1:]).sort_values(
        ["answers", "n", "likes", "ask", "response_id", "start"],
        ascending=[True, False, False, True, True, True],
        ignore_index=True,
    )
    table.insert(0, "group_id", [f"A{number:02d}" for number in range(1, len(table) + 1)])
    return table


def _counted(asks: Sequence[Ask], counting: Counting) -> dict[str, set[tuple[object, ...]]]:
    """The places that count in each view."""
    places = [ask[:3] for ask in asks]
    ids, starts, ends = zip(*places, strict=True) if places else ((), (), ())
    return {
        view: {
            place
            for place, kept in zip(
                places, counting.keeps(ids, starts, ends, rule=rule).tolist(), strict=True
            )
            if kept
        }
        for view, rule in VIEWS.items()
    }


def _frequent(asks: Sequence[Ask]) -> set[str]:
    counts = Counter(word for ask in asks for word in ask.words)
    return {word for word, count in counts.items() if count > max(COMMON * len(asks), 20)}


def _dice(one: frozenset[str], two: frozenset[str]) -> float:
    return 2 * len(one & two) / (len(one) + len(two))
