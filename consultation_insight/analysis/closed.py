"""Closed questions: who chose what, with bases, intervals and the sides of scales."""

from __future__ import annotations

from typing import Any

from consultation_insight.analysis._groups.closed_tables import closed_lines
from consultation_insight.analysis._groups.material import Material
from consultation_insight.corpus import Corpus
from consultation_insight.group_results import ClosedAnswers
from consultation_insight.results import Analysis

__all__ = ["summarise_closed"]


def summarise_closed(source: Analysis | Corpus, *, weights: Any = None) -> ClosedAnswers:
    """Count the answers to closed questions.

    Parameters
    ----------
    source : Analysis or Corpus
    weights : Weights, Series or mapping, optional
        A weight for each respondent, as `rake` makes them.

    Returns
    -------
    ClosedAnswers
        Scales in their order with their two sides and the net of them; multiple choices out of all
        who ticked anything; numbers in four bands. Copies of a campaign count as `find_campaigns`
        was told.

    Raises
    ------
    UsageError
        Some respondents have no weight.

    Examples
    --------
    >>> import pandas as pd
    >>> import consultation_insight as ci
    >>> replies = pd.DataFrame({
    ...     "How satisfied are you?": ["Satisfied"] * 30 + ["Very satisfied"] * 5 + ["Dissatisfied"] * 15,
    ...     "Why?": [f"Because of reason number {n}, as I said before" for n in range(50)]})
    >>> closed = ci.summarise_closed(ci.read(replies)).table
    >>> closed[["kind", "answer", "n", "share"]].round(2).to_numpy().tolist()[-1]
    ['net', 'Satisfied or Very satisfied, minus Dissatisfied', 20, 0.4]
    """
    material = Material.of(source)
    weighed = material.weights(weights)
    table = closed_lines(material, weighed)
    base = int(table["base"].max()) if len(table) else 0
    method = "Shares of the respondents who answered, with 95 % Wilson intervals"
    if weighed is not None:
        method += " of the effective base (Kish)"
    return ClosedAnswers(base=base, settings={}, method=f"{method}.", table=table)
