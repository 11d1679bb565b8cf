"""Which responses to code by hand next: on the edge, of rare codes, unlike each other."""

from __future__ import annotations

from typing import Any

import pandas as pd

from consultation_insight._tables import rows_of
from consultation_insight.coded_results import Coding
from consultation_insight.corpus import Corpus
from consultation_insight.text import comparable

__all__ = ["suggest"]


def suggest(coding: Coding, corpus: Corpus, n: int) -> pd.DataFrame:
    """Rank the responses that no person has coded, and take turns between codes."""
    coded = coding.coding
    done = set(coded.loc[coded["assigned_by"] != "machine", "response_id"])
    ranked = _ranked(coding, corpus, done)
    counts = coded.groupby("code")["response_id"].nunique()
    taken: dict[str, int] = {}
    rows: list[dict[str, Any]] = []
    seen: set[str] = set()
    while ranked and len(rows) < n:
        # Rare codes first; each one taken makes its code less rare among what is to be coded.
        best = max(
            ranked,
            key=lambda one: (
                one["edge"]
                / (1.0 + taken.get(one["code"], 0))
                * (1.0 + 1.0 / (1.0 + float(counts.get(one["code"], 0)) ** 0.5)),
                one["response_id"],
            ),
        )
        ranked.remove(best)
        if best["alike"] in seen:
            continue
        seen.add(best["alike"])
        taken[best["code"]] = taken.get(best["code"], 0) + 1
        rows.append(
            {name: best[name] for name in ("response_id", "question_id", "code", "strength", "why")}
        )
    return pd.DataFrame(rows, columns=["response_id", "question_id", "code", "strength", "why"])


def _ranked(coding: Coding, corpus: Corpus, done: set[str]) -> list[dict[str, Any]]:
    live = corpus.live
    alike = {
        response: f"campaign {campaign}" if campaign else comparable(text)
        for response, campaign, text in zip(
            live["response_id"], live["campaign_id"], live["text"], strict=True
        )
    }
    best: dict[str, dict[str, Any]] = {}
    for row in rows_of(coding.candidates):
        if row.response_id in done or row.response_id not in alike or not alike[row.response_id]:
            continue
        edge = 1.0 - 2.0 * abs(float(row.strength) - 0.5)
        if row.response_id not in best or edge > best[row.response_id]["edge"]:
            best[row.response_id] = {
                "response_id": row.response_id,
                "question_id": row.question_id,
                "code": row.code,
                "strength": row.strength,
                "edge": edge,
                "alike": alike[row.response_id],
                "why": "no code is near"
                if row.strength < 0.25
                else "on the edge of a code"
                if edge > 0.5
                else "to confirm",
            }
    return list(best.values())
