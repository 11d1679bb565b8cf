"""Which position a text takes towards somebody or something that is only named: "Support X".

A proposal says what is to be done; a name does not. So a text counts where it names the target, or is
about what the target is about by its static vector, and then its tone is taken for its position.
Words that stand right before the name ("vote X", "stop X", "pro-X", also within a hashtag) speak first.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from consultation_insight.models.embeddings import embed
from consultation_insight.models.heads import load_head

__all__ = ["chances_towards", "target_of"]

#: Texts are about the target from this cosine on. Chosen on the training tweets of five targets
#: (SemEval 2016, task 6), of which each alone is best between 0.1 and 0.2.
ABOUT_FROM = 0.15
#: How often words before the name were right there, and the share of tones that were.
_SAID, _TONE = 0.7, 0.9

_TARGET = re.compile(
    r"^\W*(?:(?:do|would|should|will) (?:you|we|people) )?(?:support|back|vote for)\w* (?:the |an? )?"
    r"(?P<name>(?:[\w'’.&-]+ ?){1,4})\W*$",
    re.IGNORECASE,
)
#: What stands in a proposal and in no name.
_PLAN = re.compile(
    r"\b(?:to|for|if|that|plans?|propos\w+|polic(?:y|ies)|this|it|\w+ing)\b", re.IGNORECASE
)
_PRO = (
    r"(?:pro|vote(?: for)?|voting(?: for)?|team|ready for|(?:i'?m|we'?re|i am|we are) (?:with|for)|stand with|"
    r"support\w*|go|love|yes(?: to)?|save|defend|need|back|proud(?: of)?|thank(?:s| you)?)"
)
_CON = r"(?:anti|stop\w*|no|never|not|dump|ban|against|end|hate|boycott|reject\w*|oppos\w+|abolish|fight\w*|defund)"
_HASHTAG = re.compile(r"#(\w+)")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z0-9])|(?<=[A-Z])(?=[A-Z][a-z])")


def target_of(proposal: str) -> str:
    """The name in "Support X"; empty where something is proposed.

    Examples
    --------
    >>> from consultation_insight.models.stance.targets import target_of
    >>> [target_of(one) for one in ("Do you support Ada Lovelace?", "Support closing the road")]
    ['Ada Lovelace', '']
    """
    match = _TARGET.match(proposal)
    name = match["name"].strip() if match else ""
    return "" if _PLAN.search(name) else name


def chances_towards(texts: Sequence[str], target: str) -> npt.NDArray[np.float64]:
    """Chances that each text is for the target, against it, or says neither.

    Examples
    --------
    >>> from consultation_insight.models.stance.targets import chances_towards
    >>> chances_towards(["Vote Lovelace!", "#StopLovelace", "Bread is dear"], "Ada Lovelace").argmax(1)
    array([0, 1, 2])
    """
    head = load_head("sentiment")
    found = head.probabilities(texts)
    good, bad = (found[:, head.classes.index(name)] for name in ("positive", "negative"))
    near = embed(texts) @ embed([target])[0] >= ABOUT_FROM
    named, pro, con = _signs(target)
    rows = []
    for text, warm, about in zip(texts, good / (good + bad), near.tolist(), strict=True):
        plain = _words(text)
        praised, damned = bool(pro.search(plain)), bool(con.search(plain))
        if praised != damned:
            left = (1 - _SAID) / 2
            rows.append((_SAID, left, left) if praised else (left, _SAID, left))
        elif about or named.search(plain):
            rows.append((_TONE * warm, _TONE * (1 - warm), 1 - _TONE))
        else:
            rows.append((0.4 * warm, 0.4 * (1 - warm), 0.6))
    return np.asarray(rows, dtype=np.float64).reshape(len(texts), 3)


def _words(text: str) -> str:
    """Small letters, with the words of a hashtag apart where capitals tell them."""
    apart = _HASHTAG.sub(lambda tag: _HUMP.sub(" ", tag[1]), text)
    return apart.lower().replace("-", " ").replace("’", "'")


def _signs(target: str) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """The target's name, and words for and against right before it; its words may end otherwise."""
    words = [word for word in re.findall(r"\w+", target.lower()) if len(word) > 3] or [
        target.lower()
    ]
    stems = [re.escape(word[: max(5, len(word) - 2)]) + r"\w*" for word in words]
    name = f"(?:{'|'.join(stems)})"
    between = r" (?:the |an? |our )?"
    return (
        re.compile(rf"\b{name}"),
        re.compile(rf"\b{_PRO}{between}{name}"),
        re.compile(rf"\b{_CON}{between}{name}"),
    )
