"""Small trained classifiers that ship with the package: tone, abuse, party politics, spam.

A head reads hashed n-grams, a static sentence vector and lexicon features, and gives calibrated
probabilities. Its weights are plain arrays (``data/heads/*.npz``), made by ``tools/train_heads.py``;
beside each stands its model card. Inference needs NumPy only.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from consultation_insight.errors import ModelNotAvailable
from consultation_insight.models._grams import gram_scores
from consultation_insight.models._windows import Windows, exact_product, rounded_product
from consultation_insight.models.embeddings import embed, tuned_minilm
from consultation_insight.models.lexicon import cue_features, tone_features

__all__ = ["HEADS", "Head", "Tuned", "features", "load_head", "plain"]

HEADS = Path(__file__).parents[1] / "data" / "heads"
Floats = npt.NDArray[np.float64]


#: What a head can read beside n-grams, by the name that its file gives.
_PARTS: dict[str, Callable[[Sequence[str]], npt.NDArray[np.float32]]] = {
    "own": embed,
    "tone": tone_features,
    "cues": cue_features,
}


def features(
    texts: Sequence[str], parts: Sequence[str] = ("own", "tone")
) -> npt.NDArray[np.float32]:
    """Give the dense features of texts, side by side.

    The parts are ``own`` (the package's static vectors), ``tone`` and ``cues``. The last call's parts
    are kept, because several steps judge the same responses.
    """
    return np.hstack([_part(part, tuple(texts)) for part in parts])


@lru_cache(maxsize=5)
def _part(name: str, texts: tuple[str, ...]) -> npt.NDArray[np.float32]:
    return _PARTS[name](texts)


@dataclass(frozen=True, eq=False)
class Head:
    """A classifier over short texts: the mean of two or three that read them each in its own way.

    Parameters
    ----------
    name, version : str
    classes : tuple of str
    grams, grams_scale : numpy.ndarray
        Weights of the hashed n-grams (int8, buckets × classes) and what one step is worth.
    reads : tuple of str
        The parts of `features` that it reads.
    centre, spread : numpy.ndarray
        With which the dense features (vector, then lexicon) are standardised.
    dense : tuple of numpy.ndarray
        Weight and bias of each layer over the dense features, hidden layers first.
    mix, mix_bias : numpy.ndarray
        Calibration: logits of n-grams, of dense features, then of windows, to logits of the classes.
    windows : Windows, optional
        Filters over neighbouring word pieces.
    """

    name: str
    version: str
    classes: tuple[str, ...]
    grams: npt.NDArray[np.int8]
    grams_scale: npt.NDArray[np.float32]
    reads: tuple[str, ...]
    centre: npt.NDArray[np.float32]
    spread: npt.NDArray[np.float32]
    dense: tuple[npt.NDArray[np.float32], ...]
    mix: npt.NDArray[np.float32]
    mix_bias: npt.NDArray[np.float32]
    windows: Windows | None = None

    def dense_logits(self, features: npt.NDArray[np.float32]) -> Floats:
        """Logits of the dense part: layers with ReLU between them."""
        values = ((features - self.centre) / self.spread).astype(np.float64)
        layers = list(zip(self.dense[::2], self.dense[1::2], strict=True))
        for depth, (weight, bias) in enumerate(layers):
            last = depth == len(layers) - 1
            values = (exact_product if last else rounded_product)(values, weight) + bias
            values = values if last else np.maximum(values, 0.0)
        return np.asarray(values)

    def probabilities(self, texts: Sequence[str]) -> Floats:
        """Give one row of probabilities a text, columns in the order of ``classes``."""
        return _softmax(exact_product(self.logits(texts), self.mix) + self.mix_bias)

    def logits(self, texts: Sequence[str]) -> Floats:
        """What the parts say, side by side: before calibration, for `adapt`."""
        found = [
            gram_scores(texts, self.grams, self.grams_scale),
            self.dense_logits(features(texts, self.reads)),
        ]
        if self.windows is not None:
            found.append(self.windows.logits(texts))
        return np.hstack(found)


_ACCOUNT = re.compile(r"[@＠]\w+")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+")


def plain(text: str) -> str:
    """Write accounts and addresses all alike: who is spoken to has no tone."""
    return _ADDRESS.sub("http", _ACCOUNT.sub("@user", text))


@dataclass(frozen=True, eq=False)
class Tuned:
    """A fine-tuned MiniLM with one linear layer over its vectors.

    Parameters
    ----------
    name, version : str
    classes : tuple of str
    vectors : callable
        Texts to MiniLM's vectors.
    out, bias : numpy.ndarray
        From a vector to logits of the classes, calibrated.
    """

    name: str
    version: str
    classes: tuple[str, ...]
    vectors: Callable[[Sequence[str]], npt.NDArray[np.float32]]
    out: npt.NDArray[np.float32]
    bias: npt.NDArray[np.float32]

    def probabilities(self, texts: Sequence[str]) -> Floats:
        """Give one row of probabilities a text, columns in the order of ``classes``."""
        return _softmax(self.logits(texts))

    def logits(self, texts: Sequence[str]) -> Floats:
        """What the last layer says."""
        vectors = self.vectors([plain(text) for text in texts])
        return exact_product(vectors, self.out) + self.bias


def _softmax(logits: Floats) -> Floats:
    shifted = np.exp(logits - logits.max(axis=1, keepdims=True)) if len(logits) else logits
    return np.asarray(shifted / shifted.sum(axis=1, keepdims=True))


@lru_cache(maxsize=8)
def load_head(name: str) -> Head | Tuned:
    """Load a head of the package.

    Raises
    ------
    ModelNotAvailable
        If there is no head of this name.

    Examples
    --------
    >>> from consultation_insight.models.heads import load_head
    >>> load_head("sentiment").classes
    ('negative', 'neutral', 'positive')
    """
    path = HEADS / f"{name}.npz"
    if not path.exists():
        known = ", ".join(sorted(file.stem for file in HEADS.glob("*.npz")))
        raise ModelNotAvailable(f"There is no head {name!r}; there are {known}.")
    with np.load(path, allow_pickle=False) as arrays:
        if "out" in arrays:
            return _tuned(name, arrays)
        layers = [key for key in sorted(arrays.files) if key.startswith("dense_")]
        filters = {
            key.removeprefix("windows_"): arrays[key]
            for key in arrays.files
            if key.startswith("windows_")
        }
        return Head(
            name=name,
            version=str(arrays["version"]),
            classes=tuple(str(label) for label in arrays["classes"]),
            grams=arrays["grams"],
            grams_scale=arrays["grams_scale"],
            reads=tuple(str(part) for part in arrays["reads"]),
            centre=arrays["centre"],
            spread=arrays["spread"],
            dense=tuple(arrays[key].astype(np.float32) for key in layers),
            mix=arrays["mix"],
            mix_bias=arrays["mix_bias"],
            windows=Windows(**filters) if filters else None,
        )


def _tuned(name: str, arrays: Mapping[str, npt.NDArray[Any]]) -> Tuned:
    patches = {int(key.removeprefix("at_")): arrays[key] for key in arrays if key.startswith("at_")}
    return Tuned(
        name=name,
        version=str(arrays["version"]),
        classes=tuple(str(label) for label in arrays["classes"]),
        vectors=tuned_minilm(patches),
        out=arrays["out"],
        bias=arrays["bias"],
    )
