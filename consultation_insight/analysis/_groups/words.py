"""Differences between groups in sentences, and in words where none was found."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from consultation_insight.analysis._groups.crossing import LIMIT
from consultation_insight.analysis._groups.material import Material
from consultation_insight.analysis._groups.testing import TREND
from consultation_insight.wording import MIN_BASE, counted, listed, percent, quoted, shorten

__all__ = ["group_in", "said_of_break", "said_of_cell", "said_of_tests", "said_of_trends"]

_VERBS = {
    "answers": "gave", "themes": "raised", "codes": "raised", "stance": "took the position",
    "sentiment": "had the tone", "kinds": "were of the kind",
}  # fmt: skip


def said_of_cell(line: Mapping[Any, Any], share_others: float, about: str, group: str = "") -> str:
    """One difference: how many of the group, against all other groups."""
    group = group or quoted(shorten(str(line["level"]), 70))
    return f"Of those with {group}{_rest_of_cell(line, share_others)}{about}."


def group_in(said: str, line: Mapping[Any, Any]) -> str:
    """The group that a sentence on these figures names; "" where it is about others."""
    start, end = len("Of those with "), said.find(_rest_of_cell(line, float(line["share_others"])))
    return said[start:end] if end > start else ""


def _rest_of_cell(line: Mapping[Any, Any], share_others: float) -> str:
    n, base = int(line["n"]), int(line["base"])
    verb, row = _VERBS[str(line["rows"])], quoted(shorten(str(line["row"]), 70))
    share = f"{percent(n / base)} ({n:,} of {base:,})" if base >= MIN_BASE else f"{n:,} of {base:,}"
    return f", {share} {verb} {row}; of all others {percent(share_others)} did"


def said_of_tests(tests: pd.DataFrame, material: Material) -> list[str]:
    """Each test in words."""
    words = []
    columns = ("rows", "row", "break", "test", "q", "effect", "level")
    for rows, row, by, test, q, effect, level in zip(
        *(tests[name] for name in columns), strict=True
    ):
        if test.startswith(TREND):
            group = quoted(shorten(material.wording(by), 70))
            words.append(_said_of_trend(_named(rows, row) if row else "", group, q, effect))
            continue
        what = _named(rows, row) if row else _WHOLES[rows]
        groups = f"groups of {quoted(shorten(material.wording(by), 70))}"
        if level:
            groups = f"those who ticked {quoted(shorten(level, 70))} and those who did not"
        if q <= LIMIT:
            words.append(
                f"{what[:1].upper()}{what[1:]} {'differ' if not row and 'together' in what else 'differs'} "
                f"between {groups} "
                f"({chance(q)}, Cramér's V {effect:.2f})."
            )
        else:
            words.append(f"No difference in {what} was found between {groups}.")
    return words


def _named(rows: str, row: str) -> str:
    """A row by its name; "negative" alone would not say of what."""
    kinds = {"stance": "the position ", "sentiment": "the tone ", "kinds": "the kind "}
    return kinds.get(rows, "") + quoted(shorten(row, 70))


def _said_of_trend(what: str, by: str, q: float, r: float) -> str:
    """Whether what was said or ticked goes up or down with the steps of a scale."""
    if q > LIMIT:
        return f"No trend in {what or 'the answers'} with {by} was found."
    sure = f"({chance(q)}, correlation {r:.2f})".replace("-", "\N{MINUS SIGN}")
    if what:
        return f"{what[:1].upper()}{what[1:]} {'rises' if r > 0 else 'falls'} with {by} {sure}."
    return f"The answers move {'up' if r > 0 else 'down'} the scale with {by} {sure}."


def said_of_trends(trends: pd.DataFrame, material: Material) -> str:
    """What rises and what falls with the steps of a break; "" where nothing does."""
    names: dict[bool, list[str]] = {True: [], False: []}
    columns = ("question", "rows", "row", "effect")
    for question, rows, row, r in zip(*(trends[name] for name in columns), strict=True):
        what = _named(rows, row) if row else "the answers"
        if rows == "answers":
            what = f"{what} to {quoted(shorten(material.wording(question), 60))}"
        names[r > 0].append(what)
    said = []
    for up, found in names.items():
        if found:
            shown = [*found[:3], *([f"{len(found) - 3} more"] if len(found) > 3 else [])]
            said.append(f"{'Rising' if up else 'Falling'} with it: {listed(shown)}.")
    return " ".join(said)


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
