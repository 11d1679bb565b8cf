"""References, links and what is asked for, over partitions: places come back, texts do not."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

import consultation_insight as ci
from consultation_insight.analysis._asks import Ask
from consultation_insight.analysis._references.gazetteer import read_gazetteer
from consultation_insight.analysis._references.links import Link
from consultation_insight.analysis._themes import sampling
from consultation_insight.analysis._words.tokens import tokens_of
from consultation_insight.analysis.links import linked, links_of_pairs
from consultation_insight.analysis.recommendations import asks_in, recommendations_of
from consultation_insight.analysis.references import (
    USUAL,
    Citation,
    cited_in,
    corrections,
    misspelt,
    references_of,
    settled,
)
from consultation_insight.config import ReferenceSettings
from consultation_insight.distributed.copies import _Numbers
from consultation_insight.distributed.divided import Divided, part_corpus
from consultation_insight.distributed.engine import load, read_frame, save, write_frame
from consultation_insight.distributed.gathering import gathered
from consultation_insight.results import Recommendations
from consultation_insight.word_results import Links, References

__all__ = ["links_in_parts", "recommendations_in_parts", "references_in_parts"]

Told = tuple[str, str, Any]


def links_in_parts(divided: Divided) -> Links:
    """Do what `consultation_insight.find_links` does."""
    divided.each("links", _links)
    named: dict[str, Link] = {}
    pairs: list[tuple[str, str]] = []
    for part in divided.parts:
        own = read_frame(divided.engine.folder, "links named", part)
        for link in (Link(*row) for row in own.itertuples(index=False)):
            if link.key not in named or link.url < named[link.key].url:
                named[link.key] = link
        given = read_frame(divided.engine.folder, "links given", part)
        pairs += zip(given["response_id"], given["key"], strict=True)
    return links_of_pairs(divided.corpus, pairs, named)


def _links(folder: Path, part: int, told: Told) -> None:
    pairs, named = linked(part_corpus(folder, part, *told[:2]).live)
    frame = pd.DataFrame(pairs, columns=["response_id", "key"], dtype="str")
    write_frame(folder, "links given", part, frame)
    links = pd.DataFrame(list(named.values()), columns=list(Link._fields), dtype="str")
    write_frame(folder, "links named", part, links)


def recommendations_in_parts(divided: Divided) -> Recommendations:
    """Do what `consultation_insight.find_recommendations` does, on fingerprints of words."""
    divided.each("recommendations", _asks, divided.corpus.questions)
    asks: list[Ask] = []
    for part in divided.parts:
        frame = read_frame(divided.engine.folder, "asks", part)
        asks += [
            Ask(id_, int(start), int(end), answers, tuple(named), frozenset(words.tolist()), plain)
            for id_, start, end, answers, named, words, plain in frame.itertuples(index=False)
        ]
    return recommendations_of(divided.corpus, asks)


def _asks(folder: Path, part: int, told: Told) -> None:
    numbers = _Numbers()
    asks = asks_in(part_corpus(folder, part, *told[:2]).live, told[2])
    rows = [(*ask[:4], list(ask.named), sorted(numbers[word] for word in ask.words), ask.plain)
            for ask in asks]  # fmt: skip
    write_frame(folder, "asks", part, pd.DataFrame(rows, columns=list(Ask._fields)))


def references_in_parts(divided: Divided, settings: ReferenceSettings) -> References:
    """Do what `consultation_insight.find_references` does.

    What the gazetteer names is found in partitions. What it does not have is discovered by looking
    at all texts together: of more than `sampling.SAMPLE` responses, at a sample, and is then looked for in all
    as if the gazetteer had it.
    """
    corpus = divided.corpus
    live = np.flatnonzero((corpus.responses["set_aside"] == "").to_numpy())
    chosen = settings.keywords()
    if settings.discover and len(live) <= sampling.SAMPLE:
        return ci.find_references(gathered(divided, live, "texts for references"), **chosen)
    own, discovered = settings.gazetteer, frozenset[str]()
    if settings.discover:
        own, discovered = _discovered(divided, settings)
    known = read_gazetteer(own)
    candidates: dict[str, str] = {}
    written: dict[str, str] = {}
    for some, forms in divided.each("misspelt names", _misspelt, own):
        candidates |= some
        written |= forms
    spelled = corrections(candidates, written, "en")
    counts: Counter[str] = Counter()
    for part in divided.each("gazetteer names", _named, (own, spelled)):
        counts += part
    usual = {name for name, count in counts.items() if count >= USUAL}
    divided.each("citations", _citations, (own, usual))
    citations = [
        Citation(*row)
        for part in divided.parts
        for row in read_frame(divided.engine.folder, "cited", part).itertuples(index=False)
    ]
    lines = {entry.reference_id: entry for entry in known.entries.values()}
    return references_of(corpus, citations, lines, set(discovered), chosen)


def _discovered(divided: Divided, settings: ReferenceSettings) -> tuple[str, frozenset[str]]:
    """A gazetteer with what a sample points to beside what the user's own has; and the ids of it."""
    rows = sampling.sample_of(divided.corpus, sampling.SAMPLE)
    sample = gathered(divided, rows, "texts for references")
    found = ci.find_references(sample, **settings.keywords())
    new = found.table.loc[found.table["discovered"], "reference_id"].tolist()
    path = divided.engine.folder / "gazetteer.csv"
    path.unlink(missing_ok=True)
    if settings.gazetteer:
        shutil.copyfile(settings.gazetteer, path)
    if new:
        ci.accept_references(found, new, gazetteer=str(path))
    return (str(path) if path.exists() else None), frozenset(new)  # type: ignore[return-value]


def _misspelt(folder: Path, part: int, told: Told) -> tuple[dict[str, str], dict[str, str]]:
    live = part_corpus(folder, part, *told[:2]).live
    return misspelt(read_gazetteer(told[2]), [tokens_of(text) for text in live["text"]])


def _named(folder: Path, part: int, told: Told) -> Counter[str]:
    """Find what is named; give in how many responses each is named beyond doubt."""
    own, spelled = told[2]
    live = part_corpus(folder, part, *told[:2]).live
    tokens = [tokens_of(text) for text in live["text"]]
    sure, unsure = cited_in(read_gazetteer(own), live, tokens, spelled)
    save(folder / f"named-{part:05d}", (sure, unsure))
    return Counter(name for found in sure for name in {one.reference_id for one in found})


def _citations(folder: Path, part: int, told: Told) -> None:
    own, usual = told[2]
    live = part_corpus(folder, part, *told[:2]).live
    tokens = [tokens_of(text) for text in live["text"]]
    sure, unsure = load(folder / f"named-{part:05d}")
    each = settled(read_gazetteer(own), live, tokens, sure, unsure, usual)
    rows = [citation for found in each for citation in found]
    write_frame(folder, "cited", part, pd.DataFrame(rows, columns=list(Citation._fields)))
