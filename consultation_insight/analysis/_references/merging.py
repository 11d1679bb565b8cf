"""Names of one thing put on one line: by letters (string) and by who stands beside whom (context)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from consultation_insight.analysis._references.belonging import join_owned, join_works
from consultation_insight.analysis._references.candidates import (
    LINKING,
    Candidate,
    Candidates,
    Groups,
    Key,
    Words,
    content,
    given_names,
    has_capital,
    home_places,
    kind_of,
    ordinary,
    passed_over,
)
from consultation_insight.analysis._references.capitals import is_full_name
from consultation_insight.analysis._references.ideas import Tags, joined_forms
from consultation_insight.models.lemmas import is_known
from consultation_insight.models.matcher import Token, fold, near_misses, plain

__all__ = ["merge"]

#: Of the places of full names with one first name, those of its bearer; and for each place of the
#: first name alone, those of the full name.
MAIN_SHARE, BARE_SHARE = 0.75, 0.5
#: Last words that may be left out when a report, an act or a plan is named.
_GENERIC = frozenset(
    {
        "act", "approach", "commission", "deal", "experiment", "inquiry", "law", "lecture", "model",
        "paper", "plan", "project", "report", "review", "study", "theory", "way",
    }
)  # fmt: skip
#: Of these a town can be the first word: what is meant is what the town did.
_DONE = frozenset({"approach", "deal", "experiment", "model", "project"})


def merge(found: Candidates, words: Words, tags: Tags) -> Groups:
    """Put candidates that are one thing together; hashtags and owned words become places."""
    groups = Groups()
    _homes(found, words)
    _spelling(found, words)
    _surnames(found, words, groups)
    _short_names(found, words, groups)
    _initials(found, groups)
    _joined(found, groups, tags)
    _first_names(found, groups)
    join_works(found, words, groups)
    join_owned(found, words, groups)
    return groups


def _names(found: Candidates) -> Iterator[str]:
    return (key for by, key in list(found) if by == "name")


def _homes(found: Candidates, words: Words) -> None:
    """Look for the name that a domain is made of: ``buurtzorg.com``, "Buurtzorg"."""
    for by, key in list(found):
        label = _label(key) if by == "link" else ""
        if len(label) < 5 or ("name", label) in found or words.small[label]:
            continue
        places = [
            place
            for place in words.places(label, "name")
            if place.surface[0].isupper() and label not in passed_over()
        ]
        if places:
            forms = Counter(place.surface.removesuffix("'s") for place in places)
            found["name", label] = Candidate(label, "name", places, forms)


def _spelling(found: Candidates, words: Words) -> None:
    """Add words that are in no dictionary and one letter off a name."""
    parts: defaultdict[str, list[Candidate]] = defaultdict(list)
    for key in _names(found):
        candidate = found["name", key]
        if len(candidate.places) > 1 and (" " not in key or is_full_name(key)):
            parts[key.split()[-1]].append(candidate)
    initials = {part[0] for part in parts if len(part) > 5}
    unknown = [
        key
        for key in words.where
        if len(key) > 5 and key[0] in initials and key not in parts and len(words.where[key]) < 3
    ]
    near = near_misses(unknown, parts)
    known = is_known(
        [words.tokens[n][p].form.casefold() for n, p in (words.where[key][0] for key in near)], "en"
    )
    for (key, right), is_word in zip(near.items(), known, strict=True):
        if is_word or len(parts[right]) > 2:
            continue
        target = max(parts[right], key=lambda candidate: len(candidate.key))
        for number, at in words.where[key]:
            place = words.place(number, at, at + 1, "name")
            if place is not None and has_capital(words.tokens[number][at]):
                target.places.append(place)
                found.pop(("name", key), None)


def _surnames(found: Candidates, words: Words, groups: Groups) -> None:
    """Put "Raworth" under "Kate Raworth" where only one full name ends so."""
    full: defaultdict[str, list[str]] = defaultdict(list)
    for key in _names(found):
        if is_full_name(key):
            full[key.split()[-1]].append(key)
    common = ordinary(full)
    for last, keys in full.items():
        if len(keys) > 1 or not _has_surname(found["name", keys[0]], last in common):
            continue
        if ("name", last) in found:
            groups.join(("name", keys[0]), ("name", last))
            continue
        if words.small[last] or len(last) < 4 or last in passed_over():
            continue
        # The surname was never found inside a sentence, but stands by itself.
        inside = {(place.number, place.end) for place in found["name", keys[0]].places}
        candidate = Candidate(last, "name")
        for number, at in words.where[last]:
            place = words.place(number, at, at + 1, "name")
            if place is None or not has_capital(words.tokens[number][at]):
                continue
            before = words.tokens[number][at - 1] if at else None
            alone = before is None or not words.tokens[number][at].joined or not has_capital(before)
            if alone and (place.number, place.end) not in inside:
                candidate.places.append(place)
                candidate.forms[words.tokens[number][at].form] += 1
        if candidate.places:
            found["name", last] = candidate
            groups.join(("name", keys[0]), ("name", last))


def _first_names(found: Candidates, groups: Groups) -> None:
    """Put "Hillary" under "Hillary Clinton" where one full name is clearly the bearer.

    That is: it has three quarters of all places of full names with this first name, and half as many
    as the first name alone, so that a neighbour is not taken for somebody famous.
    """
    full: defaultdict[str, list[str]] = defaultdict(list)
    for key in _names(found):
        first = key.partition(" ")[0]
        if is_full_name(key) and ("name", first) in found and first in given_names():
            full[first].append(key)
    members = groups.members(found) if full else {}
    for first, keys in full.items():
        sizes = {
            key: sum(len(found[n].places) for n in members.get(groups.head(("name", key)), ()))
            for key in keys
        }
        main = max(keys, key=lambda key: (sizes[key], key))
        if (
            sizes[main] > 2
            and sizes[main] >= MAIN_SHARE * sum(sizes.values())
            and sizes[main] >= BARE_SHARE * len(found["name", first].places)
            and groups.head(("name", first)) == ("name", first)
        ):
            groups.join(("name", main), ("name", first))


def _has_surname(candidate: Candidate, is_word: bool) -> bool:
    """Whether the last word of a name can stand for it: not in "Easter Sunday", "Dallas TX"."""
    parts = candidate.key.split()
    if kind_of(parts) != "person" and (is_word or parts[-1] in given_names()):
        return False
    return not all(form.split()[-1].isupper() for form in candidate.forms)


def _short_names(found: Candidates, words: Words, groups: Groups) -> None:
    """Put "Beveridge" and "the Beveridge Report" together, and "Preston" with its model."""
    for key in _names(found):
        parts = key.split()
        if len(parts) < 2 or parts[-1] not in _GENERIC:
            continue
        rest = " ".join(parts[:-1])
        if ("name", rest) in found:
            groups.join(("name", key), ("name", rest))
        elif len(parts) == 2 and words.seldom_small(rest):
            _bare(found, words, groups, key, rest)
    for last in sorted(_DONE):
        for number, at in words.where.get(last, ()):
            own = words.tokens[number]
            if not at or not own[at].joined or not has_capital(own[at - 1]):
                continue
            town = own[at - 1].key
            before = own[at - 2] if at > 1 and own[at - 1].joined else None
            alone = before is None or not has_capital(before) or not content(before)
            if alone and words.seldom_small(town) and content(own[at - 1]):
                _bare(found, words, groups, f"{town} {last}", town)


def _bare(found: Candidates, words: Words, groups: Groups, key: str, rest: str) -> None:
    """Let a name stand for its model, report or deal, except where it says where somebody is."""
    if rest in passed_over() and rest not in home_places():
        return
    if ("name", key) not in found:
        places = words.places(key, "name")
        if not places:
            return
        forms = Counter(place.surface for place in places)
        found["name", key] = Candidate(key, "name", places, forms, strong=True)
    candidate = Candidate(rest, "name")
    for number, at in words.where.get(rest, ()):
        own = words.tokens[number]
        if not has_capital(own[at]) or _is_where(own, at):
            continue
        place = words.place(number, at, at + 1, "name")
        if place is not None:
            candidate.places.append(place)
    if candidate.places:
        found["name", rest] = candidate
        groups.join(("name", key), ("name", rest))


def _is_where(tokens: Sequence[Token], at: int) -> bool:
    """Whether a name only says where somebody is: "in Preston", but not "as done in Preston"."""
    if not at or not tokens[at].joined or tokens[at - 1].form not in ("in", "near", "from", "at"):
        return False
    return at < 2 or tokens[at - 2].key not in ("did", "done", "do", "tried", "worked", "example")


def _initials(found: Candidates, groups: Groups) -> None:
    """Put "NEF" under "New Economics Foundation", "UBI" under "universal basic income"."""
    by_initials: defaultdict[str, list[str]] = defaultdict(list)
    for key in _names(found):
        if key.count(" ") > 1:
            by_initials["".join(w[0] for w in key.split() if w not in LINKING)].append(key)
    for by, key in list(found):
        if by == "name" and len(key) > 2 and len(by_initials.get(key, ())) == 1:
            groups.join(("name", by_initials[key][0]), (by, key))
        if by != "acronym":
            continue
        found.pop(("name", found[by, key].key), None)
        for other in ("name", "idea", "title"):
            if (other, key) in found:
                groups.join((other, key), (by, key))
        # What is left of the words without the first still names it: "basic income".
        rest = key.partition(" ")[2]
        if ("idea", rest) in found:
            groups.join((by, key), ("idea", rest))
        # A name without its first word is a part only where it never stands alone.
        ends = {(place.number, place.end) for place in found[by, key].places}
        if ("name", rest) in found and all(
            (place.number, place.end) in ends for place in found["name", rest].places
        ):
            groups.join((by, key), ("name", rest))


def _joined(found: Candidates, groups: Groups, tags: Tags) -> None:
    """Put accounts, domains, addresses and hashtags under the name that they are made of."""
    by_letters = _by_letters(found)
    near = _beside(found)
    for by, key in list(found):
        if by not in ("handle", "link"):
            continue
        letters = plain(key).replace("_", "") if by == "handle" else _label(key)
        own = {groups.head(name) for name in by_letters.get(letters, ())}
        if not own:
            texts = {place.number for place in found[by, key].places}
            own = {
                groups.head(name)
                for form in (letters, letters.removeprefix("the"))
                for name in near.get(form, ())
                if any(place.number in texts for place in found[name].places)
            }
        if len(own) == 1:
            groups.join(own.pop(), (by, key))
    for letters, places in tags.items():
        own = {groups.head(name) for name in by_letters.get(letters, ())}
        if len(own) == 1 and len(letters) > 2:
            candidate = found[own.pop()]
            candidate.places += places
            candidate.strong |= candidate.by == "phrase"


def _by_letters(found: Candidates) -> dict[str, set[Key]]:
    """Names by their letters, and without a last word such as *Act* or *report*."""
    by_letters: defaultdict[str, set[Key]] = defaultdict(set)
    for by, key in found:
        if by in ("handle", "link"):
            continue
        forms = set(found[by, key].forms) | {key}
        for form in forms:
            for letters in joined_forms(form):
                by_letters[letters].add((by, key))
            shorter, _, last = form.rpartition(" ")
            if " " in shorter and fold(last) in _GENERIC:
                for letters in joined_forms(shorter):
                    by_letters[letters].add((by, key))
    return by_letters


def _beside(found: Candidates) -> dict[str, set[Key]]:
    """Shorter ways to write a name, which count where both stand in one response.

    Its initials, and the name without its last word: ``health.org.uk`` beside "Health Foundation".
    """
    near: defaultdict[str, set[Key]] = defaultdict(set)
    for by, key in found:
        parts = [part for part in key.split() if part not in LINKING]
        if by == "name" and len(parts) > 1:
            near["".join(part[0] for part in parts)].add((by, key))
            near["".join(parts[:-1])].add((by, key))
        elif by == "name":
            near[key].add((by, key))
    return near


def _label(domain: str) -> str:
    """The part of a domain that is a name: ``www.new-economy.org.uk`` → ``neweconomy``.

    Where the ending is a word itself, it belongs to the name: ``humanlearning.systems``.
    """
    parts = domain.split("/", maxsplit=1)[0].split(".")
    if parts[-1] not in _ENDINGS and len(parts) == 2 and len(parts[-1]) > 3:
        return plain("".join(parts)).replace("-", "")
    while len(parts) > 1 and (parts[-1] in _ENDINGS or len(parts[-1]) == 2):
        parts.pop()
    return plain(parts[-1]).replace("-", "")


_ENDINGS = frozenset(
    {"ac", "org", "com", "co", "gov", "net", "info", "edu", "eu", "uk", "wales", "scot", "cymru",
     "london", "nhs", "coop", "ngo", "global", "foundation"}
)  # fmt: skip
