"""Where in a corpus words are used: all through it, or in one place."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from consultation_insight.analysis._words.phrases import given_phrases
from consultation_insight.analysis._words.tokens import WORD, Tokens, number_tokens
from consultation_insight.corpus import Corpus
from consultation_insight.word_results import Dispersion

__all__ = ["dispersion"]

Ints = npt.NDArray[np.int64]


def dispersion(corpus: Corpus, terms: Sequence[str], *, parts: int = 20) -> Dispersion:
    """Find where in the corpus terms are used.

    The live responses are put in the order of time, or of the source where it has no times, and
    read as one row of words. A term that comes in one burst was a campaign, or an event.

    Parameters
    ----------
    corpus : Corpus
    terms : sequence of str
        Words or phrases; case does not matter.
    parts : int
        Into how many parts of equal length the corpus is cut to measure evenness.

    Returns
    -------
    Dispersion
        In the order of ``terms``. ``dispersion`` is Gries's (2008) DP over the parts: 0 where
        each has its share, towards 1 where one has all; missing where a term is not used.

    Examples
    --------
    >>> import pandas as pd
    >>> from consultation_insight import Corpus, dispersion
    >>> corpus = Corpus.from_responses(pd.DataFrame({"text": ["parks now", "more parks", "buses"]}))
    >>> result = dispersion(corpus, ["parks", "buses"])
    >>> result.to_frame()[["term", "mentions", "responses"]].to_numpy().tolist()
    [['parks', 2, 2], ['buses', 1, 1]]
    >>> result.places["position"].round(2).tolist()
    [0.0, 0.6, 0.8]
    """
    live = corpus.live.sort_values("created_at", kind="stable", na_position="last")
    tokens = number_tokens(live["text"])
    word = tokens.kinds[tokens.ids] == WORD
    order = np.cumsum(word) - 1
    total = max(int(word.sum()), 1)
    ids = live["response_id"].to_numpy()
    rows, places = [], []
    for term in terms:
        starts = _starts(tokens, term)
        positions = order[starts] / total
        texts = tokens.texts[starts]
        rows.append((term, len(starts), len(np.unique(texts)), _evenness(positions, parts)))
        places.append(
            pd.DataFrame({"term": term, "response_id": ids[texts], "position": positions})
        )
    columns = ["term", "mentions", "responses", "dispersion"]
    empty = pd.DataFrame({"term": [], "response_id": [], "position": []})
    return Dispersion(
        table=pd.DataFrame(rows, columns=columns),
        places=pd.concat(places, ignore_index=True) if places else empty,
        base=corpus.base,
        settings={"terms": list(terms), "parts": parts},
        method=f"Places of each term among {total:,} words in order of time; evenness over "
        f"{parts} equal parts by deviation of proportions (Gries, 2008).",
    )


def _starts(tokens: Tokens, term: str) -> Ints:
    """The tokens with which a term begins."""
    cut = number_tokens([term])
    words = [cut.terms[number] for number in cut.ids[:-1]]
    if len(words) == 1 and words[0] in tokens.terms:
        return np.flatnonzero(tokens.ids == tokens.terms.index(words[0]))
    found = given_phrases(tokens, [words])
    return found[0].starts if found else np.zeros(0, dtype=np.int64)


def _evenness(positions: npt.NDArray[np.float64], parts: int) -> float:
    if not len(positions):
        return float("nan")
    uses = np.bincount((positions * parts).astype(np.int64), minlength=parts)
    return float(np.abs(uses / len(positions) - 1 / parts).sum() / 2)
