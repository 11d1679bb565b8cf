"""A graph of nearest neighbours and the communities in it.

Each text is joined with the ``k`` texts nearest to it; a join weighs more the nearer its ends are
*for their surroundings* (McInnes, Healy and Melville 2018, arXiv:1802.03426), so that dense and
sparse regions are treated alike. Communities are found by Louvain's method
(Blondel et al. 2008, J. Stat. Mech. P10008) from several seeded starts, and then once more in the
graph whose joins are weakened where the starts disagree (Lancichinetti and Fortunato 2012,
Sci. Rep. 2:336). The consensus is what makes the outcome nearly independent of the seed, and the
agreement of the starts is the stability of a group.

Leiden's method, as scikit-network has it, draws from C's ``rand()``, which no seed reaches: two
calls in one process differ. Its gain over Louvain (connected communities) comes from the consensus.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from consultation_insight.models.graphs.joins import Joins, connected
from consultation_insight.models.graphs.louvain import louvain

__all__ = ["communities", "graph_of", "nearest_of_others", "neighbours", "one_start"]

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]

#: A start stops when a round gains less than this in modularity; the consensus is looked at closer.
#: On 2,500 passages, starts ten times as exact take 1.4 times as long and agree no better.
_ROUGH, _EXACT = 1e-2, 1e-3
_DRAWN = 0.8  # of the rows, in each sample
_BLOCK = 2048  # rows of similarities held at once: 2,048 × 20,000 × 4 bytes = 160 MB


def neighbours(
    vectors: Floats, k: int, among: Floats | None = None, *, block: int = _BLOCK
) -> tuple[Ints, Floats]:
    """Find the ``k`` nearest of each vector, by cosine.

    Parameters
    ----------
    vectors : numpy.ndarray
        Rows of unit length.
    k : int
        How many; fewer where there are fewer.
    among : numpy.ndarray, optional
        Where to look; if left out, among ``vectors`` themselves, without the vector itself.

    Returns
    -------
    indices, cosines : numpy.ndarray
        Nearest first, shape (len(vectors), k). Exact, not approximate.
    """
    others = vectors if among is None else among
    k = min(k, len(others) - (among is None))
    indices = np.zeros((len(vectors), max(k, 0)), dtype=np.int64)
    cosines = np.zeros((len(vectors), max(k, 0)), dtype=np.float32)
    if k < 1:
        return indices, cosines
    for start in range(0, len(vectors), block):
        similar = vectors[start : start + block] @ others.T
        if among is None:
            rows = np.arange(len(similar))
            similar[rows, rows + start] = -2
        apart = np.negative(similar, out=similar)
        near = np.argpartition(apart, k - 1, axis=1)[:, :k]
        near.sort(axis=1)  # so that equals come in the order of the rows
        found = np.take_along_axis(apart, near, axis=1)
        order = np.argsort(found, axis=1, kind="stable")
        indices[start : start + block] = np.take_along_axis(near, order, axis=1)
        cosines[start : start + block] = -np.take_along_axis(found, order, axis=1)
    return indices, cosines


def nearest_of_others(vectors: Floats, owners: Ints, *, block: int = _BLOCK) -> Floats:
    """Find the cosine of each vector to the nearest that is another owner's; -1 where none is."""
    nearest = np.full(len(vectors), -1.0, dtype=np.float32)
    order = np.argsort(owners, kind="stable")
    edges = np.flatnonzero(np.diff(owners[order])) + 1
    together = [places for places in np.split(order, edges) if len(places) > 1]
    for start in range(0, len(vectors), block):
        similar = vectors[start : start + block] @ vectors.T
        own = np.arange(len(similar))
        similar[own, own + start] = -1.0
        for places in together:
            here = places[(places >= start) & (places < start + block)] - start
            similar[here[:, None], places] = -1.0
        nearest[start : start + block] = similar.max(axis=1)
    return nearest


