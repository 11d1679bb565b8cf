"""Sub-themes: what a theme divides into, and themes parted by it.

The passages of one theme are grouped as all passages were: the static vectors are weighed anew, so
that what the whole theme has in common no longer counts, and their own mean is taken away.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from consultation_insight.analysis._headings.labels import Naming, name_groups
from consultation_insight.analysis._headings.terms import read_terms
from consultation_insight.analysis._headings.unspaced import is_unspaced, spaced
from consultation_insight.analysis._themes.groups import (
    Groups,
    centred,
    find_groups,
    means_of,
    neighbourhood,
    strengths,
)
from consultation_insight.analysis._themes.passages import main_language, plain
from consultation_insight.editing.recount import corpus_of, counted
from consultation_insight.errors import SettingsError
from consultation_insight.models.embeddings import adapted, by_letters
from consultation_insight.models.embeddings import embedder as find_embedder
from consultation_insight.results import Themes

__all__ = ["find_subthemes", "parts_of_theme"]

#: Passages in different words that a theme needs before it is divided: below, a person reads them.
_FEWEST = 30
#: A sub-theme has at least so many of them.
_SMALLEST = 6
#: At most so many sub-themes: the cube root of the passages (3 of 30, 5 of 150, 7 of 400).
_MOST = 8


@dataclass(frozen=True, eq=False)
class _Divided:
    """``strength`` of each row of ``rows`` (the theme's coding) in each group of ``groups``."""

    rows: pd.DataFrame
    strength: npt.NDArray[np.float64]
    groups: Groups
    names: list[Naming]


def find_subthemes(themes: Themes, theme: str | None = None) -> Themes:
    """Find what themes divide into.

    Parameters
    ----------
    themes : Themes
        They must know their corpus.
    theme : str, optional
        Only the theme of this id; the others keep the sub-themes that they have.

    Returns
    -------
    Themes
        With ``subthemes`` and ``subcoding``. A theme of few passages, or of one piece, has none.

    Examples
    --------
    >>> import pandas as pd
    >>> import consultation_insight as ci
    >>> notes = [f"{a} {b} for {c}" for a in ("More", "Cheaper", "Cleaner") for c in ("us", "all")
    ...          for b in ("night buses", "bus stops", "trains", "train fares", "cycle lanes")]
    >>> themes = ci.find_themes(ci.Corpus.from_responses(pd.DataFrame({"text": notes})))
    >>> "subtheme_id" in themes.with_subthemes().subthemes
    True
    """
    corpus = corpus_of(themes)
    wanted = [theme] if theme else themes.table["theme_id"].tolist()
    found, coded = [], []
    for id_ in wanted:
        divided = _divided(themes, id_, None)
        if divided is None:
            continue
        best = divided.strength.argmax(axis=1)
        enough = divided.strength.max(axis=1) >= _least(themes)
        rows = divided.rows[enough].assign(theme_id=best[enough].astype(str))
        table = _table(themes, id_, divided, rows, corpus)
        if len(table) < 2:
            continue
        ids = {one: f"{id_}.{place}" for place, one in enumerate(table["group"], start=1)}
        rows = rows[rows["theme_id"].isin(ids)]
        coded.append(
            rows.assign(
                theme_id=id_,
                subtheme_id=rows["theme_id"].map(ids),
                strength=divided.strength[rows["_place"], rows["theme_id"].astype(int)].round(3),
            ).drop(columns="_place")
        )
        found.append(table.assign(subtheme_id=table["group"].map(ids)).drop(columns="group"))
    kept = [id_ for id_ in themes.table["theme_id"] if id_ not in wanted]
    tables, codings = themes.subthemes, themes.subcoding
    return replace(
        themes,
        subthemes=_stacked([tables[tables["theme_id"].isin(kept)], *found], tables),
        subcoding=_stacked([codings[codings["theme_id"].isin(kept)], *coded], codings),
    )


def parts_of_theme(themes: Themes, id_: str, n: int | None) -> tuple[pd.DataFrame, pd.Series]:
    """Say how a theme is parted by machine.

    Parameters
    ----------
    n : int, optional
        So many parts, between which all of its passages are shared out. If left out: its
        sub-themes; what is in none of them stays with the theme.

    Returns
    -------
    parts : pandas.DataFrame
        ``label``, ``keywords``, ``stability`` of each; the first keeps the id.
    of : pandas.Series
        For the rows of the theme in ``themes.coding`` (by index), the number of the part.

    Raises
    ------
    SettingsError
        The theme cannot be parted so.
    """
    old = themes.table.set_index("theme_id").loc[id_]
    own = themes.coding[themes.coding["theme_id"] == id_]
    if n is None:
        return _by_subthemes(themes, id_, own, old)
    divided = _divided(themes, id_, n)
    if divided is None or divided.groups.count < n:
        there = 1 if divided is None else divided.groups.count
        raise SettingsError(
            f"split: {id_} cannot be split in {n}: the machine finds {there} "
            f"{'part' if there == 1 else 'parts'} in it. Give 'parts' to say yourself what goes "
            "where."
        )
    best = divided.strength.argmax(axis=1)
    sizes = np.bincount(best, minlength=n)
    order = np.lexsort((np.arange(n), -sizes))
    place = np.empty(n, dtype=int)
    place[order] = np.arange(n)
    rows = pd.DataFrame(
        {
            "label": _distinct(themes, id_, [divided.names[int(one)].label for one in order]),
            "keywords": [", ".join(divided.names[int(one)].keywords) for one in order],
            "stability": divided.groups.stability[order],
        }
    )
    return rows, pd.Series(place[best], index=own.index)


def _by_subthemes(
    themes: Themes, id_: str, own: pd.DataFrame, old: Any
) -> tuple[pd.DataFrame, pd.Series]:
    if not (themes.subthemes["theme_id"] == id_).any():
        themes = find_subthemes(themes, id_)
    inner = themes.subthemes[themes.subthemes["theme_id"] == id_]
    if inner.empty:
        raise SettingsError(
            f"split: the machine finds no sub-themes in {id_}. Give 'parts' to say yourself what "
            "goes where."
        )
    keys = ["response_id", "start", "end"]
    number = {one: place for place, one in enumerate(inner["subtheme_id"], start=1)}
    coded = themes.subcoding[themes.subcoding["theme_id"] == id_]
    at = dict(
        zip(coded[keys].itertuples(index=False, name=None), coded["subtheme_id"], strict=True)
    )
    of = [
        number.get(at.get(place, ""), 0) for place in own[keys].itertuples(index=False, name=None)
    ]
    labels = _distinct(themes, id_, [str(old["label"]), *inner["label"]])[1:]
    rows = pd.DataFrame(
        {
            "label": [old["label"], *labels],
            "keywords": [old["keywords"], *inner["keywords"]],
            "stability": [old["stability"], *inner["stability"]],
        }
    )
    return rows, pd.Series(of, index=own.index)


def _least(themes: Themes) -> float:
    return float(themes.settings.get("min_strength", 0.35))


def _divided(themes: Themes, id_: str, n: int | None) -> _Divided | None:
    """Group the passages of a theme; None where there is nothing to group."""
    corpus = corpus_of(themes)
    responses = corpus.responses
    texts = dict(zip(responses["response_id"], responses["text"], strict=True))
    own = themes.coding[themes.coding["theme_id"] == id_].reset_index(drop=True)
    words = [
        plain(texts[response][int(start) : int(end)])
        for response, start, end in zip(own["response_id"], own["start"], own["end"], strict=True)
    ]
    unspaced = is_unspaced(words)
    words = spaced(words) if unspaced else words
    distinct, of = np.unique(np.array(words, dtype=object), return_inverse=True)
    if len(distinct) < (_FEWEST if n is None else max(n, 2)):
        return None
    chosen = [str(text) for text in distinct]
    given = find_embedder(
        themes.embedder
        if themes.embedder is not None
        else str(themes.settings.get("embedder", "static"))
    )
    model = adapted(by_letters(given, chosen) if unspaced else given, chosen)
    vectors = model.embed(chosen)
    middle = vectors.mean(axis=0)
    meaning = centred(vectors, middle)
    near = neighbourhood(meaning)
    seed = int(themes.settings.get("seed", 20))
    groups = find_groups(meaning, near, n_themes=n, seed=seed)
    if n is None:
        groups = _large_enough(groups)
        most = min(_MOST, round(float(np.cbrt(len(chosen)))))
        if groups.count > most:
            groups = _large_enough(find_groups(meaning, near, n_themes=most, seed=seed))
    if groups.count < 2:
        return None
    strength, _ = strengths(meaning, np.arange(len(chosen)), near, groups)
    middles = means_of(meaning, groups.labels)
    middles /= np.maximum(np.linalg.norm(middles, axis=1, keepdims=True), 1e-9)

    def closeness(terms: Sequence[str]) -> npt.NDArray[np.float64]:
        return np.asarray(centred(model.embed(list(terms)), middle) @ middles.T, np.float64)

    first = np.full(len(chosen), -1)
    first[of[::-1]] = np.arange(len(of))[::-1]
    people = np.unique(own["response_id"].to_numpy(dtype=object), return_inverse=True)[1]
    agreed = own["response_id"].map(responses.set_index("response_id")["quotable"])
    said = set(of[agreed.to_numpy(dtype=bool)].tolist())
    label = themes.table.set_index("theme_id").loc[id_, "label"]
    names = name_groups(
        read_terms(chosen, main_language(responses)),
        groups.labels,
        closeness,
        # What the theme is called is no news within it; as themes of their own, parts may say it.
        {-1: str(label)} if n is None else None,
        owners=people[first],
        # Words that only people wrote who did not agree to be quoted head nothing.
        texts=[text if place in said else "" for place, text in enumerate(chosen)],
    )
    return _Divided(own.assign(_place=np.arange(len(own))), strength[of], groups, names)


def _large_enough(groups: Groups) -> Groups:
    """Leave groups that are too small to be a sub-theme."""
    sizes = np.bincount(groups.labels[groups.labels >= 0], minlength=groups.count)
    kept = np.flatnonzero(sizes >= _SMALLEST)
    number = np.full(groups.count + 1, -1)
    number[kept] = np.arange(len(kept))
    return Groups(number[groups.labels], groups.stability[kept])


def _table(
    themes: Themes, id_: str, divided: _Divided, rows: pd.DataFrame, corpus: Any
) -> pd.DataFrame:
    """Count the groups as themes are counted; largest first."""
    whole: Any = themes.table.set_index("theme_id").loc[id_]
    frame = pd.DataFrame(
        {
            "theme_id": [str(group) for group in range(divided.groups.count)],
            "question_id": whole["question_id"],
            "label": [name.label for name in divided.names],
            "keywords": [", ".join(name.keywords) for name in divided.names],
            "base": int(whole["base"]),
            "stability": divided.groups.stability,
        }
    )
    table = counted(frame[frame["label"] != ""], rows, corpus)
    table = table.rename(columns={"theme_id": "group"})
    return table.assign(theme_id=id_, of_theme=table["n"] / int(whole["n"]))


def _stacked(parts: Sequence[pd.DataFrame], like: pd.DataFrame) -> pd.DataFrame:
    found = [part for part in parts if len(part)]
    if not found:
        return like.iloc[:0]
    return pd.concat(found, ignore_index=True)[[*like.columns]]


def _distinct(themes: Themes, id_: str, labels: Sequence[str]) -> list[str]:
    """Labels that no other theme has; where one has, with the label of the theme before it."""
    table = themes.table
    whole = str(table.set_index("theme_id").loc[id_, "label"])
    taken = set(table.loc[table["theme_id"] != id_, "label"].str.casefold())
    result = []
    for place, label in enumerate(labels, start=1):
        name = label or f"{whole} ({place})"
        if name.casefold() in taken:
            name = f"{whole}: {name}"
        taken.add(name.casefold())
        result.append(name)
    return result
