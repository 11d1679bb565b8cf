"""One set of rows by one break: counts, shares, tests and words."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from consultation_insight.analysis._groups.breaks import Break, Floats, Ints
from consultation_insight.analysis._groups.material import Material, RowSet
from consultation_insight.analysis._groups.testing import (
    TREND,
    Test,
    chi_square,
    of_several,
    rao_scott,
    trend,
    trend_of_people,
    two_sided,
)
from consultation_insight.errors import UsageError
from consultation_insight.group_results import Crosstab
from consultation_insight.scales import is_other, is_silent
from consultation_insight.statistics import false_discovery_adjusted, wilson_interval

__all__ = ["LEAST", "Crossed", "cross", "lines_of", "tests_of", "with_q"]

#: Levels with fewer units, and rows that fewer units carry (or do not), are shown but not tested:
#: no difference could be seen in them.
LEAST = 10
#: From this chance on (adjusted over all tests) a difference is taken for chance.
LIMIT = 0.05
#: What a table without rows or break is called.
WHOLE = ""


@dataclass(frozen=True, eq=False)
class Crossed:
    """Counts of rows by levels, with what tests say of them."""

    material: Material
    rows: RowSet
    by: Break
    n: Ints
    base: Ints
    weighted: Floats
    weighted_base: Floats
    effective: Floats
    tested: Any
    row_tests: list[Test | None]
    whole: Test | None
    #: By the place of the row; -1 is the table as a whole.
    trends: dict[int, Test] = field(default_factory=dict)
    #: The same with each campaign counted once, from which the tests are; None where that is itself.
    voices: Crossed | None = None

    @cached_property
    def share(self) -> Floats:
        """The share of each level that carries each row."""
        return _ratio(self.weighted, self.weighted_base[None, :])

    @cached_property
    def others(self) -> Floats:
        """The same share of all other levels together, those that are no answer left out."""
        heard = ~self.by.silent
        n, base = self.weighted * heard, self.weighted_base * heard
        rest = n.sum(axis=1, keepdims=True) - n
        return _ratio(rest, (base.sum() - base)[None, :])

    def sides(self) -> list[list[str]]:
        """For each cell whether it is higher or lower than all others, beyond chance.

        Where copies of campaigns count in the shares, but not in the tests, both must agree.
        """
        if self.voices is not None:
            return self._sides_of_voices(self.voices)
        heard = self.tested
        size, rest = self.effective, (self.effective * heard).sum() - self.effective * heard
        n, base = self.weighted * heard, (self.weighted_base * heard).sum()
        pooled = _ratio(n.sum(axis=1, keepdims=True), np.array([[base]]))
        with np.errstate(invalid="ignore"):  # a level without base beside a share of 0 or 1
            spread = pooled * (1 - pooled) * (_inverse(size) + _inverse(rest))[None, :]
        difference = self.share - self.others
        z = np.divide(difference, np.sqrt(spread), out=np.zeros_like(difference), where=spread > 0)
        chance = np.ones(z.shape)
        if heard.any():
            tested = two_sided(z[:, heard])
            chance[:, heard] = [false_discovery_adjusted(row) for row in tested]
        clear = chance <= LIMIT
        up = difference > 0
        return np.where(clear, np.where(up, "higher", "lower"), "").tolist()  # type: ignore[no-any-return]

    def _sides_of_voices(self, voices: Crossed) -> list[list[str]]:
        told = {level: column for column, level in enumerate(voices.by.levels)}
        difference = self.share - self.others
        of_voices = voices.sides()
        return [
            [
                side
                if (column := told.get(level)) is not None
                and (side := row[column]) == ("higher" if difference[r, c] > 0 else "lower")
                else ""
                for c, level in enumerate(self.by.levels)
            ]
            for r, row in enumerate(of_voices)
        ]


def _ratio(number: Floats, base: Floats) -> Floats:
    number, base = np.broadcast_arrays(np.asarray(number, float), np.asarray(base, float))
    return np.divide(number, base, out=np.full(number.shape, np.nan), where=base > 0)


def _inverse(size: Floats) -> Floats:
    return np.divide(1.0, size, out=np.full(len(size), np.inf), where=size > 0)


def cross(
    material: Material, rows: RowSet, by: Break, weights: Floats | None = None, *, seed: int = 20
) -> Crossed | None:
    """Cross a set of rows with a break; None where nobody told the level.

    Shares follow the rule for campaigns; tests count each campaign once.
    """
    heard = material.voices_of(rows)
    made = _cross(material, rows, by, weights, seed, tests=heard is None)
    if made is None or heard is None:
        return made
    voices = _cross(material, heard, by, weights, seed)
    if voices is None:
        return made
    return replace(
        made, row_tests=voices.row_tests, whole=voices.whole, trends=voices.trends, voices=voices
    )


def _cross(
    material: Material, rows: RowSet, by: Break, weights: Floats | None, seed: int, *,
    tests: bool = True,
) -> Crossed | None:  # fmt: skip
    codes = by.codes[rows.who]
    there = codes >= 0
    levels = np.unique(codes[there])
    if len(levels) == 0:
        return None
    if len(levels) < len(by.levels):  # levels without any unit are no groups here
        renumber = np.full(len(by.levels) + 1, -1, dtype=np.int64)
        renumber[levels] = np.arange(len(levels))
        kept = tuple(by.levels[level] for level in levels)
        by = replace(by, levels=kept, codes=renumber[by.codes])
        codes = renumber[codes]
    who, codes, member = rows.who[there], codes[there], rows.member[there].astype(float)
    w = np.ones(len(who))
    if weights is not None:
        w = weights[who]
        if np.isnan(w).any():
            raise UsageError(
                f"{int(np.isnan(w).sum())} of {len(w)} answers come from respondents without a "
                "weight; weigh all of them."
            )
    group = (codes[:, None] == np.arange(len(by.levels))).astype(float)
    n, base = (member.T @ group).astype(np.int64), group.sum(axis=0).astype(np.int64)
    weighted, weighted_base = (member * w[:, None]).T @ group, w @ group
    simple = weights is None and len(np.unique(who)) == len(who)
    effective = base.astype(float) if simple else _effective(w, who, codes, len(by.levels))
    tested = ~by.silent & (base >= LEAST)
    inside = tested[codes] if len(codes) else np.zeros(0, dtype=bool)
    plan = _Plan(rows, n, base, tested, member[inside], group[inside], w[inside], who[inside], seed)
    row_tests: list[Test | None] = [None] * len(rows.ids)
    whole, trends = None, {}
    if tests:
        row_tests, whole = plan.simple() if simple else plan.weighted()
        trends = plan.trends(by.steps, simple=simple)
    return Crossed(
        material, rows, by, n, base, weighted, weighted_base, effective, tested, row_tests, whole,
        trends,
    )  # fmt: skip


def _effective(w: Floats, who: Ints, codes: Ints, levels: int) -> Floats:
    """How many independent, equally weighted answers each level is worth (Kish)."""
    people, place = np.unique(who, return_inverse=True)
    sums = np.zeros((len(people), levels))
    np.add.at(sums, (place, codes), w)
    squares = (sums**2).sum(axis=0)
    return np.divide(sums.sum(axis=0) ** 2, squares, out=np.zeros(levels), where=squares > 0)


@dataclass(frozen=True, eq=False)
class _Plan:
    """Which tests a table needs."""

    rows: RowSet
    n: Ints
    base: Ints
    tested: Any
    member: Floats
    group: Floats
    w: Floats
    who: Ints
    seed: int

    def _testable(self, levels: Any = None) -> Any:
        """Rows that enough units carry, and enough do not, among the levels that are tested."""
        levels = self.tested if levels is None else levels
        carried = self.n[:, levels].sum(axis=1)
        return (carried >= LEAST) & (self.base[levels].sum() - carried >= LEAST)

    def simple(self) -> tuple[list[Test | None], Test | None]:
        """Chi-square of counts."""
        n, base = self.n[:, self.tested], self.base[self.tested]
        tests = [
            chi_square([row, base - row], seed=self.seed) if fit else None
            for row, fit in zip(n, self._testable(), strict=True)
        ]
        if not self.rows.single:
            return tests, of_several(self.member, tests, int(self.tested.sum()))
        n = n[: self.rows.parts]
        return tests, chi_square(n, seed=self.seed) if n.sum() >= 2 * LEAST else None

    def weighted(self) -> tuple[list[Test | None], Test | None]:
        """Rao and Scott's, of units."""
        group = self.group[:, self.tested]
        made = [
            rao_scott(np.column_stack([row, 1 - row]), group, self.w, self.who) if fit else None
            for row, fit in zip(self.member.T, self._testable(), strict=True)
        ]
        if not self.rows.single:
            return made, of_several(self.member, made, int(self.tested.sum()))
        parts = self.member[:, : self.rows.parts]
        fit = parts.sum() >= 2 * LEAST
        return made, rao_scott(parts, group, self.w, self.who) if fit else None

    def trends(self, steps: Floats, *, simple: bool) -> dict[int, Test]:
        """Where groups are steps of a scale: rows that go up or down with them.

        Answers on a scale have one trend, of all of them; of two that exclude each other, one.
        """
        used = self.tested & ~np.isnan(steps)
        if used.sum() < 3:
            return {}
        parts = self.rows.parts
        if self.rows.ordered:
            known = np.array([not (is_silent(one) or is_other(one)) for one in self.rows.ids[:parts]])  # fmt: skip
            of_rows = [(-1, np.flatnonzero(known), np.arange(float(known.sum())))]
        else:
            fit = np.flatnonzero(self._testable(used)[:parts])
            fit = fit[:1] if self.rows.single and parts == 2 else fit
            of_rows = [(int(row), np.array([row]), np.ones(1)) for row in fit]
        find = self._simple_trend if simple else self._weighted_trend
        found = {row: find(places, scores, used, steps) for row, places, scores in of_rows}
        return {row: test for row, test in found.items() if test is not None}

    def _simple_trend(self, rows: Ints, scores: Floats, used: Any, steps: Floats) -> Test | None:
        n = self.n[rows][:, used]
        if len(rows) == 1:
            n, scores = np.vstack([n, self.base[used] - n[0]]), np.array([1.0, 0.0])
        enough = n.sum() - n.sum(axis=1).max(initial=0) >= LEAST
        return trend(n, scores, steps[used], seed=self.seed) if enough else None

    def _weighted_trend(self, rows: Ints, scores: Floats, used: Any, steps: Floats) -> Test | None:
        of_units, x = self.member[:, rows], self.group @ np.nan_to_num(steps)
        there = self.group[:, used].any(axis=1)
        there &= of_units.any(axis=1) if len(rows) > 1 else True
        y = of_units[there] @ scores
        return trend_of_people(y, x[there], self.w[there], self.who[there])


