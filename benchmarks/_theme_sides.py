"""One measurement of benchmarks/themes.py: one set by one method, in a process of its own.

Prints one line of JSON. ``seconds`` is what the process took from its start, imports included;
``clustering`` the part from vectors to groups: the graph, the communities and the membership of
every text on one side, UMAP and HDBSCAN on the other.
"""

from __future__ import annotations

import time

START = time.perf_counter()

import argparse  # noqa: E402
import json  # noqa: E402
from collections.abc import Callable  # noqa: E402
from pathlib import Path  # noqa: E402
from typing import Any  # noqa: E402

import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402

PEERS = ("bertopic", "bertopic-seeded")


class Timer:
    """Adds up what calls take."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def around(self, call: Callable[..., Any]) -> Callable[..., Any]:
        """The same function, its time counted."""

        def timed(*given: Any, **named: Any) -> Any:
            start = time.perf_counter()
            try:
                return call(*given, **named)
            finally:
                self.seconds += time.perf_counter() - start

        return timed


def ours(texts: pd.Series, embedder: str, seed: int) -> dict[str, Any]:
    """Themes of each text by this package; the strongest, "" where it is uncoded."""
    import consultation_insight as ci
    from consultation_insight.analysis import themes as module

    timer = Timer()
    for name in ("neighbourhood", "find_groups", "strengths"):
        setattr(module, name, timer.around(getattr(module, name)))
    corpus = ci.Corpus.from_responses(pd.DataFrame({"text": texts}))
    themes = ci.find_themes(corpus, embedder=embedder, seed=seed)
    best = themes.coding.sort_values("strength", ascending=False, kind="stable")
    by = best.drop_duplicates("response_id").set_index("response_id")["theme_id"]
    found = corpus.responses["response_id"].map(by).fillna("")
    return {
        "found": found.tolist(),
        "seconds": time.perf_counter() - START,
        "clustering": timer.seconds,
    }


def bertopic(texts: pd.Series, vectors: Path, method: str, seed: int) -> dict[str, Any]:
    """BERTopic's defaults with vectors given; -1 is its outlier topic."""
    from bertopic import BERTopic

    timer = Timer()
    for name in ("_reduce_dimensionality", "_cluster_embeddings"):
        setattr(BERTopic, name, timer.around(getattr(BERTopic, name)))
    given: dict[str, Any] = {}
    if "seeded" in method:
        from umap import UMAP

        given["umap_model"] = UMAP(
            n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=seed
        )
    model = BERTopic(**given)
    embeddings = np.load(vectors)
    docs = texts.tolist()
    topics, _ = model.fit_transform(docs, embeddings=embeddings)
    seconds = time.perf_counter() - START
    reduced = list(topics)
    if -1 in topics and len(set(topics)) > 1:
        reduced = model.reduce_outliers(docs, topics, strategy="embeddings", embeddings=embeddings)
    return {
        "found": ["" if topic == -1 else str(topic) for topic in topics],
        "reduced": ["" if topic == -1 else str(topic) for topic in reduced],
        "seconds": seconds,
        "clustering": timer.seconds,
    }


def main() -> None:
    """Group the texts of a file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("texts", type=Path, help="a JSON list")
    parser.add_argument("method", help=f"an embedder, or one of {', '.join(PEERS)}")
    parser.add_argument("--vectors", type=Path)
    parser.add_argument("--seed", type=int, default=20)
    given = parser.parse_args()
    texts = pd.Series(json.loads(given.texts.read_text(encoding="utf-8")))
    if given.method in PEERS:
        result = bertopic(texts, given.vectors, given.method, given.seed)
    else:
        result = ours(texts, given.method, given.seed)
    print(json.dumps(result))


if __name__ == "__main__":
    main()
