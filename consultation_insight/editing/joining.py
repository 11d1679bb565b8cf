"""Late responses put behind those that are there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from consultation_insight.editing.log import fingerprint
from consultation_insight.errors import DataError

if TYPE_CHECKING:
    from consultation_insight.corpus import Corpus

__all__ = ["joined"]


#: If more of the responses that both have differ than this, ids do not mean the same in both.
_CHANGED = 0.1


def joined(corpus: Corpus, more: Corpus) -> tuple[Corpus, frozenset[str]]:
    """Put the responses of one corpus behind those of another.

    ``more`` may be the late responses alone, or all of them, read again together: then it is taken
    as it is.

    Returns
    -------
    corpus : Corpus
    changed : frozenset of str
        Responses that both have, whose text is another now: the text of ``more`` is taken.

    Raises
    ------
    DataError
        Many ids are used for two different texts.
    """
    old, new = corpus.responses, more.responses
    texts = dict(zip(old["response_id"], old["text"], strict=True))
    shared = new[new["response_id"].isin(texts.keys())]
    changed = frozenset(
        id_
        for id_, text in zip(shared["response_id"], shared["text"], strict=True)
        if fingerprint(text) != fingerprint(texts[id_])
    )
    if len(changed) > _CHANGED * len(shared):
        raise DataError(
            f"{len(changed):,} response ids stand for other texts in the late responses, such as "
            f"{min(changed)!r}. Read the old and the late files together, or give each response an "
            "id of its own."
        )
    if len(shared) == len(old):
        return more, changed
    kept = old[~old["response_id"].isin(changed)]
    late = new[~new["response_id"].isin(set(kept["response_id"]))]
    late = late.assign(campaign_id=_campaigns(old, late, overlap=len(shared) > 0))
    both = replace(
        corpus,
        responses=pd.concat([kept, late], ignore_index=True),
        respondents=_once(corpus.respondents, more.respondents, ["respondent_id"]),
        questions=_once(corpus.questions, more.questions, ["question_id"]),
        answers=_once(corpus.answers, more.answers, ["respondent_id", "question_id", "answer"]),
        ledger=pd.concat([corpus.ledger, more.ledger], ignore_index=True),
        steps=(*corpus.steps, *more.steps),
        sources=(*corpus.sources, *more.sources),
    )
    return both, changed


def _campaigns(old: pd.DataFrame, late: pd.DataFrame, *, overlap: bool) -> pd.Series:
    """Numbers of campaigns that were counted apart are told apart."""
    ids = late["campaign_id"]
    if overlap:
        return ids
    same = ids.isin(set(old["campaign_id"]) - {""})
    return ids.mask(same, "late-" + ids)


def _once(one: pd.DataFrame, other: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    found = [frame for frame in (one, other) if len(frame)]
    if not found:
        return one
    return pd.concat(found, ignore_index=True).drop_duplicates(keys, ignore_index=True)
