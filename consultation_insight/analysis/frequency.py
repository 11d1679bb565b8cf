"""How often words, phrases, hashtags and emoji were used, and by how many.

One loud person is not many: beside mentions stand the responses and the respondents that used a
term, and both counts again without the texts of organised campaigns.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from consultation_insight.analysis._words.phrases import Phrase, find_phrases
from consultation_insight.analysis._words.tokens import (
    BREAK,
    EMOJIS,
    HASHTAG,
    WORD,
    Tokens,
    count_distinct,
    main_language,
    number_tokens,
    stop_mask,
)
from consultation_insight.corpus import Corpus
from consultation_insight.results import Frequencies
from consultation_insight.statistics import wilson_interval

__all__ = ["count_terms"]

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

_TYPES = {WORD: "word", HASHTAG: "hashtag", EMOJIS: "emoji"}


def count_terms(
    corpus: Corpus,
    *,
    min_mentions: int = 2,
    stop_words: Sequence[str] = (),
    longest_phrase: int = 4,
) -> Frequencies:
    """Count words, phrases, hashtags and emoji in the live responses.

    Words are counted as written (case folded); ``lemma`` gives the dictionary form, without a
    possessive *'s*. Addresses, account names and redaction marks are not words; numbers and
    single letters are left out. Stop words are those of the response's own language and of the
    corpus's main language, from ``data/stop_words/<language>.txt``. A phrase is a run of two or
    more words that stand together more often than chance allows (log-likelihood ratio of
    Dunning, 1993, over 10.83, that is p < 0.001) and attract each other (normalised pointwise
    mutual information of Bouma, 2009, at least 0.4); it never crosses punctuation.

    Parameters
    ----------
    corpus : Corpus
    min_mentions : int
        Terms used less often are left out.
    stop_words : sequence of str
        Words to leave out beside the shipped lists; with ``-`` before it, a word of the lists
        to keep.
    longest_phrase : int
        Words in the longest phrase; 1 for no phrases.

    Returns
    -------
    Frequencies
        Most mentioned first.

    Examples
    --------
    >>> import pandas as pd
    >>> from consultation_insight import Corpus, count_terms
    >>> corpus = Corpus.from_responses(pd.DataFrame({"text": [
    ...     "Local people know. Ask local people!", "The people: a park! #parks"]}))
    >>> table = count_terms(corpus).to_frame()
    >>> table[["term", "type", "mentions", "responses"]].to_numpy().tolist()
    [['people', 'word', 3, 2], ['local', 'word', 2, 1]]
    """
    live = corpus.live
    tokens = number_tokens(live["text"])
    people = pd.factorize(live["respondent_id"])[0].astype(np.int64)
    outside = (live["campaign_id"] == "").to_numpy()
    stopped = _stopped_tokens(tokens, live["language"], stop_words)
    parts = [_count_words(tokens, people, outside, stopped, min_mentions)]
    if longest_phrase > 1:
        phrases = find_phrases(tokens, stopped, min_mentions, longest_phrase)
        parts.append(_count_phrases(phrases, tokens, people, outside))
    table = pd.concat(parts, ignore_index=True)
    table["lemma"] = _lemmas(table, main_language(live["language"]))
    base = corpus.base
    low, high = wilson_interval(table["responses"], base)
    table = table.assign(share=table["responses"] / max(base, 1), low=low, high=high)
    table = table.sort_values(
        ["mentions", "responses", "term"], ascending=[False, False, True], ignore_index=True
    )
    return Frequencies(
        table=table,
        base=base,
        settings={
            "min_mentions": min_mentions,
            "stop_words": list(stop_words),
            "longest_phrase": longest_phrase,
        },
        method="Words counted as written, stop words left out; lemmas by simplemma; phrases by "
        "log-likelihood and normalised pointwise mutual information.",
    )


def _stopped_tokens(tokens: Tokens, languages: pd.Series, edits: Sequence[str]) -> Bools:
    """For each token, whether it is a stop word in the language of its response."""
    main = main_language(languages)
    codes, names = pd.factorize(languages)
    masks = np.stack(
        [stop_mask(tokens.terms, sorted({main, str(name)}), edits) for name in names]
        or [stop_mask(tokens.terms, [main], edits)]
    )
    # Numbers and single letters tell nothing; CJK characters are words of their own.
    empty = np.fromiter(
        (term.isdigit() or (len(term) == 1 and term < "\u2e80") for term in tokens.terms),
        dtype=bool,
        count=len(tokens.terms),
    )
    masks |= empty & (tokens.kinds == WORD)
    if len(masks) == 1:
        stopped: Bools = masks[0][tokens.ids]
        return stopped
    return masks[codes.astype(np.int64)[tokens.texts], tokens.ids]


def _counts(terms: Ints, texts: Ints, count: int, people: Ints, outside: Bools) -> dict[str, Ints]:
    """Mentions, responses, respondents of numbered terms, with and without campaigns."""
    own = outside[texts]
    return {
        "mentions": np.bincount(terms, minlength=count),
        "responses": count_distinct(terms, texts, count),
        "respondents": count_distinct(terms, people[texts], count),
        "mentions_outside": np.bincount(terms[own], minlength=count),
        "responses_outside": count_distinct(terms[own], texts[own], count),
    }


def _count_words(
    tokens: Tokens, people: Ints, outside: Bools, stopped: Bools, min_mentions: int
) -> pd.DataFrame:
    kept = ~stopped & (tokens.kinds[tokens.ids] != BREAK)
    often = np.bincount(tokens.ids[kept], minlength=len(tokens.terms)) >= max(min_mentions, 1)
    kept &= often[tokens.ids]
    place = np.cumsum(often) - 1
    counts = _counts(place[tokens.ids[kept]], tokens.texts[kept], int(often.sum()), people, outside)
    chosen = np.flatnonzero(often)
    names = {
        "term": np.array([tokens.terms[number] for number in chosen], dtype=object),
        "type": np.array([_TYPES[tokens.kinds[number]] for number in chosen], dtype=object),
    }
    return pd.DataFrame(names | counts)


def _count_phrases(
    phrases: list[Phrase], tokens: Tokens, people: Ints, outside: Bools
) -> pd.DataFrame:
    lengths = [len(phrase.starts) for phrase in phrases]
    terms = np.repeat(np.arange(len(phrases), dtype=np.int64), lengths)
    starts = np.concatenate([phrase.starts for phrase in phrases] or [np.zeros(0, np.int64)])
    counts = _counts(terms, tokens.texts[starts], len(phrases), people, outside)
    names = {
        "term": np.array([phrase.term for phrase in phrases], dtype=object),
        "type": np.full(len(phrases), "phrase", dtype=object),
    }
    return pd.DataFrame(names | counts)


def _lemmas(table: pd.DataFrame, language: str) -> pd.Series:
    from consultation_insight.models.lemmas import lemmatise

    words = table.loc[table["type"] == "word", "term"]
    lemmas = table["term"].copy()
    lemmas[words.index] = lemmatise([word.removesuffix("'s") for word in words], language)
    return lemmas
