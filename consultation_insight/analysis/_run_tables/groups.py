"""Groups compared and closed questions, as tables of a run; only where there is something to say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from consultation_insight.analysis._disclosure.printing import protect_tables
from consultation_insight.analysis._groups.all_tables import (
    DEFAULT_ROWS,
    cross_all,
    found_in,
    of_breaks,
    tables_of,
)
from consultation_insight.analysis._groups.closed_tables import closed_lines
from consultation_insight.analysis._groups.material import Material
from consultation_insight.analysis._groups.raking import weights_from
from consultation_insight.analysis._run_tables.weighted import protected, weighted_tables
from consultation_insight.config import disclosure_rules
from consultation_insight.corpus import Corpus
from consultation_insight.counting import Counting
from consultation_insight.results import Result

__all__ = ["group_tables", "publishable"]


def group_tables(
    corpus: Corpus, results: Mapping[str, Result], counting: Counting, *,
    weights: Mapping[str, Any] | None = None, seed: int = 20,
) -> dict[str, pd.DataFrame]:  # fmt: skip
    """``closed``, ``crosstabs``, ``differences`` and ``breaks``: each where it has rows.

    With ``weights`` (settings of `weigh`) also ``weights`` and ``weighted``.
    """
    column = (weights or {}).get("column")
    weighed = bool(column or (weights or {}).get("targets"))
    if not weighed and corpus.answers.empty and len(corpus.respondents.columns) < 2:
        return {}
    material = Material(corpus, results, counting)
    tables = {"closed": closed_lines(material)}
    if weighed:
        tables |= weighted_tables(material, weights_from(corpus, **(weights or {})), DEFAULT_ROWS)
    breaks, left = material.usual_breaks()
    breaks = [one for one in breaks if one.source or one.name != column]
    made = cross_all(material, DEFAULT_ROWS, breaks, None, seed)
    if made:
        table, tests = tables_of(made)
        found = found_in(table, material)
        whole = tests[tests["row"] == ""].rename(columns={"said": "note"})
        whole = whole.assign(level="", n=whole["base"]).reindex(columns=table.columns)
        tables["crosstabs"] = pd.concat([table, whole], ignore_index=True)
        tables["differences"] = found
        tables["breaks"] = of_breaks(made, tests, found, left)
    return {name: frame for name, frame in tables.items() if len(frame)}


def publishable(
    tables: Mapping[str, pd.DataFrame], corpus: Corpus, disclosure: str | Mapping[str, int]
) -> dict[str, pd.DataFrame]:
    """The tables of a run as they may be shown under a profile of disclosure control."""
    least, rounding = disclosure_rules(disclosure)
    if least <= 1 and rounding <= 1:
        return dict(tables)
    material = Material(corpus, {}, Counting.of(corpus))
    made = protect_tables(tables, least=least, rounding=rounding, nested=nested_breaks(material))
    return protected(made, least)


def nested_breaks(material: Material) -> list[tuple[str, str, dict[str, str]]]:
    """Breaks of which one divides the levels of another further: subtraction leads from one to it."""
    found = []
    breaks = [one for one in material.breaks.values() if one.ticked is None]
    for fine in breaks:
        for coarse in breaks:
            told = fine.codes >= 0
            if fine is coarse or not (told == (coarse.codes >= 0)).all():
                continue
            pairs = {*zip(fine.codes[told].tolist(), coarse.codes[told].tolist(), strict=True)}
            if len(pairs) == len({small for small, _ in pairs}):
                above = {fine.levels[small]: coarse.levels[large] for small, large in pairs}
                found.append((fine.name, coarse.name, above))
    return found
