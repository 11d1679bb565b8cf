"""Which words set a group apart from the rest, or the corpus from general language."""

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
from consultation_insight.models.frequencies import word_rates
from consultation_insight.statistics import false_discovery_adjusted
from consultation_insight.word_results import Keyness

__all__ = ["keyness"]

_Z95 = 1.959963984540054
Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]


def keyness(
    corpus: Corpus,
    *,
    group: dict[str, Any] | None = None,
    against: str = "rest",
    min_mentions: int = 3,
    stop_words: Sequence[str] = (),
    stop_list: str | None = None,
) -> Keyness:
    """Compare the words of a group of live responses with all others, or with general language.

    Parameters
    ----------
    corpus : Corpus
    group : dict, optional
        Columns of the responses or attributes of the respondents, with the value or values that
        make the group, as for `Corpus.filter`; all live responses where it is not given, which
        can only be compared with general language.
    against : str
        ``rest`` (all other live responses), or the code of a language, ``en``, whose general use
        is taken from the lists of the package wordfreq: ``pip install
        "consultation-insight[words]"``.
    min_mentions : int
        Words used less often, in both together, are left out.
    stop_words, stop_list
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
        let expect, 1 where one uses it alone. Against general language the rest is taken as known
        without error: G² compares with the ``expected`` mentions, the interval holds the error of
        the group alone, ``mentions_rest`` is missing, and a word that the list has not is taken to
        be as frequent as the rarest of it, so that its ratio is a lower bound.

    Raises
    ------
    TooFewResponses
        If the group or the rest is empty.
    ModelNotAvailable
        If wordfreq is needed and not installed.
    SettingsError
        If it has no list for the language.

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
    inside = _inside(corpus, live, group)
    whole = bool(inside.all())
    if not inside.any() or (whole and against == "rest"):
        which = "every response" if inside.any() else "no response"
        raise TooFewResponses(f"The group holds {which}; there is nothing to compare.")
    source = "all other responses"
    if against == "rest":
        table = _table(number_tokens(live["text"]), inside, min_mentions)
    else:
        rates, source = word_rates(against)
        table = _against_rates(number_tokens(live["text"][inside]), rates, min_mentions)
    languages = sorted({main_language(live["language"]), *live["language"].unique()})
    table = table[~stop_mask(table["term"].tolist(), languages, stop_words, stop_list)]
    table = table[~table["term"].str.fullmatch(r"\d+|.")]
    table["p_adjusted"] = false_discovery_adjusted(table["p_value"].to_numpy())
    table["_less"] = table["more_in"] == "rest"
    table = table.sort_values(
        ["_less", "log_likelihood", "term"], ascending=[True, False, True], ignore_index=True
    )
    return Keyness(
        table=table.drop(columns="_less"),
        base=int(inside.sum()),
        settings={
            "group": dict(group or {}),
            "against": against,
            "min_mentions": min_mentions,
            "stop_words": list(stop_words),
            "stop_list": stop_list,
        },
        method=f"Log-likelihood ratio of each word in the group against {source}, "
        "false discovery rate by Benjamini and Hochberg.",
    )


def _inside(corpus: Corpus, live: pd.DataFrame, group: dict[str, Any] | None) -> Bools:
    if not group:
        return np.ones(len(live), dtype=bool)
    chosen = set(corpus.filter(**group).live["response_id"])
    inside: Bools = live["response_id"].isin(chosen).to_numpy()
    return inside


def _against_rates(tokens: Tokens, rates: dict[str, float], min_mentions: int) -> pd.DataFrame:
    """Compare the words of some texts with known shares of each word (one-sample G²)."""
    from scipy.stats import chi2

    word = tokens.kinds[tokens.ids] == WORD
    ids, texts = tokens.ids[word].astype(np.int64), tokens.texts[word].astype(np.int64)
    count, total = len(tokens.terms), len(ids)
    mentions = np.bincount(ids, minlength=count)
    kept = np.flatnonzero(mentions >= max(min_mentions, 1))
    rarest = min(rates.values())
    rate = np.array([rates.get(tokens.terms[number], rarest) for number in kept])
    a, expected = mentions[kept].astype(float), total * rate
    rest = np.maximum(total - a, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        other = np.where(rest > 0, rest * np.log(rest / (total - expected)), 0.0)
    likelihood = 2 * np.maximum(a * np.log(a / expected) + other, 0.0)
    ratio = np.log2(a / expected)
    error = _Z95 * np.sqrt(1 / a - 1 / total) / np.log(2)
    return pd.DataFrame(
        {
            "term": np.array([tokens.terms[number] for number in kept], dtype=object),
            "more_in": np.where(a >= expected, "group", "rest"),
            "mentions": mentions[kept],
            "mentions_rest": pd.array([pd.NA] * len(kept), dtype="Int64"),
            "responses": count_distinct(ids, texts, count)[kept],
            "log_likelihood": likelihood,
            "p_value": chi2.sf(likelihood, 1),
            "log_ratio": ratio,
            "low": ratio - error,
            "high": ratio + error,
            "dispersion": _dispersion(ids, texts, count)[kept],
            "expected": expected,
            "per_thousand": 1000 * a / total,
            "per_thousand_rest": 1000 * rate,
        }
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
            "expected": total * (a + b) / (total + total_rest),
            "per_thousand": 1000 * a / total,
            "per_thousand_rest": 1000 * b / total_rest,
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
