"""Train the heads that ship with the package, and write their model cards.

Usage: python tools/train_heads.py FOLDER [--only sentiment|kind] [--out consultation_insight/data/heads]

FOLDER holds the public sets, one folder each (``semeval_sentiment_train/data.csv``,
``goemotions/data.csv``, ``edos_sexism/data.csv``, …); only train splits are read. The same folder
and the same library versions give the same bytes. The heads for tone need torch.
"""

from __future__ import annotations

import argparse
import html
import re
import sys
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.optimize import minimize_scalar
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score

sys.path.insert(0, str(Path(__file__).parent))
import kind_sentences
import tone_sentences

from consultation_insight.models._grams import as_rows
from consultation_insight.models._word_lists import CUES, cue_counts
from consultation_insight.models.embeddings import tuned_minilm
from consultation_insight.models.heads import features, load_head, plain
from consultation_insight.models.stance.relation import proposal_features

SEED = 20
BUCKETS = 2**18
VERSION = "3"

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


#: How often kinds are assumed to occur: in public replies to officials, generously. What is written
#: for training is plainer than what people write, so the examples alone find too little.
RATES = {"other": 0.735, "political": 0.2, "abuse": 0.05, "off_topic": 0.005, "spam": 0.01}


#: How much n-grams, dense features and windows count in a head for tone: of forty choices the one with the
#: best mean recall on the held-out tweets and the held-out posts of GoEmotions together.
PART_WEIGHTS = (1.0, 1.5, 1.0)


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


def tone_parts(folder: Path) -> list[Examples]:
    """SemEval 2013-2016 tweets, GoEmotions' train split, and sentences written for the purpose."""
    tweets = pd.read_csv(folder / "semeval_sentiment_train" / "data.csv")
    emotions = goemotions(folder)
    emotions = emotions.assign(label=[tone_of_emotions(found) for found in emotions["emotions"]])
    emotions = emotions[emotions["label"] != ""]
    own = list(tone_sentences.sentences(SEED, 6000))
    return [
        examples(tweets["text"].map(unescaped), tweets["label"], 1.0),
        examples(emotions["text"], emotions["label"], 0.3),
        examples([text for text, _ in own], [tone for _, tone in own], 1.0),
    ]


def tone_examples(folder: Path) -> Examples:
    """All parts as one."""
    tweets, emotions, own = tone_parts(folder)
    return tweets + emotions + own


def unlabelled(folder: Path) -> list[str]:
    """Opinions whose tone nobody judged."""

    def read(name: str, column: str) -> pd.Series:
        return pd.read_csv(folder / name)[column].dropna().astype(str)

    posts = pd.read_csv(folder / "edos_sexism" / "data.csv")
    petitions = pd.read_csv(folder / "uk_petitions_env" / "data.csv")
    texts = pd.concat(
        [
            posts.loc[posts["split"] == "train", "text"],
            read("polis_A/comments.csv", "comment-body"),
            read("gadarian_immigration/data.csv", "open.ended.response"),
            read("vallejo_pb_ideas/data.csv", "text"),
            petitions["action"].astype(str),
            petitions["background"].dropna().astype(str),
        ]
    )
    plain_ones = (text for text in texts.map(unescaped) if len(text.encode()) < 1.1 * len(text))
    return list(dict.fromkeys(plain_ones))


def judged(folder: Path) -> Examples:
    """What the fine-tuned MiniLM says of them, weighed by half of how sure it is (distillation).

    Hinton and others 2015, arXiv:1503.02531; here the likeliest tone stands for all.
    """
    texts = unlabelled(folder)
    head = load_head("sentiment_minilm")
    chances = head.probabilities(texts)
    return Examples(texts, np.array(head.classes)[chances.argmax(axis=1)], chances.max(axis=1) / 2)


