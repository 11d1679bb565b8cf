"""References that the gazetteer does not have: accounts, domains and names that recur.

A name counts where several respondents use it and it looks like something pointed to: words with
capitals inside a sentence, or words such as *by*, *read*, *listen to* before it. Texts in capitals
and titles tell nothing about capitals and are left out. A campaign's text counts once.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files

import pandas as pd

from consultation_insight.analysis._gazetteer import Entry, Gazetteer, slug
from consultation_insight.analysis._links import Link, link_type, links_of, prefixes
from consultation_insight.analysis._tokens import stop_list
from consultation_insight.models.lemmas import is_known
from consultation_insight.models.matcher import Token, plain
from consultation_insight.text import MENTION

__all__ = ["Row", "discover_references"]

#: response_id, reference_id, start, end, found_by, surface
Row = tuple[str, str, int, int, str, str]

#: Respondents that must use it: two agree by chance more easily on one word than on several.
MIN_RESPONDENTS = {"handle": 2, "link": 2, "words": 2, "word": 3}
#: An account that this share of responses begins with is whom they answer, not what they cite.
ADDRESSED = 0.05
#: A word written small in more than this share of its uses is no name.
MAX_SMALL = 0.25
_LINKING = frozenset(
    {"of", "the", "for", "and", "de", "van", "von", "du", "la", "del", "di", "on", "y"}
)
_CUES = frozenset(
    {
        "ask", "author", "book", "by", "call", "called", "consult", "copy", "economist", "follow",
        "from", "guru", "hear", "invite", "listen", "philosopher", "professor", "prof", "quote",
        "read", "reading", "report", "see", "speak", "study", "talk", "thinker", "to", "try", "via",
        "watch", "with", "work", "writer",
    }
)  # fmt: skip
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
#: Of lower-case phrases, only those that name an idea by their last word.
_IDEAS = frozenset(
    {
        "economic",
        "theory",
        "thinking",
        "assembly",
        "movement",
        "philosophy",
        "doctrine",
        "paradigm",
        "manifesto",
        "principle",
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
    small, large = _cases(texts, tokens)
    for number, (text, own, spans) in enumerate(zip(texts, tokens, taken, strict=True)):
        if _tells_nothing(own):
            continue
        for first, last in _runs(text, own, small, large):
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
            candidate.cued += before in _CUES or after in _AFTER
    ordinary = _ordinary([key for (by, key) in found if by == "name"])
    for (by, key), candidate in list(found.items()):
        if by != "name":
            continue
        single = " " not in key
        if key in ordinary or (single and not candidate.cued):
            del found[by, key]


def _ordinary(keys: Iterable[str]) -> set[str]:
    """Single keys that are words of the dictionary: "Work", "Doctors"."""
    single = [key for key in keys if " " not in key]
    return {key for key, known in zip(single, is_known(single, "en"), strict=True) if known}


def _cases(
    texts: list[str], tokens: Sequence[Sequence[Token]]
) -> tuple[Counter[str], Counter[str]]:
    """How often each word is written small, and with a capital inside a sentence."""
    small: Counter[str] = Counter()
    large: Counter[str] = Counter()
    for own in tokens:
        for place, token in enumerate(own):
            if token.form[:1].islower():
                small[token.key] += 1
            elif place and token.joined:
                large[token.key] += 1
    return small, large


def _tells_nothing(tokens: Sequence[Token]) -> bool:
    """Whether most words have capitals: a title, or someone who shouts."""
    letters = [token for token in tokens if token.form[:1].isalpha()]
    capital = sum(token.form[:1].isupper() for token in letters)
    return len(letters) > 3 and capital > 0.6 * len(letters)


def _runs(
    text: str, tokens: Sequence[Token], small: Counter[str], large: Counter[str]
) -> Iterator[tuple[int, int]]:
    """Runs of words with capitals, without the word that a sentence merely begins with."""
    place = 0
    while place < len(tokens):
        if not _capital(tokens[place]):
            place += 1
            continue
        last = _run_end(text, tokens, place)
        first = place
        place = last
        opens = first == 0 or not tokens[first].joined
        if opens and _begins(tokens[first], small, large):
            first += 1
            while first < last and not _capital(tokens[first]):
                first += 1
        words = tokens[first:last]
        if not words or (len(words) == 1 and (first == 0 or not words[0].joined)):
            continue
        if len(words) == 1 and _often_small(words[0].key, small, large):
            continue
        if all(word.form.isdigit() or len(word.form) < 2 for word in words):
            continue
        yield first, last


def _often_small(key: str, small: Counter[str], large: Counter[str]) -> bool:
    return small[key] > MAX_SMALL * (small[key] + large[key])


def _capital(token: Token) -> bool:
    return token.form[:1].isupper() and token.form not in (
        "I",
        "I'm",
        "I've",
        "I'd",
        "I'll",
        "I’m",
        "I’ve",
        "I’d",
        "I’ll",
    )


def _begins(token: Token, small: Counter[str], large: Counter[str]) -> bool:
    """Whether a word at the start of a sentence has its capital from there."""
    return (
        small[token.key] > 0
        or plain(token.form) in stop_list("en")
        or token.key in _CUES
        or bool(not large[token.key] and is_known([token.form.casefold()], "en")[0])
    )


def _run_end(text: str, tokens: Sequence[Token], first: int) -> int:
    """The end of a run: capitals, with at most two small linking words between two of them."""
    last = first + 1
    while (
        last < len(tokens)
        and tokens[last].joined
        and "," not in text[tokens[last - 1].end : tokens[last].start]
    ):
        ahead = last
        while ahead < len(tokens) and ahead - last < 2 and tokens[ahead].form in _LINKING:
            ahead += 1
        if ahead >= len(tokens) or not _capital(tokens[ahead]):
            break
        if any(not token.joined for token in tokens[last : ahead + 1]):
            break
        last = ahead + 1
    return last


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
                by_initials["".join(w[0] for w in words if w not in _LINKING)].append(key)
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
