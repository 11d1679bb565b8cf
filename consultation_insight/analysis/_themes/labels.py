"""Headings and keywords: the words that a theme has and the others have not."""

from __future__ import annotations

import re
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
#: Up to so many passages, one of them can stand for all.
_SMALL = 15
#: Up to so many, one that says a keyword of theirs.
_MIDDLING = 40
_SMALL_COVERS = 0.35
_QUOTES = " \"'“”‘’*•"
#: A number, or what is no sentence's, makes a poor heading.
_UNFIT = re.compile(r"\d|_|[^\w\s'’&-]")
_CLAUSE = re.compile(r"[.,;:!?…()/→↑←\[\]|\n]+\s*|\s[–—-]+\s")


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
    *,
    owners: npt.NDArray[np.int64] | None = None,
    texts: Sequence[str] = (),
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
    owners : numpy.ndarray, optional
        The response of each passage; if left out, each is another's. What one respondent says
        twice is no more telling.
    texts : sequence of str, optional
        The passages, so that a small group without words that enough of it share can be headed
        by what somebody wrote. Blank where the words may not be shown.

    Notes
    -----
    A group that has neither a heading nor keywords gets the label "": it is to be dissolved.
    """
    if owners is None:
        owners = np.arange(len(labels))
    count = int(labels.max(initial=-1)) + 1
    said = np.array([bool(text) for text in texts]) if len(texts) else np.ones(len(labels), bool)
    candidates = _candidates(words, labels, count, owners, said)
    members = [set(owners[labels == group].tolist()) for group in range(count)]
    ranked = _by_meaning(words, candidates, closeness)
    given = dict(headings or {})
    taken = {
        singular(word.casefold().strip(",")) for name in given.values() for word in name.split()
    }
    names: list[Naming] = []
    for group in range(count):
        label = given.get(group, "")
        if not label:
            own = [texts[int(row)] for row in np.flatnonzero(labels == group)] if len(texts) else []
            label = _heading(words, ranked[group], taken, len(members[group])) or (
                _quote(own, words, ranked[group], closeness, group) if len(own) <= _MIDDLING else ""
            )
        label = label or _heading(words, ranked[group], taken, 0)
        keywords = _keywords(words, ranked[group])
        names.append(Naming(label if keywords else "", keywords))
    return names


def _candidates(
    words: Vocabulary,
    labels: npt.NDArray[np.int64],
    count: int,
    owners: npt.NDArray[np.int64],
    said: npt.NDArray[np.bool_],
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
        places = frozenset(
            owners[row] for row, group in zip(term.passages, at, strict=True) if group == best
        )
        # Words that only people wrote who did not agree to be quoted head nothing.
        if len(places) < 2 or not said[list(term.passages)].any():
            continue
        share = held[best] / sizes[best]
        elsewhere = (everywhere - held[best] + 0.5) / (grouped - sizes[best] + 1.0)
        if share <= elsewhere:
            continue
        told = share * np.log(share / elsewhere)
        # Twice may be chance; ten times is not.
        sure = 1 - 1 / len(places)
        value = told * sure * _worth(words, key)
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


def _heading(words: Vocabulary, ranked: list[_Scored], taken: set[str], size: int) -> str:
    """One phrase that covers much of the theme, or up to three terms that together do.

    "" where they stand in too few of its ``size`` responses: fewer than a third of a small group,
    or than the square root of a large one (10 of 100). Such words are of somebody, not of the theme.
    """
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
    needed = _SMALL_COVERS * size if size <= _SMALL else float(np.sqrt(size))
    if not parts or len(covered) < needed:
        return ""
    taken |= {word for part in parts for word in part.key if word not in ("of", "and", "to", "for")}
    shown = [words.shown(part.key) for part in parts]
    text = shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"
    return text[:1].upper() + text[1:]


def _quote(
    texts: Sequence[str],
    words: Vocabulary,
    ranked: list[_Scored],
    closeness: Callable[[Sequence[str]], npt.NDArray[np.float64]],
    group: int,
) -> str:
    """What somebody wrote in a few words, near the middle of the group and full of content."""
    keys = {word for one in ranked[:_KEYWORDS] for word in one.key}
    found: dict[str, float] = {}
    for clause in (part.strip(_QUOTES) for text in texts for part in _CLAUSE.split(text)):
        parts = [singular(word.casefold()) for word in clause.split()]
        content = [word for word in parts if word in words.noun]
        if not 3 <= len(parts) <= _MOST_WORDS or len(content) < 2 or _UNFIT.search(clause):
            continue
        strong = sum(word not in words.weak for word in content) / len(parts)
        named = bool(keys & set(content))
        if named or len(texts) <= _SMALL:
            found[clause] = 0.2 * strong + 0.2 * named
    if not found:
        return ""
    clauses = sorted(found)
    value = closeness(clauses)[:, group] + [found[clause] for clause in clauses]
    best = clauses[int(np.argmax(value))]
    return f"“{best[:1].upper()}{best[1:]}”"


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
