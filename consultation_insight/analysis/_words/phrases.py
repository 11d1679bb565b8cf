"""Multi-word terms: runs of words that stand together more often than chance allows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from consultation_insight.analysis._words.association import log_likelihood, normalised_pmi
from consultation_insight.analysis._words.tokens import WORD, Tokens

__all__ = [
    "Phrase", "are_bound", "covered", "find_phrases", "given_phrases", "without_parts",
]  # fmt: skip

Ints = npt.NDArray[np.int64]

#: Dunning's ratio for p < 0.001 at one degree of freedom.
MIN_LOG_LIKELIHOOD = 10.83
#: Pairs below share a text rather than a meaning ("people government").
MIN_PMI = 0.4
#: A phrase of which more than this share stands inside a longer one is only its part.
MAX_INSIDE = 0.8


@dataclass(frozen=True)
class Phrase:
    """A run of words, and the places in the row of tokens where it begins."""

    term: str
    starts: Ints
    words: tuple[int, ...]


def find_phrases(
    tokens: Tokens, stopped: npt.NDArray[np.bool_], min_mentions: int, longest: int
) -> list[Phrase]:
    """Find the phrases of two to ``longest`` words that were used ``min_mentions`` times.

    A phrase begins and ends with content words; stop words may stand inside ("cost of living").
    A longer run is only looked for where its shorter beginnings are frequent.
    """
    ids = tokens.ids
    word = tokens.kinds[ids] == WORD
    content = word & ~stopped
    least = max(min_mentions, 2)
    counts = np.bincount(ids[word], minlength=len(tokens.terms))
    total = int(word.sum())
    starts = np.flatnonzero(content)
    groups = ids[starts].astype(np.int64)
    found: list[list[Phrase]] = []
    for length in range(2, longest + 1):
        ends = starts + length - 1
        within = ends < len(ids)
        starts, groups, ends = starts[within], groups[within], ends[within]
        running = word[ends]
        starts, groups, ends = starts[running], groups[running], ends[running]
        keys = groups * len(tokens.terms) + ids[ends]
        _, groups, often = np.unique(keys, return_inverse=True, return_counts=True)
        kept = often[groups] >= least
        starts, groups, ends = starts[kept], groups[kept], ends[kept]
        closed = content[ends]
        found.append(_bound(tokens, starts[closed], groups[closed], length, counts, total, least))
    return without_parts(found)


def given_phrases(tokens: Tokens, wanted: Sequence[Sequence[str]]) -> list[Phrase]:
    """Phrases that somebody names, each with every place of it."""
    numbers = {term: place for place, term in enumerate(tokens.terms)}
    phrases = []
    for words in wanted:
        if len(words) < 2 or any(word not in numbers for word in words):
            continue
        ids = tuple(numbers[word] for word in words)
        starts = np.flatnonzero(tokens.ids[: len(tokens.ids) - len(ids) + 1] == ids[0])
        for place, number in enumerate(ids[1:], start=1):
            starts = starts[tokens.ids[starts + place] == number]
        if len(starts):
            phrases.append(Phrase(" ".join(words), starts, ids))
    return phrases


def covered(
    phrases: Sequence[Phrase], count: int
) -> tuple[npt.NDArray[np.bool_], list[npt.NDArray[np.bool_]]]:
    """Which tokens stand in a phrase, and for each phrase which of its places in a longer one."""
    taken = np.zeros(count, dtype=bool)
    inside: list[npt.NDArray[np.bool_]] = [np.zeros(0, dtype=bool)] * len(phrases)
    lengths = np.array([len(phrase.words) for phrase in phrases], dtype=np.int64)
    for length in sorted(set(lengths.tolist()), reverse=True):
        own = np.flatnonzero(lengths == length).tolist()
        for number in own:
            inside[number] = taken[phrases[number].starts]
        starts = np.concatenate([phrases[number].starts for number in own])
        for place in range(length):
            taken[starts + place] = True
    return taken, inside


def _bound(
    tokens: Tokens, starts: Ints, groups: Ints, length: int, counts: Ints, total: int, least: int
) -> list[Phrase]:
    """Keep the runs whose words are bound to each other."""
    if not len(starts):
        return []
    order = np.argsort(groups, kind="stable")
    starts, groups = starts[order], groups[order]
    cuts = np.flatnonzero(np.diff(groups)) + 1
    first = np.concatenate([[0], cuts])
    size = np.diff(np.concatenate([first, [len(starts)]]))
    head = tokens.ids[starts[first]]
    last = tokens.ids[starts[first] + length - 1]
    bound = are_bound(size, counts[head], counts[last], total) & (head != last) & (size >= least)
    kept = np.flatnonzero(bound)
    phrases = []
    for number in kept:
        places = starts[first[number] : first[number] + size[number]]
        words = tuple(int(word) for word in tokens.ids[places[0] : places[0] + length])
        phrases.append(Phrase(" ".join(tokens.terms[word] for word in words), places, words))
    return phrases


def are_bound(together: Ints, first: Ints, last: Ints, total: int) -> npt.NDArray[np.bool_]:
    """Whether runs stand together more often than chance allows.

    A long run is as bound as its weakest outer word: its ends against each other.
    """
    likelihood = log_likelihood(together, first, last, total)
    pmi = normalised_pmi(together, first, last, total)
    bound: npt.NDArray[np.bool_] = (likelihood >= MIN_LOG_LIKELIHOOD) & (pmi >= MIN_PMI)
    return bound


def without_parts(found: list[list[Phrase]]) -> list[Phrase]:
    """Leave out phrases which nearly always stand inside a longer one."""
    kept: list[Phrase] = []
    inside: dict[tuple[int, ...], int] = {}
    for phrases in reversed(found):
        for phrase in phrases:
            if inside.get(phrase.words, 0) > MAX_INSIDE * len(phrase.starts):
                continue
            kept.append(phrase)
            for length in range(2, len(phrase.words)):
                for place in range(len(phrase.words) - length + 1):
                    part = phrase.words[place : place + length]
                    inside[part] = max(inside.get(part, 0), len(phrase.starts))
    return kept
