"""Position towards a proposal: for, against, conditional or unclear."""

from __future__ import annotations

import re
from functools import partial

import numpy as np
import numpy.typing as npt
import pandas as pd

from consultation_insight._tables import empty
from consultation_insight.corpus import Corpus
from consultation_insight.errors import SettingsError
from consultation_insight.results import STANCES as POSITIONS
from consultation_insight.results import Stance

__all__ = ["score_stance"]

#: For each open question about a proposal: its words, and the votes of respondents on it.
Proposals = dict[str, tuple[str, dict[str, str]]]

#: A column that says on which side a representation is, whatever was proposed.
_SIDES = re.compile(
    r"(?:.* [–-] )?(?:your |respondent'?s? )?(?:stance|position|support (?:or|/) object(?:ion)?|object(?:ion)? (?:or|/) support|"
    r"(?:representation|comment|response|submission) (?:type|stance|nature)|(?:type|nature) of (?:representation|comment|response|submission))",
    re.IGNORECASE,
)
_NO_WORDS = "the proposal"
JUDGED_LANGUAGES = ("en", "", "und")
#: What people tick, as whole answers; the first that matches counts.
_TICKS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (stance, re.compile(pattern, re.IGNORECASE))
    for stance, pattern in (
        ("unclear", r"neither|neutral|don['’]?t know|do not know|unsure|not sure|undecided|no opinion|no view|mixed|prefer not|^(?:general )?(?:comments?|observations?)(?: only)?$"),
        ("against", r"\bdisagree|\boppos|\bagainst\b|\bobject|\breject|\bdo(?:n['’]t| not) (?:agree|support)|\bnot (?:at all )?(?:support|agree|in favou?r)|^no\b|unfavou?rabl|unsupportive"),
        ("for", r"\bagree|\bsupport|\bin favou?r|\bfor\b|^yes\b|\bapprove|favou?rabl|\bendorse"),
    )
)  # fmt: skip
_PROPOSAL = re.compile(
    r"\b(?:agree|disagree|support|oppose|in favou?r|proposals?|proposed|propose to|should (?!you|we be|be asking)|"
    r"introduc\w+|plans? to|ban(?:ning)?|abolish\w*|replac\w+)\b",
    re.IGNORECASE,
)
#: "What should we change?" and "What support do you need?" ask for proposals and put none ...
_ASKS_FOR_ONE = re.compile(r"\s*[\W\d]*(?:q\d+\w?\W+)?(?:\w\W+)?(?:what|which|how|who|whom|whose|where|when)\b", re.IGNORECASE)  # fmt: skip
#: ... unless they ask what somebody thinks of one.
_PUTS_ONE = re.compile(
    r"\b(?:proposals?|proposed|propose to|in favou?r|agree|disagree|you (?:\w+ ){0,2}(?:support|oppose)"
    r"|supportive|opposed|opposition"
    r"|(?:think|feel|view|opinion|thought|comment|say|concern|reason)\w* (?:of|about|on|for|to|towards|that|with))\b",
    re.IGNORECASE,
)


def puts_proposal(wording: str) -> bool:
    """Whether a question puts something that one can be for or against.

    Examples
    --------
    >>> from consultation_insight.analysis.stance import puts_proposal
    >>> [puts_proposal(asked) for asked in (
    ...     "Should the road be closed?", "What should we change?", "What do you think of the plan to close it?")]
    [True, False, True]
    """
    if not _PROPOSAL.search(wording):
        return False
    return not _ASKS_FOR_ONE.match(wording) or bool(_PUTS_ONE.search(wording))


