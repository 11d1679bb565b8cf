"""What is pointed to without capitals: fixed phrases, acronyms, hashtags and quoted titles."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from consultation_insight.analysis._references.candidates import (
    CUES,
    IDEAS,
    MEASURES,
    Candidate,
    Candidates,
    Place,
    Words,
    content,
    has_capital,
    passed_over,
)
from consultation_insight.analysis._references.capitals import tells_nothing
from consultation_insight.models.matcher import fold, plain, tokenise
from consultation_insight.text import HASHTAG

__all__ = ["Tags", "add_acronyms", "add_ideas", "add_titles", "joined_forms", "tags_of"]

#: Hashtags by their letters, accents and case taken away.
Tags = dict[str, list[Place]]

#: The first word of ideas such as "theory of change", with what must follow it.
_OF = frozenset({"theory", "tragedy", "paradox"})
_NUMBERS = dict(
    zip(
        "123456789",
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"],
        strict=True,
    )
)
_HUMP = re.compile(r"[^\W\d_]?[^\WA-Z_]+|[^\W\d_]+?(?=[A-Z][a-z]|\d|_|$)|\d+")
_WORDS = re.compile(r"[^\W_]+")
#: A title in quotation marks: two to seven words.
_QUOTED = re.compile(r"[“\"‘]([^\W_][^“”\"‘\n.!?;]{4,60}?)[”\"’](?!\w)")
#: Fewer letters prove no phrase by a hashtag that begins with it.
_LONG_ENOUGH = 8


def tags_of(words: Words) -> Tags:
    """All hashtags that the gazetteer does not know."""
    tags: defaultdict[str, list[Place]] = defaultdict(list)
    for number, text in enumerate(words.texts):
        if "#" not in text:
            continue
        for match in HASHTAG.finditer(text):
            start, end = match.span()
            if any(a < end and start < b for a, b in words.taken[number]):
                continue
            key = _letters(plain(match[1]))
            tags[key].append(Place(number, start, end, match[0], "phrase"))
    return dict(tags)


def _letters(text: str) -> str:
    """Letters alone, small numbers as words: ``4dayweek`` → ``fourdayweek``."""
    text = text.replace("_", "")
    if text[:1] in _NUMBERS and not text[1:2].isdigit():
        text = _NUMBERS[text[0]] + text[1:]
    return text


def joined_forms(form: str) -> set[str]:
    """How a name looks as a hashtag, an account or a domain: plain and folded, without spaces."""
    tokens = tokenise(form)
    inner = [token for token in tokens if token.form.casefold() != "the"]
    return {_letters("".join(_WORDS.findall(plain(form))))} | {
        _letters("".join(part))
        for some in (tokens, inner)
        for part in ([plain(token.form) for token in some], [token.key for token in some])
    }


def add_ideas(found: Candidates, words: Words, tags: Tags) -> None:
    """Find phrases that name an idea, however they are written: "systems thinking"."""
    names = sorted(tags)
    for key in sorted(IDEAS | MEASURES):
        for number, last in words.where.get(key, ()):
            _add_idea(found, words, names, number, last)
    for key in _OF:
        for number, first in words.where.get(key, ()):
            _add_of(found, words, number, first)
    for candidate in list(found.values()):
        if candidate.by == "phrase":
            _extend(found, candidate, words)


def _add_idea(found: Candidates, words: Words, tags: list[str], number: int, last: int) -> None:
    own = words.tokens[number]
    if not last or not own[last].joined or not content(own[last - 1]):
        return
    first = _proven(words, tags, number, last)
    proven = first is not None
    run = own[first if first is not None else last - 1 : last + 1]
    key = " ".join(token.key for token in run)
    if own[last].key in MEASURES and not proven and not found.get(("idea", key)):
        return
    if ("name", key) in found or key in passed_over():
        return
    place = words.place(number, last + 1 - len(run), last + 1, "phrase")
    if place is None:
        return
    candidate = found.get(("idea", key))
    if candidate is None:
        candidate = found["idea", key] = Candidate(key, "phrase")
    candidate.strong |= proven
    candidate.forms[" ".join(token.form for token in run)] += 1
    candidate.places.append(place)


def _proven(words: Words, tags: list[str], number: int, last: int) -> int | None:
    """The first word of a phrase of two to four that a hashtag is made of, or begins with."""
    import bisect

    own = words.tokens[number]
    for first in range(last - 1, max(last - 4, -1), -1):
        if not own[first + 1].joined:
            break
        form = _letters("".join(plain(token.form) for token in own[first : last + 1]))
        at = bisect.bisect_left(tags, form)
        if len(form) >= _LONG_ENOUGH and at < len(tags) and tags[at].startswith(form):
            return first
    return None


def _add_of(found: Candidates, words: Words, number: int, first: int) -> None:
    own = words.tokens[number]
    last = first + 2
    if last < len(own) and own[last].form == "the":
        last += 1
    if last >= len(own) or own[first + 1].form != "of" or not content(own[last]):
        return
    place = words.place(number, first, last + 1, "phrase")
    if place is None:
        return
    key = " ".join(token.key for token in own[first : last + 1])
    candidate = found.setdefault(("idea", key), Candidate(key, "phrase"))
    candidate.forms[" ".join(token.form for token in own[first : last + 1])] += 1
    candidate.places.append(place)


def _extend(found: Candidates, candidate: Candidate, words: Words) -> None:
    """Take every place of a phrase, with the word before where it is mostly the same."""
    keys = candidate.key.split()
    if " of " in candidate.key:
        return
    places: list[Place] = []
    before: Counter[str] = Counter()
    spans = list(words.find(keys))
    for number, first in spans:
        if (
            first
            and content(words.tokens[number][first - 1])
            and words.unbroken(number, first - 1, first + 1)
        ):
            before[words.tokens[number][first - 1].key] += 1
    longer = [key for key, count in before.items() if count >= max(2, 2 * len(spans) / 3)]
    for number, first in spans:
        own = words.tokens[number]
        wide = (
            bool(longer)
            and first > 0
            and own[first - 1].key == longer[0]
            and words.unbroken(number, first - 1, first + 1)
        )
        place = words.place(number, first - wide, first + len(keys), "phrase")
        if place is not None:
            places.append(place)
    if longer:
        candidate.forms = (
            Counter(place.surface for place in places if place.surface.count(" ") == len(keys))
            or candidate.forms
        )
    candidate.places = places


def add_acronyms(found: Candidates, words: Words, tags: Tags) -> None:
    """Find acronyms, each with the words that it stands for where the texts have them.

    Words stand for an acronym where their first letters spell it and something says that they
    name one thing: an idea's last word, capitals, a hashtag of them, or both stand together.
    """
    places: defaultdict[str, list[Place]] = defaultdict(list)
    for key, where in words.where.items():
        if 3 <= len(key) <= 6 and key.isalpha() and not words.small[key]:
            for number, at in where:
                token = words.tokens[number][at]
                if token.form.rstrip("s").isupper() and not tells_nothing(words.tokens[number]):
                    place = words.place(number, at, at + 1, "name")
                    if place is not None:
                        places[key].append(place)
    for key, tagged in tags.items():
        if 3 <= len(key) <= 6 and tagged[0].surface[1:].isupper():
            places[fold(key)] += tagged
    known = [key for key in sorted(places) if key not in passed_over()]
    initials = _initials(words) if known else ("", [])
    for key in known:
        candidate = Candidate(key, "name", places[key], Counter([key.upper()]))
        full = _expansion(candidate, words, tags, initials)
        if full:
            if _by_chance(candidate, full, words):
                continue
            spelt = words.places(full, "phrase")
            candidate.places += spelt
            # No place is left for the words where the gazetteer has taken one of them.
            candidate.forms = Counter(place.surface for place in spelt) or Counter([full])
            candidate.strong = True
            found["acronym", full] = candidate


def _by_chance(acronym: Candidate, full: str, words: Words) -> bool:
    """Whether one text has the words, away from the acronym, and within a longer name of its own."""
    keys = full.split()
    found = list(words.find(keys))
    if (
        len(keys) > 3
        or len(found) != 1
        or found[0][0] in {place.number for place in acronym.places}
    ):
        return False
    number, first = found[0]
    own, last = words.tokens[number], first + len(keys)
    after = last < len(own) and own[last].joined and has_capital(own[last])
    before = first > 0 and own[first].joined and has_capital(own[first - 1])
    return has_capital(own[last - 1]) and (after or before)


def _initials(words: Words) -> tuple[str, list[tuple[int, int]]]:
    """The first letters of all words in one string, and where each stands."""
    letters: list[str] = []
    where: list[tuple[int, int]] = []
    for number, own in enumerate(words.tokens):
        for place, token in enumerate(own):
            letters.append(token.key[0])
            where.append((number, place))
        letters.append(" ")
        where.append((number, -1))
    return "".join(letters), where


def _expansion(
    acronym: Candidate, words: Words, tags: Tags, initials: tuple[str, list[tuple[int, int]]]
) -> str:
    """The words that an acronym stands for; empty where none are sure."""
    letters, where = initials
    size = len(acronym.key)
    own_texts = {place.number for place in acronym.places}
    score: Counter[str] = Counter()
    at = letters.find(acronym.key)
    while at >= 0:
        number, first = where[at]
        run = words.tokens[number][first : first + size]
        if all(content(token) for token in run) and words.unbroken(number, first, first + size):
            keys = [token.key for token in run]
            sure = (
                keys[-1] in IDEAS
                or keys[-1] in MEASURES - {"model"}
                or all(token.form[0].isupper() for token in run[1:])
                or number in own_texts
                or _letters("".join(plain(token.form) for token in run)) in tags
                # A longer acronym is not spelt by chance.
                or size > 3
            )
            if sure:
                score[" ".join(keys)] += 1
        at = letters.find(acronym.key, at + 1)
    return min(score, key=lambda full: (-score[full], full)) if score else ""


def add_titles(found: Candidates, words: Words) -> None:
    """Find titles in quotation marks after "read", "book", "by" or beside an author's name."""
    titles: set[str] = set()
    for number, text in enumerate(words.texts):
        if '"' not in text and "“" not in text and "‘" not in text:
            continue
        for match in _QUOTED.finditer(text):
            tokens = tokenise(match[1])
            if not 2 <= len(tokens) <= 7 or not _is_title(words, number, match.start()):
                continue
            titles.add(" ".join(token.key for token in tokens))
    for key in sorted(titles):
        if ("name", key) in found or ("idea", key) in found:
            continue
        places = words.places(key, "phrase")
        if places:
            forms = Counter(place.surface for place in places)
            found["title", key] = Candidate(key, "phrase", places, forms, 1, strong=True)


def _is_title(words: Words, number: int, start: int) -> bool:
    """Whether what stands before a quotation says that it is the name of something to read."""
    before = [token for token in words.tokens[number] if token.end <= start][-2:]
    return any(
        token.key in CUES - {"by", "to", "with", "from", "ask", "call", "called", "work"}
        for token in before
    )


def hashtag_phrases(tags: Tags) -> Iterator[tuple[str, list[Place]]]:
    """Hashtags of several words whose last names an idea or a measure: ``#WellbeingEconomy``."""
    for places in tags.values():
        parts = _HUMP.findall(places[0].surface[1:])
        keys = [fold(part) for part in parts]
        if (
            len(keys) > 1
            and min(map(len, keys)) > 2
            and "".join(keys).isalpha()
            and (keys[-1] in IDEAS or keys[-1] in MEASURES)
        ):
            yield " ".join(keys), places
