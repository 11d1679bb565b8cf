"""One theme, to look at: its numbers, its words, its responses."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from consultation_insight._display import Shown
from consultation_insight.editing.recount import corpus_of

if TYPE_CHECKING:
    from consultation_insight.results import Themes

__all__ = ["Theme"]


@dataclass(frozen=True, eq=False)
class Theme(Shown):
    """One theme of a `Themes` result: ``themes["T03"]``, ``themes["Housing"]`` or ``themes[2]``.

    Parameters
    ----------
    theme_id, question_id, label, description : str
    keywords : tuple of str
    n : int
        Responses that carry it; ``share`` of ``base`` responses, ``low`` to ``high`` its 95 %
        interval.
    likes : int
        Of these responses together.
    n_once : int
        The same with each campaign counted once.
    stability : float
        0 to 1; missing (NaN) where it is not known.
    """

    theme_id: str
    question_id: str
    label: str
    description: str
    keywords: tuple[str, ...]
    n: int
    share: float
    low: float
    high: float
    base: int
    likes: int
    n_once: int
    stability: float
    _themes: Themes = field(repr=False)

    @classmethod
    def of(cls, themes: Themes, theme_id: str) -> Theme:
        """Take one theme out of a result."""
        table = themes.table
        row = table[table["theme_id"] == theme_id].iloc[0]
        words = tuple(word for word in str(row["keywords"]).split(", ") if word)
        return cls(
            theme_id=theme_id,
            question_id=str(row["question_id"]),
            label=str(row["label"]),
            description=str(row["description"]),
            keywords=words,
            n=int(row["n"]),
            share=float(row["share"]),
            low=float(row["low"]),
            high=float(row["high"]),
            base=int(row["base"]),
            likes=int(row["likes"]),
            n_once=int(row["n_once"]),
            stability=float(row["stability"]),
            _themes=themes,
        )

    def verbatims(self) -> pd.DataFrame:
        """The passages that show the theme best: ``response_id``, ``start``, ``end``, ``text``."""
        return self._quoted(self._themes.verbatims)

    def passages(self) -> pd.DataFrame:
        """All passages that carry it, strongest first, with ``strength`` and ``assigned_by``."""
        found = self._quoted(self._themes.coding)
        order = ["strength", "response_id", "start"]
        return found.sort_values(order, ascending=[False, True, True], ignore_index=True)

    def responses(self) -> pd.DataFrame:
        """The responses that carry it, as they stand in the corpus, with ``strength``.

        Strongest first; one row a response.
        """
        coding = self._themes.coding
        own = coding[coding["theme_id"] == self.theme_id]
        strength = own.groupby("response_id")["strength"].max()
        responses = corpus_of(self._themes).responses
        found = responses[responses["response_id"].isin(strength.index)]
        found = found.assign(strength=found["response_id"].map(strength).astype("float64"))
        order = ["strength", "response_id"]
        return found.sort_values(order, ascending=[False, True], ignore_index=True)

    def _quoted(self, places: pd.DataFrame) -> pd.DataFrame:
        own = places[places["theme_id"] == self.theme_id].drop(columns="theme_id")
        responses = corpus_of(self._themes).responses
        texts = dict(zip(responses["response_id"], responses["text"], strict=True))
        words = [
            texts[id_][int(start) : int(end)]
            for id_, start, end in zip(own["response_id"], own["start"], own["end"], strict=True)
        ]
        return own.assign(text=pd.Series(words, index=own.index, dtype="str")).reset_index(
            drop=True
        )

    def __len__(self) -> int:
        return self.n

    def __repr__(self) -> str:
        return (
            f"Theme {self.theme_id} “{self.label}”: {self.n:,} of {self.base:,} responses "
            f"({self.share:.0%}); {', '.join(self.keywords)}"
        )
