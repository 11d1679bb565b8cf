"""Tone: positive, neutral, negative or mixed, for each response and each of its sentences."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from consultation_insight.corpus import Corpus
from consultation_insight.errors import SettingsError
from consultation_insight.protocols import SentimentModel
from consultation_insight.results import Sentiment
from consultation_insight.text import split_sentences

__all__ = ["score_sentiment"]

CLASSES = ("positive", "neutral", "negative")
#: Languages that the head was made for; texts whose language nobody determined are tried.
SCORED_LANGUAGES = ("en", "", "und")
#: Both tones must be at least this probable, each in a sentence of its own, to make it mixed.
MIXED_FROM = 0.9
#: The heads of the package, and how often each is right: mean recall of the three tones.
HEAD_OF = {"static": "sentiment", "minilm": "sentiment_minilm"}
ERROR_NOTE = {
    "static": "67 % of each tone on average",
    "minilm": "69 % of each tone on average",
}
_READS = {
    "static": "a classifier over word and character n-grams, runs of word pieces, static sentence vectors "
    "and VADER's lexicon",
    "minilm": "MiniLM, fine-tuned on tone",
}
Floats = npt.NDArray[np.float64]


def score_sentiment(
    corpus: Corpus,
    *,
    model: str | SentimentModel = "static",
    min_probability: float = 0.0,
) -> Sentiment:
    """Judge the tone of each live response.

    A response is judged as a whole, and each of its sentences for itself. It is mixed where one
    sentence is positive and another negative, each with a probability of at least 0.9. Tone is
    not stance: a warm answer may oppose what is proposed.

    Parameters
    ----------
    corpus : Corpus
        After `detect_languages`; responses known not to be English are not scored, and say so.
    model : str or SentimentModel
        ``"static"``, the head that ships with the package; ``"minilm"``, a better one for
        computers with the extra ``[minilm]``; ``"transformers:NAME"``, a classifier of Hugging
        Face that is on this computer (extra ``[transformers]``); or an object with
        ``score(texts)``, for instance what `adapt` gives.
    min_probability : float
        Between 0 and 1. A response whose most probable tone is less probable gets none: the
        model abstains.

    Returns
    -------
    Sentiment
        One row a live response, in the corpus's order; the sentences of those that were scored.

    Raises
    ------
    SettingsError
        If a setting has a value that it may not have.
    ModelNotAvailable
        If the model or the extra that it needs is not installed.

    Examples
    --------
    >>> import pandas as pd
    >>> import consultation_insight as ci
    >>> corpus = ci.Corpus.from_responses(pd.DataFrame({"text": [
    ...     "The new library is wonderful, thank you!", "The buses are dirty and always late."]}))
    >>> ci.score_sentiment(corpus).table["sentiment"].tolist()
    ['positive', 'negative']
    """
    if not 0 <= min_probability <= 1:
        raise SettingsError.from_value(
            "min_probability", "score_sentiment", "between 0 and 1", min_probability
        )
    judge, method = _judge(model)
    live = corpus.live
    texts = live["text"].tolist()
    why_not = [_why_not(text, code) for text, code in zip(texts, live["language"], strict=True)]
    scored = [place for place, reason in enumerate(why_not) if not reason]
    pieces = [split_sentences(texts[place]) or [(0, len(texts[place]))] for place in scored]
    chances = np.full((len(texts), 3), np.nan)
    tones = np.full(len(texts), "", dtype="<U8")
    whole, parts = _all_probabilities(judge, [texts[place] for place in scored], pieces)
    for at, place in enumerate(scored):
        tones[place], chances[place] = _tone(whole[at], parts[at]), whole[at]
    best = np.where(np.isnan(chances[:, 0]), np.nan, _highest(chances, tones))
    for place in scored:
        if best[place] < min_probability:
            tones[place], why_not[place] = "", "not sure enough"
    table = pd.DataFrame(
        {
            "response_id": live["response_id"].to_numpy(),
            "sentiment": pd.Series(tones.tolist(), dtype="str"),
            "probability": best.round(4),
            "positive": chances[:, 0].round(4),
            "neutral": chances[:, 1].round(4),
            "negative": chances[:, 2].round(4),
            "why_not": pd.Series(why_not, dtype="str"),
        }
    )
    ids = live["response_id"].tolist()
    sentences = _sentence_table([ids[place] for place in scored], pieces, parts)
    return Sentiment(
        base=int((table["sentiment"] != "").sum()),
        settings={
            "model": model if isinstance(model, str) else _name(model),
            "min_probability": min_probability,
        },
        method=method,
        table=table,
        sentences=sentences,
    )


class _Head:
    """The head that ships with the package."""

    def __init__(self, name: str) -> None:
        from consultation_insight.models.heads import load_head

        self._head = load_head(name)
        self.name, self.version = name, self._head.version
        self._order = [self._head.classes.index(name) for name in CLASSES]

    def probabilities(self, texts: Sequence[str]) -> Floats:
        found: Floats = self._head.probabilities(texts)
        return found[:, self._order]


class _Outside:
    """Somebody's own model."""

    def __init__(self, model: SentimentModel) -> None:
        self._model = model

    def probabilities(self, texts: Sequence[str]) -> Floats:
        found = self._model.score(texts)
        missing = [name for name in CLASSES if name not in found]
        if missing or len(found) != len(texts):
            raise SettingsError(
                f"The sentiment model {_name(self._model)} must give the columns "
                f"{', '.join(CLASSES)} and one row for each of {len(texts)} texts."
            )
        return found[list(CLASSES)].to_numpy(dtype=np.float64)


