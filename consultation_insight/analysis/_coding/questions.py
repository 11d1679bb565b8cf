"""Which question of the corpus a name in a frame, an examples file or an option means."""

from __future__ import annotations

import re
from collections.abc import Sequence

from consultation_insight.corpus import Corpus
from consultation_insight.errors import UsageError, did_you_mean

__all__ = ["Questions"]


def _fold(name: str) -> str:
    return re.sub(r"[\W_]+", "", name).casefold()


def _words(name: str) -> set[str]:
    return set(re.findall(r"[^\W\d_]{3,}", name.casefold()))


def _number(name: str) -> str:
    found = re.match(r"\W*(?:q|question|frage)?[\W_]*(\d+)", name, re.IGNORECASE)
    return found[1] if found else ""


class Questions:
    """The open questions of a corpus, found by id, wording, column heading, or by place.

    A frame is often written with short names ("q1_why") for what the data call "1b. Please tell
    us why". A name is found if it is the id, the wording or the heading, however spelt; if it is
    the beginning of one; if number and a word agree. Where names stay over, as many as there are
    questions that nothing named, they are taken in order, and ``guessed`` says so.
    """

    def __init__(self, corpus: Corpus, names: Sequence[str]) -> None:
        live = corpus.live
        self.ids = list(dict.fromkeys(live["question_id"]))
        table = corpus.questions
        wording = dict(zip(table["question_id"], table["wording"], strict=True))
        order = {name: place for place, name in enumerate(table["question_id"])}
        self.ids.sort(key=lambda name: order.get(name, len(order)))
        self._spelt = {name: [name, str(wording.get(name, ""))] for name in self.ids}
        self._means: dict[str, str] = {}
        self.guessed: dict[str, str] = {}
        names = [name for name in dict.fromkeys(names) if name]
        for find in (self._same, self._begins, self._numbered):
            for name in names:
                if name not in self._means:
                    found = find(name)
                    if len(found) == 1:
                        self._means[name] = found[0]
        self._rest(names)

    def _rest(self, names: Sequence[str]) -> None:
        over = [name for name in names if name not in self._means]
        free = [one for one in self.ids if one not in self._means.values()]
        if over and len(over) == len(free):
            self.guessed = dict(zip(over, free, strict=True))
            self._means |= self.guessed

    def _same(self, name: str) -> list[str]:
        if name in self._spelt:
            return [name]
        return [one for one, spelt in self._spelt.items() if _fold(name) in map(_fold, spelt)]

    def _begins(self, name: str) -> list[str]:
        own = _fold(name)
        if len(own) < 4:
            return []
        return [
            one
            for one, spelt in self._spelt.items()
            if any(
                _fold(text) and (_fold(text).startswith(own) or own.startswith(_fold(text)))
                for text in spelt
            )
        ]

    def _numbered(self, name: str) -> list[str]:
        found = []
        for one, spelt in self._spelt.items():
            shared = _words(name) & set().union(*map(_words, spelt))
            numbers = {_number(text) for text in spelt} - {""}
            same = _number(name) in numbers
            if same and (shared or not _words(name)):
                found.append(one)
        if found or _number(name):
            return found
        return [
            one
            for one, spelt in self._spelt.items()
            if _words(name) and _words(name) <= set().union(*map(_words, spelt))
        ]

    def find(self, name: str) -> str:
        """Give the question that a name means; an error that lists the questions if none does."""
        if name in self._means:
            return self._means[name]
        for find in (self._same, self._begins, self._numbered):
            found = find(name)
            if len(found) == 1:
                return found[0]
        there = ", ".join(repr(one) for one in self.ids)
        hint = did_you_mean(name, [*self.ids, *self._means])
        raise UsageError(f"No open question {name!r}.{hint} The open questions are: {there}.")

    def get(self, name: str) -> str:
        """The question that a name means, or nothing."""
        try:
            return self.find(name)
        except UsageError:
            return ""
