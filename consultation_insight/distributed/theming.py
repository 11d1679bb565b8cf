"""`find_themes` over partitions: found in a sample, everything else assigned where it is.

How is said in `analysis._themes.spread`, which one computer uses too; here is where the texts stand.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

import consultation_insight as ci
from consultation_insight.analysis._themes import sampling
from consultation_insight.analysis._themes.assigning import Assigned, Told, assigned
from consultation_insight.analysis._themes.spread import spread_themes
from consultation_insight.config import ThemeSettings
from consultation_insight.corpus import Corpus
from consultation_insight.distributed.divided import Divided, part_corpus
from consultation_insight.distributed.engine import read_frame, write_frame
from consultation_insight.distributed.gathering import gathered, with_texts
from consultation_insight.results import Themes

__all__ = ["themes_in_parts"]

Ints = npt.NDArray[np.int64]


def themes_in_parts(divided: Divided, settings: ThemeSettings) -> Themes:
    """Do what `consultation_insight.find_themes` does."""
    corpus = divided.corpus
    keywords = settings.keywords()
    if corpus.base <= sampling.SAMPLE:
        live = np.flatnonzero((corpus.responses["set_aside"] == "").to_numpy())
        whole = gathered(divided, live, "texts for themes")
        return replace(ci.find_themes(whole, **keywords), corpus=corpus)
    # Sub-themes are sought in the texts of one theme, which may be any number.
    edits = keywords["edits"]
    find = partial(ci.find_themes, **keywords | {"levels": 1, "edits": None})
    named = {"levels": settings.levels} | ({"edits": Path(edits).name} if edits else {})
    found = spread_themes(_InParts(divided), find, edits=edits, settings=named)
    if settings.levels == 2:
        said = f"{found.method} Sub-themes are not looked for in so many responses."
        found = replace(found, method=said)
    return found


@dataclass(frozen=True, eq=False)
class _InParts:
    """Texts in partitions."""

    divided: Divided

    @property
    def corpus(self) -> Corpus:
        return self.divided.corpus

    def taken(self, rows: Ints, name: str) -> Corpus:
        return gathered(self.divided, rows, name)

    def assign(self, name: str, told: Told) -> list[Assigned]:
        found: list[Assigned] = self.divided.each(name, _assign, (name, told))
        starts = (0, *self.divided.ends)
        return [
            replace(one, uncoded=one.uncoded + start)
            for one, start in zip(found, starts, strict=False)
        ]

    def tables(self, name: str, kind: str) -> Iterable[pd.DataFrame]:
        folder = self.divided.engine.folder
        return (read_frame(folder, f"{name} {kind}", part) for part in self.divided.parts)

    def whole(self) -> Corpus:
        return with_texts(self.divided)


def _assign(folder: Path, part: int, told: tuple[str, str, Any]) -> Assigned:
    """Code a partition; its tables stay on the disk."""
    name, what = told[2]
    found = assigned(part_corpus(folder, part, *told[:2]).live, what)
    none = pd.DataFrame()
    write_frame(folder, f"{name} coding", part, found.coding)
    write_frame(folder, f"{name} quotable", part, found.quotable)
    return replace(found, coding=none, quotable=none)
