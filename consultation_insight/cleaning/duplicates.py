"""Copies of one text by different people: marked, never removed.

*Exact*: the same words in the same order. *Near*: most of the wording is shared and there is
enough of it; a short answer is never a near copy, because many people say short things alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import pandas as pd

from consultation_insight.cleaning._copies.near import (
    CHARACTERS_A_WORD,
    PAIR,
    SHINGLE,
    Index,
    Ints,
    Sets,
    candidates,
    components,
    fold,
    ranking,
)
from consultation_insight.corpus import Corpus, Step
from consultation_insight.errors import SettingsError

__all__ = ["deduplicate"]


def deduplicate(corpus: Corpus, *, threshold: float = 0.6, min_words: int = 8) -> Corpus:
    """Mark the responses that repeat another one; they stay live.

    ``duplicate_of`` names the first response of the group, in the order of the source; it is
    empty for that first one and for all that repeat nothing. Only live responses to the same
    question are compared, and a decision on two texts depends on nothing but these two.

    Parameters
    ----------
    corpus : Corpus
    threshold : float
        Share of wording (of pairs of neighbouring words, 0 to 1; Dice, 1945, Ecology 26:297-302)
        from which two long texts are near copies. Two texts that share no more than ``min_words``
        must come half of the way closer to 1. With 1 there are exact copies only.
    min_words : int
        Words that two near copies must share at least (two characters count as a word where
        the script has no spaces). Exact copies may be of any length.

    Returns
    -------
    Corpus
        With ``duplicate_of``; the step lists each copy as ``exact`` or ``near``.

    Raises
    ------
    SettingsError
        If a setting is out of its range.

    Examples
    --------
    >>> import pandas as pd
    >>> from consultation_insight import Corpus, deduplicate
    >>> corpus = Corpus.from_responses(pd.DataFrame({"text": [
    ...     "Please keep our village library open on Saturdays for the children.",
    ...     "please keep our village library open on saturdays for the children",
    ...     "Please keep our village library open on Saturdays, for all the children!",
    ...     "Keep the pool open.",
    ... ]}))
    >>> deduplicate(corpus).responses["duplicate_of"].tolist()
    ['', 'r1', 'r1', '']
    """
    check(threshold, min_words)
    groups = []
    for _, rows in corpus.live.groupby("question_id", sort=False):
        folded = [fold(text) for text in rows["text"]]
        index, which = Index.of(folded, rows["respondent_id"].tolist())
        group = near_groups(index, threshold=threshold, min_words=min_words)[which]
        groups.append((rows, which, group))
    return marked_copies(corpus, groups, threshold, min_words)


def check(threshold: float, min_words: int) -> None:
    """Refuse settings that are out of range."""
    if not 0 < threshold <= 1:
        raise SettingsError.from_value(
            "threshold", "deduplicate", "above 0 and at most 1", threshold
        )
    if min_words < 1:
        raise SettingsError.from_value("min_words", "deduplicate", "at least 1", min_words)


def marked_copies(
    corpus: Corpus,
    groups: Sequence[tuple[pd.DataFrame, Ints, Ints]],
    threshold: float,
    min_words: int,
) -> Corpus:
    """Mark copies: for each question its rows, which text each has, and the group of that text."""
    copy_of = pd.Series("", index=corpus.responses.index)
    changes = []
    for rows, which, group in groups:
        first = pd.Series(np.arange(len(rows))).groupby(group).transform("min").to_numpy()
        copies = np.flatnonzero(first != np.arange(len(rows)))
        ids = rows["response_id"].to_numpy()
        copy_of[rows.index[copies]] = ids[first[copies]]
        same = which[copies] == which[first[copies]]
        changes.append(
            pd.DataFrame(
                {"response_id": ids[copies], "change": np.where(same, "exact", "near")}, dtype="str"
            )
        )
    table = pd.concat(changes, ignore_index=True) if changes else None
    step = Step.of("deduplicate", {"threshold": threshold, "min_words": min_words}, table)
    return corpus.after(step, duplicate_of=copy_of)


def near_groups(index: Index, *, threshold: float, min_words: int) -> Ints:
    """Number the groups of near copies among distinct texts."""
    number = len(index.forms)
    if threshold >= 1 or not number:
        return np.arange(number)
    rows, codes = index.shingles(SHINGLE)
    long = index.words >= min_words
    keep = long[rows]
    rows, codes = rows[keep], codes[keep]
    _, back, used = np.unique(codes, return_inverse=True, return_counts=True)
    shared = used[back] > 1
    rows, codes = rows[shared], codes[shared]
    rank = ranking(index, rows)
    pairs = candidates(rows, codes, rank[rows], number, 1)
    # Pairs stand by their first text, and a hub comes again soon.
    fine = lru_cache(maxsize=50_000)(Sets(*index.shingles(PAIR), number).__getitem__)
    alike = []
    for one, other in pairs.tolist():
        a, b = fine(one), fine(other)
        characters = bool(index.characters[one])
        if near_enough(len(a & b), len(a) + len(b), characters, threshold, min_words):
            alike.append((one, other))
    return components(number, alike)


def near_enough(both: int, in_all: int, characters: bool, threshold: float, min_words: int) -> bool:
    """Whether two texts that share so many pairs of words, of so many in all, are near copies."""
    words = (both + 1) / (CHARACTERS_A_WORD if characters else 1)
    # The less two texts share, the more alike they must be: a formula of eight words may be
    # most of two short answers.
    wanted = threshold + (1 - threshold) / 2 * min_words / max(words, 1)
    return words >= min_words and 2 * both >= wanted * in_all
