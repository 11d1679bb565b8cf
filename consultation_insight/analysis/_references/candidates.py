"""What discovery works on: where each word stands, and candidates for references."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

from consultation_insight.analysis._words.tokens import stop_list
from consultation_insight.models.lemmas import is_known
from consultation_insight.models.matcher import Token, fold, plain

__all__ = [
    "AFTER", "CUES", "IDEAS", "LINKING", "MEASURES", "WHERE", "Candidate", "Candidates", "Groups", "Key", "Place", "Words",
    "content", "given_names", "has_capital", "home_places", "is_possessive", "kind_of", "ordinary", "passed_over",
]  # fmt: skip

LINKING = frozenset(
    {"of", "the", "for", "and", "de", "van", "von", "du", "la", "del", "di", "on", "y"}
)
#: Words before what is pointed to: "by", "read", "listen to".
CUES = frozenset(
    {
        "ask", "author", "book", "by", "call", "called", "consult", "copy", "economist", "follow",
        "from", "guru", "hear", "invite", "listen", "philosopher", "professor", "prof", "quote",
        "rate", "read", "reading", "report", "see", "speak", "study", "talk", "thinker", "to", "try",
        "via", "watch", "with", "work", "writer",
    }
)  # fmt: skip
#: Words after it.
AFTER = frozenset(
    {
        "argue", "approach", "book", "economics", "explain", "foundation", "framework", "idea",
        "lecture", "method", "model", "paper", "podcast", "principle", "report", "research",
        "review", "say", "show", "study", "talk", "theory", "work", "wrote", "write",
    }
)  # fmt: skip
#: Last words of the names of places: what people live at, walk along, or meet in.
_PLACES = frozenset(
    {
        "airport", "alley", "arcade", "avenue", "beach", "bridge", "bypass", "canal", "close",
        "corner", "crescent", "crossing", "crossroad", "dock", "drive", "estate", "farm", "flyover",
        "garden", "harbour", "highway", "hospital", "island", "junction", "lake", "library", "marina",
        "meadow", "mews", "motorway", "museum", "park", "parkway", "pier", "playground", "plaza",
        "quay", "railway", "reservoir", "river", "road", "roundabout", "seafront", "square",
        "stadium", "station", "street", "surgery", "terminal", "terrace", "theatre", "tunnel",
        "underpass", "valley", "viaduct", "village", "walk", "wharf", "yard",
    }
)  # fmt: skip
#: Those that are surnames as well: a given name before them makes a person of it.
_SURNAMES = frozenset({"field", "green", "grove", "heath", "hill", "lane", "moor", "wood"})
#: Words before "centre" and "hall" that make it a building or the middle of a town.
_BUILDINGS = frozenset(
    {
        "art", "business", "children", "city", "civic", "community", "day", "family", "garden",
        "health", "leisure", "market", "medical", "parish", "retail", "shopping", "sport", "town",
        "village", "visitor", "youth",
    }
)  # fmt: skip
#: Words after which a name is mostly of a place: "near", "outside".
WHERE = frozenset(
    {
        "across", "along", "around", "at", "behind", "beside", "between", "down", "in", "into", "near",
        "onto", "opposite", "outside", "past", "through", "toward", "towards",
    }
)  # fmt: skip
#: Last words by which the kind of a name can be told.
_KINDS: tuple[tuple[str, frozenset[str]], ...] = (
    ("report", frozenset({"report", "review", "commission", "inquiry", "enquiry", "paper"})),
    ("programme", frozenset(
        {"act", "bill", "programme", "program", "plan", "scheme", "deal", "strategy", "project",
         "fund", "charter", "treaty", "agreement", "budget", "initiative", "pilot"})),
    ("theory", frozenset(
        {"economics", "economic", "theory", "thinking", "model", "assembly", "principle", "method",
         "framework", "movement", "philosophy", "doctrine", "paradigm", "approach", "income",
         "tax", "week", "dividend"})),
    ("organisation", frozenset(
        {"foundation", "trust", "institute", "institution", "society", "association", "council",
         "university", "college", "centre", "center", "network", "alliance", "union", "federation",
         "group", "partnership", "charity", "uk", "forum", "agency", "academy", "party", "bank",
         "club", "guild", "coalition", "collective", "lab", "company", "times", "committee"})),
)  # fmt: skip
#: Of phrases written small, those whose last word names an idea ...
IDEAS = frozenset(
    {
        "assembly", "doctrine", "economic", "manifesto", "movement", "paradigm", "philosophy",
        "theory", "thinking",
    }
)  # fmt: skip
#: ... and, where a hashtag shows that the phrase is a fixed one, a measure.
MEASURES = frozenset(
    {
        "aid", "budget", "deal", "dividend", "economy", "guarantee", "income", "model", "tax",
        "wage", "week",
    }
)  # fmt: skip


class Place(NamedTuple):
    """Where a candidate stands: in which text, from where to where, how written, found by what."""

    number: int
    start: int
    end: int
    surface: str
    by: str


@dataclass
class Candidate:
    """A name under one key, with its places and how it was written.

    ``strong`` says that two respondents are enough: nobody agrees on several words by chance.
    """

    key: str
    by: str
    places: list[Place] = field(default_factory=list)
    forms: Counter[str] = field(default_factory=Counter)
    cued: int = 0
    #: How often a word such as "near" stands before it.
    located: int = 0
    strong: bool = False
    kind: str = ""


#: By what it was found, and its folded words.
Key = tuple[str, str]
Candidates = dict[Key, Candidate]


class Groups:
    """Which candidates are one thing; the first of a pair gives its name to both."""

    def __init__(self) -> None:
        self._parent: dict[Key, Key] = {}

    def head(self, key: Key) -> Key:
        """The candidate that stands for a group."""
        while key in self._parent:
            key = self._parent[key]
        return key

    def join(self, main: Key, other: Key) -> None:
        """Put two candidates, and all that is one with them, together."""
        one, two = self.head(main), self.head(other)
        if one != two:
            self._parent[two] = one

    def members(self, found: Candidates) -> dict[Key, list[Key]]:
        """All candidates of each group."""
        members: defaultdict[Key, list[Key]] = defaultdict(list)
        for name in sorted(found):
            members[self.head(name)].append(name)
        return members


@dataclass
class Words:
    """The words of all texts: where each stands, and how often it is written small or large."""

    texts: Sequence[str]
    tokens: Sequence[Sequence[Token]]
    taken: Sequence[Sequence[tuple[int, int]]]
    where: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    small: Counter[str] = field(default_factory=Counter)
    large: Counter[str] = field(default_factory=Counter)

    @classmethod
    def of(
        cls,
        texts: Sequence[str],
        tokens: Sequence[Sequence[Token]],
        taken: Sequence[Sequence[tuple[int, int]]],
    ) -> Words:
        """Index texts whose words are known."""
        where: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
        small: list[str] = []
        large: list[str] = []
        for number, own in enumerate(tokens):
            for place, (key, form, _, _, joined) in enumerate(own):
                where[key].append((number, place))
                if form[0].islower():
                    small.append(key)
                elif place and joined:
                    large.append(key)
        return cls(texts, tokens, taken, dict(where), Counter(small), Counter(large))

    def find(self, keys: Sequence[str]) -> Iterator[tuple[int, int]]:
        """Every place where these words stand in a row, as text and first word."""
        places = [self.where.get(key, []) for key in keys]
        rarest = min(range(len(keys)), key=lambda at: len(places[at]))
        for number, place in places[rarest]:
            own, first = self.tokens[number], place - rarest
            if first < 0 or first + len(keys) > len(own):
                continue
            run = own[first : first + len(keys)]
            if all(token.key == key for token, key in zip(run, keys, strict=True)) and all(
                token.joined for token in run[1:]
            ):
                yield number, first

    def place(self, number: int, first: int, last: int, by: str) -> Place | None:
        """The place of some words; None where the gazetteer has taken it."""
        own = self.tokens[number]
        start, end = own[first].start, own[last - 1].end
        if any(a < end and start < b for a, b in self.taken[number]):
            return None
        return Place(number, start, end, self.texts[number][start:end], by)

    def places(self, key: str, by: str) -> list[Place]:
        """All places of some folded words."""
        keys = key.split()
        found = (self.place(number, at, at + len(keys), by) for number, at in self.find(keys))
        return [place for place in found if place is not None]

    def unbroken(self, number: int, first: int, last: int) -> bool:
        """Whether nothing but a space or a hyphen stands between words."""
        own, text = self.tokens[number], self.texts[number]
        return all(
            own[at + 1].joined and text[own[at].end : own[at + 1].start] in (" ", "-", "\u00a0")
            for at in range(first, last - 1)
        )

    def seldom_small(self, key: str, most: float = 0.0) -> bool:
        """Whether a word is hardly ever written small."""
        small = self.small[key]
        return small <= most * (small + self.large[key])


def has_capital(token: Token) -> bool:
    """Whether a word has a capital of its own: not "I", "I'm"."""
    return token.form[0].isupper() and token.form.partition("'")[0].partition("’")[0] != "I"


def is_possessive(token: Token) -> bool:
    """Whether 's was taken off the word."""
    return token.end - token.start > len(token.form)


