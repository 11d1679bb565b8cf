"""Coding: which responses carry which codes of an approved frame, and who says so.

Without examples a code is found by what the frame says about it; with examples, heads learn from
them. What a person coded stays as the person coded it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from consultation_insight.analysis._coding.cautions import cautions
from consultation_insight.analysis._coding.counts import count_codes
from consultation_insight.analysis._coding.examples import CODED, human_codes
from consultation_insight.analysis._coding.heads import learn
from consultation_insight.analysis._coding.material import Material, material_of
from consultation_insight.analysis._coding.meaning import cuts, meanings
from consultation_insight.analysis._coding.questions import Questions
from consultation_insight.analysis._coding.suggesting import suggest
from consultation_insight.code_frames.frame import CodeFrame
from consultation_insight.code_frames.reading import read_code_frame
from consultation_insight.coded_results import Coding
from consultation_insight.corpus import Corpus
from consultation_insight.counting import Counting
from consultation_insight.errors import SettingsError, UsageError
from consultation_insight.models.embeddings import embedder as find_embedder

__all__ = ["apply_code_frame", "suggest_next"]

Floats = npt.NDArray[np.float64]

#: Fewer coded responses than this teach nothing that the frame does not say.
_FEW_EXAMPLES = 8
_LEARNT_SCALE = 0.12
_CANDIDATES = 3


def apply_code_frame(
    corpus: Corpus,
    frame: CodeFrame | pd.DataFrame | str | Path,
    examples: pd.DataFrame | str | Path | None = None,
    *,
    question: str | None = None,
    embedder: str | Any = "static",
    min_strength: float = 0.5,
    seed: int = 20,
) -> Coding:
    """Code each live response by an approved frame.

    A response may carry several codes, or none. Each code is given with the sentence that carries
    it. Copies of a campaign are coded alike, and are left out together when the threshold is
    cross-validated.

    Parameters
    ----------
    corpus : Corpus
    frame : CodeFrame, pandas.DataFrame or path
        See `read_code_frame`. The questions it names are found by id, wording or number.
    examples : pandas.DataFrame or path, optional
        What people coded: ``response_id`` or ``source_row``, ``question_id``, ``code``, and, if
        wanted, ``start``, ``end``, ``assigned_by``. A row without a code says that a person read
        the response and found none. These codes are kept, and the other responses are coded by
        what they teach.
    question : str, optional
        Code only this question.
    embedder : str or Embedder
        See `consultation_insight.models.embeddings`.
    min_strength : float
        0 to 1; 0.5 is the cut found by cross-validation (or, without examples, half of the way
        from nothing to the response's nearest code); higher gives fewer and surer codes.
    seed : int
        Same seed, same result.

    Returns
    -------
    Coding

    Raises
    ------
    RowErrors
        The frame or the examples have faults; all of them at once.
    UsageError
        A question is named that the corpus does not have.

    Examples
    --------
    >>> import pandas as pd
    >>> import consultation_insight as ci
    >>> corpus = ci.Corpus.from_responses(pd.DataFrame({"text": [
    ...     "The bus does not run in the evening.", "More evening buses, please!",
    ...     "The rent is far too high.", "Nobody here can pay these rents."]}))
    >>> frame = ci.CodeFrame.of([{"code": "BUS", "label": "Evening buses"},
    ...                          {"code": "RENT", "label": "High rents"}])
    >>> ci.apply_code_frame(corpus, frame).coding["code"].tolist()
    ['BUS', 'BUS', 'RENT', 'RENT']
    """
    if not 0 <= min_strength <= 1:
        raise SettingsError.from_value(
            "min_strength", "apply_code_frame", "from 0 to 1", min_strength
        )
    frame = _frame(frame)
    model = find_embedder(embedder)
    questions = Questions(corpus, frame.questions)
    chosen = questions.find(question) if question else ""
    frame = _for_corpus(frame, questions, chosen)
    human, read = human_codes(examples, corpus, frame, questions, chosen)
    live = corpus.live
    counting = Counting.of(corpus)
    parts = [
        _one_question(
            live[live["question_id"] == one].reset_index(drop=True),
            frame.for_question(one),
            human[human["question_id"] == one],
            read,
            model,
            min_strength,
            seed,
        )
        for one in _to_code(questions, frame, chosen)
    ]
    if not parts:
        raise UsageError(
            "The frame names no open question of the corpus. The open questions are: "
            f"{', '.join(map(repr, questions.ids))}."
        )
    coded = pd.concat([part["coding"] for part in parts], ignore_index=True)
    asked = _to_code(questions, frame, chosen)
    table = count_codes(coded, frame, live[live["question_id"].isin(asked)], counting)
    return Coding(
        table=table.assign(caution=pd.Series(cautions(table, parts), dtype="str")),
        coding=coded,
        candidates=pd.concat([part["candidates"] for part in parts], ignore_index=True),
        frame=frame.table,
        base=sum(counting.bases().get(one, 0) for one in asked),
        settings={
            "question": question,
            "embedder": getattr(model, "name", type(model).__name__),
            "min_strength": min_strength,
            "seed": seed,
        },
        method=_method(model, parts, questions),
    )


def suggest_next(coding: Coding, corpus: Corpus, n: int = 20) -> pd.DataFrame:
    """Say which responses a person should code next, so that the machine learns most.

    Those on the edge of a code come first, rare codes before frequent ones, and no two that
    would be coded alike; one copy of a campaign stands for all.

    Parameters
    ----------
    coding : Coding
        As `apply_code_frame` gave it.
    corpus : Corpus
    n : int
        How many.

    Returns
    -------
    pandas.DataFrame
        ``response_id``, ``question_id``, ``code`` (the machine's best), ``strength``, ``why``.
    """
    if n < 1:
        raise SettingsError.from_value("n", "suggest_next", "at least 1", n)
    return suggest(coding, corpus, n)


def _frame(frame: CodeFrame | pd.DataFrame | str | Path) -> CodeFrame:
    if isinstance(frame, CodeFrame):
        return frame
    if isinstance(frame, pd.DataFrame):
        return CodeFrame.of(frame)
    return read_code_frame(frame)


def _for_corpus(frame: CodeFrame, questions: Questions, chosen: str) -> CodeFrame:
    """Rename the frame's questions to the corpus's; one question's frame fits the one asked for."""
    names = {name: questions.get(name) or name for name in frame.questions}
    if chosen and chosen not in names.values() and len(frame.questions) == 1:
        names = dict.fromkeys(frame.questions, chosen)
    return frame.for_questions(names)


def _to_code(questions: Questions, frame: CodeFrame, chosen: str) -> list[str]:
    if chosen:
        return [chosen] if len(frame.for_question(chosen)) else []
    return [one for one in questions.ids if len(frame.for_question(one))]


def _one_question(
    live: pd.DataFrame,
    frame: CodeFrame,
    human: pd.DataFrame,
    read: set[str],
    model: Any,
    min_strength: float,
    seed: int,
) -> dict[str, Any]:
    # In the order of the texts, so that the order of the rows does not matter.
    rows = live.sort_values(["text", "response_id"], ignore_index=True)
    material = material_of(rows, frame.table, model, _language(live))
    codes = material.codes
    near = meanings(material)
    by_response = material.by_response(near)
    cut, scale = cuts(near, by_response, codes.findable)
    findable = codes.findable
    responses = np.where(findable, _sure(by_response - cut[:, None], scale), 0.0)
    passages = np.where(findable, _sure(near - cut[material.passages.response, None], scale), 0.0)
    taught = np.flatnonzero(rows["response_id"].isin(read))
    learnt = None
    if len(taught) >= _FEW_EXAMPLES and len(material.passages):
        labels = _labels(rows, taught, human, codes.codes)
        groups = _alike(rows, taught)
        learnt = learn(
            material, near, taught, labels, groups, _starts(responses), _starts(passages), seed
        )
        top = learnt.responses.max(axis=1)
        low = np.where(top >= learnt.lowest, np.minimum(learnt.cut, top), learnt.cut)
        responses = _sure(learnt.responses - low[:, None], _LEARNT_SCALE)
        passages = _sure(learnt.passages - low[material.passages.response, None], _LEARNT_SCALE)
    machine = _spans(material, responses, passages, min_strength)
    machine = machine[~machine["response_id"].isin(read)]
    coded = pd.concat([machine, human], ignore_index=True) if len(human) else machine
    order = {name: place for place, name in enumerate(live["response_id"])}
    place = {code: number for number, code in enumerate(codes.codes)}
    coded = coded.assign(
        _row=coded["response_id"].map(order), _code=coded["code"].map(place)
    ).sort_values(["_row", "start", "_code"], kind="stable")
    return {
        "coding": coded[list(CODED)].astype(
            {"start": "int64", "end": "int64", "strength": "float64"}
        ),
        "candidates": _candidates(rows, responses, codes.codes, order),
        "question": str(live["question_id"].iloc[0]) if len(live) else "",
        "base": len(rows),
        "human": human,
        "examples": len(taught),
        "learnt": learnt,
    }


def _language(live: pd.DataFrame) -> str:
    names = live.loc[~live["language"].isin(["", "und"]), "language"]
    return str(names.value_counts().index[0]) if len(names) else "en"


def _sure(margin: Floats, scale: float) -> Floats:
    """From a distance to the cut to 0 … 1, with 0.5 at the cut."""
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(margin / scale, -30, 30))))


