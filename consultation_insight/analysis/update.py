"""Late responses: coded with the themes that are there, and new themes for what fits none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from consultation_insight.analysis._headings.labels import Naming, name_groups
from consultation_insight.analysis._headings.terms import read_terms, stop_words
from consultation_insight.analysis._shifts import shifts_of
from consultation_insight.analysis._themes.coding import code, said_once
from consultation_insight.analysis._themes.groups import (
    Groups,
    centred,
    find_groups,
    means_of,
    neighbourhood,
    smallest_group,
    strengths,
)
from consultation_insight.analysis._themes.holding import labels_of
from consultation_insight.analysis._themes.passages import (
    Passages,
    main_language,
    passages_of,
    quotable_words,
    that_shape_themes,
)
from consultation_insight.analysis._themes.sampling import MOST_GROUPED
from consultation_insight.analysis._themes.subjects import beside, read_subjects, subjects_of
from consultation_insight.corpus import Corpus
from consultation_insight.counting import Counting
from consultation_insight.editing.joining import joined
from consultation_insight.editing.recount import corpus_of, recounted
from consultation_insight.editing.verbs import new_ids
from consultation_insight.models.embeddings import adapted, by_letters
from consultation_insight.models.embeddings import embedder as find_embedder
from consultation_insight.results import Themes

__all__ = ["update_themes"]

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]

#: A new group is news if, among the nearest neighbours of its passages, old ones are less than
#: half as frequent as among all passages (the two-sample test of Schilling 1986, JASA 81:799-806, is
#: built on that frequency); without a difference it is about 1.
_OLD_NEAR = 0.5
#: And if half of its passages are farther from every theme than three quarters of what is coded.
_FAR = 0.25
_FEWEST = 3


def update_themes(themes: Themes, more: Corpus) -> Themes:
    """Code late responses with existing themes, and add themes for what fits none of them.

    What was coded stays as it is, with its ids, labels and edits. Late passages are coded by how
    strongly they belong to each theme. Late passages that are near each other, far from all themes and
    seldom near what was said before make a new theme, which is marked ``emerging``; what was
    uncoded until now can join it.

    Parameters
    ----------
    themes : Themes
        They must know their corpus.
    more : Corpus
        The late responses, prepared like the others; or all, read again together, which also
        finds copies and campaigns across both.

    Returns
    -------
    Themes
        Over both corpora. ``table`` has a column ``emerging``; ``shifts`` says how shares moved.

    Raises
    ------
    DataError
        A response id stands for two texts.

    Examples
    --------
    >>> import pandas as pd
    >>> import consultation_insight as ci
    >>> def notes(thing, first):
    ...     texts = [f"{a} {b} {thing}" for a in ("More", "Cheap", "Good") for b in
    ...              ("evening", "rural", "clean", "safe")]
    ...     return pd.DataFrame({"text": texts, "response_id": [f"{first}{i}" for i in range(12)]})
    >>> early = ci.Corpus.from_responses(pd.concat([notes("buses", "a"), notes("homes", "b")]))
    >>> late = ci.Corpus.from_responses(notes("buses", "c"))
    >>> themes = ci.find_themes(early).update(late)
    >>> int(themes.base), bool(themes.table["emerging"].any())
    (36, False)
    """
    corpus = corpus_of(themes)
    both, changed = joined(corpus, more)
    # What has another text now is coded anew, like a late response.
    old = set(corpus.live["response_id"]) - changed
    live = both.live
    there = old & set(live["response_id"])
    themes = replace(
        themes, coding=_of(themes.coding, there), verbatims=_of(themes.verbatims, there)
    )
    parts = [
        _one_question(themes, live[live["question_id"] == question].reset_index(drop=True), question, old)
        for question in dict.fromkeys(live["question_id"])
    ]  # fmt: skip
    new = [part.rows for part in parts if part is not None and len(part.rows)]
    coded = [part.coding for part in parts if part is not None and len(part.coding)]
    once = [part.once for part in parts if part is not None]
    base = live["question_id"].value_counts()
    rows = pd.concat([themes.table.assign(emerging=False), *new], ignore_index=True)
    rows = rows.assign(base=rows["question_id"].map(base).fillna(0).astype("int64"))
    emerging = {id_ for frame in new for id_ in frame["theme_id"]}
    wider = replace(
        themes,
        corpus=both,
        base=len(live),
        before=None,
        said_once=_said_once(themes, once, both),
    )
    made = recounted(
        wider, pd.concat([themes.coding, *coded], ignore_index=True), rows, changed=emerging
    )
    shifts = shifts_of(made, Counting.of(both), old)
    late = int((~live["response_id"].isin(old)).sum())
    said = f" Updated with {late:,} late responses; "
    said += "1 new theme emerged." if len(emerging) == 1 else f"{len(emerging)} new themes emerged."
    return replace(made, shifts=shifts, method=f"{themes.method.rstrip()}{said}")


def _of(frame: pd.DataFrame, ids: set[str]) -> pd.DataFrame:
    return frame[frame["response_id"].isin(ids)]


@dataclass(frozen=True, eq=False)
class _Part:
    """What one question adds: new themes, coded passages, what was said once."""

    rows: pd.DataFrame
    coding: pd.DataFrame
    once: pd.DataFrame


@dataclass(frozen=True, eq=False)
class _Space:
    """The distinct passages of a question, where they stand, and what is known of them."""

    live: pd.DataFrame
    passages: Passages
    #: Of each passage: the number of its text, and whether it was there before.
    of: Ints
    is_old: npt.NDArray[np.bool_]
    texts: list[str]
    model: Any
    middle: Floats
    meaning: Floats
    features: Floats
    #: Numbers of texts: those that stand for the themes, and late ones that may be news.
    anchors: Ints
    fresh: Ints


def _one_question(themes: Themes, live: pd.DataFrame, question: str, old: set[str]) -> _Part | None:
    ids = themes.table.loc[themes.table["question_id"] == question, "theme_id"].tolist()
    space = _space(themes, live, old) if ids else None
    if space is None:
        return None
    seed = int(themes.settings.get("seed", 20))
    labels = labels_of(themes, ids, space.live, space.passages, space.of)
    found = _news(space, labels, len(ids), seed)
    labels[space.fresh] = np.where(found.labels >= 0, found.labels + len(ids), -1)
    chosen = np.sort(np.concatenate([space.anchors, space.fresh[found.labels >= 0]]))
    names = _names(themes, space, ids, chosen, labels)[len(ids) :]
    strength, central = _strengths(space, chosen, labels, len(ids) + found.count)
    strength[:, [len(ids) + one for one, name in enumerate(names) if not name.label]] = -1.0
    least = float(themes.settings.get("min_strength", 0.35))
    coding = code(space.passages, space.of, strength, central, least)
    language = main_language(live)
    once = said_once(
        live, question, space.passages, space.of,
        every := np.sort(np.concatenate([space.anchors, space.fresh])),
        space.meaning[every], stop_words(language),
    )  # fmt: skip
    return _part(themes, space, question, ids, coding, names, found, once)


def _space(themes: Themes, live: pd.DataFrame, old: set[str]) -> _Space | None:
    """Embed all passages as the old ones were; None where none is late, or none is old."""
    passages = passages_of(live["text"].tolist())
    is_old = live["response_id"].isin(old).to_numpy()[passages.response]
    if is_old.all() or not is_old.any():
        return None
    # Each distinct wording once, in alphabetical order: the order of the rows does not matter.
    distinct, of = np.unique(np.array(passages.words, dtype=object), return_inverse=True)
    texts = [str(text) for text in distinct]
    known = np.zeros(len(texts), dtype=bool)
    known[of[is_old]] = True
    given = themes.embedder
    name = str(themes.settings.get("embedder", "static"))
    model = find_embedder(name if given is None else given)
    # What old and late texts have in common is judged by the old ones alone.
    before = [text for text, there in zip(texts, known, strict=True) if there]
    model = adapted(by_letters(model, before) if passages.unspaced else model, before)
    vectors = model.embed(texts)
    shapes = np.zeros(len(texts), dtype=bool)
    shapes[of[that_shape_themes(live, passages, vectors[of])]] = True
    anchors = np.flatnonzero(shapes & known)
    if len(anchors) > MOST_GROUPED:
        random = np.random.RandomState(int(themes.settings.get("seed", 20)))
        anchors = np.sort(random.choice(anchors, MOST_GROUPED, replace=False))
    if not len(anchors):
        return None
    middle = vectors[anchors].mean(axis=0)
    meaning = features = centred(vectors, middle)
    subjects = read_subjects(str(themes.settings.get("subjects", "policy")), main_language(live))
    if subjects:
        features = beside(meaning, subjects_of(texts, subjects), anchors)
    fresh = np.flatnonzero(shapes & ~known)
    return _Space(
        live, passages, of, is_old, texts, model, middle, meaning, features, anchors, fresh
    )


def _news(space: _Space, labels: Ints, count: int, seed: int) -> Groups:
    """Group the late texts, and keep the groups that are news."""
    fresh, anchors = space.fresh, space.anchors
    every = np.sort(np.concatenate([anchors, fresh]))
    smallest = max(_FEWEST, smallest_group(len(every)))
    nothing = Groups(np.full(len(fresh), -1, dtype=np.int64), np.zeros(0))
    if len(fresh) < smallest:
        return nothing
    late = space.features[fresh]
    near = neighbourhood(late)
    groups = find_groups(late, near, n_themes=None, seed=seed)
    if not groups.count:
        return nothing
    _, central = _strengths(space, anchors, labels, count)
    closest = central.max(axis=1, initial=0.0)
    coded = closest[anchors[labels[anchors] >= 0]]
    far = float(np.quantile(coded, _FAR)) if len(coded) else 0.0
    expected = len(anchors) / len(every)
    nearest, _ = neighbourhood(late, space.features[every])
    is_old = np.isin(every, anchors)
    first = np.full(len(space.texts), -1)
    first[space.of[::-1]] = np.arange(len(space.of))[::-1]
    people = space.passages.response[first]
    kept = []
    for group in range(groups.count):
        members = np.flatnonzero(groups.labels == group)
        if len(np.unique(people[fresh[members]])) < smallest:
            continue
        # The first neighbour of a passage is itself; it has no more of its own kind than the group.
        others = nearest[members, 1 : min(len(members), nearest.shape[1])]
        old_near = float(is_old[others].mean()) if others.size else 1.0
        if old_near < _OLD_NEAR * expected and float(np.median(closest[fresh[members]])) < far:
            kept.append(group)
    return _as_coarse(groups, kept, space.features[every], np.searchsorted(every, fresh), seed)


def _as_coarse(
    groups: Groups, kept: Sequence[int], everything: Floats, places: Ints, seed: int
) -> Groups:
    """Join groups that are one among all passages: late ones alone are parted more finely.

    Parameters
    ----------
    kept : sequence of int
        The groups that are news; the others are dissolved.
    everything : numpy.ndarray
        Old and late passages.
    places : numpy.ndarray
        Where those of ``groups`` stand among them.
    """
    if not len(kept):
        return Groups(np.full(len(places), -1, dtype=np.int64), np.zeros(0))
    coarse = find_groups(everything, neighbourhood(everything), n_themes=None, seed=seed)
    of: dict[int, list[int]] = {}
    for group in kept:
        inside = coarse.labels[places[groups.labels == group]]
        names, counts = np.unique(inside, return_counts=True)
        name = int(names[counts.argmax()])
        of.setdefault(name if name >= 0 else -2 - group, []).append(group)
    number = np.full(groups.count + 1, -1, dtype=np.int64)
    stability = np.zeros(len(of))
    sizes = np.bincount(groups.labels[groups.labels >= 0], minlength=groups.count)
    for place, members in enumerate(of.values()):
        number[members] = place
        stability[place] = np.average(groups.stability[members], weights=sizes[members])
    return Groups(number[groups.labels], stability.round(3))


def _strengths(
    space: _Space, chosen: Ints, labels: Ints, count: int
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Strength of each text in each theme; 0 for a theme that no chosen text carries."""
    here = np.unique(labels[chosen][labels[chosen] >= 0])
    number = np.full(count + 1, -1, dtype=np.int64)
    number[here] = np.arange(len(here))
    groups = Groups(number[labels[chosen]], np.full(len(here), np.nan))
    found = strengths(space.features, chosen, neighbourhood(space.features[chosen]), groups)
    strength, central = np.zeros((2, len(space.texts), count))
    strength[:, here], central[:, here] = found
    return strength, central


