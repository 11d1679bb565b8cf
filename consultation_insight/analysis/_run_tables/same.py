"""The same answer from several people: short answers that agree word for word, without being a campaign."""

from __future__ import annotations

from collections import Counter

import pandas as pd

from consultation_insight.analysis._quoting import UNQUOTED
from consultation_insight.text import comparable

__all__ = ["SEVERAL", "same_answers"]

#: From so many different respondents on, an answer is listed.
SEVERAL = 3
_COLUMNS = ("question_id", "answer", "n", "respondents", "share", "base", "response_ids")


def same_answers(live: pd.DataFrame, texts: pd.Series, base: dict[str, int]) -> pd.DataFrame:
    """Which answers several respondents gave in the same words, most frequent first.

    Words are the same where only case, punctuation and spaces differ. Copies of campaigns have a
    table of their own and are left out, as is what is never quoted. ``answer`` is the spelling that
    most of them used, of those who agreed to be quoted; an answer that nobody did is left out.

    Parameters
    ----------
    live : pandas.DataFrame
        The lines of the responses that were analysed, with ``kind`` and ``quotable``.
    texts : pandas.Series
        Their redacted words, with the same index.
    base : dict
        How many responses to each question count.
    """
    rows = live[live["campaign_id"].fillna("") == ""]
    words = texts.reindex(rows.index).tolist()
    told = {text: comparable(text) for text in set(words)}
    hostile = live["kind"].isin(UNQUOTED)
    unquoted = {comparable(text) for text in texts.reindex(live.index[hostile])}
    alike: dict[tuple[str, str], list[int]] = {}
    for place, (question, text) in enumerate(zip(rows["question_id"], words, strict=True)):
        if told[text] and told[text] not in unquoted:
            alike.setdefault((question, told[text]), []).append(place)
    found = []
    for (question, _), places in alike.items():
        if len(places) < SEVERAL:
            continue
        same = rows.iloc[places]
        people = int(same["respondent_id"].nunique())
        spelt = Counter(
            words[place].strip() for place, may in zip(places, same["quotable"], strict=True) if may
        )
        if people < SEVERAL or not spelt:
            continue
        answer = min(spelt, key=lambda text: (-spelt[text], text))
        of = base.get(question, 0)
        share = len(places) / of if of else None
        ids = ";".join(sorted(same["response_id"]))
        found.append((question, answer, len(places), people, share, of, ids))
    order = {question: place for place, question in enumerate(base)}
    found.sort(key=lambda row: (-row[3], -row[2], order.get(row[0], len(order)), row[1]))
    return pd.DataFrame(found, columns=list(_COLUMNS)).astype({"share": "float64"})