def _starts(strength: Floats) -> Floats:
    return np.where(strength >= 0.5, strength, 0.0)


def _labels(
    rows: pd.DataFrame, taught: npt.NDArray[Any], human: pd.DataFrame, codes: Sequence[str]
) -> Floats:
    place = {name: number for number, name in enumerate(rows["response_id"].iloc[taught])}
    column = {code: number for number, code in enumerate(codes)}
    labels = np.zeros((len(taught), len(codes)))
    for response, code in zip(human["response_id"], human["code"], strict=True):
        labels[place[response], column[code]] = 1.0
    return labels


def _alike(rows: pd.DataFrame, taught: npt.NDArray[Any]) -> list[str]:
    """What must be left out together: the copies of a campaign, and equal texts."""
    some = rows.iloc[taught]
    return [
        f"campaign {campaign}" if campaign else f"text {' '.join(text.casefold().split())}"
        for campaign, text in zip(some["campaign_id"], some["text"], strict=True)
    ]


def _spans(
    material: Material, responses: Floats, passages: Floats, min_strength: float
) -> pd.DataFrame:
    """One row for each code of a response and each passage that carries it; one at least."""
    owner = material.passages.response
    carries = responses >= min_strength
    best = material.by_response(passages, empty=-1.0)
    rows = []
    ids = material.rows["response_id"].to_numpy()
    asked = material.rows["question_id"].to_numpy()
    strongest = passages.max(axis=1, initial=0.0)
    for passage, response in enumerate(owner):
        own = passages[passage]
        for code in np.flatnonzero(carries[response]):
            # The passage that shows the code best, and others whose main subject it is.
            first = own[code] >= best[response, code] - 1e-12
            other = own[code] >= max(min_strength, 0.5) and own[code] >= strongest[passage] - 1e-12
            if first or other:
                rows.append(
                    (
                        ids[response],
                        asked[response],
                        material.codes.codes[code],
                        int(material.passages.start[passage]),
                        int(material.passages.end[passage]),
                        round(float(responses[response, code]), 4),
                        "machine",
                    )
                )
    return pd.DataFrame(rows, columns=list(CODED))


