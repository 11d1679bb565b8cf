"""`find_themes` over partitions: found in a sample, everything else assigned where it is.

Up to `SAMPLE` live responses all are looked at in one place, with the result of one computer. Of
more, a stratified sample is; the coordinator finds its themes, and tasks code all responses by how
strongly they belong to each, with the thresholds of `find_themes`. Of what carries none a second
sample is drawn: what has a subject of its own there becomes an emerging theme, and all are coded
once more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

import consultation_insight as ci
from consultation_insight.analysis._themes.coding import pick_verbatims
from consultation_insight.analysis._themes.passages import Passages, plain
from consultation_insight.config import ThemeSettings
from consultation_insight.corpus import Corpus
from consultation_insight.counting import Counting
from consultation_insight.distributed.divided import Divided, part_corpus
from consultation_insight.distributed.engine import read_frame, write_frame
from consultation_insight.distributed.gathering import SAMPLE, gathered, lowest, sample_of
from consultation_insight.distributed.holding import Coded, Held, held_by
from consultation_insight.editing.recount import counted
from consultation_insight.results import Themes

__all__ = ["themes_in_parts"]

#: So many of the responses that carry no theme are looked at once more.
LEFT_OVER = 5_000
#: Partitions whose candidates for quotation are compared at a time.
_MERGED = 64
#: A passage that is nearer than this to another person's was not said once; the same bound tells
#: variants of one campaign.
_ALIKE = 0.8
_PLACE = ["response_id", "start", "end", "theme_id"]

Ints = npt.NDArray[np.int64]
Told = tuple[str, str, Any]


def themes_in_parts(divided: Divided, settings: ThemeSettings) -> Themes:
    """Do what `consultation_insight.find_themes` does."""
    corpus = divided.corpus
    live = np.flatnonzero((corpus.responses["set_aside"] == "").to_numpy())
    if len(live) <= SAMPLE:
        whole = gathered(divided, live, "texts for themes")
        return replace(ci.find_themes(whole, **settings.keywords()), corpus=corpus)
    # Sub-themes are sought in the texts of one theme, which may be any number.
    chosen = settings.keywords() | {"levels": 1}
    rows = sample_of(corpus, SAMPLE)
    themes = ci.find_themes(gathered(divided, rows, "texts for themes"), **chosen)
    if not len(themes.table):
        return replace(themes, corpus=corpus, base=corpus.base)
    once = _assigned(divided, themes, "assign themes")
    wider = _emerging(divided, themes, once)
    if wider is not None:
        themes, once = wider, _assigned(divided, wider, "assign themes again")
    return _as_result(divided, themes, once, len(rows), settings)


class _Assigned:
    """What tasks found: their names, and how much carries no theme."""

    def __init__(self, name: str, held: Sequence[Held], told: Sequence[Any]) -> None:
        self.name, self.held = name, held
        self.uncoded = [rows for rows, _ in told]
        self.passages = sum(sizes[0] for _, sizes in told)
        self.without = sum(sizes[1] for _, sizes in told)
        #: Of each passage listed as said once, how near the nearest of another response is.
        self.nearest = np.max([sizes[2] for _, sizes in told], axis=0)


def _assigned(divided: Divided, themes: Themes, name: str) -> _Assigned:
    questions = list(dict.fromkeys(themes.table["question_id"]))
    held = [one for question in questions if (one := held_by(themes, question))]
    counting = Counting.of(divided.corpus)
    standing = frozenset(counting.live["response_id"][counting.standing])
    told = name, held, standing, _listed(themes, held)
    return _Assigned(name, held, divided.each(name, _assign, told))


def _listed(themes: Themes, held: Sequence[Held]) -> dict[str, tuple[list[str], Any]]:
    """The passages that the sample says once, by question: whose they are, and where they stand."""
    corpus = themes.corpus
    assert corpus is not None  # noqa: S101
    texts = dict(zip(corpus.responses["response_id"], corpus.responses["text"], strict=True))
    found = {}
    for one in held:
        once = themes.said_once[themes.said_once["question_id"] == one.question]
        words = [
            plain(texts[id_][int(start) : int(end)])
            for id_, start, end in zip(once["response_id"], once["start"], once["end"], strict=True)
        ]
        found[one.question] = once["response_id"].tolist(), one.features(words)
    return found


def _assign(folder: Path, part: int, told: Told) -> tuple[Ints, tuple[int, int, Any]]:
    """Code a partition; give the places of the responses that carry no theme, and how many passages."""
    name, held, standing, listed = told[2]
    live = part_corpus(folder, part, *told[:2]).live
    uncoded: list[Ints] = []
    codings, quoted, nearest = [], [], []
    passages = without = 0
    for one in held:
        rows = live[live["question_id"] == one.question]
        index = rows.index.to_numpy()
        rows = rows.reset_index(drop=True)
        ids, once = listed[one.question]
        coded = one.coded(rows["text"].tolist())
        if coded is None:
            nearest.append(np.zeros(len(ids), dtype=np.float32))
            continue
        coding = coded.coding
        codings.append(_named(coding, rows, one))
        quoted.append(_quotable(coded, rows, one, standing))
        nearest.append(_nearest(coded, rows, ids, once))
        carried = np.zeros(len(coded.passages), dtype=bool)
        carried[coding["passage"].to_numpy(dtype=int)] = True
        passages += int(coded.enough.sum())
        without += int((coded.enough & ~carried).sum())
        judged = np.unique(coded.passages.response[coded.enough])
        uncoded.append(index[np.setdiff1d(judged, coding["response"].to_numpy(dtype=int))])
    write_frame(folder, f"{name} coding", part, _stacked(codings))
    write_frame(folder, f"{name} quotable", part, _stacked(quoted))
    places = np.sort(np.concatenate([*uncoded, np.zeros(0, dtype=np.int64)]))
    return places, (passages, without, np.concatenate(nearest))


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
    """The best passages of the partition for each theme, with what they are compared by."""
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
    # Float sums differ in the last digits with the shape of the partition.
    return found.round(3)


def _emerging(divided: Divided, themes: Themes, once: _Assigned) -> Themes | None:
    """Themes with those that emerge from a sample of what carries none; None if none does."""
    starts = (0, *divided.ends)
    rows = np.concatenate(
        [found + start for found, start in zip(once.uncoded, starts, strict=False)]
    )
    sampled = themes.corpus
    assert sampled is not None  # noqa: S101
    responses = divided.corpus.responses
    rows = rows[
        ~responses["response_id"].iloc[rows].isin(sampled.responses["response_id"]).to_numpy()
    ]
    rows = rows[lowest(responses["response_id"].iloc[rows], LEFT_OVER)]
    if not len(rows):
        return None
    more = gathered(divided, rows, "texts that fit nowhere")
    found = themes.update(more)
    return found if found.table["emerging"].any() else None


def _as_result(
    divided: Divided, themes: Themes, once: _Assigned, sampled: int, settings: ThemeSettings
) -> Themes:
    corpus = divided.corpus
    coding = pd.concat(
        [
            frame
            for part in divided.parts
            if len(frame := read_frame(divided.engine.folder, f"{once.name} coding", part))
        ],
        ignore_index=True,
    ).assign(stance="", assigned_by="machine")
    coding = _by_question(coding, themes)
    table = counted(themes.table, coding, corpus)
    verbatims = _verbatims(divided, once, table["theme_id"].tolist())
    texts = _texts_of(divided, verbatims)
    first = verbatims.drop_duplicates("theme_id")
    described = {
        theme: " ".join(texts[id_][int(start) : int(end)].split())
        for theme, id_, start, end in zip(
            first["theme_id"], first["response_id"], first["start"], first["end"], strict=True
        )
    }
    if not themes.log:  # what a person wrote stays
        table["description"] = table["theme_id"].map(described).fillna("").astype("str")
    singular = themes.said_once
    compared = [singular[singular["question_id"] == one.question] for one in once.held]
    others = singular[~singular["question_id"].isin([one.question for one in once.held])]
    said_once = pd.concat([*compared, others])
    kept = np.concatenate([once.nearest < _ALIKE, np.ones(len(others), dtype=bool)])
    found = replace(
        themes,
        corpus=corpus,
        base=Counting.of(corpus).base(),
        before=None,
        table=table,
        coding=coding,
        verbatims=verbatims,
        said_once=said_once[kept].reset_index(drop=True),
        map=themes.map[themes.map["theme_id"].isin(table["theme_id"])].reset_index(drop=True),
        shifts=themes.shifts.iloc[:0],
        method=_method(themes, once, sampled, corpus, settings),
    )
    return found if themes.log else _by_size(found)


def _by_question(coding: pd.DataFrame, themes: Themes) -> pd.DataFrame:
    """In the order of `find_themes`: question by question, as the responses stand."""
    questions = themes.table.drop_duplicates("theme_id").set_index("theme_id")["question_id"]
    order = {one: place for place, one in enumerate(dict.fromkeys(questions))}
    asked = coding["theme_id"].map(questions).map(order).to_numpy(dtype=np.int64)
    return coding.iloc[np.argsort(asked, kind="stable")].reset_index(drop=True)


def _verbatims(divided: Divided, once: _Assigned, ids: Sequence[str]) -> pd.DataFrame:
    """The best of what the partitions picked, some partitions at a time."""
    kept = pd.DataFrame()
    for start in range(0, len(divided.parts), _MERGED):
        some = divided.parts[start : start + _MERGED]
        frames = [read_frame(divided.engine.folder, f"{once.name} quotable", part) for part in some]
        kept = pd.concat([f for f in (kept, *frames) if len(f)], ignore_index=True)
        kept = _best(divided, kept, f"{once.name} quoted {start}")
    place = {theme: number for number, theme in enumerate(ids)}
    kept = kept[kept["theme_id"].isin(place)]
    order = np.argsort(kept["theme_id"].map(place).to_numpy(dtype=int), kind="stable")
    return kept.iloc[order][["theme_id", "response_id", "start", "end"]].reset_index(drop=True)


def _best(divided: Divided, candidates: pd.DataFrame, name: str) -> pd.DataFrame:
    """Compare candidates as one computer does: they are few enough to stand in one place."""
    responses = divided.corpus.responses
    rows = np.flatnonzero(responses["response_id"].isin(candidates["response_id"]).to_numpy())
    live = gathered(divided, rows, name).responses.reset_index(drop=True)
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


def _texts_of(divided: Divided, places: pd.DataFrame) -> dict[str, str]:
    responses = divided.corpus.responses
    rows = np.flatnonzero(responses["response_id"].isin(places["response_id"]).to_numpy())
    quoted = gathered(divided, rows, "texts of quotations").responses
    return dict(zip(quoted["response_id"], quoted["text"], strict=True))


def _by_size(themes: Themes) -> Themes:
    """Number themes by how many responses carry them, as `find_themes` does."""
    table = themes.table
    ids: dict[str, str] = {}
    for _, rows in table.groupby("question_id", sort=False):
        ordered = rows.sort_values("n_each", ascending=False, kind="stable")["theme_id"]
        ids |= dict(zip(ordered, sorted(rows["theme_id"]), strict=True))

    def renamed(frame: pd.DataFrame) -> pd.DataFrame:
        return frame.assign(theme_id=frame["theme_id"].map(ids).astype("str"))

    return replace(
        themes,
        table=renamed(themes.table),
        coding=renamed(themes.coding),
        verbatims=renamed(themes.verbatims),
        map=renamed(themes.map),
    )


def _method(
    themes: Themes, once: _Assigned, sampled: int, corpus: Corpus, settings: ThemeSettings
) -> str:
    said = themes.method.rstrip().partition(" Updated with ")[0]
    share = once.without / max(1, once.passages)
    said += (
        f" Found in a stratified sample of {sampled:,} of {corpus.base:,} responses; all others were "
        f"assigned by how strongly they belong to each theme; {share:.1%} of {once.passages:,} passages "
        "carry none."
    )
    if "emerging" in themes.table:
        number = int(themes.table["emerging"].sum())
        said += f" Emerged from a second sample, of what fitted nowhere: {number}."
    if settings.levels == 2:
        said += " Sub-themes are not looked for in so many responses."
    return said
