"""How many responses carry each code, with the codes under it."""

from __future__ import annotations

import pandas as pd

from consultation_insight._tables import rows_of
from consultation_insight.code_frames.frame import CodeFrame
from consultation_insight.statistics import wilson_interval

__all__ = ["count_codes"]


def count_codes(coded: pd.DataFrame, frame: CodeFrame, live: pd.DataFrame) -> pd.DataFrame:
    """Count responses by code: a heading counts each response with a code under it once."""
    rows = []
    campaign = dict(zip(live["response_id"], live["campaign_id"], strict=True))
    for question, part in live.groupby("question_id", sort=False):
        own = frame.for_question(str(question)).table
        above = _above(own)
        carried: dict[str, set[str]] = {code: set() for code in own["code"]}
        here = coded[coded["question_id"] == question]
        for response, code in zip(here["response_id"], here["code"], strict=True):
            for one in above[code]:
                carried[one].add(response)
        for row in rows_of(own):
            found = carried[row.code]
            once = len({campaign.get(one) or one for one in found})
            rows.append((row.code, question, row.label, row.parent, len(found), once, len(part)))
    table = pd.DataFrame(
        rows, columns=["code", "question_id", "label", "parent", "n", "n_once", "base"]
    )
    low, high = wilson_interval(table["n"], table["base"])
    share = (table["n"] / table["base"].where(table["base"] > 0, 1)).astype("float64")
    return table.assign(share=share, low=low, high=high)[
        ["code", "question_id", "label", "parent", "n", "share", "low", "high", "base", "n_once"]
    ]


def _above(own: pd.DataFrame) -> dict[str, list[str]]:
    """Each code with all that stand above it, itself first."""
    parents = dict(zip(own["code"], own["parent"], strict=True))
    chains = {}
    for code, parent in parents.items():
        chain, at = [code], parent
        while at and at not in chain:
            chain.append(at)
            at = parents.get(at, "")
        chains[code] = chain
    return chains
