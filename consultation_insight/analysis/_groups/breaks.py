"""Breaks: groups of people, by an attribute or by what they answered to a closed question."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from consultation_insight.scales import is_other, is_silent

__all__ = [
    "Bools",
    "Break",
    "Floats",
    "Ints",
    "banded",
    "has_groups",
    "in_full",
    "is_place",
    "levels_of",
    "names_things",
]

#: More levels than these are places, names or words of one's own, and no groups.
MOST_LEVELS = 20
#: Numbers with more different values than this are put into four bands of about equal size.
MOST_NUMBERS = 12
#: The rest of those who answered a multiple choice.
NOT_TICKED = "not ticked"

_PLACE = re.compile(
    r"[xyz]|lat(?:itude)?|lon(?:g|gitude)?|lng|easting|northing"
    r"|(?:pos|position|coord|coordinate)s?[ _.-]?[xyz]|[xyz][ _.-]?(?:pos|position|coord|coordinate)s?",
    re.IGNORECASE,
)

_NUMBERED = re.compile(
    r"(?i:(?:.*[ _.-])?(?:ids?|codes?|no|nr|ref|reference|key|uprn|zip|postcode|phone|telephone|mobile)"
    r"(?:[ _.-](?:no|nr|number|code))?|.*(?:serial|account|case)[ _]number)"
    r"|.*[a-z](?:ID|Id|Code|Ref|No)"
)
#: So many different whole numbers, none of them twice, are serial numbers: what is measured repeats.
_SERIAL = 50

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Break:
    """Groups of people: ``codes`` holds the level of each (-1: not told)."""

    name: str
    label: str
    levels: tuple[str, ...]
    codes: Ints
    source: str = ""
    #: The levels are steps of a scale, in their order.
    ordered: bool = False
    #: The levels are bands of numbers that only name things: no groups, unless asked for.
    of_names: bool = False
    #: For a multiple choice, whose groups overlap: who (row) ticked which level; ``codes`` is 0 for
    #: all who ticked any.
    ticked: Bools | None = None

    def options(self) -> list[Break]:
        """Each level of a multiple choice as a break of its own: who ticked it, and who did not."""
        if self.ticked is None:
            return []
        return [
            replace(
                self,
                levels=(level, NOT_TICKED),
                codes=np.where(self.codes < 0, -1, np.where(own, 0, 1)),
                ticked=None,
            )
            for level, own in zip(self.levels, self.ticked.T, strict=True)
        ]

    @property
    def steps(self) -> Floats:
        """The place of each level on the scale; nan for "other" and what is no answer."""
        outside = self.silent | np.array([is_other(level) for level in self.levels], dtype=bool)
        places = np.cumsum(~outside).astype(float)
        return np.where(outside | (not self.ordered), np.nan, places)

    @property
    def silent(self) -> Bools:
        """Which levels are no answer ("prefer not to say"): shown, and left out of tests."""
        return np.array([is_silent(level) for level in self.levels], dtype=bool)


def levels_of(text: Any) -> list[str]:
    """The levels of a scale, as a table of questions or attributes holds them."""
    return [level.strip() for level in str(text or "").split(" | ") if level.strip()]


def in_full(values: pd.Series, order: list[str]) -> list[str]:
    """The levels that occur: those of a scale in their order, then by how many have them."""
    counts = values.value_counts()
    sizes = {str(level): int(size) for level, size in counts.items()}
    known = [level for level in dict.fromkeys(order) if level in sizes]
    rest = [level for level in sizes if level not in set(known)]
    return known + sorted(rest, key=lambda level: (is_silent(level), -sizes[level], level))


def banded(values: pd.Series) -> tuple[pd.Series, list[str]]:
    """Numbers in four bands of about equal size, unless there are few different ones."""
    numbers = pd.to_numeric(values.astype("str").str.replace(",", ""), errors="coerce")
    told = np.sort(numbers.dropna().to_numpy(dtype=float))
    if len(told) == 0:
        return values, []
    different = np.unique(told)
    names = {value: f"{value:g}" for value in different}
    if len(different) > MOST_NUMBERS:
        cuts = np.unique(np.quantile(told, [0.25, 0.5, 0.75], method="inverted_cdf"))
        bands = np.searchsorted(cuts, different)
        for band in np.unique(bands):
            inside = different[bands == band]
            said = f"{inside[0]:g} to {inside[-1]:g}" if len(inside) > 1 else f"{inside[0]:g}"
            names |= dict.fromkeys(inside.tolist(), said)
    shown = numbers.map(names).fillna("").astype("str")
    return shown, list(dict.fromkeys(names[value] for value in different))


def is_place(name: str) -> bool:
    """Whether an attribute is a coordinate, by its name.

    Examples
    --------
    >>> is_place("x"), is_place("Longitude"), is_place("pos_y"), is_place("Tax"), is_place("Region")
    (True, True, True, False, False)
    """
    return bool(_PLACE.fullmatch(name.strip()))


def names_things(name: str, values: pd.Series) -> bool:
    """Whether numbers are names (ids, codes, telephone numbers), which have no order and no bands.

    By the name of the column, or because many whole numbers of four digits or more are all different.
    Few different numbers are levels, whatever they are called.

    Examples
    --------
    >>> import pandas as pd
    >>> names_things("source_code", pd.Series(range(1000, 1040)).repeat(3).astype(str))
    True
    >>> names_things("Age", pd.Series(range(18, 80)).repeat(3).astype(str))
    False
    """
    numbers = pd.to_numeric(values.astype("str").str.replace(",", ""), errors="coerce").dropna()
    if numbers.nunique() <= MOST_NUMBERS:
        return False
    if _NUMBERED.fullmatch(name.strip()):
        return True
    whole = bool((numbers % 1 == 0).all()) and float(numbers.min()) >= 1000
    return whole and len(numbers) >= _SERIAL and bool(numbers.is_unique)


def has_groups(one: Break) -> bool:
    """Whether a break has from two to `MOST_LEVELS` groups, and is no list of names."""
    said = int((~one.silent).sum()) if one.levels else 0
    return 2 <= said <= MOST_LEVELS and int((one.codes >= 0).sum()) >= 5 * len(one.levels)
