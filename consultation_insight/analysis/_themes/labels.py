"""Headings and keywords: the words that a theme has and the others have not."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from consultation_insight.analysis._themes.subjects import singular
from consultation_insight.analysis._themes.terms import Key, Vocabulary, head_of

__all__ = ["Naming", "name_groups"]

_CANDIDATES = 24
_KEYWORDS = 8
#: A phrase that so large a part of a theme uses names it alone.
_COVERS = 0.2
_MOST_WORDS = 6


@dataclass(frozen=True)
class Naming:
    """A theme's heading ("" where no word tells it from the rest), and its keywords."""

    label: str
    keywords: tuple[str, ...]


@dataclass(frozen=True)
class _Scored:
    key: Key
    score: float
    cover: float
    places: frozenset[int]


def name_groups(
    words: Vocabulary,
    labels: npt.NDArray[np.int64],
    closeness: Callable[[Sequence[str]], npt.NDArray[np.float64]],
    headings: Mapping[int, str] | None = None,
) -> list[Naming]:
    """Name each group of passages.

    A term is scored by what it tells about the group (its share there times the logarithm of
    that share over the share elsewhere: the term of the Kullback-Leibler divergence), how much
    its head is like a noun, how close its meaning is to the group's middle, and its length:
    "parking charges" says more than "charges".

    Parameters
    ----------
    words : Vocabulary
        Of the passages.
    labels : numpy.ndarray
        The group of each passage, -1 for none.
    closeness : callable
        ``closeness(terms)``: the cosine of each term (row) to the middle of each group (column).
    headings : mapping, optional
        Groups that have a name already.
    """
    count = int(labels.max(initial=-1)) + 1
    candidates = _candidates(words, labels, count)
    ranked = _by_meaning(words, candidates, closeness)
    given = dict(headings or {})
    taken = {
        singular(word.casefold().strip(",")) for name in given.values() for word in name.split()
    }
    names: list[Naming] = []
    for group in range(count):
        label = given.get(group) or _heading(words, ranked[group], taken)
        names.append(Naming(label, _keywords(words, ranked[group])))
    return names


def _candidates(
    words: Vocabulary, labels: npt.NDArray[np.int64], count: int
) -> list[list[_Scored]]:
    sizes = np.bincount(labels[labels >= 0], minlength=count)
    found: list[list[_Scored]] = [[] for _ in range(count)]
    grouped = int(sizes.sum())
    for key, term in words.terms.items():
        if len(term.passages) < 2 or all(word in words.weak for word in key):
            continue
        at = labels[term.passages]
        held = np.bincount(at[at >= 0], minlength=count)
        everywhere = int(held.sum())
        # A term belongs to the theme that uses it most: that alone keeps headings apart.
        best = int(np.argmax(held / np.maximum(sizes, 1)))
        if held[best] < 2:
            continue
        share = held[best] / sizes[best]
        elsewhere = (everywhere - held[best] + 0.5) / (grouped - sizes[best] + 1.0)
        if share <= elsewhere:
            continue
        told = share * np.log(share / elsewhere)
        # Twice may be chance; ten times is not.
        sure = 1 - 1 / held[best]
        value = told * sure * _worth(words, key)
        places = frozenset(
            row for row, group in zip(term.passages, at, strict=True) if group == best
        )
        found[best].append(_Scored(key, float(value), float(share), places))
    return [sorted(scored, key=lambda one: (-one.score, one.key))[:_CANDIDATES] for scored in found]


def _worth(words: Vocabulary, key: Key) -> float:
    nounlike = words.nounlike(key)
    worth = nounlike**2
    if head_of(key) in words.weak:
        worth *= 0.5
    if len(key) > 1:
        # "raising taxes" is less of a heading than "property taxes".
        worth *= 2.0 * (0.4 + 0.6 * words.noun.get(key[0], 0.5))
    return float(worth)


def _by_meaning(
    words: Vocabulary,
    candidates: list[list[_Scored]],
    closeness: Callable[[Sequence[str]], npt.NDArray[np.float64]],
) -> list[list[_Scored]]:
    terms = [words.shown(one.key) for found in candidates for one in found]
    if not terms:
        return candidates
    close = iter(closeness(terms))
    ranked = []
    for group, found in enumerate(candidates):
        scored = [
            replace(one, score=one.score * (0.1 + max(float(next(close)[group]), 0.0)) ** 1.5)
            for one in found
        ]
        ranked.append(sorted(scored, key=lambda one: (-one.score, one.key)))
    return ranked


def _heading(words: Vocabulary, ranked: list[_Scored], taken: set[str]) -> str:
    """One phrase that covers much of the theme, or up to three terms that together do."""
    free = [
        one for one in ranked if not taken & set(one.key) and words.nounlike(one.key) >= 0.45
    ] or [one for one in ranked if not taken & set(one.key)]
    parts: list[_Scored] = []
    covered: frozenset[int] = frozenset()
    while free and len(parts) < 3:
        best = max(free, key=lambda one: one.score * len(one.places - covered) / len(one.places))
        if parts and best.score < 0.25 * parts[0].score:
            break
        parts.append(best)
        covered |= best.places
        used = {_stem(word) for part in parts for word in part.key}
        length = sum(len(part.key) for part in parts)
        if len(best.key) > 1 and best.cover >= _COVERS and len(parts) == 1:
            break
        free = [
            one
            for one in free
            if not used & {_stem(word) for word in one.key}
            and length + len(one.key) + 1 <= _MOST_WORDS
        ]
    if not parts:
        return ""
    taken |= {word for part in parts for word in part.key if word not in ("of", "and", "to", "for")}
    shown = [words.shown(part.key) for part in parts]
    text = shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"
    return text[:1].upper() + text[1:]


def _stem(word: str) -> str:
    """What "leader" and "leadership" share: enough to see that a heading would say it twice."""
    return word[:5]


def _keywords(words: Vocabulary, ranked: list[_Scored]) -> tuple[str, ...]:
    chosen: list[Key] = []
    for one in ranked:
        if len(chosen) == _KEYWORDS:
            break
        inside = any(set(one.key) <= set(key) or set(key) <= set(one.key) for key in chosen)
        if not inside:
            chosen.append(one.key)
    return tuple(words.shown(key) for key in chosen)
