"""References that the gazetteer does not have."""

from __future__ import annotations

import pandas as pd

from consultation_insight.analysis._gazetteer import Entry, Gazetteer
from consultation_insight.models.matcher import Token

__all__ = ["discover_references"]

#: response_id, reference_id, start, end, found_by, surface
Row = tuple[str, str, int, int, str, str]


def discover_references(
    live: pd.DataFrame,
    tokens: list[list[Token]],
    taken: list[list[tuple[int, int]]],
    known: Gazetteer,
) -> tuple[list[Entry], list[Row]]:
    """Find accounts, domains and repeated names that the gazetteer does not have."""
    return [], []
