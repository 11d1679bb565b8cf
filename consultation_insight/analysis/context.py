"""Words in their company: what stands near a word, and every place where it stands."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from consultation_insight.analysis._words.association import log_dice, log_likelihood, pmi
from consultation_insight.analysis._words.tokens import (
    WORD,
    Tokens,
    main_language,
    number_tokens,
    stop_mask,
)
from consultation_insight.corpus import Corpus
from consultation_insight.text import word_spans
from consultation_insight.word_results import Collocations, Concordance

__all__ = ["collocations", "concordance"]

Ints = npt.NDArray[np.int64]


def collocations(
    corpus: Corpus,
    word: str | None = None,
    *,
    window: int = 4,
    min_mentions: int = 3,
    stop_words: Sequence[str] = (),
    stop_list: str | None = None,
) -> Collocations:
    """Find words that stand together more often than chance allows.

    Parameters
    ----------
    corpus : Corpus
    word : str, optional
        Only the company of this word; all pairs where it is not given.
    window : int
        How many words further a partner may stand, within one response.
    min_mentions : int
        Pairs seen less often are left out.
    stop_words, stop_list
        As for `count_terms`.

    Returns
    -------
    Collocations
        By ``log_likelihood`` (Dunning, 1993), with ``pmi`` in bits (Church and Hanks, 1990) and
        ``log_dice`` (Rychlý, 2008). ``together`` counts the pair of words within the window, in
        any order; each is expected by the counts of both words and the size of the window.

    Examples
    --------
    >>> import pandas as pd
    >>> from consultation_insight import Corpus, collocations
    >>> texts = ["mental health first", "better mental health", "mental health", "public parks"]
    >>> corpus = Corpus.from_responses(pd.DataFrame({"text": texts}))
    >>> collocations(corpus, "health").to_frame()[["word", "partner", "together"]].to_numpy().tolist()
    [['health', 'mental', 3]]
    """
    live = corpus.live
    tokens = number_tokens(live["text"])
    languages = sorted({main_language(live["language"]), *live["language"].unique()})
    table = _pairs(tokens, window, stop_mask(tokens.terms, languages, stop_words, stop_list))
    table = table[table["together"] >= min_mentions]
    if word is not None:
        wanted = word.casefold()
        names = {"word": "partner", "word_mentions": "partner_mentions"}
        names |= {partner: own for own, partner in names.items()}
        turned = table[table["partner"] == wanted].rename(columns=names)
        table = pd.concat([table[table["word"] == wanted], turned[table.columns]])
    table = table.sort_values(
        ["log_likelihood", "word", "partner"], ascending=[False, True, True], ignore_index=True
    )
    return Collocations(
        table=table,
        base=corpus.base,
        settings={
            "word": word,
            "window": window,
            "min_mentions": min_mentions,
            "stop_words": list(stop_words),
            "stop_list": stop_list,
        },
        method=f"Pairs of words at most {window} apart, by log-likelihood ratio.",
    )


def _pairs(tokens: Tokens, window: int, stopped: npt.NDArray[np.bool_]) -> pd.DataFrame:
    word = tokens.kinds[tokens.ids] == WORD
    ids, texts = tokens.ids[word].astype(np.int64), tokens.texts[word]
    counts = np.bincount(ids, minlength=len(tokens.terms))
    # Numbers and single letters tell nothing; CJK characters are words of their own.
    empty = [term.isdigit() or (len(term) == 1 and term < "\u2e80") for term in tokens.terms]
    content = ~(stopped | np.array(empty, dtype=bool))[ids]
    width = len(tokens.terms)
    keys = []
    for distance in range(1, window + 1):
        left, right = slice(None, -distance), slice(distance, None)
        near = (texts[left] == texts[right]) & content[left] & content[right]
        near &= ids[left] != ids[right]
        first = np.minimum(ids[left][near], ids[right][near])
        keys.append(first * width + np.maximum(ids[left][near], ids[right][near]))
    pairs, together = np.unique(np.concatenate(keys), return_counts=True)
    first, second = pairs // width, pairs % width
    # A word has 2 × window places beside it; each is a chance to meet.
    chances = 2 * window * len(ids)
    uses = 2 * window * counts[first], 2 * window * counts[second]
    names = np.array(tokens.terms, dtype=object)
    flip = names[first] > names[second]
    first, second = np.where(flip, second, first), np.where(flip, first, second)
    return pd.DataFrame(
        {
            "word": names[first],
            "partner": names[second],
            "together": together,
            "word_mentions": counts[first],
            "partner_mentions": counts[second],
            "log_likelihood": log_likelihood(together, *uses, chances),
            "pmi": pmi(together, *uses, chances),
            "log_dice": log_dice(together, counts[first], counts[second]),
        }
    )


def concordance(corpus: Corpus, phrase: str, *, words: int = 7) -> Concordance:
    """Show every place of a word or phrase with its context (keyword in context).

    Parameters
    ----------
    corpus : Corpus
    phrase : str
        One word or several; case does not matter, ``*`` stands for any ending of a word.
    words : int
        How many words to show on each side.

    Returns
    -------
    Concordance
        In the order of the responses; ``start`` and ``end`` are the offsets of the keyword, and
        ``place`` says how far into its response it stands (0 to 1).

    Raises
    ------
    ValueError
        If the phrase has no word.

    Examples
    --------
    >>> import pandas as pd
    >>> from consultation_insight import Corpus, concordance
    >>> corpus = Corpus.from_responses(pd.DataFrame({"text": ["More parks and park benches"]}))
    >>> concordance(corpus, "park*", words=1).to_frame()[["left", "keyword", "right"]].to_numpy().tolist()
    [['More', 'parks', 'and'], ['and', 'park', 'benches']]
    """
    parts = phrase.split()
    if not parts:
        raise ValueError("A concordance needs a word or a phrase to look for.")
    pattern = re.compile(
        r"(?<!\w)"
        + r"\W+".join(re.escape(part).replace(r"\*", r"\w*") for part in parts)
        + r"(?!\w)",
        re.IGNORECASE,
    )
    live = corpus.live
    rows = []
    for response_id, text in zip(live["response_id"], live["text"], strict=True):
        matches = list(pattern.finditer(text))
        if not matches:
            continue
        spans = word_spans(text)
        for match in matches:
            before = [span for span in spans if span[1] <= match.start()][-words:]
            after = [span for span in spans if span[0] >= match.end()][:words]
            left = text[before[0][0] : match.start()] if before else ""
            right = text[match.end() : after[-1][1]] if after else ""
            place = match.start() / max(len(text) - 1, 1)
            rows.append((response_id, left.strip(), match[0], right.strip(), *match.span(), place))
    columns = ["response_id", "left", "keyword", "right", "start", "end", "place"]
    return Concordance(
        table=pd.DataFrame(rows, columns=columns),
        base=corpus.base,
        settings={"phrase": phrase, "words": words},
        method="Keyword in context.",
    )
