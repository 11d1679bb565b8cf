"""Rows by a multiple choice, whose groups overlap: each option against those who did not tick it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from consultation_insight.analysis._groups.breaks import Break, Floats, Ints
from consultation_insight.analysis._groups.crossing import (
    WHOLE,
    Crossed,
    cross,
    lines_of,
    tests_of,
)
from consultation_insight.analysis._groups.material import Material, RowSet

__all__ = ["OVERLAP", "Overlapping", "cross_any", "lines_of_any", "tests_of_any"]

#: What is noted of rows by groups that overlap.
OVERLAP = "groups overlap: each is compared with all who did not tick it"


@dataclass(frozen=True, eq=False)
class Overlapping:
    """A set of rows by each option of a multiple choice."""

    material: Material
    rows: RowSet
    by: Break
    options: list[Crossed]

    @property
    def base(self) -> Ints:
        """How many answered the question, and how many of them did not."""
        return self.options[0].base


def cross_any(
    material: Material, rows: RowSet, by: Break, weights: Floats | None = None, *, seed: int = 20
) -> Crossed | Overlapping | None:
    """Cross a set of rows with a break, whether its groups overlap or not."""
    if by.ticked is None:
        return cross(material, rows, by, weights, seed=seed)
    made = [cross(material, rows, option, weights, seed=seed) for option in by.options()]
    ticked = [
        one for one, level in zip(made, by.levels, strict=True) if one and one.by.levels[0] == level
    ]
    return Overlapping(material, rows, by, ticked) if ticked else None


def lines_of_any(one: Crossed | Overlapping) -> list[tuple[Any, ...]]:
    """The lines of a crosstab, without q."""
    if isinstance(one, Crossed):
        return lines_of(one)
    # Of each option the lines are: who ticked it, who did not (if anybody), and all.
    parts = [lines_of(option) for option in one.options]
    sizes = [len(option.by.levels) + 1 for option in one.options]
    lines: list[tuple[Any, ...]] = []
    for row in range(len(one.rows.ids)):
        lines += [part[row * size] for part, size in zip(parts, sizes, strict=True)]
        question, rows, label, by, level, n, base, share, low, high, *_, id_, effective = parts[0][
            (row + 1) * sizes[0] - 1
        ]
        few = all(option.row_tests[row] is None for option in one.options)
        note = "not tested: too few" if few else OVERLAP
        nan = np.nan
        lines.append(
            (question, rows, label, by, level, n, base, share, low, high, nan, nan, nan, note, id_,
             effective)
        )  # fmt: skip
    return lines


def tests_of_any(one: Crossed | Overlapping) -> list[tuple[Any, ...]]:
    """The tests of a crosstab, without q and words; those of an option name it as their level."""
    if isinstance(one, Crossed):
        return [(*test, WHOLE) for test in tests_of(one)]
    made = []
    for option in one.options:
        tests = [test for test in tests_of(option) if test[2] or len(one.rows.ids) == 2]
        made += [(*test, option.by.levels[0]) for test in tests]
    return made