def _names(
    themes: Themes, space: _Space, ids: Sequence[str], chosen: Ints, labels: Ints
) -> list[Naming]:
    """Name all groups; the themes that are there keep their labels, which no other may use."""
    if labels[chosen].max(initial=-1) < len(ids):
        return []
    middles = means_of(space.meaning[chosen], labels[chosen])
    middles /= np.maximum(np.linalg.norm(middles, axis=1, keepdims=True), 1e-9)

    def closeness(terms: Sequence[str]) -> npt.NDArray[np.float64]:
        vectors = space.model.embed(list(terms))
        return np.asarray(centred(vectors, space.middle) @ middles.T, np.float64)

    first = np.full(len(space.texts), -1)
    first[space.of[::-1]] = np.arange(len(space.of))[::-1]
    words = [space.texts[int(text)] for text in chosen]
    given = themes.table.set_index("theme_id")["label"]
    language = main_language(space.live)
    return name_groups(
        read_terms(words, language),
        labels[chosen],
        closeness,
        {place: str(given[theme]) for place, theme in enumerate(ids)},
        owners=space.passages.response[first[chosen]],
        texts=quotable_words(words, space.live, space.passages, space.of, chosen),
    )


def _part(
    themes: Themes,
    space: _Space,
    question: str,
    ids: Sequence[str],
    coding: pd.DataFrame,
    names: Sequence[Naming],
    found: Groups,
    once: pd.DataFrame,
) -> _Part:
    """Late passages with any theme; old ones that carried none with new themes only."""
    response_ids = space.live["response_id"].to_numpy()
    coded = set(themes.coding["response_id"])
    made = [*ids, *new_ids(themes, ids[0], len(names))]
    frame = pd.DataFrame(
        {
            "response_id": response_ids[coding["response"].to_numpy(dtype=int)],
            "start": coding["start"].to_numpy(),
            "end": coding["end"].to_numpy(),
            "theme_id": pd.Series([made[int(group)] for group in coding["group"]], dtype="str"),
            "strength": coding["strength"].to_numpy(),
            "stance": "",
            "assigned_by": "machine",
        }
    )
    late = ~space.is_old[coding["passage"].to_numpy(dtype=int)]
    new = coding["group"].to_numpy(dtype=int) >= len(ids)
    frame = frame[late | (new & ~frame["response_id"].isin(coded).to_numpy())]
    carried = set(frame["theme_id"])
    rows = pd.DataFrame(
        {
            "theme_id": made[len(ids) :],
            "question_id": question,
            "label": [name.label for name in names],
            "description": "",
            "keywords": [", ".join(name.keywords) for name in names],
            "n": 0, "share": 0.0, "low": 0.0, "high": 0.0, "base": 0, "likes": 0,
            "stability": found.stability,
            "n_once": 0,
            "emerging": True,
        }
    )  # fmt: skip
    return _Part(rows[rows["theme_id"].isin(carried)], frame, once)


def _said_once(themes: Themes, once: Sequence[pd.DataFrame], corpus: Corpus) -> pd.DataFrame:
    """Anew for the questions that have late responses, as it was for the others."""
    asked = {question for frame in once for question in frame["question_id"]}
    before = themes.said_once
    before = before[
        ~before["question_id"].isin(asked) & before["response_id"].isin(corpus.live["response_id"])
    ]
    return pd.concat([before, *once], ignore_index=True)