def _judge(model: str | SentimentModel) -> tuple[_Head | _Outside, str]:
    if isinstance(model, str) and model in HEAD_OF:
        head = _Head(HEAD_OF[model])
        return head, (
            f"Tone by {_READS[model]} (head {head.name!r}, version {head.version}); English only. On "
            f"tweets that it had not seen it finds {ERROR_NOTE[model]}."
        )
    if isinstance(model, str) and model.startswith("transformers:"):
        from consultation_insight.models.classifiers import TransformersTone

        model = TransformersTone(model.removeprefix("transformers:"))
    if not isinstance(model, str) and callable(getattr(model, "score", None)):
        return _Outside(model), f"Tone by the given model {_name(model)}."
    raise SettingsError.from_value(
        "model",
        "score_sentiment",
        "'static', 'minilm', 'transformers:NAME' or an object with 'score'",
        model,
    )


def _name(model: SentimentModel) -> str:
    return str(getattr(model, "name", type(model).__name__))


def _why_not(text: str, language: str) -> str:
    if language not in SCORED_LANGUAGES:
        return f"language {language} is not scored"
    return "" if text.strip() else "no text"


def _all_probabilities(
    judge: _Head | _Outside, texts: list[str], pieces: list[list[tuple[int, int]]]
) -> tuple[Floats, list[Floats]]:
    """Score whole texts and their sentences, each different passage once.

    Whole texts go first and alone: another step has judged the same ones, and what was read from
    them is still at hand.
    """
    number = {text: row for row, text in enumerate(dict.fromkeys(texts))}
    found = judge.probabilities(list(number)) if number else np.zeros((0, 3))
    whole = found[[number[text] for text in texts]]
    several = [
        [text[a:b] for a, b in spans] if len(spans) > 1 else []
        for text, spans in zip(texts, pieces, strict=True)
    ]
    place = {part: row for row, part in enumerate(dict.fromkeys(p for ps in several for p in ps))}
    of_parts = judge.probabilities(list(place)) if place else np.zeros((0, 3))
    parts = [
        of_parts[[place[part] for part in some]] if some else one[None, :]
        for some, one in zip(several, whole, strict=True)
    ]
    return whole, parts


def _tone(whole: Floats, parts: Floats) -> str:
    """Name the tone of a response from its own and its sentences' probabilities."""
    if len(parts) > 1 and parts[:, 0].max() >= MIXED_FROM and parts[:, 2].max() >= MIXED_FROM:
        return "mixed"
    return CLASSES[int(whole.argmax())]


def _highest(chances: Floats, tones: npt.NDArray[np.str_]) -> Floats:
    """The probability of what was given; of mixed, that either tone holds."""
    either = chances[:, 0] + chances[:, 2]
    return np.where(tones == "mixed", either, np.nan_to_num(chances).max(axis=1))


def _sentence_table(
    ids: list[str], pieces: list[list[tuple[int, int]]], parts: list[Floats]
) -> pd.DataFrame:
    chances = np.vstack(parts) if parts else np.zeros((0, 3))
    spans = [span for spans in pieces for span in spans]
    return pd.DataFrame(
        {
            "response_id": [one for one, spans in zip(ids, pieces, strict=True) for _ in spans],
            "start": pd.Series([start for start, _ in spans], dtype="int64"),
            "end": pd.Series([end for _, end in spans], dtype="int64"),
            "sentiment": [CLASSES[column] for column in chances.argmax(axis=1)],
            "probability": chances.max(axis=1, initial=0).round(4),
        }
    )