def graph_of(indices: Ints, cosines: Floats) -> Joins:
    """Make the weighted graph of a table of neighbours.

    A join from ``i`` to ``j`` weighs ``exp(-(d - d_nearest) / s)``, where ``s`` is such that the
    joins of ``i`` add up to ``log2(k)``; the two directions are united as ``a + b - a·b``.

    Returns
    -------
    Joins
        Weights in (0, 1], none of a row with itself.
    """
    count, k = indices.shape
    if not k:
        nothing = np.zeros(0, dtype=np.int64)
        return Joins.between(nothing, nothing, np.zeros(0), count)
    distances = np.clip(1.0 - cosines.astype(np.float64), 0.0, None)
    beyond = distances - distances[:, :1]
    weights = np.exp(-beyond / _scales(beyond)[:, None]).ravel()
    rows = np.repeat(np.arange(count), k)
    ends = indices.ravel()
    there, back = rows * count + ends, ends * count + rows
    order = np.argsort(there)
    place = np.minimum(np.searchsorted(there, back, sorter=order), len(order) - 1)
    both = there[order[place]] == back
    other = np.where(both, weights[order[place]], 0.0)
    united = weights + other - weights * other
    # What only one end counts among its nearest is a join of the other end, too.
    one = ~both
    return Joins.between(
        np.concatenate([rows, ends[one]]),
        np.concatenate([ends, rows[one]]),
        np.concatenate([united, united[one]]),
        count,
    )


def _scales(beyond: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Find by bisection the scale at which each row's weights add up to log2(k)."""
    target = np.log2(max(beyond.shape[1], 2))
    low = np.zeros(len(beyond))
    high = np.full(len(beyond), np.inf)
    scale = np.ones(len(beyond))
    for _ in range(32):
        above = np.exp(-beyond / scale[:, None]).sum(axis=1) > target
        high = np.where(above, scale, high)
        low = np.where(above, low, scale)
        scale = np.where(np.isinf(high), scale * 2, (low + high) / 2)
    # Ties would make it zero: never less than a thousandth of what is usual.
    return np.maximum(scale, 1e-3 * max(float(beyond.mean()), 1e-6))


def communities(
    graph: Joins,
    resolution: float,
    *,
    seed: int,
    starts: int = 8,
    first: Ints | None = None,
    samples: int = 0,
) -> tuple[Ints, npt.NDArray[np.float64]]:
    """Find groups that several starts agree on, and that are found again in samples.

    Parameters
    ----------
    graph : Joins
        Of `graph_of`.
    resolution : float
        Higher gives more and smaller groups; 1 is plain modularity.
    seed : int
    starts : int
        Seeded runs whose agreement counts.
    first : numpy.ndarray, optional
        What `one_start` gave at this resolution: it counts as the first of the runs.
    samples : int
        Runs on four fifths of the rows each, drawn anew: they say how far a group depends on who
        happened to be asked. They do not shape the groups.

    Returns
    -------
    labels : numpy.ndarray
        One whole number for each row, 0 for the largest group.
    stability : numpy.ndarray
        For each group: how much of it the best matching group of a run shares (Jaccard index,
        mean over the starts and over the samples, and then of both; Hennig 2007, CSDA 52:258-271),
        0 to 1.
    """
    random = np.random.RandomState(seed)
    runs = [] if first is None else [first]
    while len(runs) < starts:
        runs.append(one_start(graph, resolution, seed=int(random.randint(2**31 - 1))))
    rows = graph.rows
    together = np.mean([run[rows] == run[graph.ends] for run in runs], axis=0)
    firm = graph.weighing(graph.weights * together**2)
    labels = connected(firm, louvain(firm, resolution, seed=None, least=_EXACT))
    started = np.mean([_likeness(labels, run) for run in runs], axis=0)
    sampled = [_in_a_sample(graph, resolution, labels, random) for _ in range(samples)]
    return labels, (started + np.mean(sampled, axis=0)) / 2 if sampled else started


def _in_a_sample(
    graph: Joins, resolution: float, labels: Ints, random: np.random.RandomState
) -> npt.NDArray[np.float64]:
    """For each group, what of it is found again in four fifths of the rows; 0 if none is drawn."""
    drawn = np.sort(random.permutation(graph.count)[: max(int(_DRAWN * graph.count), 1)])
    run = one_start(graph.among(drawn), resolution, seed=int(random.randint(2**31 - 1)))
    found = np.zeros(int(labels.max()) + 1)
    inside = _likeness(labels[drawn], run)
    found[: len(inside)] = inside
    return found


def one_start(graph: Joins, resolution: float, *, seed: int) -> Ints:
    """Find the groups of one seeded start: enough to see how many there are."""
    return louvain(graph, resolution, seed=seed, least=_ROUGH)


def _likeness(labels: Ints, other: Ints) -> npt.NDArray[np.float64]:
    """For each group, the Jaccard index with the group of the other that is most like it."""
    width = int(other.max()) + 1
    count = int(labels.max()) + 1
    both = np.bincount(labels * width + other, minlength=count * width).reshape(count, width)
    sizes = both.sum(axis=1)[:, None] + both.sum(axis=0)[None, :] - both
    best: npt.NDArray[np.float64] = (both / np.maximum(sizes, 1)).max(axis=1)
    return best
