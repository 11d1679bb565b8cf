"""Themes: groups of meaning in what people wrote, with headings, counts and the words behind them.

Sentences become vectors, vectors a graph of nearest neighbours, the graph communities; each
sentence is then coded by how strongly it belongs to each. A response carries the themes of its
sentences. What belongs nowhere stays uncoded and is counted as such.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any, cast

import numpy as np
import numpy.typing as npt
import pandas as pd

from consultation_insight.analysis._headings.labels import Naming, name_groups, told
from consultation_insight.analysis._headings.relabel import labeller_of, name_anew
from consultation_insight.analysis._headings.terms import read_terms, stop_words
from consultation_insight.analysis._themes import sampling
from consultation_insight.analysis._themes.coding import (
    code,
    first_places,
    named_by_answers,
    pick_verbatims,
    said_once,
    table_of,
)
from consultation_insight.analysis._themes.groups import (
    Groups,
    centred,
    context_of,
    find_groups,
    groups_of,
    in_context,
    middles_of,
    neighbourhood,
    strengths,
)
from consultation_insight.analysis._themes.layout import positions
from consultation_insight.analysis._themes.passages import (
    Passages,
    main_language,
    passages_of,
    quotable_words,
    that_shape_themes,
)
from consultation_insight.analysis._themes.sampling import MOST_GROUPED
from consultation_insight.analysis._themes.spread import Together, spread_themes
from consultation_insight.analysis._themes.subjects import (
    BROAD,
    beside,
    breadth,
    read_subjects,
    subject_headings,
    subjects_of,
)
from consultation_insight.corpus import Corpus
from consultation_insight.counting import VIEW_COLUMNS, Counting
from consultation_insight.errors import SettingsError
from consultation_insight.models.embeddings import adapted, by_letters
from consultation_insight.models.embeddings import embedder as find_embedder
from consultation_insight.models.vector_cache import kept
from consultation_insight.protocols import ThemeModel
from consultation_insight.results import UNSTABLE, Themes

__all__ = ["find_themes"]

#: Fewer responses than this are read, not grouped.
FEW_RESPONSES = 12
_ENGINES = ("graph", "bertopic")


def find_themes(
    corpus: Corpus,
    *,
    engine: str | Any = "graph",
    embedder: str | Any = "static",
    subjects: str = "policy",
    n_themes: int | None = None,
    min_strength: float = 0.35,
    seed: int = 20,
    edits: str | None = None,
    levels: int = 1,
    cache: str | None = None,
    labeller: str | Any | None = None,
    labeller_model: str | None = None,
) -> Themes:
    """Find the themes of each open question and code every live response.

    Copies of a campaign shape themes once (one supporter's text and the others' own words); all
    of them are coded. Which of them ``n`` counts is the ``count`` of `find_campaigns`; beside it
    stand ``n_each``, ``n_once`` and ``n_outside`` with their shares and bases.

    Parameters
    ----------
    corpus : Corpus
    engine : str, BERTopic or ThemeModel
        ``"graph"``, ``"bertopic"`` (extra), a configured ``BERTopic``, or an object with
        ``group(vectors, texts, seed)``.
    embedder : str or Embedder
        See `consultation_insight.models.embeddings`.
    subjects : str
        General knowledge that brings near what is of one subject of public policy: ``"policy"``
        (English), ``"off"``, or the path of a list of your own. It has next to no weight where
        responses are about something else.
    n_themes : int, optional
        For each question. If left out: the finest grouping that a person can still review.
    min_strength : float
        0 to 1. What belongs to every theme by less stays uncoded.
    seed : int
        Same seed, same result, in whatever order the responses come.
    edits : str, optional
        A file of edits, written by `Themes.save_edits` or by hand, that are done on what was found.
    levels : int
        1, or 2: the larger themes are divided in sub-themes too (`Themes.with_subthemes`).
    cache : str, optional
        A folder for the vectors of slow embedders. They are found by hashes and hold no text, and
        only those of redacted texts are kept.
    labeller : str or Labeller, optional
        The address of an OpenAI-compatible interface (extra ``[llm]``), or an object with
        ``label(keywords, passages)``. It sees redacted texts only; an answer that the theme's texts
        do not support is refused, and the label found here is kept.
    labeller_model : str, optional
        What the interface calls the model.

    Returns
    -------
    Themes

    Raises
    ------
    SettingsError
        If a setting has a value that it may not have.
    ModelNotAvailable
        If the engine's or the embedder's package or files are missing.

    Examples
    --------
    >>> import pandas as pd
    >>> import consultation_insight as ci
    >>> buses = [f"More {a} {b}, please" for a in ("evening", "night", "early", "rural")
    ...          for b in ("buses", "bus routes", "bus stops")]
    >>> homes = [f"Build {a} {b} here" for a in ("council", "cheap", "warm", "small")
    ...          for b in ("homes", "houses", "flats to rent")]
    >>> themes = ci.find_themes(ci.Corpus.from_responses(pd.DataFrame({"text": buses + homes})))
    >>> bool(themes.table["n"].sum() >= 20)
    True
    """
    _check(engine, n_themes, min_strength)
    if levels not in (1, 2):
        raise SettingsError.from_value("levels", "find_themes", "1 or 2", levels)
    named = {"levels": levels} | ({"edits": Path(edits).name} if edits else {})
    if corpus.base > sampling.SAMPLE:
        find = partial(
            find_themes, engine=engine, embedder=embedder, subjects=subjects, n_themes=n_themes,
            min_strength=min_strength, seed=seed, cache=cache, labeller=labeller,
            labeller_model=labeller_model,
        )  # fmt: skip
        spread = spread_themes(Together(corpus), find, edits=edits, settings=named)
        return spread.with_subthemes() if levels == 2 else spread
    model = find_embedder(embedder)
    redacted = any(step.name == "redact" for step in corpus.steps)
    if cache and redacted:
        model = kept(model, cache)
    asked = labeller_of(labeller, labeller_model, redacted)
    grouper = _engine(engine)
    live = corpus.live
    counting = Counting.of(corpus)
    questions = list(dict.fromkeys(live["question_id"]))
    parts = [
        _one_question(
            live[live["question_id"] == question].reset_index(drop=True), question,
            f"{question}:" if len(questions) > 1 else "", model, grouper, subjects, n_themes,
            min_strength, seed, counting,
        )
        for question in questions
    ]  # fmt: skip
    settings = {
        "engine": engine if isinstance(engine, str) else type(engine).__name__,
        "embedder": getattr(model, "name", type(model).__name__),
        "subjects": subjects,
        "n_themes": n_themes,
        "min_strength": min_strength,
        "seed": seed,
    } | named
    tables: dict[str, Any] = {
        name: _stacked([part[name] for part in parts], columns)
        for name, columns in _COLUMNS.items()
    }
    method = _method(model, engine, parts)
    if asked is not None and len(tables["table"]):
        name = str(getattr(asked, "name", type(asked).__name__))
        settings |= {"labeller": name, "labeller_prompt": getattr(asked, "prompt", "")}
        method += name_anew(tables, live, asked, name, model)
    found = Themes(
        base=counting.base(),
        settings=settings,
        method=method,
        corpus=corpus,
        embedder=None if isinstance(embedder, str) else embedder,
        **tables,
    )
    found = found.replay(edits) if edits else found
    return found.with_subthemes() if levels == 2 else found


_COLUMNS: dict[str, tuple[str, ...]] = {
    "table": (
        "theme_id", "question_id", "label", "description", "keywords", "n", "share", "low",
        "high", "base", "likes", "stability", "n_once",
        *(name for name in VIEW_COLUMNS if name != "n_once"),
    ),
    "coding": ("response_id", "start", "end", "theme_id", "strength", "stance", "assigned_by"),
    "verbatims": ("theme_id", "response_id", "start", "end"),
    "said_once": ("question_id", "response_id", "start", "end"),
    "map": ("theme_id", "question_id", "x", "y"),
}  # fmt: skip


def _check(engine: Any, n_themes: int | None, min_strength: float) -> None:
    if isinstance(engine, str) and engine not in _ENGINES:
        known = f"one of {', '.join(map(repr, _ENGINES))}, or an object"
        raise SettingsError.from_value("engine", "find_themes", known, engine)
    if not isinstance(engine, str) and not (
        callable(getattr(engine, "group", None)) or _is_bertopic(engine)
    ):
        known = "a name, a BERTopic or an object with 'group'"
        raise SettingsError.from_value("engine", "find_themes", known, engine)
    if n_themes is not None and n_themes < 1:
        raise SettingsError.from_value("n_themes", "find_themes", "at least 1", n_themes)
    if not 0 <= min_strength <= 1:
        raise SettingsError.from_value("min_strength", "find_themes", "from 0 to 1", min_strength)


def _is_bertopic(engine: Any) -> bool:
    return any(one.__name__ == "BERTopic" for one in type(engine).__mro__)


def _engine(engine: str | Any) -> ThemeModel | None:
    """The object that groups; None for the graph."""
    if engine == "graph":
        return None
    if engine == "bertopic" or _is_bertopic(engine):
        from consultation_insight.models.bertopic_engine import BERTopicEngine

        return BERTopicEngine(None if engine == "bertopic" else engine)
    return cast("ThemeModel", engine)


def _one_question(
    live: pd.DataFrame,
    question: str,
    prefix: str,
    model: Any,
    grouper: ThemeModel | None,
    subjects: str,
    n_themes: int | None,
    min_strength: float,
    seed: int,
    counting: Counting,
) -> dict[str, Any]:
    passages = passages_of(live["text"].tolist())
    if live["text"].ne("").sum() < FEW_RESPONSES or not len(passages):
        return _too_few(live, passages, question)
    # Each distinct wording once, in alphabetical order: the order of the rows does not matter.
    texts, of = np.unique(np.array(passages.words, dtype=object), return_inverse=True)
    distinct = [str(text) for text in texts]
    model = adapted(by_letters(model, distinct) if passages.unspaced else model, distinct)
    vectors = model.embed(distinct)
    shapes = that_shape_themes(live, passages, vectors[of])
    chosen = np.unique(of[shapes])
    if len(chosen) > MOST_GROUPED:
        chosen = np.sort(np.random.RandomState(seed).choice(chosen, MOST_GROUPED, replace=False))
    if len(chosen) < FEW_RESPONSES:
        return _too_few(live, passages, question)
    middle = vectors[chosen].mean(axis=0)
    meaning = centred(vectors, middle)
    language = main_language(live)
    known = read_subjects(subjects, language)
    named = subjects_of(list(texts), known) if known else None
    features = in_context(meaning, context_of(meaning, of, passages.response))
    if named is not None:
        features = beside(features, named, chosen)
    words = [str(text) for text in texts[chosen]]
    among = features[chosen]
    near = neighbourhood(among)
    if grouper is None:
        groups = find_groups(among, near, n_themes=n_themes, seed=seed)
    else:
        # An outside engine gets the embedder's own vectors, as a copy: some write into them.
        labels = np.asarray(grouper.group(vectors[chosen], words, seed), dtype=np.int64)
        groups = groups_of(among, labels, n_themes=n_themes)
    strength, central = strengths(features, chosen, near, groups)
    middles = middles_of(meaning[chosen], groups)[0]

    def closeness(terms: Sequence[str]) -> npt.NDArray[np.float64]:
        return np.asarray(centred(model.embed(list(terms)), middle) @ middles.T, np.float64)

    headings = {}
    if known and named is not None and breadth(named[chosen]) >= BROAD:
        headings = subject_headings(named[chosen], groups.labels, known.headings)
    names = name_groups(
        read_terms(words, language, sorted(set(live["language"]) - {"", "und", language})),
        groups.labels,
        closeness,
        subjects=headings,
        owners=passages.response[first_places(of)[chosen]],
        texts=quotable_words(words, live, passages, of, chosen),
    )
    # What no word tells from the rest cannot be told by a reader either: it is left uncoded.
    # Where a number of themes was asked for, a label is enough.
    unstable = set(np.flatnonzero(groups.stability < UNSTABLE).tolist())
    clear = (
        told(names, groups.labels, words, unstable)
        if n_themes is None
        else [bool(name.label) for name in names]
    )
    strength[:, ~np.array(clear, dtype=bool)] = -1.0
    coding = code(passages, of, strength, central, min_strength)
    names = named_by_answers(names, coding, live)
    return _results(
        live, question, prefix, passages, groups, names, coding, shapes, middles, counting
    ) | {
        "said_once": said_once(
            live, question, passages, of, chosen, meaning[chosen], stop_words(language)
        ),
        "letters": getattr(model, "name", "") == "characters",
    }


def _results(
    live: pd.DataFrame,
    question: str,
    prefix: str,
    passages: Passages,
    groups: Groups,
    names: Sequence[Naming],
    coding: pd.DataFrame,
    shapes: npt.NDArray[np.bool_],
    middles: npt.NDArray[np.float32],
    counting: Counting,
) -> dict[str, Any]:
    verbatims = pick_verbatims(live, passages, coding, shapes)
    table, order = table_of(live, question, coding, groups.stability, names, verbatims, counting)
    ids = {group: f"{prefix}T{number:02}" for number, group in enumerate(order, start=1)}
    coding, verbatims = coding[coding["group"].isin(ids)], verbatims[verbatims["group"].isin(ids)]
    table.insert(0, "theme_id", [ids[group] for group in order])
    response_ids = live["response_id"].to_numpy()
    final = pd.DataFrame(
        {
            "response_id": response_ids[coding["response"].to_numpy(dtype=int)],
            "start": coding["start"],
            "end": coding["end"],
            "theme_id": coding["group"].map(ids).astype("str"),
            "strength": coding["strength"],
            "stance": "",
            "assigned_by": "machine",
        }
    )
    quoted = pd.DataFrame(
        {
            "theme_id": verbatims["group"].map(ids).astype("str"),
            "response_id": response_ids[verbatims["response"].to_numpy(dtype=int)],
            "start": verbatims["start"],
            "end": verbatims["end"],
        }
    )
    place = {group: number for number, group in enumerate(order)}
    by_theme = np.argsort(verbatims["group"].map(place).to_numpy(dtype=int), kind="stable")
    places = positions(middles[order])
    on_map = table[["theme_id", "question_id"]].assign(x=places[:, 0], y=places[:, 1])
    # Ids go by size with each copy counted, so that they are the same under every counting rule.
    table = table.sort_values("n", ascending=False, kind="stable", ignore_index=True)
    return {
        "table": table,
        "coding": final,
        "verbatims": quoted.iloc[by_theme],
        "map": on_map,
        "few": False,
    }


def _too_few(live: pd.DataFrame, passages: Passages, question: str) -> dict[str, Any]:
    """Nothing is grouped; all passages are listed for a person to read."""
    ids = live["response_id"].to_numpy()
    agreed = live["quotable"].to_numpy(dtype=bool)[passages.response]
    return {
        "table": None,
        "coding": None,
        "verbatims": None,
        "map": None,
        "said_once": pd.DataFrame(
            {
                "question_id": question,
                "response_id": ids[passages.response][agreed],
                "start": np.asarray(passages.start)[agreed],
                "end": np.asarray(passages.end)[agreed],
            }
        ),
        "few": True,
    }


def _stacked(parts: list[Any], columns: tuple[str, ...]) -> pd.DataFrame:
    found = [part for part in parts if part is not None and len(part)]
    if found:
        return pd.concat(found, ignore_index=True)
    kinds: dict[str, Any] = {
        "n": "int64", "base": "int64", "likes": "int64", "start": "int64",
        "end": "int64", "share": "float64", "low": "float64", "high": "float64",
        "stability": "float64", "strength": "float64", "x": "float64", "y": "float64",
        **{name: "float64" if name.startswith("share") else "int64" for name in VIEW_COLUMNS},
    }  # fmt: skip
    return pd.DataFrame({name: pd.Series(dtype=kinds.get(name, "str")) for name in columns})


def _method(model: Any, engine: Any, parts: list[dict[str, Any]]) -> str:
    name = getattr(model, "name", type(model).__name__)
    revision = getattr(model, "revision", "")
    grouped = (
        "nearest-neighbour graph, communities on which seeded starts agree (6; 20 where there are "
        "fewer than 1,000 passages); stability from these and 4 samples of four fifths"
        if engine == "graph"
        else f"engine {engine if isinstance(engine, str) else type(engine).__name__}"
    )
    text = (
        f"Sentences as {name} vectors{f' (revision {revision})' if revision else ''}, {grouped}; "
        "headings from class-based term weights."
    )
    if any(part.get("letters") for part in parts):
        text += (
            " Texts in a script without spaces: vectors of their pairs of letters instead, which see "
            "shared words, not shared meaning; ends of words as they show in the responses."
        )
    few = sum(part["few"] for part in parts)
    if few:
        text += (
            f" {few} of {len(parts)} questions had too few responses for themes (under "
            f"{FEW_RESPONSES}): all of their passages are listed under said_once."
            if len(parts) > 1
            else f" There were too few responses for themes (under {FEW_RESPONSES}): all passages "
            "are listed under said_once."
        )
    return text
