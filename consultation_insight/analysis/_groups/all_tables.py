"""Every set of rows by every break: what a run shows, and `find_differences` returns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from consultation_insight.analysis._groups.breaks import Break, Floats
from consultation_insight.analysis._groups.crossing import LEAST, LIMIT, Crossed, with_q
from consultation_insight.analysis._groups.material import Material
from consultation_insight.analysis._groups.overlapping import (
    Overlapping,
    cross_any,
    lines_of_any,
    tests_of_any,
)
from consultation_insight.analysis._groups.testing import TREND
from consultation_insight.analysis._groups.words import (
    said_of_break,
    said_of_cell,
    said_of_tests,
    said_of_trends,
)
from consultation_insight.scales import is_silent
from consultation_insight.statistics import difference_interval
from consultation_insight.wording import counted, quoted, shorten

__all__ = ["DEFAULT_ROWS", "cross_all", "found_in", "of_breaks", "tables_of"]

#: What names a row.
_ROW = ["question", "rows", "row_id"]
#: Kinds of response say what is limited in the data, not what groups think.
DEFAULT_ROWS = ("answers", "stance", "themes", "codes", "sentiment")


def cross_all(
    material: Material, which: Sequence[str], breaks: Sequence[Break], weights: Floats | None,
    seed: int, *, named: bool = False,
) -> list[Crossed | Overlapping]:  # fmt: skip
    """Cross all that can be crossed, each pair once; closed questions with each other if named."""
    if not breaks:
        return []
    made: list[Crossed | Overlapping] = []
    seen = set()
    for rows in material.row_sets(which):
        # A position that was taken from a closed answer is that question over again.
        if rows.source == "closed answer" and "answers" in which:
            continue
        for by in breaks:
            if rows.rows == "answers" and by.source:
                pair = frozenset((rows.question, by.source))
                if not named or len(pair) == 1 or pair in seen:
                    continue
                seen.add(pair)
            # What a machine finds in one language is not what it finds in another.
            if rows.rows != "answers" and material.tells_language(by):
                continue
            one = cross_any(material, rows, by, weights, seed=seed)
            if one is not None and len(one.by.levels) > 1:
                made.append(one)
    return made


def tables_of(made: Sequence[Crossed | Overlapping]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Lines and tests of many crosstabs, adjusted together."""
    lines: list[Any] = [line for one in made for line in lines_of_any(one)]
    tests: list[Any] = [test for one in made for test in tests_of_any(one)]
    table, tested = with_q(lines, tests)
    if made:
        material = made[0].material
        said = said_of_tests(tested, material)
        tested["said"] = pd.Series(said, index=tested.index, dtype="str")
    return table, tested


def found_in(table: pd.DataFrame, material: Material) -> pd.DataFrame:
    """The cells that differ from all others, the surest large differences first."""
    cells = table[(table["level"] != "") & (table["note"] != "") & (table["q"] <= LIMIT)]
    overlap = table["break"].map(material.overlaps).astype(bool)
    mirrored = _mirrored(table, overlap).reindex(cells.index)
    cells = cells[~(mirrored & (cells["note"] == "lower"))]
    others = cells["share"] - cells["effect"]
    several = len(material.units["question_id"].drop_duplicates()) > 1
    said = [
        said_of_cell(line, other, _about(line, material, several), _group(line, material))
        for line, other in zip(cells.to_dict("records"), others, strict=True)
    ]
    found = cells.assign(share_others=others, said=pd.Series(said, index=cells.index, dtype="str"))
    order = found.assign(_size=_at_least(cells, others, table)).sort_values(
        ["_size", "question", "row_id", "level"], ascending=[False, True, True, True]
    )
    columns = [
        "question", "rows", "row", "break", "level", "n", "base", "share", "share_others", "q",
        "effect", "said", "row_id",
    ]  # fmt: skip
    return order[columns].reset_index(drop=True)


def _mirrored(table: pd.DataFrame, overlap: pd.Series) -> pd.Series:
    """Where one of two groups, or of two answers, is lower just because the other is higher."""
    named = table["level"] != ""
    tested = named & (table["base"] >= LEAST) & ~table["level"].map(is_silent)
    of_groups = tested.groupby([table[name] for name in [*_ROW, "break"]]).transform("sum") == 2
    column = table.groupby(["question", "rows", "break", "level"])
    of_answers = (column["row_id"].transform("size") == 2) & (
        column["n"].transform("sum") == table["base"]
    )
    return named & ((of_groups & ~overlap) | of_answers)


def _at_least(cells: pd.DataFrame, others: pd.Series, table: pd.DataFrame) -> pd.Series:
    """The end of the 95 % interval of each difference that is nearer to none."""
    key = [*_ROW, "break"]
    whole = table[(table["level"] == "") & (table["row"] != "")].set_index(key)["effective_base"]
    rest = whole.reindex(pd.MultiIndex.from_frame(cells[key])).to_numpy() - cells["effective_base"]
    own = cells["effective_base"]
    low, high = difference_interval(others * rest, rest, cells["share"] * own, own)
    return pd.Series(np.where(low > 0, low, np.where(high < 0, -high, 0.0)), index=cells.index)


def _group(line: dict[Any, Any], material: Material) -> str:
    """The level with its break: "Yes" alone would say nothing."""
    by = quoted(shorten(material.wording(str(line["break"])), 40))
    return f"{quoted(shorten(str(line['level']), 70))} ({by})"


def _about(line: dict[Any, Any], material: Material, several: bool) -> str:
    if line["rows"] != "answers" and not several:
        return ""
    return f" (question {quoted(shorten(material.wording(str(line['question'])), 60))})"


def of_breaks(
    made: Sequence[Crossed | Overlapping], tests: pd.DataFrame, found: pd.DataFrame, left: int = 0
) -> pd.DataFrame:
    """What is said of each break, and that closed questions were ``left`` out as breaks."""
    if not made:
        return pd.DataFrame(columns=["break", "tests", "found", "said"])
    labels = {one.by.name: one.by.label for one in made}
    material, rows = made[0].material, []
    for name, label in labels.items():
        mine = found[found["break"] == name]
        differing = int((tests.loc[tests["break"] == name, "q"] <= LIMIT).sum())
        number = int((tests["break"] == name).sum())
        levels = list(dict.fromkeys(mine["level"]))
        said = said_of_break(label, number, levels)
        if material.overlaps(name):
            said = f"{said} They overlap: each was compared with those who did not tick it."
        if differing and not levels:
            said = f"Groups of “{label}” differ, though no single group stands out."
        moving = tests[(tests["break"] == name) & tests["test"].str.startswith(TREND)]
        moving = moving[moving["q"] <= LIMIT].sort_values("q", kind="stable")
        said = f"{said} {said_of_trends(moving, material)}".rstrip()
        rows.append((name, number, differing, said))
    if left and rows:
        more = counted(left, "more closed question")
        said = f"Not compared by {more}: the first eight are, unless others are named."
        rows.append(("", 0, 0, said))
    return pd.DataFrame(rows, columns=["break", "tests", "found", "said"])
