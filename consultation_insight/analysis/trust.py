"""How far stated probabilities can be trusted: beside what people read."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from consultation_insight.coded_results import Reliability
from consultation_insight.errors import SettingsError
from consultation_insight.results import Kinds, Sentiment, Stance
from consultation_insight.statistics import wilson_interval

__all__ = ["reliability"]

_LABEL: dict[type, str] = {Sentiment: "sentiment", Kinds: "kind", Stance: "stance"}


def reliability(
    result: Sentiment | Kinds | Stance, gold: pd.DataFrame, *, bins: int = 10
) -> Reliability:
    """Compare the stated probabilities of a result with how often it was right.

    Parameters
    ----------
    result : Sentiment, Kinds or Stance
        Only responses with a label and a probability count; closed answers and what a person
        read do not, because no model stated them.
    gold : pandas.DataFrame
        What people say: ``response_id`` and ``label``, one row a response.
    bins : int
        In how many steps of the same width the probabilities are sorted, 2 to 50.

    Returns
    -------
    Reliability
        One row a step that has responses; ``error`` is the expected calibration error: the mean
        distance of stated and true, weighted by responses (Naeini and others, 2015).

    Raises
    ------
    SettingsError
        If ``bins`` is out of range, a column is missing or no response is in both.

    Examples
    --------
    >>> import pandas as pd
    >>> import consultation_insight as ci
    >>> corpus = ci.Corpus.from_responses(pd.DataFrame({"text": [
    ...     "I love it, thank you!", "This is awful.", "The meeting is on Tuesday."]}))
    >>> gold = corpus.live[["response_id"]].assign(label=["positive", "negative", "neutral"])
    >>> trust = ci.reliability(ci.score_sentiment(corpus), gold)
    >>> trust.base, bool(trust.error < 0.5)
    (3, True)
    """
    if not 2 <= bins <= 50:
        raise SettingsError.from_value("bins", "reliability", "between 2 and 50", bins)
    column = next((name for kind, name in _LABEL.items() if isinstance(result, kind)), None)
    if column is None:
        raise SettingsError.from_value(
            "result", "reliability", "a Sentiment, Kinds or Stance", type(result).__name__
        )
    missing = [name for name in ("response_id", "label") if name not in gold.columns]
    if missing:
        raise SettingsError(f"reliability: the gold labels lack {', '.join(missing)}.")
    table = result.table
    if "source" in table:
        table = table[table["source"] == "model"]
    table = table[(table[column] != "") & table["probability"].notna()]
    both = table.merge(gold[["response_id", "label"]].dropna(), on="response_id")
    if both.empty:
        raise SettingsError("reliability: no response has both a stated and a gold label.")
    stated = both["probability"].to_numpy(dtype=float)
    right = (both[column] == both["label"]).to_numpy()
    rows = _steps(stated, right, bins)
    gaps = (rows["stated"] - rows["right"]).abs()
    return Reliability(
        base=len(both),
        settings={"bins": bins},
        method=(
            "Stated probabilities of the given label, in steps of the same width, beside the share "
            "of labels that people confirm, with 95 % Wilson intervals."
        ),
        table=rows,
        error=float((gaps * rows["n"]).sum() / len(both)),
    )


def _steps(stated: np.ndarray, right: np.ndarray, bins: int) -> pd.DataFrame:
    step = np.minimum((stated * bins).astype(int), bins - 1)
    rows: list[dict[str, Any]] = []
    for one in np.unique(step):
        inside = step == one
        n, hits = int(inside.sum()), int(right[inside].sum())
        low, high = wilson_interval(hits, n)
        rows.append(
            {
                "from": one / bins, "to": (one + 1) / bins, "n": n,
                "stated": float(stated[inside].mean()), "right": hits / n,
                "low": float(low), "high": float(high),
            }
        )  # fmt: skip
    return pd.DataFrame(rows)
