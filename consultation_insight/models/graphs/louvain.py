"""Louvain's method (Blondel et al. 2008, J. Stat. Mech. P10008), by scikit-network's compiled core.

The core moves rows between groups as long as that gains modularity; around it stands here what
scikit-network's own class does around it. That class cannot be had without reading all of
scikit-network, its drawings and neural networks included, which takes longer than the method does
on some thousand passages.
"""

from __future__ import annotations

from functools import cache
from importlib.machinery import EXTENSION_SUFFIXES
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from consultation_insight.models.graphs.joins import Joins

__all__ = ["louvain"]

Ints = npt.NDArray[np.int64]

_CORE = "sknetwork.clustering.louvain_core"
#: Groups are merged further as long as a round gains more than this in modularity.
_GAIN = 1e-3


def louvain(joins: Joins, resolution: float, *, seed: int | None, least: float) -> Ints:
    """Find the groups of one start.

    Parameters
    ----------
    joins : Joins
    resolution : float
        Higher gives more and smaller groups; 1 is plain modularity.
    seed : int or None
        Of the order in which rows are looked at; None for the order that they have.
    least : float
        A pass over the rows that gains no more than this in modularity is the last of its round.

    Returns
    -------
    numpy.ndarray
        The group of each row, numbered from 0 on.

    Examples
    --------
    >>> import numpy as np
    >>> from consultation_insight.models.graphs.joins import Joins
    >>> from consultation_insight.models.graphs.louvain import louvain
    >>> ends = np.array([1, 0, 3, 2])
    >>> pairs = Joins.between(np.arange(4), ends, np.ones(4), 4)
    >>> louvain(pairs, 1.0, seed=1, least=1e-3).tolist()
    [0, 0, 1, 1]
    """
    count = joins.count
    if not len(joins.ends):
        return np.arange(count)
    order = np.arange(count)
    if seed is not None:
        order = np.random.RandomState(seed).permutation(count)
        joins = joins.among(order)
    joins = Joins(joins.begins, joins.ends, joins.weights / joins.weights.sum())
    of = np.arange(count)
    while True:
        moved, gain = _moved(joins, resolution, least)
        names, labels = np.unique(moved, return_inverse=True)
        of = labels[of]
        if len(names) == 1 or gain <= _GAIN:
            break
        joins = joins.merged(labels, len(names))
    found = np.empty(count, dtype=np.int64)
    found[order] = of
    # Numbered in the order of the rows, whatever order the core looked at them in.
    _, first, number = np.unique(found, return_index=True, return_inverse=True)
    return np.argsort(np.argsort(first))[number]


def _moved(joins: Joins, resolution: float, least: float) -> tuple[Ints, float]:
    """Each row in the group where it adds most; what that gains."""
    rows = joins.rows
    held = np.bincount(rows, weights=joins.weights, minlength=joins.count).astype(np.float32)
    own = rows == joins.ends
    loops = np.zeros(joins.count, dtype=np.float32)
    loops[rows[own]] = joins.weights[own]
    labels, gain = _core()(
        np.arange(joins.count, dtype=np.int32),
        joins.ends.astype(np.int32),
        joins.begins.astype(np.int32),
        joins.weights.astype(np.float32),
        held,
        held,
        held.copy(),
        held.copy(),
        np.zeros_like(held),
        loops,
        resolution,
        least,
    )
    return np.asarray(labels, dtype=np.int64), float(gain)


@cache
def _core() -> Any:
    """The compiled function, read from its own file; by way of the package where there is none."""
    package = find_spec("sknetwork")
    for folder in (package and package.submodule_search_locations) or ():
        for suffix in EXTENSION_SUFFIXES:
            path = Path(folder) / "clustering" / f"louvain_core{suffix}"
            spec = spec_from_file_location(_CORE, path) if path.is_file() else None
            if spec and spec.loader:
                module = module_from_spec(spec)
                spec.loader.exec_module(module)
                return module.optimize_core
    from sknetwork.clustering.louvain_core import optimize_core

    return optimize_core
