"""Whose words may be printed: those of people who agreed, and of no abuse or spam.

All others count as before. Their words leave the results before anything is written.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from consultation_insight.analysis._quoting import UNQUOTED
from consultation_insight.analysis._references.gazetteer import read_gazetteer
from consultation_insight.analysis._words.tokens import number_tokens
from consultation_insight.corpus import Corpus
from consultation_insight.results import Campaigns, Kinds, Result, Themes
from consultation_insight.word_results import Frequencies, Links, References

__all__ = ["speakable"]


def speakable(results: Mapping[str, Result], corpus: Corpus) -> dict[str, Result]:
    """Leave words that may not be printed out of results; they count as before.

    Parameters
    ----------
    results : mapping of str to Result
        By name, as a run makes them.
    corpus : Corpus
        What they were made from; ``quotable`` says who agreed to be quoted.

    Returns
    -------
    dict of str to Result
        Themes without the verbatims of abuse, spam and people who did not agree; a theme that was
        described by one is described by its next verbatim, or not at all. Where somebody did not
        agree: no template, addition or change of a campaign, no link, no name beyond the gazetteer and
        no term that only such people wrote.
    """
    done = dict(results)
    themes, kinds = done.get("themes"), done.get("kinds")
    if isinstance(themes, Themes):
        abuse = kinds.table if isinstance(kinds, Kinds) else None
        silent = set(abuse.loc[abuse["kind"].isin(UNQUOTED), "response_id"]) if abuse is not None else set()  # fmt: skip
        done["themes"] = _themes(themes, silent | _closed(corpus), corpus)
    closed = _closed(corpus)
    if not closed:
        return done
    for name, result in done.items():
        if isinstance(result, References):
            done[name] = _references(result, closed, corpus)
        elif isinstance(result, Links):
            done[name] = _links(result, closed)
        elif isinstance(result, Campaigns):
            done[name] = _campaigns(result, closed)
        elif isinstance(result, Frequencies):
            kept = _said(result.table["term"].tolist(), corpus)
            done[name] = replace(result, table=result.table[kept].reset_index(drop=True))
    return done


def _said(terms: Sequence[str], corpus: Corpus) -> npt.NDArray[np.bool_]:
    """Which terms stand in responses of people who agreed to be quoted."""
    live = corpus.live
    tokens = number_tokens(live.loc[live["quotable"], "text"])
    number = {term: place for place, term in enumerate(tokens.terms)}
    words = [[number.get(word, -1) for word in term.split(" ")] for term in terms]
    said = np.zeros(len(terms), dtype=bool)
    for length in {len(word) for word in words}:
        these = [at for at, word in enumerate(words) if len(word) == length]
        wanted = _keys(np.array([words[at] for at in these]).T)
        runs = [tokens.ids[start : len(tokens.ids) - length + 1 + start] for start in range(length)]
        said[these] = np.isin(wanted, np.unique(_keys(np.array(runs))))
    return said


def _keys(runs: npt.NDArray[Any]) -> npt.NDArray[np.uint64]:
    """One number for each run of words (a column)."""
    key = np.zeros(runs.shape[1], dtype=np.uint64)
    for row in runs.astype(np.int64).view(np.uint64):
        key = key * np.uint64(0x9E3779B97F4A7C15) + row + np.uint64(1)
    return key


def _closed(corpus: Corpus) -> set[str]:
    """Responses of people who did not agree to be quoted."""
    responses = corpus.responses
    return set(responses.loc[~responses["quotable"], "response_id"])


def _themes(themes: Themes, silent: set[str], corpus: Corpus) -> Themes:
    out = themes.verbatims["response_id"].isin(silent)
    once = themes.said_once[~themes.said_once["response_id"].isin(silent)]
    if not out.any():
        return replace(themes, said_once=once.reset_index(drop=True))
    kept = themes.verbatims[~out]
    texts = dict(zip(corpus.responses["response_id"], corpus.responses["text"], strict=True))
    before, words = (
        {
            theme: " ".join(texts[id_][int(start) : int(end)].split())
            for theme, id_, start, end in frame.drop_duplicates("theme_id")[
                ["theme_id", "response_id", "start", "end"]
            ].itertuples(index=False)
        }
        for frame in (themes.verbatims, kept)
    )
    # What a person wrote to describe a theme stays.
    described = [
        words.get(theme, "") if description == before.get(theme) else description
        for theme, description in zip(
            themes.table["theme_id"], themes.table["description"], strict=True
        )
    ]
    table = themes.table.assign(
        description=pd.Series(described, index=themes.table.index, dtype="str")
    )
    return replace(
        themes,
        table=table,
        verbatims=kept.reset_index(drop=True),
        said_once=once.reset_index(drop=True),
    )


def _references(references: References, closed: set[str], corpus: Corpus) -> References:
    """Keep what somebody who agreed points to, and what the gazetteer knows; in their spelling."""
    citations = references.citations
    texts = dict(zip(corpus.responses["response_id"], corpus.responses["text"], strict=True))
    spelled: defaultdict[str, Counter[str]] = defaultdict(Counter)
    named = set(read_gazetteer(references.settings.get("gazetteer")).entries)
    for response_id, reference_id, start, end in citations[
        ["response_id", "reference_id", "start", "end"]
    ].itertuples(index=False):
        if response_id not in closed:
            named.add(reference_id)
            if pd.notna(start):
                spelled[reference_id][texts[response_id][int(start) : int(end)].casefold()] += 1
    table = references.table[references.table["reference_id"].isin(named)]
    aliases = [
        "; ".join(form for form, _ in sorted(spelled[id_].items(), key=lambda x: (-x[1], x[0])))
        for id_ in table["reference_id"]
    ]
    return replace(
        references,
        table=table.assign(aliases=pd.Series(aliases, index=table.index, dtype="str")).reset_index(
            drop=True
        ),
        citations=citations[citations["reference_id"].isin(named)].reset_index(drop=True),
    )


def _links(links: Links, closed: set[str]) -> Links:
    given = links.response_links
    open_urls = set(given.loc[~given["response_id"].isin(closed), "url"])
    return replace(
        links,
        table=links.table[links.table["url"].isin(open_urls)].reset_index(drop=True),
        response_links=given[given["url"].isin(open_urls)].reset_index(drop=True),
    )


def _campaigns(campaigns: Campaigns, closed: set[str]) -> Campaigns:
    """A template that only people wrote who did not agree is not printed."""
    members = campaigns.members
    said = set(members.loc[~members["response_id"].isin(closed), "campaign_id"])
    table = campaigns.table
    hidden = ~table["campaign_id"].isin(said)

    def open_rows(frame: pd.DataFrame) -> pd.DataFrame:
        return frame[~frame["response_id"].isin(closed)].reset_index(drop=True)

    return replace(
        campaigns,
        table=table.assign(template=table["template"].mask(hidden, "")),
        additions=open_rows(campaigns.additions),
        differences=open_rows(campaigns.differences),
    )
