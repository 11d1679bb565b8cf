"""Which cells of a table must be hidden so that no small count can be computed from the rest.

First the small counts are hidden, then others, until what is published with all totals leaves each
hidden cell a range. The range is computed as an attacker would: by linear programming over all
tables that agree with what is published (Fischetti and Salazar, 2001, Management Science 47:1008-27,
call this the attacker's problem). Totals are taken as known exactly, whether they are printed or not,
and rounding, which comes on top, is left out: both make the pattern safer than it needs to be.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

__all__ = ["Line", "Problem", "hide", "ranges"]

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Line:
    """Cells whose sum is known: ``total``, or the cell ``of``."""

    cells: tuple[int, ...]
    total: int = 0
    of: int | None = None


@dataclass(eq=False)
class Problem:
    """Cells with their counts, the lines that add up, and pairs of which the first is no larger.

    ``together``: where the first cell is hidden, the others are too. ``worth``: what it costs to hide
    a cell beyond its count; cheap ones go first.
    """

    counts: Ints
    lines: list[Line]
    within: list[tuple[int, int]] = field(default_factory=list)
    together: list[tuple[int, tuple[int, ...]]] = field(default_factory=list)
    worth: Ints | None = None


def hide(problem: Problem, *, least: int, also: Sequence[int] = ()) -> Bools:
    """Give the cells that must not be published.

    Parameters
    ----------
    problem : Problem
    least : int
        Counts below are hidden.
    also : sequence of int
        Cells that are hidden whatever their count.
    """
    hidden = problem.counts < least
    hidden[list(also)] = True
    room = max(2, least // 2)
    while True:
        if _by_lines(problem, hidden, least):
            continue
        low, high = ranges(problem, hidden, enough=room)
        weak = np.flatnonzero(hidden & (high - low < room - 1e-6))
        if not sum(_one_more(problem, hidden, int(cell)) for cell in weak):
            return hidden


def _by_lines(problem: Problem, hidden: Bools, least: int) -> bool:
    """Hide more where a line has one hidden cell, or hidden cells that add up to too few."""
    changed = False
    for first, others in problem.together:
        if hidden[first] and not hidden[list(others)].all():
            hidden[list(others)] = True
            changed = True
    for line in problem.lines:
        cells = np.array(line.cells)
        inside = cells[hidden[cells]]
        open_ = line.of is not None and hidden[line.of]
        if not len(inside) or open_:
            continue
        if len(inside) == 1 or problem.counts[inside].sum() < least:
            changed |= _smallest(problem, hidden, cells)
    return changed


def _smallest(problem: Problem, hidden: Bools, cells: Ints) -> bool:
    left = cells[~hidden[cells]]
    if not len(left):
        return False
    cost = problem.counts if problem.worth is None else problem.counts + problem.worth
    hidden[left[cost[left].argmin()]] = True
    return True


def _one_more(problem: Problem, hidden: Bools, cell: int) -> bool:
    """Hide the smallest cell of a line through this one."""
    near = [
        member
        for line in problem.lines
        if cell in line.cells or line.of == cell
        for member in line.cells
        if not hidden[member]
    ]
    return _smallest(problem, hidden, np.array(sorted(set(near)), dtype=np.int64))


def ranges(problem: Problem, hidden: Bools, *, enough: float = np.inf) -> tuple[Floats, Floats]:
    """Give the range of each cell that agrees with the published cells and all totals.

    Parameters
    ----------
    problem : Problem
    hidden : numpy.ndarray of bool
    enough : float
        No need to look further once a range is so wide.
    """
    from scipy.optimize import linprog
    from scipy.sparse import csr_matrix

    low = problem.counts.astype(float)
    high = low.copy()
    cells = np.flatnonzero(hidden)
    if not len(cells):
        return low, high
    rows, upper = _equations(problem, hidden, cells)
    bounds = np.column_stack([np.zeros(len(cells)), upper])
    random = np.random.default_rng(len(cells))
    asked: list[Floats] = []
    for _ in range(2):
        signs = random.choice([-1.0, 1.0], len(cells)) * random.random(len(cells))
        asked += [signs, -signs]
    equal, right, below, limit = rows
    matrices = {
        "A_eq": csr_matrix(equal) if len(equal) else None,
        "b_eq": right if len(equal) else None,
        "A_ub": csr_matrix(below) if len(below) else None,
        "b_ub": limit if len(below) else None,
    }

    def look(direction: Floats) -> None:
        found = linprog(direction, bounds=bounds, method="highs", **matrices)
        if found.x is not None:
            low[cells] = np.minimum(low[cells], found.x)
            high[cells] = np.maximum(high[cells], found.x)

    for direction in asked:
        look(direction)
    for at in range(len(cells)):
        for sign in (1.0, -1.0):
            if high[cells[at]] - low[cells[at]] < enough:
                direction = np.zeros(len(cells))
                direction[at] = sign
                look(direction)
    return low, high


def _equations(
    problem: Problem, hidden: Bools, cells: Ints
) -> tuple[tuple[Floats, Floats, Floats, Floats], Floats]:
    """What is known of the hidden cells: sums, and which is no larger than which."""
    place = {int(cell): at for at, cell in enumerate(cells)}
    counts = problem.counts
    equal, right, below, limit = [], [], [], []
    upper = np.full(len(cells), float(counts.sum()))
    for line in problem.lines:
        row, known = np.zeros(len(cells)), float(line.total)
        for cell in line.cells:
            if cell in place:
                row[place[cell]] += 1.0
            else:
                known -= counts[cell]
        if line.of is not None:
            if line.of in place:
                row[place[line.of]] -= 1.0
            else:
                known += counts[line.of]
        if row.any():
            equal.append(row)
            right.append(known)
    for small, large in problem.within:
        if small in place and large in place:
            row = np.zeros(len(cells))
            row[place[small]], row[place[large]] = 1.0, -1.0
            below.append(row)
            limit.append(0.0)
        elif small in place:
            upper[place[small]] = min(upper[place[small]], float(counts[large]))
    return (np.array(equal), np.array(right), np.array(below), np.array(limit)), upper
