"""What comparing groups, closed questions and weighting return: frozen holders of tidy tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import pandas as pd

from consultation_insight._tables import holds
from consultation_insight.results import Result

__all__ = ["ClosedAnswers", "Crosstab", "Differences", "Weights"]


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Crosstab(Result):
    """Themes, codes, positions or closed answers by groups of respondents.

    ``table``: one line for each row and level of the break, and one with an empty ``level`` for
    each row over all levels. ``n`` of ``base`` carry the row; shares of rows that exclude each
    other add up to 1, others may exceed it. ``low`` and ``high`` are the 95 % interval. ``effect``
    is the difference between the share and that of all other levels (0.1 is 10 points); in the
    lines over all levels it is Cramér's V. ``p`` and ``q`` (adjusted over all tests of the result)
    belong to the test of the row. ``note`` says ``higher``, ``lower``, or why there is no test; over
    all levels of a scale ``rises`` or ``falls``. The options of a multiple choice overlap: each is
    compared with all who did not tick it.
    ``tests``: one line a test; an empty ``row`` is the test of the whole table, a ``level`` the
    option that is tested; ``linear by linear`` tests a trend, whose ``effect`` is a correlation;
    ``said`` puts it in words.
    """

    COLUMNS: ClassVar[tuple[str, ...]] = (
        "question", "rows", "row", "break", "level", "n", "base", "share", "low", "high", "p", "q",
        "effect", "note", "row_id", "effective_base",
    )  # fmt: skip
    TESTS: ClassVar[tuple[str, ...]] = (
        "question", "rows", "row", "break", "test", "statistic", "df", "p", "q", "effect", "base",
        "said", "row_id", "level",
    )  # fmt: skip

    table: pd.DataFrame = holds(*COLUMNS)
    tests: pd.DataFrame = holds(*TESTS)

    def wide(self, values: str = "share") -> pd.DataFrame:
        """One line a row, one column a level, as it would be printed."""
        table = self.table
        cells = table[table["level"] != ""]
        keys = ["question", "rows", "row_id", "row", "break"]
        wide = cells.set_index([*keys, "level"])[values].unstack("level", sort=False)  # noqa: PD010  (keeps rows of NaN)
        order = list(dict.fromkeys(cells["level"]))
        wide = wide.reindex(columns=order).reset_index().drop(columns="row_id")
        wide.columns.name = None
        return wide

    @property
    def said(self) -> list[str]:
        """The result in sentences, "no difference found" among them."""
        return [sentence for sentence in self.tests["said"] if sentence]


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Differences(Crosstab):
    """Every set of rows by every break, with false discoveries controlled over all tests.

    As `Crosstab`, for many tables; shown is ``found``: the differences, first those that are surely
    large (by the end of their 95 % interval that is nearer to none).
    ``breaks``: one line a break: how many ``tests`` were made, how many differences were ``found``,
    and what is ``said`` of it, also where no difference was found.
    """

    found: pd.DataFrame = holds(
        "question", "rows", "row", "break", "level", "n", "base", "share", "share_others", "q",
        "effect", "said", "row_id",
    )  # fmt: skip
    breaks: pd.DataFrame = holds("break", "tests", "found", "said")
    main: ClassVar[str] = "found"

    @property
    def said(self) -> list[str]:
        """The differences in sentences, then the breaks in which none was found."""
        none = self.breaks[self.breaks["found"] == 0]
        return [*self.found["said"], *none["said"]]


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class ClosedAnswers(Result):
    """Closed questions: who chose what.

    ``table``: one line for each answer, scales in their order; ``kind`` is ``answer``, or ``side``
    and ``net`` for the sides of a two-sided scale and the difference between them (``share`` of
    ``net`` runs from -1 to 1). ``base`` are the respondents who answered, ``n`` those who chose it
    (whole numbers, never weighted); ``share``, ``low`` and ``high`` are weighted where weights were
    given, with the precision of ``effective_base`` respondents.
    """

    table: pd.DataFrame = holds(
        "question", "wording", "type", "kind", "answer", "n", "base", "share", "low", "high",
        "effective_base", "note",
    )  # fmt: skip


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Weights(Result):
    """Weights that make respondents as many, in each group, as the population has.

    ``table``: a weight for each respondent, 1 on average. ``margins``: for each level the
    respondents ``n``, their ``share``, the ``target`` and the share ``after`` weighting.
    ``design_effect`` is how many times larger weighting makes the variance of a share (Kish), and
    ``effective_base`` how many unweighted respondents would be as precise.
    """

    table: pd.DataFrame = holds("respondent_id", "weight")
    margins: pd.DataFrame = holds("attribute", "level", "n", "share", "target", "after")
    design_effect: float = 1.0
    effective_base: float = 0.0
    iterations: int = 0
    main: ClassVar[str] = "margins"
