"""BERTopic as an engine for themes (extra ``[bertopic]``): seeded, whole, and contained.

Importing BERTopic silences warnings for the whole process; without its parts it silently becomes
something else; it has no seed of its own, and it writes into what it is given. Here it is imported
with the filters restored, all parts are asked for, the seed goes into UMAP, and it works on copies.

`fitted` goes the other way: it makes a fitted ``BERTopic`` of themes that were found without it.
"""

from __future__ import annotations

import copy
import re
import warnings
from collections.abc import Collection, Mapping, Sequence
from importlib.util import find_spec
from typing import Any

import numpy as np
import numpy.typing as npt

from consultation_insight.errors import ModelNotAvailable

__all__ = ["BERTopicEngine", "fitted"]

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


def fitted(
    texts: Sequence[str],
    topics: Sequence[int],
    labels: Mapping[int, str],
    *,
    vectors: npt.NDArray[np.float32],
    embedder: Any,
    stop_words: Collection[str] = (),
) -> Any:
    """Make a fitted ``BERTopic`` of topics that are known.

    Parameters
    ----------
    texts : sequence of str
    topics : sequence of int
        The topic of each text, -1 for none. BERTopic numbers topics anew, the most frequent 0.
    labels : mapping of int to str
        The name of each topic; they become its custom labels.
    vectors : numpy.ndarray
        One row for each text.
    embedder : Embedder
        What made the vectors; new texts are embedded by it.
    stop_words : collection of str
        Words that do not describe a topic.

    Raises
    ------
    ModelNotAvailable
        If BERTopic is not installed.
    """
    if any(find_spec(part) is None for part in _PARTS):
        raise ModelNotAvailable.for_extra("to_bertopic", "bertopic")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from bertopic import BERTopic
        from bertopic.cluster import BaseCluster
        from bertopic.dimensionality import BaseDimensionalityReduction
        from bertopic.vectorizers import ClassTfidfTransformer
        from sklearn.feature_extraction.text import CountVectorizer

        # As the vectoriser cuts words, or it would warn that "don't" can never be met.
        stop = sorted({piece for word in stop_words for piece in re.findall(r"\b\w\w+\b", word)})
        model = BERTopic(
            embedding_model=_backend(embedder),
            umap_model=BaseDimensionalityReduction(),
            hdbscan_model=BaseCluster(),
            vectorizer_model=CountVectorizer(stop_words=stop or None, ngram_range=(1, 2)),
            ctfidf_model=ClassTfidfTransformer(reduce_frequent_words=True),
        )
        given = np.asarray(topics, dtype=np.int64)
        model.fit(list(texts), embeddings=np.array(vectors, copy=True), y=given)
        number = dict(zip(given.tolist(), model.topics_, strict=True))
        named = {number[topic]: label for topic, label in labels.items() if topic in number}
        if -1 in number:
            named[-1] = "No theme"
        model.set_topic_labels(named)
    return model


def _backend(embedder: Any) -> Any:
    from bertopic.backend import BaseEmbedder

    class Backend(BaseEmbedder):  # type: ignore[misc]
        """Embeds as the themes' own embedder does."""

        def embed(self, documents: Sequence[str], verbose: bool = False) -> Any:
            return np.asarray(self.embedding_model.embed(list(documents)), dtype=np.float32)

    return Backend(embedding_model=embedder)
