"""A sample of responses that does not depend on their order, nor on how they are divided.

Of each question, language and kind of sender in proportion, those with the smallest hashes of
their ids.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from consultation_insight.corpus import Corpus
from consultation_insight.counting import Counting

__all__ = ["MOST_GROUPED", "SAMPLE", "lowest", "sample_of"]

#: So many live responses to a question are looked at in one place: three times what is enough for
#: the passages that are grouped at most. Beyond, a sample is, and everything else is assigned.
SAMPLE = 40_000
#: Passages that build the groups; beyond it a seeded sample does, and the rest are coded by it.
MOST_GROUPED = 12_000
#: Of a stratum at least so many responses are taken, if it has them.
_FEWEST = 50

Ints = npt.NDArray[np.int64]


def lowest(ids: pd.Series, most: int) -> Ints:
    """The places of the ids with the smallest hashes, in their order."""
    hashes = pd.util.hash_array(ids.to_numpy(dtype=object), categorize=False)
    return np.sort(np.lexsort((np.arange(len(ids)), hashes))[:most])


def sample_of(corpus: Corpus, most: int, question: str | None = None) -> Ints:
    """The places of a stratified sample of the live responses, each campaign and each text once.

    Strata are question, language, and whether a response belongs to a campaign. Of a campaign count
    the copy that stands for it, and copies that add something of their own.

    Parameters
    ----------
    corpus : Corpus
        Its texts are not read.
    most : int
    question : str, optional
        Only of the responses to it.
    """
    counting = Counting.of(corpus)
    live = counting.live
    first = (live["duplicate_of"] == "").to_numpy(dtype=bool)
    stays = counting.counted("once") & (first | counting.standing)
    if question is not None:
        stays &= (live["question_id"] == question).to_numpy(dtype=bool)
    eligible = live[stays]
    places = pd.Series(np.arange(len(corpus)), index=corpus.responses.index)
    if len(eligible) <= most:
        return places.loc[eligible.index].to_numpy(dtype=np.int64)
    strata = eligible.groupby(
        [eligible["question_id"], eligible["language"], eligible["campaign_id"] == ""], sort=True
    )
    taken: list[Ints] = []
    for _, rows in strata:
        share = max(most * len(rows) // len(eligible), min(_FEWEST, len(rows)))
        chosen = rows.index[lowest(rows["response_id"], share)]
        taken.append(places.loc[chosen].to_numpy(dtype=np.int64))
    found = np.sort(np.concatenate(taken))
    if len(found) > most:
        found = found[lowest(corpus.responses["response_id"].iloc[found], most)]
    return found
