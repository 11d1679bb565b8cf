"""How often words, phrases, hashtags and emoji were used, and by how many.

One loud person is not many: beside mentions stand the responses and the respondents that used a
term, and both counts again without the texts of organised campaigns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from consultation_insight._tables import empty
from consultation_insight.analysis._words.groups import Groups, group_texts
from consultation_insight.analysis._words.phrases import (
    Phrase,
    covered,
    find_phrases,
    given_phrases,
)
from consultation_insight.analysis._words.tokens import (
    BREAK,
    EMOJIS,
    HASHTAG,
    WORD,
    Tokens,
    count_distinct,
    main_language,
    number_tokens,
    places_of,
    stop_mask,
)
from consultation_insight.corpus import Corpus
from consultation_insight.counting import VIEWS, Counting
from consultation_insight.results import Themes
from consultation_insight.statistics import wilson_interval
from consultation_insight.word_results import Frequencies

__all__ = ["count_terms"]

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

_TYPES = {WORD: "word", HASHTAG: "hashtag", EMOJIS: "emoji"}


def count_terms(
    corpus: Corpus,
    *,
    min_mentions: int = 2,
    stop_words: Sequence[str] = (),
    stop_list: str | None = None,
    longest_phrase: int = 4,
    phrases: Sequence[str] = (),
    merge_phrases: bool = False,
    by: str | None = None,
    themes: Themes | None = None,
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
    stop_list : str, optional
        Path of a list of your own (one word a line) in place of the shipped ones.
    longest_phrase : int
        Words in the longest phrase; 1 for no phrases.
    phrases : sequence of str
        Terms of several words that count as one whatever the figures say.
    merge_phrases : bool
        Whether a word within a phrase counts for the phrase alone, so that nothing is counted
        twice. ``mentions_alone`` says it in any case.
    by : str, optional
        Count each term for each group as well: a column of the responses (``question_id``), an
        attribute of the respondents, ``day`` or ``theme``; the result's ``groups`` holds it.
    themes : Themes
        Object only: what ``by="theme"`` counts by.

    Returns
    -------
    Frequencies
        Most mentioned first.

    Raises
    ------
    SettingsError
        If there is nothing to group by under this name.
    FileProblem
        If the list of stop words cannot be read.

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
    counting = Counting.of(corpus)
    kept = _kept(tokens, counting)
    stopped = _stopped_tokens(tokens, live["language"], stop_words, stop_list)
    bound = _all_phrases(tokens, stopped, min_mentions, longest_phrase, phrases)
    uses = _uses(tokens, stopped, bound, min_mentions, merge=merge_phrases)
    table = _counted(uses, tokens, people, kept)
    groups = empty(*Frequencies.GROUPS)
    if by is not None:
        groups = _by_group(
            uses, tokens, people, kept, group_texts(corpus, by, themes), counting.counted()
        )
    settings = {
        "min_mentions": min_mentions,
        "stop_words": list(stop_words),
        "stop_list": stop_list,
        "longest_phrase": longest_phrase,
        "phrases": list(phrases),
        "merge_phrases": merge_phrases,
        "by": by,
    }
    return frequencies_of(table, groups, counting, settings)


def frequencies_of(
    table: pd.DataFrame, groups: pd.DataFrame, counting: Counting, settings: dict[str, Any]
) -> Frequencies:
    """Make the result from the counts of each term, and of each group."""
    if counting.rule != "each":
        least = max(int(settings["min_mentions"]), 1)
        table = table[table["mentions"] >= least].reset_index(drop=True)
    table["lemma"] = _lemmas(table, main_language(counting.live["language"]))
    base = counting.base()
    table = _with_shares(table, base, counting.base("apart"))
    table = table.assign(base_each=counting.base("each"), base_once=counting.base("once"))
    table = table.sort_values(
        ["mentions", "responses", "term"], ascending=[False, False, True], ignore_index=True
    )
    return Frequencies(
        table=table,
        groups=groups,
        base=base,
        settings=settings,
        method="Words counted as written, stop words left out; lemmas by simplemma; phrases by "
        "log-likelihood and normalised pointwise mutual information.",
    )


def _stopped_tokens(
    tokens: Tokens,
    languages: pd.Series,
    edits: Sequence[str],
    own_list: str | None,
    main: str | None = None,
) -> Bools:
    """For each token, whether it is a stop word in the language of its response, or the main one."""
    main = main or main_language(languages)
    codes, names = pd.factorize(languages)
    masks = np.stack(
        [stop_mask(tokens.terms, sorted({main, str(name)}), edits, own_list) for name in names]
        or [stop_mask(tokens.terms, [main], edits, own_list)]
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


def _all_phrases(
    tokens: Tokens, stopped: Bools, min_mentions: int, longest: int, terms: Sequence[str]
) -> list[Phrase]:
    phrases = find_phrases(tokens, stopped, min_mentions, longest) if longest > 1 else []
    wanted = []
    for term in terms:
        cut = number_tokens([term])
        wanted.append([cut.terms[number] for number in cut.ids[:-1]])
    found = {phrase.words for phrase in phrases}
    return phrases + [p for p in given_phrases(tokens, wanted) if p.words not in found]


@dataclass(frozen=True)
class _Uses:
    """Every use of every listed term: words by token, phrases by where they begin."""

    names: list[str]
    types: list[str]
    terms: Ints
    places: Ints
    alone: Bools


def _uses(
    tokens: Tokens, stopped: Bools, phrases: list[Phrase], min_mentions: int, *, merge: bool
) -> _Uses:
    least = max(min_mentions, 1)
    within, inside = covered(phrases, len(tokens.ids))
    kept = ~stopped & (tokens.kinds[tokens.ids] != BREAK)
    if merge:
        kept &= ~within
    often = np.bincount(tokens.ids[kept], minlength=len(tokens.terms)) >= least
    kept &= often[tokens.ids]
    words = np.flatnonzero(kept)
    chosen = np.flatnonzero(often)
    starts = [phrase.starts for phrase in phrases]
    if merge:
        starts = [own[~deep] for own, deep in zip(starts, inside, strict=True)]
        inside = [deep[~deep] for deep in inside]
    listed = [number for number, own in enumerate(starts) if len(own) >= (least if merge else 1)]
    lengths = [len(starts[number]) for number in listed]
    none = np.zeros(0, dtype=np.int64)
    return _Uses(
        [tokens.terms[number] for number in chosen] + [phrases[n].term for n in listed],
        [_TYPES[int(tokens.kinds[number])] for number in chosen] + ["phrase"] * len(listed),
        np.concatenate(
            [
                (np.cumsum(often) - 1)[tokens.ids[words]],
                np.repeat(np.arange(len(listed), dtype=np.int64), lengths) + len(chosen),
            ]
        ),
        np.concatenate([words, *(starts[number] for number in listed), none]).astype(np.int64),
        np.concatenate(
            [~within[words], *(~inside[number] for number in listed), none.astype(bool)]
        ),
    )


@dataclass(frozen=True)
class _Kept:
    """For each token, whether it counts: in each view, and under the rule for campaigns."""

    views: dict[str, Bools]
    main: str


def _kept(tokens: Tokens, counting: Counting) -> _Kept:
    views = {view: counting.whole(rule)[tokens.texts] for view, rule in VIEWS.items()}
    texts, ids = counting.live["text"].tolist(), counting.live["response_id"].tolist()
    adding = np.flatnonzero(counting.adding)
    begins = np.searchsorted(tokens.texts, adding.astype(tokens.texts.dtype))
    for row, first in zip(adding.tolist(), begins.tolist(), strict=True):
        for place, (start, end) in enumerate(places_of(texts[row]), start=first):
            views["once"][place] = counting.is_own(ids[row], start, end)
    return _Kept(views, counting.view)


def _counted(uses: _Uses, tokens: Tokens, people: Ints, kept: _Kept) -> pd.DataFrame:
    """Mentions, responses and respondents of each term, by the rule and in each view."""
    count = len(uses.names)
    made: dict[str, Any] = {}
    for view, those in kept.views.items():
        own = those[uses.places]
        terms, texts = uses.terms[own], tokens.texts[uses.places[own]].astype(np.int64)
        made[f"mentions_{view}"] = np.bincount(terms, minlength=count)
        made[f"responses_{view}"] = count_distinct(terms, texts, count)
        made[f"respondents_{view}"] = count_distinct(terms, people[texts], count)
    kinds = ("mentions", "responses", "respondents")
    alone = uses.terms[uses.alone & kept.views[kept.main][uses.places]]
    return pd.DataFrame(
        {
            "term": np.array(uses.names, dtype=object),
            "type": np.array(uses.types, dtype=object),
            **{kind: made[f"{kind}_{kept.main}"] for kind in kinds},
            **{f"{kind}_outside": made[f"{kind}_outside"] for kind in kinds},
            "mentions_alone": np.bincount(alone, minlength=count),
            **{
                f"{kind}_{view}": made[f"{kind}_{view}"]
                for view in ("each", "once")
                for kind in kinds
            },
        }
    )


def _with_shares(table: pd.DataFrame, base: int, base_outside: int) -> pd.DataFrame:
    low, high = wilson_interval(table["responses"], base)
    outside_low, outside_high = wilson_interval(table["responses_outside"], base_outside)
    return table.assign(
        share=table["responses"] / max(base, 1),
        low=low,
        high=high,
        share_outside=table["responses_outside"] / max(base_outside, 1),
        low_outside=outside_low,
        high_outside=outside_high,
        base_outside=base_outside,
    )


def _by_group(
    uses: _Uses, tokens: Tokens, people: Ints, kept: _Kept, groups: Groups, counted: Bools
) -> pd.DataFrame:
    """The counts of `_counted` for each group that uses a term, with shares out of the group."""
    width = len(groups.names)
    items, of = groups.spread(tokens.texts[uses.places].astype(np.int64))
    if not len(items):
        return empty(*Frequencies.GROUPS)
    cells, term = np.unique(uses.terms[items] * width + of, return_inverse=True)
    spread = replace(
        uses,
        names=[uses.names[cell // width] for cell in cells],
        types=[uses.types[cell // width] for cell in cells],
        terms=term.astype(np.int64),
        places=uses.places[items],
        alone=uses.alone[items],
    )
    table = _counted(spread, tokens, people, kept)
    table["group"] = np.array([groups.names[cell % width] for cell in cells], dtype=object)
    _, counting = groups.spread(np.flatnonzero(counted).astype(np.int64))
    table["base"] = np.bincount(counting, minlength=width)[cells % width]
    table = table[table["mentions"] > 0]
    table["share"] = table["responses"] / table["base"]
    table["low"], table["high"] = wilson_interval(table["responses"], table["base"])
    return table.sort_values(
        ["group", "mentions", "responses", "term"],
        ascending=[True, False, False, True],
        ignore_index=True,
    )[list(Frequencies.GROUPS)]


def _lemmas(table: pd.DataFrame, language: str) -> pd.Series:
    from consultation_insight.models.lemmas import lemmatise

    words = table.loc[table["type"] == "word", "term"]
    lemmas = table["term"].copy()
    lemmas[words.index] = lemmatise([word.removesuffix("'s") for word in words], language)
    return lemmas
