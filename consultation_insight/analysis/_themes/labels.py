"""Headings and keywords: the words that a theme has and the others have not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

import numpy as np
import numpy.typing as npt

from consultation_insight.analysis._themes.subjects import singular
from consultation_insight.analysis._themes.terms import Key, Vocabulary
from consultation_insight.analysis._themes.unspaced import closed

__all__ = ["Naming", "name_groups", "stem", "told"]

#: Of a group's passages, the share that must hold one of its words. On eight sets half of the groups
#: have 0.7 and more; below an eighth stood groups of vague remarks ("I would need to see it first")
#: under the word of one of them.
_TOLD = 0.125
#: The same for groups that hang on chance: on six sets, those below were mixtures ("Room, learning
#: disabilities and women").
_TOLD_UNSTABLE = 0.45

_CANDIDATES = 24
_KEYWORDS = 8
#: A phrase that so large a part of a theme uses names it alone.
_COVERS = 0.2
_MOST_WORDS = 6
#: Up to so many passages, one of them can stand for all.
_SMALL = 15
_SMALL_COVERS = 0.35
#: Of so few passages hardly two share a word: a group without one is headed by what somebody wrote.
_TINY = 100
#: One word that so many of a theme's responses use is clear without another.
_CLEAR = 0.35
#: What a further term must have of the first one's score: usually, and where the first says little
#: alone; and of its closeness to the theme's middle. A phrase that covers so much of what its head
#: does stands for it. This and the exponents below were chosen by label fit (benchmarks/themes.py)
#: on 30 results from 15 public sets: between half and twice these values it moves by 0.02 at most.
_OTHER, _ANY = 0.2, 0.12
_FIT, _PHRASE = 0.4, 0.6
#: What is less like a noun than this, or is followed by content more often, heads nothing alone; nor
#: does a phrase that begins with what is used as a verb so often.
_NOUN, _MODIFIER, _VERB = 0.45, 0.75, 0.3
#: What stands beside another term is less in need of being one: "laws", not "laws and legal".
_NOUN_BESIDE = 0.55
#: Words of six letters and more that are so much alike are one word, and a slip: "Pinterest and pintrest".
_SLIP = 0.85
_NEAR, _APART = 1.0, 2.0
_LONGER = 2.6
_SMALL_WORDS = frozenset(["of", "and", "to", "for", "in", "on", "at", "by", "the", "&"])
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
    near: float = 1.0


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
                _quote(own, words, ranked[group], closeness, group) if len(own) <= _SMALL else ""
            )
        label = label or _heading(words, ranked[group], taken, 0)
        keywords = _keywords(words, ranked[group])
        if not keywords and len(labels) < _TINY and len(texts):
            own = [texts[int(row)] for row in np.flatnonzero(labels == group)]
            label = _quote(own, words, ranked[group], closeness, group)
            quoted = {singular(one.strip(_QUOTES).casefold()) for one in label.split()}
            keywords = tuple(
                sorted(word for word in quoted if word in words.noun and len(word) > 2)
            )
            keywords = () if any(_is_said(word, taken) for word in keywords) else keywords
            taken |= set(keywords)
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
    if words.head_of(key) in words.weak:
        worth *= 0.3
    if len(key) > 1:
        # "raising taxes" is less of a heading than "property taxes".
        worth *= _LONGER * (0.4 + 0.6 * words.noun.get(key[0], 0.5))
        worth *= 1 - words.verb.get(key[0], 0.0)
        vague = key[0] in words.weak and key[1] not in words.grammar.inside
        vague |= words.before.get(key[-1], 0.0) > _MODIFIER
        if vague and not _is_name(words, key):
            worth *= 0.5
    elif words.before.get(key[0], 0.0) > _MODIFIER:
        # "mandatory" is followed by what it is about: no heading alone.
        worth *= 0.5
    return float(worth)


def _is_name(words: Vocabulary, key: Key) -> bool:
    """Whether all words of a phrase have capitals where they are written: "New Zealand"."""
    return all(part[:1].isupper() for part in words.shown(key).split())


def _by_meaning(
    words: Vocabulary,
    candidates: list[list[_Scored]],
    closeness: Callable[[Sequence[str]], npt.NDArray[np.float64]],
) -> list[list[_Scored]]:
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
        ranked.append(sorted(scored, key=lambda one: (-one.score, one.key)))
    return ranked


def _heading(words: Vocabulary, ranked: list[_Scored], taken: set[str], size: int) -> str:
    """One phrase that covers much of the theme, or up to three terms that together do.

    "" where they stand in too few of its ``size`` responses: fewer than a third of a small group,
    or than the square root of a large one (10 of 100). Such words are of somebody, not of the theme.
    """
    free = [one for one in ranked if not any(_is_said(word, taken) for word in _content(one.key))]
    nouns = [one for one in free if words.nounlike(one.key) >= _NOUN and not _modifies(words, one)]
    free = nouns or free
    parts: list[_Scored] = []
    covered: frozenset[int] = frozenset()
    while free and len(parts) < 3:
        best = max(free, key=lambda one: one.score * len(one.places - covered) / len(one.places))
        if parts and best.score < _enough(parts, len(covered), size) * parts[0].score:
            break
        best = _fuller(words, best, free)
        parts.append(best)
        covered |= best.places
        used = {word for part in parts for word in _content(part.key)}
        length = sum(len(part.key) for part in parts)
        if len(best.key) > 1 and best.cover >= _COVERS and len(parts) == 1:
            break
        free = [
            one
            for one in free
            if not any(_is_said(word, used) for word in _content(one.key))
            and length + len(one.key) + 1 <= _MOST_WORDS
            and one.near >= _FIT * parts[0].near
            and (len(one.key) > 1 or words.nounlike(one.key) >= _NOUN_BESIDE)
        ]
    needed = _SMALL_COVERS * size if size <= _SMALL else float(np.sqrt(size))
    if not parts or len(covered) < needed:
        return ""
    taken |= {word for part in parts for word in _content(part.key)}
    return _joined(words, [words.headed(part.key) for part in parts])


def _enough(parts: list[_Scored], covered: int, size: int) -> float:
    """How much of the first term's score another needs: less where the first says little alone.

    One word that few of the theme use leaves a reader guessing ("Room"); two say what it is about
    ("Room and prison").
    """
    dark = len(parts) == 1 and len(parts[0].key) == 1 and covered < _CLEAR * size
    return _ANY if dark else _OTHER


def _fuller(words: Vocabulary, best: _Scored, free: list[_Scored]) -> _Scored:
    """What says the same and more: the phrase that a word mostly stands in, or the noun.

    "Gambling companies" for "companies", "economy" for "economic".
    """
    if len(best.key) > 1:
        return best
    nouns = [
        one
        for one in free
        if len(one.key) == 1
        and stem(one.key[0]) == stem(best.key[0])
        and one.score >= 0.3 * best.score
    ]
    best = max(nouns, key=lambda one: (round(words.nounlike(one.key), 1), one.score))
    wider = [
        one
        for one in free
        if len(one.key) > 1
        and words.head_of(one.key) == best.key[0]
        and one.cover >= _PHRASE * best.cover
        and words.verb.get(one.key[0], 0.0) < _VERB
        and one.key[0] not in words.weak
    ]
    return max(wider, key=lambda one: (one.score, one.key), default=best)


def _modifies(words: Vocabulary, one: _Scored) -> bool:
    return len(one.key) == 1 and words.before.get(one.key[0], 0.0) > _MODIFIER


def _joined(words: Vocabulary, shown: list[str]) -> str:
    text = shown[0]
    if len(shown) > 1:
        text = f"{', '.join(shown[:-1])}{words.grammar.joined}{shown[-1]}"
    first = shown[0].split()[0]
    # "iPad" is written so on purpose.
    return text if not first[1:].islower() and len(first) > 1 else text[:1].upper() + text[1:]


def _is_phrase(words: Vocabulary, clause: Sequence[str], content: Sequence[str]) -> bool:
    """Whether a clause names something, rather than saying what somebody thinks or wants.

    It begins and ends with a word of content, is not shouted, and holds no pronoun, copula or
    modal verb: one voice's sentence could state the opposite of what the others say.
    """
    first, last = singular(clause[0].casefold()), singular(clause[-1].casefold())
    grammar = words.grammar
    sentence = grammar.before_verb | grammar.before_adjective
    return (
        (first in content or first in grammar.opens)
        and last in content
        and first not in words.weak
        and last not in words.weak
        and words.verb.get(first, 0.0) < _VERB
        and not any(word.casefold() in sentence for word in clause)
        and not any(len(word) > 5 and word.isupper() for word in clause)
        and 2 * sum(word.isupper() for word in clause) <= len(clause)
    )


def _content(key: Key) -> list[str]:
    return [word for word in key if len(word) > 3 or word not in _SMALL_WORDS]


def _is_said(word: str, said: set[str]) -> bool:
    """Whether a word, or one of the same stem, is among those said: "leader" and "leadership".

    "Home" and "homeless" are two: an ending has three letters at most.
    """
    if word in said or stem(word) in {stem(one) for one in said}:
        return True
    if any(_is_slip(word, one) for one in said):
        return True
    return any(
        len(short) >= 4 and long.startswith(short) and len(long) <= len(short) + 3
        for one in said
        for short, long in (sorted((one, word), key=len),)
    )


def _is_slip(word: str, other: str) -> bool:
    """Whether one word is the other with a letter too many, too few or out of place."""
    if min(len(word), len(other)) < 6 or word[0] != other[0] or abs(len(word) - len(other)) > 2:
        return False
    return SequenceMatcher(None, word, other, autojunk=False).ratio() >= _SLIP


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
        if not _is_phrase(words, clause.split(), content):
            continue
        strong = sum(word not in words.weak for word in content) / len(parts)
        named = bool(keys & set(content))
        if named or len(texts) <= _SMALL:
            found[clause] = 0.2 * strong + 0.2 * named
    if not found:
        return ""
    clauses = sorted(found)
    value = closeness(clauses)[:, group] + [found[clause] for clause in clauses]
    best = closed(clauses[int(np.argmax(value))])
    return f"“{best[:1].upper()}{best[1:]}”"


def stem(word: str) -> str:
    """What "leader" and "leadership" share: enough to see that a heading would say it twice."""
    plain = word if word.isascii() else unicodedata.normalize("NFKD", word)
    return "".join(c for c in plain if not unicodedata.combining(c))[:6]


def _keywords(words: Vocabulary, ranked: list[_Scored]) -> tuple[str, ...]:
    chosen: list[Key] = []
    for one in ranked:
        if len(chosen) == _KEYWORDS:
            break
        inside = any(set(one.key) <= set(key) or set(key) <= set(one.key) for key in chosen)
        if not inside:
            chosen.append(one.key)
    return tuple(words.shown(key) for key in chosen)


def told(
    names: Sequence[Naming],
    labels: npt.NDArray[np.int64],
    texts: Sequence[str],
    unstable: Collection[int] = (),
) -> list[bool]:
    """Say of which groups a reader can tell what they are about: by a label, in enough passages.

    Parameters
    ----------
    names : sequence of Naming
        Of `name_groups`.
    labels : numpy.ndarray
        The group of each passage, -1 for none.
    texts : sequence of str
        The passages.
    unstable : collection of int
        Groups that hang on chance; more of their passages must hold a word.
    """
    held = [closed(text.casefold()) for text in texts]
    found = []
    for group, name in enumerate(names):
        own = np.flatnonzero(labels == group)
        words = [word.casefold() for word in name.keywords]
        hits = sum(any(word in held[place] for word in words) for place in own)
        least = _TOLD_UNSTABLE if group in unstable else _TOLD
        if len(texts) < _TINY and group not in unstable and name.label[:1] == "“":
            least = 1 / max(len(own), 1)
        found.append(bool(name.label) and hits >= least * len(own))
    return found
