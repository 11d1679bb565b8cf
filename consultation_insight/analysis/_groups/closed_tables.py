"""The tables of closed questions: each answer, and the two sides of a scale with their net."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from consultation_insight.analysis._groups.breaks import Floats
from consultation_insight.analysis._groups.material import Material, RowSet
from consultation_insight.errors import UsageError
from consultation_insight.group_results import ClosedAnswers
from consultation_insight.scales import sides
from consultation_insight.statistics import effective_base, wilson_interval

__all__ = ["closed_lines", "net_interval"]

_COLUMNS = tuple(ClosedAnswers.__dict__["table"].columns)
_Z = 1.959963984540054


def closed_lines(material: Material, weights: Floats | None = None) -> pd.DataFrame:
    """All closed questions, one line for each answer and summary."""
    lines: list[tuple[Any, ...]] = []
    for rows in material.row_sets(["answers"]):
        lines += _question(material, rows, weights)
    frame = pd.DataFrame(lines, columns=list(_COLUMNS))
    return frame.astype({"n": "int64", "base": "int64", "note": "str"})


def _question(material: Material, rows: RowSet, weights: Floats | None) -> list[tuple[Any, ...]]:
    about = material.asked.get(rows.question, {"type": "single", "wording": rows.question})
    w = np.ones(len(rows.who)) if weights is None else weights[rows.who]
    if np.isnan(w).any():
        raise UsageError(
            f"{int(np.isnan(w).sum())} of {len(w)} respondents have no weight; weigh all of them."
        )
    base, effective = len(w), effective_base(w)
    answers = rows.labels[: rows.parts]
    member = rows.member[:, : rows.parts]
    n, share = member.sum(axis=0), w @ member / w.sum()
    low, high = wilson_interval(share * effective, effective)
    start = (rows.question, about["wording"], about["type"])
    several = "" if rows.single else "several answers possible"

    def line(kind: str, answer: str, n_: int, s: float, a: float, b: float) -> tuple[Any, ...]:
        return (*start, kind, answer, n_, base, s, a, b, effective, several)

    found = [
        line("answer", answer, int(n[at]), share[at], min(low[at], share[at]), high[at])
        for at, answer in enumerate(answers)
    ]
    side = sides(answers) if rows.single and about["type"] == "scale" else []
    if not side:
        return found
    totals = {}
    for which in (1, -1):
        inside = np.array([one == which for one in side])
        number, part = int(n[inside].sum()), float(share[inside].sum())
        ends = wilson_interval(part * effective, effective)
        names = " or ".join(name for name, yes in zip(answers, inside, strict=True) if yes)
        totals[which] = (number, part, names)
        found.append(line("side", names, number, part, min(float(ends[0]), part), float(ends[1])))
    (up, p, above), (down, q, below) = totals[1], totals[-1]
    net = p - q
    found.append(
        line("net", f"{above}, minus {below}", up - down, net, *net_interval(p, q, effective))
    )
    return found


def net_interval(p: float, q: float, base: float) -> tuple[float, float]:
    """The 95 % interval of a difference of two shares of one base (Agresti and Min, 2005)."""
    base += 2
    p, q = (p * (base - 2) + 0.5) / base, (q * (base - 2) + 0.5) / base
    half = _Z * float(np.sqrt(max(p + q - (p - q) ** 2, 0.0) / base))
    return max(p - q - half, -1.0), min(p - q + half, 1.0)
