"""Organised texts: find them, say why, recover the template, keep what supporters added.

A campaign is a group of responses by different people that share a passage which is long, and
which hardly anybody outside the group uses. Short answers that many give independently share
little, and common phrases are shared with everybody: neither makes a campaign.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from consultation_insight.cleaning._copies.evidence import MARK_WORDS, Evidence, Marks, bursts
from consultation_insight.cleaning._copies.near import SHINGLE, Ints, fold, units_of
from consultation_insight.cleaning._copies.passages import OWN, Passages
from consultation_insight.cleaning._copies.templates import (
    Template,
    additions,
    recover,
    shingles_of,
    variant_of,
)
from consultation_insight.corpus import Corpus, Step
from consultation_insight.errors import SettingsError
from consultation_insight.results import Campaigns

__all__ = ["find_campaigns", "read_campaigns"]

VARIANTS = ("word_for_word", "edited", "extended", "reworded")
#: The template is what this share of the group has in common.
IN_TEMPLATE = 0.1


def find_campaigns(corpus: Corpus, *, min_size: int = 5, min_words: int = 10) -> Corpus:
    """Mark the responses that stem from one organised text.

    ``campaign_id`` is C01 for the largest, and so on; ``variant`` says how each relates to the
    template: ``word_for_word`` (the same words), ``edited``, ``extended`` (all of the template
    and something of their own), ``reworded`` (other words under a hashtag that only the campaign
    uses; counted apart). Nothing is set aside.

    Parameters
    ----------
    corpus : Corpus
    min_size : int
        Different respondents that a campaign has at least.
    min_words : int
        Words of a passage that a campaign shares at least (two characters count as a word
        where the script has no spaces). A hashtag or link of its own counts as four of them.

    Returns
    -------
    Corpus
        With ``campaign_id`` and ``variant``; read them with `read_campaigns`.

    Raises
    ------
    SettingsError
        If a setting is out of its range.

    Examples
    --------
    >>> import pandas as pd
    >>> from consultation_insight import Corpus, find_campaigns
    >>> letter = "Please keep our village library open on Saturdays for the children."
    >>> texts = [letter] * 5 + [letter + " My own two learnt to read there."] + ["I agree"] * 9
    >>> corpus = find_campaigns(Corpus.from_responses(pd.DataFrame({"text": texts})))
    >>> corpus.responses.groupby(["campaign_id", "variant"]).size().to_dict()
    {('', ''): 9, ('C01', 'extended'): 1, ('C01', 'word_for_word'): 5}
    """
    if min_size < 2:
        raise SettingsError.from_value("min_size", "find_campaigns", "at least 2", min_size)
    if min_words < 3:
        raise SettingsError.from_value("min_words", "find_campaigns", "at least 3", min_words)
    live = corpus.live
    wordings = corpus.questions["wording"].tolist()
    found: list[tuple[int, str, pd.Series]] = []
    for _, rows in live.groupby("question_id", sort=False):
        question = _Question(rows, wordings, min_size, min_words)
        found += question.campaigns()
    found.sort(key=lambda item: (-item[0], item[1]))
    campaign = pd.Series("", index=corpus.responses.index)
    variant = campaign.copy()
    for number, (_, _, members) in enumerate(found, start=1):
        campaign[members.index] = f"C{number:02d}"
        variant[members.index] = members
    marked = campaign[campaign != ""].index
    table = pd.DataFrame(
        {"response_id": corpus.responses.loc[marked, "response_id"], "change": campaign[marked]}
    )
    step = Step.of(
        "find_campaigns",
        {"min_size": min_size, "min_words": min_words},
        table.reset_index(drop=True),
    )
    return corpus.after(step, campaign_id=campaign, variant=variant)


@dataclass
class _Question:
    """The live responses to one question, with what is needed to judge a group of them."""

    rows: pd.DataFrame
    wordings: list[str]
    min_size: int
    min_words: int

    def __post_init__(self) -> None:
        self.texts = self.rows["text"].tolist()
        self.people = self.rows["respondent_id"].tolist()
        self.days = self.rows["created_at"].dt.strftime("%Y-%m-%d").tolist()
        self.all_days = Counter(day for day in self.days if isinstance(day, str))
        self.marks = Marks(self.texts, self.rows["links"].tolist())
        self.passages = Passages(self.texts, self.people, self.wordings, min_size=self.min_size)

    def campaigns(self) -> list[tuple[int, str, pd.Series]]:
        """(size, template, variant by row) for each campaign."""
        found = self._found(self.min_words, None)
        taken = {row for _, at in found for row in at.tolist()}
        # An own hashtag or link makes up for some words, so shorter passages are looked at too.
        marked = [row for row, marks in enumerate(self.marks.rows) if marks and row not in taken]
        if len(marked) >= self.min_size:
            least = max(SHINGLE[0], self.min_words - MARK_WORDS)
            found += self._found(least, np.unique(self.passages.which[marked]))
            taken |= {row for _, at in found for row in at.tolist()}
        campaigns = []
        for template, at in sorted(found, key=lambda item: (-len(item[1]), item[0].text)):
            more = sorted(
                {row for mark in self.marks.own(at.tolist()) for row in self.marks.users[mark]}
                - taken
            )
            taken |= set(more)
            variants = {text: variant_of(text, template)[0] for text in {self.texts[r] for r in at}}
            names = [variants[self.texts[row]] for row in at] + ["reworded"] * len(more)
            where = self.rows.index[[*at.tolist(), *more]]
            campaigns.append(
                (len(names), template.text, pd.Series(names, index=where, dtype="object"))
            )
        return campaigns

    def _found(self, least_words: int, among: Ints | None) -> list[tuple[Template, Ints]]:
        found = []
        for group in self.passages.groups(least_words, among):
            at = self.passages.rows_of(group)
            if len({self.people[row] for row in at}) < self.min_size:
                continue
            template = self.template(at)
            if self.evidence(at, template).suffices(
                self.min_size, self.min_words, len(self.passages.index.forms)
            ):
                found.append((template, at))
        return found

    def template(self, at: Ints) -> Template:
        """Recover what these people, or a tenth of them, share and hardly anybody else."""
        sent = Counter(text for text, _ in {(self.texts[row], self.people[row]) for row in at})
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
        inside = Counter(day for row in at if isinstance(day := self.days[row], str))
        return Evidence(
            people=len({self.people[row] for row in at}),
            words=template.words,
            outside=self.passages.outside(template.text, np.unique(self.passages.which[at])),
            marks=tuple(map(self.marks.as_written, self.marks.own(at.tolist()))),
            bursts=bursts(inside, self.all_days - inside),
        )


def read_campaigns(corpus: Corpus) -> Campaigns:
    """Read the campaigns of a corpus that `find_campaigns` marked.

    Parameters
    ----------
    corpus : Corpus

    Returns
    -------
    Campaigns
        ``table`` (one row a campaign), ``members`` and ``additions``.

    Examples
    --------
    >>> import pandas as pd
    >>> from consultation_insight import Corpus, find_campaigns, read_campaigns
    >>> letter = "Please keep our village library open on Saturdays for the children."
    >>> texts = [letter] * 5 + [letter + " My own two learnt to read there."] + ["I agree"] * 9
    >>> corpus = find_campaigns(Corpus.from_responses(pd.DataFrame({"text": texts})))
    >>> campaigns = read_campaigns(corpus)
    >>> campaigns.table[["campaign_id", "n", "template"]].values.tolist()
    [['C01', 6, 'Please keep our village library open on Saturdays for the children.']]
    >>> campaigns.additions["text"].tolist()
    ['My own two learnt to read there.']
    """
    live = corpus.live
    settings = next((s.settings for s in reversed(corpus.steps) if s.name == "find_campaigns"), {})
    min_size, min_words = int(settings.get("min_size", 5)), int(settings.get("min_words", 10))
    wordings = corpus.questions["wording"].tolist()
    table, members, added = [], [], []
    with_campaign = live[live["campaign_id"] != ""]
    for name_of_question in with_campaign["question_id"].drop_duplicates():
        rows = live[live["question_id"] == name_of_question]
        question = _Question(rows, wordings, min_size, min_words)
        marked, variants = rows["campaign_id"].to_numpy(), rows["variant"].to_numpy()
        ids = rows["response_id"].to_numpy()
        for name in np.unique(marked[marked != ""]):
            at = np.flatnonzero(marked == name)
            core = at[variants[at] != "reworded"]
            template = question.template(core)
            evidence = question.evidence(core, template)
            table.append({"campaign_id": name, **_describe(rows.iloc[at], evidence, template)})
            likeness, spans = _beside(question, core, template)
            for row in at:
                text = question.texts[row]
                like = likeness.get(text, 0.0) if variants[row] != "reworded" else 0.0
                members.append((name, ids[row], variants[row], like))
                own = spans.get(text, []) if variants[row] != "reworded" else []
                added += [(name, ids[row], a, b, text[a:b]) for a, b in own]
    fields = Campaigns.__dict__
    order = [*fields["table"].columns, "burst_days"]
    return Campaigns(
        base=corpus.base,
        settings=dict(settings),
        method="Passages shared by different respondents, found with word shingles; each "
        "response is compared with the text of its group that most people sent.",
        table=pd.DataFrame(table, columns=order).sort_values("campaign_id"),
        members=pd.DataFrame(members, columns=list(fields["members"].columns)),
        additions=pd.DataFrame(added, columns=list(fields["additions"].columns)),
    )


def _beside(
    question: _Question, core: Ints, template: Template
) -> tuple[dict[str, float], dict[str, list[tuple[int, int]]]]:
    """Likeness to the template, and what stands beside it, for each distinct text."""
    texts = {question.texts[row] for row in core}
    likeness = {text: round(variant_of(text, template)[1], 4) for text in texts}
    spans = {text: additions(text, template) for text in texts if likeness[text] < 1}
    return likeness, spans


def _describe(rows: pd.DataFrame, evidence: Evidence, template: Template) -> dict[str, Any]:
    counts = rows["variant"].value_counts()
    days = rows["created_at"].dt.strftime("%Y-%m-%d").dropna()
    return {
        "n": len(rows),
        **{name: int(counts.get(name, 0)) for name in VARIANTS},
        "strength": evidence.strength,
        "why": evidence.why,
        "template": template.text,
        "first": days.min() if len(days) else "",
        "last": days.max() if len(days) else "",
        "likes": int(rows["likes"].fillna(0).sum()),
        "burst_days": "; ".join(evidence.bursts),
    }
