"""Headings and keywords: the words that a theme has and the others have not."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from consultation_insight.analysis._headings.alike import is_alike, is_said, stem
from consultation_insight.analysis._headings.quoting import QUOTES, quote, unsaid
from consultation_insight.analysis._headings.scoring import (
    Candidates,
    Scored,
    candidates_of,
    content_of,
    is_phrase_of_noun,
)
from consultation_insight.analysis._headings.terms import Key, Vocabulary
from consultation_insight.analysis._headings.unspaced import closed
from consultation_insight.analysis._themes.subjects import singular

__all__ = ["Naming", "name_groups", "told"]

#: Of a group's passages, the share that must hold one of its words. On eight sets half of the groups
#: have 0.7 and more; below an eighth stood groups of vague remarks ("I would need to see it first")
#: under the word of one of them.
_TOLD = 0.125
#: The same for groups that hang on chance: on six sets, those below were mixtures ("Room, learning
#: disabilities and women").
_TOLD_UNSTABLE = 0.45

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
#: alone, or is of any subject; and of its closeness to the theme's middle. Chosen by label fit
#: (benchmarks/themes.py) on 30 results from 15 public sets: between half and twice these values it
#: moves by 0.02 at most.
_OTHER, _ANY, _BESIDE_GENERAL, _FIT = 0.2, 0.12, 0.06, 0.4
#: A phrase whose words so large a part of those who say one of them say together stands for it: of a
#: word that says what it is about, and of one of any subject. It is nearly as close to the theme.
_PHRASE, _PHRASE_GENERAL, _NEARLY = 0.25, 0.12, 0.75
#: "Bills for water" says less at first sight than "water bills". A phrase that stands so often in a
#: longer one is part of it.
_WITH_SMALL_WORDS, _PART = 0.7, 0.7
#: What is less like a noun than this, or is followed by content more often, heads nothing alone; nor
#: does a phrase that begins with what is used as a verb so often.
_NOUN, _MODIFIER, _VERB = 0.45, 0.75, 0.3
#: What stands beside another term is less in need of being one: "laws", not "laws and legal".
_NOUN_BESIDE = 0.55
#: Shorthand that heads nothing as it stands.
_WRITTEN_OUT = {
    "gov": "Government", "govt": "Government", "pres": "President", "dept": "Department",
    "mgmt": "Management", "info": "Information",
}  # fmt: skip
#: What two things are only strung together by: "phone at the hotel".
_LOOSE = frozenset(["and", "at", "by", "on", "&"])
#: A word that so many hold may name a group better than a subject does. On the subjects of 18 results,
#: below a third were broad groups that their subject names well.
_OWN_WORD, _LEADING = 0.3, 4


@dataclass(frozen=True)
class Naming:
    """A theme's heading ("" where no word tells it from the rest), and its keywords."""

    label: str
    keywords: tuple[str, ...]


