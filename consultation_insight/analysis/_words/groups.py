"""Texts in groups: by an attribute, by question, by day, by theme."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from consultation_insight.corpus import Corpus
from consultation_insight.errors import SettingsError, did_you_mean
from consultation_insight.results import Themes

__all__ = ["Groups", "group_texts"]

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Groups:
    """Which live texts belong to which groups; a text may be in several, or in none.

    ``first`` and ``groups`` hold them row by row: text ``i`` is in
    ``groups[first[i] : first[i + 1]]``.
    """

    names: list[str]
    first: Ints
    groups: Ints

    @property
    def bases(self) -> Ints:
        """How many texts each group has."""
        return np.bincount(self.groups, minlength=len(self.names))

    def spread(self, texts: Ints) -> tuple[Ints, Ints]:
        """For items that stand in texts: the number of an item, and a group of it, in pairs."""
        degree = np.diff(self.first)[texts]
        items = np.repeat(np.arange(len(texts), dtype=np.int64), degree)
        offset = np.arange(len(items)) - np.repeat(np.cumsum(degree) - degree, degree)
        return items, self.groups[self.first[texts[items]] + offset]


def group_texts(corpus: Corpus, by: str, themes: Themes | None = None) -> Groups:
    """Put the live responses of a corpus in groups.

    Parameters
    ----------
    corpus : Corpus
    by : str
        A column of the responses (``question_id``, ``language``), an attribute of the
        respondents, ``day`` (of ``created_at``, in UTC) or ``theme``.
    themes : Themes, optional
        Needed for ``theme``: its coding says which responses carry which.

    Raises
    ------
    SettingsError
        If there is no such column, or themes are wanted and not given.
    """
    live = corpus.live
    if by == "theme":
        if themes is None:
            raise SettingsError(
                "by='theme' needs the themes: count_terms(…, themes=find_themes(…))."
            )
        return _by_theme(live, themes)
    names = _labels(corpus, live, by)
    codes, found = pd.factorize(names, sort=True)
    inside = codes >= 0
    first = np.concatenate([[0], np.cumsum(inside)]).astype(np.int64)
    return Groups([str(name) for name in found], first, codes[inside].astype(np.int64))


def _labels(corpus: Corpus, live: pd.DataFrame, by: str) -> pd.Series:
    """The group of each live response; missing where it has none."""
    attributes = corpus.respondents
    if by == "day":
        labels = live["created_at"].dt.strftime("%Y-%m-%d")
    elif by in live:
        labels = live[by]
    elif by in attributes:
        labels = live["respondent_id"].map(attributes.set_index("respondent_id")[by])
    else:
        known = [
            "day",
            "theme",
            "question_id",
            "language",
            *attributes.columns.drop("respondent_id"),
        ]
        hint = did_you_mean(by, known)
        raise SettingsError(
            f"There is nothing to group by {by!r}; there are {', '.join(known)}.{hint}"
        )
    labels = labels.astype("str")
    return labels.mask(labels.isin(["", "nan", "NaT", "<NA>"]))


def _by_theme(live: pd.DataFrame, themes: Themes) -> Groups:
    pairs = themes.coding[["response_id", "theme_id"]].drop_duplicates()
    place = pd.Series(np.arange(len(live)), index=live["response_id"])
    texts = place.reindex(pairs["response_id"]).to_numpy()
    inside = ~np.isnan(texts.astype(float))
    codes, names = pd.factorize(pairs["theme_id"][inside], sort=True)
    rows = texts[inside].astype(np.int64)
    order = np.lexsort((codes, rows))
    first = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=len(live)))])
    return Groups([str(n) for n in names], first.astype(np.int64), codes[order].astype(np.int64))
