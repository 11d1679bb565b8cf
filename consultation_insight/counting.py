"""How the copies of an organised campaign count.

Every table counts responses under one rule, the setting ``count`` of `find_campaigns`:

``each``
    Each response counts, copies of a campaign like all others.
``once``
    One copy stands for its campaign; of the others counts what supporters added themselves, as
    their own. Responses in other words (``reworded``) are no copies and count.
``apart``
    Campaigns are left out of all tables and shares, and shown in their own section only.

Beside the figures under the rule stand the same figures with each copy (``n_each``), with each
campaign once (``n_once``) and outside of campaigns (``n_outside``), whatever the rule.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from consultation_insight._tables import among
from consultation_insight.corpus import Corpus
from consultation_insight.statistics import wilson_interval

__all__ = ["OWN_WORDS", "RULES", "VIEWS", "VIEW_COLUMNS", "Counting"]

RULES = ("each", "once", "apart")
#: The figures that stand beside each other, and the rule that counts so.
VIEWS = {"each": "each", "once": "once", "outside": "apart"}
#: The columns that `Counting.with_shares` adds for them.
VIEW_COLUMNS = tuple(f"{what}_{view}" for view in VIEWS for what in ("n", "share", "base"))
#: How the step of `find_campaigns` calls a stretch that a supporter added.
OWN_WORDS = "own words"

Bools = npt.NDArray[np.bool_]
#: Which copy stands for its campaign: the first of these that it has.
_STANDS = ("word_for_word", "extended", "edited")


@dataclass(frozen=True, eq=False)
class Counting:
    """Which live responses of a corpus count, and what of them.

    Parameters
    ----------
    live : pandas.DataFrame
        The live responses.
    rule : str
        One of `RULES`.
    own : mapping of str to list of (int, int)
        What supporters of campaigns added, by response.

    Examples
    --------
    >>> import pandas as pd
    >>> from consultation_insight import Corpus, find_campaigns
    >>> from consultation_insight.counting import Counting
    >>> letter = "Please keep our village library open on Saturdays for the children."
    >>> texts = [letter] * 5 + [letter + " My own two learnt to read there.", "I agree"]
    >>> corpus = find_campaigns(Corpus.from_responses(pd.DataFrame({"text": texts})))
    >>> counting = Counting.of(corpus)
    >>> [counting.base(rule) for rule in ("each", "once", "apart")]
    [7, 3, 1]
    """

    live: pd.DataFrame
    rule: str
    own: dict[str, list[tuple[int, int]]]

    @classmethod
    def of(cls, corpus: Corpus) -> Counting:
        """Read it from the step of `find_campaigns`; without one, each response counts."""
        step = next((s for s in reversed(corpus.steps) if s.name == "find_campaigns"), None)
        own: dict[str, list[tuple[int, int]]] = {}
        if step is not None:
            rows = step.rows
            rows = rows[rows["change"] == OWN_WORDS]
            for name, start, end in zip(
                rows["response_id"], rows["start"], rows["end"], strict=True
            ):
                own.setdefault(name, []).append((int(start), int(end)))
        rule = str(step.settings.get("count", "each")) if step is not None else "each"
        return cls(corpus.live, rule, own)

    @cached_property
    def outside(self) -> Bools:
        """Which live responses belong to no campaign."""
        return (self.live["campaign_id"] == "").to_numpy(dtype=bool)

    @cached_property
    def standing(self) -> Bools:
        """Which live responses stand for their campaign: a whole copy, the most liked, the first."""
        inside = self.live[~self.outside & ~self._reworded]
        places = {name: place for place, name in enumerate(_STANDS)}
        order = inside["variant"].map(places).fillna(len(places))
        best = pd.DataFrame(
            {
                "campaign": inside["campaign_id"],
                "order": order,
                "likes": -inside["likes"].fillna(0).astype("float64"),
                "name": inside["response_id"],
            }
        ).sort_values(["campaign", "order", "likes", "name"])
        chosen = best.drop_duplicates("campaign").index
        return np.asarray(self.live.index.isin(chosen))

    @cached_property
    def adding(self) -> Bools:
        """Which copies do not stand for their campaign but have something of their own."""
        has_own = among(self.live["response_id"], self.own)
        return has_own & ~self.outside & ~self.standing & ~self._reworded

    @cached_property
    def _reworded(self) -> Bools:
        variant = self.live["variant"]
        return ~self.outside & (variant == "reworded").to_numpy(dtype=bool)

    def whole(self, rule: str | None = None) -> Bools:
        """Which live responses count with all they say."""
        rule = rule or self.rule
        if rule == "each":
            return np.ones(len(self.live), bool)
        if rule == "apart":
            return self.outside
        return self.outside | self.standing | self._reworded

    def counted(self, rule: str | None = None) -> Bools:
        """Which live responses count, with all or with part of what they say."""
        whole = self.whole(rule)
        return whole | self.adding if (rule or self.rule) == "once" else whole

    def base(self, rule: str | None = None) -> int:
        """How many responses count."""
        return int(self.counted(rule).sum())

    def bases(self, rule: str | None = None) -> dict[str, int]:
        """How many responses to each question count."""
        counted = self.live["question_id"][self.counted(rule)].value_counts()
        return {str(question): int(number) for question, number in counted.items()}

    @cached_property
    def places(self) -> pd.Index:
        """The ids of the live responses, to look rows up."""
        return pd.Index(self.live["response_id"])

    def keeps(
        self,
        response_ids: Any,
        start: Any = None,
        end: Any = None,
        *,
        rule: str | None = None,
    ) -> Bools:
        """Which places in responses count.

        Parameters
        ----------
        response_ids : sequence of str
            Live responses; others do not count.
        start, end : sequence of int, optional
            Characters. A place counts in what a supporter added where most of it stands there;
            without offsets (or where they are missing) it counts wherever its response does.
        rule : str, optional
            Another than the corpus's own.
        """
        names = np.asarray(response_ids, dtype=object)
        return self._kept(names, self._at(names), start, end, rule or self.rule)

    def _at(self, names: Any) -> npt.NDArray[np.intp]:
        """The rows of live responses by their ids, -1 for others."""
        return self.places.get_indexer(pd.Index(names, dtype=object))

    def _kept(self, names: Any, at: npt.NDArray[np.intp], start: Any, end: Any, rule: str) -> Bools:
        live = at >= 0
        if rule == "each" or not len(self.live):
            return live
        kept: Bools = live & self.whole(rule)[at]
        if rule != "once":
            return kept
        maybe = np.flatnonzero(live & self.adding[at])
        if start is None:
            kept[maybe] = True
            return kept
        starts, ends = pd.array(start, dtype="Int64"), pd.array(end, dtype="Int64")
        for place in maybe.tolist():
            if pd.isna(starts[place]):
                kept[place] = True
            else:
                kept[place] = self.is_own(names[place], int(starts[place]), int(ends[place]))
        return kept

    def is_own(self, response_id: str, start: int, end: int) -> bool:
        """Whether half of a place or more stands in what a supporter added."""
        inside = sum(max(0, min(end, b) - max(start, a)) for a, b in self.own.get(response_id, ()))
        return 2 * inside >= max(1, end - start)

    def views(
        self, values: Sequence[Hashable] | pd.Series, response_ids: Any, start: Any = None,
        end: Any = None, *, name: str = "n",
    ) -> pd.DataFrame:  # fmt: skip
        """Count the responses that have each value: under the rule, and in all views.

        Parameters
        ----------
        values : sequence
            What is counted, one for each place.
        response_ids, start, end : sequence
            Where; see `keeps`.
        name : str
            What the columns are called: ``n``, ``n_each``, ``n_once``, ``n_outside``.

        Returns
        -------
        pandas.DataFrame
            Indexed by value.
        """
        codes, found = pd.factorize(pd.Series(_listed(values), dtype="object"))
        names = np.asarray(_listed(response_ids), dtype=object)
        at = self._at(names)
        counts = {}
        for view, rule in VIEWS.items():
            kept = self._kept(names, at, start, end, rule)
            # Each value once a response.
            pairs = np.unique(codes[kept] * len(self.live) + at[kept])
            number = np.bincount(pairs // len(self.live), minlength=len(found))
            counts[f"{name}_{view}"] = number.astype("int64")
        return pd.DataFrame({name: counts[f"{name}_{self.view}"], **counts}, index=found)

    def points(
        self, values: Any, response_ids: Any, start: Any = None, end: Any = None,
        *, rule: str | None = None,
    ) -> Bools:  # fmt: skip
        """Which places count that point to something.

        Where a place has no offsets (a link in a column of its own), a copy that adds something
        counts for what no whole copy of its campaign points to.
        """
        rule = rule or self.rule
        pairs = _pairs(values, response_ids)
        kept = self.keeps(pairs["id"], start, end, rule=rule)
        if rule != "once" or not self.adding.any():
            return kept
        at = self.places.get_indexer(pd.Index(pairs["id"]))
        pairs["campaign"] = self.live["campaign_id"].to_numpy(dtype=object)[at]
        partly = self.adding[at]
        if start is not None:
            partly &= pd.isna(pd.Series(start)).to_numpy()
        told = pairs[kept & ~self.adding[at] & (pairs["campaign"] != "")]
        known = pd.MultiIndex.from_frame(told[["campaign", "value"]])
        mine = pd.MultiIndex.from_frame(pairs[["campaign", "value"]])
        return kept & ~(partly & mine.isin(known))

    def cited(
        self, values: Sequence[Hashable] | pd.Series, response_ids: Any, start: Any = None,
        end: Any = None,
    ) -> pd.DataFrame:  # fmt: skip
        """Count what responses point to: responses, mentions and their likes, in all views.

        Parameters
        ----------
        values, response_ids, start, end : sequence
            What is pointed to, and where.

        Returns
        -------
        pandas.DataFrame
            Indexed by value: ``responses``, ``mentions`` and ``likes`` under the rule, then each
            for each view.
        """
        pairs = _pairs(values, response_ids)
        at = self.places.get_indexer(pd.Index(pairs["id"]))
        likes = self.live["likes"].fillna(0).to_numpy(dtype="int64")[at]
        index = pd.Index(pairs["value"].drop_duplicates(), name=None)
        counts: dict[str, Any] = {}
        for view, rule in VIEWS.items():
            kept = self.points(pairs["value"], pairs["id"], start, end, rule=rule)
            some = pairs[kept].assign(likes=likes[kept])
            once = some.drop_duplicates(["value", "id"]).groupby("value")["likes"]
            for name, series in {
                "responses": once.size(),
                "mentions": some["value"].value_counts(),
                "likes": once.sum(),
            }.items():
                counts[f"{name}_{view}"] = series.reindex(index, fill_value=0).astype("int64")
        main = {name: counts[f"{name}_{self.view}"] for name in ("responses", "mentions", "likes")}
        return pd.DataFrame(main | counts, index=index)

    @property
    def view(self) -> str:
        """The view that the rule makes the main one."""
        return "outside" if self.rule == "apart" else self.rule

    def with_shares(self, frame: pd.DataFrame, bases: Any = None) -> pd.DataFrame:
        """Add shares, intervals and bases to a table with the columns of `views`.

        Parameters
        ----------
        frame : pandas.DataFrame
            With ``n``, ``n_each``, ``n_once`` and ``n_outside``.
        bases : mapping of str to int or Series, optional
            The base of each view; the responses that count if left out.

        Returns
        -------
        pandas.DataFrame
            The columns of before without the views, then ``share``, ``low``, ``high``, ``base``,
            then all views with their shares and bases.
        """
        if bases is None:
            bases = {view: self.base(rule) for view, rule in VIEWS.items()}
        views = [f"n_{view}" for view in VIEWS]
        base = bases[self.view]
        low, high = wilson_interval(frame["n"], base)
        made = frame.drop(columns=views)
        share = _share(frame["n"], base)
        # Rounding leaves 5e-17 below a share of nothing.
        made = made.assign(share=share, low=np.minimum(low, share), high=high, base=base)
        for view in VIEWS:
            made[f"n_{view}"] = frame[f"n_{view}"]
            made[f"share_{view}"] = _share(frame[f"n_{view}"], bases[view])
            made[f"base_{view}"] = bases[view]
        return made


def _listed(values: Any) -> list[Any]:
    return values.tolist() if isinstance(values, pd.Series) else list(values)


def _pairs(values: Any, response_ids: Any) -> pd.DataFrame:
    """Values with their responses, place by place, whatever indexes they came with."""
    return pd.DataFrame(
        {
            "value": pd.Series(_listed(values), dtype="object"),
            "id": pd.Series(_listed(response_ids), dtype="object"),
        }
    )


def _share(number: Any, base: Any) -> Any:
    number, base = np.asarray(number, dtype=float), np.asarray(base, dtype=float)
    return np.divide(number, base, out=np.zeros(np.broadcast_shapes(number.shape, base.shape)),
                     where=base > 0)  # fmt: skip
