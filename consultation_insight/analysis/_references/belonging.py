"""Works beside their authors, and words that belong to a name: what the context tells."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from itertools import pairwise

from consultation_insight.analysis._references.candidates import (
    AFTER,
    CUES,
    Candidate,
    Candidates,
    Groups,
    Key,
    Words,
    content,
    kind_of,
)
from consultation_insight.models.lemmas import is_known

__all__ = ["join_owned", "join_works"]

#: Between a work and its author.
_BY = re.compile(r"[\"”’]?,?\s+(?:by|/)\s+")
_BESIDE = re.compile(r"\s*(?:,|:|–|-|—)\s*[\"“‘]?")
#: A work is on its author's line where so many of the author's responses name both side by side.
_MAIN_WORK = 0.25
#: A word belongs to a name where so many of its responses have the name too,
_BELONGS = 0.4
#: ... so many say "Name's word",
_OWNED = 2
#: ... and it is not much more frequent than the name.
_COMMON = 3
#: Names of fewer responses own nothing: too little to go by.
_OWNER = 5


def join_works(found: Candidates, words: Words, groups: Groups) -> None:
    """Put a work and its author together: "Hilary Cottam's Radical Help"."""
    spans: defaultdict[int, list[tuple[int, int, Key]]] = defaultdict(list)
    for name, candidate in found.items():
        if name[0] in ("name", "title", "idea"):
            for place in candidate.places:
                spans[place.number].append((place.start, place.end, name))
    pairs: Counter[tuple[Key, Key]] = Counter()
    for number, own in sorted(spans.items()):
        own.sort()
        text = words.texts[number]
        for (a, b, one), (c, _, two) in pairwise(own):
            if b <= c <= b + 6:
                first = _author(groups, one)
                author, work = (one, two) if first else (two, one)
                if _is_pair(groups, author, work, text[b:c], text[a:b], first=first):
                    pairs[groups.head(author), work] += 1
    members = groups.members(found)
    for (author, work), count in sorted(pairs.items()):
        texts = {place.number for name in members[author] for place in found[name].places}
        # Who is named for much else is not named for this work.
        if count >= _MAIN_WORK * len(texts):
            groups.join(author, work)


def _is_pair(
    groups: Groups, author: Key, work: Key, gap: str, surface: str, *, first: bool
) -> bool:
    """Whether two neighbours are an author and a work, whichever comes first."""
    if not _author(groups, author) or not _is_work(work):
        return False
    if not first:
        return bool(_BY.fullmatch(gap))
    owned = surface.endswith(("'s", "’s")) and not gap.strip(' "“‘')
    return owned or (work[0] == "title" and bool(_BESIDE.fullmatch(gap)))


def _author(groups: Groups, name: Key) -> bool:
    key = groups.head(name)[1]
    return name[0] == "name" and (
        kind_of(key.split()) == "person" or (" " not in key and not is_known([key], "en")[0])
    )


def _is_work(name: Key) -> bool:
    return name[0] in ("title", "idea") or (" " in name[1] and kind_of(name[1].split()) != "person")


def join_owned(found: Candidates, words: Words, groups: Groups) -> None:
    """Give a name the word that belongs to it: "Raworth's doughnut", then any doughnut."""
    owned: list[tuple[Key, str]] = []
    for head, names in groups.members(found).items():
        if not any(name[0] == "name" for name in names):
            continue
        places = [place for name in names for place in found[name].places]
        texts = {place.number for place in places}
        if len(texts) < _OWNER:
            continue
        after = {(p.number, p.end) for p in places if p.surface.endswith(("'s", "’s"))}
        owners: defaultdict[str, set[int]] = defaultdict(set)
        for number, end in after:
            token = next((t for t in words.tokens[number] if t.start >= end), None)
            if token is not None and token.joined and content(token):
                owners[token.key].add(number)
        for word, who in sorted(owners.items()):
            if len(who) < _OWNED or len(word) < 5 or word in AFTER or word in CUES:
                continue
            if not any(by in ("idea", "name") and key.startswith(f"{word} ") for by, key in found):
                continue  # nobody says what it is in full
            all_texts = {number for number, _ in words.where[word]}
            # In "doughnut economics" the word says itself what is meant.
            sure = texts | {
                place.number
                for (by, key), idea in found.items()
                if by == "idea" and key.split()[0] == word
                for place in idea.places
            }
            together = len(all_texts & sure)
            if together >= _BELONGS * len(all_texts) and len(all_texts) <= _COMMON * len(texts):
                owned.append((head, word))
    for head, word in owned:
        _take(found, words, groups, head, word)


def _take(found: Candidates, words: Words, groups: Groups, head: Key, word: str) -> None:
    candidate = Candidate(word, "phrase", strong=True)
    for number, at in words.where[word]:
        place = words.place(number, at, at + 1, "phrase")
        if place is not None:
            candidate.places.append(place)
            candidate.forms[words.tokens[number][at].form] += 1
    found["owned", word] = candidate
    for by, key in list(found):
        if by in ("idea", "name") and key.split()[0] == word:
            groups.join(head, (by, key))
    groups.join(head, ("owned", word))
