"""Coding by a code frame: F1 with 0, 5 and 20 examples a code and in 4 folds, beside plain methods.

Run::

    python benchmarks/coding.py DATA --cache vectors --embedders static minilm

DATA is a folder with the public sets (anes2008_openends, napire2018_openends, themefinder_gambling,
argkp); without it only the project's own consultation is measured. Copies of a campaign are in one
fold. "plain" is what anyone would try first: the nearest code by MiniLM cosine of sentences, and
logistic heads on MiniLM vectors of responses (balanced weights, 0.5, one code at least).
"""

from __future__ import annotations

import argparse
import pickle
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from _coding_sets import Task, all_sets

import consultation_insight as ci
from consultation_insight.models.embeddings import embedder

MODES = ("0", "5", "20", "folds")


class Kept:
    """An embedder whose vectors are kept in a file, for repeated runs."""

    def __init__(self, name: str, folder: Path | None) -> None:
        self.name = name
        self._model = None
        self._file = folder / f"{name}.pkl" if folder else None
        there = self._file and self._file.exists()
        self._known = pickle.loads(self._file.read_bytes()) if there else {}
        self._new = False

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        missing = [text for text in dict.fromkeys(texts) if text not in self._known]
        if missing:
            self._model = self._model or embedder(self.name)
            vectors = self._model.embed(missing)
            self._known.update(zip(missing, vectors, strict=True))
            self._new = True
        return np.array([self._known[text] for text in texts], dtype=np.float32)

    def save(self) -> None:
        if self._new and self._file:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            self._file.write_bytes(pickle.dumps(self._known))
            self._new = False


def folds(task: Task, count: int = 4) -> np.ndarray:
    """Folds of like size; a campaign is in one of them."""
    groups = [group or f"#{place}" for place, group in enumerate(task.groups)]
    sizes = {name: groups.count(name) for name in dict.fromkeys(groups)}
    names = sorted(sizes)
    np.random.RandomState(0).shuffle(names)
    filled, of = [0] * count, {}
    for name in sorted(names, key=lambda name: -sizes[name]):
        of[name] = int(np.argmin(filled))
        filled[of[name]] += sizes[name]
    return np.array([of[name] for name in groups])


def few(task: Task, count: int, seed: int = 0) -> list[int]:
    """Places of responses drawn until each code has this many examples, where there are so many."""
    order = np.random.RandomState(seed).permutation(len(task.texts))
    chosen: list[int] = []
    have: dict[str, int] = {}
    for place in order:
        if any(have.get(code, 0) < count for code in task.gold[place]):
            chosen.append(int(place))
            for code in task.gold[place]:
                have[code] = have.get(code, 0) + 1
    return chosen


Predict = Callable[[Task, list[int]], list[set[str]]]


def ours(model: object) -> Predict:
    """The package, with its defaults."""

    def predict(task: Task, taught: list[int]) -> list[set[str]]:
        corpus = ci.Corpus.from_responses(
            pd.DataFrame({"response_id": task.ids, "text": task.texts, "campaign_id": task.groups})
        )
        rows = [(task.ids[place], code) for place in taught for code in task.gold[place]]
        examples = pd.DataFrame(rows, columns=["response_id", "code"]) if rows else None
        coding = ci.apply_code_frame(corpus, ci.CodeFrame.of(task.frame), examples, embedder=model)
        found = coding.coding.groupby("response_id")["code"].agg(set)
        return [found.get(name, set()) for name in task.ids]

    return predict


def plain(model: Kept, strength: float) -> Predict:
    """MiniLM cosine without examples, logistic heads with."""
    from sklearn.linear_model import LogisticRegression

    def predict(task: Task, taught: list[int]) -> list[set[str]]:
        codes = [str(row["code"]) for row in task.frame]
        if not taught:
            return _nearest(task, model, codes)
        vectors = model.embed(task.texts)
        scores = np.zeros((len(task.texts), len(codes)))
        for column, code in enumerate(codes):
            labels = np.array([code in task.gold[place] for place in taught])
            if labels.any() and not labels.all():
                head = LogisticRegression(C=strength, class_weight="balanced", max_iter=300)
                head.fit(vectors[taught], labels)
                scores[:, column] = head.predict_proba(vectors)[:, 1]
        return [
            {codes[column] for column in np.flatnonzero(row >= 0.5)} or {codes[int(row.argmax())]}
            for row in scores
        ]

    return predict


