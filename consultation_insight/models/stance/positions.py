"""Which position a text takes towards a proposal, told from its words alone.

Phrases of support, of opposition and of conditions speak first, then what is said that the measure
does; where there is neither, the head "stance" speaks, which weighs tone and wording against the
proposal's. Where the proposal is only a name
("Support X"), what is said of it decides; see `targets`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from consultation_insight.models.stance.effects import Effects, effects_of
from consultation_insight.models.stance.relation import chance_of_support
from consultation_insight.models.stance.targets import chances_towards, target_of

__all__ = ["POSITIONS", "chances_of_positions"]

#: What `results.STANCES` says too: the columns of `chances_of_positions`.
POSITIONS = ("for", "against", "conditional", "unclear")
#: The head speaks from this probability on, and not of scraps: of those a tone says nothing.
SURE_FROM = 0.6
WORDS_FROM = 5
#: How sure phrases are, as they were right on argkp (support and opposition); conditions by guess.
_PHRASE, _CONDITIONAL = 0.8, 0.6
#: And what is said that the measure does: right for two thirds of argkp, nine tenths of survey answers.
_EFFECT = 0.7

_CONDITION = re.compile(
    r"\b(?:only if|as long as|so long as|provided(?: that)?|providing|on (?:the )?condition|subject to|"
    r"depends? (?:on|how|what|who|whether)|in principle|with (?:proper |the right )?(?:safeguards|conditions)|"
    r"(?:could|would|might|may) (?:support|agree|work|be (?:ok|fine|good)) (?:\w+ )?if|unless)\b",
    re.IGNORECASE,
)
_AGAINST = re.compile(
    r"\b(?:(?:I|we|strongly|totally|completely|fully)(?: \w+)? (?:oppose|disagree|object|reject)\w*|(?:am|are|I'm|we're|is) (?:\w+ )?(?:against|opposed)|"
    r"do(?:n['’]t| not) (?:\w+ )?(?:support|agree|want|think (?:this|it) (?:is|will|would))|(?:bad|terrible|awful|dangerous|stupid|ridiculous) (?:idea|plan|proposal)|"
    r"should(?:n['’]t| not| never)|must(?:n['’]t| not)|not (?:a good idea|acceptable|appropriate|the answer|in favou?r|support)|no to|please don['’]t|leave it as it is|keep (?:it|things) as)\b"
    r"|^(?:no|never|disagree|oppose|against)\b",
    re.IGNORECASE,
)
_FOR = re.compile(
    r"\b(?:(?:I|we|strongly|totally|completely|fully|would)(?: \w+)? (?:support|agree|welcome|endorse|approve)\w*|in favou?r of|(?:am|are|I'm|we're) (?:\w+ )?for (?:it|this)|"
    r"(?:good|great|excellent|brilliant|sensible|fantastic) (?:idea|plan|proposal)|long overdue|about time|makes (?:perfect |good )?sense|yes to|(?:this|it) (?:will|would) (?:help|benefit|improve|be (?:good|great|better)))\b"
    r"|^(?:yes|agree|agreed|support|absolutely|definitely)\b",
    re.IGNORECASE,
)  # fmt: skip


def chances_of_positions(texts: Sequence[str], proposal: str) -> npt.NDArray[np.float64]:
    """Give the probability of each of `POSITIONS`, one row a text.

    Examples
    --------
    >>> from consultation_insight.models.stance.positions import POSITIONS, chances_of_positions
    >>> found = chances_of_positions(["I oppose it.", "Yes, provided it stays free."], "Close it")
    >>> [POSITIONS[column] for column in found.argmax(axis=1)]
    ['against', 'conditional']
    """
    if not len(texts):
        return np.zeros((0, len(POSITIONS)))
    if target := target_of(proposal):
        return _of_target(texts, target)
    effects = [effects_of(text, proposal) for text in texts]
    chances = chance_of_support(texts, proposal, effects)
    read = zip(texts, chances.tolist(), effects, strict=True)
    return np.array([_chances(text, chance, said) for text, chance, said in read])


def _of_target(texts: Sequence[str], target: str) -> npt.NDArray[np.float64]:
    """The same where the proposal is a name: conditions first, then `chances_towards` it."""
    good, bad, neither = chances_towards(texts, target).T
    found = np.column_stack([good, bad, np.zeros(len(texts)), neither])
    found[[bool(_CONDITION.search(text)) for text in texts]] *= 1 - _CONDITIONAL
    found[:, POSITIONS.index("conditional")] = 1 - found.sum(axis=1)
    return found


def _chances(text: str, chance: float, said: Effects) -> tuple[float, float, float, float]:
    """For, against, conditional, unclear; ``chance`` is the head's that it is for."""
    supports, opposes = bool(_FOR.search(text)), bool(_AGAINST.search(text))
    if _CONDITION.search(text):
        rest = 1 - _CONDITIONAL
        return rest * chance * 0.8, rest * (1 - chance) * 0.8, _CONDITIONAL, rest * 0.2
    if supports != opposes:
        other = (1 - _PHRASE) / 4
        sides = (_PHRASE, other) if supports else (other, _PHRASE)
        return (*sides, other, 2 * other)
    if said.weighs or (said.contrasts and said.of_measure > 0):
        # A gain, and something against it: which weighs more, words alone do not say.
        return 0.4 * chance, 0.4 * (1 - chance), 0.1, 0.5
    if said.of_measure:
        left = (1 - _EFFECT) / 3
        return (_EFFECT, left, left, left) if said.of_measure > 0 else (left, _EFFECT, left, left)
    sure = max(chance, 1 - chance)
    if sure < SURE_FROM or len(text.split()) < WORDS_FROM:
        return 0.45 * chance, 0.45 * (1 - chance), 0.05, 0.5
    return 0.95 * chance, 0.95 * (1 - chance), 0.02, 0.03
