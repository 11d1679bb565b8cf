"""Find texts that share wording, without comparing each with each.

A text is cut into *units* (words; single characters in scripts that write no spaces) and into
*shingles* (a few units in a row). Texts are compared through their *hubs*: of all texts that share
a shingle, the hub is the one that most people sent, then the one that shares most, then the first
by its own content. A template is the hub of all its variants, so the number of comparisons grows
with the length of the data and not with the square of it; and because a hub is chosen by content,
nothing depends on the order of rows.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from consultation_insight.text import comparable

Ints = npt.NDArray[np.int64]
#: Of places and of codes below two thousand million, where there are many.
Numbers = npt.NDArray[np.int32]

#: Scripts that write no spaces between words: kana, Han, Thai, Lao, Khmer, Myanmar.
_SPACELESS = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
)
_UNIT = re.compile(f"[{_SPACELESS}]|[^{_SPACELESS}\\s]+")
_HAS_SPACELESS = re.compile(f"[{_SPACELESS}]")

#: Units in a shingle, for words and for characters. Three words in a row are rarely shared by
#: chance and survive a changed word in four; five characters carry about as much.
SHINGLE = (3, 5)
#: Units in the shorter shingle with which likeness is measured.
PAIR = (2, 3)
#: How many characters of a script without spaces count as much as one word.
CHARACTERS_A_WORD = 2
#: In posting lists up to this long each text is compared with each, not only with the hub.
SMALL = 8


def fold(text: str) -> str:
    """Give the comparable form, or, where no word is left, what is written, folded."""
    form = comparable(text)
    return form or " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def units_of(form: str) -> list[str]:
    """Cut a folded text into words, or into characters where the script has no spaces."""
    if form.isascii() or not _HAS_SPACELESS.search(form):
        return form.split()
    return _UNIT.findall(form)


def in_characters(form: str) -> bool:
    """Whether most of the text is in a script without spaces."""
    return not form.isascii() and len(_HAS_SPACELESS.findall(form)) * 2 > len(form)


def words_in(units: float, characters: bool) -> float:
    """Say how many words so many units are worth."""
    return units / CHARACTERS_A_WORD if characters else units


@dataclass(frozen=True, eq=False)
class Index:
    """The distinct texts of one question, ready to be compared.

    Parameters
    ----------
    forms : list of str
        Distinct folded texts, sorted: their order does not depend on the rows.
    copies : numpy.ndarray
        How many different respondents sent each.
    """

    forms: list[str]
    copies: Ints

    @classmethod
    def of(cls, folded: Sequence[str], respondents: Sequence[object]) -> tuple[Index, Ints]:
        """Build it from one folded text and one respondent a row; also say which row has which."""
        forms = sorted(set(folded))
        place = {form: number for number, form in enumerate(forms)}
        which = np.fromiter((place[form] for form in folded), np.int64, len(folded))
        pairs = set(zip(which.tolist(), respondents, strict=True))
        sent = np.fromiter((number for number, _ in pairs), np.int64, len(pairs))
        return cls(forms, np.bincount(sent, minlength=len(forms))), which

    @cached_property
    def characters(self) -> npt.NDArray[np.bool_]:
        """Which texts are compared by characters."""
        return np.fromiter((in_characters(f) for f in self.forms), bool, len(self.forms))

    @cached_property
    def _flat(self) -> tuple[Ints, Ints, dict[str, int]]:
        """Numbers of all units in a row, where each text ends, and the number of each unit."""
        known: dict[str, int] = {}
        flat = array("q")
        ends = array("q")
        for form in self.forms:
            flat.extend([known.setdefault(unit, len(known)) for unit in units_of(form)])
            ends.append(len(flat))
        return np.array(flat, np.int64), np.array(ends, np.int64), known

    @cached_property
    def lengths(self) -> Ints:
        """Units in each text."""
        return np.diff(self._flat[1], prepend=0)

    @cached_property
    def words(self) -> npt.NDArray[np.float64]:
        """The length of each text in words, or what is worth as much."""
        return np.where(self.characters, self.lengths / CHARACTERS_A_WORD, self.lengths * 1.0)

    def runs(self, width: tuple[int, int]) -> tuple[Ints, Ints]:
        """List (text, shingle) for each place where a shingle begins, in the order of the texts.

        A text shorter than a shingle is one shingle. Shingles are 64-bit fingerprints.
        """
        flat, ends, _ = self._flat
        owner = np.repeat(np.arange(len(ends)), self.lengths)
        left = ends[owner] - np.arange(len(flat))  # units from here to the end of the text
        long = np.where(self.characters, width[1], width[0])
        whole = np.minimum(long, np.maximum(self.lengths, 1))[owner]
        codes = _fingerprints(flat, whole)
        keep = left >= whole
        return owner[keep], codes[keep]

    def shingles(self, width: tuple[int, int]) -> tuple[Ints, Ints]:
        """List (text, shingle) once for each different shingle of each text, by text."""
        rows, codes = self.runs(width)
        order = np.lexsort((codes, rows))
        rows, codes = rows[order], codes[order]
        first = np.ones(len(rows), bool)
        first[1:] = (rows[1:] != rows[:-1]) | (codes[1:] != codes[:-1])
        return rows[first], codes[first]

    def codes_of(self, form: str, width: tuple[int, int]) -> Ints:
        """Give the shingles of another text, as far as its words occur in this index."""
        known = self._flat[2]
        units = units_of(form)
        size = width[1] if in_characters(form) else width[0]
        numbers = np.array([known.get(unit, -1) for unit in units], np.int64)
        whole = np.full(len(units), min(size, max(1, len(units))), np.int64)
        return np.unique(_fingerprints(numbers, whole)[: max(1, len(units) - size + 1)])

    def codes_one_by_one(self, runs: Sequence[tuple[str, ...]]) -> Ints:
        """Give the fingerprint of each run of units."""
        known = self._flat[2]
        flat = np.array([known.get(unit, -1) for run in runs for unit in run], np.int64)
        size = np.array([len(run) for run in runs], np.int64)
        begin = np.cumsum(size) - size
        return _fingerprints(flat, np.repeat(size, size))[begin]


def _fingerprints(units: Ints, width: Ints) -> Ints:
    """One fingerprint for each place and the ``width`` units from there on."""
    mixed = _mix(units.astype(np.uint64))
    codes = np.zeros(len(units), np.uint64)
    for step in range(int(width.max(initial=0))):
        inside = step < width
        codes = np.where(inside, _mix(codes * np.uint64(31) + np.roll(mixed, -step)), codes)
    return codes.view(np.int64)


def _mix(values: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """Spread 64-bit values (the finaliser of SplitMix64, Steele et al. 2014)."""
    values = values + np.uint64(0x9E3779B97F4A7C15)
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def ranking(index: Index, rows: Ints | Numbers) -> Ints:
    """Rank the texts as hubs, 0 the best: most copies, most shingles in ``rows``, then content."""
    shared = np.bincount(rows, minlength=len(index.forms))
    order = np.lexsort((np.arange(len(index.forms)), -shared, -index.copies))
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    return rank


def candidates(
    rows: Ints | Numbers, codes: Ints | Numbers, order_of: Ints, number: int, least: int
) -> Ints:
    """Pairs of texts that may share wording: (text, hub), each once.

    Parameters
    ----------
    rows, codes : numpy.ndarray
        The shingles as `Index.shingles` lists them.
    order_of : numpy.ndarray
        For each of them, how good a hub its text is for it: the smallest is the best.
    number : int
        How many texts there are.
    least : int
        In how many shingles two texts meet at least, as hub and text or in a short list.
    """
    if not len(rows):
        return np.zeros((0, 2), np.int64)
    order = np.lexsort((order_of, codes))
    rows, codes, order_of = rows[order].astype(np.int64), codes[order], order_of[order]
    first = np.flatnonzero(np.r_[True, codes[1:] != codes[:-1]])
    size = np.diff(np.r_[first, len(codes)])
    hub = np.repeat(rows[first], size)
    met = [rows * number + hub]
    small = np.repeat(size <= SMALL, size)
    rows, codes = rows[small], codes[small]
    for step in range(1, SMALL):
        same = codes[step:] == codes[:-step]
        met.append(rows[step:][same] * number + rows[:-step][same])
        # The hub is the first of its list: those pairs are counted already.
    pairs, times = np.unique(np.concatenate(met), return_counts=True)
    pairs = pairs[times >= least]
    both = np.stack([pairs // number, pairs % number], axis=1)
    return both[both[:, 0] != both[:, 1]]


class Sets:
    """The shingles of texts, as a set when a text is asked for: most of many texts are asked for once.

    Parameters
    ----------
    rows, codes : numpy.ndarray
        (text, shingle), by text.
    number : int
        How many texts there are.
    """

    def __init__(self, rows: Ints | Numbers, codes: Ints | Numbers, number: int) -> None:
        self._codes = codes
        self._ends = np.searchsorted(rows, np.arange(number + 1))

    def size(self, text: int) -> int:
        """How many shingles a text has."""
        return int(self._ends[text + 1] - self._ends[text])

    def __getitem__(self, text: int) -> frozenset[int]:
        return frozenset(self._codes[self._ends[text] : self._ends[text + 1]].tolist())


def components(number: int, pairs: Any) -> Ints:
    """Number the connected groups of ``number`` things; the smallest member names its group."""
    parent = list(range(number))

    def root(item: int) -> int:
        while parent[item] != item:
            parent[item] = parent[parent[item]]
            item = parent[item]
        return item

    for one, other in pairs:
        a, b = root(one), root(other)
        if a != b:
            parent[max(a, b)] = min(a, b)
    return np.fromiter((root(item) for item in range(number)), np.int64, number)
