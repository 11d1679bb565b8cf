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

from consultation_insight.analysis._headings.casing import Capitals, inside
from consultation_insight.analysis._headings.grammar import Grammar, grammar_of
from consultation_insight.analysis._headings.kinds import kinds_of, weigh
from consultation_insight.analysis._headings.unspaced import closed
from consultation_insight.analysis._themes.subjects import singular
from consultation_insight.models.lemmas import lemmatise

__all__ = ["THROUGH", "Key", "Term", "Vocabulary", "read_terms"]

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

_ENDINGS_NOUN = ("tion", "tions", "ment", "ments", "ness", "ity", "ities", "ism", "ship", "ships")
_ENDINGS_OTHER = ("ly", "ed", "ful", "ous", "ive", "able", "ible", "less", "ical", "atory")
#: What is said of a thing by these is about the thing.
THROUGH = frozenset(["lack", "shortage", "absence", "loss"])
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
    general: frozenset[str]
    length: int
    grammar: Grammar
    kinds: dict[str, str]
    case: Capitals

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
    """The lemma that heads an English phrase: its last, or the last before "of", "to", "for".

    "Lack of training" is about training.
    """
    for place, word in enumerate(key):
        if place and word in ("of", "to", "for", "in", "on", "at", "with", "de"):
            through = word == "of" and place == 1 and key[0] in THROUGH
            return head_of(key[2:]) if through and len(key) > 2 else key[place - 1]
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
    >>> from consultation_insight.analysis._headings.terms import read_terms
    >>> words = read_terms(["The cost of living is up", "Costs of living hurt carers"])
    >>> words.shown(("cost", "of", "living")), len(words.terms[("cost",)].passages)
    ('cost of living', 2)
    """
    tokens = _tokens(texts, language)
    grammar = grammar_of(language)
    case = Capitals(tokens, language, grammar.capitals)
    stop = stop_words(language).union(*map(stop_words, others))
    known = kinds_of(language)
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
        written = case.written(row, words, lowered)
        # What stands in one passage can be no term of two.
        content = [word in good and used[one] > 1 for word, one in zip(words, folded, strict=True)]
        loud = grammar.capitals or case.loud[row]
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
        held = {word for words in tokens for word in inside(words)}
        noun = {fold[word]: 0.2 for word in kinds}
        noun |= {
            fold[word]: 0.9 for word in case.usual.values() if word[:1].isupper() and word in held
        }
    else:
        noun = {lemma: found[0] / (found[0] + found[1]) for lemma, found in evidence.items()}
        # A word with a capital is a name, whatever it is without.
        small = {lemma: kind for lemma, kind in known.items() if case.usual.get(lemma, "") == lemma}
        uses = {lemma: found[0] + found[1] for lemma, found in evidence.items()}
        noun = weigh(noun, uses, small)
    weak = weak_words(language)
    weak |= {singular(word) for word in weak}
    return Vocabulary(
        dict(terms),
        noun,
        {lemma: found[2] / (found[0] + found[1]) for lemma, found in evidence.items()},
        {lemma: found[3] / (found[4] + 1.0) for lemma, found in evidence.items()},
        weak,
        general_words(language),
        len(texts),
        grammar,
        known,
        case,
    )


def _tokens(texts: Sequence[str], language: str) -> list[list[str]]:
    plain = (text.replace("’", "'") for text in texts)
    if language in _ELIDING:
        return [_ELIDED_TOKEN.findall(_ELIDED.sub(r"\1 ", text)) for text in plain]
    return [_TOKEN.findall(text) for text in plain]


def _folded(words: Sequence[str], language: str) -> dict[str, str]:
    """Each word in the form under which it is counted: English plurals, else dictionary forms."""
    if language == "en":
        return {word: singular(word) for word in words}
    return dict(zip(words, lemmatise(words, language), strict=True))


def _set(words: Sequence[str]) -> str:
    """Words as a phrase; no space after an elided article, none between unspaced letters."""
    text = " ".join(words)
    if "'" in text:
        text = text.replace("' ", "'")
    return closed(text)


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
            yes, no = _opening(low, lowered[place + 1] if place < last else "", grammar)
            verb = no
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


def _opening(low: str, after: str, grammar: Grammar) -> tuple[float, float]:
    """How much the first word of a sentence is like a noun, and like a verb."""
    if low in grammar.orders:
        return 0.0, 1.0
    if after == "of":
        return 1.0, 0.0  # "Lack of buses"
    return 0.0, 0.3 if after in grammar.before_noun else 0.0


@lru_cache(maxsize=16)
def stop_words(language: str) -> frozenset[str]:
    """Words too common to say what a text is about."""
    return _words("stop_words", language)


@lru_cache(maxsize=16)
def weak_words(language: str) -> frozenset[str]:
    """Words that make no heading alone, but may be part of one: "young people", "free time"."""
    return _words("heading_words", language)


@lru_cache(maxsize=16)
def general_words(language: str) -> frozenset[str]:
    """Nouns of any subject: alone they say little of a theme."""
    return _words("general_words", language)


def _words(folder: str, language: str) -> frozenset[str]:
    path = files("consultation_insight") / "data" / folder / f"{language}.txt"
    if not language.isalpha() or not path.is_file():
        return frozenset()
    lines = path.read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))
