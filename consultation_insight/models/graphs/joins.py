"""A weighted graph as three arrays, and what is done with it before and after communities are sought.

SciPy's sparse matrices do the same. Reading them takes longer than finding the communities of some
thousand passages does, so they are not used here.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["Joins", "connected"]

Ints = npt.NDArray[np.int64]
Doubles = npt.NDArray[np.float64]

#: Up to so many rows, a square table of sums is quicker than sorting.
_SQUARE = 1500


@dataclass(frozen=True, eq=False)
class Joins:
    """The joins of each row, one row after the other; each join stands in both of its rows.

    Parameters
    ----------
    begins : numpy.ndarray
        Where the joins of each row begin, and at last where all end.
    ends : numpy.ndarray
        The other end of each join.
    weights : numpy.ndarray
        Of each join.
    """

    begins: Ints
    ends: Ints
    weights: Doubles

    @classmethod
    def between(cls, rows: Ints, ends: Ints, weights: Doubles, count: int) -> Joins:
        """Collect joins that are given in any order; those of the same two rows are added up.

        Examples
        --------
        >>> import numpy as np
        >>> from consultation_insight.models.graphs.joins import Joins
        >>> Joins.between(np.array([1, 0, 1]), np.array([0, 1, 0]), np.ones(3), 2).weights
        array([1., 2.])
        """
        if count <= _SQUARE:
            square = np.bincount(rows * count + ends, weights=weights, minlength=count * count)
            keys = np.flatnonzero(square)
            sums: Doubles = square[keys].astype(np.float64)
        else:
            keys, place = np.unique(rows * count + ends, return_inverse=True)
            sums = np.bincount(place, weights=weights, minlength=len(keys)).astype(np.float64)
        rows, ends = np.divmod(keys, max(count, 1))
        return cls(_begins(np.bincount(rows, minlength=count)), ends, sums)

    @property
    def count(self) -> int:
        """How many rows there are."""
        return len(self.begins) - 1

    @property
    def rows(self) -> Ints:
        """The row of each join."""
        return np.repeat(np.arange(self.count), np.diff(self.begins))

    def weighing(self, weights: Doubles) -> Joins:
        """The same joins with other weights; those that weigh nothing left out."""
        some = weights > 0
        sizes = np.bincount(self.rows[some], minlength=self.count)
        return Joins(_begins(sizes), self.ends[some], weights[some])

    def among(self, drawn: Ints) -> Joins:
        """Some rows in another order, and the joins between them."""
        number = np.full(self.count, -1)
        number[drawn] = np.arange(len(drawn))
        sizes = np.diff(self.begins)[drawn]
        begins = _begins(sizes)
        places = np.repeat(self.begins[drawn] - begins[:-1], sizes) + np.arange(begins[-1])
        ends, weights = number[self.ends[places]], self.weights[places]
        if len(drawn) == self.count:
            return Joins(begins, ends, weights)
        inside = ends >= 0
        rows = np.repeat(np.arange(len(drawn)), sizes)[inside]
        return Joins(
            _begins(np.bincount(rows, minlength=len(drawn))), ends[inside], weights[inside]
        )

    def merged(self, labels: Ints, count: int) -> Joins:
        """The graph of groups: what joins their rows is added up, also within a group."""
        return Joins.between(labels[self.rows], labels[self.ends], self.weights, count)


def _begins(sizes: Ints) -> Ints:
    return np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(sizes)])


def connected(joins: Joins, labels: Ints) -> Ints:
    """Part groups that hang together by nothing, and number groups by size, then by first row.

    Examples
    --------
    >>> import numpy as np
    >>> from consultation_insight.models.graphs.joins import Joins, connected
    >>> joined = Joins.between(np.array([1, 2]), np.array([2, 1]), np.ones(2), 4)
    >>> connected(joined, np.zeros(4, dtype=int)).tolist()
    [1, 0, 0, 2]
    """
    rows, ends = joins.rows, joins.ends
    inside = labels[rows] == labels[ends]
    rows, ends = rows[inside], ends[inside]
    parts = np.arange(joins.count)
    joined, begin = np.unique(rows, return_index=True)
    while len(ends):
        # Each row takes the least number around it, and then that of whom it took it from.
        least = parts.copy()
        least[joined] = np.minimum(parts[joined], np.minimum.reduceat(parts[ends], begin))
        least = least[least]
        if (least == parts).all():
            break
        parts = least
    _, first, number, sizes = np.unique(
        parts, return_index=True, return_inverse=True, return_counts=True
    )
    rank = np.empty(len(sizes), dtype=np.int64)
    rank[np.lexsort((first, -sizes))] = np.arange(len(sizes))
    return rank[number]
