"""Position towards a proposal: for, against, conditional or unclear."""

from __future__ import annotations

import re

import pandas as pd

from consultation_insight.corpus import Corpus
from consultation_insight.results import Stance

__all__ = ["score_stance"]

#: For each open question about a proposal: its words, and the votes of respondents on it.
Proposals = dict[str, tuple[str, dict[str, str]]]

JUDGED_LANGUAGES = ("en", "", "und")
#: The model speaks from this probability on, and not of scraps: of those a tone says nothing.
SURE_FROM = 0.6
WORDS_FROM = 5

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
    return stance_of(judged(corpus.live, proposals_of(corpus, question)), question)


def judged(live: pd.DataFrame, proposals: Proposals) -> pd.DataFrame:
    """The stance of each response, with its probability and where it is read from."""
    found = pd.DataFrame(
        {"stance": "", "probability": float("nan"), "source": ""}, index=live.index
    ).astype({"stance": "str", "source": "str"})
    for asked, part in live.groupby("question_id", sort=False):
        if asked in proposals:
            rows = _of_question(part, *proposals[str(asked)])
            found.loc[part.index, ["stance", "probability", "source"]] = pd.DataFrame(
                rows, index=part.index, columns=["stance", "probability", "source"]
            )
    found["probability"] = found["probability"].round(4)
    found.insert(0, "response_id", live["response_id"])
    return found


def stance_of(found: pd.DataFrame, question: str | None) -> Stance:
    """Make the result from the stance of each response."""
    return Stance(
        base=int((found["stance"] != "").sum()),
        settings={"question": question},
        method=(
            "Position from the closed answer of the same respondent; without one, from phrases of "
            "support, opposition and condition, else from a model of the words' relation to the "
            "proposal (head 'stance' version 1, English only), which is right about seven times in ten."
        ),
        table=found.reset_index(drop=True),
    )


def _of_question(
    part: pd.DataFrame, proposal: str, votes: dict[str, str]
) -> list[tuple[str, float, str]]:
    """Stance, probability and source of the responses to one question."""
    ticked = [votes.get(respondent, "") for respondent in part["respondent_id"]]
    english = part["language"].isin(JUDGED_LANGUAGES)
    asks_words = [tick not in ("for", "against") for tick in ticked]
    texts = part["text"].where(english, "").tolist()
    worded = dict.fromkeys(range(len(texts)), ("unclear", 0.5))
    places = [i for i, asked in enumerate(asks_words) if asked and texts[i].strip()]
    worded |= zip(places, _of_words([texts[i] for i in places], proposal), strict=True)
    rows = []
    for place, tick in enumerate(ticked):
        stance, chance = worded[place]
        if not asks_words[place]:
            rows.append((tick, 0.95, "closed answer"))
        elif tick and stance == "unclear":
            rows.append(("unclear", 0.8, "closed answer"))
        else:
            rows.append((stance, chance, "model"))
    return rows


def stance_of_tick(answer: str) -> str:
    """Read a closed answer as a stance; empty where it is none.

    Examples
    --------
    >>> from consultation_insight.analysis.stance import stance_of_tick
    >>> [stance_of_tick(answer) for answer in ("Tend to disagree", "Strongly agree", "Blue")]
    ['against', 'for', '']
    """
    return next((stance for stance, sign in _TICKS if sign.search(answer.strip())), "")


def _of_words(texts: list[str], proposal: str) -> list[tuple[str, float]]:
    """Stance and probability from the words alone."""
    from consultation_insight.models.relation import chance_of_support

    rows = []
    for text, chance in zip(texts, chance_of_support(texts, proposal), strict=True):
        supports, opposes = bool(_FOR.search(text)), bool(_AGAINST.search(text))
        if _CONDITION.search(text):
            rows.append(("conditional", 0.6))
        elif supports != opposes:
            rows.append(("for" if supports else "against", 0.8))
        elif max(chance, 1 - chance) < SURE_FROM or len(text.split()) < WORDS_FROM:
            rows.append(("unclear", 0.5))
        else:
            rows.append(("for", float(chance)) if chance > 0.5 else ("against", float(1 - chance)))
    return rows


def proposals_of(corpus: Corpus, question: str | None) -> Proposals:
    """For each open question about a proposal: the proposal's words and respondents' votes on it.

    A closed question is a vote if its answers hold both a yes and a no, nearly all of them can be
    read as a stance, and its wording puts a proposal. It is a vote for the open questions that
    follow it, up to the next vote.
    """
    votes: dict[str, dict[str, str]] = {}
    for asked, part in corpus.answers.groupby("question_id", sort=False):
        read = {answer: stance_of_tick(str(answer)) for answer in part["answer"].unique()}
        told = part["answer"].map(read)
        if {"for", "against"} <= set(told) and (told != "").mean() >= 0.9:
            votes[str(asked)] = dict(zip(part["respondent_id"], told, strict=True))
    questions = corpus.questions
    found: Proposals = {}
    latest: tuple[str, dict[str, str]] | None = None
    for asked, wording, type_ in zip(
        questions["question_id"], questions["wording"], questions["type"], strict=True
    ):
        if asked in votes and _PROPOSAL.search(str(wording)):
            latest = (str(wording), votes[asked])
        elif type_ == "open":
            if latest:
                found[asked] = (question or latest[0], latest[1])
            elif question or _PROPOSAL.search(str(wording)):
                found[asked] = (question or str(wording), {})
    return found