def kind_examples(folder: Path) -> Examples:
    """EDOS' and GoEmotions' train splits beside sentences written for the purpose.

    The public sets are about hatred of groups and anger at anything; an insult is more than that.
    So from them only what carries a cue of an insult is an example of abuse, and only what carries
    no cue of insult or party is an example of neither.
    """
    sexism = pd.read_csv(folder / "edos_sexism" / "data.csv")
    sexism = with_cues(sexism[sexism["split"] == "train"])
    sexist = sexism[sexism["label_category"].str.match("[123]") & sexism["insulting"]]
    # Women are written about without insult, too: their mention must not tell.
    unsuspicious = sexism[(sexism["label_sexist"] == "not sexist") & ~sexism["telling"]]
    emotions = with_cues(goemotions(folder))
    angry = np.array([found <= HOSTILE for found in emotions["emotions"]])
    calm = np.array([not found & HOSTILE for found in emotions["emotions"]])
    hostile = emotions[angry & emotions["insulting"]]
    tweets = pd.read_csv(folder / "semeval_sentiment_train" / "data.csv")
    tweets = with_cues(tweets.assign(text=tweets["text"].map(unescaped)))
    tweets = tweets[~tweets["telling"]].sample(10_000, random_state=SEED)
    calm_ones = emotions[calm & ~emotions["telling"]].sample(15_000, random_state=SEED)
    own = list(kind_sentences.sentences(SEED))
    answers = [text for text, _ in tone_sentences.sentences(SEED, 5000)]
    return (
        examples(sexist["text"], ["abuse"] * len(sexist), 0.3)
        + examples(hostile["text"], ["abuse"] * len(hostile), 0.5)
        + examples(unsuspicious["text"], ["other"] * len(unsuspicious), 0.3)
        + examples(calm_ones["text"], ["other"] * len(calm_ones), 0.3)
        + examples(tweets["text"], ["other"] * len(tweets), 0.3)
        + examples(answers, ["other"] * len(answers), 0.7)
        + examples([text for text, _ in own], [kind for _, kind in own], 1.0)
    )


def with_cues(frame: pd.DataFrame) -> pd.DataFrame:
    """Say whether texts carry cues of insult, and of insult or party politics."""
    counts = pd.DataFrame([cue_counts(text) for text in frame["text"]], columns=list(CUES))
    counts.index = frame.index
    insulting = counts[["insult", "said_of_somebody", "you_harsh", "dismissal", "insulting_mark"]]
    political = counts[["party", "leader", "politics"]]
    rude = insulting.sum(axis=1) > 0
    return frame.assign(insulting=rude, telling=rude | (political.sum(axis=1) > 0))


def grams(texts: list[str]) -> sparse.csr_matrix:
    """Lay hashed n-grams out as a matrix, the way `gram_scores` sums them."""
    rows, row_ends, units, unit_ends = as_rows(tuple(texts), BUCKETS)

    def matrix(columns: np.ndarray, ends: np.ndarray, width: int) -> sparse.csr_matrix:
        ones = np.ones(len(columns), dtype=np.float32)
        return sparse.csr_matrix((ones, columns, np.concatenate([[0], ends])), (len(ends), width))

    counts = matrix(units, unit_ends, len(row_ends)) @ matrix(rows, row_ends, BUCKETS)
    sizes = np.maximum(np.asarray(counts.sum(axis=1)).ravel(), 1.0)
    return sparse.csr_matrix(sparse.diags((1 / np.sqrt(sizes)).astype(np.float32)) @ counts)


def held_out(count: int) -> np.ndarray:
    """The rows on which heads are calibrated."""
    return np.random.default_rng(SEED).random(count) < 0.12


def balanced(labels: np.ndarray, weights: np.ndarray, power: float) -> np.ndarray:
    """Weigh rare classes up; with power 1 all classes weigh the same."""
    total = {label: weights[labels == label].sum() for label in np.unique(labels)}
    mean = sum(total.values()) / len(total)
    return weights * np.array([(mean / total[label]) ** power for label in labels])


