"""Themes handed over to another library's model."""

from __future__ import annotations

from typing import Any

from consultation_insight.analysis._headings.terms import stop_words
from consultation_insight.analysis._themes.passages import main_language, plain
from consultation_insight.editing.recount import corpus_of
from consultation_insight.errors import UsageError
from consultation_insight.models.bertopic_engine import fitted
from consultation_insight.models.embeddings import embedder as find_embedder
from consultation_insight.results import Themes

__all__ = ["as_bertopic"]


def as_bertopic(themes: Themes, *, embedder: Any = None) -> Any:
    """Make a fitted ``BERTopic`` of themes: see `Themes.to_bertopic`."""
    live = corpus_of(themes).live
    ids = themes.table["theme_id"].tolist()
    if not ids:
        raise UsageError("There are no themes to hand over to BERTopic.")
    place = {theme: number for number, theme in enumerate(ids)}
    coding = themes.coding.assign(_place=themes.coding["theme_id"].map(place))
    strongest = coding.sort_values(["strength", "_place"], ascending=[False, True])
    best = strongest.drop_duplicates("response_id").set_index("response_id")["_place"]
    if embedder is None:
        embedder = themes.embedder
    model = find_embedder(
        str(themes.settings.get("embedder", "static")) if embedder is None else embedder
    )
    texts = live["text"].tolist()
    return fitted(
        texts,
        [int(best.get(id_, -1)) for id_ in live["response_id"]],
        dict(enumerate(themes.table["label"])),
        vectors=model.embed([plain(text) for text in texts]),
        embedder=model,
        stop_words=stop_words(main_language(live)),
    )
