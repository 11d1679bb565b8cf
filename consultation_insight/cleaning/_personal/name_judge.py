"""Whether words are a name: what the lists of names and the corpus itself speak for or against."""

from __future__ import annotations

import re
from collections.abc import Sequence

from consultation_insight.cleaning._personal.lexicon import Lexicon
from consultation_insight.cleaning._personal.name_expressions import (
    CALLED,
    CITED_AFTER,
    CITED_BEFORE,
    DOES,
    NOT_AFTER_NAME,
    PLACE_BEFORE,
    RELATED,
    SHORT,
    STRANGE,
    VERSE,
    WORD,
)
from consultation_insight.cleaning._personal.name_runs import world_names
from consultation_insight.cleaning._personal.name_words import NEVER, NOT_A_PERSON
from consultation_insight.protocols import Span
from consultation_insight.text import split_sentences

__all__ = ["Judge", "writes_nouns_large"]

_OPENS = re.compile(r"(?:^|[.!?:;…\n])[\s\"“‘'(*•-]*$")
_SURE = 0.6


#: Small words of German, and of English where they are no German words.
_GERMAN = re.compile(
    r"\b(?:der|das|und|ist|nicht|ein|eine|einen|einer|einem|für|mit|auf|vom|dem|den|wird|werden|sind|auch|zum|zur|bei|nach|über|wenn|"
    r"mehr|kein|keine|wir|ich|sie|aber|oder|wie|noch|nur|hier|sollte|muss|kann|dass|aus|als|durch)\b",
    re.IGNORECASE,
)
_ENGLISH = re.compile(
    r"\b(?:the|and|of|to|is|are|for|with|not|that|this|it|we|you|on|be|have|has|my|our|they|from|by|at|but|should)\b",
    re.IGNORECASE,
)


def writes_nouns_large(text: str, *, mostly: bool = False) -> bool:
    """Whether a text is German by its small words: there a capital says nothing of a name.

    ``mostly``, where most other texts are, a text without small words is German, too.

    Examples
    --------
    >>> writes_nouns_large("Der Radweg am Rhein ist zu schmal"), writes_nouns_large("The path by the Rhine")
    (True, False)
    """
    german, english = len(_GERMAN.findall(text)), len(_ENGLISH.findall(text))
    return german >= english if mostly else german > english


class Judge:
    """What the lists, and the corpus itself, say of words and of what a model took for a name."""

    def __init__(self, names: Lexicon, small: frozenset[str], posts: bool) -> None:
        self.names, self.small, self.posts = names, small, posts

    # ------------------------------------------------------------ single words

    def is_first(self, word: str) -> bool:
        """A given name that is no other word."""
        return word in self.names.first or (
            "-" in word and word.split("-", maxsplit=1)[0] in self.names.first
        )

    def may_be_first(self, word: str) -> bool:
        return self.is_first(word) or word in self.names.first_also_words

    def is_last(self, word: str) -> bool:
        parts = word.split("-")
        return any(part in self.names.last or part in self.names.last_also_words for part in parts)

    def may_be_last(self, word: str) -> bool:
        """Could stand behind a given name: known, or no word that this corpus knows."""
        if word in NEVER or word in NOT_A_PERSON:
            return False
        return self.is_last(word) or word not in self.small

    def plausible(self, text: str, span: Span) -> bool:
        """Whether a span that a model took for a person may be one."""
        words = [
            re.sub(r"['’]s$", "", word).strip(".-").lower()
            for word in text[span.start : span.end].split()
        ]
        behind = WORD.match(text[span.end :].lstrip(" "))
        before = text[max(0, span.start - 48) : span.start]
        if behind and behind[0].lower() in NOT_A_PERSON and behind[0][0].isupper():
            return False
        if any(word in NEVER for word in words) or re.search(r"\b[Tt]he\s$", before):
            return False
        known = [self.may_be_first(word) or self.is_last(word) for word in words]
        if any(word in NOT_A_PERSON for word in words) and not self.is_first(words[0]):
            return False
        strange = [word for word, is_known in zip(words, known, strict=True) if not is_known]
        if any(word in self.small for word in strange):
            return False
        if any(known):
            return len(words) > 1 or self.is_first(words[0]) or words[0] not in self.small
        cue = RELATED.search(before) or CALLED.search(before)
        if cue or len(words) in (2, 3):
            return True
        # One strange word is a person where it does what people do.
        return len(words) == 1 and bool(DOES.match(text[span.end :]))

    def not_denied(self, text: str, span: Span) -> bool:
        """Whether nothing beside a span says that it is a place, a body, or somebody cited."""
        if "_" in text[max(0, span.start - 1) : span.end + 1]:
            return False  # an account
        behind = WORD.match(text[span.end :].lstrip(" "))
        before = text[max(0, span.start - 48) : span.start]
        after = text[span.end : span.end + 48]
        if behind and behind[0][0].isupper() and behind[0].strip(".").lower() in NOT_A_PERSON:
            return False
        words = before.split()
        if words and words[-1].lower() in PLACE_BEFORE:
            return False
        inside = [word.strip(".").lower() for word in text[span.start : span.end].split()]
        if any(word in NOT_A_PERSON and not self.is_last(word) for word in inside):
            return False
        if NOT_AFTER_NAME.match(after) or VERSE.match(after):
            return False
        if len(inside) == 1 and (
            (inside[0] in self.names.first_also_words and world_names().is_common(inside[0]))
            or (self._is_word(inside[0]) and _OPENS.search(before))
        ):  # "Will it …", "Grace period", "Banning cars …"
            return span.score >= _SURE and bool(DOES.match(after))
        return not (CITED_AFTER.match(after) or CITED_BEFORE.search(before))

    def opens_with_first(self, text: str, span: Span) -> bool:
        """Whether a given name and another word stand there: where every noun has a capital."""
        words = text[span.start : span.end].lower().split()
        return len(words) > 1 and self.is_first(words[0])

    def _is_word(self, word: str) -> bool:
        """Whether the corpus writes a word small, or it is what many sentences begin with."""
        return word in self.small or (word.endswith("ing") and not self.is_first(word))

    def unexplained(self, text: str, spans: Sequence[Span]) -> list[tuple[int, int]]:
        """Sentences of a text in which a strange word with a capital stands after the first."""
        strange = [
            match.start()
            for match in STRANGE.finditer(text)
            if (word := match[0].lower()) not in self.small
            and word not in NEVER
            and word not in NOT_A_PERSON
            and not any(span.start <= match.start() < span.end for span in spans)
        ]
        if not strange:
            return []
        if len(text) < SHORT:
            return [(0, len(text))]
        return [
            (start, end)
            for start, end in split_sentences(text)
            if any(start < place < end for place in strange)
        ]
