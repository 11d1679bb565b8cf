"""What coding by a code frame and its audit return: frozen holders of tidy tables."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from consultation_insight._tables import holds
from consultation_insight.results import Result

__all__ = ["Agreement", "Audit", "AuditSample", "Coding", "Reliability"]


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Coding(Result):
    """Which responses carry which codes of a frame, and who says so.

    ``table``: one row a code; ``n`` responses carry it or a code under it, ``share`` out of
    ``base`` responses to the question, ``low`` and ``high`` its 95 % interval (of sampling alone:
    `audit` corrects for coding error); ``n_once`` counts the copies of a campaign as one;
    ``caution`` says why a figure should not be trusted as it stands, where that is so (no example was
    coded by a person, few were found).
    ``coding``: one row for each passage that carries a code; ``start`` and ``end`` count
    characters; ``strength`` runs from 0 to 1, with 0.5 at the cut; ``assigned_by`` is ``machine``
    or a person. ``candidates``: the machine's strongest codes of every response, also those below
    the cut. ``frame``: the code frame.
    """

    table: pd.DataFrame = holds(
        "code", "question_id", "label", "parent", "n", "share", "low", "high", "base", "n_once",
        "caution",
    )  # fmt: skip
    coding: pd.DataFrame = holds(
        "response_id", "question_id", "code", "start", "end", "strength", "assigned_by"
    )
    candidates: pd.DataFrame = holds("response_id", "question_id", "code", "strength")
    frame: pd.DataFrame = holds(
        "code", "label", "description", "parent", "question_id", "opposite", "examples"
    )


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class AuditSample(Result):
    """The responses that people should code without seeing the machine's codes.

    ``probability`` is the chance that the response had of being drawn; ``stratum_size`` counts
    the responses that its stratum has.
    """

    table: pd.DataFrame = holds(
        "response_id", "question_id", "stratum", "stratum_size", "probability"
    )


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Agreement(Result):
    """How far coders agree, by code and, where ``code`` is empty, over all decisions."""

    table: pd.DataFrame = holds(
        "first", "second", "code", "n", "first_n", "second_n", "agreement", "kappa", "alpha"
    )


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Audit(Result):
    """How far the machine's coding can be trusted.

    ``table``: by code, weighted by the chances of the sample; intervals are 95 % by bootstrap.
    ``overall``: ``samples_f1``, ``micro_f1``, ``macro_f1``, ``micro_precision``, ``micro_recall``.
    ``shares``: ``raw`` is what the machine found, ``corrected`` what people would have found, with
    its 95 % interval; ``found`` is in how many audited responses people found the code, and ``note``
    says where those are too few for the interval to be exact. ``agreement``: machine and each coder, coder and coder.
    """

    table: pd.DataFrame = holds(
        "code", "question_id", "n", "human", "machine", "both",
        "precision", "precision_low", "precision_high", "recall", "recall_low", "recall_high",
        "f1", "f1_low", "f1_high", "kappa", "alpha",
    )  # fmt: skip
    overall: pd.DataFrame = holds("question_id", "measure", "n", "value", "low", "high")
    shares: pd.DataFrame = holds(
        "code", "question_id", "label", "n", "raw", "corrected", "low", "high", "base", "audited",
        "found", "note",
    )  # fmt: skip
    agreement: pd.DataFrame = holds(
        "first", "second", "code", "n", "first_n", "second_n", "agreement", "kappa", "alpha"
    )


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Reliability(Result):
    """How often labels are right at each stated probability.

    ``table``: one row a step of probability (``from``, ``to``) with ``n`` labels, the mean
    ``stated`` probability and the share ``right`` with its 95 % interval. ``error`` is the expected
    calibration error, from 0 (honest) to 1.
    """

    table: pd.DataFrame = holds("from", "to", "n", "stated", "right", "low", "high")
    error: float = 0.0