def train(
    data: Examples,
    *,
    reads: tuple[str, ...],
    power: float,
    strength: float,
    rates: dict[str, float] | None = None,
    hidden: int = 0,
    windows: bool = False,
    also: Examples | None = None,
) -> dict[str, np.ndarray]:
    """Fit the parts of a head each by itself, average them, and set how sure the average is.

    With ``hidden`` the dense features get a hidden layer of that size; with ``windows`` filters over
    word pieces join as the third part. Weights learnt for the parts favour n-grams, because they know the
    training sets' topics best; set ones, each part brought to the same spread, carry over to
    other texts better. One number, fitted on rows that no part saw, makes the probabilities honest.
    ``also`` is learnt from, and never among those rows: nobody read it.
    """
    held = held_out(len(data.texts))
    if also is not None:
        held = np.concatenate([held, np.zeros(len(also.texts), dtype=bool)])
        data = data + also
    weights = balanced(data.labels, data.weights, power)
    seen, labels = ~held, data.labels
    classes = np.unique(labels)
    counts = without_rare(grams(data.texts))
    model = LogisticRegression(C=strength, max_iter=80, tol=1e-4)
    model.fit(counts[seen], labels[seen], sample_weight=weights[seen])
    table, scale = eight_bits(model.coef_.T)
    head = {
        "version": np.array(VERSION),
        "classes": classes.astype("U16"),
        "reads": np.array(reads),
        "grams": table,
        "grams_scale": scale,
    }
    scores = [model.decision_function(counts[held])]
    biases = [model.intercept_]
    dense = features(data.texts, reads)
    centre, spread = dense.mean(axis=0), dense.std(axis=0) + 1e-6
    standard = (dense - centre) / spread
    given = (labels[seen], weights[seen])
    layers = dense_layers(standard[seen], *given, classes, hidden)
    head |= {"centre": centre.astype(np.float32), "spread": spread.astype(np.float32)}
    head |= {f"dense_{i // 2}{'ab'[i % 2]}": layer for i, layer in enumerate(layers)}
    scores.append(layered(standard[held], layers))
    if windows:
        from train_networks import train_windows

        some = [text for text, kept in zip(data.texts, seen, strict=True) if kept]
        filters = train_windows(some, *given, classes, SEED)
        head |= {f"windows_{key}": value for key, value in vars(filters).items()}
        rest = [text for text, kept in zip(data.texts, held, strict=True) if kept]
        scores.append(filters.logits(rest))
    factors = [0.5] * len(scores)
    if windows:
        factors = [w / score.std() for w, score in zip(PART_WEIGHTS, scores, strict=True)]
    mean = sum(factor * score for factor, score in zip(factors, scores, strict=True))
    sureness = best_sureness(mean, classes, labels[held], weights[held])
    bias = factors[0] * sureness * biases[0]
    if rates:  # the training set is richer in rare kinds than what people write: say how rare
        share = np.array([weights[labels == name].sum() for name in classes])
        bias = bias + np.log([rates[name] for name in classes]) - np.log(share / share.sum())
    whole = np.eye(len(classes)) * sureness
    head["mix"] = np.vstack([whole * factor for factor in factors]).astype(np.float32)
    head["mix_bias"] = bias.astype(np.float32)
    return head


def without_rare(counts: sparse.csr_matrix) -> sparse.csr_matrix:
    """Leave out n-grams of fewer than three texts: they only tell which set a text is from."""
    often = counts.getnnz(axis=0) >= 3
    return sparse.csr_matrix(counts @ sparse.diags(often.astype(np.float32)))


def dense_layers(values, labels, weights, classes, hidden: int) -> tuple[np.ndarray, ...]:
    """Fit the dense part: logistic regression, or a network with a hidden layer."""
    if hidden:
        from train_networks import train_layers

        return train_layers(values, labels, weights, classes, hidden, SEED)
    model = LogisticRegression(C=0.3, max_iter=200).fit(values, labels, sample_weight=weights)
    return model.coef_.T.astype(np.float32), model.intercept_.astype(np.float32)


def layered(values: np.ndarray, layers: tuple[np.ndarray, ...]) -> np.ndarray:
    """Logits of the dense part, before it is rounded."""
    for depth in range(0, len(layers), 2):
        values = (np.maximum(values, 0) if depth else values) @ layers[depth] + layers[depth + 1]
    return values


def best_sureness(
    scores: np.ndarray, classes: np.ndarray, labels: np.ndarray, weights: np.ndarray
) -> float:
    """Find the factor on the scores with the least log loss."""
    truth = labels[:, None] == classes

    def loss(factor: float) -> float:
        chances = scores * factor
        chances -= np.log(np.exp(chances).sum(axis=1, keepdims=True))
        return float(-(weights * chances[truth]).sum())

    return float(minimize_scalar(loss, bounds=(0.2, 3), method="bounded").x)


