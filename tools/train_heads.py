"""Train the heads that ship with the package, and write their model cards.

Usage: python tools/train_heads.py FOLDER [--only sentiment|kind] [--out consultation_insight/data/heads]

FOLDER holds the public sets, one folder each (``semeval_sentiment_train/data.csv``,
``goemotions/data.csv``, ``edos_sexism/data.csv``, …); only train splits are read. The same folder
and the same library versions give the same bytes.
"""

from __future__ import annotations

import argparse
import html
import re
import sys
import warnings
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import sparse
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier

sys.path.insert(0, str(Path(__file__).parent))
import kind_sentences

from consultation_insight.models._grams import as_rows
from consultation_insight.models.heads import features

SEED = 20
BUCKETS = 2**18
VERSION = "1"

GOOD = frozenset(
    [
        "admiration",
        "amusement",
        "approval",
        "caring",
        "excitement",
        "gratitude",
        "joy",
        "love",
        "optimism",
        "pride",
        "relief",
    ]
)
BAD = frozenset(
    [
        "anger",
        "annoyance",
        "disappointment",
        "disapproval",
        "disgust",
        "embarrassment",
        "fear",
        "grief",
        "nervousness",
        "remorse",
        "sadness",
    ]
)
CALM = frozenset(("neutral", "curiosity", "confusion"))
HOSTILE = frozenset(("anger", "disgust"))


#: How often kinds are assumed to occur; public replies to officials, by general experience.
RATES = {"other": 0.87, "political": 0.07, "abuse": 0.04, "spam": 0.02}


@dataclass(frozen=True)
class Examples:
    """Texts with label and weight."""

    texts: list[str]
    labels: np.ndarray
    weights: np.ndarray

    def __add__(self, other: Examples) -> Examples:
        return Examples(
            self.texts + other.texts,
            np.concatenate([self.labels, other.labels]),
            np.concatenate([self.weights, other.weights]),
        )


def examples(texts, labels, weight: float) -> Examples:
    """Put examples together that all weigh the same."""
    return Examples(list(texts), np.asarray(list(labels)), np.full(len(texts), weight))


def unescaped(text: str) -> str:
    r"""Undo ``\u2019`` and ``&amp;``."""
    return html.unescape(re.sub(r"\\u([0-9a-fA-F]{4})", lambda m: chr(int(m[1], 16)), text))


def tone_of_emotions(emotions: set[str]) -> str:
    """Map GoEmotions' labels to a tone; empty where they disagree or say neither."""
    good, bad = bool(emotions & GOOD), bool(emotions & BAD)
    if good and bad:
        return ""
    return "positive" if good else "negative" if bad else "neutral" if emotions <= CALM else ""


def goemotions(folder: Path) -> pd.DataFrame:
    """Read the train split, with the emotions of each text as a set."""
    frame = pd.read_csv(folder / "goemotions" / "data.csv")
    frame = frame[frame["split"] == "train"]
    return frame.assign(emotions=[set(re.split("[,;]", labels)) for labels in frame["labels"]])


def tone_examples(folder: Path) -> Examples:
    """SemEval 2013-2016 tweets and GoEmotions' train split."""
    tweets = pd.read_csv(folder / "semeval_sentiment_train" / "data.csv")
    emotions = goemotions(folder)
    emotions = emotions.assign(label=[tone_of_emotions(found) for found in emotions["emotions"]])
    emotions = emotions[emotions["label"] != ""]
    return examples(tweets["text"].map(unescaped), tweets["label"], 1.0) + examples(
        emotions["text"], emotions["label"], 0.5
    )


def kind_examples(folder: Path) -> Examples:
    """EDOS' and GoEmotions' train splits beside sentences written for the purpose."""
    sexism = pd.read_csv(folder / "edos_sexism" / "data.csv")
    sexism = sexism[sexism["split"] == "train"]
    # What is not sexist there may well be abusive in another way: it is no example of anything.
    sexist = sexism[sexism["label_category"].str.match("[123]")]
    emotions = goemotions(folder)
    hostile = emotions[[found <= HOSTILE for found in emotions["emotions"]]]
    calm = emotions[[not found & BAD for found in emotions["emotions"]]]
    tweets = pd.read_csv(folder / "semeval_sentiment_train" / "data.csv")
    tweets = tweets[tweets["label"] != "negative"].sample(8000, random_state=SEED)
    own = list(kind_sentences.sentences(SEED))
    return (
        examples(sexist["text"], ["abuse"] * len(sexist), 0.5)
        + examples(hostile["text"], ["abuse"] * len(hostile), 0.2)
        + examples(calm["text"], ["other"] * len(calm), 0.3)
        + examples(tweets["text"].map(unescaped), ["other"] * len(tweets), 0.3)
        + examples([text for text, _ in own], [kind for _, kind in own], 1.0)
    )


