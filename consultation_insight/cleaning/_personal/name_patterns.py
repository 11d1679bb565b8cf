"""Names of people without a model: lists of names, and the words people put around a name.

What counts, surest first: an introduction (“my name is …”), a title, a signature, a relation (“my
daughter …”), a given name of the lists with a family name behind it, and a given name alone where it
is no other word. Names that are words too (Mark, May, Grace) need one of the others beside
them. Words which the corpus itself writes in lower case are taken for words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from consultation_insight.cleaning._personal.lexicon import lexicon
from consultation_insight.cleaning._personal.name_expressions import LOWER, RUN
from consultation_insight.cleaning._personal.name_judge import writes_nouns_large
from consultation_insight.cleaning._personal.name_rules import Rules
from consultation_insight.cleaning._personal.tagger import Tagger
from consultation_insight.cleaning._personal.topics import is_topic, topics_of
from consultation_insight.protocols import Span

__all__ = ["CERTAINTY", "DOUBT", "NamePatterns"]

#: Where a text in forty that names nobody loses a word.
CERTAINTY = 0.35
#: In texts written as one speaks: where the mean of recall and precision is best on comments and
#: tweets which the training did not see.
CASUALLY = 0.1
#: Where all names have to go.
DOUBT = 0.03


class NamePatterns:
    """The detector of names without a model.

    Parameters
    ----------
    posts : bool
        The texts are public posts: there a whole name without a private word beside it (a relation, a
        telephone number, a signature) is somebody whom the post cites, and stays.
    certainty : float or None
        The least probability at which the tagger takes a run of words for a person; None for the
        patterns alone.
    small : frozenset of str, optional
        All words that the corpus writes small, where the texts are only a part of it.

    Examples
    --------
    >>> text = "My name is Sioned Parry and Karen from the day centre helps Mum."
    >>> sorted({text[span.start : span.end] for span in NamePatterns().detect([text])[0]})
    ['Karen', 'Sioned Parry']
    """

    def __init__(
        self,
        *,
        posts: bool = False,
        certainty: float | None = CERTAINTY,
        small: frozenset[str] | None = None,
    ) -> None:
        self.posts, self.small = posts, small
        # A post names people to cite them: there words must say that somebody is private.
        self.certainty = None if posts else certainty
        self.method = (
            "lists of names and patterns"
            if self.certainty is None
            else "lists of names, patterns and a small trained tagger"
        )

    def detect(self, texts: Sequence[str]) -> list[list[Span]]:
        """For each text, the names in it."""
        found, tagged = self.both(texts)
        return self.without_topics(texts, found, tagged, topics_of(texts, found, tagged))

    def both(self, texts: Sequence[str]) -> tuple[list[list[Span]], list[list[Span]]]:
        """For each text, what the patterns find, and what the tagger takes for a person."""
        judge = self._judge(texts)
        different = dict.fromkeys(texts)  # copies are read once
        found = {text: list(self._in(text, judge)) if text else [] for text in different}
        tagged: dict[str, list[Span]] = {text: [] for text in different}
        if self.certainty is not None:
            least = self.certainty
            mostly = 2 * sum(map(writes_nouns_large, different)) > len(different)
            tagger = Tagger(judge.small, threshold=least, casual=min(least, CASUALLY))
            for text in different:
                spans = tagger.detect(text)
                spans = [span for span in spans if judge.not_denied(text, span)]
                if spans and writes_nouns_large(text, mostly=mostly):
                    spans = [span for span in spans if judge.opens_with_first(text, span)]
                tagged[text] = spans
        return [[*found[text]] for text in texts], [[*tagged[text]] for text in texts]

    @staticmethod
    def without_topics(
        texts: Sequence[str],
        found: Sequence[list[Span]],
        tagged: Sequence[Sequence[Span]],
        topics: frozenset[str],
    ) -> list[list[Span]]:
        """Both together; what the corpus is about is no private person."""
        return [
            [
                s
                for sure, some in ((True, spans), (False, others))
                for s in some
                if not is_topic(text[s.start : s.end], topics, sure=sure)
            ]
            for text, spans, others in zip(texts, found, tagged, strict=True)
        ]

    def plausible(self, texts: Sequence[str], found: Sequence[Sequence[Span]]) -> list[list[Span]]:
        """Of a model's spans, those that the lists and the corpus do not speak against."""
        judge = self._judge(texts)
        return [
            [span for span in spans if judge.plausible(text, span)]
            for text, spans in zip(texts, found, strict=True)
        ]

    def unexplained(
        self, texts: Sequence[str], found: Sequence[Sequence[Span]]
    ) -> list[list[tuple[int, int]]]:
        """Sentences with a capital that neither the lists nor the corpus explain: for a model."""
        judge = self._judge(texts)
        return [judge.unexplained(text, spans) for text, spans in zip(texts, found, strict=True)]

    def _in(self, text: str, judge: Rules) -> Iterator[Span]:
        yield from judge.introduced(text)
        yield from judge.written(text)
        if text.islower():
            return
        for match in RUN.finditer(text):
            yield from judge.run(text, match)

    def _judge(self, texts: Sequence[str]) -> Rules:
        small = small_words(texts) if self.small is None else self.small
        return Rules(lexicon(), small, self.posts)


def small_words(texts: Sequence[str]) -> frozenset[str]:
    """All words that are written small somewhere."""
    return frozenset(word for text in set(texts) for word in LOWER.findall(text))
