"""Weights of respondents: from population figures (raking), or as the data hold them."""

from __future__ import annotations

from collections.abc import Mapping

from consultation_insight.analysis._groups.raking import raked, weights_from
from consultation_insight.corpus import Corpus
from consultation_insight.group_results import Weights
from consultation_insight.results import Analysis

__all__ = ["rake", "weigh"]


def rake(
    source: Analysis | Corpus,
    targets: Mapping[str, Mapping[str, float]],
    *,
    most: float | None = 5.0,
) -> Weights:
    """Weigh respondents so that they are, in each group, as many as the population has.

    Weighting mends what is known to differ (age, place); it cannot make people who chose to answer
    a sample of those who did not.

    Parameters
    ----------
    source : Analysis or Corpus
    targets : mapping of str to mapping
        For each attribute, or closed question, its levels with the share or the number that the
        population has. Respondents whose level is not among them, or not told, keep the share that
        they have.
    most : float or None
        No respondent weighs more than so many times the average; None for no limit. Where the
        limit holds, margins miss their targets: ``margins`` shows by how much.

    Returns
    -------
    Weights
        For ``weights=`` of `crosstab`, `find_differences` and `summarise_closed`.

    Raises
    ------
    UsageError
        A level of the targets has no respondents, a target is below 0, or no weights meet all of
        them.
    ColumnNotFound
        There is no such attribute.

    Examples
    --------
    >>> import pandas as pd
    >>> import consultation_insight as ci
    >>> replies = pd.DataFrame({"Age": ["16-44"] * 10 + ["45+"] * 30,
    ...     "Comment": [f"This is comment number {n} of them" for n in range(40)]})
    >>> weights = ci.rake(ci.read(replies), {"Age": {"16-44": 0.5, "45+": 0.5}})
    >>> weights.table["weight"].round(3).unique().tolist()
    [2.0, 0.667]
    >>> round(weights.design_effect, 3), round(weights.effective_base, 1)
    (1.333, 30.0)
    """
    return raked(source, targets, most)


def weigh(
    source: Analysis | Corpus,
    *,
    targets: Mapping[str, Mapping[str, float]] | None = None,
    column: str | None = None,
    most: float | None = 5.0,
) -> Weights:
    """Give respondents weights: by what the population is, or as a column of the data says.

    As ``[weights]`` of a settings file it makes a run print weighted shares beside unweighted ones.

    Parameters
    ----------
    source : Analysis or Corpus
    targets : mapping of str to mapping, optional
        As in `rake`.
    column : str, optional
        An attribute of respondents that holds their weights, or ``weight`` (the column of that
        name that `read` found). They are scaled to 1 on average.
    most : float or None
        As in `rake`; a column's weights are limited likewise.

    Returns
    -------
    Weights
        For ``weights=`` of `crosstab`, `find_differences` and `summarise_closed`.

    Raises
    ------
    UsageError
        Neither or both of ``targets`` and ``column`` are given, or somebody has no weight.
    ColumnNotFound
        There is no such column.

    Examples
    --------
    >>> import pandas as pd
    >>> import consultation_insight as ci
    >>> people = pd.DataFrame({"Age": ["18-40"] * 10 + ["41+"] * 30,
    ...     "Why?": [f"Because of reason number {n}, as I said before" for n in range(40)]})
    >>> weights = ci.weigh(ci.read(people), targets={"Age": {"18-40": 0.5, "41+": 0.5}})
    >>> round(weights.effective_base, 1)
    30.0
    """
    return weights_from(source, targets=targets, column=column, most=most)
