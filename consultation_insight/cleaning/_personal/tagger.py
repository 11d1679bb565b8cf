"""Names of people by a small trained model: which runs of words are people.

A logistic regression over what `name_runs` says of them. ``tools/train_name_tagger.py`` trains it and
says on what; its weights come with the package.
"""

from __future__ import annotations

import gzip
import json
import math
import re
from collections.abc import Collection, Sequence
from functools import lru_cache
from importlib import resources

from consultation_insight.cleaning._personal.name_runs import (
    OPENING,
    Run,
    Words,
    candidates,
    context_of,
    is_casual,
    of_before,
    of_behind,
    of_both,
    of_words,
    run_of,
    tokens_of,
)
from consultation_insight.protocols import Span

__all__ = ["Tagger"]

#: A mark that redaction left, and at most one word between it and a name.
_BEHIND_MARK = re.compile(r"\[[A-Z]{2}[A-Z ]*\d*\]\W*(?:\w+\W+)?$")
_BEFORE_MARK = re.compile(r"\W*(?:\w+\W+)?\[[A-Z]{2}[A-Z ]*\d*\]")
#: So many sums of weights are kept.
_REMEMBERED = 200_000
#: So many times as sure the tagger must be of one word alone.
ALONE = 1.5


@lru_cache(maxsize=1)
def _weights() -> dict[str, int]:
    """Read the weights, in hundredths."""
    file = resources.files("consultation_insight") / "data" / "names" / "tagger.json.gz"
    scaled: dict[str, int] = json.loads(gzip.decompress(file.read_bytes()))
    return scaled


class Tagger:
    """The detector of names by the trained model.

    Parameters
    ----------
    small : collection of str
        The words which the corpus writes in small letters.
    threshold : float
        The least probability of a name.
    casual : float, optional
        The same in a text that is casually written; None for no other.
    """

    def __init__(
        self, small: Collection[str], *, threshold: float = 0.5, casual: float | None = None
    ) -> None:
        self.words = Words(small)
        self.weights = _weights()
        self.bias = self.weights.get("", 0)
        self.known: dict[tuple[object, ...], int] = {}
        self.bars = {False: _bars(threshold), True: _bars(casual or threshold)}

    def detect(self, text: str) -> list[Span]:
        """The people in a text: the likeliest runs that do not overlap."""
        tokens = tokens_of(text)
        casual = is_casual(text, tokens)
        runs = list(candidates(tokens, self.words, casual=casual))
        if not runs:
            return []
        context = context_of(tokens, casual)
        least, least_alone = self.bars[casual]
        scored = []
        for start, end in runs:
            score = self._score(run_of(tokens, start, end, context))
            if score >= (least if end - start > 1 else least_alone):
                scored.append((score, start, end))
        taken: list[Span] = []
        for score, start, end in sorted(scored, key=lambda run: (-run[0], run[1])):
            span = Span(tokens[start].start, tokens[end - 1].end, "PERSON", _probability(score))
            if all(span.end <= other.start or span.start >= other.end for other in taken):
                taken.append(span)
        if "[" in text:  # what stands beside a mark was judged when the mark was made
            taken = [span for span in taken if not _beside_mark(text, span)]
        return taken

    def _score(self, run: Run) -> float:
        """The logarithm of the odds; words and what stands beside them are weighed once."""
        known, words, size = self.known, self.words, len(run.inside)
        if len(known) > _REMEMBERED:
            known.clear()
        opens = run.before[1] in OPENING
        key = (run.inside, run.loud, run.casual, opens)
        own = known.get(key)
        if own is None:
            own = known[key] = self._sum(of_words(run.inside, words, run.loud, run.casual, opens))
        left_key = (run.before, size)
        left = known.get(left_key)
        if left is None:
            left = known[left_key] = self._sum(of_before(run.before, words, size))
        right_key = (size, run.behind)
        right = known.get(right_key)
        if right is None:
            right = known[right_key] = self._sum(of_behind(run.behind, words, size))
        return (self.bias + own + left + right + self._sum(of_both(run, words))) / 100

    def _sum(self, names: Sequence[str]) -> int:
        get = self.weights.get
        return sum([get(name, 0) for name in names])


def _beside_mark(text: str, span: Span) -> bool:
    before = text[max(0, span.start - 48) : span.start]
    return bool(_BEHIND_MARK.search(before) or _BEFORE_MARK.match(text, span.end))


def _bars(threshold: float) -> tuple[float, float]:
    """The least odds of several words, and of one alone: an acronym, a brand or a town more often."""
    return _odds(threshold), _odds(min(0.9, threshold * ALONE))


def _odds(probability: float) -> float:
    return math.log(probability / (1 - probability))


def _probability(score: float) -> float:
    return round(1 / (1 + math.exp(-max(-30.0, min(30.0, score)))), 2)
