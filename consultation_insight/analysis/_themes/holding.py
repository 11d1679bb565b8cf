"""What themes of a sample are held by, so that other responses are coded as it was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from consultation_insight.analysis._themes.coding import code
from consultation_insight.analysis._themes.groups import (
    Groups,
    centred,
    memberships,
    middles_of,
    neighbourhood,
)
from consultation_insight.analysis._themes.passages import (
    Passages,
    main_language,
    passages_of,
    that_shape_themes,
)
from consultation_insight.analysis._themes.sampling import MOST_GROUPED
from consultation_insight.analysis._themes.subjects import beside, read_subjects, subjects_of
from consultation_insight.models.embeddings import adapted, by_letters, embedder
from consultation_insight.results import Themes
from consultation_insight.text import word_spans

__all__ = ["Coded", "Held", "held_by", "labels_of"]

#: Rows that are compared at once.
_BLOCK = 2048
#: Vectors are rounded to so many steps of 1: products of two are then multiples of 2^-22, and their sums,
#: below 2, are exact in 32 bits. So a passage's figures do not depend on what stands beside it, though
#: matrices of other shapes are added up in another order. It moves a cosine by about 0.0002.
_STEPS = 2048
#: Passages of fewer words have no subject to be judged by.
_FEW_WORDS = 3

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Coded:
    """What of some responses carries which theme; ``enough``: which passages can be judged."""

    passages: Passages
    of: Ints
    features: Floats
    coding: pd.DataFrame
    enough: Bools


@dataclass(frozen=True, eq=False)
class Held:
    """The themes of one question, by the passages of the sample that stand for them.

    Parameters
    ----------
    question : str
    ids : list of str
        Of the themes.
    texts : list of str
        The distinct passages of the sample, to which the embedder is adapted.
    unspaced : bool
        Whether they are of a script without spaces.
    anchors, labels : numpy.ndarray
        Those that stand for the themes, and the theme of each; -1 for none.
    middle, meaning, named : numpy.ndarray
        What all have in common; the anchors' vectors without it, and their subjects, if any.
    settings : mapping
        Of the themes.
    language : str
    embedder : object, optional
        What was given as embedder, if it was an object rather than a name.
    """

    question: str
    ids: list[str]
    texts: list[str]
    unspaced: bool
    anchors: Ints
    labels: Ints
    middle: Floats
    meaning: Floats
    named: Floats | None
    settings: dict[str, Any]
    language: str
    embedder: Any = None
    _kept: dict[str, Any] = field(default_factory=dict, repr=False)

    def __getstate__(self) -> dict[str, Any]:
        return self.__dict__ | {"_kept": {}}  # each process makes its own model

    @property
    def model(self) -> Any:
        """The embedder, adapted to the sample."""
        if "model" not in self._kept:
            self._kept["model"] = _model(
                self.settings, self.embedder, self.texts, unspaced=self.unspaced
            )
        return self._kept["model"]

    def features(self, texts: Sequence[str]) -> Floats:
        """Where distinct texts stand beside the anchors."""
        meaning = centred(self.model.embed(list(texts)), self.middle)
        if self.named is None:
            return _exact(meaning)
        known = read_subjects(str(self.settings.get("subjects", "policy")), self.language)
        assert known is not None  # noqa: S101
        anchors = np.arange(len(self.anchors))
        both = beside(
            np.vstack([self.meaning, meaning]),
            np.vstack([self.named, subjects_of(list(texts), known)]),
            anchors,
        )
        return _exact(both[len(anchors) :])

    @property
    def _anchored(self) -> tuple[Floats, Groups, Any, Ints, dict[str, int], Any]:
        """The anchors' own features, groups and strengths, once in a process."""
        if "anchored" not in self._kept:
            among = self.meaning
            if self.named is not None:
                among = beside(self.meaning, self.named, np.arange(len(self.anchors)))
            among = _exact(among)
            here = np.unique(self.labels[self.labels >= 0])
            number = np.full(len(self.ids) + 1, -1, dtype=np.int64)
            number[here] = np.arange(len(here))
            groups = Groups(number[self.labels], np.full(len(here), np.nan))
            middles, usual = middles_of(among, groups)
            core = _exact(middles), usual
            own = memberships(among, neighbourhood(among), groups, *core)
            places = {self.texts[text]: row for row, text in enumerate(self.anchors.tolist())}
            self._kept["anchored"] = among, groups, core, here, places, own
        found: tuple[Floats, Groups, Any, Ints, dict[str, int], Any] = self._kept["anchored"]
        return found

    def strengths(self, texts: Sequence[str], features: Floats) -> tuple[Doubles, Doubles]:
        """How strongly distinct texts belong to each theme, as `find_themes` says it."""
        among, groups, core, here, places, own = self._anchored
        strength, central = np.zeros((2, len(texts), len(self.ids)))
        if not groups.count:
            return strength, central
        for start in range(0, len(texts), _BLOCK):
            some = features[start : start + _BLOCK]
            found = memberships(some, neighbourhood(some, among), groups, *core)
            rows = np.arange(start, start + len(some))
            strength[np.ix_(rows, here)], central[np.ix_(rows, here)] = found
        # A passage that stands for a theme is judged by the others.
        standing = [(row, places[text]) for row, text in enumerate(texts) if text in places]
        if standing:
            at, which = (np.array(side) for side in zip(*standing, strict=True))
            strength[np.ix_(at, here)], central[np.ix_(at, here)] = own[0][which], own[1][which]
        return strength, central

    def coded(self, texts: Sequence[str]) -> Coded | None:
        """Code texts; None where they say nothing."""
        passages = passages_of(texts, apart=self.unspaced)
        if not len(passages):
            return None
        distinct, of = np.unique(np.array(passages.words, dtype=object), return_inverse=True)
        words = [str(text) for text in distinct]
        features = self.features(words)
        strength, central = self.strengths(words, features)
        least = float(self.settings.get("min_strength", 0.35))
        enough = np.fromiter(
            (len(word_spans(text)) >= _FEW_WORDS for text in words), bool, len(words)
        )
        coding = code(passages, of, strength, central, least)
        return Coded(passages, of, features, coding, enough[of])


