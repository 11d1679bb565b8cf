"""How near each passage is to each code, from what the frame says about the code alone.

A code is its label, the sentences of its description and its examples. Passage and code are
compared by vectors and by words, both halves of one cosine; then each code takes up the words
of the passages that are nearest to it, three times over (pseudo-relevance feedback: Rocchio 1971),
so that "face" and "start again" come to stand for continuity though the frame never says them.

The constants were chosen on the mean over five labelled sets, see docs/methods-coding.md.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from consultation_insight.analysis._coding.material import Codes, Material, unit

__all__ = ["CUT", "cuts", "meanings"]

Floats = npt.NDArray[np.float64]

#: What all passages of a question have in common (its subject) is taken off their vectors, and most
#: of what all codes have in common off theirs.
_COMMON = 0.7
_ROUNDS = 3
_SHARPNESS = 15.0
#: Weight of what the frame says against what the nearest passages say.
_ANCHOR = 1.5
#: A passage carries a code if it is this near, as a part of the response's nearest.
CUT = 0.55
#: Nearness below which nothing is said: this many standard deviations above the mean of all pairs.
_FLOOR = 0.0


def meanings(material: Material) -> Floats:
    """Nearness of each passage (row) to each code (column)."""
    codes = material.codes
    if not len(material.passages):
        return np.zeros((0, len(codes.codes)))
    x, middle = _centred(material.x)
    k = _apart(unit(material.k - middle), codes)
    whole = _apart(unit(material.whole - middle), None)
    k_words = _apart(unit(material.k_words.toarray()), codes)
    whole_words = _apart(unit(material.whole_words.toarray()), None)
    words = material.x_words

    def near(dense: Floats, by_words: Floats) -> Floats:
        return 0.5 * (x @ dense.T) + 0.5 * np.asarray(words @ by_words.T)

    parts = near(k, k_words)
    best = np.stack(
        [parts[:, codes.of == place].max(axis=1) for place in range(len(codes.codes))], axis=1
    )
    said = 0.5 * near(whole, whole_words) + 0.5 * best
    centre = np.hstack([_middles(k, whole, codes), _middles(k_words, whole_words, codes)])
    centre = unit(centre)
    values = said
    for _ in range(_ROUNDS):
        weight = _shares(np.where(codes.findable, values, -9.0)) * np.maximum(values, 0)
        total = weight.sum(axis=0)
        found = unit(np.hstack([weight.T @ x, np.asarray((words.T @ weight).T)]))
        found[total <= 0.5] = centre[total <= 0.5]
        taken = unit(_ANCHOR * centre + found)
        wide = x.shape[1]
        root = np.sqrt(0.5)
        values = 0.5 * said + 0.5 * root * (
            x @ taken[:, :wide].T + np.asarray(words @ taken[:, wide:].T)
        )
    return np.asarray(values)


def _centred(vectors: Floats) -> tuple[Floats, Floats]:
    middle = vectors.mean(axis=0)
    return unit(vectors - middle), middle


def _apart(vectors: Floats, codes: Codes | None) -> Floats:
    """Take off most of what the codes have in common: of their labels, or of all rows."""
    if len(vectors) < 2:
        return vectors
    first = slice(None) if codes is None else np.unique(codes.of, return_index=True)[1]
    return unit(vectors - _COMMON * vectors[first].mean(axis=0))


def _middles(parts: Floats, whole: Floats, codes: Codes) -> Floats:
    means = np.stack([parts[codes.of == place].mean(axis=0) for place in range(len(whole))])
    return np.asarray(0.5 * whole + 0.5 * means)


def _shares(values: Floats) -> Floats:
    raised = np.exp(_SHARPNESS * (values - values.max(axis=1, keepdims=True)))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True))


def cuts(values: Floats, by_response: Floats, findable: npt.NDArray[Any]) -> tuple[Floats, float]:
    """From which nearness on a response's passages carry a code, and the scale of nearness."""
    pairs = values[:, findable] if values.size else np.zeros((1, 1))
    scale = float(max(pairs.std(), 1e-6))
    floor = max(float(pairs.mean()) + _FLOOR * scale, 1e-6)
    best = np.where(findable, by_response, -np.inf).max(axis=1)
    return np.maximum(CUT * best, floor), scale
