"""The responses to one question, and the campaigns among them."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from consultation_insight.cleaning._copies.evidence import (
    MARK_WORDS,
    Evidence,
    Marks,
    bursts,
    marks_in,
)
from consultation_insight.cleaning._copies.near import SHINGLE, Ints, fold, units_of
from consultation_insight.cleaning._copies.passages import OWN, Passages
from consultation_insight.cleaning._copies.templates import (
    Relation,
    Template,
    recover,
    relate,
    shingles_of,
)

#: The template is what this share of the group has in common.
IN_TEMPLATE = 0.1


@dataclass(frozen=True, eq=False)
class Found:
    """One campaign.

    Parameters
    ----------
    question : Question
        What its places refer to.
    core : numpy.ndarray
        The rows that share its wording.
    more : numpy.ndarray
        The rows in other words under a hashtag or link that only the campaign uses.
    template : Template
    evidence : Evidence
    """

    question: Question
    core: Ints
    more: Ints
    template: Template
    evidence: Evidence

    def __len__(self) -> int:
        return len(self.core) + len(self.more)

    @cached_property
    def relations(self) -> dict[str, Relation]:
        """How each distinct text of the core relates to the template."""
        texts = {self.question.texts[row] for row in self.core}
        return {text: relate(text, self.template) for text in texts}

    @cached_property
    def members(self) -> list[tuple[int, Relation]]:
        """Each row with its relation, in the order of the rows."""
        texts = self.question.texts
        both = [(row, self.relations[texts[row]]) for row in self.core.tolist()]
        both += [(row, Relation("reworded", 0.0, ())) for row in self.more.tolist()]
        return sorted(both, key=lambda one: one[0])


@dataclass(eq=False)
class Question:
    """The live responses to one question, with what is needed to judge a group of them."""

    rows: pd.DataFrame
    wordings: list[str]
    min_size: int
    min_words: int

    def __post_init__(self) -> None:
        self.people: Ints = pd.factorize(self.rows["respondent_id"])[0].astype(np.int64)
        self.days = self.rows["created_at"].to_numpy("datetime64[ns]").astype("datetime64[D]")
        self.all_days = _by_day(self.days)
        self.read()

    def read(self) -> None:
        """Read the texts: what they are, their hashtags and links, and what they share."""
        self.texts: Sequence[str] = self.rows["text"].tolist()
        self.marks = Marks(marks_in(self.texts, self.rows["links"].tolist()))
        self.passages = Passages(
            self.texts, self.people.tolist(), self.wordings, min_size=self.min_size
        )

    def campaigns(self) -> list[Found]:
        """The campaigns among the responses, largest first."""
        groups = self._found(self.min_words, None)
        taken = {row for _, at, _ in groups for row in at.tolist()}
        # An own hashtag or link makes up for some words, so shorter passages are looked at too.
        marked = [row for row in self.marks.rows if row not in taken]
        if len(marked) >= self.min_size:
            least = max(SHINGLE[0], self.min_words - MARK_WORDS)
            groups += self._found(least, np.unique(self.passages.which[marked]))
            taken |= {row for _, at, _ in groups for row in at.tolist()}
        campaigns = []
        for template, at, evidence in sorted(groups, key=lambda one: (-len(one[1]), one[0].text)):
            more = sorted(
                {row for mark in self.marks.own(at.tolist()) for row in self.marks.users[mark]}
                - taken
            )
            taken |= set(more)
            campaigns.append(Found(self, at, np.array(more, np.int64), template, evidence))
        return campaigns

    def found(self, core: Ints, more: Ints) -> Found:
        """Tell of a campaign whose rows are known."""
        template = self.template(core)
        return Found(self, core, more, template, self.evidence(core, template))

    def _found(self, least_words: int, among: Ints | None) -> list[tuple[Template, Ints, Evidence]]:
        found = []
        for group in self.passages.groups(least_words, among):
            at = self.passages.rows_of(group)
            if len(np.unique(self.people[at])) < self.min_size:
                continue
            template = self.template(at)
            evidence = self.evidence(at, template)
            if evidence.suffices(self.min_size, self.min_words, len(self.passages.index.forms)):
                found.append((template, at, evidence))
        return found

    def template(self, at: Ints) -> Template:
        """Recover what these people, or a tenth of them, share and hardly anybody else."""
        sent = Counter(
            text for text, _ in {(self.texts[row], self.people[row]) for row in at.tolist()}
        )
        width = SHINGLE[int(self.passages.index.characters[self.passages.which[at[0]]])]
        counts: Counter[tuple[str, ...]] = Counter()
        for text, times in sent.items():
            for run in shingles_of(units_of(fold(text)), width):
                counts[run] += times
        least = max(self.min_size, math.ceil(IN_TEMPLATE * sent.total()))
        core = [run for run, times in counts.items() if times >= least]
        shares = self.passages.own_share(core, [counts[run] for run in core]) if core else []
        own = {run for run, share in zip(core, shares, strict=True) if share >= OWN}
        return recover(sent, own, width)

    def evidence(self, at: Ints, template: Template) -> Evidence:
        """Say what speaks for a campaign of these rows."""
        inside = _by_day(self.days[at])
        return Evidence(
            people=len(np.unique(self.people[at])),
            words=template.words,
            outside=self.passages.outside(template.text, np.unique(self.passages.which[at])),
            marks=tuple(map(self.marks.as_written, self.marks.own(at.tolist()))),
            bursts=bursts(inside, self.all_days - inside),
        )


def _by_day(days: npt.NDArray[np.datetime64]) -> Counter[str]:
    """How many responses came on each day; those without a day are left out."""
    known, times = np.unique(days[~np.isnat(days)], return_counts=True)
    return Counter(dict(zip(known.astype(str).tolist(), times.tolist(), strict=True)))