def lines_of(one: Crossed) -> list[tuple[Any, ...]]:
    """The lines of a crosstab, without q."""
    rows, by = one.rows, one.by
    cell_low, cell_high = wilson_interval(one.share * one.effective, one.effective[None, :])
    total, base = one.n.sum(axis=1), int(one.base.sum())
    shares = one.weighted.sum(axis=1) / max(float(one.weighted_base.sum()), 1e-12)
    effective = float(one.effective.sum())
    low, high = wilson_interval(shares * effective, effective)
    difference, sides = one.share - one.others, one.sides()
    lines: list[tuple[Any, ...]] = []
    start = (rows.question, rows.rows)
    for r, label in enumerate(rows.labels):
        test = one.row_tests[r]
        p = test.p if test else np.nan
        end = (rows.ids[r],)
        lines += [
            (
                *start, label, by.name, level, int(one.n[r, c]), int(one.base[c]), one.share[r, c],
                min(cell_low[r, c], one.share[r, c]), cell_high[r, c], p, np.nan,
                difference[r, c] if len(by.levels) > 1 else np.nan,
                sides[r][c] if test else "", *end, one.effective[c],
            )
            for c, level in enumerate(by.levels)
        ]  # fmt: skip
        lines.append(
            (
                *start, label, by.name, WHOLE, int(total[r]), base, shares[r],
                min(low[r], shares[r]), high[r], p, np.nan, test.v if test else np.nan,
                "" if test or r in one.trends else "not tested: too few", *end, effective,
            )
        )  # fmt: skip
    return lines


