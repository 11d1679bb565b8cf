"""`redact` over partitions.

Who is a person, which account is public and what is personal wherever it stands is decided by the
whole corpus. Each of these is a count or a set that partitions make and the coordinator adds up;
the number of ``[PERSON 3]`` is the place of the first appearance among all responses, and so does
not depend on how they were divided.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from consultation_insight.cleaning._personal import accounts, topics
from consultation_insight.cleaning._personal.name_patterns import NamePatterns, small_words
from consultation_insight.cleaning._personal.replacing import Marks
from consultation_insight.cleaning.leaks import (
    kept_accounts,
    not_said,
    single_words,
    telling,
    words_in,
    words_said,
)
from consultation_insight.cleaning.redact import (
    Rules,
    accounts_named,
    authors_of,
    changes_table,
    first_found,
    found_again,
    is_social,
    marked,
    named_beside,
    plain_links,
    public_in,
    read_allowed,
    redacted_beside,
    unique_in,
    unmistakable_in,
)
from consultation_insight.config import RedactSettings
from consultation_insight.corpus import Corpus
from consultation_insight.distributed.divided import Divided
from consultation_insight.distributed.engine import load, read_frame, save, write_frame

__all__ = ["redact_in_parts"]


@dataclass(frozen=True, eq=False)
class _Known:
    """What the whole corpus says; each pass over the partitions adds to it."""

    #: Its files, questions and the like, without responses.
    frame: Corpus
    settings: RedactSettings
    social: bool
    responses: int
    small: frozenset[str] = frozenset()
    doubtful: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()
    public: set[str] | None = None
    again: Mapping[str, str] | None = None
    private: frozenset[str] = frozenset()

    def rules(self) -> Rules:
        """What is looked for, and what stays."""
        chosen = self.settings
        return Rules.of(
            self.frame,
            self.social,
            chosen.handles,
            chosen.names,
            [*chosen.allow, *read_allowed(chosen.allow_from)],
            self.small,
        )


def redact_in_parts(divided: Divided, settings: RedactSettings) -> tuple[Divided, dict[str, str]]:
    """Do what `consultation_insight.redact` does; give the originals too, for a leak scan."""
    before = divided.with_facts("cleaned").corpus
    divided = replace(divided, facts="cleaned")
    responses = before.responses
    known = _Known(
        frame=replace(before, responses=responses.iloc[:0], steps=()),
        settings=settings,
        social=is_social(responses),
        responses=len(responses),
    )
    rules = known.rules()
    authors = authors_of(responses)

    seen = divided.each("words written small", _small_and_accounts)
    small: set[str] = set().union(*(words for words, _ in seen))
    named = [pair for _, pairs in seen for pair in pairs]
    public = public_in(named, authors, rules)
    known = replace(known, small=frozenset(small), public=public)

    tagged: Counter[str] = Counter()
    for part in divided.each("names", _names, known):
        tagged += part
    known = replace(known, doubtful=topics.doubtful(tagged, known.responses))
    often: Counter[str] = Counter()
    for part in divided.each("names of many", _often, known.doubtful):
        often += part
    known = replace(known, topics=topics.often_named(often, known.responses))

    again = named_beside(before, rules)
    for part in divided.each("personal data", _found, known):
        again |= part
    known = replace(known, again=again)
    private = unmistakable_in([], [], authors, public)
    told = divided.each("personal data elsewhere", _everywhere, known)
    known = replace(known, private=private.union(*(names for names, _ in told)))

    # Accounts without their sign may be longer than a name found there: only now all spans are known.
    order = divided.each("people and accounts", _first_marks, known)
    numbers = _numbered(order)
    own = [{kind: {key: numbers[kind][key] for key in keys} for kind, keys in one.items()}
           for one in order]  # fmt: skip
    originals: dict[str, str] = {}
    for part in divided.each("redact", _replace, (known, own)):
        for original, kind in part.items():
            originals.setdefault(original, kind)
    marks = Marks(numbers, originals)
    changes = pd.concat([divided.tables("marks"), divided.tables("links taken out")])
    after = redacted_beside(before, rules, again, public, marks, changes, {})
    divided = divided.after(after, "redacted")
    return divided, _secrets(divided, before, marks.originals)


def _numbered(
    order: list[dict[str, list[tuple[str, ...]]]],
) -> dict[str, dict[tuple[str, ...], int]]:
    """Number what partitions found in the order of its first appearance."""
    numbers: dict[str, dict[tuple[str, ...], int]] = defaultdict(dict)
    for part in order:
        for kind, keys in part.items():
            known = numbers[kind]
            for key in keys:
                known.setdefault(key, len(known) + 1)
    return numbers


Told = tuple[str, str, Any]


def _texts(folder: Path, part: int, told: Told) -> list[str]:
    texts: list[str] = read_frame(folder, told[0], part)["text"].tolist()
    return texts


def _small_and_accounts(
    folder: Path, part: int, told: Told
) -> tuple[frozenset[str], list[tuple[str, str]]]:
    """Words written small; accounts with up to three who name them, which is all that counts."""
    texts = _texts(folder, part, told)
    people = read_frame(folder, told[1], part)["respondent_id"].tolist()
    by: dict[str, set[str]] = defaultdict(set)
    for account, respondent in accounts_named(texts, people):
        if len(by[account]) < accounts.NAMED_BY:
            by[account].add(respondent)
    pairs = [(account, one) for account, some in sorted(by.items()) for one in sorted(some)]
    return small_words(texts), pairs


def _names(folder: Path, part: int, told: Told) -> Counter[str]:
    """Find people by patterns and the tagger; count what the tagger found."""
    texts = _texts(folder, part, told)
    finder = told[2].rules().finder
    patterns = getattr(finder, "patterns", finder)
    found: list[Any] = [[] for _ in texts]
    tagged: list[Any] = [[] for _ in texts]
    if isinstance(patterns, NamePatterns):
        found, tagged = patterns.both(texts)
    save(folder / f"people-{part:05d}", (found, tagged))
    return topics.tagged_in(texts, found, tagged)


def _often(folder: Path, part: int, told: Told) -> Counter[str]:
    return topics.named_in(_texts(folder, part, told), told[2])


def _found(folder: Path, part: int, told: Told) -> dict[str, str]:
    """Find what is personal by itself; give what is personal wherever it stands."""
    texts = _texts(folder, part, told)
    known: _Known = told[2]
    rules = known.rules()
    found, tagged = load(folder / f"people-{part:05d}")
    people = NamePatterns.without_topics(texts, found, tagged, known.topics)
    beside = getattr(rules.finder, "beside", None)
    if beside is not None:
        people = beside(texts, people, known.topics)
    found = first_found(texts, rules, (), people)
    save(folder / f"personal-{part:05d}", found)
    return unique_in(texts, found)


def _everywhere(folder: Path, part: int, told: Told) -> tuple[frozenset[str], None]:
    """Add what was found in other responses, and accounts; give those known without their sign."""
    texts = _texts(folder, part, told)
    known: _Known = told[2]
    found = load(folder / f"personal-{part:05d}")
    found_again(texts, found, known.rules(), known.again or {}, known.public)
    save(folder / f"spans-{part:05d}", found)
    return unmistakable_in(texts, found, (), known.public), None


def _first_marks(folder: Path, part: int, told: Told) -> dict[str, list[tuple[str, ...]]]:
    """Who stands in the partition, in order of appearance."""
    texts = _texts(folder, part, told)
    people = read_frame(folder, told[1], part)["respondent_id"].tolist()
    found = load(folder / f"spans-{part:05d}")
    for place, text in enumerate(texts):
        found[place] += accounts.without_sign(text, told[2].private)
    save(folder / f"all-spans-{part:05d}", found)
    marks = Marks()
    marked(texts, found, people, people, marks)
    return {kind: list(keys) for kind, keys in marks.numbers.items()}


def _replace(folder: Path, part: int, told: Told) -> dict[str, str]:
    """Write the texts and links without what is personal; give what was taken out, and its kind."""
    known, numbers = told[2]
    frame = read_frame(folder, told[1], part)
    said = read_frame(folder, told[0], part)
    marks = Marks({kind: dict(keys) for kind, keys in numbers[part].items()})
    texts, changes = marked(
        said["text"].tolist(),
        load(folder / f"all-spans-{part:05d}"),
        frame["respondent_id"].tolist(),
        frame["response_id"].tolist(),
        marks,
    )
    both = frame[["response_id"]].assign(links=said["links"])
    links, taken_out = plain_links(both, known.public, marks)
    plain = pd.DataFrame({"text": texts, "links": links}, dtype="str")
    write_frame(folder, "redacted", part, plain)
    write_frame(folder, "marks", part, changes_table(changes))
    write_frame(folder, "links taken out", part, changes_table(taken_out))
    return marks.originals


def _secrets(after: Divided, before: Corpus, originals: Mapping[str, str]) -> dict[str, str]:
    """What must not be found in the output; see `consultation_insight.cleaning.secrets_of`."""
    standing: set[str] = set()
    for part in after.each("accounts that stay", _kept_accounts):
        standing |= part
    found = telling(before, originals, standing)
    single = single_words(found)
    said = words_said(after.corpus, single)
    for part in after.each("words that are said", _said_words, single):
        said |= part
    return not_said(found, said)


def _kept_accounts(folder: Path, part: int, told: Told) -> set[str]:
    return kept_accounts(_texts(folder, part, told))


def _said_words(folder: Path, part: int, told: Told) -> set[str]:
    return words_in(_texts(folder, part, told), told[2])
