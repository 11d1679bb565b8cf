"""Counts, verbatims and descriptions of themes, computed anew from a changed coding."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from consultation_insight.counting import VIEW_COLUMNS, VIEWS, Counting
from consultation_insight.errors import UsageError

if TYPE_CHECKING:
    from consultation_insight.corpus import Corpus
    from consultation_insight.results import Themes

__all__ = ["corpus_of", "counted", "recounted", "text_of"]

_VERBATIMS = 5
#: Among so many of a theme's strongest passages, its verbatims are looked for.
_SEARCHED = 500
_READABLE = (40, 280)
_PLACE = ["theme_id", "response_id", "start", "end"]


def corpus_of(themes: Themes) -> Corpus:
    """The corpus that themes were found in."""
    if themes.corpus is None:
        raise UsageError(
            "These themes do not know the responses they were found in; give them: "
            "themes.with_corpus(corpus)."
        )
    return themes.corpus


def text_of(corpus: Corpus, response_id: str) -> str:
    """The text of a response."""
    responses = corpus.responses
    return str(responses.loc[responses["response_id"] == response_id, "text"].iloc[0])


def recounted(
    themes: Themes,
    coding: pd.DataFrame,
    rows: pd.DataFrame,
    *,
    changed: Collection[str],
    verbatims: pd.DataFrame | None = None,
) -> Themes:
    """Give themes a changed coding; what follows from it follows.

    Parameters
    ----------
    coding : pandas.DataFrame
        Any order of rows.
    rows : pandas.DataFrame
        The table of themes; its counts are replaced. A theme that no response carries any more
        falls away.
    changed : collection of str
        Themes whose verbatims are to be picked anew; the others keep theirs.
    verbatims : pandas.DataFrame, optional
        What to pick from first; if left out, the verbatims as they are.
    """
    corpus = corpus_of(themes)
    before = themes.verbatims
    coding = _ordered(coding, corpus)
    table = counted(rows, coding, corpus)
    left = set(table["theme_id"])
    first = before if verbatims is None else verbatims
    picked = _picked(first, coding, corpus, set(changed) & left)
    kept = before[before["theme_id"].isin(left - set(changed))]
    both = pd.concat([kept, picked], ignore_index=True)
    place = {theme: number for number, theme in enumerate(table["theme_id"])}
    order = np.argsort(both["theme_id"].map(place).to_numpy(dtype=int), kind="stable")
    both = both.iloc[order].reset_index(drop=True)
    described = _described(table, before, both, changed, corpus)
    inner = _inner(themes, table, coding, corpus)
    return replace(themes, table=described, coding=coding, verbatims=both, **inner)


def _inner(
    themes: Themes, table: pd.DataFrame, coding: pd.DataFrame, corpus: Corpus
) -> dict[str, Any]:
    """Sub-themes of what is still coded."""
    coded = themes.subcoding
    if coded.empty:
        return {}
    coded = coded.merge(coding[["response_id", "start", "end", "theme_id"]])
    whole = table.set_index("theme_id")["n"]
    named = themes.subthemes.rename(columns={"theme_id": "whole", "subtheme_id": "theme_id"})
    by_sub = coded.drop(columns="theme_id").rename(columns={"subtheme_id": "theme_id"})
    inner = counted(named, by_sub, corpus)
    inner = inner.assign(of_theme=inner["n"] / inner["whole"].map(whole))
    inner = inner.rename(columns={"theme_id": "subtheme_id", "whole": "theme_id"})
    place = {theme: number for number, theme in enumerate(table["theme_id"])}
    order = np.argsort(inner["theme_id"].map(place).to_numpy(dtype=int), kind="stable")
    return {"subthemes": inner.iloc[order], "subcoding": coded}


def counted(rows: pd.DataFrame, coding: pd.DataFrame, corpus: Corpus) -> pd.DataFrame:
    """Count each theme from the coding, by the rule for campaigns; largest first in its question."""
    counting = Counting.of(corpus)
    ids, start, end = coding["response_id"], coding["start"], coding["end"]
    counts = counting.views(coding["theme_id"], ids, start, end)
    kept = coding[counting.keeps(ids, start, end)][["response_id", "theme_id"]].drop_duplicates()
    liked = corpus.responses.set_index("response_id")["likes"].fillna(0).astype("int64")
    likes = kept["response_id"].map(liked).groupby(kept["theme_id"]).sum()
    counts["likes"] = likes.reindex(counts.index, fill_value=0).astype("int64")
    table = rows[rows["theme_id"].isin(counts.index)]
    questions = table["question_id"]
    bases = {
        view: questions.map(counting.bases(rule)).fillna(0).to_numpy(dtype="int64")
        for view, rule in VIEWS.items()
    }
    made = counting.with_shares(counts.loc[table["theme_id"].tolist()], bases)
    table = table.assign(**{str(name): made[name].to_numpy() for name in made})
    first = [str(name) for name in table if name not in VIEW_COLUMNS or name == "n_once"]
    table = table[[*first, *(name for name in VIEW_COLUMNS if name not in first)]]
    n = table["n"].to_numpy(dtype="int64")
    places = {question: place for place, question in enumerate(rows["question_id"].unique())}
    order = np.lexsort((-n, table["question_id"].map(places).to_numpy(dtype=int)))
    return table.iloc[order].reset_index(drop=True)


def _ordered(coding: pd.DataFrame, corpus: Corpus) -> pd.DataFrame:
    """In the order of the corpus and of the text, strongest first; what stands twice, once."""
    place = {id_: number for number, id_ in enumerate(corpus.responses["response_id"])}
    ordered = coding.assign(_place=coding["response_id"].map(place)).sort_values(
        ["_place", "start", "end", "strength", "theme_id"],
        ascending=[True, True, True, False, True],
        kind="stable",
    )
    return (
        ordered.drop(columns="_place")
        .drop_duplicates(["response_id", "start", "end", "theme_id"])
        .reset_index(drop=True)
    )


def _picked(
    first: pd.DataFrame, coding: pd.DataFrame, corpus: Corpus, changed: Collection[str]
) -> pd.DataFrame:
    """Up to five verbatims a theme: those that it had, then its strongest readable passages.

    Each is of another respondent; a campaign and a wording are quoted once.
    """
    responses = corpus.responses
    refused = responses.loc[~responses["quotable"], "response_id"]
    own = coding[coding["theme_id"].isin(changed) & ~coding["response_id"].isin(refused)]
    still = first[_PLACE].merge(own[_PLACE], on=_PLACE)
    unread = ~(own["end"] - own["start"]).between(*_READABLE)
    rest = own.assign(_unread=unread).sort_values(
        ["_unread", "strength", "response_id", "start"], ascending=[True, False, True, True]
    )
    # The strongest will do; a campaign of thousands is one of them.
    campaigns = rest["response_id"].map(responses.set_index("response_id")["campaign_id"])
    again = rest.assign(_voice=campaigns).duplicated(["theme_id", "_voice"]) & (campaigns != "")
    rest = rest[~again].groupby("theme_id").head(_SEARCHED)
    found = pd.concat([still, rest[_PLACE]], ignore_index=True)
    facts = responses.set_index("response_id")[["respondent_id", "campaign_id", "text"]]
    facts = facts.loc[found["response_id"].to_numpy()]
    seen: dict[str, set[str]] = {}
    counts: dict[str, int] = {}
    chosen: list[int] = []
    for place, (theme, start, end, person, campaign, text) in enumerate(
        zip(
            found["theme_id"], found["start"], found["end"],
            facts["respondent_id"], facts["campaign_id"], facts["text"], strict=True,
        )
    ):  # fmt: skip
        if counts.get(theme, 0) == _VERBATIMS:
            continue
        words = text[int(start) : int(end)].casefold()
        marks = {f"person {person}", f"words {words}"}
        marks |= {f"campaign {campaign}"} if campaign else set()
        if marks & seen.setdefault(theme, set()):
            continue
        seen[theme] |= marks
        counts[theme] = counts.get(theme, 0) + 1
        chosen.append(place)
    return found.iloc[chosen].reset_index(drop=True)


def _described(
    table: pd.DataFrame,
    before: pd.DataFrame,
    after: pd.DataFrame,
    changed: Collection[str],
    corpus: Corpus,
) -> pd.DataFrame:
    """Describe changed themes by their first verbatim, unless they were described otherwise."""
    old, new = (
        {row.theme_id: row for row in frame.drop_duplicates("theme_id").itertuples(index=False)}
        for frame in (before, after)
    )

    def quoted(row: Any) -> str:
        if row is None:
            return ""
        return " ".join(text_of(corpus, row.response_id)[int(row.start) : int(row.end)].split())

    described = [
        quoted(new.get(theme))
        if theme in changed and said in ("", quoted(old.get(theme)))
        else said
        for theme, said in zip(table["theme_id"], table["description"], strict=True)
    ]
    return table.assign(description=pd.Series(described, index=table.index, dtype="str"))