def held_by(themes: Themes, question: str) -> Held | None:
    """Take from the themes of a sample what holds them; None where a question has none."""
    ids = themes.table.loc[themes.table["question_id"] == question, "theme_id"].tolist()
    corpus = themes.corpus
    if not ids or corpus is None:
        return None
    live = corpus.live
    live = live[live["question_id"] == question].reset_index(drop=True)
    passages = passages_of(live["text"].tolist())
    distinct, of = np.unique(np.array(passages.words, dtype=object), return_inverse=True)
    texts = [str(text) for text in distinct]
    settings = dict(themes.settings)
    model = _model(settings, themes.embedder, texts, unspaced=passages.unspaced)
    vectors = model.embed(texts)
    anchors = np.unique(of[that_shape_themes(live, passages, vectors[of])])
    if len(anchors) > MOST_GROUPED:
        random = np.random.RandomState(int(settings.get("seed", 20)))
        anchors = np.sort(random.choice(anchors, MOST_GROUPED, replace=False))
    middle = vectors[anchors].mean(axis=0)
    meaning = centred(vectors[anchors], middle)
    language = main_language(live)
    known = read_subjects(str(settings.get("subjects", "policy")), language)
    named = subjects_of([texts[one] for one in anchors], known) if known else None
    labels = labels_of(themes, ids, live, passages, of)[anchors]
    return Held(
        question, ids, texts, passages.unspaced, anchors, labels, middle, meaning, named, settings,
        language, themes.embedder, {"model": model},
    )  # fmt: skip


def _exact(vectors: Floats) -> Floats:
    return np.asarray(np.rint(vectors * _STEPS) / _STEPS, dtype=np.float32)


def _model(settings: Mapping[str, Any], given: Any, texts: list[str], *, unspaced: bool) -> Any:
    model = embedder(str(settings.get("embedder", "static")) if given is None else given)
    return adapted(by_letters(model, texts) if unspaced else model, texts)


def labels_of(
    themes: Themes, ids: Sequence[str], live: pd.DataFrame, passages: Passages, of: Ints
) -> Ints:
    """The theme of each distinct text that was coded, by its strongest coding; -1 for none.

    Parameters
    ----------
    ids : sequence of str
        The themes, in the order of their numbers.
    live, passages, of
        The responses, their passages, and the number of each passage's text.
    """
    place = {theme: number for number, theme in enumerate(ids)}
    coding = themes.coding[themes.coding["theme_id"].isin(place)]
    coded: dict[str, list[tuple[float, int, int, int]]] = {}
    for id_, start, end, theme, strength in zip(
        coding["response_id"], coding["start"], coding["end"], coding["theme_id"],
        coding["strength"], strict=True,
    ):  # fmt: skip
        coded.setdefault(id_, []).append((-strength, place[theme], start, end))
    best: dict[int, tuple[float, int]] = {}
    ids_of = live["response_id"].tolist()
    for text, row, start, end in zip(
        of.tolist(), passages.response.tolist(), passages.start, passages.end, strict=True
    ):
        for strength, theme, begins, ends in coded.get(ids_of[row], ()):
            if begins <= start and end <= ends:
                best[text] = min(best.get(text, (1.0, -1)), (strength, theme))
    labels = np.full(int(of.max(initial=-1)) + 1, -1, dtype=np.int64)
    for text, (_, theme) in best.items():
        labels[text] = theme
    return labels