def score_stance(
    corpus: Corpus,
    *,
    question: str | None = None,
    min_probability: float = 0.0,
    examples: pd.DataFrame | None = None,
) -> Stance:
    """Say which position each live response takes towards the proposal of its question.

    A closed answer of the same respondent ("Strongly agree") decides; without one the words do:
    phrases of support, of opposition and of conditions. Where words do not say it, and where the
    closed answer is neither yes nor no, the stance is ``unclear``, or ``conditional`` if the words
    put conditions. Tone is never taken for stance.

    Parameters
    ----------
    corpus : Corpus
        With closed answers where there are any.
    question : str, optional
        The proposal in words, for data whose questions do not put it. All open questions are
        then taken to be about it.
    min_probability : float
        Between 0 and 1. What the words say with less probability becomes ``unclear``.
    examples : pandas.DataFrame, optional
        Objects only. Responses whose stance a person has read: ``stance``, and ``response_id`` (of this corpus)
        or ``text``. The model learns from them, for each question by itself; those of this corpus
        keep what the person said. 50 or more are worth it.

    Returns
    -------
    Stance
        One row a live response; ``stance`` and ``source`` are empty where the question puts no
        proposal, and where the words are not English and no closed answer says it. ``disagree``
        holds the responses whose words and closed answer say opposite things: read these.

    Raises
    ------
    SettingsError
        If a setting has a value that it may not have, or the examples lack a column.

    Examples
    --------
    >>> import pandas as pd
    >>> import consultation_insight as ci
    >>> corpus = ci.Corpus.from_responses(pd.DataFrame({"text": [
    ...     "I strongly support this.", "I oppose it.", "Fine, but only if it stays free.", "Hm."]}))
    >>> ci.score_stance(corpus, question="Close the road to cars").table["stance"].tolist()
    ['for', 'against', 'conditional', 'unclear']
    """
    if not 0 <= min_probability <= 1:
        raise SettingsError.from_value(
            "min_probability", "score_stance", "between 0 and 1", min_probability
        )
    known = _examples(examples, corpus.live)
    found = judged(corpus.live, proposals_of(corpus, question), known, min_probability)
    return stance_of(found, question, min_probability, len(known))


def judged(
    live: pd.DataFrame,
    proposals: Proposals,
    known: pd.DataFrame | None = None,
    min_probability: float = 0.0,
) -> pd.DataFrame:
    """The stance of each response, with its probability and where it is read from."""
    known = _examples(None, live) if known is None else known
    columns = ["stance", "probability", "source", "ticked", "worded", "sure"]
    found = pd.DataFrame("", index=live.index, columns=columns).astype("str")
    found[["probability", "sure"]] = float("nan")
    for asked, part in live.groupby("question_id", sort=False):
        if asked in proposals:
            rows = _of_question(part, *proposals[str(asked)], known, min_probability)
            found.loc[part.index, columns] = pd.DataFrame(rows, index=part.index, columns=columns)
    found[["probability", "sure"]] = found[["probability", "sure"]].round(4)
    found.insert(0, "response_id", live["response_id"])
    return found


def stance_of(
    found: pd.DataFrame, question: str | None, min_probability: float = 0.0, examples: int = 0
) -> Stance:
    """Make the result from the stance of each response."""
    table = found[["response_id", "stance", "probability", "source"]].reset_index(drop=True)
    return Stance(
        base=int((table["stance"] != "").sum()),
        settings={
            "question": question,
            "min_probability": min_probability,
            "examples": examples,
        },
        method=_method(examples),
        table=table,
        disagree=_disagree(found),
    )


def _method(examples: int) -> str:
    taught = f", taught by {examples} responses that a person read" if examples else ""
    return (
        "Position from the closed answer of the same respondent (one that is neither yes nor no "
        "counts on no side); without one, from phrases of "
        "support, opposition and condition, else from a model of the words' relation to the "
        f"proposal (head 'stance' version 4, English only{taught}), which is right about seven "
        "times in ten."
    )


def _examples(examples: pd.DataFrame | None, live: pd.DataFrame) -> pd.DataFrame:
    """What a person read: text, stance, and the response and question where they are known."""
    if examples is None:
        return empty("response_id", "question_id", "text", "stance")
    lacks = "stance" not in examples.columns or not {"response_id", "text"} & set(examples.columns)
    if lacks:
        raise SettingsError(
            "The examples of score_stance need the column 'stance' and 'response_id' or 'text'; "
            f"they have {', '.join(map(str, examples.columns))}."
        )
    wrong = sorted(set(examples["stance"].dropna()) - set(POSITIONS))
    if wrong:
        raise SettingsError.from_value(
            "stance", "the examples of score_stance", f"one of {', '.join(POSITIONS)}", wrong[0]
        )
    examples = examples[examples["stance"].isin(POSITIONS)]
    if "response_id" not in examples.columns:
        return examples[["text", "stance"]].assign(response_id="", question_id="")
    own = live[["response_id", "question_id", "text"]]
    return examples[["response_id", "stance"]].merge(own, on="response_id")


