"""Groups compared: one table (`crosstab`), or every table of a consultation (`find_differences`)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from consultation_insight.analysis._groups.all_tables import (
    DEFAULT_ROWS,
    cross_all,
    found_in,
    of_breaks,
    tables_of,
)
from consultation_insight.analysis._groups.material import Material, RowSet, name_of
from consultation_insight.analysis._groups.overlapping import cross_any
from consultation_insight.corpus import Corpus
from consultation_insight.errors import UsageError
from consultation_insight.group_results import Crosstab, Differences
from consultation_insight.results import Analysis, Result

__all__ = ["crosstab", "find_differences"]

METHOD = (
    "Chi-square tests of each row and of the whole table, by simulation where a count under 5 is "
    "expected; between steps of a scale also of a trend, linear by linear; Wilson intervals; Benjamini and Hochberg's control of false discoveries at 5 %. "
    "Tests count each campaign once, however its copies count in the shares."
)


def crosstab(
    source: Analysis | Corpus,
    rows: str | Result,
    *,
    by: str,
    question: str | None = None,
    weights: Any = None,
    seed: int = 20,
) -> Crosstab:
    """Compare groups of respondents: what they said, how they judged, what they ticked.

    Parameters
    ----------
    source : Analysis or Corpus
        A corpus is enough where rows are closed answers or a result.
    rows : str or Result
        ``themes``, ``codes``, ``stance``, ``sentiment``, ``kinds``, ``answers`` (all closed
        questions), the id or wording of one closed question, or a result such as a `Coding`.
    by : str
        The break: an attribute of respondents, or a closed question (id or wording). Numbers are
        put into four bands. Options of a multiple choice overlap: each is a column, compared with
        those who did not tick it. Where groups are steps of a scale, a trend is tested too.
    question : str, optional
        Only the answers to this question.
    weights : Weights, Series or mapping, optional
        A weight for each respondent, as `rake` makes them. Shares are weighted, intervals have the
        precision of the effective base, and tests are Rao and Scott's.
    seed : int
        For simulation; the same table gives the same p-value.

    Returns
    -------
    Crosstab
        ``table``, ``tests``, ``wide()`` and ``said``. Copies of a campaign count in shares as
        `find_campaigns` was told, and in tests once for each campaign. Levels under 10 answers, and levels that are no answer, are
        shown and not tested; q-values hold over this crosstab alone.

    Raises
    ------
    ColumnNotFound
        There is no such break.
    UsageError
        There are no such rows, or respondents without a weight.

    Examples
    --------
    >>> import pandas as pd
    >>> import consultation_insight as ci
    >>> people = pd.DataFrame({"Type": ["Carer"] * 40 + ["Provider"] * 20,
    ...     "Do you agree with the plan?": ["Yes"] * 8 + ["No"] * 32 + ["Yes"] * 15 + ["No"] * 5,
    ...     "Why?": [f"Because of reason number {n}, as I said before" for n in range(60)]})
    >>> table = ci.crosstab(ci.read(people), "Do you agree with the plan?", by="Type")
    >>> table.table[["row", "level", "n", "base", "effect"]].round(2).head(2).to_numpy().tolist()
    [['No', 'Carer', 32, 40, 0.55], ['No', 'Provider', 5, 20, -0.55]]
    """
    material = Material.of(source, rows)
    sets = _rows(material, rows, question)
    break_ = material.one_break(by)
    weighed = material.weights(weights)
    made = [
        one
        for one in (cross_any(material, each, break_, weighed, seed=seed) for each in sets)
        if one is not None
    ]
    table, tests = tables_of(made)
    base = max((int(one.base.sum()) for one in made), default=0)
    settings = {"by": break_.name, "question": question, "seed": seed}
    return Crosstab(base=base, settings=settings, method=METHOD, table=table, tests=tests)


def _rows(material: Material, rows: str | Result, question: str | None) -> list[RowSet]:
    if isinstance(rows, Result):
        rows = {"coding": "codes"}.get(name := name_of(rows), name)
    wanted = rows.casefold().strip()
    for id_, about in material.asked.items():
        if wanted in (id_.casefold(), about["wording"].casefold()):
            rows, question = "answers", id_
    sets = list(material.row_sets([rows], question))
    if not sets:
        where = f" to the question {question!r}" if question else ""
        raise UsageError(
            f"There is nothing to compare in {rows!r}{where}; analyse the corpus first, or name "
            "other rows."
        )
    return sets


def find_differences(
    source: Analysis | Corpus,
    *,
    rows: Sequence[str] | None = None,
    by: Sequence[str] | None = None,
    weights: Any = None,
    seed: int = 20,
) -> Differences:
    """Compare all groups in all that was said and ticked, with false discoveries controlled.

    Parameters
    ----------
    source : Analysis or Corpus
    rows : sequence of str, optional
        As in `crosstab`; closed answers, positions, themes, codes and tones where not given.
    by : sequence of str, optional
        Breaks. Where not given, all attributes with 2 to 20 groups and the first eight such closed
        questions (scales before others); closed questions are crossed with what was said, and with
        each other only where named.
    weights : Weights, Series or mapping, optional
        As in `crosstab`.
    seed : int
        For simulation.

    Returns
    -------
    Differences
        ``found``, ``breaks``, ``table``, ``tests`` and ``said``. q-values are adjusted over all
        tests, so that of what is found 5 % at most is expected to be chance.

    Examples
    --------
    >>> import pandas as pd
    >>> import consultation_insight as ci
    >>> people = pd.DataFrame({"Type": ["Carer"] * 40 + ["Provider"] * 20, "Age": ["18-40", "41+"] * 30,
    ...     "Do you agree with the plan?": ["Yes"] * 8 + ["No"] * 32 + ["Yes"] * 15 + ["No"] * 5,
    ...     "Why?": [f"Because of reason number {n}, as I said before" for n in range(60)]})
    >>> differences = ci.find_differences(ci.read(people))
    >>> differences.said[-1]
    'No difference was found between the groups of “Age” (1 test).'
    """
    material = Material.of(source)
    which = tuple(rows) if rows is not None else DEFAULT_ROWS
    breaks, left = material.usual_breaks()
    if by is not None:
        breaks, left = [material.one_break(name) for name in by], 0
    made = cross_all(material, which, breaks, material.weights(weights), seed, named=by is not None)
    table, tests = tables_of(made)
    found = found_in(table, material)
    return Differences(
        base=material.counting.base(),
        settings={"rows": list(which), "by": [one.name for one in breaks], "seed": seed},
        method=METHOD,
        table=table,
        tests=tests,
        found=found,
        breaks=of_breaks(made, tests, found, left),
    )
