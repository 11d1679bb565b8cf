"""References that the gazetteer does not have: accounts, domains, names and ideas that recur.

A name counts where several respondents use it and it looks like something pointed to: words with
capitals inside a sentence, or words such as *by*, *read*, *listen to* before it; a fixed phrase, an
acronym with its words, a title in quotation marks. Texts in capitals and titles tell nothing about
capitals and are left out. A campaign's text counts once.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

import pandas as pd

from consultation_insight.analysis._references.candidates import (
    Candidate,
    Candidates,
    Key,
    Place,
    Words,
    kind_of,
    ordinary,
)
from consultation_insight.analysis._references.capitals import add_names
from consultation_insight.analysis._references.gazetteer import Entry, Gazetteer, slug
from consultation_insight.analysis._references.ideas import (
    Tags,
    add_acronyms,
    add_ideas,
    add_titles,
    hashtag_phrases,
    tags_of,
)
from consultation_insight.analysis._references.links import (
    Link,
    is_short,
    link_type,
    links_of,
    prefixes,
)
from consultation_insight.analysis._references.merging import merge
from consultation_insight.models.matcher import Token
from consultation_insight.protocols import Span
from consultation_insight.text import MENTION

__all__ = ["Row", "discover_references"]

#: response_id, reference_id, start, end, found_by, surface
Row = tuple[str, str, int, int, str, str]

#: Respondents that must use it: two agree by chance more easily on one word than on several.
STRONG, WEAK = 2, 3
_NEVER = 10**9
#: An account that this share of responses begins with is whom they answer, not what they cite.
ADDRESSED = 0.05
#: Languages that write each noun with a capital: "Kollision", "Innenstadt" are no names.
_LARGE_NOUNS = ("de", "lb", "nds", "gsw")
_TOLD_NOTHING = ("", "und")
#: What gives a line its name, first the surest.
_NAMING = ("title", "name", "acronym", "idea", "handle", "link", "owned")


def discover_references(
    live: pd.DataFrame,
    tokens: Sequence[Sequence[Token]],
    taken: list[list[tuple[int, int]]],
    known: Gazetteer,
    names: str = "patterns",
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
    names : str
        ``spacy`` for the named entities of an installed pipeline as well.

    Returns
    -------
    entries : list of Entry
    rows : list of tuple
        response_id, reference_id, start, end, found_by, surface; start is -1 for a link.
    """
    # A campaign is one voice, however many send it.
    voices = [
        campaign or respondent
        for campaign, respondent in zip(live["campaign_id"], live["respondent_id"], strict=True)
    ]
    words = Words.of(live["text"].tolist(), tokens, taken)
    found: Candidates = {}
    tags = tags_of(words)
    entities: Sequence[Sequence[Span]] = ()
    if names == "spacy":
        from consultation_insight.models.names import find_entities

        entities = find_entities(words.texts)
    add_names(found, words, entities, _silent(live["language"]))
    add_ideas(found, words, tags)
    add_acronyms(found, words, tags)
    add_titles(found, words)
    _add_tags(found, tags)
    _add_handles(found, words, known)
    _add_links(found, live, known)
    groups = merge(found, words, tags)
    entries: list[Entry] = []
    rows: list[Row] = []
    ids = live["response_id"].tolist()
    used = set(known.entries)
    for head, group in sorted(groups.members(found).items()):
        own = [found[name] for name in group]
        places = _widest(place for candidate in own for place in candidate.places)
        respondents = {voices[place.number] for place in places}
        if len(respondents) < _least(group, own):
            continue
        entry = _entry(head, {name: found[name] for name in group}, used)
        used.add(entry.reference_id)
        entries.append(entry)
        rows += [
            (ids[p.number], entry.reference_id, p.start, p.end, p.by, p.surface) for p in places
        ]
    return entries, rows


def _silent(languages: pd.Series) -> set[int]:
    """The texts whose capitals name nothing; where most are such, those of no known language, too."""
    large = languages.isin(_LARGE_NOUNS).to_numpy()
    if 2 * large.sum() > languages.isin(_TOLD_NOTHING).eq(False).sum():
        large = large | languages.isin(_TOLD_NOTHING).to_numpy()
    return set(large.nonzero()[0].tolist())


def _least(names: Sequence[Key], own: Sequence[Candidate]) -> int:
    """How many respondents a line needs."""
    if any(candidate.strong or candidate.by in ("handle", "link") for candidate in own):
        return STRONG
    # A word of the dictionary, or one that nothing points to, is no name by itself.
    if all(by == "name" for by, _ in names) and (
        sum(max(candidate.cued, 0) for candidate in own) == 0 or ordinary(k for _, k in names)
    ):
        return _NEVER
    return WEAK


