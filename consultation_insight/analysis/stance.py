"""Position towards a proposal: for, against, conditional or unclear."""

from __future__ import annotations

import re

import pandas as pd

from consultation_insight.corpus import Corpus
from consultation_insight.results import Stance

__all__ = ["score_stance"]

JUDGED_LANGUAGES = ("en", "", "und")

#: What people tick, as whole answers; the first that matches counts.
_TICKS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (stance, re.compile(pattern, re.IGNORECASE))
    for stance, pattern in (
        ("unclear", r"neither|neutral|don['’]?t know|do not know|unsure|not sure|undecided|no opinion|no view|mixed|prefer not"),
        ("against", r"\bdisagree|\boppos|\bagainst\b|\bobject|\breject|\bdo(?:n['’]t| not) (?:agree|support)|\bnot (?:at all )?(?:support|agree|in favou?r)|^no\b|unfavou?rabl|unsupportive"),
        ("for", r"\bagree|\bsupport|\bin favou?r|\bfor\b|^yes\b|\bapprove|favou?rabl|\bendorse"),
    )
)  # fmt: skip
_PROPOSAL = re.compile(
    r"\b(?:agree|disagree|support|oppose|in favou?r|proposals?|proposed|propose to|should (?!you|we be|be asking)|"
    r"introduc\w+|plans? to|ban(?:ning)?|abolish\w*|replac\w+)\b",
    re.IGNORECASE,
)
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


def score_stance(corpus: Corpus, *, question: str | None = None) -> Stance:
    """Say which position each live response takes towards the proposal of its question.

    A closed answer of the same respondent ("Strongly agree") decides; without one, or where it is
    neither yes nor no, the words do: phrases of support, of opposition and of conditions. Where
    words do not say it, the stance is ``unclear``. Tone is never taken for stance.

    Parameters
    ----------
    corpus : Corpus
        With closed answers where there are any.
    question : str, optional
        The proposal in words, for data whose questions do not put it. All open questions are
        then taken to be about it.

    Returns
    -------
    Stance
        One row a live response; ``stance`` and ``source`` are empty where the question puts no
        proposal.

    Examples
    --------
    >>> import pandas as pd
    >>> import consultation_insight as ci
    >>> corpus = ci.Corpus.from_responses(pd.DataFrame({"text": [
    ...     "I strongly support this.", "I oppose it.", "Fine, but only if it stays free.", "Hm."]}))
    >>> ci.score_stance(corpus, question="Close the road to cars").table["stance"].tolist()
    ['for', 'against', 'conditional', 'unclear']
    """
    live = corpus.live
    ticks = _ticks(corpus)
    rows = []
    for respondent, asked, text, language in zip(
        live["respondent_id"], live["question_id"], live["text"], live["language"], strict=True
    ):
        if not question and asked not in ticks:
            rows.append(("", float("nan"), ""))
            continue
        ticked = ticks.get(asked, {}).get(respondent, "")
        worded, chance = _of_words(text) if language in JUDGED_LANGUAGES else ("unclear", 0.5)
        if ticked in ("for", "against"):
            rows.append((ticked, 0.95, "closed answer"))
        elif ticked and worded == "unclear":
            rows.append(("unclear", 0.8, "closed answer"))
        else:
            rows.append((worded, chance, "model"))
    table = pd.DataFrame(rows, columns=["stance", "probability", "source"])
    table.insert(0, "response_id", live["response_id"].to_numpy())
    return Stance(
        base=int((table["stance"] != "").sum()),
        settings={"question": question},
        method=(
            "Position from the closed answer of the same respondent; without one, from phrases of "
            "support, opposition and condition in the words (English only)."
        ),
        table=table,
    )


def stance_of_tick(answer: str) -> str:
    """Read a closed answer as a stance; empty where it is none.

    Examples
    --------
    >>> from consultation_insight.analysis.stance import stance_of_tick
    >>> [stance_of_tick(answer) for answer in ("Tend to disagree", "Strongly agree", "Blue")]
    ['against', 'for', '']
    """
    return next((stance for stance, sign in _TICKS if sign.search(answer.strip())), "")


def _of_words(text: str) -> tuple[str, float]:
    """Stance and probability from the words alone."""
    supports, opposes = bool(_FOR.search(text)), bool(_AGAINST.search(text))
    if _CONDITION.search(text):
        return "conditional", 0.6
    if supports != opposes:
        return ("for", 0.7) if supports else ("against", 0.7)
    return "unclear", 0.5


def _ticks(corpus: Corpus) -> dict[str, dict[str, str]]:
    """For each open question that follows a vote on a proposal: respondents' votes on it.

    A closed question is a vote if its answers hold both a yes and a no, nearly all of them can be
    read as a stance, and its wording puts a proposal.
    """
    answers = corpus.answers
    votes: dict[str, dict[str, str]] = {}
    for asked, part in answers.groupby("question_id", sort=False):
        read = {answer: stance_of_tick(str(answer)) for answer in part["answer"].unique()}
        told = part["answer"].map(read)
        if {"for", "against"} <= set(told) and (told != "").mean() >= 0.9:
            votes[str(asked)] = dict(zip(part["respondent_id"], told, strict=True))
    questions = corpus.questions
    found: dict[str, dict[str, str]] = {}
    latest: dict[str, str] = {}
    for asked, wording, type_ in zip(
        questions["question_id"], questions["wording"], questions["type"], strict=True
    ):
        if asked in votes and _PROPOSAL.search(str(wording)):
            latest = votes[asked]
        elif type_ == "open" and (latest or _PROPOSAL.search(str(wording))):
            found[asked] = latest
    return found
