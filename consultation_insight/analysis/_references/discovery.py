"""References that the gazetteer does not have: accounts, domains and names that recur.

A name counts where several respondents use it and it looks like something pointed to: words with
capitals inside a sentence, or words such as *by*, *read*, *listen to* before it. Texts in capitals
and titles tell nothing about capitals and are left out. A campaign's text counts once.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise

import pandas as pd

from consultation_insight.analysis._references.capitals import (
    CUES,
    LINKING,
    has_capital,
    letter_cases,
    name_runs,
    tells_nothing,
)
from consultation_insight.analysis._references.gazetteer import Entry, Gazetteer, slug
from consultation_insight.analysis._references.links import Link, link_type, links_of, prefixes
from consultation_insight.analysis._words.tokens import stop_list
from consultation_insight.models.lemmas import is_known
from consultation_insight.models.matcher import Hit, PhraseMatcher, Token, plain
from consultation_insight.text import HASHTAG, MENTION

__all__ = ["Row", "discover_references"]

#: response_id, reference_id, start, end, found_by, surface
Row = tuple[str, str, int, int, str, str]

#: Respondents that must use it: two agree by chance more easily on one word than on several.
MIN_RESPONDENTS = {"handle": 2, "link": 2, "words": 2, "word": 3, "phrase": 3}
#: An account that this share of responses begins with is whom they answer, not what they cite.
ADDRESSED = 0.05
_AFTER = frozenset(
    {
        "argue", "approach", "book", "economics", "explain", "foundation", "framework", "idea",
        "lecture", "method", "model", "paper", "podcast", "principle", "report", "research",
        "review", "say", "show", "study", "talk", "theory", "work", "wrote", "write",
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
         "framework", "movement", "philosophy", "doctrine", "paradigm", "approach"})),
    ("organisation", frozenset(
        {"foundation", "trust", "institute", "institution", "society", "association", "council",
         "university", "college", "centre", "center", "network", "alliance", "union", "federation",
         "group", "partnership", "charity", "uk", "forum", "agency", "academy", "party", "bank",
         "club", "guild", "coalition", "collective", "lab", "company", "times", "committee"})),
)  # fmt: skip
#: Of phrases written small, those whose last word names an idea ...
_IDEAS = frozenset(
    {
        "assembly",
        "doctrine",
        "economic",
        "manifesto",
        "movement",
        "paradigm",
        "philosophy",
        "theory",
        "thinking",
    }
)
#: ... and, where a hashtag shows that the phrase is a fixed one, a measure.
_MEASURES = frozenset(
    {
        "aid",
        "budget",
        "deal",
        "dividend",
        "economy",
        "guarantee",
        "income",
        "model",
        "tax",
        "wage",
        "week",
    }
)


@dataclass
class _Candidate:
    """A name under one key, with its places and how it was written."""

    by: str
    places: list[tuple[int, int, int, str]] = field(default_factory=list)
    forms: Counter[str] = field(default_factory=Counter)
    cued: int = 0


def discover_references(
    live: pd.DataFrame,
    tokens: Sequence[Sequence[Token]],
    taken: list[list[tuple[int, int]]],
    known: Gazetteer,
) -> tuple[list[Entry], list[Row]]:
    """Find accounts, domains and repeated names that the gazetteer does not have.

    Parameters
    ----------
    live : pandas.DataFrame
        The live responses.
    tokens : list of list of Token
        Their words.
    taken : list of list of (int, int)
        The places that the gazetteer accounts for.
    known : Gazetteer

    Returns
    -------
    entries : list of Entry
    rows : list of tuple
        response_id, reference_id, start, end, found_by, surface; start is -1 for a link.
    """
    texts = live["text"].tolist()
    # A campaign is one voice, however many send it.
    voices = [
        campaign or respondent
        for campaign, respondent in zip(live["campaign_id"], live["respondent_id"], strict=True)
    ]
    found: dict[tuple[str, str], _Candidate] = {}
    _add_handles(found, texts, known)
    _add_links(found, live, known)
    _add_names(found, texts, tokens, taken)
    _add_ideas(found, texts, tokens, taken)
    _merge_surnames(found)
    _merge_initials(found)
    entries: list[Entry] = []
    rows: list[Row] = []
    ids = live["response_id"].tolist()
    used = set(known.entries)
    for (_, key), candidate in sorted(found.items()):
        respondents = {voices[number] for number, *_ in candidate.places}
        size = "word" if " " not in key else "words"
        if len(respondents) < MIN_RESPONDENTS[size if candidate.by == "name" else candidate.by]:
            continue
        entry = _entry(key, candidate, used)
        used.add(entry.reference_id)
        entries.append(entry)
        rows += [
            (ids[number], entry.reference_id, start, end, candidate.by, surface)
            for number, start, end, surface in candidate.places
        ]
    return entries, rows


def _entry(key: str, candidate: _Candidate, used: set[str]) -> Entry:
    name = min(candidate.forms, key=lambda form: (-candidate.forms[form], form))
    name = f"@{name}" if candidate.by == "handle" else name
    reference_id = slug(name) or slug(key)
    while reference_id in used:
        reference_id += "-2"
    kind = "other" if candidate.by in ("handle", "link") else _kind(key.split())
    return Entry(reference_id, name, kind, (name,))


def _kind(keys: Sequence[str]) -> str:
    for kind, words in _KINDS:
        if keys[-1] in words:
            return kind
    return "other"


def _add_handles(
    found: dict[tuple[str, str], _Candidate], texts: list[str], known: Gazetteer
) -> None:
    opening: Counter[str] = Counter()
    for text in texts:
        # Replies open with the accounts they answer.
        match = MENTION.match(text.lstrip())
        if match:
            opening[match[1].casefold()] += 1
    addressed = {name for name, count in opening.items() if count > ADDRESSED * len(texts)}
    for number, text in enumerate(texts):
        if "@" not in text:
            continue
        for match in MENTION.finditer(text):
            key = match[1].casefold()
            if key in known.handles or key in addressed:
                continue
            candidate = found.setdefault(("handle", key), _Candidate("handle"))
            candidate.places.append((number, match.start(), match.end(), match[0]))
            candidate.forms[match[1]] += 1


def _add_links(
    found: dict[tuple[str, str], _Candidate], live: pd.DataFrame, known: Gazetteer
) -> None:
    for number, (text, given) in enumerate(zip(live["text"], live["links"], strict=True)):
        if not given and "." not in text:
            continue
        for link in links_of(text, given):
            if not _is_source(link) or any(name in known.domains for name in prefixes(link)):
                continue
            candidate = found.setdefault(("link", link.domain), _Candidate("link"))
            candidate.places.append((number, -1, -1, ""))
            candidate.forms[link.domain] += 1


def _is_source(link: Link) -> bool:
    """Whether a domain stands for whoever speaks there, and not for a platform or a shop."""
    if re.search(r"(?:^|\.)(?:example(?:\.(?:com|org|net))?|test|invalid|localhost)$", link.domain):
        return False  # reserved names (RFC 2606) belong to nobody
    return link_type(link) in ("research", "government", "other")


@lru_cache(maxsize=1)
def _passed_over() -> frozenset[str]:
    path = files("consultation_insight") / "data" / "not_references.txt"
    lines = path.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


def _add_names(
    found: dict[tuple[str, str], _Candidate],
    texts: list[str],
    tokens: Sequence[Sequence[Token]],
    taken: list[list[tuple[int, int]]],
) -> None:
    small, large = letter_cases(texts, tokens)
    for number, (text, own, spans) in enumerate(zip(texts, tokens, taken, strict=True)):
        if tells_nothing(own):
            continue
        for first, last in name_runs(text, own, small, large):
            words = own[first:last]
            start, end = words[0].start, words[-1].end
            if any(a < end and start < b for a, b in spans):
                continue
            plain_form = " ".join(plain(word.form) for word in words)
            if plain_form in _passed_over():
                continue
            key = " ".join(word.key for word in words)
            candidate = found.setdefault(("name", key), _Candidate("name"))
            candidate.places.append((number, start, end, text[start:end]))
            candidate.forms[" ".join(word.form for word in words)] += 1
            before = own[first - 1].key if first else ""
            after = own[last].key if last < len(own) else ""
            candidate.cued += before in CUES or after in _AFTER
    ordinary = _ordinary([key for (by, key) in found if by == "name"])
    for (by, key), candidate in list(found.items()):
        if by != "name":
            continue
        single = " " not in key
        if key in ordinary or (single and not candidate.cued):
            del found[by, key]
    _find_everywhere(found, texts, tokens, taken)


def _find_everywhere(
    found: dict[tuple[str, str], _Candidate],
    texts: list[str],
    tokens: Sequence[Sequence[Token]],
    taken: list[list[tuple[int, int]]],
) -> None:
    """Give each name all its places: also at the start of sentences, and written small.

    A name of several words that is mostly written small is none; one of a single word counts only
    with its capital.
    """
    phrases = PhraseMatcher()
    names = {key: candidate for (by, key), candidate in found.items() if by == "name"}
    surnames: defaultdict[str, list[str]] = defaultdict(list)
    for key, candidate in names.items():
        form = min(candidate.forms, key=lambda form: (-candidate.forms[form], form))
        phrases.add(form, key)
        if 2 <= len(key.split()) <= 3 and _kind(key.split()) == "other":
            surnames[form.split()[-1]].append(key)
    ordinary = _ordinary(form.casefold() for form in surnames)
    for form, keys in surnames.items():
        unclear = form.casefold() in ordinary or plain(form) in _passed_over() or len(form) < 4
        if len(keys) == 1 and not unclear:
            phrases.add(form, keys[0])
    places: defaultdict[str, list[tuple[int, int, int, str]]] = defaultdict(list)
    capitals: Counter[str] = Counter()
    for number, (text, own, spans) in enumerate(zip(texts, tokens, taken, strict=True)):
        for hit in phrases.find(own, fits=_as_name):
            start, end = own[hit.first].start, own[hit.last - 1].end
            if any(a < end and start < b for a, b in spans):
                continue
            if _numbered(own, hit):
                continue
            key = str(hit.filed[0])
            places[key].append((number, start, end, text[start:end]))
            words = own[hit.first : hit.last]
            capitals[key] += all(has_capital(word) or word.form in LINKING for word in words)
    for by, key in list(found):
        if by != "name":
            continue
        if not places[key] or capitals[key] < len(places[key]) / 2:
            del found[by, key]
        else:
            found[by, key].places = places[key]


def _numbered(tokens: Sequence[Token], hit: Hit) -> bool:
    """Whether a number follows, so that it is one of many: "Workers Branch 7"."""
    return hit.last < len(tokens) and tokens[hit.last].joined and tokens[hit.last].form.isdigit()


def _as_name(key: object, words: Sequence[Token]) -> bool:
    return len(words) > 1 or has_capital(words[0])


def _ordinary(keys: Iterable[str]) -> set[str]:
    """Single keys that are words of the dictionary: "Work", "Doctors"."""
    single = [key for key in keys if " " not in key]
    return {key for key, known in zip(single, is_known(single, "en"), strict=True) if known}


def _add_ideas(
    found: dict[tuple[str, str], _Candidate],
    texts: list[str],
    tokens: Sequence[Sequence[Token]],
    taken: list[list[tuple[int, int]]],
) -> None:
    """Pairs of words that name an idea, however they are written: "systems thinking"."""
    tags = {plain(tag) for text in texts if "#" in text for tag in HASHTAG.findall(text)}
    stopped = stop_list("en")
    for number, (text, own, spans) in enumerate(zip(texts, tokens, taken, strict=True)):
        for first, last in pairwise(own):
            if not last.joined or (last.key not in _IDEAS and last.key not in _MEASURES):
                continue
            if first.form.casefold() in stopped or len(first.key) < 3:
                continue
            if last.key in _MEASURES and plain(first.form + last.form) not in tags:
                continue
            key = f"{first.key} {last.key}"
            start, end = first.start, last.end
            if ("name", key) in found or any(a < end and start < b for a, b in spans):
                continue
            candidate = found.setdefault(("idea", key), _Candidate("phrase"))
            candidate.places.append((number, start, end, text[start:end]))
            candidate.forms[f"{first.form} {last.form}"] += 1


def _merge_surnames(found: dict[tuple[str, str], _Candidate]) -> None:
    """Put "Raworth" under "Kate Raworth" where only one full name ends so."""
    by_last: defaultdict[str, list[str]] = defaultdict(list)
    for by, key in found:
        words = key.split()
        if by == "name" and len(words) in (2, 3) and _kind(words) == "other":
            by_last[words[-1]].append(key)
    for by, key in list(found):
        full = by_last.get(key, [])
        if by == "name" and " " not in key and len(full) == 1:
            _merge(found, ("name", key), ("name", full[0]))


def _merge_initials(found: dict[tuple[str, str], _Candidate]) -> None:
    """Put "NEF" under "New Economics Foundation", "@KateRaworth" under "Kate Raworth"."""
    by_initials: defaultdict[str, list[str]] = defaultdict(list)
    joined: defaultdict[str, list[str]] = defaultdict(list)
    for by, key in found:
        words = key.split()
        if by == "name" and len(words) > 1:
            joined["".join(words)].append(key)
            if len(words) > 2:
                by_initials["".join(w[0] for w in words if w not in LINKING)].append(key)
    for by, key in list(found):
        full = joined.get(plain(key).replace("_", ""), []) if by == "handle" else []
        if by == "name" and " " not in key:
            full = by_initials.get(key, [])
        if len(full) == 1:
            _merge(found, (by, key), ("name", full[0]))


def _merge(
    found: dict[tuple[str, str], _Candidate], source: tuple[str, str], target: tuple[str, str]
) -> None:
    if source == target or target not in found or source not in found:
        return
    gone = found.pop(source)
    found[target].places += gone.places
    found[target].cued += gone.cued
