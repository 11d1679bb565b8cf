"""An attacker who has the published tables, and knows every total exactly.

Written apart from what hides the counts: it sees published tables only, and uses integer bounds of a
linear programme. The true tables serve for the totals (the worst case) and to check the bounds.
"""

import numpy as np
import pandas as pd
from scipy.optimize import linprog
from scipy.sparse import csr_matrix


def _bounds(published, rounding):
    """What a printed count can have been."""
    return (published - rounding // 2, published + (rounding - 1) // 2)


def _solve(names, known, equations, inequalities):
    """The range of each cell whose count is not printed."""
    place = {name: at for at, name in enumerate(names)}
    equal = np.zeros((len(equations), len(names)))
    for row, (cells, _) in enumerate(equations):
        for name, sign in cells:
            equal[row, place[name]] += sign
    below = np.zeros((len(inequalities), len(names)))
    for row, (small, large) in enumerate(inequalities):
        below[row, place[small]], below[row, place[large]] = 1, -1
    bounds = [known.get(name, (0, None)) for name in names]
    equal, below = csr_matrix(equal), csr_matrix(below)
    found = {}
    for name in names:
        if name in known:
            continue
        ends = []
        for sign in (1, -1):
            aim = np.zeros(len(names))
            aim[place[name]] = sign
            solved = linprog(
                aim, A_ub=below if below.shape[0] else None, b_ub=np.zeros(below.shape[0]) if below.shape[0] else None,
                A_eq=equal if equal.shape[0] else None, b_eq=[total for _, total in equations] or None,
                bounds=bounds, method="highs",
            )  # fmt: skip
            ends.append(sign * solved.fun if solved.success else -sign * np.inf)
        found[name] = tuple(ends)
    return found


def attack_line(true, shown, *, rounding):
    """One closed question: its answers add up to the base, if one answer was allowed."""
    answers = true[true["kind"] == "answer"].reset_index(drop=True)
    printed = shown[shown["kind"] == "answer"].reset_index(drop=True)
    names = list(range(len(answers)))
    known = {at: _bounds(int(n), rounding) for at, n in enumerate(printed["n"]) if not pd.isna(n)}
    equations = []
    if answers["n"].sum() == answers["base"].iloc[0]:
        equations.append(([(at, 1) for at in names], int(answers["base"].iloc[0])))
    found = _solve(names, known, equations, [])
    return _told([(found[at], int(answers["n"][at]), at) for at in found])


def _told(rows):
    frame = pd.DataFrame(
        [(name, true, low, high) for (low, high), true, name in rows],
        columns=["cell", "true", "low", "high"],
    )
    return frame.assign(recovered=np.floor(frame["high"] + 1e-6) <= np.ceil(frame["low"] - 1e-6))


def attack_crosstabs(true, shown, *, rounding, nested):
    """All crosstabs of one question and sort of rows together, nested breaks linked."""
    rows = []
    for key, lines in true.groupby(["question", "rows"], sort=False):
        mine = shown[(shown["question"] == key[0]) & (shown["rows"] == key[1])]
        totals = {
            (by, row): (int(n), int(base))
            for by, row, level, n, base in zip(
                lines["break"],
                lines["row_id"],
                lines["level"],
                lines["n"],
                lines["base"],
                strict=True,
            )
            if not level and row
        }
        rows += _attack_set(
            lines[lines["level"] != ""], mine[mine["level"] != ""], rounding, nested, totals
        )
    return _told(rows)


def _attack_set(true, shown, rounding, nested, totals):
    counts, known = {}, {}
    for frame, store in ((true, counts), (shown, None)):
        for by, row, level, n, base in zip(
            frame["break"], frame["row_id"], frame["level"], frame["n"], frame["base"], strict=True
        ):
            for name, value in (((by, row, level), n), ((by, None, level), base)):
                if store is not None:
                    store[name] = int(value)
                elif not pd.isna(value):
                    known[name] = _bounds(int(value), rounding)
    equations, inequalities, extra = [], [], []
    breaks = list(dict.fromkeys(by for by, _, _ in counts))
    for by in breaks:
        levels = list(dict.fromkeys(level for b, _, level in counts if b == by))
        ids = list(dict.fromkeys(row for b, row, _ in counts if b == by and row is not None))
        parts = [row for row in ids if " | " not in row]
        base = totals[by, ids[0]][1]
        overlap = sum(counts[by, None, level] for level in levels) != base
        for row in [*ids, None]:
            cells = [(by, row, level) for level in levels]
            if overlap:
                # Of all who ticked anything, each ticked at least one; the rest did not tick it.
                total = base if row is None else totals[by, row][0]
                extra.append(("more than one", by, row))
                equations.append(([*((cell, 1) for cell in cells), (extra[-1], -1)], total))
                for level in levels:
                    rest = ("rest", by, row, level)
                    extra.append(rest)
                    equations.append(([((by, row, level), 1), (rest, 1)], total))
                    inequalities.append((rest, ("rest", by, None, level)))
                continue
            equations.append(([(cell, 1) for cell in cells], sum(counts[cell] for cell in cells)))
        single = all(
            sum(counts[by, row, level] for row in parts) == counts[by, None, level]
            for level in levels
        )
        for level in levels:
            if single:
                cells = [((by, row, level), 1) for row in parts]
                equations.append(([*cells, ((by, None, level), -1)], 0))
            inequalities += [((by, row, level), (by, None, level)) for row in ids]
            for row in ids:
                if " | " in row:
                    cells = [((by, part, level), 1) for part in row.split(" | ")]
                    equations.append(([*cells, ((by, row, level), -1)], 0))
    for fine, (coarse, above) in nested.items():
        equations += _links(counts, breaks, fine, coarse, above)
    found = _solve([*counts, *extra], known, equations, inequalities)
    return [(found[name], counts[name], name) for name in found if name in counts]


def _links(counts, breaks, fine, coarse, above):
    if fine not in breaks or coarse not in breaks:
        return []
    parts = {}
    for by, row, level in counts:
        if by == fine:
            parts.setdefault((coarse, row, above(level)), []).append(((fine, row, level), 1))
    return [([*cells, (whole, -1)], 0) for whole, cells in parts.items() if whole in counts]
