"""Passages that several people share, and the groups of texts around them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt

from consultation_insight.cleaning._copies.near import (
    CHARACTERS_A_WORD,
    SHINGLE,
    Index,
    Ints,
    Numbers,
    Sets,
    candidates,
    fold,
    ranking,
)

#: A text joins a template when they share this much of the passages of the smaller one.
JOIN = 0.5
#: Whoever has this share of a template's shingles uses it too.
IN_PART = 0.5
#: A shingle is a group's own when this share of the people who use it is in the group.
OWN = 0.5


class Passages:
    """The shared wording among the responses to one question.

    A shingle is *shared* when at least ``min_size`` people use it and the question does not.
    A *passage* is a stretch of shared shingles of many words: everyday phrases are shared too,
    but they are short.

    Parameters
    ----------
    texts, people : sequence of str
        One text and one respondent a row.
    wordings : iterable of str
        What the respondents had before them; quoting it is no campaign.
    min_size : int
        As in `find_campaigns`.
    """

    def __init__(
        self,
        texts: Sequence[str],
        people: Sequence[object],
        wordings: Iterable[str],
        *,
        min_size: int,
    ) -> None:
        self.index, self.which = Index.of([fold(text) for text in texts], people)
        rows, codes = self.index.runs(SHINGLE)
        known, codes = np.unique(codes, return_inverse=True)
        self.users = self._users(*once(rows, codes, len(known)), len(known))
        common = self.users >= min_size
        for wording in wordings:
            common &= ~np.isin(known, self.index.codes_of(fold(wording), SHINGLE))
        self.known = known
        self.places = np.flatnonzero(common[codes])
        self.run_rows = rows[self.places].astype(np.int32)
        self.run_codes = codes[self.places].astype(np.int32)
        self.rows, self.codes = once(self.run_rows, self.run_codes, len(known))

    def _users(self, rows: Numbers, codes: Numbers, number: int) -> Ints:
        """How many people use each shingle."""
        return np.bincount(codes, weights=self.index.copies[rows], minlength=number).astype(
            np.int64
        )

    def least(self, min_words: int) -> Ints:
        """How many shingles a passage of so many words has, for each text."""
        characters = self.index.characters
        each = np.where(characters, CHARACTERS_A_WORD, 1)
        width = np.where(characters, SHINGLE[1], SHINGLE[0])
        return np.maximum(1, min_words * each - width + 1)

    def _in_passages(self, least: Ints) -> tuple[Numbers, Numbers]:
        """(text, shingle) for all that stand in a stretch which is long enough."""
        if not len(self.places):
            return self.rows, self.codes
        rows = self.run_rows
        begins = np.r_[True, (self.places[1:] != self.places[:-1] + 1) | (rows[1:] != rows[:-1])]
        stretch = np.cumsum(begins) - 1
        long = np.bincount(stretch)[stretch] >= least[rows]
        return once(rows[long], self.run_codes[long], len(self.known))

    def groups(self, min_words: int, among: Ints | None = None) -> list[Ints]:
        """Distinct texts (all, or those among some) that share a template.

        The texts are taken in the order of their rank, which their content decides. Each joins
        the leader with which it shares most, if that is a passage's worth and at least `JOIN` of
        the passages of the smaller of the two; else it may lead itself. Members are compared
        with the leader and never with each other, so two campaigns with a sentence in common do
        not run together. Then each chooses again, by the wording that is the group's own.
        """
        least = self.least(min_words)
        passages = self._in_passages(least)
        rows, codes = self.rows, self.codes
        if among is not None:
            chosen = np.zeros(len(self.index.forms), bool)
            chosen[among] = True
            passages = passages[0][chosen[passages[0]]], passages[1][chosen[passages[0]]]
            rows, codes = rows[chosen[rows]], codes[chosen[rows]]
        # Nobody but a leader brings shingles in, so only what stands in a passage is looked up.
        useful = np.isin(codes, passages[1])
        rows, codes = rows[useful], codes[useful]
        number, width = len(self.index.forms), max(1, len(self.known))
        rank = ranking(self.index, passages[0])
        led = _are_among((rows, codes), passages, width)
        pairs = candidates(rows, codes, rank[rows] + number * ~led, number, 2)
        wanted = np.union1d(np.unique(pairs), np.unique(passages[0]))
        shared, own = Sets(rows, codes, number), Sets(*passages, number)
        hubs: dict[int, list[int]] = {}
        for one, other in pairs.tolist():
            text, hub = (one, other) if rank[one] > rank[other] else (other, one)
            hubs.setdefault(text, []).append(hub)
        leader: dict[int, int] = {}
        led_by: dict[int, frozenset[int]] = {}
        choices: dict[int, list[int]] = {}
        for text in wanted[np.argsort(rank[wanted])].tolist():
            best = (0, 0, -1)
            heads = {leader[hub] for hub in hubs.pop(text, ()) if hub in leader}
            mine = shared[text] if heads else frozenset[int]()
            for head in heads:
                both = len(mine & led_by[head])
                smaller = min(own.size(text), len(led_by[head]))
                if both >= max(least[text], JOIN * smaller):
                    best = max(best, (both, -int(rank[head]), head))
                    choices.setdefault(text, []).append(head)
            if best[2] >= 0:
                leader[text] = best[2]
            elif own.size(text):
                leader[text] = text
                led_by[text] = own[text]
        return self._by_own_wording(leader, choices, shared, led_by, rank, least)

    def _by_own_wording(
        self,
        leader: dict[int, int],
        choices: dict[int, list[int]],
        shared: Sets,
        passages: dict[int, frozenset[int]],
        rank: Ints,
        least: Ints,
    ) -> list[Ints]:
        """Decide again by the wording that hardly anybody outside of each group uses."""
        copies = self.index.copies
        inside: dict[int, Counter[int]] = {}
        for text, head in leader.items():
            counts = inside.setdefault(head, Counter())
            for code in shared[text] & passages[head]:
                counts[code] += int(copies[text])
        own = {
            head: {code for code, times in counts.items() if times >= OWN * self.users[code]}
            for head, counts in inside.items()
        }
        groups: dict[int, list[int]] = {}
        for text, head in leader.items():
            mine = shared[text]
            ranked = [
                (len(mine & own[one]), -int(rank[one]), one)
                for one in {head, *choices.get(text, ())}
                if one in own
            ]
            both, _, best = max(ranked)
            if both >= least[text]:
                groups.setdefault(best, []).append(text)
        return [np.array(sorted(members)) for _, members in sorted(groups.items())]

    def own_share(self, runs: Sequence[tuple[str, ...]], inside: Sequence[int]) -> list[float]:
        """Of the people who use each of these shingles, the share that is in a group."""
        codes = self.index.codes_one_by_one(runs)
        places = np.minimum(np.searchsorted(self.known, codes), max(0, len(self.known) - 1))
        users = np.where(self.known[places] == codes, self.users[places], 0)
        return [a / max(1, a, b) for a, b in zip(inside, users.tolist(), strict=True)]

    @cached_property
    def _by_code(self) -> tuple[Numbers, Numbers]:
        order = np.argsort(self.codes, kind="stable")
        return self.codes[order], self.rows[order]

    def outside(self, template: str, inside: Ints) -> int:
        """How many people outside of a group use half of its template or more."""
        wanted = self.index.codes_of(fold(template), SHINGLE)
        places = np.searchsorted(self.known, wanted)
        places = places[places < len(self.known)]
        places = places[np.isin(self.known[places], wanted)]
        codes, rows = self._by_code
        start, end = np.searchsorted(codes, places), np.searchsorted(codes, places, "right")
        users = [rows[a:b] for a, b in zip(start, end, strict=True)]
        texts, times = np.unique(np.concatenate(users or [rows[:0]]), return_counts=True)
        texts = texts[times >= max(1, IN_PART * len(wanted))]
        return int(self.index.copies[np.setdiff1d(texts, inside)].sum())

    @cached_property
    def _rows_of(self) -> tuple[Ints, Ints]:
        order = np.argsort(self.which, kind="stable")
        return order, np.r_[0, np.cumsum(np.bincount(self.which, minlength=len(self.index.forms)))]

    def rows_of(self, texts: Ints) -> Ints:
        """The rows that have one of these distinct texts."""
        order, ends = self._rows_of
        return np.sort(np.concatenate([order[ends[text] : ends[text + 1]] for text in texts]))


def once(rows: Ints | Numbers, codes: Ints | Numbers, number: int) -> tuple[Numbers, Numbers]:
    """Each (row, code) once, sorted; there are millions of them in a large consultation."""
    both = np.unique(rows.astype(np.int64) * max(1, number) + codes)
    rows, codes = np.divmod(both, max(1, number))
    return rows.astype(np.int32), codes.astype(np.int32)


def _are_among(
    pairs: tuple[Numbers, Numbers], some: tuple[Numbers, Numbers], width: int
) -> npt.NDArray[np.bool_]:
    """Which (row, code) are among some sorted ones."""
    keys, known = (rows.astype(np.int64) * width + codes for rows, codes in (pairs, some))
    if not len(known):
        return np.zeros(len(keys), dtype=bool)
    places = np.searchsorted(known, keys)
    places[places == len(known)] = 0
    found: npt.NDArray[np.bool_] = known[places] == keys
    return found
