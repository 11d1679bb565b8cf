"""How a text relates to a proposal: for it or against it, whatever the proposal is.

A few features that hold for any proposal feed a logistic model: the text's tone, turned round where
the proposal is to stop something ("ban", "close", "end") and the text speaks of that thing, not of
the ban; its "should" and "should not"; what it says that the measure does (see `effects`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from consultation_insight.models.heads import HEADS, load_head
from consultation_insight.models.lexicon import tone_features
from consultation_insight.models.stance.effects import (
    Effects,
    effects_of,
    is_to_stop,
    without_object,
    words_to_stop,
)

__all__ = ["FEATURES", "chance_of_support", "proposal_features"]

FEATURES: tuple[str, ...] = (
    "tone", "valence", "to stop", "should", "should, own verb", "should turned", "negations turned",
    "own verb negated turned", "of the measure", "of the object turned",
    "of the object, measure named", "last", "contrasts", "measure named turned", "measure named",
    "should stop turned", "should stay turned",
)  # fmt: skip
_NEGATION = re.compile(r"\b(?:not|never|no|nothing|without|cannot)\b|n['’]t\b", re.IGNORECASE)
_SHOULD_NOT = re.compile(
    r"should(?:n['’]t| not| never)|must not|mustn['’]t|don['’]t|do not|ought not", re.IGNORECASE
)
_SHOULD = re.compile(
    r"\bshould\b(?! not|n['’]t| never)|\bmust\b(?! not)|need to|\bought to", re.IGNORECASE
)


def proposal_features(
    texts: Sequence[str], proposal: str, effects: Sequence[Effects] | None = None
) -> npt.NDArray[np.float64]:
    """Give the features of `FEATURES`, one row a text.

    Parameters
    ----------
    effects : sequence of Effects, optional
        Of the texts, where they have been read.
    """
    plain = without_object(texts, proposal)
    head = load_head("sentiment")
    chances = head.probabilities(plain)
    good, bad = (chances[:, head.classes.index(name)] for name in ("positive", "negative"))
    tones = np.log(good + 1e-6) - np.log(bad + 1e-6)
    valences = tone_features(plain)[:, 0].astype(np.float64)
    turn = -1 if is_to_stop(proposal) else 1
    verbs = [word[:5] for word in words_to_stop(proposal)]
    rows = []
    for place, text in enumerate(texts):
        lower = text.lower()
        said = effects[place] if effects else effects_of(text, proposal)
        own = any(verb in lower for verb in verbs)
        negations = min(len(_NEGATION.findall(lower)), 2)
        should = bool(_SHOULD.search(lower)) - bool(_SHOULD_NOT.search(lower))
        # Of the measure itself one speaks well if one is for it, whatever it does to its object.
        way = 1 if said.names_measure else turn
        rows.append(
            (
                tones[place] * way, valences[place] * way, turn, should, should * own,
                should * turn, negations * turn, own * (negations > 0) * turn, said.of_measure,
                said.of_object * turn, said.of_object * said.names_measure, said.last,
                said.contrasts, said.names_measure * turn, said.names_measure,
                said.should_stop * -turn, said.should_stay * turn,
            )
        )  # fmt: skip
    return np.asarray(rows, dtype=np.float64).reshape(len(texts), len(FEATURES))


def chance_of_support(
    texts: Sequence[str], proposal: str, effects: Sequence[Effects] | None = None
) -> npt.NDArray[np.float64]:
    """Give the probability that a text which takes a position is for the proposal.

    Examples
    --------
    >>> from consultation_insight.models.stance.relation import chance_of_support
    >>> good, bad = chance_of_support(
    ...     ["It keeps children safe and the air clean.", "It hurts shops and makes life harder."],
    ...     "Introduce a school street")
    >>> bool(good > bad)
    True
    """
    with np.load(HEADS / "stance.npz", allow_pickle=False) as arrays:
        weights, bias = arrays["weights"].astype(np.float64), float(arrays["bias"])
    return np.asarray(
        1
        / (1 + np.exp(-(proposal_features(texts, proposal, effects) * weights).sum(axis=1) - bias))
    )
