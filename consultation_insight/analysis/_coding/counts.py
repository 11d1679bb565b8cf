"""How many responses carry each code, with the codes under it."""

from __future__ import annotations

import pandas as pd

from consultation_insight._tables import empty
from consultation_insight.code_frames.frame import CodeFrame
from consultation_insight.counting import VIEW_COLUMNS, VIEWS, Counting

__all__ = ["above", "count_codes"]


def count_codes(
    coded: pd.DataFrame, frame: CodeFrame, live: pd.DataFrame, counting: Counting
) -> pd.DataFrame:
    """Count responses by code: a heading counts each response with a code under it once."""
    parts = []
    for question in live["question_id"].drop_duplicates():
        own = frame.for_question(str(question)).table
        chain_of = above(own)
        here = coded[coded["question_id"] == question]
        chains = here.assign(code=[chain_of[code] for code in here["code"]]).explode("code")
        counts = counting.views(
            chains["code"], chains["response_id"], chains["start"], chains["end"]
        ).reindex(own["code"].tolist(), fill_value=0)
        bases = {view: counting.bases(rule).get(str(question), 0) for view, rule in VIEWS.items()}
        made = counting.with_shares(counts, bases).reset_index(names="code")
        parts.append(
            made.assign(
                question_id=question,
                label=own["label"].to_numpy(),
                parent=own["parent"].to_numpy(),
            )
        )
    columns = [
        "code", "question_id", "label", "parent", "n", "share", "low", "high", "base", "n_once",
        *(name for name in VIEW_COLUMNS if name != "n_once"),
    ]  # fmt: skip
    return pd.concat(parts, ignore_index=True)[columns] if parts else empty(*columns)


def above(own: pd.DataFrame) -> dict[str, list[str]]:
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
