"""Candidate terms for headings: words and short phrases, and how much each is like a noun.

There is no parser here. Whether a word serves as a noun is read from the company it keeps in the
corpus itself: after an article or a preposition it does, after "to", "we" or "should" it does
not (Fries 1952, The Structure of English, on form classes by position).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise

from consultation_insight.analysis._themes.grammar import Grammar, grammar_of
from consultation_insight.analysis._themes.subjects import singular
from consultation_insight.analysis._themes.unspaced import closed
from consultation_insight.models.lemmas import lemmatise

__all__ = ["Term", "Vocabulary", "read_terms"]

Key = tuple[str, ...]

_TOKEN = re.compile(r"[^\W_]+(?:['’\-&][^\W_]+)*|[^\w\s]|\n")
#: "l'eau", "dell'acqua": the article is a word of its own.
_ELIDED = re.compile(r"\b((?:[cdjlmnst]|qu|dell|all|nell|sull|dall|un)')(?=\w)", re.IGNORECASE)
_ELIDED_TOKEN = re.compile(r"\w{1,4}'(?=\s)|" + _TOKEN.pattern)
_ELIDING = frozenset(["fr", "it"])
_LONGEST = 4
#: For headings: shares of a term's uses from which its plural, and its form without capitals, stand;
#: what is a verb by more than so much is not looked at for a plural.
_MANY, _UNCAPPED, _VERB = 0.25, 0.33, 0.3
#: After these a word has a capital whatever it is.
_BEGINS = frozenset([".", "!", "?", ":", "\n", '"', "“"])

_ENDINGS_NOUN = ("tion", "tions", "ment", "ments", "ness", "ity", "ities", "ism", "ship", "ships")
_ENDINGS_OTHER = ("ly", "ed", "ful", "ous", "ive", "able", "ible", "less", "ical", "atory")
#: What a capital inside a sentence says, beside one at its beginning.
_INSIDE = 20
#: Letters of scripts without spaces: two make a word.
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
#: Japanese writes endings and particles in these, and nouns in others.
_HIRAGANA = re.compile(r"[\u3040-\u309f]+")


@dataclass
class Term:
    """A word or phrase: how it was written each time, and in which passages it stands."""

    forms: list[str] = field(default_factory=list)
    passages: list[int] = field(default_factory=list)


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """``terms``: by words in the singular; ``length``: passages.

    For each single word, 0 to 1: ``noun``, how much it is used like a noun; ``verb``, like a verb;
    ``before``, how often another word of content follows it, as with "mandatory limits".
    """

    terms: dict[Key, Term]
    noun: dict[str, float]
    verb: dict[str, float]
    before: dict[str, float]
    weak: frozenset[str]
    length: int
    grammar: Grammar

    def shown(self, key: Key) -> str:
        """The form in which the term was written most often."""
        forms = Counter(self.terms[key].forms)
        return min(forms, key=lambda form: (form.endswith("'s"), -forms[form], form))

    def headed(self, key: Key) -> str:
        """The form that a heading takes: of many ("farmers"), and without capitals that chance gave.

        The plural stands where at least a quarter of the uses are in it, and the word is no verb
        ("works"). Capitals go where at least a third of the uses have none.
        """
        forms = Counter(form for form in self.terms[key].forms if not form.endswith(("'s", "s'")))
        if not forms or self.grammar is not grammar_of("en"):
            return self.shown(key)
        many = {form: n for form, n in forms.items() if not form.casefold().endswith(key[-1])}
        if self.verb.get(key[-1], 0.0) < _VERB and sum(many.values()) >= _MANY * forms.total():
            forms = Counter(many)
        small = {form: n for form, n in forms.items() if form.islower()}
        titled = min(forms, key=lambda form: (-forms[form], form)).istitle()
        if titled and sum(small.values()) >= _UNCAPPED * forms.total():
            forms = Counter(small)
        return min(forms, key=lambda form: (-forms[form], form))

    def head_of(self, key: Key) -> str:
        """The lemma that heads a term: "right" in "right to roam"."""
        return key[0] if self.grammar.noun_first else head_of(key)

    def nounlike(self, key: Key) -> float:
        """How much the word that heads the term is like a noun."""
        return self.noun.get(self.head_of(key), 0.5)


def head_of(key: Key) -> str:
    """The lemma that heads an English phrase: its last, or the last before "of", "to", "for"."""
    for place, word in enumerate(key):
        if place and word in ("of", "to", "for", "in", "on", "de"):
            return key[place - 1]
    return key[-1]


def read_terms(
    texts: Sequence[str], language: str = "en", others: Sequence[str] = ()
) -> Vocabulary:
    """Collect the words that stand in two passages or more, and the phrases of such words.

    Parameters
    ----------
    texts : sequence of str
    language : str
        ISO 639-1 code of most of them.
    others : sequence of str
        Languages that some are in: their small words head nothing either.

    Examples
    --------
    >>> from consultation_insight.analysis._themes.terms import read_terms
    >>> words = read_terms(["The cost of living is up", "Costs of living hurt carers"])
    >>> words.shown(("cost", "of", "living")), len(words.terms[("cost",)].passages)
    ('cost of living', 2)
    """
    tokens = _tokens(texts, language)
    shouted = [_is_shouted(words) for words in tokens]
    capitals = grammar_of(language).capitals
    titled = [not capitals and _is_title(words) for words in tokens]
    usual = _usual_case(tokens, shouted, titled, capitals)
    stop = stop_words(language).union(*map(stop_words, others))
    grammar = grammar_of(language)
    kinds = {word for words in tokens for word in words}
    low_of = {word: word.casefold() for word in kinds}
    good = {word for word in kinds if _is_content(word, low_of[word], stop)}
    terms: defaultdict[Key, Term] = defaultdict(Term)
    evidence: defaultdict[str, list[float]] = defaultdict(lambda: [1.0, 1.0, 0.0, 0.0, 0.0])
    folded_as = _folded(sorted(set(low_of.values())), language)
    fold = {word: folded_as[low_of[word]] for word in kinds}
    used = Counter(one for words in tokens for one in {fold[word] for word in words})
    for row, words in enumerate(tokens):
        lowered = [low_of[word] for word in words]
        folded = [fold[word] for word in words]
        _weigh(lowered, folded, [word in good for word in words], evidence, grammar)
        written = _written(words, lowered, usual, shouted[row] or titled[row])
        # What stands in one passage can be no term of two.
        content = [word in good and used[one] > 1 for word, one in zip(words, folded, strict=True)]
        loud = capitals or shouted[row] or titled[row]
        names = set() if loud else _names_begin(words, content)
        for start, end in _runs(lowered, content, grammar.inside, names):
            key = tuple(folded[start:end])
            if end - start > 1 and len(set(key)) < len(key):
                continue
            term = terms[key]
            term.forms.append(_set(written[start:end]))
            if not term.passages or term.passages[-1] != row:
                term.passages.append(row)
    if grammar.capitals:
        # A word that only opens sentences shows no more than that.
        inside = {word for words in tokens for word in _inside(words)}
        noun = {fold[word]: 0.2 for word in kinds}
        noun |= {
            fold[word]: 0.9 for word in usual.values() if word[:1].isupper() and word in inside
        }
    else:
        noun = {lemma: found[0] / (found[0] + found[1]) for lemma, found in evidence.items()}
    weak = weak_words(language)
    weak |= {singular(word) for word in weak}
    return Vocabulary(
        dict(terms),
        noun,
        {lemma: found[2] / (found[0] + found[1]) for lemma, found in evidence.items()},
        {lemma: found[3] / (found[4] + 1.0) for lemma, found in evidence.items()},
        weak,
        len(texts),
        grammar,
    )


def _tokens(texts: Sequence[str], language: str) -> list[list[str]]:
    plain = (text.replace("’", "'") for text in texts)
    if language in _ELIDING:
        return [_ELIDED_TOKEN.findall(_ELIDED.sub(r"\1 ", text)) for text in plain]
    return [_TOKEN.findall(text) for text in plain]


def _is_shouted(words: Sequence[str]) -> bool:
    return sum(word.isupper() and len(word) > 1 for word in words) * 2 > len(words)


def _is_title(words: Sequence[str]) -> bool:
    """Whether nearly all long words have capitals, As In A Headline: they say nothing there."""
    long = [word for word in words[1:] if len(word) > 3]
    return len(long) > 1 and sum(word[0].isupper() for word in long) > 0.75 * len(long)


def _folded(words: Sequence[str], language: str) -> dict[str, str]:
    """Each word in the form under which it is counted: English plurals, else dictionary forms."""
    if language == "en":
        return {word: singular(word) for word in words}
    return dict(zip(words, lemmatise(words, language), strict=True))


def _inside(words: Sequence[str]) -> Iterable[str]:
    return (word for before, word in pairwise(words) if before not in _BEGINS)


def _set(words: Sequence[str]) -> str:
    """Words as a phrase; no space after an elided article, none between unspaced letters."""
    text = " ".join(words)
    if "'" in text:
        text = text.replace("' ", "'")
    return closed(text)


def _usual_case(
    tokens: list[list[str]], shouted: list[bool], titled: list[bool], nouns: bool
) -> dict[str, str]:
    """How each word is written inside a sentence, where a capital means something.

    ``nouns``: whether all nouns have capitals.
    """
    counts: defaultdict[str, int] = defaultdict(int)
    inside: set[str] = set()
    for words, loud, title in zip(tokens, shouted, titled, strict=True):
        before = "."
        for word in words:
            # The first word of a sentence has a capital whatever it is: it counts for little.
            if loud:
                counts[word.casefold()] += 1
            else:
                counts[word] += 1 if title or before in _BEGINS else _INSIDE
            if before not in _BEGINS:
                inside.add(word.casefold())
            before = word
    forms: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for form, count in counts.items():
        forms[form.casefold()][form] = count
    for low, found in forms.items():
        # A capital that only ever opens a sentence is no name's: words are more than names.
        if not nouns and low not in inside and all(form.istitle() for form in found):
            found[low] = sum(found.values()) + 1
    return {low: min(found, key=lambda form: (-found[form], form)) for low, found in forms.items()}


def _written(
    words: list[str], lowered: list[str], usual: dict[str, str], capitals: bool
) -> list[str]:
    """The words as written, but the first of a sentence and all of a shout or title as is usual."""
    return [
        usual.get(low, low) if capitals or place == 0 or not words[place - 1][0].isalnum() else word
        for place, (word, low) in enumerate(zip(words, lowered, strict=True))
    ]


def _is_content(word: str, low: str, stop: frozenset[str]) -> bool:
    if not word[0].isalnum() or low in stop or not any(c.isalpha() for c in word):
        return False
    if not word.isascii() and _UNSPACED.match(word):
        return len(word) > 1 and not _HIRAGANA.fullmatch(word)
    # Three letters, or two capitals: "n't" and "y'all" cut in two are no words.
    return sum(c.isalpha() for c in word) > 2 or (len(word) == 2 and word.isupper())


def _names_begin(words: Sequence[str], content: Sequence[bool]) -> set[int]:
    """Where a capital follows a word of content without: "good Save Village Halls" is two things."""
    return {
        place
        for place in range(1, len(words))
        if content[place - 1] and words[place].istitle() and words[place - 1].islower()
    }


def _runs(
    lowered: list[str], content: list[bool], inside: frozenset[str], names: set[int]
) -> Iterable[tuple[int, int]]:
    """Runs of up to four words that begin and end with content; none goes on into a name."""
    for start, good in enumerate(content):
        if not good:
            continue
        yield start, start + 1
        stops = 0
        for end in range(start + 1, min(start + _LONGEST, len(content))):
            if end in names:
                break
            if content[end]:
                yield start, end + 1
            elif lowered[end] in inside and stops < 2:
                stops += 1
            else:
                break


def _weigh(
    lowered: list[str],
    folded: list[str],
    content: list[bool],
    evidence: defaultdict[str, list[float]],
    grammar: Grammar,
) -> None:
    last = len(lowered) - 1
    before_noun = grammar.before_noun
    before_verb, before_adjective = grammar.before_verb, grammar.before_adjective
    english = "the" in before_noun
    for place, low in enumerate(lowered):
        if not content[place]:
            continue
        before = lowered[place - 1] if place else ""
        followed = place < last and content[place + 1]
        yes = no = verb = 0.0
        if before in before_noun:
            # "the green deal": what is followed by more content may be an adjective.
            yes, no = (0.4, 0.4) if followed and not grammar.noun_first else (1.0, 0.0)
        elif before in before_verb:
            no = verb = 1.0
        elif before in before_adjective:
            yes, no = (0.0, 0.5) if followed else (0.0, 1.0)
        elif not before or not before[0].isalnum():
            # "Cancel GCSE exams"; and what opens a sentence before an article is a verb.
            if low in grammar.orders:
                no = verb = 1.0
            else:
                no = verb = 0.3 if place < last and lowered[place + 1] in before_noun else 0.0
        elif not followed and not grammar.noun_first and not low.endswith(_ENDINGS_OTHER):
            yes = 0.5
        if english and low.endswith(_ENDINGS_NOUN):
            yes += 0.5
        elif english and low.endswith(_ENDINGS_OTHER):
            no += 0.5
        elif english and low.endswith("ing"):
            no += 0.25  # "parking", but also "raising"
        tally = evidence[folded[place]]
        tally[0] += yes
        tally[1] += no
        tally[2] += verb
        tally[3] += followed
        tally[4] += 1


@lru_cache(maxsize=16)
def stop_words(language: str) -> frozenset[str]:
    """Words too common to say what a text is about."""
    return _words("stop_words", language)


@lru_cache(maxsize=16)
def weak_words(language: str) -> frozenset[str]:
    """Words that make no heading alone, but may be part of one: "young people", "free time"."""
    return _words("heading_words", language)


def _words(folder: str, language: str) -> frozenset[str]:
    path = files("consultation_insight") / "data" / folder / f"{language}.txt"
    if not language.isalpha() or not path.is_file():
        return frozenset()
    lines = path.read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))
