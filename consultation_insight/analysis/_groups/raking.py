"""Weights from population figures: iterative proportional fitting, or raking.

Deming and Stephan (1940), Annals of Mathematical Statistics 11:427-444; the design effect of
weighting is Kish's (1965), Survey Sampling.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from consultation_insight.analysis._groups.material import Material
from consultation_insight.corpus import Corpus
from consultation_insight.errors import ColumnNotFound, UsageError
from consultation_insight.group_results import Weights
from consultation_insight.results import Analysis

__all__ = ["raked", "weights_from"]

Codes = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

_MOST_STEPS = 1000
_NEAR = 1e-10


def weights_from(
    source: Analysis | Corpus, *, targets: Mapping[str, Mapping[str, float]] | None = None,
    column: str | None = None, most: float | None = 5.0,
) -> Weights:  # fmt: skip
    """By population figures, or as a column says."""
    if bool(targets) == bool(column):
        raise UsageError("Weights need either targets or a column that holds them.")
    return raked(source, targets, most) if targets else _as_told(source, str(column), most)


def _as_told(source: Analysis | Corpus, column: str, most: float | None) -> Weights:
    _refuse_limit(most)
    ids, told = _told(source, column)
    if not np.isfinite(told).all() or (told < 0).any() or not told.sum() > 0:
        wrong = int((~np.isfinite(told) | (told < 0)).sum())
        raise UsageError(
            f"{wrong} of {len(told)} respondents have no number above 0 in {column!r}: each needs a "
            "weight."
        )
    weights = told / told.mean()
    if most is not None:
        weights = _limited(weights, most)
    frame = pd.DataFrame({"respondent_id": ids, "weight": weights})
    effect = float(len(weights) * (weights**2).sum() / weights.sum() ** 2)
    return Weights(
        base=len(ids), settings={"column": column, "most": most}, method=f"As in {column!r}.",
        table=frame, margins=pd.DataFrame(columns=list(Weights.__dict__["margins"].columns)),
        design_effect=effect, effective_base=len(weights) / effect,
    )  # fmt: skip


def raked(
    source: Analysis | Corpus, targets: Mapping[str, Mapping[str, float]], most: float | None
) -> Weights:
    """Iterative proportional fitting."""
    _refuse_limit(most)
    material = Material.of(source)
    people = source.corpus.respondents if isinstance(source, Analysis) else source.respondents
    ids = people["respondent_id"].drop_duplicates()
    place = material.place(ids)
    groups, wanted = [], []
    for name, shares in targets.items():
        by = material.one_break(name)
        if by.ticked is not None:
            raise UsageError(
                f"{name!r} is a multiple choice: its groups overlap and cannot be targets."
            )
        codes = by.codes[place]
        groups.append(codes)
        wanted.append(_wanted(by.label, by.levels, codes, shares))
    weights, steps = _fit(groups, wanted, len(ids), most)
    frame = pd.DataFrame({"respondent_id": ids.to_numpy(), "weight": weights})
    effect = float(len(weights) * (weights**2).sum() / weights.sum() ** 2)
    return Weights(
        base=len(ids),
        settings={"targets": {name: dict(one) for name, one in targets.items()}, "most": most},
        method="Iterative proportional fitting to population margins.",
        table=frame,
        margins=_margins(material, targets, groups, wanted, weights),
        design_effect=effect,
        effective_base=len(weights) / effect,
        iterations=steps,
    )


def _told(source: Analysis | Corpus, column: str) -> tuple[npt.NDArray[Any], Floats]:
    """Who the respondents are, and what weight the data give each of them."""
    corpus = source.corpus if isinstance(source, Analysis) else source
    people = corpus.respondents.drop_duplicates("respondent_id")
    names = {str(name).casefold(): name for name in people.columns.drop("respondent_id")}
    name = names.get(column.casefold().strip())
    if name is not None:
        said = people[name].astype("str").str.replace(",", "")
        return people["respondent_id"].to_numpy(), pd.to_numeric(said, errors="coerce").to_numpy(
            float
        )
    if column.casefold().strip() != "weight":
        raise ColumnNotFound({column}, [*map(str, names.values()), "weight"])
    own = corpus.responses.drop_duplicates("respondent_id").set_index("respondent_id")["weight"]
    return people["respondent_id"].to_numpy(), people["respondent_id"].map(own).to_numpy(float)


def _refuse_limit(most: float | None) -> None:
    if most is not None and most <= 1:
        raise UsageError(f"No weight can be limited to {most} times the average; give more than 1.")


def _wanted(
    name: str, levels: tuple[str, ...], codes: Codes, shares: Mapping[str, float]
) -> Floats:
    """The share that each level should have among all; nan where it keeps its own."""
    sizes = np.bincount(codes[codes >= 0], minlength=len(levels))
    plain = {level.casefold().strip(): at for at, level in enumerate(levels)}
    found = np.full(len(levels), np.nan)
    for level, share in shares.items():
        at = plain.get(str(level).casefold().strip(), -1)
        if share < 0 or not np.isfinite(share):
            raise UsageError(f"The target of {level!r} in {name!r} is {share}; give a number.")
        if share > 0 and (at < 0 or not sizes[at]):
            raise UsageError(
                f"No respondent has the level {level!r} of {name!r}, so none can be weighed up to "
                f"it; put levels together. There are {', '.join(map(repr, levels))}."
            )
        if at >= 0:
            found[at] = share
    named = ~np.isnan(found)
    if not found[named].sum() > 0:
        raise UsageError(f"The targets of {name!r} add up to nothing.")
    told = sizes[named].sum() / len(codes)
    return found / found[named].sum() * told


def _fit(
    groups: list[Codes], wanted: list[Floats], people: int, most: float | None
) -> tuple[Floats, int]:
    weights = np.ones(people)
    for step in range(1, _MOST_STEPS + 1):
        before = weights
        for codes, shares in zip(groups, wanted, strict=True):
            weights = _to_margin(weights, codes, shares, people)
        if most is not None:
            weights = _limited(weights, most)
        if np.abs(weights - before).max() < _NEAR:
            return weights, step
    raise UsageError(
        f"No weights meet all targets after {_MOST_STEPS} rounds: some contradict each other, or "
        "few respondents have a combination that they need. Put levels together, or leave a "
        "target out."
    )


def _limited(weights: Floats, most: float) -> Floats:
    """Weights of which none is above a limit; the others take what is cut off."""
    limited = weights.copy()
    while (limited > most * (1 + 1e-12)).any():
        limited = np.minimum(limited, most)
        free = limited < most
        left = len(limited) - most * int((~free).sum())
        limited[free] *= left / limited[free].sum()
    return limited


def _to_margin(weights: Floats, codes: Codes, shares: Floats, people: int) -> Floats:
    """Weights that meet one margin; who has no level in it keeps the share that is left."""
    inside = codes >= 0
    sums = np.bincount(codes[inside], weights[inside], minlength=len(shares))
    aim = shares * people
    factors = np.divide(aim, sums, out=np.ones(len(shares)), where=(sums > 0) & ~np.isnan(aim))
    scaled = weights.copy()
    scaled[inside] = weights[inside] * factors[codes[inside]]
    kept = np.ones(people, dtype=bool)
    kept[inside] = np.isnan(aim)[codes[inside]]
    if kept.any():
        rest = people - np.nansum(aim)
        scaled[kept] *= rest / scaled[kept].sum()
    return scaled


def _margins(
    material: Material, targets: Mapping[str, Mapping[str, float]], groups: list[Codes],
    wanted: list[Floats], weights: Floats,
) -> pd.DataFrame:  # fmt: skip
    rows = []
    for name, codes, shares in zip(targets, groups, wanted, strict=True):
        by = material.one_break(name)
        for at, level in enumerate(by.levels):
            inside = codes == at
            after = float(weights[inside].sum() / weights.sum())
            number = int(inside.sum())
            rows.append((name, level, number, number / len(codes), shares[at], after))
    return pd.DataFrame(rows, columns=["attribute", "level", "n", "share", "target", "after"])
