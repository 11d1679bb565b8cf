"""The words that people put around a name, and which words are then taken for one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from consultation_insight.cleaning._personal.name_expressions import (
    AFTER_TITLE,
    ASKED_FOR,
    CALLED,
    CITED_AFTER,
    CITED_BEFORE,
    CONTACT,
    CONTACT_THEN,
    INITIALS,
    INTRODUCED,
    MIDDLE,
    NOT_AFTER_NAME,
    NOT_INITIAL,
    OWNS,
    PLACE_BEFORE,
    RELATED,
    RELATED_NAME,
    SIGNATURE,
    SMALL_PAIR,
    THEN_CONTACT,
    TITLE,
    TURNED,
    VERSE,
    WORD,
)
from consultation_insight.cleaning._personal.name_judge import Judge
from consultation_insight.cleaning._personal.name_words import NEVER, NOT_A_PERSON
from consultation_insight.protocols import Span

__all__ = ["Rules"]


class _Run(NamedTuple):
    """Words with capitals in a row: where each starts and what it is."""

    starts: list[int]
    words: list[str]


class Rules(Judge):
    """Finds the names in a text: the rules weigh against each other, and are read as one page."""

    # ------------------------------------------------------------ with a cue before

    def introduced(self, text: str) -> Iterator[Span]:
        """Names that somebody gives with words for it."""
        lower = text.lower()
        if "name" in lower or "call" in lower or "enw" in lower or "sign" in lower or ":" in text:
            for match in INTRODUCED.finditer(text):
                yield from self._given(text, match.start("name"), match["name"])
        for match in AFTER_TITLE.finditer(text):
            yield from self._titled(match)
        for match in RELATED_NAME.finditer(text):
            name = match["name"].split()
            plain = [re.sub(r"['’]s$", "", word).lower() for word in name]
            while plain and not self.may_be_last(plain[-1]):
                plain.pop()
            if plain and self.may_be_last(plain[0]) and not name[0].isupper():
                end = match.start("name") + len(" ".join(name[: len(plain)]))
                end -= 2 if re.search(r"['’]s$", name[len(plain) - 1]) else 0
                yield Span(match.start("name"), end, "PERSON", 0.9)
        for match in SIGNATURE.finditer(text):
            words = [word.strip(".").lower() for word in match["name"].split()]
            if all(word not in NEVER and word not in NOT_A_PERSON for word in words) and (
                self.may_be_first(words[0]) or not any(word in self.small for word in words)
            ):
                yield Span(
                    match.start("name"),
                    match.start("name") + len(match["name"].rstrip(" .")),
                    "PERSON",
                    0.9,
                )

    def _given(self, text: str, start: int, run: str) -> Iterator[Span]:
        """“My name is …”: one to four words, small ones only where they are known names."""
        end = 0
        taken = 0
        for match in WORD.finditer(run):
            word = match[0].strip(".'’-")
            folded = word.lower()
            known = self.may_be_first(folded) or self.is_last(folded)
            capital = word[:1].isupper() and (len(word) > 1 or match[0].endswith("."))
            if folded in NEVER and not (known and capital and taken):
                break
            if not (
                (known and (capital or taken < 2))
                or (capital and folded not in self.small)
                or (capital and taken == 1 and folded not in NOT_A_PERSON)
            ):
                break
            taken += 1
            end = match.start() + len(match[0].rstrip(".'’-"))
            if "," in run[match.start() : match.end() + 1] and taken == 2:
                break
        if taken:
            yield Span(start, start + end, "PERSON", 0.95)

    def _titled(self, match: re.Match[str]) -> Iterator[Span]:
        words = match["name"].split()
        kept = []
        for word in words:
            folded = word.strip(".").lower()
            if folded in NEVER or (folded in NOT_A_PERSON and not self.is_last(folded)):
                break
            kept.append(word)
        if kept:
            end = match.start("name") + match["name"].index(kept[-1]) + len(kept[-1].rstrip("."))
            if len(kept[-1]) > 2 or len(kept) > 1:
                yield Span(match.start(), end, "PERSON", 0.9)

    def written(self, text: str) -> Iterator[Span]:
        """Names in the ways of registers: family name first, initials, no capitals."""
        if ", " in text:
            for match in TURNED.finditer(text):
                last, first = match["last"].lower(), match["first"].lower()
                before = text[max(0, match.start() - 24) : match.start()]
                cue = CONTACT.search(before)
                if not cue and re.search(r"[^\W\d_a-z]\w* $", before):
                    continue  # "Mike Jackson, Geoffrey Vickers" is a list
                if self.may_be_first(first) and (
                    (last in self.names.last and (self.is_first(first) or cue))
                    or (cue and self.may_be_last(last))
                ):
                    yield Span(match.start(), match.end("first"), "PERSON", 0.85)
        if "." in text:
            for match in INITIALS.finditer(text):
                before = text[max(0, match.start() - 14) : match.start()]
                if self.is_last(match["last"].lower()) and not NOT_INITIAL.search(before):
                    yield Span(*match.span(), "PERSON", 0.8)
        yield from self._without_cue(text)

    def _without_cue(self, text: str) -> Iterator[Span]:
        for match in MIDDLE.finditer(text) if not self.posts else ():
            both = (match["first"].lower(), match["last"].lower())
            if match[0].isupper():
                continue
            known = self.may_be_first(both[0]) or self.is_last(both[1])
            if not any(word in NEVER or word in NOT_A_PERSON for word in both) and (
                known or self.small.isdisjoint(both)
            ):
                yield Span(*match.span(), "PERSON", 0.8)
        for match in SMALL_PAIR.finditer(text):
            first, last = match["first"], match["last"]
            known = self.is_first(first) or (
                first in self.names.first_also_words and last in self.names.last
            )
            if known and self.is_last(last):
                before = text[max(0, match.start() - 24) : match.start()]
                if last in self.names.last or len(first) > 3 or CONTACT.search(before):
                    yield Span(*match.span(), "PERSON", 0.8)

    # ------------------------------------------------------------ runs of capitals

    def run(self, text: str, match: re.Match[str]) -> Iterator[Span]:
        found = list(WORD.finditer(match[0]))
        run = _Run([match.start() + word.start() for word in found], [word[0] for word in found])
        words = [re.sub(r"['’]s$", "", word.strip(".")).lower() for word in run.words]
        at = 0
        while at < len(words):
            if not self.may_be_first(words[at]):
                at += 1
                continue
            end = self._end(words, run.words, at)
            if self._is_person(text, run, words, at, end):
                last = re.sub(r"['’]s$", "", run.words[end - 1].rstrip("."))
                yield Span(run.starts[at], run.starts[end - 1] + len(last), "PERSON", 0.8)
            at = end

    def _end(self, words: list[str], written: list[str], at: int) -> int:
        """Where the name ends that begins at this word: up to three more words."""
        end = at + 1
        while end < len(words) and end < at + 4:
            initial = len(words[end]) == 1 and end + 1 < len(words)
            particle = written[end].islower()
            # "Rhys Wood", but not "Albert Hall Gardens": a word that names places too, at the end.
            wood = end == at + 1 and self.is_first(words[at]) and end + 1 == len(words)
            if not (
                initial
                or particle
                or self.may_be_last(words[end])
                or self.is_first(words[end])
                or (wood and self.is_last(words[end]))
            ):
                break
            if re.search(r"['’]s$", written[end - 1]):
                break
            end += 1
        while end > at + 1 and (written[end - 1].islower() or len(words[end - 1]) == 1):
            end -= 1
        return end

    def _is_person(self, text: str, run: _Run, words: list[str], at: int, end: int) -> bool:
        # "Rowntree Foundation", "Queen Elizabeth Park", "St James Street": not a person.
        if NOT_AFTER_NAME.match(text, run.starts[end - 1] + len(words[end - 1])):
            return False
        behind = words[end] if end < len(words) else ""
        if behind in NOT_A_PERSON or (at and words[at - 1] in PLACE_BEFORE):
            return False
        if any(word in NOT_A_PERSON and not self.is_last(word) for word in words[at:end]):
            return False
        start = run.starts[at]
        before = text[max(0, start - 48) : start]
        after = text[run.starts[end - 1] + len(run.words[end - 1]) :][:48]
        private = bool(
            RELATED.search(before)
            or CALLED.search(before)
            or THEN_CONTACT.match(after)
            or CONTACT_THEN.search(before)
            or (at and TITLE.match(run.words[at - 1]))
        )
        shouted = all(word.isupper() and len(word) > 1 for word in run.words[at:end])
        if shouted and not private and len(words[at]) < 5 and end - at == 1:
            return False
        if end - at > 1:
            return self._whole_is_private(text, words, at, end, private, before, after)
        return self._first_is_private(run, words, at, behind, private, before, after)

    def _whole_is_private(
        self, text: str, words: list[str], at: int, end: int, private: bool, before: str, after: str
    ) -> bool:
        """A given name with a family name: a person, unless somebody who is cited."""
        sure = self.is_first(words[at])
        known = any(self.is_last(word) and word not in NEVER for word in words[at + 1 : end])
        if private or (ASKED_FOR.search(before) and not self.posts):
            return sure or known or not self.posts
        if self.posts or CITED_AFTER.match(after) or CITED_BEFORE.search(before):
            return False
        if text[:200].isupper():
            return sure and known
        return sure or known

    def _first_is_private(
        self,
        run: _Run,
        words: list[str],
        at: int,
        behind: str,
        private: bool,
        before: str,
        after: str,
    ) -> bool:
        """A given name alone: a person where it is no word, or with a word for it."""
        sure = self.is_first(words[at])
        if private:
            return sure or words[at] not in self.small or bool(RELATED.search(before))
        # "Reggio Emilia", "Andy's Man Club": part of another name.
        if (behind and behind not in NEVER) or OWNS.match(after) or VERSE.match(after):
            return False
        if (
            at
            and run.words[at - 1][:1].isupper()
            and words[at - 1] not in NEVER
            and words[at - 1] not in self.small
        ):
            return False
        if ASKED_FOR.search(before) and not sure:
            return words[at] not in self.small
        return sure and words[at] not in self.small
