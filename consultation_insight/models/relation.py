"""How a text relates to a proposal: for it or against it, whatever the proposal is.

A few features that hold for any proposal feed a logistic model: the text's tone turned round
where the proposal is to stop something ("ban", "close", "end"), its "should" and "should not",
and whether the text takes up the proposal's own verb.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from consultation_insight.models.heads import HEADS, load_head
from consultation_insight.models.lexicon import tone_features

__all__ = ["FEATURES", "chance_of_support", "proposal_features"]

FEATURES: tuple[str, ...] = (
    "tone turned", "valence turned", "proposal", "says for", "should", "should, own verb",
    "should turned", "own verb turned", "negations turned", "own verb negated turned", "tone",
    "valence",
)  # fmt: skip
_STOPPING = re.compile(
    r"\b(?:abandon\w*|abolish\w*|abolition|ban(?:s|ned|ning)?|prohibit\w*|outlaw\w*|criminal\w*|end(?:ing)?|stop\w*|clos\w+|"
    r"cut\w*|scrap\w*|remov\w+|eliminat\w+|limit\w*|fight\w*|block\w*|cancel\w*|withdraw\w*|leav\w+|restrict\w*|reduc\w+|"
    r"demolish\w*|reject\w*|oppos\w+|against|shut\w*|sell\w*|privatis\w+|dismantl\w+|phase out|get rid)\b",
    re.IGNORECASE,
)
_NEGATION = re.compile(r"\b(?:not|never|no|nothing|without|cannot)\b|n['’]t\b", re.IGNORECASE)
_SHOULD_NOT = re.compile(
    r"should(?:n['’]t| not| never)|must not|mustn['’]t|don['’]t|do not|ought not", re.IGNORECASE
)
_SHOULD = re.compile(
    r"\bshould\b(?! not|n['’]t| never)|\bmust\b(?! not)|need to|\bought to", re.IGNORECASE
)
_FOR = re.compile(r"\b(?:support|agree|in favou?r|welcome|good idea|great idea)\b", re.IGNORECASE)
_AGAINST = re.compile(
    r"\b(?:oppose|disagree|object to|bad idea|terrible idea|(?:don['’]t|not) (?:support|agree))\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+")


def proposal_features(texts: Sequence[str], proposal: str) -> npt.NDArray[np.float64]:
    """Give the features of `FEATURES`, one row a text."""
    head = load_head("sentiment")
    chances = head.probabilities(texts)
    good, bad = (chances[:, head.classes.index(name)] for name in ("positive", "negative"))
    tone = np.log(good + 1e-6) - np.log(bad + 1e-6)
    valence = tone_features(texts)[:, 0].astype(np.float64)
    turn = -1 if _STOPPING.search(proposal) else 1
    verbs = [word[:5] for word in _WORD.findall(proposal.lower()) if _STOPPING.fullmatch(word)]
    rows = []
    for text, warm, value in zip(texts, tone, valence, strict=True):
        lower = text.lower()
        own = any(verb in lower for verb in verbs)
        negations = min(len(_NEGATION.findall(lower)), 2)
        should = bool(_SHOULD.search(lower)) - bool(_SHOULD_NOT.search(lower))
        says = bool(_FOR.search(lower)) - bool(_AGAINST.search(lower))
        if _AGAINST.search(lower):
            says = -1
        rows.append(
            (
                warm * turn, value * turn, turn, says, should, should * own, should * turn,
                own * turn, negations * turn, own * (negations > 0) * turn, warm, value,
            )
        )  # fmt: skip
    return np.asarray(rows, dtype=np.float64).reshape(len(texts), len(FEATURES))


def chance_of_support(texts: Sequence[str], proposal: str) -> npt.NDArray[np.float64]:
    """Give the probability that a text which takes a position is for the proposal.

    Examples
    --------
    >>> from consultation_insight.models.relation import chance_of_support
    >>> good, bad = chance_of_support(
    ...     ["It keeps children safe and the air clean.", "It hurts shops and makes life harder."],
    ...     "Introduce a school street")
    >>> bool(good > bad)
    True
    """
    with np.load(HEADS / "stance.npz", allow_pickle=False) as arrays:
        weights, bias = arrays["weights"].astype(np.float64), float(arrays["bias"])
    return np.asarray(
        1 / (1 + np.exp(-(proposal_features(texts, proposal) * weights).sum(axis=1) - bias))
    )
