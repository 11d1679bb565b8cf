"""Headings for groups whose words do not name them: a quotation, or that people do not know."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from consultation_insight.analysis._headings.scoring import Candidates, Scored
from consultation_insight.analysis._headings.terms import Vocabulary
from consultation_insight.analysis._headings.unspaced import closed
from consultation_insight.analysis._themes.subjects import singular

__all__ = ["QUOTES", "quote", "unsaid"]

_MOST_WORDS = 6
_KEYWORDS = 8
#: Up to so many passages, one of them can stand for all.
_SMALL = 15
#: An order ("Cancel exams") is no heading.
_VERB = 0.3
QUOTES = " \"'“”‘’*•"
#: A number, or what is no sentence's, makes a poor heading.
_UNFIT = re.compile(r"\d|_|[^\w\s'’&-]")
_CLAUSE = re.compile(r"[.,;:!?…()/→↑←\[\]|\n]+\s*|\s[–—-]+\s")
#: What a group of people who do not know is called; what else more of them may say.
_UNSAID, _ELSE = "Don’t know", 0.3
_FORMS = tuple(
    (form, re.compile(sign, re.IGNORECASE))
    for form, sign in (
        ("No clue", r"\bclue"), ("Only a guess", r"\b[gq]u?ess"), ("Cannot remember", r"\bre(?:member|call|collect)"),
        ("Never heard of it", r"\bheard\b|\bfamiliar\b|\bbell\b"), ("No idea", r"\bidea\b"), ("Not sure", r"\b(?:un)?sure\b"),
    )
)  # fmt: skip
#: "I don't know" in more words than this is about something.
_SHORT = 14


def quote(
    texts: Sequence[str],
    words: Vocabulary,
    ranked: list[Scored],
    closeness: Callable[[Sequence[str]], npt.NDArray[np.float64]],
    group: int,
) -> str:
    """What somebody wrote in a few words, near the middle of the group and full of content."""
    keys = {word for one in ranked[:_KEYWORDS] for word in one.key}
    found: dict[str, float] = {}
    for clause in (part.strip(QUOTES) for text in texts for part in _CLAUSE.split(text)):
        parts = [singular(word.casefold()) for word in clause.split()]
        content = [word for word in parts if word in words.noun]
        if not 3 <= len(parts) <= _MOST_WORDS or len(content) < 2 or _UNFIT.search(clause):
            continue
        if not _is_phrase(words, clause.split(), content):
            continue
        strong = sum(word not in words.weak for word in content) / len(parts)
        named = bool(keys & set(content))
        if named or len(texts) <= _SMALL:
            found[clause] = 0.2 * strong + 0.2 * named
    if not found:
        return ""
    clauses = sorted(found)
    value = closeness(clauses)[:, group] + [found[clause] for clause in clauses]
    best = closed(clauses[int(np.argmax(value))])
    return f"“{best[:1].upper()}{best[1:]}”"


def _is_phrase(words: Vocabulary, clause: Sequence[str], content: Sequence[str]) -> bool:
    """Whether a clause names something, rather than saying what somebody thinks or wants.

    It begins and ends with a word of content, is not shouted, and holds no pronoun, copula or
    modal verb: one voice's sentence could state the opposite of what the others say.
    """
    first, last = singular(clause[0].casefold()), singular(clause[-1].casefold())
    grammar = words.grammar
    sentence = grammar.before_verb | grammar.before_adjective
    return (
        (first in content or first in grammar.opens)
        and last in content
        and first not in words.weak
        and last not in words.weak
        and words.verb.get(first, 0.0) < _VERB
        and not any(word.casefold() in sentence for word in clause)
        and not any(len(word) > 5 and word.isupper() for word in clause)
        and 2 * sum(word.isupper() for word in clause) <= len(clause)
    )


def unsaid(
    words: Vocabulary, found: Sequence[Candidates], texts: Mapping[int, Sequence[str]]
) -> dict[int, str]:
    """The groups of people who say in few words that they do not know: each by how they say it."""
    if not words.grammar.unsaid:
        return {}
    pattern = re.compile(words.grammar.unsaid, re.IGNORECASE)
    shares: dict[int, float] = {}
    forms: dict[int, str] = {}
    for group, passages in texts.items():
        said = [text for text in passages if text]
        short = [text for text in said if len(text.split()) <= _SHORT and pattern.search(text)]
        about = [
            one.cover
            for one in found[group].ranked
            if not pattern.search(f"no {' '.join(one.key)}")
        ]
        if 2 * len(short) > len(said) and max(about, default=0.0) < _ELSE:
            shares[group] = len(short) / len(said)
            forms[group] = _form_of(short)
    named: dict[int, str] = {}
    for group in sorted(shares, key=lambda group: (forms[group] != _UNSAID, -shares[group], group)):
        label = forms[group] if named else _UNSAID
        if label not in named.values():
            named[group] = label
    return named


def _form_of(texts: Sequence[str]) -> str:
    """How most of these texts say that they do not know."""
    counts = Counter(
        next((form for form, sign in _FORMS if sign.search(text)), _UNSAID) for text in texts
    )
    return max(counts, key=lambda form: (counts[form], form))
