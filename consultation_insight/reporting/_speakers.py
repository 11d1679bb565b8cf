"""Who speaks, said beside a quotation: never so closely that few people could be meant.

The attributes that are shown must be shared, all together, by at least ``k`` respondents. Where
fewer share them, the rarest is left out, until enough do or none is left.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
import pandas as pd

from consultation_insight.errors import ColumnNotFound

__all__ = ["speakers"]

_TYPE_WORDS = (
    "respondent type", "type of respondent", "capacity", "responding as", "are you", "stakeholder",
    "organisation type", "type of organisation", "role", "audience",
)  # fmt: skip
#: A type has so many levels at most; more are places, names or words of one's own.
_MOST_LEVELS = 20


def speakers(people: pd.DataFrame, wanted: Sequence[str] | None, k: int) -> dict[str, str]:
    """Describe each respondent, as far as ``k`` of them can be described alike.

    Parameters
    ----------
    people : pandas.DataFrame
        ``respondent_id`` and attributes.
    wanted : sequence of str or None
        Attributes to show, in this order. None: the one that tells the type of respondent.
    k : int
        How many respondents must share all that is shown.

    Raises
    ------
    ColumnNotFound
        ``wanted`` names an attribute that is not there.

    Examples
    --------
    >>> people = pd.DataFrame({"respondent_id": list("abcdef"), "Type": ["Carer"] * 6,
    ...                        "Place": ["Leeds"] * 5 + ["Hawes"]})
    >>> found = speakers(people, ["Type", "Place"], 5)
    >>> found["a"], found["f"]
    ('Carer, Leeds', 'Carer')
    """
    names = list(wanted) if wanted is not None else _type_of(people, k)
    missing = set(names) - set(map(str, people.columns)) | {"respondent_id"} & set(names)
    if missing:
        raise ColumnNotFound(missing, [str(c) for c in people.columns if c != "respondent_id"])
    if not names or people.empty:
        return {}
    values = [people[name].fillna("").astype(str).str.strip().tolist() for name in names]
    told = [
        tuple((at, value) for at, value in enumerate(row) if value)
        for row in zip(*values, strict=True)
    ]
    single = Counter(pair for row in told for pair in row)
    told = _shared(told, single, k)
    said = (", ".join(value for _, value in row) for row in told)
    return dict(zip(people["respondent_id"].astype(str), said, strict=True))


Row = tuple[tuple[int, str], ...]


def _shared(told: list[Row], single: Counter[tuple[int, str]], k: int) -> list[Row]:
    """Leave out the rarest of what a row says until ``k`` rows say as much.

    A row is safe where ``k`` respondents have all that it says, whatever else is said of them.
    """
    every = Counter(told)
    weights = np.array(list(every.values()), dtype=np.int64)
    has = {pair: np.array([pair in row for row in every], dtype=bool) for pair in single}
    have: dict[Row, int] = {}

    def holders(row: Row) -> int:
        if row not in have:
            have[row] = int(weights[np.logical_and.reduce([has[pair] for pair in row])].sum())
        return have[row]

    done: dict[Row, Row] = {}
    for whole in every:
        row = whole
        while row and holders(row) < k:
            rarest = min(row, key=lambda pair: (single[pair], -pair[0]))
            row = tuple(pair for pair in row if pair != rarest)
        done[whole] = row
    return [done[row] for row in told]


def _type_of(people: pd.DataFrame, k: int) -> list[str]:
    """The attribute that tells the type of respondent, if there is one."""
    for column in people.columns:
        name = str(column).casefold().replace("_", " ")
        if column == "respondent_id" or not any(word in name for word in _TYPE_WORDS):
            continue
        values = people[column].fillna("").astype(str).str.strip()
        sizes = values[values != ""].value_counts()
        if 2 <= len(sizes) <= _MOST_LEVELS and sizes.max() >= k:
            return [str(column)]
    return []