def _candidates(
    rows: pd.DataFrame, responses: Floats, codes: Sequence[str], order: dict[str, int]
) -> pd.DataFrame:
    count = min(_CANDIDATES, len(codes))
    best = np.argsort(-responses, axis=1, kind="stable")[:, :count]
    table = pd.DataFrame(
        {
            "response_id": np.repeat(rows["response_id"].to_numpy(), count),
            "question_id": np.repeat(rows["question_id"].to_numpy(), count),
            "code": np.array(codes, object)[best.ravel()],
            "strength": np.round(np.take_along_axis(responses, best, axis=1).ravel(), 4),
        }
    )
    places = table["response_id"].map(order).to_numpy()
    return table.iloc[np.argsort(places, kind="stable")].reset_index(drop=True)


#: docs/methods-coding.md has the figures: micro F1 without examples, static vectors.
_UNTAUGHT = (
    "Caution: no example was coded by a person, so about half of the codes are wrong or missing "
    "(micro F1 0.34 to 0.54 on five coded sets), most of all on answers of a few words. Publish no "
    "share of them without an audit, or code some responses and give them as examples."
)


def _method(model: Any, parts: list[dict[str, Any]], questions: Questions) -> str:
    name = getattr(model, "name", type(model).__name__)
    taught = sum(part["examples"] for part in parts)
    heads = [part["learnt"] for part in parts if part["learnt"]]
    text = (
        f"Sentences against labels and descriptions by {name} vectors and words, with relevance "
        "feedback."
    )
    if heads:
        scores = ", ".join(f"{head.score:.2f}" for head in heads)
        text += (
            f" Heads learnt from {taught} responses coded by people; F1 of the examples, each left "
            f"out in turn: {scores}."
        )
    if not taught:
        text += f" {_UNTAUGHT}"
    if questions.guessed:
        pairs = ", ".join(f"{name!r} as {one!r}" for name, one in questions.guessed.items())
        text += f" Questions of the frame were taken in order: {pairs}."
    return text
