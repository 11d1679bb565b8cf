"""Why a group of texts is called a campaign: length, rarity, people, time, hashtags and links."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from consultation_insight.text import HASHTAG, URL

#: Of all who use a campaign's passage, at least this share has to be in the group.
RARE = 0.75
#: A hashtag or link is a campaign's own when half of the group uses it, and when of all who use
#: it this share is in the group.
OWN = 0.8
#: Everyday phrases that so many texts repeat get longer by a word each time the number of texts
#: doubles beyond this (docs/methods-campaigns.md shows the measurement).
MANY_TEXTS = 16_384
#: An own hashtag or link counts as much as this many words: nobody comes upon it by chance.
MARK_WORDS = 4

_SCHEME = re.compile(r"^https?://(?:www\.)?", re.IGNORECASE)


def marks_of(text: str, links: str) -> set[str]:
    """The hashtags (with ``#``) and the links (without their scheme) of a response."""
    found = {"#" + tag for tag in HASHTAG.findall(text)}
    addresses = links.split() or URL.findall(text)
    return found | {_SCHEME.sub("", address).rstrip("/") for address in addresses}


def marks_in(texts: Iterable[str], links: Iterable[str]) -> dict[int, set[str]]:
    """The hashtags and links of the responses that have any, by their places."""
    found = {
        place: marks_of(text, link)
        for place, (text, link) in enumerate(zip(texts, links, strict=True))
        if link or "#" in text or "＃" in text or "http" in text
    }
    return {place: marks for place, marks in found.items() if marks}


class Marks:
    """Who uses which hashtag and which link; capital letters make no difference."""

    def __init__(self, written: Mapping[int, set[str]]) -> None:
        self.spellings: dict[str, Counter[str]] = {}
        for marks in written.values():
            for mark in marks:
                self.spellings.setdefault(mark.casefold(), Counter())[mark] += 1
        #: Of the responses that have any.
        self.rows = {row: {mark.casefold() for mark in marks} for row, marks in written.items()}

    @cached_property
    def users(self) -> dict[str, list[int]]:
        """The rows that use each."""
        users: dict[str, list[int]] = {}
        for row, marks in self.rows.items():
            for mark in marks:
                users.setdefault(mark, []).append(row)
        return users

    def own(self, members: Sequence[int]) -> list[str]:
        """Those that belong to a group, most used first, folded."""
        inside = Counter(mark for row in members for mark in self.rows.get(row, ()))
        own = [
            mark
            for mark, times in inside.items()
            if times * 2 >= len(members) and times >= OWN * len(self.users[mark])
        ]
        return sorted(own, key=lambda mark: (-inside[mark], mark))

    def as_written(self, mark: str) -> str:
        """How most people wrote it."""
        counts = self.spellings[mark]
        return min(counts, key=lambda spelling: (-counts[spelling], spelling))


@dataclass(frozen=True)
class Evidence:
    """What speaks for a campaign.

    Parameters
    ----------
    people : int
        Different respondents in the group.
    words : int
        Length of the shared passage, hashtags not counted.
    outside : int
        People outside of the group who use half of the passage or more.
    marks : tuple of str
        Hashtags and links that the group has to itself.
    bursts : tuple of str
        Days on which far more of it came than of everything else.
    """

    people: int
    words: int
    outside: int
    marks: tuple[str, ...] = ()
    bursts: tuple[str, ...] = ()

    @property
    def rarity(self) -> float:
        """Of all who use the passage, the share that is in the group."""
        return self.people / max(1, self.people + self.outside)

    def suffices(self, min_size: int, min_words: int, texts: int) -> bool:
        """Whether a group among so many texts may be called a campaign."""
        if self.people < min_size or self.rarity < RARE:
            return False
        chance = math.log2(max(1, texts) / MANY_TEXTS) - math.log2(self.people / min_size)
        words = self.words + MARK_WORDS * bool(self.marks)
        return words >= min_words + math.ceil(max(0.0, chance))

    @property
    def strength(self) -> float:
        """A figure from 0 to 1: length, people and rarity multiplied; marks and bursts add.

        A passage of eight words reaches half of what length can give, five people half of what
        their number can give, and each further eight words or five people half of the rest. Own
        marks and a burst each close a quarter of what is missing to 1.
        """
        length = 1 - 2 ** (-self.words / 8)
        people = 1 - 2 ** (-self.people / 5)
        missing = 1 - length * people * self.rarity
        for extra in (self.marks, self.bursts):
            missing *= 0.75 if extra else 1.0
        return round(1 - missing, 3)

    @property
    def why(self) -> str:
        """The evidence as a sentence."""
        others = (
            "which nobody else wrote"
            if not self.outside
            else f"half of which {_counted(self.outside, 'other person', 'other people')} wrote too"
        )
        text = f"{self.people:,} people share a passage of about {self.words} words, {others}"
        if self.marks:
            text += f"; most gave {' and '.join(self.marks[:2])}, which hardly anybody else did"
        if self.bursts:
            shown = [_spoken(day) for day in self.bursts[:3]]
            later = " and later days" if len(self.bursts) > 3 else ""
            text += f"; far more than their share came on {', '.join(shown)}{later}"
        return text + "."


def _spoken(day: str) -> str:
    """2021-07-04 as 4 July 2021."""
    return f"{(when := date.fromisoformat(day)).day} {when:%B %Y}"


def _counted(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


def bursts(inside: Counter[str], outside: Counter[str]) -> tuple[str, ...]:
    """Days on which a group sent far more than the days of everybody else let expect.

    Both count responses by day. Expected is the group's size times the share of the others on
    that day (all days alike without others); a burst is three standard deviations of a Poisson
    count above that, and at least three responses.
    """
    total, others = inside.total(), outside.total()
    found = []
    for day, times in inside.items():
        expected = total * outside[day] / others if others else total / len(inside)
        if times >= 3 and times > expected + 3 * math.sqrt(max(expected, 1.0)):
            found.append(day)
    return tuple(sorted(found))
