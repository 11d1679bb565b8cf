"""BERTopic as an engine for themes (extra ``[bertopic]``): seeded, whole, and contained.

Importing BERTopic silences warnings for the whole process; without its parts it silently becomes
something else; it has no seed of its own, and it writes into what it is given. Here it is imported
with the filters restored, all parts are asked for, the seed goes into UMAP, and it works on copies.
"""

from __future__ import annotations

import copy
import warnings
from collections.abc import Sequence
from importlib.util import find_spec
from typing import Any

import numpy as np
import numpy.typing as npt

from consultation_insight.errors import ModelNotAvailable

__all__ = ["BERTopicEngine"]

_PARTS = ("bertopic", "umap", "hdbscan")


class BERTopicEngine:
    """Groups passages with BERTopic's own defaults, or as a configured ``BERTopic`` does.

    Parameters
    ----------
    model : bertopic.BERTopic, optional
        Yours; it is copied, so that it stays as it is. If left out: UMAP to 5 dimensions with 15
        neighbours, HDBSCAN with at least 10 passages a group, as BERTopic 0.17 has them.

    Raises
    ------
    ModelNotAvailable
        If BERTopic, umap-learn or hdbscan is not installed.
    """

    name = "bertopic"

    def __init__(self, model: Any = None) -> None:
        if model is None and any(find_spec(part) is None for part in _PARTS):
            raise ModelNotAvailable.for_extra("engine='bertopic'", "bertopic")
        self._model = model

    def group(
        self, vectors: npt.NDArray[np.float32], texts: Sequence[str], seed: int
    ) -> npt.NDArray[np.int64]:
        """One whole number for each passage; -1 where BERTopic calls it an outlier."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            model = _default(seed, len(texts)) if self._model is None else _copy(self._model, seed)
            labels, _ = model.fit_transform(list(texts), embeddings=np.array(vectors, copy=True))
        return np.asarray(labels, dtype=np.int64)


def _default(seed: int, count: int) -> Any:
    from bertopic import BERTopic
    from hdbscan import HDBSCAN
    from umap import UMAP

    return BERTopic(
        umap_model=UMAP(
            n_neighbors=min(15, max(count - 1, 2)),
            n_components=5,
            min_dist=0.0,
            metric="cosine",
            random_state=seed,
            n_jobs=1,
        ),
        hdbscan_model=HDBSCAN(
            min_cluster_size=10,
            metric="euclidean",
            cluster_selection_method="eom",
            core_dist_n_jobs=1,
        ),
        calculate_probabilities=False,
    )


def _copy(model: Any, seed: int) -> Any:
    model = copy.deepcopy(model)
    reducer: Any = getattr(model, "umap_model", None)
    # Only where its owner set no seed: a learned or chosen setting is never overwritten.
    if getattr(reducer, "random_state", 0) is None:
        reducer.random_state = seed
    return model