def kind_of(keys: Sequence[str]) -> str:
    """What a name is, by its last word; ``person`` where it begins with a given name."""
    last = keys[-1]
    # "Elm Road"; but a "Manual for Streets" is a book.
    if (
        len(keys) > 1
        and keys[-2] not in LINKING
        and (
            last in _PLACES
            or (last in _SURNAMES and keys[0] not in given_names())
            or (last in ("centre", "center", "hall") and keys[-2] in _BUILDINGS)
        )
    ):
        return "place"
    for kind, words in _KINDS:
        if last in words:
            return kind
    return "person" if 2 <= len(keys) <= 3 and keys[0] in given_names() else "other"


def ordinary(keys: Iterable[str]) -> set[str]:
    """Which keys of one word are in the dictionary: "work", "doctor"."""
    single = [key for key in keys if " " not in key]
    return {key for key, known in zip(single, is_known(single, "en"), strict=True) if known}


@lru_cache(maxsize=1)
def passed_over() -> frozenset[str]:
    """Names that are what people talk about, or where they live; as written and folded."""
    lines = [*_lines("not_references.txt"), *home_places()]
    return frozenset(lines) | {" ".join(map(fold, line.split())) for line in lines}


@lru_cache(maxsize=1)
def home_places() -> frozenset[str]:
    """Towns and counties in which respondents live."""
    return frozenset(_lines("home_places.txt"))


@lru_cache(maxsize=1)
def given_names() -> frozenset[str]:
    """Given names, folded; those that are words as well (``Will*``) left out."""
    names = (name.strip() for line in _lines("first_names.txt") for name in line.split(","))
    return frozenset(plain(name) for name in names if name and not name.endswith("*"))


def _lines(name: str) -> list[str]:
    text = (files("consultation_insight") / "data" / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def content(token: Token) -> bool:
    """Whether a word says something by itself."""
    return len(token.form) > 2 and token.form.casefold() not in stop_list("en")
