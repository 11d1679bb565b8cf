"""What kind of response each is: an answer, a campaign, politics, abuse, off topic, spam."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from consultation_insight.analysis._lobby import lobby_probability
from consultation_insight.corpus import Corpus
from consultation_insight.counting import Counting
from consultation_insight.errors import SettingsError
from consultation_insight.protocols import SentimentModel
from consultation_insight.results import KINDS, Kinds

__all__ = ["classify_kind"]

JUDGED_LANGUAGES = ("en", "", "und")
_JUDGED = ("political", "abuse", "off_topic", "spam")
LOBBY_FROM = 0.5
#: Measured on 1,523 replies to a civil servant's tweet, written for testing; see the head's card.
ERROR_NOTE = (
    " On 1,523 replies written for testing it found 75 % of abuse (92 % of what it called abuse was) and "
    "30 % of party politics (61 %)."
)
#: From this share of the answers to a question on, of so many at least, politics is what it asks about. Of the
#: renewal replies 4 % are called political; of answers to questions on elections and offices a third to nearly all.
_ASKED_ABOUT, _MANY = 0.25, 30
#: In a post, between these probabilities a text needs a word that bears it out.
_DOUBTFUL_POSTS = {"abuse": (0.5, 0.9), "political": (0.15, 0.6)}
#: Less than this is never said: the words need not be looked at.
_WORTH_ASKING = 0.15
#: A letter or a picture: numbers and marks alone say nothing that could be judged.
_SAYS = re.compile(r"[^\W\d_]|[\U0001F000-\U0001FAFF\u2600-\u27BF]")
Floats = npt.NDArray[np.float64]


def classify_kind(
    corpus: Corpus, *, min_probability: float = 0.3, model: SentimentModel | None = None
) -> Kinds:
    """Say what kind each live response is, and whether an organised interest speaks in it.

    A response of a campaign is ``campaign``. ``abuse`` insults somebody, ``political`` attacks or
    supports parties or politicians, ``off_topic`` and ``spam`` answer nothing; everything else
    is ``substantive``, and so is what the model does not know: no kind removes a response.
    Where more than a quarter of the answers to a question are political, politics is what it asks
    about, and they are substantive. Whether an organised interest speaks is told by the voice of
    the text ("our members").

    Parameters
    ----------
    corpus : Corpus
        After `find_campaigns`.
    min_probability : float
        Between 0 and 1. A response is called anything but substantive or campaign only from this
        probability. The default is low because the head learnt from plain cases: lower values
        find no more abuse in the third of the renewal replies on which it was chosen. Of a given
        model the kind must also be more probable than ``substantive``.
    model : object, optional
        Objects only: what `adapt` gives for ``"kind"``, or anything with ``score(texts)`` that
        gives the columns ``political``, ``abuse``, ``off_topic``, ``spam`` and ``substantive``.

    Returns
    -------
    Kinds
        One row a live response; shares with 95 % intervals.

    Raises
    ------
    SettingsError
        If ``min_probability`` is not between 0 and 1.

    Examples
    --------
    >>> import pandas as pd
    >>> import consultation_insight as ci
    >>> corpus = ci.Corpus.from_responses(pd.DataFrame({"text": [
    ...     "Ask carers what they need.", "You utter clowns!", "That's a bloody good question."]}))
    >>> ci.classify_kind(corpus).table["kind"].tolist()
    ['substantive', 'abuse', 'substantive']
    """
    table = judged(corpus.live, min_probability=min_probability, model=model)
    return kinds_of(corpus, table, min_probability=min_probability, model=model)


def kinds_of(
    corpus: Corpus,
    table: pd.DataFrame,
    *,
    min_probability: float = 0.3,
    model: SentimentModel | None = None,
) -> Kinds:
    """Make the result of what each response was judged to be."""
    if model is None:
        table = _settled(table, corpus.live)
    counting = Counting.of(corpus)
    return Kinds(
        base=counting.base(),
        settings={"min_probability": min_probability, "model": _name(model)},
        method=(
            f"Kinds by {_described(model)}, English only; campaigns as found; organised interests "
            f"by phrases of speaking for others.{ERROR_NOTE if model is None else ''}"
        ),
        table=table,
        shares=_shares_of(table, counting),
    )


def judged(
    live: pd.DataFrame, *, min_probability: float = 0.3, model: SentimentModel | None = None
) -> pd.DataFrame:
    """Judge each response by itself."""
    if not 0 <= min_probability <= 1:
        raise SettingsError.from_value(
            "min_probability", "classify_kind", "between 0 and 1", min_probability
        )
    texts = live["text"].tolist()
    read = [
        code in JUDGED_LANGUAGES and bool(text.strip())
        for text, code in zip(texts, live["language"], strict=True)
    ]
    # The same texts as `score_sentiment` judges, so that the heads read them once.
    posts = live["likes"].notna().to_numpy()  # accounts are gone after `redact`
    chances = _chances(
        [text for text, asked in zip(texts, read, strict=True) if asked], model, posts[read]
    )
    judged = np.array(read, dtype=bool)
    judged[judged] = says = [
        bool(_SAYS.search(text)) for text, asked in zip(texts, read, strict=True) if asked
    ]
    chances = chances[says]
    kinds = np.full(len(texts), "substantive", dtype="<U11")
    probability = np.full(len(texts), np.nan)
    best = chances[:, :-1].argmax(axis=1) if len(chances) else np.zeros(0, dtype=int)
    top = chances[np.arange(len(chances)), best]
    sure = top >= min_probability
    if model is not None:  # it states how rare kinds are itself; the head's own training cannot
        sure &= top > chances[:, -1]
    kinds[judged] = np.where(sure, np.array(_JUDGED)[best], "substantive")
    probability[judged] = np.where(sure, top, chances[:, -1])
    organised = (live["campaign_id"] != "").to_numpy()
    kinds[organised], probability[organised] = "campaign", 1.0
    speaking = {text: lobby_probability(text) for text in dict.fromkeys(texts)}
    lobby = np.array([speaking[text] for text in texts], dtype=float)
    speaks = (lobby >= LOBBY_FROM) & ~organised & (kinds == "substantive")
    return pd.DataFrame(
        {
            "response_id": live["response_id"].to_numpy(),
            "kind": pd.Series(kinds.tolist(), dtype="str"),
            "probability": probability.round(4),
            "lobby": speaks,
            "lobby_probability": lobby.round(4),
        }
    )


def _settled(table: pd.DataFrame, live: pd.DataFrame) -> pd.DataFrame:
    """Take politics for an answer where the question asks about it."""
    questions = live["question_id"].to_numpy()
    political = (table["kind"] == "political").to_numpy()
    shares = pd.Series(political).groupby(questions).agg(["size", "mean"])
    asked = shares.index[(shares["size"] >= _MANY) & (shares["mean"] > _ASKED_ABOUT)]
    answers = political & np.isin(questions, asked)
    if not answers.any():
        return table
    return table.assign(kind=table["kind"].mask(answers, "substantive"))


def _name(model: SentimentModel | None) -> str | None:
    return None if model is None else str(getattr(model, "name", type(model).__name__))


def _described(model: SentimentModel | None) -> str:
    if model is not None:
        return f"the given model {_name(model)}"
    from consultation_insight.models.heads import load_head

    return (
        "a classifier over word and character n-grams, static sentence vectors, word lists and VADER's "
        f"lexicon, head 'kind' version {load_head('kind').version}"
    )


def _chances(
    texts: list[str], model: SentimentModel | None, posts: npt.NDArray[np.bool_]
) -> Floats:
    """Probabilities of political, abuse, off_topic, spam and, last, of none of them."""
    if model is not None:
        return _of_given(model, texts)
    from consultation_insight.models.heads import load_head

    if not texts:
        return np.zeros((0, len(_JUDGED) + 1))
    number: dict[tuple[str, bool], int] = {}
    rows = [number.setdefault(key, len(number)) for key in zip(texts, posts.tolist(), strict=True)]
    different = [text for text, _ in number]
    head = load_head("kind")
    found = head.probabilities(different)
    found = _borne_out(list(number), found, head.classes)
    columns = dict(zip(head.classes, found.T, strict=True))
    nothing = np.zeros(len(different))
    return np.column_stack([columns.get(name, nothing) for name in (*_JUDGED, "other")])[rows]


def _borne_out(texts: Sequence[tuple[str, bool]], found: Floats, classes: Sequence[str]) -> Floats:
    """Take a kind for nothing where no word of the text bears it out.

    Among replies to a post abuse, politics and spam are at home: what the head is sure of, or only
    suspects of abuse, needs no word there.
    """
    from consultation_insight.models._kind_evidence import speaks_of

    found, other = found.copy(), classes.index("other")
    for kind in _JUDGED:
        if kind not in classes:
            continue
        column = classes.index(kind)
        least, most = _DOUBTFUL_POSTS.get(kind, (1.0, 1.0))
        for place in np.flatnonzero(found[:, column] >= _WORTH_ASKING):
            text, post = texts[int(place)]
            chance = float(found[place, column])
            if post and not least <= chance < most:
                continue
            if not speaks_of(kind, text, chance):
                found[place, other] += found[place, column]
                found[place, column] = 0.0
    return found


def _of_given(model: SentimentModel, texts: list[str]) -> Floats:
    columns = [*_JUDGED, "substantive"]
    found = model.score(texts)
    if set(columns) - set(found) or len(found) != len(texts):
        raise SettingsError(
            f"The model {_name(model)} for kinds must give the columns {', '.join(columns)} and "
            f"one row for each of {len(texts)} texts."
        )
    return found[columns].to_numpy(dtype=np.float64)


def _shares_of(table: pd.DataFrame, counting: Counting) -> pd.DataFrame:
    """How many responses are of each kind, under each rule for campaigns."""
    speaks = table.loc[table["lobby"], "response_id"]
    names = [*table["kind"], *["lobby"] * len(speaks)]
    counts = counting.views(names, [*table["response_id"], *speaks])
    shown = pd.Index([*KINDS, "lobby"], name="kind")
    return counting.with_shares(counts.reindex(shown, fill_value=0)).reset_index()
