"""Names of files and sheets, headings, questions and ids: what people did not write, but who knows."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace

from consultation_insight.cleaning._personal.accounts import accounts_in
from consultation_insight.cleaning._personal.identifiers import structured
from consultation_insight.cleaning._personal.name_patterns import NamePatterns
from consultation_insight.cleaning._personal.names import Kept, wherever_named
from consultation_insight.cleaning._personal.replacing import Marks, replaced
from consultation_insight.corpus import Corpus, Step
from consultation_insight.protocols import Span

__all__ = ["Labels", "names_in_questions"]

_JOINT = re.compile(r"[_+]")
_ENDING = re.compile(r"\.\w{1,8}$")
_Change = Callable[[str], str]


def names_in_questions(corpus: Corpus) -> list[str]:
    """Names that a question asks about: whoever published the question has made them public.

    Not those with a telephone number or a relation beside them.
    """
    wordings = [text for text in corpus.questions["wording"].astype("str") if text]
    found = NamePatterns(certainty=None).detect(wordings)
    private = NamePatterns(posts=True).detect(wordings)
    names = []
    for text, spans, others in zip(wordings, found, private, strict=True):
        places = {span[:2] for span in others}
        names += [text[s.start : s.end] for s in spans if s[:2] not in places]
    return names


class Labels:
    """Takes personal data out of everything in a corpus that is no text of a respondent.

    Parameters
    ----------
    again : mapping of str to str
        What was found in texts and its kind.
    kept : Kept
        Names that stay.
    marks : Marks
        Learns the originals.
    public : set of str, optional
        Accounts that stay; None where all do.
    """

    def __init__(
        self, again: Mapping[str, str], kept: Kept, marks: Marks, public: Collection[str] | None
    ) -> None:
        self.again, self.kept, self.public = again, kept, public
        self.marks = Marks(originals=marks.originals)

    def out_of(self, corpus: Corpus) -> Corpus:
        """The corpus with plain labels, and other ids where an id was made from one that was not."""
        files = self._plain(self._names(corpus), named=True)
        words = self._plain(self._headings(corpus), named=False)
        asked = corpus.questions[["question_id", "wording"]].astype("str")
        questions = {
            question: f"q{place}"
            for place, (question, wording) in enumerate(asked.itertuples(index=False), start=1)
            if wording in words or structured(_JOINT.sub(" ", question))
        }
        if not files and not words and not questions:
            return corpus
        file, word = _mapped(files), _mapped({**words, **files})
        # An id is made from the names of file, sheet and question.
        return _relabelled(
            corpus, file, word, _mapped(questions), other_ids=bool(files or questions)
        )

    def _plain(self, labels: Iterable[str], *, named: bool) -> dict[str, str]:
        """The labels that hold something personal, and what they become; each stays different."""
        known = sorted(set(labels) - {""})
        read = [_JOINT.sub(" ", label) for label in known]
        if named:  # the ending of a file is no part of a name
            read = [_ENDING.sub(lambda end: " " * len(end[0]), label) for label in read]
        people = NamePatterns(posts=not named, certainty=None).detect(read)
        again = wherever_named(read, self.again)
        plain: dict[str, str] = {}
        for label, text, names, others in zip(known, read, people, again, strict=True):
            whole = [span for span in names if not named or " " in text[span.start : span.end]]
            spans = self.kept.without(
                text, [*structured(text), *self._accounts(label), *whole, *others]
            )
            if spans:
                plain[label] = replaced(label, spans, "", self.marks)[0]
        return _different(plain, known)

    def _accounts(self, label: str) -> list[Span]:
        return [
            Span(account.start, account.end, "HANDLE", 1.0)
            for account in accounts_in(label)
            if self.public is not None and account.by != "cue" and account.name not in self.public
        ]

    @staticmethod
    def _names(corpus: Corpus) -> Iterable[str]:
        yield from (source.file for source in corpus.sources)
        for table in (corpus.responses, corpus.ledger):
            for column in ("source_file", "source_sheet"):
                yield from table[column].astype("str").unique()

    @staticmethod
    def _headings(corpus: Corpus) -> Iterable[str]:
        yield from corpus.questions["wording"].astype("str")
        yield from corpus.ledger["column"].astype("str")
        yield from (str(column) for column in corpus.respondents.columns)


def _different(plain: dict[str, str], known: Iterable[str]) -> dict[str, str]:
    taken = set(known) - set(plain)
    for label, new in plain.items():
        other, number = new, 1
        while other in taken:
            number += 1
            other = f"{new} ({number})"
        taken.add(other)
        plain[label] = other
    return plain


def _mapped(names: Mapping[str, str]) -> _Change:
    return lambda label: names.get(label, label)


def _relabelled(
    corpus: Corpus, file: _Change, word: _Change, question: _Change, *, other_ids: bool
) -> Corpus:
    responses, ledger = corpus.responses, corpus.ledger
    ids = {}
    if other_ids:
        ids = {key: f"r{row}" for row, key in enumerate(responses["response_id"], start=1)}
    new_id = _mapped(ids)
    responses = responses.assign(
        response_id=responses["response_id"].map(new_id),
        duplicate_of=responses["duplicate_of"].map(new_id),
        question_id=responses["question_id"].map(question),
        source_file=responses["source_file"].map(file),
        source_sheet=responses["source_sheet"].map(file),
    )
    return replace(
        corpus,
        responses=responses,
        respondents=corpus.respondents.rename(columns=word),
        questions=corpus.questions.assign(
            question_id=corpus.questions["question_id"].map(question),
            wording=corpus.questions["wording"].map(word),
        ),
        answers=corpus.answers.assign(question_id=corpus.answers["question_id"].map(question)),
        ledger=ledger.assign(
            source_file=ledger["source_file"].map(file),
            source_sheet=ledger["source_sheet"].map(file),
            column=ledger["column"].map(word),
        ),
        steps=tuple(_with_ids(step, new_id) for step in corpus.steps),
        sources=tuple(replace(source, file=file(source.file)) for source in corpus.sources),
    )


def _with_ids(step: Step, new_id: _Change) -> Step:
    rows = step.rows
    return replace(step, rows=rows.assign(response_id=rows["response_id"].map(new_id)))