def _of_question(
    part: pd.DataFrame,
    proposal: str,
    votes: dict[str, str],
    known: pd.DataFrame,
    min_probability: float,
) -> list[tuple[str, float, str, str, str, float]]:
    """Stance, probability, source; and what tick and words say, each response of one question."""
    ticked = [votes.get(respondent, "") for respondent in part["respondent_id"]]
    words_read = part["language"].isin(JUDGED_LANGUAGES).tolist()
    texts = [text if read else "" for text, read in zip(part["text"], words_read, strict=True)]
    worded = dict.fromkeys(range(len(texts)), ("unclear", 0.5))
    places = [place for place, text in enumerate(texts) if text.strip()]
    about = known[known["question_id"].isin(["", part["question_id"].iloc[0]])]
    # Copies are read once.
    number: dict[str, int] = {}
    rows_of = [number.setdefault(texts[place], len(number)) for place in places]
    for place, chances in zip(
        places, _of_words(list(number), proposal, about)[rows_of], strict=True
    ):
        best = int(chances.argmax())
        sure = float(chances[best])
        worded[place] = (POSITIONS[best], sure) if sure >= min_probability else ("unclear", sure)
    read = dict(zip(about["response_id"], about["stance"], strict=True))
    rows = []
    for place, (tick, response) in enumerate(zip(ticked, part["response_id"], strict=True)):
        stance, chance = worded[place]
        if response in read:
            given = (read[response], 1.0, "person")
        elif tick in ("for", "against"):
            given = (tick, 0.95, "closed answer")
        elif tick and stance != "conditional":  # who ticks neither is not counted on a side
            given = ("unclear", 0.8, "closed answer")
        elif not words_read[place]:
            given = ("", float("nan"), "")
        else:
            given = (stance, chance, "model")
        rows.append((*given, tick, stance, chance))
    return rows


def _of_words(texts: list[str], proposal: str, known: pd.DataFrame) -> npt.NDArray[np.float64]:
    """Chances of `POSITIONS` from the words alone, once learnt from what a person read."""
    from consultation_insight.models.stance.positions import chances_of_positions

    if known["stance"].nunique() < 2:
        return chances_of_positions(texts, proposal)
    from consultation_insight.models.adapting import learn_on_top

    model = learn_on_top(
        "stance",
        POSITIONS,
        partial(chances_of_positions, proposal=proposal),
        known["text"].tolist(),
        known["stance"].tolist(),
    )
    return model.score(texts)[list(POSITIONS)].to_numpy()


def _disagree(found: pd.DataFrame) -> pd.DataFrame:
    """Responses that say for with a tick and against with words, or the other way round."""
    sides = ("for", "against")
    apart = found[
        found["ticked"].isin(sides)
        & found["worded"].isin(sides)
        & (found["ticked"] != found["worded"])
    ]
    told = apart[["response_id", "ticked", "worded", "sure"]]
    told = told.rename(columns={"sure": "probability"})
    return told.sort_values("probability", ascending=False, kind="stable").reset_index(drop=True)


def stance_of_tick(answer: str) -> str:
    """Read a closed answer as a stance; empty where it is none.

    Examples
    --------
    >>> from consultation_insight.analysis.stance import stance_of_tick
    >>> [stance_of_tick(answer) for answer in ("Tend to disagree", "Strongly agree", "Blue")]
    ['against', 'for', '']
    """
    return next((stance for stance, sign in _TICKS if sign.search(answer.strip())), "")


def proposals_of(corpus: Corpus, question: str | None) -> Proposals:
    """For each open question about a proposal: the proposal's words and respondents' votes on it.

    A closed question is a vote if its answers hold both a yes and a no, nearly all of them can be
    read as a stance, and its wording puts a proposal. It is a vote for the open questions that
    follow it, up to the next vote. A column "Stance" or "Position" is a vote for all of them.
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
    sides = [
        asked
        for asked, wording in zip(questions["question_id"], questions["wording"], strict=True)
        if asked in votes and _SIDES.fullmatch(str(wording).strip())
    ]
    if len(sides) == 1:
        latest = (question or _NO_WORDS, votes[sides[0]])
    for asked, wording, type_ in zip(
        questions["question_id"], questions["wording"], questions["type"], strict=True
    ):
        if asked in votes and puts_proposal(str(wording)):
            latest = (str(wording), votes[asked])
        elif type_ == "open":
            if latest:
                found[asked] = (question or latest[0], latest[1])
            elif question or puts_proposal(str(wording)):
                found[asked] = (question or str(wording), {})
    return found