def name_groups(
    words: Vocabulary,
    labels: npt.NDArray[np.int64],
    closeness: Callable[[Sequence[str]], npt.NDArray[np.float64]],
    headings: Mapping[int, str] | None = None,
    *,
    subjects: Mapping[int, str] | None = None,
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
    subjects : mapping, optional
        Groups that have the name of a subject, for want of a better: where a word of their own is
        said by more of them than the words of that name, they are named by their own words.
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
    found = candidates_of(words, labels, count, owners, said, closeness)
    members = [set(owners[labels == group].tolist()) for group in range(count)]
    given = dict(headings or {}) | _fitting(words, found, subjects or {}, members, closeness)
    own = (
        [[texts[int(row)] for row in np.flatnonzero(labels == group)] for group in range(count)]
        if len(texts)
        else [[]] * count
    )
    given |= unsaid(
        words, found, {group: own[group] for group in range(count) if group not in given}
    )
    taken = {
        singular(word.casefold().strip(",")) for name in given.values() for word in name.split()
    }
    names: dict[int, Naming] = {}
    # Who has most to say of a word gets it, and large groups before small ones.
    strongest = [
        max((one.score for one in each.ranked), default=0.0) * len(people) ** 3
        for each, people in zip(found, members, strict=True)
    ]
    first = [set(content_of(each.ranked[0].key)) if each.ranked else set() for each in found]
    for group in sorted(range(count), key=lambda group: (-strongest[group], group)):
        label, ranked = given.get(group, ""), found[group].ranked
        if not label:
            later = [first[one] for one in range(count) if one not in names and one != group]
            kept = set().union(*later) - first[group]
            label = _heading(words, found[group], taken, kept, len(members[group])) or (
                quote(own[group], words, ranked, closeness, group)
                if len(own[group]) <= _SMALL
                else ""
            )
            label = label or _heading(words, found[group], taken, kept, 0)
        keywords = _keywords(words, ranked)
        if not keywords and len(labels) < _TINY and len(texts):
            label = quote(own[group], words, ranked, closeness, group)
            quoted = {singular(one.strip(QUOTES).casefold()) for one in label.split()}
            keywords = tuple(
                sorted(word for word in quoted if word in words.noun and len(word) > 2)
            )
            keywords = () if any(is_said(word, taken) for word in keywords) else keywords
            taken |= set(keywords)
        names[group] = Naming(label if keywords else "", keywords)
    return [names[group] for group in range(count)]


def _fitting(
    words: Vocabulary,
    found: Sequence[Candidates],
    subjects: Mapping[int, str],
    members: Sequence[set[int]],
    closeness: Callable[[Sequence[str]], npt.NDArray[np.float64]],
) -> dict[int, str]:
    """The names of subjects that say more of their group than a word of its own.

    They give way where a third of the group holds one word, more than hold the words of the name,
    and the first of its own words is clearly nearer to the group: "Food and farming" where all is
    about fishing.
    """
    fitting = dict(subjects)
    groups = [group for group in sorted(subjects) if found[group].ranked]
    if not groups:
        return fitting
    near = closeness([subjects[group] for group in groups])
    for row, group in enumerate(groups):
        size = max(len(members[group]), 1)
        said = [
            found[group].holders(singular(word.casefold().strip(",")))
            for word in subjects[group].split()
        ]
        named = len(frozenset().union(*said)) / size
        leading = [one.cover for one in found[group].ranked[:_LEADING] if len(one.key) == 1]
        most = max(leading, default=0.0)
        first = found[group].ranked[0]
        if most >= max(_OWN_WORD, named) and near[row, group] < _NEARLY * first.near:
            del fitting[group]
    return fitting


def _heading(
    words: Vocabulary, found: Candidates, taken: set[str], kept: set[str], size: int
) -> str:
    """One phrase that covers much of the theme, or up to three terms that together do.

    "" where they stand in too few of its ``size`` responses: fewer than a third of a small group,
    or than the square root of a large one (10 of 100). Such words are of somebody, not of the theme.
    ``taken`` are the words of other headings, ``kept`` those that other groups would begin with.
    """
    free = [one for one in found.ranked if not _is_taken(one.key, taken)]
    free = [one for one in free if not kept & set(one.key)] or free
    nouns = [one for one in free if words.nounlike(one.key) >= _NOUN and not _modifies(words, one)]
    if size and not nouns:
        return ""
    free = nouns or free
    phrases = [one for one in found.phrases if not _is_taken(one.key, taken | kept)]
    parts: list[Scored] = []
    covered: frozenset[int] = frozenset()
    while free and len(parts) < 3:
        best = max(free, key=lambda one: one.score * len(one.places - covered) / len(one.places))
        if parts and best.score < _enough(words, parts, len(covered), size) * parts[0].score:
            break
        best = _fuller(words, best, [*free, *phrases], found)
        parts.append(best)
        covered |= best.places
        used = {word for part in parts for word in content_of(part.key)}
        length = sum(len(part.key) for part in parts)
        if len(best.key) > 1 and best.cover >= _COVERS and len(parts) == 1:
            break
        free, phrases = (
            [
                one
                for one in some
                if not any(is_alike(words, word, used) for word in content_of(one.key))
                and length + len(one.key) + 1 <= _MOST_WORDS
                and one.near >= _FIT * parts[0].near
                and (len(one.key) > 1 or words.nounlike(one.key) >= _NOUN_BESIDE)
            ]
            for some in (free, phrases)
        )
    needed = _SMALL_COVERS * size if size <= _SMALL else float(np.sqrt(size))
    if not parts or len(covered) < needed:
        return ""
    taken |= {word for part in parts for word in content_of(part.key)}
    taken |= {_WRITTEN_OUT[part.key[0]].lower() for part in parts if part.key[0] in _WRITTEN_OUT}
    return _joined(words, [_written_out(words, part.key) for part in parts])


def _written_out(words: Vocabulary, key: Key) -> str:
    """A term as a heading shows it: no shorthand, where no longer form heads another group."""
    shown = words.case.named(words.headed(key))
    return _WRITTEN_OUT.get(shown.lower().strip("."), shown) if len(key) == 1 else shown


def _is_taken(key: Key, taken: set[str]) -> bool:
    return any(is_said(word, taken) for word in content_of(key))


def _enough(words: Vocabulary, parts: list[Scored], covered: int, size: int) -> float:
    """How much of the first term's score another needs: less where the first says little alone.

    One word that few of the theme use leaves a reader guessing ("Room"); two say what it is about
    ("Room and prison"). So does a word of any subject, however many use it ("Council").
    """
    if len(parts) > 1:
        return _OTHER if covered < _CLEAR * size or not size else 1.0
    alone = len(parts[0].key) == 1
    if alone and parts[0].key[0] in words.general:
        return _BESIDE_GENERAL
    return _ANY if alone and covered < _CLEAR * size else _OTHER


def _fuller(words: Vocabulary, best: Scored, free: list[Scored], found: Candidates) -> Scored:
    """What says the same and more: the phrase that a word often stands in, or the noun.

    "Gambling companies" for "companies", "identity check" for "identity", "economy" for "economic".
    """
    if len(best.key) > 1:
        return _whole(words, best, free)
    nouns = [
        one
        for one in free
        if len(one.key) == 1
        and stem(one.key[0]) == stem(best.key[0])
        and one.score >= 0.3 * best.score
    ]
    best = max(
        [best, *nouns], key=lambda one: (round(words.nounlike(one.key), 1), one.score, one.key)
    )
    word = best.key[0]
    least = _PHRASE_GENERAL if word in words.general else _PHRASE
    whole = len(found.holders(word)) or 1
    wider = [
        (len(found.together(one.key)), one)
        for one in free
        if word in one.key and _completes(words, one, best)
    ]
    fit = [
        (float(np.sqrt(shared * len(one.places))) * one.near * _told_by(words, one.key), one)
        for shared, one in wider
        if shared >= least * whole
    ]
    chosen = max(fit, key=lambda pair: (pair[0], pair[1].score, pair[1].key), default=(0, best))[1]
    return _whole(words, chosen, free)


def _whole(words: Vocabulary, best: Scored, free: list[Scored]) -> Scored:
    """The longer phrase that a phrase is nearly always part of: "high speed internet"."""
    if len(best.key) < 2:
        return best
    longer = [
        one
        for one in free
        if len(one.key) == len(best.key) + 1
        and best.key in (one.key[1:], one.key[:-1])
        and len(one.places) >= _PART * len(best.places)
        and words.nounlike(one.key) >= _NOUN
        and is_phrase_of_noun(words, one.key)
    ]
    return max(longer, key=lambda one: (len(one.places), len(one.key), one.key), default=best)


def _completes(words: Vocabulary, one: Scored, best: Scored) -> bool:
    """Whether a phrase names a thing, and one that is as near to the theme as its word."""
    key = one.key
    inside = [word for word in key[1:-1] if word in words.grammar.inside]
    return (
        len(key) > 1
        and len(one.places) >= (3 if inside else 2)
        and one.near >= _NEARLY * best.near
        and words.verb.get(key[0], 0.0) < _VERB
        and words.nounlike(key) >= _NOUN
        and words.before.get(key[-1], 0.0) <= _MODIFIER
        and (key[0] not in words.weak or words.head_of(key) != key[-1])
        and not _LOOSE & set(inside)
        and is_phrase_of_noun(words, key)
    )


def _told_by(words: Vocabulary, key: Key) -> float:
    """What a phrase says at first sight: "water bills" more than "bills for the water"."""
    return 1.0 if not any(word in words.grammar.inside for word in key) else _WITH_SMALL_WORDS


def _modifies(words: Vocabulary, one: Scored) -> bool:
    return len(one.key) == 1 and words.before.get(one.key[0], 0.0) > _MODIFIER


def _joined(words: Vocabulary, shown: list[str]) -> str:
    text = shown[0]
    if len(shown) > 1:
        text = f"{', '.join(shown[:-1])}{words.grammar.joined}{shown[-1]}"
    first = shown[0].split()[0]
    # "iPad" is written so on purpose.
    return text if not first[1:].islower() and len(first) > 1 else text[:1].upper() + text[1:]


def _keywords(words: Vocabulary, ranked: list[Scored]) -> tuple[str, ...]:
    chosen: list[Key] = []
    for one in ranked:
        if len(chosen) == _KEYWORDS:
            break
        inside = any(set(one.key) <= set(key) or set(key) <= set(one.key) for key in chosen)
        if not inside:
            chosen.append(one.key)
    return tuple(words.case.named(words.shown(key)) for key in chosen)


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