def eight_bits(table: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Round weights to 255 steps; the few beyond the last step are cut."""
    scale = np.quantile(np.abs(table), 0.9999, axis=0) / 127
    return np.clip(np.rint(table / scale), -127, 127).astype(np.int8), scale.astype(np.float32)


RECIPES: dict[str, tuple[Callable[[Path], Examples], dict[str, Any]]] = {
    "sentiment": (
        tone_examples,
        {"reads": ("own", "tone"), "power": 1.0, "strength": 1.0, "hidden": 128, "windows": True},
    ),
    "kind": (
        kind_examples,
        {"reads": ("own", "tone", "cues"), "power": 0.3, "strength": 3.0, "rates": RATES},
    ),
}


def train_minilm(folder: Path) -> dict[str, np.ndarray]:
    """Fine-tune MiniLM on tone, and set how sure it is on rows that it did not see."""
    from train_minilm import tune

    parts = tone_parts(folder)
    sets = np.repeat(np.arange(len(parts)), [len(part.texts) for part in parts])
    data = tone_examples(folder)
    held = held_out(len(data.texts))
    weights = balanced(data.labels, data.weights, 1.0)
    evened = weights / data.weights  # an epoch sees fewer of the other sets instead
    classes = np.unique(data.labels)
    truth = np.searchsorted(classes, data.labels)
    seen = [text for text, kept in zip(data.texts, ~held, strict=True) if kept]
    found = tune(seen, truth[~held], evened[~held], sets[~held], len(classes), SEED)
    rest = [text for text, kept in zip(data.texts, held, strict=True) if kept]
    return made_honest(found, classes, rest, data.labels[held], weights[held])


def made_honest(
    found: dict[str, np.ndarray],
    classes: np.ndarray,
    texts: list[str],
    labels: np.ndarray,
    weights: np.ndarray,
) -> dict[str, np.ndarray]:
    """Stretch the last layer so that the probabilities fit the rows that were held out."""
    patches = {int(key.removeprefix("at_")): found[key] for key in found if key.startswith("at_")}
    vectors = tuned_minilm(patches)([plain(text) for text in texts])
    scores = vectors @ found["out"] + found["bias"]
    sureness = np.float32(best_sureness(scores, classes, labels, weights))
    return found | {
        "version": np.array("3"),
        "classes": classes.astype("U16"),
        "out": found["out"] * sureness,
        "bias": found["bias"] * sureness,
    }


def train_stance(folder: Path) -> dict[str, np.ndarray]:
    """Fit the few weights of `chance_of_support` on arguments for and against 31 motions.

    Says first how well it does on each motion when it has not seen that motion.
    """
    data = pd.read_csv(folder / "argkp" / "arguments.csv").sort_values("topic", kind="stable")
    values = np.vstack(
        [
            proposal_features(part["argument"].tolist(), topic)
            for topic, part in data.groupby("topic")
        ]
    )
    values /= (spread := values.std(axis=0) + 1e-6)
    truth, topics = data["stance"].to_numpy() > 0, data["topic"].to_numpy()
    guess = np.zeros(len(truth), dtype=bool)
    for topic in np.unique(topics):
        held = topics == topic
        model = LogisticRegression(C=0.5).fit(values[~held], truth[~held])
        guess[held] = model.predict(values[held])
    held_out = f1_score(truth, guess, average="macro")
    sys.stdout.write(f"stance: macro F1 {held_out:.3f} with motions held out in turn\n")
    model = LogisticRegression(C=0.5).fit(values, truth)
    return {
        "version": np.array("4"),
        "weights": (model.coef_[0] / spread).astype(np.float32),
        "bias": np.float32(model.intercept_[0]),
    }


def main() -> None:
    """Train what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", choices=[*RECIPES, "sentiment_minilm", "stance"])
    parser.add_argument("--out", type=Path, default=Path("consultation_insight/data/heads"))
    asked = parser.parse_args()
    warnings.simplefilter("ignore", ConvergenceWarning)
    asked.out.mkdir(parents=True, exist_ok=True)
    if asked.only in (None, "sentiment_minilm"):  # first: it teaches the smaller head
        np.savez_compressed(asked.out / "sentiment_minilm.npz", **train_minilm(asked.folder))
    for name, (collect, recipe) in RECIPES.items():
        if asked.only in (None, name):
            also = judged(asked.folder) if name == "sentiment" else None
            arrays = train(collect(asked.folder), also=also, **recipe)
            np.savez_compressed(asked.out / f"{name}.npz", **arrays)
            size = (asked.out / f"{name}.npz").stat().st_size
            sys.stdout.write(f"{name}: {size / 1e6:.2f} MB\n")
    if asked.only in (None, "stance"):  # last: it reads the head for tone
        np.savez_compressed(asked.out / "stance.npz", **train_stance(asked.folder))


if __name__ == "__main__":
    main()
