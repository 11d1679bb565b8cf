"""Findings: sentences built from numbers by stated rules.

Each rule reads the tables of an analysis and drafts none, one or a few sentences. No sentence is
written by a model, so each can be recomputed. A percentage is whole; it is left out, and said to
be, where the base is under 30.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd

from consultation_insight.analysis._findings import limits, said
from consultation_insight.analysis._findings.base import Facts, Finding
from consultation_insight.results import Findings

__all__ = ["find_findings"]

#: How many findings open a report.
_KEY = 5


def find_findings(
    tables: Mapping[str, pd.DataFrame], *, likes_over: int = 20, mentions_over: int = 20
) -> Findings:
    """Say in sentences what the tables of an analysis show.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
        The tables of an `Analysis`. A table that is missing drafts no sentence.
    likes_over : int
        A response is well liked with more likes than this.
    mentions_over : int
        A word is frequent with more mentions than this.

    Returns
    -------
    Findings
        The most important first; ``key`` marks the up to five that open a report. ``share``
        (0 to 1) is missing where a finding is no share of a base.

    Examples
    --------
    >>> import pandas as pd
    >>> from consultation_insight import find_findings
    >>> received = [("received", "received", 1558), ("analysed", "analysed", 1525)]
    >>> steps = pd.DataFrame(received, columns=["reason", "label", "responses"])
    >>> cited = pd.DataFrame([("doughnut", "Doughnut Economics", "theory", 34)],
    ...     columns=["reference_id", "reference", "kind", "responses"])
    >>> found = find_findings({"reconciliation": steps, "references": cited})
    >>> print(found.table.loc[0, "statement"])
    Doughnut Economics was the most-cited reference: 34 of 1,525 responses (2 %) pointed to it.
    """
    facts = Facts(tables, likes_over, mentions_over)
    drafts = [draft for rule in _RULES for draft in rule(facts)]
    order = sorted(
        range(len(drafts)), key=lambda i: (drafts[i].key is None, drafts[i].key or 0.0, i)
    )
    rows = [_row(drafts[i], rank) for rank, i in enumerate(order, 1)]
    table = pd.DataFrame(rows, columns=_COLUMNS)
    table["share"] = table["share"].astype("float64")
    return Findings(
        table=table,
        base=facts.base,
        settings={"likes_over": likes_over, "mentions_over": mentions_over},
        method="Sentences are built from the tables by fixed rules; none is written by a model.",
    )


_COLUMNS = [
    "finding_id", "statement", "number", "share", "base", "table_name", "row_id",
    "response_ids", "method", "rank", "key",
]  # fmt: skip


def _row(draft: Finding, rank: int) -> tuple[object, ...]:
    return (
        f"F{rank:02d}", draft.statement, draft.number, draft.share, draft.base, draft.table_name,
        draft.row_id, ";".join(draft.response_ids), draft.method, rank,
        draft.key is not None and rank <= _KEY,
    )  # fmt: skip


_RULES: tuple[Callable[[Facts], list[Finding]], ...] = (
    said.closed_answers,
    said.stance,
    said.liked_themes,
    said.largest_themes,
    said.top_reference,
    limits.campaigns,
    said.tone,
    said.top_word,
    limits.kinds,
    limits.links,
    said.recommendations,
    limits.languages,
    said.said_once,
    limits.coverage,
)
