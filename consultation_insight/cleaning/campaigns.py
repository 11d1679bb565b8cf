"""Organised texts: find them, say why, recover the template, keep what supporters added.

A campaign is a group of responses by different people that share a passage which is long, and
which hardly anybody outside the group uses. Short answers that many give independently share
little, and common phrases are shared with everybody: neither makes a campaign.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from consultation_insight.cleaning._copies.describing import describe
from consultation_insight.cleaning._copies.differing import differences
from consultation_insight.cleaning._copies.question import Found, Question
from consultation_insight.cleaning._copies.rewording import perhaps_reworded
from consultation_insight.corpus import Corpus, Step
from consultation_insight.counting import OWN_WORDS, RULES
from consultation_insight.errors import SettingsError
from consultation_insight.models.embeddings import embedder
from consultation_insight.models.static_vectors import StaticVectors
from consultation_insight.results import Campaigns

__all__ = ["find_campaigns", "read_campaigns"]

#: Under this name a corpus keeps what was found in it.
TOLD = "_campaigns"


def find_campaigns(
    corpus: Corpus,
    *,
    min_size: int = 5,
    min_words: int = 10,
    count: str = "each",
    reworded: str | None = None,
) -> Corpus:
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
    count : {"each", "once", "apart"}
        How its copies count in all tables and shares: each; once for all of them, and what a
        supporter added as their own; or not at all, so that they stand in the section on
        campaigns only. The tables give all three beside each other, whatever is chosen.
    reworded : str, optional
        An embedder that reads sentences (``"minilm"``, ``"sentence-transformers:…"``: see
        `consultation_insight.models.embeddings`) by which `read_campaigns` lists responses outside
        of each campaign that may say the same in other words. They are for a person to look at:
        about half of them do (docs/methods-campaigns.md). Nothing is counted or merged by it.

    Returns
    -------
    Corpus
        With ``campaign_id`` and ``variant``; read them with `read_campaigns`.

    Raises
    ------
    SettingsError
        If a setting is out of its range, or ``reworded`` names static vectors.
    ModelNotAvailable
        If the embedder is not installed.

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
    check_settings(min_size, min_words, count, reworded)
    wordings = corpus.questions["wording"].tolist()
    questions = (
        Question(rows, wordings, min_size, min_words)
        for _, rows in corpus.live.groupby("question_id", sort=False)
    )
    return marked_by(corpus, questions, min_size, min_words, count, reworded)


def check_settings(min_size: int, min_words: int, count: str, reworded: Any) -> None:
    """Refuse settings that are out of range."""
    if min_size < 2:
        raise SettingsError.from_value("min_size", "find_campaigns", "at least 2", min_size)
    if min_words < 3:
        raise SettingsError.from_value("min_words", "find_campaigns", "at least 3", min_words)
    if count not in RULES:
        known = f"one of {', '.join(map(repr, RULES))}"
        raise SettingsError.from_value("count", "find_campaigns", known, count)
    if reworded is not None:
        _check_embedder(reworded)


def marked_by(
    corpus: Corpus,
    questions: Iterable[Question],
    min_size: int,
    min_words: int,
    count: str,
    reworded: Any,
) -> Corpus:
    """Mark the campaigns of each question."""
    found: list[Found] = []
    for question in questions:
        found += question.campaigns()
    found.sort(key=lambda one: (-len(one), one.template.text))
    named = [(f"C{number:02d}", one) for number, one in enumerate(found, start=1)]
    settings = {"min_size": min_size, "min_words": min_words, "count": count}
    if reworded is not None:
        settings["reworded"] = reworded
    told = describe(named, corpus.base, settings)
    campaign = dict(zip(told.members["response_id"], told.members["campaign_id"], strict=True))
    variant = dict(zip(told.members["response_id"], told.members["variant"], strict=True))
    ids = corpus.responses["response_id"]
    changes = [(name, campaign[name], None, None) for name in ids if name in campaign]
    places = told.additions[["response_id", "start", "end"]].itertuples(index=False)
    changes += [(name, OWN_WORDS, start, end) for name, start, end in places]
    columns = ["response_id", "change", "start", "end"]
    done = pd.DataFrame(changes, columns=columns).astype({"start": "Int64", "end": "Int64"})
    marked = corpus.after(
        Step("find_campaigns", settings, done),
        campaign_id=pd.Series([campaign.get(name, "") for name in ids], ids.index, dtype="str"),
        variant=pd.Series([variant.get(name, "") for name in ids], ids.index, dtype="str"),
    )
    # Whoever reads them next need not find them again; another step makes another corpus.
    marked.__dict__[TOLD] = told
    return marked


def read_campaigns(corpus: Corpus) -> Campaigns:
    """Read the campaigns of a corpus that `find_campaigns` marked.

    Parameters
    ----------
    corpus : Corpus

    Returns
    -------
    Campaigns
        ``table`` (one row a campaign), ``members``, ``additions``, ``differences`` and, where
        `find_campaigns` was asked for it, ``perhaps_reworded``.

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
    told: Campaigns | None = corpus.__dict__.get(TOLD)
    if told is None:
        told = _told_anew(corpus)
    if len(told.table) and told.differences.empty:
        told = replace(told, differences=differences(told, corpus))
        if told.settings.get("reworded"):
            listed = perhaps_reworded(told, corpus, str(told.settings["reworded"]))
            told = replace(told, perhaps_reworded=listed)
        corpus.__dict__[TOLD] = told
    return told


def _check_embedder(name: str) -> None:
    """Say now, and not after the work, what is missing or will not do."""
    if isinstance(embedder(name), StaticVectors):
        known = "an embedder that reads sentences, such as 'minilm' (of what static vectors list, "
        known += "three in four say something else)"
        raise SettingsError.from_value("reworded", "find_campaigns", known, name)


def _told_anew(corpus: Corpus) -> Campaigns:
    """Tell of campaigns that stand marked in a corpus, from its texts."""
    live = corpus.live
    step = next((s for s in reversed(corpus.steps) if s.name == "find_campaigns"), None)
    settings = dict(step.settings) if step else {}
    min_size, min_words = int(settings.get("min_size", 5)), int(settings.get("min_words", 10))
    wordings = corpus.questions["wording"].tolist()
    named = []
    for question_id in live.loc[live["campaign_id"] != "", "question_id"].drop_duplicates():
        rows = live[live["question_id"] == question_id]
        question = Question(rows, wordings, min_size, min_words)
        marked, variants = rows["campaign_id"].to_numpy(), rows["variant"].to_numpy()
        for name in np.unique(marked[marked != ""]):
            inside = marked == name
            core = np.flatnonzero(inside & (variants != "reworded"))
            named.append(
                (str(name), question.found(core, np.flatnonzero(inside & (variants == "reworded"))))
            )
    return describe(named, corpus.base, settings)