def _widest(places: Iterable[Place]) -> list[Place]:
    """Places in order; of two that overlap the wider."""
    kept: list[Place] = []
    for place in sorted(set(places), key=lambda p: (p.number, p.start, -p.end, p.by)):
        last = kept[-1] if kept else None
        if last and last.number == place.number and 0 <= place.start < last.end:
            if place.end - place.start > last.end - last.start:
                kept[-1] = place
            continue
        kept.append(place)
    return kept


def _entry(head: Key, group: Candidates, used: set[str]) -> Entry:
    name, kind = _name_and_kind(group)
    reference_id = slug(name) or slug(head[1]) or "reference"
    while reference_id in used:
        reference_id += "-2"
    return Entry(reference_id, name, kind, (name,))


def _name_and_kind(group: Candidates) -> tuple[str, str]:
    """What a line is called: its work and author, its longest name, its account or domain."""
    order = sorted(
        group,
        key=lambda name: (
            _NAMING.index(name[0]),
            " " not in name[1],
            -len(group[name].places),
            name,
        ),
    )
    people = [n for n in order if n[0] == "name" and kind_of(n[1].split()) == "person"]
    works = [n for n in order if n not in people and " " in n[1] and n[0] not in ("handle", "link")]
    main = (works or people or order)[0]
    form = _form(main, group[main])
    if main[0] in ("handle", "link"):
        return form, "other"
    kind = kind_of(main[1].split())
    if kind == "other":
        kind = next((group[n].kind for n in order if group[n].kind), kind)
    if works and people:
        return f"{form} / {_form(people[0], group[people[0]])}", "book" if kind == "other" else kind
    if kind == "other" and 2 * group[main].located >= max(2, len(group[main].places)):
        kind = "place"
    return form, kind


def _form(name: Key, candidate: Candidate) -> str:
    form = min(candidate.forms, key=lambda form: (-candidate.forms[form], form))
    if name[0] == "handle":
        return f"@{form}"
    if name[0] in ("idea", "acronym", "title", "owned"):
        form = form[:1].upper() + form[1:]
    return f"{form} ({candidate.key.upper()})" if name[0] == "acronym" else form


def _add_tags(found: Candidates, tags: Tags) -> None:
    for key, places in hashtag_phrases(tags):
        if ("name", key) not in found and ("idea", key) not in found:
            forms = Counter([key])
            found["idea", key] = Candidate(key, "phrase", list(places), forms, strong=True)


def _add_handles(found: Candidates, words: Words, known: Gazetteer) -> None:
    opening: Counter[str] = Counter()
    for number, text in enumerate(words.texts):
        if "@" not in text:
            continue
        for match in MENTION.finditer(text):
            key = match[1].casefold()
            opening[key] += not text[: match.start()].strip()
            if key in known.handles:
                continue
            candidate = found.setdefault(("handle", key), Candidate(key, "handle"))
            candidate.places.append(Place(number, *match.span(), match[0], "handle"))
            candidate.forms[match[1]] += 1
    most = ADDRESSED * len(words.texts)
    for by, key in list(found):
        # So many name only whom they answer, and replies open with whom they answer.
        if by == "handle" and (
            opening[key] > most
            or len({p.number for p in found[by, key].places}) > 2 * most + STRONG
        ):
            del found[by, key]


def _add_links(found: Candidates, live: pd.DataFrame, known: Gazetteer) -> None:
    for number, (text, given) in enumerate(zip(live["text"], live["links"], strict=True)):
        if not given and "." not in text:
            continue
        for link in links_of(text, given):
            if not _is_source(link) or any(name in known.domains for name in prefixes(link)):
                continue
            candidate = found.setdefault(("link", link.domain), Candidate(link.domain, "link"))
            candidate.places.append(Place(number, -1, -1, link.domain, "link"))
            candidate.forms[link.domain] += 1


def _is_source(link: Link) -> bool:
    """Whether a domain stands for whoever speaks there, and not for a platform or a shop."""
    if re.search(r"(?:^|\.)(?:example(?:\.(?:com|org|net))?|test|invalid|localhost)$", link.domain):
        return False  # reserved names (RFC 2606) belong to nobody
    if is_short(link):
        return False  # where it leads is not known
    return link_type(link) in ("research", "government", "other")
