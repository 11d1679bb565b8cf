"""Themes of more responses than are looked at in one place: found in a sample, spread to all.

Of each question with more than `sampling.SAMPLE` live responses a stratified sample has its themes
found; then all responses are coded by how strongly their passages belong to each, with the
thresholds of `find_themes`. Of what carries none a second sample is drawn: what has a subject of
its own there becomes an emerging theme, and all are coded once more.

Where the texts stand, in this process or in partitions on a disk, is nothing that changes a result.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd

from consultation_insight.analysis._themes import sampling
from consultation_insight.analysis._themes.assigning import Assigned, Told, assigned
from consultation_insight.analysis._themes.coding import may_be_quoted, pick_verbatims
from consultation_insight.analysis._themes.holding import Held, held_by
from consultation_insight.analysis._themes.passages import Passages, plain
from consultation_insight.corpus import Corpus
from consultation_insight.counting import Counting
from consultation_insight.editing.recount import counted
from consultation_insight.results import Themes

__all__ = ["Together", "spread_themes"]

#: So many of the responses that carry no theme are looked at once more.
LEFT_OVER = 5_000
#: Responses that are coded at a time.
_BLOCK = 20_000
#: Tables whose candidates for quotation are compared at a time.
_MERGED = 64
#: A passage that is nearer than this to another person's was not said once; the same bound tells
#: variants of one campaign.
_ALIKE = 0.8

Ints = npt.NDArray[np.int64]


class Texts(Protocol):
    """Where the texts are; ``corpus`` may have blanks in their stead."""

    @property
    def corpus(self) -> Corpus: ...

    def taken(self, rows: Ints, name: str) -> Corpus:
        """The responses in some places, with their texts."""

    def assign(self, name: str, told: Told) -> list[Assigned]:
        """Do `assigned` everywhere; the places that come back are those of the corpus."""

    def tables(self, name: str, kind: str) -> Iterable[pd.DataFrame]:
        """The tables ``coding`` or ``quotable`` that were made under a name."""

    def whole(self) -> Corpus:
        """The corpus with texts, of which some will be read."""


@dataclass(eq=False)
class Together:
    """Texts in this process."""

    corpus: Corpus
    _made: dict[tuple[str, str], list[pd.DataFrame]] = field(default_factory=dict)

    def taken(self, rows: Ints, name: str) -> Corpus:
        """The responses in some places."""
        return replace(self.corpus, responses=self.corpus.responses.iloc[np.sort(rows)])

    def assign(self, name: str, told: Told) -> list[Assigned]:
        """Code all, so many at a time."""
        responses = self.corpus.responses.reset_index(drop=True)
        found = []
        for start in range(0, len(responses), _BLOCK):
            rows = responses.iloc[start : start + _BLOCK]
            found.append(assigned(rows[rows["set_aside"] == ""], told))
        for kind in ("coding", "quotable"):
            self._made[name, kind] = [getattr(one, kind) for one in found]
        return found

    def tables(self, name: str, kind: str) -> Iterable[pd.DataFrame]:
        """The tables that were made."""
        return self._made.pop((name, kind))

    def whole(self) -> Corpus:
        """The corpus."""
        return self.corpus


def spread_themes(
    texts: Texts,
    find: Callable[[Corpus], Themes],
    *,
    edits: str | None = None,
    settings: dict[str, Any] | None = None,
) -> Themes:
    """Find themes in samples and spread them to all responses.

    Parameters
    ----------
    texts : Texts
    find : callable
        `find_themes` with its settings, for one question and so many responses as can be looked
        at in one place.
    edits : str, optional
        A file of edits that are done on what was found.
    settings : dict, optional
        What the result says of its settings beside those of ``find``.
    """
    corpus = texts.corpus
    questions = list(dict.fromkeys(corpus.live["question_id"]))
    found: dict[str, Themes] = {}
    sampled: dict[str, int] = {}
    for number, question in enumerate(questions):
        asked = (corpus.responses["question_id"] == question).to_numpy(dtype=bool)
        live = np.flatnonzero(asked & (corpus.responses["set_aside"] == "").to_numpy(dtype=bool))
        if len(live) > sampling.SAMPLE:
            live = sampling.sample_of(corpus, sampling.SAMPLE, question)
            sampled[question] = len(live)
        themes = find(texts.taken(live, f"texts for themes{number or ''}"))
        prefix = f"{question}:" if len(questions) > 1 else ""
        found[question] = _renamed(themes, prefix.__add__)
    once = _assigned(texts, found, sampled, "assign themes")
    if once is not None and _emerging(texts, found, sampled, once):
        once = _assigned(texts, found, sampled, "assign themes again")
    themes = _as_result(texts, found, sampled, once)
    themes = replace(themes, settings=dict(themes.settings) | (settings or {}))
    if edits:
        themes = replace(replace(themes, corpus=texts.whole()).replay(edits), corpus=corpus)
    return themes


class _Once:
    """What one round of coding found."""

    def __init__(self, name: str, held: Sequence[Held], told: Sequence[Assigned]) -> None:
        self.name, self.held = name, held
        self.uncoded = [one.uncoded for one in told]
        self.passages = sum(one.passages for one in told)
        self.without = sum(one.without for one in told)
        self.nearest = np.max([one.nearest for one in told], axis=0)


def _assigned(
    texts: Texts, found: dict[str, Themes], sampled: dict[str, int], name: str
) -> _Once | None:
    held = [one for question in sampled if (one := held_by(found[question], question))]
    if not held:
        return None
    counting = Counting.of(texts.corpus)
    standing = frozenset(counting.live["response_id"][counting.standing])
    told = Told(held, standing, {one.question: _listed(found[one.question], one) for one in held})
    return _Once(name, held, texts.assign(name, told))


def _listed(themes: Themes, held: Held) -> tuple[list[str], Any]:
    corpus = themes.corpus
    assert corpus is not None  # noqa: S101
    texts = dict(zip(corpus.responses["response_id"], corpus.responses["text"], strict=True))
    once = themes.said_once
    words = [
        plain(texts[id_][int(start) : int(end)])
        for id_, start, end in zip(once["response_id"], once["start"], once["end"], strict=True)
    ]
    return once["response_id"].tolist(), held.features(words)


def _emerging(texts: Texts, found: dict[str, Themes], sampled: dict[str, int], once: _Once) -> bool:
    """Add themes that emerge from a sample of what carries none; say whether any does."""
    corpus = texts.corpus
    rows = np.concatenate(once.uncoded)
    asked = corpus.responses["question_id"].iloc[rows].to_numpy()
    any_new = False
    for number, held in enumerate(once.held):
        themes = found[held.question]
        known = themes.corpus
        assert known is not None  # noqa: S101
        own = rows[asked == held.question]
        ids = corpus.responses["response_id"].iloc[own]
        new = ~ids.isin(known.responses["response_id"]).to_numpy()
        own = own[new]
        own = own[sampling.lowest(ids[new], LEFT_OVER)]
        if not len(own):
            continue
        wider = themes.update(texts.taken(own, f"texts that fit nowhere{number or ''}"))
        if wider.table["emerging"].any():
            found[held.question] = wider
            any_new = True
    return any_new


def _as_result(
    texts: Texts, found: dict[str, Themes], sampled: dict[str, int], once: _Once | None
) -> Themes:
    corpus = texts.corpus
    all_ = list(found.values())
    frames = {name: _all_of(all_, name) for name in ("table", "said_once", "map")}
    compared = [] if once is None else [held.question for held in once.held]
    small = [themes for question, themes in found.items() if question not in compared]
    codings = [_all_of(small, "coding")] if small else []
    quoted = [_all_of(small, "verbatims")] if small else []
    if once is not None:
        own = [frame for frame in texts.tables(once.name, "coding") if len(frame)]
        coded = pd.concat(own, ignore_index=True).assign(stance="", assigned_by="machine")
        codings, quoted = [coded, *codings], [_verbatims(texts, once), *quoted]
        frames["said_once"] = _still_once(frames["said_once"], once)
    coding, verbatims = (pd.concat(some, ignore_index=True) for some in (codings, quoted))
    table = frames["table"]
    if "emerging" in table:
        table["emerging"] = table["emerging"].fillna(value=False).astype(bool)
    coding = _by_question(coding, table)
    table = counted(table, coding, corpus)
    verbatims = _in_order(verbatims, table["theme_id"].tolist())
    table["description"] = table["theme_id"].map(_described(texts, verbatims)).fillna("")
    table["description"] = table["description"].astype("str")
    on_map = frames["map"]
    themes = replace(
        all_[0],
        corpus=corpus,
        base=Counting.of(corpus).base(),
        before=None,
        table=table,
        coding=coding,
        verbatims=verbatims,
        said_once=frames["said_once"].reset_index(drop=True),
        map=on_map[on_map["theme_id"].isin(table["theme_id"])].reset_index(drop=True),
        shifts=all_[0].shifts.iloc[:0],
        method=_method(all_, table, sampled, once, corpus),
    )
    return _by_size(themes)


def _all_of(themes: Sequence[Themes], name: str) -> pd.DataFrame:
    frames = [getattr(one, name) for one in themes]
    return pd.concat([frame for frame in frames if len(frame)] or frames[:1], ignore_index=True)


def _still_once(said_once: pd.DataFrame, once: _Once) -> pd.DataFrame:
    """What the samples say once, without what anybody else says."""
    kept = np.ones(len(said_once), dtype=bool)
    asked = said_once["question_id"].to_numpy()
    places = [np.flatnonzero(asked == held.question) for held in once.held]
    kept[np.concatenate(places)] = once.nearest < _ALIKE
    return said_once[kept]


def _by_question(coding: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    """In the order of `find_themes`: question by question, as the responses stand."""
    questions = table.drop_duplicates("theme_id").set_index("theme_id")["question_id"]
    order = {one: place for place, one in enumerate(dict.fromkeys(questions))}
    asked = coding["theme_id"].map(questions).map(order).to_numpy(dtype=np.int64)
    return coding.iloc[np.argsort(asked, kind="stable")].reset_index(drop=True)


def _in_order(verbatims: pd.DataFrame, ids: Sequence[str]) -> pd.DataFrame:
    place = {theme: number for number, theme in enumerate(ids)}
    kept = verbatims[verbatims["theme_id"].isin(place)]
    order = np.argsort(kept["theme_id"].map(place).to_numpy(dtype=int), kind="stable")
    return kept.iloc[order].reset_index(drop=True)


def _verbatims(texts: Texts, once: _Once) -> pd.DataFrame:
    """The best of what may be quoted, some tables at a time."""
    kept: list[pd.DataFrame] = []
    merged = 0
    for frame in texts.tables(once.name, "quotable"):
        kept += [frame] if len(frame) else []
        if len(kept) == _MERGED:
            kept = [_best(texts, kept, f"{once.name} quoted {merged}", may_be_quoted)]
            merged += 1
    best = _best(texts, kept, f"{once.name} quoted", pick_verbatims)
    return best[["theme_id", "response_id", "start", "end"]]


def _best(
    texts: Texts, frames: Sequence[pd.DataFrame], name: str, pick: Callable[..., pd.DataFrame]
) -> pd.DataFrame:
    """Compare candidates with each other: they are few enough to stand in one place."""
    candidates = pd.concat(frames, ignore_index=True)
    live = texts.taken(_rows_of(texts, candidates), name).responses.reset_index(drop=True)
    places = {id_: row for row, id_ in enumerate(live["response_id"])}
    codes, _ = pd.factorize(candidates["theme_id"], sort=True)
    response = candidates["response_id"].map(places).to_numpy(dtype=np.int64)
    passages = Passages(
        response,
        candidates["start"].to_numpy(dtype=np.int64),
        candidates["end"].to_numpy(dtype=np.int64),
        candidates["words"].tolist(),
    )
    coding = candidates[["start", "end", "strength", "central"]].assign(
        passage=np.arange(len(candidates)), response=response, group=codes
    )
    shapes = candidates["shapes"].to_numpy(dtype=bool)
    return candidates.loc[pick(live, passages, coding, shapes).index]


def _rows_of(texts: Texts, places: pd.DataFrame) -> Ints:
    ids = texts.corpus.responses["response_id"]
    return np.flatnonzero(ids.isin(places["response_id"]).to_numpy())


def _described(texts: Texts, verbatims: pd.DataFrame) -> dict[str, str]:
    """The first quotation of each theme."""
    quoted = texts.taken(_rows_of(texts, verbatims), "texts of quotations").responses
    said = dict(zip(quoted["response_id"], quoted["text"], strict=True))
    first = verbatims.drop_duplicates("theme_id")
    return {
        theme: " ".join(said[id_][int(start) : int(end)].split())
        for theme, id_, start, end in zip(
            first["theme_id"], first["response_id"], first["start"], first["end"], strict=True
        )
    }


def _by_size(themes: Themes) -> Themes:
    """Number themes by how many responses carry them, as `find_themes` does."""
    table = themes.table
    ids: dict[str, str] = {}
    for _, rows in table.groupby("question_id", sort=False):
        ordered = rows.sort_values("n_each", ascending=False, kind="stable")["theme_id"]
        prefix = ordered.iloc[0].rpartition("T")[0]
        ids |= {old: f"{prefix}T{number:02}" for number, old in enumerate(ordered, start=1)}
    return _renamed(themes, ids.__getitem__)


def _renamed(themes: Themes, name: Callable[[str], str]) -> Themes:
    def renamed(frame: pd.DataFrame) -> pd.DataFrame:
        return frame.assign(theme_id=frame["theme_id"].map(name).astype("str"))

    return replace(
        themes,
        table=renamed(themes.table),
        coding=renamed(themes.coding),
        verbatims=renamed(themes.verbatims),
        map=renamed(themes.map),
    )


def _method(
    themes: Sequence[Themes],
    table: pd.DataFrame,
    sampled: dict[str, int],
    once: _Once | None,
    corpus: Corpus,
) -> str:
    """What each part says of itself, and how the sample was used."""
    said: dict[str, None] = {}
    few = 0
    for one in themes:
        own = re.split(r"(?<=\.) (?=[A-Z])", one.method.rstrip().partition(" Updated with ")[0])
        without = [sentence for sentence in own if not sentence.startswith("There were too few ")]
        few += len(without) < len(own)
        said |= dict.fromkeys(without)
    text = " ".join(said)
    if few:
        text += (
            f" {few} of {len(themes)} questions had too few responses for themes: all of their "
            "passages are listed under said_once."
        )
    live = corpus.live["question_id"]
    total = int(live.isin(list(sampled)).sum())
    if sampled:
        asked = f" to {len(sampled)} of {len(themes)} questions" if len(themes) > 1 else ""
        text += (
            f" Found in a stratified sample of {sum(sampled.values()):,} of {total:,} "
            f"responses{asked}; all others were assigned by how strongly they belong to each theme"
        )
        text += (
            f"; {once.without / max(1, once.passages):.1%} of {once.passages:,} passages carry none."
            if once is not None
            else "."
        )
    if "emerging" in table:
        number = int(table["emerging"].sum())
        text += f" Emerged from a second sample, of what fitted nowhere: {number}."
    return text
