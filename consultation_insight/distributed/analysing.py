"""Judging each response by itself, in partitions: kind, tone and stance."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import consultation_insight as ci
from consultation_insight.analysis import kinds
from consultation_insight.analysis.stance import judged, proposals_of, stance_of
from consultation_insight.config import Settings
from consultation_insight.distributed.divided import Divided, part_corpus
from consultation_insight.distributed.engine import write_frame
from consultation_insight.pipeline import ANALYSING
from consultation_insight.results import Result, Sentiment
from consultation_insight.stages import Stages

__all__ = ["judge_in_parts"]


def judge_in_parts(divided: Divided, settings: Settings, stages: Stages) -> dict[str, Result]:
    """Kinds, sentiment and stance of all live responses; equal to those of the whole corpus."""
    total = len(ANALYSING)
    with stages.stage("kinds", 1, total):
        chosen = settings.kinds.keywords()
        divided.each("kinds", _kinds, chosen)
        table = divided.tables("kind of each")
        found: dict[str, Result] = {"kinds": kinds.kinds_of(divided.corpus, table, **chosen)}
    with stages.stage("sentiment", 2, total):
        tones: list[Sentiment] = divided.each("sentiment", _tones, settings.sentiment.keywords())
        found["sentiment"] = replace(
            tones[0],
            base=sum(part.base for part in tones),
            table=divided.tables("tone of each"),
            sentences=divided.tables("tone of sentences"),
        )
    with stages.stage("stance", 3, total):
        question = settings.stance.question
        divided.each("stance", _stances, proposals_of(divided.corpus, question))
        found["stance"] = stance_of(divided.tables("stance of each"), question)
    return found


Told = tuple[str, str, Any]


def _kinds(folder: Path, part: int, told: Told) -> None:
    made = kinds.judged(part_corpus(folder, part, *told[:2]).live, **told[2])
    write_frame(folder, "kind of each", part, made)


def _tones(folder: Path, part: int, told: Told) -> Sentiment:
    made = ci.score_sentiment(part_corpus(folder, part, *told[:2]), **told[2])
    write_frame(folder, "tone of each", part, made.table)
    write_frame(folder, "tone of sentences", part, made.sentences)
    return replace(made, table=made.table.iloc[:0], sentences=made.sentences.iloc[:0])


def _stances(folder: Path, part: int, told: Told) -> None:
    made = judged(part_corpus(folder, part, *told[:2]).live, told[2])
    write_frame(folder, "stance of each", part, made)