def grams(texts: list[str]) -> sparse.csr_matrix:
    """Lay hashed n-grams out as a matrix, the way `gram_scores` sums them."""
    rows, row_ends, units, unit_ends = as_rows(tuple(texts), BUCKETS)

    def matrix(columns: np.ndarray, ends: np.ndarray, width: int) -> sparse.csr_matrix:
        ones = np.ones(len(columns), dtype=np.float32)
        return sparse.csr_matrix((ones, columns, np.concatenate([[0], ends])), (len(ends), width))

    counts = matrix(units, unit_ends, len(row_ends)) @ matrix(rows, row_ends, BUCKETS)
    sizes = np.maximum(np.asarray(counts.sum(axis=1)).ravel(), 1.0)
    return sparse.csr_matrix(sparse.diags((1 / np.sqrt(sizes)).astype(np.float32)) @ counts)


def balanced(labels: np.ndarray, weights: np.ndarray, power: float) -> np.ndarray:
    """Weigh rare classes up; with power 1 all classes weigh the same."""
    total = {label: weights[labels == label].sum() for label in np.unique(labels)}
    mean = sum(total.values()) / len(total)
    return weights * np.array([(mean / total[label]) ** power for label in labels])


def train(
    data: Examples,
    *,
    hidden: tuple[int, ...],
    power: float,
    rates: dict[str, float] | None = None,
) -> dict[str, np.ndarray]:
    """Fit n-grams and dense features apart, then mix and calibrate them on rows that neither saw."""
    rng = np.random.default_rng(SEED)
    held = rng.random(len(data.texts)) < 0.12
    weights = balanced(data.labels, data.weights, power)
    counts = grams(data.texts)
    dense = features(data.texts)
    centre, spread = dense.mean(axis=0), dense.std(axis=0) + 1e-6
    standard = (dense - centre) / spread
    linear = LogisticRegression(C=3.0, max_iter=60, tol=1e-3)
    linear.fit(counts[~held], data.labels[~held], sample_weight=weights[~held])
    network = MLPClassifier(
        hidden, alpha=3e-3, learning_rate_init=1e-3, batch_size=256, max_iter=8, random_state=SEED
    )
    network.fit(standard[~held], data.labels[~held], sample_weight=weights[~held])
    both = np.hstack([linear.decision_function(counts[held]), logits(network, standard[held])])
    mixer = LogisticRegression(C=1.0, max_iter=500)
    mixer.fit(both, data.labels[held], sample_weight=weights[held])
    bias = mixer.intercept_.astype(np.float64)
    if rates:  # the training set is richer in rare kinds than what people write: say how rare
        share = np.array([weights[held & (data.labels == name)].sum() for name in linear.classes_])
        bias += np.log([rates[name] for name in linear.classes_]) - np.log(share / share.sum())
    table, scale = eight_bits(linear.coef_.T)
    arrays = {
        "version": np.array(VERSION),
        "classes": linear.classes_.astype("U16"),
        "grams": table,
        "grams_scale": scale,
        "centre": centre.astype(np.float32),
        "spread": spread.astype(np.float32),
        "mix": mixer.coef_.T.astype(np.float32),
        "mix_bias": bias.astype(np.float32),
    }
    for depth, (weight, bias) in enumerate(zip(network.coefs_, network.intercepts_, strict=True)):
        arrays[f"dense_{depth}a"] = weight.astype(np.float16)
        arrays[f"dense_{depth}b"] = bias.astype(np.float16)
    return arrays


def logits(network: MLPClassifier, values: np.ndarray) -> np.ndarray:
    """What the network gives before its softmax."""
    for depth, (weight, bias) in enumerate(zip(network.coefs_, network.intercepts_, strict=True)):
        values = values @ weight + bias
        if depth < len(network.coefs_) - 1:
            values = np.maximum(values, 0)
    return values


def eight_bits(table: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Round weights to 255 steps; the few beyond the last step are cut."""
    scale = np.quantile(np.abs(table), 0.9999, axis=0) / 127
    return np.clip(np.rint(table / scale), -127, 127).astype(np.int8), scale.astype(np.float32)


RECIPES = {
    "sentiment": (tone_examples, {"hidden": (64,), "power": 0.7}),
    "kind": (kind_examples, {"hidden": (32,), "power": 0.3, "rates": RATES}),
}


def main() -> None:
    """Train what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", choices=RECIPES)
    parser.add_argument("--out", type=Path, default=Path("consultation_insight/data/heads"))
    asked = parser.parse_args()
    warnings.simplefilter("ignore", ConvergenceWarning)
    asked.out.mkdir(parents=True, exist_ok=True)
    for name, (collect, recipe) in RECIPES.items():
        if asked.only in (None, name):
            arrays = train(collect(asked.folder), **recipe)
            np.savez_compressed(asked.out / f"{name}.npz", **arrays)
            size = (asked.out / f"{name}.npz").stat().st_size
            sys.stdout.write(f"{name}: {size / 1e6:.2f} MB\n")


if __name__ == "__main__":
    main()