def _nearest(task: Task, model: Kept, codes: list[str]) -> list[set[str]]:
    from consultation_insight.text import split_sentences

    labels = [f"{row['label']}. {row.get('description') or ''}".strip() for row in task.frame]
    meaning = model.embed(labels)
    out = []
    for text in task.texts:
        pieces = [text[a:b] for a, b in split_sentences(text)] or [text]
        near = (model.embed(pieces) @ meaning.T).max(axis=0)
        out.append({codes[int(near.argmax())]})
    return out


def scores(task: Task, found: list[set[str]], places: Sequence[int]) -> tuple[float, float, float]:
    """Samples, micro and macro F1 over some responses."""
    gold = [task.gold[place] for place in places]
    given = [found[place] for place in places]
    samples = float(
        np.mean(
            [2 * len(a & b) / max(len(a) + len(b), 1) for a, b in zip(gold, given, strict=True)]
        )
    )
    both = sum(len(a & b) for a, b in zip(gold, given, strict=True))
    micro = 2 * both / max(sum(map(len, gold)) + sum(map(len, given)), 1)
    by_code = []
    for code in {code for codes in gold for code in codes}:
        right = sum(code in a and code in b for a, b in zip(gold, given, strict=True))
        all_ = sum(code in a for a in gold) + sum(code in b for b in given)
        by_code.append(2 * right / all_)
    return samples, micro, float(np.mean(by_code))


def measure(task: Task, predict: Predict, mode: str) -> tuple[float, float, float]:
    """One figure of the table; what was taught is never scored."""
    everything = range(len(task.texts))
    if mode == "0":
        return scores(task, predict(task, []), everything)
    if mode == "folds":
        fold = folds(task)
        found: list[set[str]] = [set()] * len(fold)
        for number in range(4):
            part = predict(task, np.flatnonzero(fold != number).tolist())
            for place in np.flatnonzero(fold == number):
                found[place] = part[place]
        return scores(task, found, everything)
    taught = few(task, int(mode))
    rest = sorted(set(everything) - set(taught))
    if len(rest) < 30:  # too few are left to measure on
        return (float("nan"),) * 3
    return scores(task, predict(task, taught), rest)


def main() -> None:
    """Measure, and print one table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("data", nargs="?", type=Path)
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--embedders", nargs="+", default=["static", "minilm"])
    parser.add_argument("--most", type=int, default=500, help="responses of an anes question")
    parser.add_argument("--sets", nargs="+", help="only these")
    parser.add_argument("--heads", type=float, nargs="+", default=[1.0, 10.0])
    given = parser.parse_args()
    tasks = [
        task
        for task in all_sets(given.data, given.most)
        if not given.sets or task.family in given.sets
    ]
    kept = Kept("minilm", given.cache)
    rivals: dict[str, Predict] = {
        f"ours, {name}": ours(kept if name == "minilm" else name) for name in given.embedders
    }
    rivals |= {f"plain minilm, C={c:g}": plain(kept, c) for c in given.heads}
    rows = []
    for task in tasks:
        for name, predict in rivals.items():
            for mode in MODES:
                row = (task.family, task.name, name, mode, *measure(task, predict, mode))
                rows.append(row)
                print(*row[:4], *(f"{value:.3f}" for value in row[4:]), flush=True)
            kept.save()
    table = pd.DataFrame(
        rows, columns=["set", "question", "method", "examples", "samples", "micro", "macro"]
    )
    for score in ("samples", "micro", "macro"):
        print(f"\n{score} F1, mean over the questions of a set")
        wide = table.pivot_table(
            index=["set", "method"], columns="examples", values=score, sort=False
        )
        print(wide[[mode for mode in MODES if mode in wide]].round(3).to_string())


if __name__ == "__main__":
    main()