def tests_of(one: Crossed) -> list[tuple[Any, ...]]:
    """The tests of a crosstab, without q and words."""
    named = [
        (WHOLE, "", one.whole),
        *zip(one.rows.labels, one.rows.ids, one.row_tests, strict=True),
    ]
    if one.rows.single and len(one.rows.ids) == 2:
        named = named[:1]  # of two that exclude each other, each is the test of the whole
    on = one.voices or one
    base = int(on.base[on.tested].sum())
    labels, ids = (*one.rows.labels, WHOLE), (*one.rows.ids, "")
    named += [(labels[row], ids[row], test) for row, test in one.trends.items()]
    return [
        (
            one.rows.question, one.rows.rows, label, one.by.name, test.name, test.statistic, test.df,
            test.p, np.nan, test.v, base, "", id_,
        )
        for label, id_, test in named
        if test is not None
    ]  # fmt: skip


def _q_of(found: dict[Any, float], key: tuple[Any, ...]) -> float:
    whole = (*key[:3], "", key[4])
    return found.get(key, found.get(whole, np.nan))


def with_q(
    lines: list[tuple[Any, ...]], tests: list[tuple[Any, ...]]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Adjust all tests together, and give each line the q of its row."""
    table = pd.DataFrame(lines, columns=list(Crosstab.COLUMNS))
    made = pd.DataFrame(tests, columns=list(Crosstab.TESTS))
    made["q"] = false_discovery_adjusted(made["p"].to_numpy(dtype=float))
    key = ["question", "rows", "break", "row_id"]
    one = [*key, "level"]
    trends = made["test"].str.startswith(TREND)
    plain = made[~trends]
    found = dict(zip(plain[one].itertuples(index=False, name=None), plain["q"], strict=True))
    # An option of a multiple choice has tests of its own; so has a row, unless it is one of two.
    multiple = {k[:3] for k in found if k[4]}
    table["q"] = [
        np.nan if np.isnan(p) else _q_of(found, k if k[:3] in multiple else (*k[:4], WHOLE))
        for k, p in zip(table[one].itertuples(index=False, name=None), table["p"], strict=True)
    ]
    unclear = ~(table["q"] <= LIMIT) & table["note"].isin(["higher", "lower"])
    table["note"] = table["note"].mask(unclear, "")
    moving = made[trends & (made["q"] <= LIMIT)]
    moves = dict(
        zip(
            moving[key].itertuples(index=False, name=None),
            np.where(moving["effect"] > 0, "rises", "falls").tolist(),
            strict=True,
        )
    )
    if moves:
        over_all = (table["level"] == WHOLE) & (table["note"] == "")
        said = [moves.get(k, "") for k in table[key].itertuples(index=False, name=None)]
        table["note"] = table["note"].mask(over_all, pd.Series(said, index=table.index))
    return table, made
