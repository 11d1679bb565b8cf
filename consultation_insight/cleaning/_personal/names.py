"""Names of people: by a spaCy pipeline, or by patterns where none is installed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from consultation_insight.cleaning._personal.name_patterns import DOUBT, NamePatterns
from consultation_insight.cleaning._personal.topics import is_topic, topics_of
from consultation_insight.errors import SettingsError
from consultation_insight.protocols import Span

__all__ = ["Finder", "finder", "folded", "wherever_named"]

_TITLE = re.compile(
    r"^(?:mr|mrs|ms|miss|mx|dr|prof|professor|sir|dame|lord|lady|rev|cllr|councillor)\.?\s+"
)
#: What stands before and behind a name without being part of it.
_AROUND = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "miss",
        "mx",
        "dr",
        "prof",
        "professor",
        "sir",
        "dame",
        "lord",
        "lady",
        "rev",
        "cllr",
        "councillor",
        "president",
        "minister",
        "st",
        "saint",
        "king",
        "queen",
        "prince",
        "princess",
        "baroness",
        "jr",
        "junior",
        "sr",
        "senior",
        "ii",
        "iii",
        "iv",
        "mp",
        "msp",
        "obe",
        "mbe",
        "cbe",
        "s",
    ]
)


class Finder(Protocol):
    """A detector of names that says how it finds them."""

    method: str

    def detect(self, texts: Sequence[str]) -> list[list[Span]]:
        """For each text, the names in it."""
        ...


def folded(name: str) -> str:
    """A name without case, titles and possessive, for comparing.

    Examples
    --------
    >>> folded("Dr Amina  Khan's")
    'amina khan'
    """
    name = " ".join(name.casefold().replace("’", "'").replace("_", " ").split())
    name = _TITLE.sub("", name)
    if name.endswith("'s"):
        name = name[:-2]
    if "," in name:
        last, _, first = name.partition(",")
        name = f"{first.strip()} {last.strip()}"
    return name.strip()


class _Nobody:
    method = "not looked for"

    def detect(self, texts: Sequence[str]) -> list[list[Span]]:
        return [[] for _ in texts]


class _Both:
    """A spaCy pipeline, and the patterns for what it misses."""

    def __init__(self, pipeline: Finder, patterns: NamePatterns) -> None:
        self.pipeline, self.patterns = pipeline, patterns
        self.method = f"{pipeline.method}, and {self.patterns.method}"

    def detect(self, texts: Sequence[str]) -> list[list[Span]]:
        found, tagged = self.patterns.both(texts)
        topics = topics_of(texts, found, tagged)
        people = self.patterns.without_topics(texts, found, tagged, topics)
        return self.beside(texts, people, topics)

    def beside(
        self, texts: Sequence[str], found: list[list[Span]], topics: frozenset[str]
    ) -> list[list[Span]]:
        """What the patterns found, and what the pipeline finds beside it that is no place."""
        # The model reads only sentences with a capital that the patterns cannot explain.
        sentences = self.patterns.unexplained(texts, found)
        pieces = [(i, start, end) for i, ones in enumerate(sentences) for start, end in ones]
        read = self.pipeline.detect([texts[i][start:end] for i, start, end in pieces])
        by_model: list[list[Span]] = [[] for _ in texts]
        for (i, offset, _), spans in zip(pieces, read, strict=True):
            by_model[i] += [
                span._replace(start=span.start + offset, end=span.end + offset) for span in spans
            ]
        by_model = [
            [span for span in spans if not is_topic(text[span.start : span.end], topics, sure=True)]
            for text, spans in zip(texts, self.patterns.plausible(texts, by_model), strict=True)
        ]
        return [[*one, *other] for one, other in zip(by_model, found, strict=True)]


def finder(names: str, *, social: bool, small: frozenset[str] | None = None) -> Finder:
    """Choose how names are found; ``small`` as in `NamePatterns`.

    ``auto`` takes a pipeline where one is installed, except for posts on social media: there it
    takes every third name of an account or a cause for a person, and reads 320 posts a second.
    ``all`` is ``auto``, but would rather take a word too many than leave a name, in posts too.
    """
    if names not in ("auto", "spacy", "patterns", "all", "off"):
        raise SettingsError.from_value(
            "names", "redact", "one of 'auto', 'spacy', 'patterns', 'all', 'off'", names
        )
    if names == "off":
        return _Nobody()
    patterns = NamePatterns(posts=social, small=small)
    if names == "all":
        patterns = NamePatterns(certainty=DOUBT, small=small)
    if names in ("spacy", "all") or (names == "auto" and not social):
        from consultation_insight.models.names import find_pipeline, pipeline_finder

        if names == "spacy" or find_pipeline():
            return _Both(pipeline_finder(), patterns)
    return patterns


_WORDS = re.compile(r"\w+")
_Known = dict[str, dict[tuple[str, ...], str]]


def wherever_named(texts: Sequence[str], known: Mapping[str, str]) -> list[list[Span]]:
    """Find full names, addresses and numbers again wherever they stand.

    Whether "Ben White" is a person shows in one response and not in the next; what is personal
    once is personal everywhere, or the second response gives away the first. Single words are
    left alone: the next "White" is another one. A number is known again without its gaps.

    Parameters
    ----------
    texts : sequence of str
    known : mapping of str to str
        What was found, as written, and its kind.

    Examples
    --------
    >>> wherever_named(["BEN WHITE's idea", "white paint"], {"Ben White": "PERSON", "White": "PERSON"})
    [[Span(start=0, end=9, kind='PERSON', score=1.0)], []]
    """
    by_first: _Known = {}
    for name in sorted(known):
        numbered = known[name] not in ("PERSON", "ADDRESS")
        for form in (name.casefold(),) if numbered else (folded(name), name.casefold()):
            words = tuple(_WORDS.findall(form))
            if len(words) > 1 or numbered:
                by_first.setdefault(words[0], {})[words] = known[name]
            if numbered:  # the same number without its gaps
                by_first.setdefault("".join(words), {})["".join(words),] = known[name]
    if not by_first:
        return [[] for _ in texts]
    return [_named_in(text, by_first) for text in texts]


def _named_in(text: str, by_first: _Known) -> list[Span]:
    if by_first.keys().isdisjoint(_WORDS.findall(text.casefold())):
        return []  # almost all texts: places cost more than words
    words = [word.casefold() for word in _WORDS.findall(text)]
    found = [
        (at, at + len(name) - 1, kind)
        for at, word in enumerate(words)
        if word in by_first
        for name, kind in by_first[word].items()
        if len(name) == 1 or tuple(words[at : at + len(name)]) == name
    ]
    if not found:
        return []
    places = [match.span() for match in _WORDS.finditer(text)]
    return [Span(places[first][0], places[last][1], kind) for first, last, kind in found]


class Kept:
    """Names that stay: whoever is allowed or in public life, however the name is cut.

    Examples
    --------
    >>> kept = Kept(["martin luther king"])
    >>> text = "Dr. Martin Luther King Jr. and Martin King"
    >>> kept.without(text, [Span(0, 18, "PERSON"), Span(31, 42, "PERSON")])
    [Span(start=31, end=42, kind='PERSON', score=1.0)]
    """

    def __init__(self, names: Iterable[str]) -> None:
        self.names = frozenset(names)
        self.by_first: _Known = {}
        for name in self.names:
            words = tuple(_WORDS.findall(name))
            if len(words) > 1:
                self.by_first.setdefault(words[0], {})[words] = "PERSON"

    def without(self, text: str, spans: Sequence[Span]) -> list[Span]:
        """The spans that are none of these names, nor a part of one that stands there whole."""
        if not spans:
            return []
        whole: list[Span] | None = None
        rest = []
        for span in spans:
            name = folded(text[span.start : span.end])
            if name in self.names:
                continue
            if span.kind == "PERSON":
                whole = _named_in(text, self.by_first) if whole is None else whole
                if any(_is_part(text, span, other) for other in whole):
                    continue
            rest.append(span)
        return rest


def _is_part(text: str, span: Span, whole: Span) -> bool:
    """Whether a span holds nothing but a piece of a whole name, its title and its suffix."""
    if span.end <= whole.start or span.start >= whole.end:
        return False
    around = text[span.start : max(span.start, whole.start)] + text[whole.end : span.end]
    return all(word in _AROUND for word in _WORDS.findall(around.casefold()))
