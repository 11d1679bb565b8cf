"""Vectors for scripts without spaces, where no shipped model knows the words: by letters alone.

Pairs of neighbouring letters, weighted by how rare they are, and what of them goes together
(Deerwester et al. 1990, JASIS 41:391-407). It sees that texts share words, not that words share a
meaning: a sentence model that knows the language (``sentence-transformers:…``) sees more.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from consultation_insight.models._files import unit

__all__ = ["CharacterVectors"]

Vectors = npt.NDArray[np.float32]

_RUN = re.compile(r"[^\W_]+")
_SMALL = re.compile("[\u3040-\u309f]+")  # endings and particles of Japanese
_MOST = 100


class CharacterVectors:
    """Vectors of texts by their pairs of letters, learned from these texts themselves.

    Parameters
    ----------
    texts : sequence of str
        Distinct, in an order that does not depend on the order of the corpus.

    Examples
    --------
    >>> from consultation_insight.models.character_vectors import CharacterVectors
    >>> texts = ["図書館を残して", "図書館は大切", "バスを増やして", "バスの本数", "道路の穴"]
    >>> library, other, bus = CharacterVectors(texts).embed(["図書館", "図書館は大切", "バス"])
    >>> bool(library @ other > library @ bus)
    True
    """

    name, revision = "characters", "1"

    def __init__(self, texts: Sequence[str]) -> None:
        found = [_pairs(text) for text in texts]
        held = Counter(pair for pairs in found for pair in pairs)
        known = sorted(pair for pair, count in held.items() if count > 1)
        self._columns = {pair: column for column, pair in enumerate(known)}
        self._rare = np.log((1 + len(texts)) / np.array([held[pair] for pair in known], float))
        self._axes = self._together(self._weighed(found), len(texts))

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One row for each text, at unit length; zeros where no pair is known."""
        if not self._columns:
            return np.zeros((len(texts), 1), dtype=np.float32)
        rows = self._weighed([_pairs(text) for text in texts]) @ self._axes
        return unit(np.asarray(np.round(rows, 6), dtype=np.float32))

    def _weighed(self, found: Sequence[set[str]]) -> Any:
        from scipy import sparse

        columns = [sorted(self._columns[p] for p in pairs if p in self._columns) for pairs in found]
        ends = np.cumsum([0, *map(len, columns)])
        places = np.array([place for row in columns for place in row], dtype=np.int64)
        rows = sparse.csr_matrix(
            (self._rare[places], places, ends), shape=(len(found), len(self._columns))
        )
        lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
        return sparse.diags(1 / np.maximum(lengths, 1e-9)) @ rows

    def _together(self, rows: Any, count: int) -> Any:
        size = min(_MOST, count // 2, min(rows.shape) - 1)
        if size < 2:
            return np.eye(rows.shape[1])
        from scipy.sparse.linalg import svds

        # A fixed start: the same texts give the same vectors.
        start = np.ones(min(rows.shape)) / np.sqrt(min(rows.shape))
        return svds(rows.astype(float), k=size, v0=start)[2].T


def _pairs(text: str) -> set[str]:
    """The pairs of neighbouring letters of a text, and its words of Latin letters as they are."""
    found: set[str] = set()
    for run in _RUN.findall(text.casefold().replace(" ", "")):
        for pair in map("".join, pairwise(run)):
            if not _SMALL.fullmatch(pair):
                found.add(pair)
    return found
