"""From vectors to groups of passages, and from groups to how strongly a passage belongs to each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from consultation_insight.models import graph

__all__ = ["Groups", "centred", "find_groups", "memberships"]

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]

#: Nearest neighbours of a passage. Between 15 and 25 the measured sets differ by less than 0.005
#: in adjusted mutual information; small corpora need fewer, or everything joins everything.
_MOST_NEIGHBOURS = 15
#: Resolutions tried, finest first: 1 is plain modularity, below 0.5 subjects begin to be lumped.
_RESOLUTIONS = (1.0, 0.9, 0.8, 0.72, 0.65, 0.58, 0.5)
_STARTS = 16
#: More themes than this nobody reads.
_MOST_THEMES = 25


@dataclass(frozen=True, eq=False)
class Groups:
    """``labels``: for each vector its group, -1 for none; ``stability``: of each group, 0 to 1."""

    labels: Ints
    stability: npt.NDArray[np.float64]

    @property
    def count(self) -> int:
        return len(self.stability)


def centred(vectors: Floats, middle: Floats | None = None) -> Floats:
    """Take away what all have in common, and bring back to unit length.

    All answers to one question share its words; without their mean the differences count.
    """
    moved = vectors - (vectors.mean(axis=0) if middle is None else middle)
    lengths = np.linalg.norm(moved, axis=1, keepdims=True)
    np.divide(moved, lengths, out=moved, where=lengths > 1e-6)
    return moved


def smallest_group(count: int) -> int:
    """How many passages make a theme: 2 of 25 notes, 10 of 2,500 sentences."""
    return max(2, int(np.sqrt(count) / 5))


def find_groups(
    vectors: Floats,
    texts: Sequence[str],
    *,
    engine: Any,
    n_themes: int | None,
    seed: int,
) -> Groups:
    """Group passages; those in groups too small to be a theme belong to none.

    Parameters
    ----------
    vectors : numpy.ndarray
        Of `centred`, in an order that does not depend on the order of the corpus.
    texts : sequence of str
        The words of each passage.
    engine : "graph" or ThemeModel
    n_themes : int, optional
        Exactly so many groups, as far as the passages allow.
    seed : int
    """
    count = len(vectors)
    if engine != "graph":
        labels = np.asarray(engine.group(vectors, list(texts), seed), dtype=np.int64)
        return _renumbered(labels, np.ones(count), smallest_group(count))
    k = int(np.clip(round(np.sqrt(count)), 3, _MOST_NEIGHBOURS))
    joined = graph.graph_of(*graph.neighbours(vectors, k))
    smallest = smallest_group(count)
    if n_themes is None:
        resolution = _readable(joined, smallest, count, seed)
        labels, firmness, _ = graph.communities(joined, resolution, seed=seed, starts=_STARTS)
        return _renumbered(labels, firmness, smallest)
    labels, firmness = _at_least(joined, n_themes, smallest, seed)
    groups = _renumbered(labels, firmness, smallest)
    while groups.count > n_themes:
        groups = _renumbered(_merge_closest(vectors, groups.labels), firmness, smallest)
    return groups


def _readable(joined: Any, smallest: int, count: int, seed: int) -> float:
    """Choose the finest resolution whose themes a person can still review.

    That many are 1.5 times the cube root of the passages (4 for 25 notes, 10 for 300, 20 for
    2,500), at most 25.
    """
    most = float(np.clip(1.5 * np.cbrt(count), 3, _MOST_THEMES))
    for resolution in _RESOLUTIONS[:-1]:
        if _number(joined, resolution, smallest, seed) <= most:
            return resolution
    return _RESOLUTIONS[-1]


def _number(joined: Any, resolution: float, smallest: int, seed: int) -> int:
    labels, _, _ = graph.communities(joined, resolution, seed=seed, starts=2)
    return int((np.bincount(labels) >= smallest).sum())


def _at_least(
    joined: Any, n_themes: int, smallest: int, seed: int
) -> tuple[Ints, npt.NDArray[np.float64]]:
    for resolution in (0.4, 0.6, 0.8, 1.0, 1.4, 2.0, 3.0, 5.0, 8.0, 13.0):
        if _number(joined, resolution, smallest, seed) >= n_themes:
            break
    labels, firmness, _ = graph.communities(joined, resolution, seed=seed, starts=_STARTS)
    return labels, firmness


def _merge_closest(vectors: Floats, labels: Ints) -> Ints:
    """Merge the two groups whose union spreads least (Ward 1963, JASA 58:236-244)."""
    means = means_of(vectors, labels)
    sizes = np.bincount(labels[labels >= 0]).astype(float)
    apart = ((means[:, None, :] - means[None, :, :]) ** 2).sum(axis=2)
    cost = apart * (sizes[:, None] * sizes / (sizes[:, None] + sizes))
    np.fill_diagonal(cost, np.inf)
    one, other = sorted(divmod(int(cost.argmin()), len(sizes)))
    return np.where(labels == other, one, labels)


def means_of(vectors: Floats, labels: Ints) -> Floats:
    """The mean vector of each group."""
    count = int(labels.max(initial=-1)) + 1
    sums = np.zeros((count, vectors.shape[1]), dtype=np.float32)
    inside = labels >= 0
    np.add.at(sums, labels[inside], vectors[inside])
    sizes = np.bincount(labels[inside], minlength=count)
    sums /= np.maximum(sizes, 1)[:, None]
    return sums


def _renumbered(labels: Ints, firmness: npt.NDArray[np.float64], smallest: int) -> Groups:
    """Number groups by size, then by first row; dissolve those that are too small."""
    names, first, sizes = np.unique(labels, return_index=True, return_counts=True)
    real = (names >= 0) & (sizes >= smallest)
    names, first, sizes = names[real], first[real], sizes[real]
    order = np.lexsort((first, -sizes))
    number = {int(names[old]): new for new, old in enumerate(order)}
    new = np.array([number.get(int(label), -1) for label in labels], dtype=np.int64)
    inside = new >= 0
    total = np.bincount(new[inside], firmness[inside], minlength=len(number))
    held = np.bincount(new[inside], minlength=len(number))
    return Groups(new, np.round(total / np.maximum(held, 1), 3))


def memberships(
    vectors: Floats, among: Floats, groups: Groups, *, own: Ints
) -> npt.NDArray[np.float64]:
    """Say how strongly each passage belongs to each group, 0 to 1.

    It is the mean of two shares: of the nearest grouped passages, how much of their weight the
    group has; and the cosine to the group's middle, out of what is usual for its core (the
    upper quartile of its members).

    Parameters
    ----------
    vectors : numpy.ndarray
        The passages to code, centred as the grouped ones.
    among : numpy.ndarray
        The grouped passages, with ``groups``.
    own : numpy.ndarray
        For each passage its own row in ``among``, or -1: nobody is their own neighbour.

    Returns
    -------
    numpy.ndarray
        Shape (len(vectors), groups).
    """
    strength = np.zeros((len(vectors), groups.count))
    if not groups.count or not len(vectors):
        return strength
    k = int(np.clip(round(np.sqrt(len(among))), 3, _MOST_NEIGHBOURS))
    near, cosines = graph.neighbours(vectors, k + 1, among)
    cosines = np.where(near == own[:, None], -2, cosines).astype(np.float64)
    order = np.argsort(-cosines, axis=1, kind="stable")[:, :k]
    near = np.take_along_axis(near, order, axis=1)
    weights = np.clip(np.take_along_axis(cosines, order, axis=1), 0, None) ** 2
    of = groups.labels[near]
    for group in range(groups.count):
        strength[:, group] = (weights * (of == group)).sum(axis=1)
    strength /= np.maximum(weights.sum(axis=1), 1e-9)[:, None]
    middles = centred(means_of(among, groups.labels), np.zeros(among.shape[1], dtype=np.float32))
    close = np.clip(vectors @ middles.T, 0, None).astype(np.float64)
    inside = np.einsum("ij,ij->i", among, middles[np.maximum(groups.labels, 0)])
    usual = [
        float(np.quantile(inside[groups.labels == group], 0.75)) for group in range(groups.count)
    ]
    close = np.minimum(close / np.maximum(usual, 1e-6), 1.0)
    result: npt.NDArray[np.float64] = (strength + close) / 2
    return result
