"""From vectors to groups of passages, and from groups to how strongly a passage belongs to each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from consultation_insight.models.graphs import graph

__all__ = [
    "Context", "Groups", "centred", "context_of", "find_groups", "groups_of", "in_context", "means_of", "memberships", "middles_of",
    "neighbourhood", "smallest_group", "strengths",
]  # fmt: skip

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]

#: Nearest neighbours of a passage. Between 15 and 25 the measured sets differ by less than 0.005
#: in adjusted mutual information; small corpora need fewer, or everything joins everything.
_MOST_NEIGHBOURS = 15
#: Resolutions tried, finest first: 1 is plain modularity, below 0.5 subjects begin to be lumped.
_RESOLUTIONS = (1.0, 0.9, 0.8, 0.72, 0.65, 0.58, 0.5)
#: Mean agreement (AMI) between eight seeds on 2,500 passages: 0.945 with 8 starts, 0.941 with 6, 0.935
#: with 5.
_STARTS = 6
#: Under so many passages a start takes milliseconds: there are more of them. Ten samples of 120 to 250
#: labelled texts: agreement between seeds 0.934 with 6 starts, 0.953 with 20, 0.964 with 60.
_FEW, _STARTS_OF_FEW = 1000, 20
#: Runs on four fifths of the passages, for the stability alone.
_SAMPLES = 4
#: A group of which the starts find less than this again is an accident of the seed.
_LEAST_STABLE = 0.3
#: As many themes as a person can still review: 1.5 times the cube root of the passages (4 for 25
#: notes, 10 for 300, 20 for 2,500), never more than 25.
_THEMES, _MOST_THEMES = 1.5, 25


#: Nearness of a response's passages at which its context begins to count, and at which it counts as much
#: as the passage itself. Replies that go from subject to subject have 0.08 to 0.13 and lose by context
#: (macro F1 0.484 to 0.469); ideas, one to a response, have 0.31 and win (AMI 0.136 to 0.160).
_APART, _AKIN = 0.15, 0.3


@dataclass(frozen=True, eq=False)
class Groups:
    """``labels``: for each vector its group, -1 for none; ``stability``: of each group, 0 to 1."""

    labels: Ints
    stability: Doubles

    @property
    def count(self) -> int:
        return len(self.stability)


@dataclass(frozen=True, eq=False)
class Context:
    """What else the responses of texts say.

    Parameters
    ----------
    rows : numpy.ndarray
        The texts that stand in one response, beside others.
    means : numpy.ndarray
        Of the vectors of all that is said there, at unit length.
    nearness : float
        Mean cosine of these texts to the others of their response: 0 where a response goes from
        subject to subject.
    """

    rows: Ints
    means: Floats
    nearness: float

    @property
    def weight(self) -> float:
        """How much the context counts, 0 to 1."""
        return float(np.clip((self.nearness - _APART) / (_AKIN - _APART), 0.0, 1.0))


def centred(vectors: Floats, middle: Floats | None = None) -> Floats:
    """Take away what all have in common, and bring back to unit length.

    All answers to one question share its words; without their mean the differences count.
    """
    moved = vectors - (vectors.mean(axis=0) if middle is None else middle)
    lengths = np.linalg.norm(moved, axis=1, keepdims=True)
    np.divide(moved, lengths, out=moved, where=lengths > 1e-6)
    return moved


def context_of(vectors: Floats, of: Ints, responses: Ints) -> Context:
    """Find what else the response of each text says.

    A wording that stands in several places has no context.

    Parameters
    ----------
    vectors : numpy.ndarray
        Of `centred`: of distinct texts.
    of, responses : numpy.ndarray
        For each passage its row in ``vectors``, and its response.
    """
    several = np.flatnonzero((np.bincount(responses) > 1)[responses])
    # In the order of the texts: sums are the same whatever the order of the rows.
    order = several[np.lexsort((of[several], responses[several]))]
    if not len(order):
        return Context(order, vectors[:0], 0.0)
    begins = np.flatnonzero(np.diff(responses[order], prepend=-1))
    sums = np.add.reduceat(vectors[of[order]], begins, axis=0)
    number = np.repeat(np.arange(len(begins)), np.diff(begins, append=len(order)))
    alone = np.bincount(of)[of[order]] == 1
    rows, sums = of[order[alone]], sums[number[alone]]
    rest = _at_unit_length(sums - vectors[rows])
    # Added up in the order of the texts, too.
    nearness = (rest * vectors[rows]).sum(axis=1)[np.argsort(rows)]
    return Context(rows, _at_unit_length(sums), float(nearness.mean()) if len(rows) else 0.0)


def in_context(vectors: Floats, context: Context) -> Floats:
    """Move each text towards what its response says, because one half explains the other.

    As far as responses keep to a subject: by ``context.weight``.
    """
    if not context.weight:
        return vectors
    moved = vectors.copy()
    moved[context.rows] = _at_unit_length(vectors[context.rows] + context.weight * context.means)
    return moved


def _at_unit_length(vectors: Floats) -> Floats:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-9), dtype=np.float32)


def smallest_group(count: int) -> int:
    """How many passages make a theme: 2 of 25 notes, 10 of 2,500 sentences."""
    return max(2, int(np.sqrt(count) / 5))


def neighbourhood(vectors: Floats, among: Floats | None = None) -> tuple[Ints, Floats]:
    """Find the nearest neighbours of passages, as many as the corpus can bear."""
    count = len(vectors if among is None else among)
    return graph.neighbours(
        vectors, int(np.clip(round(np.sqrt(count)), 3, _MOST_NEIGHBOURS)), among
    )


def find_groups(
    vectors: Floats, near: tuple[Ints, Floats], *, n_themes: int | None, seed: int
) -> Groups:
    """Group passages; those in groups too small or too loose to be a theme belong to none.

    Parameters
    ----------
    vectors : numpy.ndarray
        Of `centred`, in an order that does not depend on the order of the corpus.
    near : indices and cosines
        Of `neighbourhood`.
    n_themes : int, optional
        Exactly so many groups, as far as the passages allow.
    seed : int
    """
    count = len(vectors)
    smallest = smallest_group(count)
    joined = graph.graph_of(*near)
    wanted = float(np.clip(_THEMES * np.cbrt(count), 3, _MOST_THEMES))
    resolutions: tuple[float, ...] = _RESOLUTIONS
    if n_themes is not None:
        # More than asked, so that merging can give exactly so many.
        wanted, resolutions = 1.5 * n_themes + 2, (13.0, 8.0, 5.0, 3.0, 2.0, 1.4, *_RESOLUTIONS)
    resolution, first = _finest(joined, resolutions, wanted, smallest, seed)
    starts = _STARTS if count >= _FEW else _STARTS_OF_FEW
    labels, stability = graph.communities(
        joined, resolution, seed=seed, starts=starts, first=first, samples=_SAMPLES
    )
    groups = _without_loose(vectors, _numbered(labels, stability, smallest), smallest)
    return _merged(vectors, groups, n_themes)


def groups_of(vectors: Floats, labels: Ints, *, n_themes: int | None) -> Groups:
    """Take the groups that an outside engine found; their stability is not known."""
    unknown = np.full(int(labels.max(initial=-1)) + 1, np.nan)
    return _merged(vectors, _numbered(labels, unknown, 2), n_themes)


def _merged(vectors: Floats, groups: Groups, n_themes: int | None) -> Groups:
    while n_themes is not None and groups.count > n_themes:
        groups = _merge_closest(vectors, groups)
    return groups


def _finest(
    joined: graph.Joins, resolutions: Sequence[float], most: float, smallest: int, seed: int
) -> tuple[float, Ints | None]:
    """Find by bisection the finest resolution that gives at most so many themes.

    What one start found there comes with it, if it was tried.
    """
    tried: dict[int, Ints] = {}
    fine, coarse = 0, len(resolutions) - 1
    while fine < coarse:
        middle = (fine + coarse) // 2
        tried[middle] = graph.one_start(joined, resolutions[middle], seed=seed)
        if (np.bincount(tried[middle]) >= smallest).sum() <= most:
            coarse = middle
        else:
            fine = middle + 1
    return resolutions[coarse], tried.get(coarse)


def _without_loose(vectors: Floats, groups: Groups, smallest: int) -> Groups:
    """Dissolve groups that only share not belonging elsewhere.

    The length of a group's mean vector says how much its members have in common (0 to 1). What has
    less than half of what is usual among the groups ("Good luck!", "Asking for a friend") is no
    theme: its passages stay uncoded unless they belong to another.
    """
    if groups.count < 3:
        return groups
    held = np.linalg.norm(means_of(vectors, groups.labels), axis=1)
    firm = (held >= 0.5 * np.median(held)) & (groups.stability >= _LEAST_STABLE)
    labels = np.where((groups.labels >= 0) & firm[np.maximum(groups.labels, 0)], groups.labels, -1)
    return _numbered(labels, groups.stability, smallest)


def _merge_closest(vectors: Floats, groups: Groups) -> Groups:
    """Merge the two groups whose union spreads least (Ward 1963, JASA 58:236-244)."""
    means = means_of(vectors, groups.labels)
    sizes = np.bincount(groups.labels[groups.labels >= 0]).astype(float)
    apart = ((means[:, None, :] - means[None, :, :]) ** 2).sum(axis=2)
    cost = apart * (sizes[:, None] * sizes / (sizes[:, None] + sizes))
    np.fill_diagonal(cost, np.inf)
    one, other = sorted(divmod(int(cost.argmin()), len(sizes)))
    labels = np.where(groups.labels == other, one, groups.labels)
    stability = groups.stability.copy()
    stability[one] = np.average(stability[[one, other]], weights=sizes[[one, other]])
    return _numbered(labels, stability, 1)


def means_of(vectors: Floats, labels: Ints) -> Floats:
    """The mean vector of each group."""
    count = int(labels.max(initial=-1)) + 1
    sums = np.zeros((count, vectors.shape[1]), dtype=np.float32)
    inside = labels >= 0
    np.add.at(sums, labels[inside], vectors[inside])
    sizes = np.bincount(labels[inside], minlength=count)
    sums /= np.maximum(sizes, 1)[:, None]
    return sums


def _numbered(labels: Ints, stability: Doubles, smallest: int) -> Groups:
    """Number groups by size, then by first row; dissolve those that are too small."""
    names, first, sizes = np.unique(labels, return_index=True, return_counts=True)
    real = (names >= 0) & (sizes >= smallest)
    names, first, sizes = names[real], first[real], sizes[real]
    order = np.lexsort((first, -sizes))
    number = np.full(int(labels.max(initial=-1)) + 2, -1)
    number[names[order]] = np.arange(len(order))
    return Groups(number[np.where(labels < 0, -1, labels)], np.round(stability[names[order]], 3))


def memberships(
    vectors: Floats, near: tuple[Ints, Floats], groups: Groups, middles: Floats, usual: Doubles
) -> tuple[Doubles, Doubles]:
    """Say how strongly each passage belongs to each group, 0 to 1, and how central it is.

    It is the mean of two shares: of the nearest grouped passages, how much of their weight (the
    squared cosine) the group has; and the cosine to the group's middle, out of what is usual.

    Parameters
    ----------
    vectors : numpy.ndarray
        The passages to code.
    near : indices and cosines
        Their neighbours among the grouped passages, without themselves.
    groups : Groups
        Of the grouped passages.
    middles, usual
        Of `middles_of`.

    Returns
    -------
    strength, central : numpy.ndarray
        Shape (len(vectors), groups). ``central`` is the cosine out of what is usual: above 1 for
        the core of a group, where ``strength`` no longer tells passages apart.
    """
    strength = np.zeros((len(vectors), groups.count))
    if not groups.count or not len(vectors):
        return strength, strength
    indices, cosines = near
    weights = np.clip(cosines.astype(np.float64), 0, None) ** 2
    of = groups.labels[indices]
    for group in range(groups.count):
        strength[:, group] = (weights * (of == group)).sum(axis=1)
    strength /= np.maximum(weights.sum(axis=1), 1e-9)[:, None]
    central = np.clip(vectors @ middles.T, 0, None).astype(np.float64) / usual
    return (strength + np.minimum(central, 1.0)) / 2, central


def middles_of(vectors: Floats, groups: Groups) -> tuple[Floats, Doubles]:
    """Give the middle of each group at unit length, and the cosine that is usual for its core.

    Usual is the upper quartile of its members.
    """
    middles = means_of(vectors, groups.labels)
    middles /= np.maximum(np.linalg.norm(middles, axis=1, keepdims=True), 1e-9)
    usual = [
        float(np.quantile(vectors[groups.labels == group] @ middles[group], 0.75))
        for group in range(groups.count)
    ]
    return middles, np.maximum(np.array(usual), 1e-6)


def strengths(
    features: Floats,
    chosen: Ints,
    near: tuple[Ints, Floats],
    groups: Groups,
) -> tuple[Doubles, Doubles]:
    """How strongly each distinct text belongs to each group; in blocks, for memory."""
    among = features[chosen]
    core = middles_of(among, groups)
    strength = np.zeros((len(features), groups.count))
    central = np.zeros_like(strength)
    strength[chosen], central[chosen] = memberships(among, near, groups, *core)
    rest = np.setdiff1d(np.arange(len(features)), chosen)
    for start in range(0, len(rest), 20_000):
        rows = rest[start : start + 20_000]
        others = neighbourhood(features[rows], among)
        strength[rows], central[rows] = memberships(features[rows], others, groups, *core)
    return strength, central
