"""Draw the responses that people check: stratified, seeded, with known chances."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from consultation_insight.coded_results import AuditSample, Coding
from consultation_insight.corpus import Corpus
from consultation_insight.errors import UsageError

__all__ = ["sample_of", "strata_of", "weights_of"]

_LEAST = 2  # of a stratum: one response says nothing of how it varies


def strata_of(
    coding: Coding, by: Sequence[str], corpus: Corpus | None, live: pd.DataFrame
) -> pd.Series:
    """Name the stratum of each response; strata never reach over questions."""
    parts = [live["question_id"]]
    for name in by:
        if name == "question_id":
            continue
        if name == "code":
            parts.append(_rarest(coding, live))
        elif corpus is None:
            raise UsageError(f"by={name!r} needs the corpus: give it as corpus=….")
        else:
            parts.append(_attribute(corpus, live, name))
    return pd.Series([" · ".join(values) for values in zip(*parts, strict=True)], index=live.index)


def _rarest(coding: Coding, live: pd.DataFrame) -> pd.Series:
    """The rarest of a response's codes, so that rare codes are sampled too."""
    coded = coding.coding.drop_duplicates(["response_id", "code"])
    counts = coded.groupby(["question_id", "code"])["response_id"].transform("size")
    order = coded.assign(_n=counts).sort_values(["_n", "code"], kind="stable")
    first = order.drop_duplicates("response_id").set_index("response_id")["code"]
    return live["response_id"].map(first).fillna("no code")


def _attribute(corpus: Corpus, live: pd.DataFrame, name: str) -> pd.Series:
    responses = corpus.responses.set_index("response_id")
    people = corpus.respondents.drop_duplicates("respondent_id").set_index("respondent_id")
    if name in responses:
        values = live["response_id"].map(responses[name])
    elif name in people:
        values = live["response_id"].map(responses["respondent_id"]).map(people[name])
    else:
        known = ", ".join(map(repr, ["code", "question_id", *people.columns, *responses.columns]))
        raise UsageError(f"There is no {name!r} to sample by; there are {known}.")
    return values.astype("str").fillna("")


def sample_of(live: pd.DataFrame, strata: pd.Series, n: int, seed: int) -> pd.DataFrame:
    """Draw ``n`` responses: shares of the strata between equal and proportional."""
    sizes = strata.value_counts().sort_index()
    wanted = _allocated(sizes, min(n, len(live)))
    random = np.random.RandomState(seed)
    parts = []
    for name, size in sizes.items():
        # In alphabetical order, so that the order of the rows does not matter.
        ids = sorted(live.loc[strata == name, "response_id"])
        chosen = sorted(random.choice(size, wanted[str(name)], replace=False))
        parts.append(
            pd.DataFrame(
                {
                    "response_id": [ids[place] for place in chosen],
                    "stratum": name,
                    "stratum_size": size,
                    "probability": wanted[str(name)] / size,
                }
            )
        )
    drawn = pd.concat(parts, ignore_index=True)
    order = random.permutation(len(drawn))  # a coder must not see where a stratum ends
    drawn = drawn.iloc[order].reset_index(drop=True)
    question = live.set_index("response_id")["question_id"]
    drawn.insert(1, "question_id", drawn["response_id"].map(question))
    return drawn


def _allocated(sizes: pd.Series, n: int) -> dict[str, int]:
    """In proportion to the square root of the size (power allocation, Bankier 1988)."""
    names = [str(name) for name in sizes.index]
    size = sizes.to_numpy(dtype=float)
    given = np.minimum(_LEAST, size)
    if given.sum() > n:
        given = np.zeros_like(size)
    while given.sum() < n:
        room = np.sqrt(size) * (given < size)
        ideal = np.sqrt(size) / max(room.sum(), 1e-12) * n
        given[np.argmax(np.where(given < size, ideal - given, -np.inf))] += 1
    return {name: int(count) for name, count in zip(names, given, strict=True)}


def weights_of(
    live: pd.DataFrame, human: pd.DataFrame, sample: AuditSample | pd.DataFrame | None
) -> pd.DataFrame:
    """For each audited response its stratum and how many it stands for."""
    read = live[live["response_id"].isin(set(human["response_id"]))]
    if sample is None:
        read = read.assign(stratum=read["question_id"])
        sizes = live["question_id"].value_counts()
    else:
        drawn = sample if isinstance(sample, pd.DataFrame) else sample.table
        read = read.merge(drawn[["response_id", "stratum", "stratum_size"]], on="response_id")
        sizes = read.drop_duplicates("stratum").set_index("stratum")["stratum_size"]
    if not len(read):
        return read
    counts = read["stratum"].map(read["stratum"].value_counts())
    weight = read["stratum"].map(sizes).astype("float64") / counts
    return read.assign(weight=weight).reset_index(drop=True)
