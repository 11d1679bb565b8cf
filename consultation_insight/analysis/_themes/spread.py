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
from consultation_insight.analysis._themes.coding import pick_verbatims
from consultation_insight.analysis._themes.holding import Coded, Held, held_by
from consultation_insight.analysis._themes.passages import Passages, plain
from consultation_insight.corpus import Corpus
from consultation_insight.counting import Counting
from consultation_insight.editing.recount import counted
from consultation_insight.results import Themes

__all__ = ["Assigned", "Together", "Told", "assigned", "spread_themes"]

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


@dataclass(frozen=True, eq=False)
class Told:
    """What is needed to code responses.

    Parameters
    ----------
    held : sequence of Held
    standing : frozenset of str
        The responses that stand for their campaign.
    listed : mapping
        The passages that the sample says once, by question: whose they are, and where they stand.
    """

    held: Sequence[Held]
    standing: frozenset[str]
    listed: dict[str, tuple[list[str], Any]]


@dataclass(frozen=True, eq=False)
class Assigned:
    """What was found in some responses: two tables that stay where they are, and what is told of them.

    Parameters
    ----------
    coding, quotable : pandas.DataFrame
    uncoded : numpy.ndarray
        The places of the responses that carry no theme.
    passages, without : int
        How many can be judged, and how many of these carry none.
    nearest : numpy.ndarray
        Of each passage listed as said once, how near the nearest of another response is.
    """

    coding: pd.DataFrame
    quotable: pd.DataFrame
    uncoded: Ints
    passages: int
    without: int
    nearest: Any


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
        found[question] = _renamed(themes, lambda id_, prefix=prefix: f"{prefix}{id_}")
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


def assigned(live: pd.DataFrame, told: Told) -> Assigned:
    """Code some live responses.

    Parameters
    ----------
    live : pandas.DataFrame
        Its index says where they stand.
    told : Told
    """
    uncoded: list[Ints] = []
    codings, quoted, nearest = [], [], []
    passages = without = 0
    for one in told.held:
        rows = live[live["question_id"] == one.question]
        index = rows.index.to_numpy()
        rows = rows.reset_index(drop=True)
        ids, once = told.listed[one.question]
        coded = one.coded(rows["text"].tolist())
        if coded is None:
            nearest.append(np.zeros(len(ids), dtype=np.float32))
            continue
        coding = coded.coding
        codings.append(_named(coding, rows, one))
        quoted.append(_quotable(coded, rows, one, told.standing))
        nearest.append(_nearest(coded, rows, ids, once))
        carried = np.zeros(len(coded.passages), dtype=bool)
        carried[coding["passage"].to_numpy(dtype=int)] = True
        passages += int(coded.enough.sum())
        without += int((coded.enough & ~carried).sum())
        judged = np.unique(coded.passages.response[coded.enough])
        uncoded.append(index[np.setdiff1d(judged, coding["response"].to_numpy(dtype=int))])
    places = np.sort(np.concatenate([*uncoded, np.zeros(0, dtype=np.int64)]))
    return Assigned(
        _stacked(codings), _stacked(quoted), places, passages, without, np.concatenate(nearest)
    )


def _stacked(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame({"theme_id": []})


def _named(coding: pd.DataFrame, rows: pd.DataFrame, held: Held) -> pd.DataFrame:
    ids = np.array(held.ids, dtype=object)
    return pd.DataFrame(
        {
            "response_id": rows["response_id"].to_numpy()[coding["response"].to_numpy(dtype=int)],
            "start": coding["start"].to_numpy(),
            "end": coding["end"].to_numpy(),
            "theme_id": pd.Series(ids[coding["group"].to_numpy(dtype=int)], dtype="str"),
            "strength": coding["strength"].to_numpy(),
        }
    )


def _quotable(
    coded: Coded, rows: pd.DataFrame, held: Held, standing: frozenset[str]
) -> pd.DataFrame:
    """The best passages here for each theme, with what they are compared by."""
    ids = rows["response_id"]
    own = ((rows["campaign_id"] == "") | ids.isin(standing)).to_numpy(dtype=bool)
    shapes = coded.enough & own[coded.passages.response]
    coding = coded.coding
    picked = pick_verbatims(rows, coded.passages, coding, shapes)
    best = coding.loc[picked.index]
    at = best["passage"].to_numpy(dtype=int)
    return _named(best, rows, held).assign(
        central=best["central"].to_numpy(),
        words=pd.Series([coded.passages.words[place] for place in at], dtype="str"),
        shapes=shapes[at],
    )


def _nearest(coded: Coded, rows: pd.DataFrame, ids: Sequence[str], once: Any) -> Any:
    """How near each listed passage is to the nearest of another response here."""
    found = np.zeros(len(ids), dtype=np.float32)
    if not len(ids):
        return found
    places = {id_: row for row, id_ in enumerate(rows["response_id"])}
    owners = np.array([places.get(id_, -1) for id_ in ids])
    whose = coded.passages.response
    for start in range(0, len(coded.features), 20_000):
        similar = coded.features[start : start + 20_000] @ once.T
        # A distinct text is its owner's alone only if no other response has it.
        others = np.zeros(similar.shape, dtype=bool)
        inside = (coded.of >= start) & (coded.of < start + len(similar))
        for column, owner in enumerate(owners.tolist()):
            others[coded.of[inside & (whose != owner)] - start, column] = True
        found = np.maximum(found, np.where(others, similar, 0.0).max(axis=0))
    # Float sums differ in the last digits with the shape of the block.
    return found.round(3)


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
    coding = _all_of(small, "coding") if small else None
    verbatims = _all_of(small, "verbatims") if small else None
    if once is not None:
        own = [frame for frame in texts.tables(once.name, "coding") if len(frame)]
        own = [pd.concat(own, ignore_index=True).assign(stance="", assigned_by="machine")]
        coding = pd.concat([*own, *([] if coding is None else [coding])], ignore_index=True)
        own = [_verbatims(texts, once)]
        verbatims = pd.concat([*own, *([] if verbatims is None else [verbatims])])
        frames["said_once"] = _still_once(frames["said_once"], once)
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
    """The best of what was picked, some tables at a time."""
    kept: list[pd.DataFrame] = []
    waiting: list[pd.DataFrame] = []
    merged = 0
    for frame in texts.tables(once.name, "quotable"):
        waiting += [frame] if len(frame) else []
        if len(waiting) == _MERGED:
            kept = [_best(texts, [*kept, *waiting], f"{once.name} quoted {merged}")]
            waiting, merged = [], merged + 1
    if waiting:
        kept = [_best(texts, [*kept, *waiting], f"{once.name} quoted {merged}")]
    return kept[0][["theme_id", "response_id", "start", "end"]]


def _best(texts: Texts, frames: Sequence[pd.DataFrame], name: str) -> pd.DataFrame:
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
    return candidates.loc[pick_verbatims(live, passages, coding, shapes).index]


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
