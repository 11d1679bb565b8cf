"""Heads learnt from coded examples: from few, with the frame's own words as a start.

A ridge regression for each code on a sum of kernels: vectors of the whole response and of its
passages, words, runs of letters, and how near the frame's codes are (`meanings`). Its leave-out
predictions have a closed form, so the threshold is found by cross-validation over every example,
copies of a campaign left out together. How strong the ridge is, and how far the frame is trusted, is not
chosen but averaged: each setting has a weight that falls with its error on the examples left out
(exponential weights: Buckland, Burnham and Augustin 1997, Biometrics 53:603-618), which is surer than
the one that happens to be best on few examples.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from consultation_insight.analysis._coding.material import Material, lemmas, unit

__all__ = ["Learnt", "learn"]

Floats = npt.NDArray[np.float64]

_RIDGES = (0.3, 1.0, 3.0)
_TRUSTS = (0.0, 0.5, 1.0)
_CUTS = np.arange(0.08, 0.72, 0.02)
#: How fast the weight of a setting falls with its error, as a part of the least.
_SHARPNESS = 20.0
#: More examples than this are sampled, for the memory of an ordinary computer.
MOST = 4000


@dataclass(frozen=True, eq=False)
class Learnt:
    """What the examples say: predictions for responses and passages, and where to cut.

    ``ridge`` and ``trust`` are the means over the settings tried.
    """

    responses: Floats
    passages: Floats
    cut: float
    lowest: float
    score: float
    ridge: float
    trust: float


@dataclass(frozen=True, eq=False)
class _Views:
    """Rows of features whose inner products are the kernels."""

    dense: Floats
    sparse: Any

    def times(self, other: _Views) -> Floats:
        return np.asarray(self.dense @ other.dense.T + (self.sparse @ other.sparse.T).toarray())

    def rows(self, places: Any) -> _Views:
        return _Views(self.dense[places], self.sparse[places])


def learn(
    material: Material,
    near: Floats,
    coded: npt.NDArray[np.int64],
    labels: Floats,
    groups: Sequence[str],
    prior: Floats,
    prior_passages: Floats,
    seed: int,
) -> Learnt:
    """Learn from the responses ``coded``, whose ``labels`` are 0 or 1 for each code.

    ``groups`` name for each example what must be left out together; ``prior`` is what the frame's
    words alone say about each response, 0 to 1.
    """
    if len(coded) > MOST:
        chosen = np.sort(np.random.RandomState(seed).choice(len(coded), MOST, replace=False))
        coded, labels = coded[chosen], labels[chosen]
        groups = [groups[place] for place in chosen]
    responses, passages = _views(material, near)
    train = responses.rows(coded)
    kernel = train.times(train)
    together = _together(groups)
    settings = [(trust, ridge) for trust in _TRUSTS for ridge in _RIDGES]
    fits = [
        _fitted(kernel, labels, trust * prior[coded], ridge, together) for trust, ridge in settings
    ]
    shares = _averaged(np.array([error for error, *_ in fits]))
    weight, mean, left = (
        np.asarray(sum(share * fit[part] for share, fit in zip(shares, fits, strict=True)))
        for part in (1, 2, 3)
    )
    trust, ridge = (float(value) for value in shares @ np.array(settings))
    cut, lowest, score = _cut(labels, left)
    return Learnt(
        responses=_predicted(responses, train, weight, mean) + trust * prior,
        passages=_predicted(passages, train, weight, mean) + trust * prior_passages,
        cut=cut,
        lowest=lowest,
        score=score,
        ridge=ridge,
        trust=trust,
    )


def _averaged(errors: Floats) -> Floats:
    """What each setting counts for."""
    least = max(float(errors.min()), 1e-12)
    shares = np.exp(-_SHARPNESS * (errors - least) / least)
    return np.asarray(shares / shares.sum())


def _fitted(
    kernel: Floats,
    labels: Floats,
    start: Floats,
    ridge: float,
    together: Sequence[npt.NDArray[np.int64]],
) -> tuple[float, Floats, Floats, Floats]:
    """Mean error, weights, means and predictions of examples left out, for one setting."""
    target = labels - start
    mean = target.mean(axis=0)
    inverse: Floats = np.asarray(np.linalg.inv(kernel + ridge * np.eye(len(kernel))), np.float64)
    weight = np.asarray(inverse @ (target - mean))
    residual = _left_out(inverse, weight, together)
    return float((residual**2).mean()), weight, mean, np.asarray(labels - residual)


def _views(material: Material, near: Floats) -> tuple[_Views, _Views]:
    from scipy.sparse import csr_matrix, hstack
    from sklearn.feature_extraction.text import TfidfVectorizer

    owner, count = material.passages.response, material.count
    sums = np.zeros((count, material.x.shape[1]))
    np.add.at(sums, owner, material.x)
    means = sums / np.maximum(np.bincount(owner, minlength=count), 1)[:, None]
    middle_r, middle_x = material.r.mean(axis=0), material.x.mean(axis=0)
    by_response = material.by_response(near)
    centre, spread = by_response.mean(axis=0), by_response.std(axis=0) + 1e-9
    best = np.maximum(by_response.max(axis=1, keepdims=True), 1e-9)
    part = by_response / best
    part_centre, part_spread = part.mean(axis=0), part.std(axis=0) + 1e-9
    root = np.sqrt(by_response.shape[1])

    def dense(whole: Floats, pieces: Floats, values: Floats, top: Floats) -> Floats:
        return np.hstack(
            [
                unit(whole - middle_r),
                unit(pieces - middle_x),
                (values - centre) / spread / root,
                (values / top - part_centre) / part_spread / root,
            ]
        )

    words = TfidfVectorizer(
        tokenizer=lambda text: lemmas(text, material.language),
        token_pattern=None,
        lowercase=False,
        sublinear_tf=True,
        ngram_range=(1, 2),
    )
    letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True)
    folded = [text.casefold() for text in material.words]
    pieces = [text.casefold() for text in material.passages.words]
    some = any(text.strip() for text in material.words)
    if some:
        sparse_r = hstack(
            [words.fit_transform(material.words), letters.fit_transform(folded)], format="csr"
        )
        sparse_x = hstack(
            [words.transform(material.passages.words), letters.transform(pieces)], format="csr"
        )
    else:
        sparse_r, sparse_x = csr_matrix((count, 1)), csr_matrix((len(pieces), 1))
    return (
        _Views(dense(material.r, means, by_response, best), sparse_r),
        _Views(dense(material.x, material.x, near, best[owner]), sparse_x),
    )


def _together(groups: Sequence[str]) -> list[npt.NDArray[np.int64]]:
    places: dict[str, list[int]] = {}
    for place, group in enumerate(groups):
        if group:
            places.setdefault(group, []).append(place)
    return [np.array(found, np.int64) for found in places.values() if len(found) > 1]


def _left_out(inverse: Floats, weight: Floats, together: Sequence[npt.NDArray[np.int64]]) -> Floats:
    """How far each example is from its prediction by the others (its group left out with it)."""
    residual = weight / np.diag(inverse)[:, None]
    for places in together:
        residual[places] = np.linalg.solve(inverse[np.ix_(places, places)], weight[places])
    return np.asarray(residual)


def _cut(labels: Floats, left: Floats) -> tuple[float, float, float]:
    """The cut with the best mean F1 of the examples left out, and how low the best code may be.

    Below ``lowest`` a response carries nothing.
    """
    has = np.zeros_like(labels)
    has[np.arange(len(left)), left.argmax(axis=1)] = 1
    top = left.max(axis=1)
    best = (-1.0, 0.3, 0.1)
    for cut in _CUTS:
        over = (left >= cut).astype(float)
        for lowest in (0.0, 0.25, 0.5, 1.0):
            given = np.maximum(over, has * (top >= lowest * cut)[:, None])
            sizes = given.sum(axis=1) + labels.sum(axis=1)
            score = float(
                np.where(
                    sizes > 0, 2 * (given * labels).sum(axis=1) / np.maximum(sizes, 1), 1.0
                ).mean()
            )
            if score > best[0] + 1e-9:
                best = (score, float(cut), float(lowest * cut))
    return best[1], best[2], best[0]


def _predicted(rows: _Views, train: _Views, weight: Floats, mean: Floats) -> Floats:
    out = np.zeros((len(rows.dense), weight.shape[1]))
    for start in range(0, len(out), 2000):
        some = slice(start, start + 2000)
        out[some] = rows.rows(some).times(train) @ weight + mean
    return out
