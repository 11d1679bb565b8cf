"""Learn a user's own labels on top of what a head says already.

With a few dozen labels nothing can be learnt from scratch, so the head's opinion is where learning
starts: a logistic model whose scores are the head's logits, stretched, plus a correction from the
text's static vector. The correction costs (ridge), so few labels correct little and many correct
much. A convex problem with one start: the same labels give the same model.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from consultation_insight.errors import SettingsError
from consultation_insight.models._windows import exact_product
from consultation_insight.models.embeddings import embed

__all__ = ["Adapted", "learn_on_top"]

Floats = npt.NDArray[np.float64]
#: What a head that does not know a label is taken to say of it: as unlikely as this.
_UNKNOWN = 0.02
#: Ridge on the correction and on the biases. Chosen on 25 to 400 labels drawn from argkp (motions as
#: questions) and GoEmotions' training rows.
_RIDGE, _RIDGE_BIAS = 0.5, 0.05
#: Longest texts' vectors say little: the correction is by a vector of unit length, times this.
_REACH = 3.0


@dataclass(frozen=True, eq=False)
class Adapted:
    """A head with a user's labels on top; it scores texts as the head did.

    Parameters
    ----------
    name : str
        What was adapted, and on how many labels.
    classes : tuple of str
    base : callable
        Texts to logarithms of probabilities, one column a class.
    stretch : float
        By which the head's logarithms are multiplied.
    weights, bias : numpy.ndarray
        Of the correction.
    labels : int
        How many labels it learnt from.
    """

    name: str
    classes: tuple[str, ...]
    base: Callable[[Sequence[str]], Floats]
    stretch: float
    weights: npt.NDArray[np.float32]
    bias: npt.NDArray[np.float32]
    labels: int

    def score(self, texts: Sequence[str]) -> pd.DataFrame:
        """Probabilities: a column a class, a row a text."""
        texts = list(texts)
        logits = self.base(texts) * self.stretch + self.bias
        logits = logits + exact_product(_vectors(texts), self.weights)
        return pd.DataFrame(_softmax(logits), columns=list(self.classes))


def learn_on_top(
    name: str,
    classes: Sequence[str],
    base: Callable[[Sequence[str]], Floats],
    texts: Sequence[str],
    labels: Sequence[str],
) -> Adapted:
    """Fit the correction.

    Parameters
    ----------
    name : str
        Of what is adapted.
    classes : sequence of str
        What ``base`` gives; labels that are not among them are added behind.
    base : callable
        Texts to probabilities.
    texts, labels : sequence of str
        Of the same length.

    Raises
    ------
    SettingsError
        If there are fewer than two different labels.
    """
    from scipy.optimize import minimize

    texts, labels = list(texts), [str(label) for label in labels]
    if len(set(labels)) < 2:
        raise SettingsError(
            f"To adapt {name!r}, labelled responses of at least two different labels are needed; "
            f"there are {len(labels)} with {sorted(set(labels))}."
        )
    # In one order, so that the order of the rows does not matter.
    pairs = sorted(zip(texts, labels, strict=True))
    texts, labels = [text for text, _ in pairs], [label for _, label in pairs]
    every = tuple(dict.fromkeys([*classes, *sorted(set(labels))]))
    more = len(every) - len(classes)

    def known(some: Sequence[str]) -> Floats:
        chances = np.hstack([base(some), np.full((len(some), more), _UNKNOWN)])
        return np.log(np.maximum(chances, 1e-4))

    logits, vectors = known(texts), _vectors(texts)
    truth = np.array([label == one for label in labels for one in every]).reshape(-1, len(every))
    width = vectors.shape[1]

    def loss(flat: Floats) -> tuple[float, Floats]:
        stretch, bias = flat[0], flat[1 : 1 + len(every)]
        weights = flat[1 + len(every) :].reshape(width, len(every))
        chances = _softmax(logits * stretch + bias + vectors @ weights)
        off = chances - truth
        value = -np.log(np.maximum(chances[truth], 1e-12)).sum()
        value += ((weights**2).sum() * _RIDGE + (bias**2).sum() * _RIDGE_BIAS) / 2
        value += (stretch - 1) ** 2
        slope = np.concatenate(
            [
                [(off * logits).sum() + 2 * (stretch - 1)],
                off.sum(axis=0) + bias * _RIDGE_BIAS,
                (vectors.T @ off + weights * _RIDGE).ravel(),
            ]
        )
        return float(value), slope

    start = np.zeros(1 + len(every) * (width + 1))
    start[0] = 1.0
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 300}).x
    found = found.round(4)  # the last digits are the processor's
    return Adapted(
        name=f"{name}, adapted on {len(labels)} labels",
        classes=every,
        base=known,
        stretch=float(found[0]),
        weights=found[1 + len(every) :].reshape(width, len(every)).astype(np.float32),
        bias=found[1 : 1 + len(every)].astype(np.float32),
        labels=len(labels),
    )


def _vectors(texts: Sequence[str]) -> Floats:
    return embed(texts).astype(np.float64) * _REACH


def _softmax(logits: Floats) -> Floats:
    shifted = np.exp(logits - logits.max(axis=1, keepdims=True)) if len(logits) else logits
    return np.asarray(shifted / shifted.sum(axis=1, keepdims=True))
