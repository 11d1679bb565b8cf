"""Which words set a group apart from the rest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from consultation_insight.analysis._words.association import two_by_two
from consultation_insight.analysis._words.tokens import (
    WORD,
    Tokens,
    count_distinct,
    main_language,
    number_tokens,
    stop_mask,
)
from consultation_insight.corpus import Corpus
from consultation_insight.errors import TooFewResponses
from consultation_insight.results import Keyness

__all__ = ["keyness"]

_Z95 = 1.959963984540054
Ints = npt.NDArray[np.int64]


def keyness(
    corpus: Corpus,
    *,
    group: dict[str, Any],
    min_mentions: int = 3,
    stop_words: Sequence[str] = (),
) -> Keyness:
    """Compare the words of a group of live responses with those of all other live responses.

    Parameters
    ----------
    corpus : Corpus
    group : dict
        Columns of the responses or attributes of the respondents, with the value or values that
        make the group, as for `Corpus.filter`.
    min_mentions : int
        Words used less often in both together are left out.
    stop_words : sequence of str
        As for `count_terms`.

    Returns
    -------
    Keyness
        Words that the group uses more, strongest first, then those that it uses less.
        ``log_likelihood`` is G² of the two-by-two table (Dunning, 1993); ``log_ratio`` the base-2
        logarithm of the ratio of the relative frequencies, half a mention added to each where one
        is 0 (Hardie, 2014), with its 95 % interval; ``p_adjusted`` controls the false discovery
        rate over all words (Benjamini and Hochberg, 1995); ``dispersion`` is Gries's (2008) DP
        over the responses of the group: 0 where each response uses the word as its length would
        let expect, 1 where one uses it alone.

    Raises
    ------
    TooFewResponses
        If the group or the rest is empty.

    Examples
    --------
    >>> import pandas as pd
    >>> from consultation_insight import Corpus, keyness
    >>> corpus = Corpus.from_responses(pd.DataFrame({
    ...     "text": ["bus bus bus stop", "bus train", "train train", "train stop"],
    ...     "language": ["cy", "cy", "en", "en"]}))
    >>> table = keyness(corpus, group={"language": "cy"}).to_frame()
    >>> table[["term", "mentions", "mentions_rest", "more_in"]].to_numpy().tolist()
    [['bus', 4, 0, 'group'], ['train', 1, 3, 'rest']]
    """
    live = corpus.live
    chosen = set(corpus.filter(**group).live["response_id"])
    inside = live["response_id"].isin(chosen).to_numpy()
    if not inside.any() or inside.all():
        which = "no response" if not inside.any() else "every response"
        raise TooFewResponses(f"The group holds {which}; there is nothing to compare.")
    tokens = number_tokens(live["text"])
    table = _table(tokens, inside, min_mentions)
    languages = sorted({main_language(live["language"]), *live["language"].unique()})
    table = table[~stop_mask(table["term"].tolist(), languages, stop_words)]
    table = table[~table["term"].str.fullmatch(r"\d+|.")]
    table["p_adjusted"] = _adjusted(table["p_value"].to_numpy())
    table["_less"] = table["more_in"] == "rest"
    table = table.sort_values(
        ["_less", "log_likelihood", "term"], ascending=[True, False, True], ignore_index=True
    )
    return Keyness(
        table=table.drop(columns="_less"),
        base=int(inside.sum()),
        settings={
            "group": dict(group),
            "min_mentions": min_mentions,
            "stop_words": list(stop_words),
        },
        method="Log-likelihood ratio of each word in the group against all other responses, "
        "false discovery rate by Benjamini and Hochberg.",
    )


def _table(tokens: Tokens, inside: npt.NDArray[np.bool_], min_mentions: int) -> pd.DataFrame:
    from scipy.stats import chi2

    word = tokens.kinds[tokens.ids] == WORD
    ids, texts = tokens.ids[word].astype(np.int64), tokens.texts[word]
    own = inside[texts]
    count = len(tokens.terms)
    group, rest = (np.bincount(ids[part], minlength=count) for part in (own, ~own))
    total, total_rest = int(own.sum()), int((~own).sum())
    kept = np.flatnonzero(group + rest >= max(min_mentions, 1))
    a, b = group[kept], rest[kept]
    likelihood = two_by_two(a, b, total - a, total_rest - b)
    ratio, low, high = _log_ratio(a, b, total, total_rest)
    responses = count_distinct(ids[own], texts[own].astype(np.int64), count)
    return pd.DataFrame(
        {
            "term": np.array([tokens.terms[number] for number in kept], dtype=object),
            "more_in": np.where(a * total_rest >= b * total, "group", "rest"),
            "mentions": a,
            "mentions_rest": b,
            "responses": responses[kept],
            "log_likelihood": likelihood,
            "p_value": chi2.sf(likelihood, 1),
            "log_ratio": ratio,
            "low": low,
            "high": high,
            "dispersion": _dispersion(ids[own], texts[own].astype(np.int64), count)[kept],
        }
    )


def _log_ratio(a: Ints, b: Ints, total: int, total_rest: int) -> tuple[Any, Any, Any]:
    """Log ratio in bits with its interval, by the delta method for a ratio of rates."""
    add = np.where((a == 0) | (b == 0), 0.5, 0.0)
    x, y = a + add, b + add
    ratio = np.log2((x / total) / (y / total_rest))
    error = _Z95 * np.sqrt(1 / x - 1 / total + 1 / y - 1 / total_rest) / np.log(2)
    return ratio, ratio - error, ratio + error


def _dispersion(ids: Ints, texts: Ints, count: int) -> npt.NDArray[np.float64]:
    """Gries's DP of each term over the texts; 0 is even, towards 1 uneven; nan where unused.

    Half the sum over all texts of |share of the text's words - share of the term's uses|. Texts
    without the term add their whole share, so only those with it are looked at.
    """
    width = int(texts.max()) + 1 if len(texts) else 1
    share = np.bincount(texts, minlength=width) / max(len(texts), 1)
    pairs, uses = np.unique(ids * width + texts, return_counts=True)
    term, text = pairs // width, pairs % width
    mentions = np.bincount(ids, minlength=count)
    apart = np.abs(share[text] - uses / mentions[term]) - share[text]
    total = 1 + np.bincount(term, weights=apart, minlength=count)
    return np.where(mentions > 0, total / 2, np.nan)


def _adjusted(p: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Adjust p-values for the false discovery rate (Benjamini and Hochberg, 1995)."""
    order = np.argsort(p)[::-1]
    ranks = np.arange(len(p), 0, -1)
    adjusted = np.empty(len(p))
    adjusted[order] = np.minimum.accumulate(p[order] * len(p) / ranks)
    return np.minimum(adjusted, 1.0)
