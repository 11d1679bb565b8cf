"""Who and what the responses point to: people, theories, books, reports, bodies, places elsewhere."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, Literal, NamedTuple

import pandas as pd

from consultation_insight.analysis._references.discovery import discover_references
from consultation_insight.analysis._references.gazetteer import (
    Alias,
    Entry,
    Gazetteer,
    read_gazetteer,
)
from consultation_insight.analysis._references.links import links_of, prefixes
from consultation_insight.analysis._words.tokens import tokens_of
from consultation_insight.corpus import Corpus
from consultation_insight.counting import Counting
from consultation_insight.models.lemmas import is_known
from consultation_insight.models.matcher import Hit, Token, near_misses, plain
from consultation_insight.text import HASHTAG, MENTION
from consultation_insight.word_results import References

__all__ = ["find_references"]

#: Words after which an ordinary word with a capital is a body, not a thing: "listen to Shelter".
_CUES = {
    "ask", "asking", "by", "charity", "contact", "copy", "follow", "from", "listen", "organisation",
    "organization", "org", "see", "support", "talk", "tank", "to", "with",
}  # fmt: skip

#: So many responses must name an entry beyond doubt before a doubtful name of it counts anywhere.
USUAL = 3

_POSSESSIVE = re.compile(r"['’ʼ]s$")

#: A name that needs support, and its place.
Doubt = tuple[Alias, Hit]


class Citation(NamedTuple):
    """A reference in a response; ``start`` is -1 where a link points to it."""

    response_id: str
    reference_id: str
    start: int
    end: int
    found_by: str
    surface: str


def find_references(
    corpus: Corpus,
    *,
    gazetteer: str | None = None,
    discover: bool = True,
    names: Literal["patterns", "spacy"] = "patterns",
) -> References:
    """Find who and what the live responses point to; one line for each, however it is named.

    Names are looked up in a gazetteer (``data/gazetteer.csv``, and the user's own file) by
    alias, hashtag, account name and home domain of a link; a misspelling by one letter counts
    where the word is in no dictionary. What the gazetteer does not have is discovered: accounts
    and domains that several respondents point to, and repeated names.

    Parameters
    ----------
    corpus : Corpus
    gazetteer : str, optional
        Path of a CSV file with entries of your own, added to those shipped; an entry with the
        ``reference_id`` of a shipped one replaces it.
    discover : bool
        Whether to look for what the gazetteer does not have: accounts and domains, names by their
        capitals, fixed phrases, acronyms with their words, titles in quotation marks.
    names : str
        ``patterns``, or ``spacy`` for the named entities of an installed pipeline as well, which
        takes about 3 s for 1,000 short responses.

    Returns
    -------
    results.References
        Most cited first. ``likes`` are those of the responses that cite it; ``discovered`` says
        that the gazetteer has no such entry: `accept_references` takes it in.

    Raises
    ------
    FileProblem
        If the gazetteer cannot be read.
    ModelNotAvailable
        If ``names`` is ``spacy`` and no pipeline is installed.

    Examples
    --------
    >>> import pandas as pd
    >>> from consultation_insight import Corpus, find_references
    >>> corpus = Corpus.from_responses(pd.DataFrame({"text": [
    ...     "Read @KateRaworth", "Try donut economics!", "Raworth's doughnut, then Beveridge"]}))
    >>> find_references(corpus).to_frame()[["reference", "responses", "mentions"]].to_numpy().tolist()
    [['Doughnut Economics / Kate Raworth', 3, 3], ['Beveridge Report', 1, 1]]
    """
    known = read_gazetteer(gazetteer)
    live = corpus.live
    tokens = [tokens_of(text) for text in live["text"]]
    spelled = _spellings(known, tokens, "en")
    sure, unsure = cited_in(known, live, tokens, spelled)
    each = settled(known, live, tokens, sure, unsure, usual_of(sure))
    citations = [citation for found in each for citation in found]
    taken = [[(c.start, c.end) for c in found if c.start >= 0] for found in each]
    lines = {entry.reference_id: entry for entry in known.entries.values()}
    listed = set(lines)
    if discover:
        entries, more = discover_references(live, tokens, taken, known, names)
        lines |= {entry.reference_id: entry for entry in entries}
        citations += [Citation(*row) for row in more]
    made = {"gazetteer": gazetteer, "discover": discover, "names": names}
    return references_of(corpus, citations, lines, lines.keys() - listed, made)


def cited_in(
    known: Gazetteer,
    live: pd.DataFrame,
    tokens: Sequence[Sequence[Token]],
    spelled: dict[str, str],
) -> tuple[list[list[Citation]], list[list[Doubt]]]:
    """What each response cites beyond doubt, and the names that need support."""
    both = [
        _cited(known, response_id, text, links, own, spelled)
        for response_id, text, links, own in zip(
            live["response_id"], live["text"], live["links"], tokens, strict=True
        )
    ]
    return [found for found, _ in both], [doubts for _, doubts in both]


def settled(
    known: Gazetteer,
    live: pd.DataFrame,
    tokens: Sequence[Sequence[Token]],
    sure: Sequence[list[Citation]],
    unsure: Sequence[list[Doubt]],
    usual: set[str],
) -> list[list[Citation]]:
    """What each response cites, once it is known what the corpus names beyond doubt."""
    made = []
    for response_id, text, own, certain, doubts in zip(
        live["response_id"], live["text"], tokens, sure, unsure, strict=True
    ):
        found = list(certain)
        named = {citation.reference_id for citation in found}
        for alias, hit in doubts:
            if _meant(alias, hit, own, known, named, usual):
                found.append(_citation(known, response_id, text, alias, hit, own))
        made.append(_widest(found))
    return made


def _spellings(
    known: Gazetteer, tokens: Sequence[Sequence[Token]], language: str
) -> dict[str, str]:
    """Corrections for words which are in no dictionary and one letter off a gazetteer's word."""
    return corrections(*misspelt(known, tokens), language)


def misspelt(
    known: Gazetteer, tokens: Sequence[Sequence[Token]]
) -> tuple[dict[str, str], dict[str, str]]:
    """Words one letter off a gazetteer's word: what is meant, and how each was written last."""
    keys = known.phrases.keys()
    seen = {token.key: token.form for own in tokens for token in own}
    candidates = near_misses((key for key in seen if key not in keys), keys)
    return candidates, {key: seen[key] for key in candidates}


def corrections(
    candidates: dict[str, str], written: dict[str, str], language: str
) -> dict[str, str]:
    """Of the candidates those that are in no dictionary."""
    if not candidates:
        return {}
    ordinary = is_known([written[key].casefold() for key in candidates], language)
    return {
        key: candidates[key]
        for key, is_word in zip(candidates, ordinary, strict=True)
        if not is_word
    }


def usual_of(sure: list[list[Citation]]) -> set[str]:
    """What several responses name beyond doubt."""
    counts = Counter(name for found in sure for name in {c.reference_id for c in found})
    return {name for name, count in counts.items() if count >= USUAL}


def _cited(
    known: Gazetteer,
    response_id: str,
    text: str,
    links: str,
    tokens: Sequence[Token],
    spelled: dict[str, str],
) -> tuple[list[Citation], list[Doubt]]:
    """All that one response cites, and names that need support."""
    found: list[Citation] = []
    doubts: list[Doubt] = []
    for reference_id, start, end in _handles_and_hashtags(known, text):
        line = known.line(reference_id).reference_id
        by = "handle" if text[start] in "@＠" else "gazetteer"
        found.append(Citation(response_id, line, start, end, by, text[start:end]))
    if links or "." in text:
        for link in links_of(text, links):
            home = next((name for name in prefixes(link) if name in known.domains), None)
            if home:
                line = known.line(known.domains[home]).reference_id
                found.append(Citation(response_id, line, -1, -1, "link", ""))
    for hit in known.phrases.find(tokens, spelled, _fits):
        for alias in hit.filed:
            if not isinstance(alias, Alias):
                continue
            if hit.last - hit.first == 1 and tokens[hit.first].key in spelled:
                # A name of one word may be somebody else's: Pettifer is not Pettifor.
                doubts.append((replace(alias, rule="~"), hit))
            elif alias.rule and not _certain(alias, hit, tokens):
                doubts.append((alias, hit))
            else:
                found.append(_citation(known, response_id, text, alias, hit, tokens))
    return found, doubts


def _citation(
    known: Gazetteer, response_id: str, text: str, alias: Alias, hit: Hit, tokens: Sequence[Token]
) -> Citation:
    start, end = tokens[hit.first].start, tokens[hit.last - 1].end
    line = known.line(alias.reference_id).reference_id
    return Citation(response_id, line, start, end, "gazetteer", text[start:end])


def _handles_and_hashtags(known: Gazetteer, text: str) -> Iterator[tuple[str, int, int]]:
    if "@" in text or "＠" in text:
        for match in MENTION.finditer(text):
            if match[1].casefold() in known.handles:
                yield known.handles[match[1].casefold()], match.start(), match.end()
    if "#" in text or "＃" in text:
        for match in HASHTAG.finditer(text):
            key = plain(match[1].replace("_", ""))
            if key in known.hashtags:
                yield known.hashtags[key], match.start(), match.end()


def _widest(found: list[Citation]) -> list[Citation]:
    """Leave out a place within a wider one: the words of a hashtag were found as words too."""
    spans = {(c.start, c.end) for c in found if c.start >= 0}
    return [
        c
        for c in found
        if not any(
            start <= c.start and c.end <= end and (start, end) != (c.start, c.end)
            for start, end in spans
        )
    ]


def _fits(alias: object, words: Sequence[Token]) -> bool:
    """Whether words are written as an alias demands."""
    if not isinstance(alias, Alias) or not alias.rule:
        return True
    forms = tuple(word.form for word in words)
    if alias.rule == "~":
        # "doughnuts" are eaten; only the word itself can stand for the theory.
        folded = tuple(form.casefold() for form in forms)
        return folded == tuple(word.casefold() for word in alias.words)
    return alias.words == forms


def _certain(alias: Alias, hit: Hit, tokens: Sequence[Token]) -> bool:
    """Whether an alias that must be as written needs no support."""
    if alias.rule != "=":
        return False
    return len(alias.words) > 1 or not alias.words[0].istitle() or tokens[hit.first].joined


def _meant(
    alias: Alias,
    hit: Hit,
    tokens: Sequence[Token],
    known: Gazetteer,
    named: set[str],
    usual: set[str],
) -> bool:
    """Whether the rest of the response, or the corpus, shows that a word is meant as a name."""
    entry = known.entries[alias.reference_id]
    line = known.line(alias.reference_id).reference_id
    if line in named or (alias.rule != "?" and line in usual):
        return True
    if any(token.key in entry.context for token in tokens):
        return True
    if alias.rule == "~" or entry.kind != "organisation" or hit.first == 0:
        return False
    after = tokens[hit.last] if hit.last < len(tokens) else None
    if after is not None and after.joined and after.form[:1].isupper():
        return False
    return tokens[hit.first].joined and tokens[hit.first - 1].key in _CUES


def _forms(surfaces: dict[str, Counter[str]]) -> str:
    """The forms of a name, most frequent first; of one word written large and small the usual one."""
    usual = [
        (-counts.total(), min(counts, key=lambda form: (-counts[form], form)))
        for counts in surfaces.values()
    ]
    return "; ".join(form for _, form in sorted(usual))


def references_of(
    corpus: Corpus,
    citations: Iterable[Citation],
    lines: dict[str, Entry],
    discovered: set[str],
    settings: dict[str, Any],
) -> References:
    unique = sorted(set(citations), key=lambda c: (c.response_id, c.start, c.end, c.reference_id))
    order = {name: place for place, name in enumerate(corpus.responses["response_id"])}
    unique.sort(key=lambda c: order[c.response_id])
    surfaces: defaultdict[str, defaultdict[str, Counter[str]]]
    surfaces = defaultdict(lambda: defaultdict(Counter))
    for citation in unique:
        if citation.surface:
            form = _POSSESSIVE.sub("", " ".join(citation.surface.split()))
            surfaces[citation.reference_id][form.casefold()][form] += 1
    frame = pd.DataFrame(
        [citation[:5] for citation in unique],
        columns=["response_id", "reference_id", "start", "end", "found_by"],
    )
    for column in ("start", "end"):
        frame[column] = frame[column].astype("Int64").mask(frame[column] == -1)
    counting = Counting.of(corpus)
    counts = counting.cited(
        frame["reference_id"], frame["response_id"], frame["start"], frame["end"]
    )
    names = counts.index.tolist()
    table = counts.reset_index(names="reference_id").assign(
        reference=[lines[name].reference for name in names],
        kind=[lines[name].kind for name in names],
        aliases=[_forms(surfaces[name]) for name in names],
        discovered=[name in discovered for name in names],
    )
    table = table[table["responses"] > 0].sort_values(
        ["responses", "mentions", "likes", "reference_id"], ascending=[False, False, False, True]
    )
    return References(
        table=table,
        citations=frame,
        base=counting.base(),
        settings=settings,
        method=f"Names, hashtags, accounts and home domains of a gazetteer of {len(lines) - len(discovered):,} entries"
        + (
            "; repeated names, phrases, accounts and domains beside it."
            if settings["discover"]
            else "."
        ),
    )
