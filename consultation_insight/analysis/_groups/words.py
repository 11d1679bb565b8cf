"""Differences between groups in sentences, and in words where none was found."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from consultation_insight.analysis._groups.crossing import LIMIT
from consultation_insight.analysis._groups.material import Material
from consultation_insight.wording import MIN_BASE, counted, listed, percent, quoted, shorten

__all__ = ["said_of_break", "said_of_cell", "said_of_tests"]

_VERBS = {
    "answers": "gave", "themes": "raised", "codes": "raised", "stance": "took the position",
    "sentiment": "had the tone", "kinds": "were of the kind",
}  # fmt: skip


def said_of_cell(line: Mapping[Any, Any], share_others: float, about: str) -> str:
    """One difference: how many of the group, against all other groups."""
    n, base = int(line["n"]), int(line["base"])
    verb, row = _VERBS[str(line["rows"])], quoted(shorten(str(line["row"]), 70))
    share = f"{percent(n / base)} ({n:,} of {base:,})" if base >= MIN_BASE else f"{n:,} of {base:,}"
    return (
        f"Of those with {quoted(shorten(str(line['level']), 70))}, {share} {verb} {row}; of all others "
        f"{percent(share_others)} did{about}."
    )


def said_of_tests(tests: pd.DataFrame, material: Material) -> list[str]:
    """Each test in words."""
    words = []
    for rows, row, by, q, effect in zip(
        *(tests[name] for name in ("rows", "row", "break", "q", "effect")), strict=True
    ):
        what = quoted(shorten(row, 70)) if row else _WHOLES[rows]
        groups = f"groups of {quoted(shorten(material.wording(by), 70))}"
        if q <= LIMIT:
            words.append(
                f"{what[:1].upper()}{what[1:]} {'differ' if 'together' in what else 'differs'} "
                f"between {groups} "
                f"({chance(q)}, Cramér's V {effect:.2f})."
            )
        else:
            words.append(f"No difference in {what} was found between {groups}.")
    return words


_WHOLES = {
    "answers": "the answers taken together", "themes": "the themes taken together",
    "codes": "the codes taken together", "stance": "the position", "sentiment": "the tone",
    "kinds": "the kind of response",
}  # fmt: skip


def chance(q: float) -> str:
    """An adjusted chance, in words."""
    if not np.isfinite(q):
        return "not tested"
    return "adjusted p under 0.001" if q < 0.001 else f"adjusted p {q:.3f}"


def said_of_break(name: str, tests: int, levels: list[str]) -> str:
    """What is said of a break in which nothing differed, or of the groups that differ."""
    group = quoted(shorten(name, 70))
    if tests == 0:
        return f"Too few answers to compare the groups of {group}."
    if not levels:
        return f"No difference was found between the groups of {group} ({counted(tests, 'test')})."
    shown = listed(quoted(level) for level in levels[:5])
    return f"Groups of {group} differ, most clearly {shown} ({counted(tests, 'test')})."
