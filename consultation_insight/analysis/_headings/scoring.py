"""What each group could be called: its terms, by what they tell about it and how well they name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from consultation_insight.analysis._headings.kinds import FINITE, MODIFIER
from consultation_insight.analysis._headings.terms import THROUGH, Key, Vocabulary

__all__ = ["Candidates", "Scored", "candidates_of", "content_of", "is_phrase_of_noun"]

Closeness = Callable[[Sequence[str]], npt.NDArray[np.float64]]

_CANDIDATES = 24
#: Beyond these, so many phrases that hold one of the first words.
_LEADING, _PHRASES = 4, 12
_NEAR, _APART = 1.0, 2.0
_LONGER = 2.6
#: A name that so large a part of all other passages holds is what all of it is about (its town, its
#: minister): alone it tells no group apart, and counts so much.
_SHARED, _SHARED_COUNTS = 0.04, 0.1
#: From this share of a verb's uses on a word may be one.
_VERBAL = 0.1
#: What is followed by content more often heads nothing alone.
_MODIFIER = 0.75
#: "People to live", "bill to suspend": not what one calls a thing. After these it is.
_INTO_VERB = frozenset(
    [
        "ability", "access", "approach", "barrier", "damage", "duty", "freedom", "harm", "obligation", "opposition",
        "path", "power", "resistance", "response", "right", "risk", "road", "route", "support", "threat", "way",
    ]
)  # fmt: skip
_SMALL_WORDS = frozenset(["of", "and", "to", "for", "in", "on", "at", "by", "the", "with", "&"])


@dataclass(frozen=True)
class Scored:
    """A term of a group: its score, the share of passages and the responses that hold it."""

    key: Key
    score: float
    cover: float
    places: frozenset[int]
    near: float = 1.0


@dataclass(frozen=True)
class Candidates:
    """``ranked``: the terms that tell most of a group; ``phrases``: more with their first words.

    ``holders``: for each word the responses of the group that hold it.
    """

    ranked: list[Scored]
    phrases: list[Scored]
    holders: Callable[[str], frozenset[int]]

    def together(self, key: Key) -> frozenset[int]:
        """The responses of the group that hold all words of a phrase, side by side or not."""
        found = [self.holders(word) for word in content_of(key)]
        return frozenset.intersection(*found) if found else frozenset()


def candidates_of(
    words: Vocabulary,
    labels: npt.NDArray[np.int64],
    count: int,
    owners: npt.NDArray[np.int64],
    said: npt.NDArray[np.bool_],
    closeness: Closeness,
) -> list[Candidates]:
    """Find the terms that could name each group.

    Parameters
    ----------
    labels : numpy.ndarray
        The group of each passage, -1 for none.
    owners : numpy.ndarray
        The response of each passage.
    said : numpy.ndarray
        Whether somebody wrote the passage who agreed to be quoted.
    """
    found = [
        sorted(scored, key=lambda one: (-one.score, one.key))
        for scored in _by_count(words, labels, count, owners, said)
    ]
    split = [_kept(scored) for scored in found]
    near = _by_meaning(words, [first + more for first, more in split], closeness)
    result = []
    for group, ((first, _), scored) in enumerate(zip(split, near, strict=True)):
        ranked = sorted(scored[: len(first)], key=lambda one: (-one.score, one.key))
        result.append(
            Candidates(ranked, scored[len(first) :], _holders(words, labels, owners, group))
        )
    return result


def _kept(scored: list[Scored]) -> tuple[list[Scored], list[Scored]]:
    first, rest = scored[:_CANDIDATES], scored[_CANDIDATES:]
    leading = {one.key[0] for one in [one for one in first if len(one.key) == 1][:_LEADING]}
    more = [one for one in rest if len(one.key) > 1 and leading & set(one.key)]
    return first, more[:_PHRASES]


def _holders(
    words: Vocabulary, labels: npt.NDArray[np.int64], owners: npt.NDArray[np.int64], group: int
) -> Callable[[str], frozenset[int]]:
    def holders(word: str) -> frozenset[int]:
        term = words.terms.get((word,))
        rows = term.passages if term else []
        return frozenset(int(owners[row]) for row in rows if labels[row] == group)

    return holders


def _by_count(
    words: Vocabulary,
    labels: npt.NDArray[np.int64],
    count: int,
    owners: npt.NDArray[np.int64],
    said: npt.NDArray[np.bool_],
) -> list[list[Scored]]:
    sizes = np.bincount(labels[labels >= 0], minlength=count)
    found: list[list[Scored]] = [[] for _ in range(count)]
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
        if len(key) == 1 and elsewhere >= _SHARED and _is_proper(words, key):
            told *= _SHARED_COUNTS
        # Twice may be chance; ten times is not.
        sure = 1 - 1 / len(places)
        value = told * sure * _worth(words, key)
        found[best].append(Scored(key, float(value), float(share), places))
    return found


def _worth(words: Vocabulary, key: Key) -> float:
    nounlike = words.nounlike(key)
    worth = nounlike**2
    if words.head_of(key) in words.weak:
        worth *= 0.3
    if len(key) > 1:
        if not is_phrase_of_noun(words, key):
            return worth * 0.01
        # "raising taxes" is less of a heading than "property taxes".
        adjective = words.kinds.get(key[0]) in MODIFIER
        worth *= _LONGER * (0.85 if adjective else 0.4 + 0.6 * words.noun.get(key[0], 0.5))
        worth *= 1 - words.verb.get(key[0], 0.0)
        vague = key[0] in words.weak and key[1] not in words.grammar.inside
        vague |= words.before.get(key[-1], 0.0) > _MODIFIER
        if vague and not _is_name(words, key):
            worth *= 0.5
    elif words.before.get(key[0], 0.0) > _MODIFIER:
        # "mandatory" is followed by what it is about: no heading alone.
        worth *= 0.5
    return float(worth if len(key) > 1 or key[0] not in THROUGH else worth * 0.01)


def is_phrase_of_noun(words: Vocabulary, key: Key) -> bool:
    """Whether a phrase can name a thing: no verb or adverb in it, and a noun at its end.

    A participle may begin it ("lived experience"); "right to roam" names a thing, "people to live"
    does not.
    """
    kinds = words.kinds
    if words.grammar.capitals:
        return all(words.noun.get(word, 0.0) > 0.5 for word in (key[0], key[-1]))
    if not kinds or _is_name(words, key):
        return True
    last = kinds.get(key[-1], "")
    to = key.index("to") if "to" in key else 0
    if to and key[to - 1] not in _INTO_VERB:
        return False
    if last in FINITE or last == "adjective":
        return bool(to) and last == "verb"
    if len(key) == 2 and ((last == "gerund" and key[1] in words.weak) or _is_list(words, key)):
        return False
    return not any(
        kinds.get(word) in FINITE and not (place == 0 and word.endswith(("ed", "en", "wn")))
        for place, word in enumerate(key[:-1])
        if word not in _SMALL_WORDS and not (to and place > to)
    )


def _is_list(words: Vocabulary, key: Key) -> bool:
    """Whether two words stand in either order, as in a list or a row of hashtags."""
    turned = words.terms.get(key[::-1])
    # "transfer money" does not speak against "money transfer".
    if any(word in words.kinds or words.verb.get(word, 0.0) > _VERBAL for word in key):
        return False
    return turned is not None and len(turned.passages) > 0.34 * len(words.terms[key].passages)


def content_of(key: Key) -> list[str]:
    """The words of a term without the small ones inside it."""
    return [word for word in key if len(word) > 3 or word not in _SMALL_WORDS]


def _is_name(words: Vocabulary, key: Key) -> bool:
    """Whether all words of a phrase have capitals where they are written: "New Zealand"."""
    return all(part[:1].isupper() for part in words.shown(key).split())


def _is_proper(words: Vocabulary, key: Key) -> bool:
    """Whether a word is a name, in a language whose nouns have no capital."""
    return not words.grammar.capitals and words.case.named(words.shown(key))[:1].isupper()


def _by_meaning(
    words: Vocabulary,
    candidates: list[list[Scored]],
    closeness: Closeness,
) -> list[list[Scored]]:
    terms = [words.shown(one.key) for found in candidates for one in found]
    if not terms:
        return candidates
    close = closeness(terms)
    row = 0
    ranked = []
    for group, found in enumerate(candidates):
        scored = []
        for one in found:
            # Near the middle of this group, and nearer than to the middle of any other.
            near = float(close[row, group])
            other = float(np.delete(close[row], group).max(initial=-1.0))
            apart = float(np.clip(1 + near - other, 0.5, 1.5))
            value = one.score * (0.1 + max(near, 0.0)) ** _NEAR * apart**_APART
            scored.append(replace(one, score=value, near=near))
            row += 1
        ranked.append(scored)
    return ranked
